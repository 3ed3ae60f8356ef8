/** The lock of objects as they are written: what the request's headers say, and the bucket's default. */
import type { BucketRecord } from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import type { S3Context, S3Request } from '../operation.ts'
import type { LegalHold, ObjectLock, Retention } from './lock.ts'
import { formatRetainUntil, parseMode, parseRetainUntil, startRetention } from './lock.ts'
import { mayUseLock } from './permission.ts'

type Headers = Readonly<Record<string, string>>

const MODE_HEADER = 'x-amz-object-lock-mode'
const UNTIL_HEADER = 'x-amz-object-lock-retain-until-date'
const HOLD_HEADER = 'x-amz-object-lock-legal-hold'

/** `undefined`: the headers of the write say nothing. Throws InvalidArgument. */
export function parseLockHeaders({
  headers,
  nowMs,
}: Pick<S3Request, 'headers' | 'nowMs'>): ObjectLock | undefined {
  const retention = parseRetentionHeaders(headers, nowMs)
  const legalHold = parseLegalHoldHeader(headers[HOLD_HEADER])
  if (retention === undefined && legalHold === undefined) return undefined
  return {
    ...(retention !== undefined && { retention }),
    ...(legalHold !== undefined && { legalHold }),
  }
}

function parseRetentionHeaders(headers: Headers, nowMs: number): Retention | undefined {
  const modeText = headers[MODE_HEADER]
  const untilText = headers[UNTIL_HEADER]
  if (modeText === undefined && untilText === undefined) return undefined
  if (modeText === undefined || untilText === undefined) {
    const missing = modeText === undefined ? MODE_HEADER : UNTIL_HEADER
    throw invalidArgument(missing, '', `${UNTIL_HEADER} and ${MODE_HEADER} must both be supplied.`)
  }
  const mode = parseMode(modeText)
  if (mode === undefined) {
    throw invalidArgument(MODE_HEADER, modeText.slice(0, 64), 'Unknown wormMode directive.')
  }
  const untilMs = parseRetainUntil(untilText)
  if (untilMs === undefined) {
    const message = 'The retain until date must be provided in ISO 8601 format'
    throw invalidArgument(UNTIL_HEADER, untilText.slice(0, 64), message)
  }
  checkRetainUntil(untilMs, nowMs)
  return { mode, untilMs }
}

function parseLegalHoldHeader(text: string | undefined): LegalHold | undefined {
  if (text === undefined || text === 'ON' || text === 'OFF') return text
  throw invalidArgument(
    HOLD_HEADER,
    text.slice(0, 64),
    "Legal Hold must be either of 'ON' or 'OFF'",
  )
}

/** Throws InvalidArgument for what is over already. */
export function checkRetainUntil(untilMs: number, nowMs: number): void {
  if (untilMs > nowMs) return
  const message = 'The retain until date must be in the future!'
  throw invalidArgument(UNTIL_HEADER, formatRetainUntil(untilMs), message)
}

/** The lock of an object that is written now; `undefined`: none. Throws as checkRequestedLock does. */
export function newObjectLock(
  context: S3Context,
  requested: ObjectLock | undefined,
): ObjectLock | undefined {
  checkRequestedLock(context, requested)
  return withDefaultRetention(requested, context)
}

/**
 * Throws InvalidRequest where the bucket has no object lock, and AccessDenied to those who may write
 * and may not lock.
 */
export function checkRequestedLock(context: S3Context, requested: ObjectLock | undefined): void {
  if (requested === undefined) return
  requireBucketLock(context.bucket)
  const { retention, legalHold } = requested
  const isAllowed =
    (retention === undefined || mayUseLock(context, 's3:PutObjectRetention')) &&
    (legalHold === undefined || mayUseLock(context, 's3:PutObjectLegalHold'))
  if (!isAllowed) throw new S3Error('AccessDenied')
}

/** What an object's own lock does not say of retention, the bucket's default says. */
export function withDefaultRetention(
  lock: ObjectLock | undefined,
  { bucket, request: { nowMs } }: S3Context,
): ObjectLock | undefined {
  const rule = readBucketAttributes(bucket.attributes).objectLock?.defaultRetention
  if (rule === undefined || lock?.retention !== undefined) return lock
  return { ...lock, retention: startRetention(rule, nowMs) }
}

export function requireBucketLock(bucket: BucketRecord): void {
  if (readBucketAttributes(bucket.attributes).objectLock !== undefined) return
  const message = 'Bucket is missing Object Lock Configuration'
  throw new S3Error('InvalidRequest', {}, { message })
}

/**
 * What is locked can not be written again: S3 takes it only with a checksum of what was meant. Forms
 * of browsers, which could compute none, are let off.
 */
export function requireLockChecksum({ headers, body, form }: S3Request): void {
  if (form !== undefined || headers['content-md5'] !== undefined) return
  if (body.declaredAlgorithm !== undefined) return
  const message =
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object ' +
    'Lock parameters'
  throw new S3Error('InvalidRequest', {}, { message })
}

/** Of answers to GET and HEAD. */
export function lockHeaders({ retention, legalHold }: ObjectLock): Record<string, string> {
  return {
    ...(retention && {
      [MODE_HEADER]: retention.mode,
      [UNTIL_HEADER]: formatRetainUntil(retention.untilMs),
    }),
    ...(legalHold && { [HOLD_HEADER]: legalHold }),
  }
}
