import type { ListedEntry, Page, UploadRecord } from '../../../storage/storage.ts'
import { formatXmlDate } from '../../http/dates.ts'
import type { XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import {
  commonPrefixNodes,
  isCommonPrefix,
  lastName,
  type NameEncoder,
  PAGE_ENTRIES_MAX,
  parseListingQuery,
} from '../listing.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { createOwnerNodes, findInitiator, unpackSummaries } from '../owner.ts'
import { parseCount } from '../query.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads = defineOperation({
  name: 'ListMultipartUploads',
  on: { method: 'GET', target: 'bucket', query: ['uploads'] },
  action: 's3:ListBucketMultipartUploads',
  grant: { on: 'bucket', permission: 'READ' },

  parse: ({ query }) => ({
    ...parseListingQuery(query),
    keyMarker: query.get('key-marker') ?? '',
    // Without a key marker this one means nothing and is ignored.
    uploadIdMarker: query.get('key-marker') ? query.get('upload-id-marker') : undefined,
    limit: Math.min(parseCount(query, 'max-uploads') ?? PAGE_ENTRIES_MAX, PAGE_ENTRIES_MAX),
  }),

  async run(context, listing) {
    const { prefix, delimiter, keyMarker, uploadIdMarker, limit } = listing
    const { encode, type } = listing.encoding
    const page: Page<ListedEntry<UploadRecord>> =
      limit === 0
        ? { entries: [], isTruncated: false }
        : await context.storage.listUploads(context.bucket.name, {
            prefix,
            delimiter,
            keyMarker,
            limit,
            ...(uploadIdMarker && { uploadIdMarker }),
          })
    return xmlAnswer('ListMultipartUploadsResult', {
      Bucket: context.bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: uploadIdMarker ?? '',
      ...nextMarkers(page, encode),
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: type,
      MaxUploads: limit,
      IsTruncated: page.isTruncated,
      Upload: await uploadNodes(context, page, encode),
      CommonPrefixes: commonPrefixNodes(page.entries, encode),
    })
  },
})

function nextMarkers(page: Page<ListedEntry<UploadRecord>>, encode: NameEncoder): XmlNode {
  const last = page.entries.at(-1)
  if (!page.isTruncated || last === undefined) return {}
  return {
    NextKeyMarker: encode(lastName(page.entries)),
    NextUploadIdMarker: isCommonPrefix(last) ? '' : last.uploadId,
  }
}

async function uploadNodes(
  context: S3Context,
  page: Page<ListedEntry<UploadRecord>>,
  encode: NameEncoder,
): Promise<XmlNode[]> {
  const summaries = await unpackSummaries(page.entries, context)
  const ownerNodeOf = createOwnerNodes(context.accounts, context.owner)
  const nodes: XmlNode[] = []
  for (const entry of page.entries) {
    if (isCommonPrefix(entry)) continue
    const summary = summaries.get(entry.summary)
    nodes.push({
      Key: encode(entry.key),
      UploadId: entry.uploadId,
      Initiator: await findInitiator(ownerNodeOf, entry),
      Owner: summary?.owner,
      StorageClass: summary?.storageClass,
      Initiated: formatXmlDate(entry.initiatedAtMs),
      ChecksumAlgorithm: summary?.checksumAlgorithm,
      ChecksumType: summary?.checksumType,
    })
  }
  return nodes
}
