/** The index in a thread that only reads it: opens and closes mirrors as the main thread says. */
import { MirrorReader } from '../meta/mirror-reader.ts'
import { Primaries } from '../meta/primaries.ts'
import type { StorageEnvironment } from './environment.ts'
import type { Notice } from './notices.ts'
import type { MirrorPlace, Writer } from './protocol.ts'

export interface SharedIndex {
  readonly primaryMemory: SharedArrayBuffer
  /** Open mirrors. */
  readonly opened: readonly (MirrorPlace & { readonly path: string })[]
}

export class ThreadIndex {
  readonly readers: readonly MirrorReader[]
  readonly #environment: StorageEnvironment

  constructor(
    { primaryMemory }: SharedIndex,
    options: { environment: StorageEnvironment; writer: Pick<Writer, 'noteUnreadable'> },
  ) {
    const primaries = new Primaries(primaryMemory)
    this.#environment = options.environment
    this.readers = Array.from(
      { length: primaries.shardCount },
      (_, shard) =>
        new MirrorReader({
          shard,
          primaries,
          noteFailure: (disk, error) => options.writer.noteUnreadable({ shard, disk }, error),
        }),
    )
  }

  async open({ shard, disk, path }: MirrorPlace & { readonly path: string }): Promise<void> {
    // The main thread has it open, with its memory: this is one more handle to the same.
    const database = this.#environment.createDatabase(path, {
      isShared: true,
      createIfMissing: false,
    })
    await database.open()
    const reader = this.readers[shard]
    // It may have been opened at the start, and be announced as well.
    await reader?.detach(disk)?.close()
    reader?.attach(disk, database)
  }

  async act(notice: Notice): Promise<void> {
    if (notice.type === 'open-mirror') await this.open(notice)
    if (notice.type === 'close-mirror') {
      await this.readers[notice.shard]?.detach(notice.disk)?.close()
    }
  }

  async close(): Promise<void> {
    for (const reader of this.readers) await reader.close()
  }
}
