import { readFile } from 'node:fs/promises'

/** What the kernel could give to programs without taking it from others: proc(5), MemAvailable. */
export async function readHostFreeBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'latin1')
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]
  if (kibibytes === undefined) throw new Error('/proc/meminfo does not say what is available')
  return Number(kibibytes) * 1024
}
