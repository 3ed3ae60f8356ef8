import type { ChildProcess } from 'node:child_process'
import { open, readFile, rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseObject } from './qmp-client.ts'

/**
 * Which process a machine is. A process id alone may have been given to another process since, so
 * it goes with the time at which the process was started, which the kernel counts from the boot
 * that `bootId` names: together they never come back.
 */
export interface ProcessRecord {
  readonly pid: number
  /** In clock ticks since the boot. */
  readonly startTicks: string
  readonly bootId: string
}

/** Undefined when there is no such process. */
export async function identifyProcess(pid: number): Promise<ProcessRecord | undefined> {
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(ignoreMissing)
  if (status === undefined) return undefined
  // The second field is the program's name in parentheses and may hold anything; the third is the
  // state and the 22nd the start time: see proc(5).
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim()
  return { pid, startTicks, bootId }
}

export async function isAlive(record: ProcessRecord): Promise<boolean> {
  const now = await identifyProcess(record.pid)
  return now?.startTicks === record.startTicks && now.bootId === record.bootId
}

/** Kills the process, if it still is the one recorded, and waits until it has gone. */
export async function killProcess(record: ProcessRecord, timeoutMs: number): Promise<boolean> {
  if (!(await isAlive(record))) return true
  try {
    process.kill(record.pid, 'SIGKILL')
  } catch {
    // It went between the look and the kill.
  }
  return await waitForExit(record, timeoutMs)
}

/** True when the process has gone within the time. It may be no child of ours, so this polls. */
export async function waitForExit(
  record: ProcessRecord,
  timeoutMs: number,
  haste?: AbortSignal,
): Promise<boolean> {
  const pauseMs = 20
  for (let waitedMs = 0; await isAlive(record); waitedMs += pauseMs) {
    if (waitedMs >= timeoutMs || haste?.aborted) return false
    await sleep(pauseMs)
  }
  return true
}

/** Whole or not at all, so that a reader after a crash never sees half a record. */
export async function writeProcessRecord(path: string, record: ProcessRecord): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(record))
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

export async function readProcessRecord(path: string): Promise<ProcessRecord | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const { pid, startTicks, bootId } = parseObject(text) ?? {}
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 2) return undefined
  if (typeof startTicks !== 'string' || typeof bootId !== 'string') return undefined
  return { pid, startTicks, bootId }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
  throw error
}

/**
 * Before a process becomes QEMU its record is written: from then on a restarted server must be able
 * to find and end it. A process whose record cannot be written is ended.
 */
export async function recordProcess(
  { pid, child }: { readonly pid: number; readonly child: ChildProcess },
  path: string,
): Promise<ProcessRecord> {
  const record = await identifyProcess(pid)
  if (record === undefined) throw new Error('the process of the machine has ended')
  try {
    await writeProcessRecord(path, record)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return record
}
