/**
 * Meta is ordered string keys with string values, in shards, and one way to change them:
 * `update` reads, decides and commits as one step. Keys are ordered by their UTF-8 bytes.
 *
 * LevelDB keeps the promise with a lock table and a synced batch. A back end without locks (RADOS)
 * may keep it by comparing what was read when it commits, and running `decide` again on a mismatch:
 * so `decide` must be pure. Nothing is atomic across shards.
 */

/** What must hold when the writes are applied; cheaper than reading the key under a lock. */
export type Check =
  | { readonly type: 'present'; readonly key: string }
  | { readonly type: 'absent'; readonly key: string }
  /** The counter is absent or 0. */
  | { readonly type: 'zero'; readonly key: string }
  /** The counter, before the writes. */
  | { readonly type: 'at-most'; readonly key: string; readonly max: number }

export type Write =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string }
  /** Adds to a counter, a decimal integer that starts at 0 and is removed when it gets there. */
  | { readonly type: 'add'; readonly key: string; readonly amount: number }

export interface Decision<Result> {
  readonly result: Result
  readonly writes: readonly Write[]
  readonly checks?: readonly Check[]
}

/** Bounds of keys; exactly one of `gt` and `gte`. */
export interface Range {
  readonly gt?: string
  readonly gte?: string
  readonly lt: string
  readonly limit: number
  /** From the end of the range backwards. */
  readonly reverse?: boolean
}

export type Entry = readonly [key: string, value: string]

export interface MetaReader {
  get(key: string): Promise<string | undefined>
  /** At most `limit` entries, in order. */
  range(range: Range): Promise<readonly Entry[]>
}

export interface MetaShard extends MetaReader {
  /**
   * Runs `work` on all as it is at one moment, whatever is committed meanwhile. It may run again, at
   * a later moment, when what it reads fails.
   */
  snapshot<Result>(work: (read: MetaReader) => Promise<Result>): Promise<Result>
  /**
   * Runs `decide` where no other update of the same scope can come between its reads and the
   * commit, then applies its writes durably, all or none. What `decide` throws is rethrown and
   * nothing is written. Throws CheckFailed when a check does not hold, and CommitFailed when the
   * commit failed and it is unknown whether it will be found after a restart.
   */
  update<Result>(
    scope: readonly string[],
    decide: (read: MetaReader) => Promise<Decision<Result>>,
  ): Promise<Result>
}

export interface Meta extends AsyncDisposable {
  /** At least one. The records of one object key are all in one shard. */
  readonly shards: readonly MetaShard[]
}

export class CheckFailed extends Error {
  override readonly name = 'CheckFailed'
  readonly check: Check

  constructor(check: Check) {
    super(`check failed: ${check.key} must be ${check.type}`)
    this.check = check
  }
}

/** It is not known whether a restart will find the commit done. */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed'
  /** Otherwise the disks failed. */
  readonly isDiskFull: boolean

  constructor(message: string, options: { isDiskFull: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.isDiskFull = options.isDiskFull
  }
}
