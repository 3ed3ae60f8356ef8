/** A shard with mirrors in memory: its record of membership, its writer and its reader. */
import type { Database } from '../../../storage/meta/level.ts'
import { LevelWriter } from '../../../storage/meta/level-writer.ts'
import { MirrorReader } from '../../../storage/meta/mirror-reader.ts'
import { createPrimaryMemory, Primaries } from '../../../storage/meta/primaries.ts'
import { type MirrorHost, ShardMirrors } from '../../../storage/meta/shard-mirrors.ts'
import type { MemoryDatabases } from './memory-databases.ts'

/** Outlives the process: which mirrors are whole. */
export interface MirrorRecord {
  whole: readonly number[]
}

export interface MirrorRig {
  readonly mirrors: ShardMirrors
  readonly writer: LevelWriter
  /** Of this thread. */
  readonly reader: MirrorReader
  /** Those that were left and wait for being filled. */
  readonly left: number[]
}

export interface RigOptions {
  readonly databases: MemoryDatabases
  readonly record: MirrorRecord
  readonly isStamped?: boolean
  /** The record cannot be written when it throws. */
  readonly beforeRecord?: () => void
  readonly hasRoom?: () => boolean
}

/** As a start does it. */
export async function openRig(options: RigOptions): Promise<MirrorRig> {
  const { databases, record } = options
  const primaries = new Primaries(createPrimaryMemory(1))
  const left: number[] = []
  const open = new Map<number, Database>()
  const reader = new MirrorReader({
    shard: 0,
    primaries,
    noteFailure: async (disk, error) => {
      await writer.exclusive(() => mirrors.leaveUnreadable([disk], error))
    },
  })
  const host: MirrorHost = {
    open: async (disk, { isNew }) => {
      if (!isNew && !databases.exists(disk)) throw new Error('there is no database')
      const database = databases.create(disk)
      await database.open()
      open.set(disk, database)
      reader.attach(disk, database)
      return database
    },
    close: async disk => {
      reader.detach(disk)
      await open.get(disk)?.close()
      open.delete(disk)
    },
    destroy: async disk => databases.destroy(disk),
    recordWhole: async whole => {
      options.beforeRecord?.()
      record.whole = whole
    },
    noteLeft: disk => left.push(disk),
  }
  const isStamped = options.isStamped ?? true
  const mirrors = new ShardMirrors({ shard: 0, isStamped, primaries, host, stepEntriesMax: 2 })
  const room = {
    refresh: async () => {},
    look: async () => {},
    hasRoomForIndex: options.hasRoom ?? (() => true),
    isWritable: () => true,
  }
  const writer = new LevelWriter(mirrors, room, { recoveryRestMs: 0 })
  await mirrors.start(record.whole)
  return { mirrors, writer, reader, left }
}
