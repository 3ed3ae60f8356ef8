import test from 'ava'
import { parseXml, xmlChild, xmlChildren, xmlText } from '../../lib/http/xml.ts'
import { openUpload } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

async function read(s3: S3Server, path: string) {
  const { status, text } = await s3.send({ path })
  const page = parseXml(text)
  return { status, page, field: (name: string) => xmlText(page, name) }
}

async function listUploads(s3: S3Server, query = '') {
  const answer = await read(s3, `/photos?uploads&${query}`)
  const uploads = xmlChildren(answer.page, 'Upload')
  const prefixes = xmlChildren(answer.page, 'CommonPrefixes')
  return {
    ...answer,
    uploads,
    keys: uploads.map(upload => xmlText(upload, 'Key')),
    prefixes: prefixes.map(entry => xmlText(entry, 'Prefix')),
  }
}

test('ListMultipartUploads shows who began an upload and when', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const { uploadId, initiatedAtMs } = await openUpload(s3, 'photos', 'a key')
  const { uploads, field } = await listUploads(s3, 'encoding-type=url')
  t.is(field('Bucket'), 'photos')
  t.is(uploads.length, 1)
  const [upload] = uploads
  if (upload === undefined) return t.fail()
  t.is(xmlText(upload, 'Key'), 'a%20key')
  t.is(xmlText(upload, 'UploadId'), uploadId)
  t.is(Date.parse(xmlText(upload, 'Initiated') ?? ''), initiatedAtMs - (initiatedAtMs % 1000))
  t.is(xmlText(upload, 'StorageClass'), 'STANDARD')
  for (const name of ['Initiator', 'Owner']) {
    const account = xmlChild(upload, name)
    t.is(account && xmlText(account, 'ID'), s3.owner.canonicalId)
  }
})

test('ListMultipartUploads rolls up prefixes and continues after its markers', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const first = await openUpload(s3, 'photos', 'a')
  const second = await openUpload(s3, 'photos', 'a')
  for (const key of ['b/1', 'b/2', 'c']) await openUpload(s3, 'photos', key)
  const seen: unknown[] = []
  let markers = ''
  for (let pages = 0; pages < 10; pages++) {
    const page = await listUploads(s3, `max-uploads=1&delimiter=/${markers}`)
    t.is(page.keys.length + page.prefixes.length, 1)
    seen.push(...page.uploads.map(upload => xmlText(upload, 'UploadId')), ...page.prefixes)
    if (page.field('IsTruncated') !== 'true') break
    const uploadId = page.field('NextUploadIdMarker')
    markers = `&key-marker=${page.field('NextKeyMarker')}&upload-id-marker=${uploadId}`
  }
  t.is(seen.length, 4)
  t.deepEqual(new Set(seen.slice(0, 2)), new Set([first.uploadId, second.uploadId]))
  t.is(seen[2], 'b/')
  const inside = await listUploads(s3, 'prefix=b/')
  t.deepEqual(inside.keys, ['b/1', 'b/2'])
})

for (const query of ['max-uploads=x', 'max-uploads=-1', 'encoding-type=x']) {
  test(`ListMultipartUploads refuses ${query}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const { status, field } = await listUploads(s3, query)
    t.deepEqual([status, field('Code')], [400, 'InvalidArgument'])
  })
}

/** An upload of `key` with the parts of these numbers, each its own number in digits. */
async function uploadParts(s3: S3Server, numbers: readonly number[]): Promise<string> {
  const { uploadId } = await openUpload(s3, 'photos', 'key')
  for (const partNumber of numbers) {
    const body = Buffer.from(String(partNumber))
    await s3.storage.putPart('photos', 'key', uploadId, partNumber, body, {
      finish: () => ({
        etag: `etag${partNumber}`,
        attributes: { checksum: { algorithm: 'CRC64NVME', base64: 'AAAAAAAAAAA=' } },
      }),
    })
  }
  return uploadId
}

async function listParts(s3: S3Server, uploadId: string, query = '') {
  const answer = await read(s3, `/photos/key?uploadId=${uploadId}&${query}`)
  const parts = xmlChildren(answer.page, 'Part')
  return { ...answer, parts, numbers: parts.map(part => Number(xmlText(part, 'PartNumber'))) }
}

test('ListParts shows parts in order with their sizes, tags and checksums', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const uploadId = await uploadParts(s3, [10_000, 2, 1])
  const { field, numbers, parts } = await listParts(s3, uploadId)
  t.deepEqual(numbers, [1, 2, 10_000])
  t.deepEqual(
    ['Bucket', 'Key', 'UploadId', 'IsTruncated', 'MaxParts', 'PartNumberMarker'].map(field),
    ['photos', 'key', uploadId, 'false', '1000', '0'],
  )
  const last = parts.at(-1)
  if (last === undefined) return t.fail()
  t.is(xmlText(last, 'ETag'), '"etag10000"')
  t.is(xmlText(last, 'Size'), '5')
  t.is(xmlText(last, 'ChecksumCRC64NVME'), 'AAAAAAAAAAA=')
})

test('ListParts gives pages after the marker', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const uploadId = await uploadParts(s3, [1, 2, 3])
  const first = await listParts(s3, uploadId, 'max-parts=2')
  t.deepEqual(first.numbers, [1, 2])
  t.deepEqual([first.field('IsTruncated'), first.field('NextPartNumberMarker')], ['true', '2'])
  const second = await listParts(s3, uploadId, 'max-parts=2&part-number-marker=2')
  t.deepEqual([second.numbers, second.field('IsTruncated')], [[3], 'false'])
  const none = await listParts(s3, uploadId, 'max-parts=0')
  t.deepEqual([none.numbers, none.field('IsTruncated')], [[], 'false'])
})

for (const query of ['max-parts=x', 'max-parts=-1', 'part-number-marker=-1']) {
  test(`ListParts refuses ${query}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const uploadId = await uploadParts(s3, [])
    const { status, field } = await listParts(s3, uploadId, query)
    t.deepEqual([status, field('Code')], [400, 'InvalidArgument'])
  })
}

test('AbortMultipartUpload takes an upload and its parts out of the listings', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const uploadId = await uploadParts(s3, [1])
  const path = `/photos/key?uploadId=${uploadId}`
  t.is((await s3.send({ method: 'DELETE', path })).status, 204)
  t.deepEqual((await listUploads(s3)).keys, [])
  t.is((await listParts(s3, uploadId)).field('Code'), 'NoSuchUpload')
  t.is((await s3.send({ method: 'DELETE', path })).status, 404)
})

test('ListParts of an upload that was never made is NoSuchUpload', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  for (const query of ['', 'max-parts=0']) {
    const { status, field } = await listParts(s3, 'never', query)
    t.deepEqual([status, field('Code')], [404, 'NoSuchUpload'])
  }
})
