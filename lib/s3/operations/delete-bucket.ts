import { defineOperation } from '../operation.ts'

/**
 * Versions and delete markers keep a bucket; open multipart uploads go with it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
 */
export const deleteBucket = defineOperation({
  name: 'DeleteBucket',
  on: { method: 'DELETE', target: 'bucket' },
  action: 's3:DeleteBucket',

  parse: () => undefined,

  async run({ storage, bucket }) {
    await storage.deleteBucket(bucket.name)
    return { status: 204, headers: {} }
  },
})
