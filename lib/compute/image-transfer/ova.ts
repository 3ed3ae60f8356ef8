/**
 * The disk in an OVA: a tar archive (POSIX.1-1988 ustar, GNU sizes) of a descriptor and its disks,
 * by DSP0243 (Open Virtualization Format). Only headers are read, however long the archive is.
 */
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import type { ReadObject } from './read-object.ts'

export interface ArchiveMember {
  readonly format: 'vmdk' | 'vhd' | 'vhdx' | 'raw'
  readonly offset: number
  readonly sizeBytes: number
}

const blockBytes = 512
/** A descriptor, a manifest, a certificate, disks; far more is no machine. */
const memberCountMax = 256

const formatsByEnding: readonly (readonly [ending: string, format: ArchiveMember['format']])[] = [
  ['.vmdk', 'vmdk'],
  ['.vhd', 'vhd'],
  ['.vhdx', 'vhdx'],
  ['.raw', 'raw'],
  ['.img', 'raw'],
]

/** @throws ImageFormatError where there is no disk or more than one, or the archive is damaged */
export async function findDisk(read: ReadObject, sizeBytes: number): Promise<ArchiveMember> {
  const disks: ArchiveMember[] = []
  let offset = 0
  for (let count = 0; offset + blockBytes <= sizeBytes; count++) {
    if (count >= memberCountMax) throw new ImageFormatError('The OVA has too many members.')
    const header = Buffer.from(await read(offset, blockBytes))
    if (header.every(byte => byte === 0)) break
    const member = readHeader(header)
    const start = offset + blockBytes
    if (start + member.sizeBytes > sizeBytes) {
      throw new ImageFormatError(`The OVA ends inside ${member.name}; was the upload cut off?`)
    }
    const format = member.isFile ? formatOf(member.name) : undefined
    if (format) disks.push({ format, offset: start, sizeBytes: member.sizeBytes })
    offset = start + Math.ceil(member.sizeBytes / blockBytes) * blockBytes
  }
  const [disk, other] = disks
  if (!disk) throw new ImageFormatError('The OVA has no disk (.vmdk, .vhd, .vhdx, .raw or .img).')
  if (other) {
    const message = `The OVA has ${disks.length} disks: import each of them by ImportSnapshot.`
    throw new ImageFormatError(message)
  }
  return disk
}

/** 0 name:100 124 size:12 148 checksum:8 156 type:1 257 magic:6 */
function readHeader(header: Buffer) {
  const name = textOf(header.subarray(0, 100))
  let sum = 0
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte
  if (octalOf(header.subarray(148, 156)) !== sum) {
    throw new ImageFormatError('The object is no OVA: a header of its archive is damaged.')
  }
  const type = header.subarray(156, 157).toString('latin1')
  return {
    name,
    sizeBytes: sizeOf(header.subarray(124, 136)),
    isFile: type === '0' || type === '\0',
  }
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? field.length : end).toString('utf8')
}

function octalOf(field: Buffer): number {
  const text = textOf(field).trim()
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}

/** Octal, or from 8 GiB on a binary number behind a byte of 0x80. */
function sizeOf(field: Buffer): number {
  const size =
    field.readUInt8(0) === 0x80 ? Number(field.readBigUInt64BE(field.length - 8)) : octalOf(field)
  if (Number.isSafeInteger(size) && size >= 0) return size
  throw new ImageFormatError('The OVA has a member of an impossible size.')
}

function formatOf(name: string): ArchiveMember['format'] | undefined {
  const lower = name.toLowerCase()
  return formatsByEnding.find(([ending]) => lower.endsWith(ending))?.[1]
}
