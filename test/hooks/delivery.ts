/** From an object's change to what a hook makes of it. */
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { pino } from 'pino'
import { openHooksSide } from '../../lib/commands/hooks-side.ts'
import { createHookEvents } from '../../lib/hooks/event-queue.ts'
import { createHttpMetrics } from '../../lib/http/metrics.ts'
import type { Work } from '../support/hook-runner.ts'
import { type HookServer, startHooks } from '../support/hooks.ts'

const queued = ({ s3 }: HookServer, name = 'capitals') =>
  createHookEvents(s3.storage).size({ accountId: s3.owner.accountId, name })

const results = async (hooks: HookServer, name?: string) =>
  (await hooks.records(name)).map(({ result, reason, key }) =>
    `${key} ${result} ${reason ?? ''}`.trim(),
  )

test('an object that arrives becomes an output, a log and a record', async t => {
  await using hooks = await startHooks({ isVersioned: true })
  await hooks.create()
  const versionId = await hooks.put('in/ä b.txt', 'hello')
  await hooks.put('elsewhere/c.txt', 'not meant')
  t.is(await queued(hooks), 1)
  await hooks.drain()
  t.is(await queued(hooks), 0)

  const [key = '', ...others] = (await hooks.objects('out/')).keys()
  t.deepEqual(others, [])
  t.regex(key, /^out\/in\/ä b\.txt\/[0-9a-f]{11}-[0-9a-f]{12}\/out\.txt$/)
  t.is((await hooks.objects('out/')).get(key), 'HELLO')
  const head = await hooks.s3.client().send(new HeadObjectCommand({ Bucket: 'photos', Key: key }))
  const { accountId } = hooks.s3.owner
  t.like(head.Metadata, {
    'mallee-hook': `arn:aws:lambda:us-east-1:${accountId}:function:capitals`,
    'mallee-hook-depth': '1',
    'mallee-source-bucket': 'photos',
    'mallee-source-key': '=?UTF-8?Q?in/=C3=A4_b.txt?=',
    'mallee-source-version-id': versionId ?? '',
  })

  const [record] = await hooks.records()
  t.like(record, {
    result: 'succeeded',
    eventName: 'ObjectCreated:Put',
    bucket: 'photos',
    key: 'in/ä b.txt',
    versionId: versionId ?? '',
    attempt: 1,
    exitStatus: 0,
    cpuSeconds: 0.25,
    outputs: [{ key, sizeBytes: 5, isRepeated: false }],
  })
  t.deepEqual([...(await hooks.objects('hook-logs/capitals/')).values()], ['done\n'])
  const { log } = await hooks.ask('GET', `/_/hooks/capitals/logs/${record?.invocationId}`)
  t.is(log, 'done\n')
  t.like(await hooks.ask('GET', '/_/hooks/capitals/stats'), { succeeded: 1, queuedCount: 0 })

  const [invocation] = hooks.runner.invocations
  const event = JSON.parse(invocation?.event ?? '')
  t.like(event.Records[0], { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' })
  t.is(event.Records[0].s3.object.versionId, versionId)
  t.like(invocation?.hook, { name: 'capitals', command: 'tr a-z A-Z', reuse: false })
  const text = await hooks.metrics.registry.metrics()
  t.regex(text, /mallee_hook_invocations_total\{result="succeeded",reason=""\} 1/)
})

test('changes of one key are worked on in order, keys side by side', async t => {
  const order: string[] = []
  const release = Promise.withResolvers<undefined>()
  const work: Work = async guest => {
    const text = await guest.input()
    if (text === 'a1') await release.promise
    order.push(text)
    return undefined
  }
  await using hooks = await startHooks({ isVersioned: true, work })
  await hooks.create()
  for (const text of ['a1', 'a2', 'b1', 'a3']) await hooks.put(`in/${text[0]}`, text)
  await hooks.side.dispatcher?.look()
  while (order.length === 0) await new Promise(setImmediate)
  release.resolve(undefined)
  await hooks.side.dispatcher?.settled()
  await hooks.drain()
  t.deepEqual(order, ['b1', 'a1', 'a2', 'a3'])
  t.is(hooks.runner.runningMax, 2)
})

test('what fails is tried again ever later, and given up into a dead letter with the reason', async t => {
  const work: Work = async guest => {
    if ((await guest.input()) === 'good') return undefined
    return { exitStatus: 3, log: 'no such luck\n' }
  }
  await using hooks = await startHooks({ work })
  await hooks.create({ retries: 2, deadLetterPrefix: 'dead/' })
  await hooks.put('in/a', 'bad')
  await hooks.drain()
  await hooks.put('in/b', 'good')
  // A later change of the key waits for the one before it, others do not.
  await hooks.put('in/a', 'good')
  await hooks.drain()
  t.deepEqual(await results(hooks), ['in/b succeeded', 'in/a failed exit-status'])

  hooks.clock.advance(600)
  await hooks.drain()
  t.is(hooks.runner.invocations.length, 2)
  hooks.clock.advance(200)
  await hooks.drain()
  t.is(hooks.runner.invocations.length, 4, 'the second try read what the key has now')
  t.is(await queued(hooks), 0)

  await hooks.put('in/c', 'bad')
  for (const ms of [0, 800, 1600]) {
    hooks.clock.advance(ms)
    await hooks.drain()
  }
  t.is(await queued(hooks), 0)
  const letters = await hooks.objects('dead/')
  t.is(letters.size, 1)
  const letter = JSON.parse([...letters.values()][0] ?? '')
  t.like(letter, { hook: 'capitals', reason: 'exit-status', exitStatus: 3, attempts: 3 })
  t.is(letter.event.Records[0].s3.object.key, 'in/c')
  const [last] = await hooks.records()
  t.like(last, { attempt: 3, result: 'failed', deadLetter: { key: [...letters.keys()][0] ?? '' } })
  t.is((await hooks.objects(letter.log.key)).size, 1)
})

test('a repeated run does no harm: what is there stays, and counts as done', async t => {
  let runs = 0
  const work: Work = async guest => {
    runs += 1
    await guest.put('result', `run ${runs}`)
    return runs === 1 ? { failure: 'machine-failed' } : undefined
  }
  await using hooks = await startHooks({ work })
  await hooks.create()
  await hooks.put('in/a', 'x')
  await hooks.drain()
  hooks.clock.advance(2_000)
  await hooks.drain()
  t.deepEqual([...(await hooks.objects('out/')).values()], ['run 1'])
  t.like((await hooks.records())[0], { result: 'succeeded', outputs: [{ isRepeated: true }] })
})

test('where there is no room for a machine events wait, and lose none of their tries', async t => {
  let isFull = true
  await using hooks = await startHooks({
    work: async () => (isFull ? { failure: 'no-capacity' } : undefined),
  })
  await hooks.create({ retries: 0 })
  await hooks.put('in/a', 'x')
  for (let waits = 0; waits < 5; waits++) {
    await hooks.drain()
    hooks.clock.advance(10_000)
  }
  t.deepEqual(await hooks.records(), [])
  t.is(await queued(hooks), 1)
  isFull = false
  await hooks.drain()
  t.deepEqual(await results(hooks), ['in/a succeeded'])
})

test('the account with the fewest at work comes next, and every limit is kept', async t => {
  const started: string[] = []
  const gate = { release: Promise.withResolvers<undefined>() }
  const work: Work = async ({ invocation }) => {
    started.push(invocation.hook.name)
    await gate.release.promise
    return undefined
  }
  await using hooks = await startHooks({ work, concurrencyMax: 4, accountConcurrencyMax: 3 })
  const { s3 } = hooks
  await s3.storage.createBucket('theirs', { ownerId: s3.stranger.accountId })
  await hooks.create({ name: 'many', prefix: 'many/', concurrency: 2 })
  await hooks.create({ name: 'few', prefix: 'few/', concurrency: 1 })
  await hooks.create({ name: 'other', bucket: 'theirs', prefix: '' }, s3.stranger)
  for (let index = 0; index < 9; index++) await hooks.put(`many/${index}`, 'x')
  for (let index = 0; index < 3; index++) await hooks.put(`few/${index}`, 'x')
  const client = s3.client({ as: s3.stranger })
  await client.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'a', Body: 'x' }))

  await hooks.side.dispatcher?.look()
  while (started.length < 4) await new Promise(setImmediate)
  t.deepEqual(started.toSorted(), ['few', 'many', 'many', 'other'])
  gate.release.resolve(undefined)
  await hooks.drain()
  t.is(started.length, 13)
  t.true(hooks.runner.runningMax <= 4)
})

