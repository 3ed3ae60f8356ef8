/**
 * Conditional requests. Reads (and the source of a copy) are checked against an opened version;
 * writes and deletes become storage conditions, which run where nothing can come between them and
 * the commit. All are pure functions of a record.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
import type { Condition, ObjectRecord } from '../../storage/storage.ts'
import { parseHttpDate, truncateToSecond } from '../http/dates.ts'
import { invalidArgument, S3Error } from './errors.ts'

type Headers = Readonly<Record<string, string>>

/** `*`, or entity tags without their quotes. */
export type EtagList = '*' | readonly string[]

/** What a read or a copy's source is held to. */
export interface ReadConditions {
  readonly ifMatch?: EtagList
  readonly ifNoneMatch?: EtagList
  readonly ifModifiedSinceMs?: number
  readonly ifUnmodifiedSinceMs?: number
}

const NO_CONDITIONS: ReadConditions = {}

export function parseReadConditions(headers: Headers): ReadConditions {
  return readConditions(headers, '')
}

/** The four conditions on the source of a copy. */
export function parseCopySourceConditions(headers: Headers): ReadConditions {
  return readConditions(headers, 'x-amz-copy-source-')
}

/** The four conditions on the source of a renaming. */
export function parseRenameSourceConditions(headers: Headers): ReadConditions {
  return readConditions(headers, 'x-amz-rename-source-')
}

function readConditions(headers: Headers, prefix: string): ReadConditions {
  const ifMatch = headers[`${prefix}if-match`]
  const ifNoneMatch = headers[`${prefix}if-none-match`]
  const modifiedSince = headers[`${prefix}if-modified-since`]
  const unmodifiedSince = headers[`${prefix}if-unmodified-since`]
  if ((ifMatch ?? ifNoneMatch ?? modifiedSince ?? unmodifiedSince) === undefined) {
    return NO_CONDITIONS
  }
  // A date that is none is ignored (RFC 9110, section 13.1.3).
  const ifModifiedSinceMs = modifiedSince === undefined ? undefined : parseHttpDate(modifiedSince)
  const ifUnmodifiedSinceMs =
    unmodifiedSince === undefined ? undefined : parseHttpDate(unmodifiedSince)
  return {
    ...(ifMatch !== undefined && { ifMatch: parseEtagList(ifMatch) }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch: parseEtagList(ifNoneMatch) }),
    ...(ifModifiedSinceMs !== undefined && { ifModifiedSinceMs }),
    ...(ifUnmodifiedSinceMs !== undefined && { ifUnmodifiedSinceMs }),
  }
}

/** Quotes do not matter to S3, nor does weakness: proxies that compress weaken the tags they pass. */
export function parseEtagList(header: string): EtagList {
  const text = header.trim()
  if (text === '*' || text === '"*"') return '*'
  return text.split(',').map(stripEtag)
}

/** `W/"abc"`, `"abc"` and `abc` are one. */
export function stripEtag(text: string): string {
  const tag = text.trim().replace(/^W\//, '')
  return tag.replace(/^"(.*)"$/, '$1')
}

function matches(list: EtagList, etag: string): boolean {
  return list === '*' || list.includes(etag)
}

export type ReadVerdict =
  | { readonly kind: 'proceed' }
  | { readonly kind: 'not-modified'; readonly condition: string }
  | { readonly kind: 'failed'; readonly condition: string }

const PROCEED: ReadVerdict = { kind: 'proceed' }

/**
 * The order of RFC 9110 (section 13.2.2): a tag outranks its date, so If-Unmodified-Since is not
 * even looked at beside If-Match. Dates compare in whole seconds, which is all that clients see; a
 * date in the future says nothing about modification and is ignored.
 */
export function evaluateRead(
  conditions: ReadConditions,
  record: Pick<ObjectRecord, 'etag' | 'modifiedAtMs'>,
  nowMs: number,
): ReadVerdict {
  if (conditions === NO_CONDITIONS) return PROCEED
  const { ifMatch, ifNoneMatch, ifModifiedSinceMs, ifUnmodifiedSinceMs } = conditions
  const modifiedAtMs = truncateToSecond(record.modifiedAtMs)
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, record.etag)) return { kind: 'failed', condition: 'If-Match' }
  } else if (ifUnmodifiedSinceMs !== undefined && modifiedAtMs > ifUnmodifiedSinceMs) {
    return { kind: 'failed', condition: 'If-Unmodified-Since' }
  }
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, record.etag)) {
      return { kind: 'not-modified', condition: 'If-None-Match' }
    }
  } else if (
    ifModifiedSinceMs !== undefined &&
    ifModifiedSinceMs <= nowMs &&
    modifiedAtMs <= ifModifiedSinceMs
  ) {
    return { kind: 'not-modified', condition: 'If-Modified-Since' }
  }
  return PROCEED
}

/** A copy has no 304: whatever does not hold is 412. */
export function checkCopySource(
  conditions: ReadConditions,
  record: Pick<ObjectRecord, 'etag' | 'modifiedAtMs'>,
  nowMs: number,
): void {
  checkHolds(conditions, record, { nowMs, prefix: 'x-amz-copy-source-' })
}

