/**
 * Finds files of large blobs that no record names, and removes them. A crash, or a disk that was
 * away while blobs were removed, leaves such files. Segments need none of this, as the reaper counts
 * what lives in them, but for what a repair left that was broken off.
 */
import type { BlobUpkeep } from '../blobs/upkeep.ts'
import { INTENT_PREFIX, RECLAIM_PREFIX } from '../layout.ts'
import type { Entry, MetaShard } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import { walkPage } from './index-walk.ts'
import type { Marks } from './marks.ts'

const PAGE_SIZE = 1000
/** Files that are younger may belong to what began after the marks were made. */
const AGE_MS_MIN = 60_000
const TICKET_TIME_LENGTH = 10

export interface OrphanOptions {
  readonly shards: readonly MetaShard[]
  readonly blobs: BlobUpkeep
  /** Told of all commits by their writer since before this began. */
  readonly marks: Marks
  readonly startedAtMs: number
  /** Disks whose files can be reached. */
  readonly diskNumbers: readonly number[]
  readonly signal: AbortSignal
}

/** Resolves to the number of files that were removed. */
export async function removeOrphans(options: OrphanOptions): Promise<number> {
  for (const shard of options.shards) await markNamed(shard, options)
  let count = 0
  for (const diskNumber of options.diskNumbers) {
    for await (const file of options.blobs.files(diskNumber)) {
      options.signal.throwIfAborted()
      if (!isOld(file.id, options.startedAtMs)) continue
      const isNamed = file.type === 'segment' || options.marks.has(file.id, diskNumber)
      if (!file.isUnfinished && isNamed) continue
      await options.blobs.removeFile(diskNumber, file)
      count++
    }
  }
  return count
}

async function markNamed(shard: MetaShard, { marks, signal }: OrphanOptions): Promise<void> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    signal.throwIfAborted()
    const page = await walkPage(shard, next)
    for (const locator of page.records.flatMap(({ locators }) => locators)) {
      marks.addNamedIn(locator)
    }
    next = page.next
  }
  // What is being written, and what the reaper will remove.
  for await (const [key] of entriesOf(shard, INTENT_PREFIX)) marks.addNamedIn(key)
  for await (const [, value] of entriesOf(shard, RECLAIM_PREFIX)) marks.addNamedIn(value)
}

async function* entriesOf(shard: MetaShard, prefix: string): AsyncGenerator<Entry> {
  const lt = prefixEnd(prefix) ?? prefix
  for (let gt = prefix; ; ) {
    const entries = await shard.range({ gt, lt, limit: PAGE_SIZE })
    yield* entries
    const last = entries.at(-1)
    if (!last || entries.length < PAGE_SIZE) return
    gt = last[0]
  }
}

/** Ids begin with the time at which they were made. */
function isOld(id: string, startedAtMs: number): boolean {
  return Number.parseInt(id.slice(0, TICKET_TIME_LENGTH), 32) < startedAtMs - AGE_MS_MIN
}
