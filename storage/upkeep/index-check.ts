/**
 * The part of a scrub that reads the index: the tables of every whole mirror. One that has rot in
 * it is left, to be filled again, where another mirror of the shard is found clean; so all mirrors
 * of a shard are read before any is left, or what is rotten would be copied.
 *
 * LevelDB goes on meanwhile. A table that vanishes is fine, and one that looks bad may just be being
 * written: it is looked at again when its size has not changed for a while.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type FileSystem, hasCode } from '../disk/file-system.ts'
import type { Log } from '../engine/reaper.ts'
import { TableDamage, verifyTable } from '../meta/table.ts'
import type { UpkeepState } from './contract.ts'

/** What the check asks of the index, and tells it. */
export interface IndexMirrors {
  readonly shardCount: number
  /** Open and whole, with the paths of their databases. */
  mirrors(shard: number): readonly { readonly disk: number; readonly path: string }[]
  /** Resolves to whether they were left; the last whole one never is. */
  leaveMirrors(shard: number, disks: readonly number[], error: unknown): Promise<boolean>
}

export interface IndexCheckOptions {
  readonly index: IndexMirrors
  readonly files: FileSystem
  readonly log: Log | undefined
  readonly pace: (sizeBytes: number) => Promise<void>
  readonly signal: AbortSignal
  /** Called after each shard with what is new. */
  readonly save: (progress: Partial<UpkeepState>) => Promise<void>
  /** Before a table is looked at again; 5 seconds by default. */
  readonly settleMs?: number | undefined
}

const SETTLE_MS = 5000
/** A table is written in less. */
const LOOKS_MAX = 12
const TABLE_NAME = /^\d+\.(ldb|sst)$/

export async function checkIndex(options: IndexCheckOptions, start: UpkeepState): Promise<void> {
  const { index, log, save, signal } = options
  let { refilledMirrorCount = 0, damagedMirrorCount = 0 } = start
  for (let shard = start.shard; shard < index.shardCount; shard++) {
    const damaged = new Map<number, unknown>()
    for (const { disk, path } of index.mirrors(shard)) {
      signal.throwIfAborted()
      const error = await damageOf(path, options)
      if (error === undefined) continue
      damaged.set(disk, error)
      log?.warn({ err: error, shard, disk, path }, 'a table of the index is damaged')
    }
    const [error] = damaged.values()
    if (damaged.size > 0) {
      const isLeft = await index.leaveMirrors(shard, [...damaged.keys()], error)
      if (isLeft) refilledMirrorCount += damaged.size
      else damagedMirrorCount += damaged.size
    }
    await save({ shard: shard + 1, refilledMirrorCount, damagedMirrorCount })
  }
}

/** The first damage among the tables in the directory. */
async function damageOf(path: string, options: IndexCheckOptions): Promise<unknown> {
  const names = (await options.files.list(path)) ?? []
  for (const name of names.filter(name => TABLE_NAME.test(name)).sort()) {
    options.signal.throwIfAborted()
    const error = await settledDamage(`${path}/${name}`, options)
    if (error !== undefined) return error
  }
  return undefined
}

async function settledDamage(path: string, options: IndexCheckOptions): Promise<unknown> {
  const { files, signal, settleMs = SETTLE_MS } = options
  let seenBytes: number | undefined
  for (let look = 1; look <= LOOKS_MAX; look++) {
    const sizeBytes = await files.sizeBytes(path)
    const error = await tableDamage(path, options)
    if (error === undefined || sizeBytes === undefined) return undefined
    if (sizeBytes === seenBytes) return error
    seenBytes = sizeBytes
    await delay(settleMs, undefined, { signal })
  }
  // It still grows: the next scrub sees it.
  return undefined
}

async function tableDamage(
  path: string,
  { files, pace }: IndexCheckOptions,
): Promise<Error | undefined> {
  const file = await files.open(path)
  if (!file) return undefined
  try {
    await verifyTable(file, pace)
    return undefined
  } catch (error) {
    // A sector that cannot be read is as bad as one that holds something else.
    if (error instanceof TableDamage || hasCode(error, 'EIO')) {
      return new Error(`${path} is damaged`, { cause: error })
    }
    throw error
  } finally {
    await file.close()
  }
}
