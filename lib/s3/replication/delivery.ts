/**
 * The job that replicates: each pair of a bucket and a destination is worked off by itself, so that a
 * destination that is down holds up nothing but its own replicas. Changes of one key go over one
 * after another in their order. What fails because the destination is not there is tried again, ever
 * more rarely, for as long as it takes; what the destination refuses is FAILED, and the bucket's
 * notifications tell of it.
 *
 * Differs from S3: replicas get version ids and times of their own. What was written before the
 * rules, and is older than what went over since, is left out rather than put on top of it.
 */
import type { Logger } from 'pino'
import type { BucketRecord, QueueEntry, Storage } from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import type { Job, JobStep } from '../jobs/job.ts'
import { retryMs, workOffLines } from '../jobs/lines.ts'
import { type Delivery, queueJob } from '../jobs/queue-job.ts'
import type { EventName } from '../notification/event-names.ts'
import { type ObjectAttributes, readAttributes } from '../object-attributes.ts'
import type { Replication, ReplicationRule } from './configuration.ts'
import { JOB_NAME, parseTask, type QueuedChange } from './queued-change.ts'
import { destinationOf, rulesForMarker, rulesForObject } from './rules.ts'
import { replicaName, type TargetState, targetState, withoutTarget, withTarget } from './state.ts'
import { ReplicaRefusal, type ReplicaTarget } from './targets/target.ts'

export interface DeliveryOptions {
  /** Throws ReplicaRefusal where there is no such bucket. */
  readonly openTarget: (place: TargetPlace) => Promise<ReplicaTarget>
  /** Storage whose updates leave these events. */
  readonly telling: (
    storage: Storage,
    told: { bucket: BucketRecord; update: readonly EventName[]; nowMs: number },
  ) => Storage
  readonly log: Logger
  /** 0 up to 1, for delays. */
  readonly random: () => number
}

export interface TargetPlace {
  readonly step: JobStep
  readonly source: BucketRecord
  readonly rule: ReplicationRule
}

const LOOK_EVERY_MS = 500
/** Pairs of a bucket and a destination that are worked off at once. */
const CONCURRENCY = 16
/** Keys of one pair that are on their way at once. */
const LINES_AT_ONCE = 8
const RETRY_MS_MAX = 300_000

export function createDeliveryJob(options: DeliveryOptions): Job {
  async function deliver(
    entries: readonly QueueEntry<QueuedChange>[],
    step: JobStep,
  ): Promise<Delivery<QueuedChange>> {
    const { bucketName, bucketId, destination } = parseTask(step.taskId)
    const bucket = await step.storage.getBucket(bucketName)
    const { replication } = readBucketAttributes(bucket?.attributes ?? {})
    if (bucket === undefined || bucket.id !== bucketId || replication === undefined) {
      // Nobody wants it any more.
      return { acknowledged: entries.map(({ id }) => id) }
    }
    const { acknowledged, error } = await workOffLines({
      entries,
      lineOf: ({ key }) => key,
      linesAtOnce: LINES_AT_ONCE,
      signal: step.signal,
      work: ({ event }) =>
        replicate({ ...options, step, source: bucket, replication, destination }, event),
    })
    step.signal.throwIfAborted()
    if (error === undefined) return { acknowledged }
    const attempts = (step.failure?.attempts ?? 0) + 1
    options.log.warn({ err: error, task: step.taskId, attempts }, 'objects were not replicated')
    const restMs = retryMs(attempts, { mostMs: RETRY_MS_MAX, random: options.random() })
    return {
      acknowledged,
      notBeforeMs: step.nowMs() + restMs,
      failure: { message: String(error), attempts },
    }
  }

  return queueJob<QueuedChange>({
    name: JOB_NAME,
    lookEveryMs: LOOK_EVERY_MS,
    concurrency: CONCURRENCY,
    deliver,
  })
}

interface Work extends DeliveryOptions {
  readonly step: JobStep
  readonly source: BucketRecord
  readonly replication: Replication
  /** The destination's bucket. */
  readonly destination: string
}

async function replicate(work: Work, change: QueuedChange): Promise<void> {
  const { step, log } = work
  try {
    if (change.kind === 'marker') await replicateMarker(work, change)
    else await replicateVersion(work, change)
  } catch (error) {
    if (!(error instanceof ReplicaRefusal)) throw error
    log.warn({ err: error, task: step.taskId, key: change.key }, 'a replica was refused')
    step.count({ failed: 1 })
    if (change.kind === 'version') await settle(work, change, { status: 'FAILED' })
  }
}

