/**
 * Whether the caller may do what it asks. One function, given to the dispatcher; what an operation
 * needs stands on the operation, and the rule itself is in access/evaluation.ts.
 */
import type { BucketRecord, Storage } from '../../storage/storage.ts'
import { sessionPolicies } from '../iam/session-access.ts'
import type { BucketAccess } from './access/bucket-access.ts'
import { guardDeletions, guardObjects, type ObjectGuard } from './access/guarded-storage.ts'
import {
  type Authorisation,
  type AuthorisationOptions,
  type AuthorisationQuestion,
  type NeedyOperation,
  RequestAccess,
} from './access/request-access.ts'
import { readBucketAttributes } from './bucket-attributes.ts'
import { S3Error } from './errors.ts'
import type { RequesterAccess } from './operation.ts'
import { createBucketPolicies } from './policy/bucket-policy.ts'
import { initiatorOf } from './upload-attributes.ts'
import { readVersionId } from './version-id.ts'

export interface Permitted {
  /**
   * As the requester may use it: it refuses what depends on a record that only the operation will
   * read.
   */
  readonly storage: Storage
  readonly access: RequesterAccess
}

/** Throws S3Error AccessDenied, which tells no more. */
export type Authorise = (question: AuthorisationQuestion) => Promise<Permitted>

/** The owner of a bucket may do what its policy does not deny; others what ACLs and policy grant. */
export function createAuthorise(options: AuthorisationOptions): Authorise {
  const authorisation: Authorisation = {
    ...options,
    policies: createBucketPolicies(),
  }
  return question => authorise(authorisation, question)
}

async function authorise(
  authorisation: Authorisation,
  question: AuthorisationQuestion,
): Promise<Permitted> {
  const { storage } = authorisation
  const { principal, operation, bucket, request } = question
  if (principal === undefined && (bucket === undefined || operation.needsSignature)) {
    throw new S3Error('AccessDenied')
  }
  const access = new RequestAccess(authorisation, question)
  if (bucket === undefined) {
    access.checkSession()
    return { storage, access }
  }
  checkExpectedOwner(request.headers[EXPECTED_OWNER], bucket)
  const { policy, ownership } = readBucketAttributes(bucket.attributes)
  const isOwner = principal?.account.accountId === bucket.ownerId
  const isPlain = isOwner && policy === undefined && sessionPolicies(principal).length === 0
  // Only objects of others are not the owner's, and only where they can have owners of their own.
  const isEverythingOwned = ownership === 'BucketOwnerEnforced' || operation.grant?.on !== 'object'
  if (isPlain && isEverythingOwned) return { storage, access }
  access.checkPayer(bucket)
  const permitted = await permit(storage, await access.toBucket(), { ...question, bucket })
  return { storage: permitted, access }
}

interface BucketQuestion extends AuthorisationQuestion {
  readonly bucket: BucketRecord
}

function permit(
  storage: Storage,
  access: BucketAccess,
  question: BucketQuestion,
): Storage | Promise<Storage> {
  const { operation, request } = question
  if (POLICY_ACTIONS.includes(operation.action)) {
    checkOwnAccount(access, operation)
    return storage
  }
  if (isOnObject(operation)) return permitObject(storage, access, question)
  if (operation.action === 's3:DeleteObject') return permitDeletions(storage, access)
  checkWrite(access, question)
  if (access.requester.isBucketOwner || operation.grant?.on !== 'upload') return storage
  const isAllowed = access.isAllowedByPolicy({ action: operation.action, key: request.key })
  return isAllowed ? storage : checkInitiator(storage, access, question)
}

/** A bucket's owner can always undo a policy that locks everybody out. */
const POLICY_ACTIONS: readonly string[] = [
  's3:DeleteBucketPolicy',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
]

/** Throws MethodNotAllowed to others whom the policy would let at itself. */
function checkOwnAccount(access: BucketAccess, { action }: NeedyOperation): void {
  if (access.isBeyondSession({ action, key: '' })) throw access.refusal()
  if (access.requester.isBucketOwner) return
  throw access.mayUseBucket({ action, key: '' })
    ? new S3Error('MethodNotAllowed')
    : access.refusal()
}

