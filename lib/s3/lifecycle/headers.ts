/** What answers say of the lifecycle ahead: when an object expires, when an upload is aborted. */
import type { BucketRecord, ObjectRecord } from '../../../storage/storage.ts'
import { formatHttpDate } from '../../http/dates.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { readAttributes } from '../object-attributes.ts'
import { realCalendar } from './calendar.ts'
import { enabledRules, nextAbort, nextExpiration } from './rules.ts'

type Headers = Readonly<Record<string, string>>

const NONE: Headers = {}

/** When a current object expires, and by which rule. */
export function expirationOf(
  bucket: Pick<BucketRecord, 'attributes'>,
  record: ObjectRecord,
): ReturnType<typeof nextExpiration> {
  const { lifecycle } = readBucketAttributes(bucket.attributes)
  if (lifecycle === undefined || !record.isLatest || record.isDeleteMarker) return undefined
  const { key, sizeBytes, modifiedAtMs } = record
  const { tags = [], storageClass } = readAttributes(record.attributes)
  const candidate = {
    key,
    sizeBytes,
    modifiedAtMs,
    isDeleteMarker: false,
    storageClass,
    tags,
    noncurrent: undefined,
    isAlone: false,
  }
  return nextExpiration(enabledRules(lifecycle), candidate, realCalendar)
}

/** `x-amz-expiration`, of a current object. */
export function expirationHeaders(
  bucket: Pick<BucketRecord, 'attributes'>,
  record: ObjectRecord,
): Headers {
  const ending = expirationOf(bucket, record)
  if (ending === undefined) return NONE
  const expiryDate = formatHttpDate(ending.atMs)
  return {
    'x-amz-expiration': `expiry-date="${expiryDate}", rule-id="${encodeURIComponent(ending.ruleId)}"`,
  }
}

/** `x-amz-abort-date` and the rule's name, of an upload that is not completed. */
export function abortHeaders(
  bucket: Pick<BucketRecord, 'attributes'>,
  upload: { readonly key: string; readonly initiatedAtMs: number },
): Headers {
  const { lifecycle } = readBucketAttributes(bucket.attributes)
  if (lifecycle === undefined) return NONE
  const ending = nextAbort(enabledRules(lifecycle), upload, realCalendar)
  if (ending === undefined) return NONE
  return {
    'x-amz-abort-date': formatHttpDate(ending.atMs),
    'x-amz-abort-rule-id': encodeURIComponent(ending.ruleId),
  }
}
