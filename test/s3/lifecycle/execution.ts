import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { createLifecycleJob } from '../../../lib/s3/jobs/lifecycle/lifecycle-job.ts'
import { TaskStates } from '../../../lib/s3/jobs/task-states.ts'
import { DAY_MS } from '../../../lib/s3/lifecycle/calendar.ts'
import type { NotificationEvent } from '../../../lib/s3/notification/queued-event.ts'
import type { Storage } from '../../../storage/storage.ts'
import { createTestRunner } from '../../support/jobs.ts'
import { lifecycleXml, putLifecycle, rule } from '../../support/lifecycle.ts'
import { storeObjects } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const Bucket = 'photos'
const ARN = 'arn:aws:sqs:us-east-1::nowhere'
const DESTINATION = { arn: ARN, type: 'webhook', settings: {} }
const days = (count: number) => `<Expiration><Days>${count}</Days></Expiration>`
const noncurrent = (inner: string) =>
  `<NoncurrentVersionExpiration>${inner}</NoncurrentVersionExpiration>`

/** The bucket with these rules. */
async function start(rules: readonly string[], headers: Record<string, string> = {}) {
  const s3 = await startS3({ bucket: Bucket })
  await putLifecycle(s3, Bucket, lifecycleXml(rules), headers)
  const client = s3.client()
  return {
    s3,
    client,
    put: (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}`, ...more })),
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  }
}

/** Runs what is due so many days from now. */
async function runAfter(
  { keys }: S3Server,
  afterDays: number,
  storage: Storage = keys.storage,
): Promise<void> {
  const clock = { now: () => Date.now() + afterDays * DAY_MS }
  const job = createLifecycleJob({
    dayMs: DAY_MS,
    region: 'us-east-1',
    destinations: [DESTINATION],
  })
  await createTestRunner(storage, [job], { clock }).runOnce()
}

async function listing(s3: S3Server): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3
    .client()
    .send(new ListObjectVersionsCommand({ Bucket }))
  return [
    ...Versions.map(one => `${one.Key} ${one.StorageClass}${one.IsLatest ? '' : ' noncurrent'}`),
    ...DeleteMarkers.map(one => `${one.Key} marker${one.IsLatest ? '' : ' noncurrent'}`),
  ].sort()
}

async function enableVersioning(s3: S3Server): Promise<void> {
  await s3
    .client()
    .send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    )
}

test('objects expire after their days, at midnight, below their prefix, and by their tags', async t => {
  await using work = await start([
    rule(days(3), 'old/'),
    `<Status>Enabled</Status><Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter>${days(1)}`,
    `<Status>Disabled</Status><Filter/>${days(1)}`,
  ])
  for (const key of ['keep', 'old', 'old/1', 'old/2']) await work.put(key)
  await work.put('tagged', { Tagging: 'k=v&other=x' })
  await work.put('tagged otherwise', { Tagging: 'k=w' })
  await runAfter(work.s3, 0)
  t.is((await listing(work.s3)).length, 6)
  await runAfter(work.s3, 2)
  const left = ['keep', 'old', 'old/1', 'old/2', 'tagged otherwise']
  t.deepEqual(
    await listing(work.s3),
    left.map(key => `${key} STANDARD`),
  )
  await runAfter(work.s3, 3 - 0.001)
  t.is((await listing(work.s3)).length, 5, 'not before midnight')
  await runAfter(work.s3, 4)
  const end = ['keep', 'old', 'tagged otherwise']
  t.deepEqual(
    await listing(work.s3),
    end.map(key => `${key} STANDARD`),
  )
})

test('with versioning an object expires behind a delete marker, and goes when it is noncurrent for long', async t => {
  await using work = await start([rule(days(1) + noncurrent('<NoncurrentDays>2</NoncurrentDays>'))])
  await enableVersioning(work.s3)
  await work.put('key')
  await runAfter(work.s3, 2)
  t.deepEqual(await listing(work.s3), ['key STANDARD noncurrent', 'key marker'])
  // The marker was made by the server's own clock, today.
  await runAfter(work.s3, 3)
  t.deepEqual(await listing(work.s3), ['key marker'], 'the version')
  await runAfter(work.s3, 5)
  t.deepEqual(await listing(work.s3), [], 'a marker behind which nothing is left')
})

test('expired delete markers go, and those that hide something stay', async t => {
  await using work = await start([
    rule('<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'),
  ])
  await enableVersioning(work.s3)
  await work.put('hidden')
  for (const Key of ['hidden', 'nothing', 'nothing more']) {
    await work.client.send(new DeleteObjectCommand({ Bucket, Key }))
  }
  await runAfter(work.s3, 0)
  t.deepEqual(await listing(work.s3), ['hidden STANDARD noncurrent', 'hidden marker'])
})

test('of noncurrent versions the newest stay, also where a key has more than a page', async t => {
  await using work = await start([
    rule(
      noncurrent(
        '<NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>100</NewerNoncurrentVersions>',
      ),
    ),
  ])
  await enableVersioning(work.s3)
  await storeObjects(
    work.s3,
    Bucket,
    Array.from({ length: 700 }, () => 'key'),
  )
  await storeObjects(
    work.s3,
    Bucket,
    Array.from({ length: 102 }, () => 'other'),
  )
  const before = await versionIds(work.s3, 'key')
  await runAfter(work.s3, 2)
  t.deepEqual(await versionIds(work.s3, 'key'), before.slice(0, 101))
  t.is((await versionIds(work.s3, 'other')).length, 101)
})

async function versionIds({ storage }: S3Server, prefix: string): Promise<string[]> {
  const options = { prefix, delimiter: '', keyMarker: '', limit: 1000 }
  const { entries } = await storage.listVersions(Bucket, options)
  return entries.flatMap(entry => ('versionId' in entry ? [entry.versionId] : []))
}

test('objects change their class, small ones where the rules say so, encrypted ones as well', async t => {
  const move = (storageClass: string, count: number) =>
    `<Transition><Days>${count}</Days><StorageClass>${storageClass}</StorageClass></Transition>`
  await using work = await start(
    [rule(move('GLACIER_IR', 0) + move('GLACIER', 5), 'a/'), rule(move('GLACIER', 0), 'b/')],
    { 'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class' },
  )
  const large = 'x'.repeat(128 * 1024)
  await work.put('a/large', { Body: large, ServerSideEncryption: 'AES256' })
  await work.put('a/small')
  await work.put('b/small')
  await runAfter(work.s3, 1)
  t.deepEqual(await listing(work.s3), ['a/large GLACIER_IR', 'a/small STANDARD', 'b/small GLACIER'])
  const head = await work.client.send(new HeadObjectCommand({ Bucket, Key: 'a/large' }))
  t.deepEqual([head.StorageClass, head.ContentLength], ['GLACIER_IR', large.length])
  const got = await work.client.send(new GetObjectCommand({ Bucket, Key: 'a/large' }))
  t.is(await got.Body?.transformToString(), large)
  const { Versions = [] } = await work.client.send(new ListObjectVersionsCommand({ Bucket }))
  t.is(Versions[0]?.Size, large.length)
  await runAfter(work.s3, 6)
  t.deepEqual(await listing(work.s3), ['a/large GLACIER', 'a/small GLACIER', 'b/small GLACIER'])
})

test('noncurrent versions change their class and stay what they are', async t => {
  await using work = await start(
    [
      rule(
        '<NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays>' +
          '<StorageClass>DEEP_ARCHIVE</StorageClass></NoncurrentVersionTransition>',
      ),
    ],
    { 'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class' },
  )
  await work.put('key')
  await enableVersioning(work.s3)
  await work.put('key')
  const [, before] = await versionIds(work.s3, 'key')
  await runAfter(work.s3, 2)
  t.deepEqual(await listing(work.s3), ['key DEEP_ARCHIVE noncurrent', 'key STANDARD'])
  t.deepEqual((await versionIds(work.s3, 'key'))[1], before)
})

test('what is locked stays, and goes once it is not', async t => {
  await using work = await start([rule(noncurrent('<NoncurrentDays>1</NoncurrentDays>'))])
  await enableVersioning(work.s3)
  await work.client.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
    }),
  )
  const { VersionId } = await work.put('key', { ObjectLockLegalHoldStatus: 'ON' })
  await work.put('key')
  await runAfter(work.s3, 2)
  t.is((await listing(work.s3)).length, 2)
  const LegalHold = { Status: 'OFF' } as const
  await work.client.send(
    new PutObjectLegalHoldCommand({ Bucket, Key: 'key', VersionId, LegalHold }),
  )
  await runAfter(work.s3, 3)
  t.deepEqual(await listing(work.s3), ['key STANDARD'])
})

test('an object that was written again after it was judged stays', async t => {
  await using work = await start([rule(days(1))])
  await work.put('key')
  const { keys } = work.s3
  const racing: Storage = {
    ...keys.storage,
    async listVersions(bucket, options) {
      const page = await keys.storage.listVersions(bucket, options)
      await work.put('key', { Body: 'again' })
      return page
    },
  }
  await runAfter(work.s3, 2, racing)
  const got = await work.client.send(new GetObjectCommand({ Bucket, Key: 'key' }))
  t.is(await got.Body?.transformToString(), 'again')
})

test('rules that change during a run are those of the rest of it, and then of another whole one', async t => {
  await using work = await start([rule(days(1))])
  const names = Array.from({ length: 600 }, (_, index) => `key${String(index).padStart(3, '0')}`)
  await storeObjects(work.s3, Bucket, names)
  const { keys } = work.s3
  let pages = 0
  const changing: Storage = {
    ...keys.storage,
    async listVersions(bucket, options) {
      const page = await keys.storage.listVersions(bucket, options)
      pages++
      if (pages === 1) await putLifecycle(work.s3, Bucket, lifecycleXml([rule(days(1), 'key3')]))
      return page
    },
  }
  await runAfter(work.s3, 2, changing)
  const left = (await listing(work.s3)).map(line => line.split(' ')[0])
  const hundreds = new Set(left.map(name => name?.slice(0, 4)))
  t.deepEqual([...hundreds], ['key2', 'key4', 'key5'])
  t.is(left.filter(name => name !== undefined && name >= 'key4').length, 200)
})

test('uploads that are not completed are aborted after their days', async t => {
  const abort =
    '<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation></AbortIncompleteMultipartUpload>'
  await using work = await start([`<ID>tidy up</ID>${rule(abort, 'up/')}`])
  const { client } = work
  const uploads: (string | undefined)[] = []
  for (const Key of ['up/1', 'stays']) {
    const created = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const { UploadId, AbortDate, AbortRuleId } = created
    uploads.push(UploadId)
    await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }))
    const listed = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
    t.deepEqual([listed.AbortDate, listed.AbortRuleId], [AbortDate, AbortRuleId])
    if (Key === 'stays') t.is(AbortDate, undefined)
    else {
      t.is(AbortRuleId, 'tidy%20up')
      t.is((AbortDate?.getTime() ?? 1) % DAY_MS, 0)
    }
  }
  const open = async () => {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
    return Uploads.map(one => one.Key)
  }
  await runAfter(work.s3, 1)
  t.deepEqual(await open(), ['stays', 'up/1'])
  await runAfter(work.s3, 3)
  t.deepEqual(await open(), ['stays'])
  t.is((await work.s3.storage.bucketUsage(Bucket)).sizeBytes, 4)
})

test('answers to writes and reads say when an object expires, and by which rule', async t => {
  await using work = await start([
    `<ID>all of it</ID>${rule(days(10))}`,
    `<ID>sooner</ID>${rule(days(5), 'a/')}`,
  ])
  const midnight = (count: number) =>
    new Date(Math.ceil((Date.now() + count * DAY_MS) / DAY_MS) * DAY_MS).toUTCString()
  const put = await work.put('key')
  t.is(put.Expiration, `expiry-date="${midnight(10)}", rule-id="all%20of%20it"`)
  const sooner = `expiry-date="${midnight(5)}", rule-id="sooner"`
  t.is((await work.put('a/key')).Expiration, sooner)
  const at = { Bucket, Key: 'a/key' }
  t.is((await work.client.send(new HeadObjectCommand(at))).Expiration, sooner)
  t.is((await work.client.send(new GetObjectCommand(at))).Expiration, sooner)
})

test('what lifecycle does is told to those whom the bucket wants to know of it', async t => {
  await using work = await start([
    rule(
      `${days(1)}<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>`,
    ),
  ])
  await enableVersioning(work.s3)
  await work.put('key')
  const notification = {
    QueueConfiguration: [{ Id: 'all', Queue: ARN, Event: ['s3:LifecycleExpiration:*'] }],
  }
  await work.s3.storage.updateBucket(Bucket, ({ attributes }) => ({
    attributes: { ...attributes, notification },
  }))
  await runAfter(work.s3, 2)
  await runAfter(work.s3, 3)
  const [queue = ''] = await Array.fromAsync(
    work.s3.storage.queueNames({ prefix: 'notification/', after: '' }),
  )
  const entries = await work.s3.storage
    .queue<NotificationEvent>(queue)
    .read({ after: '', limit: 10 })
  t.deepEqual(
    entries.map(({ event }) => /"eventName":"([^"]+)"/.exec(JSON.stringify(event))?.[1]),
    ['LifecycleExpiration:DeleteMarkerCreated', 'LifecycleExpiration:Delete'],
  )
})

test('the run of a bucket is told: what was examined and what was changed', async t => {
  await using work = await start([rule(days(1), 'a')])
  await storeObjects(work.s3, Bucket, ['a1', 'a2', 'b'])
  await runAfter(work.s3, 2)
  const state = await new TaskStates(work.s3.storage).get({ name: 'lifecycle' }, Bucket)
  t.false(state?.isRunning)
  t.deepEqual(state?.counts, { examined: 2, changed: 2, failed: 0, bytes: 0 })
})
