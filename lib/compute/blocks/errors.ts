import { StorageError } from '../../../storage/storage.ts'
import { BlockError } from './block-store.ts'

/** What a disk may answer: anything that is not for want of room is an input/output error. */
export function asDiskError(error: unknown, what: string): BlockError {
  if (error instanceof BlockError) return error
  return new BlockError(isNoSpace(error) ? 'no-space' : 'input-output', what, { cause: error })
}

function isNoSpace(error: unknown): boolean {
  if (error instanceof StorageError) {
    return error.code === 'disk-full' || error.code === 'limit-exceeded'
  }
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === 'ENOSPC' || error.code === 'EDQUOT'
}
