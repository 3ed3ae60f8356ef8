/**
 * Who may do what: the one rule of the server, as pure functions of requester × permission × ACL ×
 * ownership × public access block. It reads nothing and throws nothing.
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

/** What of a bucket's attributes decides. */
export type BucketRules = Pick<BucketAttributes, 'acl' | 'ownership' | 'publicAccessBlock'>

export interface ObjectRules {
  /** Canonical id; `undefined` for what names no owner and is the bucket owner's. */
  readonly ownerId: string | undefined
  /** Absent: nobody but the owner. */
  readonly acl?: Acl
}

/** A bucket's owner may do everything in it that is not about somebody else's object. */
export function mayUseBucket(
  requester: Requester,
  bucket: BucketRules,
  permission: Permission,
): boolean {
  return requester.isBucketOwner || isGranted(requester, bucket, { acl: bucket.acl, permission })
}

/**
 * An object's owner may do everything to it. The bucket's owner is like anybody else to an object
 * of another account, unless the bucket's ownership makes all objects the bucket owner's.
 */
export function mayUseObject(
  requester: Requester,
  bucket: BucketRules,
  question: { readonly object: ObjectRules; readonly permission: Permission },
): boolean {
  const { object, permission } = question
  if (bucket.ownership === 'BucketOwnerEnforced' || object.ownerId === undefined) {
    return requester.isBucketOwner
  }
  if (requester.canonicalId === object.ownerId) return true
  return isGranted(requester, bucket, { acl: object.acl, permission })
}

function isGranted(
  requester: Requester,
  { ownership, publicAccessBlock }: BucketRules,
  { acl, permission }: { readonly acl: Acl | undefined; readonly permission: Permission },
): boolean {
  if (acl === undefined || ownership === 'BucketOwnerEnforced') return false
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
