/**
 * Spreads what jobs do over time: whoever asks gets the next free time and waits for it, in the order
 * of asking. What was not used for a while is lost but for a short burst.
 */
import type { Pace } from './job.ts'

export interface PaceOptions {
  readonly requestsPerSecond: number
  readonly bytesPerSecond: number
  readonly now: () => number
  /** Resolves after so long, or rejects when the server stops. */
  readonly wait: (milliseconds: number) => Promise<void>
}

const BURST_MS = 250

export function createPace(options: PaceOptions): Pace {
  const { requestsPerSecond, bytesPerSecond, now, wait } = options
  let nextFreeMs = Number.NEGATIVE_INFINITY
  return {
    async take({ requests = 0, bytes = 0 }) {
      const costMs = Math.max(requests / requestsPerSecond, bytes / bytesPerSecond) * 1000
      const nowMs = now()
      const startMs = Math.max(nextFreeMs, nowMs - BURST_MS)
      nextFreeMs = startMs + costMs
      if (nextFreeMs > nowMs) await wait(nextFreeMs - nowMs)
    },
  }
}
