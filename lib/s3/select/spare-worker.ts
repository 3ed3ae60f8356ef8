/**
 * One process that waits for the next query, so that this one need not wait for a process: to start
 * one takes longer than most queries. It is there only for a while after a query.
 */
import { type QueryWorker, startQueryWorker } from './query-worker.ts'

export interface SpareWorkerOptions {
  readonly spoolDirectory: string
  /** How long one waits for a query before it ends. */
  readonly idleMs: number
}

export class SpareWorker implements AsyncDisposable {
  readonly #options: SpareWorkerOptions
  #waiting: Promise<QueryWorker | undefined> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: SpareWorkerOptions) {
    this.#options = options
  }

  /** For one query: the one that waits, or a new one. */
  async take(): Promise<QueryWorker> {
    const spare = await this.#leave()
    if (spare?.isAlive()) {
      spare.hold(true)
      return spare
    }
    await spare?.[Symbol.asyncDispose]()
    return startQueryWorker(this.#options.spoolDirectory)
  }

  /** Makes one ready, unless one is. */
  prepare(): void {
    const { spoolDirectory, idleMs } = this.#options
    this.#waiting ??= startQueryWorker(spoolDirectory).then(
      worker => {
        worker.hold(false)
        return worker
      },
      // Then the next query starts its own, and tells what is wrong.
      () => undefined,
    )
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this[Symbol.asyncDispose](), idleMs).unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const spare = await this.#leave()
    await spare?.[Symbol.asyncDispose]()
  }

  /** From here on it is the caller's. */
  #leave(): Promise<QueryWorker | undefined> | undefined {
    const waiting = this.#waiting
    this.#waiting = undefined
    clearTimeout(this.#timer)
    return waiting
  }
}
