/** Opens and closes the databases of one shard's mirrors for all threads. */
import { dirname } from 'node:path'
import type { Database } from '../meta/level.ts'
import type { MirrorReader } from '../meta/mirror-reader.ts'
import type { MirrorHost } from '../meta/shard-mirrors.ts'
import { metaPath } from './directory.ts'
import type { StorageEnvironment } from './environment.ts'
import type { Notices } from './notices.ts'

export interface ShardDatabasesOptions {
  readonly shard: number
  readonly environment: StorageEnvironment
  /** All databases of the deployment that are open at once. */
  readonly memoryShares: number
  /** Throws when the disk is not there: nothing may be made in its place. */
  readonly directoryOf: (disk: number) => string
  /** Of the main thread. */
  readonly reader: MirrorReader
  readonly notices: Notices
  readonly recordWhole: MirrorHost['recordWhole']
  readonly noteLeft: MirrorHost['noteLeft']
}

export class ShardDatabases implements MirrorHost {
  readonly #options: ShardDatabasesOptions
  /** By disk; those that may be open in other threads as well. */
  readonly #opened = new Map<number, { readonly database: Database; readonly path: string }>()
  readonly recordWhole: MirrorHost['recordWhole']
  readonly noteLeft: MirrorHost['noteLeft']

  constructor(options: ShardDatabasesOptions) {
    this.#options = options
    this.recordWhole = options.recordWhole
    this.noteLeft = options.noteLeft
  }

  /** What a thread that begins is to open. */
  get opened(): readonly { readonly disk: number; readonly path: string }[] {
    return [...this.#opened].map(([disk, { path }]) => ({ disk, path }))
  }

  async open(disk: number, { isNew }: { isNew: boolean }): Promise<Database> {
    const { environment, shard, memoryShares, directoryOf, reader, notices } = this.#options
    const { files, createDatabase } = environment
    const path = metaPath(directoryOf(disk), shard)
    if (isNew) {
      await files.makeDirectory(path)
      await files.syncDirectory(dirname(path))
    }
    const options = { isShared: true, createIfMissing: isNew, memoryShares }
    const database = createDatabase(path, options)
    await database.open()
    // LevelDB syncs what it writes, but not always the names of its new files.
    await files.syncDirectory(path)
    this.#opened.set(disk, { database, path })
    reader.attach(disk, database)
    await notices.tell({ type: 'open-mirror', shard, disk, path })
    return database
  }

  async close(disk: number): Promise<void> {
    const { shard, reader, notices } = this.#options
    const opened = this.#opened.get(disk)
    this.#opened.delete(disk)
    reader.detach(disk)
    await notices.tell({ type: 'close-mirror', shard, disk })
    await opened?.database.close()
  }

  destroy(disk: number): Promise<void> {
    const { environment, shard, directoryOf } = this.#options
    return environment.destroyDatabase(metaPath(directoryOf(disk), shard))
  }
}
