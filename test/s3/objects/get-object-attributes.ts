import test from 'ava'
import { xmlText } from '../../../lib/http/xml.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'
import { sendXml } from '../../support/s3-uploads.ts'

const BUCKET = 'photos'
const PATH = `/${BUCKET}/key`
const HEADER = 'x-amz-object-attributes'

async function start(): Promise<S3Server> {
  const s3 = await startS3({ bucket: BUCKET })
  await s3.send({ method: 'PUT', path: PATH, body: 'hello' })
  return s3
}

test('GetObjectAttributes gives what was asked for and nothing else', async t => {
  await using s3 = await start()
  const ask = async (names: string) => {
    const { document } = await sendXml(s3, {
      path: `${PATH}?attributes`,
      headers: { [HEADER]: names },
    })
    return document?.children.map(({ name, text }) => [name, text])
  }
  t.deepEqual(await ask('ETag'), [['ETag', '5d41402abc4b2a76b9719d911017c592']])
  t.deepEqual(await ask('ObjectSize, StorageClass'), [
    ['StorageClass', 'STANDARD'],
    ['ObjectSize', '5'],
  ])
  t.deepEqual(await ask('Checksum'), [['Checksum', '']])
  // An object that was put at once has no parts to tell of.
  t.deepEqual(await ask('ObjectParts'), [])
})

test('GetObjectAttributes tells the checksum and its type', async t => {
  await using s3 = await start()
  const headers = { [HEADER]: 'Checksum' }
  const { document, headers: got } = await sendXml(s3, { path: `${PATH}?attributes`, headers })
  const checksum = document?.children[0]
  t.is(checksum && xmlText(checksum, 'ChecksumCRC64NVME'), 'M3eFcAZSQlc=')
  t.is(checksum && xmlText(checksum, 'ChecksumType'), 'FULL_OBJECT')
  t.regex(got['last-modified'] ?? '', / GMT$/)
  t.is(got['x-amz-version-id'], undefined)
})

const refused = [
  { headers: {}, code: 'InvalidRequest' },
  { headers: { [HEADER]: ' ' }, code: 'InvalidRequest' },
  { headers: { [HEADER]: 'ETag,Colour' }, code: 'InvalidArgument' },
  { headers: { [HEADER]: 'etag' }, code: 'InvalidArgument' },
  { headers: { [HEADER]: 'ETag', 'x-amz-max-parts': '-1' }, code: 'InvalidArgument' },
  { headers: { [HEADER]: 'ETag', 'x-amz-part-number-marker': 'x' }, code: 'InvalidArgument' },
]

for (const { headers, code } of refused) {
  test(`GetObjectAttributes with ${JSON.stringify(headers)} is refused with ${code}`, async t => {
    await using s3 = await start()
    t.is((await sendXml(s3, { path: `${PATH}?attributes`, headers })).code, code)
  })
}

test('GetObjectAttributes of versions, markers and missing keys is as GetObject is', async t => {
  await using s3 = await start()
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  const marked = await s3.send({ method: 'DELETE', path: PATH })
  const headers = { [HEADER]: 'ETag' }
  const current = await sendXml(s3, { path: `${PATH}?attributes`, headers })
  t.is(current.code, 'NoSuchKey')
  t.is(current.headers['x-amz-delete-marker'], 'true')
  const marker = `${PATH}?attributes&versionId=${marked.headers['x-amz-version-id']}`
  t.is((await sendXml(s3, { path: marker, headers })).code, 'MethodNotAllowed')
  const older = await sendXml(s3, { path: `${PATH}?attributes&versionId=null`, headers })
  t.is(older.field('ETag'), '5d41402abc4b2a76b9719d911017c592')
  t.is(older.headers['x-amz-version-id'], 'null')
  const unknown = `${PATH}?attributes&versionId=0123456789abcdef`
  t.is((await sendXml(s3, { path: unknown, headers })).code, 'NoSuchVersion')
})
