import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import test from 'ava'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { SMALL_BODY_BYTES_MAX } from '../../../storage/storage.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

const BUCKET = 'photos'

async function put(s3: S3Server, headers: RawRequest['headers'] = {}, key = 'key', body = 'hello') {
  const response = await s3.send({ method: 'PUT', path: `/${BUCKET}/${key}`, headers, body })
  const code = response.text === '' ? undefined : xmlText(parseXml(response.text), 'Code')
  return { ...response, code }
}

test('PutObject keeps bytes and content headers, and answers with the MD5 as the tag', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  const stored = await client.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'a key/ü',
      Body: 'hello',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a.txt"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      ContentType: 'text/plain; charset=utf-8',
      Expires: new Date('2030-01-01T00:00:00Z'),
      Metadata: { Author: 'Ann', empty: '' },
      WebsiteRedirectLocation: '/elsewhere',
    }),
  )
  t.is(stored.ETag, '"5d41402abc4b2a76b9719d911017c592"')
  t.is(stored.VersionId, undefined)
  const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a key/ü' }))
  t.is(await got.Body?.transformToString(), 'hello')
  t.is(got.CacheControl, 'max-age=60')
  t.is(got.ContentDisposition, 'attachment; filename="a.txt"')
  t.is(got.ContentEncoding, 'gzip')
  t.is(got.ContentLanguage, 'de')
  t.is(got.ContentType, 'text/plain; charset=utf-8')
  t.is(got.ExpiresString, 'Tue, 01 Jan 2030 00:00:00 GMT')
  t.deepEqual(got.Metadata, { author: 'Ann', empty: '' })
  t.is(got.WebsiteRedirectLocation, '/elsewhere')
})

test('PutObject stores bodies around the bound between small and large alike', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  const sizes = [0, 1, SMALL_BODY_BYTES_MAX - 1, SMALL_BODY_BYTES_MAX, SMALL_BODY_BYTES_MAX + 1]
  for (const size of [...sizes, 3_000_000]) {
    const body = Buffer.alloc(size, `${size}.`)
    const stored = await client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: `${size}`, Body: body }),
    )
    t.is(stored.ETag, `"${createHash('md5').update(body).digest('hex')}"`)
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `${size}` }))
    t.is(got.ContentLength, size)
    t.true(body.equals((await got.Body?.transformToByteArray()) ?? Buffer.of()))
  }
})

test('PutObject has a default type', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  // Presigned, because the signer at hand adds a type of its own to other requests.
  const request = { method: 'PUT', path: `/${BUCKET}/key`, body: 'hello', isPresigned: true }
  t.is((await s3.send(request)).status, 200)
  const untyped = await s3.send({ path: `/${BUCKET}/key` })
  t.is(untyped.headers['content-type'], 'binary/octet-stream')
  t.is((await s3.send({ ...request, headers: { 'content-type': '' } })).status, 200)
  const empty = await s3.send({ path: `/${BUCKET}/key` })
  t.is(empty.headers['content-type'], 'binary/octet-stream')
})

test('PutObject forgets aws-chunked, which was of the request, and keeps the rest', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  for (const ContentEncoding of ['gzip', undefined]) {
    const Body = Readable.from([Buffer.alloc(100_000, 'a'), Buffer.alloc(50, 'b')])
    const at = { Bucket: BUCKET, Key: 'key' }
    await client.send(
      new PutObjectCommand({ ...at, Body, ContentLength: 100_050, ContentEncoding }),
    )
    const head = await client.send(new HeadObjectCommand(at))
    t.is(head.ContentEncoding, ContentEncoding)
    t.is(head.ContentLength, 100_050)
  }
})

test('PutObject computes CRC64NVME where the client declares no checksum', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const stored = await put(s3)
  t.is(stored.headers['x-amz-checksum-crc64nvme'], 'M3eFcAZSQlc=')
  t.is(stored.headers['x-amz-checksum-type'], 'FULL_OBJECT')
  const plain = await s3.send({ method: 'HEAD', path: `/${BUCKET}/key` })
  t.is(plain.headers['x-amz-checksum-crc64nvme'], undefined)
  const headers = { 'x-amz-checksum-mode': 'ENABLED' }
  const asked = await s3.send({ method: 'HEAD', path: `/${BUCKET}/key`, headers })
  t.is(asked.headers['x-amz-checksum-crc64nvme'], 'M3eFcAZSQlc=')
  t.is(asked.headers['x-amz-checksum-type'], 'FULL_OBJECT')
})

test('PutObject keeps the checksum that the client chose, of every algorithm', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
    const at = { Bucket: BUCKET, Key: algorithm }
    const stored = await client.send(
      new PutObjectCommand({ ...at, Body: 'hello', ChecksumAlgorithm: algorithm }),
    )
    const head = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
    t.truthy(stored[`Checksum${algorithm}`])
    t.is(head[`Checksum${algorithm}`], stored[`Checksum${algorithm}`])
    t.is(head.ChecksumType, 'FULL_OBJECT')
  }
})

