/**
 * Signature version 2, in the Authorization header and in the query: what older S3 tools send. It
 * covers every x-amz header, but neither Host nor the body.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import { createHmac } from 'node:crypto'
import { headerReader, trimmed } from './canonical-headers.ts'
import { decodeParameter, queryParameters } from './canonical-uri.ts'
import { type AuthContext, AuthError, type AuthRequest, type SignedRequest } from './contract.ts'
import { equalInConstantTime } from './hmac.ts'
import { payloadWithoutChain } from './payload.ts'
import { hexBytes, lookUpKey } from './signature-v4.ts'
import { checkedRequestTime, isoSeconds, parseHeaderDate } from './time.ts'

/** Query parameters that are part of the canonical resource; all others are not signed. */
const subResources: ReadonlySet<string> = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'delete',
  'encryption',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'retention',
  'select',
  'select-type',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
])

/** `AWS AKID:signature` */
export function authenticateHeaderV2<Identity>(
  authorization: string,
  request: AuthRequest,
  context: AuthContext<Identity>,
): Promise<SignedRequest<Identity>> {
  const text = authorization.slice('AWS '.length)
  const colon = text.lastIndexOf(':')
  if (colon < 1) {
    throw new AuthError(
      'invalid-argument',
      'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature',
      {
        ArgumentName: 'Authorization',
        ArgumentValue: authorization,
      },
    )
  }
  const amzDate = request.headers['x-amz-date']
  const date = typeof amzDate === 'string' ? amzDate : (request.headers.date ?? '')
  checkedRequestTime(parseHeaderDate(date), date, context.nowMs)
  return verify(request, context, {
    accessKeyId: text.slice(0, colon),
    signature: text.slice(colon + 1),
    // An x-amz-date is signed among the x-amz headers.
    date: amzDate === undefined ? date : '',
    isPresigned: false,
    token: tokenHeader(request),
  })
}

/** `?AWSAccessKeyId=…&Expires=…&Signature=…` */
export function authenticateQueryV2<Identity>(
  request: AuthRequest,
  context: AuthContext<Identity>,
): Promise<SignedRequest<Identity>> {
  const values = new Map<string, string>()
  for (const { name, value } of queryParameters(request.rawQuery)) {
    if (!values.has(name)) values.set(name, decodeParameter(value))
  }
  const accessKeyId = values.get('AWSAccessKeyId')
  const signature = values.get('Signature')
  const expires = values.get('Expires')
  if (!accessKeyId || !signature || !expires) {
    throw new AuthError(
      'access-denied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    )
  }
  if (!/^[0-9]{1,12}$/.test(expires)) {
    throw new AuthError('access-denied', `Invalid date (should be seconds since epoch): ${expires}`)
  }
  const expiresAtMs = Number(expires) * 1000
  if (context.nowMs >= expiresAtMs) {
    throw new AuthError('request-expired', 'Request has expired', {
      // A date beyond what Date can say cannot have passed, so this one can be said.
      Expires: isoSeconds(expiresAtMs),
      ServerTime: isoSeconds(context.nowMs),
    })
  }
  const token = values.get('x-amz-security-token') ?? tokenHeader(request)
  return verify(request, context, {
    accessKeyId,
    signature,
    date: expires,
    isPresigned: true,
    token,
  })
}

function tokenHeader(request: AuthRequest): string | undefined {
  const token = request.headers['x-amz-security-token']
  return typeof token === 'string' ? token : undefined
}

async function verify<Identity>(
  request: AuthRequest,
  context: AuthContext<Identity>,
  stated: {
    readonly accessKeyId: string
    readonly signature: string
    readonly date: string
    readonly isPresigned: boolean
    readonly token: string | undefined
  },
): Promise<SignedRequest<Identity>> {
  const { accessKeyId, signature, date, isPresigned } = stated
  const key = await lookUpKey(context, accessKeyId, stated.token)
  const stringToSign = stringToSignV2(request, date, isPresigned)
  const matches = (text: string) =>
    equalInConstantTime(
      signature,
      createHmac('sha1', key.secretAccessKey).update(text, 'latin1').digest('base64'),
    )
  // boto3 asks for `/bucket` and signs `/bucket/`, as S3 wants; others sign what they ask for.
  const isBareBucket = request.hostBucket === undefined && /^\/[^/]+$/.test(request.rawPath)
  const withSlash = () =>
    stringToSignV2({ ...request, rawPath: `${request.rawPath}/` }, date, isPresigned)
  if (!matches(stringToSign) && !(isBareBucket && matches(withSlash()))) {
    throw new AuthError(
      'signature-mismatch',
      'The request signature we calculated does not match the signature you provided. Check your ' +
        'key and signing method.',
      {
        AWSAccessKeyId: accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: signature,
        StringToSignBytes: hexBytes(stringToSign),
      },
    )
  }
  const payload = payloadWithoutChain(request.headers)
  const { identity } = key
  const { region } = context
  return { identity, accessKeyId, version: 'v2', isPresigned, service: 's3', region, payload }
}

function stringToSignV2(request: AuthRequest, date: string, isPresigned: boolean): string {
  const headers = signedHeadersV2(request, isPresigned)
  const amzHeaders = [...headers.keys()]
    .filter(name => name.startsWith('x-amz-'))
    .sort()
    .map(name => `${name}:${headers.get(name)}\n`)
    .join('')
  const md5 = headers.get('content-md5') ?? ''
  const type = headers.get('content-type') ?? ''
  return `${request.method}\n${md5}\n${type}\n${date}\n${amzHeaders}${canonicalResource(request)}`
}

/**
 * Every x-amz header, with those that signers of URLs moved to the query: such a parameter counts
 * as a header, so one that nobody signed must not go unnoticed.
 */
function signedHeadersV2(request: AuthRequest, isPresigned: boolean): Map<string, string> {
  const read = headerReader(request, trimmed)
  const headers = new Map<string, string>()
  for (const name in request.headers) {
    if (isSignedName(name)) headers.set(name, read(name))
  }
  if (!isPresigned) return headers
  for (const { name, value } of queryParameters(request.rawQuery)) {
    const lower = decodeParameter(name).toLowerCase()
    if (isSignedName(lower) && !headers.has(lower)) headers.set(lower, utf8Bytes(value))
  }
  return headers
}

function isSignedName(name: string): boolean {
  return name.startsWith('x-amz-') || name === 'content-md5' || name === 'content-type'
}

/** Decoded, and one character per byte again, as the string to sign is hashed. */
function utf8Bytes(encoded: string): string {
  return Buffer.from(decodeParameter(encoded), 'utf8').toString('latin1')
}

/** `/bucket/key?acl&versionId=x`: the path as sent, then the sub-resources with decoded values. */
function canonicalResource({ hostBucket, rawPath, rawQuery }: AuthRequest): string {
  const bucket = hostBucket === undefined ? '' : `/${hostBucket}`
  const signed: string[] = []
  for (const part of rawQuery.split('&')) {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    if (!subResources.has(name)) continue
    if (equals < 0) signed.push(name)
    else {
      const [parameter] = queryParameters(part)
      signed.push(`${name}=${utf8Bytes(parameter?.value ?? '')}`)
    }
  }
  const query = signed.length > 0 ? `?${signed.sort().join('&')}` : ''
  return `${bucket}${rawPath}${query}`
}
