/**
 * Which strips of large blobs some record named while a walk went through the index: a strip that is
 * not among them is an orphan. A record that moves behind the walk is written meanwhile, so the walk
 * and the writer of the index together mark everything that lives.
 *
 * A Bloom filter, because the set has no bound: it takes an orphan for a living strip now and then,
 * never the other way, and with another salt in each walk the same orphan is not spared for long.
 */
import { decodeLarge } from '../blobs/large/locator.ts'
import { INTENT_PREFIX } from '../layout.ts'
import type { Write } from '../meta/meta.ts'

const BITS = 2 ** 26
const HASH_COUNT = 4
/** Locators of large blobs, reserved ones too; what only looks like one does no harm. */
const LARGE_LOCATOR = /f[0-9a-v]{16}|e[0-9a-v]{16}(?:\.[0-9a-z]\.[0-9a-z]\.[\w~-]+)?/g
const ANYWHERE = '*'

export class Marks {
  readonly #bits = new Uint32Array(BITS / 32)
  readonly #salt: number

  /** @param salt another one for each walk, 32 bits */
  constructor(salt: number) {
    this.#salt = salt
  }

  /** Marks what the text of a record, or its key, names. */
  addNamedIn(text: string): void {
    for (const [locator] of text.matchAll(LARGE_LOCATOR)) {
      const { id, places } = decodeLarge(locator)
      // A reserved one does not say yet where its strips will be.
      if (places.length === 0) this.#add(id, ANYWHERE)
      for (const place of places) if (place !== undefined) this.#add(id, place)
    }
  }

  /** For the writer of the index, which tells of each commit. */
  note(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.type !== 'put') continue
      this.addNamedIn(write.value)
      if (write.key.startsWith(INTENT_PREFIX)) this.addNamedIn(write.key)
    }
  }

  has(blobId: string, diskNumber: number): boolean {
    return this.#has(blobId, diskNumber) || this.#has(blobId, ANYWHERE)
  }

  #add(blobId: string, place: number | string): void {
    for (const bit of this.#positions(`${blobId}${place}`)) {
      const word = bit >>> 5
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (bit & 31))
    }
  }

  #has(blobId: string, place: number | string): boolean {
    return this.#positions(`${blobId}${place}`).every(
      bit => ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0,
    )
  }

  /** Double hashing over two FNV-1a hashes. */
  #positions(name: string): readonly number[] {
    const first = fnv(name, this.#salt)
    const second = fnv(name, first) | 1
    return Array.from({ length: HASH_COUNT }, (_, index) => ((first + index * second) >>> 0) % BITS)
  }
}

function fnv(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash ^ (hash >>> 15)) >>> 0
}
