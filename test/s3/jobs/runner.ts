import test from 'ava'
import fc from 'fast-check'
import { Registry } from 'prom-client'
import { bucketJob } from '../../../lib/s3/jobs/bucket-job.ts'
import type { Job } from '../../../lib/s3/jobs/job.ts'
import { createPace } from '../../../lib/s3/jobs/pace.ts'
import { queueJob } from '../../../lib/s3/jobs/queue-job.ts'
import { TaskStates } from '../../../lib/s3/jobs/task-states.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import { createTestRunner } from '../../support/jobs.ts'

const clock = { now: () => Date.now() }
const EVERY_MS = 10

/** Goes through `steps` steps of each bucket that is asked for it, and notes each. */
function countingJob(steps: number, seen: string[], onStep: () => void = () => {}): Job {
  return bucketJob({
    name: 'count',
    lookEveryMs: EVERY_MS,
    isWanted: ({ attributes }) => attributes.counts === true,
    isDue: (_bucket, last) => last === undefined,
    async step({ name }, { cursor, count }) {
      onStep()
      const index = typeof cursor === 'number' ? cursor : 0
      seen.push(`${name} ${index}`)
      count({ examined: 1 })
      return index + 1 < steps ? { cursor: index + 1 } : 'done'
    },
  })
}

async function storageWith(buckets: readonly string[]) {
  const storage = await openMemoryStorage({ clock })
  for (const name of buckets) {
    await storage.createBucket(name, { ownerId: 'o', attributes: { counts: true } })
  }
  return storage
}

