/**
 * The one writer of a shard: commits of all threads that wait share one synced batch. Being the
 * only writer, it keeps counters and the answers to checks in memory, and they are exact.
 *
 * After a batch failed nobody knows what the logs hold: the mirrors are opened again and looked at
 * before anything else is written, and the batch is then done, or done again. Without room for that
 * it waits until there is some, as LevelDB needs room to open.
 */
import { StorageError } from '../storage.ts'
import type { Commit, Folded } from './fold.ts'
import { fold } from './fold.ts'
import { type BatchOperation, isDatabaseFailure } from './level.ts'
import { CheckFailed, CommitFailed } from './meta.ts'
import type { ShardMirrors } from './shard-mirrors.ts'

const GROUP_COMMITS_MAX = 1024
const GROUP_WRITES_MAX = 20_000
const CACHED_KEYS_MAX = 20_000
/** Counters, gates, live bytes and marks of regions that are gone. */
const CACHED_KINDS = 'cglx'
/** Kinds whose records grow with what clients store. */
const GROWING_KINDS = 'bdouk'

/** Attempts to recover are not made faster than this. */
const RECOVERY_REST_MS = 1000

/** What the disks let the index do. */
export interface Room {
  /** Looks again if the last look is old. */
  refresh(): Promise<void>
  look(): Promise<void>
  /** Turns false before a disk is so full that a batch could fail. */
  hasRoomForIndex(): boolean
  /** False while so many disks are gone that nothing may be written. */
  isWritable(): boolean
}

interface Pending {
  readonly commit: Commit
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

interface Task {
  readonly run: () => Promise<void>
}

export class LevelWriter {
  readonly #mirrors: ShardMirrors
  readonly #room: Room
  readonly #recoveryRestMs: number
  readonly #cache = new Map<string, string | undefined>()
  #pending: Pending[] = []
  readonly #tasks: Task[] = []
  #running: Promise<void> | undefined
  #recoveredAtMs = Number.NEGATIVE_INFINITY

  constructor(mirrors: ShardMirrors, room: Room, { recoveryRestMs = RECOVERY_REST_MS } = {}) {
    this.#mirrors = mirrors
    this.#room = room
    this.#recoveryRestMs = recoveryRestMs
  }

  get hasFailed(): boolean {
    return this.#mirrors.isInDoubt
  }

  commit(commit: Commit): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ commit, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Runs `work` between two batches. */
  exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#tasks.push({ run: () => work().then(resolve, reject) })
      this.#running ??= this.#run()
    })
  }

  /** Between batches: opens the mirrors again if they are in doubt, and there is room to. */
  async settle(): Promise<void> {
    if (!this.#mirrors.isInDoubt) return
    // Closed mirrors cannot be read: that they can be opened again is not judged by an old look.
    await this.#room.look()
    if (!this.#room.hasRoomForIndex()) throw this.#commitFailed('no room to open the index again')
    const restMs = this.#recoveredAtMs + this.#recoveryRestMs - performance.now()
    if (restMs > 0) throw new StorageError('unavailable', 'the index could not be opened again')
    this.#recoveredAtMs = performance.now()
    this.#cache.clear()
    await this.#mirrors.recover()
  }

  /** Resolves when nothing is in flight. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Lets the other commits of this turn of the event loop join the first group.
    await Promise.resolve()
    while (this.#pending.length > 0 || this.#tasks.length > 0) {
      await this.#tasks.shift()?.run()
      if (this.#pending.length === 0) continue
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
    if (!this.#room.isWritable()) throw new StorageError('unavailable', 'too many disks are gone')
    await this.settle()
    await this.#room.refresh()
    const hasRoom = this.#room.hasRoomForIndex()
    const admitted = group.filter(({ commit, reject }) => {
      const isAdmitted = hasRoom || !isGrowth(commit)
      if (!isAdmitted) reject(new CommitFailed('no room for the index', { isDiskFull: true }))
      return isAdmitted
    })
    const { changes, refusals } = await this.#fold(admitted)
    await this.#apply(changes)
    admitted.forEach(({ resolve, reject }, index) => {
      const refusal = refusals[index]
      if (refusal) reject(new CheckFailed(refusal))
      else resolve()
    })
  }

  /** Reads counters and what is checked from another mirror when one cannot be read. */
  async #fold(group: readonly Pending[]): Promise<Folded> {
    for (;;) {
      try {
        return fold(
          group.map(({ commit }) => commit),
          key => this.#stored(key),
        )
      } catch (error) {
        if (!isDatabaseFailure(error) || !(await this.#mirrors.leavePrimary(error))) throw error
      }
    }
  }

  async #apply(changes: Folded['changes']): Promise<void> {
    if (changes.size === 0) return
    const operations: BatchOperation[] = []
    for (const [key, value] of changes) {
      operations.push(value === undefined ? { type: 'del', key } : { type: 'put', key, value })
    }
    try {
      await this.#mirrors.batch(operations)
    } catch (error) {
      await this.#writeAgain(operations, error)
    }
    for (const [key, value] of changes) {
      if (CACHED_KINDS.includes(key.charAt(0))) this.#remember(key, value)
    }
  }

  /** Finds out what a failed batch has left, and does it again if that is nothing. */
  async #writeAgain(operations: BatchOperation[], failure: unknown): Promise<void> {
    try {
      await this.settle()
      if (!this.#mirrors.holds(operations)) await this.#mirrors.batch(operations)
    } catch (error) {
      throw this.#commitFailed('the batch failed', new AggregateError([failure, error]))
    }
  }

  #stored(key: string): string | undefined {
    if (this.#cache.has(key)) return this.#cache.get(key)
    const value = this.#mirrors.getSync(key)
    if (CACHED_KINDS.includes(key.charAt(0))) this.#remember(key, value)
    return value
  }

  #commitFailed(message: string, cause?: unknown): CommitFailed {
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
