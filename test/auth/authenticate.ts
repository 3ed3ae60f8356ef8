import { createHash } from 'node:crypto'
import test from 'ava'
import {
  AuthError,
  type AuthErrorCode,
  type AuthRequest,
  authenticateRequest,
} from '../../lib/auth/authenticate.ts'
import { emptySha256 } from '../../lib/auth/payload.ts'
import {
  authRequest,
  exampleContext,
  exampleKey,
  exampleTimeMs,
  type SigningOptions,
  signedRequest,
} from '../support/signing.ts'

const minuteMs = 60_000

async function refusal(
  request: AuthRequest,
  context: Parameters<typeof exampleContext>[0] = {},
): Promise<{ code: AuthErrorCode; fields: Readonly<Record<string, string>>; message: string }> {
  try {
    await authenticateRequest(request, exampleContext(context))
  } catch (error) {
    if (error instanceof AuthError) return error
    throw error
  }
  throw new Error('the request was authenticated')
}

function withHeaders(
  request: AuthRequest,
  changes: Readonly<Record<string, string | undefined>>,
): AuthRequest {
  const headers = { ...request.headers, ...changes }
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete headers[name]
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)])
  return { ...request, headers, rawHeaders }
}

function withQuery(request: AuthRequest, from: RegExp, to: string): AuthRequest {
  return { ...request, rawQuery: request.rawQuery.replace(from, to) }
}

test('a request without any signature is anonymous', async t => {
  const context = exampleContext()
  t.is(await authenticateRequest(authRequest({ path: '/b/k' }), context), undefined)
  const query = authRequest({ path: '/b/k?prefix=Signature&x=AWSAccessKeyId' })
  t.is(await authenticateRequest(query, context), undefined)
})

const accepted: (SigningOptions & { readonly name: string })[] = [
  { name: 'an empty path', path: '/' },
  { name: 'an empty query value', path: '/b?acl=' },
  { name: 'a semicolon in the query', path: '/b?prefix=a%3Bb' },
  { name: 'UTF-8 in path and query', path: '/b/%C3%A4%F0%9F%98%80?prefix=%C3%BC' },
  { name: 'an escaped plus', path: '/b/a%2Bb?prefix=a%2Bb' },
  { name: 'dots and empty segments', path: '/b/a/../b//c/./d' },
  { name: 'a double escape', path: '/b/a%2520b' },
  { name: 'characters that sort after =', path: '/b?a=1&a-b=2&a%7E=3&A=4' },
  { name: 'a header with inner spaces', path: '/b/k', headers: { 'x-amz-meta-a': ' a   b ' } },
  { name: 'an EC2 call', path: '/', service: 'ec2', method: 'POST' },
  { name: 'an STS call', path: '/', service: 'sts', method: 'POST' },
  { name: 'a doubly encoded path', path: '/_/admin/a%20b', service: 'admin' },
]

for (const options of accepted) {
  for (const isPresigned of [false, true]) {
    test(`${options.name} is authenticated, ${isPresigned ? 'presigned' : 'in a header'}`, async t => {
      const request = signedRequest({ ...options, isPresigned })
      t.like(await authenticateRequest(request, exampleContext()), {
        identity: 'ann',
        accessKeyId: exampleKey.accessKeyId,
        version: 'v4',
        isPresigned,
        service: options.service ?? 's3',
        region: 'us-east-1',
      })
    })
  }
}

test('repeated headers are authenticated joined by commas', async t => {
  const request = signedRequest({ path: '/b/k', headers: { 'x-amz-meta-a': '1,2' } })
  const rawHeaders = [...request.rawHeaders]
  const index = rawHeaders.indexOf('x-amz-meta-a')
  rawHeaders.splice(index, 2, 'X-Amz-Meta-A', '1', 'x-amz-meta-a', '2')
  const headers = { ...request.headers, 'x-amz-meta-a': '1, 2' }
  const signed = await authenticateRequest({ ...request, headers, rawHeaders }, exampleContext())
  t.is(signed?.identity, 'ann')
})

