/**
 * What the two forms of SigV4, in the Authorization header and in the query, have in common: the
 * canonical request, the string to sign, and the comparison.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { canonicalHeaders, headerReader, unsignedAmzHeaders } from './canonical-headers.ts'
import { canonicalS3Path, canonicalServicePath } from './canonical-uri.ts'
import {
  type AuthContext,
  AuthError,
  type AuthRequest,
  type KnownKey,
  type SignatureChain,
} from './contract.ts'
import { type Credential, scopeOf } from './credential-scope.ts'
import { equalInConstantTime, sha256Hex } from './hmac.ts'
import type { SigningKey } from './signing-keys.ts'

export const algorithm = 'AWS4-HMAC-SHA256'

/** A SigV4 signature as the request states it, its form and its time checked. */
export interface StatedSignature {
  readonly credential: Credential
  /** As listed, separated by semicolons. */
  readonly signedHeaders: string
  readonly signature: string
  readonly timestamp: string
  readonly canonicalQuery: string
  /** The last line of the canonical request. */
  readonly contentSha256: string
}

/** More would make the canonical request a matter of squares; Node takes about 2000 headers. */
const signedHeaderCountMax = 256

/** The headers that are signed, after checking that those are which must be. */
export function checkedSignedHeaders(request: AuthRequest, signedHeaders: string): string[] {
  const names = signedHeaders.split(';', signedHeaderCountMax + 1)
  const unsigned = [...unsignedAmzHeaders(request.headers, names)]
  if (!names.includes('host')) unsigned.unshift('host')
  if (unsigned.length > 0 || names.length > signedHeaderCountMax) {
    throw new AuthError(
      'access-denied',
      'There were headers present in the request which were not signed',
      { HeadersNotSigned: unsigned.join(', ') },
    )
  }
  return names
}

/** The key that the request names, with the token it needs; unknown keys are refused. */
export async function lookUpKey<Identity>(
  context: AuthContext<Identity>,
  accessKeyId: string,
  token: string | undefined,
): Promise<KnownKey<Identity>> {
  const key = await context.lookUp(accessKeyId, token)
  if (!key) {
    // Nothing is known of temporary keys but what their tokens say.
    if (token !== undefined && isTemporaryKeyId(accessKeyId)) throw invalidToken(token)
    throw new AuthError(
      'invalid-access-key',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: accessKeyId },
    )
  }
  if (token !== undefined || key.sessionToken !== undefined) {
    if (!equalInConstantTime(token ?? '', key.sessionToken ?? '')) {
      throw invalidToken(token)
    }
  }
  if (key.expiresAtMs !== undefined && context.nowMs >= key.expiresAtMs) {
    throw new AuthError('expired-token', 'The provided token has expired.', {
      'Token-0': token ?? '',
    })
  }
  return key
}

/** AWS's own way to tell them from those that stay. */
export function isTemporaryKeyId(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA')
}

function invalidToken(token: string | undefined): AuthError {
  return new AuthError(
    'invalid-token',
    'The provided token is malformed or otherwise invalid.',
    token === undefined ? {} : { 'Token-0': token },
  )
}

/** Recomputes the signature over the request as it came; throws unless it is the stated one. */
export function verifySignature(
  request: AuthRequest,
  stated: StatedSignature,
  signingKey: SigningKey,
): SignatureChain {
  const { credential, timestamp } = stated
  const names = checkedSignedHeaders(request, stated.signedHeaders)
  const path =
    credential.service === 's3'
      ? canonicalS3Path(request.rawPath)
      : canonicalServicePath(request.rawPath)
  const lines = canonicalHeaders(names, headerReader(request))
  const canonicalRequest = `${request.method}\n${path}\n${stated.canonicalQuery}\n${lines}\n${stated.signedHeaders}\n${stated.contentSha256}`
  const scope = scopeOf(credential)
  const stringToSign = `${algorithm}\n${timestamp}\n${scope}\n${sha256Hex(canonicalRequest)}`
  if (!equalInConstantTime(stated.signature, signingKey.hmac.hex(stringToSign))) {
    throw mismatch(stated, stringToSign, canonicalRequest)
  }
  return { signingKey: signingKey.bytes, seedSignature: stated.signature, timestamp, scope }
}

function mismatch(
  stated: StatedSignature,
  stringToSign: string,
  canonicalRequest: string,
): AuthError {
  return new AuthError(
    'signature-mismatch',
    'The request signature we calculated does not match the signature you provided. Check your ' +
      'key and signing method.',
    {
      AWSAccessKeyId: stated.credential.accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: stated.signature,
      StringToSignBytes: hexBytes(stringToSign),
      CanonicalRequest: canonicalRequest,
      CanonicalRequestBytes: hexBytes(canonicalRequest),
    },
  )
}

/** `41 57 53 34`, as S3 prints what it signed. */
export function hexBytes(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$& ')
}
