/**
 * Reads the header of a qcow2 image, version 2 or 3, and refuses what could make the hypervisor
 * open another file or trust nonsense. Layout (big-endian):
 * https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst
 *
 *    0 magic:32 version:32       8 backingFileOffset:64   16 backingFileSize:32  20 clusterBits:32
 *   24 size:64                  32 cryptMethod:32         36 l1Size:32           40 l1Offset:64
 *   48 refcountTableOffset:64   56 refcountTableClusters:32                      60 snapshotCount:32
 *   64 snapshotsOffset:64
 *   version 3: 72 incompatible:64 80 compatible:64 88 autoclear:64 96 refcountOrder:32
 *             100 headerLength:32  104 compressionType:8
 *   then extensions: type:32 length:32 data, padded to 8 bytes, until type 0
 */
import { ImageFormatError } from './image-format-error.ts'

export const qcow2Magic = 0x514649fb

/** As much of the object's beginning as is ever looked at. */
export const qcow2HeadBytes = 64 * 1024

export interface Qcow2Limits {
  readonly sizeBytes: number
  readonly virtualSizeBytesMax: number
}

const version2HeaderBytes = 72
const version3HeaderBytes = 104
/** The bounds that QEMU itself holds an image to. */
const l1TableBytesMax = 32 * 1024 * 1024
const refcountTableBytesMax = 8 * 1024 * 1024

const incompatible = {
  dirty: 1n << 0n,
  corrupt: 1n << 1n,
  externalData: 1n << 2n,
  compression: 1n << 3n,
  extendedL2: 1n << 4n,
} as const

const knownIncompatible =
  incompatible.dirty |
  incompatible.corrupt |
  incompatible.externalData |
  incompatible.compression |
  incompatible.extendedL2

const extension = { end: 0, encryption: 0x0537be77, externalDataName: 0x44415441 } as const

/** The virtual size of the image whose first `qcow2HeadBytes` (or fewer, if it is shorter) these are. */
export function readQcow2VirtualSize(head: Buffer, limits: Qcow2Limits): number {
  if (head.length < version2HeaderBytes) refuse('its header is cut off')
  const version = head.readUInt32BE(4)
  if (version !== 2 && version !== 3) refuse(`version ${version} is not known`)
  if (head.readBigUInt64BE(8) !== 0n || head.readUInt32BE(16) !== 0) {
    refuse('it has a backing file; flatten it first with "qemu-img convert"')
  }
  if (head.readUInt32BE(32) !== 0) refuse('it is encrypted')
  if (head.readUInt32BE(60) !== 0) {
    refuse('it has internal snapshots; leave them out with "qemu-img convert"')
  }
  const clusterBits = head.readUInt32BE(20)
  if (clusterBits < 9 || clusterBits > 21) refuse(`a cluster of 2^${clusterBits} bytes is absurd`)

  const features = version === 3 ? readVersion3(head, clusterBits) : 0n
  const virtualSizeBytes = readVirtualSize(head, limits)
  checkTables(head, { clusterBits, virtualSizeBytes, features, sizeBytes: limits.sizeBytes })
  return virtualSizeBytes
}

function readVersion3(head: Buffer, clusterBits: number): bigint {
  if (head.length < version3HeaderBytes) refuse('its header is cut off')
  const features = head.readBigUInt64BE(72)
  if ((features & incompatible.externalData) !== 0n) {
    refuse('its data is in another file; put it together with "qemu-img convert"')
  }
  if ((features & incompatible.corrupt) !== 0n) refuse('it is marked as corrupt')
  if ((features & ~knownIncompatible) !== 0n) {
    refuse(`it uses unknown features (0x${(features & ~knownIncompatible).toString(16)})`)
  }
  if ((features & incompatible.extendedL2) !== 0n && clusterBits < 14) {
    refuse('extended L2 entries need clusters of at least 16 KiB')
  }
  if (head.readUInt32BE(96) > 6) refuse('its reference counts are wider than 64 bits')

  const headerBytes = head.readUInt32BE(100)
  const isHeaderSane =
    headerBytes >= version3HeaderBytes && headerBytes % 8 === 0 && headerBytes <= 1 << clusterBits
  if (!isHeaderSane || headerBytes > head.length) refuse('its header length is wrong')

  const compression = headerBytes > version3HeaderBytes ? head.readUInt8(104) : 0
  const isMarked = (features & incompatible.compression) !== 0n
  if (compression > 1 || isMarked !== (compression !== 0)) refuse('its compression is not known')
  checkExtensions(head, headerBytes, clusterBits)
  return features
}

