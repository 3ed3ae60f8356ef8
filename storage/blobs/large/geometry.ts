/**
 * Where the bytes of a large blob are: it is cut into chunks; chunk i is in row i / k of strip
 * i mod k, and each row has one chunk of parity in each of the m others, as long as the longest
 * chunk of the row, which is its first.
 */
import type { Scheme } from '../../disk/schemes.ts'
import { CHUNK_BYTES, chunkCount } from '../checksum.ts'

export function rowCount({ dataCount }: Scheme, sizeBytes: number): number {
  return Math.ceil(chunkCount(sizeBytes) / dataCount)
}

/** 0 where the blob ends before. */
export function chunkBytes(scheme: Scheme, sizeBytes: number, place: StripChunk): number {
  // Parity is as long as the first chunk of its row.
  const column = place.strip < scheme.dataCount ? place.strip : 0
  const start = (place.row * scheme.dataCount + column) * CHUNK_BYTES
  return Math.min(Math.max(sizeBytes - start, 0), CHUNK_BYTES)
}

export interface StripChunk {
  readonly strip: number
  readonly row: number
}

export function stripBytes(scheme: Scheme, sizeBytes: number, strip: number): number {
  const rows = rowCount(scheme, sizeBytes)
  if (rows === 0) return 0
  const last = chunkBytes(scheme, sizeBytes, { strip, row: rows - 1 })
  return (rows - 1) * CHUNK_BYTES + last
}