test('a hook that leads to itself is stopped at its depth, which is said', async t => {
  await using hooks = await startHooks({ depthMax: 3 })
  await hooks.create({ prefix: '', outputPrefix: '' })
  await hooks.put('a', 'x')
  await hooks.drain()
  t.deepEqual(
    (await hooks.records())
      .map(({ result, reason }) => `${result} ${reason ?? ''}`.trim())
      .toSorted(),
    ['refused loop', 'succeeded', 'succeeded', 'succeeded'],
  )
  t.is(await queued(hooks), 0)
  const letters = [...(await hooks.objects('hook-dead-letters/')).values()]
  t.is(letters.length, 1)
  t.regex(JSON.parse(letters[0] ?? '').message, /taken for a loop/)
})

test('deletions have no input; what is gone before its event is a dead letter at once', async t => {
  await using hooks = await startHooks({
    work: async guest => {
      await guest.put('seen', guest.invocation.input === undefined ? 'nothing' : 'input')
      return undefined
    },
  })
  await hooks.create({ events: ['delete', 'put'] })
  await hooks.put('in/a', 'x')
  await hooks.s3.send({ method: 'DELETE', path: '/photos/in/a' })
  await hooks.drain()
  t.deepEqual(await results(hooks), ['in/a succeeded', 'in/a failed source-gone'])
  t.deepEqual([...(await hooks.objects('out/')).values()], ['nothing'])
  t.is((await hooks.objects('hook-dead-letters/')).size, 1)
})

