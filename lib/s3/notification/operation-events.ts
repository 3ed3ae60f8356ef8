/** Which events the operations of S3 cause, and the storage that leaves them. */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import type { Principal } from '../../iam/account.ts'
import { hostId } from '../answer.ts'
import { type Destination, isOpenTo } from './destinations/destination.ts'
import { type EventNames, emittingStorage } from './emitting-storage.ts'
import { hookOfArn, hookQueueName } from './hook-arn.ts'
import { queueName } from './queued-event.ts'

const DELETION: EventNames = {
  remove: 's3:ObjectRemoved:Delete',
  mark: 's3:ObjectRemoved:DeleteMarkerCreated',
}

const byOperation: Readonly<Record<string, EventNames>> = {
  CompleteMultipartUpload: { complete: 's3:ObjectCreated:CompleteMultipartUpload' },
  CopyObject: { put: 's3:ObjectCreated:Copy' },
  DeleteObject: DELETION,
  DeleteObjects: DELETION,
  DeleteObjectTagging: { update: ['s3:ObjectTagging:Delete'] },
  PostObject: { put: 's3:ObjectCreated:Post' },
  PutObject: { put: 's3:ObjectCreated:Put' },
  PutObjectAcl: { update: ['s3:ObjectAcl:Put'] },
  PutObjectTagging: { update: ['s3:ObjectTagging:Put'] },
  // A copy is there as soon as it is asked for.
  RestoreObject: { update: ['s3:ObjectRestore:Post', 's3:ObjectRestore:Completed'] },
}

/** Of what lifecycle rules do by themselves. */
export const lifecycleEvents: EventNames = {
  update: ['s3:LifecycleTransition'],
  remove: 's3:LifecycleExpiration:Delete',
  mark: 's3:LifecycleExpiration:DeleteMarkerCreated',
}

export interface RequestedChange {
  readonly operationName: string
  readonly bucket: BucketRecord
  readonly principal: Principal | undefined
  readonly request: { readonly id: string; readonly remoteAddress: string; readonly nowMs: number }
  readonly region: string
  readonly destinations: readonly Destination[]
}

/** For an operation on a request's bucket. */
export function storageForRequest(storage: Storage, change: RequestedChange): Storage {
  const names = byOperation[change.operationName]
  if (names === undefined) return storage
  const { bucket, principal, request, region, destinations } = change
  return emittingStorage(storage, {
    bucket,
    names,
    nowMs: request.nowMs,
    queueOf: queues({ destinations, region }),
    origin: {
      region,
      principalId: principal?.account.accountId ?? 'Anonymous',
      sourceAddress: request.remoteAddress,
      requestId: request.id,
      hostId: hostId(request.id),
    },
  })
}

/** The queue of a destination that is open to the account, or of a hook of its own. */
function queues(
  facts: Pick<RequestedChange, 'destinations' | 'region'>,
): (arn: string, accountId: string) => string | undefined {
  return (arn, accountId) => {
    if (isOpenTo(facts.destinations, { arn, accountId })) return queueName(accountId, arn)
    const hook = hookOfArn(arn, { ...facts, ownerId: accountId })
    return hook && hookQueueName(hook)
  }
}

export interface ServiceChange {
  readonly bucket: BucketRecord
  readonly names: EventNames
  readonly region: string
  readonly nowMs: number
  readonly destinations: readonly Destination[]
}

/** For what the server does to a bucket by itself, such as lifecycle. */
export function storageForService(storage: Storage, change: ServiceChange): Storage {
  const { destinations, region, ...emission } = change
  return emittingStorage(storage, {
    ...emission,
    queueOf: queues({ destinations, region }),
    origin: {
      region,
      principalId: 's3.amazonaws.com',
      sourceAddress: 's3.amazonaws.com',
      requestId: '',
      hostId: '',
    },
  })
}
