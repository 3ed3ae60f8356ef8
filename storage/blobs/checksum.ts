/** CRC32C (RFC 3720, appendix B.4) of each 64 KiB chunk; the last chunk may be shorter. */
import { crc32c } from '@node-rs/crc32'
import { StorageError } from '../storage.ts'

export const CHUNK_BYTES = 65_536

export { crc32c }

export function chunkCount(sizeBytes: number): number {
  return Math.ceil(sizeBytes / CHUNK_BYTES)
}

/**
 * Verifies chunks that begin with number `first` of a blob; `table` holds a little-endian CRC32C
 * for each of the blob's chunks.
 */
export function verifyChunks(
  bytes: Uint8Array,
  options: { table: Buffer; first: number; name: string },
): void {
  const { table, first, name } = options
  for (let start = 0, index = first; start < bytes.length; start += CHUNK_BYTES, index++) {
    const chunk = bytes.length <= CHUNK_BYTES ? bytes : bytes.subarray(start, start + CHUNK_BYTES)
    if (crc32c(chunk) !== table.readUInt32LE(index * 4)) {
      throw corrupt(`chunk ${index} of ${name} fails its checksum`)
    }
  }
}

export function corrupt(message: string): StorageError {
  return new StorageError('data-corrupt', message)
}
