import test from 'ava'
import type { BatchOperation, Database } from '../../storage/meta/level.ts'
import { createDatabase } from '../../storage/meta/level.ts'
import { LevelWriter } from '../../storage/meta/level-writer.ts'
import { CheckFailed, CommitFailed } from '../../storage/meta/meta.ts'
import { createPrimaryMemory, Primaries } from '../../storage/meta/primaries.ts'
import { ShardMirrors } from '../../storage/meta/shard-mirrors.ts'
import { makeDirectory } from '../support/storage/temporary.ts'

/** A real database that notes its batches and can be told to fail them; one disk, number 0. */
async function openFaulty() {
  await using opened = new AsyncDisposableStack()
  const directory = opened.use(await makeDirectory())
  const database = createDatabase(directory.path, { isShared: false })
  opened.defer(() => database.close())
  const batches: BatchOperation[][] = []
  const faults = { failing: 0, hasRoom: true, isApplied: false, opensMax: 1000 }
  const faulty: Database = {
    open: async () => {
      faults.opensMax--
      if (faults.opensMax < 0) throw new Error('the disk is gone')
      await database.open()
    },
    close: () => database.close(),
    snapshot: () => database.snapshot(),
    getSync: (key, options) => database.getSync(key, options),
    iterator: options => database.iterator(options),
    batch: async (operations, options) => {
      const isFailing = faults.failing > 0
      faults.failing--
      if (!isFailing || faults.isApplied) {
        batches.push(operations)
        await database.batch(operations, options)
      }
      if (isFailing) throw new Error('the disk is gone')
    },
  }
  const mirrors = new ShardMirrors({
    shard: 0,
    isStamped: false,
    primaries: new Primaries(createPrimaryMemory(1)),
    host: {
      open: async () => {
        await faulty.open()
        return faulty
      },
      close: () => faulty.close(),
      destroy: async () => {},
      recordWhole: async () => {},
      noteLeft: () => {},
    },
  })
  await mirrors.start([0])
  const room = {
    refresh: async () => {},
    look: async () => {},
    hasRoomForIndex: () => faults.hasRoom,
    isWritable: () => true,
  }
  const writer = new LevelWriter(mirrors, room, { recoveryRestMs: 0 })
  const resources = opened.move()
  const close = () => resources.disposeAsync()
  return { writer, database, batches, faults, [Symbol.asyncDispose]: close }
}

const put = (key: string) => ({ type: 'put', key, value: key }) as const

test('commits that wait share one batch, and a refused one leaves the others alone', async t => {
  await using opened = await openFaulty()
  const { writer, database, batches } = opened
  const add = { type: 'add', key: 'c1', amount: 1 } as const
  const absent = { type: 'absent', key: 'g1' } as const
  const outcomes = await Promise.allSettled([
    writer.commit({ writes: [put('g1'), add], checks: [absent] }),
    writer.commit({ writes: [put('o1'), add], checks: [absent] }),
    writer.commit({ writes: [put('o2'), add], checks: [{ type: 'present', key: 'g1' }] }),
  ])
  t.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  t.true(outcomes[1].status === 'rejected' && outcomes[1].reason instanceof CheckFailed)
  t.is(batches.length, 1)
  t.is(database.getSync('c1'), '2')
  t.is(database.getSync('o1'), undefined)
  await writer.commit({ writes: [{ ...add, amount: -2 }], checks: [] })
  t.is(database.getSync('c1'), undefined)
  await writer.commit({ writes: [put('o3')], checks: [{ type: 'zero', key: 'c1' }] })
  t.is(database.getSync('o3'), 'o3')
})

test('a batch that failed is done again, once the database has been opened again', async t => {
  await using opened = await openFaulty()
  const { writer, database, faults } = opened
  const add = { type: 'add', key: 'c1', amount: 1 } as const
  await writer.commit({ writes: [put('o1'), add], checks: [] })
  for (const isApplied of [false, true]) {
    Object.assign(faults, { failing: 1, isApplied })
    await writer.commit({ writes: [put('o2'), add], checks: [] })
    t.false(writer.hasFailed)
  }
  t.is(database.getSync('c1'), '3')
})

test('a database that keeps failing refuses commits until it can be opened again', async t => {
  await using opened = await openFaulty()
  const { writer, database, batches, faults } = opened
  const commit = (key: string) => writer.commit({ writes: [put(key)], checks: [] })
  Object.assign(faults, { failing: 1, opensMax: 0 })
  await t.throwsAsync(commit('o1'), { instanceOf: CommitFailed })
  t.true(writer.hasFailed)
  await t.throwsAsync(commit('o2'), { code: 'unavailable' })
  t.deepEqual(batches, [])
  faults.opensMax = 1
  await commit('o3')
  t.false(writer.hasFailed)
  t.is(database.getSync('o1'), undefined)
  t.is(database.getSync('o3'), 'o3')
})

test('without room a failed database stays open for reading until there is some', async t => {
  await using opened = await openFaulty()
  const { writer, database, faults } = opened
  const commit = (key: string) => writer.commit({ writes: [put(key)], checks: [] })
  await commit('o1')
  Object.assign(faults, { failing: 1, hasRoom: false })
  const removal = { writes: [{ type: 'del', key: 'o1' } as const], checks: [] }
  const refusal = await t.throwsAsync(writer.commit(removal), { instanceOf: CommitFailed })
  t.true(refusal?.isDiskFull)
  t.is(database.getSync('o1'), 'o1')
  t.true(writer.hasFailed)
  await t.throwsAsync(commit('o2'), { instanceOf: CommitFailed })
  faults.hasRoom = true
  await commit('o3')
  t.false(writer.hasFailed)
  t.is(database.getSync('o3'), 'o3')
})

test('without room what only adds is refused, and what removes is not', async t => {
  await using opened = await openFaulty()
  const { writer, database, faults } = opened
  await writer.commit({ writes: [put('o1')], checks: [] })
  faults.hasRoom = false
  const adding = writer.commit({ writes: [put('o2')], checks: [] })
  const refusal = await t.throwsAsync(adding, { instanceOf: CommitFailed })
  t.true(refusal?.isDiskFull)
  await writer.commit({ writes: [{ type: 'del', key: 'o1' }, put('r1')], checks: [] })
  t.is(database.getSync('o1'), undefined)
  t.is(database.getSync('r1'), 'r1')
  t.false(writer.hasFailed)
})
