/**
 * One request at one bucket: everything that decides what it may do there, brought together for the
 * rule in evaluation.ts. Asking costs nothing that was not needed: a bucket without a policy evaluates
 * none.
 */
import type { BucketRecord, ObjectRecord } from '../../../storage/storage.ts'
import type { ConditionKeys } from '../../iam/policy/conditions.ts'
import type { Policy, Statement } from '../../iam/policy/document.ts'
import { decide, mightAllow, type PolicyQuestion } from '../../iam/policy/evaluation.ts'
import type { PolicyPrincipal } from '../../iam/policy/principals.ts'
import {
  type BucketAttributes,
  type PublicAccessBlock,
  readBucketAttributes,
} from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { readAttributes } from '../object-attributes.ts'
import { unpackObjectSummary } from '../object-summary.ts'
import type { S3Request } from '../operation.ts'
import { type BucketPolicy, bucketArn, objectArn } from '../policy/bucket-policy.ts'
import { conditionKeys, type ObjectFacts, type RequestFacts } from '../policy/condition-keys.ts'
import {
  type BucketRules,
  mayUseBucket,
  mayUseObject,
  type PolicyWord,
  type Requester,
} from './evaluation.ts'
import type { Permission } from './grants.ts'
import { strictest } from './public-access.ts'

export interface BucketAccessFacts {
  readonly bucket: BucketRecord
  /** Canonical id. */
  readonly ownerId: string
  readonly principal: PolicyPrincipal | undefined
  /** Of temporary credentials: the most that they may do. Empty: no limits. */
  readonly session: readonly Policy[]
  /** `undefined`: the bucket has none. */
  readonly policy: BucketPolicy | undefined
  /** Of the owner's account. */
  readonly accountBlock: PublicAccessBlock | undefined
  readonly request: S3Request
  readonly region: string
}

/** What is to be done with an object, or where the key is empty with the bucket. */
export interface Need extends ObjectFacts {
  readonly action: string
  readonly key: string
  /** Of the ACL that lets others do it as well. */
  readonly permission?: Permission | undefined
}

export class BucketAccess {
  readonly requester: Requester
  readonly #facts: BucketAccessFacts
  readonly #rules: BucketRules
  readonly #requestFacts: RequestFacts
  #fromBody: ConditionKeys | undefined
  #deniedBy: Statement | undefined

  constructor(facts: BucketAccessFacts) {
    const { bucket, principal, request, region } = facts
    const attributes = readBucketAttributes(bucket.attributes)
    const account = principal?.kind === 'account' ? principal : undefined
    this.requester = {
      canonicalId: account?.canonicalId,
      isBucketOwner: account?.accountId === bucket.ownerId,
    }
    this.#facts = facts
    this.#rules = rulesOf(attributes, facts)
    this.#requestFacts = {
      request,
      principal,
      region,
      resourceAccountId: bucket.ownerId,
      bucketTags: attributes.abac ? (attributes.tags ?? []) : [],
    }
  }

  /** Keys that only the body told. */
  noteBody(keys: ConditionKeys): void {
    this.#fromBody = keys
  }

  mayUseBucket(need: Need): boolean {
    return mayUseBucket(this.requester, this.#rules, {
      permission: need.permission,
      policy: this.#ask(need),
    })
  }

  /** Only what is not denied: for what goes along with something that is allowed. */
  isDenied(need: Need): boolean {
    return this.#ask(need) === 'deny'
  }

  /** Whether it is more than temporary credentials may do, whatever the bucket's policy says. */
  isBeyondSession(need: Need): boolean {
    return this.#isBeyondSession(this.#question(need))
  }

  /** Whether the policy alone allows it. */
  isAllowedByPolicy(need: Need): boolean {
    return this.#ask(need) === 'allow'
  }

  /** Whether the bucket's ACL grants it, whatever the policy says. */
  isGranted(permission: Permission): boolean {
    return mayUseBucket(this.requester, this.#rules, { permission, policy: 'none' })
  }

  /**
   * One action on an object that is there. That there is none, or a delete marker, is told to those
   * who may list the bucket.
   */
  mayUseObject(record: ObjectRecord | undefined, need: Need): boolean {
    if (record === undefined || record.isDeleteMarker) {
      // The ACL of what is not there might have granted it; where none could, it stays refused.
      const isPossible =
        need.permission === undefined ? this.mayUseBucket(need) : !this.isDenied(need)
      if (!isPossible) return false
      return this.mayUseBucket({
        action: 's3:ListBucket',
        key: '',
        permission: 'READ',
        prefix: need.key,
      })
    }
    const { acl, tags = [] } = readAttributes(record.attributes)
    const { ownerId } = unpackObjectSummary(record.summary)
    return mayUseObject(this.requester, this.#rules, {
      object: { ownerId, ...(acl !== undefined && { acl }) },
      permission: need.permission,
      policy: this.#ask({ ...need, tags }),
    })
  }

  /** Whether some statement of the policy may allow any of the actions to the requester. */
  mightAllow(actions: readonly string[]): boolean {
    const { policy, principal } = this.#facts
    return policy !== undefined && mightAllow(policy.policy, principal, actions)
  }

  /** For the answer: the client learns no more than before, the log learns which statement it was. */
  refusal(): S3Error {
    const statement = this.#deniedBy
    if (statement === undefined) return new S3Error('AccessDenied')
    const { index, sid } = statement
    const name = sid === undefined ? '' : ` (${sid})`
    return new S3Error(
      'AccessDenied',
      {},
      { refusedBy: `bucket policy, statement ${index}${name}` },
    )
  }

  #question({ action, key, ...object }: Need): PolicyQuestion {
    const { principal, bucket } = this.#facts
    return {
      principal,
      action,
      resource: key === '' ? bucketArn(bucket.name) : objectArn(bucket.name, key),
      keys: conditionKeys(this.#requestFacts, object, this.#fromBody),
    }
  }

  #isBeyondSession(question: PolicyQuestion): boolean {
    const { session } = this.#facts
    if (session.length === 0) return false
    return !decide({ identity: 'everything', session, isOwnAccount: true }, question).isAllowed
  }

  #ask(need: Need): PolicyWord {
    const { policy, session } = this.#facts
    if (policy === undefined && session.length === 0) return 'none'
    const question = this.#question(need)
    if (this.#isBeyondSession(question)) return 'deny'
    if (policy === undefined) return 'none'
    const { isBucketOwner } = this.requester
    const decision = decide(
      { identity: 'everything', resource: policy.policy, isOwnAccount: isBucketOwner },
      question,
    )
    if (!decision.isAllowed) {
      this.#deniedBy = decision.statement
      return decision.statement === undefined ? 'none' : 'deny'
    }
    return this.#isRestricted(policy) ? 'none' : 'allow'
  }

  /** RestrictPublicBuckets: a public policy lets in nobody from outside, not even those it names. */
  #isRestricted({ isPublic }: BucketPolicy): boolean {
    const { restrictPublicBuckets } = this.#rules.publicAccessBlock ?? {}
    return restrictPublicBuckets === true && isPublic && !this.requester.isBucketOwner
  }
}

function rulesOf(
  { acl, ownership, publicAccessBlock: bucketBlock }: BucketAttributes,
  { ownerId, accountBlock }: BucketAccessFacts,
): BucketRules {
  const publicAccessBlock = strictest(bucketBlock, accountBlock)
  return {
    ownerId,
    ...(acl !== undefined && { acl }),
    ...(ownership !== undefined && { ownership }),
    ...(publicAccessBlock !== undefined && { publicAccessBlock }),
  }
}
