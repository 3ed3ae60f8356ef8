/**
 * Runs queries, each in a process of its own with a directory of its own, which both go when the
 * query ends, fails, takes too long or is not wanted any more. How many run at once is bounded, and so
 * is how many wait.
 */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { moduleFile } from '../../module-file.ts'
import { type Frame, readFrames } from './frames.ts'
import type { Plan } from './plan.ts'
import { SelectError } from './select-error.ts'

export interface QueriesOptions {
  /** Where the queries' directories are made: pipes, and Parquet files for as long as they are read. */
  readonly spoolDirectory: string
  readonly runningMax?: number
  readonly waitingMax?: number
  readonly timeoutMs?: number
}

const RUNNING_MAX = 2
const WAITING_MAX = 32
const TIMEOUT_MS = 15 * 60_000
/** Of JavaScript: DuckDB's memory is bounded by itself. */
const NODE_ARGUMENTS = ['--max-old-space-size=192', '--disable-warning=ExperimentalWarning']
const ERROR_TEXT_MAX = 4096

type Child = ChildProcessByStdio<Writable, Readable, Readable>

export class Queries {
  readonly #options: Required<QueriesOptions>
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(options: QueriesOptions) {
    this.#options = {
      runningMax: RUNNING_MAX,
      waitingMax: WAITING_MAX,
      timeoutMs: TIMEOUT_MS,
      ...options,
    }
  }

  /** Its frames as they come. To stop reading them ends the query. Throws SelectError `Busy`. */
  async *run(plan: Plan, object: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
    await this.#enter()
    await using cleanup = new AsyncDisposableStack()
    cleanup.defer(() => this.#leave())
    const directory = await mkdtemp(join(this.#options.spoolDirectory, 'mallee-select-'))
    cleanup.defer(() => rm(directory, { recursive: true, force: true }))
    const path = join(directory, 'object')
    // Parquet is read from its end: it needs a file, which the process makes.
    if (plan.input.kind !== 'parquet') await promisify(execFile)('mkfifo', ['-m', '600', path])
    const child = start(directory, path)
    cleanup.defer(() => end(child))
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.timeoutMs)
    cleanup.defer(() => clearTimeout(timer))
    yield* conversation(child, plan, object)
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
    if (next) next()
    else this.#running--
  }
}

function start(directory: string, path: string): Child {
  const script = moduleFile(import.meta.url, './query-process').pathname
  return spawn(process.execPath, [...NODE_ARGUMENTS, script, path], {
    cwd: directory,
    // Nothing of the server's: no credentials, no settings.
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

async function end(child: Child): Promise<void> {
  const isGone = child.exitCode !== null || child.signalCode !== null
  if (isGone) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

async function* conversation(
  child: Child,
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
