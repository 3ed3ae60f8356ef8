import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type CompletedPart as SdkPart,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import test from 'ava'
import { createChecksums } from '../../../lib/s3/checksums/checksum.ts'
import { PART_BYTES_MIN } from '../../../lib/s3/completion.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'
import {
  type CompletedPart,
  complete,
  createUpload,
  sendPart,
  sendXml,
} from '../../support/s3-uploads.ts'

const BUCKET = 'photos'
const KEY = 'key'
const AT = { bucket: BUCKET, key: KEY }
const PATH = `/${BUCKET}/${KEY}`
const BIG = Buffer.alloc(PART_BYTES_MIN, 'a')
const LAST = Buffer.from('the end')
const checksums = createChecksums()

/** An upload with those parts, numbered from 1. */
async function startWith(
  s3: S3Server,
  bodies: readonly Uint8Array[],
  headers: RawRequest['headers'] = {},
): Promise<{ uploadId: string; parts: CompletedPart[] }> {
  const uploadId = await createUpload(s3, AT, headers)
  const parts: CompletedPart[] = []
  for (const [index, body] of bodies.entries()) {
    const partNumber = index + 1
    const sent = await sendPart(s3, { ...AT, uploadId, partNumber }, { body })
    parts.push({ partNumber, etag: sent.headers.etag ?? '' })
  }
  return { uploadId, parts }
}

test('a multipart upload becomes one object with what was said when it began', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [BIG, LAST], {
    'content-type': 'text/plain',
    'x-amz-meta-name': 'value',
    'x-amz-tagging': 'a=1&b=2',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  })
  t.is((await s3.send({ path: PATH })).status, 404)
  const done = await complete(s3, { ...AT, uploadId }, { parts })
  const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest()
  const etag = createHash('md5').update(md5(BIG)).update(md5(LAST)).digest('hex')
  t.is(done.document?.name, 'CompleteMultipartUploadResult')
  t.is(done.field('ETag'), `"${etag}-2"`)
  t.is(done.field('Location'), `${s3.endpoint}${PATH}`)
  t.is(done.field('Bucket'), BUCKET)
  t.is(done.field('Key'), KEY)
  const whole = Buffer.concat([BIG, LAST])
  t.is(done.field('ChecksumCRC64NVME'), checksums.base64('CRC64NVME', whole))
  t.is(done.field('ChecksumType'), 'FULL_OBJECT')
  const got = await s3.send({ path: PATH })
  t.true(got.bytes.equals(whole))
  t.is(got.headers.etag, `"${etag}-2"`)
  t.is(got.headers['content-type'], 'text/plain')
  t.is(got.headers['x-amz-meta-name'], 'value')
  t.is(got.headers['x-amz-tagging-count'], '2')
  t.is(got.headers['x-amz-storage-class'], 'REDUCED_REDUNDANCY')
})

test('CompleteMultipartUpload repeated gives the same answer, also under its condition', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [LAST])
  const headers = { 'if-none-match': '*' }
  const first = await complete(s3, { ...AT, uploadId }, { parts, headers })
  const second = await complete(s3, { ...AT, uploadId }, { parts, headers })
  t.is(first.status, 200)
  t.is(second.text, first.text)
  const both = await startWith(s3, [LAST])
  const at = { ...AT, uploadId: both.uploadId }
  const answers = await Promise.all([
    complete(s3, at, { parts: both.parts }),
    complete(s3, at, { parts: both.parts }),
  ])
  t.deepEqual(
    answers.map(answer => answer.status),
    [200, 200],
  )
  const aborted = await sendXml(s3, { method: 'DELETE', path: `${PATH}?uploadId=${at.uploadId}` })
  t.is(aborted.code, 'NoSuchUpload')
  t.is((await s3.send({ path: PATH })).text, 'the end')
})

test('CompleteMultipartUpload takes chosen parts of any ascending numbers', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const uploadId = await createUpload(s3, AT)
  const etags = new Map<number, string>()
  for (const [partNumber, body] of [
    [10_000, LAST],
    [7, BIG],
    [8, Buffer.from('left out')],
  ] as const) {
    const sent = await sendPart(s3, { ...AT, uploadId, partNumber }, { body })
    etags.set(partNumber, sent.headers.etag ?? '')
  }
  const parts = [7, 10_000].map(partNumber => ({ partNumber, etag: etags.get(partNumber) ?? '' }))
  t.is((await complete(s3, { ...AT, uploadId }, { parts })).status, 200)
  const got = await s3.send({ path: PATH })
  t.true(got.bytes.equals(Buffer.concat([BIG, LAST])))
})

