/**
 * Background jobs: what S3 does by itself, a little at a time. One runner in the main thread runs
 * them all (runner.ts), however many HTTP threads there are. It keeps each task's cursor on stable
 * storage after every step, so that a task goes on where it was after a crash; gives every task its
 * turn, so that no bucket waits for another; and holds all of them to one pace.
 *
 * To add a job:
 *
 *  1. Write `create…Job(): Job` in a file of lib/s3/jobs/, with one of two helpers:
 *      - `bucketJob` (bucket-job.ts) for what goes through a bucket from time to time (lifecycle,
 *        inventory): say which buckets want it, when one is due, and what one step does;
 *      - `queueJob` (queue-job.ts) for what follows changes (notification, replication, logs): say
 *        what to do with a page of events; what it returns is acknowledged.
 *  2. List it in jobs.ts. `mallee jobs`, the metrics and the pace come for free.
 *  3. Test it with `runner.runOnce()`, which does all that is due without waiting.
 *
 * A step must be bounded (some hundred entries, some seconds), must ask `pace` before what costs, and
 * may be run again with the same cursor: after a crash nobody knows how far it came.
 *
 * To feed a durable queue in the commit of the change itself, give storage `events`:
 *
 *     storage.putObject(bucket, key, body, {
 *       finish,
 *       events: (record, atMs) => [{ queue: `notification/${bucketId}`, event: { … } }],
 *     })
 *
 * The same goes for deleteObject, completeUpload and (from `change`) updateObject. Queues are named
 * `<job>/<whatever keeps tasks apart>`: one queue is one task, so let one endpoint that is down stop
 * only its own. Both the change and its events are there after a crash, or neither is. An entry's
 * `id` grows with the changes of one key. Where a bucket wants no events, pass no `events`.
 */
import type { Json, Storage } from '../../../storage/storage.ts'

export interface Job {
  /** In kebab-case; the beginning of its tasks' names and a label of the metrics. */
  readonly name: string
  /** How long the runner rests between two looks for tasks. */
  readonly lookEveryMs: number
  /** How many of its tasks run at once: 1 unless they wait for others most of the time. */
  readonly concurrency?: number
  /** Whether a finished task stays in the list, so that its last run can be told. */
  readonly keepsFinished: boolean
  /**
   * Tasks that may have something to do, by ids that stay the same across restarts. Taken from as
   * there is room, again and again: what one look costs must not depend on how much there is to do.
   */
  findTasks(look: JobLook): AsyncIterable<string>
  /** One bounded step. What it throws is logged, shown, and tried again later, ever more rarely. */
  step(step: JobStep): Promise<StepResult>
}

export interface JobLook {
  readonly storage: Storage
  readonly pace: Pace
  nowMs(): number
  /** What is known of a task: `undefined` if it never ran. */
  state(taskId: string): Promise<TaskState | undefined>
  /** For tasks that will never be found again. */
  forget(taskId: string): Promise<void>
  /** Every task that anything is known of. */
  tasks(): AsyncIterable<string>
}

export interface JobStep {
  readonly taskId: string
  /** What the step before returned; `undefined` at the beginning of a run. */
  readonly cursor: Json | undefined
  /** When the run began. */
  readonly startedAtMs: number
  /** Of the step before, if that failed. */
  readonly failure: TaskFailure | undefined
  readonly storage: Storage
  readonly pace: Pace
  /** Aborted when the server stops: end the step where it is, by throwing or returning. */
  readonly signal: AbortSignal
  nowMs(): number
  /** Adds to what the run has done so far. */
  count(done: Partial<JobCounts>): void
}

export type StepResult =
  /** There is more to do, at once or not before a time. */
  | {
      readonly cursor: Json | undefined
      readonly notBeforeMs?: number
      /** For people: what the step met and will try again, although it did what else it could. */
      readonly failure?: TaskFailure
    }
  | 'done'

export type TaskFailure = {
  readonly message: string
  /** In a row. */
  readonly attempts: number
}

export type JobCounts = {
  /** Entries looked at. */
  readonly examined: number
  /** Entries acted upon. */
  readonly changed: number
  /** Entries that could not be acted upon and are given up for this run. */
  readonly failed: number
  readonly bytes: number
}

/** As it is kept; its cursor may be of an earlier version of the job, which has to cope. */
export type TaskState = {
  readonly cursor?: Json
  readonly isRunning: boolean
  /** Of the run at hand, or of the last one. */
  readonly startedAtMs: number
  readonly updatedAtMs: number
  readonly counts: JobCounts
  readonly notBeforeMs?: number
  /** Of the last step, if that failed. */
  readonly failure?: TaskFailure
}

/** The share of the server that all jobs have together. */
export interface Pace {
  /** Waits until that much may be done. Requests are reads and writes of storage or of others. */
  take(cost: { readonly requests?: number; readonly bytes?: number }): Promise<void>
}
