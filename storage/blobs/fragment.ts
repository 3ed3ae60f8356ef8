/**
 * Fragments: small blobs inside a segment file. Integers are little-endian.
 *
 *     segment    64 bytes of header, then fragments, each at a multiple of 64
 *                 0  "MALLSEGM"         8  u32 format (1)     12  u32 zero
 *                16  16 bytes of id    32  28 zero bytes      60  u32 CRC32C of bytes 0..59
 *     fragment    0  "FRG1"             4  u32 header length   8  u32 data length
 *                12  u32 owner length  16  u32 CRC32C per 64 KiB of data
 *                    owner (UTF-8), then u32 CRC32C of the header up to here; data; zeros to 64
 *
 * The locator repeats the header's checksum, and the header has the data's: a locator can never
 * find other bytes than those that it was made for.
 */
import { CHUNK_BYTES, chunkCount, corrupt, crc32c, verifyChunks } from './checksum.ts'

export const SEGMENT_HEADER_BYTES = 64
export const FORMAT = 1
export const SEGMENT_ID_LENGTH = 16
const ALIGNMENT = 64
const SEGMENT_MAGIC = 'MALLSEGM'
const FRAGMENT_MAGIC = 0x31475246
const FIXED_BYTES = 16
const CRC_BYTES = 4
const OWNER_BYTES_MAX = 65_536
export const FRAGMENT_HEADER_BYTES_MAX = FIXED_BYTES + 4 * CRC_BYTES + OWNER_BYTES_MAX + CRC_BYTES

/** A fragment as it lies in its segment. */
export interface EncodedFragment {
  /** Header, data and padding; the buffer is its own and may be transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headerBytes: number
  readonly dataBytes: number
  readonly headerCrc: number
}

export interface FragmentPlace {
  readonly segmentId: string
  readonly offset: number
  readonly headerBytes: number
  readonly dataBytes: number
  readonly headerCrc: number
}

export interface FragmentHeader {
  readonly headerBytes: number
  readonly dataBytes: number
  readonly headerCrc: number
  readonly owner: string
  readonly table: Buffer
}

export function encodeSegmentHeader(segmentId: string): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES)
  header.write(SEGMENT_MAGIC, 0, 'latin1')
  header.writeUInt32LE(FORMAT, 8)
  header.write(segmentId, 16, SEGMENT_ID_LENGTH, 'latin1')
  header.writeUInt32LE(crc32c(header.subarray(0, 60)), 60)
  return header
}

export function encodeFragment(data: Uint8Array, owner: string): EncodedFragment {
  const ownerBytes = Buffer.byteLength(owner)
  if (ownerBytes > OWNER_BYTES_MAX) throw new RangeError('the owner of a fragment is too long')
  const chunks = chunkCount(data.length)
  const headerBytes = FIXED_BYTES + chunks * CRC_BYTES + ownerBytes + CRC_BYTES
  const bytes = Buffer.allocUnsafeSlow(alignedBytes(headerBytes + data.length))
  bytes.writeUInt32LE(FRAGMENT_MAGIC, 0)
  bytes.writeUInt32LE(headerBytes, 4)
  bytes.writeUInt32LE(data.length, 8)
  bytes.writeUInt32LE(ownerBytes, 12)
  for (let chunk = 0; chunk < chunks; chunk++) {
    const start = chunk * CHUNK_BYTES
    const part = chunks === 1 ? data : data.subarray(start, start + CHUNK_BYTES)
    bytes.writeUInt32LE(crc32c(part), FIXED_BYTES + chunk * CRC_BYTES)
  }
  bytes.write(owner, FIXED_BYTES + chunks * CRC_BYTES, 'utf8')
  const headerCrc = crc32c(bytes.subarray(0, headerBytes - CRC_BYTES))
  bytes.writeUInt32LE(headerCrc, headerBytes - CRC_BYTES)
  bytes.set(data, headerBytes)
  bytes.fill(0, headerBytes + data.length)
  return { bytes, headerBytes, dataBytes: data.length, headerCrc }
}

/** `undefined` where no whole header is. */
export function decodeFragmentHeader(bytes: Buffer): FragmentHeader | undefined {
  if (bytes.length < FIXED_BYTES || bytes.readUInt32LE(0) !== FRAGMENT_MAGIC) return undefined
  const headerBytes = bytes.readUInt32LE(4)
  const dataBytes = bytes.readUInt32LE(8)
  const ownerBytes = bytes.readUInt32LE(12)
  const tableEnd = FIXED_BYTES + chunkCount(dataBytes) * CRC_BYTES
  if (headerBytes !== tableEnd + ownerBytes + CRC_BYTES || headerBytes > bytes.length) {
    return undefined
  }
  const headerCrc = bytes.readUInt32LE(headerBytes - CRC_BYTES)
  if (crc32c(bytes.subarray(0, headerBytes - CRC_BYTES)) !== headerCrc) return undefined
  return {
    headerBytes,
    dataBytes,
    headerCrc,
    owner: bytes.toString('utf8', tableEnd, tableEnd + ownerBytes),
    table: bytes.subarray(FIXED_BYTES, tableEnd),
  }
}

/** Verified data of chunks from `first` on; `bytes` begins with the header and holds them. */
export function verifiedData(
  bytes: Buffer,
  place: FragmentPlace,
  chunks: { first: number; end: number },
): Buffer {
  const { headerBytes, dataBytes, headerCrc } = place
  const header = decodeFragmentHeader(bytes)
  if (header?.headerCrc !== headerCrc || header.dataBytes !== dataBytes) {
    throw corrupt(`the header of ${encodePlace(place)} is damaged`)
  }
  const start = headerBytes + chunks.first * CHUNK_BYTES
  const end = headerBytes + Math.min(chunks.end * CHUNK_BYTES, dataBytes)
  if (bytes.length < end) throw corrupt(`${encodePlace(place)} is cut short`)
  const data = bytes.subarray(start, end)
  verifyChunks(data, { table: header.table, first: chunks.first, name: encodePlace(place) })
  return data
}

export function encodePlace(place: FragmentPlace): string {
  const { segmentId, offset, headerBytes, dataBytes, headerCrc } = place
  const numbers = [offset / ALIGNMENT, headerBytes, dataBytes, headerCrc]
  return `s${segmentId}.${numbers.map(number => number.toString(36)).join('.')}`
}

export function decodePlace(locator: string): FragmentPlace {
  const [segment = '', offset = '', header = '', data = '', crc = ''] = locator.split('.')
  return {
    segmentId: segment.slice(1),
    offset: Number.parseInt(offset, 36) * ALIGNMENT,
    headerBytes: Number.parseInt(header, 36),
    dataBytes: Number.parseInt(data, 36),
    headerCrc: Number.parseInt(crc, 36),
  }
}

export function alignedBytes(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT
}
