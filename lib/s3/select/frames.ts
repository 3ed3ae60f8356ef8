/**
 * What the process of a query writes:
 *
 *     kind (1, ASCII) ¦ length (4, big endian) ¦ payload
 *
 * `R` records, `P` how many bytes were processed so far (decimal), `E` an error (JSON), `F` the end.
 */
import type { SelectErrorCode } from './select-error.ts'

export type FrameKind = 'E' | 'F' | 'P' | 'R'

export interface Frame {
  readonly kind: FrameKind
  readonly payload: Buffer
}

export interface ErrorPayload {
  readonly code: SelectErrorCode
  readonly message: string
}

const HEAD_BYTES = 5
/** The writer keeps its frames far below. */
const PAYLOAD_BYTES_MAX = 8 * 1024 * 1024
const kinds: readonly FrameKind[] = ['E', 'F', 'P', 'R']

export function encodeFrame(kind: FrameKind, payload: Uint8Array | string): Buffer {
  const bytes = Buffer.from(payload)
  const head = Buffer.alloc(HEAD_BYTES, kind)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** The frames of a stream; throws on what is none, and on a stream that ends within one. */
export async function* readFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece])
    for (;;) {
      const frame = firstFrame(held)
      if (frame === undefined) break
      held = held.subarray(HEAD_BYTES + frame.payload.length)
      yield frame
    }
  }
  if (held.length > 0) throw new Error('the process of a query ended within a frame')
}

function firstFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < HEAD_BYTES) return undefined
  const kind = kinds.find(known => known.charCodeAt(0) === bytes[0])
  const length = bytes.readUInt32BE(1)
  if (kind === undefined || length > PAYLOAD_BYTES_MAX) throw new Error('not a frame of a query')
  if (bytes.length < HEAD_BYTES + length) return undefined
  return { kind, payload: bytes.subarray(HEAD_BYTES, HEAD_BYTES + length) }
}