test('PutObject allows 2048 bytes of user metadata, names and values together', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  t.is((await put(s3, { 'x-amz-meta-a': 'x'.repeat(2047) })).status, 200)
  const refused = await put(s3, { 'x-amz-meta-a': 'x'.repeat(2048) })
  t.is(refused.code, 'MetadataTooLarge')
  const error = parseXml(refused.text)
  t.is(xmlText(error, 'Size'), '2049')
  t.is(xmlText(error, 'MaxSizeAllowed'), '2048')
})

test('PutObject gives user metadata beyond ASCII back in encoded words', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const values: readonly [sent: string, got: string][] = [
    ['plain', 'plain'],
    ['=?UTF-8?Q?plain?=', 'plain'],
    ['=?utf-8?b?5pel5pys?=', '=?UTF-8?B?5pel5pys?='],
    ['=?ISO-8859-1?Q?caf=E9?=', '=?UTF-8?Q?caf=C3=A9?='],
    ['=?UTF-8?Q?a=0D=0Aetag:_b?=', '=?UTF-8?Q?a=0D=0Aetag:_b?='],
  ]
  for (const [sent, got] of values) {
    t.is((await put(s3, { 'x-amz-meta-name': sent })).status, 200)
    t.is((await s3.send({ path: `/${BUCKET}/key` })).headers['x-amz-meta-name'], got)
  }
})

test('PutObject counts user metadata in the bytes of its UTF-8, not in those of its words', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const words = (count: number) =>
    `=?UTF-8?B?${Buffer.from('é'.repeat(count)).toString('base64')}?=`
  t.is((await put(s3, { 'x-amz-meta-ab': words(1023) })).status, 200)
  t.is((await put(s3, { 'x-amz-meta-a': words(1024) })).code, 'MetadataTooLarge')
})

test('a request with more than 8 KiB of headers is refused', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const refused = await put(s3, { 'x-long': 'a'.repeat(8192) })
  t.is(refused.code, 'RequestHeaderSectionTooLarge')
  t.is(xmlText(parseXml(refused.text), 'MaxSizeAllowed'), '8192')
  t.is((await put(s3, { 'x-long': 'a'.repeat(7000) })).status, 200)
})

/** A body whose length nobody said. */
async function sendUnsized(s3: S3Server, size: number): Promise<Response> {
  // Else the URL holds the body to the checksum of an empty one.
  const client = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: `${size}` })
  const url = await getSignedUrl(client, command)
  const body = ReadableStream.from([new Uint8Array(size)])
  return fetch(url, { method: 'PUT', body, duplex: 'half' })
}

const refused = [
  { header: 'x-amz-acl', value: 'log-delivery-write', code: 'InvalidArgument' },
  { header: 'x-amz-acl', value: 'aws-exec-read', code: 'NotImplemented' },
  { header: 'x-amz-acl', value: 'nonsense', code: 'InvalidArgument' },
  { header: 'x-amz-grant-read', value: 'id=1', code: 'InvalidArgument' },
  { header: 'x-amz-grant-read', value: 'name=1', code: 'InvalidArgument' },
  { header: 'x-amz-grant-read', value: 'uri="http://group"', code: 'InvalidArgument' },
  {
    header: 'x-amz-grant-read',
    value: 'emailAddress="nobody@example.com"',
    code: 'UnresolvableGrantByEmailAddress',
  },
  { header: 'x-amz-server-side-encryption', value: 'AES192', code: 'InvalidArgument' },
  { header: 'x-amz-server-side-encryption-aws-kms-key-id', value: 'key', code: 'InvalidArgument' },
  { header: 'x-amz-server-side-encryption-context', value: 'e30=', code: 'InvalidArgument' },
  {
    header: 'x-amz-server-side-encryption-customer-algorithm',
    value: 'AES256',
    code: 'InvalidArgument',
  },
  {
    header: 'x-amz-server-side-encryption-customer-algorithm',
    value: 'DES',
    code: 'InvalidEncryptionAlgorithmError',
  },
  { header: 'x-amz-object-lock-mode', value: 'GOVERNANCE', code: 'InvalidArgument' },
  { header: 'x-amz-object-lock-legal-hold', value: 'ON', code: 'InvalidRequest' },
  { header: 'x-amz-storage-class', value: 'OUTPOSTS', code: 'InvalidStorageClass' },
  { header: 'x-amz-storage-class', value: 'standard', code: 'InvalidStorageClass' },
  { header: 'x-amz-website-redirect-location', value: 'nowhere', code: 'InvalidArgument' },
  { header: 'x-amz-tagging', value: 'a=1&a=2', code: 'InvalidTag' },
  { header: 'x-amz-tagging', value: 'aws:a=1', code: 'InvalidTag' },
  { header: 'x-amz-tagging', value: 'a=%ff', code: 'InvalidArgument' },
  { header: 'if-modified-since', value: 'Sun, 06 Nov 1994 08:49:37 GMT', code: 'NotImplemented' },
] as const

for (const { header, value, code } of refused) {
  test(`PutObject refuses ${header}: ${value} with ${code} and stores nothing`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    t.is((await put(s3, { [header]: value })).code, code)
    t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
  })
}