test('a disabled hook keeps its events, a deleted one stops and loses them', async t => {
  const started = Promise.withResolvers<AbortSignal>()
  await using hooks = await startHooks({
    async work({ signal }) {
      started.resolve(signal)
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      return undefined
    },
  })
  await hooks.create()
  await hooks.ask('POST', '/_/hooks/capitals/disable')
  await hooks.put('in/a', 'x')
  await hooks.put('in/b', 'x')
  await hooks.drain()
  t.is(hooks.runner.invocations.length, 0)
  t.is(await queued(hooks), 2)
  await hooks.ask('POST', '/_/hooks/capitals/enable')
  await hooks.side.dispatcher?.look()
  const signal = await started.promise
  t.like(await hooks.ask('GET', '/_/hooks/capitals'), { runningCount: 2, queuedCount: 2 })
  await hooks.ask('DELETE', '/_/hooks/capitals')
  t.true(signal.aborted)
  await hooks.drain()
  t.is(await queued(hooks), 0)
  t.is(hooks.runner.forgotten.length, 1)
  const { text } = await hooks.s3.send({ path: '/photos?notification' })
  t.notRegex(text, /CloudFunction/)
  await hooks.put('in/c', 'x')
  t.is(await queued(hooks), 0)
})

test('a call by hand is queued like an event, about an object or about nothing', async t => {
  await using hooks = await startHooks({
    work: async guest => {
      await guest.put('seen', guest.invocation.input ? await guest.input() : guest.invocation.event)
      return undefined
    },
  })
  await hooks.create({ prefix: 'nothing/' })
  await hooks.put('in/a', 'by hand')
  const body = { bucket: 'photos', key: 'in/a' }
  const { eventId } = await hooks.ask('POST', '/_/hooks/capitals/invocations', body)
  await hooks.drain()
  t.is((await hooks.objects(`out/in/a/${eventId}/`)).get(`out/in/a/${eventId}/seen`), 'by hand')
  await hooks.ask('POST', '/_/hooks/capitals/invocations', {})
  await hooks.drain()
  const [text = ''] = (await hooks.objects('out/by-hand/')).values()
  t.like(JSON.parse(text), { Event: 'mallee:Invoked', Hook: 'capitals' })
  for (const missing of [
    { ...body, key: 'in/b' },
    { ...body, bucket: 'theirs' },
  ]) {
    await t.throwsAsync(hooks.ask('POST', '/_/hooks/capitals/invocations', missing), {
      code: 'object-missing',
    })
  }
})

test('after a crash what ran is run again, without a try less and with its credentials void', async t => {
  await using hooks = await startHooks({ work: async () => ({ failure: 'cancelled' }) })
  await hooks.create({ retries: 0 })
  const { sessions } = hooks.s3.accounts
  await hooks.put('in/a', 'x')
  await hooks.drain()
  t.is(hooks.runner.invocations.length, 1)
  await sessions.beginLease('of-the-past', `${hooks.s3.owner.accountId}/capitals/some-event`)
  await using again = await openHooksSide({
    config: {
      hooksConcurrencyMax: 1,
      hooksAccountConcurrencyMax: 1,
      hooksDepthMax: 3,
      region: 'us-east-1',
    },
    keys: hooks.s3.keys,
    accounts: hooks.s3.accounts,
    checkMachine: async () => undefined,
    metrics: createHttpMetrics({ isMain: false }),
    log: pino({ level: 'silent' }),
  })
  t.is(again.dispatcher, undefined)
  t.false(await sessions.isLeased('of-the-past'))
  t.is(await queued(hooks), 1)
  t.deepEqual(await hooks.records(), [])
})
