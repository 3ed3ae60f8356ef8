/** What a process and its children have used so far, read from Linux's /proc (see proc(5)). */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessUsage {
  /** User and system time of all threads. */
  readonly cpuSeconds: number
  readonly residentBytes: number
}

/** USER_HZ: what /proc counts in, 100 on every architecture that Node runs on. */
const ticksPerSecond = 100
const processesMax = 64

/** `undefined` when there is no such process, or no /proc. */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  const processes = [pid]
  let [cpuSeconds, residentBytes, seen] = [0, 0, 0]
  for (let next = processes.pop(); next !== undefined; next = processes.pop()) {
    const usage = readOne(next)
    if (usage === undefined && next === pid) return undefined
    cpuSeconds += usage?.cpuSeconds ?? 0
    residentBytes += usage?.residentBytes ?? 0
    seen += 1
    if (seen >= processesMax) break
    processes.push(...childrenOf(next))
  }
  return { cpuSeconds, residentBytes }
}

function readOne(pid: number): ProcessUsage | undefined {
  try {
    // The second field is the command in parentheses and may hold anything: count from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return {
      cpuSeconds: ticks / ticksPerSecond,
      residentBytes: Number(resident ?? 0) * 1024,
    }
  } catch {
    return undefined // It ended while it was read, or this is not Linux.
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
        .split(' ')
        .filter(child => child !== '')
        .map(Number),
    )
  } catch {
    return [] // It ended while it was read.
  }
}
