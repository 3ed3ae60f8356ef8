/** The source of CopyObject and UploadPartCopy: found, permitted, and held to its conditions. */
import type { BucketRecord, OpenObject } from '../../storage/storage.ts'
import { checkExpectedOwner } from './authorise.ts'
import { checkCopySource, type ReadConditions } from './conditions.ts'
import type { CopySource } from './copy-source.ts'
import { readerOf } from './encryption/encryption.ts'
import type { CustomerKey } from './encryption/requested.ts'
import { S3Error, toS3Error } from './errors.ts'
import { SINGLE_WRITE_BYTES_MAX } from './object-body.ts'
import type { S3Context } from './operation.ts'
import { requireReadable } from './restore/archived-object.ts'

export interface OpenCopySource {
  readonly bucket: BucketRecord
  readonly object: OpenObject
}

/** The caller disposes of the object. Throws NoSuchBucket, NoSuchKey, AccessDenied and others. */
export async function openCopySource(
  context: S3Context,
  source: CopySource,
  reading: {
    readonly conditions: ReadConditions
    readonly customerKey: CustomerKey | undefined
  },
): Promise<OpenCopySource> {
  const { storage, request } = context
  const bucket = await storage.getBucket(source.bucket)
  if (bucket === undefined) throw new S3Error('NoSuchBucket', { BucketName: source.bucket })
  checkExpectedOwner(request.headers['x-amz-source-expected-bucket-owner'], bucket)
  try {
    const object = await openReadable(context, { bucket, source, ...reading })
    noteRead(context, { bucket, source, status: 200, sizeBytes: object.record.sizeBytes })
    return { bucket, object }
  } catch (thrown) {
    const { status, code } = toS3Error(thrown)
    noteRead(context, { bucket, source, status, errorCode: code })
    throw thrown
  }
}

function noteRead(
  { noteAccess, request }: S3Context,
  read: {
    readonly bucket: BucketRecord
    readonly source: CopySource
    readonly status: number
    readonly errorCode?: string
    readonly sizeBytes?: number
  },
): void {
  const { bucket, source, status, errorCode, sizeBytes } = read
  noteAccess({
    bucket,
    operation: `REST.COPY.${request.query.has('uploadId') ? 'PART' : 'OBJECT'}_GET`,
    key: source.key,
    versionId: source.versionId,
    status,
    ...(errorCode !== undefined && { errorCode }),
    ...(sizeBytes !== undefined && { objectSizeBytes: sizeBytes }),
  })
}

async function openReadable(
  context: S3Context,
  reading: {
    readonly bucket: BucketRecord
    readonly source: CopySource
    readonly conditions: ReadConditions
    readonly customerKey: CustomerKey | undefined
  },
): Promise<OpenObject> {
  const { access, request } = context
  const { bucket, source } = reading
  const readable = await access.readable(bucket)
  const object = await readable.openObject(bucket.name, source.key, source.versionId)
  if (object === undefined) throw missing(source)
  try {
    if (object.record.isDeleteMarker) throw deleteMarker(source)
    requireReadable(object.record, request.nowMs)
    checkCopySource(reading.conditions, object.record, request.nowMs)
    await context.encryption.unlock(object, readerOf(context, reading.customerKey))
  } catch (thrown) {
    await object[Symbol.asyncDispose]()
    throw thrown
  }
  return object
}

function missing({ key, versionId }: CopySource): S3Error {
  if (versionId === undefined) return new S3Error('NoSuchKey', { Key: key })
  return new S3Error('NoSuchVersion', { Key: key, VersionId: versionId })
}

function deleteMarker(source: CopySource): S3Error {
  if (source.versionId === undefined) return new S3Error('NoSuchKey', { Key: source.key })
  return new S3Error(
    'InvalidRequest',
    {},
    {
      message:
        'The source of a copy request may not specifically refer to a delete marker by version id.',
    },
  )
}

/** Of the bytes to copy: a whole object, or the range that becomes a part. */
export function checkCopySize(sizeBytes: number): void {
  if (sizeBytes <= SINGLE_WRITE_BYTES_MAX) return
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message:
        'The specified copy source is larger than the maximum allowable size for a copy source: ' +
        `${SINGLE_WRITE_BYTES_MAX}`,
    },
  )
}

/** Which version was read, where the source's bucket tells. */
export function copySourceHeaders({ bucket, object }: OpenCopySource): Record<string, string> {
  if (bucket.versioning === 'off') return {}
  return { 'x-amz-copy-source-version-id': object.record.versionId }
}
