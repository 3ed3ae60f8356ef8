/**
 * Meta in LevelDB. Any thread reads; one writer commits: see level-writer.ts. A decision runs under
 * the locks of its scope until its commit is durable.
 */
import { Level } from 'level'
import type { Commit } from './fold.ts'
import { IteratorMemory } from './iterator-memory.ts'
import type { LockTable } from './locks.ts'
import type { Decision, Entry, Meta, MetaReader, MetaShard, Range } from './meta.ts'

/** What we use of classic-level, which is what `level` is on Node. */
export interface Database {
  open(): Promise<void>
  close(): Promise<void>
  getSync(key: string): string | undefined
  iterator(options: {
    gt?: string
    gte?: string
    lt: string
    limit: number
    reverse: boolean
    highWaterMarkBytes: number
  }): { nextv(size: number): Promise<[string, string][]>; close(): Promise<void> }
  batch(operations: BatchOperation[], options: { sync: boolean }): Promise<void>
}

export type BatchOperation =
  | { type: 'put'; key: string; value: string }
  | { type: 'del'; key: string }

const CACHE_BYTES = 64 * 1024 * 1024
/** Up to two of them are in memory, and a start reads up to one from the log. */
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024
const RANGE_BYTES = 1024 * 1024

/** `isShared`: other threads of this process open the same database. */
export function createDatabase(path: string, options: { isShared: boolean }): Database {
  const level = new Level<string, string>(path, {
    keyEncoding: 'utf8',
    valueEncoding: 'utf8',
    cacheSize: CACHE_BYTES,
    writeBufferSize: WRITE_BUFFER_BYTES,
    multithreading: options.isShared,
  })
  // `level` declares what browsers have too, where getSync and sync are missing; on Node it is
  // classic-level, which has them.
  return level as unknown as Database
}

export class LevelMeta implements Meta {
  readonly shards: readonly MetaShard[]
  readonly #database: Database

  constructor(options: {
    database: Database
    locks: LockTable
    /** Resolves when the commit is durable; rejects with CheckFailed or CommitFailed. */
    commit: (commit: Commit) => Promise<void>
  }) {
    this.#database = options.database
    this.shards = [new LevelShard(options)]
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#database.close()
  }
}

class LevelShard implements MetaShard {
  readonly #database: Database
  readonly #locks: LockTable
  readonly #commit: (commit: Commit) => Promise<void>
  readonly #iteratorMemory = new IteratorMemory()

  constructor(options: {
    database: Database
    locks: LockTable
    commit: (commit: Commit) => Promise<void>
  }) {
    this.#database = options.database
    this.#locks = options.locks
    this.#commit = options.commit
  }

  async get(key: string): Promise<string | undefined> {
    return this.#database.getSync(key)
  }

  async range({ limit, reverse = false, lt, ...from }: Range): Promise<readonly Entry[]> {
    const options = { ...from, lt, limit, reverse, highWaterMarkBytes: RANGE_BYTES }
    const iterator = this.#database.iterator(options)
    let entries: [string, string][] = []
    try {
      entries = await iterator.nextv(limit)
      while (entries.length < limit) {
        const more = await iterator.nextv(limit - entries.length)
        if (more.length === 0) break
        entries.push(...more)
      }
      return entries
    } finally {
      await iterator.close()
      this.#iteratorMemory.noteClosed(entries, limit)
    }
  }

  update<Result>(
    scope: readonly string[],
    decide: (read: MetaReader) => Promise<Decision<Result>>,
  ): Promise<Result> {
    return this.#locks.hold(scope, async () => {
      const { result, writes, checks = [] } = await decide(this)
      if (writes.length > 0) await this.#commit({ writes, checks })
      return result
    })
  }
}
