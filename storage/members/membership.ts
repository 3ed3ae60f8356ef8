/**
 * Who belongs to the deployment, in the main thread, which alone changes it. One change is made
 * after the other; each is on all disks that take part, and in the witness, before it counts. A disk
 * that cannot be written then does not take part: the same change is made again without it.
 *
 * Where that would be more disks than may be lost, or the last whole mirror of a shard, nothing may
 * be written until some are back: see `withoutDisks`.
 */
import type { StorageEnvironment } from '../disk/environment.ts'
import type { Notices } from '../disk/notices.ts'
import type { Log } from '../engine/reaper.ts'
import type { IdSource } from '../ids.ts'
import type { Room } from '../meta/level-writer.ts'
import { StorageError } from '../storage.ts'
import { type Change, withoutDisks, withReturned, withWhole } from './changes.ts'
import type { Lineage, Member, MembersRecord, Mirror } from './record.ts'
import { successorOf, takesPart } from './record.ts'
import { removeRecord, writeRecord } from './record-file.ts'
import type { SharedDiskSet } from './shared-disk-set.ts'
import type { OpenDirectory } from './start.ts'

export interface MembershipOptions {
  readonly environment: StorageEnvironment
  readonly ids: IdSource
  readonly log: Log | undefined
  readonly notices: Notices
  readonly disks: SharedDiskSet
  readonly witnessDirectory: string | undefined
}

/** What follows from a change; called once it is durable. */
export interface MembershipListener {
  /** The disk does not take part any more. */
  lost(disk: number): void
  /** The disk is back as it was: what was open on it may lead to files that it does not have. */
  returned(disk: number): void
  /** The disk is to have no mirror of the shard any more. */
  mirrorLeft(shard: number, disk: number): void
}

/** A disk that takes longer to write a small file is gone. */
const WRITE_MS_MAX = 20_000
const NONCE_LENGTH = 16

export class Membership {
  readonly disks: SharedDiskSet
  readonly #options: MembershipOptions
  #record: MembersRecord
  /** By number: those whose directories are here. */
  readonly #present: Map<number, OpenDirectory>
  /** What the disks that take part hold: the record, or a change of it that was not completed. */
  #written: Lineage
  #isSole: boolean
  #last: Promise<unknown> = Promise.resolve()
  #listener: MembershipListener | undefined

  constructor(
    options: MembershipOptions,
    state: {
      /** As the disks have it. */
      record: MembersRecord
      present: Map<number, OpenDirectory>
      isSole: boolean
    },
  ) {
    this.disks = options.disks
    this.#options = options
    this.#record = state.record
    this.#written = state.record
    this.#present = state.present
    this.#isSole = state.isSole
  }

  get record(): MembersRecord {
    return this.#record
  }

  /** Of format 1, until a second disk comes. */
  get isSole(): boolean {
    return this.#isSole
  }

  listen(listener: MembershipListener): void {
    this.#listener = listener
  }

  isPresent(disk: number): boolean {
    return this.#present.has(disk)
  }

  mirrors(shard: number): readonly Mirror[] {
    return this.#record.shards[shard]?.mirrors ?? []
  }

  /** Throws while the disk is not here: nothing may be made in its place. */
  directoryOf(disk: number): string {
    const directory = this.#present.get(disk)
    if (!directory) throw new StorageError('unavailable', `disk ${disk} is gone`)
    return directory.path
  }

  recordWhole(shard: number, disks: readonly number[]): Promise<void> {
    return this.change(record => {
      const known = record.shards[shard]?.mirrors.map(({ disk }) => disk)
      if (!disks.every(disk => known?.includes(disk))) {
        throw new StorageError('unavailable', `a mirror of shard ${shard} is not wanted any more`)
      }
      return withWhole(shard, disks)(record)
    })
  }

