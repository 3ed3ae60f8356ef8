import test from 'ava'
import { parseXml, xmlText } from '../../lib/http/xml.ts'
import { errorCode, putDocument } from '../support/s3-documents.ts'
import { storeObject } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

function putCors(s3: S3Server, rules: string) {
  return putDocument(s3, '/photos?cors', `<CORSConfiguration>${rules}</CORSConfiguration>`)
}

function rule(children: string): string {
  return `<CORSRule>${children}</CORSRule>`
}

const ANY_GET = '<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>'

test('GetBucketCors gives back what PutBucketCors kept, until DeleteBucketCors', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const get = () => s3.send({ path: '/photos?cors' })
  const none = await get()
  t.deepEqual([none.status, errorCode(none)], [404, 'NoSuchCORSConfiguration'])
  const kept = rule(
    '<ID>one</ID><AllowedHeader>X-AMZ-*</AllowedHeader><AllowedMethod>GET</AllowedMethod>' +
      '<AllowedMethod>PUT</AllowedMethod><AllowedOrigin>http://test.com:80</AllowedOrigin>' +
      '<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds>',
  )
  t.is((await putCors(s3, kept)).status, 200)
  t.true((await get()).text.endsWith(`${kept}</CORSConfiguration>`))
  const remove = () => s3.send({ method: 'DELETE', path: '/photos?cors' })
  t.is((await remove()).status, 204)
  t.is((await get()).status, 404)
  t.is((await remove()).status, 204)
})

const refused = [
  ['', 'MalformedXML'],
  [rule(''), 'MalformedXML'],
  [rule('<AllowedMethod>GET</AllowedMethod>'), 'MalformedXML'],
  [rule('<AllowedOrigin>*</AllowedOrigin>'), 'MalformedXML'],
  [rule(`${ANY_GET}<MaxAgeSeconds>soon</MaxAgeSeconds>`), 'MalformedXML'],
  [rule(`${ANY_GET}<Surprise/>`), 'MalformedXML'],
  [rule(`${ANY_GET}<ID>1</ID><ID>2</ID>`), 'MalformedXML'],
  [rule(`${ANY_GET}<ID>${'i'.repeat(256)}</ID>`), 'MalformedXML'],
  [rule(`${ANY_GET}<ExposeHeader>a&#13;b</ExposeHeader>`), 'MalformedXML'],
  [rule(`${ANY_GET}<AllowedMethod>OPTIONS</AllowedMethod>`), 'InvalidRequest'],
  [rule(`${ANY_GET}<AllowedMethod/>`), 'InvalidRequest'],
  [rule(`${ANY_GET}<AllowedOrigin>*a*</AllowedOrigin>`), 'InvalidRequest'],
  [rule(`${ANY_GET}<AllowedHeader>*a*</AllowedHeader>`), 'InvalidRequest'],
  [rule(`${ANY_GET}<ExposeHeader>x-*</ExposeHeader>`), 'InvalidRequest'],
  [rule(ANY_GET).repeat(101), 'InvalidRequest'],
] as const
for (const [rules, expected] of refused) {
  test(`PutBucketCors answers ${expected} to ${rules.slice(0, 150) || 'no rules'}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const response = await putCors(s3, rules)
    t.deepEqual([response.status, errorCode(response)], [400, expected])
  })
}

test('PutBucketCors asks for a checksum of its document', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const body = `<CORSConfiguration>${rule(ANY_GET)}</CORSConfiguration>`
  const response = await s3.send({ method: 'PUT', path: '/photos?cors', body })
  t.is(errorCode(response), 'InvalidRequest')
})

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly origin: string
  /** Of the request that is meant. */
  readonly wanted?: string
  readonly headers?: string
}

/** Nobody signs; only the headers of CORS come back. */
async function ask(s3: S3Server, asked: Asked) {
  const { method = 'OPTIONS', path = '/photos/key', origin, wanted, headers } = asked
  const response = await s3.send({
    method,
    path,
    as: 'anonymous',
    headers: {
      origin,
      ...(wanted !== undefined && { 'access-control-request-method': wanted }),
      ...(headers !== undefined && { 'access-control-request-headers': headers }),
    },
  })
  const cors = Object.entries(response.headers).filter(([name]) => CORS_HEADER.test(name))
  return { status: response.status, cors: Object.fromEntries(cors) }
}

const CORS_HEADER = /^access-control-|^vary$/
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'

test('a preflight that a rule allows gets all that the rule says, without a signature', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const first = rule(
    '<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>' +
      '<AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedHeader>X-Amz-*</AllowedHeader>' +
      '<ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-amz-id-2</ExposeHeader>' +
      '<MaxAgeSeconds>0</MaxAgeSeconds>',
  )
  await putCors(s3, first + rule(ANY_GET))
  const origin = 'https://www.example.com'
  const { status, cors } = await ask(s3, {
    path: '/photos/missing?X-Amz-Signature=forged',
    origin,
    wanted: 'PUT',
    headers: 'X-amz-date,x-amz-ACL',
  })
  t.is(status, 200)
  t.deepEqual(cors, {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'x-amz-date, x-amz-acl',
    'access-control-expose-headers': 'ETag, x-amz-id-2',
    'access-control-max-age': '0',
    'access-control-allow-credentials': 'true',
    vary: VARY,
  })
})

test('anybody’s origin is answered with * and without credentials', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await putCors(s3, rule(ANY_GET))
  const { status, cors } = await ask(s3, { method: 'GET', origin: 'anything', path: '/photos' })
  t.is(status, 403)
  t.deepEqual(cors, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET',
    vary: VARY,
  })
})

/** One row per rule of the matching; the bucket allows GET from `start*end` and header `x-a`. */
const preflights = [
  ['startend', 'GET', 'x-a', 200],
  ['start-middle-end', 'GET', 'X-A', 200],
  ['start-middle-end', 'GET', '', 200],
  ['staend', 'GET', '', 403],
  ['0startend', 'GET', '', 403],
  ['startend/', 'GET', '', 403],
  ['startend', 'PUT', '', 403],
  ['startend', 'GET', 'x-a, x-b', 403],
  ['startend', 'PATCH', '', 400],
] as const
for (const [origin, method, headers, status] of preflights) {
  test(`a preflight of ${method} from ${origin} with headers [${headers}] is ${status}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    await putCors(
      s3,
      rule(
        '<AllowedMethod>GET</AllowedMethod><AllowedOrigin>start*end</AllowedOrigin>' +
          '<AllowedHeader>x-a</AllowedHeader>',
      ),
    )
    const response = await ask(s3, { origin, wanted: method, headers })
    t.is(response.status, status)
    t.is(response.cors['access-control-allow-origin'], status === 200 ? origin : undefined)
  })
}

