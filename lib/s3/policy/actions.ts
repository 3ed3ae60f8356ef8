/**
 * The actions of S3 that a bucket's policy can be about, by what their resource is, and the condition
 * keys of S3.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */

const bucketActions = `
  CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
  DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite
  GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketABAC GetBucketAcl GetBucketCORS
  GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification
  GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
  GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
  GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration
  GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration
  GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions
  ListTagsForResource PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketABAC PutBucketAcl
  PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration
  PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment
  PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
  PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
  PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
  UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
`

const objectActions = `
  AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation
  DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging GetObject GetObjectAcl
  GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
  GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
  GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent
  InitiateReplication ListMultipartUploadParts ListObjectAnnotations ObjectOwnerOverrideToBucketOwner
  PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging
  PutObjectVersionAcl PutObjectVersionTagging RenameObject ReplicateDelete ReplicateObject
  ReplicateTags RestoreObject UpdateObjectEncryption
`

export type ResourceKind = 'bucket' | 'object'

/** By names in lower case, as policies compare them: `s3:getobject`. */
export const policyActions: ReadonlyMap<string, ResourceKind> = new Map([
  ...namesOf(bucketActions).map(name => [name, 'bucket'] as const),
  ...namesOf(objectActions).map(name => [name, 'object'] as const),
])

function namesOf(text: string): string[] {
  return text
    .trim()
    .split(/\s+/)
    .map(name => `s3:${name.toLowerCase()}`)
}

/** Headers that are condition keys under their own names. */
export const headerKeys: readonly string[] = [
  'if-match',
  'if-none-match',
  'x-amz-acl',
  'x-amz-bucket-namespace',
  'x-amz-content-sha256',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-object-ownership',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
]

const otherKeys: readonly string[] = [
  'accessgrantsinstancearn',
  'accesspointnetworkorigin',
  'authtype',
  'dataaccesspointaccount',
  'dataaccesspointarn',
  'delimiter',
  'destinationregion',
  'inventoryaccessibleoptionalfields',
  'isreplicationpauserequest',
  'locationconstraint',
  'max-keys',
  'object-lock-legal-hold',
  'object-lock-mode',
  'object-lock-remaining-retention-days',
  'object-lock-retain-until-date',
  'objectcreationoperation',
  'prefix',
  'requestobjecttagkeys',
  'resourceaccount',
  'signatureage',
  'signatureversion',
  'tlsversion',
  'versionid',
  'x-amz-copy-source',
]

const keysWithTag: readonly string[] = [
  'accesspointtag',
  'buckettag',
  'existingobjecttag',
  'requestobjecttag',
]

const known: ReadonlySet<string> = new Set([...headerKeys, ...otherKeys].map(name => `s3:${name}`))

/** Keys of `aws:` are those of every service; a key is as policies normalise it. */
export function isConditionKey(key: string): boolean {
  if (/^aws:[\w-]+(?:\/.*)?$/s.test(key)) return true
  if (known.has(key)) return true
  return keysWithTag.some(name => key.startsWith(`s3:${name}/`))
}
