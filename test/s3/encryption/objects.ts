import { hash, randomBytes } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { customerHeaders, encryptionModes, SSE } from '../../support/encryption.ts'
import { formBody, formRequest } from '../../support/forms.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

type Headers = Readonly<Record<string, string>>

const BUCKET = 'vault'
const PATH = `/${BUCKET}/key`
const CHUNK = 64 * 1024
const PART = 5 * 1024 * 1024

const put = (s3: S3Server, body: string | Uint8Array, headers = {}, path = PATH) =>
  s3.send({ method: 'PUT', path, body, headers })

async function codeOf(s3: S3Server, request: RawRequest) {
  const { status, text } = await s3.send(request)
  return [status, text === '' ? undefined : xmlText(parseXml(text), 'Code')]
}

/** What lies on the disks. */
async function storedBytes(s3: S3Server, key = 'key'): Promise<Buffer> {
  await using object = await s3.storage.openObject(BUCKET, key)
  return Buffer.concat(object ? await Array.fromAsync(object.read()) : [])
}

test('PutObject of any mode stores ciphertext, and reads give the plaintext and say how it was kept', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const body = Buffer.from('the plain text of an object, which nobody else may see')
  for (const { name, write, read } of await encryptionModes(s3)) {
    const stored = await put(s3, body, write)
    t.is(stored.status, 200, `${name}: ${stored.text}`)
    const got = await s3.send({ path: PATH, headers: read })
    t.deepEqual(got.bytes, body, name)
    const head = await s3.send({ method: 'HEAD', path: PATH, headers: read })
    t.is(head.headers['content-length'], String(body.length), name)
    for (const { headers } of [stored, got, head]) {
      t.is(headers.etag, stored.headers.etag, name)
      t.is(headers[SSE], write[SSE], name)
      t.is(headers[`${SSE}-aws-kms-key-id`], write[`${SSE}-aws-kms-key-id`], name)
      t.is(headers[`${SSE}-customer-algorithm`], write[`${SSE}-customer-algorithm`], name)
      t.is(headers[`${SSE}-customer-key-md5`], write[`${SSE}-customer-key-md5`], name)
      t.is(headers[`${SSE}-customer-key`], undefined)
    }
    t.is((await storedBytes(s3)).includes('plain text'), name === 'none', name)
    const isMd5 = stored.headers.etag === `"${hash('md5', body, 'hex')}"`
    t.is(isMd5, name === 'none' || name === 'SSE-S3', name)
    const listed = parseXml((await s3.send({ path: `/${BUCKET}?list-type=2` })).text)
    const entry = listed.children.find(child => child.name === 'Contents')
    t.is(entry && xmlText(entry, 'Size'), String(body.length), name)
  }
})

test('GetObject of any range of an object of any mode is that range of the plaintext', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const plain = randomBytes(6 * CHUNK + 5)
  const modes = await encryptionModes(s3)
  for (const { write, name } of modes) await put(s3, plain, write, `/${BUCKET}/${encodeURI(name)}`)
  const position = fc.oneof(
    fc.nat(plain.length - 1),
    fc.constantFrom(0, CHUNK - 1, CHUNK, 5 * CHUNK, plain.length - 1),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...modes), position, position, async (mode, one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)]
      const { status, bytes, headers } = await s3.send({
        path: `/${BUCKET}/${encodeURI(mode.name)}`,
        headers: { ...mode.read, range: `bytes=${start}-${end}` },
      })
      t.is(status, 206)
      t.is(headers['content-range'], `bytes ${start}-${end}/${plain.length}`)
      t.deepEqual(bytes, plain.subarray(start, end + 1))
    }),
    { numRuns: 60 },
  )
})

test('empty objects of any mode are empty', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  for (const { name, write, read } of await encryptionModes(s3)) {
    await put(s3, '', write)
    const got = await s3.send({ path: PATH, headers: read })
    t.deepEqual([got.status, got.text, got.headers['content-length']], [200, '', '0'], name)
    const ranged = await s3.send({ path: PATH, headers: { ...read, range: 'bytes=0-' } })
    t.is(ranged.status, 416, name)
  }
})

async function uploadParts(
  s3: S3Server,
  parts: readonly Uint8Array[],
  headers: Headers,
  read: Headers,
) {
  const created = await s3.send({ method: 'POST', path: `${PATH}?uploads`, headers })
  const uploadId = xmlText(parseXml(created.text), 'UploadId')
  let document = ''
  for (const [index, body] of parts.entries()) {
    const part = await s3.send({
      method: 'PUT',
      path: `${PATH}?partNumber=${index + 1}&uploadId=${uploadId}`,
      body,
      headers: read,
    })
    document += `<Part><PartNumber>${index + 1}</PartNumber><ETag>${part.headers.etag}</ETag></Part>`
  }
  const path = `${PATH}?uploadId=${uploadId}`
  const listed = await s3.send({ path })
  const completed = await s3.send({
    method: 'POST',
    path,
    body: `<CompleteMultipartUpload>${document}</CompleteMultipartUpload>`,
    headers: read,
  })
  return { created, listed, completed }
}

