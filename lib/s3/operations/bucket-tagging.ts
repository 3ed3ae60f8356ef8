import type { Attributes, BucketRecord } from '../../../storage/storage.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes, withBucketTags } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { BUCKET_TAGS_MAX, type Tags } from '../object-tags.ts'
import { defineOperation } from '../operation.ts'
import { readTagging, taggingNode } from '../tag-document.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging = defineOperation({
  name: 'GetBucketTagging',
  on: { method: 'GET', target: 'bucket', query: ['tagging'] },
  action: 's3:GetBucketTagging',

  parse: () => undefined,

  async run({ bucket }) {
    const { tags } = readBucketAttributes(bucket.attributes)
    if (tags === undefined) throw new S3Error('NoSuchTagSet')
    return xmlAnswer('Tagging', taggingNode(tags))
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging = defineOperation({
  name: 'PutBucketTagging',
  on: { method: 'PUT', target: 'bucket', query: ['tagging'] },
  action: 's3:PutBucketTagging',
  body: 'document',

  parse: request => readTagging(request, BUCKET_TAGS_MAX),

  async run({ storage, bucket }, tags) {
    await storage.updateBucket(bucket.name, current => replaceTags(current, tags))
    return { status: 204, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging = defineOperation({
  name: 'DeleteBucketTagging',
  on: { method: 'DELETE', target: 'bucket', query: ['tagging'] },
  action: 's3:PutBucketTagging',

  parse: () => undefined,

  async run({ storage, bucket }) {
    await storage.updateBucket(bucket.name, current => replaceTags(current, []))
    return { status: 204, headers: {} }
  },
})

function replaceTags(bucket: BucketRecord, tags: Tags): { readonly attributes: Attributes } {
  const attributes = readBucketAttributes(bucket.attributes)
  if (attributes.abac) {
    const message =
      'Tags of a bucket with attribute-based access control are changed by TagResource and UntagResource'
    throw new S3Error('InvalidRequest', {}, { message })
  }
  return { attributes: withBucketTags(attributes, tags) }
}
