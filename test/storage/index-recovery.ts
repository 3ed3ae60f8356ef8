/** A real LevelDB that fails under a running storage, with another thread's handles on it. */
import test from 'ava'
import { realEnvironment } from '../../storage/disk/environment.ts'
import { defaultSchemes } from '../../storage/disk/schemes.ts'
import { openMain, openOther } from '../../storage/disk/shared.ts'
import { IdSource } from '../../storage/ids.ts'
import type { Database } from '../../storage/meta/level.ts'
import { clock, contentOf, put } from '../support/storage/samples.ts'
import { makeDirectory } from '../support/storage/temporary.ts'

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))

test('an index that failed is opened again under those who read it', async t => {
  await using directory = await makeDirectory()
  const faults = { failing: 0 }
  const environment = {
    ...realEnvironment,
    createDatabase: (path: string, options: { isShared: boolean }): Database => {
      const database = realEnvironment.createDatabase(path, options)
      const { batch } = database
      return Object.assign(database, {
        batch: async (...args: Parameters<Database['batch']>) => {
          if (faults.failing-- > 0) throw new Error('input/output error')
          await batch.apply(database, args)
        },
      })
    },
  }
  const settings = {
    ...{ environment, clock, log: undefined, reclaimIntervalMs: 1_000_000 },
    ...{ witnessDirectory: undefined, acceptsMissing: false, schemesFor: defaultSchemes },
  }
  await using main = await openMain({
    ...settings,
    directories: [directory.path],
    ids: new IdSource(random),
  })
  const shared = main.share()
  const ids = new IdSource(random, shared.lane)
  await using other = await openOther(shared, { environment, clock, ids })
  await main.createBucket('bucket', { ownerId: 'o' })
  await put(main, 'before', 'one')
  let isReading = true
  const reading = (async () => {
    for (let count = 0; isReading; count++) {
      if ((await contentOf(other, 'before')) !== 'one') throw new Error('it is not there')
      if (count % 10 === 0) await new Promise(resolve => setImmediate(resolve))
    }
  })()
  faults.failing = 1
  await put(other, 'after', 'two')
  for (const storage of [main, other]) t.is(await contentOf(storage, 'after'), 'two')
  isReading = false
  await reading
  t.true((await main.health()).isWritable)
})
