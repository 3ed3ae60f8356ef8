/**
 * What is served of the S3 Control API: the public access block of an account, and tags of buckets by
 * their ARNs.
 */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import type { HttpResponse } from '../../http/exchange.ts'
import { formatXml, type XmlElement, type XmlNode, xmlChild } from '../../http/xml.ts'
import { type AccountBlocks, BLOCK_ROOT, blockNode, readBlock } from '../access/public-access.ts'
import { readBucketAttributes, withBucketTags } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { BUCKET_TAGS_MAX, checkTags, type Tags } from '../object-tags.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { readTags } from '../tag-document.ts'

export const CONTROL_NAMESPACE = 'http://awss3control.amazonaws.com/doc/2018-08-20/'

export interface ControlContext {
  readonly storage: Storage
  readonly accountBlocks: AccountBlocks
  /** The caller's, which the request names as well. */
  readonly accountId: string
  readonly request: S3Request
  /** All values of a repeated parameter. */
  readonly parameters: URLSearchParams
}

interface Named {
  /** AWS's name, verbatim. */
  readonly name: string
  readonly action: string
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
}

/** At `/v20180820/configuration/publicAccessBlock`. */
export interface AccountOperation extends Named {
  run(context: ControlContext): Promise<HttpResponse>
}

/** At `/v20180820/tags/ARN`. */
export interface BucketOperation extends Named {
  run(context: ControlContext, bucket: BucketRecord): Promise<HttpResponse>
}

function documentAnswer(root: string, content: XmlNode): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: formatXml(root, content, CONTROL_NAMESPACE),
  }
}

export const accountOperations: readonly AccountOperation[] = [
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
    name: 'GetPublicAccessBlock',
    action: 's3:GetAccountPublicAccessBlock',
    method: 'GET',
    async run({ accountBlocks, accountId }) {
      const block = await accountBlocks.get(accountId)
      if (block === undefined) throw new S3Error('NoSuchPublicAccessBlockConfiguration')
      return documentAnswer(BLOCK_ROOT, blockNode(block))
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html
    name: 'PutPublicAccessBlock',
    action: 's3:PutAccountPublicAccessBlock',
    method: 'PUT',
    async run({ accountBlocks, accountId, request }) {
      await accountBlocks.put(accountId, readBlock(await requireDocument(request, BLOCK_ROOT)))
      return { status: 201, headers: {} }
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html
    name: 'DeletePublicAccessBlock',
    action: 's3:PutAccountPublicAccessBlock',
    method: 'DELETE',
    async run({ accountBlocks, accountId }) {
      await accountBlocks.put(accountId, undefined)
      return { status: 204, headers: {} }
    },
  },
]

export const tagOperations: readonly BucketOperation[] = [
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListTagsForResource.html
    name: 'ListTagsForResource',
    action: 's3:ListTagsForResource',
    method: 'GET',
    async run(_context, bucket) {
      const { tags = [] } = readBucketAttributes(bucket.attributes)
      const nodes = tags.map(({ key, value }) => ({ Key: key, Value: value }))
      return documentAnswer('ListTagsForResourceResult', { Tags: { Tag: nodes } })
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TagResource.html
    name: 'TagResource',
    action: 's3:TagResource',
    method: 'POST',
    async run({ storage, request }, { name }) {
      const added = readTagList(await requireDocument(request, 'TagResourceRequest'))
      checkTags(added, BUCKET_TAGS_MAX)
      const isReplaced = (key: string) => added.some(tag => tag.key === key)
      await changeTags(storage, name, tags => [
        ...tags.filter(({ key }) => !isReplaced(key)),
        ...added,
      ])
      return { status: 204, headers: {} }
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UntagResource.html
    name: 'UntagResource',
    action: 's3:UntagResource',
    method: 'DELETE',
    async run({ storage, parameters }, { name }) {
      const removed = new Set(parameters.getAll('tagKeys'))
      await changeTags(storage, name, tags => tags.filter(({ key }) => !removed.has(key)))
      return { status: 204, headers: {} }
    },
  },
]

function readTagList(document: XmlElement): Tags {
  const list = xmlChild(document, 'Tags')
  if (list === undefined) throw new S3Error('MalformedXML')
  return readTags(list)
}

async function changeTags(
  storage: Storage,
  bucketName: string,
  change: (tags: Tags) => Tags,
): Promise<void> {
  await storage.updateBucket(bucketName, current => {
    const attributes = readBucketAttributes(current.attributes)
    const tags = change(attributes.tags ?? [])
    checkTags(tags, BUCKET_TAGS_MAX)
    return { attributes: withBucketTags(attributes, tags) }
  })
}
