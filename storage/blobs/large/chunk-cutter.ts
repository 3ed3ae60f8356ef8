/** Cuts a body into chunks. */
import { CHUNK_BYTES, crc32c } from '../checksum.ts'
import type { ChunkBuffers } from './chunk-buffers.ts'

/** 64 KiB, or fewer at the end of a body. */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly crc: number
}

/** Copies what it is given: pieces of a socket are then dead at once, and cost next to nothing. */
export class ChunkCutter {
  readonly #buffers: ChunkBuffers
  #buffer: Uint8Array | undefined
  #sizeBytes = 0

  constructor(buffers: ChunkBuffers) {
    this.#buffers = buffers
  }

  /** The chunks that are complete with this piece. */
  *push(piece: Uint8Array): Generator<Chunk> {
    for (let start = 0; start < piece.length; ) {
      const count = Math.min(piece.length - start, CHUNK_BYTES - this.#sizeBytes)
      const bytes = count === piece.length ? piece : piece.subarray(start, start + count)
      this.#buffer ??= this.#buffers.take()
      this.#buffer.set(bytes, this.#sizeBytes)
      this.#sizeBytes += count
      start += count
      if (this.#sizeBytes === CHUNK_BYTES) yield this.#take(this.#buffer)
    }
  }

  /** The last chunk, if there is more than the complete ones. */
  end(): Chunk | undefined {
    return this.#buffer && this.#take(this.#buffer)
  }

  #take(buffer: Uint8Array): Chunk {
    const bytes = this.#sizeBytes === CHUNK_BYTES ? buffer : buffer.subarray(0, this.#sizeBytes)
    this.#buffer = undefined
    this.#sizeBytes = 0
    return { bytes, crc: crc32c(bytes) }
  }
}
