import { createHash } from 'node:crypto'
import {
  CopyObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { createChecksums } from '../../../lib/s3/checksums/checksum.ts'
import { PART_BYTES_MIN } from '../../../lib/s3/completion.ts'
import { checkCopySize } from '../../../lib/s3/copied-object.ts'
import { S3Error } from '../../../lib/s3/errors.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'
import { complete, createUpload, sendPart, sendXml } from '../../support/s3-uploads.ts'

const BUCKET = 'photos'
const SOURCE = 'from here'
const COPY_SOURCE = `${BUCKET}/from%20here`
const checksums = createChecksums()

/** With an object to copy that has all that can be copied. */
async function start(): Promise<S3Server> {
  const s3 = await startS3({ bucket: BUCKET })
  await s3.client().send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: SOURCE,
      Body: 'hello',
      CacheControl: 'no-store',
      ChecksumAlgorithm: 'SHA256',
      ContentType: 'text/plain',
      Metadata: { name: 'value' },
      StorageClass: 'REDUCED_REDUNDANCY',
      Tagging: 'a=1',
      WebsiteRedirectLocation: '/elsewhere',
    }),
  )
  return s3
}

function copy(s3: S3Server, headers: RawRequest['headers'] = {}, key = 'copy') {
  return sendXml(s3, {
    method: 'PUT',
    path: `/${BUCKET}/${encodeURIComponent(key)}`,
    headers: { 'x-amz-copy-source': COPY_SOURCE, ...headers },
  })
}

test('CopyObject copies bytes, headers, metadata, tags and the kind of checksum', async t => {
  await using s3 = await start()
  const copied = await copy(s3)
  t.is(copied.document?.name, 'CopyObjectResult')
  t.is(copied.field('ETag'), '"5d41402abc4b2a76b9719d911017c592"')
  const sha256 = createHash('sha256').update('hello').digest('base64')
  t.is(copied.field('ChecksumSHA256'), sha256)
  t.is(copied.field('ChecksumType'), 'FULL_OBJECT')
  const client = s3.client()
  const at = { Bucket: BUCKET, Key: 'copy' }
  const got = await client.send(new GetObjectCommand(at))
  t.is(await got.Body?.transformToString(), 'hello')
  t.is(got.CacheControl, 'no-store')
  t.is(got.ContentType, 'text/plain')
  t.deepEqual(got.Metadata, { name: 'value' })
  t.is(got.ChecksumSHA256, sha256)
  const tags = await client.send(new GetObjectTaggingCommand(at))
  t.deepEqual(tags.TagSet, [{ Key: 'a', Value: '1' }])
  // What S3 never copies.
  t.is(got.StorageClass, undefined)
  t.is(got.WebsiteRedirectLocation, undefined)
  t.is(copied.field('LastModified'), got.LastModified?.toISOString())
})

test('CopyObject replaces metadata and tags where it is told to, each by itself', async t => {
  await using s3 = await start()
  const client = s3.client()
  const at = { Bucket: BUCKET, Key: 'copy', CopySource: COPY_SOURCE }
  const changed = {
    ...at,
    ContentType: 'text/html',
    Metadata: { other: 'x' },
    Tagging: 'b=2',
  }
  const look = async () => {
    const head = await client.send(new HeadObjectCommand(at))
    const tags = await client.send(new GetObjectTaggingCommand(at))
    const { ContentType, CacheControl, Metadata } = head
    return { ContentType, CacheControl, Metadata, tag: tags.TagSet?.[0]?.Key }
  }
  const old = { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { name: 'value' } }
  const now = { ContentType: 'text/html', CacheControl: undefined, Metadata: { other: 'x' } }
  await client.send(new CopyObjectCommand(changed))
  t.deepEqual(await look(), { ...old, tag: 'a' })
  await client.send(new CopyObjectCommand({ ...changed, MetadataDirective: 'REPLACE' }))
  t.deepEqual(await look(), { ...now, tag: 'a' })
  await client.send(new CopyObjectCommand({ ...changed, TaggingDirective: 'REPLACE' }))
  t.deepEqual(await look(), { ...old, tag: 'b' })
  t.is((await copy(s3, { 'x-amz-metadata-directive': 'MERGE' })).code, 'InvalidArgument')
  t.is((await copy(s3, { 'x-amz-tagging-directive': 'copy' })).code, 'InvalidArgument')
})

