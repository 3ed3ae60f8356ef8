/** Objects that the server writes for a bucket's owner: logs, and what else it reports. */
import { createHash } from 'node:crypto'
import type { Body, BucketRecord, ObjectRecord, Storage } from '../../storage/storage.ts'
import type { Account } from '../iam/account.ts'
import type { Acl } from './access/grants.ts'
import type { Encryption } from './encryption/encryption.ts'
import type { RequestedEncryption } from './encryption/requested.ts'
import { objectFields } from './object-attributes.ts'
import { watchedBody } from './object-body.ts'

export interface ServiceObject {
  readonly bucket: BucketRecord
  readonly key: string
  /** As bytes where it is at most SMALL_BODY_BYTES_MAX, to share its sync with others. */
  readonly body: Body
  readonly contentType: string
  /** The bucket's. */
  readonly owner: Pick<Account, 'accountId' | 'canonicalId'>
  readonly acl?: Acl
  /** Absent: as the bucket has it. */
  readonly requested?: RequestedEncryption
}

/** Encrypted with what keys the bucket's owner may use. */
export async function storeServiceObject(
  { storage, encryption }: { readonly storage: Storage; readonly encryption: Encryption },
  { bucket, key, body, contentType, owner, acl, requested }: ServiceObject,
): Promise<ObjectRecord> {
  const { accountId, canonicalId: ownerId } = owner
  const sealer = await encryption.forObject({ bucket, key, requested, accountId })
  const md5 = createHash('md5')
  const hashed = body instanceof Uint8Array ? body : watchedBody(body, bytes => md5.update(bytes))
  if (body instanceof Uint8Array) md5.update(body)
  return storage.putObject(bucket.name, key, sealer.seal(hashed), {
    finish: () =>
      objectFields(
        {
          headers: { 'content-type': contentType },
          storageClass: 'STANDARD',
          ...(acl !== undefined && { acl }),
          ...sealer.attributes,
        },
        { etag: sealer.etag(md5.digest('hex')), ownerId, checksum: undefined },
      ),
  })
}
