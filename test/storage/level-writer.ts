import test from 'ava'
import type { BatchOperation, Database } from '../../storage/meta/level.ts'
import { createDatabase } from '../../storage/meta/level.ts'
import { LevelWriter } from '../../storage/meta/level-writer.ts'
import { CheckFailed, CommitFailed } from '../../storage/meta/meta.ts'
import { makeDirectory } from '../support/storage/temporary.ts'

/** A real database that notes its batches and can be told to fail them. */
async function openFaulty() {
  await using opened = new AsyncDisposableStack()
  const directory = opened.use(await makeDirectory())
  const database = createDatabase(directory.path, { isShared: false })
  await database.open()
  opened.defer(() => database.close())
  const batches: BatchOperation[][] = []
  const faults = { isFailing: false, hasRoom: true }
  const faulty: Database = {
    open: () => database.open(),
    close: () => database.close(),
    getSync: key => database.getSync(key),
    iterator: options => database.iterator(options),
    batch: async (operations, options) => {
      if (faults.isFailing) throw new Error('the disk is gone')
      batches.push(operations)
      await database.batch(operations, options)
    },
  }
  const room = { refresh: async () => {}, hasRoomForIndex: () => faults.hasRoom }
  const writer = new LevelWriter(faulty, room)
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

test('after a batch failed nothing is committed any more', async t => {
  await using opened = await openFaulty()
  const { writer, batches, faults } = opened
  faults.isFailing = true
  const commit = () => writer.commit({ writes: [put('o1')], checks: [] })
  await t.throwsAsync(commit(), { instanceOf: CommitFailed })
  faults.isFailing = false
  await t.throwsAsync(commit(), { instanceOf: CommitFailed })
  t.true(writer.hasFailed)
  t.deepEqual(batches, [])
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
