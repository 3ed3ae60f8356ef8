/** What is kept of volumes and snapshots beside their blocks. */
import type { Documents, Storage } from '../../../storage/storage.ts'

/** A moment of a volume: what it showed when writes went to this generation or an earlier one. */
export type Point = {
  readonly generation: number
  readonly sizeBytes: number
  /** Empty once the snapshot was deleted: what was made from it may still need the point. */
  readonly snapshotId: string
}

/** Where the blocks are that a volume has not got itself. */
export type Parent =
  | { readonly kind: 'point'; readonly volumeId: string; readonly generation: number }
  | { readonly kind: 'image'; readonly pin: string; readonly format: 'raw' | 'qcow2' }

/**
 * One volume with all of its snapshots; what outlives the volume if they do. The snapshot of an
 * image object is the one point of a volume that never was.
 */
export type VolumeRecord = {
  readonly id: string
  readonly accountId: string
  readonly sizeBytes: number
  /** That writes go to; higher than that of any point. */
  readonly generation: number
  /** Sequence numbers of writes below it may have been used. */
  readonly sequenceLimit: number
  readonly parent?: Parent
  /** How many layers are below. */
  readonly depth: number
  /** Only points are left of it. */
  readonly isDeleted: boolean
  /** In the order of their generations. */
  readonly points: readonly Point[]
}

/** Where a snapshot is. It is there once the volume's record has the point. */
export type SnapshotRecord = { readonly accountId: string; readonly volumeId: string }

/** How often the volume was asked to be looked through: what comes while that is done counts again. */
type GarbageRecord = { readonly requestCount: number }

export interface BlockRecords {
  readonly volumes: Documents<VolumeRecord>
  readonly snapshots: Documents<SnapshotRecord>
  /** `<parent volume>/<generation>/<child volume>`: the point is needed by the child. */
  readonly claims: Documents<Readonly<Record<string, never>>>
  /** Volumes in which something may be garbage. */
  readonly garbage: Documents<GarbageRecord>
}

export function openBlockRecords(storage: Storage): BlockRecords {
  return {
    volumes: storage.documents('block-volumes'),
    snapshots: storage.documents('block-snapshots'),
    claims: storage.documents('block-claims'),
    garbage: storage.documents('block-garbage'),
  }
}

export function claimPrefix(volumeId: string, generation: number): string {
  return `${volumeId}/${generation}/`
}

/** Remembers durably to look through the volume for what nothing needs any more. */
export async function requestCollection(records: BlockRecords, volumeId: string): Promise<void> {
  await records.garbage.update(volumeId, (current = { requestCount: 0 }) => ({
    requestCount: current.requestCount + 1,
  }))
}
