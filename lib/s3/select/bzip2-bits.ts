/** Bits of a buffer, the highest of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array
  #bitAt = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whole bytes that were begun. */
  get takenBytes(): number {
    return Math.ceil(this.#bitAt / 8)
  }

  get takenBits(): number {
    return this.#bitAt
  }

  set takenBits(bits: number) {
    this.#bitAt = bits
  }

  bit(): number {
    const byte = this.#bytes[this.#bitAt >>> 3]
    if (byte === undefined) throw new EndOfBits()
    const bit = (byte >>> (7 - (this.#bitAt & 7))) & 1
    this.#bitAt++
    return bit
  }

  /** At most 32. */
  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) value = value * 2 + this.bit()
    return value
  }
}

/** The buffer ends within what was read. */
export class EndOfBits extends Error {
  override readonly name = 'EndOfBits'
}
