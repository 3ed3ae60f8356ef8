import { hash } from 'node:crypto'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

const BUCKET = 'photos'
const PATH = `/${BUCKET}/key`
const TYPE = { 'content-type': 'text/plain', 'cache-control': 'max-age=60' }

async function startWith(body: string, headers: RawRequest['headers'] = TYPE): Promise<S3Server> {
  const s3 = await startS3({ bucket: BUCKET })
  await s3.send({ method: 'PUT', path: PATH, body, headers })
  return s3
}

/** The answer, and its error's code if it is one. */
async function get(s3: S3Server, request: Partial<RawRequest> = {}) {
  const response = await s3.send({ path: PATH, ...request })
  const isError = response.status >= 400 && request.method !== 'HEAD'
  const error = isError ? parseXml(response.text) : undefined
  return { ...response, error, code: error && xmlText(error, 'Code') }
}

const ranges = [
  { range: 'bytes=0-0', status: 206, text: 'h', contentRange: 'bytes 0-0/5' },
  { range: 'bytes=1-3', status: 206, text: 'ell', contentRange: 'bytes 1-3/5' },
  { range: 'bytes=4-4', status: 206, text: 'o', contentRange: 'bytes 4-4/5' },
  { range: 'bytes=3-99', status: 206, text: 'lo', contentRange: 'bytes 3-4/5' },
  { range: 'bytes=2-', status: 206, text: 'llo', contentRange: 'bytes 2-4/5' },
  { range: 'bytes=0-', status: 206, text: 'hello', contentRange: 'bytes 0-4/5' },
  { range: 'bytes=-2', status: 206, text: 'lo', contentRange: 'bytes 3-4/5' },
  { range: 'bytes=-99', status: 206, text: 'hello', contentRange: 'bytes 0-4/5' },
  { range: `bytes=0-${'9'.repeat(400)}`, status: 206, text: 'hello', contentRange: 'bytes 0-4/5' },
  { range: 'bytes=5-', status: 416, text: undefined, contentRange: 'bytes */5' },
  { range: 'bytes=5-9', status: 416, text: undefined, contentRange: 'bytes */5' },
  { range: 'bytes=-0', status: 416, text: undefined, contentRange: 'bytes */5' },
  { range: 'bytes=3-1', status: 200, text: 'hello', contentRange: undefined },
  { range: 'bytes=-', status: 200, text: 'hello', contentRange: undefined },
  { range: 'bytes=0-1,3-4', status: 200, text: 'hello', contentRange: undefined },
  { range: 'lines=0-1', status: 200, text: 'hello', contentRange: undefined },
  { range: '0-1', status: 200, text: 'hello', contentRange: undefined },
  { range: 'bytes=a-b', status: 200, text: 'hello', contentRange: undefined },
  { range: 'bytes=1.5-2', status: 200, text: 'hello', contentRange: undefined },
]

for (const { range, status, text, contentRange } of ranges) {
  test(`GetObject and HeadObject with Range: ${range.slice(0, 20)} answer ${status}`, async t => {
    await using s3 = await startWith('hello')
    const got = await get(s3, { headers: { range } })
    t.is(got.status, status)
    t.is(got.headers['content-range'], contentRange)
    if (text !== undefined) t.is(got.text, text)
    const head = await get(s3, { method: 'HEAD', headers: { range } })
    t.is(head.status, status)
    t.is(head.text, '')
    t.is(head.headers['content-range'], contentRange)
    if (status < 400) t.is(head.headers['content-length'], got.headers['content-length'])
  })
}

test('GetObject says which range was asked for when there is none of it', async t => {
  await using s3 = await startWith('hello')
  const { error, code } = await get(s3, { headers: { range: 'bytes=7-9' } })
  t.is(code, 'InvalidRange')
  t.is(error && xmlText(error, 'RangeRequested'), 'bytes=7-9')
  t.is(error && xmlText(error, 'ActualObjectSize'), '5')
})

test('GetObject has no range of an empty object, which HeadObject gives a length of 0', async t => {
  await using s3 = await startWith('')
  for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) {
    t.is((await get(s3, { headers: { range } })).status, 416)
  }
  const head = await get(s3, { method: 'HEAD' })
  t.is(head.status, 200)
  t.is(head.headers['content-length'], '0')
  t.is(head.headers['accept-ranges'], 'bytes')
})

test('GetObject streams ranges of large objects byte for byte', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const body = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 7919) & 255))
  await s3.send({ method: 'PUT', path: PATH, body })
  const edges: [number, number][] = [
    [0, 699_999],
    [1, 300_000],
    [262_143, 262_144],
    [262_144, 699_998],
    [699_999, 699_999],
  ]
  for (const [start, end] of edges) {
    const got = await get(s3, { headers: { range: `bytes=${start}-${end}` } })
    t.is(got.headers['content-length'], String(end - start + 1))
    t.true(got.bytes.equals(body.subarray(start, end + 1)))
  }
})