test('CompleteMultipartUpload refuses what does not fit, and the upload stays', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [LAST, LAST])
  const at = { ...AT, uploadId }
  const [first = { partNumber: 1, etag: '' }, second = first] = parts
  const crc = '<ChecksumCRC64NVME>AAAAAAAAAAA=</ChecksumCRC64NVME>'
  const rows: { parts: CompletedPart[]; code: string; headers?: RawRequest['headers'] }[] = [
    { parts: [], code: 'MalformedXML' },
    { parts: [second, first], code: 'InvalidPartOrder' },
    { parts: [first, { ...second, partNumber: 3 }], code: 'InvalidPart' },
    { parts: [{ ...first, etag: 'f'.repeat(32) }], code: 'InvalidPart' },
    { parts: [{ ...first, extra: crc }], code: 'InvalidPart' },
    { parts: [first, second], code: 'EntityTooSmall' },
    { parts: [{ ...first, partNumber: 0 }], code: 'InvalidArgument' },
    { parts: [{ ...first, partNumber: 10_001 }], code: 'InvalidArgument' },
    { parts: [{ ...first, partNumber: 'one' }], code: 'InvalidArgument' },
    { parts: [first], code: 'InvalidRequest', headers: { 'x-amz-mp-object-size': '8' } },
    { parts: [first], code: 'InvalidArgument', headers: { 'x-amz-mp-object-size': 'x' } },
    { parts: [first], code: 'InvalidRequest', headers: { 'x-amz-checksum-type': 'COMPOSITE' } },
    {
      parts: [first],
      code: 'BadDigest',
      headers: { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' },
    },
    { parts: [first], code: 'InvalidRequest', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } },
    {
      parts: [first],
      code: 'InvalidRequest',
      headers: { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AA==' },
    },
    { parts: [first], code: 'NoSuchKey', headers: { 'if-match': '*' } },
  ]
  for (const { code, ...completion } of rows) {
    const refused = await complete(s3, at, completion)
    t.is(refused.code, code, JSON.stringify(completion))
  }
  const small = await complete(s3, at, { parts: [first, second] })
  t.is(small.field('ProposedSize'), '7')
  t.is(small.field('MinSizeAllowed'), String(PART_BYTES_MIN))
  t.is(small.field('PartNumber'), '1')
  t.is((await s3.send({ path: PATH })).status, 404)
  const headers = { 'x-amz-mp-object-size': '7', 'x-amz-checksum-type': 'full_object' }
  t.is((await complete(s3, at, { parts: [first], headers })).status, 200)
})

test('CompleteMultipartUpload reads bounded documents and nothing else', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId } = await startWith(s3, [LAST])
  const rows = [
    { body: '', code: 'MalformedXML' },
    { body: 'nonsense', code: 'MalformedXML' },
    { body: '<Delete/>', code: 'MalformedXML' },
    { body: '<CompleteMultipartUpload><Part/></CompleteMultipartUpload>', code: 'MalformedXML' },
    { body: '<!DOCTYPE a [<!ENTITY b "c">]><CompleteMultipartUpload/>', code: 'MalformedXML' },
    { body: ' '.repeat(4 * 1024 * 1024 + 1), code: 'MaxMessageLengthExceeded' },
  ]
  for (const { body, code } of rows) {
    const path = `${PATH}?uploadId=${uploadId}`
    t.is((await sendXml(s3, { method: 'POST', path, body })).code, code)
  }
})

test('an upload that is not there is NoSuchUpload to every operation', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [LAST])
  const ghosts = [
    { ...AT, uploadId: 'nothing' },
    { ...AT, uploadId: '' },
    { ...AT, uploadId: `${uploadId}0` },
    { ...AT, key: 'other', uploadId },
  ]
  for (const ghost of ghosts) {
    const path = `/${BUCKET}/${ghost.key}?uploadId=${ghost.uploadId}`
    t.is((await sendPart(s3, { ...ghost, partNumber: 1 }, { body: 'x' })).code, 'NoSuchUpload')
    t.is((await complete(s3, ghost, { parts })).code, 'NoSuchUpload')
    t.is((await sendXml(s3, { method: 'DELETE', path })).code, 'NoSuchUpload')
  }
  const path = `${PATH}?uploadId=${uploadId}`
  t.is((await sendXml(s3, { method: 'DELETE', path })).status, 204)
  t.is((await sendXml(s3, { method: 'DELETE', path })).code, 'NoSuchUpload')
  t.is((await complete(s3, { ...AT, uploadId }, { parts })).code, 'NoSuchUpload')
})

