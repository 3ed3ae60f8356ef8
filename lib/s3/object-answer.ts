/**
 * What GetObject, HeadObject and GetObjectAttributes have in common: finding the version that is
 * meant, and from its record, its parts and the request the status, the headers and the bytes to
 * send. Pure but for the storage record it is given; the headers are built once.
 */
import type { BucketRecord, ByteRange, ObjectPart, ObjectRecord } from '../../storage/storage.ts'
import { formatHttpDate, parseHttpDate, truncateToSecond } from '../http/dates.ts'
import type { HttpResponse } from '../http/exchange.ts'
import {
  evaluateRead,
  parseReadConditions,
  preconditionFailed,
  type ReadConditions,
  stripEtag,
} from './conditions.ts'
import { encryptionHeaders } from './encryption/object-encryption.ts'
import { type CustomerKey, parseReadKey } from './encryption/requested.ts'
import { invalidArgument, S3Error } from './errors.ts'
import { expirationHeaders } from './lifecycle/headers.ts'
import {
  checksumHeaderName,
  type ObjectAttributes,
  readAttributes,
  type StoredChecksum,
} from './object-attributes.ts'
import { lockHeaders } from './object-lock/new-object-lock.ts'
import type { S3Request } from './operation.ts'
import { parsePartNumber } from './part-number.ts'
import { parseRange, rangeNotSatisfiable, rangeSizeBytes, resolveRange } from './ranges.ts'
import { replicationHeaders } from './replication/state.ts'
import { restoreHeaders } from './restore/archived-object.ts'
import { readPartAttributes } from './upload-attributes.ts'
import { readVersionId } from './version-id.ts'

export interface ReadInput {
  readonly versionId: string | undefined
  readonly partNumber: number | undefined
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly conditions: ReadConditions
  readonly customerKey: CustomerKey | undefined
  readonly wantsChecksum: boolean
  /** Headers that the query puts in place of the stored ones. */
  readonly overrides: Readonly<Record<string, string>> | undefined
}

export function parseReadInput(request: S3Request): ReadInput {
  const { headers, query } = request
  const customerKey = parseReadKey(headers)
  const partNumber = query.get('partNumber')
  if (partNumber !== undefined && headers.range !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      {},
      { message: 'Cannot specify both Range header and partNumber query parameter' },
    )
  }
  return {
    versionId: readVersionId(query),
    partNumber: partNumber === undefined ? undefined : parsePartNumber(partNumber),
    range: headers.range,
    ifRange: headers['if-range'],
    conditions: parseReadConditions(headers),
    customerKey,
    wantsChecksum: headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED',
    overrides: query.size === 0 ? undefined : parseOverrides(request),
  }
}

const OVERRIDES: readonly string[] = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: they would break out of the header.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/

