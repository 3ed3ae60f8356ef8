/**
 * The index in the main thread: of each shard its mirrors, its writer, and this thread's reader.
 * Mirrors that were left, or are new, are filled in the background, one of a shard at a time.
 */
import type { Log } from '../engine/reaper.ts'
import type { Membership } from '../members/membership.ts'
import type { Commit } from '../meta/fold.ts'
import { LevelWriter } from '../meta/level-writer.ts'
import { fillMirror } from '../meta/mirror-fill.ts'
import { MirrorReader } from '../meta/mirror-reader.ts'
import { createPrimaryMemory, Primaries } from '../meta/primaries.ts'
import { ShardMirrors } from '../meta/shard-mirrors.ts'
import type { IndexMirrors } from '../upkeep/index-check.ts'
import type { StorageEnvironment } from './environment.ts'
import type { Notices } from './notices.ts'
import type { MirrorPlace } from './protocol.ts'
import { ShardDatabases } from './shard-databases.ts'

export interface MainIndexOptions {
  readonly environment: StorageEnvironment
  readonly membership: Membership
  readonly notices: Notices
  readonly log: Log | undefined
  readonly fillBytesPerSecond: number
}

const TICK_MS = 1000
/** After a fill has failed the next attempt waits, longer each time. */
const REST_MS_MIN = 5000
const REST_MS_MAX = 600_000

interface Shard {
  readonly reader: MirrorReader
  readonly mirrors: ShardMirrors
  readonly databases: ShardDatabases
  readonly writer: LevelWriter
  filling: Promise<void> | undefined
  restMs: number
  restsUntilMs: number
}

export class MainIndex implements IndexMirrors {
  readonly primaryMemory: SharedArrayBuffer
  readonly #options: MainIndexOptions
  readonly #shards: readonly Shard[]
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(options: MainIndexOptions) {
    this.#options = options
    const { shards } = options.membership.record
    this.primaryMemory = createPrimaryMemory(shards.length)
    const primaries = new Primaries(this.primaryMemory)
    this.#shards = shards.map((_, shard) => this.#createShard(shard, primaries))
  }

  /** Opens the mirrors that are whole and there. */
  async start(): Promise<void> {
    await Promise.all(this.#shards.map(({ mirrors }, index) => mirrors.start(this.#whole(index))))
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#timer.unref()
    this.#tick()
  }

  get readers(): readonly MirrorReader[] {
    return this.#shards.map(({ reader }) => reader)
  }

  /** False while a shard is in doubt. */
  get isWritable(): boolean {
    return this.#shards.every(({ writer }) => !writer.hasFailed)
  }

  /** What a thread that begins is to open. */
  get opened(): readonly (MirrorPlace & { readonly path: string })[] {
    return this.#shards.flatMap(({ databases }, shard) =>
      databases.opened.map(({ disk, path }) => ({ shard, disk, path })),
    )
  }

  commit(shard: number, commit: Commit): Promise<void> {
    return this.#at(shard).writer.commit(commit)
  }

  async noteUnreadable({ shard, disk }: MirrorPlace, error: unknown): Promise<void> {
    await this.leaveMirrors(shard, [disk], error)
  }

  get shardCount(): number {
    return this.#shards.length
  }

  mirrors(shard: number): readonly { readonly disk: number; readonly path: string }[] {
    const { mirrors, databases } = this.#at(shard)
    return databases.opened.filter(({ disk }) => mirrors.whole.includes(disk))
  }

  leaveMirrors(shard: number, disks: readonly number[], error: unknown): Promise<boolean> {
    const { writer, mirrors } = this.#at(shard)
    return writer.exclusive(() => mirrors.leaveUnreadable(disks, error))
  }

