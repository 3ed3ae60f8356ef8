import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { createLifecycleJob } from '../../../lib/s3/jobs/lifecycle/lifecycle-job.ts'
import { TaskStates } from '../../../lib/s3/jobs/task-states.ts'
import { DAY_MS } from '../../../lib/s3/lifecycle/calendar.ts'
import { createQueueBoundJobs } from '../../../lib/s3/notification/queue-bound.ts'
import { createTestRunner } from '../../support/jobs.ts'
import { lifecycleXml, putLifecycle, rule } from '../../support/lifecycle.ts'
import {
  deliver,
  HOOK_ARN,
  queueRule,
  startDelivery,
  startHook,
} from '../../support/notifications.ts'
import { putDocument } from '../../support/s3-documents.ts'
import type { S3ServerOptions } from '../../support/s3-server.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const ALL = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*', 's3:ObjectAcl:Put']

async function startNotified(rules: string, options: S3ServerOptions = {}) {
  const hook = await startHook()
  const s3 = await startS3({ bucket: 'photos', destinations: [hook.destination], ...options })
  const body = `<NotificationConfiguration>${rules}</NotificationConfiguration>`
  await putDocument(s3, '/photos?notification', body)
  return {
    hook,
    s3,
    deliver: () => deliver(s3.storage, [hook.destination]),
    async [Symbol.asyncDispose]() {
      await s3[Symbol.asyncDispose]()
      await hook[Symbol.asyncDispose]()
    },
  }
}

function putObject(s3: S3Server, key: string, body = 'hello', headers = {}) {
  return s3.send({ method: 'PUT', path: `/photos/${key}`, body, headers })
}

test('a destination gets a test event first, and what the operator set as its authorization', async t => {
  await using notified = await startNotified(queueRule(ALL))
  await notified.deliver()
  const { messages, headers } = notified.hook
  t.deepEqual([messages[0]?.Event, messages[0]?.Bucket], ['s3:TestEvent', 'photos'])
  t.is(headers[0]?.authorization, 'Bearer token')
})

test('an event is S3’s record of the change', async t => {
  await using notified = await startNotified(queueRule(ALL, { id: 'rule' }))
  const { s3, hook } = notified
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const put = await putObject(s3, 'a%20b/%C3%BC%2B')
  await notified.deliver()
  const record = hook.messages[1]?.Records?.[0]
  const object = record?.s3.object
  t.like(record, {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: s3.owner.accountId },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': put.headers['x-amz-request-id'] },
  })
  t.like(record?.s3, {
    s3SchemaVersion: '1.0',
    configurationId: 'rule',
    bucket: { name: 'photos', arn: 'arn:aws:s3:::photos' },
  })
  t.like(object, {
    key: 'a+b/%C3%BC%2B',
    size: 5,
    eTag: '5d41402abc4b2a76b9719d911017c592',
    versionId: put.headers['x-amz-version-id'],
  })
  t.regex(object?.sequencer ?? '', /^[0-9A-F]{18}$/)
})

