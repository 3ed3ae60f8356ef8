/** Objects that the server writes for a bucket's owner: logs, and what else it reports. */
import { createHash } from 'node:crypto'
import type { ObjectRecord, Storage } from '../../storage/storage.ts'
import type { Acl } from './access/grants.ts'
import { objectFields } from './object-attributes.ts'

export interface ServiceObject {
  readonly bucketName: string
  readonly key: string
  /** At most SMALL_BODY_BYTES_MAX, to share its sync with others. */
  readonly body: Uint8Array
  readonly contentType: string
  /** Canonical id. */
  readonly ownerId: string
  readonly acl?: Acl
}

export function storeServiceObject(storage: Storage, object: ServiceObject): Promise<ObjectRecord> {
  const { bucketName, key, body, contentType, ownerId, acl } = object
  const etag = createHash('md5').update(body).digest('hex')
  return storage.putObject(bucketName, key, body, {
    finish: () =>
      objectFields(
        {
          headers: { 'content-type': contentType },
          storageClass: 'STANDARD',
          ...(acl !== undefined && { acl }),
        },
        { etag, ownerId, checksum: undefined },
      ),
  })
}