test('CompleteMultipartUpload of any mode makes one object, whose parts and ranges read as they were', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const parts = [randomBytes(PART + 1), randomBytes(777)]
  const whole = Buffer.concat(parts)
  for (const { name, write, read } of await encryptionModes(s3)) {
    const { created, listed, completed } = await uploadParts(s3, parts, write, read)
    t.is(created.headers[SSE], write[SSE], name)
    const sizes = parseXml(listed.text).children.filter(child => child.name === 'Part')
    t.deepEqual(
      sizes.map(part => xmlText(part, 'Size')),
      parts.map(part => String(part.length)),
      name,
    )
    t.is(completed.status, 200, completed.text)
    t.regex(xmlText(parseXml(completed.text), 'ETag') ?? '', /-2"$/)
    const got = await s3.send({ path: PATH, headers: read })
    t.is(Buffer.compare(got.bytes, whole), 0, name)
    const second = await s3.send({ path: `${PATH}?partNumber=2`, headers: read })
    t.deepEqual(second.bytes, parts[1], name)
    const across = { ...read, range: `bytes=${PART - 10}-${PART + 20}` }
    const bytes = (await s3.send({ path: PATH, headers: across })).bytes
    t.deepEqual(bytes, whole.subarray(PART - 10, PART + 21), name)
    const attributes = await s3.send({
      path: `${PATH}?attributes`,
      headers: { ...read, 'x-amz-object-attributes': 'ObjectSize,ObjectParts' },
    })
    t.is(xmlText(parseXml(attributes.text), 'ObjectSize'), String(whole.length), name)
    t.is((await storedBytes(s3)).includes(whole.subarray(0, 32)), name === 'none', name)
  }
})

