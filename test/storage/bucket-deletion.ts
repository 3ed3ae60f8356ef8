/** Deleting a bucket takes a commit in each shard: whatever cuts it, it is done or taken back. */
import test from 'ava'
import { MemoryBlobs } from '../../storage/blobs/memory.ts'
import { Reaper } from '../../storage/engine/reaper.ts'
import { createEngine } from '../../storage/engine.ts'
import { IdSource } from '../../storage/ids.ts'
import { createLeaseMemory, Leases } from '../../storage/leases.ts'
import { createMemoryMeta } from '../../storage/meta/memory.ts'
import type { Meta } from '../../storage/meta/meta.ts'
import { clock, put } from '../support/storage/samples.ts'

const SHARD_COUNT = 4
const KEYS = Array.from({ length: 40 }, (_, index) => `key-${index}`)

/** As a start does it, over what is stored already. */
async function start(meta: Meta) {
  const ids = new IdSource(count => crypto.getRandomValues(new Uint8Array(count)))
  const leases = new Leases(createLeaseMemory())
  const context = { meta, blobs: new MemoryBlobs(), leases, clock, ids, runId: ids.random(12) }
  const reaper = new Reaper(context, { intervalMs: 1_000_000, log: undefined })
  await reaper.recover()
  return { storage: createEngine(context, async () => {}), reaper }
}

/** Dies with the update after so many, done or not. */
function dying(meta: Meta, updates: number, isDone: boolean): Meta {
  let left = updates
  const shards = meta.shards.map((shard): Meta['shards'][number] => ({
    get: key => shard.get(key),
    snapshot: work => shard.snapshot(work),
    range: range => shard.range(range),
    update: async (scope, decide) => {
      left--
      if (left >= 0) return shard.update(scope, decide)
      if (left === -1 && isDone) await shard.update(scope, decide)
      throw new Error('the process is gone')
    },
  }))
  return { shards, [Symbol.asyncDispose]: async () => {} }
}

test('a deletion that a crash cuts anywhere is done, or leaves the bucket as it was', async t => {
  const outcomes = { deleted: 0, kept: 0 }
  for (const isDone of [true, false]) {
    for (let updates = 0; updates <= SHARD_COUNT + 1; updates++) {
      const meta = createMemoryMeta({ shardCount: SHARD_COUNT })
      await (await start(meta)).storage.createBucket('bucket', { ownerId: 'o' })
      const { storage: crashing } = await start(dying(meta, updates, isDone))
      await crashing.deleteBucket('bucket').catch(() => {})
      const { storage } = await start(meta)
      if (await storage.getBucket('bucket')) {
        outcomes.kept++
        for (const key of KEYS) await put(storage, key, 'text')
        t.is((await storage.bucketUsage('bucket')).versionCount, KEYS.length)
      } else {
        outcomes.deleted++
        for (const shard of meta.shards) {
          t.deepEqual(await shard.range({ gte: '"', lt: '~', limit: 10 }), [])
        }
      }
    }
  }
  t.true(outcomes.kept > 4 && outcomes.deleted > 1, JSON.stringify(outcomes))
})

test('a deletion that is refused in the last shard leaves all gates open', async t => {
  const meta = createMemoryMeta({ shardCount: SHARD_COUNT })
  const { storage } = await start(meta)
  await storage.createBucket('bucket', { ownerId: 'o' })
  const racing = KEYS.map(async key => {
    await put(storage, key, 'text')
    await storage.deleteBucket('bucket').catch(() => {})
  })
  await Promise.allSettled(racing)
  const page = { prefix: '', delimiter: '', after: '', limit: 1000 }
  const { entries } = await storage.listObjects('bucket', page)
  for (const key of KEYS) await put(storage, key, 'text')
  t.true(entries.length > 0)
  t.is((await storage.bucketUsage('bucket')).versionCount, KEYS.length)
})

test('of many deletions at once one succeeds, and the others find no bucket', async t => {
  const meta = createMemoryMeta({ shardCount: SHARD_COUNT })
  const { storage } = await start(meta)
  await storage.createBucket('bucket', { ownerId: 'o' })
  const deletions = await Promise.allSettled(KEYS.map(() => storage.deleteBucket('bucket')))
  const codes = deletions.map(done => (done.status === 'rejected' ? done.reason.code : 'deleted'))
  t.is(codes.filter(code => code === 'deleted').length, 1)
  t.deepEqual([...new Set(codes)].sort(), ['bucket-missing', 'deleted'])
})
