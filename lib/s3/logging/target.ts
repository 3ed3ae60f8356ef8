/**
 * The bucket that logs go to: whether they may, and under which keys.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
import type { BucketRecord } from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { deliveryWord } from '../policy/service-delivery.ts'
import type { LoggingConfiguration } from './configuration.ts'

const LOG_SERVICE = 'logging.s3.amazonaws.com'

/**
 * As AWS has it: a bucket of the same account, whose policy lets the service of logs write objects of
 * such a key, or whose ACL lets the log delivery group.
 */
export function mayDeliverLogs(source: BucketRecord, target: BucketRecord, key: string): boolean {
  if (target.ownerId !== source.ownerId) return false
  const word = deliveryWord({ service: LOG_SERVICE, source, target, key })
  if (word !== 'none') return word === 'allow'
  const { acl = [], ownership } = readBucketAttributes(target.attributes)
  if (ownership === 'BucketOwnerEnforced') return false
  return acl.some(
    ([permission, grantee]) =>
      grantee === 'LogDelivery' && (permission === 'WRITE' || permission === 'FULL_CONTROL'),
  )
}

/**
 * What PutBucketLogging asks of a target. Where ACLs are off only a policy can let logs in, and that
 * may be put later: until then they are dropped.
 */
export function mayBecomeLogTarget(
  source: BucketRecord,
  target: BucketRecord,
  prefix: string,
): boolean {
  const { ownership } = readBucketAttributes(target.attributes)
  if (ownership === 'BucketOwnerEnforced') return target.ownerId === source.ownerId
  return mayDeliverLogs(source, target, prefix)
}

export interface LogKeyFacts {
  readonly logging: LoggingConfiguration
  readonly source: BucketRecord
  readonly region: string
  /** Of the first request in it. */
  readonly eventAtMs: number
  readonly deliveredAtMs: number
  /** 16 characters that no other log has. */
  readonly unique: string
}

/**
 * `prefix2026-11-22-07-15-00-UNIQUE`, or `prefix123456789012/region/bucket/2026/11/22/` before it.
 * A key of the event's day has no time of day.
 */
export function logKey(facts: LogKeyFacts): string {
  const { logging, source, region, unique } = facts
  const { targetPrefix, keyFormat, dateSource } = logging
  const isEventTime = keyFormat === 'partitioned' && dateSource === 'EventTime'
  const iso = new Date(isEventTime ? facts.eventAtMs : facts.deliveredAtMs).toISOString()
  const day = iso.slice(0, 10)
  const time = isEventTime ? '00-00-00' : iso.slice(11, 19).replaceAll(':', '-')
  const name = `${day}-${time}-${unique}`
  if (keyFormat !== 'partitioned') return targetPrefix + name
  const partition = `${source.ownerId}/${region}/${source.name}/${day.replaceAll('-', '/')}/`
  return targetPrefix + partition + name
}
