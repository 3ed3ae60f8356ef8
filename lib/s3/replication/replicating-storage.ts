/**
 * Storage that leaves, in the commit of each change that a bucket's rules ask to replicate, what the
 * job needs to do so, and says in the object that it is pending. Whoever changes objects through it
 * need not know of replication; a bucket that asks for none gets its storage as it is.
 */
import type {
  Attributes,
  BucketRecord,
  ObjectFields,
  ObjectRecord,
  QueuedEvent,
  Storage,
} from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { readAttributes } from '../object-attributes.ts'
import type { Replication } from './configuration.ts'
import { type QueuedChange, queueName } from './queued-change.ts'
import { destinationOf, rulesForMarker, rulesForObject } from './rules.ts'
import type { ReplicationState, Targets } from './state.ts'

/** Changes of metadata that replicas follow. */
const updates: ReadonlySet<string> = new Set([
  'DeleteObjectTagging',
  'PutObjectAcl',
  'PutObjectLegalHold',
  'PutObjectRetention',
  'PutObjectTagging',
])

export interface ReplicatedRequest {
  readonly operationName: string
  readonly bucket: BucketRecord
  /** What is written is a replica, of this. */
  readonly replicaOf: string | undefined
}

export function replicatingStorage(storage: Storage, request: ReplicatedRequest): Storage {
  const { bucket, replicaOf } = request
  const { replication } = readBucketAttributes(bucket.attributes)
  // Replicas are not replicated on.
  if (replicaOf !== undefined) return replicaStorage(storage, replicaOf)
  if (replication === undefined || bucket.versioning !== 'enabled') return storage
  const sourceStorage = ofWrites(storage, bucket, replication)
  return updates.has(request.operationName) ? ofUpdates(sourceStorage, bucket) : sourceStorage
}

function replicaStorage(storage: Storage, replicaOf: string): Storage {
  const replication: ReplicationState = { replicaOf }
  return {
    ...storage,
    putObject: (bucketName, key, body, options) =>
      storage.putObject(bucketName, key, body, {
        ...options,
        finish(sizeBytes) {
          const fields = options.finish(sizeBytes)
          return { ...fields, attributes: { ...fields.attributes, replication } }
        },
      }),
    createUpload: (bucketName, key, options) =>
      storage.createUpload(bucketName, key, {
        ...options,
        attributes: { ...options.attributes, replication },
      }),
  }
}

function ofWrites(storage: Storage, bucket: BucketRecord, replication: Replication): Storage {
  const pending = <Fields extends ObjectFields>(key: string, fields: Fields): Fields => {
    const attributes = readAttributes(fields.attributes)
    if (attributes.replication !== undefined) return fields
    const rules = rulesForObject(replication, key, attributes)
    if (rules.length === 0) return fields
    const targets: Targets = Object.fromEntries(
      rules.map(rule => [destinationOf(rule), { status: 'PENDING' as const }]),
    )
    return { ...fields, attributes: { ...fields.attributes, replication: { targets } } }
  }
  const eventsOf = (record: ObjectRecord, atMs: number) =>
    pendingEvents(bucket, record.attributes, { ...record, kind: 'version', atMs })
  return {
    ...storage,
    putObject: (bucketName, key, body, options) =>
      storage.putObject(bucketName, key, body, {
        ...options,
        finish: sizeBytes => pending(key, options.finish(sizeBytes)),
        events: (record, atMs) => [
          ...(options.events?.(record, atMs) ?? []),
          ...eventsOf(record, atMs),
        ],
      }),
    completeUpload: (bucketName, key, uploadId, options) =>
      storage.completeUpload(bucketName, key, uploadId, {
        ...options,
        choose: (upload, parts) => pending(key, options.choose(upload, parts)),
        events: (record, atMs) => [
          ...(options.events?.(record, atMs) ?? []),
          ...eventsOf(record, atMs),
        ],
      }),
    deleteObject: (bucketName, key, options) =>
      storage.deleteObject(bucketName, key, {
        ...options,
        events(result, atMs) {
          const { versionId, isDeleteMarker } = result
          const others = options?.events?.(result, atMs) ?? []
          // Versions that are removed for good stay where they were replicated to.
          const isMarker = options?.versionId === undefined && isDeleteMarker
          if (!isMarker || versionId === undefined) return others
          const destinations = rulesForMarker(replication, key).map(destinationOf)
          const change = { kind: 'marker', key, versionId, atMs } as const
          return [...others, ...queued(bucket, destinations, change)]
        },
      }),
  }
}

function ofUpdates(storage: Storage, bucket: BucketRecord): Storage {
  return {
    ...storage,
    updateObject: (bucketName, key, versionId, change) =>
      storage.updateObject(bucketName, key, versionId, current => {
        const next = change(current)
        const attributes = next.attributes && withAllPending(next.attributes)
        if (attributes === undefined) return next
        const { versionId: changed, modifiedAtMs: atMs } = current
        const queuedChange = { kind: 'version', key, versionId: changed, atMs } as const
        const events = pendingEvents(bucket, attributes, queuedChange)
        return { ...next, attributes, events: [...(next.events ?? []), ...events] }
      }),
  }
}

/** `undefined`: it goes nowhere. */
function withAllPending(attributes: Attributes): Attributes | undefined {
  const { replication } = readAttributes(attributes)
  if (replication === undefined || 'replicaOf' in replication) return undefined
  const targets = Object.entries(replication.targets).map(
    ([name, state]) => [name, { ...state, status: 'PENDING' }] as const,
  )
  return { ...attributes, replication: { targets: Object.fromEntries(targets) } }
}

function pendingEvents(
  bucket: BucketRecord,
  attributes: Attributes,
  { kind, key, versionId, atMs }: QueuedChange,
): QueuedEvent[] {
  const { replication } = readAttributes(attributes)
  if (replication === undefined || 'replicaOf' in replication) return []
  return queued(bucket, Object.keys(replication.targets), { kind, key, versionId, atMs })
}

export function queued(
  { name: bucketName, id: bucketId }: BucketRecord,
  destinations: readonly string[],
  event: QueuedChange,
): QueuedEvent[] {
  return destinations.map(destination => ({
    queue: queueName({ bucketName, bucketId, destination }),
    event,
  }))
}
