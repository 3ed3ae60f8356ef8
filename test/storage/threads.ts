import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import test from 'ava'
import { contentOf } from '../support/storage/samples.ts'
import type { SharedWork } from '../support/storage/shared-writer.ts'
import { openTemporary } from '../support/storage/temporary.ts'

const entry = new URL('../support/storage/shared-writer.ts', import.meta.url)
const KEY_COUNT = 200
const names = ['first', 'second', 'third']

test('threads that want the same keys agree on one winner each, and lose no change', async t => {
  await using storage = await openTemporary()
  await storage.createBucket('bucket', { ownerId: 'o' })
  const runs = names.map(async name => {
    const shared = storage.share()
    const work: SharedWork = { storage: shared, name, keyCount: KEY_COUNT }
    const worker = new Worker(entry, { workerData: work, transferList: [...shared.transferList] })
    const ended = once(worker, 'exit')
    const [won] = await once(worker, 'message')
    t.deepEqual(await ended, [0])
    // The worker posts the indices that it won.
    return { name, won: won as readonly number[] }
  })
  const results = await Promise.all(runs)
  const winners = new Map(results.flatMap(({ name, won }) => won.map(index => [index, name])))
  t.is(winners.size, KEY_COUNT)
  t.is(
    results.reduce((sum, { won }) => sum + won.length, 0),
    KEY_COUNT,
  )
  for (const [index, name] of winners) t.is(await contentOf(storage, `key-${index}`), name)
  t.is(await storage.documents('counters').get('attempts'), KEY_COUNT * names.length)
  t.is((await storage.bucketUsage('bucket')).versionCount, KEY_COUNT)
})
