/** Figures of a machine from its process and from QEMU. */
import { readFile } from 'node:fs/promises'
import type { DiskStatistics } from '../../hypervisor.ts'
import { asObject } from './qmp-client.ts'

/** USER_HZ, in which the kernel shows processor time, is 100 wherever Linux runs machines. */
const msPerTick = 10

export interface ProcessFigures {
  readonly cpuTimeMs: number
  readonly residentBytes: number
}

/** Undefined when there is no such process. See proc(5). */
export async function processFigures(pid: number): Promise<ProcessFigures | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/status`, 'latin1'),
    ])
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1])
    if (!Number.isFinite(ticks) || !Number.isFinite(kibibytes)) return undefined
    return { cpuTimeMs: ticks * msPerTick, residentBytes: kibibytes * 1024 }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

const diskCountMax = 64

/** What the guest asked of its disks, from the answer to `query-blockstats`. */
export function diskFigures(answer: unknown): readonly DiskStatistics[] {
  if (!Array.isArray(answer)) return []
  return answer.slice(0, diskCountMax).flatMap((item: unknown) => {
    const device = asObject(item)
    const stats = asObject(device?.stats)
    // A device of the guest has a name; nodes below it count nothing of their own.
    const name = /^\/machine\/peripheral\/([^/]+)/.exec(String(device?.qdev ?? ''))?.[1]
    if (stats === undefined || name === undefined) return []
    return {
      name,
      readBytes: count(stats.rd_bytes),
      writtenBytes: count(stats.wr_bytes),
      readCount: count(stats.rd_operations),
      writeCount: count(stats.wr_operations),
      readTimeMs: count(stats.rd_total_time_ns) / 1e6,
      writeTimeMs: count(stats.wr_total_time_ns) / 1e6,
    }
  })
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
}
