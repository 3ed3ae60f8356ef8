/**
 * Runs the jobs. Each has a line of its own: a loop that looks for tasks and lets them in while there
 * is room, and one or more that take the task at the head, run one step of it, store how far it came,
 * and send it to the end of the line. So no job waits for another, and no task for another's end.
 */
import type { Logger } from 'pino'
import type { Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import type {
  Job,
  JobCounts,
  JobLook,
  JobStep,
  Pace,
  StepResult,
  TaskFailure,
  TaskState,
} from './job.ts'
import type { JobMetrics } from './metrics.ts'
import { TaskLine } from './task-line.ts'
import { TaskStates } from './task-states.ts'

export interface JobRunnerOptions {
  readonly storage: Storage
  readonly jobs: readonly Job[]
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: JobMetrics
  /** Called once with the signal that ends all waiting. */
  readonly createPace: (signal: AbortSignal) => Pace
  /** Resolves after so long; rejects when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** Tasks of one job that have their turns; the others wait to be found again. */
const LINE_LENGTH_MAX = 256
const RETRY_MS_MIN = 1_000
const RETRY_MS_MAX = 300_000
const MESSAGE_LENGTH_MAX = 500

interface Outcome<Result = StepResult> {
  readonly result: Result
  readonly failure: TaskFailure | undefined
  /** By a step that did not come to its end. */
  readonly thrown?: unknown
}

const NO_COUNTS: JobCounts = { examined: 0, changed: 0, failed: 0, bytes: 0 }

export class JobRunner implements AsyncDisposable {
  readonly #options: JobRunnerOptions
  readonly #states: TaskStates
  readonly #stopping = new AbortController()
  readonly #pace: Pace
  #running: readonly Promise<void>[] = []

  constructor(options: JobRunnerOptions) {
    this.#options = options
    this.#states = new TaskStates(options.storage)
    this.#pace = options.createPace(this.#stopping.signal)
  }

  start(): void {
    this.#running = this.#options.jobs.flatMap(job => {
      const line = new TaskLine(LINE_LENGTH_MAX)
      const workers = Array.from({ length: job.concurrency ?? 1 }, () => this.#work(job, line))
      return [this.#find(job, line), ...workers]
    })
  }

  /** Does all that is due now, and ends; for tests. What fails is thrown. */
  async runOnce(): Promise<void> {
    for (const job of this.#options.jobs) {
      for await (const taskId of job.findTasks(this.#look(job))) {
        for (let isMore = true; isMore; ) {
          const { thrown, result } = await this.#step(job, taskId)
          if (thrown) throw new Error(`${job.name}/${taskId}: ${thrown}`, { cause: thrown })
          isMore = result !== 'done' && result.notBeforeMs === undefined
        }
      }
    }
  }

  /** Lets the steps under way come to their end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#running)
  }

  async #find(job: Job, line: TaskLine): Promise<void> {
    await this.#untilStopped(job, async () => {
      for await (const taskId of job.findTasks(this.#look(job))) {
        if (this.#stopping.signal.aborted) return
        if (line.has(taskId)) continue
        const state = await this.#states.get(job, taskId)
        if ((state?.notBeforeMs ?? 0) > this.#options.clock.now()) continue
        await line.add(taskId, this.#stopping.signal)
        this.#options.metrics.waiting(job.name, line.size)
      }
      await this.#options.wait(job.lookEveryMs, this.#stopping.signal)
    })
  }

  async #work(job: Job, line: TaskLine): Promise<void> {
    await this.#untilStopped(job, async () => {
      const taskId = await line.take(this.#stopping.signal)
      const { result } = await this.#step(job, taskId)
      const isAtOnce = result !== 'done' && result.notBeforeMs === undefined
      line.finish(taskId, { isAgain: isAtOnce })
      this.#options.metrics.waiting(job.name, line.size)
    })
  }

  /** Repeats `work`; a failure outside of steps is storage's, and waits a little. */
  async #untilStopped(job: Job, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await work()
      } catch (error) {
        if (signal.aborted) return
        this.#options.log.error({ err: error, job: job.name }, 'a job could not go on')
        await this.#options.wait(RETRY_MS_MIN, signal).catch(() => {}) // Stopped: the loop ends.
      }
    }
  }

  /** Runs one step and stores what came of it. Never throws for what the step throws. */
  async #step(job: Job, taskId: string): Promise<Outcome> {
    const { clock, metrics } = this.#options
    const stored = await this.#states.get(job, taskId)
    const run = stored?.isRunning ? stored : newRun(clock.now())
    let { counts } = run
    const beganAtMs = clock.now()
    const { result, failure, thrown } = await this.#attempt(job, { taskId, run }, done => {
      counts = addCounts(counts, done)
      metrics.counted(job.name, done)
    })
    if (result === 'stopped') return { failure: undefined, result: 'done' }
    const outcome = failure ? 'failed' : result === 'done' ? 'done' : 'more'
    metrics.stepped(job.name, { outcome, durationMs: clock.now() - beganAtMs })
    const state: TaskState = {
      isRunning: result !== 'done',
      startedAtMs: run.startedAtMs,
      updatedAtMs: clock.now(),
      counts,
      ...(result !== 'done' && result.cursor !== undefined && { cursor: result.cursor }),
      ...(result !== 'done' && result.notBeforeMs && { notBeforeMs: result.notBeforeMs }),
      ...(failure && { failure }),
    }
    const isForgotten = result === 'done' && !job.keepsFinished
    if (!isForgotten) await this.#states.set(job, taskId, state)
    else if (stored !== undefined) await this.#states.set(job, taskId, undefined)
    return { failure, result, thrown }
  }

  async #attempt(
    job: Job,
    { taskId, run }: { readonly taskId: string; readonly run: TaskState },
    count: JobStep['count'],
  ): Promise<Outcome<StepResult | 'stopped'>> {
    const { storage, clock, log } = this.#options
    const { signal } = this.#stopping
    const { cursor, startedAtMs, failure } = run
    const pace = this.#pace
    const nowMs = () => clock.now()
    try {
      const step = { taskId, cursor, startedAtMs, failure, storage, pace, signal, nowMs, count }
      const result = await job.step(step)
      return { result, failure: result === 'done' ? undefined : shortened(result.failure) }
    } catch (error) {
      // What the stop broke off is no failure: it will be run again.
      if (signal.aborted) return { result: 'stopped', failure: undefined }
      const attempts = (failure?.attempts ?? 0) + 1
      log.warn({ err: error, job: job.name, task: taskId, attempts }, 'a step of a job failed')
      return {
        result: { cursor, notBeforeMs: clock.now() + retryMs(attempts) },
        failure: shortened({ message: String(error), attempts }),
        thrown: error,
      }
    }
  }

  #look(job: Job): JobLook {
    const { storage, clock } = this.#options
    return {
      storage,
      pace: this.#pace,
      nowMs: () => clock.now(),
      state: taskId => this.#states.get(job, taskId),
      forget: taskId => this.#states.set(job, taskId, undefined),
      tasks: () => this.#states.tasks(job),
    }
  }
}

function newRun(nowMs: number): TaskState {
  return { isRunning: true, startedAtMs: nowMs, updatedAtMs: nowMs, counts: NO_COUNTS }
}

function shortened(failure: TaskFailure | undefined): TaskFailure | undefined {
  return failure && { ...failure, message: failure.message.slice(0, MESSAGE_LENGTH_MAX) }
}

function retryMs(attempts: number): number {
  return Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(attempts - 1, 20))
}

function addCounts(counts: JobCounts, done: Partial<JobCounts>): JobCounts {
  return {
    examined: counts.examined + (done.examined ?? 0),
    changed: counts.changed + (done.changed ?? 0),
    failed: counts.failed + (done.failed ?? 0),
    bytes: counts.bytes + (done.bytes ?? 0),
  }
}
