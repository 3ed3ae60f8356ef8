/** Meta in memory, for tests: a sorted array per shard, with the same locks and the same fold. */
import { compareUtf8 } from '../order.ts'
import { fold } from './fold.ts'
import { createLockMemory, LockTable } from './locks.ts'
import type { Decision, Entry, Meta, MetaReader, MetaShard, Range } from './meta.ts'
import { CheckFailed } from './meta.ts'

export function createMemoryMeta(options: { shardCount: number }): Meta {
  const locks = new LockTable(createLockMemory())
  const shards = Array.from({ length: options.shardCount }, () => new MemoryShard(locks))
  return { shards, [Symbol.asyncDispose]: async () => {} }
}

class MemoryShard implements MetaShard {
  readonly #keys: string[] = []
  readonly #values = new Map<string, string>()
  readonly #locks: LockTable

  constructor(locks: LockTable) {
    this.#locks = locks
  }

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key)
  }

  async range({ gt, gte, lt, limit, reverse = false }: Range): Promise<readonly Entry[]> {
    const from = gt === undefined ? this.#position(gte ?? '') : this.#after(gt)
    const to = this.#position(lt)
    const keys = reverse
      ? this.#keys.slice(Math.max(from, to - limit), Math.max(from, to)).reverse()
      : this.#keys.slice(from, Math.min(to, from + limit))
    return keys.map(key => [key, this.#values.get(key) ?? ''] as const)
  }

  snapshot<Result>(work: (read: MetaReader) => Promise<Result>): Promise<Result> {
    const copy = new MemoryShard(this.#locks)
    copy.#keys.push(...this.#keys)
    for (const [key, value] of this.#values) copy.#values.set(key, value)
    return work(copy)
  }

  update<Result>(
    scope: readonly string[],
    decide: (read: MetaReader) => Promise<Decision<Result>>,
  ): Promise<Result> {
    return this.#locks.hold(scope, async () => {
      const { result, writes, checks = [] } = await decide(this)
      const { changes, refusals } = fold([{ checks, writes }], key => this.#values.get(key))
      if (refusals[0]) throw new CheckFailed(refusals[0])
      for (const [key, value] of changes) this.#set(key, value)
      return result
    })
  }

  #set(key: string, value: string | undefined): void {
    const isStored = this.#values.has(key)
    if (value === undefined) {
      if (isStored) this.#keys.splice(this.#position(key), 1)
      this.#values.delete(key)
    } else {
      if (!isStored) this.#keys.splice(this.#position(key), 0, key)
      this.#values.set(key, value)
    }
  }

  /** The position of the first key that is not below `key`. */
  #position(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareUtf8(this.#keys[middle] ?? '', key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #after(key: string): number {
    const position = this.#position(key)
    return this.#keys[position] === key ? position + 1 : position
  }
}
