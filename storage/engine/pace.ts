/** Keeps background reads and writes below a rate, so that requests have the disks to themselves. */
import { setTimeout as delay } from 'node:timers/promises'

/** What may be used at once after a rest. */
const BURST_SECONDS = 0.25

export class Pace {
  readonly #bytesPerSecond: number
  readonly #now: () => number
  /** When all that was taken so far would have been due, in milliseconds of a monotonic clock. */
  #dueMs = 0

  constructor(bytesPerSecond: number, now: () => number = () => performance.now()) {
    this.#bytesPerSecond = bytesPerSecond
    this.#now = now
  }

  /** Resolves once so many bytes more may pass. */
  async take(sizeBytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const nowMs = this.#now()
    const earliestMs = nowMs - BURST_SECONDS * 1000
    this.#dueMs = Math.max(this.#dueMs, earliestMs) + (sizeBytes / this.#bytesPerSecond) * 1000
    const waitMs = this.#dueMs - nowMs
    if (waitMs > 1) await delay(waitMs, undefined, { signal })
  }
}