/** Operations on objects that are there, not those that make, complete or delete them. */
function isOnObject({ action, on, grant }: NeedyOperation): boolean {
  if (grant !== undefined) return grant.on === 'object'
  return on.target === 'object' && action !== 's3:PutObject'
}

function objectGuard(access: BucketAccess, operation: NeedyOperation): ObjectGuard {
  const { action, versionAction = action, grant } = operation
  const own = [action, versionAction] as const
  const actions =
    action === 's3:GetObjectAttributes'
      ? [['s3:GetObject', 's3:GetObjectVersion'] as const, own]
      : [own]
  return { access, actions, permission: grant?.permission }
}

/**
 * Others hear no before anything of their request is read, and the owner before the body is; the
 * guard stays for the record itself.
 */
async function permitObject(
  storage: Storage,
  access: BucketAccess,
  { operation, bucket, request }: BucketQuestion,
): Promise<Storage> {
  const guarded = guardObjects(storage, objectGuard(access, operation))
  const { isBucketOwner } = access.requester
  if (isBucketOwner && operation.body === undefined) return guarded
  const versionId = readVersionId(request.query)
  if (operation.conditionKeys === undefined) {
    await guarded.statObject(bucket.name, request.key, versionId)
    return guarded
  }
  // What it depends on is in the body: nothing can be said yet but a sure no.
  const { action, versionAction = action } = operation
  const actions = [versionId === undefined ? action : versionAction]
  if (!isBucketOwner && !access.mightAllow(actions)) throw access.refusal()
  return guarded
}

function permitDeletions(storage: Storage, access: BucketAccess): Storage {
  const isPossible =
    access.isGranted('WRITE') || access.mightAllow(['s3:DeleteObject', 's3:DeleteObjectVersion'])
  if (!isPossible) throw access.refusal()
  return guardDeletions(storage, access)
}

/** Everything on the bucket itself, or on an object that is yet to be. */
function checkWrite(access: BucketAccess, { operation, request }: BucketQuestion): void {
  const { action, grant } = operation
  const { key } = request
  if (!access.mayUseBucket({ action, key, permission: grant?.permission })) throw access.refusal()
  if (action !== 's3:PutObject') return
  const isByPolicy = access.isAllowedByPolicy({ action, key })
  for (const { header, action: also, mustBeAllowed } of ALSO_WRITTEN) {
    if (!Object.hasOwn(request.headers, header)) continue
    const isRefused =
      isByPolicy && mustBeAllowed
        ? !access.isAllowedByPolicy({ action: also, key })
        : access.isDenied({ action: also, key })
    if (isRefused) throw access.refusal()
  }
}

/**
 * What headers do beside writing the object; a condition on what is there tells something of it.
 * Whom a policy lets write, it must let do these as well; but for the ACL, of which AWS's own
 * examples only say how it must be.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
const ALSO_WRITTEN = [
  { header: 'if-match', action: 's3:GetObject', mustBeAllowed: true },
  { header: 'x-amz-tagging', action: 's3:PutObjectTagging', mustBeAllowed: true },
  { header: 'x-amz-acl', action: 's3:PutObjectAcl', mustBeAllowed: false },
  { header: 'x-amz-grant-read', action: 's3:PutObjectAcl', mustBeAllowed: false },
  { header: 'x-amz-grant-read-acp', action: 's3:PutObjectAcl', mustBeAllowed: false },
  { header: 'x-amz-grant-write-acp', action: 's3:PutObjectAcl', mustBeAllowed: false },
  { header: 'x-amz-grant-full-control', action: 's3:PutObjectAcl', mustBeAllowed: false },
] as const

/** An upload is its initiator's affair and the bucket owner's. None at all is the operation's. */
async function checkInitiator(
  storage: Storage,
  access: BucketAccess,
  { bucket, request }: BucketQuestion,
): Promise<Storage> {
  const uploadId = request.query.get('uploadId') ?? ''
  const upload = await storage.getUpload(bucket.name, request.key, uploadId)
  if (upload === undefined) return storage
  if (initiatorOf(upload) !== access.requester.canonicalId) throw new S3Error('AccessDenied')
  return storage
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
