/**
 * Databases in memory that stay when they are closed, fail as they are told, and can lose the
 * process at any of their steps: what was applied is there afterwards, what hangs never comes.
 */
import type { BatchOperation, Database, DatabaseSnapshot } from '../../../storage/meta/level.ts'

/** What becomes of a batch. */
export type Fate = 'done' | 'fails-before' | 'fails-after' | 'hangs-before' | 'hangs-after'

export class MemoryDatabases {
  /** By disk; it asks for the fate of each batch. */
  readonly #content = new Map<number, Map<string, string>>()
  readonly #fateOf: (disk: number) => Fate
  /** Reading and opening fail, as on a disk that is gone. */
  readonly gone = new Set<number>()

  constructor(fateOf: (disk: number) => Fate) {
    this.#fateOf = fateOf
  }

  /** What the database on a disk holds; the stamps are left out. */
  entries(disk: number): Record<string, string> {
    const entries = [...(this.#content.get(disk) ?? [])].filter(([key]) => key > '!')
    return Object.fromEntries(entries.sort())
  }

  exists(disk: number): boolean {
    return this.#content.has(disk)
  }

  destroy(disk: number): void {
    this.#content.delete(disk)
  }

  create(disk: number): Database {
    let isOpen = false
    // After LevelDB failed to write once, it writes no more until it is opened again.
    let hasFailed = false
    const content = () => {
      if (!isOpen) throw failure('LEVEL_DATABASE_NOT_OPEN')
      if (this.gone.has(disk)) throw failure('LEVEL_IO_ERROR')
      return this.#content.get(disk) ?? new Map<string, string>()
    }
    return {
      open: async () => {
        if (this.gone.has(disk)) throw failure('LEVEL_IO_ERROR')
        if (!this.#content.has(disk)) this.#content.set(disk, new Map())
        isOpen = true
        hasFailed = false
      },
      close: async () => {
        isOpen = false
      },
      snapshot: () => new MemorySnapshot(content()),
      getSync: (key, { snapshot } = {}) => (contentOf(snapshot) ?? content()).get(key),
      iterator: ({ gt, gte, lt, limit, reverse, snapshot }) => {
        const source = () => contentOf(snapshot) ?? content()
        const isIn = (key: string) =>
          key < lt && (gt === undefined || key > gt) && (gte === undefined || key >= gte)
        const keys = [...source().keys()].filter(isIn).sort()
        const left = (reverse ? keys.reverse() : keys).slice(0, limit)
        return {
          nextv: async size =>
            left.splice(0, size).map(key => [key, source().get(key) ?? ''] as [string, string]),
          close: async () => {},
        }
      },
      batch: async operations => {
        const before = content()
        const fate = hasFailed ? 'fails-before' : this.#fateOf(disk)
        if (fate === 'hangs-before') await new Promise(() => {})
        if (fate !== 'fails-before') apply(before, operations)
        if (fate === 'hangs-after') await new Promise(() => {})
        if (fate === 'done') return
        hasFailed = true
        throw failure('LEVEL_IO_ERROR')
      },
    }
  }
}

class MemorySnapshot implements DatabaseSnapshot {
  readonly content: ReadonlyMap<string, string>

  constructor(content: ReadonlyMap<string, string>) {
    this.content = new Map(content)
  }

  async close(): Promise<void> {}
}

function contentOf(snapshot: DatabaseSnapshot | undefined) {
  return snapshot instanceof MemorySnapshot ? snapshot.content : undefined
}

function apply(content: Map<string, string>, operations: readonly BatchOperation[]): void {
  for (const operation of operations) {
    if (operation.type === 'put') content.set(operation.key, operation.value)
    else content.delete(operation.key)
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}
