/** Reading and changing the lock of a version that is there. */
import type { ObjectRecord } from '../../../storage/storage.ts'
import { requireObject, versionHeaders } from '../object-answer.ts'
import { readAttributes } from '../object-attributes.ts'
import type { S3Context } from '../operation.ts'
import type { ObjectLock } from './lock.ts'
import { requireBucketLock } from './new-object-lock.ts'

export interface LockedVersion {
  readonly lock: ObjectLock
  readonly headers: Readonly<Record<string, string>>
}

/** Throws InvalidRequest, NoSuchKey, NoSuchVersion and MethodNotAllowed. */
export async function readLock(
  context: S3Context,
  versionId: string | undefined,
): Promise<LockedVersion> {
  const { storage, bucket, request } = context
  requireBucketLock(bucket)
  const record = await storage.statObject(bucket.name, request.key, versionId)
  requireVersion(context, record, versionId)
  const { lock = {} } = readAttributes(record.attributes)
  return { lock, headers: versionHeaders(record, bucket) }
}

/** `change` may refuse; nothing comes between what it sees and the commit. */
export async function changeLock(
  context: S3Context,
  versionId: string | undefined,
  change: (current: ObjectLock) => ObjectLock,
): Promise<LockedVersion> {
  const { storage, bucket, request } = context
  requireBucketLock(bucket)
  const record = await storage.updateObject(bucket.name, request.key, versionId, current => {
    requireVersion(context, current, versionId)
    const attributes = readAttributes(current.attributes)
    return { attributes: { ...attributes, lock: change(attributes.lock ?? {}) } }
  })
  requireVersion(context, record, versionId)
  const { lock = {} } = readAttributes(record.attributes)
  return { lock, headers: versionHeaders(record, bucket) }
}

function requireVersion<Found extends ObjectRecord | undefined>(
  { bucket, request: { key, method } }: S3Context,
  record: Found,
  versionId: string | undefined,
): asserts record is NonNullable<Found> {
  requireObject(record, { bucket, key, method, versionId })
}
