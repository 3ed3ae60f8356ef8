/**
 * Storage as one request may see it: the same, but for what the requester is not allowed, which
 * throws AccessDenied. What is checked is the very record that the operation gets, so that nothing
 * can change between the look at the ACL and the read, no operation has to check, and there is no
 * read that would not be made anyway.
 */
import type { BucketRecord, ObjectRecord, Storage } from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { readAttributes } from '../object-attributes.ts'
import { unpackObjectSummary } from '../object-summary.ts'
import { mayUseBucket, mayUseObject, type Requester } from './evaluation.ts'
import type { Permission } from './grants.ts'

export interface Guard {
  readonly requester: Requester
  readonly bucket: BucketRecord
  readonly permission: Permission
}

/** For operations on an object that exists, by its ACL. */
export function guardObjects(storage: Storage, guard: Guard): Storage {
  const { requester, bucket } = guard
  const { ownership } = readBucketAttributes(bucket.attributes)
  if (requester.isBucketOwner && ownership === 'BucketOwnerEnforced') return storage
  return {
    ...storage,
    async statObject(bucketName, key, versionId) {
      const record = await storage.statObject(bucketName, key, versionId)
      check(record, guard)
      return record
    },
    async openObject(bucketName, key, versionId) {
      const object = await storage.openObject(bucketName, key, versionId)
      try {
        check(object?.record, guard)
      } catch (thrown) {
        await object?.[Symbol.asyncDispose]()
        throw thrown
      }
      return object
    },
    async updateObject(bucketName, key, versionId, change) {
      const record = await storage.updateObject(bucketName, key, versionId, current => {
        check(current, guard)
        return change(current)
      })
      if (record === undefined) check(undefined, guard)
      return record
    },
  }
}

/** That there is nothing is told to those who may list the bucket. */
function check(record: ObjectRecord | undefined, guard: Guard): void {
  const { requester, bucket, permission } = guard
  const rules = readBucketAttributes(bucket.attributes)
  const isAllowed =
    record === undefined || record.isDeleteMarker
      ? mayUseBucket(requester, rules, 'READ')
      : mayUseObject(requester, rules, { object: objectRules(record), permission })
  if (!isAllowed) throw new S3Error('AccessDenied')
}

function objectRules({ summary, attributes }: ObjectRecord) {
  const { ownerId } = unpackObjectSummary(summary)
  const { acl } = readAttributes(attributes)
  return { ownerId, ...(acl !== undefined && { acl }) }
}

/**
 * For those who may write into a bucket that is not theirs: they delete like any writer, but what is
 * kept of the past stays the bucket owner's to delete.
 */
export function guardVersions(storage: Storage): Storage {
  return {
    ...storage,
    async deleteObject(bucketName, key, options) {
      if (options?.versionId !== undefined) throw new S3Error('AccessDenied')
      return storage.deleteObject(bucketName, key, options)
    },
  }
}
