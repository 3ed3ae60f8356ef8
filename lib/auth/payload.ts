/**
 * How the body comes, told from `x-amz-content-sha256`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 */
import { AuthError, type AuthRequest, type Payload, type SignatureChain } from './contract.ts'

/** SHA-256 of nothing. */
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export const unsignedPayload = 'UNSIGNED-PAYLOAD'

/** The body's plan for what stands in `x-amz-content-sha256`; `chain` for signed chunks. */
export function payloadOf(contentSha256: string, chain: () => SignatureChain): Payload {
  if (contentSha256 === unsignedPayload) return { kind: 'unsigned' }
  if (isSha256Hex(contentSha256)) return { kind: 'sha256', sha256: contentSha256 }
  switch (contentSha256) {
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunked-signed', hasTrailer: false, chain: chain() }
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunked-signed', hasTrailer: true, chain: chain() }
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked-unsigned', hasTrailer: true }
    case 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER':
      throw new AuthError(
        'unsupported-algorithm',
        'Signature version 4A (AWS4-ECDSA-P256-SHA256) is not supported. Sign the request with ' +
          'AWS4-HMAC-SHA256.',
      )
    default:
      throw invalidContentSha256(contentSha256)
  }
}

/** The body's plan where no chunk can be signed: anonymous requests, SigV2. */
export function payloadWithoutChain(headers: AuthRequest['headers']): Payload {
  const contentSha256 = headers['x-amz-content-sha256']
  if (typeof contentSha256 !== 'string') return { kind: 'unsigned' }
  return payloadOf(contentSha256, () => {
    throw invalidContentSha256(contentSha256)
  })
}

/**
 * The hash that every service but s3 signs: the body's own. Its clients need not name it in a
 * header, and where one does, a body that differs makes the signature differ.
 */
export function bodySha256Of(request: AuthRequest): string {
  const header = request.headers['x-amz-content-sha256']
  return request.bodySha256 ?? (typeof header === 'string' ? header : emptySha256)
}

function invalidContentSha256(value: string): AuthError {
  return new AuthError(
    'invalid-argument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid ' +
      'sha256 value.',
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: value },
  )
}

export function isSha256Hex(text: string): boolean {
  if (text.length !== 64) return false
  for (let i = 0; i < 64; i++) {
    const code = text.charCodeAt(i)
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false
  }
  return true
}
