/**
 * The one writer of a LevelDB: commits of all threads that wait share one synced batch. Being the
 * only writer, it keeps counters and the answers to checks in memory, and they are exact.
 *
 * After a batch failed nobody knows what the log holds, and LevelDB itself refuses to go on: the
 * writer then refuses every commit until the database is opened again.
 */
import type { Commit, Folded } from './fold.ts'
import { fold } from './fold.ts'
import type { BatchOperation, Database } from './level.ts'
import { CheckFailed, CommitFailed } from './meta.ts'

const GROUP_COMMITS_MAX = 1024
const GROUP_WRITES_MAX = 20_000
const CACHED_KEYS_MAX = 20_000
/** Counters, gates, live bytes and marks of regions that are gone. */
const CACHED_KINDS = 'cglx'
/** Kinds whose records grow with what clients store. */
const GROWING_KINDS = 'bdouk'

/** How full the disk is. */
export interface Room {
  /** Looks again if the last look is old. */
  refresh(): Promise<void>
  /** Turns false before the disk is so full that a batch could fail. */
  hasRoomForIndex(): boolean
}

interface Pending {
  readonly commit: Commit
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class LevelWriter {
  readonly #database: Database
  readonly #room: Room
  readonly #cache = new Map<string, string | undefined>()
  #pending: Pending[] = []
  #running: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(database: Database, room: Room) {
    this.#database = database
    this.#room = room
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  commit(commit: Commit): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ commit, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing is in flight. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Lets the other commits of this turn of the event loop join the first group.
    await Promise.resolve()
    while (this.#pending.length > 0) {
      const group = this.#takeGroup()
      try {
        await this.#write(group)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    // In the same step as the last look at the queue: whoever comes later starts a new run.
    this.#running = undefined
  }

  #takeGroup(): Pending[] {
    let writeCount = 0
    let count = 0
    for (const { commit } of this.#pending) {
      writeCount += commit.writes.length
      if (count > 0 && (count >= GROUP_COMMITS_MAX || writeCount > GROUP_WRITES_MAX)) break
      count++
    }
    return this.#pending.splice(0, count)
  }

  async #write(group: readonly Pending[]): Promise<void> {
    if (this.#failure)
      throw this.#commitFailed('the index is closed for writing', this.#failure.error)
    await this.#room.refresh()
    const hasRoom = this.#room.hasRoomForIndex()
    const admitted = group.filter(({ commit, reject }) => {
      const isAdmitted = hasRoom || !isGrowth(commit)
      if (!isAdmitted) reject(new CommitFailed('no room for the index', { isDiskFull: true }))
      return isAdmitted
    })
    const { changes, refusals } = fold(
      admitted.map(({ commit }) => commit),
      key => this.#stored(key),
    )
    await this.#apply(changes)
    admitted.forEach(({ resolve, reject }, index) => {
      const refusal = refusals[index]
      if (refusal) reject(new CheckFailed(refusal))
      else resolve()
    })
  }

  async #apply(changes: Folded['changes']): Promise<void> {
    if (changes.size === 0) return
    const operations: BatchOperation[] = []
    for (const [key, value] of changes) {
      operations.push(value === undefined ? { type: 'del', key } : { type: 'put', key, value })
    }
    try {
      await this.#database.batch(operations, { sync: true })
    } catch (error) {
      this.#failure = { error }
      await this.#room.refresh()
      throw this.#commitFailed('the batch failed', error)
    }
    for (const [key, value] of changes) {
      if (CACHED_KINDS.includes(key.charAt(0))) this.#remember(key, value)
    }
  }

  #stored(key: string): string | undefined {
    if (this.#cache.has(key)) return this.#cache.get(key)
    const value = this.#database.getSync(key)
    if (CACHED_KINDS.includes(key.charAt(0))) this.#remember(key, value)
    return value
  }

  #commitFailed(message: string, cause: unknown): CommitFailed {
    return new CommitFailed(message, { isDiskFull: !this.#room.hasRoomForIndex(), cause })
  }

  #remember(key: string, value: string | undefined): void {
    if (this.#cache.size >= CACHED_KEYS_MAX) this.#cache.clear()
    this.#cache.set(key, value)
  }
}

/** Removals are always let through, so that a full disk can be emptied. */
function isGrowth({ writes }: Commit): boolean {
  return (
    writes.some(({ type, key }) => type === 'put' && GROWING_KINDS.includes(key.charAt(0))) &&
    !writes.some(({ type }) => type === 'del')
  )
}
