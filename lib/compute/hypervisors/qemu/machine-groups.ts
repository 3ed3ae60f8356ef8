/**
 * Control groups: the kernel keeps a machine's QEMU within its type, whatever its guest makes it
 * do. Every machine has a group of its own below one of the server's; it is made before the process
 * becomes QEMU and removed after its end. Only version 2 with the controllers delegated to us will
 * do: as root, or under systemd with `Delegate=yes`.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html
 *
 * Disks are not limited here but in QEMU: what machines read and write goes through sockets too,
 * which `io.max` does not see.
 */
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../../log.ts'

export interface GroupLimits {
  readonly vcpuCount: number
  readonly memoryBytes: number
  /** What QEMU takes besides the guest's memory. */
  readonly overheadBytes: number
}

export interface MachineGroups {
  /** Puts the process, and all that come from it, into the machine's group. */
  enter(machineId: string, pid: number, limits: GroupLimits): Promise<void>
  /** Once nothing runs in it any more; what is not there is removed already. */
  remove(machineId: string): Promise<void>
}

export const processesMax = 256
const controllers = ['cpu', 'memory', 'pids'] as const
const periodMicroseconds = 100_000

/** The files of a group and what goes into each: pure, so that a test can read them. */
export function groupSettings(limits: GroupLimits): ReadonlyMap<string, string> {
  // Beside the guest's processors there is QEMU's own work for its devices.
  const quota = Math.round((limits.vcpuCount + 0.5) * periodMicroseconds)
  return new Map([
    ['cpu.max', `${quota} ${periodMicroseconds}`],
    ['cpu.weight', String(Math.min(10_000, 100 * limits.vcpuCount))],
    ['memory.max', String(limits.memoryBytes + limits.overheadBytes)],
    // Killed whole: half a QEMU would only hang.
    ['memory.oom.group', '1'],
    ['pids.max', String(processesMax)],
  ])
}

export interface GroupOptions {
  /** Where version 2 is mounted, `/sys/fs/cgroup`. */
  readonly root: string
  /** The process's own group, as /proc/self/cgroup says it. */
  readonly membership: string
  readonly pid: number
  /** Tells the groups of several servers apart; may be part of a path. */
  readonly name: string
  readonly log: Logger
}

/** Undefined where the host offers no groups to us; the log says which limits hold then. */
export async function openMachineGroups(options: GroupOptions): Promise<MachineGroups | undefined> {
  try {
    return await openGroups(options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    options.log.info(
      { reason },
      'machines are limited by QEMU alone: no control groups are delegated to this server',
    )
    return undefined
  }
}

async function openGroups({ root, membership, pid, name }: GroupOptions): Promise<MachineGroups> {
  const own = /^0::(\/.*)$/m.exec(membership)?.[1]
  if (own === undefined) throw new Error('this system has no control groups of version 2')
  const base = join(root, own)
  const offered = (await readFile(join(base, 'cgroup.controllers'), 'utf8')).trim().split(' ')
  const missing = controllers.filter(each => !offered.includes(each))
  if (missing.length > 0) throw new Error(`the controllers ${missing.join(', ')} are not delegated`)
  // Controllers can be handed down only by a group that has no processes itself; the root may.
  if (own !== '/') {
    const leaf = join(base, 'server')
    await mkdir(leaf, { recursive: true })
    await writeFile(join(leaf, 'cgroup.procs'), String(pid))
  }
  const control = controllers.map(each => `+${each}`).join(' ')
  await writeFile(join(base, 'cgroup.subtree_control'), control)
  const machines = join(base, name)
  await mkdir(machines, { recursive: true })
  await writeFile(join(machines, 'cgroup.subtree_control'), control)
  return {
    async enter(machineId, process, limits) {
      const group = join(machines, machineId)
      await mkdir(group, { recursive: true })
      for (const [file, value] of groupSettings(limits)) await writeFile(join(group, file), value)
      await writeFile(join(group, 'cgroup.procs'), String(process))
    },

    async remove(machineId) {
      try {
        await rmdir(join(machines, machineId))
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        // Never made, or removed by an earlier try.
        if (code !== 'ENOENT') throw error
      }
    },
  }
}