function parseOverrides({ query, isAnonymous }: S3Request): ReadInput['overrides'] {
  let overrides: Record<string, string> | undefined
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`)
    if (value === undefined) continue
    if (isAnonymous) {
      const message = 'Request specific response headers cannot be used for anonymous GET requests.'
      throw new S3Error('InvalidRequest', {}, { message })
    }
    if (CONTROL.test(value)) {
      throw invalidArgument(`response-${name}`, value, 'Header value cannot be represented.')
    }
    overrides ??= {}
    // Node writes headers as Latin-1: so the bytes on the wire are the value's UTF-8.
    overrides[name] = Buffer.from(value).toString('latin1')
  }
  return overrides
}

/** Which object a request means, for refusals that say it. */
export interface ReadTarget {
  readonly bucket: Pick<BucketRecord, 'versioning'>
  readonly key: string
  readonly method: string
  readonly versionId: string | undefined
}

/** Throws unless there is an object to read; a delete marker is none, and the answer says so. */
export function requireObject<Found extends ObjectRecord | undefined>(
  record: Found,
  { bucket, key, method, versionId }: ReadTarget,
): asserts record is NonNullable<Found> {
  if (record === undefined) {
    if (versionId === undefined) throw new S3Error('NoSuchKey', { Key: key })
    throw new S3Error('NoSuchVersion', { Key: key, VersionId: versionId })
  }
  if (!record.isDeleteMarker) return
  const headers = { 'x-amz-delete-marker': 'true', ...versionHeaders(record, bucket) }
  if (versionId === undefined) throw new S3Error('NoSuchKey', { Key: key }, { headers })
  throw new S3Error(
    'MethodNotAllowed',
    { Method: method, ResourceType: 'DeleteMarker' },
    {
      headers: {
        ...headers,
        allow: 'DELETE',
        'last-modified': formatHttpDate(record.modifiedAtMs),
      },
    },
  )
}

/** A bucket that never had versioning has no version ids to show. */
export function versionHeaders(
  record: Pick<ObjectRecord, 'versionId'>,
  bucket: Pick<BucketRecord, 'versioning'>,
): Readonly<Record<string, string>> {
  return bucket.versioning === 'off' ? NO_HEADERS : { 'x-amz-version-id': record.versionId }
}

const NO_HEADERS: Readonly<Record<string, string>> = {}

export interface ReadAnswer {
  readonly status: 200 | 206 | 304
  readonly headers: Readonly<Record<string, string>>
  readonly sizeBytes: number
  /** `undefined`: the whole object. */
  readonly range: ByteRange | undefined
}

/**
 * Everything but the bytes. `parts` is needed only for a part of a multipart object. Throws 412, 416
 * and what a wrong part number gets.
 */
export function answerRead(
  input: ReadInput,
  record: ObjectRecord,
  facts: {
    readonly bucket: Pick<BucketRecord, 'attributes' | 'versioning'>
    readonly nowMs: number
    /** Whether the requester may know of its lock. */
    readonly showsLock: boolean
    readonly parts: readonly ObjectPart[]
  },
): ReadAnswer {
  const attributes = readAttributes(record.attributes)
  const headers = objectHeaders(record, attributes, input.customerKey?.md5)
  if (facts.bucket.versioning !== 'off') headers['x-amz-version-id'] = record.versionId
  if (attributes.lock !== undefined && facts.showsLock) {
    Object.assign(headers, lockHeaders(attributes.lock))
  }
  Object.assign(
    headers,
    expirationHeaders(facts.bucket, record),
    restoreHeaders(attributes.restoredUntilMs, facts.nowMs),
    replicationHeaders(attributes.replication),
  )
  const verdict = evaluateRead(input.conditions, record, facts.nowMs)
  if (verdict.kind === 'failed') throw preconditionFailed(verdict.condition)
  if (verdict.kind === 'not-modified') {
    return { status: 304, headers: notModifiedHeaders(headers), sizeBytes: 0, range: undefined }
  }
  if (input.overrides !== undefined) Object.assign(headers, input.overrides)
  if (input.partNumber !== undefined) {
    return answerPart(input, record, { headers, attributes, parts: facts.parts })
  }
  const requested = rangeApplies(input, record) ? parseRange(input.range) : undefined
  if (requested === undefined) {
    // The checksum is the whole object's; clients would hold a part of it to it.
    if (input.wantsChecksum && attributes.checksum) addChecksum(headers, attributes.checksum)
    headers['content-length'] = String(record.sizeBytes)
    return { status: 200, headers, sizeBytes: record.sizeBytes, range: undefined }
  }
  const range = resolveRange(requested, record.sizeBytes)
  if (range === undefined) throw rangeNotSatisfiable(input.range ?? '', record.sizeBytes)
  return partialAnswer(headers, range, record.sizeBytes)
}

/** If-Range with another tag or date: the object has changed, so all of it is sent. */
function rangeApplies({ range, ifRange }: ReadInput, record: ObjectRecord): boolean {
  if (range === undefined || ifRange === undefined) return range !== undefined
  const dateMs = parseHttpDate(ifRange)
  if (dateMs !== undefined) return dateMs === truncateToSecond(record.modifiedAtMs)
  return stripEtag(ifRange) === record.etag
}

function objectHeaders(
  record: ObjectRecord,
  attributes: ObjectAttributes,
  customerKeyMd5: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...attributes.headers,
    ...encryptionHeaders(attributes.encryption, customerKeyMd5),
    'accept-ranges': 'bytes',
    etag: `"${record.etag}"`,
    'last-modified': formatHttpDate(record.modifiedAtMs),
  }
  if (attributes.storageClass !== 'STANDARD') {
    headers['x-amz-storage-class'] = attributes.storageClass
  }
  if (attributes.tags !== undefined && attributes.tags.length > 0) {
    headers['x-amz-tagging-count'] = String(attributes.tags.length)
  }
  return headers
}

function addChecksum(headers: Record<string, string>, checksum: StoredChecksum): void {
  headers[checksumHeaderName(checksum.algorithm)] = checksum.base64
  headers['x-amz-checksum-type'] = checksum.type
}

/** What RFC 9110 (section 15.4.5) asks for, and no more: there is no body to describe. */
function notModifiedHeaders(headers: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of ['cache-control', 'etag', 'expires', 'last-modified', 'x-amz-version-id']) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}

function partialAnswer(
  headers: Record<string, string>,
  range: ByteRange,
  objectSizeBytes: number,
): ReadAnswer {
  const sizeBytes = rangeSizeBytes(range)
  headers['content-length'] = String(sizeBytes)
  headers['content-range'] = `bytes ${range.start}-${range.end}/${objectSizeBytes}`
  return { status: 206, headers, sizeBytes, range }
}

/**
 * Differs from S3: AWS answers 416 InvalidPartNumber to a part that the object does not have;
 * radosgw, and the public conformance suite with it, 400 InvalidPart.
 */
function answerPart(
  input: ReadInput,
  record: ObjectRecord,
  facts: {
    readonly headers: Record<string, string>
    readonly attributes: ObjectAttributes
    readonly parts: readonly ObjectPart[]
  },
): ReadAnswer {
  const { headers, attributes, parts } = facts
  const { sizeBytes, partCount } = record
  const found = partCount === undefined ? undefined : findPart(parts, input.partNumber)
  if (partCount === undefined ? input.partNumber !== 1 : found === undefined) {
    throw new S3Error('InvalidPart', { PartNumber: String(input.partNumber) })
  }
  if (found !== undefined) headers['x-amz-mp-parts-count'] = String(partCount)
  const checksum = found === undefined ? attributes.checksum : partChecksum(found.part, attributes)
  if (input.wantsChecksum && checksum) addChecksum(headers, checksum)
  const range = found?.range ?? { start: 0, end: sizeBytes - 1 }
  if (rangeSizeBytes(range) > 0) return partialAnswer(headers, range, sizeBytes)
  // No Content-Range can name no bytes.
  headers['content-length'] = '0'
  return { status: 200, headers, sizeBytes: 0, range: undefined }
}

interface FoundPart {
  readonly part: ObjectPart
  readonly range: ByteRange
}

function findPart(
  parts: readonly ObjectPart[],
  partNumber: number | undefined,
): FoundPart | undefined {
  let start = 0
  for (const part of parts) {
    const end = start + part.sizeBytes
    if (part.partNumber === partNumber) return { part, range: { start, end: end - 1 } }
    start = end
  }
  return undefined
}

/** The part's own value under the type of the whole. */
function partChecksum(part: ObjectPart, whole: ObjectAttributes): StoredChecksum | undefined {
  if (whole.checksum === undefined) return undefined
  return { ...readPartAttributes(part.attributes).checksum, type: whole.checksum.type }
}

/** Without a body; for HEAD and for 304. */
export function headAnswer({ status, headers }: ReadAnswer): HttpResponse {
  return { status, headers }
}
