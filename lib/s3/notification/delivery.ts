/**
 * The job that tells what happened: each destination's queue is worked off by itself, so that one
 * that is down holds up nothing but its own events. Events of one key are sent one after another in
 * the order of its changes; one that fails is tried again, and with it all that follow on its key,
 * ever more rarely, until it arrives or is too old. What is told twice after a crash is the same
 * event with the same id.
 */
import type { Logger } from 'pino'
import type { QueueEntry } from '../../../storage/storage.ts'
import type { Job, JobStep } from '../jobs/job.ts'
import { type Delivery, queueJob } from '../jobs/queue-job.ts'
import type { Destination, Sender } from './destinations/destination.ts'
import { arnOfTask, JOB_NAME, type NotificationEvent } from './queued-event.ts'

export interface NotificationJobOptions {
  readonly destinations: readonly Destination[]
  readonly openSender: (destination: Destination, signal: AbortSignal) => Promise<Sender>
  readonly log: Logger
  /** 0 up to 1, for delays. */
  readonly random: () => number
  /** Older events are given up. */
  readonly retentionMs: number
}

export interface NotificationJob extends AsyncDisposable {
  readonly job: Job
}

const LOOK_EVERY_MS = 500
/** Destinations that are sent to at once. */
const CONCURRENCY = 16
const PAGE_SIZE = 100
/** Keys of one destination that are on their way at once. */
const LINES_AT_ONCE = 8
const OPEN_TIMEOUT_MS = 15_000
const SEND_TIMEOUT_MS = 10_000
const CLOSE_TIMEOUT_MS = 5_000
const RETRY_MS_MIN = 500
const RETRY_MS_MAX = 300_000

export function createNotificationJob(options: NotificationJobOptions): NotificationJob {
  const { destinations } = options
  const byArn = new Map(destinations.map(destination => [destination.arn, destination]))
  const senders = new Map<string, Sender>()
  /** Failures in a row of tasks that fail. */
  const failures = new Map<string, number>()

  async function close(arn: string): Promise<void> {
    const sender = senders.get(arn)
    senders.delete(arn)
    if (sender === undefined) return
    try {
      await withDeadline(sender[Symbol.asyncDispose](), AbortSignal.timeout(CLOSE_TIMEOUT_MS))
    } catch (error) {
      // It was broken already, which is why it is closed: what is left of it goes with its socket.
      options.log.debug({ err: error, destination: arn }, 'a destination was not closed cleanly')
    }
  }

  async function senderOf(destination: Destination, signal: AbortSignal): Promise<Sender> {
    const open = senders.get(destination.arn)
    if (open !== undefined) return open
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)])
    const sender = await withDeadline(options.openSender(destination, deadline), deadline)
    const other = senders.get(destination.arn)
    if (other !== undefined) {
      // Another account's task was faster.
      await sender[Symbol.asyncDispose]()
      return other
    }
    senders.set(destination.arn, sender)
    return sender
  }

  async function deliver(entries: readonly QueueEntry<NotificationEvent>[], step: JobStep) {
    const { taskId, signal } = step
    const arn = arnOfTask(taskId)
    const { fresh, stale } = byAge(entries, step.nowMs() - options.retentionMs)
    if (stale.length > 0) {
      options.log.warn({ destination: arn, events: stale.length }, 'events were given up, too old')
      step.count({ failed: stale.length })
    }
    const destination = byArn.get(arn)
    const sent =
      destination === undefined
        ? { acknowledged: [], error: new Error('the destination is no longer configured') }
        : await sendAll(() => senderOf(destination, signal), fresh, signal)
    signal.throwIfAborted()
    const acknowledged = [...stale, ...sent.acknowledged]
    if (sent.error === undefined) {
      failures.delete(taskId)
      return { acknowledged } satisfies Delivery
    }
    await close(arn)
    const attempts = (failures.get(taskId) ?? 0) + 1
    failures.set(taskId, attempts)
    options.log.warn({ err: sent.error, destination: arn, attempts }, 'events could not be sent')
    const notBeforeMs = step.nowMs() + retryMs(attempts, options.random())
    return { acknowledged, notBeforeMs } satisfies Delivery
  }

  return {
    job: queueJob<NotificationEvent>({
      name: JOB_NAME,
      lookEveryMs: LOOK_EVERY_MS,
      concurrency: CONCURRENCY,
      pageSize: PAGE_SIZE,
      deliver,
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...senders.keys()].map(close))
    },
  }
}

function byAge(entries: readonly QueueEntry<NotificationEvent>[], oldestMs: number) {
  const fresh = entries.filter(({ event }) => event.atMs >= oldestMs)
  const stale = entries.filter(({ event }) => event.atMs < oldestMs).map(({ id }) => id)
  return { fresh, stale }
}

/** Half of the delay is up to chance, so that not all come back at once. */
function retryMs(attempts: number, random: number): number {
  const most = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(attempts, 20))
  return most * (0.5 + random / 2)
}

interface Sent {
  readonly acknowledged: readonly string[]
  /** The first that was met; no more was begun after it. */
  readonly error: unknown
}

/** Lines go side by side, the events of one line in turn. */
async function sendAll(
  open: () => Promise<Sender>,
  entries: readonly QueueEntry<NotificationEvent>[],
  signal: AbortSignal,
): Promise<Sent> {
  const lines = Map.groupBy(entries, ({ event }) => event.line).values()
  const acknowledged: string[] = []
  let error: unknown
  const work = async (sender: Sender) => {
    // The workers share one iterator, so that each line is taken once.
    for (const line of lines) {
      for (const { id, event } of line) {
        if (error !== undefined || signal.aborted) return
        const message = { body: JSON.stringify(event.message), line: event.line, id }
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)])
        await withDeadline(sender.send(message, deadline), deadline)
        acknowledged.push(id)
      }
    }
  }
  const guarded = async (sender: Sender) => {
    try {
      await work(sender)
    } catch (thrown) {
      error ??= thrown
    }
  }
  try {
    const sender = await open()
    await Promise.all(Array.from({ length: LINES_AT_ONCE }, () => guarded(sender)))
  } catch (thrown) {
    error ??= thrown
  }
  return { acknowledged, error }
}

/** Clients of brokers that know no signal are not waited for beyond it. */
async function withDeadline<Value>(value: PromiseLike<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([value, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
