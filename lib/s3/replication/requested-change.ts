/** The storage that a request's changes go through, as replication wants it. */
import type { Storage } from '../../../storage/storage.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import type { S3Context } from '../operation.ts'
import { replicatingStorage } from './replicating-storage.ts'
import { REPLICA_OF_HEADER } from './state.ts'

/** What another server of this kind sends, and what it needs to be allowed. */
const replicaActions: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 's3:ReplicateObject',
  CreateMultipartUpload: 's3:ReplicateObject',
  DeleteObject: 's3:ReplicateDelete',
  PutObject: 's3:ReplicateObject',
}

const REPLICA_NAME = /^[\w-]{1,64}\/[\w-]{1,64}$/

/** Throws AccessDenied to those who may write but no replicas. */
export function storageForReplication(
  { storage, access, bucket, request }: S3Context,
  operationName: string,
): Storage {
  const action = replicaActions[operationName]
  const replicaOf = action === undefined ? undefined : request.headers[REPLICA_OF_HEADER]
  if (action !== undefined && replicaOf !== undefined) {
    if (!REPLICA_NAME.test(replicaOf)) {
      throw invalidArgument(REPLICA_OF_HEADER, replicaOf.slice(0, 64), 'Invalid replica')
    }
    if (!access.may(action, { key: request.key })) throw new S3Error('AccessDenied')
  }
  return replicatingStorage(storage, { operationName, bucket, replicaOf })
}
