import { RenameObjectCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { systemClock } from '../../../lib/clock.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'
import { sendXml } from '../../support/s3-uploads.ts'

const BUCKET = 'photos'

function rename(
  s3: S3Server,
  from: string,
  to: string,
  headers: Readonly<Record<string, string>> = {},
) {
  return sendXml(s3, {
    method: 'PUT',
    path: `/${BUCKET}/${to}?renameObject`,
    headers: { ...headers, 'x-amz-rename-source': from },
  })
}

const textOf = async (s3: S3Server, key: string) => {
  const { status, text } = await s3.send({ path: `/${BUCKET}/${key}` })
  return status === 200 ? text : status
}

test('RenameObject gives an object another name', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await storeObject(s3, BUCKET, 'a b+ä', 'text')
  await s3.client().send(
    new RenameObjectCommand({
      Bucket: BUCKET,
      Key: 'new',
      RenameSource: encodeURIComponent('a b+ä'),
    }),
  )
  t.is(await textOf(s3, 'new'), 'text')
  t.is((await s3.storage.statObject(BUCKET, 'a b+ä')) ?? 'gone', 'gone')
  t.is((await rename(s3, '/new', 'newer')).status, 200)
  t.is(await textOf(s3, 'newer'), 'text')
})

test('RenameObject holds source and destination to their conditions', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const source = await storeObject(s3, BUCKET, 'from', 'one')
  const there = await storeObject(s3, BUCKET, 'to', 'two')
  const past = new Date(Date.now() - 3_600_000).toUTCString()
  const failing: readonly Readonly<Record<string, string>>[] = [
    { 'if-none-match': '*' },
    { 'if-match': '"other"' },
    { 'if-unmodified-since': past },
    { 'x-amz-rename-source-if-match': '"other"' },
    { 'x-amz-rename-source-if-none-match': source.etag },
    { 'x-amz-rename-source-if-none-match': '*' },
    { 'x-amz-rename-source-if-unmodified-since': past },
  ]
  for (const headers of failing) {
    const refused = await rename(s3, 'from', 'to', headers)
    t.is(refused.code, 'PreconditionFailed', JSON.stringify(headers))
  }
  for (const headers of [{ 'if-match': '*' }, { 'if-modified-since': past }]) {
    t.is((await rename(s3, 'from', 'nothing', headers)).code, 'PreconditionFailed')
  }
  t.is(await textOf(s3, 'to'), 'two')
  const holding = { 'if-match': there.etag, 'x-amz-rename-source-if-match': source.etag }
  t.is((await rename(s3, 'from', 'to', holding)).status, 200)
  t.is(await textOf(s3, 'to'), 'one')
})

test('RenameObject under a client token happens once', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await storeObject(s3, BUCKET, 'from', 'one')
  const token = { 'x-amz-client-token': 'token-1' }
  t.is((await rename(s3, 'from', 'to', token)).status, 200)
  t.is((await rename(s3, 'from', 'to', token)).status, 200)
  t.is((await rename(s3, 'from', 'to')).code, 'NoSuchKey')
  const other = await rename(s3, 'to', 'elsewhere', token)
  t.deepEqual([other.status, other.code], [400, 'IdempotencyParameterMismatch'])
  t.is(await textOf(s3, 'to'), 'one')
})

test('RenameObject leaves an encrypted object readable', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const headers = { 'x-amz-server-side-encryption': 'AES256' }
  await s3.send({ method: 'PUT', path: `/${BUCKET}/from`, headers, body: 'secret' })
  t.is((await rename(s3, 'from', 'to')).status, 200)
  t.is(await textOf(s3, 'to'), 'secret')
})

test('RenameObject refuses what it cannot do', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await storeObject(s3, BUCKET, 'from', 'one')
  const codes = [
    [await rename(s3, 'missing', 'to'), 'NoSuchKey'],
    [await rename(s3, 'from', 'from'), 'InvalidRequest'],
    [await rename(s3, '', 'to'), 'InvalidArgument'],
    [await rename(s3, '%zz', 'to'), 'InvalidArgument'],
    [await rename(s3, '../../x', 'to'), 'InvalidURI'],
    [await rename(s3, 'k'.repeat(1025), 'to'), 'KeyTooLongError'],
    [await rename(s3, 'from', 'to', { 'x-amz-client-token': 'a b' }), 'InvalidArgument'],
    [await sendXml(s3, { method: 'PUT', path: `/${BUCKET}/to?renameObject` }), 'InvalidArgument'],
  ] as const
  for (const [answer, code] of codes) t.is(answer.code, code)
  const strangers = await sendXml(s3, {
    method: 'PUT',
    path: `/${BUCKET}/to?renameObject`,
    headers: { 'x-amz-rename-source': 'from' },
    as: s3.stranger,
  })
  t.is(strangers.code, 'AccessDenied')
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  t.is((await rename(s3, 'from', 'to')).code, 'InvalidBucketState')
})

test('RenameObject between two shards of the index is refused and changes nothing', async t => {
  const storage = await openMemoryStorage({ clock: systemClock, shardCount: 3 })
  await using s3 = await startS3({ bucket: BUCKET, storage })
  const counts = { 200: 0, 501: 0 }
  let name = 'name-0'
  await storeObject(s3, BUCKET, name, 'text')
  for (let number = 1; number <= 40; number++) {
    const next = `name-${number}`
    const { status, code } = await rename(s3, name, next)
    if (status !== 200 && status !== 501) return t.fail(`${status} ${code}`)
    counts[status]++
    if (status === 501) t.is(code, 'NotImplemented')
    t.is(await textOf(s3, status === 200 ? name : next), 404)
    if (status === 200) name = next
    t.is(await textOf(s3, name), 'text')
  }
  t.true(counts[200] > 0 && counts[501] > 0)
  t.is((await storage.bucketUsage(BUCKET)).versionCount, 1)
})
