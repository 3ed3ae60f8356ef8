import test from 'ava'
import { Cursor } from '../../storage/engine/cursor.ts'
import { createMemoryMeta } from '../../storage/meta/memory.ts'
import type { MetaShard } from '../../storage/meta/meta.ts'

test('a jump costs what follows it, not what it passes over', async t => {
  const [shard] = createMemoryMeta({ shardCount: 1 }).shards
  if (!shard) return t.fail('there is no shard')
  const keys = Array.from({ length: 20_000 }, (_, index) => `a/${String(index).padStart(5, '0')}`)
  await shard.update([], async () => ({
    result: undefined,
    writes: [...keys, 'b'].map(key => ({ type: 'put', key, value: '' })),
  }))
  let readCount = 0
  const counting: MetaShard = {
    get: key => shard.get(key),
    snapshot: work => shard.snapshot(work),
    range: async range => {
      const entries = await shard.range(range)
      readCount += entries.length
      return entries
    },
    update: (scope, decide) => shard.update(scope, decide),
  }
  const cursor = new Cursor([counting], { start: { gte: 'a' }, lt: 'c', pageSize: 11 })
  t.is((await cursor.fill())?.[0], 'a/00000')
  cursor.seek('a0')
  t.is((await cursor.fill())?.[0], 'b')
  cursor.skip()
  t.is(await cursor.fill(), undefined)
  t.true(readCount <= 12, `${readCount} entries were read`)
})
