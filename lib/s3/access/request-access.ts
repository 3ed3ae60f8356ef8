/**
 * What one request may do, wherever it looks: at its own bucket, and at the bucket that it copies
 * from. Nothing is looked up before somebody asks.
 */
import type { BucketRecord, ObjectRecord, Storage } from '../../../storage/storage.ts'
import type { Account, Accounts, Principal } from '../../iam/account.ts'
import type { ConditionKeys } from '../../iam/policy/conditions.ts'
import { policyPrincipal } from '../../iam/policy-principal.ts'
import { mayInSession, sessionPolicies } from '../../iam/session-access.ts'
import { type PublicAccessBlock, readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import type { AnyOperation, RequesterAccess, S3Request } from '../operation.ts'
import { type BucketPolicies, bucketArn } from '../policy/bucket-policy.ts'
import { BucketAccess } from './bucket-access.ts'
import { guardObjects } from './guarded-storage.ts'
import type { AccountBlocks } from './public-access.ts'

/** What of an operation says what it needs. */
export type NeedyOperation = Pick<
  AnyOperation,
  'action' | 'body' | 'conditionKeys' | 'grant' | 'name' | 'needsSignature' | 'on' | 'versionAction'
>

export interface AuthorisationQuestion {
  /** `undefined`: an anonymous request. */
  readonly principal: Principal | undefined
  readonly operation: NeedyOperation
  /** `undefined` where the operation needs none. */
  readonly bucket: BucketRecord | undefined
  /** The bucket's owner, or without a bucket the caller. */
  readonly owner: Account
  readonly request: S3Request
}

export interface AuthorisationOptions {
  readonly storage: Storage
  readonly accounts: Accounts
  readonly accountBlocks: AccountBlocks
  readonly region: string
}

export interface Authorisation extends AuthorisationOptions {
  readonly policies: BucketPolicies
}

const TAG_DIRECTIVE = 'x-amz-tagging-directive'
const PAYER = 'x-amz-request-payer'

export class RequestAccess implements RequesterAccess {
  readonly #authorisation: Authorisation
  readonly #question: AuthorisationQuestion
  #toBucket: BucketAccess | undefined
  #isCharged = false

  constructor(authorisation: Authorisation, question: AuthorisationQuestion) {
    this.#authorisation = authorisation
    this.#question = question
  }

  get isCharged(): boolean {
    return this.#isCharged
  }

  /** Where nothing had to be asked, all that the request is about belongs to the one who asks. */
  get #isOwner(): boolean {
    const { principal, bucket } = this.#question
    return principal !== undefined && principal.account.accountId === bucket?.ownerId
  }

  /** For operations on no bucket that is there: CreateBucket, ListBuckets. Throws AccessDenied. */
  checkSession(): void {
    const { principal, operation, request } = this.#question
    if (principal === undefined) return
    const { region } = this.#authorisation
    const { nowMs, remoteAddress, isTls, bucketName } = request
    const resource = bucketArn(bucketName === '' ? '*' : bucketName)
    const facts = { action: operation.action, resource, region, nowMs, remoteAddress, isTls }
    if (!mayInSession(principal, facts)) throw new S3Error('AccessDenied')
  }

  async toBucket(): Promise<BucketAccess> {
    const { bucket, owner } = this.#question
    if (bucket === undefined) throw new Error('this request is about no bucket')
    this.#toBucket ??= await this.#accessTo(bucket, owner)
    return this.#toBucket
  }

  may(action: string, object?: { readonly key: string; readonly versionId?: string }): boolean {
    return this.#toBucket?.mayUseBucket({ action, key: '', ...object }) ?? this.#isOwner
  }

  mayRead(record: ObjectRecord, versionId: string | undefined): boolean {
    const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
    const need = { action, key: record.key, versionId, permission: 'READ' } as const
    return this.#toBucket?.mayUseObject(record, need) ?? this.#isOwner
  }

  noteBody(keys: ConditionKeys): void {
    this.#toBucket?.noteBody(keys)
  }

  accountBlock(): Promise<PublicAccessBlock | undefined> {
    return this.#authorisation.accountBlocks.get(this.#question.owner.accountId)
  }

  async readable(bucket: BucketRecord): Promise<Storage> {
    const { accounts, storage } = this.#authorisation
    const owner = await accounts.findAccount(bucket.ownerId)
    if (owner === undefined) throw new Error(`bucket ${bucket.name} belongs to no account`)
    this.checkPayer(bucket)
    return guardObjects(storage, {
      access: await this.#accessTo(bucket, owner),
      actions: [['s3:GetObject', 's3:GetObjectVersion']],
      permission: 'READ',
      ...(this.#copiesTags() && {
        tagActions: [['s3:GetObjectTagging', 's3:GetObjectVersionTagging']],
      }),
    })
  }

  /**
   * Where requesters pay, others than the owner say that they will, and nobody is somebody.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
   */
  checkPayer(bucket: BucketRecord): void {
    const { principal, request } = this.#question
    if (principal?.account.accountId === bucket.ownerId) return
    if (!readBucketAttributes(bucket.attributes).requesterPays) return
    if (principal === undefined || request.headers[PAYER] !== 'requester') {
      throw new S3Error('AccessDenied')
    }
    this.#isCharged = true
  }

  #copiesTags(): boolean {
    const { operation, request } = this.#question
    return operation.name === 'CopyObject' && request.headers[TAG_DIRECTIVE] !== 'REPLACE'
  }

  async #accessTo(bucket: BucketRecord, owner: Account): Promise<BucketAccess> {
    const { policies, region, accountBlocks } = this.#authorisation
    const { principal, request } = this.#question
    const { policy } = readBucketAttributes(bucket.attributes)
    return new BucketAccess({
      bucket,
      ownerId: owner.canonicalId,
      principal: principal && policyPrincipal(principal),
      session: sessionPolicies(principal),
      policy: policy === undefined ? undefined : policies(policy),
      accountBlock: await accountBlocks.getRecent(bucket.ownerId),
      request,
      region,
    })
  }
}
