/**
 * Objects in an archive class: they must be restored before they are read, for a number of days. The
 * bytes are where they always were, so that a restore is done at once.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
 */
import type { ObjectRecord } from '../../../storage/storage.ts'
import { formatHttpDate } from '../../http/dates.ts'
import { S3Error } from '../errors.ts'
import { readAttributes } from '../object-attributes.ts'
import { isArchive } from '../storage-class.ts'

/** Throws InvalidObjectState unless the bytes may be read. */
export function requireReadable(record: Pick<ObjectRecord, 'attributes'>, nowMs: number): void {
  const { storageClass, restoredUntilMs = 0 } = readAttributes(record.attributes)
  if (!isArchive(storageClass) || restoredUntilMs > nowMs) return
  throw new S3Error('InvalidObjectState', { StorageClass: storageClass })
}

/** `x-amz-restore`, of answers to GET and HEAD, while there is a restored copy. */
export function restoreHeaders(
  restoredUntilMs: number | undefined,
  nowMs: number,
): Readonly<Record<string, string>> {
  if (restoredUntilMs === undefined || restoredUntilMs <= nowMs) return NONE
  const until = formatHttpDate(restoredUntilMs)
  return { 'x-amz-restore': `ongoing-request="false", expiry-date="${until}"` }
}

const NONE: Readonly<Record<string, string>> = {}
