/** Looking at a running machine without touching it: its figures and its screen. */
import { open, rm } from 'node:fs/promises'
import { HypervisorError, type MachineStatistics, type Picture } from '../../hypervisor.ts'
import type { Attachment } from './attachment.ts'
import type { LiveMachine } from './live-machine.ts'
import { readPicture } from './picture.ts'
import { diskFigures, processFigures } from './statistics.ts'

/** Undefined if the machine has just ended. */
export async function statisticsOf({
  machine,
  blockServer,
  disks: volumes,
}: Attachment): Promise<MachineStatistics | undefined> {
  try {
    const [power, figures, blocks] = await Promise.all([
      machine.power(),
      processFigures(machine.record.pid),
      machine.blockStatistics(),
    ])
    if (figures === undefined) return undefined
    const disks = diskFigures(blocks)
    const storageReadBytes = (blockServer?.usage().byteCount ?? 0) + volumes.readBytes()
    return { power, ...figures, disks, storageReadBytes }
  } catch (error) {
    if (!(await machine.isAlive())) return undefined
    throw error
  }
}

/** The file is made for QEMU, which has no right to make one. */
export async function takePicture(
  machine: LiveMachine,
  options: {
    readonly path: string
    readonly owner?: { readonly uid: number; readonly gid: number } | undefined
  },
): Promise<Picture> {
  const { path, owner } = options
  await rm(path, { force: true })
  const file = await open(path, 'wx', 0o600)
  try {
    if (owner !== undefined) await file.chown(owner.uid, owner.gid)
  } finally {
    await file.close()
  }
  try {
    await machine.takePicture(path)
    return await readPicture(path)
  } catch (error) {
    const message = `${machine.id}: no picture of the screen: ${String(error)}`
    throw new HypervisorError('unavailable', message, { cause: error })
  } finally {
    await rm(path, { force: true })
  }
}
