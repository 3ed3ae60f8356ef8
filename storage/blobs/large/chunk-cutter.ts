/** Cuts a body into chunks without copying more than its small pieces. */
import { CHUNK_BYTES, crc32c } from '../checksum.ts'

/** Smaller pieces are copied together: each that is kept costs more than its bytes. */
const KEPT_PIECE_BYTES_MIN = 8 * 1024

/** 64 KiB, or fewer at the end of a body. */
export interface Chunk {
  /** Its bytes, in order. */
  readonly parts: readonly Uint8Array[]
  readonly sizeBytes: number
  readonly crc: number
}

/** The pieces that it is given must not change afterwards. */
export class ChunkCutter {
  #parts: Uint8Array[] = []
  #sizeBytes = 0
  #crc = 0
  /** Small pieces are copied to where `#copiedBytes` says; only the last part may lie in it. */
  #copies: Buffer | undefined
  #copiedBytes = 0
  #endsInCopies = false;

  /** The chunks that are complete with this piece. */
  *push(piece: Uint8Array): Generator<Chunk> {
    for (let start = 0; start < piece.length; ) {
      const count = Math.min(piece.length - start, CHUNK_BYTES - this.#sizeBytes)
      this.#add(count === piece.length ? piece : piece.subarray(start, start + count))
      start += count
      if (this.#sizeBytes === CHUNK_BYTES) yield this.#take()
    }
  }

  /** The last chunk, if there is more than the complete ones. */
  end(): Chunk | undefined {
    return this.#sizeBytes > 0 ? this.#take() : undefined
  }

  #add(bytes: Uint8Array): void {
    this.#crc = this.#sizeBytes === 0 ? crc32c(bytes) : crc32c(bytes, this.#crc)
    this.#sizeBytes += bytes.length
    if (bytes.length < KEPT_PIECE_BYTES_MIN) {
      this.#copy(bytes)
    } else {
      this.#parts.push(bytes)
      this.#endsInCopies = false
    }
  }

  #copy(bytes: Uint8Array): void {
    this.#copies ??= Buffer.allocUnsafeSlow(CHUNK_BYTES)
    const start = this.#copiedBytes
    this.#copies.set(bytes, start)
    this.#copiedBytes += bytes.length
    const last = this.#endsInCopies ? this.#parts.pop() : undefined
    const from = start - (last?.length ?? 0)
    this.#parts.push(this.#copies.subarray(from, this.#copiedBytes))
    this.#endsInCopies = true
  }

  #take(): Chunk {
    const chunk = { parts: this.#parts, sizeBytes: this.#sizeBytes, crc: this.#crc }
    this.#parts = []
    this.#sizeBytes = 0
    this.#crc = 0
    this.#copies = undefined
    this.#copiedBytes = 0
    this.#endsInCopies = false
    return chunk
  }
}
