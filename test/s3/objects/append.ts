import { GetObjectAttributesCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { createChecksums } from '../../../lib/s3/checksums/checksum.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'
import { complete, createUpload, sendPart, sendXml } from '../../support/s3-uploads.ts'

const BUCKET = 'photos'
const PATH = `/${BUCKET}/key`
const checksums = createChecksums()

function append(
  s3: S3Server,
  offset: number | string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
) {
  return sendXml(s3, {
    method: 'PUT',
    path: PATH,
    headers: { ...headers, 'x-amz-write-offset-bytes': String(offset) },
    body,
  })
}

test('PutObject with a write offset makes an object, and then adds to its end', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const made = await append(s3, 0, 'one ', { 'x-amz-meta-name': 'log', 'content-type': 'a/b' })
  t.is(made.status, 200)
  t.is(made.headers['x-amz-object-size'], undefined)
  const added = await append(s3, 4, 'two', { 'x-amz-meta-name': 'ignored' })
  t.is(added.headers['x-amz-object-size'], '7')
  t.not(added.headers.etag, made.headers.etag)
  const got = await s3.send({ path: PATH, headers: { 'x-amz-checksum-mode': 'ENABLED' } })
  t.is(got.text, 'one two')
  t.is(got.headers.etag, added.headers.etag)
  t.is(got.headers['x-amz-meta-name'], 'log')
  t.is(got.headers['content-type'], 'a/b')
  const whole = checksums.base64('CRC64NVME', Buffer.from('one two'))
  t.is(got.headers['x-amz-checksum-crc64nvme'], whole)
  t.is(added.headers['x-amz-checksum-crc64nvme'], whole)
  const part = await s3.send({ path: `${PATH}?partNumber=2` })
  t.deepEqual([part.status, part.text], [206, 'two'])
  const range = await s3.send({ path: PATH, headers: { range: 'bytes=2-5' } })
  t.is(range.text, 'e tw')
})

test('PutObject with a write offset goes on after a multipart upload', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const at = { bucket: BUCKET, key: 'key' }
  const uploadId = await createUpload(s3, at)
  const sent = await sendPart(s3, { ...at, uploadId, partNumber: 7 }, { body: 'one ' })
  const parts = [{ partNumber: 7, etag: sent.headers.etag ?? '' }]
  await complete(s3, { ...at, uploadId }, { parts })
  const large = Buffer.alloc(300_000, 'two ')
  t.is((await append(s3, 4, large)).headers['x-amz-object-size'], '300004')
  const got = await s3.send({ path: PATH })
  t.true(got.bytes.equals(Buffer.concat([Buffer.from('one '), large])))
  const { ObjectParts } = await s3.client().send(
    new GetObjectAttributesCommand({
      Bucket: BUCKET,
      Key: 'key',
      ObjectAttributes: ['ObjectParts'],
    }),
  )
  t.deepEqual(
    ObjectParts?.Parts?.map(part => [part.PartNumber, part.Size]),
    [
      [7, 4],
      [8, 300_000],
    ],
  )
})

test('PutObject with any other offset than the size changes nothing', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  t.is((await append(s3, 1, 'one')).code, 'InvalidWriteOffset')
  await append(s3, 0, 'one')
  for (const offset of [0, 2, 4]) t.is((await append(s3, offset, 'x')).code, 'InvalidWriteOffset')
  for (const offset of ['', '-1', '1.5', 'end', '9'.repeat(16)]) {
    t.is((await append(s3, offset, 'x')).code, 'InvalidArgument')
  }
  t.is((await s3.send({ path: PATH })).text, 'one')
})

test('PutObject with a write offset keeps to If-Match, and to the checksum that it declares', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { headers } = await append(s3, 0, 'one')
  t.is((await append(s3, 3, 'x', { 'if-match': '"other"' })).code, 'PreconditionFailed')
  t.is((await append(s3, 3, 'x', { 'if-none-match': '*' })).code, 'PreconditionFailed')
  const wrong = { 'x-amz-checksum-sha256': checksums.base64('SHA256', Buffer.from('y')) }
  t.is((await append(s3, 3, 'x', wrong)).code, 'BadDigest')
  const right = { 'x-amz-checksum-sha256': checksums.base64('SHA256', Buffer.from('x')) }
  t.is((await append(s3, 3, 'x', { ...right, 'if-match': headers.etag ?? '' })).status, 200)
  t.is((await s3.send({ path: PATH })).text, 'onex')
})

test('what is appended to an object with a SHA gets it a checksum of checksums', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  const at = { Bucket: BUCKET, Key: 'key' }
  await client.send(new PutObjectCommand({ ...at, Body: 'one', ChecksumAlgorithm: 'SHA256' }))
  await client.send(
    new PutObjectCommand({
      ...at,
      Body: 'two',
      ChecksumAlgorithm: 'SHA256',
      WriteOffsetBytes: 3,
    }),
  )
  const head = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
  const values = ['one', 'two'].map(text => checksums.base64('SHA256', Buffer.from(text)))
  const bytes = Buffer.concat(values.map(value => Buffer.from(value, 'base64')))
  t.is(head.ChecksumSHA256, `${checksums.base64('SHA256', bytes)}-2`)
  t.is(head.ChecksumType, 'COMPOSITE')
})

test('of appends at one offset one wins', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await append(s3, 0, 'one')
  const answers = await Promise.all(['a', 'b', 'c'].map(text => append(s3, 3, text)))
  t.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400])
  t.regex((await s3.send({ path: PATH })).text, /^one[abc]$/)
})

test('PutObject with a write offset is refused where versions are kept', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  t.is((await append(s3, 0, 'one')).code, 'InvalidBucketState')
})

test('PutObject with a write offset neither changes nor adds to what is encrypted', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const encrypted = { 'x-amz-server-side-encryption': 'AES256' }
  t.is((await append(s3, 0, 'one', encrypted)).status, 200)
  t.is((await append(s3, 3, 'two')).code, 'InvalidRequest')
  t.is((await append(s3, 3, 'two', encrypted)).code, 'EncryptionTypeMismatch')
  t.is((await s3.send({ path: PATH })).text, 'one')
})
