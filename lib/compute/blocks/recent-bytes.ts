/**
 * The bytes of recent writes, so that they need not be read from the journal again when they go on
 * into storage. One for all volumes: memory does not grow with their number.
 */
export class RecentBytes {
  readonly #kept = new Set<RecentWrite>()
  readonly #bytesMax: number
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  keep(bytes: Uint8Array): RecentWrite {
    const write = new RecentWrite(bytes, gone => this.#forget(gone))
    this.#kept.add(write)
    this.#bytes += write.heldBytes
    for (const oldest of this.#kept) {
      if (this.#bytes <= this.#bytesMax) break
      this.#forget(oldest)
    }
    return write
  }

  #forget(write: RecentWrite): void {
    if (!this.#kept.delete(write)) return
    this.#bytes -= write.heldBytes
    write.forget()
  }
}

/** One write; its bytes are there until it is forgotten for others, or released as often as retained. */
export class RecentWrite {
  /** What is kept alive by it, which may be more than its bytes. */
  readonly heldBytes: number
  readonly #onUnused: (write: RecentWrite) => void
  #bytes: Uint8Array | undefined
  #useCount = 0

  constructor(bytes: Uint8Array, onUnused: (write: RecentWrite) => void) {
    this.#bytes = bytes
    this.heldBytes = bytes.buffer.byteLength
    this.#onUnused = onUnused
  }

  get bytes(): Uint8Array | undefined {
    return this.#bytes
  }

  retain(): void {
    this.#useCount++
  }

  release(): void {
    this.#useCount--
    if (this.#useCount === 0) this.#onUnused(this)
  }

  forget(): void {
    this.#bytes = undefined
  }
}
