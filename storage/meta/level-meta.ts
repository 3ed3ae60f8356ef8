/**
 * Meta in LevelDB. Any thread reads; one writer commits: see level-writer.ts. A decision runs under
 * the locks of its scope until its commit is durable.
 */
import type { Commit } from './fold.ts'
import { IteratorMemory } from './iterator-memory.ts'
import type { Database, DatabaseSnapshot } from './level.ts'
import type { LockTable } from './locks.ts'
import type { Decision, Entry, Meta, MetaReader, MetaShard, Range } from './meta.ts'
import { FIRST_KEY } from './mirror-stamp.ts'

const RANGE_BYTES = 1024 * 1024

/** Where a shard is read. */
export interface IndexReader {
  /** What is read may be older than what will be found once the shard was opened again. */
  readonly isInDoubt: boolean
  /** Runs `work` on a database that has every commit that was acknowledged before. */
  read<Result>(work: (database: Database) => Result | Promise<Result>): Promise<Result>
}

export interface LevelMetaOptions {
  /** One of each shard. */
  readonly readers: readonly IndexReader[]
  readonly locks: LockTable
  /** Resolves when the commit is durable; rejects with CheckFailed or CommitFailed. */
  readonly commit: (shard: number, commit: Commit) => Promise<void>
}

/** The databases are those of whoever opened them. */
export class LevelMeta implements Meta {
  readonly shards: readonly MetaShard[]

  constructor({ readers, locks, commit }: LevelMetaOptions) {
    this.shards = readers.map(
      (reader, shard) =>
        new LevelShard({ reader, locks, commit: changes => commit(shard, changes) }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class LevelShard implements MetaShard {
  readonly #reader: IndexReader
  readonly #locks: LockTable
  readonly #commit: (commit: Commit) => Promise<void>
  readonly #iteratorMemory = new IteratorMemory()

  constructor(options: {
    reader: IndexReader
    locks: LockTable
    commit: (commit: Commit) => Promise<void>
  }) {
    this.#reader = options.reader
    this.#locks = options.locks
    this.#commit = options.commit
  }

  get(key: string): Promise<string | undefined> {
    return this.#reader.read(database => database.getSync(key))
  }

  range(range: Range): Promise<readonly Entry[]> {
    return this.#reader.read(database => this.#readRange(database, range))
  }

  snapshot<Result>(work: (read: MetaReader) => Promise<Result>): Promise<Result> {
    return this.#reader.read(async database => {
      const snapshot = database.snapshot()
      try {
        return await work({
          get: async key => database.getSync(key, { snapshot }),
          range: range => this.#readRange(database, range, snapshot),
        })
      } finally {
        await snapshot.close()
      }
    })
  }

  update<Result>(
    scope: readonly string[],
    decide: (read: MetaReader) => Promise<Decision<Result>>,
  ): Promise<Result> {
    return this.#locks.hold(scope, async () => {
      // No decision builds on what is in doubt: the writer settles that first, or refuses.
      if (this.#reader.isInDoubt) await this.#commit({ writes: [], checks: [] })
      const { result, writes, checks = [] } = await decide(this)
      if (writes.length > 0) await this.#commit({ writes, checks })
      return result
    })
  }

  async #readRange(
    database: Database,
    range: Range,
    snapshot?: DatabaseSnapshot,
  ): Promise<readonly Entry[]> {
    const { limit, reverse = false, lt, ...from } = range
    // The stamps of mirrors are no one's entries.
    const start = from.gte !== undefined && from.gte < FIRST_KEY ? { gte: FIRST_KEY } : from
    const bounds = { ...start, lt, limit, reverse }
    const options = { ...bounds, highWaterMarkBytes: RANGE_BYTES, snapshot }
    const iterator = database.iterator(options)
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
}
