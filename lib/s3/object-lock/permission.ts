/** The permissions of object lock that stand beside an operation's own. */
import type { S3Context } from '../operation.ts'
import type { LockQuestion } from './lock.ts'

export type LockAction =
  | 's3:BypassGovernanceRetention'
  | 's3:GetObjectLegalHold'
  | 's3:GetObjectRetention'
  | 's3:PutObjectLegalHold'
  | 's3:PutObjectRetention'

type Asking = Pick<S3Context, 'access' | 'request'>

/** No ACL gives any of them: the bucket's owner has them all, and others what its policy allows. */
export function mayUseLock(
  { access, request }: Asking,
  action: LockAction,
  key: string = request.key,
): boolean {
  return access.may(action, { key })
}

/** Both headers of a lock are shown, or neither is. */
export function maySeeLock(context: Asking): boolean {
  return (
    mayUseLock(context, 's3:GetObjectRetention') && mayUseLock(context, 's3:GetObjectLegalHold')
  )
}

const BYPASS_HEADER = 'x-amz-bypass-governance-retention'

/** Governance is bypassed by those who may, and only when they say so. */
export function lockQuestion(context: Asking, key: string = context.request.key): LockQuestion {
  const { headers, nowMs } = context.request
  const isAsked = headers[BYPASS_HEADER]?.toLowerCase() === 'true'
  return {
    nowMs,
    bypassesGovernance: isAsked && mayUseLock(context, 's3:BypassGovernanceRetention', key),
  }
}