test('CopyObject onto itself must change something', async t => {
  await using s3 = await start()
  t.is((await copy(s3, {}, SOURCE)).code, 'InvalidRequest')
  const changes = [
    { 'x-amz-metadata-directive': 'REPLACE' },
    { 'x-amz-tagging-directive': 'REPLACE' },
    { 'x-amz-storage-class': 'STANDARD' },
    { 'x-amz-website-redirect-location': '/here' },
  ]
  for (const headers of changes) t.is((await copy(s3, headers, SOURCE)).status, 200)
  t.is((await s3.send({ path: `/${COPY_SOURCE}` })).text, 'hello')
})

test('CopyObject restores an older version over the current one', async t => {
  await using s3 = await start()
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  await s3.send({ method: 'PUT', path: `/${COPY_SOURCE}`, body: 'newer' })
  const source = { 'x-amz-copy-source': `/${COPY_SOURCE}?versionId=null` }
  const restored = await copy(s3, source, SOURCE)
  t.is(restored.headers['x-amz-copy-source-version-id'], 'null')
  const got = await s3.send({ path: `/${COPY_SOURCE}` })
  t.is(got.text, 'hello')
  t.is(got.headers['x-amz-version-id'], restored.headers['x-amz-version-id'])
})

test('CopyObject computes another checksum where it is asked to', async t => {
  await using s3 = await start()
  const copied = await copy(s3, { 'x-amz-checksum-algorithm': 'crc32c' })
  t.is(copied.field('ChecksumCRC32C'), checksums.base64('CRC32C', Buffer.from('hello')))
  t.is(copied.field('ChecksumSHA256'), undefined)
  t.is((await copy(s3, { 'x-amz-checksum-algorithm': 'CRC16' })).code, 'InvalidRequest')
})

test('CopyObject of an object of parts makes it one, with its own MD5 and checksum', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const at = { bucket: BUCKET, key: SOURCE.replace(' ', '%20') }
  const uploadId = await createUpload(s3, at, { 'x-amz-checksum-algorithm': 'SHA1' })
  const bodies = [Buffer.alloc(PART_BYTES_MIN, 'a'), Buffer.from('b')]
  const parts = []
  for (const [index, body] of bodies.entries()) {
    const sha1 = checksums.base64('SHA1', body)
    const headers = { 'x-amz-checksum-sha1': sha1 }
    const partNumber = index + 1
    const sent = await sendPart(s3, { ...at, uploadId, partNumber }, { body, headers })
    const extra = `<ChecksumSHA1>${sha1}</ChecksumSHA1>`
    parts.push({ partNumber, etag: sent.headers.etag ?? '', extra })
  }
  t.is((await complete(s3, { ...at, uploadId }, { parts })).status, 200)
  const copied = await copy(s3)
  const whole = Buffer.concat(bodies)
  t.is(copied.field('ETag'), `"${createHash('md5').update(whole).digest('hex')}"`)
  t.is(copied.field('ChecksumSHA1'), checksums.base64('SHA1', whole))
  t.is(copied.field('ChecksumType'), 'FULL_OBJECT')
  const got = await s3.send({ path: `/${BUCKET}/copy` })
  t.true(got.bytes.equals(whole))
})

