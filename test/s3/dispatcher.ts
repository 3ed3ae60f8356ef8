import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import test from 'ava'
import { parseXml, xmlText } from '../../lib/http/xml.ts'
import { storeObject } from '../support/s3-objects.ts'
import { type RawRequest, type S3Server, startS3 } from '../support/s3-server.ts'

async function refusal(s3: S3Server, request: RawRequest) {
  const { status, text } = await s3.send(request)
  const error = parseXml(text)
  return { status, code: xmlText(error, 'Code'), error }
}

test('an error says what AWS says, with the ids of its headers', async t => {
  await using s3 = await startS3()
  const response = await s3.send({ path: '/missing-bucket/a%20key' })
  const error = parseXml(response.text)
  t.is(response.status, 404)
  t.is(response.headers['content-type'], 'application/xml')
  t.is(error.name, 'Error')
  t.is(xmlText(error, 'Code'), 'NoSuchBucket')
  t.is(xmlText(error, 'Message'), 'The specified bucket does not exist')
  t.is(xmlText(error, 'BucketName'), 'missing-bucket')
  t.is(xmlText(error, 'Resource'), '/missing-bucket/a key')
  t.is(xmlText(error, 'RequestId'), response.headers['x-amz-request-id'])
  t.is(xmlText(error, 'HostId'), response.headers['x-amz-id-2'])
})

const badRequests: readonly (RawRequest & { readonly is: readonly [number, string] })[] = [
  { path: '/UPPER/key', is: [400, 'InvalidBucketName'] },
  { path: '/ab', is: [400, 'InvalidBucketName'] },
  { path: '/10.0.0.1', is: [400, 'InvalidBucketName'] },
  { path: '/a..b', is: [400, 'InvalidBucketName'] },
  { path: '/a.-b', is: [400, 'InvalidBucketName'] },
  { path: '/a-.b', is: [400, 'InvalidBucketName'] },
  { path: '/xn--bucket', is: [400, 'InvalidBucketName'] },
  { path: '/bucket-s3alias', is: [400, 'InvalidBucketName'] },
  { path: `/${'b'.repeat(64)}`, is: [400, 'InvalidBucketName'] },
  { path: '//key', is: [400, 'InvalidBucketName'] },
  { path: '/photos/%', is: [400, 'InvalidURI'] },
  { path: '/photos/%zz', is: [400, 'InvalidURI'] },
  { path: '/photos/%ff', is: [400, 'InvalidURI'] },
  { path: '/photos/%ed%a0%80', is: [400, 'InvalidURI'] },
  { path: '/photos/a/../../b', is: [400, 'InvalidURI'] },
  { path: '/photos?prefix=%ff', is: [400, 'InvalidURI'] },
  { path: `/photos/${'k'.repeat(1025)}`, is: [400, 'KeyTooLongError'] },
  { path: `/photos/${'%F0%9F%98%80'.repeat(257)}`, is: [400, 'KeyTooLongError'] },
  { path: '/photos/key?versions', is: [400, 'InvalidRequest'] },
  { path: '/photos/key?uploads', is: [400, 'InvalidRequest'] },
  { path: '/photos?acl&policy', is: [400, 'InvalidArgument'] },
  { path: '/photos?torrent', is: [501, 'NotImplemented'] },
  { method: 'DELETE', path: '/photos?location', is: [501, 'NotImplemented'] },
  { method: 'PUT', path: '/photos/key?uploadId=1', is: [501, 'NotImplemented'] },
  { method: 'POST', path: '/photos', is: [412, 'PreconditionFailed'] },
  { method: 'PATCH', path: '/photos/key', is: [405, 'MethodNotAllowed'] },
  { method: 'DELETE', path: '/', is: [405, 'MethodNotAllowed'] },
]
for (const { is, ...request } of badRequests) {
  const title = `${request.method ?? 'GET'} ${request.path.slice(0, 50)}`
  test(`${title} is refused with ${is[1]} before anybody is authenticated`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const { status, code } = await refusal(s3, { ...request, as: 'anonymous' })
    t.deepEqual([status, code], [...is])
  })
}

