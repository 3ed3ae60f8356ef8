/** Deleting one object, for DeleteObject and for each entry of DeleteObjects. */
import type { BucketRecord, Condition, DeleteResult, Storage } from '../../storage/storage.ts'
import { type DeleteConditions, deleteCondition } from './conditions.ts'
import { S3Error } from './errors.ts'
import { readAttributes } from './object-attributes.ts'
import { checkRemoval, type LockQuestion } from './object-lock/lock.ts'
import type { RequesterAccess } from './operation.ts'

export interface Deletion {
  readonly bucket: Pick<BucketRecord, 'name' | 'versioning'>
  readonly key: string
  readonly versionId: string | undefined
  readonly conditions: DeleteConditions | undefined
  readonly lock: LockQuestion
  readonly access: Pick<RequesterAccess, 'mayRead'>
}

/**
 * Deleting what is not there succeeds under any condition, and then writes no delete marker: there
 * is nothing that the client could have meant.
 */
export async function deleteOne(storage: Storage, deletion: Deletion): Promise<DeleteResult> {
  const { bucket, key, versionId } = deletion
  try {
    return await storage.deleteObject(bucket.name, key, {
      ...(versionId !== undefined && { versionId }),
      condition: removalCondition(deletion),
    })
  } catch (thrown) {
    if (thrown instanceof NothingThere) return NOTHING_DELETED
    throw thrown
  }
}

const NOTHING_DELETED: DeleteResult = { isDeleteMarker: false }

/** Leaves storage as it is; never seen outside. */
class NothingThere extends Error {}

/** A delete marker hides what is locked as well as what is not; only a removal is held up by locks. */
function removalCondition(deletion: Deletion): Condition {
  const { bucket, versionId, conditions, lock, access } = deletion
  const isRemoval = versionId !== undefined || bucket.versioning === 'off'
  const condition = conditions && deleteCondition(conditions)
  return current => {
    if (current === undefined) {
      if (condition !== undefined) throw new NothingThere()
      return
    }
    if (condition !== undefined && !access.mayRead(current, versionId)) {
      throw new S3Error('AccessDenied')
    }
    condition?.(current)
    if (isRemoval) checkRemoval(readAttributes(current.attributes).lock, lock)
  }
}
