import { BLOCK_ROOT, blockNode, readBlock } from '../access/public-access.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock = defineOperation({
  name: 'GetPublicAccessBlock',
  on: { method: 'GET', target: 'bucket', query: ['publicAccessBlock'] },
  action: 's3:GetBucketPublicAccessBlock',

  parse: () => undefined,

  async run({ bucket }) {
    const { publicAccessBlock } = readBucketAttributes(bucket.attributes)
    if (publicAccessBlock === undefined) throw new S3Error('NoSuchPublicAccessBlockConfiguration')
    return xmlAnswer(BLOCK_ROOT, blockNode(publicAccessBlock))
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock = defineOperation({
  name: 'PutPublicAccessBlock',
  on: { method: 'PUT', target: 'bucket', query: ['publicAccessBlock'] },
  action: 's3:PutBucketPublicAccessBlock',
  body: 'document',

  parse: async request => readBlock(await requireDocument(request, BLOCK_ROOT)),

  async run({ storage, bucket }, publicAccessBlock) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, publicAccessBlock },
    }))
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock = defineDeletion({
  name: 'DeletePublicAccessBlock',
  query: 'publicAccessBlock',
  action: 's3:PutBucketPublicAccessBlock',
  attribute: 'publicAccessBlock',
})
