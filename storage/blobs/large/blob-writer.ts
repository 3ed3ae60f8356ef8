/**
 * Writes a large blob: all its strips at once, each on a disk of its own. A disk that fails in the
 * middle is left out, as long as enough others remain for the blob to be read.
 */
import type { Disk, DiskSet } from '../../disk/disk-set.ts'
import type { Scheme } from '../../disk/schemes.ts'
import { writeFailure } from '../../disk/space.ts'
import { StorageError } from '../../storage.ts'
import { CHUNK_BYTES, crc32c } from '../checksum.ts'
import { candidatesFor, isDiskFull, requireDisks } from '../placement.ts'
import type { ReedSolomon, ReedSolomonCodec } from '../reed-solomon/codec.ts'
import type { ChunkBuffers } from './chunk-buffers.ts'
import type { Chunk } from './chunk-cutter.ts'
import { ChunkCutter } from './chunk-cutter.ts'
import type { LargeLocator } from './locator.ts'
import { stripOf } from './strip-file.ts'
import { createStrip, removeStrip, syncStripName } from './strip-place.ts'
import { StripWriter } from './strip-writer.ts'

/** Of all strips together: what is gathered before it is written. */
const GATHERED_BYTES = 256 * 1024
/** Likewise. */
const SYNC_BYTES = 16 * 1024 * 1024
/** 50 TB of chunks have a table of 3 GB: past this a blob is refused, and parts are the way. */
const SIZE_BYTES_MAX = 5 * 1024 ** 4

export interface LargeBlobs {
  readonly disks: DiskSet
  readonly reedSolomon: ReedSolomon
  readonly buffers: ChunkBuffers
}

export interface WrittenLarge {
  readonly locator: LargeLocator
  readonly sizeBytes: number
  /** Numbers of disks that refused a strip, and how. */
  readonly failed: ReadonlyMap<number, unknown>
}

interface OpenStrip {
  readonly disk: Disk
  readonly writer: StripWriter
}

/** Durable when it resolves; on an error nothing is left where that can be reached. */
export async function writeLarge(
  { disks, reedSolomon, buffers }: LargeBlobs,
  body: AsyncIterable<Uint8Array>,
  { id, scheme }: { id: string; scheme: Scheme },
): Promise<WrittenLarge> {
  const writer = new LargeWriter(disks, { id, scheme, codec: reedSolomon.codec(scheme), buffers })
  try {
    await writer.open()
    const cutter = new ChunkCutter(buffers)
    for await (const piece of body) {
      for (const chunk of cutter.push(piece)) await writer.add(chunk)
    }
    const last = cutter.end()
    if (last) await writer.add(last)
    return await writer.finish()
  } catch (error) {
    await writer.giveUp()
    throw error
  }
}

class LargeWriter {
  readonly #disks: DiskSet
  readonly #id: string
  readonly #scheme: Scheme
  readonly #codec: ReedSolomonCodec
  readonly #sendBytes: number
  /** Of strips that cannot be written there is none. */
  #strips: (OpenStrip | undefined)[] = []
  /** Chunks of data of the row that is not complete. */
  #row: Chunk[] = []
  #sizeBytes = 0
  readonly #buffers: ChunkBuffers
  /** By chunks that several strips have: how many of them have yet to write it. */
  readonly #holderCounts = new Map<Chunk, number>()
  readonly #failed = new Map<number, unknown>()

  constructor(
    disks: DiskSet,
    options: { id: string; scheme: Scheme; codec: ReedSolomonCodec; buffers: ChunkBuffers },
  ) {
    this.#disks = disks
    this.#id = options.id
    this.#scheme = options.scheme
    this.#codec = options.codec
    this.#buffers = options.buffers
    const share = GATHERED_BYTES / stripCount(options.scheme)
    this.#sendBytes = Math.max(1, Math.floor(share / CHUNK_BYTES)) * CHUNK_BYTES
  }

