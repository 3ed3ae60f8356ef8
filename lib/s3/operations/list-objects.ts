import type { ListedEntry, ListedVersion, Page } from '../../../storage/storage.ts'
import { XmlFragment, type XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { invalidArgument } from '../errors.ts'
import {
  commonPrefixNodes,
  createObjectFormatter,
  formatToken,
  isCommonPrefix,
  type ListingQuery,
  lastName,
  PAGE_ENTRIES_MAX,
  parseListingQuery,
  parseRestoreStatusAsked,
  parseToken,
} from '../listing.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { unpackSummaries } from '../owner.ts'
import { parseMaxKeys } from '../query.ts'

interface Listing extends ListingQuery {
  readonly after: string
  readonly limit: number
  readonly withOwner: boolean
  readonly restoreStatusAtMs: number | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects = defineOperation({
  name: 'ListObjects',
  on: { method: 'GET', target: 'bucket' },
  action: 's3:ListBucket',
  grant: { on: 'bucket', permission: 'READ' },

  parse: request => ({
    ...parseListingQuery(request.query),
    after: request.query.get('marker') ?? '',
    limit: parseMaxKeys(request.query, PAGE_ENTRIES_MAX),
    withOwner: true,
    restoreStatusAtMs: parseRestoreStatusAsked(request),
  }),

  async run(context, listing) {
    const { encode, type } = listing.encoding
    const page = await readPage(context, listing)
    const isMarked = page.isTruncated && listing.delimiter !== ''
    return listAnswer(context, {
      Name: context.bucket.name,
      Prefix: encode(listing.prefix),
      Marker: encode(listing.after),
      NextMarker: isMarked ? encode(lastName(page.entries)) : undefined,
      MaxKeys: listing.limit,
      Delimiter: listing.delimiter === '' ? undefined : encode(listing.delimiter),
      EncodingType: type,
      IsTruncated: page.isTruncated,
      Contents: await formatContents(context, listing, page),
      CommonPrefixes: commonPrefixNodes(page.entries, encode),
    })
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2 = defineOperation({
  name: 'ListObjectsV2',
  on: { method: 'GET', target: 'bucket', query: ['list-type'] },
  action: 's3:ListBucket',
  grant: { on: 'bucket', permission: 'READ' },

  parse(request) {
    const { query } = request
    const type = query.get('list-type')
    if (type !== '2') throw invalidArgument('list-type', type ?? '', 'Invalid List Type specified')
    const token = query.get('continuation-token')
    const startAfter = query.get('start-after')
    return {
      ...parseListingQuery(query),
      token,
      startAfter,
      // With both, the token wins: it is where the last page ended.
      after: token === undefined || token === '' ? (startAfter ?? '') : parseToken(token),
      limit: parseMaxKeys(query, PAGE_ENTRIES_MAX),
      withOwner: query.get('fetch-owner') === 'true',
      restoreStatusAtMs: parseRestoreStatusAsked(request),
    }
  },

  async run(context, listing) {
    const { encode, type } = listing.encoding
    const page = await readPage(context, listing)
    return listAnswer(context, {
      Name: context.bucket.name,
      Prefix: encode(listing.prefix),
      ContinuationToken: listing.token,
      NextContinuationToken: page.isTruncated ? formatToken(lastName(page.entries)) : undefined,
      StartAfter: listing.startAfter === undefined ? undefined : encode(listing.startAfter),
      KeyCount: page.entries.length,
      MaxKeys: listing.limit,
      Delimiter: listing.delimiter === '' ? undefined : encode(listing.delimiter),
      EncodingType: type,
      IsTruncated: page.isTruncated,
      Contents: await formatContents(context, listing, page),
      CommonPrefixes: commonPrefixNodes(page.entries, encode),
    })
  },
})

type ObjectPage = Page<ListedEntry<ListedVersion>>

/** A page of no entries is empty and not truncated, whatever the bucket holds. */
async function readPage({ storage, bucket }: S3Context, listing: Listing): Promise<ObjectPage> {
  if (listing.limit === 0) return { entries: [], isTruncated: false }
  const { prefix, delimiter, after, limit } = listing
  return storage.listObjects(bucket.name, { prefix, delimiter, after, limit })
}

async function formatContents(
  context: S3Context,
  listing: Listing,
  page: ObjectPage,
): Promise<XmlFragment> {
  const { encode } = listing.encoding
  const { withOwner, restoreStatusAtMs } = listing
  const summaries = await unpackSummaries(page.entries, context)
  const format = createObjectFormatter(summaries, { encode, withOwner, restoreStatusAtMs })
  let text = ''
  for (const entry of page.entries) {
    if (!isCommonPrefix(entry)) text += `<Contents>${format(entry)}</Contents>`
  }
  return new XmlFragment(text)
}

function listAnswer(context: S3Context, content: XmlNode) {
  return xmlAnswer('ListBucketResult', content, { 'x-amz-bucket-region': context.region })
}
