// Written by lib/ec2/wire/generate.ts from the schemas of the AWS SDK. Do not edit.
import type { Shapes } from './shapes.ts'

/** Shape names of each action; an empty output means that it only says `true`. */
export const actions = {
  AllocateAddress: { input: 'AllocateAddressRequest', output: 'AllocateAddressResult' },
  AssociateAddress: { input: 'AssociateAddressRequest', output: 'AssociateAddressResult' },
  AssociateIamInstanceProfile: { input: 'AssociateIamInstanceProfileRequest', output: 'AssociateIamInstanceProfileResult' },
  AssociateRouteTable: { input: 'AssociateRouteTableRequest', output: 'AssociateRouteTableResult' },
  AttachInternetGateway: { input: 'AttachInternetGatewayRequest', output: '' },
  AttachNetworkInterface: { input: 'AttachNetworkInterfaceRequest', output: 'AttachNetworkInterfaceResult' },
  AttachVolume: { input: 'AttachVolumeRequest', output: 'VolumeAttachment' },
  AuthorizeSecurityGroupEgress: { input: 'AuthorizeSecurityGroupEgressRequest', output: 'AuthorizeSecurityGroupEgressResult' },
  AuthorizeSecurityGroupIngress: { input: 'AuthorizeSecurityGroupIngressRequest', output: 'AuthorizeSecurityGroupIngressResult' },
  CancelImportTask: { input: 'CancelImportTaskRequest', output: 'CancelImportTaskResult' },
  CopyImage: { input: 'CopyImageRequest', output: 'CopyImageResult' },
  CopySnapshot: { input: 'CopySnapshotRequest', output: 'CopySnapshotResult' },
  CreateDefaultSubnet: { input: 'CreateDefaultSubnetRequest', output: 'CreateDefaultSubnetResult' },
  CreateDefaultVpc: { input: 'CreateDefaultVpcRequest', output: 'CreateDefaultVpcResult' },
  CreateImage: { input: 'CreateImageRequest', output: 'CreateImageResult' },
  CreateInternetGateway: { input: 'CreateInternetGatewayRequest', output: 'CreateInternetGatewayResult' },
  CreateKeyPair: { input: 'CreateKeyPairRequest', output: 'KeyPair' },
  CreateLaunchTemplate: { input: 'CreateLaunchTemplateRequest', output: 'CreateLaunchTemplateResult' },
  CreateLaunchTemplateVersion: { input: 'CreateLaunchTemplateVersionRequest', output: 'CreateLaunchTemplateVersionResult' },
  CreateNetworkInterface: { input: 'CreateNetworkInterfaceRequest', output: 'CreateNetworkInterfaceResult' },
  CreatePlacementGroup: { input: 'CreatePlacementGroupRequest', output: 'CreatePlacementGroupResult' },
  CreateRestoreImageTask: { input: 'CreateRestoreImageTaskRequest', output: 'CreateRestoreImageTaskResult' },
  CreateRoute: { input: 'CreateRouteRequest', output: 'CreateRouteResult' },
  CreateRouteTable: { input: 'CreateRouteTableRequest', output: 'CreateRouteTableResult' },
  CreateSecurityGroup: { input: 'CreateSecurityGroupRequest', output: 'CreateSecurityGroupResult' },
  CreateSnapshot: { input: 'CreateSnapshotRequest', output: 'Snapshot' },
  CreateStoreImageTask: { input: 'CreateStoreImageTaskRequest', output: 'CreateStoreImageTaskResult' },
  CreateSubnet: { input: 'CreateSubnetRequest', output: 'CreateSubnetResult' },
  CreateTags: { input: 'CreateTagsRequest', output: '' },
  CreateVolume: { input: 'CreateVolumeRequest', output: 'Volume' },
  CreateVpc: { input: 'CreateVpcRequest', output: 'CreateVpcResult' },
  DeleteInternetGateway: { input: 'DeleteInternetGatewayRequest', output: '' },
  DeleteKeyPair: { input: 'DeleteKeyPairRequest', output: 'DeleteKeyPairResult' },
  DeleteLaunchTemplate: { input: 'DeleteLaunchTemplateRequest', output: 'DeleteLaunchTemplateResult' },
  DeleteLaunchTemplateVersions: { input: 'DeleteLaunchTemplateVersionsRequest', output: 'DeleteLaunchTemplateVersionsResult' },
  DeleteNetworkInterface: { input: 'DeleteNetworkInterfaceRequest', output: '' },
  DeletePlacementGroup: { input: 'DeletePlacementGroupRequest', output: '' },
  DeleteRoute: { input: 'DeleteRouteRequest', output: '' },
  DeleteRouteTable: { input: 'DeleteRouteTableRequest', output: '' },
  DeleteSecurityGroup: { input: 'DeleteSecurityGroupRequest', output: 'DeleteSecurityGroupResult' },
  DeleteSnapshot: { input: 'DeleteSnapshotRequest', output: '' },
  DeleteSubnet: { input: 'DeleteSubnetRequest', output: '' },
  DeleteTags: { input: 'DeleteTagsRequest', output: '' },
  DeleteVolume: { input: 'DeleteVolumeRequest', output: '' },
  DeleteVpc: { input: 'DeleteVpcRequest', output: '' },
  DeregisterImage: { input: 'DeregisterImageRequest', output: 'DeregisterImageResult' },
  DescribeAccountAttributes: { input: 'DescribeAccountAttributesRequest', output: 'DescribeAccountAttributesResult' },
  DescribeAddresses: { input: 'DescribeAddressesRequest', output: 'DescribeAddressesResult' },
  DescribeAddressesAttribute: { input: 'DescribeAddressesAttributeRequest', output: 'DescribeAddressesAttributeResult' },
  DescribeAvailabilityZones: { input: 'DescribeAvailabilityZonesRequest', output: 'DescribeAvailabilityZonesResult' },
  DescribeDhcpOptions: { input: 'DescribeDhcpOptionsRequest', output: 'DescribeDhcpOptionsResult' },
  DescribeExportImageTasks: { input: 'DescribeExportImageTasksRequest', output: 'DescribeExportImageTasksResult' },
  DescribeIamInstanceProfileAssociations: { input: 'DescribeIamInstanceProfileAssociationsRequest', output: 'DescribeIamInstanceProfileAssociationsResult' },
  DescribeImageAttribute: { input: 'DescribeImageAttributeRequest', output: 'ImageAttribute' },
  DescribeImages: { input: 'DescribeImagesRequest', output: 'DescribeImagesResult' },
  DescribeImportImageTasks: { input: 'DescribeImportImageTasksRequest', output: 'DescribeImportImageTasksResult' },
  DescribeImportSnapshotTasks: { input: 'DescribeImportSnapshotTasksRequest', output: 'DescribeImportSnapshotTasksResult' },
  DescribeInstanceAttribute: { input: 'DescribeInstanceAttributeRequest', output: 'InstanceAttribute' },
  DescribeInstanceCreditSpecifications: { input: 'DescribeInstanceCreditSpecificationsRequest', output: 'DescribeInstanceCreditSpecificationsResult' },
  DescribeInstances: { input: 'DescribeInstancesRequest', output: 'DescribeInstancesResult' },
  DescribeInstanceStatus: { input: 'DescribeInstanceStatusRequest', output: 'DescribeInstanceStatusResult' },
  DescribeInstanceTypeOfferings: { input: 'DescribeInstanceTypeOfferingsRequest', output: 'DescribeInstanceTypeOfferingsResult' },
  DescribeInstanceTypes: { input: 'DescribeInstanceTypesRequest', output: 'DescribeInstanceTypesResult' },
  DescribeInternetGateways: { input: 'DescribeInternetGatewaysRequest', output: 'DescribeInternetGatewaysResult' },
  DescribeKeyPairs: { input: 'DescribeKeyPairsRequest', output: 'DescribeKeyPairsResult' },
  DescribeLaunchTemplates: { input: 'DescribeLaunchTemplatesRequest', output: 'DescribeLaunchTemplatesResult' },
  DescribeLaunchTemplateVersions: { input: 'DescribeLaunchTemplateVersionsRequest', output: 'DescribeLaunchTemplateVersionsResult' },
  DescribeManagedPrefixLists: { input: 'DescribeManagedPrefixListsRequest', output: 'DescribeManagedPrefixListsResult' },
  DescribeNetworkAcls: { input: 'DescribeNetworkAclsRequest', output: 'DescribeNetworkAclsResult' },
  DescribeNetworkInterfaceAttribute: { input: 'DescribeNetworkInterfaceAttributeRequest', output: 'DescribeNetworkInterfaceAttributeResult' },
  DescribeNetworkInterfaces: { input: 'DescribeNetworkInterfacesRequest', output: 'DescribeNetworkInterfacesResult' },
  DescribePlacementGroups: { input: 'DescribePlacementGroupsRequest', output: 'DescribePlacementGroupsResult' },
  DescribePrefixLists: { input: 'DescribePrefixListsRequest', output: 'DescribePrefixListsResult' },
  DescribeRegions: { input: 'DescribeRegionsRequest', output: 'DescribeRegionsResult' },
  DescribeRouteTables: { input: 'DescribeRouteTablesRequest', output: 'DescribeRouteTablesResult' },
  DescribeSecurityGroupReferences: { input: 'DescribeSecurityGroupReferencesRequest', output: 'DescribeSecurityGroupReferencesResult' },
  DescribeSecurityGroupRules: { input: 'DescribeSecurityGroupRulesRequest', output: 'DescribeSecurityGroupRulesResult' },
  DescribeSecurityGroups: { input: 'DescribeSecurityGroupsRequest', output: 'DescribeSecurityGroupsResult' },
  DescribeSnapshotAttribute: { input: 'DescribeSnapshotAttributeRequest', output: 'DescribeSnapshotAttributeResult' },
  DescribeSnapshots: { input: 'DescribeSnapshotsRequest', output: 'DescribeSnapshotsResult' },
  DescribeStaleSecurityGroups: { input: 'DescribeStaleSecurityGroupsRequest', output: 'DescribeStaleSecurityGroupsResult' },
  DescribeStoreImageTasks: { input: 'DescribeStoreImageTasksRequest', output: 'DescribeStoreImageTasksResult' },
  DescribeSubnets: { input: 'DescribeSubnetsRequest', output: 'DescribeSubnetsResult' },
  DescribeTags: { input: 'DescribeTagsRequest', output: 'DescribeTagsResult' },
  DescribeVolumeAttribute: { input: 'DescribeVolumeAttributeRequest', output: 'DescribeVolumeAttributeResult' },
  DescribeVolumes: { input: 'DescribeVolumesRequest', output: 'DescribeVolumesResult' },
  DescribeVolumesModifications: { input: 'DescribeVolumesModificationsRequest', output: 'DescribeVolumesModificationsResult' },
  DescribeVolumeStatus: { input: 'DescribeVolumeStatusRequest', output: 'DescribeVolumeStatusResult' },
  DescribeVpcAttribute: { input: 'DescribeVpcAttributeRequest', output: 'DescribeVpcAttributeResult' },
  DescribeVpcClassicLink: { input: 'DescribeVpcClassicLinkRequest', output: 'DescribeVpcClassicLinkResult' },
  DescribeVpcClassicLinkDnsSupport: { input: 'DescribeVpcClassicLinkDnsSupportRequest', output: 'DescribeVpcClassicLinkDnsSupportResult' },
  DescribeVpcEndpoints: { input: 'DescribeVpcEndpointsRequest', output: 'DescribeVpcEndpointsResult' },
  DescribeVpcs: { input: 'DescribeVpcsRequest', output: 'DescribeVpcsResult' },
  DetachInternetGateway: { input: 'DetachInternetGatewayRequest', output: '' },
  DetachNetworkInterface: { input: 'DetachNetworkInterfaceRequest', output: '' },
  DetachVolume: { input: 'DetachVolumeRequest', output: 'VolumeAttachment' },
  DisableSerialConsoleAccess: { input: 'DisableSerialConsoleAccessRequest', output: 'DisableSerialConsoleAccessResult' },
  DisassociateAddress: { input: 'DisassociateAddressRequest', output: '' },
  DisassociateIamInstanceProfile: { input: 'DisassociateIamInstanceProfileRequest', output: 'DisassociateIamInstanceProfileResult' },
  DisassociateRouteTable: { input: 'DisassociateRouteTableRequest', output: '' },
  EnableSerialConsoleAccess: { input: 'EnableSerialConsoleAccessRequest', output: 'EnableSerialConsoleAccessResult' },
  ExportImage: { input: 'ExportImageRequest', output: 'ExportImageResult' },
  GetConsoleOutput: { input: 'GetConsoleOutputRequest', output: 'GetConsoleOutputResult' },
  GetConsoleScreenshot: { input: 'GetConsoleScreenshotRequest', output: 'GetConsoleScreenshotResult' },
  GetEbsEncryptionByDefault: { input: 'GetEbsEncryptionByDefaultRequest', output: 'GetEbsEncryptionByDefaultResult' },
  GetInstanceMetadataDefaults: { input: 'GetInstanceMetadataDefaultsRequest', output: 'GetInstanceMetadataDefaultsResult' },
  GetPasswordData: { input: 'GetPasswordDataRequest', output: 'GetPasswordDataResult' },
  GetSerialConsoleAccessStatus: { input: 'GetSerialConsoleAccessStatusRequest', output: 'GetSerialConsoleAccessStatusResult' },
  ImportImage: { input: 'ImportImageRequest', output: 'ImportImageResult' },
  ImportKeyPair: { input: 'ImportKeyPairRequest', output: 'ImportKeyPairResult' },
  ImportSnapshot: { input: 'ImportSnapshotRequest', output: 'ImportSnapshotResult' },
  ModifyImageAttribute: { input: 'ModifyImageAttributeRequest', output: '' },
  ModifyInstanceAttribute: { input: 'ModifyInstanceAttributeRequest', output: '' },
  ModifyInstanceMetadataOptions: { input: 'ModifyInstanceMetadataOptionsRequest', output: 'ModifyInstanceMetadataOptionsResult' },
  ModifyInstancePlacement: { input: 'ModifyInstancePlacementRequest', output: 'ModifyInstancePlacementResult' },
  ModifyLaunchTemplate: { input: 'ModifyLaunchTemplateRequest', output: 'ModifyLaunchTemplateResult' },
  ModifyNetworkInterfaceAttribute: { input: 'ModifyNetworkInterfaceAttributeRequest', output: '' },
  ModifySecurityGroupRules: { input: 'ModifySecurityGroupRulesRequest', output: 'ModifySecurityGroupRulesResult' },
  ModifySnapshotAttribute: { input: 'ModifySnapshotAttributeRequest', output: '' },
  ModifySubnetAttribute: { input: 'ModifySubnetAttributeRequest', output: '' },
  ModifyVolume: { input: 'ModifyVolumeRequest', output: 'ModifyVolumeResult' },
  ModifyVolumeAttribute: { input: 'ModifyVolumeAttributeRequest', output: '' },
  ModifyVpcAttribute: { input: 'ModifyVpcAttributeRequest', output: '' },
  MonitorInstances: { input: 'MonitorInstancesRequest', output: 'MonitorInstancesResult' },
  RebootInstances: { input: 'RebootInstancesRequest', output: '' },
  RegisterImage: { input: 'RegisterImageRequest', output: 'RegisterImageResult' },
  ReleaseAddress: { input: 'ReleaseAddressRequest', output: '' },
  ReplaceIamInstanceProfileAssociation: { input: 'ReplaceIamInstanceProfileAssociationRequest', output: 'ReplaceIamInstanceProfileAssociationResult' },
  ReplaceRoute: { input: 'ReplaceRouteRequest', output: '' },
  ReplaceRouteTableAssociation: { input: 'ReplaceRouteTableAssociationRequest', output: 'ReplaceRouteTableAssociationResult' },
  ResetImageAttribute: { input: 'ResetImageAttributeRequest', output: '' },
  ResetInstanceAttribute: { input: 'ResetInstanceAttributeRequest', output: '' },
  ResetSnapshotAttribute: { input: 'ResetSnapshotAttributeRequest', output: '' },
  RevokeSecurityGroupEgress: { input: 'RevokeSecurityGroupEgressRequest', output: 'RevokeSecurityGroupEgressResult' },
  RevokeSecurityGroupIngress: { input: 'RevokeSecurityGroupIngressRequest', output: 'RevokeSecurityGroupIngressResult' },
  RunInstances: { input: 'RunInstancesRequest', output: 'Reservation' },
  StartInstances: { input: 'StartInstancesRequest', output: 'StartInstancesResult' },
  StopInstances: { input: 'StopInstancesRequest', output: 'StopInstancesResult' },
  TerminateInstances: { input: 'TerminateInstancesRequest', output: 'TerminateInstancesResult' },
  UnmonitorInstances: { input: 'UnmonitorInstancesRequest', output: 'UnmonitorInstancesResult' },
  UpdateSecurityGroupRuleDescriptionsEgress: { input: 'UpdateSecurityGroupRuleDescriptionsEgressRequest', output: 'UpdateSecurityGroupRuleDescriptionsEgressResult' },
  UpdateSecurityGroupRuleDescriptionsIngress: { input: 'UpdateSecurityGroupRuleDescriptionsIngressRequest', output: 'UpdateSecurityGroupRuleDescriptionsIngressResult' },
} as const

/** The types of each action's input and output. */
export interface Actions {
  readonly AllocateAddress: { input: AllocateAddressRequestInput; output: AllocateAddressResultOutput }
  readonly AssociateAddress: { input: AssociateAddressRequestInput; output: AssociateAddressResultOutput }
  readonly AssociateIamInstanceProfile: { input: AssociateIamInstanceProfileRequestInput; output: AssociateIamInstanceProfileResultOutput }
  readonly AssociateRouteTable: { input: AssociateRouteTableRequestInput; output: AssociateRouteTableResultOutput }
  readonly AttachInternetGateway: { input: AttachInternetGatewayRequestInput; output: undefined }
  readonly AttachNetworkInterface: { input: AttachNetworkInterfaceRequestInput; output: AttachNetworkInterfaceResultOutput }
  readonly AttachVolume: { input: AttachVolumeRequestInput; output: VolumeAttachmentOutput }
  readonly AuthorizeSecurityGroupEgress: { input: AuthorizeSecurityGroupEgressRequestInput; output: AuthorizeSecurityGroupEgressResultOutput }
  readonly AuthorizeSecurityGroupIngress: { input: AuthorizeSecurityGroupIngressRequestInput; output: AuthorizeSecurityGroupIngressResultOutput }
  readonly CancelImportTask: { input: CancelImportTaskRequestInput; output: CancelImportTaskResultOutput }
  readonly CopyImage: { input: CopyImageRequestInput; output: CopyImageResultOutput }
  readonly CopySnapshot: { input: CopySnapshotRequestInput; output: CopySnapshotResultOutput }
  readonly CreateDefaultSubnet: { input: CreateDefaultSubnetRequestInput; output: CreateDefaultSubnetResultOutput }
  readonly CreateDefaultVpc: { input: CreateDefaultVpcRequestInput; output: CreateDefaultVpcResultOutput }
  readonly CreateImage: { input: CreateImageRequestInput; output: CreateImageResultOutput }
  readonly CreateInternetGateway: { input: CreateInternetGatewayRequestInput; output: CreateInternetGatewayResultOutput }
  readonly CreateKeyPair: { input: CreateKeyPairRequestInput; output: KeyPairOutput }
  readonly CreateLaunchTemplate: { input: CreateLaunchTemplateRequestInput; output: CreateLaunchTemplateResultOutput }
  readonly CreateLaunchTemplateVersion: { input: CreateLaunchTemplateVersionRequestInput; output: CreateLaunchTemplateVersionResultOutput }
  readonly CreateNetworkInterface: { input: CreateNetworkInterfaceRequestInput; output: CreateNetworkInterfaceResultOutput }
  readonly CreatePlacementGroup: { input: CreatePlacementGroupRequestInput; output: CreatePlacementGroupResultOutput }
  readonly CreateRestoreImageTask: { input: CreateRestoreImageTaskRequestInput; output: CreateRestoreImageTaskResultOutput }
  readonly CreateRoute: { input: CreateRouteRequestInput; output: CreateRouteResultOutput }
  readonly CreateRouteTable: { input: CreateRouteTableRequestInput; output: CreateRouteTableResultOutput }
  readonly CreateSecurityGroup: { input: CreateSecurityGroupRequestInput; output: CreateSecurityGroupResultOutput }
  readonly CreateSnapshot: { input: CreateSnapshotRequestInput; output: SnapshotOutput }
  readonly CreateStoreImageTask: { input: CreateStoreImageTaskRequestInput; output: CreateStoreImageTaskResultOutput }
  readonly CreateSubnet: { input: CreateSubnetRequestInput; output: CreateSubnetResultOutput }
  readonly CreateTags: { input: CreateTagsRequestInput; output: undefined }
  readonly CreateVolume: { input: CreateVolumeRequestInput; output: VolumeOutput }
  readonly CreateVpc: { input: CreateVpcRequestInput; output: CreateVpcResultOutput }
  readonly DeleteInternetGateway: { input: DeleteInternetGatewayRequestInput; output: undefined }
  readonly DeleteKeyPair: { input: DeleteKeyPairRequestInput; output: DeleteKeyPairResultOutput }
  readonly DeleteLaunchTemplate: { input: DeleteLaunchTemplateRequestInput; output: DeleteLaunchTemplateResultOutput }
  readonly DeleteLaunchTemplateVersions: { input: DeleteLaunchTemplateVersionsRequestInput; output: DeleteLaunchTemplateVersionsResultOutput }
  readonly DeleteNetworkInterface: { input: DeleteNetworkInterfaceRequestInput; output: undefined }
  readonly DeletePlacementGroup: { input: DeletePlacementGroupRequestInput; output: undefined }
  readonly DeleteRoute: { input: DeleteRouteRequestInput; output: undefined }
  readonly DeleteRouteTable: { input: DeleteRouteTableRequestInput; output: undefined }
  readonly DeleteSecurityGroup: { input: DeleteSecurityGroupRequestInput; output: DeleteSecurityGroupResultOutput }
  readonly DeleteSnapshot: { input: DeleteSnapshotRequestInput; output: undefined }
  readonly DeleteSubnet: { input: DeleteSubnetRequestInput; output: undefined }
  readonly DeleteTags: { input: DeleteTagsRequestInput; output: undefined }
  readonly DeleteVolume: { input: DeleteVolumeRequestInput; output: undefined }
  readonly DeleteVpc: { input: DeleteVpcRequestInput; output: undefined }
  readonly DeregisterImage: { input: DeregisterImageRequestInput; output: DeregisterImageResultOutput }
  readonly DescribeAccountAttributes: { input: DescribeAccountAttributesRequestInput; output: DescribeAccountAttributesResultOutput }
  readonly DescribeAddresses: { input: DescribeAddressesRequestInput; output: DescribeAddressesResultOutput }
  readonly DescribeAddressesAttribute: { input: DescribeAddressesAttributeRequestInput; output: DescribeAddressesAttributeResultOutput }
  readonly DescribeAvailabilityZones: { input: DescribeAvailabilityZonesRequestInput; output: DescribeAvailabilityZonesResultOutput }
  readonly DescribeDhcpOptions: { input: DescribeDhcpOptionsRequestInput; output: DescribeDhcpOptionsResultOutput }
  readonly DescribeExportImageTasks: { input: DescribeExportImageTasksRequestInput; output: DescribeExportImageTasksResultOutput }
  readonly DescribeIamInstanceProfileAssociations: { input: DescribeIamInstanceProfileAssociationsRequestInput; output: DescribeIamInstanceProfileAssociationsResultOutput }
  readonly DescribeImageAttribute: { input: DescribeImageAttributeRequestInput; output: ImageAttributeOutput }
  readonly DescribeImages: { input: DescribeImagesRequestInput; output: DescribeImagesResultOutput }
  readonly DescribeImportImageTasks: { input: DescribeImportImageTasksRequestInput; output: DescribeImportImageTasksResultOutput }
  readonly DescribeImportSnapshotTasks: { input: DescribeImportSnapshotTasksRequestInput; output: DescribeImportSnapshotTasksResultOutput }
  readonly DescribeInstanceAttribute: { input: DescribeInstanceAttributeRequestInput; output: InstanceAttributeOutput }
  readonly DescribeInstanceCreditSpecifications: { input: DescribeInstanceCreditSpecificationsRequestInput; output: DescribeInstanceCreditSpecificationsResultOutput }
  readonly DescribeInstances: { input: DescribeInstancesRequestInput; output: DescribeInstancesResultOutput }
  readonly DescribeInstanceStatus: { input: DescribeInstanceStatusRequestInput; output: DescribeInstanceStatusResultOutput }
  readonly DescribeInstanceTypeOfferings: { input: DescribeInstanceTypeOfferingsRequestInput; output: DescribeInstanceTypeOfferingsResultOutput }
  readonly DescribeInstanceTypes: { input: DescribeInstanceTypesRequestInput; output: DescribeInstanceTypesResultOutput }
  readonly DescribeInternetGateways: { input: DescribeInternetGatewaysRequestInput; output: DescribeInternetGatewaysResultOutput }
  readonly DescribeKeyPairs: { input: DescribeKeyPairsRequestInput; output: DescribeKeyPairsResultOutput }
  readonly DescribeLaunchTemplates: { input: DescribeLaunchTemplatesRequestInput; output: DescribeLaunchTemplatesResultOutput }
  readonly DescribeLaunchTemplateVersions: { input: DescribeLaunchTemplateVersionsRequestInput; output: DescribeLaunchTemplateVersionsResultOutput }
  readonly DescribeManagedPrefixLists: { input: DescribeManagedPrefixListsRequestInput; output: DescribeManagedPrefixListsResultOutput }
  readonly DescribeNetworkAcls: { input: DescribeNetworkAclsRequestInput; output: DescribeNetworkAclsResultOutput }
  readonly DescribeNetworkInterfaceAttribute: { input: DescribeNetworkInterfaceAttributeRequestInput; output: DescribeNetworkInterfaceAttributeResultOutput }
  readonly DescribeNetworkInterfaces: { input: DescribeNetworkInterfacesRequestInput; output: DescribeNetworkInterfacesResultOutput }
  readonly DescribePlacementGroups: { input: DescribePlacementGroupsRequestInput; output: DescribePlacementGroupsResultOutput }
  readonly DescribePrefixLists: { input: DescribePrefixListsRequestInput; output: DescribePrefixListsResultOutput }
  readonly DescribeRegions: { input: DescribeRegionsRequestInput; output: DescribeRegionsResultOutput }
  readonly DescribeRouteTables: { input: DescribeRouteTablesRequestInput; output: DescribeRouteTablesResultOutput }
  readonly DescribeSecurityGroupReferences: { input: DescribeSecurityGroupReferencesRequestInput; output: DescribeSecurityGroupReferencesResultOutput }
  readonly DescribeSecurityGroupRules: { input: DescribeSecurityGroupRulesRequestInput; output: DescribeSecurityGroupRulesResultOutput }
  readonly DescribeSecurityGroups: { input: DescribeSecurityGroupsRequestInput; output: DescribeSecurityGroupsResultOutput }
  readonly DescribeSnapshotAttribute: { input: DescribeSnapshotAttributeRequestInput; output: DescribeSnapshotAttributeResultOutput }
  readonly DescribeSnapshots: { input: DescribeSnapshotsRequestInput; output: DescribeSnapshotsResultOutput }
  readonly DescribeStaleSecurityGroups: { input: DescribeStaleSecurityGroupsRequestInput; output: DescribeStaleSecurityGroupsResultOutput }
  readonly DescribeStoreImageTasks: { input: DescribeStoreImageTasksRequestInput; output: DescribeStoreImageTasksResultOutput }
  readonly DescribeSubnets: { input: DescribeSubnetsRequestInput; output: DescribeSubnetsResultOutput }
  readonly DescribeTags: { input: DescribeTagsRequestInput; output: DescribeTagsResultOutput }
  readonly DescribeVolumeAttribute: { input: DescribeVolumeAttributeRequestInput; output: DescribeVolumeAttributeResultOutput }
  readonly DescribeVolumes: { input: DescribeVolumesRequestInput; output: DescribeVolumesResultOutput }
  readonly DescribeVolumesModifications: { input: DescribeVolumesModificationsRequestInput; output: DescribeVolumesModificationsResultOutput }
  readonly DescribeVolumeStatus: { input: DescribeVolumeStatusRequestInput; output: DescribeVolumeStatusResultOutput }
  readonly DescribeVpcAttribute: { input: DescribeVpcAttributeRequestInput; output: DescribeVpcAttributeResultOutput }
  readonly DescribeVpcClassicLink: { input: DescribeVpcClassicLinkRequestInput; output: DescribeVpcClassicLinkResultOutput }
  readonly DescribeVpcClassicLinkDnsSupport: { input: DescribeVpcClassicLinkDnsSupportRequestInput; output: DescribeVpcClassicLinkDnsSupportResultOutput }
  readonly DescribeVpcEndpoints: { input: DescribeVpcEndpointsRequestInput; output: DescribeVpcEndpointsResultOutput }
  readonly DescribeVpcs: { input: DescribeVpcsRequestInput; output: DescribeVpcsResultOutput }
  readonly DetachInternetGateway: { input: DetachInternetGatewayRequestInput; output: undefined }
  readonly DetachNetworkInterface: { input: DetachNetworkInterfaceRequestInput; output: undefined }
  readonly DetachVolume: { input: DetachVolumeRequestInput; output: VolumeAttachmentOutput }
  readonly DisableSerialConsoleAccess: { input: DisableSerialConsoleAccessRequestInput; output: DisableSerialConsoleAccessResultOutput }
  readonly DisassociateAddress: { input: DisassociateAddressRequestInput; output: undefined }
  readonly DisassociateIamInstanceProfile: { input: DisassociateIamInstanceProfileRequestInput; output: DisassociateIamInstanceProfileResultOutput }
  readonly DisassociateRouteTable: { input: DisassociateRouteTableRequestInput; output: undefined }
  readonly EnableSerialConsoleAccess: { input: EnableSerialConsoleAccessRequestInput; output: EnableSerialConsoleAccessResultOutput }
  readonly ExportImage: { input: ExportImageRequestInput; output: ExportImageResultOutput }
  readonly GetConsoleOutput: { input: GetConsoleOutputRequestInput; output: GetConsoleOutputResultOutput }
  readonly GetConsoleScreenshot: { input: GetConsoleScreenshotRequestInput; output: GetConsoleScreenshotResultOutput }
  readonly GetEbsEncryptionByDefault: { input: GetEbsEncryptionByDefaultRequestInput; output: GetEbsEncryptionByDefaultResultOutput }
  readonly GetInstanceMetadataDefaults: { input: GetInstanceMetadataDefaultsRequestInput; output: GetInstanceMetadataDefaultsResultOutput }
  readonly GetPasswordData: { input: GetPasswordDataRequestInput; output: GetPasswordDataResultOutput }
  readonly GetSerialConsoleAccessStatus: { input: GetSerialConsoleAccessStatusRequestInput; output: GetSerialConsoleAccessStatusResultOutput }
  readonly ImportImage: { input: ImportImageRequestInput; output: ImportImageResultOutput }
  readonly ImportKeyPair: { input: ImportKeyPairRequestInput; output: ImportKeyPairResultOutput }
  readonly ImportSnapshot: { input: ImportSnapshotRequestInput; output: ImportSnapshotResultOutput }
  readonly ModifyImageAttribute: { input: ModifyImageAttributeRequestInput; output: undefined }
  readonly ModifyInstanceAttribute: { input: ModifyInstanceAttributeRequestInput; output: undefined }
  readonly ModifyInstanceMetadataOptions: { input: ModifyInstanceMetadataOptionsRequestInput; output: ModifyInstanceMetadataOptionsResultOutput }
  readonly ModifyInstancePlacement: { input: ModifyInstancePlacementRequestInput; output: ModifyInstancePlacementResultOutput }
  readonly ModifyLaunchTemplate: { input: ModifyLaunchTemplateRequestInput; output: ModifyLaunchTemplateResultOutput }
  readonly ModifyNetworkInterfaceAttribute: { input: ModifyNetworkInterfaceAttributeRequestInput; output: undefined }
  readonly ModifySecurityGroupRules: { input: ModifySecurityGroupRulesRequestInput; output: ModifySecurityGroupRulesResultOutput }
  readonly ModifySnapshotAttribute: { input: ModifySnapshotAttributeRequestInput; output: undefined }
  readonly ModifySubnetAttribute: { input: ModifySubnetAttributeRequestInput; output: undefined }
  readonly ModifyVolume: { input: ModifyVolumeRequestInput; output: ModifyVolumeResultOutput }
  readonly ModifyVolumeAttribute: { input: ModifyVolumeAttributeRequestInput; output: undefined }
  readonly ModifyVpcAttribute: { input: ModifyVpcAttributeRequestInput; output: undefined }
  readonly MonitorInstances: { input: MonitorInstancesRequestInput; output: MonitorInstancesResultOutput }
  readonly RebootInstances: { input: RebootInstancesRequestInput; output: undefined }
  readonly RegisterImage: { input: RegisterImageRequestInput; output: RegisterImageResultOutput }
  readonly ReleaseAddress: { input: ReleaseAddressRequestInput; output: undefined }
  readonly ReplaceIamInstanceProfileAssociation: { input: ReplaceIamInstanceProfileAssociationRequestInput; output: ReplaceIamInstanceProfileAssociationResultOutput }
  readonly ReplaceRoute: { input: ReplaceRouteRequestInput; output: undefined }
  readonly ReplaceRouteTableAssociation: { input: ReplaceRouteTableAssociationRequestInput; output: ReplaceRouteTableAssociationResultOutput }
  readonly ResetImageAttribute: { input: ResetImageAttributeRequestInput; output: undefined }
  readonly ResetInstanceAttribute: { input: ResetInstanceAttributeRequestInput; output: undefined }
  readonly ResetSnapshotAttribute: { input: ResetSnapshotAttributeRequestInput; output: undefined }
  readonly RevokeSecurityGroupEgress: { input: RevokeSecurityGroupEgressRequestInput; output: RevokeSecurityGroupEgressResultOutput }
  readonly RevokeSecurityGroupIngress: { input: RevokeSecurityGroupIngressRequestInput; output: RevokeSecurityGroupIngressResultOutput }
  readonly RunInstances: { input: RunInstancesRequestInput; output: ReservationOutput }
  readonly StartInstances: { input: StartInstancesRequestInput; output: StartInstancesResultOutput }
  readonly StopInstances: { input: StopInstancesRequestInput; output: StopInstancesResultOutput }
  readonly TerminateInstances: { input: TerminateInstancesRequestInput; output: TerminateInstancesResultOutput }
  readonly UnmonitorInstances: { input: UnmonitorInstancesRequestInput; output: UnmonitorInstancesResultOutput }
  readonly UpdateSecurityGroupRuleDescriptionsEgress: { input: UpdateSecurityGroupRuleDescriptionsEgressRequestInput; output: UpdateSecurityGroupRuleDescriptionsEgressResultOutput }
  readonly UpdateSecurityGroupRuleDescriptionsIngress: { input: UpdateSecurityGroupRuleDescriptionsIngressRequestInput; output: UpdateSecurityGroupRuleDescriptionsIngressResultOutput }
}

