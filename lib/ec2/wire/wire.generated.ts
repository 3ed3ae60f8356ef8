// Written by lib/ec2/wire/generate.ts from the schemas of the AWS SDK. Do not edit.
import type { Shapes } from './shapes.ts'

/** Shape names of each implemented action; an empty output means that it only says `true`. */
export const actions = {
  CreateKeyPair: { input: 'CreateKeyPairRequest', output: 'KeyPair' },
  CreateTags: { input: 'CreateTagsRequest', output: '' },
  DeleteKeyPair: { input: 'DeleteKeyPairRequest', output: 'DeleteKeyPairResult' },
  DeleteTags: { input: 'DeleteTagsRequest', output: '' },
  DeregisterImage: { input: 'DeregisterImageRequest', output: 'DeregisterImageResult' },
  DescribeAccountAttributes: { input: 'DescribeAccountAttributesRequest', output: 'DescribeAccountAttributesResult' },
  DescribeAvailabilityZones: { input: 'DescribeAvailabilityZonesRequest', output: 'DescribeAvailabilityZonesResult' },
  DescribeImages: { input: 'DescribeImagesRequest', output: 'DescribeImagesResult' },
  DescribeInstanceStatus: { input: 'DescribeInstanceStatusRequest', output: 'DescribeInstanceStatusResult' },
  DescribeInstances: { input: 'DescribeInstancesRequest', output: 'DescribeInstancesResult' },
  DescribeInstanceTypes: { input: 'DescribeInstanceTypesRequest', output: 'DescribeInstanceTypesResult' },
  DescribeKeyPairs: { input: 'DescribeKeyPairsRequest', output: 'DescribeKeyPairsResult' },
  DescribeRegions: { input: 'DescribeRegionsRequest', output: 'DescribeRegionsResult' },
  DescribeTags: { input: 'DescribeTagsRequest', output: 'DescribeTagsResult' },
  GetConsoleOutput: { input: 'GetConsoleOutputRequest', output: 'GetConsoleOutputResult' },
  ImportKeyPair: { input: 'ImportKeyPairRequest', output: 'ImportKeyPairResult' },
  RebootInstances: { input: 'RebootInstancesRequest', output: '' },
  RegisterImage: { input: 'RegisterImageRequest', output: 'RegisterImageResult' },
  RunInstances: { input: 'RunInstancesRequest', output: 'Reservation' },
  StartInstances: { input: 'StartInstancesRequest', output: 'StartInstancesResult' },
  StopInstances: { input: 'StopInstancesRequest', output: 'StopInstancesResult' },
  TerminateInstances: { input: 'TerminateInstancesRequest', output: 'TerminateInstancesResult' },
} as const

/** The types of each implemented action's input and output. */
export interface Actions {
  readonly CreateKeyPair: { input: CreateKeyPairRequestInput; output: KeyPairOutput }
  readonly CreateTags: { input: CreateTagsRequestInput; output: undefined }
  readonly DeleteKeyPair: { input: DeleteKeyPairRequestInput; output: DeleteKeyPairResultOutput }
  readonly DeleteTags: { input: DeleteTagsRequestInput; output: undefined }
  readonly DeregisterImage: { input: DeregisterImageRequestInput; output: DeregisterImageResultOutput }
  readonly DescribeAccountAttributes: { input: DescribeAccountAttributesRequestInput; output: DescribeAccountAttributesResultOutput }
  readonly DescribeAvailabilityZones: { input: DescribeAvailabilityZonesRequestInput; output: DescribeAvailabilityZonesResultOutput }
  readonly DescribeImages: { input: DescribeImagesRequestInput; output: DescribeImagesResultOutput }
  readonly DescribeInstanceStatus: { input: DescribeInstanceStatusRequestInput; output: DescribeInstanceStatusResultOutput }
  readonly DescribeInstances: { input: DescribeInstancesRequestInput; output: DescribeInstancesResultOutput }
  readonly DescribeInstanceTypes: { input: DescribeInstanceTypesRequestInput; output: DescribeInstanceTypesResultOutput }
  readonly DescribeKeyPairs: { input: DescribeKeyPairsRequestInput; output: DescribeKeyPairsResultOutput }
  readonly DescribeRegions: { input: DescribeRegionsRequestInput; output: DescribeRegionsResultOutput }
  readonly DescribeTags: { input: DescribeTagsRequestInput; output: DescribeTagsResultOutput }
  readonly GetConsoleOutput: { input: GetConsoleOutputRequestInput; output: GetConsoleOutputResultOutput }
  readonly ImportKeyPair: { input: ImportKeyPairRequestInput; output: ImportKeyPairResultOutput }
  readonly RebootInstances: { input: RebootInstancesRequestInput; output: undefined }
  readonly RegisterImage: { input: RegisterImageRequestInput; output: RegisterImageResultOutput }
  readonly RunInstances: { input: RunInstancesRequestInput; output: ReservationOutput }
  readonly StartInstances: { input: StartInstancesRequestInput; output: StartInstancesResultOutput }
  readonly StopInstances: { input: StopInstancesRequestInput; output: StopInstancesResultOutput }
  readonly TerminateInstances: { input: TerminateInstancesRequestInput; output: TerminateInstancesResultOutput }
}

