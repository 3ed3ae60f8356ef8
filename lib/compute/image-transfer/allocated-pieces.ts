import type { ReadableDevice } from '../blocks/block-store.ts'
import { pieceBytesMax, type StoredPiece } from './stored-image.ts'

/** How far a device is asked at once for what it has. */
const statusBytes = 64 * 1024 * 1024

/** What a device has bytes for, in order; zeroes that it keeps come as well. */
export async function* allocatedPieces(
  device: ReadableDevice,
  signal: AbortSignal,
): AsyncGenerator<StoredPiece, void> {
  for (let start = 0; start < device.sizeBytes; ) {
    const extents = await device.blockStatus(start, Math.min(statusBytes, device.sizeBytes - start))
    for (const { offset, lengthBytes, isAllocated } of extents) {
      start = offset + lengthBytes
      if (isAllocated) yield* extentPieces(device, { offset, end: start }, signal)
    }
  }
}

async function* extentPieces(
  device: ReadableDevice,
  { offset, end }: { readonly offset: number; readonly end: number },
  signal: AbortSignal,
): AsyncGenerator<StoredPiece, void> {
  for (let at = offset; at < end; at += pieceBytesMax) {
    signal.throwIfAborted()
    yield { offset: at, bytes: await device.read(at, Math.min(pieceBytesMax, end - at)) }
  }
}
