/**
 * The file of a strip, or of a large blob that is whole. Integers are little-endian.
 *
 *     data from offset 0, zeros to a multiple of 8,
 *     u32 CRC32C per 64 KiB of data, zeros to a multiple of 8,
 *     footer of 64 bytes:  0  "MALLBLOB"    8  u32 format (1, 2)    12  u32 chunk size (65536)
 *                         16  u64 data length  24  u32 CRC32C of the table  28  16 bytes of id
 *                         44  u8 strip         45  u8 dataCount     46  u8 parityCount
 *                         47  zero             48  u64 length of the blob
 *                         56  4 zero bytes     60  u32 CRC32C of bytes 0..59
 *
 * Format 1 is a whole blob and has zeros from 44 to 59.
 */
import type { File } from '../../disk/file-system.ts'
import type { Scheme } from '../../disk/schemes.ts'
import { CHUNK_BYTES, chunkCount, corrupt, crc32c } from '../checksum.ts'
import { stripBytes } from './geometry.ts'
import type { LargeLocator } from './locator.ts'
import { isWhole } from './locator.ts'

const MAGIC = 'MALLBLOB'
const WHOLE_FORMAT = 1
const STRIP_FORMAT = 2
const FOOTER_BYTES = 64
const ALIGNMENT = 8
const ID_LENGTH = 16

/** What a file is to be, or is. */
export interface Strip {
  readonly id: string
  readonly number: number
  /** `undefined`: a whole blob in the format of before there were strips. */
  readonly scheme: Scheme | undefined
}

/** An open one whose footer and table are good. */
export interface StripFile {
  readonly file: File
  readonly blobBytes: number
  readonly table: Buffer
}

export function stripOf(locator: LargeLocator, number: number): Strip {
  const { id, scheme } = locator
  return { id, number, scheme: isWhole(locator) ? undefined : scheme }
}

/** Takes over the file only when it resolves. */
export async function readStripFile(file: File, strip: Strip): Promise<StripFile> {
  const name = nameOf(strip)
  const size = await file.sizeBytes()
  if (size < FOOTER_BYTES) throw corrupt(`${name} is cut short`)
  const footer = await file.read(FOOTER_BYTES, size - FOOTER_BYTES)
  if (
    footer.length !== FOOTER_BYTES ||
    footer.readUInt32LE(60) !== crc32c(footer.subarray(0, 60))
  ) {
    throw corrupt(`the footer of ${name} is damaged`)
  }
  const dataBytes = Number(footer.readBigUInt64LE(16))
  const blobBytes = strip.scheme ? Number(footer.readBigUInt64LE(48)) : dataBytes
  const expected = encodeFooter(strip, { dataBytes, blobBytes, tableCrc: footer.readUInt32LE(24) })
  if (!footer.equals(expected)) throw corrupt(`the footer of ${name} is another's`)
  if (strip.scheme && stripBytes(strip.scheme, blobBytes, strip.number) !== dataBytes) {
    throw corrupt(`${name} has another length than its blob gives it`)
  }
  const tableBytes = chunkCount(dataBytes) * 4
  if (aligned(dataBytes) + aligned(tableBytes) + FOOTER_BYTES !== size) {
    throw corrupt(`${name} has another size than its footer says`)
  }
  const table = await file.read(tableBytes, aligned(dataBytes))
  if (table.length !== tableBytes || crc32c(table) !== footer.readUInt32LE(24)) {
    throw corrupt(`the checksums of ${name} are damaged`)
  }
  return { file, blobBytes, table }
}

/** What follows the data, at `position`. */
export function encodeTail(
  strip: Strip,
  options: { crcs: readonly number[]; dataBytes: number; blobBytes: number },
): { position: number; bytes: Buffer } {
  const { crcs, dataBytes, blobBytes } = options
  const table = Buffer.alloc(aligned(crcs.length * 4))
  crcs.forEach((crc, index) => {
    table.writeUInt32LE(crc, index * 4)
  })
  const tableCrc = crc32c(table.subarray(0, crcs.length * 4))
  const footer = encodeFooter(strip, { dataBytes, blobBytes, tableCrc })
  return { position: aligned(dataBytes), bytes: Buffer.concat([table, footer]) }
}

export function nameOf({ id, number, scheme }: Strip): string {
  return scheme ? `strip ${number} of blob ${id}` : `blob ${id}`
}

function encodeFooter(
  { id, number, scheme }: Strip,
  options: { dataBytes: number; blobBytes: number; tableCrc: number },
): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES)
  footer.write(MAGIC, 0, 'latin1')
  footer.writeUInt32LE(scheme ? STRIP_FORMAT : WHOLE_FORMAT, 8)
  footer.writeUInt32LE(CHUNK_BYTES, 12)
  footer.writeBigUInt64LE(BigInt(options.dataBytes), 16)
  footer.writeUInt32LE(options.tableCrc, 24)
  footer.write(id, 28, ID_LENGTH, 'latin1')
  if (scheme) {
    footer.writeUInt8(number, 44)
    footer.writeUInt8(scheme.dataCount, 45)
    footer.writeUInt8(scheme.parityCount, 46)
    footer.writeBigUInt64LE(BigInt(options.blobBytes), 48)
  }
  footer.writeUInt32LE(crc32c(footer.subarray(0, 60)), 60)
  return footer
}

function aligned(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT
}
