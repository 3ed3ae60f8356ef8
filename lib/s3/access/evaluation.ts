/**
 * Who may do what: the one rule of the server, as pure functions of requester × policy × permission ×
 * ACL × ownership × public access block. It reads nothing and throws nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
import type { BucketAttributes } from '../bucket-attributes.ts'
import { type Acl, isPublicGrantee, type Permission } from './grants.ts'

export interface Requester {
  /** `undefined`: nobody signed. */
  readonly canonicalId: string | undefined
  readonly isBucketOwner: boolean
}

/** What of a bucket decides. */
export type BucketRules = Pick<BucketAttributes, 'acl' | 'ownership' | 'publicAccessBlock'> & {
  /** The owner's canonical id: the bucket's policy speaks for objects of this owner. */
  readonly ownerId?: string
}

export interface ObjectRules {
  /** Canonical id; `undefined` for what names no owner and is the bucket owner's. */
  readonly ownerId: string | undefined
  /** Absent: nobody but the owner. */
  readonly acl?: Acl
}

/** What policies say of an action: a `deny` outweighs everything else. */
export type PolicyWord = 'allow' | 'deny' | 'none'

export interface Need {
  /** Of an ACL; `undefined`: no ACL grants it. */
  readonly permission: Permission | undefined
  readonly policy: PolicyWord
}

/** A bucket's owner may do everything in it that is not about somebody else's object. */
export function mayUseBucket(
  requester: Requester,
  bucket: BucketRules,
  { permission, policy }: Need,
): boolean {
  if (policy !== 'none') return policy === 'allow'
  return requester.isBucketOwner || isGranted(requester, bucket, { acl: bucket.acl, permission })
}

/**
 * An object's owner may do everything to it that is done by ACLs. The bucket's owner is like anybody
 * else to an object of another account, unless the bucket's ownership makes all objects the bucket
 * owner's; what no ACL grants is the bucket owner's.
 */
export function mayUseObject(
  requester: Requester,
  bucket: BucketRules,
  { object, permission, policy }: Need & { readonly object: ObjectRules },
): boolean {
  if (policy === 'deny') return false
  const { ownership, ownerId } = bucket
  const isBucketOwners =
    ownership === 'BucketOwnerEnforced' ||
    object.ownerId === undefined ||
    object.ownerId === ownerId
  if (isBucketOwners && policy === 'allow') return true
  if (ownership === 'BucketOwnerEnforced' || object.ownerId === undefined) {
    return requester.isBucketOwner
  }
  if (permission === undefined) return requester.isBucketOwner
  if (requester.canonicalId === object.ownerId) return true
  return isGranted(requester, bucket, { acl: object.acl, permission })
}

function isGranted(
  requester: Requester,
  { ownership, publicAccessBlock }: BucketRules,
  { acl, permission }: { readonly acl: Acl | undefined; readonly permission: Need['permission'] },
): boolean {
  if (acl === undefined || permission === undefined) return false
  if (ownership === 'BucketOwnerEnforced') return false
  const ignoresPublic = publicAccessBlock?.ignorePublicAcls === true
  return acl.some(
    ([granted, grantee]) =>
      (granted === permission || granted === 'FULL_CONTROL') &&
      !(ignoresPublic && isPublicGrantee(grantee)) &&
      isMember(requester, grantee),
  )
}

/** Nobody is LogDelivery: the grant is for those who would write logs. */
function isMember({ canonicalId }: Requester, grantee: string): boolean {
  if (grantee === 'AllUsers') return true
  if (canonicalId === undefined) return false
  return grantee === 'AuthenticatedUsers' || grantee === canonicalId
}