/** The service's actions that are known and not implemented. */
export const otherActionNames: ReadonlySet<string> = new Set(
  ('AcceptAddressTransfer AcceptCapacityReservationBillingOwnership AcceptReservedInstancesExchangeQuote AcceptTransitGatewayClientVpnAttachment AcceptTransitGatewayMulticastDomainAssociations AcceptTransitGatewayPeeringAttachment AcceptTransitGatewayVpcAttachment AcceptVpcEndpointConnections AcceptVpcPeeringConnection AdvertiseByoipCidr AllocateAddress AllocateHosts AllocateIpamPoolCidr ApplySecurityGroupsToClientVpnTargetNetwork AssignIpv6Addresses AssignPrivateIpAddresses AssignPrivateNatGatewayAddress AssociateAddress AssociateApplicationStatusCheck AssociateCapacityReservationBillingOwner AssociateClientVpnTargetNetwork AssociateDhcpOptions AssociateEnclaveCertificateIamRole AssociateIamInstanceProfile AssociateInstanceEventWindow AssociateIpamByoasn AssociateIpamResourceDiscovery AssociateNatGatewayAddress AssociateNetworkingFlexCostAllocationPolicy AssociateRouteServer AssociateRouteTable AssociateSecurityGroupVpc AssociateSubnetCidrBlock AssociateTransitGatewayMulticastDomain AssociateTransitGatewayPolicyTable AssociateTransitGatewayRouteTable AssociateTrunkInterface AssociateVpcCidrBlock AttachClassicLinkVpc AttachImageWatermark AttachInternetGateway AttachNetworkInterface AttachVerifiedAccessTrustProvider AttachVolume AttachVpnGateway AuthorizeClientVpnIngress AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress BatchModifyIpamRoutingPolicyRegistrations BundleInstance CancelBundleTask CancelCapacityReservation CancelCapacityReservationFleets CancelConversionTask CancelDeclarativePoliciesReport CancelExportTask CancelImageLaunchPermission CancelImportTask CancelReservedInstancesListing CancelSpotFleetRequests CancelSpotInstanceRequests ConfirmProductInstance CopyFpgaImage CopyImage CopySnapshot CopyVolumes CreateApplicationStatusCheck CreateCapacityManagerDataExport CreateCapacityReservation CreateCapacityReservationBySplitting CreateCapacityReservationCancellationQuote CreateCapacityReservationDateChangeQuote CreateCapacityReservationFleet CreateCarrierGateway CreateClientVpnEndpoint CreateClientVpnRoute CreateCoipCidr CreateCoipPool CreateCustomerGateway CreateDefaultSubnet CreateDefaultVpc CreateDelegateMacVolumeOwnershipTask CreateDhcpOptions CreateEgressOnlyInternetGateway CreateFleet CreateFlowLogs CreateFpgaImage CreateImage CreateImageUsageReport CreateInstanceConnectEndpoint CreateInstanceEventWindow CreateInstanceExportTask CreateInternetGateway CreateInterruptibleCapacityReservationAllocation CreateIpam CreateIpamExternalResourceVerificationToken CreateIpamInternetRegistryAssociation CreateIpamPolicy CreateIpamPool CreateIpamPrefixListResolver CreateIpamPrefixListResolverTarget CreateIpamResourceDiscovery CreateIpamRoutingPolicyRegistration CreateIpamScope CreateLaunchTemplate CreateLaunchTemplateVersion CreateLocalGatewayRoute CreateLocalGatewayRouteTable CreateLocalGatewayRouteTableVirtualInterfaceGroupAssociation CreateLocalGatewayRouteTableVpcAssociation CreateLocalGatewayVirtualInterface CreateLocalGatewayVirtualInterfaceGroup CreateMacSystemIntegrityProtectionModificationTask CreateManagedPrefixList CreateMetricCategory CreateNatGateway CreateNetworkAcl CreateNetworkAclEntry CreateNetworkInsightsAccessScope CreateNetworkInsightsPath CreateNetworkInterface CreateNetworkInterfacePermission CreateNetworkingFlexCostAllocationPolicy CreatePlacementGroup CreatePublicIpv4Pool CreateReplaceRootVolumeTask CreateReservedInstancesListing CreateRestoreImageTask CreateRoute CreateRouteServer CreateRouteServerEndpoint CreateRouteServerPeer CreateRouteTable CreateSecondaryNetwork CreateSecondarySubnet CreateSecurityGroup CreateSnapshot CreateSnapshots CreateSpotDatafeedSubscription CreateStoreImageTask CreateSubnet CreateSubnetCidrReservation CreateTrafficMirrorFilter CreateTrafficMirrorFilterRule CreateTrafficMirrorSession CreateTrafficMirrorTarget CreateTransitGateway CreateTransitGatewayConnect CreateTransitGatewayConnectPeer CreateTransitGatewayMeteringPolicy CreateTransitGatewayMeteringPolicyEntry CreateTransitGatewayMulticastDomain CreateTransitGatewayPeeringAttachment CreateTransitGatewayPolicyTable CreateTransitGatewayPolicyTableEntry CreateTransitGatewayPrefixListReference CreateTransitGatewayRoute CreateTransitGatewayRouteTable CreateTransitGatewayRouteTableAnnouncement CreateTransitGatewayVpcAttachment CreateVerifiedAccessEndpoint CreateVerifiedAccessGroup CreateVerifiedAccessInstance CreateVerifiedAccessTrustProvider CreateVolume CreateVpc CreateVpcBlockPublicAccessExclusion CreateVpcEncryptionControl CreateVpcEndpoint CreateVpcEndpointConnectionNotification CreateVpcEndpointServiceConfiguration CreateVpcPeeringConnection CreateVpnConcentrator CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway DeleteApplicationStatusCheck DeleteCapacityManagerDataExport DeleteCarrierGateway DeleteClientVpnEndpoint DeleteClientVpnEndpointAuthorizationPolicy DeleteClientVpnRoute DeleteCoipCidr DeleteCoipPool DeleteCustomerGateway DeleteDhcpOptions DeleteEgressOnlyInternetGateway DeleteFleets DeleteFlowLogs DeleteFpgaImage DeleteImageUsageReport DeleteInstanceConnectEndpoint DeleteInstanceEventWindow DeleteInternetGateway DeleteIpam DeleteIpamExternalResourceVerificationToken DeleteIpamInternetRegistryAssociation DeleteIpamPolicy DeleteIpamPool DeleteIpamPrefixListResolver DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery DeleteIpamRoutingPolicyRegistration DeleteIpamScope DeleteLaunchTemplate DeleteLaunchTemplateVersions DeleteLocalGatewayRoute DeleteLocalGatewayRouteTable DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface DeleteLocalGatewayVirtualInterfaceGroup DeleteManagedPrefixList DeleteMetricCategory DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInsightsAccessScope DeleteNetworkInsightsAccessScopeAnalysis DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath DeleteNetworkInterface DeleteNetworkInterfacePermission DeleteNetworkingFlexCostAllocationPolicies DeletePlacementGroup DeletePublicIpv4Pool DeleteQueuedReservedInstances DeleteRoute DeleteRouteServer DeleteRouteServerEndpoint DeleteRouteServerPeer DeleteRouteTable DeleteSecondaryNetwork DeleteSecondarySubnet DeleteSecurityGroup DeleteSnapshot DeleteSpotDatafeedSubscription DeleteSubnet DeleteSubnetCidrReservation DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule DeleteTrafficMirrorSession DeleteTrafficMirrorTarget DeleteTransitGateway DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry DeleteTransitGatewayMulticastDomain DeleteTransitGatewayPeeringAttachment DeleteTransitGatewayPolicyTable DeleteTransitGatewayPolicyTableEntry DeleteTransitGatewayPrefixListReference DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable DeleteTransitGatewayRouteTableAnnouncement DeleteTransitGatewayVpcAttachment DeleteVerifiedAccessEndpoint DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance DeleteVerifiedAccessTrustProvider DeleteVolume DeleteVpc DeleteVpcBlockPublicAccessExclusion DeleteVpcEncryptionControl DeleteVpcEndpointConnectionNotifications DeleteVpcEndpointServiceConfigurations DeleteVpcEndpoints DeleteVpcPeeringConnection DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway DeprovisionByoipCidr DeprovisionIpamByoasn DeprovisionIpamPoolCidr DeprovisionPublicIpv4PoolCidr DeregisterInstanceEventNotificationAttributes DeregisterTransitGatewayMulticastGroupMembers DeregisterTransitGatewayMulticastGroupSources DescribeAccountVpcEncryptionControl DescribeAddressTransfers DescribeAddresses DescribeAddressesAttribute DescribeAggregateIdFormat DescribeApplicationStatus DescribeApplicationStatusCheckAssociations DescribeApplicationStatusChecks DescribeAwsNetworkPerformanceMetricSubscriptions DescribeBundleTasks DescribeByoipCidrs DescribeCapacityBlockExtensionHistory DescribeCapacityBlockExtensionOfferings DescribeCapacityBlockOfferings DescribeCapacityBlockStatus DescribeCapacityBlocks DescribeCapacityManagerDataExports DescribeCapacityReservationBillingRequests DescribeCapacityReservationCancellationQuotes DescribeCapacityReservationDateChangeQuotes DescribeCapacityReservationFleets DescribeCapacityReservationTopology DescribeCapacityReservations DescribeCarrierGateways DescribeClassicLinkInstances DescribeClientVpnAuthorizationRules DescribeClientVpnConnections DescribeClientVpnEndpoints DescribeClientVpnRoutes DescribeClientVpnTargetNetworks DescribeCoipPools DescribeConversionTasks DescribeCustomerGateways DescribeDeclarativePoliciesReports DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeElasticGpus DescribeExportImageTasks DescribeExportTasks DescribeFastLaunchImages DescribeFastSnapshotRestores DescribeFleetHistory DescribeFleetInstances DescribeFleets DescribeFlowLogs DescribeFpgaImageAttribute DescribeFpgaImages DescribeHostReservationOfferings DescribeHostReservations DescribeHosts DescribeIamInstanceProfileAssociations DescribeIdFormat DescribeIdentityIdFormat DescribeImageAttribute DescribeImageReferences DescribeImageUsageReportEntries DescribeImageUsageReports DescribeImportImageTasks DescribeImportSnapshotTasks DescribeInstanceAttribute DescribeInstanceConnectEndpoints DescribeInstanceCreditSpecifications DescribeInstanceEventNotificationAttributes DescribeInstanceEventWindows DescribeInstanceImageMetadata DescribeInstanceSqlHaHistoryStates DescribeInstanceSqlHaStates DescribeInstanceTopology DescribeInstanceTypeOfferings DescribeInternetGateways DescribeIpamByoasn DescribeIpamExternalResourceVerificationTokens DescribeIpamInternetRegistryAssociations DescribeIpamPolicies DescribeIpamPoolAllocations DescribeIpamPools DescribeIpamPrefixListResolverTargets DescribeIpamPrefixListResolvers DescribeIpamResourceDiscoveries DescribeIpamResourceDiscoveryAssociations DescribeIpamScopes DescribeIpams DescribeIpv6Pools DescribeLaunchTemplateVersions DescribeLaunchTemplates DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations DescribeLocalGatewayRouteTableVpcAssociations DescribeLocalGatewayRouteTables DescribeLocalGatewayVirtualInterfaceGroups DescribeLocalGatewayVirtualInterfaces DescribeLocalGateways DescribeLockedSnapshots DescribeMacHosts DescribeMacModificationTasks DescribeManagedPrefixLists DescribeMetricCategories DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls DescribeNetworkInsightsAccessScopeAnalyses DescribeNetworkInsightsAccessScopes DescribeNetworkInsightsAnalyses DescribeNetworkInsightsPaths DescribeNetworkInterfaceAttribute DescribeNetworkInterfacePermissions DescribeNetworkInterfaces DescribeNetworkingFlexCostAllocationPolicies DescribeNetworkingFlexCostAllocationPolicyAssociations DescribeOutpostLags DescribePlacementGroups DescribePrefixLists DescribePrincipalIdFormat DescribePublicIpv4Pools DescribeReplaceRootVolumeTasks DescribeReservedInstances DescribeReservedInstancesListings DescribeReservedInstancesModifications DescribeReservedInstancesOfferings DescribeRouteServerEndpoints DescribeRouteServerPeers DescribeRouteServers DescribeRouteTables DescribeScheduledInstanceAvailability DescribeScheduledInstances DescribeSecondaryInterfaces DescribeSecondaryNetworks DescribeSecondarySubnets DescribeSecurityGroupReferences DescribeSecurityGroupRules DescribeSecurityGroupVpcAssociations DescribeSecurityGroups DescribeServiceLinkVirtualInterfaces DescribeSnapshotAttribute DescribeSnapshotTierStatus DescribeSnapshots DescribeSpotDatafeedSubscription DescribeSpotFleetInstances DescribeSpotFleetRequestHistory DescribeSpotFleetRequests DescribeSpotInstanceRequests DescribeSpotPriceHistory DescribeStaleSecurityGroups DescribeStoreImageTasks DescribeSubnets DescribeTrafficMirrorFilterRules DescribeTrafficMirrorFilters DescribeTrafficMirrorSessions DescribeTrafficMirrorTargets DescribeTransitGatewayAttachments DescribeTransitGatewayConnectPeers DescribeTransitGatewayConnects DescribeTransitGatewayMeteringPolicies DescribeTransitGatewayMulticastDomains DescribeTransitGatewayPeeringAttachments DescribeTransitGatewayPolicyTables DescribeTransitGatewayRouteTableAnnouncements DescribeTransitGatewayRouteTables DescribeTransitGatewayVpcAttachments DescribeTransitGateways DescribeTrunkInterfaceAssociations DescribeVerifiedAccessEndpoints DescribeVerifiedAccessGroups DescribeVerifiedAccessInstanceLoggingConfigurations DescribeVerifiedAccessInstances DescribeVerifiedAccessTrustProviders DescribeVolumeAttribute DescribeVolumeStatus DescribeVolumes DescribeVolumesModifications DescribeVpcAttribute DescribeVpcBlockPublicAccessExclusions DescribeVpcBlockPublicAccessOptions DescribeVpcClassicLink DescribeVpcClassicLinkDnsSupport DescribeVpcEncryptionControls DescribeVpcEndpointAssociations DescribeVpcEndpointConnectionNotifications DescribeVpcEndpointConnections DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices DescribeVpcEndpoints DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConcentrators DescribeVpnConnections DescribeVpnGateways DetachClassicLinkVpc DetachImageWatermark DetachInternetGateway DetachNetworkInterface DetachVerifiedAccessTrustProvider DetachVolume DetachVpnGateway DisableAddressTransfer DisableAllowedImagesSettings DisableApplicationStatusCheckSuppression DisableAwsNetworkPerformanceMetricSubscription DisableCapacityManager DisableEbsEncryptionByDefault DisableFastLaunch DisableFastSnapshotRestores DisableImage DisableImageBlockPublicAccess DisableImageDeprecation DisableImageDeregistrationProtection DisableInstanceSqlHaStandbyDetections DisableIpamOrganizationAdminAccount DisableIpamPolicy DisableRouteServerPropagation DisableSerialConsoleAccess DisableSnapshotBlockPublicAccess DisableTransitGatewayRouteTablePropagation DisableVgwRoutePropagation DisableVpcClassicLink DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateApplicationStatusCheck DisassociateCapacityReservationBillingOwner DisassociateClientVpnTargetNetwork DisassociateEnclaveCertificateIamRole DisassociateIamInstanceProfile DisassociateInstanceEventWindow DisassociateIpamByoasn DisassociateIpamResourceDiscovery DisassociateNatGatewayAddress DisassociateNetworkingFlexCostAllocationPolicy DisassociateRouteServer DisassociateRouteTable DisassociateSecurityGroupVpc DisassociateSubnetCidrBlock DisassociateTransitGatewayMulticastDomain DisassociateTransitGatewayPolicyTable DisassociateTransitGatewayRouteTable DisassociateTrunkInterface DisassociateVpcCidrBlock EnableAddressTransfer EnableAllowedImagesSettings EnableApplicationStatusCheckSuppression EnableAwsNetworkPerformanceMetricSubscription EnableCapacityManager EnableEbsEncryptionByDefault EnableFastLaunch EnableFastSnapshotRestores EnableImage EnableImageBlockPublicAccess EnableImageDeprecation EnableImageDeregistrationProtection EnableInstanceSqlHaStandbyDetections EnableIpamInternetRegistryAssociation EnableIpamOrganizationAdminAccount EnableIpamPolicy EnableReachabilityAnalyzerOrganizationSharing EnableRouteServerPropagation EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess EnableTransitGatewayRouteTablePropagation EnableVgwRoutePropagation EnableVolumeIO EnableVpcClassicLink EnableVpcClassicLinkDnsSupport ExportClientVpnClientCertificateRevocationList ExportClientVpnClientConfiguration ExportImage ExportTransitGatewayRoutes ExportVerifiedAccessInstanceClientConfiguration GetActiveVpnTunnelStatus GetAllowedImagesSettings GetAssociatedEnclaveCertificateIamRoles GetAssociatedIpv6PoolCidrs GetAwsNetworkPerformanceData GetCapacityManagerAttributes GetCapacityManagerMetricData GetCapacityManagerMetricDimensions GetCapacityManagerMonitoredTagKeys GetCapacityManagerSupportabilityScores GetCapacityReservationUsage GetClientVpnEndpointAuthorizationPolicy GetCoipPoolUsage GetConsoleScreenshot GetDeclarativePoliciesReportSummary GetDefaultCreditSpecification GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault GetEnabledIpamPolicy GetFlowLogsIntegrationTemplate GetGroupsForCapacityReservation GetHostReservationPurchasePreview GetImageAncestry GetImageBlockPublicAccessState GetImageFindings GetInstanceMetadataDefaults GetInstanceTpmEkPub GetInstanceTypesFromInstanceRequirements GetInstanceUefiData GetIpamAddressHistory GetIpamDiscoveredAccounts GetIpamDiscoveredPublicAddresses GetIpamDiscoveredResourceCidrs GetIpamDiscoveredRoutes GetIpamInternetRegistryAssociationAsns GetIpamInternetRegistryAssociationCidrs GetIpamPolicyAllocationRules GetIpamPolicyOrganizationTargets GetIpamPoolAllocations GetIpamPoolCidrs GetIpamPrefixListResolverRules GetIpamPrefixListResolverVersionEntries GetIpamPrefixListResolverVersions GetIpamResourceCidrs GetIpamRouteOriginAuthorizations GetIpamRouteProtectionFindings GetIpamRoutingPolicyRegistrationDeltas GetIpamRoutingPolicyRegistrations GetLaunchTemplateData GetManagedPrefixListAssociations GetManagedPrefixListEntries GetManagedResourceVisibility GetNetworkInsightsAccessScopeAnalysisFindings GetNetworkInsightsAccessScopeContent GetNetworkingFlexCostAllocationPolicyVersions GetPasswordData GetReservedInstancesExchangeQuote GetRouteServerAssociations GetRouteServerPropagations GetRouteServerRoutingDatabase GetSecurityGroupsForVpc GetSerialConsoleAccessStatus GetSnapshotBlockPublicAccessState GetSpotPlacementScores GetSubnetCidrReservations GetTransitGatewayAttachmentNatConfiguration GetTransitGatewayAttachmentPropagations GetTransitGatewayMeteringPolicyEntries GetTransitGatewayMulticastDomainAssociations GetTransitGatewayPolicyTableAssociations GetTransitGatewayPolicyTableEntries GetTransitGatewayPrefixListReferences GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations GetVerifiedAccessEndpointPolicy GetVerifiedAccessEndpointTargets GetVerifiedAccessGroupPolicy GetVpcResourcesBlockingEncryptionEnforcement GetVpnConnectionDeviceSampleConfiguration GetVpnConnectionDeviceTypes GetVpnTunnelReplacementStatus ImportClientVpnClientCertificateRevocationList ImportImage ImportInstance ImportSnapshot ImportVolume ListImagesInRecycleBin ListSnapshotsInRecycleBin ListVolumesInRecycleBin LockSnapshot ModifyAccountVpcEncryptionControl ModifyAddressAttribute ModifyApplicationStatusCheck ModifyAvailabilityZoneGroup ModifyCapacityReservation ModifyCapacityReservationFleet ModifyClientVpnEndpoint ModifyClientVpnEndpointAuthorizationPolicy ModifyDefaultCreditSpecification ModifyEbsDefaultKmsKeyId ModifyFleet ModifyFpgaImageAttribute ModifyHosts ModifyIdFormat ModifyIdentityIdFormat ModifyImageAttribute ModifyInstanceAttribute ModifyInstanceCapacityReservationAttributes ModifyInstanceConnectEndpoint ModifyInstanceCpuOptions ModifyInstanceCreditSpecification ModifyInstanceEventStartTime ModifyInstanceEventWindow ModifyInstanceMaintenanceOptions ModifyInstanceMetadataDefaults ModifyInstanceMetadataOptions ModifyInstanceNetworkPerformanceOptions ModifyInstancePlacement ModifyIpam ModifyIpamPolicyAllocationRules ModifyIpamPool ModifyIpamPoolAllocation ModifyIpamPrefixListResolver ModifyIpamPrefixListResolverTarget ModifyIpamResourceCidr ModifyIpamResourceDiscovery ModifyIpamRoutingPolicyRegistration ModifyIpamScope ModifyLaunchTemplate ModifyLocalGatewayRoute ModifyManagedPrefixList ModifyManagedResourceVisibility ModifyMetricCategory ModifyNetworkInterfaceAttribute ModifyNetworkingFlexCostAllocationPolicy ModifyPrivateDnsNameOptions ModifyPublicIpDnsNameOptions ModifyReservedInstances ModifyRouteServer ModifySecurityGroupRules ModifySnapshotAttribute ModifySnapshotTier ModifySpotFleetRequest ModifySubnetAttribute ModifyTrafficMirrorFilterNetworkServices ModifyTrafficMirrorFilterRule ModifyTrafficMirrorSession ModifyTransitGateway ModifyTransitGatewayAttachmentNatConfiguration ModifyTransitGatewayMeteringPolicy ModifyTransitGatewayPolicyTableEntry ModifyTransitGatewayPrefixListReference ModifyTransitGatewayVpcAttachment ModifyVerifiedAccessEndpoint ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroup ModifyVerifiedAccessGroupPolicy ModifyVerifiedAccessInstance ModifyVerifiedAccessInstanceLoggingConfiguration ModifyVerifiedAccessTrustProvider ModifyVolume ModifyVolumeAttribute ModifyVpcAttribute ModifyVpcBlockPublicAccessExclusion ModifyVpcBlockPublicAccessOptions ModifyVpcEncryptionControl ModifyVpcEndpoint ModifyVpcEndpointConnectionNotification ModifyVpcEndpointPayerResponsibility ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePayerResponsibility ModifyVpcEndpointServicePermissions ModifyVpcPeeringConnectionOptions ModifyVpcTenancy ModifyVpnConnection ModifyVpnConnectionOptions ModifyVpnTunnelCertificate ModifyVpnTunnelOptions MonitorInstances MoveAddressToVpc MoveByoipCidrToIpam MoveCapacityReservationInstances ProvisionByoipCidr ProvisionIpamByoasn ProvisionIpamPoolCidr ProvisionPublicIpv4PoolCidr PurchaseCapacityBlock PurchaseCapacityBlockExtension PurchaseHostReservation PurchaseReservedInstancesOffering PurchaseScheduledInstances RegisterInstanceEventNotificationAttributes RegisterTransitGatewayMulticastGroupMembers RegisterTransitGatewayMulticastGroupSources RejectCapacityReservationBillingOwnership RejectTransitGatewayClientVpnAttachment RejectTransitGatewayMulticastDomainAssociations RejectTransitGatewayPeeringAttachment RejectTransitGatewayVpcAttachment RejectVpcEndpointConnections RejectVpcPeeringConnection ReleaseAddress ReleaseHosts ReleaseIpamPoolAllocation ReplaceIamInstanceProfileAssociation ReplaceImageCriteriaInAllowedImagesSettings ReplaceImageInstanceTypeSpecification ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute ReplaceRouteTableAssociation ReplaceTransitGatewayRoute ReplaceVpnTunnel ReportInstanceStatus RequestSpotFleet RequestSpotInstances ResetAddressAttribute ResetEbsDefaultKmsKeyId ResetFpgaImageAttribute ResetImageAttribute ResetInstanceAttribute ResetNetworkInterfaceAttribute ResetSnapshotAttribute RestoreAddressToClassic RestoreImageFromRecycleBin RestoreManagedPrefixListVersion RestoreSnapshotFromRecycleBin RestoreSnapshotTier RestoreVolumeFromRecycleBin RevokeClientVpnIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunScheduledInstances SearchLocalGatewayRoutes SearchTransitGatewayMulticastGroups SearchTransitGatewayRoutes SendDiagnosticInterrupt StartDeclarativePoliciesReport StartNetworkInsightsAccessScopeAnalysis StartNetworkInsightsAnalysis StartVpcEndpointServicePrivateDnsVerification TerminateClientVpnConnections UnassignIpv6Addresses UnassignPrivateIpAddresses UnassignPrivateNatGatewayAddress UnlockSnapshot UnmonitorInstances UpdateCapacityManagerMonitoredTagKeys UpdateCapacityManagerOrganizationsAccess UpdateInterruptibleCapacityReservationAllocation UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress ValidateSecurityGroupQuotasForInterface WithdrawByoipCidr').split(' '),
)