const PAST = 'Sun, 06 Nov 1994 08:49:37 GMT'
const ETAG = '"5d41402abc4b2a76b9719d911017c592"'
const SOURCE_IF = 'x-amz-copy-source-if-'
const conditions = [
  { headers: { [`${SOURCE_IF}match`]: ETAG }, code: undefined },
  { headers: { [`${SOURCE_IF}match`]: '"x"' }, code: 'PreconditionFailed' },
  { headers: { [`${SOURCE_IF}none-match`]: '"x"' }, code: undefined },
  { headers: { [`${SOURCE_IF}none-match`]: ETAG }, code: 'PreconditionFailed' },
  { headers: { [`${SOURCE_IF}modified-since`]: PAST }, code: undefined },
  { headers: { [`${SOURCE_IF}unmodified-since`]: PAST }, code: 'PreconditionFailed' },
  {
    headers: { [`${SOURCE_IF}match`]: ETAG, [`${SOURCE_IF}unmodified-since`]: PAST },
    code: undefined,
  },
  {
    headers: { [`${SOURCE_IF}none-match`]: ETAG, [`${SOURCE_IF}modified-since`]: PAST },
    code: 'PreconditionFailed',
  },
  { headers: { 'if-none-match': '*' }, code: undefined },
  { headers: { 'if-match': '*' }, code: 'NoSuchKey' },
]

for (const { headers, code } of conditions) {
  test(`CopyObject with ${JSON.stringify(headers)}: ${code ?? 'copied'}`, async t => {
    await using s3 = await start()
    t.is((await copy(s3, headers)).code, code)
    t.is((await s3.storage.statObject(BUCKET, 'copy')) !== undefined, code === undefined)
  })
}

test('CopyObject onto an object holds the condition of the destination', async t => {
  await using s3 = await start()
  await s3.send({ method: 'PUT', path: `/${BUCKET}/copy`, body: 'there first' })
  t.is((await copy(s3, { 'if-none-match': '*' })).code, 'PreconditionFailed')
  t.is((await copy(s3, { 'if-match': ETAG })).code, 'PreconditionFailed')
  const etag = createHash('md5').update('there first').digest('hex')
  t.is((await copy(s3, { 'if-match': etag })).status, 200)
})

const refused = [
  { headers: { 'x-amz-copy-source': `${BUCKET}/missing` }, code: 'NoSuchKey' },
  { headers: { 'x-amz-copy-source': 'nobodys/key' }, code: 'NoSuchBucket' },
  { headers: { 'x-amz-copy-source': 'theirs/key' }, code: 'AccessDenied' },
  { headers: { 'x-amz-copy-source': 'theirs/missing' }, code: 'AccessDenied' },
  { headers: { 'x-amz-copy-source': `${COPY_SOURCE}?versionId=0123` }, code: 'NoSuchVersion' },
  { headers: { 'x-amz-copy-source': `${COPY_SOURCE}?versionId=` }, code: 'InvalidArgument' },
  { headers: { 'x-amz-copy-source': `${BUCKET}/../theirs/key` }, code: 'InvalidURI' },
  { headers: { 'x-amz-copy-source': `${BUCKET}/${'k'.repeat(1025)}` }, code: 'KeyTooLongError' },
  { headers: { 'x-amz-copy-source': '' }, code: 'InvalidArgument' },
  { headers: { 'x-amz-storage-class': 'OUTPOSTS' }, code: 'InvalidStorageClass' },
  { headers: { 'x-amz-server-side-encryption': 'AES192' }, code: 'InvalidArgument' },
  { headers: { 'x-amz-source-expected-bucket-owner': '000000000000' }, code: 'AccessDenied' },
]

for (const { headers, code } of refused) {
  const named = JSON.stringify(headers).slice(0, 80)
  test(`CopyObject with ${named} is refused with ${code}`, async t => {
    await using s3 = await start()
    await s3.storage.createBucket('theirs', { ownerId: s3.stranger.accountId })
    await s3.send({ method: 'PUT', path: '/theirs/key', body: 'secret', as: s3.stranger })
    t.is((await copy(s3, headers)).code, code)
    t.is(await s3.storage.statObject(BUCKET, 'copy'), undefined)
  })
}

test('a copy takes at most 5 GiB at once', t => {
  t.notThrows(() => checkCopySize(5 * 1024 ** 3))
  t.throws(() => checkCopySize(5 * 1024 ** 3 + 1), { instanceOf: S3Error })
})

