/** Finds the fragments of a segment by their headers; what is no whole fragment is stepped over. */
import type { File } from '../disk/file-system.ts'
import { SMALL_BODY_BYTES_MAX } from '../storage.ts'
import type { Fragment } from './blobs.ts'
import { chunkCount, verifyChunks } from './checksum.ts'
import {
  alignedBytes,
  decodeFragmentHeader,
  encodePlace,
  FRAGMENT_HEADER_BYTES_MAX,
  SEGMENT_HEADER_BYTES,
} from './fragment.ts'

const STEP_BYTES = 64
/** A window of the file holds a whole fragment from any of the places where one is looked for. */
const FRAGMENT_BYTES_MAX = alignedBytes(FRAGMENT_HEADER_BYTES_MAX + SMALL_BODY_BYTES_MAX)
const WINDOW_BYTES = 4 * FRAGMENT_BYTES_MAX

export interface FoundFragment {
  readonly fragment: Fragment
  readonly offset: number
  /** As it lies in the segment: header, data and padding. */
  readonly raw: Buffer
}

/** Verified fragments in order of their offsets; gaps between them hold none. */
export async function* scanSegment(file: File, segmentId: string): AsyncGenerator<FoundFragment> {
  let offset = SEGMENT_HEADER_BYTES
  for (;;) {
    const window = await file.read(WINDOW_BYTES, offset)
    const isLast = window.length < WINDOW_BYTES
    const end = isLast ? window.length : window.length - FRAGMENT_BYTES_MAX
    let position = 0
    while (position < end) {
      const found = fragmentAt(window, position, { segmentId, offset: offset + position })
      position += found?.raw.length ?? STEP_BYTES
      if (found) yield found
    }
    if (isLast) return
    offset += position
  }
}

function fragmentAt(
  window: Buffer,
  position: number,
  place: { segmentId: string; offset: number },
): FoundFragment | undefined {
  const header = decodeFragmentHeader(window.subarray(position))
  if (!header || chunkCount(header.dataBytes) * 4 !== header.table.length) return undefined
  const { headerBytes, dataBytes, headerCrc, owner, table } = header
  const start = position + headerBytes
  const end = position + alignedBytes(headerBytes + dataBytes)
  if (end > window.length) return undefined
  const bytes = window.subarray(start, start + dataBytes)
  const locator = encodePlace({ ...place, headerBytes, dataBytes, headerCrc })
  try {
    verifyChunks(bytes, { table, first: 0, name: locator })
  } catch {
    // Damaged data cannot be moved: the fragment stays where it is, and its readers are told.
    return undefined
  }
  const fragment = { locator, owner, bytes }
  return { fragment, offset: place.offset, raw: window.subarray(position, end) }
}
