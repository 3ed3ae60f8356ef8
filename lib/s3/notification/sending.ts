/** Sends a page of events, those of one line in turn. */
import type { QueueEntry } from '../../../storage/storage.ts'
import { type WorkedOff, workOffLines } from '../jobs/lines.ts'
import { MessageRefused, type Sender } from './destinations/destination.ts'
import type { NotificationEvent } from './queued-event.ts'

/** Keys of one destination that are on their way at once. */
const LINES_AT_ONCE = 8
const SEND_TIMEOUT_MS = 10_000

/** What is held is what the destination does not want. */
export type Sent = WorkedOff<NotificationEvent>

export async function sendAll(
  open: () => Promise<Sender>,
  entries: readonly QueueEntry<NotificationEvent>[],
  signal: AbortSignal,
): Promise<Sent> {
  let sender: Sender
  try {
    sender = await open()
  } catch (error) {
    return { acknowledged: [], held: [], error }
  }
  return workOffLines({
    entries,
    lineOf: ({ line }) => line,
    linesAtOnce: LINES_AT_ONCE,
    signal,
    work: entry => send(sender, entry, signal),
    isOfOneLine: error => error instanceof MessageRefused,
  })
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
