/** What shows that a host of QEMU's works, and what makes sure that none of its machines does. */
import { open, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { HypervisorError } from '../../hypervisor.ts'
import { isMachineId, machinePaths } from './machine-paths.ts'
import { killProcess, readProcessRecord } from './process-record.ts'

/** Writes and reads back: a file system that fails is known by its errors alone. */
export async function probeFolder(folder: string): Promise<void> {
  const path = join(folder, '.probe')
  const text = Buffer.from('mallee')
  await using file = await open(path, 'w+', 0o600)
  await file.write(text, 0, text.length, 0)
  await file.datasync()
  const { buffer } = await file.read(Buffer.alloc(text.length), 0, text.length, 0)
  if (!buffer.equals(text))
    throw new HypervisorError('unavailable', `${folder} loses what it takes`)
  await unlink(path)
}

/** Kills the process of every machine of the folder; rejects where one was not seen to end. */
export async function killRecorded(runtimeFolder: string, timeoutMs: number): Promise<void> {
  const ids = (await readdir(runtimeFolder)).filter(isMachineId)
  const ended = await Promise.all(
    ids.map(async id => {
      const { record: path } = machinePaths(id, { machines: runtimeFolder, runtime: runtimeFolder })
      const record = await readProcessRecord(path)
      // Without a record no process came to be; one that cannot be read says nothing.
      return record === undefined ? await isMissing(path) : await killProcess(record, timeoutMs)
    }),
  )
  const alive = ids.filter((_, index) => !ended[index])
  if (alive.length > 0) {
    throw new HypervisorError('unavailable', `the processes of ${alive.join(', ')} do not end`)
  }
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
