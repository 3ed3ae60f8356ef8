/**
 * A block device with a cache that forgets: what was written since the last flush is lost when the
 * power goes, or kept, or torn within its sectors, in any order and as the random source decides.
 * No real disk promises more. QEMU takes it as a network block device on a unix socket.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { negotiate } from '../../../lib/compute/block-server/negotiation.ts'
import {
  command,
  decodeRequest,
  encodeReply,
  errorNumber,
  type Request,
  requestHeaderBytes,
  transmissionFlag,
} from '../../../lib/compute/block-server/protocol.ts'
import { SocketInput } from '../../../lib/compute/block-server/socket-input.ts'

const sectorBytes = 512
const requestBytesMax = 32 * 1024 * 1024
/** A real cache is bounded too: past this the oldest writes reach the medium by themselves. */
const cacheBytesMax = 256 * 1024 * 1024

interface CachedWrite {
  readonly offset: number
  readonly bytes: Buffer
}

export interface PowerCut {
  /** Written and not flushed when the power went. */
  readonly unflushedWrites: number
  /** Of these: wholly lost or torn. */
  readonly lostWrites: number
}

export class VolatileDisk implements AsyncDisposable {
  readonly socketPath: string
  readonly #file: number
  readonly #sizeBytes: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cache: CachedWrite[] = []
  #cachedBytes = 0

  /** `file` holds what is on the medium; it has `sizeBytes`. */
  constructor(options: { file: string; sizeBytes: number; socketPath: string }) {
    this.socketPath = options.socketPath
    this.#sizeBytes = options.sizeBytes
    this.#file = openSync(options.file, 'r+')
    this.#server = createServer(socket => this.#accept(socket))
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.socketPath, resolve)
    })
  }

  /** Takes no more requests, and settles what the writes since the last flush have left. */
  cut(random: () => number): PowerCut {
    for (const socket of this.#sockets) socket.destroy()
    const writes = this.#cache.map(write => ({ ...write, place: random() }))
    this.#cache = []
    this.#cachedBytes = 0
    // Some caches lose all, some next to nothing.
    const keptShare = [0, 0.5, 0.9][Math.floor(random() * 3)] ?? 0
    let lostWrites = 0
    for (const { offset, bytes } of writes.sort((a, b) => a.place - b.place)) {
      const kept = random() < keptShare ? bytes : torn(bytes, random)
      if (kept.length < bytes.length) lostWrites++
      this.#write({ offset, bytes: kept })
    }
    return { unflushedWrites: writes.length, lostWrites }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
    closeSync(this.#file)
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    // QEMU is killed in the middle of what it does; 'close' follows.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    this.#serve(socket).finally(() => socket.destroy())
  }

  async #serve(socket: Socket): Promise<void> {
    const input = new SocketInput(socket)
    const flags = transmissionFlag.hasFlags | transmissionFlag.sendFlush
    const facts = { sizeBytes: this.#sizeBytes, requestBytesMax, flags }
    if (!(await negotiate(socket, input, facts))) return
    for (;;) {
      const header = await input.take(requestHeaderBytes)
      const request = header && decodeRequest(header)
      if (!request || request.command === command.disconnect) return
      const isWrite = request.command === command.write
      const payload = isWrite ? await input.take(request.lengthBytes) : Buffer.alloc(0)
      if (!payload || socket.destroyed) return
      const answer = this.#perform(request, payload)
      socket.write(encodeReply(request.cookie, answer ? errorNumber.none : errorNumber.invalid))
      if (answer && answer.length > 0) socket.write(answer)
    }
  }

  /** What is to be sent back; `undefined` for a request that makes no sense. */
  #perform({ command: name, offset, lengthBytes }: Request, payload: Buffer): Buffer | undefined {
    const nothing = Buffer.alloc(0)
    if (Number(offset) + lengthBytes > this.#sizeBytes) return undefined
    switch (name) {
      case command.read:
        return this.#read(Number(offset), lengthBytes)
      case command.write:
        this.#cache.push({ offset: Number(offset), bytes: payload })
        this.#cachedBytes += payload.length
        if (this.#cachedBytes > cacheBytesMax) this.#flush(this.#cache.length >> 1)
        return nothing
      case command.flush:
        this.#flush(this.#cache.length)
        return nothing
      default:
        return undefined
    }
  }

  #read(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    readSync(this.#file, bytes, 0, length, offset)
    for (const write of this.#cache) {
      const start = Math.max(write.offset, offset)
      const end = Math.min(write.offset + write.bytes.length, offset + length)
      if (start < end) {
        write.bytes.copy(bytes, start - offset, start - write.offset, end - write.offset)
      }
    }
    return bytes
  }

  #flush(count: number): void {
    for (const write of this.#cache.splice(0, count)) {
      this.#write(write)
      this.#cachedBytes -= write.bytes.length
    }
  }

  #write({ offset, bytes }: CachedWrite): void {
    let done = 0
    while (done < bytes.length) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, offset + done)
    }
  }
}

/** Some whole sectors from the start: most often none. */
function torn(bytes: Buffer, random: () => number): Buffer {
  if (random() < 0.8) return bytes.subarray(0, 0)
  return bytes.subarray(0, Math.floor((random() * bytes.length) / sectorBytes) * sectorBytes)
}