test('CopyObject takes no body, and no delete marker', async t => {
  await using s3 = await start()
  const withBody = await sendXml(s3, {
    method: 'PUT',
    path: `/${BUCKET}/copy`,
    headers: { 'x-amz-copy-source': COPY_SOURCE },
    body: 'mine',
  })
  t.is(withBody.code, 'UnexpectedContent')
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  const marked = await s3.send({ method: 'DELETE', path: `/${COPY_SOURCE}` })
  t.is((await copy(s3)).code, 'NoSuchKey')
  const named = `${COPY_SOURCE}?versionId=${marked.headers['x-amz-version-id']}`
  t.is((await copy(s3, { 'x-amz-copy-source': named })).code, 'InvalidRequest')
})

/** An upload to copy parts into, and an object of ten bytes to copy them from. */
async function startUpload() {
  const s3 = await startS3({ bucket: BUCKET })
  await s3.send({ method: 'PUT', path: `/${BUCKET}/ten`, body: '0123456789' })
  const at = { bucket: BUCKET, key: 'copy' }
  const uploadId = await createUpload(s3, at)
  const copyPart = (headers: RawRequest['headers'], partNumber: number | string = 1) =>
    sendPart(
      s3,
      { ...at, uploadId, partNumber },
      { headers: { 'x-amz-copy-source': `${BUCKET}/ten`, ...headers } },
    )
  return {
    s3,
    at: { ...at, uploadId },
    copyPart,
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  }
}

const RANGE = 'x-amz-copy-source-range'
const partRanges = [
  { range: undefined, text: '0123456789' },
  { range: 'bytes=0-9', text: '0123456789' },
  { range: 'bytes=3-3', text: '3' },
  { range: 'bytes=0-10', code: 'InvalidRange' },
  { range: 'bytes=10-12', code: 'InvalidRange' },
  ...['0-2', 'bytes=0', 'bytes=0-', 'bytes=-2', 'bytes=5-3', 'bytes=0-2,3-5', 'bytes=a-b', ''].map(
    range => ({ range, code: 'InvalidArgument' }),
  ),
]

for (const { range, ...expected } of partRanges) {
  const outcome = 'code' in expected ? expected.code : 'copied'
  test(`UploadPartCopy with the range ${range}: ${outcome}`, async t => {
    await using upload = await startUpload()
    const { s3, at, copyPart } = upload
    const copied = await copyPart(range === undefined ? {} : { [RANGE]: range })
    if ('code' in expected) {
      t.is(copied.code, expected.code)
      return
    }
    t.is(copied.document?.name, 'CopyPartResult')
    const etag = copied.field('ETag') ?? ''
    t.is(etag, `"${createHash('md5').update(expected.text).digest('hex')}"`)
    await complete(s3, at, { parts: [{ partNumber: 1, etag }] })
    const got = await s3.send({ path: `/${BUCKET}/copy` })
    t.is(got.text, expected.text)
  })
}

test('UploadPartCopy is held to its source, its conditions and its upload', async t => {
  await using upload = await startUpload()
  const { s3, copyPart } = upload
  const source = (value: string) => ({ 'x-amz-copy-source': value })
  t.is((await copyPart(source(`${BUCKET}/missing`))).code, 'NoSuchKey')
  t.is((await copyPart(source('nobodys/key'))).code, 'NoSuchBucket')
  t.is((await copyPart({ [`${SOURCE_IF}match`]: '"x"' })).code, 'PreconditionFailed')
  t.is((await copyPart({}, 0)).code, 'InvalidArgument')
  t.is((await copyPart({}, 10_001)).code, 'InvalidArgument')
  const ghost = await sendXml(s3, {
    method: 'PUT',
    path: `/${BUCKET}/copy?uploadId=ghost&partNumber=1`,
    headers: source(`${BUCKET}/ten`),
  })
  t.is(ghost.code, 'NoSuchUpload')
})

test('CopyObject of large objects streams them, several at once', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const body = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * 31) & 255))
  await s3.send({ method: 'PUT', path: `/${COPY_SOURCE}`, body })
  const copies = await Promise.all(['one', 'two', 'three'].map(key => copy(s3, {}, key)))
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  for (const copied of copies) t.is(copied.field('ETag'), etag)
  const got = await s3.send({ path: `/${BUCKET}/two` })
  t.true(got.bytes.equals(body))
})
