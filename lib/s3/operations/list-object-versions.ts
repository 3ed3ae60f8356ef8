import type { ListedEntry, ListedVersion, Page } from '../../../storage/storage.ts'
import { formatXmlDate } from '../../http/dates.ts'
import { formatElement, XmlFragment, type XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { invalidArgument } from '../errors.ts'
import {
  commonPrefixNodes,
  createObjectFormatter,
  isCommonPrefix,
  lastName,
  type NameEncoder,
  PAGE_ENTRIES_MAX,
  parseListingQuery,
  parseRestoreStatusAsked,
} from '../listing.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { unpackSummaries } from '../owner.ts'
import { parseMaxKeys } from '../query.ts'
import { checkVersionId } from '../version-id.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions = defineOperation({
  name: 'ListObjectVersions',
  on: { method: 'GET', target: 'bucket', query: ['versions'] },
  action: 's3:ListBucketVersions',
  grant: { on: 'bucket', permission: 'READ' },

  parse: request => ({
    ...parseListingQuery(request.query),
    keyMarker: request.query.get('key-marker') ?? '',
    versionIdMarker: parseVersionIdMarker(request.query),
    limit: parseMaxKeys(request.query, PAGE_ENTRIES_MAX),
    restoreStatusAtMs: parseRestoreStatusAsked(request),
  }),

  async run(context, listing) {
    const { prefix, delimiter, keyMarker, versionIdMarker, limit } = listing
    const { encode, type } = listing.encoding
    const page: Page<ListedEntry<ListedVersion>> =
      limit === 0
        ? { entries: [], isTruncated: false }
        : await context.storage.listVersions(context.bucket.name, {
            prefix,
            delimiter,
            keyMarker,
            limit,
            ...(versionIdMarker !== undefined && { versionIdMarker }),
          })
    const content = {
      Name: context.bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionIdMarker ?? '',
      ...nextMarkers(page, encode),
      MaxKeys: limit,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: type,
      IsTruncated: page.isTruncated,
      Versions: await formatVersions(context, page, {
        encode,
        restoreStatusAtMs: listing.restoreStatusAtMs,
      }),
      CommonPrefixes: commonPrefixNodes(page.entries, encode),
    }
    return xmlAnswer('ListVersionsResult', content, { 'x-amz-bucket-region': context.region })
  },
})

function parseVersionIdMarker(query: ReadonlyMap<string, string>): string | undefined {
  const marker = query.get('version-id-marker')
  if (marker === undefined || marker === '') return undefined
  if ((query.get('key-marker') ?? '') === '') {
    const message = 'A version-id marker cannot be specified without a key marker.'
    throw invalidArgument('version-id-marker', marker, message)
  }
  return checkVersionId(marker)
}

function nextMarkers(page: Page<ListedEntry<ListedVersion>>, encode: NameEncoder): XmlNode {
  const last = page.entries.at(-1)
  if (!page.isTruncated || last === undefined) return {}
  const NextKeyMarker = encode(lastName(page.entries))
  return isCommonPrefix(last)
    ? { NextKeyMarker }
    : { NextKeyMarker, NextVersionIdMarker: last.versionId }
}

/** Versions and delete markers interleaved, as they follow each other. */
async function formatVersions(
  context: S3Context,
  page: Page<ListedEntry<ListedVersion>>,
  options: { readonly encode: NameEncoder; readonly restoreStatusAtMs: number | undefined },
): Promise<XmlFragment> {
  const { encode } = options
  const summaries = await unpackSummaries(page.entries, context)
  const format = createObjectFormatter(summaries, { ...options, withOwner: true })
  let text = ''
  for (const entry of page.entries) {
    if (isCommonPrefix(entry)) continue
    const identity =
      formatElement('VersionId', entry.versionId) + formatElement('IsLatest', entry.isLatest)
    text += entry.isDeleteMarker
      ? formatElement('DeleteMarker', {
          Key: encode(entry.key),
          Identity: new XmlFragment(identity),
          LastModified: formatXmlDate(entry.modifiedAtMs),
          Owner: summaries.get(entry.summary)?.owner,
        })
      : `<Version>${format(entry)}${identity}</Version>`
  }
  return new XmlFragment(text)
}
