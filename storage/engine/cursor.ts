/** Walks a range of keys over all shards, page by page, and jumps forward without walking. */
import type { Entry, MetaReader } from '../meta/meta.ts'
import { compareUtf8 } from '../order.ts'

const PAGE_SIZE_MAX = 1001
/** After a jump few entries may be wanted; pages grow while they are read to their end. */
const PAGE_SIZE_AFTER_SEEK = 32

export type Start = { readonly gt: string } | { readonly gte: string }

export class Cursor {
  readonly #shards: readonly MetaReader[]
  readonly #lt: string
  #start: Start
  #pageSize: number
  #page: readonly Entry[] = []
  #index = 0
  #isLastPage = false

  constructor(
    shards: readonly MetaReader[],
    options: { start: Start; lt: string; pageSize: number },
  ) {
    this.#shards = shards
    this.#start = options.start
    this.#lt = options.lt
    this.#pageSize = Math.min(options.pageSize, PAGE_SIZE_MAX)
  }

  /** The entry at hand; `undefined` at the end of what was read, and then `fill` tells. */
  peek(): Entry | undefined {
    return this.#page[this.#index]
  }

  /** Reads on where the page is used up; `undefined` at the end of the range. */
  async fill(): Promise<Entry | undefined> {
    if (this.#index < this.#page.length) return this.#page[this.#index]
    if (this.#isLastPage) return undefined
    this.#page = await this.#read()
    this.#index = 0
    this.#isLastPage = this.#page.length < this.#pageSize
    this.#pageSize = Math.min(this.#pageSize * 2, PAGE_SIZE_MAX)
    const last = this.#page.at(-1)
    if (last) this.#start = { gt: last[0] }
    return this.#page[0]
  }

  skip(): void {
    this.#index++
  }

  /** Goes on at the first key that is not below `key`. */
  seek(key: string): void {
    while (this.#index < this.#page.length) {
      const entry = this.#page[this.#index]
      if (entry && compareUtf8(entry[0], key) >= 0) return
      this.#index++
    }
    if (this.#isLastPage) return
    this.#start = { gte: key }
    this.#pageSize = PAGE_SIZE_AFTER_SEEK
  }

  async #read(): Promise<readonly Entry[]> {
    const range = { ...this.#start, lt: this.#lt, limit: this.#pageSize }
    if (compareUtf8('gt' in range ? range.gt : range.gte, this.#lt) >= 0) return []
    const [first, ...others] = this.#shards
    if (!first) return []
    if (others.length === 0) return first.range(range)
    const pages = await Promise.all(this.#shards.map(shard => shard.range(range)))
    return pages
      .flat()
      .sort((a, b) => compareUtf8(a[0], b[0]))
      .slice(0, this.#pageSize)
  }
}
