/**
 * A server on four disks, 2+2, under load while its disks vanish, come back and are replaced, and
 * while it is killed. Whatever was acknowledged reads back right; while any two are gone writing goes
 * on; with a third gone it is refused. SEED=… ROUNDS=… repeats a run's choices.
 */
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { createAcknowledgedLoad } from '../support/acknowledged-load.ts'
import { type MalleeProcess, startMallee } from '../support/mallee-process.ts'
import { seededRandom } from '../support/seeded-random.ts'

const rounds = Number(process.env.ROUNDS ?? (process.env.CI ? 15 : 4))
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const waitMsMax = 60_000
const roundTimeoutMs = 60_000

interface Disks {
  readonly root: string
  path(disk: number): string
  start(): Promise<MalleeProcess>
  takeAway(disk: number): Promise<void>
  bringBack(disk: number): Promise<void>
}

async function makeDisks(t: ExecutionContext): Promise<Disks> {
  const root = await mkdtemp(join(tmpdir(), 'mallee-disks-'))
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 3 }))
  const path = (disk: number) => join(root, `disk${disk}`)
  return {
    root,
    path,
    start: () =>
      startMallee({
        dataDirectory: join(root, 'data'),
        threads: 2,
        flags: ['--disks', join(root, 'disk{0...3}')],
      }),
    takeAway: disk => rename(path(disk), `${path(disk)}.away`),
    async bringBack(disk) {
      // A mount hides what is there; the server looks for the disk there just when it is mounted.
      await rm(path(disk), { recursive: true, force: true, maxRetries: 3 })
      await rename(`${path(disk)}.away`, path(disk))
    },
  }
}

/** Resolves when the metrics say that the disk is in the state. */
async function untilState(mallee: MalleeProcess, disk: number, state: string): Promise<void> {
  const line = new RegExp(`^mallee_disk_state\\{disk="${disk}",[^}]*state="${state}"\\} 1$`, 'm')
  await until(async () => {
    const response = await fetch(`${mallee.endpoint}/_/metrics`)
    return line.test(await response.text())
  })
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + waitMsMax
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error('it did not come to pass')
    await delay(100)
  }
}

test('disks vanish and come back under load: two are not missed, a third stops writing', async t => {
  t.timeout(10 * waitMsMax)
  t.log(`SEED=${seed}`)
  let mayRefuse = false
  const load = createAcknowledgedLoad(seededRandom(seed), { mayRefuse: () => mayRefuse })
  const disks = await makeDisks(t)
  const mallee = await disks.start()
  t.teardown(() => mallee.kill())
  await load.verify(mallee)
  const finished = new AbortController()
  const changes = load.change(mallee, finished.signal)
  const more = async (count: number) => {
    const goal = load.acknowledged() + count
    await Promise.race([until(() => load.acknowledged() >= goal), changes])
  }

  await more(50)
  await disks.takeAway(1)
  await more(50)
  // Under its name nothing can be written into it while it goes.
  await disks.takeAway(3)
  await rm(`${disks.path(3)}.away`, { recursive: true, maxRetries: 10 })
  await untilState(mallee, 1, 'lost')
  await untilState(mallee, 3, 'lost')
  await more(100)
  t.is(load.refused(), 0)

  mayRefuse = true
  await disks.takeAway(0)
  await until(() => load.refused() > 20)
  await untilState(mallee, 0, 'away')
  await disks.bringBack(0)
  await untilState(mallee, 0, 'online')
  mayRefuse = false
  await more(50)
  await disks.bringBack(1)
  await untilState(mallee, 1, 'healing')
  await more(50)
  finished.abort()
  await changes
  await load.verify(mallee)
  t.is(await mallee.stop(), 0)

  await mkdir(disks.path(3))
  const again = await disks.start()
  t.teardown(() => again.kill())
  await untilState(again, 4, 'healing')
  t.log(`${await load.verify(again)} objects, ${load.acknowledged()} changes were acknowledged`)
  t.is(await again.stop(), 0)
})

test(`a server killed ${rounds} times while disks go and come loses nothing acknowledged`, async t => {
  t.timeout(rounds * roundTimeoutMs)
  t.log(`SEED=${seed} ROUNDS=${rounds}`)
  const random = seededRandom(seed)
  const load = createAcknowledgedLoad(random)
  const disks = await makeDisks(t)
  // What they miss is not healed here, so it is always the same ones that go.
  const away = new Set<number>()
  const flip = async (disk: number) => {
    if (away.has(disk)) await disks.bringBack(disk)
    else await disks.takeAway(disk)
    if (!away.delete(disk)) away.add(disk)
  }
  for (let round = 0; round < rounds; round += 1) {
    const mallee = await disks.start()
    try {
      await load.verify(mallee)
      const finished = new AbortController()
      const changes = load.change(mallee, finished.signal)
      for (let step = 0; step < 3; step += 1) {
        // The moments are chance, not a wait for something.
        await Promise.race([delay(random() * 700), changes])
        if (random() < 0.7) await flip(random() < 0.5 ? 0 : 2)
      }
      await Promise.race([delay(random() * 500), changes])
      finished.abort()
      await mallee.kill()
      await changes
    } finally {
      await mallee.kill()
    }
    if (random() < 0.3) await flip(random() < 0.5 ? 0 : 2)
  }
  const mallee = await disks.start()
  t.teardown(() => mallee.kill())
  await load.verify(mallee)
  t.true(load.acknowledged() > rounds * 8, 'there was load to lose')
  const { epoch } = JSON.parse(
    await readFile(join(disks.root, 'data', 'members.json'), 'utf8'),
  ).record
  t.log(`${load.acknowledged()} changes were acknowledged; ${epoch} changes of membership`)
  t.is(await mallee.stop(), 0)
})
