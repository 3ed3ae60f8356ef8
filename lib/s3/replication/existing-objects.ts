/**
 * The job for what was there before a rule: once after each change of a bucket's rules it is walked,
 * in pages, and what a rule with ExistingObjectReplication asks for is queued like any change, the
 * oldest version of a key first. What was refused before is queued again.
 */
import type { BucketRecord, Json, ListedVersion, ObjectRecord } from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { bucketJob } from '../jobs/bucket-job.ts'
import type { Job, JobStep, StepResult } from '../jobs/job.ts'
import { forAll } from '../jobs/lifecycle/prefix-walk.ts'
import { isCommonPrefix } from '../listing.ts'
import { readAttributes } from '../object-attributes.ts'
import type { Replication } from './configuration.ts'
import { type QueuedChange, queueName } from './queued-change.ts'
import { queued } from './replicating-storage.ts'
import { destinationOf, replicatesExisting, rulesForMarker, rulesForObject } from './rules.ts'
import { targetState, withTarget } from './state.ts'

const LOOK_EVERY_MS = 5_000
const PAGE_SIZE = 250
/** A page is one read, however many entries it has. */
const PAGE_REQUESTS = 5

export function createExistingObjectsJob(): Job {
  return bucketJob({
    name: 'replication-existing',
    lookEveryMs: LOOK_EVERY_MS,
    isWanted: bucket => wanted(bucket) !== undefined,
    isDue: (bucket, lastMs) => lastMs === undefined || (wanted(bucket)?.updatedAtMs ?? 0) >= lastMs,
    step: walkPage,
  })
}

/** The rules that are about existing objects; `undefined`: there are none. */
function wanted({ attributes, versioning }: BucketRecord): Replication | undefined {
  const { replication } = readBucketAttributes(attributes)
  if (replication === undefined || versioning !== 'enabled') return undefined
  const rules = replication.configuration.Rule.filter(replicatesExisting)
  if (rules.length === 0) return undefined
  return { ...replication, configuration: { ...replication.configuration, Rule: rules } }
}

type Cursor = { readonly keyMarker: string; readonly versionIdMarker?: string }

interface Walk {
  readonly bucket: BucketRecord
  readonly replication: Replication
  readonly step: JobStep
}

async function walkPage(bucket: BucketRecord, step: JobStep): Promise<StepResult> {
  const replication = wanted(bucket)
  if (replication === undefined) return 'done'
  await step.pace.take({ requests: PAGE_REQUESTS })
  const page = await step.storage.listVersions(bucket.name, {
    prefix: '',
    delimiter: '',
    limit: PAGE_SIZE,
    ...readCursor(step.cursor),
  })
  const listed = page.entries.flatMap(entry => (isCommonPrefix(entry) ? [] : [entry]))
  const versions = page.isTruncated ? wholeKeys(listed) : listed
  const keys = [...Map.groupBy(versions, ({ key }) => key).values()]
  await forAll(keys, async ofKey => {
    for (const version of ofKey.toReversed()) {
      step.signal.throwIfAborted()
      await queueVersion({ bucket, replication, step }, version)
    }
  })
  step.count({ examined: versions.length })
  const last = versions.at(-1)
  if (!page.isTruncated || last === undefined) return 'done'
  return { cursor: { keyMarker: last.key, versionIdMarker: last.versionId } }
}

function readCursor(cursor: Json | undefined): Cursor {
  // Returned by `walkPage`.
  return (cursor as Cursor | undefined) ?? { keyMarker: '' }
}

/** A key whose versions go on in the next page waits for it, unless it alone fills a page. */
function wholeKeys(versions: readonly ListedVersion[]): readonly ListedVersion[] {
  const lastKey = versions.at(-1)?.key
  const whole = versions.filter(({ key }) => key !== lastKey)
  return whole.length === 0 ? versions : whole
}

async function queueVersion(walk: Walk, version: ListedVersion): Promise<void> {
  const { bucket, replication, step } = walk
  const { key, versionId } = version
  await step.pace.take({ requests: 1 })
  const atMs = step.nowMs()
  if (version.isDeleteMarker) {
    if (!version.isLatest) return
    const change: QueuedChange = { kind: 'marker', key, versionId, atMs, isExisting: true }
    for (const rule of rulesForMarker(replication, key)) {
      const task = {
        bucketName: bucket.name,
        bucketId: bucket.id,
        destination: destinationOf(rule),
      }
      await step.storage.queue<QueuedChange>(queueName(task)).add([change])
    }
    return
  }
  const record = await step.storage.statObject(bucket.name, key, versionId)
  if (record === undefined || missing(walk, record).length === 0) return
  await step.storage.updateObject(bucket.name, key, versionId, current => {
    const destinations = missing(walk, current)
    const { replication: before, ...attributes } = readAttributes(current.attributes)
    const after = destinations.reduce(
      (state, name) => withTarget(state, name, { status: 'PENDING' }),
      before,
    )
    const change = { kind: 'version', key, versionId, atMs, isExisting: true } as const
    return {
      attributes: { ...attributes, ...(after && { replication: after }) },
      events: queued(bucket, destinations, change),
    }
  })
  step.count({ changed: 1 })
}

/** Destinations that a version should be in, is not, and is not on its way to. */
function missing({ replication }: Walk, { key, attributes }: ObjectRecord): readonly string[] {
  const known = readAttributes(attributes)
  // Replicas are not replicated on.
  if (known.replication !== undefined && 'replicaOf' in known.replication) return []
  return rulesForObject(replication, key, known)
    .map(destinationOf)
    .filter(name => {
      const state = targetState(known.replication, name)
      return state === undefined || (state.status === 'FAILED' && state.versionId === undefined)
    })
}
