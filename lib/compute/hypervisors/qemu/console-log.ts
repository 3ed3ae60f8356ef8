/**
 * What a guest wrote to its serial port. QEMU appends it to a file of its own, the live log, so
 * that nothing is lost while the server is away, and the kernel bounds that file: it begins behind
 * a hole that ends `liveRoomBytes` before the process's limit on file sizes. What would be written
 * past the limit is refused (EFBIG) and QEMU drops it. While the server is there it empties the
 * live log in time:
 *
 *   machine's folder   console.log    the last part of what was moved out of the live log
 *   runtime folder     console.live   [ hole of liveBaseBytes | what came since ]
 *
 * What comes between the reading of a full live log and its truncation is lost, microseconds of a
 * guest that never stops; a server that is killed just there shows a stretch twice.
 */
import { type FileHandle, open, readFile, rename, stat, truncate } from 'node:fs/promises'
import type { MachinePaths } from './machine-paths.ts'

type ConsolePaths = Pick<MachinePaths, 'console' | 'liveConsole'>

export interface ConsoleTail {
  readonly bytes: Uint8Array
  /** When the last of them came. */
  readonly atMs: number
}

/** What EC2's GetConsoleOutput shows. */
export const consoleTailBytes = 64 * 1024

/** A hole takes no room; every common file system has files of this size. */
const liveBaseBytes = 2 ** 41

/** What a guest may say while the server is away, or between two looks of the server. */
export const liveRoomBytes = 1024 * 1024

/** QEMU's limit on the size of every file that it writes, its disk included. */
export const fileSizeLimitBytes = liveBaseBytes + liveRoomBytes

/** From here on a live log is emptied. */
const liveFullBytes = 256 * 1024

/** What is kept of it then. */
const keptBytesMax = 256 * 1024

/** An empty live log, made before QEMU opens it. */
export async function createLiveConsole({ liveConsole }: ConsolePaths): Promise<void> {
  const file = await open(liveConsole, 'w', 0o600)
  try {
    await file.truncate(liveBaseBytes)
  } finally {
    await file.close()
  }
}

/** Undefined where the machine never ran. */
export async function readConsoleTail(paths: ConsolePaths): Promise<ConsoleTail | undefined> {
  const [kept, live] = await Promise.all([readKept(paths), readLive(paths)])
  if (kept === undefined && live === undefined) return undefined
  const hasLive = live !== undefined && (live.bytes.length > 0 || kept === undefined)
  const all = [kept?.bytes ?? Buffer.alloc(0), live?.bytes ?? Buffer.alloc(0)]
  return {
    bytes: tailOf(all, consoleTailBytes),
    atMs: (hasLive ? live : kept)?.atMs ?? 0,
  }
}

/** Empties a live log that is filling. */
export async function rotateConsole(paths: ConsolePaths): Promise<void> {
  const found = await ifThere(stat(paths.liveConsole))
  if (found === undefined || found.size - liveBaseBytes < liveFullBytes) return
  await keepConsole(paths)
}

/** Moves what the live log holds to the machine's folder; for the end of a machine as well. */
export async function keepConsole(paths: ConsolePaths): Promise<void> {
  const live = await readLive(paths)
  if (live === undefined || live.bytes.length === 0) return
  const kept = await readKept(paths)
  const temporary = `${paths.console}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(tailOf([kept?.bytes ?? Buffer.alloc(0), live.bytes], keptBytesMax))
  } finally {
    await file.close()
  }
  await rename(temporary, paths.console)
  await ifThere(truncate(paths.liveConsole, liveBaseBytes))
}

function tailOf(parts: readonly Buffer[], bytesMax: number): Buffer {
  const all = Buffer.concat(parts)
  return all.subarray(Math.max(0, all.length - bytesMax))
}

async function readKept({ console }: ConsolePaths) {
  const bytes = await ifThere(readFile(console))
  return bytes && { bytes, atMs: (await stat(console)).mtimeMs }
}

async function readLive({ liveConsole }: ConsolePaths) {
  const file = await ifThere(open(liveConsole, 'r'))
  if (file === undefined) return undefined
  try {
    const { size, mtimeMs } = await file.stat()
    // The process that writes it may be in a guest's hands: no more is read than may be there.
    const length = Math.min(Math.max(0, size - liveBaseBytes), liveRoomBytes)
    return { bytes: await readFully(file, length), atMs: mtimeMs }
  } finally {
    await file.close()
  }
}

async function readFully(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, liveBaseBytes + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

async function ifThere<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
