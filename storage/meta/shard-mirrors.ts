/**
 * The mirrors of one shard, in the main thread, which alone writes them: LevelDBs on several disks
 * that hold the same. A batch goes to all of them at once and counts when all have it synced. One
 * that fails is left out: the membership record says so, durably, before the batch is acknowledged,
 * so that no start ever takes it for whole.
 *
 * When all fail nobody knows what their logs hold, and LevelDB refuses to go on: they are then in
 * doubt, until `recover` has opened them again and made them agree. What LevelDB finds in a log when
 * it opens goes into a synced table, so that what is there then is durable.
 */
import { StorageError } from '../storage.ts'
import type { BatchOperation, Database } from './level.ts'
import { FIRST_KEY, reconcile, stampOperation } from './mirror-stamp.ts'
import { NO_PRIMARY, PAUSED, type Primaries } from './primaries.ts'

/** What the mirrors need of those who know the disks and the threads. */
export interface MirrorHost {
  /** Opens the database on a disk, for all threads; one that is not new must be there. */
  open(disk: number, options: { isNew: boolean }): Promise<Database>
  /** Closes it in all threads; repeating it succeeds. */
  close(disk: number): Promise<void>
  /** Removes a database that is closed. */
  destroy(disk: number): Promise<void>
  /** Resolves once the membership record says durably that these mirrors, and only these, are whole. */
  recordWhole(disks: readonly number[]): Promise<void>
  /** A mirror was left out, and is to be filled again. */
  noteLeft(disk: number, error: unknown): void
}

export interface ShardMirrorsOptions {
  readonly shard: number
  /** Whether batches carry a stamp; not needed while a shard has one mirror. */
  readonly isStamped: boolean
  readonly primaries: Primaries
  readonly host: MirrorHost
  /** Of a fill; 2000 by default. */
  readonly stepEntriesMax?: number
}

/** A mirror that is being filled: it gets every batch, and the rest in steps. */
interface Filling {
  readonly disk: number
  readonly database: Database
  /** Everything up to this key has been copied. */
  copied: string
}

const STEP_ENTRIES_MAX = 2000
const STEP_BYTES = 512 * 1024
/** Above every key of the index. */
const LAST_KEY = '\u007f'

export class ShardMirrors {
  readonly #options: ShardMirrorsOptions
  #isStamped: boolean
  /** As the membership record has it; the first is read. */
  #recorded: readonly number[] = []
  readonly #whole = new Map<number, Database>()
  /** By these a batch is told not to wait for a disk that was declared lost. */
  readonly #lost = new Map<number, PromiseWithResolvers<never>>()
  #filling: Filling | undefined
  #sequence = 0

  constructor(options: ShardMirrorsOptions) {
    this.#options = options
    this.#isStamped = options.isStamped
  }

  /** A batch failed everywhere: nothing is written before `recover`. */
  get isInDoubt(): boolean {
    const { primaries, shard } = this.#options
    return primaries.isInDoubt(shard)
  }

  /** The disks whose mirrors the membership record calls whole; in doubt they are closed. */
  get recorded(): readonly number[] {
    return this.#recorded
  }

