/**
 * What limits of a session mean to services that do not say which resource an action is about: to
 * them a session may do what its policies allow on every resource, and deny on none.
 */
import type { Principal } from './account.ts'
import type { ConditionKeys } from './policy/conditions.ts'
import type { Policy, Statement } from './policy/document.ts'
import { decide, evaluatePolicy } from './policy/evaluation.ts'
import { policyPrincipal, principalArn } from './policy-principal.ts'

/** What a request says, whichever service it is for. */
export interface CallFacts {
  readonly action: string
  /** The ARN, where the service knows it. */
  readonly resource?: string
  readonly region: string
  readonly nowMs: number
  readonly remoteAddress: string
  readonly isTls: boolean
}

/** The policies that limit it; empty where it may do whatever its account may. */
export function sessionPolicies(principal: Principal | undefined): readonly Policy[] {
  return principal?.session?.policies ?? []
}

/** True for whoever has no limits. */
export function mayInSession(principal: Principal, facts: CallFacts): boolean {
  const session = sessionPolicies(principal)
  if (session.length === 0) return true
  const { action, resource = '*' } = facts
  const keys = callKeys(principal, facts)
  const question = { principal: policyPrincipal(principal), action, resource, keys }
  if (facts.resource !== undefined) {
    return decide({ identity: 'everything', session, isOwnAccount: true }, question).isAllowed
  }
  const verdicts = session.map(policy => evaluatePolicy(onEveryResource(policy), question))
  return (
    verdicts.some(({ decision }) => decision === 'allow') &&
    verdicts.every(({ decision }) => decision !== 'deny')
  )
}

/** A denial on some resource may be meant for this one; all but some is not every one. */
function onEveryResource(policy: Policy): Policy {
  const statements = policy.statements.flatMap((statement): Statement[] => {
    if (statement.effect === 'Deny') return [{ ...statement, resources: undefined }]
    return statement.resources?.isNot ? [] : [statement]
  })
  return { ...policy, statements }
}

/** Of an IPv4 client on a socket for both. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

function callKeys(principal: Principal, facts: CallFacts): ConditionKeys {
  const { region, nowMs, remoteAddress, isTls } = facts
  const values: ReadonlyMap<string, string> = new Map([
    ['aws:currenttime', new Date(nowMs).toISOString()],
    ['aws:epochtime', String(Math.floor(nowMs / 1000))],
    ['aws:principalaccount', principal.account.accountId],
    ['aws:principalarn', principal.session?.role?.arn ?? principalArn(principal)],
    ['aws:requestedregion', region],
    ['aws:securetransport', String(isTls)],
    ['aws:sourceip', remoteAddress.replace(MAPPED, '')],
  ])
  return key => {
    const value = values.get(key)
    return value === undefined ? undefined : [value]
  }
}
