/** @aws-sdk/client-s3 with lib-storage and s3-request-presigner, as they come. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { sha256 } from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

/** Deterministic and different in every part. */
function bytesOf(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  for (let at = 0; at + 4 <= sizeBytes; at += 4)
    bytes.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at)
  return bytes
}

async function openBucket(
  t: ExecutionContext<CompatContext>,
  bucket: string,
): Promise<S3Client & Disposable> {
  const { endpoint, credentials } = t.context.mallee
  const s3 = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  return Object.assign(s3, { [Symbol.dispose]: () => s3.destroy() })
}

test('AWS SDK: bytes and streams are stored with the checksum that the SDK sends', async t => {
  using s3 = await openBucket(t, 'sdk-put')
  const body = bytesOf(100_000)
  const bodies = { bytes: body, stream: Readable.from([body.subarray(0, 7), body.subarray(7)]) }
  for (const [key, value] of Object.entries(bodies)) {
    const put = await s3.send(
      new PutObjectCommand({
        Bucket: 'sdk-put',
        Key: `é/${key}`,
        Body: value,
        ContentLength: body.length,
        Metadata: { colour: 'green' },
      }),
    )
    const got = await s3.send(
      new GetObjectCommand({ Bucket: 'sdk-put', Key: `é/${key}`, ChecksumMode: 'ENABLED' }),
    )
    t.is(sha256((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)), sha256(body), key)
    t.truthy(put.ChecksumCRC32, key)
    t.is(got.ChecksumCRC32, put.ChecksumCRC32, key)
    t.deepEqual(got.Metadata, { colour: 'green' })
  }
})

test('AWS SDK: a multipart upload from a stream comes back the same, parts and all', async t => {
  using s3 = await openBucket(t, 'sdk-large')
  const body = bytesOf(multipartBytes)
  const upload = new Upload({
    client: s3,
    params: { Bucket: 'sdk-large', Key: 'large', Body: Readable.from(pieces(body)) },
    partSize: 5 * 1024 * 1024,
  })
  const done = await upload.done()
  t.regex(done.ETag ?? '', /^"[0-9a-f]{32}-5"$/)
  const got = await s3.send(new GetObjectCommand({ Bucket: 'sdk-large', Key: 'large' }))
  t.true(got.Body instanceof Readable)
  t.is(sha256(await buffer(got.Body as Readable)), sha256(body)) // Checked just above.
  const attributes = await s3.send(
    new GetObjectAttributesCommand({
      Bucket: 'sdk-large',
      Key: 'large',
      ObjectAttributes: ['ObjectSize', 'ObjectParts', 'Checksum'],
    }),
  )
  t.is(attributes.ObjectSize, multipartBytes)
  t.is(attributes.ObjectParts?.TotalPartsCount, 5)
})

function* pieces(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += 65_537) yield body.subarray(at, at + 65_537)
}

test('AWS SDK: presigned PUT and GET need no credentials', async t => {
  using s3 = await openBucket(t, 'sdk-links')
  const where = { Bucket: 'sdk-links', Key: 'a + b/ü' }
  const put = await getSignedUrl(
    s3,
    new PutObjectCommand({ ...where, ContentType: 'text/plain' }),
    {
      expiresIn: 60,
    },
  )
  const sent = await fetch(put, {
    method: 'PUT',
    body: 'hello',
    headers: { 'content-type': 'text/plain' },
  })
  t.is(sent.status, 200, await sent.text())
  const get = await getSignedUrl(s3, new GetObjectCommand(where), { expiresIn: 60 })
  const response = await fetch(get)
  t.is(await response.text(), 'hello')
  t.is(response.headers.get('content-type'), 'text/plain')
  const late = await fetch(get.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))
  t.is(late.status, 403)
})

test('AWS SDK: listings are paged and bulk deletion empties the bucket', async t => {
  using s3 = await openBucket(t, 'sdk-list')
  const keys = Array.from({ length: 25 }, (_, index) => `k/${index % 5}/${index} &`)
  await Promise.all(
    keys.map(Key => s3.send(new PutObjectCommand({ Bucket: 'sdk-list', Key, Body: Key }))),
  )
  const listed: (string | undefined)[] = []
  for await (const page of paginateListObjectsV2(
    { client: s3, pageSize: 7 },
    { Bucket: 'sdk-list' },
  )) {
    listed.push(...(page.Contents ?? []).map(({ Key }) => Key))
  }
  t.deepEqual(listed, keys.toSorted())
  const rolled = await s3.send(
    new ListObjectsV2Command({ Bucket: 'sdk-list', Prefix: 'k/', Delimiter: '/' }),
  )
  t.is(rolled.CommonPrefixes?.length, 5)
  const Objects = keys.map(Key => ({ Key }))
  const gone = await s3.send(new DeleteObjectsCommand({ Bucket: 'sdk-list', Delete: { Objects } }))
  t.is(gone.Deleted?.length, keys.length)
  t.is((await s3.send(new ListObjectsV2Command({ Bucket: 'sdk-list' }))).KeyCount, 0)
})

test('AWS SDK: copies and versions behave, and errors have their classes', async t => {
  using s3 = await openBucket(t, 'sdk-versions')
  const where = { Bucket: 'sdk-versions', Key: 'note' }
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: 'sdk-versions',
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  )
  const first = await s3.send(new PutObjectCommand({ ...where, Body: 'one' }))
  await s3.send(new PutObjectCommand({ ...where, Body: 'two' }))
  await s3.send(new DeleteObjectCommand(where))
  await t.throwsAsync(s3.send(new GetObjectCommand(where)), { instanceOf: NoSuchKey })
  await s3.send(
    new CopyObjectCommand({
      ...where,
      CopySource: `sdk-versions/note?versionId=${first.VersionId}`,
    }),
  )
  const restored = await s3.send(new GetObjectCommand(where))
  t.is(await restored.Body?.transformToString(), 'one')
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: 'sdk-versions' }))
  t.deepEqual([listed.Versions?.length, listed.DeleteMarkers?.length], [3, 1])
  const head = await s3.send(new HeadObjectCommand({ ...where, VersionId: first.VersionId }))
  t.is(head.ContentLength, 3)
  await t.throwsAsync(
    s3.send(new PutObjectCommand({ ...where, Body: 'three', IfNoneMatch: '*' })),
    { name: 'PreconditionFailed' },
  )
})
