/**
 * Runs queries, each in a process of its own with a directory of its own, which both go when the
 * query ends, fails, takes too long or is not wanted any more. How many run at once is bounded, and so
 * is how many wait. After a query one process waits for the next for a while.
 */
import { execFile } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { type Frame, readFrames } from './frames.ts'
import type { Plan } from './plan.ts'
import type { QueryWorker } from './query-worker.ts'
import { SelectError } from './select-error.ts'
import { SpareWorker } from './spare-worker.ts'

export interface QueriesOptions {
  /** Where the queries' directories are made: pipes, and Parquet files for as long as they are read. */
  readonly spoolDirectory: string
  readonly runningMax?: number
  readonly waitingMax?: number
  readonly timeoutMs?: number
  /** How long a process waits for another query after one. */
  readonly spareIdleMs?: number
}

const RUNNING_MAX = 2
const WAITING_MAX = 32
const TIMEOUT_MS = 15 * 60_000
const SPARE_IDLE_MS = 10_000
const ERROR_TEXT_MAX = 4096

export class Queries implements AsyncDisposable {
  readonly #options: Required<QueriesOptions>
  readonly #waiting: (() => void)[] = []
  readonly #spare: SpareWorker
  #running = 0

  constructor(options: QueriesOptions) {
    this.#options = {
      runningMax: RUNNING_MAX,
      waitingMax: WAITING_MAX,
      timeoutMs: TIMEOUT_MS,
      spareIdleMs: SPARE_IDLE_MS,
      ...options,
    }
    const { spoolDirectory, spareIdleMs: idleMs } = this.#options
    this.#spare = new SpareWorker({ spoolDirectory, idleMs })
  }

  /** Its frames as they come. To stop reading them ends the query. Throws SelectError `Busy`. */
  async *run(plan: Plan, object: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
    await this.#enter()
    await using cleanup = new AsyncDisposableStack()
    cleanup.defer(() => this.#leave())
    const worker = cleanup.use(await this.#spare.take())
    const { child, path } = worker
    // Parquet is read from its end: it needs a file, which the process makes.
    if (plan.input.kind !== 'parquet') await promisify(execFile)('mkfifo', ['-m', '600', path])
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.timeoutMs)
    cleanup.defer(() => clearTimeout(timer))
    yield* conversation(worker, plan, object)
  }

  /** Ends the process that waits for another query; those of queries end with them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#spare[Symbol.asyncDispose]()
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#options.runningMax) {
      this.#running++
      return
    }
    if (this.#waiting.length >= this.#options.waitingMax) {
      throw new SelectError('Busy', 'Too many queries are waiting. Please try again.')
    }
    // Whoever leaves hands its place on.
    await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  #leave(): void {
    const next = this.#waiting.shift()
    if (next) {
      next()
      return
    }
    this.#running--
    this.#spare.prepare()
  }
}

async function* conversation(
  { child }: QueryWorker,
  plan: Plan,
  object: AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame, void> {
  let errorText = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    errorText = (errorText + piece).slice(-ERROR_TEXT_MAX)
  })
  let readFailure: unknown
  const feeding = pipeline(Readable.from(input(plan, object)), child.stdin).catch(error => {
    // The process reads no further than it needs to.
    if (!isClosedPipe(error)) {
      readFailure = error
      child.kill('SIGKILL')
    }
  })
  let isWhole = false
  for await (const frame of readFrames(child.stdout)) {
    isWhole = frame.kind === 'F' || frame.kind === 'E'
    yield frame
    if (isWhole) return
  }
  await feeding
  throw readFailure ?? new Error(`the process of a query died: ${errorText}`)
}

async function* input(plan: Plan, object: AsyncIterable<Uint8Array>) {
  yield Buffer.from(`${JSON.stringify(plan)}\n`)
  yield* object
}

function isClosedPipe(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
