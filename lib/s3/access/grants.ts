/**
 * Access control lists: who is granted what. Pure data, kept as it is in the attributes of a bucket
 * or an object; none kept means the owner's full control and nothing else.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */

export const permissions = ['FULL_CONTROL', 'READ', 'READ_ACP', 'WRITE', 'WRITE_ACP'] as const
export type Permission = (typeof permissions)[number]

export type Group = 'AllUsers' | 'AuthenticatedUsers' | 'LogDelivery'

/** The grantee is a group's name or an account's canonical id, which has 64 hex digits. */
export type Grant = readonly [permission: Permission, grantee: string]
export type Acl = readonly Grant[]

export const GRANTS_MAX = 100

export const groupUris = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const satisfies Record<Group, string>

const groups: readonly Group[] = ['AllUsers', 'AuthenticatedUsers', 'LogDelivery']

export function groupOfUri(uri: string): Group | undefined {
  return groups.find(group => groupUris[group] === uri)
}

/** `undefined`: the grantee is an account. */
export function groupOf(grantee: string): Group | undefined {
  return groups.find(group => group === grantee)
}

export type CannedAcl =
  | 'authenticated-read'
  | 'bucket-owner-full-control'
  | 'bucket-owner-read'
  | 'log-delivery-write'
  | 'private'
  | 'public-read'
  | 'public-read-write'

/** Canonical ids. */
export interface AclOwners {
  /** Of what the ACL is for. */
  readonly ownerId: string
  readonly bucketOwnerId: string
}

/** What the name of a canned ACL stands for. */
export function expandCanned(name: CannedAcl, { ownerId, bucketOwnerId }: AclOwners): Acl {
  const owner: Grant = ['FULL_CONTROL', ownerId]
  const isBucketOwners = ownerId === bucketOwnerId
  switch (name) {
    case 'private':
      return [owner]
    case 'public-read':
      return [['READ', 'AllUsers'], owner]
    case 'public-read-write':
      return [['READ', 'AllUsers'], ['WRITE', 'AllUsers'], owner]
    case 'authenticated-read':
      return [['READ', 'AuthenticatedUsers'], owner]
    case 'log-delivery-write':
      return [['WRITE', 'LogDelivery'], ['READ_ACP', 'LogDelivery'], owner]
    case 'bucket-owner-read':
      return isBucketOwners ? [owner] : [owner, ['READ', bucketOwnerId]]
    case 'bucket-owner-full-control':
      return isBucketOwners ? [owner] : [owner, ['FULL_CONTROL', bucketOwnerId]]
  }
}

/** The owner's full control and nothing else: what is meant where no ACL is kept. */
export function isPrivate(acl: Acl, ownerId: string): boolean {
  const [only] = acl
  return acl.length === 1 && only?.[0] === 'FULL_CONTROL' && only[1] === ownerId
}

/** Whether anybody but the owner is granted anything. */
export function grantsToOthers(acl: Acl, ownerId: string): boolean {
  return acl.some(([, grantee]) => grantee !== ownerId)
}

/**
 * As S3 counts for its public access block: to everybody, or to everybody who has an account.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isPublicGrantee(grantee: string): boolean {
  return grantee === 'AllUsers' || grantee === 'AuthenticatedUsers'
}

export function isPublic(acl: Acl): boolean {
  return acl.some(([, grantee]) => isPublicGrantee(grantee))
}

export function isSameAcl(one: Acl, other: Acl): boolean {
  return (
    one.length === other.length &&
    one.every(([permission, grantee], index) => {
      const grant = other[index]
      return grant?.[0] === permission && grant[1] === grantee
    })
  )
}