async function replicateMarker(work: Work, change: QueuedChange): Promise<void> {
  const { key, versionId } = change
  const rule = ofDestination(rulesForMarker(work.replication, key), work.destination)
  if (rule === undefined) return
  const target = await work.openTarget({ ...work, rule })
  const current = await target.current(key)
  if (current?.isDeleteMarker || (await isOutdated(work, change, current?.replicaOf))) return
  await target.mark(key, replicaName(work.source.id, versionId))
}

async function replicateVersion(work: Work, change: QueuedChange): Promise<void> {
  const { step, source, destination } = work
  const { key, versionId } = change
  await using object = await step.storage.openObject(source.name, key, versionId)
  if (object === undefined || object.record.isDeleteMarker) return
  const attributes = readAttributes(object.record.attributes)
  const state = targetState(attributes.replication, destination)
  // Whatever was to be done is done: a crash came between that and the queue's being told.
  if (state === undefined || state.status === 'COMPLETED') return
  const rule = ofDestination(rulesForObject(work.replication, key, attributes), destination)
  if (rule === undefined) return
  const target = await work.openTarget({ ...work, rule })
  const replicaOf = replicaName(source.id, versionId)
  const replica = { bucket: source, object, rule, replicaOf }
  if (state.versionId !== undefined) {
    await target.update(replica, state.versionId)
    return settle(work, change, { status: 'COMPLETED', versionId: state.versionId }, attributes)
  }
  const current = await target.current(key)
  if (current?.replicaOf === replicaOf) {
    const { versionId: replicaId } = current
    return settle(work, change, { status: 'COMPLETED', versionId: replicaId }, attributes)
  }
  if (await isOutdated(work, change, current?.replicaOf)) return settle(work, change, undefined)
  await step.pace.take({ bytes: object.record.sizeBytes })
  const replicaId = await target.put(replica)
  step.count({ bytes: object.record.sizeBytes })
  await settle(work, change, { status: 'COMPLETED', versionId: replicaId }, attributes, rule)
}

function ofDestination(
  rules: readonly ReplicationRule[],
  destination: string,
): ReplicationRule | undefined {
  return rules.find(rule => destinationOf(rule) === destination)
}

/** Whether something newer of the key is over there already. */
async function isOutdated(
  { step, source, destination }: Work,
  { key, versionId, isExisting }: QueuedChange,
  currentReplica: string | undefined,
): Promise<boolean> {
  if (!isExisting) return false
  const prefix = replicaName(source.id, '')
  if (currentReplica?.startsWith(prefix)) {
    // Version ids of one key sort newest first; what has none is older than versioning.
    const other = currentReplica.slice(prefix.length)
    return other !== 'null' && (versionId === 'null' || other < versionId)
  }
  const newest = await step.storage.statObject(source.name, key)
  if (newest === undefined || newest.versionId === versionId) return false
  const state = targetState(readAttributes(newest.attributes).replication, destination)
  return state?.status === 'COMPLETED'
}

/**
 * Notes in the source how far it is; `undefined`: it does not go there. Where its tags, ACL or lock
 * changed since they were read there is another entry in the queue, which is still to do.
 */
async function settle(
  work: Work,
  { key, versionId, atMs }: QueuedChange,
  outcome: TargetState | undefined,
  seen?: ObjectAttributes,
  rule?: ReplicationRule,
): Promise<void> {
  const { step, source: bucket, destination } = work
  const nowMs = step.nowMs()
  const update: EventName[] = []
  if (outcome?.status === 'FAILED') update.push('s3:Replication:OperationFailedReplication')
  const isTimed = rule?.Destination.ReplicationTime?.Status === 'Enabled'
  if (isTimed && nowMs - atMs > THRESHOLD_MS) {
    update.push('s3:Replication:OperationReplicatedAfterThreshold')
  }
  const storage = work.telling(step.storage, { bucket, update, nowMs })
  await storage.updateObject(bucket.name, key, versionId, current => {
    const { replication: before, ...attributes } = readAttributes(current.attributes)
    const known = targetState(before, destination)
    if (known === undefined) return {}
    const isChanged = seen !== undefined && changeable(attributes) !== changeable(seen)
    const kept = { ...known, ...outcome, ...(isChanged && { status: 'PENDING' as const }) }
    const after =
      outcome === undefined
        ? withoutTarget(before, destination)
        : withTarget(before, destination, kept)
    return { attributes: { ...attributes, ...(after && { replication: after }) } }
  })
}

const THRESHOLD_MS = 15 * 60_000

function changeable({ acl, lock, tags }: Omit<ObjectAttributes, 'replication'>): string {
  return JSON.stringify([acl, lock, tags])
}