test('UploadPart takes part numbers from 1 to 10000', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const uploadId = await createUpload(s3, AT)
  for (const partNumber of [1, 10_000]) {
    t.is((await sendPart(s3, { ...AT, uploadId, partNumber }, { body: 'x' })).status, 200)
  }
  for (const partNumber of [0, 10_001, -1, 'x', '1.5', '']) {
    const refused = await sendPart(s3, { ...AT, uploadId, partNumber }, { body: 'x' })
    t.is(refused.code, 'InvalidArgument', String(partNumber))
  }
})

test('CompleteMultipartUpload that names a part twice means the later', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [Buffer.from('first')])
  const again = await sendPart(s3, { ...AT, uploadId, partNumber: 1 }, { body: LAST })
  const twice = [...parts, { partNumber: 1, etag: again.headers.etag ?? '' }]
  t.is((await complete(s3, { ...AT, uploadId }, { parts: twice.toReversed() })).code, 'InvalidPart')
  t.is((await complete(s3, { ...AT, uploadId }, { parts: twice })).status, 200)
  t.is((await s3.send({ path: PATH })).text, 'the end')
})

test('UploadPart again replaces the part', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [Buffer.from('first')])
  const again = await sendPart(s3, { ...AT, uploadId, partNumber: 1 }, { body: LAST })
  t.is((await complete(s3, { ...AT, uploadId }, { parts })).code, 'InvalidPart')
  const replaced = [{ partNumber: 1, etag: again.headers.etag ?? '' }]
  t.is((await complete(s3, { ...AT, uploadId }, { parts: replaced })).status, 200)
  t.is((await s3.send({ path: PATH })).text, 'the end')
})

// What the client declares at the beginning, and what comes of it.
const declarations = [
  { algorithm: undefined, type: undefined, result: 'none' },
  { algorithm: 'CRC32', type: undefined, result: 'COMPOSITE' },
  { algorithm: 'crc32c', type: undefined, result: 'COMPOSITE' },
  { algorithm: 'SHA1', type: undefined, result: 'COMPOSITE' },
  { algorithm: 'SHA256', type: 'composite', result: 'COMPOSITE' },
  { algorithm: 'CRC32', type: 'FULL_OBJECT', result: 'FULL_OBJECT' },
  { algorithm: 'CRC64NVME', type: undefined, result: 'FULL_OBJECT' },
  { algorithm: 'CRC64NVME', type: 'COMPOSITE', result: 'InvalidRequest' },
  { algorithm: 'SHA1', type: 'FULL_OBJECT', result: 'InvalidRequest' },
  { algorithm: 'SHA256', type: 'FULL_OBJECT', result: 'InvalidRequest' },
  { algorithm: 'MD5', type: 'FULL_OBJECT', result: 'InvalidRequest' },
  { algorithm: 'SHA512', type: undefined, result: 'COMPOSITE' },
  { algorithm: 'XXHASH64', type: undefined, result: 'COMPOSITE' },
  { algorithm: 'XXHASH3', type: 'FULL_OBJECT', result: 'InvalidRequest' },
  { algorithm: 'xxhash128', type: 'composite', result: 'COMPOSITE' },
  { algorithm: 'CRC16', type: undefined, result: 'InvalidRequest' },
  { algorithm: 'CRC32', type: 'PARTIAL', result: 'InvalidRequest' },
  { algorithm: undefined, type: 'COMPOSITE', result: 'InvalidRequest' },
]

for (const { algorithm, type, result } of declarations) {
  test(`CreateMultipartUpload with checksum ${algorithm} of type ${type}: ${result}`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const created = await sendXml(s3, {
      method: 'POST',
      path: `${PATH}?uploads`,
      headers: {
        ...(algorithm !== undefined && { 'x-amz-checksum-algorithm': algorithm }),
        ...(type !== undefined && { 'x-amz-checksum-type': type }),
      },
    })
    if (result === 'InvalidRequest') {
      t.is(created.code, result)
      return
    }
    t.is(created.headers['x-amz-checksum-type'], result === 'none' ? undefined : result)
    t.is(created.headers['x-amz-checksum-algorithm'], algorithm?.toUpperCase())
  })
}

const composites = ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const

