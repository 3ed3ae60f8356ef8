/**
 * Puts the slices of a body together, at the cost of their bytes alone: a body that comes in a
 * million slices of one byte must not cost a million objects.
 */
import { S3Error } from '../errors.ts'

export class Collector {
  readonly #bytesMax: number
  /** The only slice so far, not copied: small bodies come in one. */
  #first: Uint8Array | undefined
  #buffer: Buffer | undefined
  #sizeBytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Throws S3Error `MaxMessageLengthExceeded` beyond the maximum. */
  add(slice: Uint8Array): void {
    const sizeBytes = this.#sizeBytes + slice.length
    if (sizeBytes > this.#bytesMax) throw new S3Error('MaxMessageLengthExceeded')
    if (this.#sizeBytes === 0) {
      this.#first = slice
    } else {
      const buffer = this.#room(sizeBytes)
      buffer.set(slice, this.#sizeBytes)
      this.#first = undefined
    }
    this.#sizeBytes = sizeBytes
  }

  bytes(): Uint8Array {
    return this.#first ?? this.#buffer?.subarray(0, this.#sizeBytes) ?? new Uint8Array(0)
  }

  /** A buffer for so many bytes that holds those so far; grows by doubling, up to the maximum. */
  #room(sizeBytes: number): Buffer {
    const held = this.#buffer
    if (held && !this.#first && held.length >= sizeBytes) return held
    const grown = Buffer.allocUnsafe(Math.min(Math.max(sizeBytes * 2, 4096), this.#bytesMax))
    grown.set(this.bytes())
    this.#buffer = grown
    return grown
  }
}
