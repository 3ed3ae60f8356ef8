/** The permissions of object lock that stand beside an operation's own. */
import type { S3Context } from '../operation.ts'
import type { LockQuestion } from './lock.ts'

export type LockAction =
  | 's3:BypassGovernanceRetention'
  | 's3:GetObjectLegalHold'
  | 's3:GetObjectRetention'
  | 's3:PutObjectLegalHold'
  | 's3:PutObjectRetention'

/** No ACL gives any of them: the bucket's owner has them all. */
export function mayUseLock(
  { principal, bucket }: Pick<S3Context, 'principal' | 'bucket'>,
  _action: LockAction,
): boolean {
  return principal?.account.accountId === bucket.ownerId
}

/** Both headers of a lock are shown, or neither is. */
export function maySeeLock(context: Pick<S3Context, 'principal' | 'bucket'>): boolean {
  return (
    mayUseLock(context, 's3:GetObjectRetention') && mayUseLock(context, 's3:GetObjectLegalHold')
  )
}

const BYPASS_HEADER = 'x-amz-bypass-governance-retention'

/** Governance is bypassed by those who may, and only when they say so. */
export function lockQuestion(
  context: Pick<S3Context, 'principal' | 'bucket' | 'request'>,
): LockQuestion {
  const { headers, nowMs } = context.request
  const isAsked = headers[BYPASS_HEADER]?.toLowerCase() === 'true'
  return {
    nowMs,
    bypassesGovernance: isAsked && mayUseLock(context, 's3:BypassGovernanceRetention'),
  }
}
