/** Every checksum algorithm, wherever S3 takes or shows one. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { checksumAlgorithms, createChecksums } from '../../../lib/s3/checksums/checksum.ts'
import { PART_BYTES_MIN } from '../../../lib/s3/completion.ts'
import { encodeChunked } from '../../support/chunked.ts'
import { formBody, formRequest, signedFields } from '../../support/forms.ts'
import { startS3 } from '../../support/s3-server.ts'
import { sendXml } from '../../support/s3-uploads.ts'

const BUCKET = 'photos'
const PATH = `/${BUCKET}/key`
const BODY = Buffer.alloc(300_000, 'every stem grows from one root. ')
const checksums = createChecksums()

for (const algorithm of checksumAlgorithms) {
  const header = `x-amz-checksum-${algorithm.toLowerCase()}`
  const field = `Checksum${algorithm}` as const
  const right = checksums.base64(algorithm, BODY)
  const wrong = checksums.base64(algorithm, Buffer.from('other'))

  test(`PutObject verifies ${algorithm} in a header, and keeps it`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const put = (value: string) =>
      sendXml(s3, { method: 'PUT', path: PATH, headers: { [header]: value }, body: BODY })
    t.is((await put(wrong)).code, 'BadDigest')
    for (const malformed of ['', 'AAAA', right.slice(0, -2)]) {
      t.is((await put(malformed)).code, 'InvalidRequest')
    }
    t.is((await s3.send({ path: PATH })).status, 404)
    const stored = await put(right)
    t.is(stored.headers[header], right)
    t.is(stored.headers['x-amz-checksum-type'], 'FULL_OBJECT')
  })

  test(`PutObject verifies ${algorithm} in a trailer`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const put = (value: string) =>
      sendXml(s3, {
        method: 'PUT',
        path: PATH,
        headers: {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': String(BODY.length),
          'x-amz-trailer': header,
          'x-amz-sdk-checksum-algorithm': algorithm,
        },
        body: encodeChunked(BODY, { chunkBytes: 65_536, trailers: { [header]: value } }),
      })
    t.is((await put(wrong)).code, 'BadDigest')
    t.is((await put(right)).headers[header], right)
  })

  test(`${algorithm} is shown by reads, attributes and listings, and goes along with a copy`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const client = s3.client()
    const at = { Bucket: BUCKET, Key: 'key' }
    await client.send(new PutObjectCommand({ ...at, Body: BODY, [field]: right }))
    t.is((await client.send(new HeadObjectCommand(at)))[field], undefined)
    const head = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
    t.is(head[field], right)
    const { Checksum } = await client.send(
      new GetObjectAttributesCommand({ ...at, ObjectAttributes: ['Checksum'] }),
    )
    t.deepEqual(Checksum, { [field]: right, ChecksumType: 'FULL_OBJECT' })
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    t.deepEqual(Contents?.[0]?.ChecksumAlgorithm, [algorithm])
    const copied = await client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/key` }),
    )
    t.is(copied.CopyObjectResult?.[field], right)
    await client.send(new PutObjectCommand({ ...at, Key: 'plain', Body: BODY }))
    const asked = await client.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: 'copy',
        CopySource: `${BUCKET}/plain`,
        ChecksumAlgorithm: algorithm,
      }),
    )
    t.is(asked.CopyObjectResult?.[field], right)
  })

  test(`PostObject verifies ${algorithm} in a form`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const post = (value: string) => {
      const signed = signedFields(s3.owner, {
        bucket: BUCKET,
        conditions: [{ key: 'key' }, { [header]: value }],
      })
      const fields = [...signed, ['key', 'key'] as const, [header, value] as const]
      return sendXml(s3, formRequest(BUCKET, formBody(fields, { content: BODY })))
    }
    t.is((await post(wrong)).code, 'BadDigest')
    t.is((await post(right)).headers[header], right)
  })
}

for (const algorithm of ['MD5', 'SHA512', 'XXHASH128', 'XXHASH3', 'XXHASH64'] as const) {
  test(`parts with ${algorithm} become an object with a composite one`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const client = s3.client()
    const field = `Checksum${algorithm}` as const
    const at = { Bucket: BUCKET, Key: 'key' }
    const created = await client.send(
      new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: algorithm }),
    )
    t.is(created.ChecksumType, 'COMPOSITE')
    const { UploadId } = created
    const bodies = [Buffer.alloc(PART_BYTES_MIN, 'a'), Buffer.from('the end')]
    const Parts = []
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1
      const value = checksums.base64(algorithm, Body)
      const part = { ...at, UploadId, PartNumber, Body, [field]: value }
      const sent = await client.send(new UploadPartCommand(part))
      t.is(sent[field], value)
      Parts.push({ PartNumber, ETag: sent.ETag, [field]: value })
    }
    const listed = await client.send(new ListPartsCommand({ ...at, UploadId }))
    t.is(listed.ChecksumAlgorithm, algorithm)
    t.is(listed.Parts?.[1]?.[field], checksums.base64(algorithm, bodies[1] ?? Buffer.of()))
    const done = await client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
    )
    const values = bodies.map(body => Buffer.from(checksums.base64(algorithm, body), 'base64'))
    t.is(done[field], `${checksums.base64(algorithm, Buffer.concat(values))}-2`)
    t.is(done.ChecksumType, 'COMPOSITE')
    const head = await client.send(
      new HeadObjectCommand({ ...at, PartNumber: 2, ChecksumMode: 'ENABLED' }),
    )
    t.is(head[field], checksums.base64(algorithm, Buffer.from('the end')))
  })
}
