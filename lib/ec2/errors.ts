/**
 * EC2's error codes and their statuses.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
import { formatXml } from '../http/xml.ts'

export const errorTable = {
  AccessDenied: { status: 403 },
  AddressLimitExceeded: { status: 400 },
  AttachmentLimitExceeded: { status: 400 },
  AuthFailure: { status: 401 },
  CannotDelete: { status: 400 },
  DefaultSubnetAlreadyExistsInAvailabilityZone: { status: 400 },
  DefaultVpcAlreadyExists: { status: 400 },
  DependencyViolation: { status: 400 },
  DryRunOperation: { status: 412 },
  ExpiredToken: { status: 403 },
  'Gateway.NotAttached': { status: 400 },
  IdempotentInstanceTerminated: { status: 400 },
  IdempotentParameterMismatch: { status: 400 },
  IncompleteSignature: { status: 400 },
  IncorrectInstanceState: { status: 400 },
  IncorrectModificationState: { status: 400 },
  IncorrectState: { status: 400 },
  InsufficientAddressCapacity: { status: 500 },
  InsufficientFreeAddressesInSubnet: { status: 400 },
  InstanceLimitExceeded: { status: 400 },
  InsufficientInstanceCapacity: { status: 500 },
  InsufficientVolumeCapacity: { status: 500 },
  InternalError: { status: 500 },
  'InvalidAssociationID.NotFound': { status: 400 },
  InternetGatewayLimitExceeded: { status: 400 },
  InvalidAction: { status: 400 },
  'InvalidAddress.NotFound': { status: 400 },
  'InvalidAllocationID.NotFound': { status: 400 },
  'InvalidAMIID.Malformed': { status: 400 },
  'InvalidAMIID.NotFound': { status: 400 },
  'InvalidAMIID.Unavailable': { status: 400 },
  'InvalidAMIName.Duplicate': { status: 400 },
  'InvalidAMIName.Malformed': { status: 400 },
  'InvalidAttachmentID.NotFound': { status: 400 },
  'InvalidAttachment.NotFound': { status: 400 },
  InvalidBlockDeviceMapping: { status: 400 },
  InvalidClientTokenId: { status: 403 },
  'InvalidDhcpOptionID.NotFound': { status: 400 },
  'InvalidGroup.Duplicate': { status: 400 },
  'InvalidGroup.NotFound': { status: 400 },
  'InvalidGroup.Reserved': { status: 400 },
  'InvalidGroupId.Malformed': { status: 400 },
  InvalidID: { status: 400 },
  'InvalidInstanceID.Malformed': { status: 400 },
  'InvalidInstanceID.NotFound': { status: 400 },
  InvalidInstanceType: { status: 400 },
  'InvalidInternetGatewayId.Malformed': { status: 400 },
  'InvalidInternetGatewayID.NotFound': { status: 400 },
  'InvalidIPAddress.InUse': { status: 400 },
  'InvalidKey.Format': { status: 400 },
  'InvalidKeyPair.Duplicate': { status: 400 },
  'InvalidKeyPair.NotFound': { status: 400 },
  'InvalidNetworkAclID.NotFound': { status: 400 },
  'InvalidNetworkInterface.InUse': { status: 400 },
  'InvalidNetworkInterfaceId.Malformed': { status: 400 },
  'InvalidNetworkInterfaceID.NotFound': { status: 400 },
  'InvalidLaunchTemplateId.Malformed': { status: 400 },
  'InvalidLaunchTemplateId.NotFound': { status: 400 },
  'InvalidLaunchTemplateId.VersionNotFound': { status: 400 },
  'InvalidLaunchTemplateName.AlreadyExistsException': { status: 400 },
  'InvalidLaunchTemplateName.MalformedException': { status: 400 },
  'InvalidLaunchTemplateName.NotFoundException': { status: 400 },
  InvalidNextToken: { status: 400 },
  InvalidParameter: { status: 400 },
  InvalidParameterCombination: { status: 400 },
  InvalidParameterValue: { status: 400 },
  'InvalidPermission.Duplicate': { status: 400 },
  'InvalidPermission.Malformed': { status: 400 },
  'InvalidPermission.NotFound': { status: 400 },
  'InvalidPlacementGroup.Duplicate': { status: 400 },
  'InvalidPlacementGroup.InUse': { status: 400 },
  'InvalidPlacementGroup.Unknown': { status: 400 },
  'InvalidPrefixListID.NotFound': { status: 400 },
  InvalidQueryParameter: { status: 400 },
  'InvalidRoute.NotFound': { status: 400 },
  'InvalidRouteTableId.Malformed': { status: 400 },
  'InvalidRouteTableID.NotFound': { status: 400 },
  'InvalidSecurityGroupRuleId.Malformed': { status: 400 },
  'InvalidSecurityGroupRuleId.NotFound': { status: 400 },
  'InvalidSubnet.Conflict': { status: 400 },
  'InvalidSubnet.Range': { status: 400 },
  'InvalidSubnetID.Malformed': { status: 400 },
  'InvalidSubnetID.NotFound': { status: 400 },
  'InvalidUserData.Malformed': { status: 400 },
  MalformedPolicyDocument: { status: 400 },
  'InvalidVpc.Range': { status: 400 },
  'InvalidVpcEndpointId.NotFound': { status: 400 },
  'InvalidVpcID.Malformed': { status: 400 },
  'InvalidVpcID.NotFound': { status: 400 },
  'InvalidSnapshot.InUse': { status: 400 },
  'InvalidSnapshot.NotFound': { status: 400 },
  'InvalidVolume.NotFound': { status: 400 },
  'InvalidVolumeModification.NotFound': { status: 400 },
  'InvalidZone.NotFound': { status: 400 },
  MalformedQueryString: { status: 400 },
  MissingAction: { status: 400 },
  MissingAuthenticationToken: { status: 403 },
  MissingInput: { status: 400 },
  MissingParameter: { status: 400 },
  OperationNotPermitted: { status: 400 },
  PrivateIpAddressLimitExceeded: { status: 400 },
  RequestEntityTooLarge: { status: 413 },
  RequestExpired: { status: 400 },
  'Resource.AlreadyAssociated': { status: 400 },
  RouteAlreadyExists: { status: 400 },
  RouteLimitExceeded: { status: 400 },
  RouteTableLimitExceeded: { status: 400 },
  RulesPerSecurityGroupLimitExceeded: { status: 400 },
  SecurityGroupLimitExceeded: { status: 400 },
  SecurityGroupsPerInterfaceLimitExceeded: { status: 400 },
  RequestLimitExceeded: { status: 503 },
  SignatureDoesNotMatch: { status: 403 },
  SubnetLimitExceeded: { status: 400 },
  SnapshotLimitExceeded: { status: 400 },
  TagLimitExceeded: { status: 400 },
  UnauthorizedOperation: { status: 403 },
  Unavailable: { status: 503 },
  UnknownParameter: { status: 400 },
  UnsupportedOperation: { status: 400 },
  ValidationError: { status: 400 },
  VPCIdNotSpecified: { status: 400 },
  VpcLimitExceeded: { status: 400 },
  VersionLimitExceeded: { status: 400 },
  VcpuLimitExceeded: { status: 400 },
  VolumeInUse: { status: 400 },
} as const satisfies Record<string, { readonly status: number }>

export type Ec2ErrorCode = keyof typeof errorTable

/** A refusal that the client sees: the message is part of the answer. */
export class Ec2Error extends Error {
  override readonly name = 'Ec2Error'
  readonly code: Ec2ErrorCode

  constructor(code: Ec2ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  get status(): number {
    return errorTable[this.code].status
  }
}

/** `RequestID` here, `requestId` in answers that succeed: so it is on AWS. */
export function formatEc2Error(error: Ec2Error, requestId: string): string {
  return formatXml('Response', {
    Errors: { Error: { Code: error.code, Message: error.message } },
    RequestID: requestId,
  })
}
