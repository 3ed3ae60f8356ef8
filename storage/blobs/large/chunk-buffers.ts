/**
 * The memory of chunks on their way to disks, used again and again. Were it new for each chunk it
 * would live long enough to leave V8's nursery, and its death, of which the heap knows nothing,
 * would have the whole heap marked several times a second: a third of the processor.
 */
import { CHUNK_BYTES } from '../checksum.ts'

/** 16 MiB in a thread: what some sixteen uploads have in flight. */
const FREE_COUNT_MAX = 256

export class ChunkBuffers {
  readonly #free: Uint8Array[] = []

  /** Of CHUNK_BYTES, with anything in it. */
  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
  }

  /** Nobody reads or writes it any more; the shorter ones at the ends of bodies are not kept. */
  give(buffer: Uint8Array): void {
    if (buffer.length < CHUNK_BYTES || this.#free.length >= FREE_COUNT_MAX) return
    this.#free.push(buffer)
  }
}
