/** Sends a page of events: lines side by side, the events of one line in turn. */
import type { QueueEntry } from '../../../storage/storage.ts'
import { MessageRefused, type Sender } from './destinations/destination.ts'
import type { NotificationEvent } from './queued-event.ts'

/** Keys of one destination that are on their way at once. */
const LINES_AT_ONCE = 8
const SEND_TIMEOUT_MS = 10_000

export interface Sent {
  readonly acknowledged: readonly string[]
  /** What the destination does not want; the lines of those wait, the others went on. */
  readonly refused: readonly Refusal[]
  /** The first other that was met; no more was begun after it. */
  readonly error: unknown
}

export interface Refusal {
  readonly entry: QueueEntry<NotificationEvent>
  readonly error: MessageRefused
}

export async function sendAll(
  open: () => Promise<Sender>,
  entries: readonly QueueEntry<NotificationEvent>[],
  signal: AbortSignal,
): Promise<Sent> {
  const lines = Map.groupBy(entries, ({ event }) => event.line).values()
  const acknowledged: string[] = []
  const refused: Refusal[] = []
  let error: unknown
  const work = async (sender: Sender) => {
    // The workers share one iterator, so that each line is taken once.
    for (const line of lines) {
      for (const entry of line) {
        if (error !== undefined || signal.aborted) return
        try {
          await send(sender, entry, signal)
        } catch (thrown) {
          if (!(thrown instanceof MessageRefused)) throw thrown
          refused.push({ entry, error: thrown })
          break
        }
        acknowledged.push(entry.id)
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
  return { acknowledged, refused, error }
}

async function send(
  sender: Sender,
  { id, event }: QueueEntry<NotificationEvent>,
  signal: AbortSignal,
): Promise<void> {
  const message = { body: JSON.stringify(event.message), line: event.line, id }
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)])
  await withDeadline(sender.send(message, deadline), deadline)
}

/** Clients of brokers that know no signal are not waited for beyond it. */
export async function withDeadline<Value>(
  value: PromiseLike<Value>,
  signal: AbortSignal,
): Promise<Value> {
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
