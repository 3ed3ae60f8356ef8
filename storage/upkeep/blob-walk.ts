/**
 * The part of a heal or a scrub that goes through the index: each blob that a record names is looked
 * at, made whole where it is not, and named anew where it has moved.
 */
import type { Blobs } from '../blobs/blobs.ts'
import type { BlobUpkeep } from '../blobs/upkeep.ts'
import { repairNamed } from '../engine/named-repair.ts'
import type { MetaShard } from '../meta/meta.ts'
import { StorageError } from '../storage.ts'
import type { UpkeepState } from './contract.ts'
import { type NamingRecord, walkPage } from './index-walk.ts'
import type { Plan } from './plan.ts'
import { relocate } from './relocation.ts'
import { LOST_SHOWN_MAX } from './state.ts'

export interface BlobWalkOptions {
  readonly shards: readonly MetaShard[]
  readonly blobs: Pick<Blobs, 'open' | 'remove' | 'reserve' | 'write'>
  readonly care: BlobUpkeep
  readonly plan: (locator: string) => Promise<Plan>
  readonly pace: (sizeBytes: number) => Promise<void>
  readonly signal: AbortSignal
  /** Called after each page with what is new. */
  readonly save: (progress: Partial<UpkeepState>) => Promise<void>
}

type Outcome = 'lost' | 'postponed' | 'repaired' | 'well'

export async function walkBlobs(options: BlobWalkOptions, start: UpkeepState): Promise<void> {
  let { shard: shardNumber, after } = start
  let { blobCount, repairedCount, lostCount, postponedCount } = start
  const lost = [...start.lost]
  for (let shard = options.shards[shardNumber]; shard; shard = options.shards[++shardNumber]) {
    for (let next: string | undefined = after; next !== undefined; ) {
      const page = await walkPage(shard, next)
      for (const record of page.records) {
        for (const locator of record.locators) {
          options.signal.throwIfAborted()
          blobCount++
          const outcome = await careFor(options, shard, { record, locator })
          if (outcome === 'repaired') repairedCount++
          else if (outcome === 'postponed') postponedCount++
          else if (outcome === 'lost') {
            lostCount++
            if (lost.length < LOST_SHOWN_MAX) lost.push({ record: record.key, locator })
          }
        }
      }
      next = page.next
      const place = next === undefined ? { shard: shardNumber + 1, after: '' } : { after: next }
      await options.save({ ...place, blobCount, repairedCount, lostCount, lost, postponedCount })
    }
    after = ''
  }
}

interface Named {
  readonly record: NamingRecord
  readonly locator: string
}

async function careFor(
  options: BlobWalkOptions,
  shard: MetaShard,
  { record, locator }: Named,
): Promise<Outcome> {
  try {
    const plan = await options.plan(locator)
    switch (plan.type) {
      case 'nothing':
        return 'well'
      case 'repair':
        return await repair(options, shard, { record, locator, leave: plan.leave })
      case 'rewrite':
        return await rewrite(options, shard, { record, locator })
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    if (error.code === 'data-corrupt') return isStillNamed(shard, record, locator)
    return 'postponed'
  }
}

async function repair(
  { care, pace }: BlobWalkOptions,
  shard: MetaShard,
  { record, locator, leave }: Named & { readonly leave: ReadonlySet<number> },
): Promise<Outcome> {
  await repairNamed(care, locator, { pace, leave, record: move => relocate(shard, record, move) })
  return 'repaired'
}

/** As a new blob, by the scheme of now. A crash leaves an orphan, which a scrub removes. */
async function rewrite(
  { blobs, pace }: BlobWalkOptions,
  shard: MetaShard,
  { record, locator }: Named,
): Promise<Outcome> {
  using reader = await blobs.open(locator)
  if (!reader) return 'well'
  const body = paced(reader.read({ start: 0, end: reader.sizeBytes - 1 }), pace)
  const written = await blobs.write(blobs.reserve(), body, { redundancy: 'standard' })
  const isNamed = await relocate(shard, record, { from: locator, to: written.locator })
  await blobs.remove(isNamed ? locator : written.locator)
  return written.isComplete ? 'repaired' : 'postponed'
}

async function* paced(
  body: AsyncIterable<Uint8Array>,
  pace: BlobWalkOptions['pace'],
): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    await pace(2 * bytes.length)
    yield bytes
  }
}

/** A blob that was freed while it was looked at is not lost. */
async function isStillNamed(
  shard: MetaShard,
  { key }: NamingRecord,
  locator: string,
): Promise<Outcome> {
  const value = await shard.get(key)
  return value?.includes(locator) ? 'lost' : 'well'
}