/** All action names of the service. */
export const actionNames: ReadonlySet<string> = new Set(
  ('AcceptAddressTransfer AcceptCapacityReservationBillingOwnership AcceptReservedInstancesExchangeQuote AcceptTransitGatewayClientVpnAttachment AcceptTransitGatewayMulticastDomainAssociations AcceptTransitGatewayPeeringAttachment AcceptTransitGatewayVpcAttachment AcceptVpcEndpointConnections AcceptVpcPeeringConnection AdvertiseByoipCidr AllocateAddress AllocateHosts AllocateIpamPoolCidr ApplySecurityGroupsToClientVpnTargetNetwork AssignIpv6Addresses AssignPrivateIpAddresses AssignPrivateNatGatewayAddress AssociateAddress AssociateApplicationStatusCheck AssociateCapacityReservationBillingOwner AssociateClientVpnTargetNetwork AssociateDhcpOptions AssociateEnclaveCertificateIamRole AssociateIamInstanceProfile AssociateInstanceEventWindow AssociateIpamByoasn AssociateIpamResourceDiscovery AssociateNatGatewayAddress AssociateNetworkingFlexCostAllocationPolicy AssociateRouteServer AssociateRouteTable AssociateSecurityGroupVpc AssociateSubnetCidrBlock AssociateTransitGatewayMulticastDomain AssociateTransitGatewayPolicyTable AssociateTransitGatewayRouteTable AssociateTrunkInterface AssociateVpcCidrBlock AttachClassicLinkVpc AttachImageWatermark AttachInternetGateway AttachNetworkInterface AttachVerifiedAccessTrustProvider AttachVolume AttachVpnGateway AuthorizeClientVpnIngress AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress BatchModifyIpamRoutingPolicyRegistrations BundleInstance CancelBundleTask CancelCapacityReservation CancelCapacityReservationFleets CancelConversionTask CancelDeclarativePoliciesReport CancelExportTask CancelImageLaunchPermission CancelImportTask CancelReservedInstancesListing CancelSpotFleetRequests CancelSpotInstanceRequests ConfirmProductInstance CopyFpgaImage CopyImage CopySnapshot CopyVolumes CreateApplicationStatusCheck CreateCapacityManagerDataExport CreateCapacityReservation CreateCapacityReservationBySplitting CreateCapacityReservationCancellationQuote CreateCapacityReservationDateChangeQuote CreateCapacityReservationFleet CreateCarrierGateway CreateClientVpnEndpoint CreateClientVpnRoute CreateCoipCidr CreateCoipPool CreateCustomerGateway CreateDefaultSubnet CreateDefaultVpc CreateDelegateMacVolumeOwnershipTask CreateDhcpOptions CreateEgressOnlyInternetGateway CreateFleet CreateFlowLogs CreateFpgaImage CreateImage CreateImageUsageReport CreateInstanceConnectEndpoint CreateInstanceEventWindow CreateInstanceExportTask CreateInternetGateway CreateInterruptibleCapacityReservationAllocation CreateIpam CreateIpamExternalResourceVerificationToken CreateIpamInternetRegistryAssociation CreateIpamPolicy CreateIpamPool CreateIpamPrefixListResolver CreateIpamPrefixListResolverTarget CreateIpamResourceDiscovery CreateIpamRoutingPolicyRegistration CreateIpamScope CreateKeyPair CreateLaunchTemplate CreateLaunchTemplateVersion CreateLocalGatewayRoute CreateLocalGatewayRouteTable CreateLocalGatewayRouteTableVirtualInterfaceGroupAssociation CreateLocalGatewayRouteTableVpcAssociation CreateLocalGatewayVirtualInterface CreateLocalGatewayVirtualInterfaceGroup CreateMacSystemIntegrityProtectionModificationTask CreateManagedPrefixList CreateMetricCategory CreateNatGateway CreateNetworkAcl CreateNetworkAclEntry CreateNetworkInsightsAccessScope CreateNetworkInsightsPath CreateNetworkInterface CreateNetworkInterfacePermission CreateNetworkingFlexCostAllocationPolicy CreatePlacementGroup CreatePublicIpv4Pool CreateReplaceRootVolumeTask CreateReservedInstancesListing CreateRestoreImageTask CreateRoute CreateRouteServer CreateRouteServerEndpoint CreateRouteServerPeer CreateRouteTable CreateSecondaryNetwork CreateSecondarySubnet CreateSecurityGroup CreateSnapshot CreateSnapshots CreateSpotDatafeedSubscription CreateStoreImageTask CreateSubnet CreateSubnetCidrReservation CreateTags CreateTrafficMirrorFilter CreateTrafficMirrorFilterRule CreateTrafficMirrorSession CreateTrafficMirrorTarget CreateTransitGateway CreateTransitGatewayConnect CreateTransitGatewayConnectPeer CreateTransitGatewayMeteringPolicy CreateTransitGatewayMeteringPolicyEntry CreateTransitGatewayMulticastDomain CreateTransitGatewayPeeringAttachment CreateTransitGatewayPolicyTable CreateTransitGatewayPolicyTableEntry CreateTransitGatewayPrefixListReference CreateTransitGatewayRoute CreateTransitGatewayRouteTable CreateTransitGatewayRouteTableAnnouncement CreateTransitGatewayVpcAttachment CreateVerifiedAccessEndpoint CreateVerifiedAccessGroup CreateVerifiedAccessInstance CreateVerifiedAccessTrustProvider CreateVolume CreateVpc CreateVpcBlockPublicAccessExclusion CreateVpcEncryptionControl CreateVpcEndpoint CreateVpcEndpointConnectionNotification CreateVpcEndpointServiceConfiguration CreateVpcPeeringConnection CreateVpnConcentrator CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway DeleteApplicationStatusCheck DeleteCapacityManagerDataExport DeleteCarrierGateway DeleteClientVpnEndpoint DeleteClientVpnEndpointAuthorizationPolicy DeleteClientVpnRoute DeleteCoipCidr DeleteCoipPool DeleteCustomerGateway DeleteDhcpOptions DeleteEgressOnlyInternetGateway DeleteFleets DeleteFlowLogs DeleteFpgaImage DeleteImageUsageReport DeleteInstanceConnectEndpoint DeleteInstanceEventWindow DeleteInternetGateway DeleteIpam DeleteIpamExternalResourceVerificationToken DeleteIpamInternetRegistryAssociation DeleteIpamPolicy DeleteIpamPool DeleteIpamPrefixListResolver DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery DeleteIpamRoutingPolicyRegistration DeleteIpamScope DeleteKeyPair DeleteLaunchTemplate DeleteLaunchTemplateVersions DeleteLocalGatewayRoute DeleteLocalGatewayRouteTable DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface DeleteLocalGatewayVirtualInterfaceGroup DeleteManagedPrefixList DeleteMetricCategory DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInsightsAccessScope DeleteNetworkInsightsAccessScopeAnalysis DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath DeleteNetworkInterface DeleteNetworkInterfacePermission DeleteNetworkingFlexCostAllocationPolicies DeletePlacementGroup DeletePublicIpv4Pool DeleteQueuedReservedInstances DeleteRoute DeleteRouteServer DeleteRouteServerEndpoint DeleteRouteServerPeer DeleteRouteTable DeleteSecondaryNetwork DeleteSecondarySubnet DeleteSecurityGroup DeleteSnapshot DeleteSpotDatafeedSubscription DeleteSubnet DeleteSubnetCidrReservation DeleteTags DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule DeleteTrafficMirrorSession DeleteTrafficMirrorTarget DeleteTransitGateway DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry DeleteTransitGatewayMulticastDomain DeleteTransitGatewayPeeringAttachment DeleteTransitGatewayPolicyTable DeleteTransitGatewayPolicyTableEntry DeleteTransitGatewayPrefixListReference DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable DeleteTransitGatewayRouteTableAnnouncement DeleteTransitGatewayVpcAttachment DeleteVerifiedAccessEndpoint DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance DeleteVerifiedAccessTrustProvider DeleteVolume DeleteVpc DeleteVpcBlockPublicAccessExclusion DeleteVpcEncryptionControl DeleteVpcEndpointConnectionNotifications DeleteVpcEndpointServiceConfigurations DeleteVpcEndpoints DeleteVpcPeeringConnection DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway DeprovisionByoipCidr DeprovisionIpamByoasn DeprovisionIpamPoolCidr DeprovisionPublicIpv4PoolCidr DeregisterImage DeregisterInstanceEventNotificationAttributes DeregisterTransitGatewayMulticastGroupMembers DeregisterTransitGatewayMulticastGroupSources DescribeAccountAttributes DescribeAccountVpcEncryptionControl DescribeAddressTransfers DescribeAddresses DescribeAddressesAttribute DescribeAggregateIdFormat DescribeApplicationStatus DescribeApplicationStatusCheckAssociations DescribeApplicationStatusChecks DescribeAvailabilityZones DescribeAwsNetworkPerformanceMetricSubscriptions DescribeBundleTasks DescribeByoipCidrs DescribeCapacityBlockExtensionHistory DescribeCapacityBlockExtensionOfferings DescribeCapacityBlockOfferings DescribeCapacityBlockStatus DescribeCapacityBlocks DescribeCapacityManagerDataExports DescribeCapacityReservationBillingRequests DescribeCapacityReservationCancellationQuotes DescribeCapacityReservationDateChangeQuotes DescribeCapacityReservationFleets DescribeCapacityReservationTopology DescribeCapacityReservations DescribeCarrierGateways DescribeClassicLinkInstances DescribeClientVpnAuthorizationRules DescribeClientVpnConnections DescribeClientVpnEndpoints DescribeClientVpnRoutes DescribeClientVpnTargetNetworks DescribeCoipPools DescribeConversionTasks DescribeCustomerGateways DescribeDeclarativePoliciesReports DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeElasticGpus DescribeExportImageTasks DescribeExportTasks DescribeFastLaunchImages DescribeFastSnapshotRestores DescribeFleetHistory DescribeFleetInstances DescribeFleets DescribeFlowLogs DescribeFpgaImageAttribute DescribeFpgaImages DescribeHostReservationOfferings DescribeHostReservations DescribeHosts DescribeIamInstanceProfileAssociations DescribeIdFormat DescribeIdentityIdFormat DescribeImageAttribute DescribeImageReferences DescribeImageUsageReportEntries DescribeImageUsageReports DescribeImages DescribeImportImageTasks DescribeImportSnapshotTasks DescribeInstanceAttribute DescribeInstanceConnectEndpoints DescribeInstanceCreditSpecifications DescribeInstanceEventNotificationAttributes DescribeInstanceEventWindows DescribeInstanceImageMetadata DescribeInstanceSqlHaHistoryStates DescribeInstanceSqlHaStates DescribeInstanceStatus DescribeInstanceTopology DescribeInstanceTypeOfferings DescribeInstanceTypes DescribeInstances DescribeInternetGateways DescribeIpamByoasn DescribeIpamExternalResourceVerificationTokens DescribeIpamInternetRegistryAssociations DescribeIpamPolicies DescribeIpamPoolAllocations DescribeIpamPools DescribeIpamPrefixListResolverTargets DescribeIpamPrefixListResolvers DescribeIpamResourceDiscoveries DescribeIpamResourceDiscoveryAssociations DescribeIpamScopes DescribeIpams DescribeIpv6Pools DescribeKeyPairs DescribeLaunchTemplateVersions DescribeLaunchTemplates DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations DescribeLocalGatewayRouteTableVpcAssociations DescribeLocalGatewayRouteTables DescribeLocalGatewayVirtualInterfaceGroups DescribeLocalGatewayVirtualInterfaces DescribeLocalGateways DescribeLockedSnapshots DescribeMacHosts DescribeMacModificationTasks DescribeManagedPrefixLists DescribeMetricCategories DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls DescribeNetworkInsightsAccessScopeAnalyses DescribeNetworkInsightsAccessScopes DescribeNetworkInsightsAnalyses DescribeNetworkInsightsPaths DescribeNetworkInterfaceAttribute DescribeNetworkInterfacePermissions DescribeNetworkInterfaces DescribeNetworkingFlexCostAllocationPolicies DescribeNetworkingFlexCostAllocationPolicyAssociations DescribeOutpostLags DescribePlacementGroups DescribePrefixLists DescribePrincipalIdFormat DescribePublicIpv4Pools DescribeRegions DescribeReplaceRootVolumeTasks DescribeReservedInstances DescribeReservedInstancesListings DescribeReservedInstancesModifications DescribeReservedInstancesOfferings DescribeRouteServerEndpoints DescribeRouteServerPeers DescribeRouteServers DescribeRouteTables DescribeScheduledInstanceAvailability DescribeScheduledInstances DescribeSecondaryInterfaces DescribeSecondaryNetworks DescribeSecondarySubnets DescribeSecurityGroupReferences DescribeSecurityGroupRules DescribeSecurityGroupVpcAssociations DescribeSecurityGroups DescribeServiceLinkVirtualInterfaces DescribeSnapshotAttribute DescribeSnapshotTierStatus DescribeSnapshots DescribeSpotDatafeedSubscription DescribeSpotFleetInstances DescribeSpotFleetRequestHistory DescribeSpotFleetRequests DescribeSpotInstanceRequests DescribeSpotPriceHistory DescribeStaleSecurityGroups DescribeStoreImageTasks DescribeSubnets DescribeTags DescribeTrafficMirrorFilterRules DescribeTrafficMirrorFilters DescribeTrafficMirrorSessions DescribeTrafficMirrorTargets DescribeTransitGatewayAttachments DescribeTransitGatewayConnectPeers DescribeTransitGatewayConnects DescribeTransitGatewayMeteringPolicies DescribeTransitGatewayMulticastDomains DescribeTransitGatewayPeeringAttachments DescribeTransitGatewayPolicyTables DescribeTransitGatewayRouteTableAnnouncements DescribeTransitGatewayRouteTables DescribeTransitGatewayVpcAttachments DescribeTransitGateways DescribeTrunkInterfaceAssociations DescribeVerifiedAccessEndpoints DescribeVerifiedAccessGroups DescribeVerifiedAccessInstanceLoggingConfigurations DescribeVerifiedAccessInstances DescribeVerifiedAccessTrustProviders DescribeVolumeAttribute DescribeVolumeStatus DescribeVolumes DescribeVolumesModifications DescribeVpcAttribute DescribeVpcBlockPublicAccessExclusions DescribeVpcBlockPublicAccessOptions DescribeVpcClassicLink DescribeVpcClassicLinkDnsSupport DescribeVpcEncryptionControls DescribeVpcEndpointAssociations DescribeVpcEndpointConnectionNotifications DescribeVpcEndpointConnections DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices DescribeVpcEndpoints DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConcentrators DescribeVpnConnections DescribeVpnGateways DetachClassicLinkVpc DetachImageWatermark DetachInternetGateway DetachNetworkInterface DetachVerifiedAccessTrustProvider DetachVolume DetachVpnGateway DisableAddressTransfer DisableAllowedImagesSettings DisableApplicationStatusCheckSuppression DisableAwsNetworkPerformanceMetricSubscription DisableCapacityManager DisableEbsEncryptionByDefault DisableFastLaunch DisableFastSnapshotRestores DisableImage DisableImageBlockPublicAccess DisableImageDeprecation DisableImageDeregistrationProtection DisableInstanceSqlHaStandbyDetections DisableIpamOrganizationAdminAccount DisableIpamPolicy DisableRouteServerPropagation DisableSerialConsoleAccess DisableSnapshotBlockPublicAccess DisableTransitGatewayRouteTablePropagation DisableVgwRoutePropagation DisableVpcClassicLink DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateApplicationStatusCheck DisassociateCapacityReservationBillingOwner DisassociateClientVpnTargetNetwork DisassociateEnclaveCertificateIamRole DisassociateIamInstanceProfile DisassociateInstanceEventWindow DisassociateIpamByoasn DisassociateIpamResourceDiscovery DisassociateNatGatewayAddress DisassociateNetworkingFlexCostAllocationPolicy DisassociateRouteServer DisassociateRouteTable DisassociateSecurityGroupVpc DisassociateSubnetCidrBlock DisassociateTransitGatewayMulticastDomain DisassociateTransitGatewayPolicyTable DisassociateTransitGatewayRouteTable DisassociateTrunkInterface DisassociateVpcCidrBlock EnableAddressTransfer EnableAllowedImagesSettings EnableApplicationStatusCheckSuppression EnableAwsNetworkPerformanceMetricSubscription EnableCapacityManager EnableEbsEncryptionByDefault EnableFastLaunch EnableFastSnapshotRestores EnableImage EnableImageBlockPublicAccess EnableImageDeprecation EnableImageDeregistrationProtection EnableInstanceSqlHaStandbyDetections EnableIpamInternetRegistryAssociation EnableIpamOrganizationAdminAccount EnableIpamPolicy EnableReachabilityAnalyzerOrganizationSharing EnableRouteServerPropagation EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess EnableTransitGatewayRouteTablePropagation EnableVgwRoutePropagation EnableVolumeIO EnableVpcClassicLink EnableVpcClassicLinkDnsSupport ExportClientVpnClientCertificateRevocationList ExportClientVpnClientConfiguration ExportImage ExportTransitGatewayRoutes ExportVerifiedAccessInstanceClientConfiguration GetActiveVpnTunnelStatus GetAllowedImagesSettings GetAssociatedEnclaveCertificateIamRoles GetAssociatedIpv6PoolCidrs GetAwsNetworkPerformanceData GetCapacityManagerAttributes GetCapacityManagerMetricData GetCapacityManagerMetricDimensions GetCapacityManagerMonitoredTagKeys GetCapacityManagerSupportabilityScores GetCapacityReservationUsage GetClientVpnEndpointAuthorizationPolicy GetCoipPoolUsage GetConsoleOutput GetConsoleScreenshot GetDeclarativePoliciesReportSummary GetDefaultCreditSpecification GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault GetEnabledIpamPolicy GetFlowLogsIntegrationTemplate GetGroupsForCapacityReservation GetHostReservationPurchasePreview GetImageAncestry GetImageBlockPublicAccessState GetImageFindings GetInstanceMetadataDefaults GetInstanceTpmEkPub GetInstanceTypesFromInstanceRequirements GetInstanceUefiData GetIpamAddressHistory GetIpamDiscoveredAccounts GetIpamDiscoveredPublicAddresses GetIpamDiscoveredResourceCidrs GetIpamDiscoveredRoutes GetIpamInternetRegistryAssociationAsns GetIpamInternetRegistryAssociationCidrs GetIpamPolicyAllocationRules GetIpamPolicyOrganizationTargets GetIpamPoolAllocations GetIpamPoolCidrs GetIpamPrefixListResolverRules GetIpamPrefixListResolverVersionEntries GetIpamPrefixListResolverVersions GetIpamResourceCidrs GetIpamRouteOriginAuthorizations GetIpamRouteProtectionFindings GetIpamRoutingPolicyRegistrationDeltas GetIpamRoutingPolicyRegistrations GetLaunchTemplateData GetManagedPrefixListAssociations GetManagedPrefixListEntries GetManagedResourceVisibility GetNetworkInsightsAccessScopeAnalysisFindings GetNetworkInsightsAccessScopeContent GetNetworkingFlexCostAllocationPolicyVersions GetPasswordData GetReservedInstancesExchangeQuote GetRouteServerAssociations GetRouteServerPropagations GetRouteServerRoutingDatabase GetSecurityGroupsForVpc GetSerialConsoleAccessStatus GetSnapshotBlockPublicAccessState GetSpotPlacementScores GetSubnetCidrReservations GetTransitGatewayAttachmentNatConfiguration GetTransitGatewayAttachmentPropagations GetTransitGatewayMeteringPolicyEntries GetTransitGatewayMulticastDomainAssociations GetTransitGatewayPolicyTableAssociations GetTransitGatewayPolicyTableEntries GetTransitGatewayPrefixListReferences GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations GetVerifiedAccessEndpointPolicy GetVerifiedAccessEndpointTargets GetVerifiedAccessGroupPolicy GetVpcResourcesBlockingEncryptionEnforcement GetVpnConnectionDeviceSampleConfiguration GetVpnConnectionDeviceTypes GetVpnTunnelReplacementStatus ImportClientVpnClientCertificateRevocationList ImportImage ImportInstance ImportKeyPair ImportSnapshot ImportVolume ListImagesInRecycleBin ListSnapshotsInRecycleBin ListVolumesInRecycleBin LockSnapshot ModifyAccountVpcEncryptionControl ModifyAddressAttribute ModifyApplicationStatusCheck ModifyAvailabilityZoneGroup ModifyCapacityReservation ModifyCapacityReservationFleet ModifyClientVpnEndpoint ModifyClientVpnEndpointAuthorizationPolicy ModifyDefaultCreditSpecification ModifyEbsDefaultKmsKeyId ModifyFleet ModifyFpgaImageAttribute ModifyHosts ModifyIdFormat ModifyIdentityIdFormat ModifyImageAttribute ModifyInstanceAttribute ModifyInstanceCapacityReservationAttributes ModifyInstanceConnectEndpoint ModifyInstanceCpuOptions ModifyInstanceCreditSpecification ModifyInstanceEventStartTime ModifyInstanceEventWindow ModifyInstanceMaintenanceOptions ModifyInstanceMetadataDefaults ModifyInstanceMetadataOptions ModifyInstanceNetworkPerformanceOptions ModifyInstancePlacement ModifyIpam ModifyIpamPolicyAllocationRules ModifyIpamPool ModifyIpamPoolAllocation ModifyIpamPrefixListResolver ModifyIpamPrefixListResolverTarget ModifyIpamResourceCidr ModifyIpamResourceDiscovery ModifyIpamRoutingPolicyRegistration ModifyIpamScope ModifyLaunchTemplate ModifyLocalGatewayRoute ModifyManagedPrefixList ModifyManagedResourceVisibility ModifyMetricCategory ModifyNetworkInterfaceAttribute ModifyNetworkingFlexCostAllocationPolicy ModifyPrivateDnsNameOptions ModifyPublicIpDnsNameOptions ModifyReservedInstances ModifyRouteServer ModifySecurityGroupRules ModifySnapshotAttribute ModifySnapshotTier ModifySpotFleetRequest ModifySubnetAttribute ModifyTrafficMirrorFilterNetworkServices ModifyTrafficMirrorFilterRule ModifyTrafficMirrorSession ModifyTransitGateway ModifyTransitGatewayAttachmentNatConfiguration ModifyTransitGatewayMeteringPolicy ModifyTransitGatewayPolicyTableEntry ModifyTransitGatewayPrefixListReference ModifyTransitGatewayVpcAttachment ModifyVerifiedAccessEndpoint ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroup ModifyVerifiedAccessGroupPolicy ModifyVerifiedAccessInstance ModifyVerifiedAccessInstanceLoggingConfiguration ModifyVerifiedAccessTrustProvider ModifyVolume ModifyVolumeAttribute ModifyVpcAttribute ModifyVpcBlockPublicAccessExclusion ModifyVpcBlockPublicAccessOptions ModifyVpcEncryptionControl ModifyVpcEndpoint ModifyVpcEndpointConnectionNotification ModifyVpcEndpointPayerResponsibility ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePayerResponsibility ModifyVpcEndpointServicePermissions ModifyVpcPeeringConnectionOptions ModifyVpcTenancy ModifyVpnConnection ModifyVpnConnectionOptions ModifyVpnTunnelCertificate ModifyVpnTunnelOptions MonitorInstances MoveAddressToVpc MoveByoipCidrToIpam MoveCapacityReservationInstances ProvisionByoipCidr ProvisionIpamByoasn ProvisionIpamPoolCidr ProvisionPublicIpv4PoolCidr PurchaseCapacityBlock PurchaseCapacityBlockExtension PurchaseHostReservation PurchaseReservedInstancesOffering PurchaseScheduledInstances RebootInstances RegisterImage RegisterInstanceEventNotificationAttributes RegisterTransitGatewayMulticastGroupMembers RegisterTransitGatewayMulticastGroupSources RejectCapacityReservationBillingOwnership RejectTransitGatewayClientVpnAttachment RejectTransitGatewayMulticastDomainAssociations RejectTransitGatewayPeeringAttachment RejectTransitGatewayVpcAttachment RejectVpcEndpointConnections RejectVpcPeeringConnection ReleaseAddress ReleaseHosts ReleaseIpamPoolAllocation ReplaceIamInstanceProfileAssociation ReplaceImageCriteriaInAllowedImagesSettings ReplaceImageInstanceTypeSpecification ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute ReplaceRouteTableAssociation ReplaceTransitGatewayRoute ReplaceVpnTunnel ReportInstanceStatus RequestSpotFleet RequestSpotInstances ResetAddressAttribute ResetEbsDefaultKmsKeyId ResetFpgaImageAttribute ResetImageAttribute ResetInstanceAttribute ResetNetworkInterfaceAttribute ResetSnapshotAttribute RestoreAddressToClassic RestoreImageFromRecycleBin RestoreManagedPrefixListVersion RestoreSnapshotFromRecycleBin RestoreSnapshotTier RestoreVolumeFromRecycleBin RevokeClientVpnIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances RunScheduledInstances SearchLocalGatewayRoutes SearchTransitGatewayMulticastGroups SearchTransitGatewayRoutes SendDiagnosticInterrupt StartDeclarativePoliciesReport StartInstances StartNetworkInsightsAccessScopeAnalysis StartNetworkInsightsAnalysis StartVpcEndpointServicePrivateDnsVerification StopInstances TerminateClientVpnConnections TerminateInstances UnassignIpv6Addresses UnassignPrivateIpAddresses UnassignPrivateNatGatewayAddress UnlockSnapshot UnmonitorInstances UpdateCapacityManagerMonitoredTagKeys UpdateCapacityManagerOrganizationsAccess UpdateInterruptibleCapacityReservationAllocation UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress ValidateSecurityGroupQuotasForInterface WithdrawByoipCidr').split(' '),
)

