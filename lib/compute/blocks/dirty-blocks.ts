/**
 * Which bytes of which blocks are in the journal and not in storage yet. Memory: some 100 bytes for
 * an extent; the bytes themselves stay in the journal.
 */
import { BLOCK_BYTES, piecesOf } from './geometry.ts'
import type { PlacedRecord } from './journal.ts'
import type { JournalSegment } from './journal-segment.ts'
import type { RecentBytes, RecentWrite } from './recent-bytes.ts'

/** One write's share of one block. */
export interface DirtyExtent {
  /** Within the block; `end` is exclusive. */
  readonly start: number
  readonly end: number
  readonly sequence: number
  readonly isZeroes: boolean
  /** Where its first byte is. */
  readonly segment: JournalSegment
  readonly position: number
  /** The whole write, and where in it the first byte is. */
  readonly recent: RecentWrite | undefined
  readonly at: number
}

export class DirtyBlocks {
  /** Blocks in the order in which they became dirty; extents in the order of their writes. */
  readonly #blocks = new Map<number, readonly DirtyExtent[]>()
  #extentCount = 0
  #byteCount = 0
  readonly #recent: RecentBytes

  constructor(recent: RecentBytes) {
    this.#recent = recent
  }

  get extentCount(): number {
    return this.#extentCount
  }

  /** Bytes that were written over since count twice. */
  get byteCount(): number {
    return this.#byteCount
  }

  get blockCount(): number {
    return this.#blocks.size
  }

  /** From the one that has been dirty for the longest time. */
  indexes(): IterableIterator<number> {
    return this.#blocks.keys()
  }

  has(index: number): boolean {
    return this.#blocks.has(index)
  }

  extentsOf(index: number): readonly DirtyExtent[] {
    return this.#blocks.get(index) ?? []
  }

  /** Whether a write with at most this number is not in storage yet. */
  hasUpTo(index: number, sequence: number): boolean {
    const [oldest] = this.extentsOf(index)
    return oldest !== undefined && oldest.sequence <= sequence
  }

  add(placed: PlacedRecord): void {
    const recent = placed.bytes && this.#recent.keep(placed.bytes)
    for (const { index, start, end, at } of piecesOf(placed.offset, placed.length)) {
      this.#addExtent(index, {
        recent,
        at,
        start,
        end,
        sequence: placed.sequence,
        isZeroes: placed.isZeroes,
        segment: placed.segment,
        position: placed.position + at,
      })
    }
  }

  /** Those writes are in storage now. */
  remove(index: number, upTo: number): void {
    const extents = this.extentsOf(index)
    const left = extents.filter(({ sequence }) => sequence > upTo)
    if (left.length === extents.length) return
    this.#blocks.delete(index)
    // It became dirty anew while the older writes were on their way.
    if (left.length > 0) this.#blocks.set(index, left)
    for (const extent of extents) if (extent.sequence <= upTo) this.#drop(extent)
  }

  #addExtent(index: number, extent: DirtyExtent): void {
    const { start, end } = extent
    const before = this.extentsOf(index)
    const hidden = before.filter(other => other.start >= start && other.end <= end)
    const left = hidden.length === 0 ? before : before.filter(other => !hidden.includes(other))
    this.#blocks.set(index, [...left, extent])
    extent.segment.retain()
    extent.recent?.retain()
    this.#extentCount++
    this.#byteCount += end - start
    for (const other of hidden) this.#drop(other)
  }

  #drop({ segment, recent, start, end }: DirtyExtent): void {
    this.#extentCount--
    this.#byteCount -= end - start
    segment.release()
    recent?.release()
  }
}

/** Whether the extents leave no byte of the range to what is below. */
export function covers(extents: readonly DirtyExtent[], start: number, end: number): boolean {
  const sorted = [...extents].sort((a, b) => a.start - b.start)
  let reached = start
  for (const extent of sorted) {
    if (extent.start > reached) return false
    reached = Math.max(reached, extent.end)
    if (reached >= end) return true
  }
  return reached >= end
}

/** Lays the extents over the bytes of a block from `start` on, in the order of their writes. */
export async function overlay(
  bytes: Uint8Array,
  start: number,
  extents: readonly DirtyExtent[],
): Promise<void> {
  const end = start + bytes.length
  const laid = await Promise.all(
    extents.map(async extent => {
      const from = Math.max(start, extent.start)
      const until = Math.min(end, extent.end)
      if (until <= from || extent.isZeroes) return { from, until, data: undefined }
      return { from, until, data: await bytesOf(extent, from, until) }
    }),
  )
  for (const { from, until, data } of laid) {
    if (until <= from) continue
    if (data === undefined) bytes.fill(0, from - start, until - start)
    else bytes.set(data, from - start)
  }
}

/** From `from` to `until` within the block, both of which are in the extent. */
async function bytesOf(extent: DirtyExtent, from: number, until: number): Promise<Uint8Array> {
  const { start, at, position, recent, segment } = extent
  const known = recent?.bytes
  if (known !== undefined) return known.subarray(at + from - start, at + until - start)
  return await segment.read(position + from - start, until - from)
}

/** All of a block, without a copy, where it is known to be the bytes of one write. */
export function wholeBlock(extents: readonly DirtyExtent[]): Uint8Array | undefined {
  const [only] = extents
  if (extents.length !== 1 || only === undefined || only.isZeroes) return undefined
  if (only.start > 0 || only.end < BLOCK_BYTES) return undefined
  return only.recent?.bytes?.subarray(only.at, only.at + BLOCK_BYTES)
}

/** The block without the zeroes at its end, in whole sectors of 4 KiB. */
export function withoutTail(block: Uint8Array, zeroes: Buffer): Uint8Array {
  const STEP_BYTES = 4096
  let end = BLOCK_BYTES
  while (end > 0 && zeroes.compare(block, end - STEP_BYTES, end, 0, STEP_BYTES) === 0) {
    end -= STEP_BYTES
  }
  return block.subarray(0, end)
}