test('each operation causes its own event, in the order of the changes', async t => {
  await using notified = await startNotified(queueRule(ALL))
  const { s3, hook } = notified
  const tags = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'
  await putObject(s3, 'key')
  await putObject(s3, 'key', '', {
    'x-amz-copy-source': '/photos/key',
    'x-amz-metadata-directive': 'REPLACE',
  })
  await putDocument(s3, '/photos/key?tagging', tags)
  await s3.send({ method: 'DELETE', path: '/photos/key?tagging' })
  await s3.send({ method: 'PUT', path: '/photos/key?acl', headers: { 'x-amz-acl': 'public-read' } })
  await s3.send({ method: 'DELETE', path: '/photos/key' })
  await s3.send({ method: 'DELETE', path: '/photos/key' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  await putObject(s3, 'key')
  const marker = await s3.send({ method: 'DELETE', path: '/photos/key' })
  const markerId = marker.headers['x-amz-version-id']
  await s3.send({ method: 'DELETE', path: `/photos/key?versionId=${markerId}` })
  await notified.deliver()
  t.deepEqual(
    hook.events().map(event => event.split(' ')[0]),
    [
      'ObjectCreated:Put',
      'ObjectCreated:Copy',
      'ObjectTagging:Put',
      'ObjectTagging:Delete',
      'ObjectAcl:Put',
      'ObjectRemoved:Delete',
      'ObjectCreated:Put',
      'ObjectRemoved:DeleteMarkerCreated',
      'ObjectRemoved:Delete',
    ],
  )
  const objects = hook.messages.flatMap(({ Records: records = [] }) => records)
  const sequencers = objects.map(({ s3: { object } }) => object.sequencer)
  t.deepEqual(sequencers, sequencers.toSorted())
  t.is(objects.at(-1)?.s3.object.versionId, markerId)
})

test('a completed upload and each key of DeleteObjects are events, once', async t => {
  await using notified = await startNotified(queueRule(ALL))
  const { s3, hook } = notified
  const begun = await s3.send({ method: 'POST', path: '/photos/big?uploads' })
  const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1]
  const part = await s3.send({
    method: 'PUT',
    path: `/photos/big?uploadId=${uploadId}&partNumber=1`,
    body: 'part',
  })
  const complete = () =>
    s3.send({
      method: 'POST',
      path: `/photos/big?uploadId=${uploadId}`,
      body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`,
    })
  await complete()
  await complete()
  await putObject(s3, 'small')
  const body = '<Delete><Object><Key>big</Key></Object><Object><Key>small</Key></Object></Delete>'
  const md5 = createHash('md5').update(body).digest('base64')
  await s3.send({ method: 'POST', path: '/photos?delete', body, headers: { 'content-md5': md5 } })
  await notified.deliver()
  t.deepEqual(hook.events().toSorted(), [
    'ObjectCreated:CompleteMultipartUpload big',
    'ObjectCreated:Put small',
    'ObjectRemoved:Delete big',
    'ObjectRemoved:Delete small',
  ])
})

test('events show an encrypted object by the size of its plaintext', async t => {
  await using notified = await startNotified(queueRule(ALL), { defaultEncryption: 'AES256' })
  await putObject(notified.s3, 'sealed', 'x'.repeat(1000))
  await notified.deliver()
  t.is(notified.hook.messages[1]?.Records?.[0]?.s3.object.size, 1000)
})

test('only keys and events that a rule names are told', async t => {
  await using notified = await startNotified(
    queueRule(['s3:ObjectCreated:Put'], { filter: { Prefix: 'in%20/', Suffix: '.jpg' } }),
  )
  const { s3, hook } = notified
  for (const key of ['in%20/a.jpg', 'in%20/a.png', 'out/a.jpg']) await putObject(s3, key)
  await s3.send({ method: 'DELETE', path: '/photos/in%20/a.jpg' })
  await putObject(s3, 'in%20/refused.jpg', 'x', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' })
  await notified.deliver()
  t.deepEqual(hook.events(), ['ObjectCreated:Put in+/a.jpg'])
})

for (const status of [500, 404, 307, 0]) {
  test(`a webhook that answers ${status || 'nothing'} gets its events later, in order`, async t => {
    await using notified = await startNotified(queueRule(ALL))
    const { s3, hook } = notified
    hook.status = status
    for (let version = 1; version <= 3; version++) await putObject(s3, 'key', 'x'.repeat(version))
    await notified.deliver()
    t.deepEqual(hook.messages, [])
    hook.status = 200
    // The first attempt's backoff is over soon: the runner that comes next may have to wait for it.
    for (let tries = 0; tries < 200 && hook.messages.length < 4; tries++) {
      await notified.deliver()
      await sleep(10)
    }
    const sizes = hook.messages.flatMap(
      ({ Records: [record] = [] }) => record?.s3.object.size ?? [],
    )
    t.deepEqual(sizes, [1, 2, 3])
  })
}

test('a destination that is down delays no other, and no request', async t => {
  await using other = await startHook('arn:mallee:sqs:us-east-1:000000000000:other')
  await using down = await startHook()
  down.status = 0
  const destinations = [down.destination, other.destination]
  await using s3 = await startS3({ bucket: 'photos', destinations })
  const rules =
    queueRule(['s3:ObjectCreated:*'], { arn: HOOK_ARN }) +
    queueRule(['s3:ObjectRemoved:*'], { arn: other.destination.arn })
  await putDocument(
    s3,
    '/photos?notification',
    `<NotificationConfiguration>${rules}</NotificationConfiguration>`,
  )
  await putObject(s3, 'key')
  await s3.send({ method: 'DELETE', path: '/photos/key' })
  await deliver(s3.storage, destinations)
  t.deepEqual(other.events(), ['ObjectRemoved:Delete key'])
  t.deepEqual(down.events(), [])
  const waiting = await Array.fromAsync(s3.storage.queueNames({ prefix: '', after: '' }))
  t.deepEqual(waiting, [`notification/${s3.owner.accountId}/${HOOK_ARN}`])
})

test('a refused event holds up its key alone, and after ten refusals no more', async t => {
  await using notified = await startNotified(queueRule(['s3:ObjectCreated:*']))
  const { s3, hook } = notified
  hook.refuses = message => message.Records?.[0]?.s3.object.size === 1
  await putObject(s3, 'key', 'x')
  await putObject(s3, 'key', 'xx')
  await putObject(s3, 'other', 'x'.repeat(3))
  await using job = startDelivery(s3.storage, [hook.destination])
  await job.deliver()
  t.deepEqual(hook.events(), ['ObjectCreated:Put other'])
  const states = new TaskStates(s3.storage)
  const [task] = await states.list({ after: '', limit: 1 })
  t.regex(task?.state.failure?.message ?? '', /the webhook answered 422/)
  for (let refusals = 2; refusals <= 10; refusals++) {
    t.is(hook.events().filter(event => event.endsWith(' key')).length, 0)
    await putObject(s3, 'other', 'x'.repeat(3))
    await job.deliver()
  }
  await job.deliver()
  t.is(hook.events().filter(event => event.endsWith(' key')).length, 1)
  hook.refuses = () => false
  await job.deliver()
  t.is(hook.events().filter(event => event.endsWith(' key')).length, 2)
  t.deepEqual(await Array.fromAsync(s3.storage.queueNames({ prefix: '', after: '' })), [])
})

test('why a destination takes nothing is told with its task, and how often it was tried', async t => {
  await using notified = await startNotified(queueRule(ALL))
  const { s3, hook } = notified
  hook.status = 500
  await putObject(s3, 'key')
  await notified.deliver()
  await notified.deliver()
  const [task] = await new TaskStates(s3.storage).list({ after: '', limit: 1 })
  const message = 'Error: the webhook answered 500'
  t.like(task, { job: 'notification', state: { failure: { attempts: 2, message } } })
  hook.status = 200
  await notified.deliver()
  t.deepEqual(await new TaskStates(s3.storage).list({ after: '', limit: 1 }), [])
})

test('of more events than may be queued the oldest are given up', async t => {
  await using notified = await startNotified(queueRule(['s3:ObjectCreated:*']))
  const { s3, hook } = notified
  for (let size = 1; size <= 5; size++) await putObject(s3, 'key', 'x'.repeat(size))
  const log = pino({ level: 'silent' })
  const registry = new Registry()
  const bounds = createQueueBoundJobs({ queuedMax: 2, log })
  await createTestRunner(s3.storage, bounds, { registry }).runOnce()
  await notified.deliver()
  const sizes = hook.messages.map(({ Records: [record] = [] }) => record?.s3.object.size)
  t.deepEqual(sizes, [4, 5])
  // The test event was the oldest.
  t.regex(await registry.metrics(), /entries_total\{job="notification-bound",what="failed"\} 4/)
})

test('what nobody takes is given up after its time', async t => {
  await using notified = await startNotified(queueRule(ALL))
  const { s3, hook } = notified
  await putObject(s3, 'old')
  const clock = { now: () => Date.now() + 3_600_000 }
  await deliver(s3.storage, [hook.destination], { clock, retentionMs: 1_800_000 })
  t.deepEqual(hook.messages, [])
  t.deepEqual(await Array.fromAsync(s3.storage.queueNames({ prefix: '', after: '' })), [])
})

test('a hundred keys go side by side, the changes of one key in turn', async t => {
  await using notified = await startNotified(queueRule(['s3:ObjectCreated:*']))
  const { s3, hook } = notified
  const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`)
  for (let round = 1; round <= 5; round++) {
    await Promise.all(keys.map(key => putObject(s3, key, 'x'.repeat(round))))
  }
  await notified.deliver()
  const records = hook.messages.flatMap(({ Records = [] }) => Records)
  t.is(records.length, 150)
  for (const key of keys) {
    const ofKey = records.filter(({ s3: { object } }) => object.key === key)
    t.deepEqual(
      ofKey.map(({ s3: { object } }) => object.size),
      [1, 2, 3, 4, 5],
    )
  }
})

test('what lifecycle rules do is told as theirs, and a restored copy as there', async t => {
  await using notified = await startNotified(
    queueRule(['s3:LifecycleExpiration:*', 's3:LifecycleTransition', 's3:ObjectRestore:*']),
  )
  const { s3, hook } = notified
  const rules = [
    rule('<Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>', 'old/'),
    rule('<Expiration><Days>1</Days></Expiration>', 'gone/'),
  ]
  await putLifecycle(s3, 'photos', lifecycleXml(rules))
  // Smaller ones are not worth a transition.
  await putObject(s3, 'old/a', 'x'.repeat(140_000))
  await putObject(s3, 'gone/a')
  const clock = { now: () => Date.now() + 3 * DAY_MS }
  const destinations = [hook.destination]
  const job = createLifecycleJob({ dayMs: DAY_MS, region: 'us-east-1', destinations })
  await createTestRunner(s3.keys.storage, [job], { clock }).runOnce()
  const restore = '<RestoreRequest><Days>1</Days></RestoreRequest>'
  await s3.send({ method: 'POST', path: '/photos/old/a?restore', body: restore })
  await notified.deliver()
  t.deepEqual(hook.events().toSorted(), [
    'LifecycleExpiration:Delete gone/a',
    'LifecycleTransition old/a',
    'ObjectRestore:Completed old/a',
    'ObjectRestore:Post old/a',
  ])
  const byService = hook.messages
    .flatMap(({ Records = [] }) => Records)
    .filter(({ eventName }) => eventName.startsWith('Lifecycle'))
  t.deepEqual(
    byService.map(({ eventVersion, userIdentity }) => [eventVersion, userIdentity.principalId]),
    [
      ['2.3', 's3.amazonaws.com'],
      ['2.3', 's3.amazonaws.com'],
    ],
  )
})