export const inputShapes: Shapes = {
  AllocateAddressRequest: [
    ['Domain', 'Domain', 'string'],
    ['Address', 'Address', 'string'],
    ['PublicIpv4Pool', 'PublicIpv4Pool', 'string'],
    ['NetworkBorderGroup', 'NetworkBorderGroup', 'string'],
    ['CustomerOwnedIpv4Pool', 'CustomerOwnedIpv4Pool', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['IpamPoolId', 'IpamPoolId', 'string'],
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
  AssociateAddressRequest: [
    ['AllocationId', 'AllocationId', 'string'],
    ['InstanceId', 'InstanceId', 'string'],
    ['PublicIp', 'PublicIp', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
    ['AllowReassociation', 'AllowReassociation', 'boolean'],
  ],
  AssociateIamInstanceProfileRequest: [
    ['IamInstanceProfile', 'IamInstanceProfile', 'IamInstanceProfileSpecification'],
    ['InstanceId', 'InstanceId', 'string'],
  ],
  IamInstanceProfileSpecification: [
    ['Arn', 'Arn', 'string'],
    ['Name', 'Name', 'string'],
  ],
  AssociateRouteTableRequest: [
    ['RouteTableId', 'RouteTableId', 'string'],
    ['GatewayId', 'GatewayId', 'string'],
    ['PublicIpv4Pool', 'PublicIpv4Pool', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['SubnetId', 'SubnetId', 'string'],
  ],
  AttachInternetGatewayRequest: [
    ['InternetGatewayId', 'InternetGatewayId', 'string'],
    ['VpcId', 'VpcId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  AttachNetworkInterfaceRequest: [
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['InstanceId', 'InstanceId', 'string'],
    ['DeviceIndex', 'DeviceIndex', 'number'],
    ['NetworkCardIndex', 'NetworkCardIndex', 'number'],
    ['EnaSrdSpecification', 'EnaSrdSpecification', 'EnaSrdSpecification'],
    ['EnaQueueCount', 'EnaQueueCount', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  EnaSrdSpecification: [
    ['EnaSrdEnabled', 'EnaSrdEnabled', 'boolean'],
    ['EnaSrdUdpSpecification', 'EnaSrdUdpSpecification', 'EnaSrdUdpSpecification'],
  ],
  EnaSrdUdpSpecification: [
    ['EnaSrdUdpEnabled', 'EnaSrdUdpEnabled', 'boolean'],
  ],
  AttachVolumeRequest: [
    ['Device', 'Device', 'string'],
    ['InstanceId', 'InstanceId', 'string'],
    ['VolumeId', 'VolumeId', 'string'],
    ['EbsCardIndex', 'EbsCardIndex', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  AuthorizeSecurityGroupEgressRequest: [
    ['GroupId', 'GroupId', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['SourceSecurityGroupName', 'SourceSecurityGroupName', 'string'],
    ['SourceSecurityGroupOwnerId', 'SourceSecurityGroupOwnerId', 'string'],
    ['IpProtocol', 'IpProtocol', 'string'],
    ['FromPort', 'FromPort', 'number'],
    ['ToPort', 'ToPort', 'number'],
    ['CidrIp', 'CidrIp', 'string'],
    ['IpPermissions', 'IpPermissions', 'IpPermission', '#'],
  ],
  IpPermission: [
    ['IpProtocol', 'IpProtocol', 'string'],
    ['FromPort', 'FromPort', 'number'],
    ['ToPort', 'ToPort', 'number'],
    ['UserIdGroupPairs', 'Groups', 'UserIdGroupPair', '#'],
    ['IpRanges', 'IpRanges', 'IpRange', '#'],
    ['Ipv6Ranges', 'Ipv6Ranges', 'Ipv6Range', '#'],
    ['PrefixListIds', 'PrefixListIds', 'PrefixListId', '#'],
  ],
  UserIdGroupPair: [
    ['Description', 'Description', 'string'],
    ['UserId', 'UserId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['GroupId', 'GroupId', 'string'],
    ['VpcId', 'VpcId', 'string'],
    ['VpcPeeringConnectionId', 'VpcPeeringConnectionId', 'string'],
    ['PeeringStatus', 'PeeringStatus', 'string'],
  ],
  IpRange: [
    ['Description', 'Description', 'string'],
    ['CidrIp', 'CidrIp', 'string'],
  ],
  Ipv6Range: [
    ['Description', 'Description', 'string'],
    ['CidrIpv6', 'CidrIpv6', 'string'],
  ],
  PrefixListId: [
    ['Description', 'Description', 'string'],
    ['PrefixListId', 'PrefixListId', 'string'],
  ],
  AuthorizeSecurityGroupIngressRequest: [
    ['CidrIp', 'CidrIp', 'string'],
    ['FromPort', 'FromPort', 'number'],
    ['GroupId', 'GroupId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['IpPermissions', 'IpPermissions', 'IpPermission', '#'],
    ['IpProtocol', 'IpProtocol', 'string'],
    ['SourceSecurityGroupName', 'SourceSecurityGroupName', 'string'],
    ['SourceSecurityGroupOwnerId', 'SourceSecurityGroupOwnerId', 'string'],
    ['ToPort', 'ToPort', 'number'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CancelImportTaskRequest: [
    ['CancelReason', 'CancelReason', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['ImportTaskId', 'ImportTaskId', 'string'],
  ],
  CopyImageRequest: [
    ['Name', 'Name', 'string'],
    ['SourceImageId', 'SourceImageId', 'string'],
    ['SourceRegion', 'SourceRegion', 'string'],
    ['ClientToken', 'ClientToken', 'string'],
    ['Description', 'Description', 'string'],
    ['Encrypted', 'Encrypted', 'boolean'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['DestinationOutpostArn', 'DestinationOutpostArn', 'string'],
    ['CopyImageTags', 'CopyImageTags', 'boolean'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['SnapshotCopyCompletionDurationMinutes', 'SnapshotCopyCompletionDurationMinutes', 'number'],
    ['DestinationAvailabilityZone', 'DestinationAvailabilityZone', 'string'],
    ['DestinationAvailabilityZoneId', 'DestinationAvailabilityZoneId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CopySnapshotRequest: [
    ['SourceRegion', 'SourceRegion', 'string'],
    ['SourceSnapshotId', 'SourceSnapshotId', 'string'],
    ['Description', 'Description', 'string'],
    ['DestinationOutpostArn', 'DestinationOutpostArn', 'string'],
    ['DestinationRegion', 'DestinationRegion', 'string'],
    ['Encrypted', 'Encrypted', 'boolean'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['PresignedUrl', 'PresignedUrl', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['CompletionDurationMinutes', 'CompletionDurationMinutes', 'number'],
    ['DestinationAvailabilityZone', 'DestinationAvailabilityZone', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateDefaultSubnetRequest: [
    ['AvailabilityZone', 'AvailabilityZone', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Ipv6Native', 'Ipv6Native', 'boolean'],
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
  ],
  CreateDefaultVpcRequest: [
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateImageRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['Name', 'Name', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['SnapshotLocation', 'SnapshotLocation', 'string'],
    ['BootModeOverride', 'BootModeOverride', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Description', 'Description', 'string'],
    ['NoReboot', 'NoReboot', 'boolean'],
    ['BlockDeviceMappings', 'BlockDeviceMapping', 'BlockDeviceMapping', '#'],
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
  CreateInternetGatewayRequest: [
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateKeyPairRequest: [
    ['KeyName', 'KeyName', 'string'],
    ['KeyType', 'KeyType', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['KeyFormat', 'KeyFormat', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateLaunchTemplateRequest: [
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
    ['LaunchTemplateData', 'LaunchTemplateData', 'RequestLaunchTemplateData'],
    ['DryRun', 'DryRun', 'boolean'],
    ['ClientToken', 'ClientToken', 'string'],
    ['VersionDescription', 'VersionDescription', 'string'],
    ['Operator', 'Operator', 'OperatorRequest'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
  ],
  RequestLaunchTemplateData: [
    ['KernelId', 'KernelId', 'string'],
    ['EbsOptimized', 'EbsOptimized', 'boolean'],
    ['IamInstanceProfile', 'IamInstanceProfile', 'LaunchTemplateIamInstanceProfileSpecificationRequest'],
    ['BlockDeviceMappings', 'BlockDeviceMapping', 'LaunchTemplateBlockDeviceMappingRequest', '#'],
    ['NetworkInterfaces', 'NetworkInterface', 'LaunchTemplateInstanceNetworkInterfaceSpecificationRequest', '#'],
    ['ImageId', 'ImageId', 'string'],
    ['InstanceType', 'InstanceType', 'string'],
    ['KeyName', 'KeyName', 'string'],
    ['Monitoring', 'Monitoring', 'LaunchTemplatesMonitoringRequest'],
    ['Placement', 'Placement', 'LaunchTemplatePlacementRequest'],
    ['RamDiskId', 'RamDiskId', 'string'],
    ['DisableApiTermination', 'DisableApiTermination', 'boolean'],
    ['InstanceInitiatedShutdownBehavior', 'InstanceInitiatedShutdownBehavior', 'string'],
    ['UserData', 'UserData', 'string'],
    ['TagSpecifications', 'TagSpecification', 'LaunchTemplateTagSpecificationRequest', '#'],
    ['ElasticGpuSpecifications', 'ElasticGpuSpecification', 'ElasticGpuSpecification', '#'],
    ['ElasticInferenceAccelerators', 'ElasticInferenceAccelerator', 'LaunchTemplateElasticInferenceAccelerator', '#'],
    ['SecurityGroupIds', 'SecurityGroupId', 'string', '#'],
    ['SecurityGroups', 'SecurityGroup', 'string', '#'],
    ['InstanceMarketOptions', 'InstanceMarketOptions', 'LaunchTemplateInstanceMarketOptionsRequest'],
    ['CreditSpecification', 'CreditSpecification', 'CreditSpecificationRequest'],
    ['CpuOptions', 'CpuOptions', 'LaunchTemplateCpuOptionsRequest'],
    ['CapacityReservationSpecification', 'CapacityReservationSpecification', 'LaunchTemplateCapacityReservationSpecificationRequest'],
    ['LicenseSpecifications', 'LicenseSpecification', 'LaunchTemplateLicenseConfigurationRequest', '#'],
    ['HibernationOptions', 'HibernationOptions', 'LaunchTemplateHibernationOptionsRequest'],
    ['MetadataOptions', 'MetadataOptions', 'LaunchTemplateInstanceMetadataOptionsRequest'],
    ['EnclaveOptions', 'EnclaveOptions', 'LaunchTemplateEnclaveOptionsRequest'],
    ['InstanceRequirements', 'InstanceRequirements', 'InstanceRequirementsRequest'],
    ['PrivateDnsNameOptions', 'PrivateDnsNameOptions', 'LaunchTemplatePrivateDnsNameOptionsRequest'],
    ['MaintenanceOptions', 'MaintenanceOptions', 'LaunchTemplateInstanceMaintenanceOptionsRequest'],
    ['DisableApiStop', 'DisableApiStop', 'boolean'],
    ['Operator', 'Operator', 'OperatorRequest'],
    ['NetworkPerformanceOptions', 'NetworkPerformanceOptions', 'LaunchTemplateNetworkPerformanceOptionsRequest'],
    ['SecondaryInterfaces', 'SecondaryInterface', 'LaunchTemplateInstanceSecondaryInterfaceSpecificationRequest', '#'],
  ],
  LaunchTemplateIamInstanceProfileSpecificationRequest: [
    ['Arn', 'Arn', 'string'],
    ['Name', 'Name', 'string'],
  ],
  LaunchTemplateBlockDeviceMappingRequest: [
    ['DeviceName', 'DeviceName', 'string'],
    ['VirtualName', 'VirtualName', 'string'],
    ['Ebs', 'Ebs', 'LaunchTemplateEbsBlockDeviceRequest'],
    ['NoDevice', 'NoDevice', 'string'],
  ],
  LaunchTemplateEbsBlockDeviceRequest: [
    ['Encrypted', 'Encrypted', 'boolean'],
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
    ['Iops', 'Iops', 'number'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['SnapshotId', 'SnapshotId', 'string'],
    ['VolumeSize', 'VolumeSize', 'number'],
    ['VolumeType', 'VolumeType', 'string'],
    ['Throughput', 'Throughput', 'number'],
    ['VolumeInitializationRate', 'VolumeInitializationRate', 'number'],
    ['EbsCardIndex', 'EbsCardIndex', 'number'],
  ],
  LaunchTemplateInstanceNetworkInterfaceSpecificationRequest: [
    ['AssociateCarrierIpAddress', 'AssociateCarrierIpAddress', 'boolean'],
    ['AssociatePublicIpAddress', 'AssociatePublicIpAddress', 'boolean'],
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
    ['Description', 'Description', 'string'],
    ['DeviceIndex', 'DeviceIndex', 'number'],
    ['Groups', 'SecurityGroupId', 'string', '#'],
    ['InterfaceType', 'InterfaceType', 'string'],
    ['Ipv6AddressCount', 'Ipv6AddressCount', 'number'],
    ['Ipv6Addresses', 'Ipv6Addresses', 'InstanceIpv6AddressRequest', '#'],
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
    ['PrivateIpAddresses', 'PrivateIpAddresses', 'PrivateIpAddressSpecification', '#'],
    ['SecondaryPrivateIpAddressCount', 'SecondaryPrivateIpAddressCount', 'number'],
    ['SubnetId', 'SubnetId', 'string'],
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
  InstanceIpv6AddressRequest: [
    ['Ipv6Address', 'Ipv6Address', 'string'],
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
  LaunchTemplatesMonitoringRequest: [
    ['Enabled', 'Enabled', 'boolean'],
    ['MetricCategoryIds', 'MetricCategoryId', 'string', '#'],
  ],
  LaunchTemplatePlacementRequest: [
    ['AvailabilityZone', 'AvailabilityZone', 'string'],
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
    ['Affinity', 'Affinity', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['HostId', 'HostId', 'string'],
    ['Tenancy', 'Tenancy', 'string'],
    ['SpreadDomain', 'SpreadDomain', 'string'],
    ['HostResourceGroupArn', 'HostResourceGroupArn', 'string'],
    ['PartitionNumber', 'PartitionNumber', 'number'],
    ['GroupId', 'GroupId', 'string'],
  ],
  LaunchTemplateTagSpecificationRequest: [
    ['ResourceType', 'ResourceType', 'string'],
    ['Tags', 'Tag', 'Tag', '#'],
  ],
  ElasticGpuSpecification: [
    ['Type', 'Type', 'string'],
  ],
  LaunchTemplateElasticInferenceAccelerator: [
    ['Type', 'Type', 'string'],
    ['Count', 'Count', 'number'],
  ],
  LaunchTemplateInstanceMarketOptionsRequest: [
    ['MarketType', 'MarketType', 'string'],
    ['SpotOptions', 'SpotOptions', 'LaunchTemplateSpotMarketOptionsRequest'],
  ],
  LaunchTemplateSpotMarketOptionsRequest: [
    ['MaxPrice', 'MaxPrice', 'string'],
    ['SpotInstanceType', 'SpotInstanceType', 'string'],
    ['BlockDurationMinutes', 'BlockDurationMinutes', 'number'],
    ['ValidUntil', 'ValidUntil', 'timestamp'],
    ['InstanceInterruptionBehavior', 'InstanceInterruptionBehavior', 'string'],
  ],
  CreditSpecificationRequest: [
    ['CpuCredits', 'CpuCredits', 'string'],
  ],
  LaunchTemplateCpuOptionsRequest: [
    ['CoreCount', 'CoreCount', 'number'],
    ['ThreadsPerCore', 'ThreadsPerCore', 'number'],
    ['AmdSevSnp', 'AmdSevSnp', 'string'],
    ['NestedVirtualization', 'NestedVirtualization', 'string'],
  ],
  LaunchTemplateCapacityReservationSpecificationRequest: [
    ['CapacityReservationPreference', 'CapacityReservationPreference', 'string'],
    ['CapacityReservationTarget', 'CapacityReservationTarget', 'CapacityReservationTarget'],
  ],
  CapacityReservationTarget: [
    ['CapacityReservationId', 'CapacityReservationId', 'string'],
    ['CapacityReservationResourceGroupArn', 'CapacityReservationResourceGroupArn', 'string'],
  ],
  LaunchTemplateLicenseConfigurationRequest: [
    ['LicenseConfigurationArn', 'LicenseConfigurationArn', 'string'],
  ],
  LaunchTemplateHibernationOptionsRequest: [
    ['Configured', 'Configured', 'boolean'],
  ],
  LaunchTemplateInstanceMetadataOptionsRequest: [
    ['HttpTokens', 'HttpTokens', 'string'],
    ['HttpPutResponseHopLimit', 'HttpPutResponseHopLimit', 'number'],
    ['HttpEndpoint', 'HttpEndpoint', 'string'],
    ['HttpProtocolIpv6', 'HttpProtocolIpv6', 'string'],
    ['InstanceMetadataTags', 'InstanceMetadataTags', 'string'],
  ],
  LaunchTemplateEnclaveOptionsRequest: [
    ['Enabled', 'Enabled', 'boolean'],
  ],
  InstanceRequirementsRequest: [
    ['VCpuCount', 'VCpuCount', 'VCpuCountRangeRequest'],
    ['MemoryMiB', 'MemoryMiB', 'MemoryMiBRequest'],
    ['CpuManufacturers', 'CpuManufacturer', 'string', '#'],
    ['MemoryGiBPerVCpu', 'MemoryGiBPerVCpu', 'MemoryGiBPerVCpuRequest'],
    ['ExcludedInstanceTypes', 'ExcludedInstanceType', 'string', '#'],
    ['InstanceGenerations', 'InstanceGeneration', 'string', '#'],
    ['SpotMaxPricePercentageOverLowestPrice', 'SpotMaxPricePercentageOverLowestPrice', 'number'],
    ['OnDemandMaxPricePercentageOverLowestPrice', 'OnDemandMaxPricePercentageOverLowestPrice', 'number'],
    ['BareMetal', 'BareMetal', 'string'],
    ['BurstablePerformance', 'BurstablePerformance', 'string'],
    ['RequireHibernateSupport', 'RequireHibernateSupport', 'boolean'],
    ['NetworkInterfaceCount', 'NetworkInterfaceCount', 'NetworkInterfaceCountRequest'],
    ['LocalStorage', 'LocalStorage', 'string'],
    ['LocalStorageTypes', 'LocalStorageType', 'string', '#'],
    ['TotalLocalStorageGB', 'TotalLocalStorageGB', 'TotalLocalStorageGBRequest'],
    ['BaselineEbsBandwidthMbps', 'BaselineEbsBandwidthMbps', 'BaselineEbsBandwidthMbpsRequest'],
    ['AcceleratorTypes', 'AcceleratorType', 'string', '#'],
    ['AcceleratorCount', 'AcceleratorCount', 'AcceleratorCountRequest'],
    ['AcceleratorManufacturers', 'AcceleratorManufacturer', 'string', '#'],
    ['AcceleratorNames', 'AcceleratorName', 'string', '#'],
    ['AcceleratorTotalMemoryMiB', 'AcceleratorTotalMemoryMiB', 'AcceleratorTotalMemoryMiBRequest'],
    ['NetworkBandwidthGbps', 'NetworkBandwidthGbps', 'NetworkBandwidthGbpsRequest'],
    ['AllowedInstanceTypes', 'AllowedInstanceType', 'string', '#'],
    ['MaxSpotPriceAsPercentageOfOptimalOnDemandPrice', 'MaxSpotPriceAsPercentageOfOptimalOnDemandPrice', 'number'],
    ['BaselinePerformanceFactors', 'BaselinePerformanceFactors', 'BaselinePerformanceFactorsRequest'],
    ['RequireEncryptionInTransit', 'RequireEncryptionInTransit', 'boolean'],
  ],
  VCpuCountRangeRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  MemoryMiBRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  MemoryGiBPerVCpuRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  NetworkInterfaceCountRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  TotalLocalStorageGBRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  BaselineEbsBandwidthMbpsRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  AcceleratorCountRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  AcceleratorTotalMemoryMiBRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  NetworkBandwidthGbpsRequest: [
    ['Min', 'Min', 'number'],
    ['Max', 'Max', 'number'],
  ],
  BaselinePerformanceFactorsRequest: [
    ['Cpu', 'Cpu', 'CpuPerformanceFactorRequest'],
  ],
  CpuPerformanceFactorRequest: [
    ['References', 'Reference', 'PerformanceFactorReferenceRequest', '#'],
  ],
  PerformanceFactorReferenceRequest: [
    ['InstanceFamily', 'InstanceFamily', 'string'],
  ],
  LaunchTemplatePrivateDnsNameOptionsRequest: [
    ['HostnameType', 'HostnameType', 'string'],
    ['EnableResourceNameDnsARecord', 'EnableResourceNameDnsARecord', 'boolean'],
    ['EnableResourceNameDnsAAAARecord', 'EnableResourceNameDnsAAAARecord', 'boolean'],
  ],
  LaunchTemplateInstanceMaintenanceOptionsRequest: [
    ['AutoRecovery', 'AutoRecovery', 'string'],
  ],
  OperatorRequest: [
    ['Principal', 'Principal', 'string'],
  ],
  LaunchTemplateNetworkPerformanceOptionsRequest: [
    ['BandwidthWeighting', 'BandwidthWeighting', 'string'],
  ],
  LaunchTemplateInstanceSecondaryInterfaceSpecificationRequest: [
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
    ['DeviceIndex', 'DeviceIndex', 'number'],
    ['PrivateIpAddresses', 'PrivateIpAddress', 'SecondaryInterfacePrivateIpAddressSpecificationRequest', '#'],
    ['PrivateIpAddressCount', 'PrivateIpAddressCount', 'number'],
    ['SecondarySubnetId', 'SecondarySubnetId', 'string'],
    ['InterfaceType', 'InterfaceType', 'string'],
    ['NetworkCardIndex', 'NetworkCardIndex', 'number'],
  ],
  SecondaryInterfacePrivateIpAddressSpecificationRequest: [
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
  ],
  CreateLaunchTemplateVersionRequest: [
    ['LaunchTemplateData', 'LaunchTemplateData', 'RequestLaunchTemplateData'],
    ['DryRun', 'DryRun', 'boolean'],
    ['ClientToken', 'ClientToken', 'string'],
    ['LaunchTemplateId', 'LaunchTemplateId', 'string'],
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
    ['SourceVersion', 'SourceVersion', 'string'],
    ['VersionDescription', 'VersionDescription', 'string'],
    ['ResolveAlias', 'ResolveAlias', 'boolean'],
  ],
  CreateNetworkInterfaceRequest: [
    ['SubnetId', 'SubnetId', 'string'],
    ['Ipv4Prefixes', 'Ipv4Prefix', 'Ipv4PrefixSpecificationRequest', '#'],
    ['Ipv4PrefixCount', 'Ipv4PrefixCount', 'number'],
    ['Ipv6Prefixes', 'Ipv6Prefix', 'Ipv6PrefixSpecificationRequest', '#'],
    ['Ipv6PrefixCount', 'Ipv6PrefixCount', 'number'],
    ['InterfaceType', 'InterfaceType', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['ClientToken', 'ClientToken', 'string'],
    ['EnablePrimaryIpv6', 'EnablePrimaryIpv6', 'boolean'],
    ['ConnectionTrackingSpecification', 'ConnectionTrackingSpecification', 'ConnectionTrackingSpecificationRequest'],
    ['Operator', 'Operator', 'OperatorRequest'],
    ['Description', 'Description', 'string'],
    ['PrivateIpAddress', 'PrivateIpAddress', 'string'],
    ['Groups', 'SecurityGroupId', 'string', '#'],
    ['PrivateIpAddresses', 'PrivateIpAddresses', 'PrivateIpAddressSpecification', '#'],
    ['SecondaryPrivateIpAddressCount', 'SecondaryPrivateIpAddressCount', 'number'],
    ['Ipv6Addresses', 'Ipv6Addresses', 'InstanceIpv6Address', '#'],
    ['Ipv6AddressCount', 'Ipv6AddressCount', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  InstanceIpv6Address: [
    ['Ipv6Address', 'Ipv6Address', 'string'],
    ['IsPrimaryIpv6', 'IsPrimaryIpv6', 'boolean'],
  ],
  CreatePlacementGroupRequest: [
    ['PartitionCount', 'PartitionCount', 'number'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['SpreadLevel', 'SpreadLevel', 'string'],
    ['LinkedGroupId', 'LinkedGroupId', 'string'],
    ['Operator', 'Operator', 'OperatorRequest'],
    ['ParentGroupId', 'ParentGroupId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['GroupName', 'GroupName', 'string'],
    ['Strategy', 'Strategy', 'string'],
  ],
  CreateRestoreImageTaskRequest: [
    ['Bucket', 'Bucket', 'string'],
    ['ObjectKey', 'ObjectKey', 'string'],
    ['Name', 'Name', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateRouteRequest: [
    ['RouteTableId', 'RouteTableId', 'string'],
    ['DestinationPrefixListId', 'DestinationPrefixListId', 'string'],
    ['VpcEndpointId', 'VpcEndpointId', 'string'],
    ['TransitGatewayId', 'TransitGatewayId', 'string'],
    ['LocalGatewayId', 'LocalGatewayId', 'string'],
    ['CarrierGatewayId', 'CarrierGatewayId', 'string'],
    ['CoreNetworkArn', 'CoreNetworkArn', 'string'],
    ['OdbNetworkArn', 'OdbNetworkArn', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['DestinationCidrBlock', 'DestinationCidrBlock', 'string'],
    ['GatewayId', 'GatewayId', 'string'],
    ['DestinationIpv6CidrBlock', 'DestinationIpv6CidrBlock', 'string'],
    ['EgressOnlyInternetGatewayId', 'EgressOnlyInternetGatewayId', 'string'],
    ['InstanceId', 'InstanceId', 'string'],
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['VpcPeeringConnectionId', 'VpcPeeringConnectionId', 'string'],
    ['NatGatewayId', 'NatGatewayId', 'string'],
  ],
  CreateRouteTableRequest: [
    ['VpcId', 'VpcId', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['ClientToken', 'ClientToken', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateSecurityGroupRequest: [
    ['Description', 'GroupDescription', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['VpcId', 'VpcId', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateSnapshotRequest: [
    ['VolumeId', 'VolumeId', 'string'],
    ['Description', 'Description', 'string'],
    ['OutpostArn', 'OutpostArn', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['Location', 'Location', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateStoreImageTaskRequest: [
    ['ImageId', 'ImageId', 'string'],
    ['Bucket', 'Bucket', 'string'],
    ['S3ObjectTags', 'S3ObjectTag', 'S3ObjectTag', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  S3ObjectTag: [
    ['Key', 'Key', 'string'],
    ['Value', 'Value', 'string'],
  ],
  CreateSubnetRequest: [
    ['VpcId', 'VpcId', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['AvailabilityZone', 'AvailabilityZone', 'string'],
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
    ['CidrBlock', 'CidrBlock', 'string'],
    ['Ipv6CidrBlock', 'Ipv6CidrBlock', 'string'],
    ['OutpostArn', 'OutpostArn', 'string'],
    ['Ipv6Native', 'Ipv6Native', 'boolean'],
    ['Ipv4IpamPoolId', 'Ipv4IpamPoolId', 'string'],
    ['Ipv4NetmaskLength', 'Ipv4NetmaskLength', 'number'],
    ['Ipv6IpamPoolId', 'Ipv6IpamPoolId', 'string'],
    ['Ipv6NetmaskLength', 'Ipv6NetmaskLength', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateTagsRequest: [
    ['Resources', 'ResourceId', 'string', '#'],
    ['Tags', 'Tag', 'Tag', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateVolumeRequest: [
    ['AvailabilityZone', 'AvailabilityZone', 'string'],
    ['AvailabilityZoneId', 'AvailabilityZoneId', 'string'],
    ['Encrypted', 'Encrypted', 'boolean'],
    ['Iops', 'Iops', 'number'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['OutpostArn', 'OutpostArn', 'string'],
    ['Size', 'Size', 'number'],
    ['SnapshotId', 'SnapshotId', 'string'],
    ['VolumeType', 'VolumeType', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['MultiAttachEnabled', 'MultiAttachEnabled', 'boolean'],
    ['Throughput', 'Throughput', 'number'],
    ['ClientToken', 'ClientToken', 'string'],
    ['VolumeInitializationRate', 'VolumeInitializationRate', 'number'],
    ['Operator', 'Operator', 'OperatorRequest'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateVpcRequest: [
    ['CidrBlock', 'CidrBlock', 'string'],
    ['Ipv6Pool', 'Ipv6Pool', 'string'],
    ['Ipv6CidrBlock', 'Ipv6CidrBlock', 'string'],
    ['Ipv4IpamPoolId', 'Ipv4IpamPoolId', 'string'],
    ['Ipv4NetmaskLength', 'Ipv4NetmaskLength', 'number'],
    ['Ipv6IpamPoolId', 'Ipv6IpamPoolId', 'string'],
    ['Ipv6NetmaskLength', 'Ipv6NetmaskLength', 'number'],
    ['Ipv6CidrBlockNetworkBorderGroup', 'Ipv6CidrBlockNetworkBorderGroup', 'string'],
    ['VpcEncryptionControl', 'VpcEncryptionControl', 'VpcEncryptionControlConfiguration'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['InstanceTenancy', 'InstanceTenancy', 'string'],
    ['AmazonProvidedIpv6CidrBlock', 'AmazonProvidedIpv6CidrBlock', 'boolean'],
  ],
  VpcEncryptionControlConfiguration: [
    ['Mode', 'Mode', 'string'],
    ['InternetGatewayExclusion', 'InternetGatewayExclusion', 'string'],
    ['EgressOnlyInternetGatewayExclusion', 'EgressOnlyInternetGatewayExclusion', 'string'],
    ['NatGatewayExclusion', 'NatGatewayExclusion', 'string'],
    ['VirtualPrivateGatewayExclusion', 'VirtualPrivateGatewayExclusion', 'string'],
    ['VpcPeeringExclusion', 'VpcPeeringExclusion', 'string'],
    ['LambdaExclusion', 'LambdaExclusion', 'string'],
    ['VpcLatticeExclusion', 'VpcLatticeExclusion', 'string'],
    ['ElasticFileSystemExclusion', 'ElasticFileSystemExclusion', 'string'],
    ['GlobalAcceleratorExclusion', 'GlobalAcceleratorExclusion', 'string'],
    ['ApiGatewayV2Exclusion', 'ApiGatewayV2Exclusion', 'string'],
  ],
  DeleteInternetGatewayRequest: [
    ['InternetGatewayId', 'InternetGatewayId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteKeyPairRequest: [
    ['KeyName', 'KeyName', 'string'],
    ['KeyPairId', 'KeyPairId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteLaunchTemplateRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['LaunchTemplateId', 'LaunchTemplateId', 'string'],
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
  ],
  DeleteLaunchTemplateVersionsRequest: [
    ['Versions', 'LaunchTemplateVersion', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['LaunchTemplateId', 'LaunchTemplateId', 'string'],
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
  ],
  DeleteNetworkInterfaceRequest: [
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeletePlacementGroupRequest: [
    ['GroupName', 'GroupName', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteRouteRequest: [
    ['RouteTableId', 'RouteTableId', 'string'],
    ['DestinationPrefixListId', 'DestinationPrefixListId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['DestinationCidrBlock', 'DestinationCidrBlock', 'string'],
    ['DestinationIpv6CidrBlock', 'DestinationIpv6CidrBlock', 'string'],
  ],
  DeleteRouteTableRequest: [
    ['RouteTableId', 'RouteTableId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteSecurityGroupRequest: [
    ['GroupId', 'GroupId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteSnapshotRequest: [
    ['SnapshotId', 'SnapshotId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteSubnetRequest: [
    ['SubnetId', 'SubnetId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteTagsRequest: [
    ['Resources', 'ResourceId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Tags', 'Tag', 'Tag', '#'],
  ],
  DeleteVolumeRequest: [
    ['VolumeId', 'VolumeId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DeleteVpcRequest: [
    ['VpcId', 'VpcId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
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
  DescribeAddressesRequest: [
    ['PublicIps', 'PublicIp', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['AllocationIds', 'AllocationId', 'string', '#'],
  ],
  Filter: [
    ['Name', 'Name', 'string'],
    ['Values', 'Value', 'string', '#'],
  ],
  DescribeAddressesAttributeRequest: [
    ['AllocationIds', 'AllocationId', 'string', '#'],
    ['Attribute', 'Attribute', 'string'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeAvailabilityZonesRequest: [
    ['ZoneNames', 'ZoneName', 'string', '#'],
    ['ZoneIds', 'ZoneId', 'string', '#'],
    ['AllAvailabilityZones', 'AllAvailabilityZones', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeDhcpOptionsRequest: [
    ['DhcpOptionsIds', 'DhcpOptionsId', 'string', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeExportImageTasksRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['ExportImageTaskIds', 'ExportImageTaskId', 'string', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeIamInstanceProfileAssociationsRequest: [
    ['AssociationIds', 'AssociationId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeImageAttributeRequest: [
    ['Attribute', 'Attribute', 'string'],
    ['ImageId', 'ImageId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
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
  DescribeImportImageTasksRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filters', 'Filter', '#'],
    ['ImportTaskIds', 'ImportTaskId', 'string', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeImportSnapshotTasksRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filters', 'Filter', '#'],
    ['ImportTaskIds', 'ImportTaskId', 'string', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeInstanceAttributeRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['Attribute', 'Attribute', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeInstanceCreditSpecificationsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
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
  DescribeInstanceTypeOfferingsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['LocationType', 'LocationType', 'string'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeInstanceTypesRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['InstanceTypes', 'InstanceType', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['IncludeUnsupportedInRegion', 'IncludeUnsupportedInRegion', 'boolean'],
  ],
  DescribeInternetGatewaysRequest: [
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
    ['InternetGatewayIds', 'InternetGatewayId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeKeyPairsRequest: [
    ['KeyNames', 'KeyName', 'string', '#'],
    ['KeyPairIds', 'KeyPairId', 'string', '#'],
    ['IncludePublicKey', 'IncludePublicKey', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeLaunchTemplatesRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['LaunchTemplateIds', 'LaunchTemplateId', 'string', '#'],
    ['LaunchTemplateNames', 'LaunchTemplateName', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
  ],
  DescribeLaunchTemplateVersionsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['LaunchTemplateId', 'LaunchTemplateId', 'string'],
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
    ['Versions', 'LaunchTemplateVersion', 'string', '#'],
    ['MinVersion', 'MinVersion', 'string'],
    ['MaxVersion', 'MaxVersion', 'string'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['ResolveAlias', 'ResolveAlias', 'boolean'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
  ],
  DescribeManagedPrefixListsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['PrefixListIds', 'PrefixListId', 'string', '#'],
  ],
  DescribeNetworkAclsRequest: [
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
    ['NetworkAclIds', 'NetworkAclId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeNetworkInterfaceAttributeRequest: [
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Attribute', 'Attribute', 'string'],
  ],
  DescribeNetworkInterfacesRequest: [
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['NetworkInterfaceIds', 'NetworkInterfaceId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribePlacementGroupsRequest: [
    ['GroupIds', 'GroupId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['GroupNames', 'GroupName', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribePrefixListsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['PrefixListIds', 'PrefixListId', 'string', '#'],
  ],
  DescribeRegionsRequest: [
    ['RegionNames', 'RegionName', 'string', '#'],
    ['AllRegions', 'AllRegions', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeRouteTablesRequest: [
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
    ['RouteTableIds', 'RouteTableId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeSecurityGroupReferencesRequest: [
    ['GroupId', 'GroupId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeSecurityGroupRulesRequest: [
    ['Filters', 'Filter', 'Filter', '#'],
    ['SecurityGroupRuleIds', 'SecurityGroupRuleId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
  ],
  DescribeSecurityGroupsRequest: [
    ['GroupIds', 'GroupId', 'string', '#'],
    ['GroupNames', 'GroupName', 'string', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeSnapshotAttributeRequest: [
    ['Attribute', 'Attribute', 'string'],
    ['SnapshotId', 'SnapshotId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeSnapshotsRequest: [
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['OwnerIds', 'Owner', 'string', '#'],
    ['RestorableByUserIds', 'RestorableBy', 'string', '#'],
    ['SnapshotIds', 'SnapshotId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeStaleSecurityGroupsRequest: [
    ['VpcId', 'VpcId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeStoreImageTasksRequest: [
    ['ImageIds', 'ImageId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
  ],
  DescribeSubnetsRequest: [
    ['Filters', 'Filter', 'Filter', '#'],
    ['SubnetIds', 'SubnetId', 'string', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeTagsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeVolumeAttributeRequest: [
    ['Attribute', 'Attribute', 'string'],
    ['VolumeId', 'VolumeId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeVolumesRequest: [
    ['VolumeIds', 'VolumeId', 'string', '#'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
  ],
  DescribeVolumesModificationsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['VolumeIds', 'VolumeId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
  ],
  DescribeVolumeStatusRequest: [
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
    ['VolumeIds', 'VolumeId', 'string', '#'],
    ['IncludeManagedResources', 'IncludeManagedResources', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeVpcAttributeRequest: [
    ['Attribute', 'Attribute', 'string'],
    ['VpcId', 'VpcId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DescribeVpcClassicLinkRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['VpcIds', 'VpcId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
  ],
  DescribeVpcClassicLinkDnsSupportRequest: [
    ['VpcIds', 'VpcIds', 'string', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeVpcEndpointsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['VpcEndpointIds', 'VpcEndpointId', 'string', '#'],
    ['Filters', 'Filter', 'Filter', '#'],
    ['MaxResults', 'MaxResults', 'number'],
    ['NextToken', 'NextToken', 'string'],
  ],
  DescribeVpcsRequest: [
    ['Filters', 'Filter', 'Filter', '#'],
    ['VpcIds', 'VpcId', 'string', '#'],
    ['NextToken', 'NextToken', 'string'],
    ['MaxResults', 'MaxResults', 'number'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DetachInternetGatewayRequest: [
    ['InternetGatewayId', 'InternetGatewayId', 'string'],
    ['VpcId', 'VpcId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DetachNetworkInterfaceRequest: [
    ['AttachmentId', 'AttachmentId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Force', 'Force', 'boolean'],
  ],
  DetachVolumeRequest: [
    ['VolumeId', 'VolumeId', 'string'],
    ['Device', 'Device', 'string'],
    ['Force', 'Force', 'boolean'],
    ['InstanceId', 'InstanceId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DisableSerialConsoleAccessRequest: [
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DisassociateAddressRequest: [
    ['AssociationId', 'AssociationId', 'string'],
    ['PublicIp', 'PublicIp', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  DisassociateIamInstanceProfileRequest: [
    ['AssociationId', 'AssociationId', 'string'],
  ],
  DisassociateRouteTableRequest: [
    ['AssociationId', 'AssociationId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  EnableSerialConsoleAccessRequest: [
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ExportImageRequest: [
    ['DiskImageFormat', 'DiskImageFormat', 'string'],
    ['ImageId', 'ImageId', 'string'],
    ['S3ExportLocation', 'S3ExportLocation', 'ExportTaskS3LocationRequest'],
    ['ClientToken', 'ClientToken', 'string'],
    ['Description', 'Description', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['RoleName', 'RoleName', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
  ],
  ExportTaskS3LocationRequest: [
    ['S3Bucket', 'S3Bucket', 'string'],
    ['S3Prefix', 'S3Prefix', 'string'],
  ],
  GetConsoleOutputRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['Latest', 'Latest', 'boolean'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  GetConsoleScreenshotRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['WakeUp', 'WakeUp', 'boolean'],
  ],
  GetEbsEncryptionByDefaultRequest: [
    ['DryRun', 'DryRun', 'boolean'],
  ],
  GetInstanceMetadataDefaultsRequest: [
    ['DryRun', 'DryRun', 'boolean'],
  ],
  GetPasswordDataRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  GetSerialConsoleAccessStatusRequest: [
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ImportImageRequest: [
    ['Architecture', 'Architecture', 'string'],
    ['ClientData', 'ClientData', 'ClientData'],
    ['ClientToken', 'ClientToken', 'string'],
    ['Description', 'Description', 'string'],
    ['DiskContainers', 'DiskContainer', 'ImageDiskContainer', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Encrypted', 'Encrypted', 'boolean'],
    ['Hypervisor', 'Hypervisor', 'string'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['LicenseType', 'LicenseType', 'string'],
    ['Platform', 'Platform', 'string'],
    ['RoleName', 'RoleName', 'string'],
    ['LicenseSpecifications', 'LicenseSpecifications', 'ImportImageLicenseConfigurationRequest', '#'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['UsageOperation', 'UsageOperation', 'string'],
    ['BootMode', 'BootMode', 'string'],
  ],
  ClientData: [
    ['Comment', 'Comment', 'string'],
    ['UploadEnd', 'UploadEnd', 'timestamp'],
    ['UploadSize', 'UploadSize', 'number'],
    ['UploadStart', 'UploadStart', 'timestamp'],
  ],
  ImageDiskContainer: [
    ['Description', 'Description', 'string'],
    ['DeviceName', 'DeviceName', 'string'],
    ['Format', 'Format', 'string'],
    ['SnapshotId', 'SnapshotId', 'string'],
    ['Url', 'Url', 'string'],
    ['UserBucket', 'UserBucket', 'UserBucket'],
  ],
  UserBucket: [
    ['S3Bucket', 'S3Bucket', 'string'],
    ['S3Key', 'S3Key', 'string'],
  ],
  ImportImageLicenseConfigurationRequest: [
    ['LicenseConfigurationArn', 'LicenseConfigurationArn', 'string'],
  ],
  ImportKeyPairRequest: [
    ['KeyName', 'KeyName', 'string'],
    ['PublicKeyMaterial', 'PublicKeyMaterial', 'blob'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ImportSnapshotRequest: [
    ['ClientData', 'ClientData', 'ClientData'],
    ['ClientToken', 'ClientToken', 'string'],
    ['Description', 'Description', 'string'],
    ['DiskContainer', 'DiskContainer', 'SnapshotDiskContainer'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Encrypted', 'Encrypted', 'boolean'],
    ['KmsKeyId', 'KmsKeyId', 'string'],
    ['RoleName', 'RoleName', 'string'],
    ['TagSpecifications', 'TagSpecification', 'TagSpecification', '#'],
  ],
  SnapshotDiskContainer: [
    ['Description', 'Description', 'string'],
    ['Format', 'Format', 'string'],
    ['Url', 'Url', 'string'],
    ['UserBucket', 'UserBucket', 'UserBucket'],
  ],
  ModifyImageAttributeRequest: [
    ['ImageId', 'ImageId', 'string'],
    ['Attribute', 'Attribute', 'string'],
    ['Description', 'Description', 'AttributeValue'],
    ['LaunchPermission', 'LaunchPermission', 'LaunchPermissionModifications'],
    ['OperationType', 'OperationType', 'string'],
    ['ProductCodes', 'ProductCode', 'string', '#'],
    ['UserGroups', 'UserGroup', 'string', '#'],
    ['UserIds', 'UserId', 'string', '#'],
    ['Value', 'Value', 'string'],
    ['OrganizationArns', 'OrganizationArn', 'string', '#'],
    ['OrganizationalUnitArns', 'OrganizationalUnitArn', 'string', '#'],
    ['ImdsSupport', 'ImdsSupport', 'AttributeValue'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  AttributeValue: [
    ['Value', 'Value', 'string'],
  ],
  LaunchPermissionModifications: [
    ['Add', 'Add', 'LaunchPermission', '#'],
    ['Remove', 'Remove', 'LaunchPermission', '#'],
  ],
  LaunchPermission: [
    ['OrganizationArn', 'OrganizationArn', 'string'],
    ['OrganizationalUnitArn', 'OrganizationalUnitArn', 'string'],
    ['UserId', 'UserId', 'string'],
    ['Group', 'Group', 'string'],
  ],
  ModifyInstanceAttributeRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['SourceDestCheck', 'SourceDestCheck', 'AttributeBooleanValue'],
    ['EnclaveOptions', 'EnclaveOptions', 'EnclaveOptionsRequest'],
    ['DisableApiStop', 'DisableApiStop', 'AttributeBooleanValue'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Attribute', 'Attribute', 'string'],
    ['Value', 'Value', 'string'],
    ['BlockDeviceMappings', 'BlockDeviceMapping', 'InstanceBlockDeviceMappingSpecification', '#'],
    ['DisableApiTermination', 'DisableApiTermination', 'AttributeBooleanValue'],
    ['InstanceType', 'InstanceType', 'AttributeValue'],
    ['Kernel', 'Kernel', 'AttributeValue'],
    ['Ramdisk', 'Ramdisk', 'AttributeValue'],
    ['UserData', 'UserData', 'SecureBlobAttributeValue'],
    ['InstanceInitiatedShutdownBehavior', 'InstanceInitiatedShutdownBehavior', 'AttributeValue'],
    ['Groups', 'GroupId', 'string', '#'],
    ['EbsOptimized', 'EbsOptimized', 'AttributeBooleanValue'],
    ['SriovNetSupport', 'SriovNetSupport', 'AttributeValue'],
    ['EnaSupport', 'EnaSupport', 'AttributeBooleanValue'],
  ],
  AttributeBooleanValue: [
    ['Value', 'Value', 'boolean'],
  ],
  EnclaveOptionsRequest: [
    ['Enabled', 'Enabled', 'boolean'],
  ],
  InstanceBlockDeviceMappingSpecification: [
    ['DeviceName', 'DeviceName', 'string'],
    ['Ebs', 'Ebs', 'EbsInstanceBlockDeviceSpecification'],
    ['VirtualName', 'VirtualName', 'string'],
    ['NoDevice', 'NoDevice', 'string'],
  ],
  EbsInstanceBlockDeviceSpecification: [
    ['VolumeId', 'VolumeId', 'string'],
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
  ],
  SecureBlobAttributeValue: [
    ['Value', 'Value', 'blob'],
  ],
  ModifyInstanceMetadataOptionsRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['HttpTokens', 'HttpTokens', 'string'],
    ['HttpPutResponseHopLimit', 'HttpPutResponseHopLimit', 'number'],
    ['HttpEndpoint', 'HttpEndpoint', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['HttpProtocolIpv6', 'HttpProtocolIpv6', 'string'],
    ['InstanceMetadataTags', 'InstanceMetadataTags', 'string'],
  ],
  ModifyInstancePlacementRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['PartitionNumber', 'PartitionNumber', 'number'],
    ['HostResourceGroupArn', 'HostResourceGroupArn', 'string'],
    ['GroupId', 'GroupId', 'string'],
    ['Tenancy', 'Tenancy', 'string'],
    ['Affinity', 'Affinity', 'string'],
    ['HostId', 'HostId', 'string'],
  ],
  ModifyLaunchTemplateRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['ClientToken', 'ClientToken', 'string'],
    ['LaunchTemplateId', 'LaunchTemplateId', 'string'],
    ['LaunchTemplateName', 'LaunchTemplateName', 'string'],
    ['DefaultVersion', 'SetDefaultVersion', 'string'],
  ],
  ModifyNetworkInterfaceAttributeRequest: [
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['EnaSrdSpecification', 'EnaSrdSpecification', 'EnaSrdSpecification'],
    ['EnablePrimaryIpv6', 'EnablePrimaryIpv6', 'boolean'],
    ['ConnectionTrackingSpecification', 'ConnectionTrackingSpecification', 'ConnectionTrackingSpecificationRequest'],
    ['AssociatePublicIpAddress', 'AssociatePublicIpAddress', 'boolean'],
    ['AssociatedSubnetIds', 'AssociatedSubnetId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Description', 'Description', 'AttributeValue'],
    ['SourceDestCheck', 'SourceDestCheck', 'AttributeBooleanValue'],
    ['Groups', 'SecurityGroupId', 'string', '#'],
    ['Attachment', 'Attachment', 'NetworkInterfaceAttachmentChanges'],
  ],
  NetworkInterfaceAttachmentChanges: [
    ['DefaultEnaQueueCount', 'DefaultEnaQueueCount', 'boolean'],
    ['EnaQueueCount', 'EnaQueueCount', 'number'],
    ['AttachmentId', 'AttachmentId', 'string'],
    ['DeleteOnTermination', 'DeleteOnTermination', 'boolean'],
  ],
  ModifySecurityGroupRulesRequest: [
    ['GroupId', 'GroupId', 'string'],
    ['SecurityGroupRules', 'SecurityGroupRule', 'SecurityGroupRuleUpdate', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  SecurityGroupRuleUpdate: [
    ['SecurityGroupRuleId', 'SecurityGroupRuleId', 'string'],
    ['SecurityGroupRule', 'SecurityGroupRule', 'SecurityGroupRuleRequest'],
  ],
  SecurityGroupRuleRequest: [
    ['IpProtocol', 'IpProtocol', 'string'],
    ['FromPort', 'FromPort', 'number'],
    ['ToPort', 'ToPort', 'number'],
    ['CidrIpv4', 'CidrIpv4', 'string'],
    ['CidrIpv6', 'CidrIpv6', 'string'],
    ['PrefixListId', 'PrefixListId', 'string'],
    ['ReferencedGroupId', 'ReferencedGroupId', 'string'],
    ['Description', 'Description', 'string'],
  ],
  ModifySnapshotAttributeRequest: [
    ['SnapshotId', 'SnapshotId', 'string'],
    ['Attribute', 'Attribute', 'string'],
    ['CreateVolumePermission', 'CreateVolumePermission', 'CreateVolumePermissionModifications'],
    ['GroupNames', 'UserGroup', 'string', '#'],
    ['OperationType', 'OperationType', 'string'],
    ['UserIds', 'UserId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  CreateVolumePermissionModifications: [
    ['Add', 'Add', 'CreateVolumePermission', '#'],
    ['Remove', 'Remove', 'CreateVolumePermission', '#'],
  ],
  CreateVolumePermission: [
    ['UserId', 'UserId', 'string'],
    ['Group', 'Group', 'string'],
  ],
  ModifySubnetAttributeRequest: [
    ['SubnetId', 'SubnetId', 'string'],
    ['AssignIpv6AddressOnCreation', 'AssignIpv6AddressOnCreation', 'AttributeBooleanValue'],
    ['MapPublicIpOnLaunch', 'MapPublicIpOnLaunch', 'AttributeBooleanValue'],
    ['MapCustomerOwnedIpOnLaunch', 'MapCustomerOwnedIpOnLaunch', 'AttributeBooleanValue'],
    ['CustomerOwnedIpv4Pool', 'CustomerOwnedIpv4Pool', 'string'],
    ['EnableDns64', 'EnableDns64', 'AttributeBooleanValue'],
    ['PrivateDnsHostnameTypeOnLaunch', 'PrivateDnsHostnameTypeOnLaunch', 'string'],
    ['EnableResourceNameDnsARecordOnLaunch', 'EnableResourceNameDnsARecordOnLaunch', 'AttributeBooleanValue'],
    ['EnableResourceNameDnsAAAARecordOnLaunch', 'EnableResourceNameDnsAAAARecordOnLaunch', 'AttributeBooleanValue'],
    ['EnableLniAtDeviceIndex', 'EnableLniAtDeviceIndex', 'number'],
    ['DisableLniAtDeviceIndex', 'DisableLniAtDeviceIndex', 'AttributeBooleanValue'],
  ],
  ModifyVolumeRequest: [
    ['VolumeId', 'VolumeId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['Size', 'Size', 'number'],
    ['VolumeType', 'VolumeType', 'string'],
    ['Iops', 'Iops', 'number'],
    ['Throughput', 'Throughput', 'number'],
    ['MultiAttachEnabled', 'MultiAttachEnabled', 'boolean'],
  ],
  ModifyVolumeAttributeRequest: [
    ['VolumeId', 'VolumeId', 'string'],
    ['AutoEnableIO', 'AutoEnableIO', 'AttributeBooleanValue'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ModifyVpcAttributeRequest: [
    ['VpcId', 'VpcId', 'string'],
    ['EnableDnsHostnames', 'EnableDnsHostnames', 'AttributeBooleanValue'],
    ['EnableDnsSupport', 'EnableDnsSupport', 'AttributeBooleanValue'],
    ['EnableNetworkAddressUsageMetrics', 'EnableNetworkAddressUsageMetrics', 'AttributeBooleanValue'],
  ],
  MonitorInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['MetricCategoryIds', 'MetricCategoryId', 'string', '#'],
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
  ReleaseAddressRequest: [
    ['AllocationId', 'AllocationId', 'string'],
    ['PublicIp', 'PublicIp', 'string'],
    ['NetworkBorderGroup', 'NetworkBorderGroup', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ReplaceIamInstanceProfileAssociationRequest: [
    ['IamInstanceProfile', 'IamInstanceProfile', 'IamInstanceProfileSpecification'],
    ['AssociationId', 'AssociationId', 'string'],
  ],
  ReplaceRouteRequest: [
    ['RouteTableId', 'RouteTableId', 'string'],
    ['DestinationPrefixListId', 'DestinationPrefixListId', 'string'],
    ['VpcEndpointId', 'VpcEndpointId', 'string'],
    ['LocalTarget', 'LocalTarget', 'boolean'],
    ['TransitGatewayId', 'TransitGatewayId', 'string'],
    ['LocalGatewayId', 'LocalGatewayId', 'string'],
    ['CarrierGatewayId', 'CarrierGatewayId', 'string'],
    ['CoreNetworkArn', 'CoreNetworkArn', 'string'],
    ['OdbNetworkArn', 'OdbNetworkArn', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
    ['DestinationCidrBlock', 'DestinationCidrBlock', 'string'],
    ['GatewayId', 'GatewayId', 'string'],
    ['DestinationIpv6CidrBlock', 'DestinationIpv6CidrBlock', 'string'],
    ['EgressOnlyInternetGatewayId', 'EgressOnlyInternetGatewayId', 'string'],
    ['InstanceId', 'InstanceId', 'string'],
    ['NetworkInterfaceId', 'NetworkInterfaceId', 'string'],
    ['VpcPeeringConnectionId', 'VpcPeeringConnectionId', 'string'],
    ['NatGatewayId', 'NatGatewayId', 'string'],
  ],
  ReplaceRouteTableAssociationRequest: [
    ['AssociationId', 'AssociationId', 'string'],
    ['RouteTableId', 'RouteTableId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ResetImageAttributeRequest: [
    ['Attribute', 'Attribute', 'string'],
    ['ImageId', 'ImageId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ResetInstanceAttributeRequest: [
    ['InstanceId', 'InstanceId', 'string'],
    ['Attribute', 'Attribute', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  ResetSnapshotAttributeRequest: [
    ['Attribute', 'Attribute', 'string'],
    ['SnapshotId', 'SnapshotId', 'string'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  RevokeSecurityGroupEgressRequest: [
    ['GroupId', 'GroupId', 'string'],
    ['SecurityGroupRuleIds', 'SecurityGroupRuleId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
    ['SourceSecurityGroupName', 'SourceSecurityGroupName', 'string'],
    ['SourceSecurityGroupOwnerId', 'SourceSecurityGroupOwnerId', 'string'],
    ['IpProtocol', 'IpProtocol', 'string'],
    ['FromPort', 'FromPort', 'number'],
    ['ToPort', 'ToPort', 'number'],
    ['CidrIp', 'CidrIp', 'string'],
    ['IpPermissions', 'IpPermissions', 'IpPermission', '#'],
  ],
  RevokeSecurityGroupIngressRequest: [
    ['CidrIp', 'CidrIp', 'string'],
    ['FromPort', 'FromPort', 'number'],
    ['GroupId', 'GroupId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['IpPermissions', 'IpPermissions', 'IpPermission', '#'],
    ['IpProtocol', 'IpProtocol', 'string'],
    ['SourceSecurityGroupName', 'SourceSecurityGroupName', 'string'],
    ['SourceSecurityGroupOwnerId', 'SourceSecurityGroupOwnerId', 'string'],
    ['ToPort', 'ToPort', 'number'],
    ['SecurityGroupRuleIds', 'SecurityGroupRuleId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
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
  UnmonitorInstancesRequest: [
    ['InstanceIds', 'InstanceId', 'string', '#'],
    ['MetricCategoryIds', 'MetricCategoryId', 'string', '#'],
    ['DryRun', 'DryRun', 'boolean'],
  ],
  UpdateSecurityGroupRuleDescriptionsEgressRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['GroupId', 'GroupId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['IpPermissions', 'IpPermissions', 'IpPermission', '#'],
    ['SecurityGroupRuleDescriptions', 'SecurityGroupRuleDescription', 'SecurityGroupRuleDescription', '#'],
  ],
  SecurityGroupRuleDescription: [
    ['SecurityGroupRuleId', 'SecurityGroupRuleId', 'string'],
    ['Description', 'Description', 'string'],
  ],
  UpdateSecurityGroupRuleDescriptionsIngressRequest: [
    ['DryRun', 'DryRun', 'boolean'],
    ['GroupId', 'GroupId', 'string'],
    ['GroupName', 'GroupName', 'string'],
    ['IpPermissions', 'IpPermissions', 'IpPermission', '#'],
    ['SecurityGroupRuleDescriptions', 'SecurityGroupRuleDescription', 'SecurityGroupRuleDescription', '#'],
  ],
}

export const outputShapes: Shapes = {
  AllocateAddressResult: [
    ['AllocationId', 'allocationId', 'string'],
    ['PublicIpv4Pool', 'publicIpv4Pool', 'string'],
    ['NetworkBorderGroup', 'networkBorderGroup', 'string'],
    ['Domain', 'domain', 'string'],
    ['CustomerOwnedIp', 'customerOwnedIp', 'string'],
    ['CustomerOwnedIpv4Pool', 'customerOwnedIpv4Pool', 'string'],
    ['CarrierIp', 'carrierIp', 'string'],
    ['PublicIp', 'publicIp', 'string'],
  ],
  AssociateAddressResult: [
    ['AssociationId', 'associationId', 'string'],
  ],
  AssociateIamInstanceProfileResult: [
    ['IamInstanceProfileAssociation', 'iamInstanceProfileAssociation', 'IamInstanceProfileAssociation'],
  ],
  IamInstanceProfileAssociation: [
    ['AssociationId', 'associationId', 'string'],
    ['InstanceId', 'instanceId', 'string'],
    ['IamInstanceProfile', 'iamInstanceProfile', 'IamInstanceProfile'],
    ['State', 'state', 'string'],
    ['Timestamp', 'timestamp', 'timestamp'],
  ],
  IamInstanceProfile: [
    ['Arn', 'arn', 'string'],
    ['Id', 'id', 'string'],
  ],
  AssociateRouteTableResult: [
    ['AssociationId', 'associationId', 'string'],
    ['AssociationState', 'associationState', 'RouteTableAssociationState'],
  ],
  RouteTableAssociationState: [
    ['State', 'state', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
  ],
  AttachNetworkInterfaceResult: [
    ['AttachmentId', 'attachmentId', 'string'],
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
  ],
  VolumeAttachment: [
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['AssociatedResource', 'associatedResource', 'string'],
    ['InstanceOwningService', 'instanceOwningService', 'string'],
    ['EbsCardIndex', 'ebsCardIndex', 'number'],
    ['VolumeId', 'volumeId', 'string'],
    ['InstanceId', 'instanceId', 'string'],
    ['Device', 'device', 'string'],
    ['State', 'status', 'string'],
    ['AttachTime', 'attachTime', 'timestamp'],
  ],
  AuthorizeSecurityGroupEgressResult: [
    ['Return', 'return', 'boolean'],
    ['SecurityGroupRules', 'securityGroupRuleSet', 'SecurityGroupRule', 'item'],
  ],
  SecurityGroupRule: [
    ['SecurityGroupRuleId', 'securityGroupRuleId', 'string'],
    ['GroupId', 'groupId', 'string'],
    ['GroupOwnerId', 'groupOwnerId', 'string'],
    ['IsEgress', 'isEgress', 'boolean'],
    ['IpProtocol', 'ipProtocol', 'string'],
    ['FromPort', 'fromPort', 'number'],
    ['ToPort', 'toPort', 'number'],
    ['CidrIpv4', 'cidrIpv4', 'string'],
    ['CidrIpv6', 'cidrIpv6', 'string'],
    ['PrefixListId', 'prefixListId', 'string'],
    ['ReferencedGroupInfo', 'referencedGroupInfo', 'ReferencedSecurityGroup'],
    ['Description', 'description', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['SecurityGroupRuleArn', 'securityGroupRuleArn', 'string'],
  ],
  ReferencedSecurityGroup: [
    ['GroupId', 'groupId', 'string'],
    ['PeeringStatus', 'peeringStatus', 'string'],
    ['UserId', 'userId', 'string'],
    ['VpcId', 'vpcId', 'string'],
    ['VpcPeeringConnectionId', 'vpcPeeringConnectionId', 'string'],
  ],
  Tag: [
    ['Key', 'key', 'string'],
    ['Value', 'value', 'string'],
  ],
  AuthorizeSecurityGroupIngressResult: [
    ['Return', 'return', 'boolean'],
    ['SecurityGroupRules', 'securityGroupRuleSet', 'SecurityGroupRule', 'item'],
  ],
  CancelImportTaskResult: [
    ['ImportTaskId', 'importTaskId', 'string'],
    ['PreviousState', 'previousState', 'string'],
    ['State', 'state', 'string'],
  ],
  CopyImageResult: [
    ['ImageId', 'imageId', 'string'],
  ],
  CopySnapshotResult: [
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['SnapshotId', 'snapshotId', 'string'],
  ],
  CreateDefaultSubnetResult: [
    ['Subnet', 'subnet', 'Subnet'],
  ],
  Subnet: [
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
    ['EnableLniAtDeviceIndex', 'enableLniAtDeviceIndex', 'number'],
    ['MapCustomerOwnedIpOnLaunch', 'mapCustomerOwnedIpOnLaunch', 'boolean'],
    ['CustomerOwnedIpv4Pool', 'customerOwnedIpv4Pool', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['AssignIpv6AddressOnCreation', 'assignIpv6AddressOnCreation', 'boolean'],
    ['Ipv6CidrBlockAssociationSet', 'ipv6CidrBlockAssociationSet', 'SubnetIpv6CidrBlockAssociation', 'item'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['SubnetArn', 'subnetArn', 'string'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['EnableDns64', 'enableDns64', 'boolean'],
    ['Ipv6Native', 'ipv6Native', 'boolean'],
    ['PrivateDnsNameOptionsOnLaunch', 'privateDnsNameOptionsOnLaunch', 'PrivateDnsNameOptionsOnLaunch'],
    ['BlockPublicAccessStates', 'blockPublicAccessStates', 'BlockPublicAccessStates'],
    ['Type', 'type', 'string'],
    ['SubnetId', 'subnetId', 'string'],
    ['State', 'state', 'string'],
    ['VpcId', 'vpcId', 'string'],
    ['CidrBlock', 'cidrBlock', 'string'],
    ['AvailableIpAddressCount', 'availableIpAddressCount', 'number'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['DefaultForAz', 'defaultForAz', 'boolean'],
    ['MapPublicIpOnLaunch', 'mapPublicIpOnLaunch', 'boolean'],
  ],
  SubnetIpv6CidrBlockAssociation: [
    ['AssociationId', 'associationId', 'string'],
    ['Ipv6CidrBlock', 'ipv6CidrBlock', 'string'],
    ['Ipv6CidrBlockState', 'ipv6CidrBlockState', 'SubnetCidrBlockState'],
    ['Ipv6AddressAttribute', 'ipv6AddressAttribute', 'string'],
    ['IpSource', 'ipSource', 'string'],
  ],
  SubnetCidrBlockState: [
    ['State', 'state', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
  ],
  PrivateDnsNameOptionsOnLaunch: [
    ['HostnameType', 'hostnameType', 'string'],
    ['EnableResourceNameDnsARecord', 'enableResourceNameDnsARecord', 'boolean'],
    ['EnableResourceNameDnsAAAARecord', 'enableResourceNameDnsAAAARecord', 'boolean'],
  ],
  BlockPublicAccessStates: [
    ['InternetGatewayBlockMode', 'internetGatewayBlockMode', 'string'],
  ],
  CreateDefaultVpcResult: [
    ['Vpc', 'vpc', 'Vpc'],
  ],
  Vpc: [
    ['OwnerId', 'ownerId', 'string'],
    ['InstanceTenancy', 'instanceTenancy', 'string'],
    ['Ipv6CidrBlockAssociationSet', 'ipv6CidrBlockAssociationSet', 'VpcIpv6CidrBlockAssociation', 'item'],
    ['CidrBlockAssociationSet', 'cidrBlockAssociationSet', 'VpcCidrBlockAssociation', 'item'],
    ['IsDefault', 'isDefault', 'boolean'],
    ['EncryptionControl', 'encryptionControl', 'VpcEncryptionControl'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['BlockPublicAccessStates', 'blockPublicAccessStates', 'BlockPublicAccessStates'],
    ['VpcId', 'vpcId', 'string'],
    ['State', 'state', 'string'],
    ['CidrBlock', 'cidrBlock', 'string'],
    ['DhcpOptionsId', 'dhcpOptionsId', 'string'],
  ],
  VpcIpv6CidrBlockAssociation: [
    ['AssociationId', 'associationId', 'string'],
    ['Ipv6CidrBlock', 'ipv6CidrBlock', 'string'],
    ['Ipv6CidrBlockState', 'ipv6CidrBlockState', 'VpcCidrBlockState'],
    ['NetworkBorderGroup', 'networkBorderGroup', 'string'],
    ['Ipv6Pool', 'ipv6Pool', 'string'],
    ['Ipv6AddressAttribute', 'ipv6AddressAttribute', 'string'],
    ['IpSource', 'ipSource', 'string'],
  ],
  VpcCidrBlockState: [
    ['State', 'state', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
  ],
  VpcCidrBlockAssociation: [
    ['AssociationId', 'associationId', 'string'],
    ['CidrBlock', 'cidrBlock', 'string'],
    ['CidrBlockState', 'cidrBlockState', 'VpcCidrBlockState'],
  ],
  VpcEncryptionControl: [
    ['VpcId', 'vpcId', 'string'],
    ['VpcEncryptionControlId', 'vpcEncryptionControlId', 'string'],
    ['Mode', 'mode', 'string'],
    ['State', 'state', 'string'],
    ['StateMessage', 'stateMessage', 'string'],
    ['ResourceExclusions', 'resourceExclusions', 'VpcEncryptionControlExclusions'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  VpcEncryptionControlExclusions: [
    ['InternetGateway', 'internetGateway', 'VpcEncryptionControlExclusion'],
    ['EgressOnlyInternetGateway', 'egressOnlyInternetGateway', 'VpcEncryptionControlExclusion'],
    ['NatGateway', 'natGateway', 'VpcEncryptionControlExclusion'],
    ['VirtualPrivateGateway', 'virtualPrivateGateway', 'VpcEncryptionControlExclusion'],
    ['VpcPeering', 'vpcPeering', 'VpcEncryptionControlExclusion'],
    ['Lambda', 'lambda', 'VpcEncryptionControlExclusion'],
    ['VpcLattice', 'vpcLattice', 'VpcEncryptionControlExclusion'],
    ['ElasticFileSystem', 'elasticFileSystem', 'VpcEncryptionControlExclusion'],
    ['GlobalAccelerator', 'globalAccelerator', 'VpcEncryptionControlExclusion'],
    ['ApiGatewayV2', 'apiGatewayV2', 'VpcEncryptionControlExclusion'],
  ],
  VpcEncryptionControlExclusion: [
    ['State', 'state', 'string'],
    ['StateMessage', 'stateMessage', 'string'],
  ],
  CreateImageResult: [
    ['ImageId', 'imageId', 'string'],
  ],
  CreateInternetGatewayResult: [
    ['InternetGateway', 'internetGateway', 'InternetGateway'],
  ],
  InternetGateway: [
    ['Attachments', 'attachmentSet', 'InternetGatewayAttachment', 'item'],
    ['InternetGatewayId', 'internetGatewayId', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  InternetGatewayAttachment: [
    ['State', 'state', 'string'],
    ['VpcId', 'vpcId', 'string'],
  ],
  KeyPair: [
    ['KeyPairId', 'keyPairId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['KeyName', 'keyName', 'string'],
    ['KeyFingerprint', 'keyFingerprint', 'string'],
    ['KeyMaterial', 'keyMaterial', 'string'],
  ],
  CreateLaunchTemplateResult: [
    ['LaunchTemplate', 'launchTemplate', 'LaunchTemplate'],
    ['Warning', 'warning', 'ValidationWarning'],
  ],
  LaunchTemplate: [
    ['LaunchTemplateId', 'launchTemplateId', 'string'],
    ['LaunchTemplateName', 'launchTemplateName', 'string'],
    ['CreateTime', 'createTime', 'timestamp'],
    ['CreatedBy', 'createdBy', 'string'],
    ['DefaultVersionNumber', 'defaultVersionNumber', 'number'],
    ['LatestVersionNumber', 'latestVersionNumber', 'number'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['Operator', 'operator', 'OperatorResponse'],
  ],
  OperatorResponse: [
    ['Managed', 'managed', 'boolean'],
    ['Principal', 'principal', 'string'],
    ['HiddenByDefault', 'hiddenByDefault', 'boolean'],
  ],
  ValidationWarning: [
    ['Errors', 'errorSet', 'ValidationError', 'item'],
  ],
  ValidationError: [
    ['Code', 'code', 'string'],
    ['Message', 'message', 'string'],
  ],
  CreateLaunchTemplateVersionResult: [
    ['LaunchTemplateVersion', 'launchTemplateVersion', 'LaunchTemplateVersion'],
    ['Warning', 'warning', 'ValidationWarning'],
  ],
  LaunchTemplateVersion: [
    ['LaunchTemplateId', 'launchTemplateId', 'string'],
    ['LaunchTemplateName', 'launchTemplateName', 'string'],
    ['VersionNumber', 'versionNumber', 'number'],
    ['VersionDescription', 'versionDescription', 'string'],
    ['CreateTime', 'createTime', 'timestamp'],
    ['CreatedBy', 'createdBy', 'string'],
    ['DefaultVersion', 'defaultVersion', 'boolean'],
    ['LaunchTemplateData', 'launchTemplateData', 'ResponseLaunchTemplateData'],
    ['Operator', 'operator', 'OperatorResponse'],
  ],
  ResponseLaunchTemplateData: [
    ['KernelId', 'kernelId', 'string'],
    ['EbsOptimized', 'ebsOptimized', 'boolean'],
    ['IamInstanceProfile', 'iamInstanceProfile', 'LaunchTemplateIamInstanceProfileSpecification'],
    ['BlockDeviceMappings', 'blockDeviceMappingSet', 'LaunchTemplateBlockDeviceMapping', 'item'],
    ['NetworkInterfaces', 'networkInterfaceSet', 'LaunchTemplateInstanceNetworkInterfaceSpecification', 'item'],
    ['ImageId', 'imageId', 'string'],
    ['InstanceType', 'instanceType', 'string'],
    ['KeyName', 'keyName', 'string'],
    ['Monitoring', 'monitoring', 'LaunchTemplatesMonitoring'],
    ['Placement', 'placement', 'LaunchTemplatePlacement'],
    ['RamDiskId', 'ramDiskId', 'string'],
    ['DisableApiTermination', 'disableApiTermination', 'boolean'],
    ['InstanceInitiatedShutdownBehavior', 'instanceInitiatedShutdownBehavior', 'string'],
    ['UserData', 'userData', 'string'],
    ['TagSpecifications', 'tagSpecificationSet', 'LaunchTemplateTagSpecification', 'item'],
    ['ElasticGpuSpecifications', 'elasticGpuSpecificationSet', 'ElasticGpuSpecificationResponse', 'item'],
    ['ElasticInferenceAccelerators', 'elasticInferenceAcceleratorSet', 'LaunchTemplateElasticInferenceAcceleratorResponse', 'item'],
    ['SecurityGroupIds', 'securityGroupIdSet', 'string', 'item'],
    ['SecurityGroups', 'securityGroupSet', 'string', 'item'],
    ['InstanceMarketOptions', 'instanceMarketOptions', 'LaunchTemplateInstanceMarketOptions'],
    ['CreditSpecification', 'creditSpecification', 'CreditSpecification'],
    ['CpuOptions', 'cpuOptions', 'LaunchTemplateCpuOptions'],
    ['CapacityReservationSpecification', 'capacityReservationSpecification', 'LaunchTemplateCapacityReservationSpecificationResponse'],
    ['LicenseSpecifications', 'licenseSet', 'LaunchTemplateLicenseConfiguration', 'item'],
    ['HibernationOptions', 'hibernationOptions', 'LaunchTemplateHibernationOptions'],
    ['MetadataOptions', 'metadataOptions', 'LaunchTemplateInstanceMetadataOptions'],
    ['EnclaveOptions', 'enclaveOptions', 'LaunchTemplateEnclaveOptions'],
    ['InstanceRequirements', 'instanceRequirements', 'InstanceRequirements'],
    ['PrivateDnsNameOptions', 'privateDnsNameOptions', 'LaunchTemplatePrivateDnsNameOptions'],
    ['MaintenanceOptions', 'maintenanceOptions', 'LaunchTemplateInstanceMaintenanceOptions'],
    ['DisableApiStop', 'disableApiStop', 'boolean'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['NetworkPerformanceOptions', 'networkPerformanceOptions', 'LaunchTemplateNetworkPerformanceOptions'],
    ['SecondaryInterfaces', 'secondaryInterfaceSet', 'LaunchTemplateInstanceSecondaryInterfaceSpecification', 'item'],
  ],
  LaunchTemplateIamInstanceProfileSpecification: [
    ['Arn', 'arn', 'string'],
    ['Name', 'name', 'string'],
  ],
  LaunchTemplateBlockDeviceMapping: [
    ['DeviceName', 'deviceName', 'string'],
    ['VirtualName', 'virtualName', 'string'],
    ['Ebs', 'ebs', 'LaunchTemplateEbsBlockDevice'],
    ['NoDevice', 'noDevice', 'string'],
  ],
  LaunchTemplateEbsBlockDevice: [
    ['Encrypted', 'encrypted', 'boolean'],
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['Iops', 'iops', 'number'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['VolumeSize', 'volumeSize', 'number'],
    ['VolumeType', 'volumeType', 'string'],
    ['Throughput', 'throughput', 'number'],
    ['VolumeInitializationRate', 'volumeInitializationRate', 'number'],
    ['EbsCardIndex', 'ebsCardIndex', 'number'],
  ],
  LaunchTemplateInstanceNetworkInterfaceSpecification: [
    ['AssociateCarrierIpAddress', 'associateCarrierIpAddress', 'boolean'],
    ['AssociatePublicIpAddress', 'associatePublicIpAddress', 'boolean'],
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['Description', 'description', 'string'],
    ['DeviceIndex', 'deviceIndex', 'number'],
    ['Groups', 'groupSet', 'string', 'groupId'],
    ['InterfaceType', 'interfaceType', 'string'],
    ['Ipv6AddressCount', 'ipv6AddressCount', 'number'],
    ['Ipv6Addresses', 'ipv6AddressesSet', 'InstanceIpv6Address', 'item'],
    ['NetworkInterfaceId', 'networkInterfaceId', 'string'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
    ['PrivateIpAddresses', 'privateIpAddressesSet', 'PrivateIpAddressSpecification', 'item'],
    ['SecondaryPrivateIpAddressCount', 'secondaryPrivateIpAddressCount', 'number'],
    ['SubnetId', 'subnetId', 'string'],
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
    ['Ipv4Prefixes', 'ipv4PrefixSet', 'Ipv4PrefixSpecificationResponse', 'item'],
    ['Ipv4PrefixCount', 'ipv4PrefixCount', 'number'],
    ['Ipv6Prefixes', 'ipv6PrefixSet', 'Ipv6PrefixSpecificationResponse', 'item'],
    ['Ipv6PrefixCount', 'ipv6PrefixCount', 'number'],
    ['PrimaryIpv6', 'primaryIpv6', 'boolean'],
    ['EnaSrdSpecification', 'enaSrdSpecification', 'LaunchTemplateEnaSrdSpecification'],
    ['ConnectionTrackingSpecification', 'connectionTrackingSpecification', 'ConnectionTrackingSpecification'],
    ['EnaQueueCount', 'enaQueueCount', 'number'],
  ],
  InstanceIpv6Address: [
    ['Ipv6Address', 'ipv6Address', 'string'],
    ['IsPrimaryIpv6', 'isPrimaryIpv6', 'boolean'],
  ],
  PrivateIpAddressSpecification: [
    ['Primary', 'primary', 'boolean'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
  ],
  Ipv4PrefixSpecificationResponse: [
    ['Ipv4Prefix', 'ipv4Prefix', 'string'],
  ],
  Ipv6PrefixSpecificationResponse: [
    ['Ipv6Prefix', 'ipv6Prefix', 'string'],
  ],
  LaunchTemplateEnaSrdSpecification: [
    ['EnaSrdEnabled', 'enaSrdEnabled', 'boolean'],
    ['EnaSrdUdpSpecification', 'enaSrdUdpSpecification', 'LaunchTemplateEnaSrdUdpSpecification'],
  ],
  LaunchTemplateEnaSrdUdpSpecification: [
    ['EnaSrdUdpEnabled', 'enaSrdUdpEnabled', 'boolean'],
  ],
  ConnectionTrackingSpecification: [
    ['TcpEstablishedTimeout', 'tcpEstablishedTimeout', 'number'],
    ['UdpTimeout', 'udpTimeout', 'number'],
    ['UdpStreamTimeout', 'udpStreamTimeout', 'number'],
  ],
  LaunchTemplatesMonitoring: [
    ['Enabled', 'enabled', 'boolean'],
    ['MetricCategoryIds', 'metricCategoryIdSet', 'string', 'item'],
  ],
  LaunchTemplatePlacement: [
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
    ['Affinity', 'affinity', 'string'],
    ['GroupName', 'groupName', 'string'],
    ['HostId', 'hostId', 'string'],
    ['Tenancy', 'tenancy', 'string'],
    ['SpreadDomain', 'spreadDomain', 'string'],
    ['HostResourceGroupArn', 'hostResourceGroupArn', 'string'],
    ['PartitionNumber', 'partitionNumber', 'number'],
    ['GroupId', 'groupId', 'string'],
  ],
  LaunchTemplateTagSpecification: [
    ['ResourceType', 'resourceType', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  ElasticGpuSpecificationResponse: [
    ['Type', 'type', 'string'],
  ],
  LaunchTemplateElasticInferenceAcceleratorResponse: [
    ['Type', 'type', 'string'],
    ['Count', 'count', 'number'],
  ],
  LaunchTemplateInstanceMarketOptions: [
    ['MarketType', 'marketType', 'string'],
    ['SpotOptions', 'spotOptions', 'LaunchTemplateSpotMarketOptions'],
  ],
  LaunchTemplateSpotMarketOptions: [
    ['MaxPrice', 'maxPrice', 'string'],
    ['SpotInstanceType', 'spotInstanceType', 'string'],
    ['BlockDurationMinutes', 'blockDurationMinutes', 'number'],
    ['ValidUntil', 'validUntil', 'timestamp'],
    ['InstanceInterruptionBehavior', 'instanceInterruptionBehavior', 'string'],
  ],
  CreditSpecification: [
    ['CpuCredits', 'cpuCredits', 'string'],
  ],
  LaunchTemplateCpuOptions: [
    ['CoreCount', 'coreCount', 'number'],
    ['ThreadsPerCore', 'threadsPerCore', 'number'],
    ['AmdSevSnp', 'amdSevSnp', 'string'],
    ['NestedVirtualization', 'nestedVirtualization', 'string'],
  ],
  LaunchTemplateCapacityReservationSpecificationResponse: [
    ['CapacityReservationPreference', 'capacityReservationPreference', 'string'],
    ['CapacityReservationTarget', 'capacityReservationTarget', 'CapacityReservationTargetResponse'],
  ],
  CapacityReservationTargetResponse: [
    ['CapacityReservationId', 'capacityReservationId', 'string'],
    ['CapacityReservationResourceGroupArn', 'capacityReservationResourceGroupArn', 'string'],
  ],
  LaunchTemplateLicenseConfiguration: [
    ['LicenseConfigurationArn', 'licenseConfigurationArn', 'string'],
  ],
  LaunchTemplateHibernationOptions: [
    ['Configured', 'configured', 'boolean'],
  ],
  LaunchTemplateInstanceMetadataOptions: [
    ['State', 'state', 'string'],
    ['HttpTokens', 'httpTokens', 'string'],
    ['HttpPutResponseHopLimit', 'httpPutResponseHopLimit', 'number'],
    ['HttpEndpoint', 'httpEndpoint', 'string'],
    ['HttpProtocolIpv6', 'httpProtocolIpv6', 'string'],
    ['InstanceMetadataTags', 'instanceMetadataTags', 'string'],
  ],
  LaunchTemplateEnclaveOptions: [
    ['Enabled', 'enabled', 'boolean'],
  ],
  InstanceRequirements: [
    ['VCpuCount', 'vCpuCount', 'VCpuCountRange'],
    ['MemoryMiB', 'memoryMiB', 'MemoryMiB'],
    ['CpuManufacturers', 'cpuManufacturerSet', 'string', 'item'],
    ['MemoryGiBPerVCpu', 'memoryGiBPerVCpu', 'MemoryGiBPerVCpu'],
    ['ExcludedInstanceTypes', 'excludedInstanceTypeSet', 'string', 'item'],
    ['InstanceGenerations', 'instanceGenerationSet', 'string', 'item'],
    ['SpotMaxPricePercentageOverLowestPrice', 'spotMaxPricePercentageOverLowestPrice', 'number'],
    ['OnDemandMaxPricePercentageOverLowestPrice', 'onDemandMaxPricePercentageOverLowestPrice', 'number'],
    ['BareMetal', 'bareMetal', 'string'],
    ['BurstablePerformance', 'burstablePerformance', 'string'],
    ['RequireHibernateSupport', 'requireHibernateSupport', 'boolean'],
    ['NetworkInterfaceCount', 'networkInterfaceCount', 'NetworkInterfaceCount'],
    ['LocalStorage', 'localStorage', 'string'],
    ['LocalStorageTypes', 'localStorageTypeSet', 'string', 'item'],
    ['TotalLocalStorageGB', 'totalLocalStorageGB', 'TotalLocalStorageGB'],
    ['BaselineEbsBandwidthMbps', 'baselineEbsBandwidthMbps', 'BaselineEbsBandwidthMbps'],
    ['AcceleratorTypes', 'acceleratorTypeSet', 'string', 'item'],
    ['AcceleratorCount', 'acceleratorCount', 'AcceleratorCount'],
    ['AcceleratorManufacturers', 'acceleratorManufacturerSet', 'string', 'item'],
    ['AcceleratorNames', 'acceleratorNameSet', 'string', 'item'],
    ['AcceleratorTotalMemoryMiB', 'acceleratorTotalMemoryMiB', 'AcceleratorTotalMemoryMiB'],
    ['NetworkBandwidthGbps', 'networkBandwidthGbps', 'NetworkBandwidthGbps'],
    ['AllowedInstanceTypes', 'allowedInstanceTypeSet', 'string', 'item'],
    ['MaxSpotPriceAsPercentageOfOptimalOnDemandPrice', 'maxSpotPriceAsPercentageOfOptimalOnDemandPrice', 'number'],
    ['BaselinePerformanceFactors', 'baselinePerformanceFactors', 'BaselinePerformanceFactors'],
    ['RequireEncryptionInTransit', 'requireEncryptionInTransit', 'boolean'],
  ],
  VCpuCountRange: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  MemoryMiB: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  MemoryGiBPerVCpu: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  NetworkInterfaceCount: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  TotalLocalStorageGB: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  BaselineEbsBandwidthMbps: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  AcceleratorCount: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  AcceleratorTotalMemoryMiB: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  NetworkBandwidthGbps: [
    ['Min', 'min', 'number'],
    ['Max', 'max', 'number'],
  ],
  BaselinePerformanceFactors: [
    ['Cpu', 'cpu', 'CpuPerformanceFactor'],
  ],
  CpuPerformanceFactor: [
    ['References', 'referenceSet', 'PerformanceFactorReference', 'item'],
  ],
  PerformanceFactorReference: [
    ['InstanceFamily', 'instanceFamily', 'string'],
  ],
  LaunchTemplatePrivateDnsNameOptions: [
    ['HostnameType', 'hostnameType', 'string'],
    ['EnableResourceNameDnsARecord', 'enableResourceNameDnsARecord', 'boolean'],
    ['EnableResourceNameDnsAAAARecord', 'enableResourceNameDnsAAAARecord', 'boolean'],
  ],
  LaunchTemplateInstanceMaintenanceOptions: [
    ['AutoRecovery', 'autoRecovery', 'string'],
  ],
  LaunchTemplateNetworkPerformanceOptions: [
    ['BandwidthWeighting', 'bandwidthWeighting', 'string'],
  ],
  LaunchTemplateInstanceSecondaryInterfaceSpecification: [
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['DeviceIndex', 'deviceIndex', 'number'],
    ['PrivateIpAddresses', 'privateIpAddressesSet', 'SecondaryInterfacePrivateIpAddressSpecification', 'item'],
    ['PrivateIpAddressCount', 'privateIpAddressCount', 'number'],
    ['SecondarySubnetId', 'secondarySubnetId', 'string'],
    ['InterfaceType', 'interfaceType', 'string'],
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
  ],
  SecondaryInterfacePrivateIpAddressSpecification: [
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
  ],
  CreateNetworkInterfaceResult: [
    ['NetworkInterface', 'networkInterface', 'NetworkInterface'],
    ['ClientToken', 'clientToken', 'string'],
  ],
  NetworkInterface: [
    ['Association', 'association', 'NetworkInterfaceAssociation'],
    ['Attachment', 'attachment', 'NetworkInterfaceAttachment'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['ConnectionTrackingConfiguration', 'connectionTrackingConfiguration', 'ConnectionTrackingConfiguration'],
    ['Description', 'description', 'string'],
    ['Groups', 'groupSet', 'GroupIdentifier', 'item'],
    ['InterfaceType', 'interfaceType', 'string'],
    ['Ipv6Addresses', 'ipv6AddressesSet', 'NetworkInterfaceIpv6Address', 'item'],
    ['MacAddress', 'macAddress', 'string'],
    ['NetworkInterfaceId', 'networkInterfaceId', 'string'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['PrivateDnsName', 'privateDnsName', 'string'],
    ['PublicDnsName', 'publicDnsName', 'string'],
    ['PublicIpDnsNameOptions', 'publicIpDnsNameOptions', 'PublicIpDnsNameOptions'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
    ['PrivateIpAddresses', 'privateIpAddressesSet', 'NetworkInterfacePrivateIpAddress', 'item'],
    ['Ipv4Prefixes', 'ipv4PrefixSet', 'Ipv4PrefixSpecification', 'item'],
    ['Ipv6Prefixes', 'ipv6PrefixSet', 'Ipv6PrefixSpecification', 'item'],
    ['RequesterId', 'requesterId', 'string'],
    ['RequesterManaged', 'requesterManaged', 'boolean'],
    ['SourceDestCheck', 'sourceDestCheck', 'boolean'],
    ['Status', 'status', 'string'],
    ['SubnetId', 'subnetId', 'string'],
    ['TagSet', 'tagSet', 'Tag', 'item'],
    ['VpcId', 'vpcId', 'string'],
    ['DenyAllIgwTraffic', 'denyAllIgwTraffic', 'boolean'],
    ['Ipv6Native', 'ipv6Native', 'boolean'],
    ['Ipv6Address', 'ipv6Address', 'string'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['AssociatedSubnets', 'associatedSubnetSet', 'string', 'item'],
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
  ],
  NetworkInterfaceAssociation: [
    ['AllocationId', 'allocationId', 'string'],
    ['AssociationId', 'associationId', 'string'],
    ['IpOwnerId', 'ipOwnerId', 'string'],
    ['PublicDnsName', 'publicDnsName', 'string'],
    ['PublicIp', 'publicIp', 'string'],
    ['CustomerOwnedIp', 'customerOwnedIp', 'string'],
    ['CarrierIp', 'carrierIp', 'string'],
  ],
  NetworkInterfaceAttachment: [
    ['AttachTime', 'attachTime', 'timestamp'],
    ['AttachmentId', 'attachmentId', 'string'],
    ['DeleteOnTermination', 'deleteOnTermination', 'boolean'],
    ['DeviceIndex', 'deviceIndex', 'number'],
    ['NetworkCardIndex', 'networkCardIndex', 'number'],
    ['InstanceId', 'instanceId', 'string'],
    ['InstanceOwnerId', 'instanceOwnerId', 'string'],
    ['Status', 'status', 'string'],
    ['EnaSrdSpecification', 'enaSrdSpecification', 'AttachmentEnaSrdSpecification'],
    ['EnaQueueCount', 'enaQueueCount', 'number'],
  ],
  AttachmentEnaSrdSpecification: [
    ['EnaSrdEnabled', 'enaSrdEnabled', 'boolean'],
    ['EnaSrdUdpSpecification', 'enaSrdUdpSpecification', 'AttachmentEnaSrdUdpSpecification'],
  ],
  AttachmentEnaSrdUdpSpecification: [
    ['EnaSrdUdpEnabled', 'enaSrdUdpEnabled', 'boolean'],
  ],
  ConnectionTrackingConfiguration: [
    ['TcpEstablishedTimeout', 'tcpEstablishedTimeout', 'number'],
    ['UdpStreamTimeout', 'udpStreamTimeout', 'number'],
    ['UdpTimeout', 'udpTimeout', 'number'],
  ],
  GroupIdentifier: [
    ['GroupId', 'groupId', 'string'],
    ['GroupName', 'groupName', 'string'],
  ],
  NetworkInterfaceIpv6Address: [
    ['Ipv6Address', 'ipv6Address', 'string'],
    ['PublicIpv6DnsName', 'publicIpv6DnsName', 'string'],
    ['IsPrimaryIpv6', 'isPrimaryIpv6', 'boolean'],
  ],
  PublicIpDnsNameOptions: [
    ['DnsHostnameType', 'dnsHostnameType', 'string'],
    ['PublicIpv4DnsName', 'publicIpv4DnsName', 'string'],
    ['PublicIpv6DnsName', 'publicIpv6DnsName', 'string'],
    ['PublicDualStackDnsName', 'publicDualStackDnsName', 'string'],
  ],
  NetworkInterfacePrivateIpAddress: [
    ['Association', 'association', 'NetworkInterfaceAssociation'],
    ['Primary', 'primary', 'boolean'],
    ['PrivateDnsName', 'privateDnsName', 'string'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
  ],
  Ipv4PrefixSpecification: [
    ['Ipv4Prefix', 'ipv4Prefix', 'string'],
  ],
  Ipv6PrefixSpecification: [
    ['Ipv6Prefix', 'ipv6Prefix', 'string'],
  ],
  CreatePlacementGroupResult: [
    ['PlacementGroup', 'placementGroup', 'PlacementGroup'],
  ],
  PlacementGroup: [
    ['GroupName', 'groupName', 'string'],
    ['State', 'state', 'string'],
    ['Strategy', 'strategy', 'string'],
    ['PartitionCount', 'partitionCount', 'number'],
    ['GroupId', 'groupId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['GroupArn', 'groupArn', 'string'],
    ['SpreadLevel', 'spreadLevel', 'string'],
    ['LinkedGroupId', 'linkedGroupId', 'string'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['ParentGroupId', 'parentGroupId', 'string'],
  ],
  CreateRestoreImageTaskResult: [
    ['ImageId', 'imageId', 'string'],
  ],
  CreateRouteResult: [
    ['Return', 'return', 'boolean'],
  ],
  CreateRouteTableResult: [
    ['RouteTable', 'routeTable', 'RouteTable'],
    ['ClientToken', 'clientToken', 'string'],
  ],
  RouteTable: [
    ['Associations', 'associationSet', 'RouteTableAssociation', 'item'],
    ['PropagatingVgws', 'propagatingVgwSet', 'PropagatingVgw', 'item'],
    ['RouteTableId', 'routeTableId', 'string'],
    ['Routes', 'routeSet', 'Route', 'item'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VpcId', 'vpcId', 'string'],
    ['OwnerId', 'ownerId', 'string'],
  ],
  RouteTableAssociation: [
    ['Main', 'main', 'boolean'],
    ['RouteTableAssociationId', 'routeTableAssociationId', 'string'],
    ['RouteTableId', 'routeTableId', 'string'],
    ['SubnetId', 'subnetId', 'string'],
    ['GatewayId', 'gatewayId', 'string'],
    ['PublicIpv4Pool', 'publicIpv4Pool', 'string'],
    ['AssociationState', 'associationState', 'RouteTableAssociationState'],
  ],
  PropagatingVgw: [
    ['GatewayId', 'gatewayId', 'string'],
  ],
  Route: [
    ['DestinationCidrBlock', 'destinationCidrBlock', 'string'],
    ['DestinationIpv6CidrBlock', 'destinationIpv6CidrBlock', 'string'],
    ['DestinationPrefixListId', 'destinationPrefixListId', 'string'],
    ['EgressOnlyInternetGatewayId', 'egressOnlyInternetGatewayId', 'string'],
    ['GatewayId', 'gatewayId', 'string'],
    ['InstanceId', 'instanceId', 'string'],
    ['InstanceOwnerId', 'instanceOwnerId', 'string'],
    ['NatGatewayId', 'natGatewayId', 'string'],
    ['TransitGatewayId', 'transitGatewayId', 'string'],
    ['LocalGatewayId', 'localGatewayId', 'string'],
    ['CarrierGatewayId', 'carrierGatewayId', 'string'],
    ['NetworkInterfaceId', 'networkInterfaceId', 'string'],
    ['Origin', 'origin', 'string'],
    ['State', 'state', 'string'],
    ['VpcPeeringConnectionId', 'vpcPeeringConnectionId', 'string'],
    ['CoreNetworkArn', 'coreNetworkArn', 'string'],
    ['OdbNetworkArn', 'odbNetworkArn', 'string'],
    ['IpAddress', 'ipAddress', 'string'],
  ],
  CreateSecurityGroupResult: [
    ['GroupId', 'groupId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['SecurityGroupArn', 'securityGroupArn', 'string'],
  ],
  Snapshot: [
    ['OwnerAlias', 'ownerAlias', 'string'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['StorageTier', 'storageTier', 'string'],
    ['RestoreExpiryTime', 'restoreExpiryTime', 'timestamp'],
    ['SseType', 'sseType', 'string'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['TransferType', 'transferType', 'string'],
    ['CompletionDurationMinutes', 'completionDurationMinutes', 'number'],
    ['CompletionTime', 'completionTime', 'timestamp'],
    ['FullSnapshotSizeInBytes', 'fullSnapshotSizeInBytes', 'number'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['VolumeId', 'volumeId', 'string'],
    ['State', 'status', 'string'],
    ['StateMessage', 'statusMessage', 'string'],
    ['StartTime', 'startTime', 'timestamp'],
    ['Progress', 'progress', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['Description', 'description', 'string'],
    ['VolumeSize', 'volumeSize', 'number'],
    ['Encrypted', 'encrypted', 'boolean'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
    ['DataEncryptionKeyId', 'dataEncryptionKeyId', 'string'],
  ],
  CreateStoreImageTaskResult: [
    ['ObjectKey', 'objectKey', 'string'],
  ],
  CreateSubnetResult: [
    ['Subnet', 'subnet', 'Subnet'],
  ],
  Volume: [
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['SourceVolumeId', 'sourceVolumeId', 'string'],
    ['Iops', 'iops', 'number'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VolumeType', 'volumeType', 'string'],
    ['FastRestored', 'fastRestored', 'boolean'],
    ['MultiAttachEnabled', 'multiAttachEnabled', 'boolean'],
    ['Throughput', 'throughput', 'number'],
    ['SseType', 'sseType', 'string'],
    ['Operator', 'operator', 'OperatorResponse'],
    ['VolumeInitializationRate', 'volumeInitializationRate', 'number'],
    ['VolumeArn', 'volumeArn', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['VolumeId', 'volumeId', 'string'],
    ['Size', 'size', 'number'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['State', 'status', 'string'],
    ['CreateTime', 'createTime', 'timestamp'],
    ['Attachments', 'attachmentSet', 'VolumeAttachment', 'item'],
    ['Encrypted', 'encrypted', 'boolean'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
  ],
  CreateVpcResult: [
    ['Vpc', 'vpc', 'Vpc'],
  ],
  DeleteKeyPairResult: [
    ['Return', 'return', 'boolean'],
    ['KeyPairId', 'keyPairId', 'string'],
  ],
  DeleteLaunchTemplateResult: [
    ['LaunchTemplate', 'launchTemplate', 'LaunchTemplate'],
  ],
  DeleteLaunchTemplateVersionsResult: [
    ['SuccessfullyDeletedLaunchTemplateVersions', 'successfullyDeletedLaunchTemplateVersionSet', 'DeleteLaunchTemplateVersionsResponseSuccessItem', 'item'],
    ['UnsuccessfullyDeletedLaunchTemplateVersions', 'unsuccessfullyDeletedLaunchTemplateVersionSet', 'DeleteLaunchTemplateVersionsResponseErrorItem', 'item'],
  ],
  DeleteLaunchTemplateVersionsResponseSuccessItem: [
    ['LaunchTemplateId', 'launchTemplateId', 'string'],
    ['LaunchTemplateName', 'launchTemplateName', 'string'],
    ['VersionNumber', 'versionNumber', 'number'],
  ],
  DeleteLaunchTemplateVersionsResponseErrorItem: [
    ['LaunchTemplateId', 'launchTemplateId', 'string'],
    ['LaunchTemplateName', 'launchTemplateName', 'string'],
    ['VersionNumber', 'versionNumber', 'number'],
    ['ResponseError', 'responseError', 'ResponseError'],
  ],
  ResponseError: [
    ['Code', 'code', 'string'],
    ['Message', 'message', 'string'],
  ],
  DeleteSecurityGroupResult: [
    ['Return', 'return', 'boolean'],
    ['GroupId', 'groupId', 'string'],
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
  DescribeAddressesResult: [
    ['Addresses', 'addressesSet', 'Address', 'item'],
  ],
  Address: [
    ['AllocationId', 'allocationId', 'string'],
    ['AssociationId', 'associationId', 'string'],
    ['Domain', 'domain', 'string'],
    ['NetworkInterfaceId', 'networkInterfaceId', 'string'],
    ['NetworkInterfaceOwnerId', 'networkInterfaceOwnerId', 'string'],
    ['PrivateIpAddress', 'privateIpAddress', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['PublicIpv4Pool', 'publicIpv4Pool', 'string'],
    ['NetworkBorderGroup', 'networkBorderGroup', 'string'],
    ['CustomerOwnedIp', 'customerOwnedIp', 'string'],
    ['CustomerOwnedIpv4Pool', 'customerOwnedIpv4Pool', 'string'],
    ['CarrierIp', 'carrierIp', 'string'],
    ['SubnetId', 'subnetId', 'string'],
    ['ServiceManaged', 'serviceManaged', 'string'],
    ['InstanceId', 'instanceId', 'string'],
    ['PublicIp', 'publicIp', 'string'],
  ],
  DescribeAddressesAttributeResult: [
    ['Addresses', 'addressSet', 'AddressAttribute', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  AddressAttribute: [
    ['PublicIp', 'publicIp', 'string'],
    ['AllocationId', 'allocationId', 'string'],
    ['PtrRecord', 'ptrRecord', 'string'],
    ['PtrRecordUpdate', 'ptrRecordUpdate', 'PtrUpdateStatus'],
  ],
  PtrUpdateStatus: [
    ['Value', 'value', 'string'],
    ['Status', 'status', 'string'],
    ['Reason', 'reason', 'string'],
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
  DescribeDhcpOptionsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['DhcpOptions', 'dhcpOptionsSet', 'DhcpOptions', 'item'],
  ],
  DhcpOptions: [
    ['OwnerId', 'ownerId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['DhcpOptionsId', 'dhcpOptionsId', 'string'],
    ['DhcpConfigurations', 'dhcpConfigurationSet', 'DhcpConfiguration', 'item'],
  ],
  DhcpConfiguration: [
    ['Key', 'key', 'string'],
    ['Values', 'valueSet', 'AttributeValue', 'item'],
  ],
  AttributeValue: [
    ['Value', 'value', 'string'],
  ],
  DescribeExportImageTasksResult: [
    ['ExportImageTasks', 'exportImageTaskSet', 'ExportImageTask', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  ExportImageTask: [
    ['Description', 'description', 'string'],
    ['ExportImageTaskId', 'exportImageTaskId', 'string'],
    ['ImageId', 'imageId', 'string'],
    ['Progress', 'progress', 'string'],
    ['S3ExportLocation', 's3ExportLocation', 'ExportTaskS3Location'],
    ['Status', 'status', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  ExportTaskS3Location: [
    ['S3Bucket', 's3Bucket', 'string'],
    ['S3Prefix', 's3Prefix', 'string'],
  ],
  DescribeIamInstanceProfileAssociationsResult: [
    ['IamInstanceProfileAssociations', 'iamInstanceProfileAssociationSet', 'IamInstanceProfileAssociation', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  ImageAttribute: [
    ['Description', 'description', 'AttributeValue'],
    ['KernelId', 'kernel', 'AttributeValue'],
    ['RamdiskId', 'ramdisk', 'AttributeValue'],
    ['SriovNetSupport', 'sriovNetSupport', 'AttributeValue'],
    ['BootMode', 'bootMode', 'AttributeValue'],
    ['TpmSupport', 'tpmSupport', 'AttributeValue'],
    ['UefiData', 'uefiData', 'AttributeValue'],
    ['LastLaunchedTime', 'lastLaunchedTime', 'AttributeValue'],
    ['ImdsSupport', 'imdsSupport', 'AttributeValue'],
    ['DeregistrationProtection', 'deregistrationProtection', 'AttributeValue'],
    ['ImageId', 'imageId', 'string'],
    ['LaunchPermissions', 'launchPermission', 'LaunchPermission', 'item'],
    ['ProductCodes', 'productCodes', 'ProductCode', 'item'],
    ['BlockDeviceMappings', 'blockDeviceMapping', 'BlockDeviceMapping', 'item'],
  ],
  LaunchPermission: [
    ['OrganizationArn', 'organizationArn', 'string'],
    ['OrganizationalUnitArn', 'organizationalUnitArn', 'string'],
    ['UserId', 'userId', 'string'],
    ['Group', 'group', 'string'],
  ],
  ProductCode: [
    ['ProductCodeId', 'productCode', 'string'],
    ['ProductCodeType', 'type', 'string'],
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
  DescribeImportImageTasksResult: [
    ['ImportImageTasks', 'importImageTaskSet', 'ImportImageTask', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  ImportImageTask: [
    ['Architecture', 'architecture', 'string'],
    ['Description', 'description', 'string'],
    ['Encrypted', 'encrypted', 'boolean'],
    ['Hypervisor', 'hypervisor', 'string'],
    ['ImageId', 'imageId', 'string'],
    ['ImportTaskId', 'importTaskId', 'string'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
    ['LicenseType', 'licenseType', 'string'],
    ['Platform', 'platform', 'string'],
    ['Progress', 'progress', 'string'],
    ['SnapshotDetails', 'snapshotDetailSet', 'SnapshotDetail', 'item'],
    ['Status', 'status', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['LicenseSpecifications', 'licenseSpecifications', 'ImportImageLicenseConfigurationResponse', 'item'],
    ['UsageOperation', 'usageOperation', 'string'],
    ['BootMode', 'bootMode', 'string'],
  ],
  SnapshotDetail: [
    ['Description', 'description', 'string'],
    ['DeviceName', 'deviceName', 'string'],
    ['DiskImageSize', 'diskImageSize', 'number'],
    ['Format', 'format', 'string'],
    ['Progress', 'progress', 'string'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['Status', 'status', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['Url', 'url', 'string'],
    ['UserBucket', 'userBucket', 'UserBucketDetails'],
  ],
  UserBucketDetails: [
    ['S3Bucket', 's3Bucket', 'string'],
    ['S3Key', 's3Key', 'string'],
  ],
  ImportImageLicenseConfigurationResponse: [
    ['LicenseConfigurationArn', 'licenseConfigurationArn', 'string'],
  ],
  DescribeImportSnapshotTasksResult: [
    ['ImportSnapshotTasks', 'importSnapshotTaskSet', 'ImportSnapshotTask', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  ImportSnapshotTask: [
    ['Description', 'description', 'string'],
    ['ImportTaskId', 'importTaskId', 'string'],
    ['SnapshotTaskDetail', 'snapshotTaskDetail', 'SnapshotTaskDetail'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  SnapshotTaskDetail: [
    ['Description', 'description', 'string'],
    ['DiskImageSize', 'diskImageSize', 'number'],
    ['Encrypted', 'encrypted', 'boolean'],
    ['Format', 'format', 'string'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
    ['Progress', 'progress', 'string'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['Status', 'status', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['Url', 'url', 'string'],
    ['UserBucket', 'userBucket', 'UserBucketDetails'],
  ],
  InstanceAttribute: [
    ['BlockDeviceMappings', 'blockDeviceMapping', 'InstanceBlockDeviceMapping', 'item'],
    ['DisableApiTermination', 'disableApiTermination', 'AttributeBooleanValue'],
    ['EnaSupport', 'enaSupport', 'AttributeBooleanValue'],
    ['EnclaveOptions', 'enclaveOptions', 'EnclaveOptions'],
    ['EbsOptimized', 'ebsOptimized', 'AttributeBooleanValue'],
    ['InstanceId', 'instanceId', 'string'],
    ['InstanceInitiatedShutdownBehavior', 'instanceInitiatedShutdownBehavior', 'AttributeValue'],
    ['InstanceType', 'instanceType', 'AttributeValue'],
    ['KernelId', 'kernel', 'AttributeValue'],
    ['ProductCodes', 'productCodes', 'ProductCode', 'item'],
    ['RamdiskId', 'ramdisk', 'AttributeValue'],
    ['RootDeviceName', 'rootDeviceName', 'AttributeValue'],
    ['SourceDestCheck', 'sourceDestCheck', 'AttributeBooleanValue'],
    ['SriovNetSupport', 'sriovNetSupport', 'AttributeValue'],
    ['UserData', 'userData', 'AttributeValue'],
    ['DisableApiStop', 'disableApiStop', 'AttributeBooleanValue'],
    ['Groups', 'groupSet', 'GroupIdentifier', 'item'],
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
  AttributeBooleanValue: [
    ['Value', 'value', 'boolean'],
  ],
  EnclaveOptions: [
    ['Enabled', 'enabled', 'boolean'],
  ],
  DescribeInstanceCreditSpecificationsResult: [
    ['InstanceCreditSpecifications', 'instanceCreditSpecificationSet', 'InstanceCreditSpecification', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  InstanceCreditSpecification: [
    ['InstanceId', 'instanceId', 'string'],
    ['CpuCredits', 'cpuCredits', 'string'],
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
  InstanceState: [
    ['Code', 'code', 'number'],
    ['Name', 'name', 'string'],
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
  InstanceStatusEvent: [
    ['InstanceEventId', 'instanceEventId', 'string'],
    ['Code', 'code', 'string'],
    ['Description', 'description', 'string'],
    ['NotAfter', 'notAfter', 'timestamp'],
    ['NotBefore', 'notBefore', 'timestamp'],
    ['NotBeforeDeadline', 'notBeforeDeadline', 'timestamp'],
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
  DescribeInstanceTypeOfferingsResult: [
    ['InstanceTypeOfferings', 'instanceTypeOfferingSet', 'InstanceTypeOffering', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  InstanceTypeOffering: [
    ['InstanceType', 'instanceType', 'string'],
    ['LocationType', 'locationType', 'string'],
    ['Location', 'location', 'string'],
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
  DescribeInternetGatewaysResult: [
    ['InternetGateways', 'internetGatewaySet', 'InternetGateway', 'item'],
    ['NextToken', 'nextToken', 'string'],
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
  DescribeLaunchTemplatesResult: [
    ['LaunchTemplates', 'launchTemplates', 'LaunchTemplate', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  DescribeLaunchTemplateVersionsResult: [
    ['LaunchTemplateVersions', 'launchTemplateVersionSet', 'LaunchTemplateVersion', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  DescribeManagedPrefixListsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['PrefixLists', 'prefixListSet', 'ManagedPrefixList', 'item'],
  ],
  ManagedPrefixList: [
    ['PrefixListId', 'prefixListId', 'string'],
    ['AddressFamily', 'addressFamily', 'string'],
    ['State', 'state', 'string'],
    ['StateMessage', 'stateMessage', 'string'],
    ['PrefixListArn', 'prefixListArn', 'string'],
    ['PrefixListName', 'prefixListName', 'string'],
    ['MaxEntries', 'maxEntries', 'number'],
    ['Version', 'version', 'number'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['OwnerId', 'ownerId', 'string'],
    ['IpamPrefixListResolverTargetId', 'ipamPrefixListResolverTargetId', 'string'],
    ['IpamPrefixListResolverSyncEnabled', 'ipamPrefixListResolverSyncEnabled', 'boolean'],
  ],
  DescribeNetworkAclsResult: [
    ['NetworkAcls', 'networkAclSet', 'NetworkAcl', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  NetworkAcl: [
    ['Associations', 'associationSet', 'NetworkAclAssociation', 'item'],
    ['Entries', 'entrySet', 'NetworkAclEntry', 'item'],
    ['IsDefault', 'default', 'boolean'],
    ['NetworkAclId', 'networkAclId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VpcId', 'vpcId', 'string'],
    ['OwnerId', 'ownerId', 'string'],
  ],
  NetworkAclAssociation: [
    ['NetworkAclAssociationId', 'networkAclAssociationId', 'string'],
    ['NetworkAclId', 'networkAclId', 'string'],
    ['SubnetId', 'subnetId', 'string'],
  ],
  NetworkAclEntry: [
    ['CidrBlock', 'cidrBlock', 'string'],
    ['Egress', 'egress', 'boolean'],
    ['IcmpTypeCode', 'icmpTypeCode', 'IcmpTypeCode'],
    ['Ipv6CidrBlock', 'ipv6CidrBlock', 'string'],
    ['PortRange', 'portRange', 'PortRange'],
    ['Protocol', 'protocol', 'string'],
    ['RuleAction', 'ruleAction', 'string'],
    ['RuleNumber', 'ruleNumber', 'number'],
  ],
  IcmpTypeCode: [
    ['Code', 'code', 'number'],
    ['Type', 'type', 'number'],
  ],
  PortRange: [
    ['From', 'from', 'number'],
    ['To', 'to', 'number'],
  ],
  DescribeNetworkInterfaceAttributeResult: [
    ['Attachment', 'attachment', 'NetworkInterfaceAttachment'],
    ['Description', 'description', 'AttributeValue'],
    ['Groups', 'groupSet', 'GroupIdentifier', 'item'],
    ['NetworkInterfaceId', 'networkInterfaceId', 'string'],
    ['SourceDestCheck', 'sourceDestCheck', 'AttributeBooleanValue'],
    ['AssociatePublicIpAddress', 'associatePublicIpAddress', 'boolean'],
  ],
  DescribeNetworkInterfacesResult: [
    ['NetworkInterfaces', 'networkInterfaceSet', 'NetworkInterface', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  DescribePlacementGroupsResult: [
    ['PlacementGroups', 'placementGroupSet', 'PlacementGroup', 'item'],
  ],
  DescribePrefixListsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['PrefixLists', 'prefixListSet', 'PrefixList', 'item'],
  ],
  PrefixList: [
    ['Cidrs', 'cidrSet', 'string', 'item'],
    ['PrefixListId', 'prefixListId', 'string'],
    ['PrefixListName', 'prefixListName', 'string'],
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
  DescribeRouteTablesResult: [
    ['RouteTables', 'routeTableSet', 'RouteTable', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  DescribeSecurityGroupReferencesResult: [
    ['SecurityGroupReferenceSet', 'securityGroupReferenceSet', 'SecurityGroupReference', 'item'],
  ],
  SecurityGroupReference: [
    ['GroupId', 'groupId', 'string'],
    ['ReferencingVpcId', 'referencingVpcId', 'string'],
    ['VpcPeeringConnectionId', 'vpcPeeringConnectionId', 'string'],
    ['TransitGatewayId', 'transitGatewayId', 'string'],
  ],
  DescribeSecurityGroupRulesResult: [
    ['SecurityGroupRules', 'securityGroupRuleSet', 'SecurityGroupRule', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  DescribeSecurityGroupsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['SecurityGroups', 'securityGroupInfo', 'SecurityGroup', 'item'],
  ],
  SecurityGroup: [
    ['GroupId', 'groupId', 'string'],
    ['IpPermissionsEgress', 'ipPermissionsEgress', 'IpPermission', 'item'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VpcId', 'vpcId', 'string'],
    ['SecurityGroupArn', 'securityGroupArn', 'string'],
    ['OwnerId', 'ownerId', 'string'],
    ['GroupName', 'groupName', 'string'],
    ['Description', 'groupDescription', 'string'],
    ['IpPermissions', 'ipPermissions', 'IpPermission', 'item'],
  ],
  IpPermission: [
    ['IpProtocol', 'ipProtocol', 'string'],
    ['FromPort', 'fromPort', 'number'],
    ['ToPort', 'toPort', 'number'],
    ['UserIdGroupPairs', 'groups', 'UserIdGroupPair', 'item'],
    ['IpRanges', 'ipRanges', 'IpRange', 'item'],
    ['Ipv6Ranges', 'ipv6Ranges', 'Ipv6Range', 'item'],
    ['PrefixListIds', 'prefixListIds', 'PrefixListId', 'item'],
  ],
  UserIdGroupPair: [
    ['Description', 'description', 'string'],
    ['UserId', 'userId', 'string'],
    ['GroupName', 'groupName', 'string'],
    ['GroupId', 'groupId', 'string'],
    ['VpcId', 'vpcId', 'string'],
    ['VpcPeeringConnectionId', 'vpcPeeringConnectionId', 'string'],
    ['PeeringStatus', 'peeringStatus', 'string'],
  ],
  IpRange: [
    ['Description', 'description', 'string'],
    ['CidrIp', 'cidrIp', 'string'],
  ],
  Ipv6Range: [
    ['Description', 'description', 'string'],
    ['CidrIpv6', 'cidrIpv6', 'string'],
  ],
  PrefixListId: [
    ['Description', 'description', 'string'],
    ['PrefixListId', 'prefixListId', 'string'],
  ],
  DescribeSnapshotAttributeResult: [
    ['ProductCodes', 'productCodes', 'ProductCode', 'item'],
    ['SnapshotId', 'snapshotId', 'string'],
    ['CreateVolumePermissions', 'createVolumePermission', 'CreateVolumePermission', 'item'],
  ],
  CreateVolumePermission: [
    ['UserId', 'userId', 'string'],
    ['Group', 'group', 'string'],
  ],
  DescribeSnapshotsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Snapshots', 'snapshotSet', 'Snapshot', 'item'],
  ],
  DescribeStaleSecurityGroupsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['StaleSecurityGroupSet', 'staleSecurityGroupSet', 'StaleSecurityGroup', 'item'],
  ],
  StaleSecurityGroup: [
    ['Description', 'description', 'string'],
    ['GroupId', 'groupId', 'string'],
    ['GroupName', 'groupName', 'string'],
    ['StaleIpPermissions', 'staleIpPermissions', 'StaleIpPermission', 'item'],
    ['StaleIpPermissionsEgress', 'staleIpPermissionsEgress', 'StaleIpPermission', 'item'],
    ['VpcId', 'vpcId', 'string'],
  ],
  StaleIpPermission: [
    ['FromPort', 'fromPort', 'number'],
    ['IpProtocol', 'ipProtocol', 'string'],
    ['IpRanges', 'ipRanges', 'string', 'item'],
    ['PrefixListIds', 'prefixListIds', 'string', 'item'],
    ['ToPort', 'toPort', 'number'],
    ['UserIdGroupPairs', 'groups', 'UserIdGroupPair', 'item'],
  ],
  DescribeStoreImageTasksResult: [
    ['StoreImageTaskResults', 'storeImageTaskResultSet', 'StoreImageTaskResult', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  StoreImageTaskResult: [
    ['AmiId', 'amiId', 'string'],
    ['TaskStartTime', 'taskStartTime', 'timestamp'],
    ['Bucket', 'bucket', 'string'],
    ['S3objectKey', 's3objectKey', 'string'],
    ['ProgressPercentage', 'progressPercentage', 'number'],
    ['StoreTaskState', 'storeTaskState', 'string'],
    ['StoreTaskFailureReason', 'storeTaskFailureReason', 'string'],
  ],
  DescribeSubnetsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Subnets', 'subnetSet', 'Subnet', 'item'],
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
  DescribeVolumeAttributeResult: [
    ['AutoEnableIO', 'autoEnableIO', 'AttributeBooleanValue'],
    ['ProductCodes', 'productCodes', 'ProductCode', 'item'],
    ['VolumeId', 'volumeId', 'string'],
  ],
  DescribeVolumesResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Volumes', 'volumeSet', 'Volume', 'item'],
  ],
  DescribeVolumesModificationsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['VolumesModifications', 'volumeModificationSet', 'VolumeModification', 'item'],
  ],
  VolumeModification: [
    ['VolumeId', 'volumeId', 'string'],
    ['ModificationState', 'modificationState', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['TargetSize', 'targetSize', 'number'],
    ['TargetIops', 'targetIops', 'number'],
    ['TargetVolumeType', 'targetVolumeType', 'string'],
    ['TargetThroughput', 'targetThroughput', 'number'],
    ['TargetMultiAttachEnabled', 'targetMultiAttachEnabled', 'boolean'],
    ['OriginalSize', 'originalSize', 'number'],
    ['OriginalIops', 'originalIops', 'number'],
    ['OriginalVolumeType', 'originalVolumeType', 'string'],
    ['OriginalThroughput', 'originalThroughput', 'number'],
    ['OriginalMultiAttachEnabled', 'originalMultiAttachEnabled', 'boolean'],
    ['Progress', 'progress', 'number'],
    ['StartTime', 'startTime', 'timestamp'],
    ['EndTime', 'endTime', 'timestamp'],
    ['Operator', 'operator', 'OperatorResponse'],
  ],
  DescribeVolumeStatusResult: [
    ['NextToken', 'nextToken', 'string'],
    ['VolumeStatuses', 'volumeStatusSet', 'VolumeStatusItem', 'item'],
  ],
  VolumeStatusItem: [
    ['Actions', 'actionsSet', 'VolumeStatusAction', 'item'],
    ['AvailabilityZone', 'availabilityZone', 'string'],
    ['OutpostArn', 'outpostArn', 'string'],
    ['Events', 'eventsSet', 'VolumeStatusEvent', 'item'],
    ['VolumeId', 'volumeId', 'string'],
    ['VolumeStatus', 'volumeStatus', 'VolumeStatusInfo'],
    ['AttachmentStatuses', 'attachmentStatuses', 'VolumeStatusAttachmentStatus', 'item'],
    ['InitializationStatusDetails', 'initializationStatusDetails', 'InitializationStatusDetails'],
    ['AvailabilityZoneId', 'availabilityZoneId', 'string'],
    ['Operator', 'operator', 'OperatorResponse'],
  ],
  VolumeStatusAction: [
    ['Code', 'code', 'string'],
    ['Description', 'description', 'string'],
    ['EventId', 'eventId', 'string'],
    ['EventType', 'eventType', 'string'],
  ],
  VolumeStatusEvent: [
    ['Description', 'description', 'string'],
    ['EventId', 'eventId', 'string'],
    ['EventType', 'eventType', 'string'],
    ['NotAfter', 'notAfter', 'timestamp'],
    ['NotBefore', 'notBefore', 'timestamp'],
    ['InstanceId', 'instanceId', 'string'],
  ],
  VolumeStatusInfo: [
    ['Details', 'details', 'VolumeStatusDetails', 'item'],
    ['Status', 'status', 'string'],
  ],
  VolumeStatusDetails: [
    ['Name', 'name', 'string'],
    ['Status', 'status', 'string'],
  ],
  VolumeStatusAttachmentStatus: [
    ['IoPerformance', 'ioPerformance', 'string'],
    ['InstanceId', 'instanceId', 'string'],
  ],
  InitializationStatusDetails: [
    ['InitializationType', 'initializationType', 'string'],
    ['Progress', 'progress', 'number'],
    ['EstimatedTimeToCompleteInSeconds', 'estimatedTimeToCompleteInSeconds', 'number'],
  ],
  DescribeVpcAttributeResult: [
    ['EnableDnsHostnames', 'enableDnsHostnames', 'AttributeBooleanValue'],
    ['EnableDnsSupport', 'enableDnsSupport', 'AttributeBooleanValue'],
    ['EnableNetworkAddressUsageMetrics', 'enableNetworkAddressUsageMetrics', 'AttributeBooleanValue'],
    ['VpcId', 'vpcId', 'string'],
  ],
  DescribeVpcClassicLinkResult: [
    ['Vpcs', 'vpcSet', 'VpcClassicLink', 'item'],
  ],
  VpcClassicLink: [
    ['ClassicLinkEnabled', 'classicLinkEnabled', 'boolean'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['VpcId', 'vpcId', 'string'],
  ],
  DescribeVpcClassicLinkDnsSupportResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Vpcs', 'vpcs', 'ClassicLinkDnsSupport', 'item'],
  ],
  ClassicLinkDnsSupport: [
    ['ClassicLinkDnsSupported', 'classicLinkDnsSupported', 'boolean'],
    ['VpcId', 'vpcId', 'string'],
  ],
  DescribeVpcEndpointsResult: [
    ['VpcEndpoints', 'vpcEndpointSet', 'VpcEndpoint', 'item'],
    ['NextToken', 'nextToken', 'string'],
  ],
  VpcEndpoint: [
    ['VpcEndpointId', 'vpcEndpointId', 'string'],
    ['VpcEndpointType', 'vpcEndpointType', 'string'],
    ['VpcId', 'vpcId', 'string'],
    ['ServiceName', 'serviceName', 'string'],
    ['State', 'state', 'string'],
    ['PolicyDocument', 'policyDocument', 'string'],
    ['RouteTableIds', 'routeTableIdSet', 'string', 'item'],
    ['SubnetIds', 'subnetIdSet', 'string', 'item'],
    ['Groups', 'groupSet', 'SecurityGroupIdentifier', 'item'],
    ['IpAddressType', 'ipAddressType', 'string'],
    ['DnsOptions', 'dnsOptions', 'DnsOptions'],
    ['PrivateDnsEnabled', 'privateDnsEnabled', 'boolean'],
    ['RequesterManaged', 'requesterManaged', 'boolean'],
    ['NetworkInterfaceIds', 'networkInterfaceIdSet', 'string', 'item'],
    ['DnsEntries', 'dnsEntrySet', 'DnsEntry', 'item'],
    ['CreationTimestamp', 'creationTimestamp', 'timestamp'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['OwnerId', 'ownerId', 'string'],
    ['LastError', 'lastError', 'LastError'],
    ['Ipv4Prefixes', 'ipv4PrefixSet', 'SubnetIpPrefixes', 'item'],
    ['Ipv6Prefixes', 'ipv6PrefixSet', 'SubnetIpPrefixes', 'item'],
    ['FailureReason', 'failureReason', 'string'],
    ['ServiceNetworkArn', 'serviceNetworkArn', 'string'],
    ['ResourceConfigurationArn', 'resourceConfigurationArn', 'string'],
    ['ServiceRegion', 'serviceRegion', 'string'],
    ['PayerResponsibilities', 'payerResponsibilitySet', 'PayerResponsibilityEntry', 'item'],
  ],
  SecurityGroupIdentifier: [
    ['GroupId', 'groupId', 'string'],
    ['GroupName', 'groupName', 'string'],
  ],
  DnsOptions: [
    ['DnsRecordIpType', 'dnsRecordIpType', 'string'],
    ['PrivateDnsOnlyForInboundResolverEndpoint', 'privateDnsOnlyForInboundResolverEndpoint', 'boolean'],
    ['PrivateDnsPreference', 'privateDnsPreference', 'string'],
    ['PrivateDnsSpecifiedDomains', 'privateDnsSpecifiedDomainSet', 'string', 'item'],
  ],
  DnsEntry: [
    ['DnsName', 'dnsName', 'string'],
    ['HostedZoneId', 'hostedZoneId', 'string'],
  ],
  LastError: [
    ['Message', 'message', 'string'],
    ['Code', 'code', 'string'],
  ],
  SubnetIpPrefixes: [
    ['SubnetId', 'subnetId', 'string'],
    ['IpPrefixes', 'ipPrefixSet', 'string', 'item'],
  ],
  PayerResponsibilityEntry: [
    ['Scope', 'scope', 'string'],
    ['PayerResponsibilityType', 'payerResponsibilityType', 'string'],
  ],
  DescribeVpcsResult: [
    ['NextToken', 'nextToken', 'string'],
    ['Vpcs', 'vpcSet', 'Vpc', 'item'],
  ],
  DisableSerialConsoleAccessResult: [
    ['SerialConsoleAccessEnabled', 'serialConsoleAccessEnabled', 'boolean'],
  ],
  DisassociateIamInstanceProfileResult: [
    ['IamInstanceProfileAssociation', 'iamInstanceProfileAssociation', 'IamInstanceProfileAssociation'],
  ],
  EnableSerialConsoleAccessResult: [
    ['SerialConsoleAccessEnabled', 'serialConsoleAccessEnabled', 'boolean'],
  ],
  ExportImageResult: [
    ['Description', 'description', 'string'],
    ['DiskImageFormat', 'diskImageFormat', 'string'],
    ['ExportImageTaskId', 'exportImageTaskId', 'string'],
    ['ImageId', 'imageId', 'string'],
    ['RoleName', 'roleName', 'string'],
    ['Progress', 'progress', 'string'],
    ['S3ExportLocation', 's3ExportLocation', 'ExportTaskS3Location'],
    ['Status', 'status', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  GetConsoleOutputResult: [
    ['InstanceId', 'instanceId', 'string'],
    ['Timestamp', 'timestamp', 'timestamp'],
    ['Output', 'output', 'string'],
  ],
  GetConsoleScreenshotResult: [
    ['ImageData', 'imageData', 'string'],
    ['InstanceId', 'instanceId', 'string'],
  ],
  GetEbsEncryptionByDefaultResult: [
    ['EbsEncryptionByDefault', 'ebsEncryptionByDefault', 'boolean'],
    ['SseType', 'sseType', 'string'],
  ],
  GetInstanceMetadataDefaultsResult: [
    ['AccountLevel', 'accountLevel', 'InstanceMetadataDefaultsResponse'],
  ],
  InstanceMetadataDefaultsResponse: [
    ['HttpTokens', 'httpTokens', 'string'],
    ['HttpPutResponseHopLimit', 'httpPutResponseHopLimit', 'number'],
    ['HttpEndpoint', 'httpEndpoint', 'string'],
    ['InstanceMetadataTags', 'instanceMetadataTags', 'string'],
    ['ManagedBy', 'managedBy', 'string'],
    ['ManagedExceptionMessage', 'managedExceptionMessage', 'string'],
    ['HttpTokensEnforced', 'httpTokensEnforced', 'string'],
  ],
  GetPasswordDataResult: [
    ['InstanceId', 'instanceId', 'string'],
    ['Timestamp', 'timestamp', 'timestamp'],
    ['PasswordData', 'passwordData', 'string'],
  ],
  GetSerialConsoleAccessStatusResult: [
    ['SerialConsoleAccessEnabled', 'serialConsoleAccessEnabled', 'boolean'],
    ['ManagedBy', 'managedBy', 'string'],
  ],
  ImportImageResult: [
    ['Architecture', 'architecture', 'string'],
    ['Description', 'description', 'string'],
    ['Encrypted', 'encrypted', 'boolean'],
    ['Hypervisor', 'hypervisor', 'string'],
    ['ImageId', 'imageId', 'string'],
    ['ImportTaskId', 'importTaskId', 'string'],
    ['KmsKeyId', 'kmsKeyId', 'string'],
    ['LicenseType', 'licenseType', 'string'],
    ['Platform', 'platform', 'string'],
    ['Progress', 'progress', 'string'],
    ['SnapshotDetails', 'snapshotDetailSet', 'SnapshotDetail', 'item'],
    ['Status', 'status', 'string'],
    ['StatusMessage', 'statusMessage', 'string'],
    ['LicenseSpecifications', 'licenseSpecifications', 'ImportImageLicenseConfigurationResponse', 'item'],
    ['Tags', 'tagSet', 'Tag', 'item'],
    ['UsageOperation', 'usageOperation', 'string'],
  ],
  ImportKeyPairResult: [
    ['KeyFingerprint', 'keyFingerprint', 'string'],
    ['KeyName', 'keyName', 'string'],
    ['KeyPairId', 'keyPairId', 'string'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  ImportSnapshotResult: [
    ['Description', 'description', 'string'],
    ['ImportTaskId', 'importTaskId', 'string'],
    ['SnapshotTaskDetail', 'snapshotTaskDetail', 'SnapshotTaskDetail'],
    ['Tags', 'tagSet', 'Tag', 'item'],
  ],
  ModifyInstanceMetadataOptionsResult: [
    ['InstanceId', 'instanceId', 'string'],
    ['InstanceMetadataOptions', 'instanceMetadataOptions', 'InstanceMetadataOptionsResponse'],
  ],
  ModifyInstancePlacementResult: [
    ['Return', 'return', 'boolean'],
  ],
  ModifyLaunchTemplateResult: [
    ['LaunchTemplate', 'launchTemplate', 'LaunchTemplate'],
  ],
  ModifySecurityGroupRulesResult: [
    ['Return', 'return', 'boolean'],
  ],
  ModifyVolumeResult: [
    ['VolumeModification', 'volumeModification', 'VolumeModification'],
  ],
  MonitorInstancesResult: [
    ['InstanceMonitorings', 'instancesSet', 'InstanceMonitoring', 'item'],
  ],
  InstanceMonitoring: [
    ['InstanceId', 'instanceId', 'string'],
    ['Monitoring', 'monitoring', 'Monitoring'],
  ],
  RegisterImageResult: [
    ['ImageId', 'imageId', 'string'],
  ],
  ReplaceIamInstanceProfileAssociationResult: [
    ['IamInstanceProfileAssociation', 'iamInstanceProfileAssociation', 'IamInstanceProfileAssociation'],
  ],
  ReplaceRouteTableAssociationResult: [
    ['NewAssociationId', 'newAssociationId', 'string'],
    ['AssociationState', 'associationState', 'RouteTableAssociationState'],
  ],
  RevokeSecurityGroupEgressResult: [
    ['Return', 'return', 'boolean'],
    ['UnknownIpPermissions', 'unknownIpPermissionSet', 'IpPermission', 'item'],
    ['RevokedSecurityGroupRules', 'revokedSecurityGroupRuleSet', 'RevokedSecurityGroupRule', 'item'],
  ],
  RevokedSecurityGroupRule: [
    ['SecurityGroupRuleId', 'securityGroupRuleId', 'string'],
    ['GroupId', 'groupId', 'string'],
    ['IsEgress', 'isEgress', 'boolean'],
    ['IpProtocol', 'ipProtocol', 'string'],
    ['FromPort', 'fromPort', 'number'],
    ['ToPort', 'toPort', 'number'],
    ['CidrIpv4', 'cidrIpv4', 'string'],
    ['CidrIpv6', 'cidrIpv6', 'string'],
    ['PrefixListId', 'prefixListId', 'string'],
    ['ReferencedGroupId', 'referencedGroupId', 'string'],
    ['Description', 'description', 'string'],
  ],
  RevokeSecurityGroupIngressResult: [
    ['Return', 'return', 'boolean'],
    ['UnknownIpPermissions', 'unknownIpPermissionSet', 'IpPermission', 'item'],
    ['RevokedSecurityGroupRules', 'revokedSecurityGroupRuleSet', 'RevokedSecurityGroupRule', 'item'],
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
  UnmonitorInstancesResult: [
    ['InstanceMonitorings', 'instancesSet', 'InstanceMonitoring', 'item'],
  ],
  UpdateSecurityGroupRuleDescriptionsEgressResult: [
    ['Return', 'return', 'boolean'],
  ],
  UpdateSecurityGroupRuleDescriptionsIngressResult: [
    ['Return', 'return', 'boolean'],
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

export interface AllocateAddressRequestInput {
  readonly Domain?: string | undefined
  readonly Address?: string | undefined
  readonly PublicIpv4Pool?: string | undefined
  readonly NetworkBorderGroup?: string | undefined
  readonly CustomerOwnedIpv4Pool?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly IpamPoolId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface AssociateAddressRequestInput {
  readonly AllocationId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly PublicIp?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly AllowReassociation?: boolean | undefined
}

export interface IamInstanceProfileSpecificationInput {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
}

export interface AssociateIamInstanceProfileRequestInput {
  readonly IamInstanceProfile?: IamInstanceProfileSpecificationInput | undefined
  readonly InstanceId?: string | undefined
}

export interface AssociateRouteTableRequestInput {
  readonly RouteTableId?: string | undefined
  readonly GatewayId?: string | undefined
  readonly PublicIpv4Pool?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly SubnetId?: string | undefined
}

export interface AttachInternetGatewayRequestInput {
  readonly InternetGatewayId?: string | undefined
  readonly VpcId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface EnaSrdUdpSpecificationInput {
  readonly EnaSrdUdpEnabled?: boolean | undefined
}

export interface EnaSrdSpecificationInput {
  readonly EnaSrdEnabled?: boolean | undefined
  readonly EnaSrdUdpSpecification?: EnaSrdUdpSpecificationInput | undefined
}

export interface AttachNetworkInterfaceRequestInput {
  readonly NetworkInterfaceId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly DeviceIndex?: number | undefined
  readonly NetworkCardIndex?: number | undefined
  readonly EnaSrdSpecification?: EnaSrdSpecificationInput | undefined
  readonly EnaQueueCount?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface AttachVolumeRequestInput {
  readonly Device?: string | undefined
  readonly InstanceId?: string | undefined
  readonly VolumeId?: string | undefined
  readonly EbsCardIndex?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface UserIdGroupPairInput {
  readonly Description?: string | undefined
  readonly UserId?: string | undefined
  readonly GroupName?: string | undefined
  readonly GroupId?: string | undefined
  readonly VpcId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly PeeringStatus?: string | undefined
}

export interface IpRangeInput {
  readonly Description?: string | undefined
  readonly CidrIp?: string | undefined
}

export interface Ipv6RangeInput {
  readonly Description?: string | undefined
  readonly CidrIpv6?: string | undefined
}

export interface PrefixListIdInput {
  readonly Description?: string | undefined
  readonly PrefixListId?: string | undefined
}

export interface IpPermissionInput {
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly UserIdGroupPairs?: readonly UserIdGroupPairInput[] | undefined
  readonly IpRanges?: readonly IpRangeInput[] | undefined
  readonly Ipv6Ranges?: readonly Ipv6RangeInput[] | undefined
  readonly PrefixListIds?: readonly PrefixListIdInput[] | undefined
}

export interface AuthorizeSecurityGroupEgressRequestInput {
  readonly GroupId?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIp?: string | undefined
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
}

export interface AuthorizeSecurityGroupIngressRequestInput {
  readonly CidrIp?: string | undefined
  readonly FromPort?: number | undefined
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
  readonly IpProtocol?: string | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
  readonly ToPort?: number | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CancelImportTaskRequestInput {
  readonly CancelReason?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly ImportTaskId?: string | undefined
}

export interface CopyImageRequestInput {
  readonly Name?: string | undefined
  readonly SourceImageId?: string | undefined
  readonly SourceRegion?: string | undefined
  readonly ClientToken?: string | undefined
  readonly Description?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly KmsKeyId?: string | undefined
  readonly DestinationOutpostArn?: string | undefined
  readonly CopyImageTags?: boolean | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly SnapshotCopyCompletionDurationMinutes?: number | undefined
  readonly DestinationAvailabilityZone?: string | undefined
  readonly DestinationAvailabilityZoneId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface CopySnapshotRequestInput {
  readonly SourceRegion?: string | undefined
  readonly SourceSnapshotId?: string | undefined
  readonly Description?: string | undefined
  readonly DestinationOutpostArn?: string | undefined
  readonly DestinationRegion?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly KmsKeyId?: string | undefined
  readonly PresignedUrl?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly CompletionDurationMinutes?: number | undefined
  readonly DestinationAvailabilityZone?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateDefaultSubnetRequestInput {
  readonly AvailabilityZone?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly Ipv6Native?: boolean | undefined
  readonly AvailabilityZoneId?: string | undefined
}

export interface CreateDefaultVpcRequestInput {
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

export interface CreateImageRequestInput {
  readonly InstanceId?: string | undefined
  readonly Name?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly SnapshotLocation?: string | undefined
  readonly BootModeOverride?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly Description?: string | undefined
  readonly NoReboot?: boolean | undefined
  readonly BlockDeviceMappings?: readonly BlockDeviceMappingInput[] | undefined
}

export interface CreateInternetGatewayRequestInput {
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateKeyPairRequestInput {
  readonly KeyName?: string | undefined
  readonly KeyType?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly KeyFormat?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface LaunchTemplateIamInstanceProfileSpecificationRequestInput {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
}

export interface LaunchTemplateEbsBlockDeviceRequestInput {
  readonly Encrypted?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Iops?: number | undefined
  readonly KmsKeyId?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly VolumeSize?: number | undefined
  readonly VolumeType?: string | undefined
  readonly Throughput?: number | undefined
  readonly VolumeInitializationRate?: number | undefined
  readonly EbsCardIndex?: number | undefined
}

export interface LaunchTemplateBlockDeviceMappingRequestInput {
  readonly DeviceName?: string | undefined
  readonly VirtualName?: string | undefined
  readonly Ebs?: LaunchTemplateEbsBlockDeviceRequestInput | undefined
  readonly NoDevice?: string | undefined
}

export interface InstanceIpv6AddressRequestInput {
  readonly Ipv6Address?: string | undefined
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

export interface LaunchTemplateInstanceNetworkInterfaceSpecificationRequestInput {
  readonly AssociateCarrierIpAddress?: boolean | undefined
  readonly AssociatePublicIpAddress?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Description?: string | undefined
  readonly DeviceIndex?: number | undefined
  readonly Groups?: readonly string[] | undefined
  readonly InterfaceType?: string | undefined
  readonly Ipv6AddressCount?: number | undefined
  readonly Ipv6Addresses?: readonly InstanceIpv6AddressRequestInput[] | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly PrivateIpAddresses?: readonly PrivateIpAddressSpecificationInput[] | undefined
  readonly SecondaryPrivateIpAddressCount?: number | undefined
  readonly SubnetId?: string | undefined
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

export interface LaunchTemplatesMonitoringRequestInput {
  readonly Enabled?: boolean | undefined
  readonly MetricCategoryIds?: readonly string[] | undefined
}

export interface LaunchTemplatePlacementRequestInput {
  readonly AvailabilityZone?: string | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly Affinity?: string | undefined
  readonly GroupName?: string | undefined
  readonly HostId?: string | undefined
  readonly Tenancy?: string | undefined
  readonly SpreadDomain?: string | undefined
  readonly HostResourceGroupArn?: string | undefined
  readonly PartitionNumber?: number | undefined
  readonly GroupId?: string | undefined
}

export interface LaunchTemplateTagSpecificationRequestInput {
  readonly ResourceType?: string | undefined
  readonly Tags?: readonly TagInput[] | undefined
}

export interface ElasticGpuSpecificationInput {
  readonly Type?: string | undefined
}

export interface LaunchTemplateElasticInferenceAcceleratorInput {
  readonly Type?: string | undefined
  readonly Count?: number | undefined
}

export interface LaunchTemplateSpotMarketOptionsRequestInput {
  readonly MaxPrice?: string | undefined
  readonly SpotInstanceType?: string | undefined
  readonly BlockDurationMinutes?: number | undefined
  readonly ValidUntil?: Date | undefined
  readonly InstanceInterruptionBehavior?: string | undefined
}

export interface LaunchTemplateInstanceMarketOptionsRequestInput {
  readonly MarketType?: string | undefined
  readonly SpotOptions?: LaunchTemplateSpotMarketOptionsRequestInput | undefined
}

export interface CreditSpecificationRequestInput {
  readonly CpuCredits?: string | undefined
}

export interface LaunchTemplateCpuOptionsRequestInput {
  readonly CoreCount?: number | undefined
  readonly ThreadsPerCore?: number | undefined
  readonly AmdSevSnp?: string | undefined
  readonly NestedVirtualization?: string | undefined
}

export interface CapacityReservationTargetInput {
  readonly CapacityReservationId?: string | undefined
  readonly CapacityReservationResourceGroupArn?: string | undefined
}

export interface LaunchTemplateCapacityReservationSpecificationRequestInput {
  readonly CapacityReservationPreference?: string | undefined
  readonly CapacityReservationTarget?: CapacityReservationTargetInput | undefined
}

export interface LaunchTemplateLicenseConfigurationRequestInput {
  readonly LicenseConfigurationArn?: string | undefined
}

export interface LaunchTemplateHibernationOptionsRequestInput {
  readonly Configured?: boolean | undefined
}

export interface LaunchTemplateInstanceMetadataOptionsRequestInput {
  readonly HttpTokens?: string | undefined
  readonly HttpPutResponseHopLimit?: number | undefined
  readonly HttpEndpoint?: string | undefined
  readonly HttpProtocolIpv6?: string | undefined
  readonly InstanceMetadataTags?: string | undefined
}

export interface LaunchTemplateEnclaveOptionsRequestInput {
  readonly Enabled?: boolean | undefined
}

export interface VCpuCountRangeRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface MemoryMiBRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface MemoryGiBPerVCpuRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface NetworkInterfaceCountRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface TotalLocalStorageGBRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface BaselineEbsBandwidthMbpsRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface AcceleratorCountRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface AcceleratorTotalMemoryMiBRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface NetworkBandwidthGbpsRequestInput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface PerformanceFactorReferenceRequestInput {
  readonly InstanceFamily?: string | undefined
}

export interface CpuPerformanceFactorRequestInput {
  readonly References?: readonly PerformanceFactorReferenceRequestInput[] | undefined
}

export interface BaselinePerformanceFactorsRequestInput {
  readonly Cpu?: CpuPerformanceFactorRequestInput | undefined
}

export interface InstanceRequirementsRequestInput {
  readonly VCpuCount?: VCpuCountRangeRequestInput | undefined
  readonly MemoryMiB?: MemoryMiBRequestInput | undefined
  readonly CpuManufacturers?: readonly string[] | undefined
  readonly MemoryGiBPerVCpu?: MemoryGiBPerVCpuRequestInput | undefined
  readonly ExcludedInstanceTypes?: readonly string[] | undefined
  readonly InstanceGenerations?: readonly string[] | undefined
  readonly SpotMaxPricePercentageOverLowestPrice?: number | undefined
  readonly OnDemandMaxPricePercentageOverLowestPrice?: number | undefined
  readonly BareMetal?: string | undefined
  readonly BurstablePerformance?: string | undefined
  readonly RequireHibernateSupport?: boolean | undefined
  readonly NetworkInterfaceCount?: NetworkInterfaceCountRequestInput | undefined
  readonly LocalStorage?: string | undefined
  readonly LocalStorageTypes?: readonly string[] | undefined
  readonly TotalLocalStorageGB?: TotalLocalStorageGBRequestInput | undefined
  readonly BaselineEbsBandwidthMbps?: BaselineEbsBandwidthMbpsRequestInput | undefined
  readonly AcceleratorTypes?: readonly string[] | undefined
  readonly AcceleratorCount?: AcceleratorCountRequestInput | undefined
  readonly AcceleratorManufacturers?: readonly string[] | undefined
  readonly AcceleratorNames?: readonly string[] | undefined
  readonly AcceleratorTotalMemoryMiB?: AcceleratorTotalMemoryMiBRequestInput | undefined
  readonly NetworkBandwidthGbps?: NetworkBandwidthGbpsRequestInput | undefined
  readonly AllowedInstanceTypes?: readonly string[] | undefined
  readonly MaxSpotPriceAsPercentageOfOptimalOnDemandPrice?: number | undefined
  readonly BaselinePerformanceFactors?: BaselinePerformanceFactorsRequestInput | undefined
  readonly RequireEncryptionInTransit?: boolean | undefined
}

export interface LaunchTemplatePrivateDnsNameOptionsRequestInput {
  readonly HostnameType?: string | undefined
  readonly EnableResourceNameDnsARecord?: boolean | undefined
  readonly EnableResourceNameDnsAAAARecord?: boolean | undefined
}

export interface LaunchTemplateInstanceMaintenanceOptionsRequestInput {
  readonly AutoRecovery?: string | undefined
}

export interface OperatorRequestInput {
  readonly Principal?: string | undefined
}

export interface LaunchTemplateNetworkPerformanceOptionsRequestInput {
  readonly BandwidthWeighting?: string | undefined
}

export interface SecondaryInterfacePrivateIpAddressSpecificationRequestInput {
  readonly PrivateIpAddress?: string | undefined
}

export interface LaunchTemplateInstanceSecondaryInterfaceSpecificationRequestInput {
  readonly DeleteOnTermination?: boolean | undefined
  readonly DeviceIndex?: number | undefined
  readonly PrivateIpAddresses?: readonly SecondaryInterfacePrivateIpAddressSpecificationRequestInput[] | undefined
  readonly PrivateIpAddressCount?: number | undefined
  readonly SecondarySubnetId?: string | undefined
  readonly InterfaceType?: string | undefined
  readonly NetworkCardIndex?: number | undefined
}

export interface RequestLaunchTemplateDataInput {
  readonly KernelId?: string | undefined
  readonly EbsOptimized?: boolean | undefined
  readonly IamInstanceProfile?: LaunchTemplateIamInstanceProfileSpecificationRequestInput | undefined
  readonly BlockDeviceMappings?: readonly LaunchTemplateBlockDeviceMappingRequestInput[] | undefined
  readonly NetworkInterfaces?: readonly LaunchTemplateInstanceNetworkInterfaceSpecificationRequestInput[] | undefined
  readonly ImageId?: string | undefined
  readonly InstanceType?: string | undefined
  readonly KeyName?: string | undefined
  readonly Monitoring?: LaunchTemplatesMonitoringRequestInput | undefined
  readonly Placement?: LaunchTemplatePlacementRequestInput | undefined
  readonly RamDiskId?: string | undefined
  readonly DisableApiTermination?: boolean | undefined
  readonly InstanceInitiatedShutdownBehavior?: string | undefined
  readonly UserData?: string | undefined
  readonly TagSpecifications?: readonly LaunchTemplateTagSpecificationRequestInput[] | undefined
  readonly ElasticGpuSpecifications?: readonly ElasticGpuSpecificationInput[] | undefined
  readonly ElasticInferenceAccelerators?: readonly LaunchTemplateElasticInferenceAcceleratorInput[] | undefined
  readonly SecurityGroupIds?: readonly string[] | undefined
  readonly SecurityGroups?: readonly string[] | undefined
  readonly InstanceMarketOptions?: LaunchTemplateInstanceMarketOptionsRequestInput | undefined
  readonly CreditSpecification?: CreditSpecificationRequestInput | undefined
  readonly CpuOptions?: LaunchTemplateCpuOptionsRequestInput | undefined
  readonly CapacityReservationSpecification?: LaunchTemplateCapacityReservationSpecificationRequestInput | undefined
  readonly LicenseSpecifications?: readonly LaunchTemplateLicenseConfigurationRequestInput[] | undefined
  readonly HibernationOptions?: LaunchTemplateHibernationOptionsRequestInput | undefined
  readonly MetadataOptions?: LaunchTemplateInstanceMetadataOptionsRequestInput | undefined
  readonly EnclaveOptions?: LaunchTemplateEnclaveOptionsRequestInput | undefined
  readonly InstanceRequirements?: InstanceRequirementsRequestInput | undefined
  readonly PrivateDnsNameOptions?: LaunchTemplatePrivateDnsNameOptionsRequestInput | undefined
  readonly MaintenanceOptions?: LaunchTemplateInstanceMaintenanceOptionsRequestInput | undefined
  readonly DisableApiStop?: boolean | undefined
  readonly Operator?: OperatorRequestInput | undefined
  readonly NetworkPerformanceOptions?: LaunchTemplateNetworkPerformanceOptionsRequestInput | undefined
  readonly SecondaryInterfaces?: readonly LaunchTemplateInstanceSecondaryInterfaceSpecificationRequestInput[] | undefined
}

export interface CreateLaunchTemplateRequestInput {
  readonly LaunchTemplateName?: string | undefined
  readonly LaunchTemplateData?: RequestLaunchTemplateDataInput | undefined
  readonly DryRun?: boolean | undefined
  readonly ClientToken?: string | undefined
  readonly VersionDescription?: string | undefined
  readonly Operator?: OperatorRequestInput | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
}

export interface CreateLaunchTemplateVersionRequestInput {
  readonly LaunchTemplateData?: RequestLaunchTemplateDataInput | undefined
  readonly DryRun?: boolean | undefined
  readonly ClientToken?: string | undefined
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly SourceVersion?: string | undefined
  readonly VersionDescription?: string | undefined
  readonly ResolveAlias?: boolean | undefined
}

export interface InstanceIpv6AddressInput {
  readonly Ipv6Address?: string | undefined
  readonly IsPrimaryIpv6?: boolean | undefined
}

export interface CreateNetworkInterfaceRequestInput {
  readonly SubnetId?: string | undefined
  readonly Ipv4Prefixes?: readonly Ipv4PrefixSpecificationRequestInput[] | undefined
  readonly Ipv4PrefixCount?: number | undefined
  readonly Ipv6Prefixes?: readonly Ipv6PrefixSpecificationRequestInput[] | undefined
  readonly Ipv6PrefixCount?: number | undefined
  readonly InterfaceType?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly ClientToken?: string | undefined
  readonly EnablePrimaryIpv6?: boolean | undefined
  readonly ConnectionTrackingSpecification?: ConnectionTrackingSpecificationRequestInput | undefined
  readonly Operator?: OperatorRequestInput | undefined
  readonly Description?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly Groups?: readonly string[] | undefined
  readonly PrivateIpAddresses?: readonly PrivateIpAddressSpecificationInput[] | undefined
  readonly SecondaryPrivateIpAddressCount?: number | undefined
  readonly Ipv6Addresses?: readonly InstanceIpv6AddressInput[] | undefined
  readonly Ipv6AddressCount?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreatePlacementGroupRequestInput {
  readonly PartitionCount?: number | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly SpreadLevel?: string | undefined
  readonly LinkedGroupId?: string | undefined
  readonly Operator?: OperatorRequestInput | undefined
  readonly ParentGroupId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly GroupName?: string | undefined
  readonly Strategy?: string | undefined
}

export interface CreateRestoreImageTaskRequestInput {
  readonly Bucket?: string | undefined
  readonly ObjectKey?: string | undefined
  readonly Name?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateRouteRequestInput {
  readonly RouteTableId?: string | undefined
  readonly DestinationPrefixListId?: string | undefined
  readonly VpcEndpointId?: string | undefined
  readonly TransitGatewayId?: string | undefined
  readonly LocalGatewayId?: string | undefined
  readonly CarrierGatewayId?: string | undefined
  readonly CoreNetworkArn?: string | undefined
  readonly OdbNetworkArn?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly DestinationCidrBlock?: string | undefined
  readonly GatewayId?: string | undefined
  readonly DestinationIpv6CidrBlock?: string | undefined
  readonly EgressOnlyInternetGatewayId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly NatGatewayId?: string | undefined
}

export interface CreateRouteTableRequestInput {
  readonly VpcId?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly ClientToken?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateSecurityGroupRequestInput {
  readonly Description?: string | undefined
  readonly GroupName?: string | undefined
  readonly VpcId?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateSnapshotRequestInput {
  readonly VolumeId?: string | undefined
  readonly Description?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly Location?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface S3ObjectTagInput {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export interface CreateStoreImageTaskRequestInput {
  readonly ImageId?: string | undefined
  readonly Bucket?: string | undefined
  readonly S3ObjectTags?: readonly S3ObjectTagInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateSubnetRequestInput {
  readonly VpcId?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly AvailabilityZone?: string | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly CidrBlock?: string | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly Ipv6Native?: boolean | undefined
  readonly Ipv4IpamPoolId?: string | undefined
  readonly Ipv4NetmaskLength?: number | undefined
  readonly Ipv6IpamPoolId?: string | undefined
  readonly Ipv6NetmaskLength?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateTagsRequestInput {
  readonly Resources?: readonly string[] | undefined
  readonly Tags?: readonly TagInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateVolumeRequestInput {
  readonly AvailabilityZone?: string | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly Iops?: number | undefined
  readonly KmsKeyId?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly Size?: number | undefined
  readonly SnapshotId?: string | undefined
  readonly VolumeType?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly MultiAttachEnabled?: boolean | undefined
  readonly Throughput?: number | undefined
  readonly ClientToken?: string | undefined
  readonly VolumeInitializationRate?: number | undefined
  readonly Operator?: OperatorRequestInput | undefined
  readonly DryRun?: boolean | undefined
}

export interface VpcEncryptionControlConfigurationInput {
  readonly Mode?: string | undefined
  readonly InternetGatewayExclusion?: string | undefined
  readonly EgressOnlyInternetGatewayExclusion?: string | undefined
  readonly NatGatewayExclusion?: string | undefined
  readonly VirtualPrivateGatewayExclusion?: string | undefined
  readonly VpcPeeringExclusion?: string | undefined
  readonly LambdaExclusion?: string | undefined
  readonly VpcLatticeExclusion?: string | undefined
  readonly ElasticFileSystemExclusion?: string | undefined
  readonly GlobalAcceleratorExclusion?: string | undefined
  readonly ApiGatewayV2Exclusion?: string | undefined
}

export interface CreateVpcRequestInput {
  readonly CidrBlock?: string | undefined
  readonly Ipv6Pool?: string | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly Ipv4IpamPoolId?: string | undefined
  readonly Ipv4NetmaskLength?: number | undefined
  readonly Ipv6IpamPoolId?: string | undefined
  readonly Ipv6NetmaskLength?: number | undefined
  readonly Ipv6CidrBlockNetworkBorderGroup?: string | undefined
  readonly VpcEncryptionControl?: VpcEncryptionControlConfigurationInput | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
  readonly InstanceTenancy?: string | undefined
  readonly AmazonProvidedIpv6CidrBlock?: boolean | undefined
}

export interface DeleteInternetGatewayRequestInput {
  readonly InternetGatewayId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteKeyPairRequestInput {
  readonly KeyName?: string | undefined
  readonly KeyPairId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteLaunchTemplateRequestInput {
  readonly DryRun?: boolean | undefined
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
}

export interface DeleteLaunchTemplateVersionsRequestInput {
  readonly Versions?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
}

export interface DeleteNetworkInterfaceRequestInput {
  readonly NetworkInterfaceId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeletePlacementGroupRequestInput {
  readonly GroupName?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteRouteRequestInput {
  readonly RouteTableId?: string | undefined
  readonly DestinationPrefixListId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly DestinationCidrBlock?: string | undefined
  readonly DestinationIpv6CidrBlock?: string | undefined
}

export interface DeleteRouteTableRequestInput {
  readonly RouteTableId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteSecurityGroupRequestInput {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteSnapshotRequestInput {
  readonly SnapshotId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteSubnetRequestInput {
  readonly SubnetId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteTagsRequestInput {
  readonly Resources?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Tags?: readonly TagInput[] | undefined
}

export interface DeleteVolumeRequestInput {
  readonly VolumeId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DeleteVpcRequestInput {
  readonly VpcId?: string | undefined
  readonly DryRun?: boolean | undefined
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

export interface DescribeAddressesRequestInput {
  readonly PublicIps?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly AllocationIds?: readonly string[] | undefined
}

export interface DescribeAddressesAttributeRequestInput {
  readonly AllocationIds?: readonly string[] | undefined
  readonly Attribute?: string | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeAvailabilityZonesRequestInput {
  readonly ZoneNames?: readonly string[] | undefined
  readonly ZoneIds?: readonly string[] | undefined
  readonly AllAvailabilityZones?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeDhcpOptionsRequestInput {
  readonly DhcpOptionsIds?: readonly string[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeExportImageTasksRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly ExportImageTaskIds?: readonly string[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeIamInstanceProfileAssociationsRequestInput {
  readonly AssociationIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeImageAttributeRequestInput {
  readonly Attribute?: string | undefined
  readonly ImageId?: string | undefined
  readonly DryRun?: boolean | undefined
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

export interface DescribeImportImageTasksRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly ImportTaskIds?: readonly string[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeImportSnapshotTasksRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly ImportTaskIds?: readonly string[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeInstanceAttributeRequestInput {
  readonly InstanceId?: string | undefined
  readonly Attribute?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeInstanceCreditSpecificationsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly InstanceIds?: readonly string[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly IncludeManagedResources?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
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

export interface DescribeInstanceTypeOfferingsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly LocationType?: string | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeInstanceTypesRequestInput {
  readonly DryRun?: boolean | undefined
  readonly InstanceTypes?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly IncludeUnsupportedInRegion?: boolean | undefined
}

export interface DescribeInternetGatewaysRequestInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
  readonly InternetGatewayIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeKeyPairsRequestInput {
  readonly KeyNames?: readonly string[] | undefined
  readonly KeyPairIds?: readonly string[] | undefined
  readonly IncludePublicKey?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeLaunchTemplatesRequestInput {
  readonly DryRun?: boolean | undefined
  readonly LaunchTemplateIds?: readonly string[] | undefined
  readonly LaunchTemplateNames?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly IncludeManagedResources?: boolean | undefined
}

export interface DescribeLaunchTemplateVersionsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly Versions?: readonly string[] | undefined
  readonly MinVersion?: string | undefined
  readonly MaxVersion?: string | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly ResolveAlias?: boolean | undefined
  readonly IncludeManagedResources?: boolean | undefined
}

export interface DescribeManagedPrefixListsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly PrefixListIds?: readonly string[] | undefined
}

export interface DescribeNetworkAclsRequestInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
  readonly NetworkAclIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeNetworkInterfaceAttributeRequestInput {
  readonly NetworkInterfaceId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly Attribute?: string | undefined
}

export interface DescribeNetworkInterfacesRequestInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly IncludeManagedResources?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly NetworkInterfaceIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribePlacementGroupsRequestInput {
  readonly GroupIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly GroupNames?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribePrefixListsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly PrefixListIds?: readonly string[] | undefined
}

export interface DescribeRegionsRequestInput {
  readonly RegionNames?: readonly string[] | undefined
  readonly AllRegions?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeRouteTablesRequestInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
  readonly RouteTableIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeSecurityGroupReferencesRequestInput {
  readonly GroupId?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeSecurityGroupRulesRequestInput {
  readonly Filters?: readonly FilterInput[] | undefined
  readonly SecurityGroupRuleIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

export interface DescribeSecurityGroupsRequestInput {
  readonly GroupIds?: readonly string[] | undefined
  readonly GroupNames?: readonly string[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeSnapshotAttributeRequestInput {
  readonly Attribute?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeSnapshotsRequestInput {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly OwnerIds?: readonly string[] | undefined
  readonly RestorableByUserIds?: readonly string[] | undefined
  readonly SnapshotIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeStaleSecurityGroupsRequestInput {
  readonly VpcId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeStoreImageTasksRequestInput {
  readonly ImageIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

export interface DescribeSubnetsRequestInput {
  readonly Filters?: readonly FilterInput[] | undefined
  readonly SubnetIds?: readonly string[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeTagsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeVolumeAttributeRequestInput {
  readonly Attribute?: string | undefined
  readonly VolumeId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeVolumesRequestInput {
  readonly VolumeIds?: readonly string[] | undefined
  readonly IncludeManagedResources?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

export interface DescribeVolumesModificationsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly VolumeIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly IncludeManagedResources?: boolean | undefined
}

export interface DescribeVolumeStatusRequestInput {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
  readonly VolumeIds?: readonly string[] | undefined
  readonly IncludeManagedResources?: boolean | undefined
  readonly DryRun?: boolean | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeVpcAttributeRequestInput {
  readonly Attribute?: string | undefined
  readonly VpcId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DescribeVpcClassicLinkRequestInput {
  readonly DryRun?: boolean | undefined
  readonly VpcIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
}

export interface DescribeVpcClassicLinkDnsSupportRequestInput {
  readonly VpcIds?: readonly string[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeVpcEndpointsRequestInput {
  readonly DryRun?: boolean | undefined
  readonly VpcEndpointIds?: readonly string[] | undefined
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeVpcsRequestInput {
  readonly Filters?: readonly FilterInput[] | undefined
  readonly VpcIds?: readonly string[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly DryRun?: boolean | undefined
}

export interface DetachInternetGatewayRequestInput {
  readonly InternetGatewayId?: string | undefined
  readonly VpcId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DetachNetworkInterfaceRequestInput {
  readonly AttachmentId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly Force?: boolean | undefined
}

export interface DetachVolumeRequestInput {
  readonly VolumeId?: string | undefined
  readonly Device?: string | undefined
  readonly Force?: boolean | undefined
  readonly InstanceId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DisableSerialConsoleAccessRequestInput {
  readonly DryRun?: boolean | undefined
}

export interface DisassociateAddressRequestInput {
  readonly AssociationId?: string | undefined
  readonly PublicIp?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface DisassociateIamInstanceProfileRequestInput {
  readonly AssociationId?: string | undefined
}

export interface DisassociateRouteTableRequestInput {
  readonly AssociationId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface EnableSerialConsoleAccessRequestInput {
  readonly DryRun?: boolean | undefined
}

export interface ExportTaskS3LocationRequestInput {
  readonly S3Bucket?: string | undefined
  readonly S3Prefix?: string | undefined
}

export interface ExportImageRequestInput {
  readonly DiskImageFormat?: string | undefined
  readonly ImageId?: string | undefined
  readonly S3ExportLocation?: ExportTaskS3LocationRequestInput | undefined
  readonly ClientToken?: string | undefined
  readonly Description?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly RoleName?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
}

export interface GetConsoleOutputRequestInput {
  readonly InstanceId?: string | undefined
  readonly Latest?: boolean | undefined
  readonly DryRun?: boolean | undefined
}

export interface GetConsoleScreenshotRequestInput {
  readonly InstanceId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly WakeUp?: boolean | undefined
}

export interface GetEbsEncryptionByDefaultRequestInput {
  readonly DryRun?: boolean | undefined
}

export interface GetInstanceMetadataDefaultsRequestInput {
  readonly DryRun?: boolean | undefined
}

export interface GetPasswordDataRequestInput {
  readonly InstanceId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface GetSerialConsoleAccessStatusRequestInput {
  readonly DryRun?: boolean | undefined
}

export interface ClientDataInput {
  readonly Comment?: string | undefined
  readonly UploadEnd?: Date | undefined
  readonly UploadSize?: number | undefined
  readonly UploadStart?: Date | undefined
}

export interface UserBucketInput {
  readonly S3Bucket?: string | undefined
  readonly S3Key?: string | undefined
}

export interface ImageDiskContainerInput {
  readonly Description?: string | undefined
  readonly DeviceName?: string | undefined
  readonly Format?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly Url?: string | undefined
  readonly UserBucket?: UserBucketInput | undefined
}

export interface ImportImageLicenseConfigurationRequestInput {
  readonly LicenseConfigurationArn?: string | undefined
}

export interface ImportImageRequestInput {
  readonly Architecture?: string | undefined
  readonly ClientData?: ClientDataInput | undefined
  readonly ClientToken?: string | undefined
  readonly Description?: string | undefined
  readonly DiskContainers?: readonly ImageDiskContainerInput[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Encrypted?: boolean | undefined
  readonly Hypervisor?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly LicenseType?: string | undefined
  readonly Platform?: string | undefined
  readonly RoleName?: string | undefined
  readonly LicenseSpecifications?: readonly ImportImageLicenseConfigurationRequestInput[] | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly UsageOperation?: string | undefined
  readonly BootMode?: string | undefined
}

export interface ImportKeyPairRequestInput {
  readonly KeyName?: string | undefined
  readonly PublicKeyMaterial?: Uint8Array | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface SnapshotDiskContainerInput {
  readonly Description?: string | undefined
  readonly Format?: string | undefined
  readonly Url?: string | undefined
  readonly UserBucket?: UserBucketInput | undefined
}

export interface ImportSnapshotRequestInput {
  readonly ClientData?: ClientDataInput | undefined
  readonly ClientToken?: string | undefined
  readonly Description?: string | undefined
  readonly DiskContainer?: SnapshotDiskContainerInput | undefined
  readonly DryRun?: boolean | undefined
  readonly Encrypted?: boolean | undefined
  readonly KmsKeyId?: string | undefined
  readonly RoleName?: string | undefined
  readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined
}

export interface AttributeValueInput {
  readonly Value?: string | undefined
}

export interface LaunchPermissionInput {
  readonly OrganizationArn?: string | undefined
  readonly OrganizationalUnitArn?: string | undefined
  readonly UserId?: string | undefined
  readonly Group?: string | undefined
}

export interface LaunchPermissionModificationsInput {
  readonly Add?: readonly LaunchPermissionInput[] | undefined
  readonly Remove?: readonly LaunchPermissionInput[] | undefined
}

export interface ModifyImageAttributeRequestInput {
  readonly ImageId?: string | undefined
  readonly Attribute?: string | undefined
  readonly Description?: AttributeValueInput | undefined
  readonly LaunchPermission?: LaunchPermissionModificationsInput | undefined
  readonly OperationType?: string | undefined
  readonly ProductCodes?: readonly string[] | undefined
  readonly UserGroups?: readonly string[] | undefined
  readonly UserIds?: readonly string[] | undefined
  readonly Value?: string | undefined
  readonly OrganizationArns?: readonly string[] | undefined
  readonly OrganizationalUnitArns?: readonly string[] | undefined
  readonly ImdsSupport?: AttributeValueInput | undefined
  readonly DryRun?: boolean | undefined
}

export interface AttributeBooleanValueInput {
  readonly Value?: boolean | undefined
}

export interface EnclaveOptionsRequestInput {
  readonly Enabled?: boolean | undefined
}

export interface EbsInstanceBlockDeviceSpecificationInput {
  readonly VolumeId?: string | undefined
  readonly DeleteOnTermination?: boolean | undefined
}

export interface InstanceBlockDeviceMappingSpecificationInput {
  readonly DeviceName?: string | undefined
  readonly Ebs?: EbsInstanceBlockDeviceSpecificationInput | undefined
  readonly VirtualName?: string | undefined
  readonly NoDevice?: string | undefined
}

export interface SecureBlobAttributeValueInput {
  readonly Value?: Uint8Array | undefined
}

export interface ModifyInstanceAttributeRequestInput {
  readonly InstanceId?: string | undefined
  readonly SourceDestCheck?: AttributeBooleanValueInput | undefined
  readonly EnclaveOptions?: EnclaveOptionsRequestInput | undefined
  readonly DisableApiStop?: AttributeBooleanValueInput | undefined
  readonly DryRun?: boolean | undefined
  readonly Attribute?: string | undefined
  readonly Value?: string | undefined
  readonly BlockDeviceMappings?: readonly InstanceBlockDeviceMappingSpecificationInput[] | undefined
  readonly DisableApiTermination?: AttributeBooleanValueInput | undefined
  readonly InstanceType?: AttributeValueInput | undefined
  readonly Kernel?: AttributeValueInput | undefined
  readonly Ramdisk?: AttributeValueInput | undefined
  readonly UserData?: SecureBlobAttributeValueInput | undefined
  readonly InstanceInitiatedShutdownBehavior?: AttributeValueInput | undefined
  readonly Groups?: readonly string[] | undefined
  readonly EbsOptimized?: AttributeBooleanValueInput | undefined
  readonly SriovNetSupport?: AttributeValueInput | undefined
  readonly EnaSupport?: AttributeBooleanValueInput | undefined
}

export interface ModifyInstanceMetadataOptionsRequestInput {
  readonly InstanceId?: string | undefined
  readonly HttpTokens?: string | undefined
  readonly HttpPutResponseHopLimit?: number | undefined
  readonly HttpEndpoint?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly HttpProtocolIpv6?: string | undefined
  readonly InstanceMetadataTags?: string | undefined
}

export interface ModifyInstancePlacementRequestInput {
  readonly InstanceId?: string | undefined
  readonly GroupName?: string | undefined
  readonly PartitionNumber?: number | undefined
  readonly HostResourceGroupArn?: string | undefined
  readonly GroupId?: string | undefined
  readonly Tenancy?: string | undefined
  readonly Affinity?: string | undefined
  readonly HostId?: string | undefined
}

export interface ModifyLaunchTemplateRequestInput {
  readonly DryRun?: boolean | undefined
  readonly ClientToken?: string | undefined
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly DefaultVersion?: string | undefined
}

export interface NetworkInterfaceAttachmentChangesInput {
  readonly DefaultEnaQueueCount?: boolean | undefined
  readonly EnaQueueCount?: number | undefined
  readonly AttachmentId?: string | undefined
  readonly DeleteOnTermination?: boolean | undefined
}

export interface ModifyNetworkInterfaceAttributeRequestInput {
  readonly NetworkInterfaceId?: string | undefined
  readonly EnaSrdSpecification?: EnaSrdSpecificationInput | undefined
  readonly EnablePrimaryIpv6?: boolean | undefined
  readonly ConnectionTrackingSpecification?: ConnectionTrackingSpecificationRequestInput | undefined
  readonly AssociatePublicIpAddress?: boolean | undefined
  readonly AssociatedSubnetIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly Description?: AttributeValueInput | undefined
  readonly SourceDestCheck?: AttributeBooleanValueInput | undefined
  readonly Groups?: readonly string[] | undefined
  readonly Attachment?: NetworkInterfaceAttachmentChangesInput | undefined
}

export interface SecurityGroupRuleRequestInput {
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIpv4?: string | undefined
  readonly CidrIpv6?: string | undefined
  readonly PrefixListId?: string | undefined
  readonly ReferencedGroupId?: string | undefined
  readonly Description?: string | undefined
}

export interface SecurityGroupRuleUpdateInput {
  readonly SecurityGroupRuleId?: string | undefined
  readonly SecurityGroupRule?: SecurityGroupRuleRequestInput | undefined
}

export interface ModifySecurityGroupRulesRequestInput {
  readonly GroupId?: string | undefined
  readonly SecurityGroupRules?: readonly SecurityGroupRuleUpdateInput[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface CreateVolumePermissionInput {
  readonly UserId?: string | undefined
  readonly Group?: string | undefined
}

export interface CreateVolumePermissionModificationsInput {
  readonly Add?: readonly CreateVolumePermissionInput[] | undefined
  readonly Remove?: readonly CreateVolumePermissionInput[] | undefined
}

export interface ModifySnapshotAttributeRequestInput {
  readonly SnapshotId?: string | undefined
  readonly Attribute?: string | undefined
  readonly CreateVolumePermission?: CreateVolumePermissionModificationsInput | undefined
  readonly GroupNames?: readonly string[] | undefined
  readonly OperationType?: string | undefined
  readonly UserIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface ModifySubnetAttributeRequestInput {
  readonly SubnetId?: string | undefined
  readonly AssignIpv6AddressOnCreation?: AttributeBooleanValueInput | undefined
  readonly MapPublicIpOnLaunch?: AttributeBooleanValueInput | undefined
  readonly MapCustomerOwnedIpOnLaunch?: AttributeBooleanValueInput | undefined
  readonly CustomerOwnedIpv4Pool?: string | undefined
  readonly EnableDns64?: AttributeBooleanValueInput | undefined
  readonly PrivateDnsHostnameTypeOnLaunch?: string | undefined
  readonly EnableResourceNameDnsARecordOnLaunch?: AttributeBooleanValueInput | undefined
  readonly EnableResourceNameDnsAAAARecordOnLaunch?: AttributeBooleanValueInput | undefined
  readonly EnableLniAtDeviceIndex?: number | undefined
  readonly DisableLniAtDeviceIndex?: AttributeBooleanValueInput | undefined
}

export interface ModifyVolumeRequestInput {
  readonly VolumeId?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly Size?: number | undefined
  readonly VolumeType?: string | undefined
  readonly Iops?: number | undefined
  readonly Throughput?: number | undefined
  readonly MultiAttachEnabled?: boolean | undefined
}

export interface ModifyVolumeAttributeRequestInput {
  readonly VolumeId?: string | undefined
  readonly AutoEnableIO?: AttributeBooleanValueInput | undefined
  readonly DryRun?: boolean | undefined
}

export interface ModifyVpcAttributeRequestInput {
  readonly VpcId?: string | undefined
  readonly EnableDnsHostnames?: AttributeBooleanValueInput | undefined
  readonly EnableDnsSupport?: AttributeBooleanValueInput | undefined
  readonly EnableNetworkAddressUsageMetrics?: AttributeBooleanValueInput | undefined
}

export interface MonitorInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly MetricCategoryIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface RebootInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
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

export interface ReleaseAddressRequestInput {
  readonly AllocationId?: string | undefined
  readonly PublicIp?: string | undefined
  readonly NetworkBorderGroup?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface ReplaceIamInstanceProfileAssociationRequestInput {
  readonly IamInstanceProfile?: IamInstanceProfileSpecificationInput | undefined
  readonly AssociationId?: string | undefined
}

export interface ReplaceRouteRequestInput {
  readonly RouteTableId?: string | undefined
  readonly DestinationPrefixListId?: string | undefined
  readonly VpcEndpointId?: string | undefined
  readonly LocalTarget?: boolean | undefined
  readonly TransitGatewayId?: string | undefined
  readonly LocalGatewayId?: string | undefined
  readonly CarrierGatewayId?: string | undefined
  readonly CoreNetworkArn?: string | undefined
  readonly OdbNetworkArn?: string | undefined
  readonly DryRun?: boolean | undefined
  readonly DestinationCidrBlock?: string | undefined
  readonly GatewayId?: string | undefined
  readonly DestinationIpv6CidrBlock?: string | undefined
  readonly EgressOnlyInternetGatewayId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly NatGatewayId?: string | undefined
}

export interface ReplaceRouteTableAssociationRequestInput {
  readonly AssociationId?: string | undefined
  readonly RouteTableId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface ResetImageAttributeRequestInput {
  readonly Attribute?: string | undefined
  readonly ImageId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface ResetInstanceAttributeRequestInput {
  readonly InstanceId?: string | undefined
  readonly Attribute?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface ResetSnapshotAttributeRequestInput {
  readonly Attribute?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly DryRun?: boolean | undefined
}

export interface RevokeSecurityGroupEgressRequestInput {
  readonly GroupId?: string | undefined
  readonly SecurityGroupRuleIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIp?: string | undefined
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
}

export interface RevokeSecurityGroupIngressRequestInput {
  readonly CidrIp?: string | undefined
  readonly FromPort?: number | undefined
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
  readonly IpProtocol?: string | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
  readonly ToPort?: number | undefined
  readonly SecurityGroupRuleIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
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

export interface CpuOptionsRequestInput {
  readonly CoreCount?: number | undefined
  readonly ThreadsPerCore?: number | undefined
  readonly AmdSevSnp?: string | undefined
  readonly NestedVirtualization?: string | undefined
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

export interface UnmonitorInstancesRequestInput {
  readonly InstanceIds?: readonly string[] | undefined
  readonly MetricCategoryIds?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface SecurityGroupRuleDescriptionInput {
  readonly SecurityGroupRuleId?: string | undefined
  readonly Description?: string | undefined
}

export interface UpdateSecurityGroupRuleDescriptionsEgressRequestInput {
  readonly DryRun?: boolean | undefined
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
  readonly SecurityGroupRuleDescriptions?: readonly SecurityGroupRuleDescriptionInput[] | undefined
}

export interface UpdateSecurityGroupRuleDescriptionsIngressRequestInput {
  readonly DryRun?: boolean | undefined
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
  readonly SecurityGroupRuleDescriptions?: readonly SecurityGroupRuleDescriptionInput[] | undefined
}

export interface AllocateAddressResultOutput {
  readonly AllocationId?: string | undefined
  readonly PublicIpv4Pool?: string | undefined
  readonly NetworkBorderGroup?: string | undefined
  readonly Domain?: string | undefined
  readonly CustomerOwnedIp?: string | undefined
  readonly CustomerOwnedIpv4Pool?: string | undefined
  readonly CarrierIp?: string | undefined
  readonly PublicIp?: string | undefined
}

export interface AssociateAddressResultOutput {
  readonly AssociationId?: string | undefined
}

export interface IamInstanceProfileOutput {
  readonly Arn?: string | undefined
  readonly Id?: string | undefined
}

export interface IamInstanceProfileAssociationOutput {
  readonly AssociationId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly IamInstanceProfile?: IamInstanceProfileOutput | undefined
  readonly State?: string | undefined
  readonly Timestamp?: Date | undefined
}

export interface AssociateIamInstanceProfileResultOutput {
  readonly IamInstanceProfileAssociation?: IamInstanceProfileAssociationOutput | undefined
}

export interface RouteTableAssociationStateOutput {
  readonly State?: string | undefined
  readonly StatusMessage?: string | undefined
}

export interface AssociateRouteTableResultOutput {
  readonly AssociationId?: string | undefined
  readonly AssociationState?: RouteTableAssociationStateOutput | undefined
}

export interface AttachNetworkInterfaceResultOutput {
  readonly AttachmentId?: string | undefined
  readonly NetworkCardIndex?: number | undefined
}

export interface VolumeAttachmentOutput {
  readonly DeleteOnTermination?: boolean | undefined
  readonly AssociatedResource?: string | undefined
  readonly InstanceOwningService?: string | undefined
  readonly EbsCardIndex?: number | undefined
  readonly VolumeId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly Device?: string | undefined
  readonly State?: string | undefined
  readonly AttachTime?: Date | undefined
}

export interface ReferencedSecurityGroupOutput {
  readonly GroupId?: string | undefined
  readonly PeeringStatus?: string | undefined
  readonly UserId?: string | undefined
  readonly VpcId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
}

export interface TagOutput {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export interface SecurityGroupRuleOutput {
  readonly SecurityGroupRuleId?: string | undefined
  readonly GroupId?: string | undefined
  readonly GroupOwnerId?: string | undefined
  readonly IsEgress?: boolean | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIpv4?: string | undefined
  readonly CidrIpv6?: string | undefined
  readonly PrefixListId?: string | undefined
  readonly ReferencedGroupInfo?: ReferencedSecurityGroupOutput | undefined
  readonly Description?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly SecurityGroupRuleArn?: string | undefined
}

export interface AuthorizeSecurityGroupEgressResultOutput {
  readonly Return?: boolean | undefined
  readonly SecurityGroupRules?: readonly SecurityGroupRuleOutput[] | undefined
}

export interface AuthorizeSecurityGroupIngressResultOutput {
  readonly Return?: boolean | undefined
  readonly SecurityGroupRules?: readonly SecurityGroupRuleOutput[] | undefined
}

export interface CancelImportTaskResultOutput {
  readonly ImportTaskId?: string | undefined
  readonly PreviousState?: string | undefined
  readonly State?: string | undefined
}

export interface CopyImageResultOutput {
  readonly ImageId?: string | undefined
}

export interface CopySnapshotResultOutput {
  readonly Tags?: readonly TagOutput[] | undefined
  readonly SnapshotId?: string | undefined
}

export interface SubnetCidrBlockStateOutput {
  readonly State?: string | undefined
  readonly StatusMessage?: string | undefined
}

export interface SubnetIpv6CidrBlockAssociationOutput {
  readonly AssociationId?: string | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly Ipv6CidrBlockState?: SubnetCidrBlockStateOutput | undefined
  readonly Ipv6AddressAttribute?: string | undefined
  readonly IpSource?: string | undefined
}

export interface PrivateDnsNameOptionsOnLaunchOutput {
  readonly HostnameType?: string | undefined
  readonly EnableResourceNameDnsARecord?: boolean | undefined
  readonly EnableResourceNameDnsAAAARecord?: boolean | undefined
}

export interface BlockPublicAccessStatesOutput {
  readonly InternetGatewayBlockMode?: string | undefined
}

export interface SubnetOutput {
  readonly AvailabilityZoneId?: string | undefined
  readonly EnableLniAtDeviceIndex?: number | undefined
  readonly MapCustomerOwnedIpOnLaunch?: boolean | undefined
  readonly CustomerOwnedIpv4Pool?: string | undefined
  readonly OwnerId?: string | undefined
  readonly AssignIpv6AddressOnCreation?: boolean | undefined
  readonly Ipv6CidrBlockAssociationSet?: readonly SubnetIpv6CidrBlockAssociationOutput[] | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly SubnetArn?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly EnableDns64?: boolean | undefined
  readonly Ipv6Native?: boolean | undefined
  readonly PrivateDnsNameOptionsOnLaunch?: PrivateDnsNameOptionsOnLaunchOutput | undefined
  readonly BlockPublicAccessStates?: BlockPublicAccessStatesOutput | undefined
  readonly Type?: string | undefined
  readonly SubnetId?: string | undefined
  readonly State?: string | undefined
  readonly VpcId?: string | undefined
  readonly CidrBlock?: string | undefined
  readonly AvailableIpAddressCount?: number | undefined
  readonly AvailabilityZone?: string | undefined
  readonly DefaultForAz?: boolean | undefined
  readonly MapPublicIpOnLaunch?: boolean | undefined
}

export interface CreateDefaultSubnetResultOutput {
  readonly Subnet?: SubnetOutput | undefined
}

export interface VpcCidrBlockStateOutput {
  readonly State?: string | undefined
  readonly StatusMessage?: string | undefined
}

export interface VpcIpv6CidrBlockAssociationOutput {
  readonly AssociationId?: string | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly Ipv6CidrBlockState?: VpcCidrBlockStateOutput | undefined
  readonly NetworkBorderGroup?: string | undefined
  readonly Ipv6Pool?: string | undefined
  readonly Ipv6AddressAttribute?: string | undefined
  readonly IpSource?: string | undefined
}

export interface VpcCidrBlockAssociationOutput {
  readonly AssociationId?: string | undefined
  readonly CidrBlock?: string | undefined
  readonly CidrBlockState?: VpcCidrBlockStateOutput | undefined
}

export interface VpcEncryptionControlExclusionOutput {
  readonly State?: string | undefined
  readonly StateMessage?: string | undefined
}

export interface VpcEncryptionControlExclusionsOutput {
  readonly InternetGateway?: VpcEncryptionControlExclusionOutput | undefined
  readonly EgressOnlyInternetGateway?: VpcEncryptionControlExclusionOutput | undefined
  readonly NatGateway?: VpcEncryptionControlExclusionOutput | undefined
  readonly VirtualPrivateGateway?: VpcEncryptionControlExclusionOutput | undefined
  readonly VpcPeering?: VpcEncryptionControlExclusionOutput | undefined
  readonly Lambda?: VpcEncryptionControlExclusionOutput | undefined
  readonly VpcLattice?: VpcEncryptionControlExclusionOutput | undefined
  readonly ElasticFileSystem?: VpcEncryptionControlExclusionOutput | undefined
  readonly GlobalAccelerator?: VpcEncryptionControlExclusionOutput | undefined
  readonly ApiGatewayV2?: VpcEncryptionControlExclusionOutput | undefined
}

export interface VpcEncryptionControlOutput {
  readonly VpcId?: string | undefined
  readonly VpcEncryptionControlId?: string | undefined
  readonly Mode?: string | undefined
  readonly State?: string | undefined
  readonly StateMessage?: string | undefined
  readonly ResourceExclusions?: VpcEncryptionControlExclusionsOutput | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface VpcOutput {
  readonly OwnerId?: string | undefined
  readonly InstanceTenancy?: string | undefined
  readonly Ipv6CidrBlockAssociationSet?: readonly VpcIpv6CidrBlockAssociationOutput[] | undefined
  readonly CidrBlockAssociationSet?: readonly VpcCidrBlockAssociationOutput[] | undefined
  readonly IsDefault?: boolean | undefined
  readonly EncryptionControl?: VpcEncryptionControlOutput | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly BlockPublicAccessStates?: BlockPublicAccessStatesOutput | undefined
  readonly VpcId?: string | undefined
  readonly State?: string | undefined
  readonly CidrBlock?: string | undefined
  readonly DhcpOptionsId?: string | undefined
}

export interface CreateDefaultVpcResultOutput {
  readonly Vpc?: VpcOutput | undefined
}

export interface CreateImageResultOutput {
  readonly ImageId?: string | undefined
}

export interface InternetGatewayAttachmentOutput {
  readonly State?: string | undefined
  readonly VpcId?: string | undefined
}

export interface InternetGatewayOutput {
  readonly Attachments?: readonly InternetGatewayAttachmentOutput[] | undefined
  readonly InternetGatewayId?: string | undefined
  readonly OwnerId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface CreateInternetGatewayResultOutput {
  readonly InternetGateway?: InternetGatewayOutput | undefined
}

export interface KeyPairOutput {
  readonly KeyPairId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly KeyName?: string | undefined
  readonly KeyFingerprint?: string | undefined
  readonly KeyMaterial?: string | undefined
}

export interface OperatorResponseOutput {
  readonly Managed?: boolean | undefined
  readonly Principal?: string | undefined
  readonly HiddenByDefault?: boolean | undefined
}

export interface LaunchTemplateOutput {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly CreateTime?: Date | undefined
  readonly CreatedBy?: string | undefined
  readonly DefaultVersionNumber?: number | undefined
  readonly LatestVersionNumber?: number | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly Operator?: OperatorResponseOutput | undefined
}

export interface ValidationErrorOutput {
  readonly Code?: string | undefined
  readonly Message?: string | undefined
}

export interface ValidationWarningOutput {
  readonly Errors?: readonly ValidationErrorOutput[] | undefined
}

export interface CreateLaunchTemplateResultOutput {
  readonly LaunchTemplate?: LaunchTemplateOutput | undefined
  readonly Warning?: ValidationWarningOutput | undefined
}

export interface LaunchTemplateIamInstanceProfileSpecificationOutput {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
}

export interface LaunchTemplateEbsBlockDeviceOutput {
  readonly Encrypted?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Iops?: number | undefined
  readonly KmsKeyId?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly VolumeSize?: number | undefined
  readonly VolumeType?: string | undefined
  readonly Throughput?: number | undefined
  readonly VolumeInitializationRate?: number | undefined
  readonly EbsCardIndex?: number | undefined
}

export interface LaunchTemplateBlockDeviceMappingOutput {
  readonly DeviceName?: string | undefined
  readonly VirtualName?: string | undefined
  readonly Ebs?: LaunchTemplateEbsBlockDeviceOutput | undefined
  readonly NoDevice?: string | undefined
}

export interface InstanceIpv6AddressOutput {
  readonly Ipv6Address?: string | undefined
  readonly IsPrimaryIpv6?: boolean | undefined
}

export interface PrivateIpAddressSpecificationOutput {
  readonly Primary?: boolean | undefined
  readonly PrivateIpAddress?: string | undefined
}

export interface Ipv4PrefixSpecificationResponseOutput {
  readonly Ipv4Prefix?: string | undefined
}

export interface Ipv6PrefixSpecificationResponseOutput {
  readonly Ipv6Prefix?: string | undefined
}

export interface LaunchTemplateEnaSrdUdpSpecificationOutput {
  readonly EnaSrdUdpEnabled?: boolean | undefined
}

export interface LaunchTemplateEnaSrdSpecificationOutput {
  readonly EnaSrdEnabled?: boolean | undefined
  readonly EnaSrdUdpSpecification?: LaunchTemplateEnaSrdUdpSpecificationOutput | undefined
}

export interface ConnectionTrackingSpecificationOutput {
  readonly TcpEstablishedTimeout?: number | undefined
  readonly UdpTimeout?: number | undefined
  readonly UdpStreamTimeout?: number | undefined
}

export interface LaunchTemplateInstanceNetworkInterfaceSpecificationOutput {
  readonly AssociateCarrierIpAddress?: boolean | undefined
  readonly AssociatePublicIpAddress?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Description?: string | undefined
  readonly DeviceIndex?: number | undefined
  readonly Groups?: readonly string[] | undefined
  readonly InterfaceType?: string | undefined
  readonly Ipv6AddressCount?: number | undefined
  readonly Ipv6Addresses?: readonly InstanceIpv6AddressOutput[] | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly PrivateIpAddresses?: readonly PrivateIpAddressSpecificationOutput[] | undefined
  readonly SecondaryPrivateIpAddressCount?: number | undefined
  readonly SubnetId?: string | undefined
  readonly NetworkCardIndex?: number | undefined
  readonly Ipv4Prefixes?: readonly Ipv4PrefixSpecificationResponseOutput[] | undefined
  readonly Ipv4PrefixCount?: number | undefined
  readonly Ipv6Prefixes?: readonly Ipv6PrefixSpecificationResponseOutput[] | undefined
  readonly Ipv6PrefixCount?: number | undefined
  readonly PrimaryIpv6?: boolean | undefined
  readonly EnaSrdSpecification?: LaunchTemplateEnaSrdSpecificationOutput | undefined
  readonly ConnectionTrackingSpecification?: ConnectionTrackingSpecificationOutput | undefined
  readonly EnaQueueCount?: number | undefined
}

export interface LaunchTemplatesMonitoringOutput {
  readonly Enabled?: boolean | undefined
  readonly MetricCategoryIds?: readonly string[] | undefined
}

export interface LaunchTemplatePlacementOutput {
  readonly AvailabilityZone?: string | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly Affinity?: string | undefined
  readonly GroupName?: string | undefined
  readonly HostId?: string | undefined
  readonly Tenancy?: string | undefined
  readonly SpreadDomain?: string | undefined
  readonly HostResourceGroupArn?: string | undefined
  readonly PartitionNumber?: number | undefined
  readonly GroupId?: string | undefined
}

export interface LaunchTemplateTagSpecificationOutput {
  readonly ResourceType?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface ElasticGpuSpecificationResponseOutput {
  readonly Type?: string | undefined
}

export interface LaunchTemplateElasticInferenceAcceleratorResponseOutput {
  readonly Type?: string | undefined
  readonly Count?: number | undefined
}

export interface LaunchTemplateSpotMarketOptionsOutput {
  readonly MaxPrice?: string | undefined
  readonly SpotInstanceType?: string | undefined
  readonly BlockDurationMinutes?: number | undefined
  readonly ValidUntil?: Date | undefined
  readonly InstanceInterruptionBehavior?: string | undefined
}

export interface LaunchTemplateInstanceMarketOptionsOutput {
  readonly MarketType?: string | undefined
  readonly SpotOptions?: LaunchTemplateSpotMarketOptionsOutput | undefined
}

export interface CreditSpecificationOutput {
  readonly CpuCredits?: string | undefined
}

export interface LaunchTemplateCpuOptionsOutput {
  readonly CoreCount?: number | undefined
  readonly ThreadsPerCore?: number | undefined
  readonly AmdSevSnp?: string | undefined
  readonly NestedVirtualization?: string | undefined
}

export interface CapacityReservationTargetResponseOutput {
  readonly CapacityReservationId?: string | undefined
  readonly CapacityReservationResourceGroupArn?: string | undefined
}

export interface LaunchTemplateCapacityReservationSpecificationResponseOutput {
  readonly CapacityReservationPreference?: string | undefined
  readonly CapacityReservationTarget?: CapacityReservationTargetResponseOutput | undefined
}

export interface LaunchTemplateLicenseConfigurationOutput {
  readonly LicenseConfigurationArn?: string | undefined
}

export interface LaunchTemplateHibernationOptionsOutput {
  readonly Configured?: boolean | undefined
}

export interface LaunchTemplateInstanceMetadataOptionsOutput {
  readonly State?: string | undefined
  readonly HttpTokens?: string | undefined
  readonly HttpPutResponseHopLimit?: number | undefined
  readonly HttpEndpoint?: string | undefined
  readonly HttpProtocolIpv6?: string | undefined
  readonly InstanceMetadataTags?: string | undefined
}

export interface LaunchTemplateEnclaveOptionsOutput {
  readonly Enabled?: boolean | undefined
}

export interface VCpuCountRangeOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface MemoryMiBOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface MemoryGiBPerVCpuOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface NetworkInterfaceCountOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface TotalLocalStorageGBOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface BaselineEbsBandwidthMbpsOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface AcceleratorCountOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface AcceleratorTotalMemoryMiBOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface NetworkBandwidthGbpsOutput {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

export interface PerformanceFactorReferenceOutput {
  readonly InstanceFamily?: string | undefined
}

export interface CpuPerformanceFactorOutput {
  readonly References?: readonly PerformanceFactorReferenceOutput[] | undefined
}

export interface BaselinePerformanceFactorsOutput {
  readonly Cpu?: CpuPerformanceFactorOutput | undefined
}

export interface InstanceRequirementsOutput {
  readonly VCpuCount?: VCpuCountRangeOutput | undefined
  readonly MemoryMiB?: MemoryMiBOutput | undefined
  readonly CpuManufacturers?: readonly string[] | undefined
  readonly MemoryGiBPerVCpu?: MemoryGiBPerVCpuOutput | undefined
  readonly ExcludedInstanceTypes?: readonly string[] | undefined
  readonly InstanceGenerations?: readonly string[] | undefined
  readonly SpotMaxPricePercentageOverLowestPrice?: number | undefined
  readonly OnDemandMaxPricePercentageOverLowestPrice?: number | undefined
  readonly BareMetal?: string | undefined
  readonly BurstablePerformance?: string | undefined
  readonly RequireHibernateSupport?: boolean | undefined
  readonly NetworkInterfaceCount?: NetworkInterfaceCountOutput | undefined
  readonly LocalStorage?: string | undefined
  readonly LocalStorageTypes?: readonly string[] | undefined
  readonly TotalLocalStorageGB?: TotalLocalStorageGBOutput | undefined
  readonly BaselineEbsBandwidthMbps?: BaselineEbsBandwidthMbpsOutput | undefined
  readonly AcceleratorTypes?: readonly string[] | undefined
  readonly AcceleratorCount?: AcceleratorCountOutput | undefined
  readonly AcceleratorManufacturers?: readonly string[] | undefined
  readonly AcceleratorNames?: readonly string[] | undefined
  readonly AcceleratorTotalMemoryMiB?: AcceleratorTotalMemoryMiBOutput | undefined
  readonly NetworkBandwidthGbps?: NetworkBandwidthGbpsOutput | undefined
  readonly AllowedInstanceTypes?: readonly string[] | undefined
  readonly MaxSpotPriceAsPercentageOfOptimalOnDemandPrice?: number | undefined
  readonly BaselinePerformanceFactors?: BaselinePerformanceFactorsOutput | undefined
  readonly RequireEncryptionInTransit?: boolean | undefined
}

export interface LaunchTemplatePrivateDnsNameOptionsOutput {
  readonly HostnameType?: string | undefined
  readonly EnableResourceNameDnsARecord?: boolean | undefined
  readonly EnableResourceNameDnsAAAARecord?: boolean | undefined
}

export interface LaunchTemplateInstanceMaintenanceOptionsOutput {
  readonly AutoRecovery?: string | undefined
}

export interface LaunchTemplateNetworkPerformanceOptionsOutput {
  readonly BandwidthWeighting?: string | undefined
}

export interface SecondaryInterfacePrivateIpAddressSpecificationOutput {
  readonly PrivateIpAddress?: string | undefined
}

export interface LaunchTemplateInstanceSecondaryInterfaceSpecificationOutput {
  readonly DeleteOnTermination?: boolean | undefined
  readonly DeviceIndex?: number | undefined
  readonly PrivateIpAddresses?: readonly SecondaryInterfacePrivateIpAddressSpecificationOutput[] | undefined
  readonly PrivateIpAddressCount?: number | undefined
  readonly SecondarySubnetId?: string | undefined
  readonly InterfaceType?: string | undefined
  readonly NetworkCardIndex?: number | undefined
}

export interface ResponseLaunchTemplateDataOutput {
  readonly KernelId?: string | undefined
  readonly EbsOptimized?: boolean | undefined
  readonly IamInstanceProfile?: LaunchTemplateIamInstanceProfileSpecificationOutput | undefined
  readonly BlockDeviceMappings?: readonly LaunchTemplateBlockDeviceMappingOutput[] | undefined
  readonly NetworkInterfaces?: readonly LaunchTemplateInstanceNetworkInterfaceSpecificationOutput[] | undefined
  readonly ImageId?: string | undefined
  readonly InstanceType?: string | undefined
  readonly KeyName?: string | undefined
  readonly Monitoring?: LaunchTemplatesMonitoringOutput | undefined
  readonly Placement?: LaunchTemplatePlacementOutput | undefined
  readonly RamDiskId?: string | undefined
  readonly DisableApiTermination?: boolean | undefined
  readonly InstanceInitiatedShutdownBehavior?: string | undefined
  readonly UserData?: string | undefined
  readonly TagSpecifications?: readonly LaunchTemplateTagSpecificationOutput[] | undefined
  readonly ElasticGpuSpecifications?: readonly ElasticGpuSpecificationResponseOutput[] | undefined
  readonly ElasticInferenceAccelerators?: readonly LaunchTemplateElasticInferenceAcceleratorResponseOutput[] | undefined
  readonly SecurityGroupIds?: readonly string[] | undefined
  readonly SecurityGroups?: readonly string[] | undefined
  readonly InstanceMarketOptions?: LaunchTemplateInstanceMarketOptionsOutput | undefined
  readonly CreditSpecification?: CreditSpecificationOutput | undefined
  readonly CpuOptions?: LaunchTemplateCpuOptionsOutput | undefined
  readonly CapacityReservationSpecification?: LaunchTemplateCapacityReservationSpecificationResponseOutput | undefined
  readonly LicenseSpecifications?: readonly LaunchTemplateLicenseConfigurationOutput[] | undefined
  readonly HibernationOptions?: LaunchTemplateHibernationOptionsOutput | undefined
  readonly MetadataOptions?: LaunchTemplateInstanceMetadataOptionsOutput | undefined
  readonly EnclaveOptions?: LaunchTemplateEnclaveOptionsOutput | undefined
  readonly InstanceRequirements?: InstanceRequirementsOutput | undefined
  readonly PrivateDnsNameOptions?: LaunchTemplatePrivateDnsNameOptionsOutput | undefined
  readonly MaintenanceOptions?: LaunchTemplateInstanceMaintenanceOptionsOutput | undefined
  readonly DisableApiStop?: boolean | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly NetworkPerformanceOptions?: LaunchTemplateNetworkPerformanceOptionsOutput | undefined
  readonly SecondaryInterfaces?: readonly LaunchTemplateInstanceSecondaryInterfaceSpecificationOutput[] | undefined
}

export interface LaunchTemplateVersionOutput {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly VersionNumber?: number | undefined
  readonly VersionDescription?: string | undefined
  readonly CreateTime?: Date | undefined
  readonly CreatedBy?: string | undefined
  readonly DefaultVersion?: boolean | undefined
  readonly LaunchTemplateData?: ResponseLaunchTemplateDataOutput | undefined
  readonly Operator?: OperatorResponseOutput | undefined
}

export interface CreateLaunchTemplateVersionResultOutput {
  readonly LaunchTemplateVersion?: LaunchTemplateVersionOutput | undefined
  readonly Warning?: ValidationWarningOutput | undefined
}

export interface NetworkInterfaceAssociationOutput {
  readonly AllocationId?: string | undefined
  readonly AssociationId?: string | undefined
  readonly IpOwnerId?: string | undefined
  readonly PublicDnsName?: string | undefined
  readonly PublicIp?: string | undefined
  readonly CustomerOwnedIp?: string | undefined
  readonly CarrierIp?: string | undefined
}

export interface AttachmentEnaSrdUdpSpecificationOutput {
  readonly EnaSrdUdpEnabled?: boolean | undefined
}

export interface AttachmentEnaSrdSpecificationOutput {
  readonly EnaSrdEnabled?: boolean | undefined
  readonly EnaSrdUdpSpecification?: AttachmentEnaSrdUdpSpecificationOutput | undefined
}

export interface NetworkInterfaceAttachmentOutput {
  readonly AttachTime?: Date | undefined
  readonly AttachmentId?: string | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly DeviceIndex?: number | undefined
  readonly NetworkCardIndex?: number | undefined
  readonly InstanceId?: string | undefined
  readonly InstanceOwnerId?: string | undefined
  readonly Status?: string | undefined
  readonly EnaSrdSpecification?: AttachmentEnaSrdSpecificationOutput | undefined
  readonly EnaQueueCount?: number | undefined
}

export interface ConnectionTrackingConfigurationOutput {
  readonly TcpEstablishedTimeout?: number | undefined
  readonly UdpStreamTimeout?: number | undefined
  readonly UdpTimeout?: number | undefined
}

export interface GroupIdentifierOutput {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

export interface NetworkInterfaceIpv6AddressOutput {
  readonly Ipv6Address?: string | undefined
  readonly PublicIpv6DnsName?: string | undefined
  readonly IsPrimaryIpv6?: boolean | undefined
}

export interface PublicIpDnsNameOptionsOutput {
  readonly DnsHostnameType?: string | undefined
  readonly PublicIpv4DnsName?: string | undefined
  readonly PublicIpv6DnsName?: string | undefined
  readonly PublicDualStackDnsName?: string | undefined
}

export interface NetworkInterfacePrivateIpAddressOutput {
  readonly Association?: NetworkInterfaceAssociationOutput | undefined
  readonly Primary?: boolean | undefined
  readonly PrivateDnsName?: string | undefined
  readonly PrivateIpAddress?: string | undefined
}

export interface Ipv4PrefixSpecificationOutput {
  readonly Ipv4Prefix?: string | undefined
}

export interface Ipv6PrefixSpecificationOutput {
  readonly Ipv6Prefix?: string | undefined
}

export interface NetworkInterfaceOutput {
  readonly Association?: NetworkInterfaceAssociationOutput | undefined
  readonly Attachment?: NetworkInterfaceAttachmentOutput | undefined
  readonly AvailabilityZone?: string | undefined
  readonly ConnectionTrackingConfiguration?: ConnectionTrackingConfigurationOutput | undefined
  readonly Description?: string | undefined
  readonly Groups?: readonly GroupIdentifierOutput[] | undefined
  readonly InterfaceType?: string | undefined
  readonly Ipv6Addresses?: readonly NetworkInterfaceIpv6AddressOutput[] | undefined
  readonly MacAddress?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly OwnerId?: string | undefined
  readonly PrivateDnsName?: string | undefined
  readonly PublicDnsName?: string | undefined
  readonly PublicIpDnsNameOptions?: PublicIpDnsNameOptionsOutput | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly PrivateIpAddresses?: readonly NetworkInterfacePrivateIpAddressOutput[] | undefined
  readonly Ipv4Prefixes?: readonly Ipv4PrefixSpecificationOutput[] | undefined
  readonly Ipv6Prefixes?: readonly Ipv6PrefixSpecificationOutput[] | undefined
  readonly RequesterId?: string | undefined
  readonly RequesterManaged?: boolean | undefined
  readonly SourceDestCheck?: boolean | undefined
  readonly Status?: string | undefined
  readonly SubnetId?: string | undefined
  readonly TagSet?: readonly TagOutput[] | undefined
  readonly VpcId?: string | undefined
  readonly DenyAllIgwTraffic?: boolean | undefined
  readonly Ipv6Native?: boolean | undefined
  readonly Ipv6Address?: string | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly AssociatedSubnets?: readonly string[] | undefined
  readonly AvailabilityZoneId?: string | undefined
}

export interface CreateNetworkInterfaceResultOutput {
  readonly NetworkInterface?: NetworkInterfaceOutput | undefined
  readonly ClientToken?: string | undefined
}

export interface PlacementGroupOutput {
  readonly GroupName?: string | undefined
  readonly State?: string | undefined
  readonly Strategy?: string | undefined
  readonly PartitionCount?: number | undefined
  readonly GroupId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly GroupArn?: string | undefined
  readonly SpreadLevel?: string | undefined
  readonly LinkedGroupId?: string | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly ParentGroupId?: string | undefined
}

export interface CreatePlacementGroupResultOutput {
  readonly PlacementGroup?: PlacementGroupOutput | undefined
}

export interface CreateRestoreImageTaskResultOutput {
  readonly ImageId?: string | undefined
}

export interface CreateRouteResultOutput {
  readonly Return?: boolean | undefined
}

export interface RouteTableAssociationOutput {
  readonly Main?: boolean | undefined
  readonly RouteTableAssociationId?: string | undefined
  readonly RouteTableId?: string | undefined
  readonly SubnetId?: string | undefined
  readonly GatewayId?: string | undefined
  readonly PublicIpv4Pool?: string | undefined
  readonly AssociationState?: RouteTableAssociationStateOutput | undefined
}

export interface PropagatingVgwOutput {
  readonly GatewayId?: string | undefined
}

export interface RouteOutput {
  readonly DestinationCidrBlock?: string | undefined
  readonly DestinationIpv6CidrBlock?: string | undefined
  readonly DestinationPrefixListId?: string | undefined
  readonly EgressOnlyInternetGatewayId?: string | undefined
  readonly GatewayId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly InstanceOwnerId?: string | undefined
  readonly NatGatewayId?: string | undefined
  readonly TransitGatewayId?: string | undefined
  readonly LocalGatewayId?: string | undefined
  readonly CarrierGatewayId?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly Origin?: string | undefined
  readonly State?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly CoreNetworkArn?: string | undefined
  readonly OdbNetworkArn?: string | undefined
  readonly IpAddress?: string | undefined
}

export interface RouteTableOutput {
  readonly Associations?: readonly RouteTableAssociationOutput[] | undefined
  readonly PropagatingVgws?: readonly PropagatingVgwOutput[] | undefined
  readonly RouteTableId?: string | undefined
  readonly Routes?: readonly RouteOutput[] | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VpcId?: string | undefined
  readonly OwnerId?: string | undefined
}

export interface CreateRouteTableResultOutput {
  readonly RouteTable?: RouteTableOutput | undefined
  readonly ClientToken?: string | undefined
}

export interface CreateSecurityGroupResultOutput {
  readonly GroupId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly SecurityGroupArn?: string | undefined
}

export interface SnapshotOutput {
  readonly OwnerAlias?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly StorageTier?: string | undefined
  readonly RestoreExpiryTime?: Date | undefined
  readonly SseType?: string | undefined
  readonly AvailabilityZone?: string | undefined
  readonly TransferType?: string | undefined
  readonly CompletionDurationMinutes?: number | undefined
  readonly CompletionTime?: Date | undefined
  readonly FullSnapshotSizeInBytes?: number | undefined
  readonly SnapshotId?: string | undefined
  readonly VolumeId?: string | undefined
  readonly State?: string | undefined
  readonly StateMessage?: string | undefined
  readonly StartTime?: Date | undefined
  readonly Progress?: string | undefined
  readonly OwnerId?: string | undefined
  readonly Description?: string | undefined
  readonly VolumeSize?: number | undefined
  readonly Encrypted?: boolean | undefined
  readonly KmsKeyId?: string | undefined
  readonly DataEncryptionKeyId?: string | undefined
}

export interface CreateStoreImageTaskResultOutput {
  readonly ObjectKey?: string | undefined
}

export interface CreateSubnetResultOutput {
  readonly Subnet?: SubnetOutput | undefined
}

export interface VolumeOutput {
  readonly AvailabilityZoneId?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly SourceVolumeId?: string | undefined
  readonly Iops?: number | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VolumeType?: string | undefined
  readonly FastRestored?: boolean | undefined
  readonly MultiAttachEnabled?: boolean | undefined
  readonly Throughput?: number | undefined
  readonly SseType?: string | undefined
  readonly Operator?: OperatorResponseOutput | undefined
  readonly VolumeInitializationRate?: number | undefined
  readonly VolumeArn?: string | undefined
  readonly OwnerId?: string | undefined
  readonly VolumeId?: string | undefined
  readonly Size?: number | undefined
  readonly SnapshotId?: string | undefined
  readonly AvailabilityZone?: string | undefined
  readonly State?: string | undefined
  readonly CreateTime?: Date | undefined
  readonly Attachments?: readonly VolumeAttachmentOutput[] | undefined
  readonly Encrypted?: boolean | undefined
  readonly KmsKeyId?: string | undefined
}

export interface CreateVpcResultOutput {
  readonly Vpc?: VpcOutput | undefined
}

export interface DeleteKeyPairResultOutput {
  readonly Return?: boolean | undefined
  readonly KeyPairId?: string | undefined
}

export interface DeleteLaunchTemplateResultOutput {
  readonly LaunchTemplate?: LaunchTemplateOutput | undefined
}

export interface DeleteLaunchTemplateVersionsResponseSuccessItemOutput {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly VersionNumber?: number | undefined
}

export interface ResponseErrorOutput {
  readonly Code?: string | undefined
  readonly Message?: string | undefined
}

export interface DeleteLaunchTemplateVersionsResponseErrorItemOutput {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
  readonly VersionNumber?: number | undefined
  readonly ResponseError?: ResponseErrorOutput | undefined
}

export interface DeleteLaunchTemplateVersionsResultOutput {
  readonly SuccessfullyDeletedLaunchTemplateVersions?: readonly DeleteLaunchTemplateVersionsResponseSuccessItemOutput[] | undefined
  readonly UnsuccessfullyDeletedLaunchTemplateVersions?: readonly DeleteLaunchTemplateVersionsResponseErrorItemOutput[] | undefined
}

export interface DeleteSecurityGroupResultOutput {
  readonly Return?: boolean | undefined
  readonly GroupId?: string | undefined
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

export interface AddressOutput {
  readonly AllocationId?: string | undefined
  readonly AssociationId?: string | undefined
  readonly Domain?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly NetworkInterfaceOwnerId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly PublicIpv4Pool?: string | undefined
  readonly NetworkBorderGroup?: string | undefined
  readonly CustomerOwnedIp?: string | undefined
  readonly CustomerOwnedIpv4Pool?: string | undefined
  readonly CarrierIp?: string | undefined
  readonly SubnetId?: string | undefined
  readonly ServiceManaged?: string | undefined
  readonly InstanceId?: string | undefined
  readonly PublicIp?: string | undefined
}

export interface DescribeAddressesResultOutput {
  readonly Addresses?: readonly AddressOutput[] | undefined
}

export interface PtrUpdateStatusOutput {
  readonly Value?: string | undefined
  readonly Status?: string | undefined
  readonly Reason?: string | undefined
}

export interface AddressAttributeOutput {
  readonly PublicIp?: string | undefined
  readonly AllocationId?: string | undefined
  readonly PtrRecord?: string | undefined
  readonly PtrRecordUpdate?: PtrUpdateStatusOutput | undefined
}

export interface DescribeAddressesAttributeResultOutput {
  readonly Addresses?: readonly AddressAttributeOutput[] | undefined
  readonly NextToken?: string | undefined
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

export interface AttributeValueOutput {
  readonly Value?: string | undefined
}

export interface DhcpConfigurationOutput {
  readonly Key?: string | undefined
  readonly Values?: readonly AttributeValueOutput[] | undefined
}

export interface DhcpOptionsOutput {
  readonly OwnerId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly DhcpOptionsId?: string | undefined
  readonly DhcpConfigurations?: readonly DhcpConfigurationOutput[] | undefined
}

export interface DescribeDhcpOptionsResultOutput {
  readonly NextToken?: string | undefined
  readonly DhcpOptions?: readonly DhcpOptionsOutput[] | undefined
}

export interface ExportTaskS3LocationOutput {
  readonly S3Bucket?: string | undefined
  readonly S3Prefix?: string | undefined
}

export interface ExportImageTaskOutput {
  readonly Description?: string | undefined
  readonly ExportImageTaskId?: string | undefined
  readonly ImageId?: string | undefined
  readonly Progress?: string | undefined
  readonly S3ExportLocation?: ExportTaskS3LocationOutput | undefined
  readonly Status?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface DescribeExportImageTasksResultOutput {
  readonly ExportImageTasks?: readonly ExportImageTaskOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeIamInstanceProfileAssociationsResultOutput {
  readonly IamInstanceProfileAssociations?: readonly IamInstanceProfileAssociationOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface LaunchPermissionOutput {
  readonly OrganizationArn?: string | undefined
  readonly OrganizationalUnitArn?: string | undefined
  readonly UserId?: string | undefined
  readonly Group?: string | undefined
}

export interface ProductCodeOutput {
  readonly ProductCodeId?: string | undefined
  readonly ProductCodeType?: string | undefined
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

export interface ImageAttributeOutput {
  readonly Description?: AttributeValueOutput | undefined
  readonly KernelId?: AttributeValueOutput | undefined
  readonly RamdiskId?: AttributeValueOutput | undefined
  readonly SriovNetSupport?: AttributeValueOutput | undefined
  readonly BootMode?: AttributeValueOutput | undefined
  readonly TpmSupport?: AttributeValueOutput | undefined
  readonly UefiData?: AttributeValueOutput | undefined
  readonly LastLaunchedTime?: AttributeValueOutput | undefined
  readonly ImdsSupport?: AttributeValueOutput | undefined
  readonly DeregistrationProtection?: AttributeValueOutput | undefined
  readonly ImageId?: string | undefined
  readonly LaunchPermissions?: readonly LaunchPermissionOutput[] | undefined
  readonly ProductCodes?: readonly ProductCodeOutput[] | undefined
  readonly BlockDeviceMappings?: readonly BlockDeviceMappingOutput[] | undefined
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

export interface UserBucketDetailsOutput {
  readonly S3Bucket?: string | undefined
  readonly S3Key?: string | undefined
}

export interface SnapshotDetailOutput {
  readonly Description?: string | undefined
  readonly DeviceName?: string | undefined
  readonly DiskImageSize?: number | undefined
  readonly Format?: string | undefined
  readonly Progress?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly Status?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly Url?: string | undefined
  readonly UserBucket?: UserBucketDetailsOutput | undefined
}

export interface ImportImageLicenseConfigurationResponseOutput {
  readonly LicenseConfigurationArn?: string | undefined
}

export interface ImportImageTaskOutput {
  readonly Architecture?: string | undefined
  readonly Description?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly Hypervisor?: string | undefined
  readonly ImageId?: string | undefined
  readonly ImportTaskId?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly LicenseType?: string | undefined
  readonly Platform?: string | undefined
  readonly Progress?: string | undefined
  readonly SnapshotDetails?: readonly SnapshotDetailOutput[] | undefined
  readonly Status?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly LicenseSpecifications?: readonly ImportImageLicenseConfigurationResponseOutput[] | undefined
  readonly UsageOperation?: string | undefined
  readonly BootMode?: string | undefined
}

export interface DescribeImportImageTasksResultOutput {
  readonly ImportImageTasks?: readonly ImportImageTaskOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface SnapshotTaskDetailOutput {
  readonly Description?: string | undefined
  readonly DiskImageSize?: number | undefined
  readonly Encrypted?: boolean | undefined
  readonly Format?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly Progress?: string | undefined
  readonly SnapshotId?: string | undefined
  readonly Status?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly Url?: string | undefined
  readonly UserBucket?: UserBucketDetailsOutput | undefined
}

export interface ImportSnapshotTaskOutput {
  readonly Description?: string | undefined
  readonly ImportTaskId?: string | undefined
  readonly SnapshotTaskDetail?: SnapshotTaskDetailOutput | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface DescribeImportSnapshotTasksResultOutput {
  readonly ImportSnapshotTasks?: readonly ImportSnapshotTaskOutput[] | undefined
  readonly NextToken?: string | undefined
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

export interface AttributeBooleanValueOutput {
  readonly Value?: boolean | undefined
}

export interface EnclaveOptionsOutput {
  readonly Enabled?: boolean | undefined
}

export interface InstanceAttributeOutput {
  readonly BlockDeviceMappings?: readonly InstanceBlockDeviceMappingOutput[] | undefined
  readonly DisableApiTermination?: AttributeBooleanValueOutput | undefined
  readonly EnaSupport?: AttributeBooleanValueOutput | undefined
  readonly EnclaveOptions?: EnclaveOptionsOutput | undefined
  readonly EbsOptimized?: AttributeBooleanValueOutput | undefined
  readonly InstanceId?: string | undefined
  readonly InstanceInitiatedShutdownBehavior?: AttributeValueOutput | undefined
  readonly InstanceType?: AttributeValueOutput | undefined
  readonly KernelId?: AttributeValueOutput | undefined
  readonly ProductCodes?: readonly ProductCodeOutput[] | undefined
  readonly RamdiskId?: AttributeValueOutput | undefined
  readonly RootDeviceName?: AttributeValueOutput | undefined
  readonly SourceDestCheck?: AttributeBooleanValueOutput | undefined
  readonly SriovNetSupport?: AttributeValueOutput | undefined
  readonly UserData?: AttributeValueOutput | undefined
  readonly DisableApiStop?: AttributeBooleanValueOutput | undefined
  readonly Groups?: readonly GroupIdentifierOutput[] | undefined
}

export interface InstanceCreditSpecificationOutput {
  readonly InstanceId?: string | undefined
  readonly CpuCredits?: string | undefined
}

export interface DescribeInstanceCreditSpecificationsResultOutput {
  readonly InstanceCreditSpecifications?: readonly InstanceCreditSpecificationOutput[] | undefined
  readonly NextToken?: string | undefined
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

export interface InstanceStateOutput {
  readonly Code?: number | undefined
  readonly Name?: string | undefined
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

export interface InstanceStatusEventOutput {
  readonly InstanceEventId?: string | undefined
  readonly Code?: string | undefined
  readonly Description?: string | undefined
  readonly NotAfter?: Date | undefined
  readonly NotBefore?: Date | undefined
  readonly NotBeforeDeadline?: Date | undefined
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

export interface InstanceTypeOfferingOutput {
  readonly InstanceType?: string | undefined
  readonly LocationType?: string | undefined
  readonly Location?: string | undefined
}

export interface DescribeInstanceTypeOfferingsResultOutput {
  readonly InstanceTypeOfferings?: readonly InstanceTypeOfferingOutput[] | undefined
  readonly NextToken?: string | undefined
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

export interface DescribeInternetGatewaysResultOutput {
  readonly InternetGateways?: readonly InternetGatewayOutput[] | undefined
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

export interface DescribeLaunchTemplatesResultOutput {
  readonly LaunchTemplates?: readonly LaunchTemplateOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeLaunchTemplateVersionsResultOutput {
  readonly LaunchTemplateVersions?: readonly LaunchTemplateVersionOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface ManagedPrefixListOutput {
  readonly PrefixListId?: string | undefined
  readonly AddressFamily?: string | undefined
  readonly State?: string | undefined
  readonly StateMessage?: string | undefined
  readonly PrefixListArn?: string | undefined
  readonly PrefixListName?: string | undefined
  readonly MaxEntries?: number | undefined
  readonly Version?: number | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly OwnerId?: string | undefined
  readonly IpamPrefixListResolverTargetId?: string | undefined
  readonly IpamPrefixListResolverSyncEnabled?: boolean | undefined
}

export interface DescribeManagedPrefixListsResultOutput {
  readonly NextToken?: string | undefined
  readonly PrefixLists?: readonly ManagedPrefixListOutput[] | undefined
}

export interface NetworkAclAssociationOutput {
  readonly NetworkAclAssociationId?: string | undefined
  readonly NetworkAclId?: string | undefined
  readonly SubnetId?: string | undefined
}

export interface IcmpTypeCodeOutput {
  readonly Code?: number | undefined
  readonly Type?: number | undefined
}

export interface PortRangeOutput {
  readonly From?: number | undefined
  readonly To?: number | undefined
}

export interface NetworkAclEntryOutput {
  readonly CidrBlock?: string | undefined
  readonly Egress?: boolean | undefined
  readonly IcmpTypeCode?: IcmpTypeCodeOutput | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly PortRange?: PortRangeOutput | undefined
  readonly Protocol?: string | undefined
  readonly RuleAction?: string | undefined
  readonly RuleNumber?: number | undefined
}

export interface NetworkAclOutput {
  readonly Associations?: readonly NetworkAclAssociationOutput[] | undefined
  readonly Entries?: readonly NetworkAclEntryOutput[] | undefined
  readonly IsDefault?: boolean | undefined
  readonly NetworkAclId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VpcId?: string | undefined
  readonly OwnerId?: string | undefined
}

export interface DescribeNetworkAclsResultOutput {
  readonly NetworkAcls?: readonly NetworkAclOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeNetworkInterfaceAttributeResultOutput {
  readonly Attachment?: NetworkInterfaceAttachmentOutput | undefined
  readonly Description?: AttributeValueOutput | undefined
  readonly Groups?: readonly GroupIdentifierOutput[] | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly SourceDestCheck?: AttributeBooleanValueOutput | undefined
  readonly AssociatePublicIpAddress?: boolean | undefined
}

export interface DescribeNetworkInterfacesResultOutput {
  readonly NetworkInterfaces?: readonly NetworkInterfaceOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface DescribePlacementGroupsResultOutput {
  readonly PlacementGroups?: readonly PlacementGroupOutput[] | undefined
}

export interface PrefixListOutput {
  readonly Cidrs?: readonly string[] | undefined
  readonly PrefixListId?: string | undefined
  readonly PrefixListName?: string | undefined
}

export interface DescribePrefixListsResultOutput {
  readonly NextToken?: string | undefined
  readonly PrefixLists?: readonly PrefixListOutput[] | undefined
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

export interface DescribeRouteTablesResultOutput {
  readonly RouteTables?: readonly RouteTableOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface SecurityGroupReferenceOutput {
  readonly GroupId?: string | undefined
  readonly ReferencingVpcId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly TransitGatewayId?: string | undefined
}

export interface DescribeSecurityGroupReferencesResultOutput {
  readonly SecurityGroupReferenceSet?: readonly SecurityGroupReferenceOutput[] | undefined
}

export interface DescribeSecurityGroupRulesResultOutput {
  readonly SecurityGroupRules?: readonly SecurityGroupRuleOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface UserIdGroupPairOutput {
  readonly Description?: string | undefined
  readonly UserId?: string | undefined
  readonly GroupName?: string | undefined
  readonly GroupId?: string | undefined
  readonly VpcId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly PeeringStatus?: string | undefined
}

export interface IpRangeOutput {
  readonly Description?: string | undefined
  readonly CidrIp?: string | undefined
}

export interface Ipv6RangeOutput {
  readonly Description?: string | undefined
  readonly CidrIpv6?: string | undefined
}

export interface PrefixListIdOutput {
  readonly Description?: string | undefined
  readonly PrefixListId?: string | undefined
}

export interface IpPermissionOutput {
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly UserIdGroupPairs?: readonly UserIdGroupPairOutput[] | undefined
  readonly IpRanges?: readonly IpRangeOutput[] | undefined
  readonly Ipv6Ranges?: readonly Ipv6RangeOutput[] | undefined
  readonly PrefixListIds?: readonly PrefixListIdOutput[] | undefined
}

export interface SecurityGroupOutput {
  readonly GroupId?: string | undefined
  readonly IpPermissionsEgress?: readonly IpPermissionOutput[] | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VpcId?: string | undefined
  readonly SecurityGroupArn?: string | undefined
  readonly OwnerId?: string | undefined
  readonly GroupName?: string | undefined
  readonly Description?: string | undefined
  readonly IpPermissions?: readonly IpPermissionOutput[] | undefined
}

export interface DescribeSecurityGroupsResultOutput {
  readonly NextToken?: string | undefined
  readonly SecurityGroups?: readonly SecurityGroupOutput[] | undefined
}

export interface CreateVolumePermissionOutput {
  readonly UserId?: string | undefined
  readonly Group?: string | undefined
}

export interface DescribeSnapshotAttributeResultOutput {
  readonly ProductCodes?: readonly ProductCodeOutput[] | undefined
  readonly SnapshotId?: string | undefined
  readonly CreateVolumePermissions?: readonly CreateVolumePermissionOutput[] | undefined
}

export interface DescribeSnapshotsResultOutput {
  readonly NextToken?: string | undefined
  readonly Snapshots?: readonly SnapshotOutput[] | undefined
}

export interface StaleIpPermissionOutput {
  readonly FromPort?: number | undefined
  readonly IpProtocol?: string | undefined
  readonly IpRanges?: readonly string[] | undefined
  readonly PrefixListIds?: readonly string[] | undefined
  readonly ToPort?: number | undefined
  readonly UserIdGroupPairs?: readonly UserIdGroupPairOutput[] | undefined
}

export interface StaleSecurityGroupOutput {
  readonly Description?: string | undefined
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
  readonly StaleIpPermissions?: readonly StaleIpPermissionOutput[] | undefined
  readonly StaleIpPermissionsEgress?: readonly StaleIpPermissionOutput[] | undefined
  readonly VpcId?: string | undefined
}

export interface DescribeStaleSecurityGroupsResultOutput {
  readonly NextToken?: string | undefined
  readonly StaleSecurityGroupSet?: readonly StaleSecurityGroupOutput[] | undefined
}

export interface StoreImageTaskResultOutput {
  readonly AmiId?: string | undefined
  readonly TaskStartTime?: Date | undefined
  readonly Bucket?: string | undefined
  readonly S3objectKey?: string | undefined
  readonly ProgressPercentage?: number | undefined
  readonly StoreTaskState?: string | undefined
  readonly StoreTaskFailureReason?: string | undefined
}

export interface DescribeStoreImageTasksResultOutput {
  readonly StoreImageTaskResults?: readonly StoreImageTaskResultOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeSubnetsResultOutput {
  readonly NextToken?: string | undefined
  readonly Subnets?: readonly SubnetOutput[] | undefined
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

export interface DescribeVolumeAttributeResultOutput {
  readonly AutoEnableIO?: AttributeBooleanValueOutput | undefined
  readonly ProductCodes?: readonly ProductCodeOutput[] | undefined
  readonly VolumeId?: string | undefined
}

export interface DescribeVolumesResultOutput {
  readonly NextToken?: string | undefined
  readonly Volumes?: readonly VolumeOutput[] | undefined
}

export interface VolumeModificationOutput {
  readonly VolumeId?: string | undefined
  readonly ModificationState?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly TargetSize?: number | undefined
  readonly TargetIops?: number | undefined
  readonly TargetVolumeType?: string | undefined
  readonly TargetThroughput?: number | undefined
  readonly TargetMultiAttachEnabled?: boolean | undefined
  readonly OriginalSize?: number | undefined
  readonly OriginalIops?: number | undefined
  readonly OriginalVolumeType?: string | undefined
  readonly OriginalThroughput?: number | undefined
  readonly OriginalMultiAttachEnabled?: boolean | undefined
  readonly Progress?: number | undefined
  readonly StartTime?: Date | undefined
  readonly EndTime?: Date | undefined
  readonly Operator?: OperatorResponseOutput | undefined
}

export interface DescribeVolumesModificationsResultOutput {
  readonly NextToken?: string | undefined
  readonly VolumesModifications?: readonly VolumeModificationOutput[] | undefined
}

export interface VolumeStatusActionOutput {
  readonly Code?: string | undefined
  readonly Description?: string | undefined
  readonly EventId?: string | undefined
  readonly EventType?: string | undefined
}

export interface VolumeStatusEventOutput {
  readonly Description?: string | undefined
  readonly EventId?: string | undefined
  readonly EventType?: string | undefined
  readonly NotAfter?: Date | undefined
  readonly NotBefore?: Date | undefined
  readonly InstanceId?: string | undefined
}

export interface VolumeStatusDetailsOutput {
  readonly Name?: string | undefined
  readonly Status?: string | undefined
}

export interface VolumeStatusInfoOutput {
  readonly Details?: readonly VolumeStatusDetailsOutput[] | undefined
  readonly Status?: string | undefined
}

export interface VolumeStatusAttachmentStatusOutput {
  readonly IoPerformance?: string | undefined
  readonly InstanceId?: string | undefined
}

export interface InitializationStatusDetailsOutput {
  readonly InitializationType?: string | undefined
  readonly Progress?: number | undefined
  readonly EstimatedTimeToCompleteInSeconds?: number | undefined
}

export interface VolumeStatusItemOutput {
  readonly Actions?: readonly VolumeStatusActionOutput[] | undefined
  readonly AvailabilityZone?: string | undefined
  readonly OutpostArn?: string | undefined
  readonly Events?: readonly VolumeStatusEventOutput[] | undefined
  readonly VolumeId?: string | undefined
  readonly VolumeStatus?: VolumeStatusInfoOutput | undefined
  readonly AttachmentStatuses?: readonly VolumeStatusAttachmentStatusOutput[] | undefined
  readonly InitializationStatusDetails?: InitializationStatusDetailsOutput | undefined
  readonly AvailabilityZoneId?: string | undefined
  readonly Operator?: OperatorResponseOutput | undefined
}

export interface DescribeVolumeStatusResultOutput {
  readonly NextToken?: string | undefined
  readonly VolumeStatuses?: readonly VolumeStatusItemOutput[] | undefined
}

export interface DescribeVpcAttributeResultOutput {
  readonly EnableDnsHostnames?: AttributeBooleanValueOutput | undefined
  readonly EnableDnsSupport?: AttributeBooleanValueOutput | undefined
  readonly EnableNetworkAddressUsageMetrics?: AttributeBooleanValueOutput | undefined
  readonly VpcId?: string | undefined
}

export interface VpcClassicLinkOutput {
  readonly ClassicLinkEnabled?: boolean | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly VpcId?: string | undefined
}

export interface DescribeVpcClassicLinkResultOutput {
  readonly Vpcs?: readonly VpcClassicLinkOutput[] | undefined
}

export interface ClassicLinkDnsSupportOutput {
  readonly ClassicLinkDnsSupported?: boolean | undefined
  readonly VpcId?: string | undefined
}

export interface DescribeVpcClassicLinkDnsSupportResultOutput {
  readonly NextToken?: string | undefined
  readonly Vpcs?: readonly ClassicLinkDnsSupportOutput[] | undefined
}

export interface SecurityGroupIdentifierOutput {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

export interface DnsOptionsOutput {
  readonly DnsRecordIpType?: string | undefined
  readonly PrivateDnsOnlyForInboundResolverEndpoint?: boolean | undefined
  readonly PrivateDnsPreference?: string | undefined
  readonly PrivateDnsSpecifiedDomains?: readonly string[] | undefined
}

export interface DnsEntryOutput {
  readonly DnsName?: string | undefined
  readonly HostedZoneId?: string | undefined
}

export interface LastErrorOutput {
  readonly Message?: string | undefined
  readonly Code?: string | undefined
}

export interface SubnetIpPrefixesOutput {
  readonly SubnetId?: string | undefined
  readonly IpPrefixes?: readonly string[] | undefined
}

export interface PayerResponsibilityEntryOutput {
  readonly Scope?: string | undefined
  readonly PayerResponsibilityType?: string | undefined
}

export interface VpcEndpointOutput {
  readonly VpcEndpointId?: string | undefined
  readonly VpcEndpointType?: string | undefined
  readonly VpcId?: string | undefined
  readonly ServiceName?: string | undefined
  readonly State?: string | undefined
  readonly PolicyDocument?: string | undefined
  readonly RouteTableIds?: readonly string[] | undefined
  readonly SubnetIds?: readonly string[] | undefined
  readonly Groups?: readonly SecurityGroupIdentifierOutput[] | undefined
  readonly IpAddressType?: string | undefined
  readonly DnsOptions?: DnsOptionsOutput | undefined
  readonly PrivateDnsEnabled?: boolean | undefined
  readonly RequesterManaged?: boolean | undefined
  readonly NetworkInterfaceIds?: readonly string[] | undefined
  readonly DnsEntries?: readonly DnsEntryOutput[] | undefined
  readonly CreationTimestamp?: Date | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly OwnerId?: string | undefined
  readonly LastError?: LastErrorOutput | undefined
  readonly Ipv4Prefixes?: readonly SubnetIpPrefixesOutput[] | undefined
  readonly Ipv6Prefixes?: readonly SubnetIpPrefixesOutput[] | undefined
  readonly FailureReason?: string | undefined
  readonly ServiceNetworkArn?: string | undefined
  readonly ResourceConfigurationArn?: string | undefined
  readonly ServiceRegion?: string | undefined
  readonly PayerResponsibilities?: readonly PayerResponsibilityEntryOutput[] | undefined
}

export interface DescribeVpcEndpointsResultOutput {
  readonly VpcEndpoints?: readonly VpcEndpointOutput[] | undefined
  readonly NextToken?: string | undefined
}

export interface DescribeVpcsResultOutput {
  readonly NextToken?: string | undefined
  readonly Vpcs?: readonly VpcOutput[] | undefined
}

export interface DisableSerialConsoleAccessResultOutput {
  readonly SerialConsoleAccessEnabled?: boolean | undefined
}

export interface DisassociateIamInstanceProfileResultOutput {
  readonly IamInstanceProfileAssociation?: IamInstanceProfileAssociationOutput | undefined
}

export interface EnableSerialConsoleAccessResultOutput {
  readonly SerialConsoleAccessEnabled?: boolean | undefined
}

export interface ExportImageResultOutput {
  readonly Description?: string | undefined
  readonly DiskImageFormat?: string | undefined
  readonly ExportImageTaskId?: string | undefined
  readonly ImageId?: string | undefined
  readonly RoleName?: string | undefined
  readonly Progress?: string | undefined
  readonly S3ExportLocation?: ExportTaskS3LocationOutput | undefined
  readonly Status?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface GetConsoleOutputResultOutput {
  readonly InstanceId?: string | undefined
  readonly Timestamp?: Date | undefined
  readonly Output?: string | undefined
}

export interface GetConsoleScreenshotResultOutput {
  readonly ImageData?: string | undefined
  readonly InstanceId?: string | undefined
}

export interface GetEbsEncryptionByDefaultResultOutput {
  readonly EbsEncryptionByDefault?: boolean | undefined
  readonly SseType?: string | undefined
}

export interface InstanceMetadataDefaultsResponseOutput {
  readonly HttpTokens?: string | undefined
  readonly HttpPutResponseHopLimit?: number | undefined
  readonly HttpEndpoint?: string | undefined
  readonly InstanceMetadataTags?: string | undefined
  readonly ManagedBy?: string | undefined
  readonly ManagedExceptionMessage?: string | undefined
  readonly HttpTokensEnforced?: string | undefined
}

export interface GetInstanceMetadataDefaultsResultOutput {
  readonly AccountLevel?: InstanceMetadataDefaultsResponseOutput | undefined
}

export interface GetPasswordDataResultOutput {
  readonly InstanceId?: string | undefined
  readonly Timestamp?: Date | undefined
  readonly PasswordData?: string | undefined
}

export interface GetSerialConsoleAccessStatusResultOutput {
  readonly SerialConsoleAccessEnabled?: boolean | undefined
  readonly ManagedBy?: string | undefined
}

export interface ImportImageResultOutput {
  readonly Architecture?: string | undefined
  readonly Description?: string | undefined
  readonly Encrypted?: boolean | undefined
  readonly Hypervisor?: string | undefined
  readonly ImageId?: string | undefined
  readonly ImportTaskId?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly LicenseType?: string | undefined
  readonly Platform?: string | undefined
  readonly Progress?: string | undefined
  readonly SnapshotDetails?: readonly SnapshotDetailOutput[] | undefined
  readonly Status?: string | undefined
  readonly StatusMessage?: string | undefined
  readonly LicenseSpecifications?: readonly ImportImageLicenseConfigurationResponseOutput[] | undefined
  readonly Tags?: readonly TagOutput[] | undefined
  readonly UsageOperation?: string | undefined
}

export interface ImportKeyPairResultOutput {
  readonly KeyFingerprint?: string | undefined
  readonly KeyName?: string | undefined
  readonly KeyPairId?: string | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface ImportSnapshotResultOutput {
  readonly Description?: string | undefined
  readonly ImportTaskId?: string | undefined
  readonly SnapshotTaskDetail?: SnapshotTaskDetailOutput | undefined
  readonly Tags?: readonly TagOutput[] | undefined
}

export interface ModifyInstanceMetadataOptionsResultOutput {
  readonly InstanceId?: string | undefined
  readonly InstanceMetadataOptions?: InstanceMetadataOptionsResponseOutput | undefined
}

export interface ModifyInstancePlacementResultOutput {
  readonly Return?: boolean | undefined
}

export interface ModifyLaunchTemplateResultOutput {
  readonly LaunchTemplate?: LaunchTemplateOutput | undefined
}

export interface ModifySecurityGroupRulesResultOutput {
  readonly Return?: boolean | undefined
}

export interface ModifyVolumeResultOutput {
  readonly VolumeModification?: VolumeModificationOutput | undefined
}

export interface InstanceMonitoringOutput {
  readonly InstanceId?: string | undefined
  readonly Monitoring?: MonitoringOutput | undefined
}

export interface MonitorInstancesResultOutput {
  readonly InstanceMonitorings?: readonly InstanceMonitoringOutput[] | undefined
}

export interface RegisterImageResultOutput {
  readonly ImageId?: string | undefined
}

export interface ReplaceIamInstanceProfileAssociationResultOutput {
  readonly IamInstanceProfileAssociation?: IamInstanceProfileAssociationOutput | undefined
}

export interface ReplaceRouteTableAssociationResultOutput {
  readonly NewAssociationId?: string | undefined
  readonly AssociationState?: RouteTableAssociationStateOutput | undefined
}

export interface RevokedSecurityGroupRuleOutput {
  readonly SecurityGroupRuleId?: string | undefined
  readonly GroupId?: string | undefined
  readonly IsEgress?: boolean | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIpv4?: string | undefined
  readonly CidrIpv6?: string | undefined
  readonly PrefixListId?: string | undefined
  readonly ReferencedGroupId?: string | undefined
  readonly Description?: string | undefined
}

export interface RevokeSecurityGroupEgressResultOutput {
  readonly Return?: boolean | undefined
  readonly UnknownIpPermissions?: readonly IpPermissionOutput[] | undefined
  readonly RevokedSecurityGroupRules?: readonly RevokedSecurityGroupRuleOutput[] | undefined
}

export interface RevokeSecurityGroupIngressResultOutput {
  readonly Return?: boolean | undefined
  readonly UnknownIpPermissions?: readonly IpPermissionOutput[] | undefined
  readonly RevokedSecurityGroupRules?: readonly RevokedSecurityGroupRuleOutput[] | undefined
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

export interface UnmonitorInstancesResultOutput {
  readonly InstanceMonitorings?: readonly InstanceMonitoringOutput[] | undefined
}

export interface UpdateSecurityGroupRuleDescriptionsEgressResultOutput {
  readonly Return?: boolean | undefined
}

export interface UpdateSecurityGroupRuleDescriptionsIngressResultOutput {
  readonly Return?: boolean | undefined
}
