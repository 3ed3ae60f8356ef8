/**
 * Refuses VMDKs that lead to other files. A sparse extent has a descriptor inside, and a reader that
 * finds extents or a parent named there opens them.
 * https://github.com/libyal/libvmdk/blob/main/documentation/VMWare%20Virtual%20Disk%20Format%20(VMDK).asciidoc
 *
 *    0 magic "KDMV"   4 version:32   8 flags:32   12 capacity:64 (sectors)   20 grain:64
 *   28 descriptorOffset:64 (sectors)  36 descriptorSectors:64  56 grainDirectoryOffset:64
 */
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import type { ReadObject } from './read-object.ts'

const sectorBytes = 512
const magic = 'KDMV'
const descriptorBytesMax = 64 * 1024
/** The grain directory, and a second header, lie at the end: a stream-optimised disk. */
const directoryAtEnd = 0xffff_ffff_ffff_ffffn
/** The last three sectors: a marker, the second header, the end of the stream. */
const footerSectorCount = 2

/** QEMU looks for a parent's name here, wherever the header says that the descriptor is. */
const assumedDescriptor = { offset: sectorBytes, lengthBytes: 20 * sectorBytes }

/** @throws ImageFormatError */
export async function checkVmdk(read: ReadObject, sizeBytes: number): Promise<void> {
  const header = await readHeader(read, 0)
  const { offset: assumedOffset, lengthBytes } = assumedDescriptor
  checkParent(Buffer.from(await read(assumedOffset, lengthBytes)).toString('latin1'))
  if (header.grainDirectoryOffset === directoryAtEnd) {
    const offset = sizeBytes - footerSectorCount * sectorBytes
    if (offset < sectorBytes) refuse('it is cut off')
    await checkHeader(read, await readHeader(read, offset), sizeBytes)
  }
  await checkHeader(read, header, sizeBytes)
}

interface Header {
  readonly capacity: bigint
  readonly descriptorOffset: bigint
  readonly descriptorSectors: bigint
  readonly grainDirectoryOffset: bigint
}

async function readHeader(read: ReadObject, offset: number): Promise<Header> {
  const bytes = Buffer.from(await read(offset, sectorBytes))
  if (bytes.length < sectorBytes || bytes.toString('latin1', 0, 4) !== magic) {
    refuse('only sparse and stream-optimised disks in one file are taken')
  }
  return {
    capacity: bytes.readBigUInt64LE(12),
    descriptorOffset: bytes.readBigUInt64LE(28),
    descriptorSectors: bytes.readBigUInt64LE(36),
    grainDirectoryOffset: bytes.readBigUInt64LE(56),
  }
}

async function checkHeader(read: ReadObject, header: Header, sizeBytes: number): Promise<void> {
  // Without a capacity of its own it is only the wrapping of a descriptor.
  if (header.capacity === 0n) refuse('its data is in other files')
  const { descriptorOffset, descriptorSectors } = header
  if (descriptorOffset === 0n) return
  const start = descriptorOffset * BigInt(sectorBytes)
  const length = descriptorSectors * BigInt(sectorBytes)
  if (start + length > BigInt(sizeBytes)) refuse('its descriptor lies past its end')
  if (length > BigInt(descriptorBytesMax)) refuse('its descriptor is too long')
  // A reader may go on behind what the header calls the descriptor.
  const bytes = Buffer.from(await read(Number(start), descriptorBytesMax))
  checkDescriptor(bytes.toString('latin1'))
}

const ownTypes = new Set(['monolithicsparse', 'streamoptimized'])

function checkDescriptor(text: string): void {
  const type = /^\s*createType\s*=\s*"([^"\n]*)"/im.exec(text)?.[1]
  if (type !== undefined && !ownTypes.has(type.toLowerCase())) {
    refuse(`its type ${type.slice(0, 40)} keeps data in other files`)
  }
  checkParent(text)
}

function checkParent(text: string): void {
  const parent = /^\s*parentCID\s*=\s*([0-9a-f]+)/im.exec(text)?.[1]
  if (parent !== undefined && parent.toLowerCase() !== 'ffffffff') refuse('it has a parent')
  if (/parentFileNameHint/i.test(text)) refuse('it has a parent')
}

function refuse(reason: string): never {
  throw new ImageFormatError(`The VMDK cannot be used: ${reason}.`)
}
