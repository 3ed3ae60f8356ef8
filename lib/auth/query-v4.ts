/**
 * SigV4 in the query: presigned URLs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import {
  canonicalQuery,
  decodeParameter,
  type QueryParameter,
  queryParameters,
} from './canonical-uri.ts'
import { type AuthContext, AuthError, type AuthRequest, type SignedRequest } from './contract.ts'
import { checkScope, parseCredential } from './credential-scope.ts'
import { bodySha256Of, payloadOf, unsignedPayload } from './payload.ts'
import { algorithm, lookUpKey, verifySignature } from './signature-v4.ts'
import { isoSeconds, parseTimestamp, skewMsMax } from './time.ts'

/** A week, in seconds. */
const expiresMax = 604_800

export async function authenticateQueryV4<Identity>(
  request: AuthRequest,
  context: AuthContext<Identity>,
): Promise<SignedRequest<Identity>> {
  const parameters = queryParameters(request.rawQuery)
  const read = signatureParameters(parameters)
  const credential = parseCredential(read('X-Amz-Credential'))
  if (!credential) {
    throw malformed(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting ' +
        '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    )
  }
  const timestamp = read('X-Amz-Date')
  checkTime(timestamp, read('X-Amz-Expires'), context.nowMs)
  checkScope(credential, {
    timestamp,
    region: context.region,
    service: context.service,
    code: 'authorization-query-malformed',
    subject: 'Error parsing the X-Amz-Credential parameter',
  })
  const stated = {
    credential,
    signedHeaders: read('X-Amz-SignedHeaders'),
    signature: read('X-Amz-Signature'),
    timestamp,
    canonicalQuery: canonicalQuery(parameters),
    contentSha256: contentSha256Of(request, credential.service, parameters),
  }
  const { accessKeyId, service, region } = credential
  const key = await lookUpKey(context, accessKeyId, optional(parameters, 'X-Amz-Security-Token'))
  const signingKey = context.signingKeys.get({
    ...credential,
    secretAccessKey: key.secretAccessKey,
  })
  const chain = verifySignature(request, stated, signingKey)
  const payload = payloadOf(stated.contentSha256, () => chain)
  const { identity } = key
  const signed = { version: 'v4', timestamp, isPresigned: true } as const
  return { identity, accessKeyId, ...signed, service, region, payload }
}

/** S3's URLs leave the body open unless they say otherwise; those of other services never do. */
function contentSha256Of(
  request: AuthRequest,
  service: string,
  parameters: readonly QueryParameter[],
): string {
  if (service !== 's3') return bodySha256Of(request)
  const header = request.headers['x-amz-content-sha256']
  const fallback = typeof header === 'string' ? header : unsignedPayload
  return optional(parameters, 'X-Amz-Content-Sha256') ?? fallback
}

const required = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
] as const

/** Reads the parameters that every presigned URL has, once their presence is known. */
function signatureParameters(
  parameters: readonly QueryParameter[],
): (name: (typeof required)[number]) => string {
  const values = new Map<string, string>()
  for (const { name, value } of parameters) {
    if (!values.has(name)) values.set(name, value)
  }
  if (required.some(name => !values.has(name))) {
    throw malformed(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, ' +
        'X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  if (values.get('X-Amz-Algorithm') !== algorithm) {
    throw malformed(`X-Amz-Algorithm only supports "${algorithm}"`)
  }
  return name => decodeParameter(values.get(name) ?? '')
}

function optional(parameters: readonly QueryParameter[], name: string): string | undefined {
  const found = parameters.find(parameter => parameter.name === name)
  return found && decodeParameter(found.value)
}

/** From `X-Amz-Date`, less the skew that clocks may have, for `X-Amz-Expires` seconds. */
function checkTime(timestamp: string, expiresText: string, nowMs: number): void {
  const signedAtMs = parseTimestamp(timestamp)
  if (signedAtMs === undefined) {
    throw malformed(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
  }
  if (expiresText.startsWith('-')) throw malformed('X-Amz-Expires must be non-negative')
  if (!isDigits(expiresText)) throw malformed('X-Amz-Expires should be a number')
  const expires = Number(expiresText)
  if (expires > expiresMax) {
    throw malformed('X-Amz-Expires must be less than a week (in seconds); that is, 604800')
  }
  if (expires < 1) throw malformed('X-Amz-Expires must be at least 1 second')
  const expiresAtMs = signedAtMs + expires * 1000
  if (nowMs < signedAtMs - skewMsMax) {
    throw new AuthError('access-denied', 'Request is not valid yet', {
      'X-Amz-Date': timestamp,
      ServerTime: isoSeconds(nowMs),
    })
  }
  if (nowMs >= expiresAtMs) {
    throw new AuthError('request-expired', 'Request has expired', {
      'X-Amz-Expires': expiresText,
      Expires: isoSeconds(expiresAtMs),
      ServerTime: isoSeconds(nowMs),
    })
  }
}

function isDigits(text: string): boolean {
  return /^[0-9]{1,12}$/.test(text)
}

function malformed(message: string): AuthError {
  return new AuthError('authorization-query-malformed', message)
}
