/**
 * The storage on simulated disks, which lose what was not synced, tear and reorder it, fail, fill up,
 * flip bits and stop at any step: see test/support/simulation/simulation.ts. A seed that fails is
 * printed; `node test/support/simulation/run.ts --seed N` repeats it and tells what happens.
 *
 * SEED=… SEEDS=… choose others, and how many. Each storage here gets a virtual time of its own, in
 * which everything in the process lives: so these tests run one after the other.
 */
import test from 'ava'
import type { Canary } from '../support/simulation/simulated-environment.ts'
import { simulate } from '../support/simulation/simulation.ts'
import { installVirtualTime, VirtualTime } from '../support/simulation/virtual-time.ts'

const firstSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const seedCount = Number(process.env.SEEDS ?? (process.env.CI ? 600 : 150))
/** Of a machine that is busy with other things. */
const seedMsMax = 1000

async function failureOf(seed: number, canary?: Canary): Promise<unknown> {
  const time = new VirtualTime()
  using _virtual = installVirtualTime(time)
  try {
    await simulate(seed, canary ? { canary } : {}, time)
    return undefined
  } catch (error) {
    return error
  }
}

test.serial(`what was acknowledged is there after any crash, for ${seedCount} seeds`, async t => {
  t.timeout(60_000 + seedCount * seedMsMax)
  t.log(`SEED=${firstSeed} SEEDS=${seedCount}`)
  for (let seed = firstSeed; seed < firstSeed + seedCount; seed++) {
    const failure = await failureOf(seed)
    if (failure !== undefined) t.log(`node test/support/simulation/run.ts --seed ${seed}`)
    t.is(failure, undefined)
    if (failure !== undefined) return
  }
})

const CANARY_SEEDS_MAX = 50
const canaries: readonly Canary[] = [
  'bodies-unsynced',
  'names-unsynced',
  'index-unsynced',
  'sync-returns-early',
  'members-unsynced',
]

for (const canary of canaries) {
  test.serial(`a storage is found out to be broken by ${canary}`, async t => {
    t.timeout(60_000 + CANARY_SEEDS_MAX * seedMsMax)
    for (let seed = 1; seed <= CANARY_SEEDS_MAX; seed++) {
      const failure = await failureOf(seed, canary)
      if (failure === undefined) continue
      t.log(`seed ${seed}: ${failure}`)
      return t.pass()
    }
    t.fail(`${CANARY_SEEDS_MAX} seeds found nothing`)
  })
}