test('PutObject takes the ACLs that change nothing, and not two kinds at once', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  t.is((await put(s3, { 'x-amz-acl': 'private' })).status, 200)
  t.is((await put(s3, { 'x-amz-acl': 'bucket-owner-full-control' })).status, 200)
  const both = await put(s3, { 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=1' })
  t.is(both.code, 'InvalidRequest')
})

test('PutObject keeps a storage class and tags, which reads show', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await put(s3, { 'x-amz-storage-class': 'REDUCED_REDUNDANCY', 'x-amz-tagging': 'a=1&b=x%20y' })
  const reduced = await s3.send({ path: `/${BUCKET}/key` })
  t.is(reduced.headers['x-amz-storage-class'], 'REDUCED_REDUNDANCY')
  t.is(reduced.headers['x-amz-tagging-count'], '2')
  await put(s3, { 'x-amz-storage-class': 'STANDARD', 'x-amz-tagging': '' })
  const standard = await s3.send({ path: `/${BUCKET}/key` })
  t.is(standard.headers['x-amz-storage-class'], undefined)
  t.is(standard.headers['x-amz-tagging-count'], undefined)
})

test('PutObject wants a length unless it is small, of at most 5 GiB, and no version id', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const path = `/${BUCKET}/key`
  for (const size of [0, SMALL_BODY_BYTES_MAX, SMALL_BODY_BYTES_MAX + 1]) {
    const isTaken = size <= SMALL_BODY_BYTES_MAX
    const unsized = await sendUnsized(s3, size)
    t.is(unsized.status, isTaken ? 200 : 411)
    t.is((await s3.storage.statObject(BUCKET, `${size}`))?.sizeBytes, isTaken ? size : undefined)
  }
  const huge = await s3.send({
    method: 'PUT',
    path,
    headers: {
      'content-length': String(5 * 1024 ** 3 + 1),
      expect: '100-continue',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    },
  })
  t.is(xmlText(parseXml(huge.text), 'Code'), 'EntityTooLarge')
  const versioned = await s3.send({ method: 'PUT', path: `${path}?versionId=null`, body: 'x' })
  t.is(xmlText(parseXml(versioned.text), 'Code'), 'InvalidArgument')
})

test('PutObject names the version only while versioning is enabled', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  const setVersioning = (Status: 'Enabled' | 'Suspended') =>
    client.send(
      new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status } }),
    )
  const store = () =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'hello' }))
  t.is((await store()).VersionId, undefined)
  await setVersioning('Enabled')
  const { VersionId } = await store()
  t.regex(VersionId ?? '', /^[a-z0-9]+$/)
  await setVersioning('Suspended')
  t.is((await store()).VersionId, undefined)
  const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'key' }))
  t.is(head.VersionId, 'null')
})

// State of the key, the condition, and what a write that bears it gets.
const conditions = [
  { state: 'absent', headers: { 'if-none-match': '*' }, code: undefined },
  { state: 'absent', headers: { 'if-none-match': '"x"' }, code: undefined },
  { state: 'absent', headers: { 'if-match': '*' }, code: 'NoSuchKey' },
  { state: 'absent', headers: { 'if-match': '"x"' }, code: 'NoSuchKey' },
  { state: 'present', headers: { 'if-none-match': '*' }, code: 'PreconditionFailed' },
  { state: 'present', headers: { 'if-none-match': 'ETAG' }, code: 'PreconditionFailed' },
  { state: 'present', headers: { 'if-none-match': '"x"' }, code: undefined },
  { state: 'present', headers: { 'if-match': '*' }, code: undefined },
  { state: 'present', headers: { 'if-match': 'ETAG' }, code: undefined },
  { state: 'present', headers: { 'if-match': '"x"' }, code: 'PreconditionFailed' },
  { state: 'deleted', headers: { 'if-none-match': '*' }, code: undefined },
  { state: 'deleted', headers: { 'if-match': 'ETAG' }, code: 'NoSuchKey' },
  {
    state: 'present',
    headers: { 'if-match': '*', 'if-none-match': '*' },
    code: 'NotImplemented',
  },
] as const

for (const { state, headers, code } of conditions) {
  const named = JSON.stringify(headers)
  test(`PutObject over a key that is ${state} with ${named}: ${code ?? 'stored'}`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const client = s3.client()
    let etag = ''
    if (state !== 'absent') etag = (await put(s3)).headers.etag ?? ''
    if (state === 'deleted') {
      await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    }
    const filled = Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('ETAG', etag),
    ])
    const response = await put(s3, Object.fromEntries(filled), 'key', 'changed')
    t.is(response.code, code)
    const record = await s3.storage.statObject(BUCKET, 'key')
    t.is(record?.sizeBytes === 7, code === undefined)
  })
}

test('PutObject with If-None-Match: of many at once exactly one is stored', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const attempts = Array.from({ length: 16 }, (_, index) =>
    put(s3, { 'if-none-match': '*' }, 'key', `body ${index}`),
  )
  const codes = (await Promise.all(attempts)).map(({ status }) => status)
  t.is(codes.filter(status => status === 200).length, 1)
  t.is(codes.filter(status => status === 412).length, 15)
})
