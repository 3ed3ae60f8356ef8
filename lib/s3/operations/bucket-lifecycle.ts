import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { LIFECYCLE_ROOT, MINIMUM_SIZE_HEADER, readLifecycle } from '../lifecycle/configuration.ts'
import { defineOperation } from '../operation.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const getBucketLifecycleConfiguration = defineOperation({
  name: 'GetBucketLifecycleConfiguration',
  on: { method: 'GET', target: 'bucket', query: ['lifecycle'] },
  action: 's3:GetLifecycleConfiguration',

  parse: () => undefined,

  async run({ bucket }) {
    const { lifecycle } = readBucketAttributes(bucket.attributes)
    if (lifecycle === undefined) throw new S3Error('NoSuchLifecycleConfiguration')
    return xmlAnswer(LIFECYCLE_ROOT, lifecycle.configuration, {
      [MINIMUM_SIZE_HEADER]: lifecycle.minimumObjectSize,
    })
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const putBucketLifecycleConfiguration = defineOperation({
  name: 'PutBucketLifecycleConfiguration',
  on: { method: 'PUT', target: 'bucket', query: ['lifecycle'] },
  action: 's3:PutLifecycleConfiguration',
  body: 'document',
  requiresChecksum: true,

  parse: readLifecycle,

  async run({ storage, bucket }, lifecycle) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, lifecycle },
    }))
    return { status: 200, headers: { [MINIMUM_SIZE_HEADER]: lifecycle.minimumObjectSize } }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const deleteBucketLifecycle = defineDeletion({
  name: 'DeleteBucketLifecycle',
  query: 'lifecycle',
  action: 's3:PutLifecycleConfiguration',
  attribute: 'lifecycle',
})
