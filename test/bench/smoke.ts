/** Every benchmark runs, small, so that none rots; what it measures is not judged here. */
import { tmpdir } from 'node:os'
import test from 'ava'
import { run as measureCompute } from '../../bench/compute.ts'
import { run as measureLimits } from '../../bench/md5-limit.ts'
import { run as measureMemory, residentMegabytesLimit } from '../../bench/memory.ts'
import { run as measureMillion } from '../../bench/million.ts'
import { run as measureReclaim } from '../../bench/reclaim.ts'
import { run as measureReedSolomon } from '../../bench/reed-solomon.ts'
import { run as compare } from '../../bench/run.ts'
import { targets } from '../../bench/targets.ts'
import { run as measureVolumes } from '../../bench/volumes.ts'

test('the machine’s limits are found', async t => {
  const limits = await measureLimits({ scale: 'smoke' })
  t.true(limits.md5MegabytesPerSecond > 10)
  // One sync can take seconds on a disk that others use.
  t.true(limits.durableFilesPerSecond > 0)
})

test('the comparison with a bare server asks both for everything and judges each target', async t => {
  t.timeout(120_000)
  const { mallee, bare, verdicts } = await compare({ scale: 'smoke' })
  const names = mallee.map(({ scenario }) => scenario)
  t.is(names.length, 11)
  t.deepEqual(
    bare.map(({ scenario }) => scenario),
    names.filter(name => name !== 'list-1000'),
  )
  for (const { scenario, count, errorSamples } of [...mallee, ...bare]) {
    t.true(count > 0, `${scenario} did something`)
    t.deepEqual(errorSamples, [], scenario)
  }
  t.is(verdicts.length, targets.length)
})

test('memory is sampled over uploads and downloads of both kinds', async t => {
  t.timeout(120_000)
  const { steps, residentMegabytesMax } = await measureMemory({ scale: 'smoke' })
  t.is(steps.length, 4)
  t.true(residentMegabytesMax > 0 && residentMegabytesMax < residentMegabytesLimit)
})

test('the space of deleted objects comes back while it is waited for', async t => {
  t.timeout(120_000)
  const { filledBytes, leftBytes } = await measureReclaim({ scale: 'smoke' })
  t.true(leftBytes <= filledBytes / 5)
})

test('parity is measured in every scheme', t => {
  for (const result of measureReedSolomon({ scale: 'smoke' })) {
    t.true(result.encodeGigabytesPerSecond > 0 && result.rebuildGigabytesPerSecond > 0)
    t.true(result.plainGigabytesPerSecond > 0)
  }
})

test('a large bucket is filled, started with and listed', async t => {
  t.timeout(120_000)
  const { count, readyMs, residentMegabytes, listings } = await measureMillion({ scale: 'smoke' })
  t.true(count > 10_000 && readyMs > 0 && residentMegabytes > 0)
  t.is(listings.length, 2)
})

test('a volume is measured beside a local file', async t => {
  t.timeout(120_000)
  const { results, openMs } = await measureVolumes({ directory: tmpdir(), scale: 'smoke' })
  t.true(openMs > 0)
  for (const { name, volume, nbdFile, bareFile } of results) {
    t.true(volume > 0 && nbdFile > 0 && bareFile > 0, name)
  }
})

test('machines are measured beside bare QEMU', async t => {
  t.timeout(600_000)
  const { figures, verdicts } = await measureCompute({ scale: 'smoke' })
  t.is(figures.machineCount, 1)
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'number' && name !== 'serverBytesPerMachine') t.true(value > 0, name)
  }
  t.true(verdicts.every(({ reached }) => Number.isFinite(reached)))
})
