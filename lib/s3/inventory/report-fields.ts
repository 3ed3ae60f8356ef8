/**
 * What a report says of a version, column by column, under AWS's names and in its order.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html#storage-inventory-contents
 */
import type { BucketRecord, ListedVersion, ObjectRecord } from '../../../storage/storage.ts'
import { type Acl, groupOf, groupUris } from '../access/grants.ts'
import { usesBucketKey } from '../encryption/object-encryption.ts'
import { expirationOf } from '../lifecycle/headers.ts'
import { readAttributes } from '../object-attributes.ts'
import { unpackObjectSummary } from '../object-summary.ts'
import { replicationStatus } from '../replication/state.ts'

export interface ReportedVersion {
  readonly bucket: BucketRecord
  readonly listed: ListedVersion
  /** Only where a field asks for more than listings know. */
  readonly record: ObjectRecord | undefined
}

interface ReportField {
  readonly name: string
  /** Whether the version's attributes are needed. */
  readonly needsRecord?: true
  /** Of a version with bytes; a delete marker has none of it but the date. */
  value(version: ReportedVersion): string
}

const head: readonly ReportField[] = [
  { name: 'Bucket', value: ({ bucket }) => bucket.name },
  { name: 'Key', value: ({ listed }) => encodeKey(listed.key) },
]

const ofVersions: readonly ReportField[] = [
  { name: 'VersionId', value: ({ listed }) => listed.versionId },
  { name: 'IsLatest', value: ({ listed }) => String(listed.isLatest) },
  { name: 'IsDeleteMarker', value: ({ listed }) => String(listed.isDeleteMarker) },
]

/** As a form encodes it, with slashes left. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}

const LAST_MODIFIED = 'LastModifiedDate'

const optional: readonly ReportField[] = [
  { name: 'Size', value: ({ listed }) => String(listed.sizeBytes) },
  { name: LAST_MODIFIED, value: ({ listed }) => new Date(listed.modifiedAtMs).toISOString() },
  { name: 'ETag', value: ({ listed }) => listed.etag },
  { name: 'StorageClass', value: ({ listed }) => unpackObjectSummary(listed.summary).storageClass },
  { name: 'IsMultipartUploaded', value: ({ listed }) => String(/-\d+$/.test(listed.etag)) },
  {
    name: 'ReplicationStatus',
    needsRecord: true,
    value(version) {
      const { replication } = attributesOf(version)
      return replication === undefined ? '' : replicationStatus(replication)
    },
  },
  { name: 'EncryptionStatus', needsRecord: true, value: encryptionStatus },
  {
    name: 'ObjectLockRetainUntilDate',
    needsRecord: true,
    value(version) {
      const { retention } = attributesOf(version).lock ?? {}
      return retention === undefined ? '' : new Date(retention.untilMs).toISOString()
    },
  },
  {
    name: 'ObjectLockMode',
    needsRecord: true,
    value: version => attributesOf(version).lock?.retention?.mode ?? '',
  },
  {
    name: 'ObjectLockLegalHoldStatus',
    needsRecord: true,
    value: version => attributesOf(version).lock?.legalHold ?? '',
  },
  {
    name: 'IntelligentTieringAccessTier',
    value({ listed }) {
      const { storageClass } = unpackObjectSummary(listed.summary)
      return storageClass === 'INTELLIGENT_TIERING' ? 'FREQUENT' : ''
    },
  },
  {
    name: 'BucketKeyStatus',
    needsRecord: true,
    value(version) {
      const { encryption } = attributesOf(version)
      if (encryption?.mode !== 'aws:kms') return ''
      return usesBucketKey(encryption) ? 'ENABLED' : 'DISABLED'
    },
  },
  {
    name: 'ChecksumAlgorithm',
    value: ({ listed }) => unpackObjectSummary(listed.summary).checksumAlgorithm ?? '',
  },
  { name: 'ObjectAccessControlList', needsRecord: true, value: aclText },
  {
    name: 'ObjectOwner',
    value: ({ listed }) => unpackObjectSummary(listed.summary).ownerId ?? '',
  },
  {
    name: 'LifecycleExpirationDate',
    needsRecord: true,
    value({ bucket, record }) {
      const ending = record && expirationOf(bucket, record)
      return ending === undefined ? '' : new Date(ending.atMs).toISOString()
    },
  },
]

function attributesOf({ record }: ReportedVersion) {
  return readAttributes(record?.attributes ?? {})
}

function encryptionStatus(version: ReportedVersion): string {
  switch (attributesOf(version).encryption?.mode) {
    case undefined:
      return 'NOT-SSE'
    case 'AES256':
      return 'SSE-S3'
    case 'aws:kms':
      return 'SSE-KMS'
    case 'aws:kms:dsse':
      return 'DSSE-KMS'
    case 'customer':
      return 'SSE-C'
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/objectacl.html */
function aclText(version: ReportedVersion): string {
  const { ownerId = '' } = unpackObjectSummary(version.listed.summary)
  const acl: Acl = attributesOf(version).acl ?? [['FULL_CONTROL', ownerId]]
  const grants = acl.map(([permission, grantee]) => {
    const group = groupOf(grantee)
    return group === undefined
      ? { canonicalId: grantee, type: 'CanonicalUser', permission }
      : { uri: groupUris[group], type: 'Group', permission }
  })
  const text = JSON.stringify({ version: '2022-11-10', status: 'AVAILABLE', grants })
  return Buffer.from(text).toString('base64')
}

export interface ReportColumns {
  readonly names: readonly string[]
  readonly needsRecord: boolean
  /** With its line feed; every value in quotes. */
  line(version: ReportedVersion): string
}

/** Those that were asked for, whatever their order was. */
export function reportColumns(options: {
  readonly allVersions: boolean
  readonly fields: readonly string[]
}): ReportColumns {
  const fixed = options.allVersions ? [...head, ...ofVersions] : head
  const asked = optional.filter(({ name }) => options.fields.includes(name))
  const columns = [...fixed, ...asked]
  return {
    names: columns.map(({ name }) => name),
    needsRecord: columns.some(({ needsRecord }) => needsRecord),
    line(version) {
      const values = columns.map(column => {
        const isShown =
          !version.listed.isDeleteMarker || fixed.includes(column) || column.name === LAST_MODIFIED
        return isShown ? `"${column.value(version).replaceAll('"', '""')}"` : '""'
      })
      return `${values.join(',')}\n`
    },
  }
}
