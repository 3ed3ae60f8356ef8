import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { bucketEncryptionNode, readBucketEncryption } from '../encryption/bucket-encryption.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { defineDeletion } from './configuration-deletion.ts'

const ROOT = 'ServerSideEncryptionConfiguration'

/**
 * Differs from S3: AWS encrypts every object by default and says so of every bucket; here a bucket on
 * which it was never set has no encryption, unless the server's `defaultEncryption` gives it one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
export const getBucketEncryption = defineOperation({
  name: 'GetBucketEncryption',
  on: { method: 'GET', target: 'bucket', query: ['encryption'] },
  action: 's3:GetEncryptionConfiguration',

  parse: () => undefined,

  async run({ bucket, encryption }) {
    const own = readBucketAttributes(bucket.attributes).encryption
    const shown = own ?? encryption.serverDefault
    if (shown === undefined) throw new S3Error('ServerSideEncryptionConfigurationNotFoundError')
    return xmlAnswer(ROOT, bucketEncryptionNode(shown))
  },
})

/**
 * Whether a KMS key is there is seen at the first write that needs it, as on AWS.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
 */
export const putBucketEncryption = defineOperation({
  name: 'PutBucketEncryption',
  on: { method: 'PUT', target: 'bucket', query: ['encryption'] },
  action: 's3:PutEncryptionConfiguration',
  body: 'document',

  parse: async request => readBucketEncryption(await requireDocument(request, ROOT)),

  async run({ storage, bucket }, encryption) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, encryption },
    }))
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const deleteBucketEncryption = defineDeletion({
  name: 'DeleteBucketEncryption',
  query: 'encryption',
  action: 's3:PutEncryptionConfiguration',
  attribute: 'encryption',
})