/** A list that is not ended within the first cluster is either cut off or made to be misread. */
function checkExtensions(head: Buffer, headerBytes: number, clusterBits: number): void {
  const end = Math.min(head.length, 1 << clusterBits)
  for (let at = headerBytes; at + 8 <= end; ) {
    const type = head.readUInt32BE(at)
    const lengthBytes = head.readUInt32BE(at + 4)
    if (type === extension.end) return
    if (type === extension.encryption) refuse('it is encrypted')
    if (type === extension.externalDataName) refuse('it names another file for its data')
    at += 8 + Math.ceil(lengthBytes / 8) * 8
  }
  refuse('its header extensions do not end')
}

function readVirtualSize(head: Buffer, { virtualSizeBytesMax }: Qcow2Limits): number {
  const size = head.readBigUInt64BE(24)
  if (size === 0n) refuse('its disk is empty')
  if (size > BigInt(virtualSizeBytesMax)) {
    refuse(`its disk of ${size} bytes is larger than the ${virtualSizeBytesMax} that are allowed`)
  }
  if (size % 512n !== 0n) refuse(`its disk of ${size} bytes is not a multiple of 512`)
  return Number(size)
}

interface TableFacts {
  readonly clusterBits: number
  readonly virtualSizeBytes: number
  readonly features: bigint
  readonly sizeBytes: number
}

function checkTables(head: Buffer, facts: TableFacts): void {
  const clusterBytes = 2 ** facts.clusterBits
  const l2EntryBytes = (facts.features & incompatible.extendedL2) === 0n ? 8 : 16
  const coveredByL1Entry = clusterBytes * (clusterBytes / l2EntryBytes)

  const l1EntryCount = head.readUInt32BE(36)
  const l1EntryCountMin = Math.ceil(facts.virtualSizeBytes / coveredByL1Entry)
  if (l1EntryCount < l1EntryCountMin) refuse('its L1 table is too small for its disk')
  if (l1EntryCount * 8 > l1TableBytesMax) refuse('its L1 table is too large')
  checkTable('L1', { offset: head.readBigUInt64BE(40), lengthBytes: l1EntryCount * 8 }, facts)

  const refcountClusters = head.readUInt32BE(56)
  const refcountBytes = refcountClusters * clusterBytes
  if (refcountClusters === 0 || refcountBytes > refcountTableBytesMax) {
    refuse('the size of its reference count table is absurd')
  }
  // Its last cluster may be cut short by the end of the file, so only its beginning is held to it.
  checkTable('reference count', { offset: head.readBigUInt64BE(48), lengthBytes: 8 }, facts)
}

function checkTable(
  name: string,
  table: { readonly offset: bigint; readonly lengthBytes: number },
  { clusterBits, sizeBytes }: TableFacts,
): void {
  if (table.offset === 0n || (table.offset & ((1n << BigInt(clusterBits)) - 1n)) !== 0n) {
    refuse(`its ${name} table is not at a cluster`)
  }
  if (table.offset + BigInt(table.lengthBytes) > BigInt(sizeBytes)) {
    refuse(`its ${name} table lies past the end of the object; was the upload cut off?`)
  }
}

function refuse(reason: string): never {
  throw new ImageFormatError(`The qcow2 image cannot be used: ${reason}.`)
}
