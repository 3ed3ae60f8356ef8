import { deleteConfigurations } from '../configurations/store.ts'
import { defineOperation } from '../operation.ts'
import { configurationKinds } from './named-configurations.ts'

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
    // What a crash leaves here is under an id that no bucket has: nobody will ever see it.
    await deleteConfigurations(storage, configurationKinds, bucket)
    return { status: 204, headers: {} }
  },
})
