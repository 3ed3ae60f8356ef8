import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { bootProbe, bootProbeDisk } from '../../../lib/compute/hypervisors/qemu/boot-probe.ts'

const emulator = '/usr/bin/qemu-system-x86_64'

test('the probe guest reaches 64 bits and computes the right result', async t => {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'mallee-probe-'))
  t.teardown(() => rm(temporaryFolder, { recursive: true }))
  const options = { emulator, accelerator: 'tcg' as const, temporaryFolder }
  t.true(await bootProbe({ ...options, timeoutMs: 60_000 }))
  t.deepEqual(await readdir(temporaryFolder), [])
})

test('a guest that is not done in time, and a program that is no QEMU, fail the probe', async t => {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'mallee-probe-'))
  t.teardown(() => rm(temporaryFolder, { recursive: true }))
  const options = { accelerator: 'tcg' as const, temporaryFolder }
  t.false(await bootProbe({ ...options, emulator, timeoutMs: 20 }))
  t.false(await bootProbe({ ...options, emulator: '/bin/true', timeoutMs: 5_000 }))
  t.false(await bootProbe({ ...options, emulator: '/nonexistent', timeoutMs: 5_000 }))
  t.deepEqual(await readdir(temporaryFolder), [])
})

test('the probe disk is bootable', t => {
  t.is(bootProbeDisk().readUInt16LE(510), 0xaa55)
})
