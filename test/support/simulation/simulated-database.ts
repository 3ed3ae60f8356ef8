/**
 * LevelDB as its contract has it: a synced batch is there whole after a crash or, if it was under
 * way, there whole or not at all; unsynced ones are lost from some point on. One that failed may be
 * found when the database is opened again, and until then nothing more can be written.
 */
import type { BatchOperation, Database, DatabaseSnapshot } from '../../../storage/meta/level.ts'
import { compareUtf8 } from '../../../storage/order.ts'
import type { Chance } from './chance.ts'

type Batch = readonly BatchOperation[]

/** The content that outlives processes. */
export class DatabaseContent {
  readonly #values = new Map<string, string>()
  /** In order. */
  readonly #keys: string[] = []
  /** Applied, but not on the medium. */
  #unsynced: Batch[] = []
  /** What the content was before the unsynced ones. */
  #before: Map<string, string | undefined> = new Map()
  /** Failed or under way: may be in the log. */
  #uncertain: Batch[] = []

  get(key: string): string | undefined {
    return this.#values.get(key)
  }

  copy(): DatabaseContent {
    const copy = new DatabaseContent()
    copy.#keys.push(...this.#keys)
    for (const [key, value] of this.#values) copy.#values.set(key, value)
    return copy
  }

  range(options: { gt?: string; gte?: string; lt: string; limit: number; reverse: boolean }) {
    const { gt, gte, lt, limit, reverse } = options
    const from = gt === undefined ? this.#position(gte ?? '') : this.#positionAfter(gt)
    const to = Math.max(from, this.#position(lt))
    const keys = reverse
      ? this.#keys.slice(Math.max(from, to - limit), to).reverse()
      : this.#keys.slice(from, Math.min(to, from + limit))
    return keys.map(key => [key, this.#values.get(key) ?? ''] as [string, string])
  }

  apply(batch: Batch, { isSynced }: { isSynced: boolean }): void {
    if (isSynced) {
      // The log is one sequence: a sync takes along all that is before it.
      this.#unsynced = []
      this.#before.clear()
    } else {
      this.#unsynced.push(batch)
      for (const { key } of batch) {
        if (!this.#before.has(key)) this.#before.set(key, this.#values.get(key))
      }
    }
    for (const operation of batch) this.#set(operation)
  }

  begin(batch: Batch): void {
    this.#uncertain.push(batch)
  }

  end(batch: Batch): void {
    this.#uncertain = this.#uncertain.filter(other => other !== batch)
  }

  /** What whoever opens it next finds; the process that had it open may be gone. */
  recover(chance: Chance, { isCrash }: { isCrash: boolean }): void {
    if (isCrash && this.#unsynced.length > 0) {
      const kept = this.#unsynced.slice(0, chance.below(this.#unsynced.length + 1))
      const before = [...this.#before]
      for (const [key, value] of before) {
        this.#set(value === undefined ? { type: 'del', key } : { type: 'put', key, value })
      }
      for (const batch of kept) for (const operation of batch) this.#set(operation)
    }
    this.#unsynced = []
    this.#before = new Map()
    const [uncertain] = this.#uncertain
    this.#uncertain = []
    if (uncertain && chance.happens(0.5)) for (const operation of uncertain) this.#set(operation)
  }

  #set(operation: BatchOperation): void {
    const { key } = operation
    const isThere = this.#values.has(key)
    if (operation.type === 'put') {
      if (!isThere) this.#keys.splice(this.#position(key), 0, key)
      this.#values.set(key, operation.value)
    } else {
      if (isThere) this.#keys.splice(this.#position(key), 1)
      this.#values.delete(key)
    }
  }

  /** Of the first key that is not below `key`. */
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

  #positionAfter(key: string): number {
    const position = this.#position(key)
    return this.#keys[position] === key ? position + 1 : position
  }
}

class SimulatedSnapshot implements DatabaseSnapshot {
  readonly content: DatabaseContent

  constructor(content: DatabaseContent) {
    this.content = content
  }

  async close(): Promise<void> {}
}

/** What the world does to a database. */
export interface DatabaseHost {
  readonly chance: Chance
  /** The content, made if it may be; throws when it is not there or the disk is gone. */
  find(): DatabaseContent
  /** Takes its time; throws when the disk fails. */
  work(kind: 'open' | 'batch'): Promise<void>
  /** Throws when the disk fails. */
  read(): void
  /** Whether batches really are synced when they ask for it. */
  readonly syncsBatches: boolean
  lock(): void
  unlock(): void
}

export function simulatedDatabase(host: DatabaseHost): Database {
  let content: DatabaseContent | undefined
  let hasFailed = false
  const opened = () => {
    if (!content) throw levelError('LEVEL_DATABASE_NOT_OPEN')
    host.read()
    return content
  }
  const contentIn = (snapshot: DatabaseSnapshot | undefined) => {
    const now = opened()
    return snapshot instanceof SimulatedSnapshot ? snapshot.content : now
  }
  return {
    async open() {
      host.lock()
      try {
        await host.work('open')
        content = host.find()
        content.recover(host.chance, { isCrash: false })
        hasFailed = false
      } catch (error) {
        host.unlock()
        throw error
      }
    },
    async close() {
      if (content) host.unlock()
      content = undefined
    },
    snapshot: () => new SimulatedSnapshot(opened().copy()),
    getSync: (key, { snapshot } = {}) => contentIn(snapshot).get(key),
    iterator: ({ snapshot, ...options }) => {
      const entries = contentIn(snapshot).range(options)
      return { nextv: async size => entries.splice(0, size), close: async () => {} }
    },
    async batch(operations, { sync }) {
      const target = opened()
      if (hasFailed) throw levelError('LEVEL_IO_ERROR')
      target.begin(operations)
      try {
        await host.work('batch')
      } catch (error) {
        hasFailed = true
        throw error
      }
      target.end(operations)
      target.apply(operations, { isSynced: sync && host.syncsBatches })
    },
  }
}

export function levelError(code: string, cause?: unknown): Error {
  return Object.assign(new Error(code, { cause }), { code })
}