test('GetObject never sends the checksum of the whole with a range of it', async t => {
  await using s3 = await startWith('hello')
  const mode = { 'x-amz-checksum-mode': 'ENABLED' }
  const whole = await get(s3, { headers: mode })
  t.is(whole.headers['x-amz-checksum-crc64nvme'], 'M3eFcAZSQlc=')
  const part = await get(s3, { headers: { ...mode, range: 'bytes=0-4' } })
  t.is(part.status, 206)
  t.is(part.headers['x-amz-checksum-crc64nvme'], undefined)
  t.is(part.headers['x-amz-checksum-type'], undefined)
})

const PAST = 'Sun, 06 Nov 1994 08:49:37 GMT'
const FUTURE = 'Sat, 06 Nov 2094 08:49:37 GMT'
const conditions = [
  { headers: { 'if-match': 'ETAG' }, status: 200 },
  { headers: { 'if-match': 'BARE' }, status: 200 },
  { headers: { 'if-match': '*' }, status: 200 },
  { headers: { 'if-match': '"x", ETAG' }, status: 200 },
  { headers: { 'if-match': '"x"' }, status: 412, condition: 'If-Match' },
  { headers: { 'if-none-match': 'ETAG' }, status: 304 },
  { headers: { 'if-none-match': 'BARE' }, status: 304 },
  { headers: { 'if-none-match': 'W/ETAG' }, status: 304 },
  { headers: { 'if-none-match': '*' }, status: 304 },
  { headers: { 'if-none-match': '"x"' }, status: 200 },
  { headers: { 'if-modified-since': 'STORED' }, status: 304 },
  { headers: { 'if-modified-since': PAST }, status: 200 },
  { headers: { 'if-modified-since': FUTURE }, status: 200 },
  { headers: { 'if-modified-since': 'yesterday' }, status: 200 },
  { headers: { 'if-unmodified-since': 'STORED' }, status: 200 },
  { headers: { 'if-unmodified-since': FUTURE }, status: 200 },
  { headers: { 'if-unmodified-since': PAST }, status: 412, condition: 'If-Unmodified-Since' },
  // A tag outranks its date.
  { headers: { 'if-match': 'ETAG', 'if-unmodified-since': PAST }, status: 200 },
  { headers: { 'if-match': '"x"', 'if-unmodified-since': FUTURE }, status: 412 },
  { headers: { 'if-none-match': 'ETAG', 'if-modified-since': PAST }, status: 304 },
  { headers: { 'if-none-match': '"x"', 'if-modified-since': 'STORED' }, status: 200 },
  { headers: { 'if-match': '"x"', 'if-none-match': 'ETAG' }, status: 412 },
  { headers: { 'if-none-match': 'ETAG', range: 'bytes=9-' }, status: 304 },
]

for (const { headers, status, condition } of conditions) {
  test(`GetObject and HeadObject with ${JSON.stringify(headers)} answer ${status}`, async t => {
    await using s3 = await startWith('hello')
    const stored = await get(s3)
    const { etag = '', 'last-modified': modified = '' } = stored.headers
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value = '']) => [
        name,
        value.replace('ETAG', etag).replace('BARE', etag.slice(1, -1)).replace('STORED', modified),
      ]),
    )
    const got = await get(s3, { headers: filled })
    t.is(got.status, status)
    if (condition) t.is(got.error && xmlText(got.error, 'Condition'), condition)
    if (status === 304) {
      t.is(got.text, '')
      t.is(got.headers.etag, etag)
      t.is(got.headers['last-modified'], modified)
      t.is(got.headers['cache-control'], 'max-age=60')
      t.is(got.headers['content-type'], undefined)
    }
    t.is((await get(s3, { method: 'HEAD', headers: filled })).status, status)
  })
}

test('GetObject with If-Range sends the range only of the object that the client knows', async t => {
  await using s3 = await startWith('hello')
  const { etag = '', 'last-modified': modified = '' } = (await get(s3)).headers
  const rows = [
    { ifRange: etag, status: 206 },
    { ifRange: modified, status: 206 },
    { ifRange: '"x"', status: 200 },
    { ifRange: PAST, status: 200 },
  ]
  for (const { ifRange, status } of rows) {
    const got = await get(s3, { headers: { range: 'bytes=0-1', 'if-range': ifRange } })
    t.is(got.status, status)
  }
})

test('GetObject puts headers from the query in place of the stored ones', async t => {
  await using s3 = await startWith('hello')
  const client = s3.client()
  const at = { Bucket: BUCKET, Key: 'key' }
  const overrides = {
    ResponseCacheControl: 'no-cache',
    ResponseContentDisposition: 'attachment; filename="ü.txt"',
    ResponseContentEncoding: 'identity',
    ResponseContentLanguage: 'fr',
    ResponseContentType: 'text/html',
    ResponseExpires: new Date('2031-02-03T04:05:06Z'),
  }
  const got = await client.send(new GetObjectCommand({ ...at, ...overrides }))
  t.is(got.CacheControl, 'no-cache')
  t.is(got.ContentEncoding, 'identity')
  t.is(got.ContentLanguage, 'fr')
  t.is(got.ContentType, 'text/html')
  t.is(got.ExpiresString, 'Mon, 03 Feb 2031 04:05:06 GMT')
  const disposition = Buffer.from(got.ContentDisposition ?? '', 'latin1').toString()
  t.is(disposition, 'attachment; filename="ü.txt"')
  const head = await client.send(new HeadObjectCommand({ ...at, ResponseContentType: 'a/b' }))
  t.is(head.ContentType, 'a/b')
  const split = await get(s3, { path: `${PATH}?response-content-type=a%0d%0ax:y` })
  t.is(split.code, 'InvalidArgument')
  t.is((await get(s3)).headers['content-type'], 'text/plain')
})