test('a plus in the query is signed as a space, one in the path as itself', async t => {
  const spaced = signedRequest({ path: '/b/k?prefix=a%20b' })
  const request = { ...spaced, rawQuery: 'prefix=a+b' }
  t.is((await authenticateRequest(request, exampleContext()))?.identity, 'ann')
  const plus = { ...signedRequest({ path: '/b/a%2Bb' }), rawPath: '/b/a+b' }
  t.is((await authenticateRequest(plus, exampleContext()))?.identity, 'ann')
})

test('a header of UTF-8 bytes, which Node reads as Latin-1, is authenticated', async t => {
  const request = signedRequest({ path: '/b/k', headers: { 'x-amz-meta-a': 'voilà' } })
  const value = Buffer.from('voilà', 'utf8').toString('latin1')
  const received = withHeaders(request, { 'x-amz-meta-a': value })
  t.is((await authenticateRequest(received, exampleContext()))?.identity, 'ann')
})

test('a signed header of the body gives the payload plan', async t => {
  const sha256 = createHash('sha256').update('text').digest('hex')
  const request = signedRequest({ method: 'PUT', path: '/b/k', body: 'text' })
  const signed = await authenticateRequest(request, exampleContext())
  t.deepEqual(signed?.payload, { kind: 'sha256', sha256 })
})

