/** Objects that the server writes for a bucket's owner: logs, and what else it reports. */
import { createHash } from 'node:crypto'
import type { BucketRecord, ObjectRecord, Storage } from '../../storage/storage.ts'
import type { Account } from '../iam/account.ts'
import type { Acl } from './access/grants.ts'
import type { Encryption } from './encryption/encryption.ts'
import { objectFields } from './object-attributes.ts'

export interface ServiceObject {
  readonly bucket: BucketRecord
  readonly key: string
  /** At most SMALL_BODY_BYTES_MAX, to share its sync with others. */
  readonly body: Uint8Array
  readonly contentType: string
  /** The bucket's. */
  readonly owner: Pick<Account, 'accountId' | 'canonicalId'>
  readonly acl?: Acl
}

/** Encrypted as the bucket has it, with what keys its owner may use. */
export async function storeServiceObject(
  { storage, encryption }: { readonly storage: Storage; readonly encryption: Encryption },
  { bucket, key, body, contentType, owner, acl }: ServiceObject,
): Promise<ObjectRecord> {
  const { accountId, canonicalId: ownerId } = owner
  const sealer = await encryption.forObject({ bucket, key, requested: undefined, accountId })
  const etag = sealer.etag(createHash('md5').update(body).digest('hex'))
  return storage.putObject(bucket.name, key, sealer.seal(body), {
    finish: () =>
      objectFields(
        {
          headers: { 'content-type': contentType },
          storageClass: 'STANDARD',
          ...(acl !== undefined && { acl }),
          ...sealer.attributes,
        },
        { etag, ownerId, checksum: undefined },
      ),
  })
}
