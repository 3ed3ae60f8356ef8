/**
 * Acknowledged means durable: the server runs in a virtual machine, and in the middle of load its
 * power is cut. The page cache goes with the machine, and what its disk was given since the last
 * flush is lost, kept or torn by chance. Every acknowledged object must be whole afterwards.
 *
 * SEED=… CUTS=… repeats a run's choices; hundreds of cuts are for whoever has the time.
 *
 * ext4 hides mistakes: a sync of one file takes along the names and sizes of others that are in the
 * same transaction of its journal. A directory that is not synced is therefore not found out here,
 * but by the simulated disks of test/storage/simulation.ts, which order nothing.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import type { AcknowledgedLoad } from '../support/acknowledged-load.ts'
import { createAcknowledgedLoad } from '../support/acknowledged-load.ts'
import { startMallee } from '../support/mallee-process.ts'
import type { Guest, GuestFiles } from '../support/power-cut/guest.ts'
import { bootGuest, buildProgram, extractData, makeDataDisk } from '../support/power-cut/guest.ts'
import type { VolatileDisk } from '../support/power-cut/volatile-disk.ts'
import { seededRandom } from '../support/seeded-random.ts'

const cuts = Number(process.env.CUTS ?? (process.env.CI ? 2 : 1))
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
/** Without hardware virtualization, on a busy machine. */
const cutTimeoutMs = 240_000
/** Acknowledged between a start and the cut. */
const changes = { min: 30, max: 120 }
/** Past the last of them, so that it also hits what comes before an acknowledgement. */
const delayMsMax = 200

/** The folder of a machine's files, and its disk. */
async function prepare(t: ExecutionContext): Promise<{ files: GuestFiles; disk: VolatileDisk }> {
  const script = join(import.meta.dirname, '../images/build.sh')
  const { stdout } = await promisify(execFile)(script, ['server', process.execPath])
  const files = { folder: await mkdtemp(join(tmpdir(), 'mallee-cut-')), image: stdout.trim() }
  t.teardown(() => rm(files.folder, { recursive: true, force: true }))
  await buildProgram(files)
  const disk = await makeDataDisk(files)
  t.teardown(() => disk[Symbol.asyncDispose]())
  return { files, disk }
}

/** Cuts the power in the middle of load. */
async function cutUnderLoad(
  t: ExecutionContext,
  { guest, disk }: { guest: Guest; disk: VolatileDisk },
  load: AcknowledgedLoad,
  random: () => number,
): Promise<void> {
  const finished = new AbortController()
  const count = changes.min + Math.floor(random() * (changes.max - changes.min))
  const reached = load.reached(load.acknowledged() + count)
  const changing = load.change(guest, finished.signal)
  await Promise.race([reached, changing])
  // The moment of the cut is chance, not a wait for something.
  await Promise.race([delay(random() * delayMsMax), changing])
  finished.abort()
  await guest.kill()
  const { unflushedWrites, lostWrites } = disk.cut(random)
  await changing
  const acknowledged = load.acknowledged()
  t.log(`${acknowledged} acknowledged; ${lostWrites} of ${unflushedWrites} unflushed writes lost`)
}

test.serial(`a server whose power is cut ${cuts} times loses nothing acknowledged`, async t => {
  t.timeout((cuts + 2) * cutTimeoutMs)
  t.log(`SEED=${seed} CUTS=${cuts}`)
  const random = seededRandom(seed)
  const load = createAcknowledgedLoad(random)
  const { files, disk } = await prepare(t)
  for (let cut = 0; ; cut++) {
    const writeback = random() < 0.5 ? 'eager' : 'never'
    const guest = await bootGuest(files, { writeback })
    t.teardown(() => guest.kill())
    const objects = await load.verify(guest)
    t.log(`${objects} objects are there; writeback ${writeback}`)
    if (cut === cuts) {
      await guest.kill()
      break
    }
    await cutUnderLoad(t, { guest, disk }, load, random)
  }
  t.true(load.acknowledged() > cuts * 8, 'there was load to lose')
})

/** How a loss shows: the bytes of a record are missing, or the record is. */
const verdicts = {
  bodies: / answered 500: /,
  index: /( answered 404: | holds absent and | is absent )/,
}

for (const unsynced of ['bodies', 'index'] as const) {
  test.serial(`a server that leaves out the sync of ${unsynced} is found out`, async t => {
    t.timeout(3 * cutTimeoutMs)
    t.log(`SEED=${seed}`)
    const random = seededRandom(seed)
    const load = createAcknowledgedLoad(random)
    const { files, disk } = await prepare(t)
    const broken = await bootGuest(files, { unsynced, writeback: 'never' })
    t.teardown(() => broken.kill())
    await load.verify(broken)
    await cutUnderLoad(t, { guest: broken, disk }, load, random)
    await using mallee = await startMallee({ dataDirectory: await extractData(files) })
    const loss = await t.throwsAsync(load.verify(mallee), { message: verdicts[unsynced] })
    t.log(loss?.message)
  })
}