/** For what changes something, where there is no 304 either. `prefix` is that of the headers. */
export function checkHolds(
  conditions: ReadConditions,
  record: Pick<ObjectRecord, 'etag' | 'modifiedAtMs'>,
  { nowMs, prefix }: { readonly nowMs: number; readonly prefix: string },
): void {
  const verdict = evaluateRead(conditions, record, nowMs)
  if (verdict.kind !== 'proceed') throw preconditionFailed(prefix + verdict.condition)
}

export function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { Condition: condition })
}

/** Of PutObject, CopyObject (destination) and CompleteMultipartUpload. */
export interface WriteConditions {
  readonly ifMatch?: EtagList
  readonly ifNoneMatch?: EtagList
}

/** `undefined`: write whatever is there. */
export function parseWriteConditions(headers: Headers): WriteConditions | undefined {
  const ifMatch = headers['if-match']
  const ifNoneMatch = headers['if-none-match']
  // S3 knows no dates on writes; dropping a condition silently would lose someone's data.
  for (const name of ['if-modified-since', 'if-unmodified-since']) {
    if (headers[name] !== undefined) throw new S3Error('NotImplemented', { Header: name })
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error('NotImplemented', { Header: 'If-Match' })
  }
  if (ifMatch !== undefined) return { ifMatch: parseEtagList(ifMatch) }
  if (ifNoneMatch !== undefined) return { ifNoneMatch: parseEtagList(ifNoneMatch) }
  return undefined
}

/**
 * A delete marker counts as no object.
 *
 * Differs from S3: AWS takes only `*` in If-None-Match of a write and answers 501 to an entity tag;
 * here a tag works as it does on reads, which clients of radosgw and MinIO use.
 */
export function writeCondition(conditions: WriteConditions, key: string): Condition {
  return current => {
    const etag = current === undefined || current.isDeleteMarker ? undefined : current.etag
    const { ifMatch, ifNoneMatch } = conditions
    if (ifMatch !== undefined) {
      if (etag === undefined) throw new S3Error('NoSuchKey', { Key: key })
      if (!matches(ifMatch, etag)) throw preconditionFailed('If-Match')
    }
    if (ifNoneMatch !== undefined && etag !== undefined && matches(ifNoneMatch, etag)) {
      throw preconditionFailed('If-None-Match')
    }
  }
}

/**
 * For a write whose condition held when it began: a key deleted while the body came is a conflict
 * that may be tried again (409), not a missing key. A key written meanwhile stays 412: the first to
 * finish wins.
 */
export function laterWriteCondition(conditions: WriteConditions, key: string): Condition {
  const check = writeCondition(conditions, key)
  return current => {
    try {
      check(current)
    } catch (thrown) {
      if (thrown instanceof S3Error && thrown.code === 'NoSuchKey') {
        throw new S3Error('ConditionalRequestConflict', { Condition: 'If-Match', Key: key })
      }
      throw thrown
    }
  }
}

/** Of DeleteObject's headers, or of one entry of DeleteObjects. */
export interface DeleteConditions {
  readonly etag?: EtagList
  readonly modifiedAtMs?: number
  readonly sizeBytes?: number
}

/** What the client wrote, each part optional. `undefined` if all are absent. */
export function parseDeleteConditions(text: {
  readonly etag: string | undefined
  readonly modifiedAt: string | undefined
  readonly sizeBytes: string | undefined
}): DeleteConditions | undefined {
  if ((text.etag ?? text.modifiedAt ?? text.sizeBytes) === undefined) return undefined
  const modifiedAtMs = text.modifiedAt === undefined ? undefined : parseHttpDate(text.modifiedAt)
  if (text.modifiedAt !== undefined && modifiedAtMs === undefined) {
    throw invalidArgument('LastModifiedTime', text.modifiedAt, 'Invalid last modified time')
  }
  if (text.sizeBytes !== undefined && !/^\d{1,15}$/.test(text.sizeBytes)) {
    throw invalidArgument('Size', text.sizeBytes, 'Invalid size')
  }
  return {
    ...(text.etag !== undefined && { etag: parseEtagList(text.etag) }),
    ...(modifiedAtMs !== undefined && { modifiedAtMs }),
    ...(text.sizeBytes !== undefined && { sizeBytes: Number(text.sizeBytes) }),
  }
}

/**
 * A delete marker is something that is there: it has no tag, so only `*` matches it.
 *
 * Differs from S3: AWS knows time and size here in directory buckets only.
 */
export function deleteCondition(conditions: DeleteConditions): Condition {
  return current => {
    if (current === undefined) return
    const { etag, modifiedAtMs, sizeBytes } = conditions
    if (etag !== undefined && !matches(etag, current.etag)) throw preconditionFailed('If-Match')
    if (
      modifiedAtMs !== undefined &&
      truncateToSecond(current.modifiedAtMs) !== truncateToSecond(modifiedAtMs)
    ) {
      throw preconditionFailed('x-amz-if-match-last-modified-time')
    }
    if (sizeBytes !== undefined && current.sizeBytes !== sizeBytes) {
      throw preconditionFailed('x-amz-if-match-size')
    }
  }
}
