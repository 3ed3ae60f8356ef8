/**
 * Whether the caller may do what it asks. One function, given to the dispatcher, so that policies
 * and ACLs take its place without touching an operation.
 */
import type { BucketRecord } from '../../storage/storage.ts'
import type { Principal } from '../iam/account.ts'
import { S3Error } from './errors.ts'
import type { AnyOperation, S3Request } from './operation.ts'

export interface AuthorisationQuestion {
  /** `undefined`: an anonymous request. */
  readonly principal: Principal | undefined
  readonly operation: AnyOperation
  /** `undefined` where the operation needs none. */
  readonly bucket: BucketRecord | undefined
  readonly request: Pick<S3Request, 'bucketName' | 'key' | 'headers'>
}

/** Resolves to the principal that acts; throws S3Error AccessDenied, which tells no more. */
export type Authorise = (question: AuthorisationQuestion) => Principal | Promise<Principal>

/** Everything belongs to an account, and only that account may touch it. */
export const authoriseOwner: Authorise = ({ principal, bucket, request }) => {
  if (bucket !== undefined) checkExpectedOwner(request.headers[EXPECTED_OWNER], bucket)
  if (principal === undefined) throw new S3Error('AccessDenied')
  if (bucket !== undefined && bucket.ownerId !== principal.account.accountId) {
    throw new S3Error('AccessDenied')
  }
  return principal
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