/** Resolves once `condition` holds; polls, since nothing tells. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 2))
}

test('buckets have their steps in turn, each to its end, and those that want nothing have none', async t => {
  await using storage = await storageWith(['a', 'b'])
  await storage.createBucket('quiet', { ownerId: 'o' })
  const seen: string[] = []
  // The first step waits until both buckets stand in line.
  const runner = createTestRunner(storage, [countingJob(3, seen)])
  runner.start()
  const states = new TaskStates(storage)
  const isDone = async (task: string) =>
    (await states.get({ name: 'count' }, task))?.isRunning === false
  await until(async () => (await isDone('a')) && (await isDone('b')))
  await runner[Symbol.asyncDispose]()
  t.deepEqual(
    ['a', 'b'].map(name => seen.filter(step => step.startsWith(name))),
    [
      ['a 0', 'a 1', 'a 2'],
      ['b 0', 'b 1', 'b 2'],
    ],
  )
  t.true(seen.indexOf('b 0') < seen.indexOf('a 2'), seen.join())
  t.deepEqual((await states.get({ name: 'count' }, 'a'))?.counts.examined, 3)
  t.is(await states.get({ name: 'count' }, 'quiet'), undefined)
})

test('a run that was broken off goes on where it was, for the same bucket only', async t => {
  await using storage = await storageWith(['a', 'b'])
  const seen: string[] = []
  const broken = countingJob(3, seen, () => {
    if (seen.length % 3 === 2) throw new Error('broken off')
  })
  await t.throwsAsync(createTestRunner(storage, [broken]).runOnce(), { message: /broken off/ })
  t.deepEqual(seen, ['a 0', 'a 1'])
  await createTestRunner(storage, [countingJob(3, seen)]).runOnce()
  t.deepEqual(seen, ['a 0', 'a 1', 'a 2', 'b 0', 'b 1', 'b 2'])

  // Under its old name a new bucket begins anew.
  const states = new TaskStates(storage)
  const { startedAtMs = 0 } = (await states.get({ name: 'count' }, 'a')) ?? {}
  await storage.deleteBucket('a')
  await storage.createBucket('a', { ownerId: 'o', attributes: { counts: true } })
  const cursor = { bucketId: 'of the old one', cursor: 2 }
  const counts = { examined: 0, changed: 0, failed: 0, bytes: 0 }
  const stale = { isRunning: true, startedAtMs, updatedAtMs: startedAtMs, counts, cursor }
  await states.set({ name: 'count' }, 'a', stale)
  seen.length = 0
  await createTestRunner(storage, [countingJob(3, seen)]).runOnce()
  t.deepEqual(seen, ['a 0', 'a 1', 'a 2'])
})

test('what is known of a bucket goes with it', async t => {
  await using storage = await storageWith(['a', 'b'])
  const runner = createTestRunner(storage, [countingJob(1, [])])
  await runner.runOnce()
  await storage.deleteBucket('a')
  await runner.runOnce()
  const tasks = await Array.fromAsync(new TaskStates(storage).tasks({ name: 'count' }))
  t.deepEqual(tasks, ['b'])
})

test('a task that fails is tried again later, shown with its failure, and holds up nobody', async t => {
  await using storage = await storageWith(['a', 'b'])
  let nowMs = 1_000_000
  const seen: string[] = []
  let isBroken = true
  const job = bucketJob({
    name: 'count',
    lookEveryMs: EVERY_MS,
    isWanted: () => true,
    isDue: (_bucket, last) => last === undefined,
    async step({ name }) {
      seen.push(name)
      if (name === 'a' && isBroken) throw new Error('out of order')
      return 'done'
    },
  })
  const registry = new Registry()
  const runner = createTestRunner(storage, [job], { clock: { now: () => nowMs }, registry })
  runner.start()
  const states = new TaskStates(storage)
  const state = (task: string) => states.get({ name: 'count' }, task)
  await until(async () => (await state('b'))?.isRunning === false)
  await until(async () => (await state('a'))?.failure !== undefined)
  const failed = await state('a')
  t.is(failed?.failure?.attempts, 1)
  t.regex(failed?.failure?.message ?? '', /out of order/)
  t.deepEqual(seen.toSorted(), ['a', 'b'], 'not before its time')
  isBroken = false
  nowMs = failed?.notBeforeMs ?? 0
  await until(async () => (await state('a'))?.isRunning === false)
  t.is((await state('a'))?.failure, undefined)
  await runner[Symbol.asyncDispose]()
  const text = await registry.metrics()
  t.regex(text, /mallee_job_steps_total\{job="count",outcome="failed"\} 1/)
  t.regex(text, /mallee_job_steps_total\{job="count",outcome="done"\} 2/)
})

test('events are delivered until they are acknowledged, each queue by itself', async t => {
  await using storage = await openMemoryStorage({ clock })
  const delivered: string[] = []
  let isDown = true
  const job = queueJob<string>({
    name: 'send',
    lookEveryMs: EVERY_MS,
    concurrency: 2,
    pageSize: 2,
    async deliver(entries, { taskId }) {
      if (taskId === 'down' && isDown) throw new Error('no answer')
      delivered.push(...entries.map(({ event }) => `${taskId} ${event}`))
      return { acknowledged: entries.map(({ id }) => id) }
    },
  })
  await storage.queue<string>('send/up').add(['1', '2', '3'])
  await storage.queue<string>('send/down').add(['4'])
  await storage.queue<string>('other/up').add(['5'])
  let nowMs = 1_000_000
  await using runner = createTestRunner(storage, [job], { clock: { now: () => nowMs } })
  runner.start()
  await until(async () => (await storage.queue('send/up').size()) === 0)
  await until(async () => (await new TaskStates(storage).get(job, 'down')) !== undefined)
  t.deepEqual(delivered, ['up 1', 'up 2', 'up 3'])
  t.is(await storage.queue('send/down').size(), 1)
  isDown = false
  nowMs += 10_000
  await until(async () => (await storage.queue('send/down').size()) === 0)
  t.deepEqual(delivered, ['up 1', 'up 2', 'up 3', 'down 4'])
  await until(async () => (await new TaskStates(storage).get(job, 'down')) === undefined)
  t.is(await storage.queue('other/up').size(), 1)
})

test('no second sees more requests or bytes than the pace allows, but for a short burst', async t => {
  const ask = fc.record({
    afterMs: fc.nat(300),
    requests: fc.nat(40),
    bytes: fc.nat(4000),
  })
  const property = fc.asyncProperty(fc.array(ask, { maxLength: 40 }), async asks => {
    let nowMs = 0
    const pace = createPace({
      requestsPerSecond: 100,
      bytesPerSecond: 10_000,
      now: () => nowMs,
      wait: async milliseconds => {
        nowMs += milliseconds
      },
    })
    const granted: { atMs: number; requests: number; bytes: number }[] = []
    for (const { afterMs, ...cost } of asks) {
      nowMs += afterMs
      await pace.take(cost)
      granted.push({ atMs: nowMs, ...cost })
    }
    return granted.every(({ atMs }) => {
      const window = granted.filter(one => one.atMs > atMs - 1000 && one.atMs <= atMs)
      const sum = (of: 'bytes' | 'requests') => window.reduce((all, one) => all + one[of], 0)
      // A grant is over when what it is for is paid: the first one reaches back before the window.
      return sum('requests') <= 100 * 1.25 + 40 && sum('bytes') <= 10_000 * 1.25 + 4000
    })
  })
  await t.notThrowsAsync(fc.assert(property))
})
