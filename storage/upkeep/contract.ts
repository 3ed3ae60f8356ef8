/** Upkeep and inspection, as those see them who run a storage: open.ts gives it out. */
import type { ObjectRecord } from '../storage.ts'

/** A copy of a blob on a disk, or a strip of one. */
export interface PlaceInspection {
  readonly role: 'data' | 'parity' | 'copy'
  readonly diskNumber?: number
  readonly path?: string
  /** `absent`: never written. `gone`: its disk is. */
  readonly state: 'good' | 'absent' | 'gone' | 'missing' | 'damaged'
}

export interface BlobInspection {
  /** Of a multipart object. */
  readonly partNumber?: number
  readonly sizeBytes: number
  /** Absent where it is empty. */
  readonly locator?: string
  readonly places: readonly PlaceInspection[]
  /** Why it could not be looked at. */
  readonly failure?: string
}

/** What `mallee inspect` shows of an object. */
export interface ObjectInspection {
  readonly record: ObjectRecord
  readonly recordKey: string
  readonly shard: number
  readonly manifestKey?: string
  /** All that there are; `blobs` are a page of them. */
  readonly blobCount: number
  readonly blobs: readonly BlobInspection[]
}

/** Heal writes what is missing where it should be; scrub reads and checks everything as well. */
export type UpkeepKind = 'heal' | 'scrub'

/** In this order; `index` and `orphans` are the scrub's alone. */
export type UpkeepPhase = 'index' | 'segments' | 'blobs' | 'orphans'

export type UpkeepState = {
  readonly kind: UpkeepKind
  readonly status: 'running' | 'done' | 'stopped'
  readonly startedAtMs: number
  readonly finishedAtMs?: number
  readonly phase: UpkeepPhase
  /** Where the walk of the index, or the check of its tables, goes on. */
  readonly shard: number
  readonly after: string
  /** Blobs looked at. */
  readonly blobCount: number
  /** Read and written. */
  readonly workedBytes: number
  /** What the buckets held at the start: an estimate of what there is to look at. */
  readonly totalBytes: number
  readonly totalCount: number
  readonly repairedCount: number
  readonly orphanCount: number
  /** Blobs that cannot be read any more, and the first of them. */
  readonly lostCount: number
  readonly lost: readonly { readonly record: string; readonly locator: string }[]
  /** Blobs that could not be made whole now, since disks are gone or full. */
  readonly postponedCount: number
  /** Mirrors of the index that were damaged, and are filled again from others; absent for none. */
  readonly refilledMirrorCount?: number
  /** Those that nothing can be filled from; absent for none. */
  readonly damagedMirrorCount?: number
}

/** The background work that keeps everything whole; see `MainStorage`. */
export interface UpkeepControl {
  /** Those that were ever begun. */
  states(): Promise<readonly UpkeepState[]>
  /** Begins anew, unless it is at work. */
  start(kind: UpkeepKind): Promise<UpkeepState | undefined>
  stop(kind: UpkeepKind): Promise<UpkeepState | undefined>
  /** `undefined`: there is no such version. `from`: the number of the first blob to show. */
  inspectObject(
    bucket: string,
    key: string,
    options: { versionId?: string; from: number },
  ): Promise<ObjectInspection | undefined>
}
