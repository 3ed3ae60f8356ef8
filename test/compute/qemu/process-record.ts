import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import {
  identifyProcess,
  isAlive,
  killProcess,
  readProcessRecord,
  writeProcessRecord,
} from '../../../lib/compute/hypervisors/qemu/process-record.ts'

test('a process is killed only if it is the one recorded', async t => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child, 'spawn')
  const record = await identifyProcess(child.pid ?? 0)
  if (record === undefined) return t.fail('the process is not found')
  t.true(await isAlive(record))

  // The same id with another start, or from another boot, is another process.
  for (const other of [
    { ...record, startTicks: String(Number(record.startTicks) - 1) },
    { ...record, bootId: '00000000-0000-0000-0000-000000000000' },
  ]) {
    t.false(await isAlive(other))
    t.true(await killProcess(other, 1000))
    t.true(await isAlive(record))
  }
  t.true(await killProcess(record, 5000))
  t.false(await isAlive(record))
  t.true(await killProcess(record, 5000))
})

test('a record is read as it was written; a missing or senseless one is none', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-record-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'process.json')
  t.is(await readProcessRecord(path), undefined)
  const record = { pid: 4711, startTicks: '123456', bootId: 'abc' }
  await writeProcessRecord(path, record)
  t.deepEqual(await readProcessRecord(path), record)
  for (const senseless of [
    '',
    '{',
    '[]',
    '{"pid":1,"startTicks":"1","bootId":"a"}',
    '{"pid":"2"}',
  ]) {
    await writeFile(path, senseless)
    t.is(await readProcessRecord(path), undefined, senseless)
  }
})