for (const algorithm of composites) {
  test(`a COMPOSITE ${algorithm} covers the checksums of the parts`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const client = s3.client()
    const at = { Bucket: BUCKET, Key: KEY }
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: algorithm }),
    )
    const Parts: SdkPart[] = []
    for (const [index, Body] of [BIG, LAST].entries()) {
      const PartNumber = index + 1
      const part = { ...at, UploadId, PartNumber, Body, ChecksumAlgorithm: algorithm }
      const sent = await client.send(new UploadPartCommand(part))
      const name = `Checksum${algorithm}` as const
      t.is(sent[name], checksums.base64(algorithm, Body))
      Parts.push({ PartNumber, ETag: sent.ETag, [name]: sent[name] })
    }
    const exchanged = Parts.map(({ PartNumber, ETag }, index) => ({
      ...Parts[1 - index],
      PartNumber,
      ETag,
    }))
    const mixed = { ...at, UploadId, MultipartUpload: { Parts: exchanged } }
    await t.throwsAsync(client.send(new CompleteMultipartUploadCommand(mixed)), {
      name: 'InvalidPart',
    })
    const done = await client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
    )
    const values = [BIG, LAST].map(body => Buffer.from(checksums.base64(algorithm, body), 'base64'))
    const expected = `${checksums.base64(algorithm, Buffer.concat(values))}-2`
    t.is(done[`Checksum${algorithm}`], expected)
    t.is(done.ChecksumType, 'COMPOSITE')
    const head = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
    t.is(head[`Checksum${algorithm}`], expected)
    const part = await client.send(
      new GetObjectCommand({ ...at, PartNumber: 2, ChecksumMode: 'ENABLED' }),
    )
    t.is(part[`Checksum${algorithm}`], checksums.base64(algorithm, LAST))
    t.is(part.ChecksumType, 'COMPOSITE')
    t.is(await part.Body?.transformToString(), 'the end')
  })
}

for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
  test(`a FULL_OBJECT ${algorithm} is the whole's, also of parts that declared none`, async t => {
    await using s3 = await startS3({ bucket: BUCKET })
    const { uploadId, parts } = await startWith(s3, [BIG, BIG, LAST], {
      'x-amz-checksum-algorithm': algorithm,
      'x-amz-checksum-type': 'FULL_OBJECT',
    })
    const header = `x-amz-checksum-${algorithm.toLowerCase()}`
    const whole = checksums.base64(algorithm, Buffer.concat([BIG, BIG, LAST]))
    const at = { ...AT, uploadId }
    const wrong = checksums.base64(algorithm, LAST)
    t.is((await complete(s3, at, { parts, headers: { [header]: wrong } })).code, 'BadDigest')
    const done = await complete(s3, at, { parts, headers: { [header]: whole } })
    t.is(done.field(`Checksum${algorithm}`), whole)
    t.is(done.field('ChecksumType'), 'FULL_OBJECT')
  })
}

test('UploadPart must bring the checksum that a composite upload declared', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const uploadId = await createUpload(s3, AT, { 'x-amz-checksum-algorithm': 'SHA256' })
  const at = { ...AT, uploadId, partNumber: 1 }
  const none = await sendPart(s3, at, { body: LAST })
  t.is(none.code, 'InvalidRequest')
  t.regex(none.field('Message') ?? '', /expected checksum Type: sha256, actual .*: null/)
  const headers = { 'x-amz-checksum-crc32': checksums.base64('CRC32', LAST) }
  const other = await sendPart(s3, at, { body: LAST, headers })
  t.regex(other.field('Message') ?? '', /expected checksum Type: sha256, actual .*: crc32/)
  const right = { 'x-amz-checksum-sha256': checksums.base64('SHA256', LAST) }
  t.is((await sendPart(s3, at, { body: LAST, headers: right })).status, 200)
})

test('an upload without declared checksum takes parts with any, and may name them', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const uploadId = await createUpload(s3, AT)
  const at = { ...AT, uploadId }
  const parts: CompletedPart[] = []
  for (const [index, body] of [BIG, LAST].entries()) {
    const partNumber = index + 1
    const crc = checksums.base64('CRC32', body)
    const headers = { 'x-amz-checksum-crc32': crc }
    const sent = await sendPart(s3, { ...at, partNumber }, { body, headers })
    t.is(sent.headers['x-amz-checksum-crc32'], crc)
    const extra = `<ChecksumCRC32>${crc}</ChecksumCRC32>`
    parts.push({ partNumber, etag: sent.headers.etag ?? '', extra })
  }
  const done = await complete(s3, at, { parts })
  const whole = checksums.base64('CRC64NVME', Buffer.concat([BIG, LAST]))
  t.is(done.field('ChecksumCRC64NVME'), whole)
})

