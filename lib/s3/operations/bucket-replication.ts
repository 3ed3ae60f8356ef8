import type { BucketRecord } from '../../../storage/storage.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import {
  REPLICATION_ROOT,
  type Replication,
  readReplication,
} from '../replication/configuration.ts'
import { findEndpoint } from '../replication/endpoints.ts'
import { destinationOf } from '../replication/rules.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html */
export const getBucketReplication = defineOperation({
  name: 'GetBucketReplication',
  on: { method: 'GET', target: 'bucket', query: ['replication'] },
  action: 's3:GetReplicationConfiguration',

  parse: () => undefined,

  async run({ bucket }) {
    const { replication } = readBucketAttributes(bucket.attributes)
    if (replication === undefined) throw new S3Error('ReplicationConfigurationNotFoundError')
    return xmlAnswer(REPLICATION_ROOT, replication.configuration)
  },
})

/**
 * Differs from S3: there are no roles to assume. The role is kept; what decides is the account whose
 * the bucket is, and the policy of the destination where that belongs to another.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
 */
export const putBucketReplication = defineOperation({
  name: 'PutBucketReplication',
  on: { method: 'PUT', target: 'bucket', query: ['replication'] },
  action: 's3:PutReplicationConfiguration',
  body: 'document',
  requiresChecksum: true,

  parse: readReplication,

  async run(context, replication) {
    const { storage, bucket } = context
    checkSource(bucket)
    await checkDestinations(context, replication)
    await storage.updateBucket(bucket.name, current => {
      checkSource(current)
      return { attributes: { ...current.attributes, replication } }
    })
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketReplication.html */
export const deleteBucketReplication = defineDeletion({
  name: 'DeleteBucketReplication',
  query: 'replication',
  action: 's3:PutReplicationConfiguration',
  attribute: 'replication',
})

function checkSource({ versioning }: BucketRecord): void {
  if (versioning === 'enabled') return
  throw invalidRequest(
    "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
  )
}

/** A bucket at another endpoint is looked at when there is something to send. */
async function checkDestinations(
  { storage, bucket, replicationEndpoints }: S3Context,
  { configuration }: Replication,
): Promise<void> {
  const names = new Set(configuration.Rule.map(destinationOf))
  for (const bucketName of names) {
    if (bucketName === bucket.name) {
      throw invalidRequest('Destination bucket cannot be the same as the source bucket.')
    }
    const accountId = bucket.ownerId
    if (findEndpoint(replicationEndpoints, { bucketName, accountId }) !== undefined) continue
    const destination = await storage.getBucket(bucketName)
    if (destination === undefined) throw invalidRequest('Destination bucket must exist.')
    if (destination.versioning !== 'enabled') {
      throw invalidRequest('Destination bucket must have versioning enabled.')
    }
  }
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
