/**
 * What a bucket, and all buckets of its owner together, may hold: checks for the commit that adds
 * something. Of the bucket's own shard they are exact, whoever commits at the same time; what the
 * owner's other buckets hold is known as it was at most a second ago. Buckets without limits have no
 * checks, and no limit ever keeps a change out that makes a bucket smaller.
 */
import { byteCountKey, versionCountKey } from '../layout.ts'
import type { Check, MetaShard, Write } from '../meta/meta.ts'
import type { BucketRecord, BucketUsage } from '../storage.ts'
import type { Buckets } from './buckets.ts'

const NO_CHECKS: readonly Check[] = []

export async function limitChecks(
  buckets: Buckets,
  bucket: BucketRecord,
  commit: { readonly shard: MetaShard; readonly writes: readonly Write[] },
): Promise<readonly Check[]> {
  const { limits } = bucket
  if (limits === undefined) return NO_CHECKS
  const sizeKey = byteCountKey(bucket.id)
  const countKey = versionCountKey(bucket.id)
  const grown = {
    sizeBytes: growth(commit.writes, sizeKey),
    versionCount: growth(commit.writes, countKey),
  }
  if (grown.sizeBytes <= 0 && grown.versionCount <= 0) return NO_CHECKS
  const own = await buckets.usage(bucket)
  const inShard = await buckets.usageIn(commit.shard, bucket)
  const others = limits.owner && (await buckets.usageOfOthers(bucket))
  /** How much the shard's counter may hold before this commit. */
  const room = (of: keyof BucketUsage, limit: number, elsewhere: number) =>
    limit - elsewhere - (own[of] - inShard[of]) - grown[of]
  const checks: Check[] = []
  for (const [of, key] of [
    ['sizeBytes', sizeKey],
    ['versionCount', countKey],
  ] as const) {
    if (grown[of] <= 0) continue
    const ofBucket = limits.bucket?.[of]
    const ofOwner = limits.owner?.[of]
    if (ofBucket !== undefined) checks.push({ type: 'at-most', key, max: room(of, ofBucket, 0) })
    if (ofOwner !== undefined && others) {
      checks.push({ type: 'at-most', key, max: room(of, ofOwner, others[of]) })
    }
  }
  return checks
}

function growth(writes: readonly Write[], key: string): number {
  let sum = 0
  for (const write of writes) {
    if (write.type === 'add' && write.key === key) sum += write.amount
  }
  return sum
}
