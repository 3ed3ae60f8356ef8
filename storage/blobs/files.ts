/** Files by descriptor, with promises: FileHandle costs several times more per read. */
import * as fs from 'node:fs'
import { promisify } from 'node:util'
import { StorageError } from '../storage.ts'

export const closeFile = promisify(fs.close)
export const syncData = promisify(fs.fdatasync)
const open = promisify(fs.open)
const write = promisify(fs.write)

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

export function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_SPACE.has(String(error.code))
}

/** Failures of writing, in the words of the storage contract. */
export function writeFailure(error: unknown): unknown {
  return isNoSpace(error)
    ? new StorageError('disk-full', 'no space left on the disk', { cause: error })
    : error
}

/** Refuses to open what exists. */
export function createFile(path: string): Promise<number> {
  return open(path, 'wx', 0o600)
}

/** `undefined`: there is no such file. */
export async function openFile(path: string): Promise<number | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

export async function writeAll(file: number, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const written = await write(file, bytes, done, bytes.length - done, position + done)
    if (written.bytesWritten === 0) throw new Error('the file takes no more bytes')
    done += written.bytesWritten
  }
}

/** Exactly `length` bytes, or fewer at the end of the file. */
export function readAt(file: number, length: number, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  return new Promise((resolve, reject) => {
    let done = 0
    const next = () => {
      fs.read(file, buffer, done, length - done, position + done, (error, count) => {
        if (error) return reject(error)
        done += count
        if (count === 0 || done === length) return resolve(buffer.subarray(0, done))
        next()
      })
    }
    next()
  })
}

/** Slower than any read from the page cache. */
const WAITED_MS = 0.5
const POOLED_READS = 64
const DIRECT_BYTES_MAX = 65_536

/**
 * Reads small pieces. From the page cache that takes a few microseconds, and handing it to another
 * thread ten times that; from a disk it would hold up the event loop. So it reads directly until a
 * read has waited for the disk, and then lets the pool do the next ones.
 */
export class SmallReads {
  #pooledCount = 0

  async read(file: number, length: number, position: number): Promise<Buffer> {
    if (this.#pooledCount > 0 || length > DIRECT_BYTES_MAX) {
      this.#pooledCount = Math.max(0, this.#pooledCount - 1)
      return readAt(file, length, position)
    }
    const buffer = Buffer.allocUnsafe(length)
    const startMs = performance.now()
    let done = 0
    for (let count = 1; count > 0 && done < length; done += count) {
      count = fs.readSync(file, buffer, done, length - done, position + done)
    }
    if (performance.now() - startMs > WAITED_MS) this.#pooledCount = POOLED_READS
    return buffer.subarray(0, done)
  }
}

/** Makes the names in a directory durable: files created in it, renamed or removed. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await promisify(fs.fsync)(directory)
  } finally {
    await closeFile(directory)
  }
}
