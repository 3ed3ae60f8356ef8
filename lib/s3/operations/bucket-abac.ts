import { xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const ROOT = 'AbacStatus'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAbac.html */
export const getBucketAbac = defineOperation({
  name: 'GetBucketAbac',
  on: { method: 'GET', target: 'bucket', query: ['abac'] },
  action: 's3:GetBucketABAC',

  parse: () => undefined,

  async run({ bucket }) {
    const { abac = false } = readBucketAttributes(bucket.attributes)
    return xmlAnswer(ROOT, { Status: abac ? 'Enabled' : 'Disabled' })
  },
})

/**
 * While it is enabled, the bucket's tags decide in policies.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAbac.html
 */
export const putBucketAbac = defineOperation({
  name: 'PutBucketAbac',
  on: { method: 'PUT', target: 'bucket', query: ['abac'] },
  action: 's3:PutBucketABAC',
  body: 'document',

  parse: readStatus,

  async run({ storage, bucket }, abac) {
    await storage.updateBucket(bucket.name, current => {
      const { abac: _, ...rest } = readBucketAttributes(current.attributes)
      return { attributes: abac ? { ...rest, abac } : rest }
    })
    return { status: 200, headers: {} }
  },
})

async function readStatus(request: S3Request): Promise<boolean> {
  const status = xmlText(await requireDocument(request, ROOT), 'Status')?.trim()
  if (status === 'Enabled' || status === 'Disabled') return status === 'Enabled'
  throw new S3Error('MalformedXML')
}
