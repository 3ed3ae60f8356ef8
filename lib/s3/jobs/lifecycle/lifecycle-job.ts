/**
 * Executes lifecycle rules: once a day, after midnight UTC, and after a change of the rules, each
 * bucket that has some is walked, versions first, then uploads that were never completed. Only
 * prefixes that a rule is about are walked, in pages; the rules are those of the moment of each page.
 */
import type { Json } from '../../../../storage/storage.ts'
import { readBucketAttributes } from '../../bucket-attributes.ts'
import { createCalendar, isNewDay } from '../../lifecycle/calendar.ts'
import { enabledRules } from '../../lifecycle/rules.ts'
import type { Destination } from '../../notification/destinations/destination.ts'
import { lifecycleEvents, storageForService } from '../../notification/operation-events.ts'
import { bucketJob } from '../bucket-job.ts'
import type { Job, StepResult } from '../job.ts'
import type { LifecycleWork } from './lifecycle-work.ts'
import { abortUploads, type UploadsCursor } from './upload-walk.ts'
import { type VersionsCursor, walkVersions } from './version-walk.ts'

/** Both walks give `undefined` at their end. */
type Cursor =
  | { readonly phase: 'versions'; readonly at?: VersionsCursor }
  | { readonly phase: 'uploads'; readonly at?: UploadsCursor }

const LOOK_EVERY_MS_MAX = 600_000
const LOOK_EVERY_MS_MIN = 500

export interface LifecycleJobOptions {
  readonly dayMs: number
  readonly region: string
  /** To which notifications of what lifecycle does are sent, where a bucket asks for them. */
  readonly destinations: readonly Destination[]
}

export function createLifecycleJob({ dayMs, region, destinations }: LifecycleJobOptions): Job {
  const calendar = createCalendar(dayMs)
  return bucketJob({
    name: 'lifecycle',
    lookEveryMs: Math.min(LOOK_EVERY_MS_MAX, Math.max(LOOK_EVERY_MS_MIN, dayMs / 20)),
    isWanted: bucket => readBucketAttributes(bucket.attributes).lifecycle !== undefined,

    isDue(bucket, lastMs, nowMs) {
      const { lifecycle } = readBucketAttributes(bucket.attributes)
      if (lastMs === undefined || (lifecycle?.updatedAtMs ?? 0) >= lastMs) return true
      return isNewDay(lastMs, nowMs, calendar)
    },

    async step(bucket, step) {
      const { lifecycle } = readBucketAttributes(bucket.attributes)
      if (lifecycle === undefined) return 'done'
      const change = { bucket, names: lifecycleEvents, region, nowMs: step.nowMs(), destinations }
      const storage = storageForService(step.storage, change)
      const rules = enabledRules(lifecycle)
      const work = { bucket, step: { ...step, storage }, rules, calendar }
      return result(await walkOn(readCursor(step.cursor), work))
    },
  })
}

async function walkOn(cursor: Cursor, work: LifecycleWork): Promise<Cursor | undefined> {
  if (cursor.phase === 'versions') {
    const at = await walkVersions(cursor.at, work)
    return at === undefined ? { phase: 'uploads' } : { phase: 'versions', at }
  }
  const at = await abortUploads(cursor.at, work)
  return at && { phase: 'uploads', at }
}

function readCursor(cursor: Json | undefined): Cursor {
  // Written by `result`, below.
  return (cursor as Cursor | undefined) ?? { phase: 'versions' }
}

function result(cursor: Cursor | undefined): StepResult {
  return cursor === undefined ? 'done' : { cursor }
}
