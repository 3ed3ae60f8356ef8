/** Fills the file of one strip: chunks are gathered to large writes, a few of which are in flight. */
import type { File } from '../../disk/file-system.ts'
import type { DiskSpace } from '../../disk/space.ts'
import { writeFailure } from '../../disk/space.ts'
import type { Chunk } from './chunk-cutter.ts'
import type { Strip } from './strip-file.ts'
import { encodeTail } from './strip-file.ts'

const WRITES_IN_FLIGHT_MAX = 2

export interface StripWriterOptions {
  readonly space: DiskSpace
  /** After how many bytes a sync is begun while more come. */
  readonly syncBytes: number
  /** Gets the chunks that were written, or whose write failed. */
  readonly release?: (chunks: readonly Chunk[]) => void
}

export class StripWriter {
  readonly #file: File
  readonly #space: DiskSpace
  readonly #syncBytes: number
  readonly #release: (chunks: readonly Chunk[]) => void
  readonly #inFlight = new Set<Promise<void>>()
  readonly #crcs: number[] = []
  #waiting: Chunk[] = []
  #waitingBytes = 0
  #writtenBytes = 0
  #unsyncedBytes = 0
  #syncing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined
  #closing: Promise<void> | undefined

  /** Takes over the file. */
  constructor(file: File, options: StripWriterOptions) {
    this.#file = file
    this.#space = options.space
    this.#syncBytes = options.syncBytes
    this.#release = options.release ?? (() => {})
  }

  /** Gathered bytes that no write was begun for. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  add(chunk: Chunk): void {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.bytes.length
    this.#crcs.push(chunk.crc)
  }

  /** Begins the write of what is gathered, once few enough are in flight. Throws what failed. */
  async send(): Promise<void> {
    if (this.#inFlight.size >= WRITES_IN_FLIGHT_MAX) await Promise.race(this.#inFlight)
    if (this.#failure) throw this.#failure.error
    const chunks = this.#waiting
    const sizeBytes = this.#waitingBytes
    if (sizeBytes === 0) return
    this.#waiting = []
    this.#waitingBytes = 0
    await this.#space.claim(sizeBytes)
    const parts = chunks.map(({ bytes }) => bytes)
    const writing = this.#file
      .writeAll(parts, this.#writtenBytes)
      .catch(error => {
        this.#failure ??= { error: writeFailure(error) }
      })
      .then(() => {
        this.#inFlight.delete(writing)
        this.#release(chunks)
      })
    this.#inFlight.add(writing)
    this.#writtenBytes += sizeBytes
    this.#unsyncedBytes += sizeBytes
    if (this.#unsyncedBytes >= this.#syncBytes && !this.#syncing) this.#syncBehind()
  }

  /** Resolves when all of it is durable. */
  async finish(strip: Strip, blobBytes: number): Promise<void> {
    await this.send()
    await this.#settle()
    if (this.#failure) throw this.#failure.error
    const tail = encodeTail(strip, { crcs: this.#crcs, dataBytes: this.#writtenBytes, blobBytes })
    try {
      await this.#file.write(tail.bytes, tail.position)
      await this.#file.syncData()
    } catch (error) {
      throw writeFailure(error)
    }
  }

  /** Repeating it changes nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#settle().then(() => this.#file.close())
    return this.#closing
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#inFlight)
    await this.#syncing
  }

  /** The disk works while the body still comes, so that the last sync finds little to do. */
  #syncBehind(): void {
    this.#unsyncedBytes = 0
    this.#syncing = this.#file
      .syncData()
      .catch(error => {
        this.#failure ??= { error: writeFailure(error) }
      })
      .then(() => {
        this.#syncing = undefined
      })
  }
}