const keys: readonly (readonly [encoded: string, key: string])[] = [
  ['a//b', 'a//b'],
  ['/leading', '/leading'],
  ['trailing/', 'trailing/'],
  ['a/../b', 'a/../b'],
  ['a%2Bb', 'a+b'],
  ['a/b%20c', 'a/b c'],
  ['%F0%9F%98%80', '\u{1f600}'],
  ['line%0Abreak', 'line\nbreak'],
  ['%25', '%'],
  ['k'.repeat(1023), 'k'.repeat(1023)],
]
for (const [encoded, key] of keys) {
  test(`/photos/${encoded.slice(0, 40)} is the key ${JSON.stringify(key.slice(0, 40))} and no other`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    await storeObject(s3, 'photos', key)
    const { status } = await s3.send({ path: `/photos/${encoded}?acl` })
    t.is(status, 200)
    const other = await s3.send({ path: `/photos/${encoded}x?acl` })
    t.is(other.status, 404)
  })
}

test('a bucket may be named by the Host header', async t => {
  await using s3 = await startS3({ bucket: 'my.photos', domains: ['s3.example.com'] })
  await storeObject(s3, 'my.photos', 'key')
  const host = 'My.Photos.s3.example.com:9000'
  const object = await s3.send({ path: '/key?acl', headers: { host } })
  t.is(object.status, 200, object.text)
  const bucket = await s3.send({ path: '/', headers: { host } })
  t.regex(bucket.text, /<ListBucketResult .*<Name>my\.photos<\/Name>/)
  const service = await s3.send({ path: '/', headers: { host: 's3.example.com' } })
  t.regex(service.text, /<ListAllMyBucketsResult /)
})

test('a request without a Host header is refused', async t => {
  await using s3 = await startS3()
  const socket = connect(Number(new URL(s3.endpoint).port), '127.0.0.1')
  socket.end('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')
  const text = (await buffer(socket)).toString()
  t.regex(text, /^HTTP\/1\.1 400 /)
  t.regex(text, /<Code>BadRequest<\/Code>/)
})

test('the bucket owner that a client expects is held to', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const expecting = (owner: string, as: RawRequest['as'] = s3.owner) =>
    refusal(s3, {
      path: '/photos?acl',
      headers: { 'x-amz-expected-bucket-owner': owner },
      as: as ?? s3.owner,
    })
  t.is((await expecting(s3.owner.accountId)).status, 200)
  t.is((await expecting(s3.stranger.accountId)).code, 'AccessDenied')
  t.is((await expecting('me')).code, 'InvalidBucketOwnerAWSAccountID')
})

test('errors of HEAD have no body', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const { status, bytes, headers } = await s3.send({ method: 'HEAD', path: '/missing-bucket' })
  t.is(status, 404)
  t.is(bytes.length, 0)
  t.truthy(headers['x-amz-request-id'])
})

test('the connection is kept over a small body that nobody read and closed on a large one', async t => {
  await using s3 = await startS3()
  const refusedPut = { method: 'PUT', path: '/missing-bucket?versioning' }
  const small = await s3.send({ ...refusedPut, body: 'x'.repeat(1000) })
  t.deepEqual([small.status, small.headers.connection], [404, 'keep-alive'])
  const large = await s3.send({ ...refusedPut, body: 'x'.repeat(100_000) })
  t.deepEqual([large.status, large.headers.connection], [404, 'close'])
})

test('a client that waits for 100 Continue is refused without it and let go', async t => {
  await using s3 = await startS3()
  const socket = connect(Number(new URL(s3.endpoint).port), '127.0.0.1')
  socket.write(
    'PUT /missing-bucket/key HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n' +
      'Expect: 100-continue\r\n\r\n',
  )
  const text = (await buffer(socket)).toString()
  t.regex(text, /^HTTP\/1\.1 404 /)
  t.regex(text, /\r\nconnection: close\r\n/i)
})

test('a checksum that a presigned URL carries is not held against the body', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  // What the JavaScript SDK signs when it has no body yet: the CRC32 of nothing.
  const path = '/photos/key?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32'
  const put = { method: 'PUT', path, isPresigned: true, body: 'hello' }
  t.is((await s3.send(put)).status, 200)
  const asHeader = { ...put, path: '/photos/key', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } }
  t.is((await refusal(s3, { ...asHeader, isPresigned: false })).code, 'BadDigest')
})

test('presigned requests may carry x-amz headers in their query', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const path = `/photos?acl&x-amz-expected-bucket-owner=${s3.stranger.accountId}`
  const { code } = await refusal(s3, { path, isPresigned: true })
  t.is(code, 'AccessDenied')
  const own = `/photos?acl&x-amz-expected-bucket-owner=${s3.owner.accountId}`
  t.is((await s3.send({ path: own, isPresigned: true })).status, 200)
})
