/**
 * What the listings have in common: encoding of names, opaque continuation tokens, and the elements
 * of a page. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
import type { CommonPrefix, ListedEntry, ListedVersion } from '../../storage/storage.ts'
import { createXmlDateFormatter, formatXmlDate } from '../http/dates.ts'
import { escapeXml, formatElement, type XmlNode } from '../http/xml.ts'
import { invalidArgument } from './errors.ts'
import type { ObjectSummary } from './object-summary.ts'
import type { S3Request } from './operation.ts'
import type { OwnedSummary } from './owner.ts'
import { isArchive } from './storage-class.ts'

export const PAGE_ENTRIES_MAX = 1000

/** How keys are written in the answer: as they are, or percent-encoded where the client asked. */
export type NameEncoder = (name: string) => string

export interface NameEncoding {
  readonly encode: NameEncoder
  /** For <EncodingType>. */
  readonly type: 'url' | undefined
}

const PLAIN: NameEncoding = { encode: name => name, type: undefined }
const URL_ENCODED: NameEncoding = { encode: encodeName, type: 'url' }

export function parseEncoding(query: ReadonlyMap<string, string>): NameEncoding {
  const type = query.get('encoding-type')
  if (type === undefined || type === '') return PLAIN
  if (type === 'url') return URL_ENCODED
  throw invalidArgument('encoding-type', type, 'Invalid Encoding Method specified in Request')
}

const UNRESERVED = /^[\w.~/*-]*$/

/** A slash stays, which keeps listings readable; everything else that a URL reserves is encoded. */
export function encodeName(name: string): string {
  if (UNRESERVED.test(name)) return name
  return encodeURIComponent(name)
    .replaceAll('%2F', '/')
    .replace(/[!'()]/g, encodeReserved)
}

function encodeReserved(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/** An empty delimiter or one that is not there roll nothing up. */
export interface ListingQuery {
  readonly prefix: string
  readonly delimiter: string
  readonly encoding: NameEncoding
}

export function parseListingQuery(query: ReadonlyMap<string, string>): ListingQuery {
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    encoding: parseEncoding(query),
  }
}

// A token names the last entry of a page; the digit leaves room for other forms.
const TOKEN_VERSION = '1'

export function formatToken(lastName: string): string {
  return TOKEN_VERSION + Buffer.from(lastName).toString('base64url')
}

/** An empty token begins at the beginning. */
export function parseToken(token: string): string {
  if (token === '') return ''
  const name = Buffer.from(token.slice(1), 'base64url').toString()
  if (token[0] !== TOKEN_VERSION || formatToken(name) !== token) {
    const message = 'The continuation token provided is incorrect'
    throw invalidArgument('continuation-token', token, message)
  }
  return name
}

export function isCommonPrefix(entry: object): entry is CommonPrefix {
  return 'commonPrefix' in entry
}

/** Where a page ended. */
export function lastName(entries: readonly ListedEntry<{ readonly key: string }>[]): string {
  const last = entries.at(-1)
  if (last === undefined) return ''
  return isCommonPrefix(last) ? last.commonPrefix : last.key
}

/** <CommonPrefixes> of a page, in order. */
export function commonPrefixNodes(
  entries: readonly ListedEntry<object>[],
  encode: NameEncoder,
): XmlNode[] {
  const nodes: XmlNode[] = []
  for (const entry of entries) {
    if (isCommonPrefix(entry)) nodes.push({ Prefix: encode(entry.commonPrefix) })
  }
  return nodes
}

/**
 * The fields that <Contents> and <Version> share, as text: a thousand of them make a page, and all
 * that follows from an object's summary is formatted once for each of the few there are.
 */
export function createObjectFormatter(
  summaries: ReadonlyMap<string, OwnedSummary>,
  options: {
    readonly encode: NameEncoder
    readonly withOwner: boolean
    /** For <RestoreStatus> of archived objects; `undefined`: the client did not ask for it. */
    readonly restoreStatusAtMs?: number | undefined
  },
): (version: ListedVersion) => string {
  const formatDate = createXmlDateFormatter()
  const fixed = new Map<string, { readonly checksum: string; readonly tail: string }>()
  for (const [text, summary] of summaries) {
    const { checksumAlgorithm, checksumType, storageClass, owner } = summary
    fixed.set(text, {
      checksum:
        formatElement('ChecksumAlgorithm', checksumAlgorithm) +
        formatElement('ChecksumType', checksumType),
      tail:
        formatElement('Owner', options.withOwner ? owner : undefined) +
        formatElement('StorageClass', storageClass) +
        formatElement('RestoreStatus', restoreStatus(summary, options.restoreStatusAtMs)),
    })
  }
  return ({ key, modifiedAtMs, etag, sizeBytes, summary }) => {
    const { checksum = '', tail = '' } = fixed.get(summary) ?? {}
    return (
      `<Key>${escapeXml(options.encode(key))}</Key>` +
      `<LastModified>${formatDate(modifiedAtMs)}</LastModified>` +
      `<ETag>&quot;${escapeXml(etag)}&quot;</ETag>${checksum}<Size>${sizeBytes}</Size>${tail}`
    )
  }
}

/** Of x-amz-optional-object-attributes there is one. `undefined`: it is not asked for. */
export function parseRestoreStatusAsked({
  headers,
  nowMs,
}: Pick<S3Request, 'headers' | 'nowMs'>): number | undefined {
  const text = headers[OPTIONAL_ATTRIBUTES]
  if (text === undefined || text === '') return undefined
  const names = text.split(',').map(name => name.trim())
  if (names.every(name => name === 'RestoreStatus')) return nowMs
  throw invalidArgument(OPTIONAL_ATTRIBUTES, text.slice(0, 64), 'Invalid attribute name specified.')
}

const OPTIONAL_ATTRIBUTES = 'x-amz-optional-object-attributes'

function restoreStatus(
  { storageClass, restoredUntilMs = 0 }: ObjectSummary,
  nowMs: number | undefined,
): XmlNode | undefined {
  if (nowMs === undefined || !isArchive(storageClass)) return undefined
  const isRestored = restoredUntilMs > nowMs
  return {
    IsRestoreInProgress: false,
    RestoreExpiryDate: isRestored ? formatXmlDate(restoredUntilMs) : undefined,
  }
}
