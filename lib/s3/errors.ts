/**
 * S3's errors: one row per code, with the status and the words of AWS. Clients switch on the code;
 * people read the message; both are AWS's to the letter.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */

import { StorageError, type StorageErrorCode } from '../../storage/storage.ts'
import { AuthError, type AuthErrorCode } from '../auth/authenticate.ts'
import { XmlError } from '../http/xml.ts'
import { KmsError, type KmsErrorCode } from '../kms/errors.ts'
import { selectErrorRows } from './select/error-rows.ts'

export const errorTable = {
  AccessControlListNotSupported: { status: 400, message: 'The bucket does not allow ACLs' },
  AccessDenied: { status: 403, message: 'Access Denied' },
  AccessForbidden: {
    status: 403,
    message: 'CORSResponse: CORS is not enabled for this bucket.',
  },
  AuthorizationHeaderMalformed: {
    status: 400,
    message: 'The authorization header that you provided is not valid.',
  },
  AuthorizationQueryParametersError: {
    status: 400,
    message: 'The authorization query parameters that you provided are not valid.',
  },
  BadDigest: {
    status: 400,
    message: 'The Content-MD5 you specified did not match what we received.',
  },
  BadRequest: { status: 400, message: 'Bad Request' },
  BucketAlreadyExists: {
    status: 409,
    message:
      'The requested bucket name is not available. The bucket namespace is shared by all users of ' +
      'the system. Please select a different name and try again.',
  },
  BucketAlreadyOwnedByYou: {
    status: 409,
    message: 'Your previous request to create the named bucket succeeded and you already own it.',
  },
  BucketNotEmpty: { status: 409, message: 'The bucket you tried to delete is not empty' },
  ConditionalRequestConflict: {
    status: 409,
    message:
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
  },
  ContentSHA256Mismatch: {
    status: 400,
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
  },
  EncryptionTypeMismatch: {
    status: 400,
    message: 'The existing object was created with a different encryption type.',
  },
  EntityTooLarge: {
    status: 400,
    message: 'Your proposed upload exceeds the maximum allowed size',
  },
  EntityTooSmall: {
    status: 400,
    message: 'Your proposed upload is smaller than the minimum allowed size',
  },
  ExpiredToken: { status: 400, message: 'The provided token has expired.' },
  IdMismatch: {
    status: 400,
    message: 'Document ID does not match the specified configuration ID.',
  },
  IllegalLocationConstraintException: {
    status: 400,
    message:
      'The unspecified location constraint is incompatible for the region specific endpoint this ' +
      'request was sent to.',
  },
  IdempotencyParameterMismatch: {
    status: 400,
    message:
      'The parameters of this request do not match those of an earlier one with the same client token.',
  },
  IllegalVersioningConfigurationException: {
    status: 400,
    message: 'The Versioning element must be specified',
  },
  IncompleteBody: {
    status: 400,
    message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
  },
  InternalError: {
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  InvalidAccessKeyId: {
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  InvalidArgument: { status: 400, message: 'Invalid Argument' },
  InvalidBucketAclWithBlockPublicAccessError: {
    status: 400,
    message: 'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
  },
  InvalidBucketAclWithObjectOwnership: {
    status: 400,
    message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  },
  InvalidBucketName: { status: 400, message: 'The specified bucket is not valid.' },
  InvalidBucketOwnerAWSAccountID: {
    status: 400,
    message: 'The value of the expected bucket owner parameter must be an AWS account ID',
  },
  InvalidBucketState: {
    status: 409,
    message: 'The request is not valid with the current state of the bucket.',
  },
  InvalidChunkSizeError: {
    status: 403,
    message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
  },
  InvalidConfigurationId: { status: 400, message: 'The specified configuration id is invalid.' },
  InvalidDigest: { status: 400, message: 'The Content-MD5 you specified was invalid.' },
  InvalidEncryptionAlgorithmError: {
    status: 400,
    message: 'The encryption request you specified is not valid. The valid value is AES256.',
  },
  InvalidLocationConstraint: {
    status: 400,
    message: 'The specified location-constraint is not valid',
  },
  InvalidObjectState: {
    status: 403,
    message: "The operation is not valid for the object's storage class",
  },
  InvalidPart: {
    status: 400,
    message:
      'One or more of the specified parts could not be found.  The part may not have been uploaded, ' +
      "or the specified entity tag may not match the part's entity tag.",
  },
  InvalidPartNumber: { status: 416, message: 'The requested partnumber is not satisfiable' },
  InvalidPartOrder: {
    status: 400,
    message: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
  },
  InvalidPolicyDocument: {
    status: 400,
    message:
      'The content of the form does not meet the conditions specified in the policy document.',
  },
  InvalidRange: { status: 416, message: 'The requested range is not satisfiable' },
  InvalidRequest: { status: 400, message: 'Invalid Request' },
  InvalidRetentionPeriod: {
    status: 400,
    message: 'The retention period must be a positive integer value.',
  },
  InvalidS3DestinationBucket: {
    status: 400,
    message: 'Invalid bucket ARN.',
  },
  InvalidSecurity: {
    status: 403,
    message: 'The provided security credentials are not valid.',
  },
  InvalidStorageClass: {
    status: 400,
    message: 'The storage class you specified is not valid',
  },
  InvalidTag: {
    status: 400,
    message:
      'The tag provided was not a valid tag. This error can occur if the tag did not pass input validation.',
  },
  InvalidTargetBucketForLogging: {
    status: 400,
    message:
      'The target bucket for logging does not exist, is not owned by you, or does not have the ' +
      'appropriate grants for the log-delivery group.',
  },
  InvalidToken: {
    status: 400,
    message: 'The provided token is malformed or otherwise invalid.',
  },
  InvalidURI: { status: 400, message: "Couldn't parse the specified URI." },
  InvalidWriteOffset: {
    status: 400,
    message: 'The write offset value that you specified does not match the current object size.',
  },
  'KMS.DisabledException': { status: 400, message: 'The KMS key is disabled.' },
  'KMS.KMSInvalidStateException': {
    status: 400,
    message: 'The KMS key is in a state in which it cannot be used.',
  },
  'KMS.NotFoundException': { status: 400, message: 'The KMS key does not exist.' },
  KeyTooLongError: { status: 400, message: 'Your key is too long' },
  MalformedACLError: {
    status: 400,
    message:
      'The XML you provided was not well-formed or did not validate against our published schema',
  },
  MalformedContinuationToken: {
    status: 400,
    message: 'The continuation-token you provided invalid.',
  },
  MalformedPolicy: { status: 400, message: 'This policy contains invalid Json' },
  MalformedPOSTRequest: {
    status: 400,
    message: 'The body of your POST request is not well-formed multipart/form-data.',
  },
  MalformedTrailerError: {
    status: 400,
    message:
      'The request contained trailing data that was not well-formed or did not conform to our ' +
      'published schema.',
  },
  MalformedXML: {
    status: 400,
    message:
      'The XML you provided was not well-formed or did not validate against our published schema',
  },
  MaxMessageLengthExceeded: { status: 400, message: 'Your request was too big.' },
  MaxPostPreDataLengthExceededError: {
    status: 400,
    message: 'Your POST request fields preceding the upload file were too large.',
  },
  MetadataTooLarge: {
    status: 400,
    message: 'Your metadata headers exceed the maximum allowed metadata size',
  },
  MethodNotAllowed: {
    status: 405,
    message: 'The specified method is not allowed against this resource.',
  },
  MissingContentLength: {
    status: 411,
    message: 'You must provide the Content-Length HTTP header.',
  },
  MissingRequestBodyError: { status: 400, message: 'Request Body is empty' },
  MissingSecurityHeader: {
    status: 400,
    message: 'Your request was missing a required header',
  },
  NoSuchBucket: { status: 404, message: 'The specified bucket does not exist' },
  NoSuchBucketPolicy: { status: 404, message: 'The bucket policy does not exist' },
  NoSuchCORSConfiguration: {
    status: 404,
    message: 'The CORS configuration does not exist',
  },
  NoSuchConfiguration: {
    status: 404,
    message: 'The specified configuration does not exist.',
  },
  NoSuchKey: { status: 404, message: 'The specified key does not exist.' },
  NoSuchLifecycleConfiguration: {
    status: 404,
    message: 'The lifecycle configuration does not exist',
  },
  NoSuchObjectLockConfiguration: {
    status: 404,
    message: 'The specified object does not have a ObjectLock configuration',
  },
  NoSuchPublicAccessBlockConfiguration: {
    status: 404,
    message: 'The public access block configuration was not found',
  },
  NoSuchTagSet: { status: 404, message: 'The TagSet does not exist' },
  NoSuchUpload: {
    status: 404,
    message:
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have ' +
      'been aborted or completed.',
  },
  NoSuchVersion: { status: 404, message: 'The specified version does not exist.' },
  NoSuchWebsiteConfiguration: {
    status: 404,
    message: 'The specified bucket does not have a website configuration',
  },
  NotImplemented: {
    status: 501,
    message: 'A header you provided implies functionality that is not implemented',
  },
  ObjectLockConfigurationNotFoundError: {
    status: 404,
    message: 'Object Lock configuration does not exist for this bucket',
  },
  OperationAborted: {
    status: 409,
    message:
      'A conflicting conditional operation is currently in progress against this resource. Please ' +
      'try again.',
  },
  OwnershipControlsNotFoundError: {
    status: 404,
    message: 'The bucket ownership controls were not found',
  },
  PreconditionFailed: {
    status: 412,
    message: 'At least one of the pre-conditions you specified did not hold',
  },
  QuotaExceeded: {
    status: 403,
    message: 'The quota of the bucket or of its account is exceeded.',
  },
  ReplicationConfigurationNotFoundError: {
    status: 404,
    message: 'The replication configuration was not found',
  },
  RequestHeaderSectionTooLarge: {
    status: 400,
    message: 'Your request header section exceeds the maximum allowed size.',
  },
  RequestTimeTooSkewed: {
    status: 403,
    message: 'The difference between the request time and the current time is too large.',
  },
  RequestTimeout: {
    status: 400,
    message:
      'Your socket connection to the server was not read from or written to within the timeout ' +
      'period. Idle connections will be closed.',
  },
  ServerSideEncryptionConfigurationNotFoundError: {
    status: 404,
    message: 'The server side encryption configuration was not found',
  },
  ServiceUnavailable: { status: 503, message: 'Service is unable to handle request.' },
  SignatureDoesNotMatch: {
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your ' +
      'key and signing method.',
  },
  SlowDown: { status: 503, message: 'Please reduce your request rate.' },
  TooManyBuckets: {
    status: 400,
    message: 'You have attempted to create more buckets than allowed',
  },
  TooManyConfigurations: {
    status: 400,
    message:
      'You are attempting to create a new configuration but have already reached the ' +
      '1,000-configuration limit.',
  },
  TooManyParts: {
    status: 400,
    message:
      'You have attempted to add more parts than the maximum of 10000 that are allowed for this ' +
      'object. You can use the CopyObject operation to copy this object to another and then add ' +
      'more data to the newly copied object.',
  },
  UnexpectedContent: { status: 400, message: 'This request does not support content' },
  UnresolvableGrantByEmailAddress: {
    status: 400,
    message: 'The e-mail address you provided does not match any account on record.',
  },
  UnsupportedArgument: {
    status: 400,
    message: 'The request contained an unsupported argument.',
  },
  XAmzContentSHA256Mismatch: {
    status: 400,
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
  },
  ...selectErrorRows,
} as const satisfies Record<string, { status: number; message: string }>

export type S3ErrorCode = keyof typeof errorTable

export interface S3ErrorOptions extends ErrorOptions {
  /** In place of the table's, where AWS says one code in several ways. */
  readonly message?: string
  /** Sent with the answer, such as `x-amz-delete-marker` with a 404. */
  readonly headers?: Readonly<Record<string, string>>
  /** For the log: what of a policy refused it. */
  readonly refusedBy?: string
}

/** A refusal. `fields` become child elements of <Error>, such as <Key> and <BucketName>. */
export class S3Error extends Error {
  override readonly name = 'S3Error'
  readonly code: S3ErrorCode
  readonly fields: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly refusedBy: string | undefined

  constructor(
    code: S3ErrorCode,
    fields: Readonly<Record<string, string>> = {},
    options: S3ErrorOptions = {},
  ) {
    super(options.message ?? errorTable[code].message, options)
    this.code = code
    this.fields = fields
    this.headers = options.headers ?? {}
    this.refusedBy = options.refusedBy
  }

  get status(): number {
    return errorTable[this.code].status
  }
}

/** `InvalidArgument` always names the argument and repeats its value. */
export function invalidArgument(name: string, value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, { message })
}

/** Total: a storage code added without a row here does not compile. */
const fromStorage = {
  'bucket-exists': 'BucketAlreadyExists',
  'bucket-missing': 'NoSuchBucket',
  'bucket-not-empty': 'BucketNotEmpty',
  'bucket-versioned': 'InvalidBucketState',
  'data-corrupt': 'InternalError',
  'disk-full': 'ServiceUnavailable',
  'disk-refused': 'InternalError',
  'keys-apart': 'NotImplemented',
  'object-in-use': 'OperationAborted',
  'object-missing': 'NoSuchKey',
  'token-reused': 'IdempotencyParameterMismatch',
  unavailable: 'ServiceUnavailable',
  'limit-exceeded': 'QuotaExceeded',
  'upload-missing': 'NoSuchUpload',
  'version-missing': 'NoSuchVersion',
} as const satisfies Record<StorageErrorCode, S3ErrorCode>

/** Total as well. The words of an AuthError are those that the client is to read. */
const fromAuth = {
  'access-denied': 'AccessDenied',
  'authorization-header-malformed': 'AuthorizationHeaderMalformed',
  'authorization-query-malformed': 'AuthorizationQueryParametersError',
  'expired-token': 'ExpiredToken',
  'invalid-access-key': 'InvalidAccessKeyId',
  'invalid-argument': 'InvalidArgument',
  'invalid-policy': 'InvalidPolicyDocument',
  'invalid-request': 'InvalidRequest',
  'invalid-token': 'InvalidToken',
  'missing-security-header': 'MissingSecurityHeader',
  'request-expired': 'AccessDenied',
  'request-time-too-skewed': 'RequestTimeTooSkewed',
  'signature-mismatch': 'SignatureDoesNotMatch',
  'unsupported-algorithm': 'InvalidRequest',
} as const satisfies Record<AuthErrorCode, S3ErrorCode>

/** Total. What a caller asked for, it may read in the message; what went wrong inside stays inside. */
const fromKms = {
  'access-denied': 'AccessDenied',
  'alias-exists': 'InvalidRequest',
  'ciphertext-invalid': 'InternalError',
  'key-disabled': 'KMS.DisabledException',
  'key-missing': 'KMS.NotFoundException',
  'key-pending-deletion': 'KMS.KMSInvalidStateException',
  'name-invalid': 'InvalidRequest',
  'store-failed': 'ServiceUnavailable',
} as const satisfies Record<KmsErrorCode, S3ErrorCode>

function toS3KmsError(thrown: KmsError): S3Error {
  const code = fromKms[thrown.code]
  const isTheirs = code.startsWith('KMS.')
  return new S3Error(code, {}, { cause: thrown, ...(isTheirs && { message: thrown.message }) })
}

/** The one place where something thrown becomes something sent. */
export function toS3Error(thrown: unknown): S3Error {
  if (thrown instanceof S3Error) return thrown
  if (thrown instanceof StorageError) {
    return new S3Error(fromStorage[thrown.code], {}, { cause: thrown })
  }
  if (thrown instanceof AuthError) {
    return new S3Error(fromAuth[thrown.code], thrown.fields, {
      message: thrown.message,
      cause: thrown,
    })
  }
  if (thrown instanceof KmsError) return toS3KmsError(thrown)
  if (thrown instanceof XmlError) return new S3Error('MalformedXML', {}, { cause: thrown })
  return new S3Error('InternalError', {}, { cause: thrown })
}
