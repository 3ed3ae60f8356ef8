import { open, readFile, rename, stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What EC2's GetConsoleOutput shows. */
export const consoleTailBytes = 64 * 1024

/** Of one of the two files; a machine's console takes at most twice this on disk. */
const fileBytesMax = 512 * 1024

/**
 * Keeps what a guest writes to its serial port. We read the port's socket and write to a file,
 * which is put aside when it is full and replaces the one put aside before: a guest that writes
 * without end fills no disk, and one that writes faster than the disk waits. While nobody reads,
 * QEMU drops what the guest writes, so the console has a gap where the server was down.
 */
export class ConsoleSpool {
  readonly #path: string
  readonly #socket: Socket
  readonly #done: Promise<void>

  constructor(path: string, socket: Socket, onError: (error: unknown) => void) {
    this.#path = path
    this.#socket = socket
    this.#done = this.#copy().catch(error => {
      // We ended it ourselves while QEMU was still there.
      if (!socket.destroyed) onError(error)
      socket.destroy()
    })
  }

  /** Writes what is still on its way from a QEMU that has ended, for so long, and closes. */
  async close(drainMs: number): Promise<void> {
    await Promise.race([this.#done, sleep(drainMs, undefined, { ref: false })])
    this.#socket.destroy()
    await this.#done
  }

  async #copy(): Promise<void> {
    let file = await open(this.#path, 'a', 0o600)
    try {
      let sizeBytes = (await file.stat()).size
      for await (const chunk of this.#socket) {
        // The socket has no encoding, so it yields buffers.
        const bytes = chunk as Buffer
        await file.write(bytes)
        sizeBytes += bytes.length
        if (sizeBytes < fileBytesMax) continue
        await file.close()
        await rename(this.#path, previousOf(this.#path))
        file = await open(this.#path, 'a', 0o600)
        sizeBytes = 0
      }
    } finally {
      await file.close()
    }
  }
}

/** Attaches to the serial port at `socketPath` and keeps its output at `path`. */
export async function openConsoleSpool(options: {
  readonly path: string
  readonly socketPath: string
  onError(error: unknown): void
}): Promise<ConsoleSpool> {
  const socket = connect(options.socketPath)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined) // The copy's loop reports it.
  return new ConsoleSpool(options.path, socket, options.onError)
}

/** The last 64 KiB, and when the last of them came. */
export async function readConsoleTail(
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly atMs: number } | undefined> {
  const [previous, current] = await Promise.all([readIfThere(previousOf(path)), readIfThere(path)])
  if (previous === undefined && current === undefined) return undefined
  const all = Buffer.concat([previous ?? Buffer.alloc(0), current ?? Buffer.alloc(0)])
  const newest = current === undefined ? previousOf(path) : path
  return {
    bytes: all.subarray(Math.max(0, all.length - consoleTailBytes)),
    atMs: (await stat(newest)).mtimeMs,
  }
}

function previousOf(path: string): string {
  return `${path}.1`
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
