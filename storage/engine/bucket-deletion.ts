/**
 * Deletes a bucket's records: closes its gate in every shard while the counts there are zero, the
 * shard of its name last, with the records. With several shards these are several commits; a mark
 * says first that they have begun, so that a deletion that was refused or cut is taken back: by
 * itself, by the reaper, or by the next start.
 */
import {
  bucketKey,
  DELETION_PREFIX,
  deletionKey,
  gateKey,
  ownedKey,
  uploadCountKey,
  versionCountKey,
} from '../layout.ts'
import type { Check, MetaReader, MetaShard, Write } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import type { BucketRecord } from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { EngineContext } from './context.ts'
import { shardOf, update } from './context.ts'

/** Looked at in one round; the next one takes the next. */
const PAGE_SIZE = 200

type Bucket = Pick<BucketRecord, 'id' | 'name'>

/** Throws CheckFailed while it is not empty, or while another deletion of it is under way. */
export async function removeBucket(context: EngineContext, bucket: BucketRecord): Promise<void> {
  const home = shardOf(context, bucket.name)
  const others = context.meta.shards.filter(shard => shard !== home)
  if (others.length === 0) return removeRecords(home, bucket, [])
  const mark = deletionKey(bucket.id)
  using _lease = context.leases.take(mark)
  await update(home, [bucketKey(bucket.name)], async read => {
    await requireSame(read, bucket)
    const begun: Write = { type: 'put', key: mark, value: bucket.name }
    return { result: undefined, writes: [begun], checks: [{ type: 'absent', key: mark }] }
  })
  try {
    for (const shard of others) await closeGate(shard, bucket)
    await removeRecords(home, bucket, [{ type: 'del', key: mark }])
  } catch (error) {
    // What cannot be taken back now is by the reaper.
    await takeBack(context, bucket).catch(() => {})
    throw error
  }
}

/** Takes back deletions that nobody is about any more. */
export async function takeBackDeletions(context: EngineContext): Promise<void> {
  const lt = prefixEnd(DELETION_PREFIX) ?? DELETION_PREFIX
  for (const shard of context.meta.shards) {
    for (const [key, name] of await shard.range({ gte: DELETION_PREFIX, lt, limit: PAGE_SIZE })) {
      if (context.leases.isTaken(key)) continue
      await takeBack(context, { id: key.slice(DELETION_PREFIX.length), name })
    }
  }
}

/** Opens the gates again, unless the bucket is gone; while the mark is there nobody closes them. */
async function takeBack(context: EngineContext, { id, name }: Bucket): Promise<void> {
  const home = shardOf(context, name)
  const gate: Write = { type: 'put', key: gateKey(id), value: '' }
  if (await isSame(home, { id, name })) {
    for (const shard of context.meta.shards) {
      await update(shard, [], async () => ({ result: undefined, writes: [gate] }))
    }
  }
  await update(home, [], async () => ({
    result: undefined,
    writes: [{ type: 'del', key: deletionKey(id) }],
  }))
}

function emptyChecks({ id }: Bucket): readonly Check[] {
  return [
    { type: 'zero', key: versionCountKey(id) },
    { type: 'zero', key: uploadCountKey(id) },
  ]
}

async function closeGate(shard: MetaShard, bucket: Bucket): Promise<void> {
  const closed: Write = { type: 'del', key: gateKey(bucket.id) }
  await update(shard, [], async () => ({
    result: undefined,
    writes: [closed],
    checks: emptyChecks(bucket),
  }))
}

async function removeRecords(
  home: MetaShard,
  bucket: BucketRecord,
  writes: readonly Write[],
): Promise<void> {
  const { id, name, ownerId } = bucket
  await update(home, [bucketKey(name)], async read => {
    await requireSame(read, bucket)
    const gone = [gateKey(id), bucketKey(name), ownedKey(ownerId, name)]
    return {
      result: undefined,
      writes: [...gone.map(key => ({ type: 'del', key }) as const), ...writes],
      checks: emptyChecks(bucket),
    }
  })
}

async function requireSame(read: MetaReader, bucket: Bucket): Promise<void> {
  if (await isSame(read, bucket)) return
  throw new StorageError('bucket-missing', `there is no bucket ${bucket.name}`)
}

/** A bucket of the same name may have been made since. */
async function isSame(read: MetaReader, { id, name }: Bucket): Promise<boolean> {
  const text = await read.get(bucketKey(name))
  // Written by buckets.ts.
  return text !== undefined && (JSON.parse(text) as BucketRecord).id === id
}
