/**
 * The face of lib/auth: who signed a request, and how its body must be read. Pure: no Koa, no
 * storage; clock, key look-up and kept signing keys are arguments.
 */
import { type AuthContext, AuthError, type AuthRequest, type SignedRequest } from './contract.ts'
import { authenticateHeaderV4 } from './header-v4.ts'
import { authenticateQueryV4 } from './query-v4.ts'
import { authenticateHeaderV2, authenticateQueryV2 } from './signature-v2.ts'
import { algorithm } from './signature-v4.ts'

export {
  type AuthContext,
  AuthError,
  type AuthErrorCode,
  type AuthRequest,
  type KnownKey,
  type Payload,
  type SignatureChain,
  type SignedRequest,
} from './contract.ts'

/** The body's plan of a request that nobody signed. */
export { payloadWithoutChain } from './payload.ts'

/**
 * Undefined for a request that carries no signature of any kind; throws AuthError for one that
 * carries a signature which does not hold.
 */
export async function authenticateRequest<Identity>(
  request: AuthRequest,
  context: AuthContext<Identity>,
): Promise<SignedRequest<Identity> | undefined> {
  const { authorization } = request.headers
  const queryVersion = signedQueryVersion(request.rawQuery)
  if (authorization === undefined) {
    if (queryVersion === 'v4') return authenticateQueryV4(request, context)
    if (queryVersion === 'v2' && isS3(context)) return authenticateQueryV2(request, context)
    return undefined
  }
  if (queryVersion !== undefined) {
    throw new AuthError(
      'invalid-argument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query ' +
        'string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: authorization },
    )
  }
  if (authorization.startsWith(`${algorithm} `)) {
    return authenticateHeaderV4(authorization, request, context)
  }
  if (authorization.startsWith('AWS ') && isS3(context)) {
    return authenticateHeaderV2(authorization, request, context)
  }
  if (authorization.trim() === '') throw new AuthError('access-denied', 'Access Denied')
  if (authorization.startsWith('AWS4-ECDSA-P256-SHA256')) {
    throw new AuthError(
      'unsupported-algorithm',
      'Signature version 4A (AWS4-ECDSA-P256-SHA256) is not supported. Sign the request with ' +
        'AWS4-HMAC-SHA256.',
    )
  }
  throw new AuthError('invalid-argument', 'Unsupported Authorization Type', {
    ArgumentName: 'Authorization',
    ArgumentValue: authorization,
  })
}

/** Only S3 ever took SigV2 in this form; for other services it is no signature. */
function isS3(context: { readonly service?: string }): boolean {
  return context.service === undefined || context.service === 's3'
}

/** Whether the query claims to be signed, at the cost of two searches for most requests. */
function signedQueryVersion(rawQuery: string): 'v4' | 'v2' | undefined {
  if (rawQuery === '') return undefined
  if (hasParameter(rawQuery, 'X-Amz-Algorithm') || hasParameter(rawQuery, 'X-Amz-Signature')) {
    return 'v4'
  }
  if (hasParameter(rawQuery, 'AWSAccessKeyId') || hasParameter(rawQuery, 'Signature')) return 'v2'
  return undefined
}

function hasParameter(rawQuery: string, name: string): boolean {
  return rawQuery.startsWith(`${name}=`) || rawQuery.includes(`&${name}=`)
}
