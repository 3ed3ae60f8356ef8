/** The real file system, by descriptors: Node's FileHandle costs several times more per read. */
import * as fs from 'node:fs'
import * as promises from 'node:fs/promises'
import { promisify } from 'node:util'
import type { File, FileSystem } from './file-system.ts'
import { hasCode } from './file-system.ts'

const open = promisify(fs.open)
const close = promisify(fs.close)
const write = promisify(fs.write)
const writev = promisify(fs.writev)
const readv = promisify(fs.readv)
const fstat = promisify(fs.fstat)
const fsync = promisify(fs.fsync)
const fdatasync = promisify(fs.fdatasync)

/** The system's limit of pieces in one call (IOV_MAX). */
const PARTS_MAX = 1024

export const nodeFileSystem: FileSystem = {
  create: async path => new NodeFile(await open(path, 'wx', 0o600)),
  open: path => openExisting(path, 'r'),
  openForRepair: path => openExisting(path, 'r+'),
  rename: (from, to) => promises.rename(from, to),
  remove: async path => (await unlessMissing(promises.unlink(path).then(() => true))) ?? false,
  makeDirectory: async path => {
    await promises.mkdir(path, { mode: 0o700 }).catch(error => {
      if (!hasCode(error, 'EEXIST')) throw error
    })
  },
  makeDirectories: async path => {
    await promises.mkdir(path, { recursive: true, mode: 0o700 })
  },
  list: path => unlessMissing(promises.readdir(path)),
  sizeBytes: async path => (await unlessMissing(promises.stat(path)))?.size,
  device: async path => (await unlessMissing(promises.stat(path)))?.dev,
  space: async path => {
    const { bsize, blocks, bavail } = await promises.statfs(path)
    return { totalBytes: bsize * blocks, freeBytes: bsize * bavail }
  },
  syncDirectory: async path => {
    const directory = await open(path, 'r')
    try {
      await fsync(directory)
    } finally {
      await close(directory)
    }
  },
}

class NodeFile implements File {
  readonly #descriptor: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  read(length: number, position: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length)
    return new Promise((resolve, reject) => {
      let done = 0
      const next = () => {
        const from = position + done
        fs.read(this.#descriptor, buffer, done, length - done, from, (error, count) => {
          if (error) return reject(error)
          done += count
          if (count === 0 || done === length) return resolve(buffer.subarray(0, done))
          next()
        })
      }
      next()
    })
  }

  async readInto(parts: readonly Uint8Array[], position: number): Promise<number> {
    let done = 0
    let rest = parts
    while (rest.length > 0) {
      const from = position + done
      const { bytesRead } = await readv(this.#descriptor, rest.slice(0, PARTS_MAX), from)
      if (bytesRead === 0) break
      done += bytesRead
      rest = without(rest, bytesRead)
    }
    return done
  }

  readDirectly(length: number, position: number): Buffer {
    const buffer = Buffer.allocUnsafe(length)
    let done = 0
    for (let count = 1; count > 0 && done < length; done += count) {
      count = fs.readSync(this.#descriptor, buffer, done, length - done, position + done)
    }
    return buffer.subarray(0, done)
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0
    while (done < bytes.length) {
      const from = position + done
      const { bytesWritten } = await write(this.#descriptor, bytes, done, bytes.length - done, from)
      if (bytesWritten === 0) throw new Error('the file takes no more bytes')
      done += bytesWritten
    }
  }

  async writeAll(parts: readonly Uint8Array[], position: number): Promise<void> {
    let at = position
    let rest = parts
    while (rest.length > 0) {
      const { bytesWritten } = await writev(this.#descriptor, rest.slice(0, PARTS_MAX), at)
      if (bytesWritten === 0) throw new Error('the file takes no more bytes')
      at += bytesWritten
      rest = without(rest, bytesWritten)
    }
  }

  async sizeBytes(): Promise<number> {
    return (await fstat(this.#descriptor)).size
  }

  syncData(): Promise<void> {
    return fdatasync(this.#descriptor)
  }

  close(): Promise<void> {
    return close(this.#descriptor)
  }
}

async function openExisting(path: string, flags: 'r' | 'r+'): Promise<File | undefined> {
  const descriptor = await unlessMissing(open(path, flags))
  return descriptor === undefined ? undefined : new NodeFile(descriptor)
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** What is left of the parts after their first `count` bytes. */
function without(parts: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let left = count
  let index = 0
  for (let part = parts[index]; part && part.length <= left; part = parts[++index]) {
    left -= part.length
  }
  const [first, ...others] = parts.slice(index)
  return first ? [first.subarray(left), ...others] : []
}
