import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'
import { readWebsiteConfiguration } from '../website/configuration.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html */
export const getBucketWebsite = defineOperation({
  name: 'GetBucketWebsite',
  on: { method: 'GET', target: 'bucket', query: ['website'] },
  action: 's3:GetBucketWebsite',

  parse: () => undefined,

  async run({ bucket }) {
    const { website } = readBucketAttributes(bucket.attributes)
    if (website === undefined) throw new S3Error('NoSuchWebsiteConfiguration')
    return xmlAnswer('WebsiteConfiguration', website)
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export const putBucketWebsite = defineOperation({
  name: 'PutBucketWebsite',
  on: { method: 'PUT', target: 'bucket', query: ['website'] },
  action: 's3:PutBucketWebsite',
  body: 'document',

  parse: readWebsiteConfiguration,

  async run({ storage, bucket }, website) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, website },
    }))
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketWebsite.html */
export const deleteBucketWebsite = defineDeletion({
  name: 'DeleteBucketWebsite',
  query: 'website',
  action: 's3:DeleteBucketWebsite',
  attribute: 'website',
})
