import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  type RestoreRequest,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { startS3 } from '../support/s3-server.ts'
import { sendXml } from '../support/s3-uploads.ts'

const Bucket = 'archive'
const Key = 'key'
const DAY_MS = 86_400_000

async function start() {
  const s3 = await startS3({ bucket: Bucket })
  const client = s3.client()
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'cold', StorageClass: 'GLACIER' }))
  return {
    s3,
    client,
    restore: (request: RestoreRequest, key = Key) =>
      client.send(new RestoreObjectCommand({ Bucket, Key: key, RestoreRequest: request })),
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  }
}

test('every storage class is kept and shown, and only the archives must be restored', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const client = s3.client()
  for (const StorageClass of [
    'STANDARD',
    'REDUCED_REDUNDANCY',
    'STANDARD_IA',
    'ONEZONE_IA',
    'INTELLIGENT_TIERING',
    'GLACIER_IR',
    'GLACIER',
    'DEEP_ARCHIVE',
  ] as const) {
    await client.send(new PutObjectCommand({ Bucket, Key: StorageClass, Body: 'x', StorageClass }))
    const shown = StorageClass === 'STANDARD' ? undefined : StorageClass
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: StorageClass }))
    t.is(head.StorageClass, shown)
    const get = sendXml(s3, { path: `/${Bucket}/${StorageClass}` })
    const isArchive = StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE'
    t.is((await get).code, isArchive ? 'InvalidObjectState' : undefined)
  }
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
  t.true(Contents.every(one => one.Key === one.StorageClass))
})

test('an archived object is neither read nor copied until it is restored', async t => {
  await using archive = await start()
  const { client, s3 } = archive
  const copy = { Bucket, Key: 'copy', CopySource: `/${Bucket}/${Key}` }
  const refusal = await sendXml(s3, { path: `/${Bucket}/${Key}` })
  t.deepEqual(
    [refusal.status, refusal.code, refusal.field('StorageClass')],
    [403, 'InvalidObjectState', 'GLACIER'],
  )
  await t.throwsAsync(client.send(new CopyObjectCommand(copy)), { name: 'InvalidObjectState' })
  const created = await sendXml(s3, { method: 'POST', path: `/${Bucket}/part?uploads` })
  const part = await sendXml(s3, {
    method: 'PUT',
    path: `/${Bucket}/part?partNumber=1&uploadId=${created.field('UploadId')}`,
    headers: { 'x-amz-copy-source': `/${Bucket}/${Key}` },
  })
  t.is(part.code, 'InvalidObjectState')

  t.is((await archive.restore({ Days: 1 })).$metadata.httpStatusCode, 202)
  const get = await client.send(new GetObjectCommand({ Bucket, Key }))
  t.is(await get.Body?.transformToString(), 'cold')
  t.is(get.StorageClass, 'GLACIER')
  await client.send(new CopyObjectCommand(copy))
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))
  t.deepEqual([head.StorageClass, head.Restore], [undefined, undefined])
})

test('a restored copy says until when, is kept longer on demand, and ends', async t => {
  await using archive = await start()
  const { client, s3 } = archive
  const until = (days: number) =>
    new Date(Math.ceil((Date.now() + days * DAY_MS) / DAY_MS) * DAY_MS).toUTCString()
  const restored = async () => (await client.send(new HeadObjectCommand({ Bucket, Key }))).Restore
  t.is(await restored(), undefined)
  await archive.restore({ Days: 1, GlacierJobParameters: { Tier: 'Expedited' } })
  t.is(await restored(), `ongoing-request="false", expiry-date="${until(1)}"`)
  t.is((await archive.restore({ Days: 3, Tier: 'Bulk' })).$metadata.httpStatusCode, 200)
  t.is(await restored(), `ongoing-request="false", expiry-date="${until(3)}"`)

  const record = await s3.storage.updateObject(Bucket, Key, undefined, ({ attributes }) => ({
    attributes: { ...attributes, restoredUntilMs: Date.now() - 1 },
  }))
  t.truthy(record)
  t.is(await restored(), undefined)
  t.is((await sendXml(s3, { path: `/${Bucket}/${Key}` })).code, 'InvalidObjectState')
  t.is((await archive.restore({ Days: 1 })).$metadata.httpStatusCode, 202)
})

test('listings tell of restored copies when they are asked', async t => {
  await using archive = await start()
  const { client } = archive
  await client.send(new PutObjectCommand({ Bucket, Key: 'warm', Body: 'x' }))
  await client.send(new PutObjectCommand({ Bucket, Key: 'z', Body: 'x', StorageClass: 'GLACIER' }))
  await archive.restore({ Days: 1 })
  const plain = await client.send(new ListObjectsV2Command({ Bucket }))
  t.true(plain.Contents?.every(one => one.RestoreStatus === undefined))
  const asked = { Bucket, OptionalObjectAttributes: ['RestoreStatus' as const] }
  const { Contents = [] } = await client.send(new ListObjectsV2Command(asked))
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand(asked))
  for (const page of [Contents, Versions]) {
    const [key, warm, z] = page.map(one => one.RestoreStatus)
    t.false(key?.IsRestoreInProgress)
    t.is((key?.RestoreExpiryDate?.getTime() ?? 1) % DAY_MS, 0)
    t.is(warm, undefined)
    t.deepEqual(z, { IsRestoreInProgress: false })
  }
  const headers = { 'x-amz-optional-object-attributes': 'Other' }
  const refused = await sendXml(archive.s3, { path: `/${Bucket}?list-type=2`, headers })
  t.is(refused.code, 'InvalidArgument')
})

const request = (inner: string) => `<RestoreRequest>${inner}</RestoreRequest>`
const refused = [
  ['', 'MissingRequestBodyError'],
  [request(''), 'MalformedXML'],
  [request('<Days>0</Days>'), 'MalformedXML'],
  [request('<Days>36501</Days>'), 'MalformedXML'],
  [request('<Days>1</Days><Tier>Fast</Tier>'), 'MalformedXML'],
  [request('<Days>1</Days><Other/>'), 'MalformedXML'],
  [request('<Type>SELECT</Type>'), 'NotImplemented'],
] as const
test('RestoreObject refuses what is no restore, and objects that are in no archive', async t => {
  await using archive = await start()
  const { client, s3 } = archive
  const send = (body: string, path = `/${Bucket}/${Key}?restore`) =>
    sendXml(s3, { method: 'POST', path, body })
  for (const [body, code] of refused) t.is((await send(body)).code, code, body)
  const fine = request('<Days>1</Days>')
  t.is((await send(fine, `/${Bucket}/none?restore`)).code, 'NoSuchKey')
  t.is((await send(fine, `/${Bucket}/${Key}?restore&versionId=00`)).code, 'NoSuchVersion')
  await client.send(new PutObjectCommand({ Bucket, Key: 'warm', Body: 'x' }))
  const warm = await send(fine, `/${Bucket}/warm?restore`)
  t.deepEqual([warm.status, warm.code], [403, 'InvalidObjectState'])
  await client.send(
    new PutObjectCommand({ Bucket, Key: 'deep', Body: 'x', StorageClass: 'DEEP_ARCHIVE' }),
  )
  const expedited = request('<Days>1</Days><Tier>Expedited</Tier>')
  t.is((await send(expedited, `/${Bucket}/deep?restore`)).code, 'InvalidArgument')
  t.is((await send(fine, `/${Bucket}/deep?restore`)).status, 202)
})