  /** The disk was declared lost, and the record says so. */
  forget(disk: number): void {
    for (const { mirrors } of this.#shards) mirrors.forget(disk)
  }

  /** The disk is back as it was: what was open on it may be another file by now. */
  reopen(disk: number): void {
    for (const [index, { mirrors, writer }] of this.#shards.entries()) {
      const whole = this.#whole(index)
      if (!whole.includes(disk)) continue
      // If it fails the shard stays in doubt, and the next tick tries again.
      writer.exclusive(() => mirrors.start(whole)).catch(() => {})
    }
  }

  /** The disk is to have no mirror of the shard any more. */
  async retire(index: number, disk: number): Promise<void> {
    const { mirrors, databases } = this.#at(index)
    mirrors.forget(disk)
    await databases.close(disk)
    await databases.destroy(disk)
  }

  /** Resolves when nothing is in flight any more and all databases are closed. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort()
    for (const { filling, writer, databases } of this.#shards) {
      await filling
      await writer.idle()
      for (const { disk } of databases.opened) await databases.close(disk)
    }
  }

  #createShard(index: number, primaries: Primaries): Shard {
    const { environment, membership, notices, log } = this.#options
    const mirrorCount = membership.mirrors(index).length
    const reader = new MirrorReader({
      shard: index,
      primaries,
      noteFailure: (disk, error) => this.noteUnreadable({ shard: index, disk }, error),
    })
    const databases = new ShardDatabases({
      shard: index,
      environment,
      memoryShares: membership.record.shards.length * mirrorCount,
      directoryOf: disk => membership.directoryOf(disk),
      reader,
      notices,
      recordWhole: disks => membership.recordWhole(index, disks),
      noteLeft: (disk, error) => {
        log?.warn({ err: error, shard: index, disk }, 'a mirror of the index failed and was left')
      },
    })
    const isStamped = mirrorCount > 1
    const mirrors = new ShardMirrors({ shard: index, isStamped, primaries, host: databases })
    const writer = new LevelWriter(
      mirrors,
      membership.room(() => mirrors.recorded),
    )
    const rests = { restMs: REST_MS_MIN, restsUntilMs: 0 }
    return { reader, mirrors, databases, writer, filling: undefined, ...rests }
  }

  /** The disks that are here with a whole mirror of the shard. */
  #whole(index: number): readonly number[] {
    const { membership } = this.#options
    return membership
      .mirrors(index)
      .filter(({ disk, isWhole }) => isWhole && membership.isPresent(disk))
      .map(({ disk }) => disk)
  }

  #at(index: number): Shard {
    const shard = this.#shards[index]
    if (!shard) throw new RangeError(`there is no shard ${index}`)
    return shard
  }

  #tick(): void {
    for (const [index, shard] of this.#shards.entries()) {
      // Whoever writes next tries the same; this is for those who only read.
      if (shard.mirrors.isInDoubt)
        shard.writer.exclusive(() => shard.writer.settle()).catch(() => {})
      this.#fillNext(index, shard)
    }
  }

  #fillNext(index: number, shard: Shard): void {
    if (shard.filling || shard.mirrors.isInDoubt || performance.now() < shard.restsUntilMs) return
    const { membership } = this.#options
    const next = membership
      .mirrors(index)
      .find(({ disk, isWhole }) => !isWhole && membership.isPresent(disk))
    if (!next) return
    shard.filling = this.#fill(index, shard, next.disk).finally(() => {
      shard.filling = undefined
    })
  }

  async #fill(index: number, shard: Shard, disk: number): Promise<void> {
    const { fillBytesPerSecond: bytesPerSecond, log } = this.#options
    const { signal } = this.#stopping
    try {
      await fillMirror(shard.writer, shard.mirrors, disk, { bytesPerSecond, signal })
      shard.restMs = REST_MS_MIN
    } catch (error) {
      if (signal.aborted) return
      log?.warn({ err: error, shard: index, disk }, 'a mirror of the index could not be filled')
      shard.restsUntilMs = performance.now() + shard.restMs
      shard.restMs = Math.min(shard.restMs * 2, REST_MS_MAX)
    }
  }
}
