/**
 * Whom an object will belong to and whom its ACL will let at it, for everything that makes objects.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
import { type AclRequest, buildAcl, type ResolvedAcl, resolveAcl } from './access/acl-request.ts'
import { type Acl, isPrivate, isPublic } from './access/grants.ts'
import { strictest } from './access/public-access.ts'
import { readBucketAttributes } from './bucket-attributes.ts'
import { S3Error } from './errors.ts'
import type { S3Context } from './operation.ts'

export interface NewObjectAccess {
  /** Canonical id. */
  readonly ownerId: string
  /** For the object's attributes. */
  readonly attributes: { readonly acl?: Acl }
}

/**
 * An object belongs to whoever wrote it, unless the bucket's ownership says otherwise.
 *
 * Differs from S3: what nobody signed for belongs to the bucket's owner, not to an account that
 * stands for everybody.
 */
export async function newObjectAccess(
  context: S3Context,
  requested: AclRequest | undefined,
): Promise<NewObjectAccess> {
  const { access, accounts, bucket, owner, principal } = context
  const { ownership, publicAccessBlock } = readBucketAttributes(bucket.attributes)
  const bucketOwnerId = owner.canonicalId
  const isEnforced = ownership === 'BucketOwnerEnforced'
  const writerId = principal?.account.canonicalId ?? bucketOwnerId
  const ownerId = isEnforced ? bucketOwnerId : writerId
  if (requested === undefined) return { ownerId, attributes: {} }
  const resolved = await resolveAcl(requested, accounts)
  if (isEnforced) {
    if (!isBucketOwnerFullControl(resolved, bucketOwnerId)) {
      throw new S3Error('AccessControlListNotSupported')
    }
    return { ownerId, attributes: {} }
  }
  if (ownership === 'BucketOwnerPreferred' && isCannedFullControl(resolved)) {
    return { ownerId: bucketOwnerId, attributes: {} }
  }
  const acl = buildAcl(resolved, { ownerId, bucketOwnerId })
  if (isPublic(acl)) {
    const block = strictest(publicAccessBlock, await access.accountBlock())
    if (block?.blockPublicAcls) throw new S3Error('AccessDenied')
  }
  return { ownerId, attributes: isPrivate(acl, ownerId) ? {} : { acl } }
}

function isCannedFullControl(resolved: ResolvedAcl): boolean {
  return 'canned' in resolved && resolved.canned === 'bucket-owner-full-control'
}

/** The one ACL that a bucket without ACLs takes: it says what is so anyway. */
function isBucketOwnerFullControl(resolved: ResolvedAcl, bucketOwnerId: string): boolean {
  if ('canned' in resolved) return isCannedFullControl(resolved)
  return isPrivate(resolved.grants, bucketOwnerId)
}
