/**
 * What an uploaded disk may come in. The uploader states the format and it is held to that: it is
 * never probed, neither here nor by the program that converts it.
 */
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import { qcow2HeadBytes, qcow2Magic, readQcow2VirtualSize } from '../image-formats/qcow2-header.ts'
import { type ArchiveMember, findDisk } from './ova.ts'
import type { ReadObject } from './read-object.ts'
import { checkVhd } from './vhd.ts'
import { checkVmdk } from './vmdk.ts'

/** AWS's, and qcow2, which AWS does not take. */
export const containerFormats = ['raw', 'qcow2', 'vmdk', 'vhd', 'vhdx', 'ova'] as const
export type ContainerFormat = (typeof containerFormats)[number]

/** The formats of single disks, by the names that QEMU has for their drivers. */
export type DiskDriver = 'raw' | 'qcow2' | 'vmdk' | 'vpc' | 'vhdx'

export interface ContainedDisk {
  readonly driver: DiskDriver
  /** Where in the object the disk's file lies. */
  readonly offset: number
  readonly sizeBytes: number
}

const vhdxMagic = 'vhdxfile'
const virtualSizeBytesMax = 64 * 2 ** 40

/**
 * Finds the disk in an object and refuses what could make its reader open anything else.
 * @throws ImageFormatError with a message for the uploader
 */
export async function findContainedDisk(
  read: ReadObject,
  { format, sizeBytes }: { readonly format: ContainerFormat; readonly sizeBytes: number },
): Promise<ContainedDisk> {
  if (sizeBytes === 0) throw new ImageFormatError('The object is empty.')
  if (format === 'ova') {
    const member = await findDisk(read, sizeBytes)
    await checkDisk(readMember(read, member), member.format, member.sizeBytes)
    return { driver: driverOf(member.format), offset: member.offset, sizeBytes: member.sizeBytes }
  }
  await checkDisk(read, format, sizeBytes)
  return { driver: driverOf(format), offset: 0, sizeBytes }
}

async function checkDisk(
  read: ReadObject,
  format: Exclude<ContainerFormat, 'ova'>,
  sizeBytes: number,
): Promise<void> {
  switch (format) {
    case 'raw':
      if (sizeBytes % 512 === 0) return
      throw new ImageFormatError(`The raw disk has ${sizeBytes} bytes, not a multiple of 512.`)
    case 'qcow2': {
      const head = Buffer.from(await read(0, Math.min(sizeBytes, qcow2HeadBytes)))
      if (head.length < 8 || head.readUInt32BE(0) !== qcow2Magic || head.readUInt32BE(4) === 1) {
        throw new ImageFormatError('The object is no qcow2 disk.')
      }
      readQcow2VirtualSize(head, { sizeBytes, virtualSizeBytesMax })
      return
    }
    case 'vmdk':
      return checkVmdk(read, sizeBytes)
    case 'vhd':
      return checkVhd(read, sizeBytes)
    case 'vhdx': {
      // Its reader refuses disks with a parent; nothing else in it names a file.
      const head = Buffer.from(await read(0, vhdxMagic.length))
      if (head.toString('latin1') === vhdxMagic) return
      throw new ImageFormatError('The object is no VHDX disk.')
    }
  }
}

function readMember(read: ReadObject, { offset, sizeBytes }: ArchiveMember): ReadObject {
  return (from, length) => read(offset + from, Math.max(0, Math.min(length, sizeBytes - from)))
}

function driverOf(format: Exclude<ContainerFormat, 'ova'>): DiskDriver {
  return format === 'vhd' ? 'vpc' : format
}
