/** Reads the next stretch while the consumer is busy with this one. */
import type { ByteRange } from '../../storage.ts'

/** Stretches end at multiples of `stretchBytes`. */
export async function* readAhead(
  { start, end }: ByteRange,
  stretchBytes: number,
  bytes: (range: ByteRange) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const stretch = (from: number): ByteRange => {
    const boundary = (Math.floor(from / stretchBytes) + 1) * stretchBytes
    return { start: from, end: Math.min(boundary - 1, end) }
  }
  let range = stretch(start)
  let reading = bytes(range)
  try {
    for (;;) {
      const read = await reading
      if (range.end === end) {
        yield read
        return
      }
      range = stretch(range.end + 1)
      reading = bytes(range)
      // A failure belongs to the next step; it must not count as unhandled if that never comes.
      reading.catch(() => {})
      yield read
    }
  } finally {
    // The files stay open until nothing is in flight.
    await reading.catch(() => {})
  }
}
