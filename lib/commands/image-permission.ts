/** Which objects may become images: what the control plane, which knows no S3, asks about them. */
import type { ObjectRecord } from '../../storage/storage.ts'
import { ComputeError } from '../compute/errors.ts'
import type { MayRead } from '../compute/images.ts'
import type { Accounts } from '../iam/account.ts'
import { accountOfKey, encryptionOf } from '../s3/encryption/object-encryption.ts'
import { unpackObjectSummary } from '../s3/object-summary.ts'

/** Another account's private object in one's bucket is not one's to boot and look into. */
export function createMayRead(accounts: Accounts): MayRead {
  return async (accountId, object) => {
    const account = await accounts.findAccount(accountId)
    if (account?.canonicalId !== unpackObjectSummary(object.summary).ownerId) return false
    refuseUnreadable(object, accountId)
    return true
  }
}

/** A machine boots when nobody is there to hand in a key. */
function refuseUnreadable({ attributes, key }: ObjectRecord, accountId: string): void {
  const encryption = encryptionOf(attributes)
  if (encryption?.mode === 'customer') {
    throw new ComputeError(
      'image-invalid',
      `${key} is encrypted with a key that its owner keeps (SSE-C); copy it under another encryption`,
    )
  }
  const { kmsKeyArn } = encryption ?? {}
  if (kmsKeyArn === undefined || accountOfKey(kmsKeyArn) === accountId) return
  throw new ComputeError('image-invalid', `${key} is encrypted with the key of another account`)
}
