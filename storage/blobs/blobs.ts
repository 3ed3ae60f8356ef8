/**
 * Blobs are immutable byte sequences, written once and named by an opaque locator.
 *
 * A small one is a fragment: appended to a region (a segment file) that it shares with others, and
 * durable when `append` resolves. A large one has a file of its own: its locator is reserved first,
 * so that an intent to write it can be stored before anything is on the disk, and what a crash
 * leaves behind can be removed by the intents alone.
 *
 * Blobs know nothing of keys. `owner` is text that a fragment carries, by which whoever stores the
 * locator can find it again when the fragment is to move.
 */
import type { ByteRange, Redundancy } from '../storage.ts'

/** A region that many fragments share; removed as a whole. */
export interface Region {
  readonly id: string
  /** What it takes on the disk, dead fragments included. */
  readonly sizeBytes: number
}

/** What a fragment takes in its region. */
export interface Share {
  readonly regionId: string
  readonly sizeBytes: number
}

export interface Fragment {
  readonly locator: string
  readonly owner: string
  readonly bytes: Uint8Array
}

/** Keeps the bytes readable until disposed, even if the blob is removed meanwhile. */
export interface BlobReader extends Disposable {
  readonly sizeBytes: number
  /** Verified chunks in order; throws StorageError `data-corrupt` before a bad one. */
  read(range: ByteRange): AsyncIterable<Uint8Array>
  /** The same in one piece; the caller bounds the range. */
  bytes(range: ByteRange): Promise<Uint8Array>
}

export interface WrittenBlob {
  /** By which the blob is found; the reserved one only removes it. */
  readonly locator: string
  readonly sizeBytes: number
  /** False: less of it is stored than should be, since disks are gone. */
  readonly isComplete: boolean
}

export interface BlobsHealth {
  readonly isWritable: boolean
  readonly disks: readonly {
    readonly path: string
    readonly totalBytes: number
    readonly freeBytes: number
  }[]
}

export interface Blobs extends AsyncDisposable {
  /** At least 1 and at most SMALL_BODY_BYTES_MAX bytes; throws StorageError `disk-full`. */
  append(bytes: Uint8Array, owner: string): Promise<string>
  /** A locator that was never used before and that nothing is stored under. */
  reserve(): string
  /**
   * Writes a large blob under a reserved locator and resolves once it is durable. On an error
   * nothing is left where it can be reached, and the error is rethrown.
   */
  write(
    reserved: string,
    body: AsyncIterable<Uint8Array>,
    options: { redundancy: Redundancy },
  ): Promise<WrittenBlob>
  /** `undefined`: there is no such blob (any more). */
  open(locator: string): Promise<BlobReader | undefined>
  /**
   * Removes a large blob or what was written under a reserved locator; repeating it succeeds. Not
   * for fragments.
   */
  remove(locator: string): Promise<void>

  /** `undefined` for a blob that shares its space with no other. */
  share(locator: string): Share | undefined
  /** Regions that get no more fragments. */
  sealedRegions(): Promise<readonly Region[]>
  /** Whole fragments only; a damaged stretch is skipped. */
  scan(regionId: string): AsyncIterable<Fragment>
  removeRegion(regionId: string): Promise<void>

  health(): Promise<BlobsHealth>
}