test('a preflight that cannot be allowed says why', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const answer = async (path: string, headers: Record<string, string>) => {
    const { status, text } = await s3.send({ method: 'OPTIONS', path, as: 'anonymous', headers })
    const error = parseXml(text)
    return [
      status,
      xmlText(error, 'Code'),
      xmlText(error, 'Method'),
      xmlText(error, 'ResourceType'),
    ]
  }
  const origin = { origin: 'http://a' }
  const put = { ...origin, 'access-control-request-method': 'PUT' }
  t.deepEqual(await answer('/photos/key', {}), [400, 'BadRequest', undefined, undefined])
  t.deepEqual(await answer('/photos/key', put), [403, 'AccessForbidden', 'PUT', 'BUCKET'])
  t.deepEqual(await answer('/missing', origin), [403, 'AccessForbidden', 'OPTIONS', 'BUCKET'])
  await putCors(s3, rule(ANY_GET))
  t.deepEqual(await answer('/photos/key', put), [403, 'AccessForbidden', 'PUT', 'OBJECT'])
  t.deepEqual(await answer('/photos', put), [403, 'AccessForbidden', 'PUT', 'BUCKET'])
  t.deepEqual(await answer('/photos', origin), [400, 'BadRequest', undefined, undefined])
})

test('actual answers carry the headers, errors too, and nothing where no rule allows them', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'bytes')
  await putCors(
    s3,
    rule('<AllowedMethod>GET</AllowedMethod><AllowedOrigin>http://a</AllowedOrigin>'),
  )
  const get = async (path: string, headers: Record<string, string>) => {
    const response = await s3.send({ path, headers })
    return [response.status, response.headers['access-control-allow-origin'], response.headers.vary]
  }
  t.deepEqual(await get('/photos/key', { origin: 'http://a' }), [200, 'http://a', VARY])
  t.deepEqual(await get('/photos/missing', { origin: 'http://a' }), [404, 'http://a', VARY])
  t.deepEqual(await get('/photos/key', { origin: 'http://b' }), [200, undefined, undefined])
  t.deepEqual(await get('/photos/key', {}), [200, undefined, undefined])
  const put = { origin: 'http://a', 'access-control-request-method': 'PUT' }
  t.deepEqual(await get('/photos/key', put), [200, undefined, undefined])
})
