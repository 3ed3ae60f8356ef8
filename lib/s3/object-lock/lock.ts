/**
 * Object lock's rules, as pure functions: what protects a version, until when, and who may change
 * it. They run inside storage's conditions, where nothing can come between them and the change.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
import { S3Error } from '../errors.ts'

export type RetentionMode = 'COMPLIANCE' | 'GOVERNANCE'

export type Retention = {
  readonly mode: RetentionMode
  /** Milliseconds since 1970. */
  readonly untilMs: number
}

/** Kept with a version. Retention and legal hold protect it independently of each other. */
export type ObjectLock = {
  readonly retention?: Retention
  /** Absent where it was never said. */
  readonly legalHold?: LegalHold
}

export type LegalHold = 'OFF' | 'ON'

/** What new objects get that say nothing themselves. */
export type DefaultRetention = {
  readonly mode: RetentionMode
} & ({ readonly days: number } | { readonly years: number })

/** Who asks, and when. */
export interface LockQuestion {
  readonly nowMs: number
  /** Has the permission to bypass governance, and said that it means to. */
  readonly bypassesGovernance: boolean
}

export function parseMode(text: string): RetentionMode | undefined {
  return text === 'COMPLIANCE' || text === 'GOVERNANCE' ? text : undefined
}

/** Whether the version may not be removed, by anyone who may not bypass governance. */
export function isLocked(lock: ObjectLock | undefined, nowMs: number): boolean {
  return lock !== undefined && (lock.legalHold === 'ON' || isRetained(lock.retention, nowMs))
}

function isRetained(retention: Retention | undefined, nowMs: number): boolean {
  return retention !== undefined && retention.untilMs > nowMs
}

/** Throws AccessDenied unless the version may be removed for good. */
export function checkRemoval(
  lock: ObjectLock | undefined,
  { nowMs, bypassesGovernance }: LockQuestion,
): void {
  if (lock === undefined || !isLocked(lock, nowMs)) return
  const isBypassed =
    bypassesGovernance && lock.legalHold !== 'ON' && lock.retention?.mode === 'GOVERNANCE'
  if (!isBypassed) throw protectedByLock()
}

/**
 * Throws AccessDenied unless `next` may take the place of `current`; `undefined` ends it. Anyone may
 * extend what is there in the same mode. All else needs the bypass, and compliance knows none.
 */
export function checkRetentionChange(
  current: Retention | undefined,
  next: Retention | undefined,
  { nowMs, bypassesGovernance }: LockQuestion,
): void {
  if (current === undefined || !isRetained(current, nowMs)) return
  if (next?.mode === current.mode && next.untilMs >= current.untilMs) return
  if (current.mode !== 'GOVERNANCE' || !bypassesGovernance) throw protectedByLock()
}

/** The retention of what is made now. Years are those of the calendar. */
export function startRetention(rule: DefaultRetention, nowMs: number): Retention {
  if ('days' in rule) return { mode: rule.mode, untilMs: nowMs + rule.days * DAY_MS }
  const until = new Date(nowMs)
  until.setUTCFullYear(until.getUTCFullYear() + rule.years)
  return { mode: rule.mode, untilMs: until.getTime() }
}

const DAY_MS = 86_400_000

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/

/** `undefined` for what is no time in ISO 8601 with its zone. */
export function parseRetainUntil(text: string): number | undefined {
  const timeMs = ISO_8601.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(timeMs) ? undefined : timeMs
}

export function formatRetainUntil(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

function protectedByLock(): S3Error {
  const message = 'Access Denied because object protected by object lock.'
  return new S3Error('AccessDenied', {}, { message })
}