for (const hasTrailer of [false, true]) {
  test(`signed chunks ${hasTrailer ? 'with' : 'without'} trailer get their chain`, async t => {
    const sha = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${hasTrailer ? '-TRAILER' : ''}`
    const headers = { 'X-Amz-Content-Sha256': sha }
    const request = signedRequest({ method: 'PUT', path: '/b/k', headers })
    const signed = await authenticateRequest(request, exampleContext())
    t.like(signed?.payload, {
      kind: 'chunked-signed',
      hasTrailer,
      chain: {
        timestamp: '20130524T000000Z',
        scope: '20130524/us-east-1/s3/aws4_request',
        seedSignature: String(request.headers.authorization).slice(-64),
      },
    })
  })
}

test('services other than s3 sign the hash of the body that was read', async t => {
  const body = 'Action=DescribeImages&Version=2016-11-15'
  const bodySha256 = createHash('sha256').update(body).digest('hex')
  const request = signedRequest({ method: 'POST', path: '/', service: 'ec2', body, bodySha256 })
  const signed = await authenticateRequest(request, exampleContext())
  t.deepEqual(signed?.payload, { kind: 'sha256', sha256: bodySha256 })
  const other = { ...request, bodySha256: emptySha256 }
  t.is((await refusal(other)).code, 'signature-mismatch')
  const named = signedRequest({
    method: 'POST',
    path: '/',
    service: 'ec2',
    headers: { 'X-Amz-Content-Sha256': bodySha256 },
    bodySha256: emptySha256,
  })
  t.is((await refusal(named)).code, 'signature-mismatch')
})

test('the scope of IAM and STS may name us-east-1 in every region', async t => {
  const context = exampleContext({ region: 'eu-central-1' })
  const sts = signedRequest({ path: '/', service: 'sts' })
  t.is((await authenticateRequest(sts, context))?.region, 'us-east-1')
  const ec2 = signedRequest({ path: '/', service: 'ec2' })
  const { code, fields } = await refusal(ec2, { region: 'eu-central-1' })
  t.is(code, 'authorization-header-malformed')
  t.is(fields.Region, 'eu-central-1')
})

test('a time within 15 minutes is accepted and any other is too skewed', async t => {
  const request = signedRequest({ path: '/b/k' })
  for (const offMs of [-15 * minuteMs, 15 * minuteMs]) {
    const context = exampleContext({ nowMs: exampleTimeMs + offMs })
    t.is((await authenticateRequest(request, context))?.identity, 'ann')
  }
  for (const offMs of [-15 * minuteMs - 1, 15 * minuteMs + 1]) {
    const { code, fields } = await refusal(request, { nowMs: exampleTimeMs + offMs })
    t.is(code, 'request-time-too-skewed')
    t.is(fields.MaxAllowedSkewMilliseconds, '900000')
  }
})

test('an added x-amz header is refused by name, in a header and presigned', async t => {
  for (const isPresigned of [false, true]) {
    const request = signedRequest({ path: '/b/k', isPresigned })
    const added = withHeaders(request, { 'x-amz-acl': 'public-read' })
    const { code, fields } = await refusal(added)
    t.is(code, 'access-denied')
    t.is(fields.HeadersNotSigned, 'x-amz-acl')
  }
})

test('a signature that does not cover Host is refused', async t => {
  const request = signedRequest({ path: '/b/k' })
  const authorization = String(request.headers.authorization).replace('host;', '')
  const { code, fields } = await refusal(withHeaders(request, { authorization }))
  t.is(code, 'access-denied')
  t.is(fields.HeadersNotSigned, 'host')
})

test('a session token must be the one of the key, and only temporary keys have one', async t => {
  for (const isPresigned of [false, true]) {
    const sessionToken = 'token+/='
    const withToken = signedRequest({ path: '/b/k', sessionToken, isPresigned })
    const context = exampleContext({ sessionToken })
    t.is((await authenticateRequest(withToken, context))?.identity, 'ann')
    t.is((await refusal(withToken)).code, 'invalid-token')
    t.is((await refusal(withToken, { sessionToken: 'other' })).code, 'invalid-token')
    const without = signedRequest({ path: '/b/k', isPresigned })
    t.is((await refusal(without, { sessionToken })).code, 'invalid-token')
  }
})

test('a mismatch tells what was signed', async t => {
  const request = { ...signedRequest({ path: '/b/k' }), rawPath: '/b/other' }
  const { code, fields } = await refusal(request)
  t.is(code, 'signature-mismatch')
  t.true(fields.CanonicalRequest?.startsWith('GET\n/b/other\n\n'))
  t.true(fields.StringToSign?.startsWith('AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/'))
  t.true(fields.StringToSignBytes?.startsWith('41 57 53 34 2d'))
  t.is(fields.AWSAccessKeyId, exampleKey.accessKeyId)
})

const headerRefusals: {
  readonly name: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly code: AuthErrorCode
}[] = [
  { name: 'an empty Authorization', headers: { authorization: '' }, code: 'access-denied' },
  { name: 'AWS HAHAHA', headers: { authorization: 'AWS HAHAHA' }, code: 'invalid-argument' },
  { name: 'AWS4 HAHAHA', headers: { authorization: 'AWS4 HAHAHA' }, code: 'invalid-argument' },
  { name: 'a bearer token', headers: { authorization: 'Bearer x' }, code: 'invalid-argument' },
  {
    name: 'a credential of one part',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=HAHAHA' },
    code: 'authorization-header-malformed',
  },
  {
    name: 'SigV4A',
    headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=A/20130524/s3/aws4_request' },
    code: 'unsupported-algorithm',
  },
  { name: 'no date', headers: { 'x-amz-date': undefined }, code: 'access-denied' },
  { name: 'an empty date', headers: { 'x-amz-date': '' }, code: 'access-denied' },
  { name: 'a bad date', headers: { 'x-amz-date': 'Bad Date' }, code: 'access-denied' },
  {
    name: 'a day that does not exist',
    headers: { 'x-amz-date': '20130231T000000Z' },
    code: 'access-denied',
  },
  {
    name: 'a date before 1970',
    headers: { 'x-amz-date': '19500707T215304Z' },
    code: 'access-denied',
  },
  {
    name: 'a date long ago',
    headers: { 'x-amz-date': '20100707T215304Z' },
    code: 'request-time-too-skewed',
  },
  {
    name: 'a date in the year 9999',
    headers: { 'x-amz-date': '99990707T215304Z' },
    code: 'request-time-too-skewed',
  },
  {
    name: 'no hash of the body',
    headers: { 'x-amz-content-sha256': undefined },
    code: 'invalid-request',
  },
]

for (const { name, headers, code } of headerRefusals) {
  test(`${name} in the headers is refused as ${code}`, async t => {
    t.is((await refusal(withHeaders(signedRequest({ path: '/b/k' }), headers))).code, code)
  })
}

for (const [sha, code] of [
  ['UNSIGNED', 'invalid-argument'],
  [emptySha256.toUpperCase(), 'invalid-argument'],
  ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', 'unsupported-algorithm'],
  ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER', 'unsupported-algorithm'],
] as const) {
  test(`x-amz-content-sha256 "${sha}" is refused as ${code}`, async t => {
    const request = signedRequest({ path: '/b/k', headers: { 'X-Amz-Content-Sha256': sha } })
    t.is((await refusal(request)).code, code)
  })
}

test('a scope of another region, day or service is malformed, and says what was expected', async t => {
  const west = await refusal(signedRequest({ path: '/b/k', region: 'us-west-2' }))
  t.is(west.code, 'authorization-header-malformed')
  t.is(west.fields.Region, 'us-east-1')
  t.regex(west.message, /the region 'us-west-2' is wrong; expecting 'us-east-1'/)
  const ec2 = await refusal(signedRequest({ path: '/b/k', service: 'ec2' }), { service: 's3' })
  t.is(ec2.code, 'authorization-header-malformed')
  const request = signedRequest({ path: '/b/k' })
  const authorization = String(request.headers.authorization).replace('/20130524/', '/20130525/')
  t.is((await refusal(withHeaders(request, { authorization }))).code, west.code)
})

test('an unknown key is named', async t => {
  const request = signedRequest({ path: '/b/k' })
  const { code, fields } = await refusal(request, { lookUp: async () => undefined })
  t.is(code, 'invalid-access-key')
  t.is(fields.AWSAccessKeyId, exampleKey.accessKeyId)
})

const queryRefusals: [from: RegExp, to: string, code: AuthErrorCode][] = [
  [/X-Amz-Expires=86400/, 'X-Amz-Expires=604801', 'authorization-query-malformed'],
  [/X-Amz-Expires=86400/, 'X-Amz-Expires=0', 'authorization-query-malformed'],
  [/X-Amz-Expires=86400/, 'X-Amz-Expires=-1', 'authorization-query-malformed'],
  [/X-Amz-Expires=86400/, 'X-Amz-Expires=1e3', 'authorization-query-malformed'],
  [/X-Amz-Expires=86400/, 'X-Amz-Expires=604800', 'signature-mismatch'],
  [/X-Amz-Expires=86400&?/, '', 'authorization-query-malformed'],
  [/X-Amz-Date=[^&]*/, 'X-Amz-Date=yesterday', 'authorization-query-malformed'],
  [/X-Amz-Date=[^&]*/, 'X-Amz-Date=20130525T000000Z', 'access-denied'],
  [/X-Amz-Date=[^&]*/, 'X-Amz-Date=20130522T000000Z', 'request-expired'],
  [/%2Fus-east-1%2F/, '%2Fus-west-1%2F', 'authorization-query-malformed'],
  [/HMAC-SHA256/, 'HMAC-SHA512', 'authorization-query-malformed'],
  [/%2Faws4_request/, '', 'authorization-query-malformed'],
  [/X-Amz-Signature=[^&]*/, 'X-Amz-Signature=', 'signature-mismatch'],
]

for (const [from, to, code] of queryRefusals) {
  test(`a presigned URL with ${from} changed to "${to}" is refused as ${code}`, async t => {
    const request = signedRequest({ path: '/b/k', isPresigned: true })
    t.is((await refusal(withQuery(request, from, to))).code, code)
  })
}

test('a request signed in both ways is refused', async t => {
  const presigned = signedRequest({ path: '/b/k', isPresigned: true })
  const header = signedRequest({ path: '/b/k' })
  const both = withHeaders(presigned, { authorization: String(header.headers.authorization) })
  t.is((await refusal(both)).code, 'invalid-argument')
})