export const inputShapes: Shapes = {
  CreateKeyPairRequest: [
    ['KeyName', 'KeyName', 'string'],
    ['KeyType', 'KeyType', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['KeyFormat', 'KeyFormat', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  TagSpecification: [
    ['ResourceType', 'ResourceType', 'string'],
    ['Tags', 'Tag', 'Tag', '#'],
  ],
  Tag: [
    ['Key', 'Key', 'string'],
    ['Value', 'Value', 'string'],
  ],
  CreateTagsRequest: [
    ['Resources', 'ResourceId', 'string', '#'],
    ['Tags', 'Tag', 'Tag', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteKeyPairRequest: [
    ['KeyName', 'KeyName', 'string'],
    ['KeyPairId', 'KeyPairId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteTagsRequest: [
    ['Resources', 'ResourceId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Tags', 'Tag', 'Tag', '#'],
  ],
  DeregisterImageRequest: [
    ['ImageId', 'ImageId', 'string'],
    ['DeleteAssociatedSnapshots', 'DeleteAssociatedSnapshots', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeAccountAttributesRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['AttributeNames', 'AttributeName', 'string', '#'],
  ],
  DescribeAvailabilityZonesRequest: [
    ['ZoneNames', 'ZoneName', 'string', '#'],
    ['ZoneIds', 'ZoneId', 'string', '#'],
    ['AllAvailabilityZones', 'AllAvailabilityZones', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  Filter: [
    ['Name', 'Name', 'string'],
    ['Values', 'Value', 'string', '#'],
  ],
  DescribeImagesRequest: [
    ['ExecutableUsers', 'ExecutableBy', 'string', '#'],
    ['ImageIds', 'ImageId', 'string', '#'],
    ['Owners', 'Owner', 'string', '#'],
    ['IncludeDeprecated', 'IncludeDeprecated', 'boolean'],
    ['IncludeDisabled', 'IncludeDisabled', 'boolean'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeInstanceStatusRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['IncludeAllInstances', 'IncludeAllInstances', 'boolean'],
  ],
  DescribeInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
  ],
  DescribeInstanceTypesRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['InstanceTypes', 'InstanceType', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['IncludeUnsupportedInRegion', 'IncludeUnsupportedInRegion', 'boolean'],
  ],
  DescribeKeyPairsRequest: [
    ['KeyNames', 'KeyName', 'string', '#'],
    ['KeyPairIds', 'KeyPairId', 'string', '#'],
    ['IncludePublicKey', 'IncludePublicKey', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeRegionsRequest: [
    ['RegionNames', 'RegionName', 'string', '#'],
    ['AllRegions', 'AllRegions', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeTagsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  GetConsoleOutputRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['Latest', 'Latest', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ImportKeyPairRequest: [
    ['KeyName', 'KeyName', 'string'],
    ['PublicKeyMaterial', 'PublicKeyMaterial', 'blob'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  RebootInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  RegisterImageRequest: [
    ['Name', 'Name', 'string'],
    ['ImageLocation', 'ImageLocation', 'string'],
    ['BillingProducts', 'BillingProduct', 'string', '#'],
    ['BootMode', 'BootMode', 'string'],
    ['TpmSupport', 'TpmSupport', 'string'],
    ['UefiData', 'UefiData', 'string'],
    ['ImdsSupport', 'ImdsSupport', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Description', 'Description', 'string'],
    ['Architecture', 'Architecture', 'string'],
    ['KernelId', 'KernelId', 'string'],
    ['RamdiskId', 'RamdiskId', 'string'],
    ['RootDeviceName', 'RootDeviceName', 'string'],
    ['BlockDeviceMappings', 'BlockDeviceMapping', 'BlockDeviceMapping', '#'],
    ['VirtualizationType', 'VirtualizationType', 'string'],
    ['SriovNetSupport', 'SriovNetSupport', 'string'],
    ['EnaSupport', 'EnaSupport', 'boolean'],
  ],
  BlockDeviceMapping: [
    ['Ebs', 'Ebs', 'EbsBlockDevice'],
    ['NoDevice', 'NoDevice', 'string'],
    ['DeviceName', 'DeviceName', 'string'],
    ['VirtualName', 'VirtualName', 'string'],
  ],
  EbsBlockDevice: [
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
    ['Iops', 'Iops', 'number'],
    ['SnapshotId', 'SnapshotId', 'string'],
    ['VolumeSize', 'VolumeSize', 'number'],
    ['VolumeType', 'VolumeType', 'string'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['Throughput', 'Throughput', 'number'],
    ['OutpostArn', 'OutpostArn', 'string'],
    ['AvailabilityZone', 'AvailabilityZone', 'string'],
    ['Encrypted', 'Encrypted', 'boolean'],
    ['VolumeInitializationRate', 'VolumeInitializationRate', 'number'],
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
    ['EbsCardIndex', 'EbsCardIndex', 'number'],
  ],
  RunInstancesRequest: [
    ['MaxCount', 'MaxCount', 'number'],
    ['MinCount', 'MinCount', 'number'],
    ['BlockDeviceMappings', 'BlockDeviceMapping', 'BlockDeviceMapping', '#'],
    ['ImageId', 'ImageId', 'string'],
    ['InstanceType', 'InstanceType', 'string'],
    ['Ipv6AddressCount', 'Ipv6AddressCount', 'number'],
    ['Ipv6Addresses', 'Ipv6Address', 'InstanceIpv6Address', '#'],
    ['KernelId', 'KernelId', 'string'],
    ['KeyName', 'KeyName', 'string'],
    ['Monitoring', 'Monitoring', 'RunInstancesMonitoringEnabled'],
    ['Placement', 'Placement', 'Placement'],
    ['RamdiskId', 'RamdiskId', 'string'],
    ['SecurityGroupIds', 'SecurityGroupId', 'string', '#'],
    ['SecurityGroups', 'SecurityGroup', 'string', '#'],
    ['SubnetId', 'SubnetId', 'string'],
    ['UserData', 'UserData', 'string'],
    ['ElasticGpuSpecification', 'ElasticGpuSpecification', 'ElasticGpuSpecification', '#'],
    ['ElasticInferenceAccelerators', 'ElasticInferenceAccelerator', 'ElasticInferenceAccelerator', '#'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['LaunchTemplate', 'LaunchTemplate', 'LaunchTemplateSpecification'],
    ['InstanceMarketOptions', 'InstanceMarketOptions', 'InstanceMarketOptionsRequest'],
    ['CreditSpecification', 'CreditSpecification', 'CreditSpecificationRequest'],
    ['CpuOptions', 'CpuOptions', 'CpuOptionsRequest'],
    ['CapacityReservationSpecification', 'CapacityReservationSpecification', 'CapacityReservationSpecification'],
    ['HibernationOptions', 'HibernationOptions', 'HibernationOptionsRequest'],
    ['LicenseSpecifications', 'LicenseSpecification', 'LicenseConfigurationRequest', '#'],
    ['MetadataOptions', 'MetadataOptions', 'InstanceMetadataOptionsRequest'],
    ['EnclaveOptions', 'EnclaveOptions', 'EnclaveOptionsRequest'],
    ['PrivateDnsNameOptions', 'PrivateDnsNameOptions', 'PrivateDnsNameOptionsRequest'],
    ['MaintenanceOptions', 'MaintenanceOptions', 'InstanceMaintenanceOptionsRequest'],
    ['DisableApiStop', 'DisableApiStop', 'boolean'],
    ['EnablePrimaryIpv6', 'EnablePrimaryIpv6', 'boolean'],
    ['NetworkPerformanceOptions', 'NetworkPerformanceOptions', 'InstanceNetworkPerformanceOptionsRequest'],
    ['Operator', 'Operator', 'OperatorRequest'],
    ['SecondaryInterfaces', 'SecondaryInterface', 'InstanceSecondaryInterfaceSpecificationRequest', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['DisableApiTermination', 'DisableApiTermination', 'boolean'],
    ['InstanceInitiatedShutdownBehavior', 'InstanceInitiatedShutdownBehavior', 'string'],
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
    ['ClientToken', 'ClientToken', 'string'],
    ['AdditionalInfo', 'AdditionalInfo', 'string'],
    ['NetworkInterfaces', 'NetworkInterface', 'InstanceNetworkInterfaceSpecification', '#'],
    ['IamInstanceProfile', 'IamInstanceProfile', 'IamInstanceProfileSpecification'],
    ['EbsOptimized', 'EbsOptimized', 'boolean'],
  ],
  InstanceIpv6Address: [
    ['Ipv6Address', 'Ipv6Address', 'string'],
    ['IsPrimaryIpv6', 'IsPrimaryIpv6', 'boolean'],
  ],
  RunInstancesMonitoringEnabled: [
    ['Enabled', 'Enabled', 'boolean'],
    ['MetricCategoryIds', 'MetricCategoryId', 'string', '#'],
  ],
  Placement: [
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
    ['Affinity', 'Affinity', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['PartitionNumber', 'PartitionNumber', 'number'],
    ['HostId', 'HostId', 'string'],
    ['Tenancy', 'Tenancy', 'string'],
    ['SpreadDomain', 'SpreadDomain', 'string'],
    ['HostResourceGroupArn', 'HostResourceGroupArn', 'string'],
    ['GroupId', 'GroupId', 'string'],
    ['AvailabilityZone', 'AvailabilityZone', 'string'],
  ],
  ElasticGpuSpecification: [
    ['Type', 'Type', 'string'],
  ],
  ElasticInferenceAccelerator: [
    ['Type', 'Type', 'string'],
    ['Count', 'Count', 'number'],
  ],
  LaunchTemplateSpecification: [
    ['LaunchTemplateId', 'LaunchTemplateId', 'string'],
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
    ['Version', 'Version', 'string'],
  ],
  InstanceMarketOptionsRequest: [
    ['MarketType', 'MarketType', 'string'],
    ['SpotOptions', 'SpotOptions', 'SpotMarketOptions'],
  ],
  SpotMarketOptions: [
    ['MaxPrice', 'MaxPrice', 'string'],
    ['SpotInstanceType', 'SpotInstanceType', 'string'],
    ['BlockDurationMinutes', 'BlockDurationMinutes', 'number'],
    ['ValidUntil', 'ValidUntil', 'timestamp'],
    ['InstanceInterruptionBehavior', 'InstanceInterruptionBehavior', 'string'],
  ],
  CreditSpecificationRequest: [
    ['CpuCredits', 'CpuCredits', 'string'],
  ],
  CpuOptionsRequest: [
    ['CoreCount', 'CoreCount', 'number'],
    ['ThreadsPerCore', 'ThreadsPerCore', 'number'],
    ['AmdSevSnp', 'AmdSevSnp', 'string'],
    ['NestedVirtualization', 'NestedVirtualization', 'string'],
  ],
  CapacityReservationSpecification: [
    ['CapacityReservationPreference', 'CapacityReservationPreference', 'string'],
    ['CapacityReservationTarget', 'CapacityReservationTarget', 'CapacityReservationTarget'],
  ],
  CapacityReservationTarget: [
    ['CapacityReservationId', 'CapacityReservationId', 'string'],
    ['CapacityReservationResourceGroupArn', 'CapacityReservationResourceGroupArn', 'string'],
  ],
  HibernationOptionsRequest: [
    ['Configured', 'Configured', 'boolean'],
  ],
  LicenseConfigurationRequest: [
    ['LicenseConfigurationArn', 'LicenseConfigurationArn', 'string'],
  ],
  InstanceMetadataOptionsRequest: [
    ['HttpTokens', 'HttpTokens', 'string'],
    ['HttpPutResponseHopLimit', 'HttpPutResponseHopLimit', 'number'],
    ['HttpEndpoint', 'HttpEndpoint', 'string'],
    ['HttpProtocolIpv6', 'HttpProtocolIpv6', 'string'],
    ['InstanceMetadataTags', 'InstanceMetadataTags', 'string'],
  ],
  EnclaveOptionsRequest: [
    ['Enabled', 'Enabled', 'boolean'],
  ],
  PrivateDnsNameOptionsRequest: [
    ['HostnameType', 'HostnameType', 'string'],
    ['EnableResourceNameDnsARecord', 'EnableResourceNameDnsARecord', 'boolean'],
    ['EnableResourceNameDnsAAAARecord', 'EnableResourceNameDnsAAAARecord', 'boolean'],
  ],
  InstanceMaintenanceOptionsRequest: [
    ['AutoRecovery', 'AutoRecovery', 'string'],
  ],
  InstanceNetworkPerformanceOptionsRequest: [
    ['BandwidthWeighting', 'BandwidthWeighting', 'string'],
  ],
  OperatorRequest: [
    ['Principal', 'Principal', 'string'],
  ],
  InstanceSecondaryInterfaceSpecificationRequest: [
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
    ['DeviceIndex', 'DeviceIndex', 'number'],
    ['PrivateIpAddresses', 'PrivateIpAddress', 'InstanceSecondaryInterfacePrivateIpAddressRequest', '#'],
    ['PrivateIpAddressCount', 'PrivateIpAddressCount', 'number'],
    ['SecondarySubnetId', 'SecondarySubnetId', 'string'],
    ['InterfaceType', 'InterfaceType', 'string'],
    ['NetworkCardIndex', 'NetworkCardIndex', 'number'],
  ],
  InstanceSecondaryInterfacePrivateIpAddressRequest: [
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
  ],
  InstanceNetworkInterfaceSpecification: [
    ['AssociatePublicIpAddress', 'AssociatePublicIpAddress', 'boolean'],
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
    ['Description', 'Description', 'string'],
    ['DeviceIndex', 'DeviceIndex', 'number'],
    ['Groups', 'SecurityGroupId', 'string', '#'],
    ['Ipv6AddressCount', 'Ipv6AddressCount', 'number'],
    ['Ipv6Addresses', 'Ipv6Addresses', 'InstanceIpv6Address', '#'],
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
    ['PrivateIpAddresses', 'PrivateIpAddresses', 'PrivateIpAddressSpecification', '#'],
    ['SecondaryPrivateIpAddressCount', 'SecondaryPrivateIpAddressCount', 'number'],
    ['SubnetId', 'SubnetId', 'string'],
    ['AssociateCarrierIpAddress', 'AssociateCarrierIpAddress', 'boolean'],
    ['InterfaceType', 'InterfaceType', 'string'],
    ['NetworkCardIndex', 'NetworkCardIndex', 'number'],
    ['Ipv4Prefixes', 'Ipv4Prefix', 'Ipv4PrefixSpecificationRequest', '#'],
    ['Ipv4PrefixCount', 'Ipv4PrefixCount', 'number'],
    ['Ipv6Prefixes', 'Ipv6Prefix', 'Ipv6PrefixSpecificationRequest', '#'],
    ['Ipv6PrefixCount', 'Ipv6PrefixCount', 'number'],
    ['PrimaryIpv6', 'PrimaryIpv6', 'boolean'],
    ['EnaSrdSpecification', 'EnaSrdSpecification', 'EnaSrdSpecificationRequest'],
    ['ConnectionTrackingSpecification', 'ConnectionTrackingSpecification', 'ConnectionTrackingSpecificationRequest'],
    ['EnaQueueCount', 'EnaQueueCount', 'number'],
  ],
  PrivateIpAddressSpecification: [
    ['Primary', 'Primary', 'boolean'],
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
  ],
  Ipv4PrefixSpecificationRequest: [
    ['Ipv4Prefix', 'Ipv4Prefix', 'string'],
  ],
  Ipv6PrefixSpecificationRequest: [
    ['Ipv6Prefix', 'Ipv6Prefix', 'string'],
  ],
  EnaSrdSpecificationRequest: [
    ['EnaSrdEnabled', 'EnaSrdEnabled', 'boolean'],
    ['EnaSrdUdpSpecification', 'EnaSrdUdpSpecification', 'EnaSrdUdpSpecificationRequest'],
  ],
  EnaSrdUdpSpecificationRequest: [
    ['EnaSrdUdpEnabled', 'EnaSrdUdpEnabled', 'boolean'],
  ],
  ConnectionTrackingSpecificationRequest: [
    ['TcpEstablishedTimeout', 'TcpEstablishedTimeout', 'number'],
    ['UdpStreamTimeout', 'UdpStreamTimeout', 'number'],
    ['UdpTimeout', 'UdpTimeout', 'number'],
  ],
  IamInstanceProfileSpecification: [
    ['Arn', 'Arn', 'string'],
    ['Name', 'Name', 'string'],
  ],
  StartInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['AdditionalInfo', 'AdditionalInfo', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  StopInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['Hibernate', 'Hibernate', 'boolean'],
    ['SkipOsShutdown', 'SkipOsShutdown', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Force', 'Force', 'boolean'],
  ],
  TerminateInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['Force', 'Force', 'boolean'],
    ['SkipOsShutdown', 'SkipOsShutdown', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
}

export const outputShapes: Shapes = {
  KeyPair: [
    ['KeyPairId', 'keyPairId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['KeyName', 'keyName', 'string'],
    ['KeyFingerprint', 'keyFingerprint', 'string'],
    ['KeyMaterial', 'keyMaterial', 'string'],
  ],
  Tag: [
    ['Key', 'key', 'string'],
    ['Value', 'value', 'string'],
  ],
  DeleteKeyPairResult: [
    ['Return', 'return', 'boolean'],
    ['KeyPairId', 'keyPairId', 'string'],
  ],
  DeregisterImageResult: [
    ['Return', 'return', 'boolean'],
    ['DeleteSnapshotResults', 'deleteSnapshotResultSet', 'DeleteSnapshotReturnCode', 'item'],
  ],
  DeleteSnapshotReturnCode: [
    ['SnapshotId', 'snapshotId', 'string'],
    ['ReturnCode', 'returnCode', 'string'],
  ],
  DescribeAccountAttributesResult: [
    ['AccountAttributes', 'accountAttributeSet', 'AccountAttribute', 'item'],
  ],
  AccountAttribute: [
    ['AttributeName', 'attributeName', 'string'],
    ['AttributeValues', 'attributeValueSet', 'AccountAttributeValue', 'item'],
  ],
  AccountAttributeValue: [
    ['AttributeValue', 'attributeValue', 'string'],
  ],
  DescribeAvailabilityZonesResult: [
    ['AvailabilityZones', 'availabilityZoneInfo', 'AvailabilityZone', 'item'],
  ],
  AvailabilityZone: [
    ['OptInStatus', 'optInStatus', 'string'],
    ['Messages', 'messageSet', 'AvailabilityZoneMessage', 'item'],
    ['RegionName', 'regionName', 'string'],
    ['ZoneName', 'zoneName', 'string'],
    ['ZoneId', 'zoneId', 'string'],
    ['GroupName', 'groupName', 'string'],
    ['NetworkBorderGroup', 'networkBorderGroup', 'string'],
    ['ZoneType', 'zoneType', 'string'],
    ['ParentZoneName', 'parentZoneName', 'string'],
    ['ParentZoneId', 'parentZoneId', 'string'],
    ['GroupLongName', 'groupLongName', 'string'],
    ['Geography', 'geographySet', 'AvailabilityZoneGeography', 'item'],
    ['SubGeography', 'subGeographySet', 'AvailabilityZoneSubGeography', 'item'],
    ['State', 'zoneState', 'string'],
  ],
  AvailabilityZoneMessage: [
    ['Message', 'message', 'string'],
  ],
  AvailabilityZoneGeography: [
    ['Name', 'name', 'string'],
  ],
  AvailabilityZoneSubGeography: [
    ['Name', 'name', 'string'],
  ],
  DescribeImagesResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Images', 'imagesSet', 'Image', 'item'],
  ],
  Image: [
    ['PlatformDetails', 'platformDetails', 'string'],
    ['UsageOperation', 'usageOperation', 'string'],
    ['BlockDeviceMappings', 'blockDeviceMapping', 'BlockDeviceMapping', 'item'],
    ['Description', 'description', 'string'],
    ['EnaSupport', 'enaSupport', 'boolean'],
    ['Hypervisor', 'hypervisor', 'string'],
    ['ImageOwnerAlias', 'imageOwnerAlias', 'string'],
    ['Name', 'name', 'string'],
    ['RootDeviceName', 'rootDeviceName', 'string'],
    ['RootDeviceType', 'rootDeviceType', 'string'],
    ['SriovNetSupport', 'sriovNetSupport', 'string'],
    ['StateReason', 'stateReason', 'StateReason'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VirtualizationType', 'virtualizationType', 'string'],
    ['BootMode', 'bootMode', 'string'],
    ['TpmSupport', 'tpmSupport', 'string'],
    ['DeprecationTime', 'deprecationTime', 'string'],
    ['ImdsSupport', 'imdsSupport', 'string'],
    ['SourceInstanceId', 'sourceInstanceId', 'string'],
    ['DeregistrationProtection', 'deregistrationProtection', 'string'],
    ['LastLaunchedTime', 'lastLaunchedTime', 'string'],
    ['ImageAllowed', 'imageAllowed', 'boolean'],
    ['SourceImageId', 'sourceImageId', 'string'],
    ['SourceImageRegion', 'sourceImageRegion', 'string'],
    ['FreeTierEligible', 'freeTierEligible', 'boolean'],
    ['PublicSsmParameterName', 'publicSsmParameterName', 'string'],
    ['ImageWatermarks', 'imageWatermarkSet', 'ImageWatermark', 'item'],
    ['ScanResults', 'scanResults', 'ScanResults'],
    ['InstanceTypeSpecification', 'instanceTypeSpecification', 'InstanceTypeSpecification'],
    ['ImageId', 'imageId', 'string'],
    ['ImageLocation', 'imageLocation', 'string'],
    ['State', 'imageState', 'string'],
    ['OwnerId', 'imageOwnerId', 'string'],
    ['CreationDate', 'creationDate', 'string'],
    ['Public', 'isPublic', 'boolean'],
    ['ProductCodes', 'productCodes', 'ProductCode', 'item'],
    ['Architecture', 'architecture', 'string'],
    ['ImageType', 'imageType', 'string'],
    ['KernelId', 'kernelId', 'string'],
    ['RamdiskId', 'ramdiskId', 'string'],
    ['Platform', 'platform', 'string'],
  ],
  BlockDeviceMapping: [
    ['Ebs', 'ebs', 'EbsBlockDevice'],
    ['NoDevice', 'noDevice', 'string'],
    ['DeviceName', 'deviceName', 'string'],
    ['VirtualName', 'virtualName', 'string'],
  ],
  EbsBlockDevice: [
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['Iops', 'iops', 'number'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['VolumeSize', 'volumeSize', 'number'],
    ['VolumeType', 'volumeType', 'string'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
    ['Throughput', 'throughput', 'number'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['Encrypted', 'encrypted', 'boolean'],
    ['VolumeInitializationRate', 'VolumeInitializationRate', 'number'],
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
    ['EbsCardIndex', 'EbsCardIndex', 'number'],
  ],
  StateReason: [
    ['Code', 'code', 'string'],
    ['Message', 'message', 'string'],
  ],
  ImageWatermark: [
    ['WatermarkKey', 'watermarkKey', 'string'],
    ['SourceImageRegion', 'sourceImageRegion', 'string'],
    ['SourceImageId', 'sourceImageId', 'string'],
    ['SourceImageCreationTime', 'sourceImageCreationTime', 'timestamp'],
    ['WatermarkCreationTime', 'watermarkCreationTime', 'timestamp'],
  ],
  ScanResults: [
    ['HighestFindingSeverityLabel', 'highestFindingSeverityLabel', 'string'],
    ['FindingScanDate', 'findingScanDate', 'timestamp'],
    ['InformationalFixAvailableSince', 'informationalFixAvailableSince', 'timestamp'],
    ['LowFixAvailableSince', 'lowFixAvailableSince', 'timestamp'],
    ['MediumFixAvailableSince', 'mediumFixAvailableSince', 'timestamp'],
    ['HighFixAvailableSince', 'highFixAvailableSince', 'timestamp'],
    ['CriticalFixAvailableSince', 'criticalFixAvailableSince', 'timestamp'],
  ],
  InstanceTypeSpecification: [
    ['SupportedInstanceTypes', 'supportedInstanceTypeSet', 'InstanceTypeItem', 'item'],
    ['UnsupportedInstanceTypes', 'unsupportedInstanceTypeSet', 'InstanceTypeItem', 'item'],
  ],
  InstanceTypeItem: [
    ['InstanceType', 'instanceType', 'string'],
  ],
  ProductCode: [
    ['ProductCodeId', 'productCode', 'string'],
    ['ProductCodeType', 'type', 'string'],
  ],
  DescribeInstanceStatusResult: [
    ['InstanceStatuses', 'instanceStatusSet', 'InstanceStatus', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  InstanceStatus: [
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['Events', 'eventsSet', 'InstanceStatusEvent', 'item'],
    ['InstanceId', 'instanceId', 'string'],
    ['InstanceState', 'instanceState', 'InstanceState'],
    ['InstanceStatus', 'instanceStatus', 'InstanceStatusSummary'],
    ['SystemStatus', 'systemStatus', 'InstanceStatusSummary'],
    ['AttachedEbsStatus', 'attachedEbsStatus', 'EbsStatusSummary'],
    ['ApplicationStatus', 'applicationStatus', 'ApplicationStatusSummary'],
    ['PerformanceStatus', 'performanceStatus', 'PerformanceStatusSummary'],
  ],
  OperatorResponse: [
    ['Managed', 'managed', 'boolean'],
    ['Principal', 'principal', 'string'],
    ['HiddenByDefault', 'hiddenByDefault', 'boolean'],
  ],
  InstanceStatusEvent: [
    ['InstanceEventId', 'instanceEventId', 'string'],
    ['Code', 'code', 'string'],
    ['Description', 'description', 'string'],
    ['NotAfter', 'notAfter', 'timestamp'],
    ['NotBefore', 'notBefore', 'timestamp'],
    ['NotBeforeDeadline', 'notBeforeDeadline', 'timestamp'],
  ],
  InstanceState: [
    ['Code', 'code', 'number'],
    ['Name', 'name', 'string'],
  ],
  InstanceStatusSummary: [
    ['Details', 'details', 'InstanceStatusDetails', 'item'],
    ['Status', 'status', 'string'],
  ],
  InstanceStatusDetails: [
    ['ImpairedSince', 'impairedSince', 'timestamp'],
    ['Name', 'name', 'string'],
    ['Status', 'status', 'string'],
  ],
  EbsStatusSummary: [
    ['Details', 'details', 'EbsStatusDetails', 'item'],
    ['Status', 'status', 'string'],
  ],
  EbsStatusDetails: [
    ['ImpairedSince', 'impairedSince', 'timestamp'],
    ['Name', 'name', 'string'],
    ['Status', 'status', 'string'],
  ],
  ApplicationStatusSummary: [
    ['Status', 'status', 'string'],
    ['ImpairedSince', 'impairedSince', 'timestamp'],
  ],
  PerformanceStatusSummary: [
    ['Status', 'status', 'string'],
    ['ImpairedSince', 'impairedSince', 'timestamp'],
    ['Remediation', 'remediation', 'string'],
  ],
  DescribeInstancesResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Reservations', 'reservationSet', 'Reservation', 'item'],
  ],
  Reservation: [
    ['ReservationId', 'reservationId', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['RequesterId', 'requesterId', 'string'],
    ['Groups', 'groupSet', 'GroupIdentifier', 'item'],
    ['Instances', 'instancesSet', 'Instance', 'item'],
  ],
  GroupIdentifier: [
    ['GroupId', 'groupId', 'string'],
    ['GroupName', 'groupName', 'string'],
  ],
  Instance: [
    ['Architecture', 'architecture', 'string'],
    ['BlockDeviceMappings', 'blockDeviceMapping', 'InstanceBlockDeviceMapping', 'item'],
    ['ClientToken', 'clientToken', 'string'],
    ['EbsOptimized', 'ebsOptimized', 'boolean'],
    ['EnaSupport', 'enaSupport', 'boolean'],
    ['Hypervisor', 'hypervisor', 'string'],
    ['IamInstanceProfile', 'iamInstanceProfile', 'IamInstanceProfile'],
    ['InstanceLifecycle', 'instanceLifecycle', 'string'],
    ['ElasticGpuAssociations', 'elasticGpuAssociationSet', 'ElasticGpuAssociation', 'item'],
    ['ElasticInferenceAcceleratorAssociations', 'elasticInferenceAcceleratorAssociationSet', 'ElasticInferenceAcceleratorAssociation', 'item'],
    ['NetworkInterfaces', 'networkInterfaceSet', 'InstanceNetworkInterface', 'item'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['RootDeviceName', 'rootDeviceName', 'string'],
    ['RootDeviceType', 'rootDeviceType', 'string'],
    ['SecurityGroups', 'groupSet', 'GroupIdentifier', 'item'],
    ['SourceDestCheck', 'sourceDestCheck', 'boolean'],
    ['SpotInstanceRequestId', 'spotInstanceRequestId', 'string'],
    ['SriovNetSupport', 'sriovNetSupport', 'string'],
    ['StateReason', 'stateReason', 'StateReason'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VirtualizationType', 'virtualizationType', 'string'],
    ['CpuOptions', 'cpuOptions', 'CpuOptions'],
    ['CapacityBlockId', 'capacityBlockId', 'string'],
    ['CapacityReservationId', 'capacityReservationId', 'string'],
    ['CapacityReservationSpecification', 'capacityReservationSpecification', 'CapacityReservationSpecificationResponse'],
    ['HibernationOptions', 'hibernationOptions', 'HibernationOptions'],
    ['Licenses', 'licenseSet', 'LicenseConfiguration', 'item'],
    ['MetadataOptions', 'metadataOptions', 'InstanceMetadataOptionsResponse'],
    ['EnclaveOptions', 'enclaveOptions', 'EnclaveOptions'],
    ['BootMode', 'bootMode', 'string'],
    ['PlatformDetails', 'platformDetails', 'string'],
    ['UsageOperation', 'usageOperation', 'string'],
    ['UsageOperationUpdateTime', 'usageOperationUpdateTime', 'timestamp'],
    ['PrivateDnsNameOptions', 'privateDnsNameOptions', 'PrivateDnsNameOptionsResponse'],
    ['Ipv6Address', 'ipv6Address', 'string'],
    ['TpmSupport', 'tpmSupport', 'string'],
    ['MaintenanceOptions', 'maintenanceOptions', 'InstanceMaintenanceOptions'],
    ['CurrentInstanceBootMode', 'currentInstanceBootMode', 'string'],
    ['NetworkPerformanceOptions', 'networkPerformanceOptions', 'InstanceNetworkPerformanceOptions'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['SecondaryInterfaces', 'secondaryInterfaceSet', 'InstanceSecondaryInterface', 'item'],
    ['InstanceId', 'instanceId', 'string'],
    ['ImageId', 'imageId', 'string'],
    ['State', 'instanceState', 'InstanceState'],
    ['PrivateDnsName', 'privateDnsName', 'string'],
    ['PublicDnsName', 'dnsName', 'string'],
    ['StateTransitionReason', 'reason', 'string'],
    ['KeyName', 'keyName', 'string'],
    ['AmiLaunchIndex', 'amiLaunchIndex', 'number'],
    ['ProductCodes', 'productCodes', 'ProductCode', 'item'],
    ['InstanceType', 'instanceType', 'string'],
    ['LaunchTime', 'launchTime', 'timestamp'],
    ['Placement', 'placement', 'Placement'],
    ['KernelId', 'kernelId', 'string'],
    ['RamdiskId', 'ramdiskId', 'string'],
    ['Platform', 'platform', 'string'],
    ['Monitoring', 'monitoring', 'Monitoring'],
    ['SubnetId', 'subnetId', 'string'],
    ['VpcId', 'vpcId', 'string'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
    ['PublicIpAddress', 'ipAddress', 'string'],
  ],
  InstanceBlockDeviceMapping: [
    ['DeviceName', 'deviceName', 'string'],
    ['Ebs', 'ebs', 'EbsInstanceBlockDevice'],
  ],
  EbsInstanceBlockDevice: [
    ['AttachTime', 'attachTime', 'timestamp'],
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['Status', 'status', 'string'],
    ['VolumeId', 'volumeId', 'string'],
    ['AssociatedResource', 'associatedResource', 'string'],
    ['VolumeOwnerId', 'volumeOwnerId', 'string'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['EbsCardIndex', 'ebsCardIndex', 'number'],
  ],
  IamInstanceProfile: [
    ['Arn', 'arn', 'string'],
    ['Id', 'id', 'string'],
  ],
  ElasticGpuAssociation: [
    ['ElasticGpuId', 'elasticGpuId', 'string'],
    ['ElasticGpuAssociationId', 'elasticGpuAssociationId', 'string'],
    ['ElasticGpuAssociationState', 'elasticGpuAssociationState', 'string'],
    ['ElasticGpuAssociationTime', 'elasticGpuAssociationTime', 'string'],
  ],
  ElasticInferenceAcceleratorAssociation: [
    ['ElasticInferenceAcceleratorArn', 'elasticInferenceAcceleratorArn', 'string'],
    ['ElasticInferenceAcceleratorAssociationId', 'elasticInferenceAcceleratorAssociationId', 'string'],
    ['ElasticInferenceAcceleratorAssociationState', 'elasticInferenceAcceleratorAssociationState', 'string'],
    ['ElasticInferenceAcceleratorAssociationTime', 'elasticInferenceAcceleratorAssociationTime', 'timestamp'],
  ],
  InstanceNetworkInterface: [
    ['Association', 'association', 'InstanceNetworkInterfaceAssociation'],
    ['Attachment', 'attachment', 'InstanceNetworkInterfaceAttachment'],
    ['Description', 'description', 'string'],
    ['Groups', 'groupSet', 'GroupIdentifier', 'item'],
    ['Ipv6Addresses', 'ipv6AddressesSet', 'InstanceIpv6Address', 'item'],
    ['MacAddress', 'macAddress', 'string'],
    ['NetworkInterfaceId', 'networkInterfaceId', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['PrivateDnsName', 'privateDnsName', 'string'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
    ['PrivateIpAddresses', 'privateIpAddressesSet', 'InstancePrivateIpAddress', 'item'],
    ['SourceDestCheck', 'sourceDestCheck', 'boolean'],
    ['Status', 'status', 'string'],
    ['SubnetId', 'subnetId', 'string'],
    ['VpcId', 'vpcId', 'string'],
    ['InterfaceType', 'interfaceType', 'string'],
    ['Ipv4Prefixes', 'ipv4PrefixSet', 'InstanceIpv4Prefix', 'item'],
    ['Ipv6Prefixes', 'ipv6PrefixSet', 'InstanceIpv6Prefix', 'item'],
    ['ConnectionTrackingConfiguration', 'connectionTrackingConfiguration', 'ConnectionTrackingSpecificationResponse'],
    ['Operator', 'operator', 'OperatorResponse'],
  ],
  InstanceNetworkInterfaceAssociation: [
    ['CarrierIp', 'carrierIp', 'string'],
    ['CustomerOwnedIp', 'customerOwnedIp', 'string'],
    ['IpOwnerId', 'ipOwnerId', 'string'],
    ['PublicDnsName', 'publicDnsName', 'string'],
    ['PublicIp', 'publicIp', 'string'],
  ],
  InstanceNetworkInterfaceAttachment: [
    ['AttachTime', 'attachTime', 'timestamp'],
    ['AttachmentId', 'attachmentId', 'string'],
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['DeviceIndex', 'deviceIndex', 'number'],
    ['Status', 'status', 'string'],
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
    ['EnaSrdSpecification', 'enaSrdSpecification', 'InstanceAttachmentEnaSrdSpecification'],
    ['EnaQueueCount', 'enaQueueCount', 'number'],
  ],
  InstanceAttachmentEnaSrdSpecification: [
    ['EnaSrdEnabled', 'enaSrdEnabled', 'boolean'],
    ['EnaSrdUdpSpecification', 'enaSrdUdpSpecification', 'InstanceAttachmentEnaSrdUdpSpecification'],
  ],
  InstanceAttachmentEnaSrdUdpSpecification: [
    ['EnaSrdUdpEnabled', 'enaSrdUdpEnabled', 'boolean'],
  ],
  InstanceIpv6Address: [
    ['Ipv6Address', 'ipv6Address', 'string'],
    ['IsPrimaryIpv6', 'isPrimaryIpv6', 'boolean'],
  ],
  InstancePrivateIpAddress: [
    ['Association', 'association', 'InstanceNetworkInterfaceAssociation'],
    ['Primary', 'primary', 'boolean'],
    ['PrivateDnsName', 'privateDnsName', 'string'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
  ],
  InstanceIpv4Prefix: [
    ['Ipv4Prefix', 'ipv4Prefix', 'string'],
  ],
  InstanceIpv6Prefix: [
    ['Ipv6Prefix', 'ipv6Prefix', 'string'],
  ],
  ConnectionTrackingSpecificationResponse: [
    ['TcpEstablishedTimeout', 'tcpEstablishedTimeout', 'number'],
    ['UdpStreamTimeout', 'udpStreamTimeout', 'number'],
    ['UdpTimeout', 'udpTimeout', 'number'],
  ],
  CpuOptions: [
    ['CoreCount', 'coreCount', 'number'],
    ['ThreadsPerCore', 'threadsPerCore', 'number'],
    ['AmdSevSnp', 'amdSevSnp', 'string'],
    ['NestedVirtualization', 'nestedVirtualization', 'string'],
  ],
  CapacityReservationSpecificationResponse: [
    ['CapacityReservationPreference', 'capacityReservationPreference', 'string'],
    ['CapacityReservationTarget', 'capacityReservationTarget', 'CapacityReservationTargetResponse'],
  ],
  CapacityReservationTargetResponse: [
    ['CapacityReservationId', 'capacityReservationId', 'string'],
    ['CapacityReservationResourceGroupArn', 'capacityReservationResourceGroupArn', 'string'],
  ],
  HibernationOptions: [
    ['Configured', 'configured', 'boolean'],
  ],
  LicenseConfiguration: [
    ['LicenseConfigurationArn', 'licenseConfigurationArn', 'string'],
  ],
  InstanceMetadataOptionsResponse: [
    ['State', 'state', 'string'],
    ['HttpTokens', 'httpTokens', 'string'],
    ['HttpPutResponseHopLimit', 'httpPutResponseHopLimit', 'number'],
    ['HttpEndpoint', 'httpEndpoint', 'string'],
    ['HttpProtocolIpv6', 'httpProtocolIpv6', 'string'],
    ['InstanceMetadataTags', 'instanceMetadataTags', 'string'],
  ],
  EnclaveOptions: [
    ['Enabled', 'enabled', 'boolean'],
  ],
  PrivateDnsNameOptionsResponse: [
    ['HostnameType', 'hostnameType', 'string'],
    ['EnableResourceNameDnsARecord', 'enableResourceNameDnsARecord', 'boolean'],
    ['EnableResourceNameDnsAAAARecord', 'enableResourceNameDnsAAAARecord', 'boolean'],
  ],
  InstanceMaintenanceOptions: [
    ['AutoRecovery', 'autoRecovery', 'string'],
    ['RebootMigration', 'rebootMigration', 'string'],
  ],
  InstanceNetworkPerformanceOptions: [
    ['BandwidthWeighting', 'bandwidthWeighting', 'string'],
  ],
  InstanceSecondaryInterface: [
    ['Attachment', 'attachment', 'InstanceSecondaryInterfaceAttachment'],
    ['MacAddress', 'macAddress', 'string'],
    ['SecondaryInterfaceId', 'secondaryInterfaceId', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['PrivateIpAddresses', 'privateIpAddressSet', 'InstanceSecondaryInterfacePrivateIpAddress', 'item'],
    ['SourceDestCheck', 'sourceDestCheck', 'boolean'],
    ['Status', 'status', 'string'],
    ['SecondarySubnetId', 'secondarySubnetId', 'string'],
    ['SecondaryNetworkId', 'secondaryNetworkId', 'string'],
    ['InterfaceType', 'interfaceType', 'string'],
  ],
  InstanceSecondaryInterfaceAttachment: [
    ['AttachTime', 'attachTime', 'timestamp'],
    ['AttachmentId', 'attachmentId', 'string'],
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['DeviceIndex', 'deviceIndex', 'number'],
    ['Status', 'status', 'string'],
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
  ],
  InstanceSecondaryInterfacePrivateIpAddress: [
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
  ],
  Placement: [
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
    ['Affinity', 'affinity', 'string'],
    ['GroupName', 'groupName', 'string'],
    ['PartitionNumber', 'partitionNumber', 'number'],
    ['HostId', 'hostId', 'string'],
    ['Tenancy', 'tenancy', 'string'],
    ['SpreadDomain', 'spreadDomain', 'string'],
    ['HostResourceGroupArn', 'hostResourceGroupArn', 'string'],
    ['GroupId', 'groupId', 'string'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
  ],
  Monitoring: [
    ['MetricCategoryIds', 'metricCategoryIdSet', 'string', 'item'],
    ['State', 'state', 'string'],
  ],
  DescribeInstanceTypesResult: [
    ['InstanceTypes', 'instanceTypeSet', 'InstanceTypeInfo', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  InstanceTypeInfo: [
    ['InstanceType', 'instanceType', 'string'],
    ['CurrentGeneration', 'currentGeneration', 'boolean'],
    ['FreeTierEligible', 'freeTierEligible', 'boolean'],
    ['SupportedUsageClasses', 'supportedUsageClasses', 'string', 'item'],
    ['SupportedRootDeviceTypes', 'supportedRootDeviceTypes', 'string', 'item'],
    ['SupportedVirtualizationTypes', 'supportedVirtualizationTypes', 'string', 'item'],
    ['BareMetal', 'bareMetal', 'boolean'],
    ['Hypervisor', 'hypervisor', 'string'],
    ['ProcessorInfo', 'processorInfo', 'ProcessorInfo'],
    ['VCpuInfo', 'vCpuInfo', 'VCpuInfo'],
    ['MemoryInfo', 'memoryInfo', 'MemoryInfo'],
    ['InstanceStorageSupported', 'instanceStorageSupported', 'boolean'],
    ['InstanceStorageInfo', 'instanceStorageInfo', 'InstanceStorageInfo'],
    ['EbsInfo', 'ebsInfo', 'EbsInfo'],
    ['NetworkInfo', 'networkInfo', 'NetworkInfo'],
    ['GpuInfo', 'gpuInfo', 'GpuInfo'],
    ['FpgaInfo', 'fpgaInfo', 'FpgaInfo'],
    ['PlacementGroupInfo', 'placementGroupInfo', 'PlacementGroupInfo'],
    ['InferenceAcceleratorInfo', 'inferenceAcceleratorInfo', 'InferenceAcceleratorInfo'],
    ['HibernationSupported', 'hibernationSupported', 'boolean'],
    ['BurstablePerformanceSupported', 'burstablePerformanceSupported', 'boolean'],
    ['DedicatedHostsSupported', 'dedicatedHostsSupported', 'boolean'],
    ['AutoRecoverySupported', 'autoRecoverySupported', 'boolean'],
    ['SupportedBootModes', 'supportedBootModes', 'string', 'item'],
    ['NitroEnclavesSupport', 'nitroEnclavesSupport', 'string'],
    ['NitroTpmSupport', 'nitroTpmSupport', 'string'],
    ['NitroTpmInfo', 'nitroTpmInfo', 'NitroTpmInfo'],
    ['MediaAcceleratorInfo', 'mediaAcceleratorInfo', 'MediaAcceleratorInfo'],
    ['NeuronInfo', 'neuronInfo', 'NeuronInfo'],
    ['PhcSupport', 'phcSupport', 'string'],
    ['RebootMigrationSupport', 'rebootMigrationSupport', 'string'],
    ['SupportedInRegion', 'supportedInRegion', 'boolean'],
  ],
  ProcessorInfo: [
    ['SupportedArchitectures', 'supportedArchitectures', 'string', 'item'],
    ['SustainedClockSpeedInGhz', 'sustainedClockSpeedInGhz', 'number'],
    ['SupportedFeatures', 'supportedFeatures', 'string', 'item'],
    ['Manufacturer', 'manufacturer', 'string'],
  ],
  VCpuInfo: [
    ['DefaultVCpus', 'defaultVCpus', 'number'],
    ['DefaultCores', 'defaultCores', 'number'],
    ['DefaultThreadsPerCore', 'defaultThreadsPerCore', 'number'],
    ['ValidCores', 'validCores', 'number', 'item'],
    ['ValidThreadsPerCore', 'validThreadsPerCore', 'number', 'item'],
  ],
  MemoryInfo: [
    ['SizeInMiB', 'sizeInMiB', 'number'],
  ],
  InstanceStorageInfo: [
    ['TotalSizeInGB', 'totalSizeInGB', 'number'],
    ['Disks', 'disks', 'DiskInfo', 'item'],
    ['NvmeSupport', 'nvmeSupport', 'string'],
    ['EncryptionSupport', 'encryptionSupport', 'string'],
  ],
  DiskInfo: [
    ['SizeInGB', 'sizeInGB', 'number'],
    ['Count', 'count', 'number'],
    ['Type', 'type', 'string'],
  ],
  EbsInfo: [
    ['EbsOptimizedSupport', 'ebsOptimizedSupport', 'string'],
    ['EncryptionSupport', 'encryptionSupport', 'string'],
    ['EbsOptimizedInfo', 'ebsOptimizedInfo', 'EbsOptimizedInfo'],
    ['NvmeSupport', 'nvmeSupport', 'string'],
    ['MaximumEbsAttachments', 'maximumEbsAttachments', 'number'],
    ['AttachmentLimitType', 'attachmentLimitType', 'string'],
    ['MaximumEbsCards', 'maximumEbsCards', 'number'],
    ['EbsCards', 'ebsCardSet', 'EbsCardInfo', 'item'],
  ],
  EbsOptimizedInfo: [
    ['BaselineBandwidthInMbps', 'baselineBandwidthInMbps', 'number'],
    ['BaselineThroughputInMBps', 'baselineThroughputInMBps', 'number'],
    ['BaselineIops', 'baselineIops', 'number'],
    ['MaximumBandwidthInMbps', 'maximumBandwidthInMbps', 'number'],
    ['MaximumThroughputInMBps', 'maximumThroughputInMBps', 'number'],
    ['MaximumIops', 'maximumIops', 'number'],
  ],
  EbsCardInfo: [
    ['EbsCardIndex', 'ebsCardIndex', 'number'],
    ['BaselineBandwidthInMbps', 'baselineBandwidthInMbps', 'number'],
    ['BaselineThroughputInMBps', 'baselineThroughputInMBps', 'number'],
    ['BaselineIops', 'baselineIops', 'number'],
    ['MaximumBandwidthInMbps', 'maximumBandwidthInMbps', 'number'],
    ['MaximumThroughputInMBps', 'maximumThroughputInMBps', 'number'],
    ['MaximumIops', 'maximumIops', 'number'],
  ],
  NetworkInfo: [
    ['NetworkPerformance', 'networkPerformance', 'string'],
    ['MaximumNetworkInterfaces', 'maximumNetworkInterfaces', 'number'],
    ['MaximumNetworkCards', 'maximumNetworkCards', 'number'],
    ['DefaultNetworkCardIndex', 'defaultNetworkCardIndex', 'number'],
    ['NetworkCards', 'networkCards', 'NetworkCardInfo', 'item'],
    ['Ipv4AddressesPerInterface', 'ipv4AddressesPerInterface', 'number'],
    ['Ipv6AddressesPerInterface', 'ipv6AddressesPerInterface', 'number'],
    ['Ipv6Supported', 'ipv6Supported', 'boolean'],
    ['EnaSupport', 'enaSupport', 'string'],
    ['EfaSupported', 'efaSupported', 'boolean'],
    ['EfaInfo', 'efaInfo', 'EfaInfo'],
    ['EncryptionInTransitSupported', 'encryptionInTransitSupported', 'boolean'],
    ['EnaSrdSupported', 'enaSrdSupported', 'boolean'],
    ['BandwidthWeightings', 'bandwidthWeightings', 'string', 'item'],
    ['FlexibleEnaQueuesSupport', 'flexibleEnaQueuesSupport', 'string'],
    ['ConnectionTrackingConfiguration', 'connectionTrackingConfiguration', 'DefaultConnectionTrackingConfiguration'],
    ['SecondaryNetworkSupported', 'secondaryNetworkSupported', 'boolean'],
    ['MaximumSecondaryNetworkInterfaces', 'maximumSecondaryNetworkInterfaces', 'number'],
    ['Ipv4AddressesPerSecondaryInterface', 'ipv4AddressesPerSecondaryInterface', 'number'],
  ],
  NetworkCardInfo: [
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
    ['NetworkPerformance', 'networkPerformance', 'string'],
    ['MaximumNetworkInterfaces', 'maximumNetworkInterfaces', 'number'],
    ['AdditionalFlexibleNetworkInterfaces', 'additionalFlexibleNetworkInterfaces', 'number'],
    ['BaselineBandwidthInGbps', 'baselineBandwidthInGbps', 'number'],
    ['PeakBandwidthInGbps', 'peakBandwidthInGbps', 'number'],
    ['DefaultEnaQueueCountPerInterface', 'defaultEnaQueueCountPerInterface', 'number'],
    ['MaximumEnaQueueCount', 'maximumEnaQueueCount', 'number'],
    ['MaximumEnaQueueCountPerInterface', 'maximumEnaQueueCountPerInterface', 'number'],
    ['InterfaceTypes', 'interfaceTypeSet', 'string', 'item'],
  ],
  EfaInfo: [
    ['MaximumEfaInterfaces', 'maximumEfaInterfaces', 'number'],
  ],
  DefaultConnectionTrackingConfiguration: [
    ['DefaultTcpEstablishedTimeout', 'defaultTcpEstablishedTimeout', 'number'],
    ['DefaultUdpTimeout', 'defaultUdpTimeout', 'number'],
    ['DefaultUdpStreamTimeout', 'defaultUdpStreamTimeout', 'number'],
  ],
  GpuInfo: [
    ['Gpus', 'gpus', 'GpuDeviceInfo', 'item'],
    ['TotalGpuMemoryInMiB', 'totalGpuMemoryInMiB', 'number'],
  ],
  GpuDeviceInfo: [
    ['Name', 'name', 'string'],
    ['Manufacturer', 'manufacturer', 'string'],
    ['Count', 'count', 'number'],
    ['LogicalGpuCount', 'logicalGpuCount', 'number'],
    ['GpuPartitionSize', 'gpuPartitionSize', 'number'],
    ['Workloads', 'workloadSet', 'string', 'item'],
    ['MemoryInfo', 'memoryInfo', 'GpuDeviceMemoryInfo'],
  ],
  GpuDeviceMemoryInfo: [
    ['SizeInMiB', 'sizeInMiB', 'number'],
  ],
  FpgaInfo: [
    ['Fpgas', 'fpgas', 'FpgaDeviceInfo', 'item'],
    ['TotalFpgaMemoryInMiB', 'totalFpgaMemoryInMiB', 'number'],
  ],
  FpgaDeviceInfo: [
    ['Name', 'name', 'string'],
    ['Manufacturer', 'manufacturer', 'string'],
    ['Count', 'count', 'number'],
    ['MemoryInfo', 'memoryInfo', 'FpgaDeviceMemoryInfo'],
  ],
  FpgaDeviceMemoryInfo: [
    ['SizeInMiB', 'sizeInMiB', 'number'],
  ],
  PlacementGroupInfo: [
    ['SupportedStrategies', 'supportedStrategies', 'string', 'item'],
  ],
  InferenceAcceleratorInfo: [
    ['Accelerators', 'accelerators', 'InferenceDeviceInfo', 'member'],
    ['TotalInferenceMemoryInMiB', 'totalInferenceMemoryInMiB', 'number'],
  ],
  InferenceDeviceInfo: [
    ['Count', 'count', 'number'],
    ['Name', 'name', 'string'],
    ['Manufacturer', 'manufacturer', 'string'],
    ['MemoryInfo', 'memoryInfo', 'InferenceDeviceMemoryInfo'],
  ],
  InferenceDeviceMemoryInfo: [
    ['SizeInMiB', 'sizeInMiB', 'number'],
  ],
  NitroTpmInfo: [
    ['SupportedVersions', 'supportedVersions', 'string', 'item'],
  ],
  MediaAcceleratorInfo: [
    ['Accelerators', 'accelerators', 'MediaDeviceInfo', 'item'],
    ['TotalMediaMemoryInMiB', 'totalMediaMemoryInMiB', 'number'],
  ],
  MediaDeviceInfo: [
    ['Count', 'count', 'number'],
    ['Name', 'name', 'string'],
    ['Manufacturer', 'manufacturer', 'string'],
    ['MemoryInfo', 'memoryInfo', 'MediaDeviceMemoryInfo'],
  ],
  MediaDeviceMemoryInfo: [
    ['SizeInMiB', 'sizeInMiB', 'number'],
  ],
  NeuronInfo: [
    ['NeuronDevices', 'neuronDevices', 'NeuronDeviceInfo', 'item'],
    ['TotalNeuronDeviceMemoryInMiB', 'totalNeuronDeviceMemoryInMiB', 'number'],
  ],
  NeuronDeviceInfo: [
    ['Count', 'count', 'number'],
    ['Name', 'name', 'string'],
    ['CoreInfo', 'coreInfo', 'NeuronDeviceCoreInfo'],
    ['MemoryInfo', 'memoryInfo', 'NeuronDeviceMemoryInfo'],
  ],
  NeuronDeviceCoreInfo: [
    ['Count', 'count', 'number'],
    ['Version', 'version', 'number'],
  ],
  NeuronDeviceMemoryInfo: [
    ['SizeInMiB', 'sizeInMiB', 'number'],
  ],
  DescribeKeyPairsResult: [
    ['KeyPairs', 'keySet', 'KeyPairInfo', 'item'],
  ],
  KeyPairInfo: [
    ['KeyPairId', 'keyPairId', 'string'],
    ['KeyType', 'keyType', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['PublicKey', 'publicKey', 'string'],
    ['CreateTime', 'createTime', 'timestamp'],
    ['KeyName', 'keyName', 'string'],
    ['KeyFingerprint', 'keyFingerprint', 'string'],
  ],
  DescribeRegionsResult: [
    ['Regions', 'regionInfo', 'Region', 'item'],
  ],
  Region: [
    ['OptInStatus', 'optInStatus', 'string'],
    ['Geography', 'geographySet', 'RegionGeography', 'item'],
    ['RegionName', 'regionName', 'string'],
    ['Endpoint', 'regionEndpoint', 'string'],
  ],
  RegionGeography: [
    ['Name', 'name', 'string'],
  ],
  DescribeTagsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Tags', 'tagSet', 'TagDescription', 'item'],
  ],
  TagDescription: [
    ['Key', 'key', 'string'],
    ['ResourceId', 'resourceId', 'string'],
    ['ResourceType', 'resourceType', 'string'],
    ['Value', 'value', 'string'],
  ],
  GetConsoleOutputResult: [
    ['InstanceId', 'instanceId', 'string'],
    ['Timestamp', 'timestamp', 'timestamp'],
    ['Output', 'output', 'string'],
  ],
  ImportKeyPairResult: [
    ['KeyFingerprint', 'keyFingerprint', 'string'],
    ['KeyName', 'keyName', 'string'],
    ['KeyPairId', 'keyPairId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  RegisterImageResult: [
    ['ImageId', 'imageId', 'string'],
  ],
  StartInstancesResult: [
    ['StartingInstances', 'instancesSet', 'InstanceStateChange', 'item'],
  ],
  InstanceStateChange: [
    ['InstanceId', 'instanceId', 'string'],
    ['CurrentState', 'currentState', 'InstanceState'],
    ['PreviousState', 'previousState', 'InstanceState'],
  ],
  StopInstancesResult: [
    ['StoppingInstances', 'instancesSet', 'InstanceStateChange', 'item'],
  ],
  TerminateInstancesResult: [
    ['TerminatingInstances', 'instancesSet', 'InstanceStateChange', 'item'],
  ],
}

export interface TagInput {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export interface TagSpecificationInput {
  readonly ResourceType?: string | undefined
  readonly Tags?: readonly TagInput[] | undefined
}

export interface CreateKeyPairRequestInput {
  readonly KeyName?: string | undefined
  readonly KeyType?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly KeyFormat?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateTagsRequestInput {
  readonly Resources?: readonly string[] | undefined
  readonly Tags?: readonly TagInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteKeyPairRequestInput {
  readonly KeyName?: string | undefined
  readonly KeyPairId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteTagsRequestInput {
  readonly Resources?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Tags?: readonly TagInput[] | undefined
}

export interface DeregisterImageRequestInput {
  readonly ImageId?: string | undefined
  readonly DeleteAssociatedSnapshots?: boolean | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeAccountAttributesRequestInput {
  readonly DryRun?: boolean | undefined
  readonly AttributeNames?: readonly string[] | undefined
}

export interface FilterInput {
  readonly Name?: string | undefined
  readonly Values?: readonly string[] | undefined
}

export interface DescribeAvailabilityZonesRequestInput {
  readonly ZoneNames?: readonly string[] | undefined
  readonly ZoneIds?: readonly string[] | undefined
  readonly AllAvailabilityZones?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeImagesRequestInput {
  readonly ExecutableUsers?: readonly string[] | undefined
  readonly ImageIds?: readonly string[] | undefined
  readonly Owners?: readonly string[] | undefined
  readonly IncludeDeprecated?: boolean | undefined
  readonly IncludeDisabled?: boolean | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeInstanceStatusRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly IncludeManagedResources?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly IncludeAllInstances?: boolean | undefined
}

export interface DescribeInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly IncludeManagedResources?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

export interface DescribeInstanceTypesRequestInput {
  readonly DryRun?: boolean | undefined
  readonly InstanceTypes?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly IncludeUnsupportedInRegion?: boolean | undefined
}

export interface DescribeKeyPairsRequestInput {
  readonly KeyNames?: readonly string[] | undefined
  readonly KeyPairIds?: readonly string[] | undefined
  readonly IncludePublicKey?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeRegionsRequestInput {
  readonly RegionNames?: readonly string[] | undefined
  readonly AllRegions?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeTagsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface GetConsoleOutputRequestInput {
  readonly InstanceId?: string | undefined
  readonly Latest?: boolean | undefined
  readonly DryRun?: boolean | undefined
}

export interface ImportKeyPairRequestInput {
  readonly KeyName?: string | undefined
  readonly PublicKeyMaterial?: Uint8Array | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface RebootInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface EbsBlockDeviceInput {
  readonly DeleteOnTermination?: boolean | undefined
  readonly Iops?: number | undefined
  readonly SnapshotId?: string | undefined
  readonly VolumeSize?: number | undefined
  readonly VolumeType?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly Throughput?: number | undefined
  readonly OutpostArn?: string | undefined
  readonly AvailabilityZone?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly VolumeInitializationRate?: number | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly EbsCardIndex?: number | undefined
}

export interface BlockDeviceMappingInput {
  readonly Ebs?: EbsBlockDeviceInput | undefined
  readonly NoDevice?: string | undefined
  readonly DeviceName?: string | undefined
  readonly VirtualName?: string | undefined
}

export interface RegisterImageRequestInput {
  readonly Name?: string | undefined
  readonly ImageLocation?: string | undefined
  readonly BillingProducts?: readonly string[] | undefined
  readonly BootMode?: string | undefined
  readonly TpmSupport?: string | undefined
  readonly UefiData?: string | undefined
  readonly ImdsSupport?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Description?: string | undefined
  readonly Architecture?: string | undefined
  readonly KernelId?: string | undefined
  readonly RamdiskId?: string | undefined
  readonly RootDeviceName?: string | undefined
  readonly BlockDeviceMappings?: readonly BlockDeviceMappingInput[] | undefined
  readonly VirtualizationType?: string | undefined
  readonly SriovNetSupport?: string | undefined
  readonly EnaSupport?: boolean | undefined
}

export interface InstanceIpv6AddressInput {
  readonly Ipv6Address?: string | undefined
  readonly IsPrimaryIpv6?: boolean | undefined
}

export interface RunInstancesMonitoringEnabledInput {
  readonly Enabled?: boolean | undefined
  readonly MetricCategoryIds?: readonly string[] | undefined
}

export interface PlacementInput {
  readonly AvailabilityZoneId?: string | undefined
  readonly Affinity?: string | undefined
  readonly GroupName?: string | undefined
  readonly PartitionNumber?: number | undefined
  readonly HostId?: string | undefined
  readonly Tenancy?: string | undefined
  readonly SpreadDomain?: string | undefined
  readonly HostResourceGroupArn?: string | undefined
  readonly GroupId?: string | undefined
  readonly AvailabilityZone?: string | undefined
}

export interface ElasticGpuSpecificationInput {
  readonly Type?: string | undefined
}

export interface ElasticInferenceAcceleratorInput {
  readonly Type?: string | undefined
  readonly Count?: number | undefined
}

export interface LaunchTemplateSpecificationInput {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly Version?: string | undefined
}

export interface SpotMarketOptionsInput {
  readonly MaxPrice?: string | undefined
  readonly SpotInstanceType?: string | undefined
  readonly BlockDurationMinutes?: number | undefined
  readonly ValidUntil?: Date | undefined
  readonly InstanceInterruptionBehavior?: string | undefined
}

export interface InstanceMarketOptionsRequestInput {
  readonly MarketType?: string | undefined
  readonly SpotOptions?: SpotMarketOptionsInput | undefined
}

export interface CreditSpecificationRequestInput {
  readonly CpuCredits?: string | undefined
}

export interface CpuOptionsRequestInput {
  readonly CoreCount?: number | undefined
  readonly ThreadsPerCore?: number | undefined
  readonly AmdSevSnp?: string | undefined
  readonly NestedVirtualization?: string | undefined
}

export interface CapacityReservationTargetInput {
  readonly CapacityReservationId?: string | undefined
  readonly CapacityReservationResourceGroupArn?: string | undefined
}

export interface CapacityReservationSpecificationInput {
  readonly CapacityReservationPreference?: string | undefined
  readonly CapacityReservationTarget?: CapacityReservationTargetInput | undefined
}

export interface HibernationOptionsRequestInput {
  readonly Configured?: boolean | undefined
}

export interface LicenseConfigurationRequestInput {
  readonly LicenseConfigurationArn?: string | undefined
}

export interface InstanceMetadataOptionsRequestInput {
  readonly HttpTokens?: string | undefined
  readonly HttpPutResponseHopLimit?: number | undefined
  readonly HttpEndpoint?: string | undefined
  readonly HttpProtocolIpv6?: string | undefined
  readonly InstanceMetadataTags?: string | undefined
}

export interface EnclaveOptionsRequestInput {
  readonly Enabled?: boolean | undefined
}

export interface PrivateDnsNameOptionsRequestInput {
  readonly HostnameType?: string | undefined
  readonly EnableResourceNameDnsARecord?: boolean | undefined
  readonly EnableResourceNameDnsAAAARecord?: boolean | undefined
}

export interface InstanceMaintenanceOptionsRequestInput {
  readonly AutoRecovery?: string | undefined
}

export interface InstanceNetworkPerformanceOptionsRequestInput {
  readonly BandwidthWeighting?: string | undefined
}

export interface OperatorRequestInput {
  readonly Principal?: string | undefined
}

export interface InstanceSecondaryInterfacePrivateIpAddressRequestInput {
  readonly PrivateIpAddress?: string | undefined
}

export interface InstanceSecondaryInterfaceSpecificationRequestInput {
  readonly DeleteOnTermination?: boolean | undefined
  readonly DeviceIndex?: number | undefined
  readonly PrivateIpAddresses?: readonly InstanceSecondaryInterfacePrivateIpAddressRequestInput[] | undefined
  readonly PrivateIpAddressCount?: number | undefined
  readonly SecondarySubnetId?: string | undefined
  readonly InterfaceType?: string | undefined
  readonly NetworkCardIndex?: number | undefined
}

export interface PrivateIpAddressSpecificationInput {
  readonly Primary?: boolean | undefined
  readonly PrivateIpAddress?: string | undefined
}

export interface Ipv4PrefixSpecificationRequestInput {
  readonly Ipv4Prefix?: string | undefined
}

export interface Ipv6PrefixSpecificationRequestInput {
  readonly Ipv6Prefix?: string | undefined
}

export interface EnaSrdUdpSpecificationRequestInput {
  readonly EnaSrdUdpEnabled?: boolean | undefined
}

export interface EnaSrdSpecificationRequestInput {
  readonly EnaSrdEnabled?: boolean | undefined
  readonly EnaSrdUdpSpecification?: EnaSrdUdpSpecificationRequestInput | undefined
}

export interface ConnectionTrackingSpecificationRequestInput {
  readonly TcpEstablishedTimeout?: number | undefined
  readonly UdpStreamTimeout?: number | undefined
  readonly UdpTimeout?: number | undefined
}

export interface InstanceNetworkInterfaceSpecificationInput {
  readonly AssociatePublicIpAddress?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Description?: string | undefined
  readonly DeviceIndex?: number | undefined
  readonly Groups?: readonly string[] | undefined
  readonly Ipv6AddressCount?: number | undefined
  readonly Ipv6Addresses?: readonly InstanceIpv6AddressInput[] | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly PrivateIpAddresses?: readonly PrivateIpAddressSpecificationInput[] | undefined
  readonly SecondaryPrivateIpAddressCount?: number | undefined
  readonly SubnetId?: string | undefined
  readonly AssociateCarrierIpAddress?: boolean | undefined
  readonly InterfaceType?: string | undefined
  readonly NetworkCardIndex?: number | undefined
  readonly Ipv4Prefixes?: readonly Ipv4PrefixSpecificationRequestInput[] | undefined
  readonly Ipv4PrefixCount?: number | undefined
  readonly Ipv6Prefixes?: readonly Ipv6PrefixSpecificationRequestInput[] | undefined
  readonly Ipv6PrefixCount?: number | undefined
  readonly PrimaryIpv6?: boolean | undefined
  readonly EnaSrdSpecification?: EnaSrdSpecificationRequestInput | undefined
  readonly ConnectionTrackingSpecification?: ConnectionTrackingSpecificationRequestInput | undefined
  readonly EnaQueueCount?: number | undefined
}

export interface IamInstanceProfileSpecificationInput {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
}

export interface RunInstancesRequestInput {
  readonly MaxCount?: number | undefined
  readonly MinCount?: number | undefined
  readonly BlockDeviceMappings?: readonly BlockDeviceMappingInput[] | undefined
  readonly ImageId?: string | undefined
  readonly InstanceType?: string | undefined
  readonly Ipv6AddressCount?: number | undefined
  readonly Ipv6Addresses?: readonly InstanceIpv6AddressInput[] | undefined
  readonly KernelId?: string | undefined
  readonly KeyName?: string | undefined
  readonly Monitoring?: RunInstancesMonitoringEnabledInput | undefined
  readonly Placement?: PlacementInput | undefined
  readonly RamdiskId?: string | undefined
  readonly SecurityGroupIds?: readonly string[] | undefined
  readonly SecurityGroups?: readonly string[] | undefined
  readonly SubnetId?: string | undefined
  readonly UserData?: string | undefined
  readonly ElasticGpuSpecification?: readonly ElasticGpuSpecificationInput[] | undefined
  readonly ElasticInferenceAccelerators?: readonly ElasticInferenceAcceleratorInput[] | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly LaunchTemplate?: LaunchTemplateSpecificationInput | undefined
  readonly InstanceMarketOptions?: InstanceMarketOptionsRequestInput | undefined
  readonly CreditSpecification?: CreditSpecificationRequestInput | undefined
  readonly CpuOptions?: CpuOptionsRequestInput | undefined
  readonly CapacityReservationSpecification?: CapacityReservationSpecificationInput | undefined
  readonly HibernationOptions?: HibernationOptionsRequestInput | undefined
  readonly LicenseSpecifications?: readonly LicenseConfigurationRequestInput[] | undefined
  readonly MetadataOptions?: InstanceMetadataOptionsRequestInput | undefined
  readonly EnclaveOptions?: EnclaveOptionsRequestInput | undefined
  readonly PrivateDnsNameOptions?: PrivateDnsNameOptionsRequestInput | undefined
  readonly MaintenanceOptions?: InstanceMaintenanceOptionsRequestInput | undefined
  readonly DisableApiStop?: boolean | undefined
  readonly EnablePrimaryIpv6?: boolean | undefined
  readonly NetworkPerformanceOptions?: InstanceNetworkPerformanceOptionsRequestInput | undefined
  readonly Operator?: OperatorRequestInput | undefined
  readonly SecondaryInterfaces?: readonly InstanceSecondaryInterfaceSpecificationRequestInput[] | undefined
  readonly DryRun?: boolean | undefined
  readonly DisableApiTermination?: boolean | undefined
  readonly InstanceInitiatedShutdownBehavior?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly ClientToken?: string | undefined
  readonly AdditionalInfo?: string | undefined
  readonly NetworkInterfaces?: readonly InstanceNetworkInterfaceSpecificationInput[] | undefined
  readonly IamInstanceProfile?: IamInstanceProfileSpecificationInput | undefined
  readonly EbsOptimized?: boolean | undefined
}

export interface StartInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly AdditionalInfo?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface StopInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly Hibernate?: boolean | undefined
  readonly SkipOsShutdown?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Force?: boolean | undefined
}

export interface TerminateInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly Force?: boolean | undefined
  readonly SkipOsShutdown?: boolean | undefined
  readonly DryRun?: boolean | undefined
}

export interface TagOutput {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export interface KeyPairOutput {
  readonly KeyPairId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly KeyName?: string | undefined
  readonly KeyFingerprint?: string | undefined
  readonly KeyMaterial?: string | undefined
}

export interface DeleteKeyPairResultOutput {
  readonly Return?: boolean | undefined
  readonly KeyPairId?: string | undefined
}

export interface DeleteSnapshotReturnCodeOutput {
  readonly SnapshotId?: string | undefined
  readonly ReturnCode?: string | undefined
}

export interface DeregisterImageResultOutput {
  readonly Return?: boolean | undefined
  readonly DeleteSnapshotResults?: readonly DeleteSnapshotReturnCodeOutput[] | undefined
}

export interface AccountAttributeValueOutput {
  readonly AttributeValue?: string | undefined
}

export interface AccountAttributeOutput {
  readonly AttributeName?: string | undefined
  readonly AttributeValues?: readonly AccountAttributeValueOutput[] | undefined
}

export interface DescribeAccountAttributesResultOutput {
  readonly AccountAttributes?: readonly AccountAttributeOutput[] | undefined
}

export interface AvailabilityZoneMessageOutput {
  readonly Message?: string | undefined
}

export interface AvailabilityZoneGeographyOutput {
  readonly Name?: string | undefined
}

export interface AvailabilityZoneSubGeographyOutput {
  readonly Name?: string | undefined
}

export interface AvailabilityZoneOutput {
  readonly OptInStatus?: string | undefined
  readonly Messages?: readonly AvailabilityZoneMessageOutput[] | undefined
  readonly RegionName?: string | undefined
  readonly ZoneName?: string | undefined
  readonly ZoneId?: string | undefined
  readonly GroupName?: string | undefined
  readonly NetworkBorderGroup?: string | undefined
  readonly ZoneType?: string | undefined
  readonly ParentZoneName?: string | undefined
  readonly ParentZoneId?: string | undefined
  readonly GroupLongName?: string | undefined
  readonly Geography?: readonly AvailabilityZoneGeographyOutput[] | undefined
  readonly SubGeography?: readonly AvailabilityZoneSubGeographyOutput[] | undefined
  readonly State?: string | undefined
}

export interface DescribeAvailabilityZonesResultOutput {
  readonly AvailabilityZones?: readonly AvailabilityZoneOutput[] | undefined
}

export interface EbsBlockDeviceOutput {
  readonly DeleteOnTermination?: boolean | undefined
  readonly Iops?: number | undefined
  readonly SnapshotId?: string | undefined
  readonly VolumeSize?: number | undefined
  readonly VolumeType?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly Throughput?: number | undefined
  readonly OutpostArn?: string | undefined
  readonly AvailabilityZone?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly VolumeInitializationRate?: number | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly EbsCardIndex?: number | undefined
}

export interface BlockDeviceMappingOutput {
  readonly Ebs?: EbsBlockDeviceOutput | undefined
  readonly NoDevice?: string | undefined
  readonly DeviceName?: string | undefined
  readonly VirtualName?: string | undefined
}

export interface StateReasonOutput {
  readonly Code?: string | undefined
  readonly Message?: string | undefined
}

export interface ImageWatermarkOutput {
  readonly WatermarkKey?: string | undefined
  readonly SourceImageRegion?: string | undefined
  readonly SourceImageId?: string | undefined
  readonly SourceImageCreationTime?: Date | undefined
  readonly WatermarkCreationTime?: Date | undefined
}

export interface ScanResultsOutput {
  readonly HighestFindingSeverityLabel?: string | undefined
  readonly FindingScanDate?: Date | undefined
  readonly InformationalFixAvailableSince?: Date | undefined
  readonly LowFixAvailableSince?: Date | undefined
  readonly MediumFixAvailableSince?: Date | undefined
  readonly HighFixAvailableSince?: Date | undefined
  readonly CriticalFixAvailableSince?: Date | undefined
}

export interface InstanceTypeItemOutput {
  readonly InstanceType?: string | undefined
}

export interface InstanceTypeSpecificationOutput {
  readonly SupportedInstanceTypes?: readonly InstanceTypeItemOutput[] | undefined
  readonly UnsupportedInstanceTypes?: readonly InstanceTypeItemOutput[] | undefined
}

export interface ProductCodeOutput {
  readonly ProductCodeId?: string | undefined
  readonly ProductCodeType?: string | undefined
}

export interface ImageOutput {
  readonly PlatformDetails?: string | undefined
  readonly UsageOperation?: string | undefined
  readonly BlockDeviceMappings?: readonly BlockDeviceMappingOutput[] | undefined
  readonly Description?: string | undefined
  readonly EnaSupport?: boolean | undefined
  readonly Hypervisor?: string | undefined
  readonly ImageOwnerAlias?: string | undefined
  readonly Name?: string | undefined
  readonly RootDeviceName?: string | undefined
  readonly RootDeviceType?: string | undefined
  readonly SriovNetSupport?: string | undefined
  readonly StateReason?: StateReasonOutput | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VirtualizationType?: string | undefined
  readonly BootMode?: string | undefined
  readonly TpmSupport?: string | undefined
  readonly DeprecationTime?: string | undefined
  readonly ImdsSupport?: string | undefined
  readonly SourceInstanceId?: string | undefined
  readonly DeregistrationProtection?: string | undefined
  readonly LastLaunchedTime?: string | undefined
  readonly ImageAllowed?: boolean | undefined
  readonly SourceImageId?: string | undefined
  readonly SourceImageRegion?: string | undefined
  readonly FreeTierEligible?: boolean | undefined
  readonly PublicSsmParameterName?: string | undefined
  readonly ImageWatermarks?: readonly ImageWatermarkOutput[] | undefined
  readonly ScanResults?: ScanResultsOutput | undefined
  readonly InstanceTypeSpecification?: InstanceTypeSpecificationOutput | undefined
  readonly ImageId?: string | undefined
  readonly ImageLocation?: string | undefined
  readonly State?: string | undefined
  readonly OwnerId?: string | undefined
  readonly CreationDate?: string | undefined
  readonly Public?: boolean | undefined
  readonly ProductCodes?: readonly ProductCodeOutput[] | undefined
  readonly Architecture?: string | undefined
  readonly ImageType?: string | undefined
  readonly KernelId?: string | undefined
  readonly RamdiskId?: string | undefined
  readonly Platform?: string | undefined
}

export interface DescribeImagesResultOutput {
  readonly NextToken?: string | undefined
  readonly Images?: readonly ImageOutput[] | undefined
}

export interface OperatorResponseOutput {
  readonly Managed?: boolean | undefined
  readonly Principal?: string | undefined
  readonly HiddenByDefault?: boolean | undefined
}

export interface InstanceStatusEventOutput {
  readonly InstanceEventId?: string | undefined
  readonly Code?: string | undefined
  readonly Description?: string | undefined
  readonly NotAfter?: Date | undefined
  readonly NotBefore?: Date | undefined
  readonly NotBeforeDeadline?: Date | undefined
}

export interface InstanceStateOutput {
  readonly Code?: number | undefined
  readonly Name?: string | undefined
}

export interface InstanceStatusDetailsOutput {
  readonly ImpairedSince?: Date | undefined
  readonly Name?: string | undefined
  readonly Status?: string | undefined
}

export interface InstanceStatusSummaryOutput {
  readonly Details?: readonly InstanceStatusDetailsOutput[] | undefined
  readonly Status?: string | undefined
}

export interface EbsStatusDetailsOutput {
  readonly ImpairedSince?: Date | undefined
  readonly Name?: string | undefined
  readonly Status?: string | undefined
}

export interface EbsStatusSummaryOutput {
  readonly Details?: readonly EbsStatusDetailsOutput[] | undefined
  readonly Status?: string | undefined
}

export interface ApplicationStatusSummaryOutput {
  readonly Status?: string | undefined
  readonly ImpairedSince?: Date | undefined
}

export interface PerformanceStatusSummaryOutput {
  readonly Status?: string | undefined
  readonly ImpairedSince?: Date | undefined
  readonly Remediation?: string | undefined
}

export interface InstanceStatusOutput {
  readonly AvailabilityZone?: string | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly Events?: readonly InstanceStatusEventOutput[] | undefined
  readonly InstanceId?: string | undefined
  readonly InstanceState?: InstanceStateOutput | undefined
  readonly InstanceStatus?: InstanceStatusSummaryOutput | undefined
  readonly SystemStatus?: InstanceStatusSummaryOutput | undefined
  readonly AttachedEbsStatus?: EbsStatusSummaryOutput | undefined
  readonly ApplicationStatus?: ApplicationStatusSummaryOutput | undefined
  readonly PerformanceStatus?: PerformanceStatusSummaryOutput | undefined
}

export interface DescribeInstanceStatusResultOutput {
  readonly InstanceStatuses?: readonly InstanceStatusOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface GroupIdentifierOutput {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

export interface EbsInstanceBlockDeviceOutput {
  readonly AttachTime?: Date | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Status?: string | undefined
  readonly VolumeId?: string | undefined
  readonly AssociatedResource?: string | undefined
  readonly VolumeOwnerId?: string | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly EbsCardIndex?: number | undefined
}

export interface InstanceBlockDeviceMappingOutput {
  readonly DeviceName?: string | undefined
  readonly Ebs?: EbsInstanceBlockDeviceOutput | undefined
}

export interface IamInstanceProfileOutput {
  readonly Arn?: string | undefined
  readonly Id?: string | undefined
}

export interface ElasticGpuAssociationOutput {
  readonly ElasticGpuId?: string | undefined
  readonly ElasticGpuAssociationId?: string | undefined
  readonly ElasticGpuAssociationState?: string | undefined
  readonly ElasticGpuAssociationTime?: string | undefined
}

export interface ElasticInferenceAcceleratorAssociationOutput {
  readonly ElasticInferenceAcceleratorArn?: string | undefined
  readonly ElasticInferenceAcceleratorAssociationId?: string | undefined
  readonly ElasticInferenceAcceleratorAssociationState?: string | undefined
  readonly ElasticInferenceAcceleratorAssociationTime?: Date | undefined
}

export interface InstanceNetworkInterfaceAssociationOutput {
  readonly CarrierIp?: string | undefined
  readonly CustomerOwnedIp?: string | undefined
  readonly IpOwnerId?: string | undefined
  readonly PublicDnsName?: string | undefined
  readonly PublicIp?: string | undefined
}

export interface InstanceAttachmentEnaSrdUdpSpecificationOutput {
  readonly EnaSrdUdpEnabled?: boolean | undefined
}

export interface InstanceAttachmentEnaSrdSpecificationOutput {
  readonly EnaSrdEnabled?: boolean | undefined
  readonly EnaSrdUdpSpecification?: InstanceAttachmentEnaSrdUdpSpecificationOutput | undefined
}

export interface InstanceNetworkInterfaceAttachmentOutput {
  readonly AttachTime?: Date | undefined
  readonly AttachmentId?: string | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly DeviceIndex?: number | undefined
  readonly Status?: string | undefined
  readonly NetworkCardIndex?: number | undefined
  readonly EnaSrdSpecification?: InstanceAttachmentEnaSrdSpecificationOutput | undefined
  readonly EnaQueueCount?: number | undefined
}

export interface InstanceIpv6AddressOutput {
  readonly Ipv6Address?: string | undefined
  readonly IsPrimaryIpv6?: boolean | undefined
}

export interface InstancePrivateIpAddressOutput {
  readonly Association?: InstanceNetworkInterfaceAssociationOutput | undefined
  readonly Primary?: boolean | undefined
  readonly PrivateDnsName?: string | undefined
  readonly PrivateIpAddress?: string | undefined
}

export interface InstanceIpv4PrefixOutput {
  readonly Ipv4Prefix?: string | undefined
}

export interface InstanceIpv6PrefixOutput {
  readonly Ipv6Prefix?: string | undefined
}

export interface ConnectionTrackingSpecificationResponseOutput {
  readonly TcpEstablishedTimeout?: number | undefined
  readonly UdpStreamTimeout?: number | undefined
  readonly UdpTimeout?: number | undefined
}

export interface InstanceNetworkInterfaceOutput {
  readonly Association?: InstanceNetworkInterfaceAssociationOutput | undefined
  readonly Attachment?: InstanceNetworkInterfaceAttachmentOutput | undefined
  readonly Description?: string | undefined
  readonly Groups?: readonly GroupIdentifierOutput[] | undefined
  readonly Ipv6Addresses?: readonly InstanceIpv6AddressOutput[] | undefined
  readonly MacAddress?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly OwnerId?: string | undefined
  readonly PrivateDnsName?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly PrivateIpAddresses?: readonly InstancePrivateIpAddressOutput[] | undefined
  readonly SourceDestCheck?: boolean | undefined
  readonly Status?: string | undefined
  readonly SubnetId?: string | undefined
  readonly VpcId?: string | undefined
  readonly InterfaceType?: string | undefined
  readonly Ipv4Prefixes?: readonly InstanceIpv4PrefixOutput[] | undefined
  readonly Ipv6Prefixes?: readonly InstanceIpv6PrefixOutput[] | undefined
  readonly ConnectionTrackingConfiguration?: ConnectionTrackingSpecificationResponseOutput | undefined
  readonly Operator?: OperatorResponseOutput | undefined
}

export interface CpuOptionsOutput {
  readonly CoreCount?: number | undefined
  readonly ThreadsPerCore?: number | undefined
  readonly AmdSevSnp?: string | undefined
  readonly NestedVirtualization?: string | undefined
}

export interface CapacityReservationTargetResponseOutput {
  readonly CapacityReservationId?: string | undefined
  readonly CapacityReservationResourceGroupArn?: string | undefined
}

export interface CapacityReservationSpecificationResponseOutput {
  readonly CapacityReservationPreference?: string | undefined
  readonly CapacityReservationTarget?: CapacityReservationTargetResponseOutput | undefined
}

export interface HibernationOptionsOutput {
  readonly Configured?: boolean | undefined
}

export interface LicenseConfigurationOutput {
  readonly LicenseConfigurationArn?: string | undefined
}

export interface InstanceMetadataOptionsResponseOutput {
  readonly State?: string | undefined
  readonly HttpTokens?: string | undefined
  readonly HttpPutResponseHopLimit?: number | undefined
  readonly HttpEndpoint?: string | undefined
  readonly HttpProtocolIpv6?: string | undefined
  readonly InstanceMetadataTags?: string | undefined
}

export interface EnclaveOptionsOutput {
  readonly Enabled?: boolean | undefined
}

export interface PrivateDnsNameOptionsResponseOutput {
  readonly HostnameType?: string | undefined
  readonly EnableResourceNameDnsARecord?: boolean | undefined
  readonly EnableResourceNameDnsAAAARecord?: boolean | undefined
}

export interface InstanceMaintenanceOptionsOutput {
  readonly AutoRecovery?: string | undefined
  readonly RebootMigration?: string | undefined
}

export interface InstanceNetworkPerformanceOptionsOutput {
  readonly BandwidthWeighting?: string | undefined
}

export interface InstanceSecondaryInterfaceAttachmentOutput {
  readonly AttachTime?: Date | undefined
  readonly AttachmentId?: string | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly DeviceIndex?: number | undefined
  readonly Status?: string | undefined
  readonly NetworkCardIndex?: number | undefined
}

export interface InstanceSecondaryInterfacePrivateIpAddressOutput {
  readonly PrivateIpAddress?: string | undefined
}

export interface InstanceSecondaryInterfaceOutput {
  readonly Attachment?: InstanceSecondaryInterfaceAttachmentOutput | undefined
  readonly MacAddress?: string | undefined
  readonly SecondaryInterfaceId?: string | undefined
  readonly OwnerId?: string | undefined
  readonly PrivateIpAddresses?: readonly InstanceSecondaryInterfacePrivateIpAddressOutput[] | undefined
  readonly SourceDestCheck?: boolean | undefined
  readonly Status?: string | undefined
  readonly SecondarySubnetId?: string | undefined
  readonly SecondaryNetworkId?: string | undefined
  readonly InterfaceType?: string | undefined
}

export interface PlacementOutput {
  readonly AvailabilityZoneId?: string | undefined
  readonly Affinity?: string | undefined
  readonly GroupName?: string | undefined
  readonly PartitionNumber?: number | undefined
  readonly HostId?: string | undefined
  readonly Tenancy?: string | undefined
  readonly SpreadDomain?: string | undefined
  readonly HostResourceGroupArn?: string | undefined
  readonly GroupId?: string | undefined
  readonly AvailabilityZone?: string | undefined
}

export interface MonitoringOutput {
  readonly MetricCategoryIds?: readonly string[] | undefined
  readonly State?: string | undefined
}

export interface InstanceOutput {
  readonly Architecture?: string | undefined
  readonly BlockDeviceMappings?: readonly InstanceBlockDeviceMappingOutput[] | undefined
  readonly ClientToken?: string | undefined
  readonly EbsOptimized?: boolean | undefined
  readonly EnaSupport?: boolean | undefined
  readonly Hypervisor?: string | undefined
  readonly IamInstanceProfile?: IamInstanceProfileOutput | undefined
  readonly InstanceLifecycle?: string | undefined
  readonly ElasticGpuAssociations?: readonly ElasticGpuAssociationOutput[] | undefined
  readonly ElasticInferenceAcceleratorAssociations?: readonly ElasticInferenceAcceleratorAssociationOutput[] | undefined
  readonly NetworkInterfaces?: readonly InstanceNetworkInterfaceOutput[] | undefined
  readonly OutpostArn?: string | undefined
  readonly RootDeviceName?: string | undefined
  readonly RootDeviceType?: string | undefined
  readonly SecurityGroups?: readonly GroupIdentifierOutput[] | undefined
  readonly SourceDestCheck?: boolean | undefined
  readonly SpotInstanceRequestId?: string | undefined
  readonly SriovNetSupport?: string | undefined
  readonly StateReason?: StateReasonOutput | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VirtualizationType?: string | undefined
  readonly CpuOptions?: CpuOptionsOutput | undefined
  readonly CapacityBlockId?: string | undefined
  readonly CapacityReservationId?: string | undefined
  readonly CapacityReservationSpecification?: CapacityReservationSpecificationResponseOutput | undefined
  readonly HibernationOptions?: HibernationOptionsOutput | undefined
  readonly Licenses?: readonly LicenseConfigurationOutput[] | undefined
  readonly MetadataOptions?: InstanceMetadataOptionsResponseOutput | undefined
  readonly EnclaveOptions?: EnclaveOptionsOutput | undefined
  readonly BootMode?: string | undefined
  readonly PlatformDetails?: string | undefined
  readonly UsageOperation?: string | undefined
  readonly UsageOperationUpdateTime?: Date | undefined
  readonly PrivateDnsNameOptions?: PrivateDnsNameOptionsResponseOutput | undefined
  readonly Ipv6Address?: string | undefined
  readonly TpmSupport?: string | undefined
  readonly MaintenanceOptions?: InstanceMaintenanceOptionsOutput | undefined
  readonly CurrentInstanceBootMode?: string | undefined
  readonly NetworkPerformanceOptions?: InstanceNetworkPerformanceOptionsOutput | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly SecondaryInterfaces?: readonly InstanceSecondaryInterfaceOutput[] | undefined
  readonly InstanceId?: string | undefined
  readonly ImageId?: string | undefined
  readonly State?: InstanceStateOutput | undefined
  readonly PrivateDnsName?: string | undefined
  readonly PublicDnsName?: string | undefined
  readonly StateTransitionReason?: string | undefined
  readonly KeyName?: string | undefined
  readonly AmiLaunchIndex?: number | undefined
  readonly ProductCodes?: readonly ProductCodeOutput[] | undefined
  readonly InstanceType?: string | undefined
  readonly LaunchTime?: Date | undefined
  readonly Placement?: PlacementOutput | undefined
  readonly KernelId?: string | undefined
  readonly RamdiskId?: string | undefined
  readonly Platform?: string | undefined
  readonly Monitoring?: MonitoringOutput | undefined
  readonly SubnetId?: string | undefined
  readonly VpcId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly PublicIpAddress?: string | undefined
}

export interface ReservationOutput {
  readonly ReservationId?: string | undefined
  readonly OwnerId?: string | undefined
  readonly RequesterId?: string | undefined
  readonly Groups?: readonly GroupIdentifierOutput[] | undefined
  readonly Instances?: readonly InstanceOutput[] | undefined
}

export interface DescribeInstancesResultOutput {
  readonly NextToken?: string | undefined
  readonly Reservations?: readonly ReservationOutput[] | undefined
}

export interface ProcessorInfoOutput {
  readonly SupportedArchitectures?: readonly string[] | undefined
  readonly SustainedClockSpeedInGhz?: number | undefined
  readonly SupportedFeatures?: readonly string[] | undefined
  readonly Manufacturer?: string | undefined
}

export interface VCpuInfoOutput {
  readonly DefaultVCpus?: number | undefined
  readonly DefaultCores?: number | undefined
  readonly DefaultThreadsPerCore?: number | undefined
  readonly ValidCores?: readonly number[] | undefined
  readonly ValidThreadsPerCore?: readonly number[] | undefined
}

export interface MemoryInfoOutput {
  readonly SizeInMiB?: number | undefined
}

export interface DiskInfoOutput {
  readonly SizeInGB?: number | undefined
  readonly Count?: number | undefined
  readonly Type?: string | undefined
}

export interface InstanceStorageInfoOutput {
  readonly TotalSizeInGB?: number | undefined
  readonly Disks?: readonly DiskInfoOutput[] | undefined
  readonly NvmeSupport?: string | undefined
  readonly EncryptionSupport?: string | undefined
}

export interface EbsOptimizedInfoOutput {
  readonly BaselineBandwidthInMbps?: number | undefined
  readonly BaselineThroughputInMBps?: number | undefined
  readonly BaselineIops?: number | undefined
  readonly MaximumBandwidthInMbps?: number | undefined
  readonly MaximumThroughputInMBps?: number | undefined
  readonly MaximumIops?: number | undefined
}

export interface EbsCardInfoOutput {
  readonly EbsCardIndex?: number | undefined
  readonly BaselineBandwidthInMbps?: number | undefined
  readonly BaselineThroughputInMBps?: number | undefined
  readonly BaselineIops?: number | undefined
  readonly MaximumBandwidthInMbps?: number | undefined
  readonly MaximumThroughputInMBps?: number | undefined
  readonly MaximumIops?: number | undefined
}

export interface EbsInfoOutput {
  readonly EbsOptimizedSupport?: string | undefined
  readonly EncryptionSupport?: string | undefined
  readonly EbsOptimizedInfo?: EbsOptimizedInfoOutput | undefined
  readonly NvmeSupport?: string | undefined
  readonly MaximumEbsAttachments?: number | undefined
  readonly AttachmentLimitType?: string | undefined
  readonly MaximumEbsCards?: number | undefined
  readonly EbsCards?: readonly EbsCardInfoOutput[] | undefined
}

export interface NetworkCardInfoOutput {
  readonly NetworkCardIndex?: number | undefined
  readonly NetworkPerformance?: string | undefined
  readonly MaximumNetworkInterfaces?: number | undefined
  readonly AdditionalFlexibleNetworkInterfaces?: number | undefined
  readonly BaselineBandwidthInGbps?: number | undefined
  readonly PeakBandwidthInGbps?: number | undefined
  readonly DefaultEnaQueueCountPerInterface?: number | undefined
  readonly MaximumEnaQueueCount?: number | undefined
  readonly MaximumEnaQueueCountPerInterface?: number | undefined
  readonly InterfaceTypes?: readonly string[] | undefined
}

export interface EfaInfoOutput {
  readonly MaximumEfaInterfaces?: number | undefined
}

export interface DefaultConnectionTrackingConfigurationOutput {
  readonly DefaultTcpEstablishedTimeout?: number | undefined
  readonly DefaultUdpTimeout?: number | undefined
  readonly DefaultUdpStreamTimeout?: number | undefined
}

export interface NetworkInfoOutput {
  readonly NetworkPerformance?: string | undefined
  readonly MaximumNetworkInterfaces?: number | undefined
  readonly MaximumNetworkCards?: number | undefined
  readonly DefaultNetworkCardIndex?: number | undefined
  readonly NetworkCards?: readonly NetworkCardInfoOutput[] | undefined
  readonly Ipv4AddressesPerInterface?: number | undefined
  readonly Ipv6AddressesPerInterface?: number | undefined
  readonly Ipv6Supported?: boolean | undefined
  readonly EnaSupport?: string | undefined
  readonly EfaSupported?: boolean | undefined
  readonly EfaInfo?: EfaInfoOutput | undefined
  readonly EncryptionInTransitSupported?: boolean | undefined
  readonly EnaSrdSupported?: boolean | undefined
  readonly BandwidthWeightings?: readonly string[] | undefined
  readonly FlexibleEnaQueuesSupport?: string | undefined
  readonly ConnectionTrackingConfiguration?: DefaultConnectionTrackingConfigurationOutput | undefined
  readonly SecondaryNetworkSupported?: boolean | undefined
  readonly MaximumSecondaryNetworkInterfaces?: number | undefined
  readonly Ipv4AddressesPerSecondaryInterface?: number | undefined
}

export interface GpuDeviceMemoryInfoOutput {
  readonly SizeInMiB?: number | undefined
}

export interface GpuDeviceInfoOutput {
  readonly Name?: string | undefined
  readonly Manufacturer?: string | undefined
  readonly Count?: number | undefined
  readonly LogicalGpuCount?: number | undefined
  readonly GpuPartitionSize?: number | undefined
  readonly Workloads?: readonly string[] | undefined
  readonly MemoryInfo?: GpuDeviceMemoryInfoOutput | undefined
}

export interface GpuInfoOutput {
  readonly Gpus?: readonly GpuDeviceInfoOutput[] | undefined
  readonly TotalGpuMemoryInMiB?: number | undefined
}

export interface FpgaDeviceMemoryInfoOutput {
  readonly SizeInMiB?: number | undefined
}

export interface FpgaDeviceInfoOutput {
  readonly Name?: string | undefined
  readonly Manufacturer?: string | undefined
  readonly Count?: number | undefined
  readonly MemoryInfo?: FpgaDeviceMemoryInfoOutput | undefined
}

export interface FpgaInfoOutput {
  readonly Fpgas?: readonly FpgaDeviceInfoOutput[] | undefined
  readonly TotalFpgaMemoryInMiB?: number | undefined
}

export interface PlacementGroupInfoOutput {
  readonly SupportedStrategies?: readonly string[] | undefined
}

export interface InferenceDeviceMemoryInfoOutput {
  readonly SizeInMiB?: number | undefined
}

export interface InferenceDeviceInfoOutput {
  readonly Count?: number | undefined
  readonly Name?: string | undefined
  readonly Manufacturer?: string | undefined
  readonly MemoryInfo?: InferenceDeviceMemoryInfoOutput | undefined
}

export interface InferenceAcceleratorInfoOutput {
  readonly Accelerators?: readonly InferenceDeviceInfoOutput[] | undefined
  readonly TotalInferenceMemoryInMiB?: number | undefined
}

export interface NitroTpmInfoOutput {
  readonly SupportedVersions?: readonly string[] | undefined
}

export interface MediaDeviceMemoryInfoOutput {
  readonly SizeInMiB?: number | undefined
}

export interface MediaDeviceInfoOutput {
  readonly Count?: number | undefined
  readonly Name?: string | undefined
  readonly Manufacturer?: string | undefined
  readonly MemoryInfo?: MediaDeviceMemoryInfoOutput | undefined
}

export interface MediaAcceleratorInfoOutput {
  readonly Accelerators?: readonly MediaDeviceInfoOutput[] | undefined
  readonly TotalMediaMemoryInMiB?: number | undefined
}

export interface NeuronDeviceCoreInfoOutput {
  readonly Count?: number | undefined
  readonly Version?: number | undefined
}

export interface NeuronDeviceMemoryInfoOutput {
  readonly SizeInMiB?: number | undefined
}

export interface NeuronDeviceInfoOutput {
  readonly Count?: number | undefined
  readonly Name?: string | undefined
  readonly CoreInfo?: NeuronDeviceCoreInfoOutput | undefined
  readonly MemoryInfo?: NeuronDeviceMemoryInfoOutput | undefined
}

export interface NeuronInfoOutput {
  readonly NeuronDevices?: readonly NeuronDeviceInfoOutput[] | undefined
  readonly TotalNeuronDeviceMemoryInMiB?: number | undefined
}

export interface InstanceTypeInfoOutput {
  readonly InstanceType?: string | undefined
  readonly CurrentGeneration?: boolean | undefined
  readonly FreeTierEligible?: boolean | undefined
  readonly SupportedUsageClasses?: readonly string[] | undefined
  readonly SupportedRootDeviceTypes?: readonly string[] | undefined
  readonly SupportedVirtualizationTypes?: readonly string[] | undefined
  readonly BareMetal?: boolean | undefined
  readonly Hypervisor?: string | undefined
  readonly ProcessorInfo?: ProcessorInfoOutput | undefined
  readonly VCpuInfo?: VCpuInfoOutput | undefined
  readonly MemoryInfo?: MemoryInfoOutput | undefined
  readonly InstanceStorageSupported?: boolean | undefined
  readonly InstanceStorageInfo?: InstanceStorageInfoOutput | undefined
  readonly EbsInfo?: EbsInfoOutput | undefined
  readonly NetworkInfo?: NetworkInfoOutput | undefined
  readonly GpuInfo?: GpuInfoOutput | undefined
  readonly FpgaInfo?: FpgaInfoOutput | undefined
  readonly PlacementGroupInfo?: PlacementGroupInfoOutput | undefined
  readonly InferenceAcceleratorInfo?: InferenceAcceleratorInfoOutput | undefined
  readonly HibernationSupported?: boolean | undefined
  readonly BurstablePerformanceSupported?: boolean | undefined
  readonly DedicatedHostsSupported?: boolean | undefined
  readonly AutoRecoverySupported?: boolean | undefined
  readonly SupportedBootModes?: readonly string[] | undefined
  readonly NitroEnclavesSupport?: string | undefined
  readonly NitroTpmSupport?: string | undefined
  readonly NitroTpmInfo?: NitroTpmInfoOutput | undefined
  readonly MediaAcceleratorInfo?: MediaAcceleratorInfoOutput | undefined
  readonly NeuronInfo?: NeuronInfoOutput | undefined
  readonly PhcSupport?: string | undefined
  readonly RebootMigrationSupport?: string | undefined
  readonly SupportedInRegion?: boolean | undefined
}

export interface DescribeInstanceTypesResultOutput {
  readonly InstanceTypes?: readonly InstanceTypeInfoOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface KeyPairInfoOutput {
  readonly KeyPairId?: string | undefined
  readonly KeyType?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly PublicKey?: string | undefined
  readonly CreateTime?: Date | undefined
  readonly KeyName?: string | undefined
  readonly KeyFingerprint?: string | undefined
}

export interface DescribeKeyPairsResultOutput {
  readonly KeyPairs?: readonly KeyPairInfoOutput[] | undefined
}

export interface RegionGeographyOutput {
  readonly Name?: string | undefined
}

export interface RegionOutput {
  readonly OptInStatus?: string | undefined
  readonly Geography?: readonly RegionGeographyOutput[] | undefined
  readonly RegionName?: string | undefined
  readonly Endpoint?: string | undefined
}

export interface DescribeRegionsResultOutput {
  readonly Regions?: readonly RegionOutput[] | undefined
}

export interface TagDescriptionOutput {
  readonly Key?: string | undefined
  readonly ResourceId?: string | undefined
  readonly ResourceType?: string | undefined
  readonly Value?: string | undefined
}

export interface DescribeTagsResultOutput {
  readonly NextToken?: string | undefined
  readonly Tags?: readonly TagDescriptionOutput[] | undefined
}

export interface GetConsoleOutputResultOutput {
  readonly InstanceId?: string | undefined
  readonly Timestamp?: Date | undefined
  readonly Output?: string | undefined
}

export interface ImportKeyPairResultOutput {
  readonly KeyFingerprint?: string | undefined
  readonly KeyName?: string | undefined
  readonly KeyPairId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface RegisterImageResultOutput {
  readonly ImageId?: string | undefined
}

export interface InstanceStateChangeOutput {
  readonly InstanceId?: string | undefined
  readonly CurrentState?: InstanceStateOutput | undefined
  readonly PreviousState?: InstanceStateOutput | undefined
}

export interface StartInstancesResultOutput {
  readonly StartingInstances?: readonly InstanceStateChangeOutput[] | undefined
}

export interface StopInstancesResultOutput {
  readonly StoppingInstances?: readonly InstanceStateChangeOutput[] | undefined
}

export interface TerminateInstancesResultOutput {
  readonly TerminatingInstances?: readonly InstanceStateChangeOutput[] | undefined
}
