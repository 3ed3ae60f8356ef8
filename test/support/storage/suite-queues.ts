import type { TestFn } from 'ava'
import type { Events, ObjectRecord, Storage } from '../../../storage/storage.ts'
import { fields } from './samples.ts'

const QUEUE = 'changes\u0000\u0001'

export function queueTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  test(`${name}: every change leaves its events in the queue, in the order of the key's changes`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    const { writes, remove, update, complete } = changes(storage)
    const first = await writes('put')
    await update('update')
    await complete('complete')
    await remove('mark')
    await remove('remove', first.versionId)
    const queue = storage.queue<string>(QUEUE)
    const entries = await queue.read({ after: '', limit: 100 })
    t.deepEqual(
      entries.map(({ event }) => event),
      ['put', 'update', 'complete', 'mark', 'remove'],
    )
    t.is(await queue.size(), 5)
    const ids = entries.map(({ id }) => id)
    t.deepEqual(await queue.read({ after: ids[1] ?? '', limit: 2 }), entries.slice(2, 4))
    await queue.acknowledge([ids[0] ?? '', ids[3] ?? '', ids[3] ?? '', 'none'])
    await queue.acknowledge([ids[0] ?? ''])
    t.deepEqual(
      (await queue.read({ after: '', limit: 100 })).map(({ event }) => event),
      ['update', 'complete', 'remove'],
    )
    t.is(await queue.size(), 3)
  })

  test(`${name}: a change that is refused or does nothing leaves no event`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const refusal = new Error('refused')
    const refuse = () => {
      throw refusal
    }
    const events = () => [{ queue: QUEUE, event: 'never' }]
    const body = Buffer.from('body')
    const put = storage.putObject('bucket', 'key', body, {
      finish: () => fields(),
      condition: refuse,
      events,
    })
    t.is(await t.throwsAsync(put), refusal)
    await storage.deleteObject('bucket', 'missing', { events })
    await storage.deleteObject('bucket', 'missing', { versionId: 'null', events })
    await storage.updateObject('bucket', 'missing', undefined, () => ({ events: events() }))
    // An event that can not be stored takes the change with it.
    const tooLong = [{ queue: QUEUE, event: 'x'.repeat(64 * 1024) }]
    const broken = storage.putObject('bucket', 'key', body, {
      finish: () => fields(),
      events: () => tooLong,
    })
    await t.throwsAsync(broken, { instanceOf: RangeError })
    t.is(await storage.statObject('bucket', 'key'), undefined)
    t.deepEqual(await storage.queue(QUEUE).read({ after: '', limit: 10 }), [])
    t.is(await storage.queue(QUEUE).size(), 0)
  })

  test(`${name}: a completion that is repeated leaves its events once`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const { complete } = changes(storage)
    const uploadId = await complete('once')
    await complete('twice', uploadId)
    const entries = await storage.queue<string>(QUEUE).read({ after: '', limit: 10 })
    t.deepEqual(
      entries.map(({ event }) => event),
      ['once'],
    )
  })

  test(`${name}: events of many writers are all there, and no key's are out of order`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const event: Events<ObjectRecord> = ({ key }, atMs) => [
      { queue: QUEUE, event: `${key} ${atMs}` },
    ]
    const writer = async (key: string) => {
      for (let count = 0; count < 20; count++) {
        await storage.putObject('bucket', key, Buffer.from('x'), {
          finish: () => fields(),
          events: event,
        })
      }
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(writer))
    const queue = storage.queue<string>(QUEUE)
    const seen: string[] = []
    for (let after = ''; ; ) {
      const page = await queue.read({ after, limit: 7 })
      seen.push(...page.map(entry => entry.event))
      const last = page.at(-1)
      if (!last) break
      after = last.id
    }
    t.is(seen.length, 80)
    for (const key of ['a', 'b', 'c', 'd']) {
      const times = seen.filter(text => text.startsWith(key)).map(text => Number(text.slice(2)))
      t.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
        key,
      )
    }
  })

  test(`${name}: queues that have entries are listed by name, and only those`, async t => {
    await using storage = await open()
    for (const queue of ['b/2', 'b/1', 'b', 'a', 'c', 'b/\u0001']) {
      await storage.queue<number>(queue).add([1, 2, 3])
    }
    const names = (prefix: string, after = '') =>
      Array.fromAsync(storage.queueNames({ prefix, after }))
    t.deepEqual(await names(''), ['a', 'b', 'b/\u0001', 'b/1', 'b/2', 'c'])
    t.deepEqual(await names('b/'), ['b/\u0001', 'b/1', 'b/2'])
    t.deepEqual(await names('b/', 'b/1'), ['b/2'])
    t.deepEqual(await names('b/', 'a'), ['b/\u0001', 'b/1', 'b/2'])
    const queue = storage.queue<number>('b/1')
    const entries = await queue.read({ after: '', limit: 9 })
    t.deepEqual(
      entries.map(({ event }) => event),
      [1, 2, 3],
    )
    await queue.acknowledge(entries.map(({ id }) => id))
    t.deepEqual(await names('b/'), ['b/\u0001', 'b/2'])
  })

  test(`${name}: the buckets of all owners are listed together where no owner is named`, async t => {
    await using storage = await open()
    for (const bucket of ['b', 'a', 'c']) await storage.createBucket(bucket, { ownerId: bucket })
    const list = async (after: string, limit: number) => {
      const page = await storage.listBuckets({ ownerId: undefined, prefix: '', after, limit })
      return [page.entries.map(entry => entry.name), page.isTruncated]
    }
    t.deepEqual(await list('', 2), [['a', 'b'], true])
    t.deepEqual(await list('b', 2), [['c'], false])
  })
}

/** One change of `key` each, which leaves its name in the queue. */
function changes(storage: Storage) {
  const events = (event: string) => () => [{ queue: QUEUE, event }]
  return {
    writes: (event: string) =>
      storage.putObject('bucket', 'key', Buffer.from(event), {
        finish: () => fields(),
        events: events(event),
      }),
    remove: (event: string, versionId?: string) =>
      storage.deleteObject('bucket', 'key', {
        ...(versionId !== undefined && { versionId }),
        events: events(event),
      }),
    update: (event: string) =>
      storage.updateObject('bucket', 'key', undefined, () => ({ events: events(event)() })),
    async complete(event: string, repeated?: string) {
      const uploadId = repeated ?? (await storage.createUpload('bucket', 'key', fields())).uploadId
      if (repeated === undefined) {
        const part = Buffer.from('part')
        await storage.putPart('bucket', 'key', uploadId, 1, part, { finish: () => fields() })
      }
      await storage.completeUpload('bucket', 'key', uploadId, {
        choose: () => ({ ...fields(), partNumbers: [1] }),
        events: events(event),
      })
      return uploadId
    },
  }
}
