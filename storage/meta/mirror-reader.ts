/** One thread's way to read a shard: the primary mirror, and the next primary when that one fails. */
import { setTimeout as delay } from 'node:timers/promises'
import { StorageError } from '../storage.ts'
import { type Database, isCorruption, isDatabaseFailure } from './level.ts'
import type { IndexReader } from './level-meta.ts'
import { NO_PRIMARY, type Primaries } from './primaries.ts'

const ATTEMPTS_MAX = 4
const PAUSE_STEP_MS = 10
const PAUSE_MS_MAX = 30_000

export interface MirrorReaderOptions {
  readonly shard: number
  readonly primaries: Primaries
  /** Resolves once the main thread has looked at the mirror and, if another one is whole, left it. */
  readonly noteFailure: (disk: number, error: unknown) => Promise<void>
}

export class MirrorReader implements IndexReader {
  readonly #options: MirrorReaderOptions
  /** Open ones, by the numbers of their disks. */
  readonly #databases = new Map<number, Database>()

  constructor(options: MirrorReaderOptions) {
    this.#options = options
  }

  get isInDoubt(): boolean {
    return this.#options.primaries.isInDoubt(this.#options.shard)
  }

  attach(disk: number, database: Database): void {
    this.#databases.set(disk, database)
  }

  /** The database, which is now the caller's to close. */
  detach(disk: number): Database | undefined {
    const database = this.#databases.get(disk)
    this.#databases.delete(disk)
    return database
  }

  async read<Result>(work: (database: Database) => Result | Promise<Result>): Promise<Result> {
    const { shard, primaries, noteFailure } = this.#options
    for (let attempt = 1; ; ) {
      const disk = primaries.get(shard)
      if (disk === NO_PRIMARY) throw unreadable(shard)
      const database = this.#databases.get(disk)
      const failure = database && (await attemptOf(database, work))
      if (failure && 'result' in failure) return failure.result
      if (!failure) await this.#untilOpen(disk)
      // Where it has changed meanwhile, the database was just being closed.
      else if (primaries.get(shard) === disk) {
        if (attempt === ATTEMPTS_MAX) throw unreadable(shard, failure.error)
        await noteFailure(disk, failure.error)
        attempt++
      }
    }
  }

  async close(): Promise<void> {
    const databases = [...this.#databases.values()]
    this.#databases.clear()
    for (const database of databases) await database.close()
  }

  /** The primary is paused, or about to be opened in this thread. */
  async #untilOpen(disk: number): Promise<void> {
    const { shard, primaries } = this.#options
    for (let waitedMs = 0; !this.#databases.has(disk); waitedMs += PAUSE_STEP_MS) {
      if (primaries.get(shard) !== disk) return
      if (waitedMs >= PAUSE_MS_MAX) throw unreadable(shard)
      await delay(PAUSE_STEP_MS)
    }
  }
}

async function attemptOf<Result>(
  database: Database,
  work: (database: Database) => Result | Promise<Result>,
): Promise<{ readonly result: Result } | { readonly error: unknown }> {
  try {
    return { result: await work(database) }
  } catch (error) {
    if (isDatabaseFailure(error)) return { error }
    throw error
  }
}

function unreadable(shard: number, cause?: unknown): StorageError {
  if (isCorruption(cause)) {
    return new StorageError('data-corrupt', `shard ${shard} is damaged`, { cause })
  }
  return new StorageError('unavailable', `no mirror of shard ${shard} can be read`, { cause })
}
