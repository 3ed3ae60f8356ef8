/** Keeps many connections busy with prepared requests for a time or a count, and measures them. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { Connection, type Exchange, type Target } from './connection.ts'
import type { Answer } from './response-reader.ts'

export interface Request extends Exchange {
  /** What is wrong with the answer, if anything. */
  readonly check: (answer: Answer) => string | undefined
}

export interface DriveOptions {
  readonly target: Target
  readonly connections: number
  /** No request starts after it. */
  readonly durationMs: number
  /** No more requests than this. */
  readonly countMax: number
  /** The request of a number that counts up from 0. */
  readonly request: (index: number) => Request
}

export interface DriveResult {
  /** Right answers. */
  readonly count: number
  readonly errors: number
  /** The first few. */
  readonly errorSamples: readonly string[]
  readonly elapsedMs: number
  /** Nanoseconds from the request's first byte to the answer's last. */
  readonly latency: RecordableHistogram
}

const errorSamplesMax = 5
/** A server that only fails is not worth the whole time. */
const errorsMax = 1000

export async function drive(options: DriveOptions): Promise<DriveResult> {
  const latency = createHistogram({ figures: 3 })
  const errorSamples: string[] = []
  let [started, count, errors] = [0, 0, 0]
  const beganMs = performance.now()
  const endMs = beganMs + options.durationMs

  const fail = (reason: string) => {
    errors += 1
    if (errorSamples.length < errorSamplesMax) errorSamples.push(reason)
  }
  const work = async () => {
    using connection = new Connection(options.target)
    while (started < options.countMax && errors < errorsMax) {
      const sentMs = performance.now()
      if (sentMs >= endMs) return
      const request = options.request(started)
      started += 1
      try {
        const wrong = request.check(await connection.exchange(request))
        if (wrong === undefined) {
          count += 1
          latency.record(Math.max(1, Math.round((performance.now() - sentMs) * 1e6)))
        } else fail(wrong)
      } catch (error) {
        // A broken connection is a result to count; the next request opens a new one.
        fail(error instanceof Error ? error.message : String(error))
      }
    }
  }
  await Promise.all(Array.from({ length: options.connections }, work))
  return { count, errors, errorSamples, elapsedMs: performance.now() - beganMs, latency }
}
