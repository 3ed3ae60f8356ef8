/**
 * EC2's error codes and their statuses.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
import { formatXml } from '../http/xml.ts'

export const errorTable = {
  AccessDenied: { status: 403 },
  AuthFailure: { status: 401 },
  DryRunOperation: { status: 412 },
  ExpiredToken: { status: 403 },
  IdempotentInstanceTerminated: { status: 400 },
  IdempotentParameterMismatch: { status: 400 },
  IncompleteSignature: { status: 400 },
  IncorrectInstanceState: { status: 400 },
  IncorrectState: { status: 400 },
  InsufficientFreeAddressesInSubnet: { status: 400 },
  InsufficientInstanceCapacity: { status: 500 },
  InternalError: { status: 500 },
  'InvalidAssociationID.NotFound': { status: 400 },
  InvalidAction: { status: 400 },
  'InvalidAMIID.Malformed': { status: 400 },
  'InvalidAMIID.NotFound': { status: 400 },
  'InvalidAMIID.Unavailable': { status: 400 },
  'InvalidAMIName.Duplicate': { status: 400 },
  'InvalidAMIName.Malformed': { status: 400 },
  InvalidBlockDeviceMapping: { status: 400 },
  InvalidClientTokenId: { status: 403 },
  'InvalidGroup.NotFound': { status: 400 },
  InvalidID: { status: 400 },
  'InvalidInstanceID.Malformed': { status: 400 },
  'InvalidInstanceID.NotFound': { status: 400 },
  InvalidInstanceType: { status: 400 },
  'InvalidIPAddress.InUse': { status: 400 },
  'InvalidKey.Format': { status: 400 },
  'InvalidKeyPair.Duplicate': { status: 400 },
  'InvalidKeyPair.NotFound': { status: 400 },
  InvalidNextToken: { status: 400 },
  InvalidParameterCombination: { status: 400 },
  InvalidParameterValue: { status: 400 },
  InvalidQueryParameter: { status: 400 },
  'InvalidSubnetID.NotFound': { status: 400 },
  'InvalidUserData.Malformed': { status: 400 },
  MalformedPolicyDocument: { status: 400 },
  MalformedQueryString: { status: 400 },
  MissingAction: { status: 400 },
  MissingAuthenticationToken: { status: 403 },
  MissingParameter: { status: 400 },
  OperationNotPermitted: { status: 400 },
  RequestEntityTooLarge: { status: 413 },
  RequestExpired: { status: 400 },
  SignatureDoesNotMatch: { status: 403 },
  TagLimitExceeded: { status: 400 },
  Unavailable: { status: 503 },
  UnauthorizedOperation: { status: 403 },
  UnknownParameter: { status: 400 },
  UnsupportedOperation: { status: 400 },
  ValidationError: { status: 400 },
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
