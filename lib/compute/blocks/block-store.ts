/**
 * The block store: disks of machines whose bytes are objects in storage, with all of its redundancy.
 * A volume can be written; a snapshot is what a volume held at one moment, and never changes. Both
 * are there at once whatever their size: bytes of a volume made from a snapshot are looked up in that
 * snapshot until the volume writes them itself.
 *
 * A volume behaves as a disk with a volatile cache: what `write` acknowledged survives the end of
 * this process, what `flush` acknowledged also survives a power cut and the loss of as many disks as
 * storage survives. Ids are the caller's and are never used again. Every change may be repeated
 * after a crash, and repeating it is not an error.
 */

export type BlockErrorCode =
  | 'volume-missing'
  | 'snapshot-missing'
  /** Another process or an earlier `open` has the volume. */
  | 'volume-in-use'
  /** The object that a snapshot is to be made of is missing or no image of the format stated. */
  | 'object-missing'
  | 'object-unusable'
  /** A size that is not a multiple of 512, above the limit, or smaller than what is there. */
  | 'size-invalid'
  /** An offset or length outside of the device. */
  | 'range-invalid'
  /** Too many snapshots of one volume, or too many steps of volumes made of one another's snapshots. */
  | 'limit-exceeded'
  /** No room on the disks, or the account's limit is reached: the guest sees ENOSPC. */
  | 'no-space'
  /** Bytes could not be had or kept: the guest sees EIO. The cause says why. */
  | 'input-output'
  | 'device-closed'

export class BlockError extends Error {
  override readonly name = 'BlockError'
  readonly code: BlockErrorCode

  constructor(code: BlockErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export interface NewVolume {
  /** `vol-…`; letters, digits and hyphens. */
  readonly id: string
  readonly accountId: string
  /** A multiple of 512; at least the snapshot's size. */
  readonly sizeBytes: number
  /** Whose bytes the volume begins with; zeroes without. It may be deleted afterwards. */
  readonly snapshotId?: string
}

/** An image object that becomes a snapshot without being copied. */
export interface ImageObject {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
  /** Never probed. */
  readonly format: 'raw' | 'qcow2'
}

export interface NewImageSnapshot {
  readonly snapshotId: string
  readonly accountId: string
  readonly object: ImageObject
}

export interface VolumeFacts {
  readonly id: string
  readonly accountId: string
  readonly sizeBytes: number
  readonly isOpen: boolean
}

export interface SnapshotFacts {
  readonly id: string
  readonly accountId: string
  /** Of the volume at that moment. */
  readonly sizeBytes: number
  /** Whose moment it is; the volume may be gone. Absent: made of an image object. */
  readonly volumeId?: string
}

/** What an account's volumes and snapshots take; exact, and kept with each change. */
export interface BlockUsage {
  readonly blockCount: number
  readonly storedBytes: number
}

/** Blocks whose bytes may differ: `[index × blockBytes, (index + 1) × blockBytes)`. */
export interface ChangedBlock {
  readonly index: number
  /** In the first snapshot, in the second: false where it reads as zeroes for want of bytes. */
  readonly isInFirst: boolean
  readonly isInSecond: boolean
}

export interface BlockStore extends AsyncDisposable {
  /** Of the store's own blocks; partial writes of one cost a read of the rest. */
  readonly blockBytes: number

  createVolume(volume: NewVolume): Promise<VolumeFacts>
  getVolume(volumeId: string): Promise<VolumeFacts | undefined>
  /** For one writer at a time. Writes that a crash interrupted are there again when it resolves. */
  open(volumeId: string): Promise<BlockDevice>
  /** To a size that is not smaller; an open device has it at once, its client after a new handshake. */
  grow(volumeId: string, sizeBytes: number): Promise<VolumeFacts>
  /** Also ends an open device. Its snapshots stay. The space comes back in the background. */
  deleteVolume(volumeId: string): Promise<void>

  /** What the volume holds now, everything acknowledged included; its cost does not depend on the size. */
  snapshot(volumeId: string, snapshotId: string): Promise<SnapshotFacts>
  /** The object stays readable for as long as something needs it, whatever happens to its key. */
  createImageSnapshot(snapshot: NewImageSnapshot): Promise<SnapshotFacts>
  getSnapshot(snapshotId: string): Promise<SnapshotFacts | undefined>
  /** For any number of readers: writing to it is refused. */
  openSnapshot(snapshotId: string): Promise<ReadableDevice & AsyncDisposable>
  /** Volumes made from it keep their bytes. The space comes back in the background. */
  deleteSnapshot(snapshotId: string): Promise<void>

  /** In order; without the first, every block that the second has bytes for. */
  changedBlocks(
    firstId: string | undefined,
    secondId: string,
    options?: { readonly from?: number },
  ): AsyncIterable<ChangedBlock>
  /** All that are there, in no order that matters: for finding what nobody knows of any more. */
  volumes(): AsyncIterable<Pick<VolumeFacts, 'id' | 'accountId'>>
  snapshots(): AsyncIterable<Pick<SnapshotFacts, 'id' | 'accountId'>>
  usage(accountId: string): Promise<BlockUsage>
  /** Resolves when everything deleted before the call has given its space back. */
  reclaimed(): Promise<void>
}

export interface BlockExtent {
  readonly offset: number
  readonly lengthBytes: number
  /** False: reads as zeroes and takes no room. */
  readonly isAllocated: boolean
}

export interface ReadableDevice {
  readonly sizeBytes: number
  /** Exactly `length` bytes. */
  read(offset: number, length: number): Promise<Uint8Array>
  /** The extents of a range in order, without gaps; may end before the range does, never before its start. */
  blockStatus(offset: number, length: number): Promise<readonly BlockExtent[]>
}

/**
 * Methods may run side by side; overlapping writes take effect in the order of the calls. After a
 * failure of `write` the bytes of its range are the old ones, the new ones or a mix; after a failure
 * of `flush` nothing is lost and it may be tried again.
 */
export interface BlockDevice extends ReadableDevice, AsyncDisposable {
  /** Acknowledged: survives the process. `isDurable`: survives a power cut as well. */
  write(offset: number, bytes: Uint8Array, options?: WriteOptions): Promise<void>
  /** Reads as zeroes afterwards; any length. */
  writeZeroes(offset: number, length: number, options?: WriteOptions): Promise<void>
  /** Everything acknowledged before the call survives a power cut. */
  flush(): Promise<void>
  usage(): DeviceUsage
}

export interface WriteOptions {
  readonly isDurable?: boolean
}

/** Counted since the device was opened; for metering and monitoring. */
export interface DeviceUsage {
  readonly readCount: number
  readonly readBytes: number
  readonly writeCount: number
  readonly writtenBytes: number
  readonly flushCount: number
  readonly errorCount: number
  /** Acknowledged and not yet in storage. */
  readonly dirtyBytes: number
}