  /** The disks whose mirrors hold everything. */
  get whole(): readonly number[] {
    return [...this.#whole.keys()]
  }

  get fillingDisk(): number | undefined {
    return this.#filling?.disk
  }

  /** Opens the mirrors that the membership record calls whole; between batches it may be repeated. */
  async start(disks: readonly number[]): Promise<void> {
    this.#recorded = disks
    if (disks.length > 0) await this.recover()
  }

  getSync(key: string): string | undefined {
    return this.#primary().getSync(key)
  }

  /** Throws when it is not known whether the batch is done; `recover` finds out. */
  async batch(operations: BatchOperation[]): Promise<void> {
    if (this.isInDoubt) throw new StorageError('unavailable', 'the index is in doubt')
    if (!this.#isStamped) return this.#writeAlone(operations)
    const keys = operations.map(({ key }) => key)
    const stamp = stampOperation({ sequence: this.#sequence + 1, keys })
    const stamped = [...operations, stamp]
    const filling = this.#filling
    const [failures, fillFailure] = await Promise.all([
      this.#writeWhole(stamped),
      filling && failureOf(this.#write(filling.disk, filling.database, stamped)),
    ])
    const failed = [...failures.keys()].filter(disk => this.#whole.has(disk))
    if (this.#whole.size === failed.length) {
      this.#setDoubt(true)
      throw failures.values().next().value ?? new Error('the shard has no mirror')
    }
    this.#sequence++
    if (filling && fillFailure) await this.abandonFill(fillFailure.error)
    if (failed.length > 0) await this.#leave(failed, failures)
  }

  /**
   * Opens the mirrors again and makes them agree. Throws `unavailable` when none can be opened, and
   * then may be tried again.
   */
  async recover(): Promise<void> {
    const { primaries, shard } = this.#options
    this.#setDoubt(true)
    primaries.set(shard, PAUSED)
    this.#whole.clear()
    const { opened, failure } = await this.#open(this.#recorded)
    const { sequence, whole } = await reconcile(opened)
    this.#sequence = sequence
    // In the order of the record, less what was declared lost meanwhile.
    for (const disk of this.#recorded) {
      const database = opened.get(disk)
      if (database && whole.includes(disk)) this.#whole.set(disk, database)
    }
    this.#choosePrimary()
    if (this.#whole.size === 0) {
      const message = `shard ${shard} of the index cannot be opened`
      throw new StorageError('unavailable', message, { cause: failure })
    }
    const left = this.#recorded.filter(disk => !this.#whole.has(disk))
    await this.#recordWhole(left, failure)
    this.#setDoubt(false)
  }

  /** Whether the index is as the batch would have left it. */
  holds(operations: readonly BatchOperation[]): boolean {
    return operations.every(
      operation =>
        this.getSync(operation.key) === (operation.type === 'put' ? operation.value : undefined),
    )
  }

  /** The disk was declared lost, and the record says so: no batch waits for it any more. */
  forget(disk: number): void {
    this.#recorded = this.#recorded.filter(other => other !== disk)
    this.#whole.delete(disk)
    if (this.#filling?.disk === disk) this.#filling = undefined
    this.#choosePrimary()
    this.#lost.get(disk)?.reject(new Error(`disk ${disk} is lost`))
    this.#lost.delete(disk)
    this.#close(disk)
  }

  /**
   * Between batches: the mirrors cannot be read, and go where another one is whole. Resolves to
   * whether they went.
   */
  async leaveUnreadable(disks: readonly number[], error: unknown): Promise<boolean> {
    const left = disks.filter(disk => this.#whole.has(disk))
    if (this.isInDoubt || left.length === 0 || left.length === this.#whole.size) return false
    await this.#leave(left, new Map(left.map(disk => [disk, error])))
    return true
  }

  /** Between batches: the same for the one that is read; false: it is the only one. */
  async leavePrimary(error: unknown): Promise<boolean> {
    const [disk] = this.#whole.keys()
    if (disk === undefined || this.#whole.size === 1) return false
    await this.#leave([disk], new Map([[disk, error]]))
    return true
  }

  /** Between batches: begins an empty mirror, which gets all batches from now on. */
  async beginFill(disk: number): Promise<void> {
    const { host } = this.#options
    if (this.#filling || this.#whole.has(disk)) throw new Error('a mirror is being filled already')
    await host.close(disk)
    await host.destroy(disk)
    this.#isStamped = true
    this.#filling = { disk, database: await host.open(disk, { isNew: true }), copied: FIRST_KEY }
  }

  /** Between batches: copies a stretch of keys. Resolves to its bytes; 0: that was all. */
  async copyStep(): Promise<number> {
    const filling = this.#filling
    if (!filling) throw new Error('no mirror is being filled')
    const limit = this.#options.stepEntriesMax ?? STEP_ENTRIES_MAX
    const iterator = this.#primary().iterator({
      gt: filling.copied,
      lt: LAST_KEY,
      limit,
      reverse: false,
      highWaterMarkBytes: STEP_BYTES,
    })
    try {
      const entries = await iterator.nextv(limit)
      const last = entries.at(-1)
      if (!last) return 0
      const operations = entries.map(([key, value]) => ({ type: 'put', key, value }) as const)
      await this.#write(filling.disk, filling.database, operations)
      filling.copied = last[0]
      return entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
    } finally {
      await iterator.close()
    }
  }

  /** Between batches: the copy is whole, and counts once the record says so. */
  async finishFill(): Promise<void> {
    // One more batch for all gives them the same stamp.
    await this.batch([])
    const filling = this.#filling
    if (!filling) throw new Error('the mirror failed while it was being filled')
    await this.#options.host.recordWhole([...this.whole, filling.disk])
    if (this.#filling !== filling) throw new Error('the disk was lost while it was being filled')
    this.#recorded = [...this.whole, filling.disk]
    this.#whole.set(filling.disk, filling.database)
    this.#filling = undefined
    this.#choosePrimary()
  }

  async abandonFill(error: unknown): Promise<void> {
    const filling = this.#filling
    if (!filling) return
    this.#filling = undefined
    this.#close(filling.disk)
    this.#options.host.noteLeft(filling.disk, error)
  }

  async #writeAlone(operations: BatchOperation[]): Promise<void> {
    try {
      await this.#primary().batch(operations, { sync: true })
    } catch (error) {
      this.#setDoubt(true)
      throw error
    }
  }

  async #writeWhole(operations: BatchOperation[]): Promise<Map<number, unknown>> {
    const failures = new Map<number, unknown>()
    await Promise.all(
      [...this.#whole].map(async ([disk, database]) => {
        const failure = await failureOf(this.#write(disk, database, operations))
        if (failure) failures.set(disk, failure.error)
      }),
    )
    return failures
  }

  #write(disk: number, database: Database, operations: BatchOperation[]): Promise<void> {
    return this.#unlessLost(disk, database.batch(operations, { sync: true }))
  }

  async #open(disks: readonly number[]) {
    const { host } = this.#options
    const opened = new Map<number, Database>()
    let failure: unknown
    const opening = disks.map(async disk => {
      await this.#unlessLost(disk, host.close(disk))
      opened.set(disk, await this.#unlessLost(disk, host.open(disk, { isNew: false })))
    })
    for (const outcome of await Promise.allSettled(opening)) {
      if (outcome.status === 'rejected') failure = outcome.reason
    }
    return { opened, failure }
  }

  /** A disk that hangs holds nobody up once it was declared lost. One step at a time on each. */
  #unlessLost<Result>(disk: number, work: Promise<Result>): Promise<Result> {
    const lost = Promise.withResolvers<never>()
    // Waited for only until the work is done.
    lost.promise.catch(() => {})
    this.#lost.set(disk, lost)
    return Promise.race([work, lost.promise])
  }

  async #leave(disks: readonly number[], errors: ReadonlyMap<number, unknown>): Promise<void> {
    for (const disk of disks) this.#whole.delete(disk)
    this.#choosePrimary()
    await this.#recordWhole(disks, errors.values().next().value)
  }

  /** While the record cannot be written, a start would take those that were left for whole. */
  async #recordWhole(left: readonly number[], error: unknown): Promise<void> {
    if (left.length === 0) return
    const whole = this.whole
    try {
      await this.#options.host.recordWhole(whole)
    } catch (cause) {
      this.#setDoubt(true)
      throw cause
    }
    this.#recorded = this.#recorded.filter(disk => whole.includes(disk))
    for (const disk of left) {
      this.#close(disk)
      this.#options.host.noteLeft(disk, error)
    }
  }

  #setDoubt(isInDoubt: boolean): void {
    const { primaries, shard } = this.#options
    primaries.setDoubt(shard, isInDoubt)
  }

  #primary(): Database {
    const database = this.#whole.values().next().value
    if (!database) {
      const message = `no mirror of shard ${this.#options.shard} is there`
      throw new StorageError('unavailable', message)
    }
    return database
  }

  #choosePrimary(): void {
    const { primaries, shard } = this.#options
    primaries.set(shard, this.#whole.keys().next().value ?? NO_PRIMARY)
  }

  /** Nothing waits for it: a disk that hangs would hold up the others. */
  #close(disk: number): void {
    this.#options.host.close(disk).catch(() => {})
  }
}

async function failureOf(work: Promise<void>): Promise<{ error: unknown } | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return { error }
  }
}
