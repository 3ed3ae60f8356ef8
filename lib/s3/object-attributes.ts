/**
 * What we keep with an object beside its bytes, and with a multipart upload until it becomes one.
 * Headers are kept under the names in which they go out again, so that a read sends them as they
 * are; storage sees only opaque JSON.
 */
import type { Attributes, BucketRecord, ObjectFields, ObjectRecord } from '../../storage/storage.ts'
import type { Acl } from './access/grants.ts'
import { decodeWords, encodeWords } from './encoded-words.ts'
import { type ObjectEncryption, writtenEncryptionHeaders } from './encryption/object-encryption.ts'
import { invalidArgument, S3Error } from './errors.ts'
import type { ObjectLock } from './object-lock/lock.ts'
import { type ChecksumType, packObjectSummary } from './object-summary.ts'
import { parseTaggingHeader, type Tags } from './object-tags.ts'
import type { ReplicationState } from './replication/state.ts'
import type { ChecksumAlgorithm } from './request-body.ts'
import { parseStorageClass, type StorageClass } from './storage-class.ts'

export type StoredChecksum = {
  readonly algorithm: ChecksumAlgorithm
  readonly type: ChecksumType
  /** `-N` at its end for a composite one of N parts. */
  readonly base64: string
}

export type ObjectAttributes = {
  /**
   * Content-Type and its kin, website redirect, x-amz-meta-*: lower-case names, values as sent; of
   * metadata as AWS sends them back.
   */
  readonly headers: { readonly [name: string]: string }
  readonly storageClass: StorageClass
  /** Of an archived object: until when it can be read, once it was restored. */
  readonly restoredUntilMs?: number
  readonly checksum?: StoredChecksum
  /** Absent: the owner's full control and nothing else. */
  readonly acl?: Acl
  /** Absent where nothing was ever locked. */
  readonly lock?: ObjectLock
  /** Absent: the bytes are stored as they came. */
  readonly encryption?: ObjectEncryption
  /** Absent where it is not replicated, and no replica. */
  readonly replication?: ReplicationState
  /** Absent where there are none. */
  readonly tags?: Tags
}

/** What a write's headers say of the object to be; the checksum is known after its last byte. */
export type NewAttributes = Omit<ObjectAttributes, 'checksum'>

/** Versions are written by this module's types alone, so what comes back is one of them. */
export function readAttributes(attributes: Attributes): ObjectAttributes {
  return attributes as ObjectAttributes
}

type Headers = Readonly<Record<string, string>>

export const METADATA_PREFIX = 'x-amz-meta-'
/** Of names and values in UTF-8, without the prefix. */
export const METADATA_BYTES_MAX = 2048
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'
const REDIRECT = 'x-amz-website-redirect-location'
const REDIRECT_LENGTH_MAX = 2048

/** Everything a PutObject, CreateMultipartUpload or CopyObject with REPLACE says. */
export function parseNewAttributes(headers: Headers): NewAttributes {
  const tagging = headers['x-amz-tagging']
  const tags = tagging === undefined ? undefined : parseTaggingHeader(tagging)
  return {
    headers: parseKeptHeaders(headers),
    storageClass: parseStorageClass(headers['x-amz-storage-class']),
    ...(tags !== undefined && { tags }),
  }
}

/** One walk over the request's headers: most are none of ours, and this runs for every write. */
export function parseKeptHeaders(headers: Headers): ObjectAttributes['headers'] {
  const kept: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE }
  let metadataBytes = 0
  for (const name in headers) {
    const value = headers[name] ?? ''
    if (name.startsWith(METADATA_PREFIX)) {
      const text = decodeWords(value)
      kept[name] = encodeWords(text)
      metadataBytes += name.length - METADATA_PREFIX.length + Buffer.byteLength(text)
    } else {
      keepHeader(kept, name, value)
    }
  }
  if (metadataBytes > METADATA_BYTES_MAX) {
    throw new S3Error('MetadataTooLarge', {
      Size: String(metadataBytes),
      MaxSizeAllowed: String(METADATA_BYTES_MAX),
    })
  }
  return kept
}

function keepHeader(kept: Record<string, string>, name: string, value: string): void {
  switch (name) {
    case 'content-type':
    case 'cache-control':
    case 'content-disposition':
    case 'content-language':
    case 'expires':
      if (value !== '') kept[name] = value
      break
    case 'content-encoding': {
      const encoding = withoutChunking(value)
      if (encoding !== '') kept[name] = encoding
      break
    }
    case REDIRECT:
      kept[name] = checkRedirect(value)
  }
}

/** aws-chunked is how the request came, not what the object is. */
function withoutChunking(encoding: string): string {
  if (!encoding.includes('aws-chunked')) return encoding
  const rest = encoding.split(',').map(item => item.trim())
  return rest.filter(item => item !== 'aws-chunked' && item !== '').join(',')
}

function checkRedirect(location: string): string {
  if (!/^(?:\/|https?:\/\/)/.test(location)) {
    throw new S3Error(
      'InvalidArgument',
      {},
      {
        message:
          'The website redirect location must have a prefix of "http://" or "https://" or "/".',
      },
    )
  }
  if (location.length > REDIRECT_LENGTH_MAX) {
    throw invalidArgument(
      REDIRECT,
      location.slice(0, 64),
      'The length is more than 2048 characters.',
    )
  }
  return location
}

export function checksumHeaderName(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** `ChecksumCRC64NVME`, as XML spells it. */
export function checksumElementName(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`
}

/** For storage, once the body is whole. */
export function objectFields(
  attributes: NewAttributes,
  facts: {
    readonly etag: string
    /** Canonical id. */
    readonly ownerId: string
    readonly checksum: StoredChecksum | undefined
  },
): ObjectFields {
  const { etag, ownerId, checksum } = facts
  const { storageClass } = attributes
  return {
    etag,
    summary: packObjectSummary({
      storageClass,
      ownerId,
      checksumAlgorithm: checksum?.algorithm,
      checksumType: checksum?.type,
    }),
    attributes: checksum === undefined ? attributes : { ...attributes, checksum },
  }
}

/** Of the answer to a write. While versioning is suspended AWS does not name the version. */
export function writeHeaders(
  record: ObjectRecord,
  bucket: Pick<BucketRecord, 'versioning'>,
  customerKeyMd5?: string,
): Record<string, string> {
  const { checksum, encryption } = readAttributes(record.attributes)
  const headers: Record<string, string> = {
    etag: `"${record.etag}"`,
    ...writtenEncryptionHeaders(encryption, customerKeyMd5),
  }
  if (bucket.versioning === 'enabled') headers['x-amz-version-id'] = record.versionId
  if (checksum !== undefined) {
    headers[checksumHeaderName(checksum.algorithm)] = checksum.base64
    headers['x-amz-checksum-type'] = checksum.type
  }
  return headers
}
