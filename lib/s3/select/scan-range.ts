/** The records that begin within a range of bytes, whole. */
import type { Scan } from './plan.ts'

/** `pieces` begin at `scan.from`; nothing is asked for after the last record. */
export async function* cutRecords(
  pieces: AsyncIterable<Uint8Array>,
  { from, start, end }: Scan,
  delimiter: Buffer,
): AsyncGenerator<Uint8Array, void> {
  // A record begins at the start, or after the first delimiter that ends there or later.
  let isWithin = start === 0
  let at = from
  let rest: Buffer = Buffer.alloc(0)
  let skipped = Math.max(0, start - delimiter.length - from)
  for await (const piece of pieces) {
    const unread = piece.subarray(skipped)
    at += piece.length - unread.length
    skipped -= piece.length - unread.length
    let bytes: Buffer = Buffer.concat([rest, unread])
    rest = Buffer.alloc(0)
    if (!isWithin) {
      const found = bytes.indexOf(delimiter)
      if (found < 0) {
        // Of a delimiter of two bytes the first one may be here.
        const keptBytes = Math.min(delimiter.length - 1, bytes.length)
        at += bytes.length - keptBytes
        rest = bytes.subarray(bytes.length - keptBytes)
        continue
      }
      at += found + delimiter.length
      bytes = bytes.subarray(found + delimiter.length)
      isWithin = true
      if (at >= end) return
    }
    // The record that holds the last byte of the range ends after it.
    const searchFrom = Math.max(0, end - delimiter.length - at)
    const last = searchFrom >= bytes.length ? -1 : bytes.indexOf(delimiter, searchFrom)
    if (last >= 0) {
      yield bytes.subarray(0, last + delimiter.length)
      return
    }
    const keptBytes = Math.min(delimiter.length - 1, bytes.length)
    const whole = bytes.subarray(0, bytes.length - keptBytes)
    rest = bytes.subarray(bytes.length - keptBytes)
    at += whole.length
    if (whole.length > 0) yield whole
  }
  if (isWithin && rest.length > 0) yield rest
}
