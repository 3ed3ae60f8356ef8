import { xmlChild, xmlChildren, xmlText } from '../../http/xml.ts'
import { grantsToOthers } from '../access/grants.ts'
import { xmlAnswer } from '../answer.ts'
import { type ObjectOwnership, parseOwnership, readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls = defineOperation({
  name: 'GetBucketOwnershipControls',
  on: { method: 'GET', target: 'bucket', query: ['ownershipControls'] },
  action: 's3:GetBucketOwnershipControls',

  parse: () => undefined,

  async run({ bucket }) {
    const { ownership } = readBucketAttributes(bucket.attributes)
    if (ownership === undefined) throw new S3Error('OwnershipControlsNotFoundError')
    return xmlAnswer('OwnershipControls', { Rule: { ObjectOwnership: ownership } })
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putBucketOwnershipControls = defineOperation({
  name: 'PutBucketOwnershipControls',
  on: { method: 'PUT', target: 'bucket', query: ['ownershipControls'] },
  action: 's3:PutBucketOwnershipControls',
  body: 'document',

  parse: readOwnership,

  async run({ storage, bucket, owner }, ownership) {
    await storage.updateBucket(bucket.name, current => {
      const { acl = [], ...rest } = readBucketAttributes(current.attributes)
      if (ownership !== 'BucketOwnerEnforced') {
        return { attributes: { ...current.attributes, ownership } }
      }
      // Whoever the ACL lets in must not lose it unsaid.
      if (grantsToOthers(acl, owner.canonicalId)) {
        throw new S3Error('InvalidBucketAclWithObjectOwnership')
      }
      return { attributes: { ...rest, ownership } }
    })
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const deleteBucketOwnershipControls = defineDeletion({
  name: 'DeleteBucketOwnershipControls',
  query: 'ownershipControls',
  action: 's3:PutBucketOwnershipControls',
  attribute: 'ownership',
})

async function readOwnership(request: S3Request): Promise<ObjectOwnership> {
  const document = await requireDocument(request, 'OwnershipControls')
  const rule = xmlChild(document, 'Rule')
  if (rule === undefined || xmlChildren(document, 'Rule').length > 1) {
    throw new S3Error('MalformedXML')
  }
  const ownership = parseOwnership(xmlText(rule, 'ObjectOwnership')?.trim() ?? '')
  if (ownership === undefined) throw new S3Error('MalformedXML')
  return ownership
}
