/** KMS's errors: what goes out as `__type`, and its status. */
import { AuthError } from '../../auth/authenticate.ts'
import { KmsError, type KmsErrorCode } from '../errors.ts'

export class KmsApiError extends Error {
  override readonly name = 'KmsApiError'
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, options: ErrorOptions & { status?: number } = {}) {
    super(message, options)
    this.code = code
    this.status = options.status ?? 400
  }
}

/** Total. https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html */
const fromKms = {
  'access-denied': 'AccessDeniedException',
  'alias-exists': 'AlreadyExistsException',
  'ciphertext-invalid': 'InvalidCiphertextException',
  'key-disabled': 'DisabledException',
  'key-missing': 'NotFoundException',
  'key-pending-deletion': 'KMSInvalidStateException',
  'name-invalid': 'ValidationException',
  'store-failed': 'DependencyTimeoutException',
} as const satisfies Record<KmsErrorCode, string>

export function toKmsApiError(thrown: unknown): KmsApiError {
  if (thrown instanceof KmsApiError) return thrown
  if (thrown instanceof KmsError) {
    // What went wrong inside is the operator's to know.
    if (thrown.code === 'store-failed') {
      const message = 'The key store did not answer in time.'
      return new KmsApiError(fromKms[thrown.code], message, { status: 503, cause: thrown })
    }
    return new KmsApiError(fromKms[thrown.code], thrown.message, { cause: thrown })
  }
  if (thrown instanceof AuthError) {
    const code = authCodes.get(thrown.code) ?? 'IncompleteSignatureException'
    return new KmsApiError(code, thrown.message, { cause: thrown })
  }
  const message = 'The request failed for a reason inside the server.'
  return new KmsApiError('KMSInternalException', message, { status: 500, cause: thrown })
}

const authCodes: ReadonlyMap<string, string> = new Map([
  ['invalid-access-key', 'UnrecognizedClientException'],
  ['expired-token', 'ExpiredTokenException'],
  ['invalid-token', 'UnrecognizedClientException'],
  ['access-denied', 'AccessDeniedException'],
  ['signature-mismatch', 'InvalidSignatureException'],
  ['request-expired', 'InvalidSignatureException'],
  ['request-time-too-skewed', 'InvalidSignatureException'],
])
