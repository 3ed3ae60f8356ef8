/** A bucket that replicas go to, here or at another endpoint. */
import type { BucketRecord, OpenObject } from '../../../../storage/storage.ts'
import type { ReplicationRule } from '../configuration.ts'

export interface ReplicaSource {
  readonly bucket: BucketRecord
  /** To whoever reads it, its plaintext. */
  readonly object: OpenObject
  readonly rule: ReplicationRule
  /** Of this version: see `replicaName`. */
  readonly replicaOf: string
}

export interface CurrentReplica {
  readonly versionId: string
  /** Absent: it is none, or the destination does not tell. */
  readonly replicaOf?: string
  readonly isDeleteMarker: boolean
}

/**
 * What it throws is a `ReplicaRefusal` where it makes no sense to try again, and anything else where
 * the destination may come back.
 */
export interface ReplicaTarget {
  /** What is there now. */
  current(key: string): Promise<CurrentReplica | undefined>
  /** Gives the replica's version id. */
  put(source: ReplicaSource): Promise<string>
  /** Tags, ACL and lock of a replica that is there. */
  update(source: ReplicaSource, versionId: string): Promise<void>
  mark(key: string, replicaOf: string): Promise<void>
}

/** The destination will not have it. */
export class ReplicaRefusal extends Error {
  override readonly name = 'ReplicaRefusal'
}
