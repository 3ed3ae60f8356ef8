import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { readCorsConfiguration } from '../cors/configuration.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors = defineOperation({
  name: 'GetBucketCors',
  on: { method: 'GET', target: 'bucket', query: ['cors'] },
  action: 's3:GetBucketCORS',

  parse: () => undefined,

  async run({ bucket }) {
    const { cors } = readBucketAttributes(bucket.attributes)
    if (cors === undefined) throw new S3Error('NoSuchCORSConfiguration')
    return xmlAnswer('CORSConfiguration', cors)
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors = defineOperation({
  name: 'PutBucketCors',
  on: { method: 'PUT', target: 'bucket', query: ['cors'] },
  action: 's3:PutBucketCORS',
  body: 'document',
  requiresChecksum: true,

  parse: readCorsConfiguration,

  async run({ storage, bucket }, cors) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, cors },
    }))
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export const deleteBucketCors = defineDeletion({
  name: 'DeleteBucketCors',
  query: 'cors',
  action: 's3:PutBucketCORS',
  attribute: 'cors',
})
