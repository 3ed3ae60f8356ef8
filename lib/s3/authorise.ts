/**
 * Whether the caller may do what it asks. One function, given to the dispatcher; what an operation
 * needs stands on the operation, and the rule itself is in access/evaluation.ts.
 */
import type { BucketRecord, Storage } from '../../storage/storage.ts'
import type { Principal } from '../iam/account.ts'
import { mayUseBucket, type Requester } from './access/evaluation.ts'
import { guardObjects, guardVersions } from './access/guarded-storage.ts'
import { readBucketAttributes } from './bucket-attributes.ts'
import { S3Error } from './errors.ts'
import type { AnyOperation, S3Request } from './operation.ts'
import { initiatorOf } from './upload-attributes.ts'
import { readVersionId } from './version-id.ts'

export interface AuthorisationQuestion {
  /** `undefined`: an anonymous request. */
  readonly principal: Principal | undefined
  readonly operation: AnyOperation
  /** `undefined` where the operation needs none. */
  readonly bucket: BucketRecord | undefined
  readonly request: Pick<S3Request, 'key' | 'headers' | 'query'>
  readonly storage: Storage
}

/**
 * Resolves to the storage as the requester may use it, which refuses what depends on a record that
 * only the operation will read; throws S3Error AccessDenied, which tells no more.
 */
export type Authorise = (question: AuthorisationQuestion) => Storage | Promise<Storage>

/** The owner of a bucket may do everything there; others what ACLs grant them. */
export const authoriseByAcl: Authorise = question => {
  const { principal, operation, bucket, request, storage } = question
  if (bucket !== undefined) checkExpectedOwner(request.headers[EXPECTED_OWNER], bucket)
  if (principal === undefined && (bucket === undefined || operation.needsSignature)) {
    throw new S3Error('AccessDenied')
  }
  if (bucket === undefined) return storage
  const requester = requesterOf(principal, bucket)
  const { grant } = operation
  if (grant?.on === 'object') {
    const guarded = guardObjects(storage, { requester, bucket, permission: grant.permission })
    return requester.isBucketOwner ? guarded : checkEarly(guarded, bucket, request)
  }
  if (requester.isBucketOwner) return storage
  const rules = readBucketAttributes(bucket.attributes)
  if (grant === undefined || !mayUseBucket(requester, rules, grant.permission)) {
    throw new S3Error('AccessDenied')
  }
  if (grant.on === 'bucket') return guardVersions(storage)
  return checkInitiator(question, { requester, bucket })
}

/** Others hear no before anything of their request is read; the guard stays for the record itself. */
async function checkEarly(
  guarded: Storage,
  bucket: BucketRecord,
  { key, query }: AuthorisationQuestion['request'],
): Promise<Storage> {
  await guarded.statObject(bucket.name, key, readVersionId(query))
  return guarded
}

function requesterOf(principal: Principal | undefined, bucket: BucketRecord): Requester {
  return {
    canonicalId: principal?.account.canonicalId,
    isBucketOwner: principal?.account.accountId === bucket.ownerId,
  }
}

/** An upload is its initiator's affair and the bucket owner's. None at all is the operation's. */
async function checkInitiator(
  { storage, request }: AuthorisationQuestion,
  { requester, bucket }: { readonly requester: Requester; readonly bucket: BucketRecord },
): Promise<Storage> {
  const uploadId = request.query.get('uploadId') ?? ''
  const upload = await storage.getUpload(bucket.name, request.key, uploadId)
  if (upload === undefined) return storage
  if (initiatorOf(upload) !== requester.canonicalId) throw new S3Error('AccessDenied')
  return storage
}

/** For the source of a copy, which may be in any bucket: storage from which to read it. */
export function authoriseCopySource(
  storage: Storage,
  { principal, bucket }: { principal: Principal | undefined; bucket: BucketRecord },
): Storage {
  const requester = requesterOf(principal, bucket)
  return guardObjects(storage, { requester, bucket, permission: 'READ' })
}

const EXPECTED_OWNER = 'x-amz-expected-bucket-owner'
const ACCOUNT_ID = /^\d{12}$/

/**
 * A client that says whose bucket it believes to use: `x-amz-expected-bucket-owner`, and for the
 * source of a copy `x-amz-source-expected-bucket-owner`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export function checkExpectedOwner(expected: string | undefined, bucket: BucketRecord): void {
  if (expected === undefined) return
  if (!ACCOUNT_ID.test(expected)) throw new S3Error('InvalidBucketOwnerAWSAccountID')
  if (expected !== bucket.ownerId) throw new S3Error('AccessDenied')
}
