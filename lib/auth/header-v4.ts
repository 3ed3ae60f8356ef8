/**
 * SigV4 in the Authorization header.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 */
import { canonicalQuery, queryParameters } from './canonical-uri.ts'
import { type AuthContext, AuthError, type AuthRequest, type SignedRequest } from './contract.ts'
import { type Credential, checkScope, parseCredential } from './credential-scope.ts'
import { bodySha256Of, payloadOf } from './payload.ts'
import { algorithm, lookUpKey, verifySignature } from './signature-v4.ts'
import { checkedRequestTime, formatTimestamp, parseHeaderDate, parseTimestamp } from './time.ts'

const subject = 'The authorization header is malformed'

export async function authenticateHeaderV4<Identity>(
  authorization: string,
  request: AuthRequest,
  context: AuthContext<Identity>,
): Promise<SignedRequest<Identity>> {
  const { credential, signedHeaders, signature } = parseAuthorization(authorization)
  const timestamp = requestTimestamp(request, context.nowMs)
  checkScope(credential, {
    timestamp,
    region: context.region,
    service: context.service,
    code: 'authorization-header-malformed',
    subject,
  })
  const contentSha256 = contentSha256Of(request, credential.service)
  const { accessKeyId, service, region } = credential
  const token = request.headers['x-amz-security-token']
  const key = await lookUpKey(context, accessKeyId, typeof token === 'string' ? token : undefined)
  const signingKey = context.signingKeys.get({
    ...credential,
    secretAccessKey: key.secretAccessKey,
  })
  const stated = {
    credential,
    signedHeaders,
    signature,
    timestamp,
    canonicalQuery: canonicalQuery(queryParameters(request.rawQuery)),
    contentSha256,
  }
  const chain = verifySignature(request, stated, signingKey)
  const payload = payloadOf(contentSha256, () => chain)
  const { identity } = key
  const signed = { version: 'v4', timestamp, isPresigned: false } as const
  return { identity, accessKeyId, ...signed, service, region, payload }
}

interface Authorization {
  readonly credential: Credential
  readonly signedHeaders: string
  readonly signature: string
}

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order, spaces optional. */
function parseAuthorization(authorization: string): Authorization {
  const parts = authorization.slice(algorithm.length).split(',', 4)
  const credentialText = component(parts, 'Credential')
  const signedHeaders = component(parts, 'SignedHeaders')
  const signature = component(parts, 'Signature')
  const credential = parseCredential(credentialText)
  if (!credential) {
    throw malformed(
      `the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    )
  }
  return { credential, signedHeaders, signature }
}

function component(parts: readonly string[], name: string): string {
  for (const part of parts) {
    const text = part.trim()
    if (text.startsWith(name) && text[name.length] === '=') return text.slice(name.length + 1)
  }
  throw malformed(`missing ${name}.`)
}

function malformed(reason: string): AuthError {
  return new AuthError('authorization-header-malformed', `${subject}; ${reason}`)
}

/** `x-amz-date`, or `Date` where there is none, within the allowed skew. */
function requestTimestamp(request: AuthRequest, nowMs: number): string {
  const amzDate = request.headers['x-amz-date']
  const text = typeof amzDate === 'string' ? amzDate : (request.headers.date ?? '')
  const ms = checkedRequestTime(parseHeaderDate(text), text, nowMs)
  // Nearly always the form that is signed already.
  return parseTimestamp(text) === undefined ? formatTimestamp(ms) : text
}

/** What the client says of its body. */
function contentSha256Of(request: AuthRequest, service: string): string {
  if (service !== 's3') return bodySha256Of(request)
  const header = request.headers['x-amz-content-sha256']
  if (typeof header === 'string') return header
  throw new AuthError(
    'invalid-request',
    'Missing required header for this request: x-amz-content-sha256',
  )
}