test('GetObject and HeadObject read an object part by part', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [BIG, LAST])
  t.is((await sendXml(s3, { path: `${PATH}?partNumber=1` })).code, 'NoSuchKey')
  await complete(s3, { ...AT, uploadId }, { parts })
  for (const [index, body] of [BIG, LAST].entries()) {
    const path = `${PATH}?partNumber=${index + 1}`
    const got = await s3.send({ path, headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    t.is(got.status, 206)
    t.true(got.bytes.equals(body))
    t.is(got.headers['x-amz-mp-parts-count'], '2')
    t.is(got.headers['x-amz-checksum-crc64nvme'], checksums.base64('CRC64NVME', body))
    const head = await s3.send({ method: 'HEAD', path })
    t.is(head.status, 206)
    t.is(head.headers['content-length'], String(body.length))
    t.is(head.headers['content-range'], got.headers['content-range'])
    t.is(head.headers['x-amz-mp-parts-count'], '2')
  }
  t.is((await sendXml(s3, { path: `${PATH}?partNumber=3` })).code, 'InvalidPart')
  const across = await s3.send({
    path: PATH,
    headers: { range: `bytes=${BIG.length - 2}-${BIG.length + 2}` },
  })
  t.is(across.text, 'aathe')
})

test('GetObjectAttributes pages through the parts', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [BIG, BIG, LAST])
  const done = await complete(s3, { ...AT, uploadId }, { parts })
  const client = s3.client()
  const ask = (page: { MaxParts?: number; PartNumberMarker?: string }) =>
    client.send(
      new GetObjectAttributesCommand({
        Bucket: BUCKET,
        Key: KEY,
        ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'],
        ...page,
      }),
    )
  const all = await ask({})
  t.is(all.ETag, done.field('ETag')?.slice(1, -1))
  t.is(all.ObjectSize, 2 * BIG.length + LAST.length)
  t.is(all.StorageClass, 'STANDARD')
  t.is(all.Checksum?.ChecksumCRC64NVME, done.field('ChecksumCRC64NVME'))
  t.is(all.Checksum?.ChecksumType, 'FULL_OBJECT')
  t.is(all.ObjectParts?.TotalPartsCount, 3)
  t.false(all.ObjectParts?.IsTruncated)
  t.deepEqual(
    all.ObjectParts?.Parts?.map(part => [part.PartNumber, part.Size]),
    [
      [1, BIG.length],
      [2, BIG.length],
      [3, LAST.length],
    ],
  )
  t.is(all.ObjectParts?.Parts?.[2]?.ChecksumCRC64NVME, checksums.base64('CRC64NVME', LAST))
  const page = (await ask({ MaxParts: 1, PartNumberMarker: '1' })).ObjectParts
  t.deepEqual(
    page?.Parts?.map(part => part.PartNumber),
    [2],
  )
  t.true(page?.IsTruncated)
  t.is(page?.NextPartNumberMarker, '2')
  t.is(page?.PartNumberMarker, '1')
  t.is(page?.MaxParts, 1)
  t.is(page?.TotalPartsCount, 3)
  const end = (await ask({ MaxParts: 1, PartNumberMarker: '2' })).ObjectParts
  t.false(end?.IsTruncated)
})

test('the stock uploader sends a large stream in parts', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const client = s3.client()
  const Body = Buffer.concat([BIG, BIG, BIG, LAST])
  const params = { Bucket: BUCKET, Key: KEY, Body }
  const done = await new Upload({ client, params, partSize: PART_BYTES_MIN }).done()
  t.regex(done.ETag ?? '', /^"[0-9a-f]{32}-4"$/)
  const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }))
  t.true(Body.equals((await got.Body?.transformToByteArray()) ?? Buffer.of()))
})

test('CompleteMultipartUpload holds its condition at the commit', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { uploadId, parts } = await startWith(s3, [LAST])
  const existing = await s3.send({ method: 'PUT', path: PATH, body: 'there first' })
  const at = { ...AT, uploadId }
  const try1 = await complete(s3, at, { parts, headers: { 'if-none-match': '*' } })
  t.is(try1.code, 'PreconditionFailed')
  const try2 = await complete(s3, at, { parts, headers: { 'if-match': '"x"' } })
  t.is(try2.code, 'PreconditionFailed')
  t.is((await s3.send({ path: PATH })).text, 'there first')
  const headers = { 'if-match': existing.headers.etag ?? '' }
  t.is((await complete(s3, at, { parts, headers })).status, 200)
  t.is((await s3.send({ path: PATH })).text, 'the end')
})