test('GetObject refuses anonymous requests, whatever headers they ask for', async t => {
  await using s3 = await startWith('hello')
  const path = `${PATH}?response-content-type=text/html`
  t.is((await get(s3, { path, as: 'anonymous' })).code, 'AccessDenied')
  t.is((await get(s3, { path, as: s3.stranger })).code, 'AccessDenied')
})

test('GetObject of a part of an object put at once: the first is the whole', async t => {
  await using s3 = await startWith('hello')
  const first = await get(s3, { path: `${PATH}?partNumber=1` })
  t.is(first.status, 206)
  t.is(first.text, 'hello')
  t.is(first.headers['content-range'], 'bytes 0-4/5')
  t.is(first.headers['x-amz-mp-parts-count'], undefined)
  t.is((await get(s3, { path: `${PATH}?partNumber=2` })).code, 'InvalidPart')
  for (const partNumber of ['0', '10001', '-1', 'x', '']) {
    const response = await get(s3, { path: `${PATH}?partNumber=${partNumber}` })
    t.is(response.code, 'InvalidArgument')
  }
  const both = await get(s3, { path: `${PATH}?partNumber=1`, headers: { range: 'bytes=0-1' } })
  t.is(both.code, 'InvalidRequest')
})

test('GetObject of the first part of an empty object is empty', async t => {
  await using s3 = await startWith('')
  const first = await get(s3, { path: `${PATH}?partNumber=1` })
  t.is(first.status, 200)
  t.is(first.text, '')
})

test('GetObject refuses customer keys for what was never encrypted with one', async t => {
  await using s3 = await startWith('hello')
  const key = Buffer.alloc(32, 'key')
  const headers = {
    'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    'x-amz-server-side-encryption-customer-key': key.toString('base64'),
    'x-amz-server-side-encryption-customer-key-md5': hash('md5', key, 'base64'),
  }
  t.is((await get(s3, { headers })).code, 'InvalidRequest')
  t.is((await get(s3, { method: 'HEAD', headers })).status, 400)
})

test('GetObject finds versions by their ids, and says what is wrong with others', async t => {
  await using s3 = await startWith('hello')
  const rows = [
    { versionId: 'null', code: undefined },
    { versionId: '0123456789abcdef', code: 'NoSuchVersion' },
    { versionId: 'with%20space', code: 'InvalidArgument' },
    { versionId: '', code: 'InvalidArgument' },
  ]
  for (const { versionId, code } of rows) {
    t.is((await get(s3, { path: `${PATH}?versionId=${versionId}` })).code, code)
  }
  t.is((await get(s3)).headers['x-amz-version-id'], undefined)
  const missing = await get(s3, { path: `/${BUCKET}/missing` })
  t.is(missing.code, 'NoSuchKey')
  t.is(missing.error && xmlText(missing.error, 'Key'), 'missing')
})

test('GetObject and HeadObject tell delete markers from keys that never were', async t => {
  await using s3 = await startWith('hello')
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  const { headers } = await s3.send({ method: 'DELETE', path: PATH })
  const marker = headers['x-amz-version-id']
  for (const method of ['GET', 'HEAD']) {
    const current = await get(s3, { method })
    t.is(current.status, 404)
    t.is(current.headers['x-amz-delete-marker'], 'true')
    t.is(current.headers['x-amz-version-id'], marker)
    const named = await get(s3, { method, path: `${PATH}?versionId=${marker}` })
    t.is(named.status, 405)
    t.is(named.headers.allow, 'DELETE')
    t.is(named.headers['x-amz-delete-marker'], 'true')
    t.truthy(named.headers['last-modified'])
    const older = await get(s3, { method, path: `${PATH}?versionId=null` })
    t.is(older.status, 200)
    t.is(older.headers['x-amz-version-id'], 'null')
    const never = await get(s3, { method, path: `/${BUCKET}/never` })
    t.is(never.headers['x-amz-delete-marker'], undefined)
  }
})

test('GetObject goes on reading an object that is overwritten meanwhile', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const size = 4_000_000
  await s3.send({ method: 'PUT', path: PATH, body: Buffer.alloc(size, 'a') })
  const got = await s3.client().send(new GetObjectCommand({ Bucket: BUCKET, Key: 'key' }))
  await s3.send({ method: 'PUT', path: PATH, body: 'b' })
  const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? [])
  t.true(bytes.equals(Buffer.alloc(size, 'a')))
})
