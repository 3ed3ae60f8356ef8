import { readdirSync, readFileSync } from 'node:fs'

/** What the process adds to the memory in use, in bytes: what it shares is counted in parts. */
export function proportionalBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024
}

/** The QEMU that runs the machine of this name. */
export function processOf(machineId: string): number {
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && commandLine(name).includes(`guest=${machineId}`)) return Number(name)
  }
  throw new Error(`no process runs ${machineId}`)
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return '' // It ended while the others were looked at.
  }
}
