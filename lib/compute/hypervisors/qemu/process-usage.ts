import { readFile } from 'node:fs/promises'
import type { MachineUsage } from '../../ephemeral-machine.ts'

/** `USER_HZ`, which Linux fixes for what it shows in /proc: proc(5). */
const ticksPerSecond = 100

/** What a process has used since its start; undefined once it has ended. */
export async function readProcessUsage(pid: number): Promise<MachineUsage | undefined> {
  try {
    const [times, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/status`, 'latin1'),
    ])
    // The 14th and 15th field; the second is a name in parentheses and may hold anything.
    const fields = times.slice(times.lastIndexOf(')') + 2).split(' ')
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
    // A process that has ended and was not asked for its status yet has no memory any more.
    if (peak === undefined) return undefined
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      memoryBytesMax: Number(peak) * 1024,
    }
  } catch {
    // It ended between the looks.
    return undefined
  }
}
