import { xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const ROOT = 'RequestPaymentConfiguration'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html */
export const getBucketRequestPayment = defineOperation({
  name: 'GetBucketRequestPayment',
  on: { method: 'GET', target: 'bucket', query: ['requestPayment'] },
  action: 's3:GetBucketRequestPayment',

  parse: () => undefined,

  async run({ bucket }) {
    const { requesterPays = false } = readBucketAttributes(bucket.attributes)
    return xmlAnswer(ROOT, { Payer: requesterPays ? 'Requester' : 'BucketOwner' })
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html */
export const putBucketRequestPayment = defineOperation({
  name: 'PutBucketRequestPayment',
  on: { method: 'PUT', target: 'bucket', query: ['requestPayment'] },
  action: 's3:PutBucketRequestPayment',
  body: 'document',

  parse: readRequesterPays,

  async run({ storage, bucket }, requesterPays) {
    await storage.updateBucket(bucket.name, current => {
      const { requesterPays: _, ...rest } = readBucketAttributes(current.attributes)
      return { attributes: requesterPays ? { ...rest, requesterPays } : rest }
    })
    return { status: 200, headers: {} }
  },
})

async function readRequesterPays(request: S3Request): Promise<boolean> {
  const payer = xmlText(await requireDocument(request, ROOT), 'Payer')?.trim()
  if (payer === 'Requester' || payer === 'BucketOwner') return payer === 'Requester'
  throw new S3Error('MalformedXML')
}
