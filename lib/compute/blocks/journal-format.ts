/**
 * The journal of an open volume: writes that were acknowledged and may not be in storage yet. It is
 * not synced while it is written: it protects from the end of the process, not of the host. After a
 * power cut a file may end anywhere; what is behind the first record that is not whole is ignored.
 *
 *   file    header, record, record, …
 *   header  "mallee journal 1", 16 bytes     first sequence:64     crc32c:32 of the 24 bytes before
 *   record  crc32c:32 of what follows    kind:32    sequence:64    offset:64    length:32    data
 *
 * Little-endian. Kind 1 has `length` bytes of data; kind 2 has none and stands for as many zeroes.
 * A record's sequence number is one more than that of the record before it.
 */
import { crc32c } from '@node-rs/crc32'

export const HEADER_BYTES = 28
export const RECORD_HEADER_BYTES = 28
/** Of data; longer writes become several records. */
export const RECORD_DATA_BYTES_MAX: number = 1024 * 1024

const MAGIC = Buffer.from('mallee journal 1')
const KIND_DATA = 1
const KIND_ZEROES = 2
const CHECKSUM_BYTES = 4

export interface JournalRecord {
  readonly sequence: number
  readonly offset: number
  readonly length: number
  readonly isZeroes: boolean
}

export function encodeHeader(firstSequence: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  header.writeBigUInt64LE(BigInt(firstSequence), MAGIC.length)
  header.writeUInt32LE(crc32c(header.subarray(0, HEADER_BYTES - CHECKSUM_BYTES)), 24)
  return header
}

/** The first record's sequence number; `undefined` for what is no whole header. */
export function decodeHeader(header: Buffer): number | undefined {
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
    return undefined
  }
  const checksum = crc32c(header.subarray(0, HEADER_BYTES - CHECKSUM_BYTES))
  if (header.readUInt32LE(24) !== checksum) return undefined
  return Number(header.readBigUInt64LE(MAGIC.length))
}

export function encodeRecordHeader(record: JournalRecord, bytes: Uint8Array | undefined): Buffer {
  const header = Buffer.allocUnsafe(RECORD_HEADER_BYTES)
  header.writeUInt32LE(record.isZeroes ? KIND_ZEROES : KIND_DATA, 4)
  header.writeBigUInt64LE(BigInt(record.sequence), 8)
  header.writeBigUInt64LE(BigInt(record.offset), 16)
  header.writeUInt32LE(record.length, 24)
  header.writeUInt32LE(checksumOf(header, bytes), 0)
  return header
}

/** `undefined` for what is no header of a record; whether all of it is whole is checked apart. */
export function decodeRecordHeader(header: Buffer): JournalRecord | undefined {
  if (header.length < RECORD_HEADER_BYTES) return undefined
  const kind = header.readUInt32LE(4)
  const length = header.readUInt32LE(24)
  if (kind !== KIND_DATA && kind !== KIND_ZEROES) return undefined
  if (kind === KIND_DATA && length > RECORD_DATA_BYTES_MAX) return undefined
  return {
    sequence: Number(header.readBigUInt64LE(8)),
    offset: Number(header.readBigUInt64LE(16)),
    length,
    isZeroes: kind === KIND_ZEROES,
  }
}

export function isWhole(header: Buffer, bytes: Uint8Array | undefined): boolean {
  return header.readUInt32LE(0) === checksumOf(header, bytes)
}

function checksumOf(header: Buffer, bytes: Uint8Array | undefined): number {
  const ofHeader = crc32c(header.subarray(CHECKSUM_BYTES, RECORD_HEADER_BYTES))
  return bytes === undefined ? ofHeader : crc32c(bytes, ofHeader)
}
