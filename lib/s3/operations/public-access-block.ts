import { type XmlElement, xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { type PublicAccessBlock, readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const ROOT = 'PublicAccessBlockConfiguration'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock = defineOperation({
  name: 'GetPublicAccessBlock',
  on: { method: 'GET', target: 'bucket', query: ['publicAccessBlock'] },
  action: 's3:GetBucketPublicAccessBlock',

  parse: () => undefined,

  async run({ bucket }) {
    const { publicAccessBlock } = readBucketAttributes(bucket.attributes)
    if (publicAccessBlock === undefined) throw new S3Error('NoSuchPublicAccessBlockConfiguration')
    return xmlAnswer(ROOT, {
      BlockPublicAcls: publicAccessBlock.blockPublicAcls,
      IgnorePublicAcls: publicAccessBlock.ignorePublicAcls,
      BlockPublicPolicy: publicAccessBlock.blockPublicPolicy,
      RestrictPublicBuckets: publicAccessBlock.restrictPublicBuckets,
    })
  },
})

/**
 * The two settings about policies are kept and given back; without policies there is nothing that
 * they could forbid.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html
 */
export const putPublicAccessBlock = defineOperation({
  name: 'PutPublicAccessBlock',
  on: { method: 'PUT', target: 'bucket', query: ['publicAccessBlock'] },
  action: 's3:PutBucketPublicAccessBlock',
  body: 'document',

  parse: readConfiguration,

  async run({ storage, bucket }, publicAccessBlock) {
    await storage.updateBucket(bucket.name, current => ({
      attributes: { ...current.attributes, publicAccessBlock },
    }))
    return { status: 200, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock = defineOperation({
  name: 'DeletePublicAccessBlock',
  on: { method: 'DELETE', target: 'bucket', query: ['publicAccessBlock'] },
  action: 's3:PutBucketPublicAccessBlock',

  parse: () => undefined,

  async run({ storage, bucket }) {
    await storage.updateBucket(bucket.name, current => {
      const { publicAccessBlock: _, ...attributes } = readBucketAttributes(current.attributes)
      return { attributes }
    })
    return { status: 204, headers: {} }
  },
})

async function readConfiguration(request: S3Request): Promise<PublicAccessBlock> {
  const document = await requireDocument(request, ROOT)
  return {
    blockPublicAcls: readFlag(document, 'BlockPublicAcls'),
    ignorePublicAcls: readFlag(document, 'IgnorePublicAcls'),
    blockPublicPolicy: readFlag(document, 'BlockPublicPolicy'),
    restrictPublicBuckets: readFlag(document, 'RestrictPublicBuckets'),
  }
}

/** What is not said is false. */
function readFlag(document: XmlElement, name: string): boolean {
  switch (xmlText(document, name)?.trim().toLowerCase()) {
    case 'true':
      return true
    case 'false':
    case undefined:
      return false
    default:
      throw new S3Error('MalformedXML')
  }
}
