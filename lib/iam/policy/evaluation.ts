/**
 * The one evaluator of policies: pure, and the same for every service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { type ConditionKeys, normaliseKey } from './conditions.ts'
import type { Policy, Selection, Statement } from './document.ts'
import type { VariableLookUp } from './pattern.ts'
import { matchPrincipals, type PolicyPrincipal, type PrincipalMatch } from './principals.ts'

/** One thing that somebody wants to do. */
export interface PolicyQuestion {
  /** `undefined`: nobody signed. */
  readonly principal: PolicyPrincipal | undefined
  /** `s3:GetObject` */
  readonly action: string
  /** `arn:aws:s3:::bucket/key` */
  readonly resource: string
  readonly keys: ConditionKeys
}

/** What one policy says. The statement is the one that decided, for the audit log. */
export type Verdict =
  | { readonly decision: 'none' }
  | { readonly decision: 'deny'; readonly statement: Statement }
  | { readonly decision: 'allow'; readonly statement: Statement; readonly match: PrincipalMatch }

const NONE: Verdict = { decision: 'none' }
/** A name nearer to the one who asks allows more. */
const NEARNESS: readonly PrincipalMatch[] = ['itself', 'everybody', 'role', 'account']

/** One statement that denies is enough, wherever it stands. */
export function evaluatePolicy(policy: Policy, question: PolicyQuestion): Verdict {
  const action = question.action.toLowerCase()
  const lookUp = variablesOf(question.keys)
  let verdict = NONE
  for (const statement of policy.statements) {
    const match = matchStatement(statement, { ...question, action }, lookUp)
    if (match === undefined) continue
    if (statement.effect === 'Deny') return { decision: 'deny', statement }
    if (verdict.decision === 'none' || isNearer(match, verdict)) {
      verdict = { decision: 'allow', statement, match }
    }
  }
  return verdict
}

function isNearer(match: PrincipalMatch, verdict: Verdict): boolean {
  return verdict.decision === 'allow' && NEARNESS.indexOf(match) < NEARNESS.indexOf(verdict.match)
}

/** A key with several values stands for none of them. */
function variablesOf(keys: ConditionKeys): VariableLookUp {
  return name => {
    const values = keys(normaliseKey(name))
    return values?.length === 1 ? values[0] : undefined
  }
}

function matchStatement(
  { principals, actions, resources, conditions }: Statement,
  { principal, action, resource, keys }: PolicyQuestion,
  lookUp: VariableLookUp,
): PrincipalMatch | undefined {
  const match = principals === undefined ? 'itself' : matchPrincipals(principals, principal)
  if (match === undefined || !selects(actions, action, lookUp)) return undefined
  if (resources !== undefined && !selects(resources, resource, lookUp)) return undefined
  return conditions.every(condition => condition.holds(keys, lookUp)) ? match : undefined
}

function selects({ isNot, patterns }: Selection, text: string, lookUp: VariableLookUp): boolean {
  return patterns.some(pattern => pattern.matches(text, lookUp)) !== isNot
}

/** Everything that is said about a request, by whoever may say something. */
export interface PolicySet {
  /** Attached to the one who asks; `everything` for the root of an account. */
  readonly identity: readonly Policy[] | 'everything'
  /** The most that identity policies can allow. */
  readonly boundary?: Policy | undefined
  /** The most that a session can do. */
  readonly session?: readonly Policy[] | undefined
  readonly resource?: Policy | undefined
  /** Whether the resource belongs to the account of the one who asks. */
  readonly isOwnAccount: boolean
}

/** With the statement that decided, where one did: nothing said means no. */
export interface Decision {
  readonly isAllowed: boolean
  readonly policy?: 'identity' | 'boundary' | 'session' | 'resource'
  readonly statement?: Statement
}

type Source = NonNullable<Decision['policy']>

/**
 * What all policies say together. Within an account one of identity and resource policies is enough;
 * between accounts both must allow. Boundary and session only ever take away.
 */
export function decide(policies: PolicySet, question: PolicyQuestion): Decision {
  const verdicts = evaluateAll(policies, question)
  for (const [policy, verdict] of verdicts) {
    if (verdict.decision === 'deny') {
      return { isAllowed: false, policy, statement: verdict.statement }
    }
  }
  const find = (source: Source) =>
    verdicts.find(([policy, { decision }]) => policy === source && decision === 'allow')?.[1]
  const identity = find('identity')
  const resource = find('resource')
  const isWithinLimits =
    (policies.boundary === undefined || find('boundary') !== undefined) &&
    (policies.session === undefined || find('session') !== undefined)
  const hasIdentity = policies.identity === 'everything' || identity !== undefined
  if (policies.isOwnAccount) {
    if (hasIdentity && isWithinLimits) return allowedBy('identity', identity)
    if (resource?.decision !== 'allow') return { isAllowed: false }
    // What is given to the account is the account's to give on; a role's sessions keep their limits.
    const isEnough = resource.match !== 'account' && (resource.match !== 'role' || isWithinLimits)
    return isEnough ? allowedBy('resource', resource) : { isAllowed: false }
  }
  const isAllowed = hasIdentity && isWithinLimits && resource !== undefined
  return isAllowed ? allowedBy('resource', resource) : { isAllowed: false }
}

function evaluateAll(
  policies: PolicySet,
  question: PolicyQuestion,
): (readonly [Source, Verdict])[] {
  const { identity, boundary, session = [], resource } = policies
  const all: (readonly [Source, Policy])[] = [
    ...(resource ? [['resource', resource] as const] : []),
    ...(identity === 'everything' ? [] : identity.map(policy => ['identity', policy] as const)),
    ...(boundary ? [['boundary', boundary] as const] : []),
    ...session.map(policy => ['session', policy] as const),
  ]
  return all.map(([source, policy]) => [source, evaluatePolicy(policy, question)])
}

function allowedBy(policy: Source, verdict: Verdict | undefined): Decision {
  if (verdict?.decision !== 'allow') return { isAllowed: true }
  return { isAllowed: true, policy, statement: verdict.statement }
}

/**
 * Whether any statement allows one of the actions to the one who asks, on some resource and under
 * some conditions: where the answer is no, there is nothing more to look at.
 */
export function mightAllow(
  { statements }: Policy,
  principal: PolicyPrincipal | undefined,
  actions: readonly string[],
): boolean {
  return statements.some(
    ({ effect, principals, actions: selection }) =>
      effect === 'Allow' &&
      (principals === undefined || matchPrincipals(principals, principal) !== undefined) &&
      actions.some(action => selects(selection, action.toLowerCase(), () => undefined)),
  )
}
