/** What all copies of a segment have together: where one is damaged, another may be whole. */
import { SEGMENT_HEADER_BYTES } from './fragment.ts'
import type { FoundFragment } from './segment-scan.ts'
import { scanSegment } from './segment-scan.ts'
import type { Segments } from './segments.ts'

/** Verified fragments, each once; those of the first copy in order, then what others have more. */
export async function* mergedScan(
  segments: Segments,
  id: string,
): AsyncGenerator<FoundFragment, void> {
  const seen = new Runs()
  const sizeBytes = await longestBytes(segments, id)
  for (const disk of segments.readableDisks(id)) {
    try {
      using handle = await segments.holdCopy(id, disk)
      if (!handle) continue
      for await (const found of scanSegment(handle.value.file, id)) {
        const end = found.offset + found.raw.length
        if (seen.has(found.offset)) continue
        seen.add(found.offset, end)
        yield found
      }
      if (seen.covers(SEGMENT_HEADER_BYTES, sizeBytes)) return
    } catch (error) {
      if (segments.disks.disks.length === 1) throw error
      segments.disks.noteError(disk.number, 'read', error)
    }
  }
}

/** A copy that is whole as far as it goes may still have lost its end. */
async function longestBytes(segments: Segments, id: string): Promise<number> {
  let longest = 0
  for (const disk of segments.readableDisks(id)) {
    try {
      using handle = await segments.holdCopy(id, disk)
      longest = Math.max(longest, (await handle?.value.file.sizeBytes()) ?? 0)
    } catch (error) {
      segments.disks.noteError(disk.number, 'read', error)
    }
  }
  return longest
}

/** Stretches of a file, joined where they touch: a whole segment is one of them. */
export class Runs {
  /** Ends by starts. */
  #ends = new Map<number, number>()
  #starts: number[] = []

  /** It does not overlap with what is there. */
  add(start: number, end: number): void {
    const index = this.#indexAbove(start)
    const before = this.#starts[index - 1]
    if (before !== undefined && this.#ends.get(before) === start) {
      this.#ends.set(before, end)
      return
    }
    this.#starts.splice(index, 0, start)
    this.#ends.set(start, end)
  }

  has(position: number): boolean {
    const start = this.#starts[this.#indexAbove(position) - 1]
    return start !== undefined && (this.#ends.get(start) ?? 0) > position
  }

  covers(start: number, end: number): boolean {
    let position = start
    while (position < end) {
      const run = this.#starts[this.#indexAbove(position) - 1]
      const runEnd = run === undefined ? 0 : (this.#ends.get(run) ?? 0)
      if (runEnd <= position) return false
      position = runEnd
    }
    return true
  }

  includes(other: Runs): boolean {
    return other.#starts.every(start => this.covers(start, other.#ends.get(start) ?? start))
  }

  /** The index of the first start that is above `position`. */
  #indexAbove(position: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#starts[middle] ?? 0) <= position) low = middle + 1
      else high = middle
    }
    return low
  }
}
