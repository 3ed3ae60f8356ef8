/** Jobs that go through a bucket from time to time. A task is a bucket, by its name. */
import type { BucketRecord, Json, Storage } from '../../../storage/storage.ts'
import type { Job, JobLook, JobStep, StepResult, TaskState } from './job.ts'

export interface BucketJobOptions {
  readonly name: string
  readonly lookEveryMs: number
  /** From the bucket's attributes alone: most buckets want nothing, and must cost nothing. */
  isWanted(bucket: BucketRecord): boolean
  /** Whether the next run is to begin; `last` is when the last one began. */
  isDue(bucket: BucketRecord, last: number | undefined, nowMs: number): boolean
  /** Sees the bucket as it is now. `step.cursor` is what it returned for this very bucket. */
  step(bucket: BucketRecord, step: JobStep): Promise<StepResult>
}

const BUCKETS_PAGE = 500
/** Reading a page of buckets costs as much as so many requests. */
const PAGE_REQUESTS = 10

/** A bucket that is made again under its name begins anew. */
type BucketCursor = { readonly bucketId: string; readonly cursor?: Json }

export function bucketJob(options: BucketJobOptions): Job {
  const { name, lookEveryMs } = options
  return {
    name,
    lookEveryMs,
    keepsFinished: true,
    findTasks: look => findBuckets(options, look),

    async step(step) {
      const bucket = await step.storage.getBucket(step.taskId)
      if (bucket === undefined || !options.isWanted(bucket)) return 'done'
      const { bucketId, cursor } = readCursor(step.cursor)
      const result = await options.step(bucket, {
        ...step,
        cursor: bucketId === bucket.id ? cursor : undefined,
      })
      if (result === 'done') return 'done'
      const next: BucketCursor = {
        bucketId: bucket.id,
        ...(result.cursor !== undefined && { cursor: result.cursor }),
      }
      return { ...result, cursor: next }
    },
  }
}

function readCursor(cursor: Json | undefined): Partial<BucketCursor> {
  // Written by `step` above, which wraps whatever the job returns.
  return (cursor ?? {}) as Partial<BucketCursor>
}

async function* findBuckets(
  { isWanted, isDue }: BucketJobOptions,
  look: JobLook,
): AsyncGenerator<string> {
  for await (const bucket of eachBucket(look)) {
    if (!isWanted(bucket)) continue
    const state = await look.state(bucket.name)
    if (isUnfinished(state) || isDue(bucket, state?.startedAtMs, look.nowMs())) yield bucket.name
  }
  await forgetGone(look)
}

function isUnfinished(state: TaskState | undefined): boolean {
  return state?.isRunning === true
}

/** In pages, at the jobs' pace. */
export async function* eachBucket({ storage, pace }: JobLook): AsyncGenerator<BucketRecord> {
  let after = ''
  for (;;) {
    await pace.take({ requests: PAGE_REQUESTS })
    const page = await storage.listBuckets({
      ownerId: undefined,
      prefix: '',
      after,
      limit: BUCKETS_PAGE,
    })
    yield* page.entries
    const last = page.entries.at(-1)
    if (!page.isTruncated || last === undefined) return
    after = last.name
  }
}

/** What is known of buckets that are gone goes with them. */
async function forgetGone(look: JobLook): Promise<void> {
  const { storage }: { storage: Storage } = look
  for await (const name of look.tasks()) {
    if ((await storage.getBucket(name)) === undefined) await look.forget(name)
  }
}
