/** Objects put straight into storage, for tests of what only reads or lists them. */
import { createHash } from 'node:crypto'
import { packObjectSummary } from '../../lib/s3/object-summary.ts'
import type { ObjectRecord, UploadRecord } from '../../storage/storage.ts'
import type { S3Server } from './s3-server.ts'

/** Stored as a PutObject by the owner would store it. */
export async function storeObject(
  s3: S3Server,
  bucket: string,
  key: string,
  text = '',
): Promise<ObjectRecord> {
  const body = Buffer.from(text)
  return s3.storage.putObject(bucket, key, body, {
    finish: () => ({
      etag: createHash('md5').update(body).digest('hex'),
      summary: ownersSummary(s3),
      attributes: { headers: {}, storageClass: 'STANDARD' },
    }),
  })
}

export async function storeObjects(
  s3: S3Server,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  for (const key of keys) await storeObject(s3, bucket, key)
}

/** An upload that was begun and has no parts yet. */
export async function openUpload(s3: S3Server, bucket: string, key: string): Promise<UploadRecord> {
  return s3.storage.createUpload(bucket, key, {
    summary: ownersSummary(s3),
    attributes: {
      headers: {},
      storageClass: 'STANDARD',
      checksum: { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', isDeclared: false },
    },
  })
}

function ownersSummary(s3: S3Server): string {
  return packObjectSummary({
    storageClass: 'STANDARD',
    ownerId: s3.owner.canonicalId,
    checksumAlgorithm: 'CRC64NVME',
    checksumType: 'FULL_OBJECT',
  })
}
