import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { oneOf, required, structure } from '../document-shape.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const ROOT = 'AccelerateConfiguration'
const shape = structure({ Status: required(oneOf('Enabled', 'Suspended')) })

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAccelerateConfiguration.html */
export const getBucketAccelerateConfiguration = defineOperation({
  name: 'GetBucketAccelerateConfiguration',
  on: { method: 'GET', target: 'bucket', query: ['accelerate'] },
  action: 's3:GetAccelerateConfiguration',

  parse: () => undefined,

  async run({ bucket }) {
    const { acceleration } = readBucketAttributes(bucket.attributes)
    return xmlAnswer(ROOT, { Status: acceleration })
  },
})

/**
 * Differs from S3: the setting is kept and given back; there are no edge locations that it could
 * speed anything up by.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html
 */
export const putBucketAccelerateConfiguration = defineOperation({
  name: 'PutBucketAccelerateConfiguration',
  on: { method: 'PUT', target: 'bucket', query: ['accelerate'] },
  action: 's3:PutAccelerateConfiguration',
  body: 'document',

  async parse(request) {
    if (request.bucketName.includes('.')) {
      const message =
        'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names'
      throw new S3Error('InvalidRequest', {}, { message })
    }
    return shape(await requireDocument(request, ROOT)).Status
  },

  async run({ storage, bucket }, acceleration) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, acceleration },
    }))
    return { status: 200, headers: {} }
  },
})