test('CopyObject and UploadPartCopy go from every mode to every mode', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const plain = randomBytes(CHUNK + 3)
  const modes = await encryptionModes(s3)
  for (const from of modes) {
    await put(s3, plain, from.write)
    for (const to of modes) {
      const copied = await s3.send({
        method: 'PUT',
        path: `/${BUCKET}/copy`,
        headers: { ...to.write, ...from.copySource, 'x-amz-copy-source': PATH },
      })
      t.is(copied.status, 200, `${from.name} to ${to.name}: ${copied.text}`)
      t.is(copied.headers[SSE], to.write[SSE])
      const got = await s3.send({ path: `/${BUCKET}/copy`, headers: to.read })
      t.deepEqual(got.bytes, plain, `${from.name} to ${to.name}`)
      const path = `/${BUCKET}/parts`
      const created = await s3.send({ method: 'POST', path: `${path}?uploads`, headers: to.write })
      const uploadId = xmlText(parseXml(created.text), 'UploadId')
      const part = await s3.send({
        method: 'PUT',
        path: `${path}?partNumber=1&uploadId=${uploadId}`,
        headers: {
          ...to.read,
          ...from.copySource,
          'x-amz-copy-source': PATH,
          'x-amz-copy-source-range': 'bytes=5-70000'.replace('70000', String(CHUNK + 1)),
        },
      })
      const etag = xmlText(parseXml(part.text), 'ETag')
      await s3.send({
        method: 'POST',
        path: `${path}?uploadId=${uploadId}`,
        headers: to.read,
        body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`,
      })
      const whole = await s3.send({ path, headers: to.read })
      t.deepEqual(whole.bytes, plain.subarray(5, CHUNK + 2), `${from.name} to ${to.name}`)
    }
  }
})

test('an object may be copied onto itself to change its encryption', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await put(s3, 'text')
  const copied = await s3.send({
    method: 'PUT',
    path: PATH,
    headers: { [SSE]: 'AES256', 'x-amz-copy-source': PATH },
  })
  t.is(copied.status, 200)
  t.is((await s3.send({ path: PATH })).headers[SSE], 'AES256')
})

test('an object under a customer key is read with that key and no other', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const [right, wrong] = [customerHeaders(randomBytes(32)), customerHeaders(randomBytes(32))]
  await put(s3, 'secret', right)
  t.deepEqual(await codeOf(s3, { path: PATH }), [400, 'InvalidRequest'])
  t.deepEqual(await codeOf(s3, { path: PATH, headers: wrong }), [403, 'AccessDenied'])
  const heads = [{}, wrong, right].map(headers => s3.send({ method: 'HEAD', path: PATH, headers }))
  t.deepEqual(
    (await Promise.all(heads)).map(({ status }) => status),
    [400, 403, 200],
  )
  const attributes = { 'x-amz-object-attributes': 'ObjectSize' }
  t.deepEqual(await codeOf(s3, { path: `${PATH}?attributes`, headers: attributes }), [
    400,
    'InvalidRequest',
  ])
  const copy = { method: 'PUT', path: `/${BUCKET}/copy` }
  const source = { 'x-amz-copy-source': PATH }
  t.deepEqual(await codeOf(s3, { ...copy, headers: source }), [400, 'InvalidRequest'])
  t.is(await s3.storage.statObject(BUCKET, 'copy'), undefined)
})

test('customer keys that are not right in themselves are refused before anything is read', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const right = customerHeaders(randomBytes(32))
  const { [`${SSE}-customer-key`]: key = '', ...keyless } = right
  const { [`${SSE}-customer-key-md5`]: _, ...unchecked } = right
  const rows: readonly (readonly [headers: Record<string, string>, code: string])[] = [
    [keyless, 'InvalidArgument'],
    [unchecked, 'InvalidArgument'],
    [{ ...right, [`${SSE}-customer-key-md5`]: hash('md5', 'other', 'base64') }, 'InvalidArgument'],
    [customerHeaders(randomBytes(16)), 'InvalidArgument'],
    [{ ...right, [`${SSE}-customer-algorithm`]: 'AES128' }, 'InvalidEncryptionAlgorithmError'],
    [{ ...right, [SSE]: 'AES256' }, 'InvalidArgument'],
    [{ [SSE]: 'AES256', [`${SSE}-aws-kms-key-id`]: 'key' }, 'InvalidArgument'],
    [{ [SSE]: 'aws:kms', [`${SSE}-context`]: 'bm90IGpzb24=' }, 'InvalidArgument'],
  ]
  for (const [headers, code] of rows) {
    const answer = await put(s3, 'secret', headers)
    t.is(xmlText(parseXml(answer.text), 'Code'), code, JSON.stringify(Object.keys(headers)))
    t.false(answer.text.includes(key), 'no key comes back')
  }
  t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
})

test('UploadPart wants the customer key of its upload, and none where the upload has none', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const [right, wrong] = [customerHeaders(randomBytes(32)), customerHeaders(randomBytes(32))]
  for (const [create, part] of [
    [right, {}],
    [right, wrong],
    [{}, right],
  ] as const) {
    const created = await s3.send({ method: 'POST', path: `${PATH}?uploads`, headers: create })
    const uploadId = xmlText(parseXml(created.text), 'UploadId')
    const path = `${PATH}?partNumber=1&uploadId=${uploadId}`
    const request = { method: 'PUT', path, body: 'part', headers: part }
    t.deepEqual(await codeOf(s3, request), [400, 'InvalidRequest'])
  }
})

test('reads that ask for an encryption are refused: they cannot choose one', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await put(s3, 'text')
  const headers = { [SSE]: 'AES256' }
  t.deepEqual(await codeOf(s3, { path: PATH, headers }), [400, 'InvalidArgument'])
  t.is((await s3.send({ method: 'HEAD', path: PATH, headers })).status, 400)
})

test('PostObject takes the encryption from the fields of its form', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await s3.send({
    method: 'PUT',
    path: `/${BUCKET}?acl`,
    headers: { 'x-amz-acl': 'public-read-write' },
  })
  const headers = customerHeaders(randomBytes(32))
  const fields = [['key', 'key'], ...Object.entries(headers)] as const
  const posted = await s3.send(formRequest(BUCKET, formBody(fields, { content: 'from a form' })))
  t.is(posted.status, 204, posted.text)
  t.is((await s3.send({ path: PATH })).status, 400)
  t.is((await s3.send({ path: PATH, headers })).text, 'from a form')
})

test('damaged ciphertext is never handed out', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  for (const { name, write, read } of await encryptionModes(s3)) {
    if (name === 'none') continue
    await put(s3, 'the plain text', write)
    const bytes = await storedBytes(s3)
    bytes[3] = (bytes[3] ?? 0) ^ 1
    const record = await s3.storage.statObject(BUCKET, 'key')
    if (record === undefined) throw new Error('it was stored')
    await s3.storage.putObject(BUCKET, 'key', bytes, { finish: () => record })
    const got = await s3.send({ path: PATH, headers: read })
    t.is(got.status, 500, name)
    t.false(got.text.includes('plain'), name)
  }
})
