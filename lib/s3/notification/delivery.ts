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
import { retryMs } from '../jobs/lines.ts'
import { type Delivery, queueJob } from '../jobs/queue-job.ts'
import type { Destination, Sender } from './destinations/destination.ts'
import { arnOfTask, JOB_NAME, type NotificationEvent } from './queued-event.ts'
import { type Sent, sendAll, withDeadline } from './sending.ts'

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
const OPEN_TIMEOUT_MS = 15_000
const CLOSE_TIMEOUT_MS = 5_000
const RETRY_MS_MAX = 300_000
/** Of a destination that answers: other events may be to its liking. */
const RETRY_REFUSED_MS_MAX = 30_000
/** Refusals of one event, while others are taken, before it goes to the end of the queue. */
const REFUSALS_MAX = 10

export function createNotificationJob(options: NotificationJobOptions): NotificationJob {
  const { destinations } = options
  const byArn = new Map(destinations.map(destination => [destination.arn, destination]))
  const senders = new Map<string, Sender>()
  const refusals = new Refusals()

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
    const sent: Sent =
      destination === undefined
        ? { acknowledged: [], held: [], error: new Error('the destination is not configured') }
        : await sendAll(() => senderOf(destination, signal), fresh, signal)
    signal.throwIfAborted()
    if (sent.error !== undefined) await close(arn)
    const back = refusals.note(taskId, sent)
    const acknowledged = [...stale, ...sent.acknowledged, ...back.map(({ id }) => id)]
    const requeued = back.map(({ event }) => event)
    const trouble = sent.error ?? sent.held[0]?.error
    if (trouble === undefined) return { acknowledged } satisfies Delivery<NotificationEvent>
    const attempts = isHalfWell(sent) ? 1 : (step.failure?.attempts ?? 0) + 1
    options.log.warn({ err: trouble, destination: arn, attempts }, 'events could not be sent')
    const mostMs = sent.error === undefined ? RETRY_REFUSED_MS_MAX : RETRY_MS_MAX
    return {
      acknowledged,
      requeued,
      notBeforeMs: step.nowMs() + retryMs(attempts, { mostMs, random: options.random() }),
      failure: { message: inWords(trouble), attempts },
    } satisfies Delivery<NotificationEvent>
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

/** It takes events, and refuses some: what is wrong is not the destination. */
function isHalfWell({ acknowledged, held, error }: Sent): boolean {
  return error === undefined && acknowledged.length > 0 && held.length > 0
}

/** `fetch failed` says nothing, its cause does. */
function inWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause}` : ''
  return `${error}${cause}`
}

/** How often the events at the heads of their lines were refused while others were taken. */
class Refusals {
  readonly #byTask = new Map<string, ReadonlyMap<string, number>>()

  /** What was refused too often: it loses its place, so that the changes after it are told. */
  note(taskId: string, sent: Sent): QueueEntry<NotificationEvent>[] {
    const before = this.#byTask.get(taskId)
    const added = isHalfWell(sent) ? 1 : 0
    const counts = sent.held.map(({ entry }) => {
      return { entry, count: (before?.get(entry.id) ?? 0) + added }
    })
    const staying = counts.filter(({ count }) => count < REFUSALS_MAX)
    if (staying.length === 0) this.#byTask.delete(taskId)
    else this.#byTask.set(taskId, new Map(staying.map(({ entry, count }) => [entry.id, count])))
    return counts.filter(({ count }) => count >= REFUSALS_MAX).map(({ entry }) => entry)
  }
}
