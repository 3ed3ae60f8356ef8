/** A query's frames as the messages that its client waits for. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  continuationEvent,
  countsEvent,
  endEvent,
  errorEvent,
  recordsEvent,
} from './event-stream.ts'
import type { ErrorPayload, Frame } from './frames.ts'
import { SelectError } from './select-error.ts'

export interface AnswerOptions {
  readonly wantsProgress: boolean
  /** Of the object, so far. */
  scannedBytes(): number
  /** What a failure is called, and logged as. */
  describe(thrown: unknown): { readonly code: string; readonly message: string }
}

/** A sign of life at this interval: less than any proxy's usual idle time. */
const INTERVAL_MS = 5_000

/** Waits for the first frame, so that what fails before it is the request's failure. */
export async function answerQuery(
  frames: AsyncGenerator<Frame, void>,
  options: AnswerOptions,
): Promise<AsyncGenerator<Uint8Array, void>> {
  const first = await frames.next()
  if (first.done) throw new Error('a query ended without a word')
  if (first.value.kind === 'E') {
    await frames.return()
    throw failureOf(first.value)
  }
  return events(frames, first.value, options)
}

function failureOf({ payload }: Frame): SelectError {
  // Written by query-process.ts.
  const { code, message } = JSON.parse(payload.toString()) as ErrorPayload
  return new SelectError(code, message)
}

async function* events(
  frames: AsyncGenerator<Frame, void>,
  first: Frame,
  options: AnswerOptions,
): AsyncGenerator<Uint8Array, void> {
  const counts = { scanned: 0, processed: 0, returned: 0 }
  try {
    for (let frame: Frame | undefined = first; frame; ) {
      counts.scanned = options.scannedBytes()
      switch (frame.kind) {
        case 'R':
          counts.returned += frame.payload.length
          yield recordsEvent(frame.payload)
          break
        case 'P':
          counts.processed = Number(frame.payload.toString())
          if (options.wantsProgress) yield countsEvent('Progress', counts)
          break
        case 'E':
          throw failureOf(frame)
        case 'F':
          counts.processed = Number(frame.payload.toString())
          // So that whoever follows the progress sees it come to its end.
          if (options.wantsProgress) yield countsEvent('Progress', counts)
          yield countsEvent('Stats', counts)
          yield endEvent()
          return
      }
      const next = frames.next()
      yield* signsOfLife(next)
      const { done, value }: IteratorResult<Frame, void> = await next
      frame = done ? undefined : value
    }
  } catch (thrown) {
    const { code, message } = options.describe(thrown)
    yield errorEvent(code, message)
  } finally {
    await frames.return()
  }
}

/** Until `next` settles, however it does. */
async function* signsOfLife(next: Promise<unknown>): AsyncGenerator<Uint8Array, void> {
  const settled = next.then(
    () => true,
    () => true,
  )
  for (;;) {
    const timer = new AbortController()
    const timeout = delay(INTERVAL_MS, false, { signal: timer.signal }).catch(() => false)
    const isSettled = await Promise.race([settled, timeout])
    timer.abort()
    if (isSettled) return
    yield continuationEvent()
  }
}
