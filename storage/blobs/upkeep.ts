/** What keeps blobs whole asks of them; a part of the main thread's work. */
import type { RepairOptions, UpkeepOptions } from './large/blob-repair.ts'

export type { RepairOptions, UpkeepOptions } from './large/blob-repair.ts'
export type { Damage } from './large/held-strips.ts'

/** A strip of a large blob, or a copy of a fragment. */
export interface BlobPlace {
  readonly role: 'data' | 'parity' | 'copy'
  /** Absent for a strip that was never written. */
  readonly diskNumber?: number
  /** The file; absent where the disk is not known. */
  readonly path?: string
}

/** `absent`: never written. `gone`: its disk is. */
export type PlaceState = 'good' | 'absent' | 'gone' | 'missing' | 'damaged'

export interface BlobPlaceState extends BlobPlace {
  readonly state: PlaceState
}

/** A file of ours on a disk. */
export interface BlobFile {
  readonly type: 'strip' | 'segment'
  /** Of the blob or segment. */
  readonly id: string
  readonly path: string
  readonly sizeBytes: number
  /** A repair that was broken off left it: it is never read. */
  readonly isUnfinished: boolean
}

export interface BlobUpkeep {
  /** Of a fragment: the disks that have its segment and can be reached. */
  placesOf(locator: string): Promise<readonly BlobPlace[]>
  /** Reads and checks all that the disks have of the blob. */
  verify(locator: string, options?: UpkeepOptions): Promise<readonly BlobPlaceState[]>
  /**
   * Writes again what is bad, missing or on disks that are to be left. Resolves to the locator that
   * says where everything is then: where it is another one the caller records it, and then calls
   * `removeStale`. Throws `data-corrupt` when too little is good, and `unavailable` when that may
   * change once disks are back. Of a fragment only the fragment is looked at: see repairRegion.
   */
  repair(locator: string, options?: RepairOptions): Promise<string>
  /** Removes what `before` names and `after` does not. */
  removeStale(before: string, after: string): Promise<void>

  /** Makes as many good copies of a sealed region as there should be; see `sealedRegions`. */
  repairRegion(regionId: string, options?: RepairOptions): Promise<void>
  /** By disks that have one: whether it has all that the copies have together. */
  verifyRegion(
    regionId: string,
    options?: UpkeepOptions,
  ): Promise<readonly { diskNumber: number; state: 'good' | 'damaged' }[]>

  /** Everything that blobs keep on a disk, in no order. */
  files(diskNumber: number): AsyncIterable<BlobFile>
  /** For what nothing names; repeating it succeeds. */
  removeFile(diskNumber: number, file: BlobFile): Promise<void>
}
