/**
 * Reads a large blob from the strips of its data. A chunk that is missing or bad is rebuilt from
 * other chunks of its row, answered right, and its strip reported.
 */
import type { ByteRange } from '../../storage.ts'
import type { BlobReader } from '../blobs.ts'
import { CHUNK_BYTES, corrupt, crc32c } from '../checksum.ts'
import { chunkBytes } from './geometry.ts'
import type { LargeReading } from './held-strips.ts'
import { HeldStrips } from './held-strips.ts'
import { readAhead } from './read-ahead.ts'

/** Read at once, and again ahead of the consumer. */
const READ_BYTES = 4 * CHUNK_BYTES

/** `undefined`: its strips are gone, and not because of disks that are. */
export async function openLarge(
  reading: LargeReading,
  locator: string,
): Promise<BlobReader | undefined> {
  const strips = new HeldStrips(reading, locator)
  try {
    const sizeBytes = await strips.open()
    if (sizeBytes !== undefined) return new LargeReader(reading, strips, sizeBytes)
    strips[Symbol.dispose]()
    return undefined
  } catch (error) {
    strips[Symbol.dispose]()
    throw error
  }
}

class LargeReader implements BlobReader {
  readonly sizeBytes: number
  readonly #reading: LargeReading
  readonly #strips: HeldStrips

  constructor(reading: LargeReading, strips: HeldStrips, sizeBytes: number) {
    this.#reading = reading
    this.#strips = strips
    this.sizeBytes = sizeBytes
  }

  read(range: ByteRange): AsyncIterable<Uint8Array> {
    const rowBytes = this.#strips.locator.scheme.dataCount * CHUNK_BYTES
    const stretchBytes = Math.max(1, Math.floor(READ_BYTES / rowBytes)) * rowBytes
    return readAhead(range, stretchBytes, part => this.bytes(part))
  }

  async bytes({ start, end }: ByteRange): Promise<Uint8Array> {
    const first = Math.floor(start / CHUNK_BYTES)
    const chunks = await this.#chunks(first, Math.floor(end / CHUNK_BYTES) + 1)
    const from = first * CHUNK_BYTES
    return chunks.subarray(start - from, end + 1 - from)
  }

  [Symbol.dispose](): void {
    this.#strips[Symbol.dispose]()
  }

  /** Verified bytes of the chunks of data from `first` to before `end`. */
  async #chunks(first: number, end: number): Promise<Buffer> {
    const { dataCount } = this.#strips.locator.scheme
    const from = first * CHUNK_BYTES
    const bytes = Buffer.allocUnsafe(Math.min(end * CHUNK_BYTES, this.sizeBytes) - from)
    const chunkOf = (index: number) => {
      const start = (index - first) * CHUNK_BYTES
      return bytes.subarray(start, start + CHUNK_BYTES)
    }
    const reads = []
    for (let strip = 0; strip < dataCount; strip++) {
      const indexes = []
      const column = (strip - (first % dataCount) + dataCount) % dataCount
      for (let index = first + column; index < end; index += dataCount) indexes.push(index)
      if (indexes.length > 0) reads.push(this.#readStrip(strip, indexes, chunkOf))
    }
    const bad = (await Promise.all(reads)).flat()
    if (bad.length > 0) await this.#rebuild(new Set(bad), { first, end, chunkOf })
    return bytes
  }

  /** Fills the chunks that the strip has; resolves to those that it could not. */
  async #readStrip(
    number: number,
    indexes: readonly number[],
    chunkOf: (index: number) => Buffer,
  ): Promise<readonly number[]> {
    const strip = await this.#strips.get(number)
    if (!strip) return indexes
    const { scheme, id } = this.#strips.locator
    const rowOf = (index: number) => Math.floor(index / scheme.dataCount)
    try {
      const parts = indexes.map(chunkOf)
      const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0)
      const readBytes = await strip.file.readInto(parts, rowOf(indexes[0] ?? 0) * CHUNK_BYTES)
      if (readBytes < sizeBytes) throw corrupt(`strip ${number} of blob ${id} was cut short`)
    } catch (error) {
      this.#strips.fail(number, error)
      return indexes
    }
    const bad = indexes.filter(
      index => crc32c(chunkOf(index)) !== strip.table.readUInt32LE(rowOf(index) * 4),
    )
    if (bad.length > 0) {
      this.#strips.fail(number, corrupt(`chunk ${bad[0]} of blob ${id} fails its checksum`))
    }
    return bad
  }

  async #rebuild(bad: ReadonlySet<number>, chunks: ChunkRange): Promise<void> {
    const { scheme } = this.#strips.locator
    const rows = new Set([...bad].map(index => Math.floor(index / scheme.dataCount)))
    await Promise.all(
      [...rows].map(async row => {
        const known = new Map<number, Uint8Array>()
        const wanted = new Map<number, Uint8Array>()
        for (let strip = 0; strip < scheme.dataCount; strip++) {
          const index = row * scheme.dataCount + strip
          if (bad.has(index)) wanted.set(strip, chunks.chunkOf(index))
          else if (index >= chunks.first && index < chunks.end) {
            known.set(strip, chunks.chunkOf(index))
          }
        }
        await this.#rebuildRow(row, known, wanted)
      }),
    )
  }

  async #rebuildRow(
    row: number,
    known: Map<number, Uint8Array>,
    wanted: ReadonlyMap<number, Uint8Array>,
  ): Promise<void> {
    const { scheme, places } = this.#strips.locator
    for (const number of places.keys()) {
      if (known.size >= scheme.dataCount) break
      if (known.has(number) || wanted.has(number)) continue
      const chunk = await this.#readChunk(number, row)
      if (chunk) known.set(number, chunk)
    }
    if (known.size < scheme.dataCount) {
      const name = `row ${row} of blob ${this.#strips.locator.id}`
      throw this.#strips.failure(`too few chunks of ${name} are whole`)
    }
    const codec = this.#reading.reedSolomon.codec(scheme)
    const rowBytes = chunkBytes(scheme, this.sizeBytes, { strip: 0, row })
    // What is rebuilt together has one length; the last chunk of the blob may be shorter.
    const targets = new Map(
      [...wanted].map(([number, chunk]) => [
        number,
        chunk.length === rowBytes ? chunk : new Uint8Array(rowBytes),
      ]),
    )
    codec.rebuild(known, targets)
    for (const [number, chunk] of wanted) {
      const target = targets.get(number)
      if (target && target !== chunk) chunk.set(target.subarray(0, chunk.length))
    }
  }

  /** `undefined`: it is not to be had. */
  async #readChunk(number: number, row: number): Promise<Uint8Array | undefined> {
    const { scheme, id } = this.#strips.locator
    const length = chunkBytes(scheme, this.sizeBytes, { strip: number, row })
    // Past the blob's end there are zeros, which no disk needs to keep.
    if (length === 0) return new Uint8Array(0)
    const strip = await this.#strips.get(number)
    if (!strip) return undefined
    try {
      const chunk = await strip.file.read(length, row * CHUNK_BYTES)
      if (chunk.length === length && crc32c(chunk) === strip.table.readUInt32LE(row * 4)) {
        return chunk
      }
      throw corrupt(`row ${row} of strip ${number} of blob ${id} fails its checksum`)
    } catch (error) {
      this.#strips.fail(number, error)
      return undefined
    }
  }
}

interface ChunkRange {
  readonly first: number
  readonly end: number
  readonly chunkOf: (index: number) => Buffer
}
