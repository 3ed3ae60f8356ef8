/**
 * Storage as one request may see it: the same, but for what the requester is not allowed, which
 * throws AccessDenied. What is checked is the very record that the operation gets, so that nothing
 * can change between the look at the ACL and the read, no operation has to check, and there is no
 * read that would not be made anyway.
 */
import type { ObjectRecord, Storage } from '../../../storage/storage.ts'
import { readAttributes } from '../object-attributes.ts'
import type { BucketAccess } from './bucket-access.ts'
import type { Permission } from './grants.ts'

export interface ObjectGuard {
  readonly access: BucketAccess
  /** All of them are needed; on a version that is named, the second of each pair. */
  readonly actions: readonly (readonly [action: string, versionAction: string])[]
  /** Of the object's ACL; `undefined`: no ACL grants it. */
  readonly permission: Permission | undefined
  /** Needed as well where the object has tags; no ACL grants it. */
  readonly tagActions?: ObjectGuard['actions']
}

/** For operations on objects that are there. */
export function guardObjects(storage: Storage, guard: ObjectGuard): Storage {
  return {
    ...storage,
    async statObject(bucketName, key, versionId) {
      const record = await storage.statObject(bucketName, key, versionId)
      check(record, { key, versionId }, guard)
      return record
    },
    async openObject(bucketName, key, versionId) {
      const object = await storage.openObject(bucketName, key, versionId)
      try {
        check(object?.record, { key, versionId }, guard)
      } catch (thrown) {
        await object?.[Symbol.asyncDispose]()
        throw thrown
      }
      return object
    },
    async updateObject(bucketName, key, versionId, change) {
      const record = await storage.updateObject(bucketName, key, versionId, current => {
        check(current, { key, versionId }, guard)
        return change(current)
      })
      if (record === undefined) check(undefined, { key, versionId }, guard)
      return record
    },
  }
}

interface Place {
  readonly key: string
  readonly versionId: string | undefined
}

function check(
  record: ObjectRecord | undefined,
  place: Place,
  { access, actions, permission, tagActions = [] }: ObjectGuard,
): void {
  const require = (pairs: ObjectGuard['actions'], granted: ObjectGuard['permission']) => {
    for (const [action, versionAction] of pairs) {
      const named = place.versionId === undefined ? action : versionAction
      const need = { ...place, action: named, permission: granted }
      if (!access.mayUseObject(record, need)) throw access.refusal()
    }
  }
  require(actions, permission)
  const { tags = [] } = record === undefined ? {} : readAttributes(record.attributes)
  if (tags.length > 0) require(tagActions, undefined)
}

/**
 * For deletions, one or many: each key is a question of its own. Who may write into a bucket by its
 * ACL deletes like any writer, but what is kept of the past stays the bucket owner's to delete.
 */
export function guardDeletions(storage: Storage, access: BucketAccess): Storage {
  return {
    ...storage,
    async deleteObject(bucketName, key, options) {
      const versionId = options?.versionId
      const isAllowed = access.mayUseBucket(
        versionId === undefined
          ? { action: 's3:DeleteObject', key, permission: 'WRITE' }
          : { action: 's3:DeleteObjectVersion', key, versionId },
      )
      if (!isAllowed) throw access.refusal()
      return storage.deleteObject(bucketName, key, options)
    },
  }
}