  /** For the index, on the disks that hold a shard. */
  room(disksOf: () => readonly number[]): Room {
    const spaces = () => {
      const numbers = disksOf()
      return this.disks.disks.filter(({ number }) => numbers.includes(number))
    }
    return {
      // A disk that fails here fails where it is written, too, which is where it is dealt with.
      refresh: async () => {
        await Promise.all(spaces().map(({ space }) => space.refresh().catch(() => {})))
      },
      look: async () => {
        await Promise.all(spaces().map(({ space }) => space.look().catch(() => {})))
      },
      hasRoomForIndex: () => spaces().every(({ space }) => space.hasRoomForIndex()),
      isWritable: () => this.disks.states.isWritable,
    }
  }

  /** Durable where it counts when it resolves; throws `unavailable` when too many disks are gone. */
  change(change: Change): Promise<void> {
    return this.serially(() => this.commit(change(this.#record)))
  }

  /** One after the other, so that each sees what the one before it made. */
  serially<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#last.then(work)
    this.#last = next.catch(() => {})
    return next
  }

  /** Only from `serially`. A disk that is to be new is `present` already. */
  async commit(next: MembersRecord): Promise<void> {
    for (;;) {
      const complete = withoutDisks(next, this.#away(next))
      if (!complete) throw new StorageError('unavailable', 'too many disks are gone')
      const written: MembersRecord = {
        ...complete,
        ...successorOf(this.#written, this.#options.ids.random(NONCE_LENGTH)),
      }
      const failed = await this.#write(written)
      if (failed.size === 0) return await this.#adopt(written)
      for (const [disk, error] of failed) this.#noteGone(disk, error)
    }
  }

  /** The disk's directory is gone or fails: declares it lost if that may be. */
  gone(disk: number, error: unknown): Promise<void> {
    return this.serially(async () => {
      if (!this.#present.has(disk)) return
      this.#noteGone(disk, error)
      await this.#settle()
    })
  }

  /** The disk that was gone is here again. Throws when it cannot be taken in yet. */
  async returned(disk: number, directory: OpenDirectory): Promise<void> {
    await this.serially(async () => {
      const member = this.#record.disks[disk]
      if (!member || this.#present.has(disk)) return
      this.#present.set(disk, directory)
      this.disks.states.noteArrival(disk)
      try {
        if (takesPart(member)) await this.#takeBack(member)
        else await this.commit(withReturned(disk)(this.#record))
      } catch (error) {
        this.#present.delete(disk)
        throw error
      }
      this.#options.log?.warn({ disk, path: directory.path }, 'a disk is back')
    })
  }

  /** Takes in a directory that is no disk yet; `number` is that of the disk that the change adds. */
  async admit(number: number, directory: OpenDirectory, change: Change): Promise<void> {
    this.#present.set(number, directory)
    this.#isSole = false
    try {
      await this.commit(change(this.#record))
    } catch (error) {
      this.#present.delete(number)
      throw error
    }
  }

  /** The disk is not here any more; it does not take part. */
  async dismiss(disk: number): Promise<void> {
    const directory = this.#present.get(disk)
    this.#present.delete(disk)
    await directory?.lock.close().catch(() => {})
  }

  /** Of a start: what was decided becomes the record, and the states are set. */
  async begin(next: MembersRecord, { isWritable }: { isWritable: boolean }): Promise<void> {
    await this.serially(async () => {
      // Without enough disks nothing is changed: with those that are missing all is as it was.
      if (this.#isSole || !isWritable) await this.#adopt(this.#isSole ? next : this.#record)
      else await this.commit(next)
    })
  }

  async close(): Promise<void> {
    await this.#last
    for (const { lock } of this.#present.values()) await lock.close().catch(() => {})
  }

  #away({ disks }: MembersRecord): Set<number> {
    const away = disks.filter(disk => takesPart(disk) && !this.#present.has(disk.number))
    return new Set(away.map(({ number }) => number))
  }

  #noteGone(disk: number, error: unknown): void {
    const directory = this.#present.get(disk)
    this.#present.delete(disk)
    this.disks.states.setState(disk, 'away')
    this.#options.log?.warn({ err: error, disk, path: directory?.path }, 'a disk is gone')
    // Its lock may lie on a disk that hangs; it is taken anew when the disk is back.
    directory?.lock.close().catch(() => {})
  }

  /** Declares lost what is gone, or stops the writing. */
  async #settle(): Promise<void> {
    if (this.#away(this.#record).size > 0) {
      await this.commit(this.#record).catch(error => {
        this.disks.states.setWritable(false)
        this.#options.log?.warn({ err: error }, 'nothing is written until disks are back')
      })
    } else this.disks.states.setWritable(true)
  }

  /** Nothing that counts happened without it, at most a change that was not completed. */
  async #takeBack(member: Member): Promise<void> {
    this.disks.states.setState(member.number, stateOf(member))
    this.#listener?.returned(member.number)
    // While too many others are gone it is only read.
    if (withoutDisks(this.#record, this.#away(this.#record))) await this.commit(this.#record)
  }

  /** The disks that failed, with what failed. */
  async #write(record: MembersRecord): Promise<Map<number, unknown>> {
    const failed = new Map<number, unknown>()
    if (this.#isSole) return failed
    const { files } = this.#options.environment
    await Promise.all(
      record.disks.filter(takesPart).map(async ({ number }) => {
        const path = this.#present.get(number)?.path ?? ''
        await inTime(writeRecord(files, path, record)).catch(error => failed.set(number, error))
      }),
    )
    this.#written = record
    if (failed.size === 0) await this.#writeWitness(record)
    return failed
  }

  /** Better none than an old one: that would vouch for disks that the others have left behind. */
  async #writeWitness(record: MembersRecord): Promise<void> {
    const { environment, witnessDirectory, log } = this.#options
    if (witnessDirectory === undefined) return
    try {
      await inTime(writeRecord(environment.files, witnessDirectory, record))
    } catch (error) {
      log?.warn({ err: error, path: witnessDirectory }, 'the witness cannot be written')
      await inTime(removeRecord(environment.files, witnessDirectory))
    }
  }

  async #adopt(record: MembersRecord): Promise<void> {
    const before = this.#record
    this.#record = record
    const { states } = this.disks
    const known = new Set(this.disks.disks.map(({ number }) => number))
    const members = record.disks.filter(({ state }) => state !== 'removed')
    for (const disk of record.disks) {
      if (known.has(disk.number)) states.setState(disk.number, this.#stateIn(disk))
    }
    states.setSchemes(record.schemes)
    states.setWritable(this.#away(record).size === 0)
    this.#tell(before, record)
    const places = members.map(({ number, id, path }) => ({
      number,
      id,
      path: this.#present.get(number)?.path ?? path,
    }))
    this.disks.setDisks(places)
    // Nothing is put on a new disk before all threads know where it is.
    if (members.some(({ number }) => !known.has(number))) {
      await this.#options.notices.tell({ type: 'disks', disks: places })
    }
    for (const disk of members) states.setState(disk.number, this.#stateIn(disk))
  }

  #stateIn(disk: Member) {
    if (disk.state === 'removed') return 'none'
    return takesPart(disk) && !this.#present.has(disk.number) ? 'away' : stateOf(disk)
  }

  #tell(before: MembersRecord, record: MembersRecord): void {
    for (const disk of record.disks) {
      const old = before.disks[disk.number]
      if (old && takesPart(old) && !takesPart(disk)) this.#listener?.lost(disk.number)
    }
    for (const [shard, { mirrors }] of before.shards.entries()) {
      const stay = record.shards[shard]?.mirrors.map(({ disk }) => disk) ?? []
      for (const { disk } of mirrors) {
        if (!stay.includes(disk)) this.#listener?.mirrorLeft(shard, disk)
      }
    }
  }
}

function stateOf({ state }: Member) {
  return state === 'removed' ? 'none' : state
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the disk does not answer')), WRITE_MS_MAX)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