  /** Creates the files. */
  async open(): Promise<void> {
    requireDisks(this.#disks)
    const candidates = candidatesFor(this.#disks, this.#id)
    let fullness: unknown
    while (this.#strips.length < stripCount(this.#scheme)) {
      const disk = candidates.shift()
      if (!disk) {
        if (fullness !== undefined) throw fullness
        this.#strips.push(undefined)
        continue
      }
      try {
        const file = await createStrip(disk, this.#id)
        const release = (chunks: readonly Chunk[]) => this.#release(chunks)
        const syncBytes = Math.ceil(SYNC_BYTES / stripCount(this.#scheme))
        const writer = new StripWriter(file, { space: disk.space, syncBytes, release })
        this.#strips.push({ disk, writer })
      } catch (error) {
        const failure = writeFailure(error)
        if (isDiskFull(failure)) fullness = failure
        else this.#fail(disk, error)
      }
    }
    this.#requireEnough(undefined)
  }

  async add(chunk: Chunk): Promise<void> {
    this.#sizeBytes += chunk.bytes.length
    if (this.#sizeBytes > SIZE_BYTES_MAX) throw new RangeError('the body is too large for one blob')
    this.#row.push(chunk)
    if (this.#row.length < this.#scheme.dataCount) return
    this.#addRow()
    const [first] = this.#strips.filter(strip => strip !== undefined)
    if (first && first.writer.waitingBytes >= this.#sendBytes) {
      await this.#onEach(({ writer }) => writer.send())
    }
  }

  async finish(): Promise<WrittenLarge> {
    if (this.#row.length > 0) this.#addRow()
    const scheme = this.#scheme
    const places = this.#strips.map(strip => strip?.disk.number)
    const planned: LargeLocator = { id: this.#id, scheme, places }
    await this.#onEach(async ({ disk, writer }, number) => {
      await writer.finish(stripOf(planned, number), this.#sizeBytes)
      await writer.close()
      await syncStripName(disk, this.#id)
    })
    const locator = { ...planned, places: this.#strips.map(strip => strip?.disk.number) }
    return { locator, sizeBytes: this.#sizeBytes, failed: this.#failed }
  }

  async giveUp(): Promise<void> {
    await Promise.all(this.#strips.map(strip => strip && this.#discard(strip)))
  }

  #addRow(): void {
    const row = this.#row
    this.#row = []
    const { dataCount, parityCount } = this.#scheme
    for (const [index, chunk] of row.entries()) this.#strips[index]?.writer.add(chunk)
    if (parityCount === 0) return
    for (const [index, chunk] of this.#parityOf(row).entries()) {
      this.#strips[dataCount + index]?.writer.add(chunk)
    }
  }

  #parityOf(row: readonly Chunk[]): Chunk[] {
    const { dataCount, parityCount } = this.#scheme
    const [first] = row
    // The parity of one strip is a copy of it.
    if (first && dataCount === 1) {
      this.#holderCounts.set(first, this.#strips.filter(strip => strip !== undefined).length)
      return new Array<Chunk>(parityCount).fill(first)
    }
    const sizeBytes = first?.bytes.length ?? 0
    const parity = Array.from({ length: parityCount }, () => {
      const buffer = this.#buffers.take()
      return sizeBytes === buffer.length ? buffer : buffer.subarray(0, sizeBytes)
    })
    this.#codec.encode(
      row.map(({ bytes }) => [bytes]),
      parity,
    )
    return parity.map(bytes => ({ bytes, crc: crc32c(bytes) }))
  }

  /** What a strip that is given up still had is left to the collector. */
  #release(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) {
      const othersCount = (this.#holderCounts.get(chunk) ?? 1) - 1
      if (othersCount > 0) {
        this.#holderCounts.set(chunk, othersCount)
      } else {
        this.#holderCounts.delete(chunk)
        this.#buffers.give(chunk.bytes)
      }
    }
  }

  /** Does it with all strips at once, and leaves out those that fail. */
  async #onEach(work: (strip: OpenStrip, number: number) => Promise<void>): Promise<void> {
    const failures = await Promise.all(
      this.#strips.map(async (strip, number) => {
        if (!strip) return undefined
        try {
          await work(strip, number)
          return undefined
        } catch (error) {
          return { strip, number, error }
        }
      }),
    )
    for (const failure of failures) {
      if (!failure) continue
      const { strip, number, error } = failure
      if (isDiskFull(error)) throw error
      this.#strips[number] = undefined
      this.#fail(strip.disk, error)
      await this.#discard(strip)
      this.#requireEnough(error)
    }
  }

  #fail({ number }: Disk, error: unknown): void {
    this.#failed.set(number, error)
    this.#disks.noteError(number, 'write', error)
  }

  #requireEnough(cause: unknown): void {
    const count = this.#strips.filter(strip => strip !== undefined).length
    if (count >= this.#scheme.dataCount) return
    throw new StorageError('unavailable', 'too few disks take the blob', { cause })
  }

  /** What cannot be removed now is an orphan: the walk of the disks removes it. */
  async #discard({ disk, writer }: OpenStrip): Promise<void> {
    await writer.close().catch(() => {})
    await removeStrip(disk, this.#id).catch(() => {})
  }
}

export function stripCount({ dataCount, parityCount }: Scheme): number {
  return dataCount + parityCount
}
