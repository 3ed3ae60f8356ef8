/** What is kept with an object about its replication, and what clients are told of it. */

export type ReplicaStatus = 'COMPLETED' | 'FAILED' | 'PENDING'

/** How far the replica in one destination is. */
export type TargetState = {
  readonly status: ReplicaStatus
  /** Of the replica, once there is one: later changes of tags, ACL and lock go there. */
  readonly versionId?: string
}

export type ReplicationState =
  /** It is a replica, of this bucket's id and version. */
  | { readonly replicaOf: string }
  /** By the names of the destinations' buckets. */
  | { readonly targets: Targets }

export type Targets = { readonly [bucketName: string]: TargetState }

export const STATUS_HEADER = 'x-amz-replication-status'
/** Between servers of this kind: of which version a replica is one. */
export const REPLICA_OF_HEADER = 'x-mallee-replica-of'

export function replicaName(bucketId: string, versionId: string): string {
  return `${bucketId}/${versionId}`
}

/** Of several destinations the one that is worst off counts. */
export function replicationStatus(state: ReplicationState): ReplicaStatus | 'REPLICA' {
  if ('replicaOf' in state) return 'REPLICA'
  const statuses = Object.values(state.targets).map(({ status }) => status)
  if (statuses.includes('FAILED')) return 'FAILED'
  return statuses.includes('PENDING') ? 'PENDING' : 'COMPLETED'
}

/** Of answers to GET and HEAD. */
export function replicationHeaders(
  state: ReplicationState | undefined,
): Readonly<Record<string, string>> {
  if (state === undefined) return {}
  return {
    [STATUS_HEADER]: replicationStatus(state),
    ...('replicaOf' in state && { [REPLICA_OF_HEADER]: state.replicaOf }),
  }
}

/** `undefined`: it does not go there. */
export function targetState(
  state: ReplicationState | undefined,
  bucketName: string,
): TargetState | undefined {
  if (state === undefined || 'replicaOf' in state) return undefined
  return Object.hasOwn(state.targets, bucketName) ? state.targets[bucketName] : undefined
}

export function withTarget(
  state: ReplicationState | undefined,
  bucketName: string,
  target: TargetState,
): ReplicationState {
  const targets = state === undefined || 'replicaOf' in state ? {} : state.targets
  return { targets: { ...targets, [bucketName]: target } }
}

/** It does not go there after all. */
export function withoutTarget(
  state: ReplicationState | undefined,
  bucketName: string,
): ReplicationState | undefined {
  if (state === undefined || 'replicaOf' in state) return state
  const { [bucketName]: _, ...targets } = state.targets
  return Object.keys(targets).length === 0 ? undefined : { targets }
}
