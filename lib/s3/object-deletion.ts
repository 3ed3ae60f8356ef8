/** Deleting one object, for DeleteObject and for each entry of DeleteObjects. */
import type { Condition, DeleteResult, Storage } from '../../storage/storage.ts'
import { type DeleteConditions, deleteCondition } from './conditions.ts'

export interface Deletion {
  readonly bucketName: string
  readonly key: string
  readonly versionId: string | undefined
  readonly conditions: DeleteConditions | undefined
}

/**
 * Deleting what is not there succeeds under any condition, and then writes no delete marker: there
 * is nothing that the client could have meant.
 */
export async function deleteOne(storage: Storage, deletion: Deletion): Promise<DeleteResult> {
  const { bucketName, key, versionId, conditions } = deletion
  try {
    return await storage.deleteObject(bucketName, key, {
      ...(versionId !== undefined && { versionId }),
      ...(conditions && { condition: unlessAbsent(deleteCondition(conditions)) }),
    })
  } catch (thrown) {
    if (thrown instanceof NothingThere) return NOTHING_DELETED
    throw thrown
  }
}

const NOTHING_DELETED: DeleteResult = { isDeleteMarker: false }

/** Leaves storage as it is; never seen outside. */
class NothingThere extends Error {}

function unlessAbsent(condition: Condition): Condition {
  return current => {
    if (current === undefined) throw new NothingThere()
    condition(current)
  }
}
