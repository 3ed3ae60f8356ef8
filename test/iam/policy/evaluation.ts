import test from 'ava'
import fc from 'fast-check'
import { type Policy, type PolicyKind, parsePolicy } from '../../../lib/iam/policy/document.ts'
import {
  decide,
  evaluatePolicy,
  mightAllow,
  type PolicyQuestion,
} from '../../../lib/iam/policy/evaluation.ts'
import type { PolicyPrincipal, PrincipalMatch } from '../../../lib/iam/policy/principals.ts'

const accountIds = ['111111111111', '222222222222'] as const

type Member = Extract<PolicyPrincipal, { kind: 'account' }>

function userOf(accountId: string, name = 'root'): Member {
  const canonicalId = accountId.repeat(6).slice(0, 64)
  return { kind: 'account', accountId, canonicalId, arn: `arn:aws:iam::${accountId}:${name}` }
}

const [own, other] = accountIds
const session: Member = {
  ...userOf(own),
  arn: `arn:aws:sts::${own}:assumed-role/reader/now`,
  roleArn: `arn:aws:iam::${own}:role/reader`,
}

function policy(statements: object | object[], kind: PolicyKind = 'resource'): Policy {
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
}

const question: PolicyQuestion = {
  principal: userOf(own),
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::photos/key',
  keys: () => undefined,
}
const anything = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }

const letters = (...all: string[]) => fc.subarray(all, { minLength: 1 })
const statement = fc.record({
  effect: fc.constantFrom('Allow', 'Deny'),
  principals: fc.oneof(fc.constant('*' as const), letters(...accountIds)),
  isNotAction: fc.boolean(),
  actions: letters('s3:GetObject', 's3:PutObject', 's3:DeleteObject'),
  isNotResource: fc.boolean(),
  resources: letters('arn:aws:s3:::a', 'arn:aws:s3:::b'),
  agents: fc.option(letters('x', 'y'), { nil: undefined }),
})
type Statement = typeof statement extends fc.Arbitrary<infer Value> ? Value : never

function written(each: Statement): object {
  return {
    Effect: each.effect,
    Principal: each.principals === '*' ? '*' : { AWS: each.principals },
    [each.isNotAction ? 'NotAction' : 'Action']: each.actions,
    [each.isNotResource ? 'NotResource' : 'Resource']: each.resources,
    ...(each.agents && { Condition: { StringEquals: { 'aws:UserAgent': each.agents } } }),
  }
}

/** The logic once more, over sets of words instead of a parsed policy. */
function reference(
  statements: readonly Statement[],
  asked: { who: string | undefined; action: string; resource: string; agent: string | undefined },
): 'allow' | 'deny' | 'none' {
  const about = statements.filter(each => {
    const isWho =
      each.principals === '*' || (asked.who !== undefined && each.principals.includes(asked.who))
    const isAction = new Set(each.actions).has(asked.action) !== each.isNotAction
    const isResource = new Set(each.resources).has(asked.resource) !== each.isNotResource
    const isAgent =
      each.agents === undefined || (asked.agent !== undefined && each.agents.includes(asked.agent))
    return isWho && isAction && isResource && isAgent
  })
  const effects = new Set(about.map(({ effect }) => effect))
  return effects.has('Deny') ? 'deny' : effects.has('Allow') ? 'allow' : 'none'
}

test('evaluation says what a reference says that knows no patterns', t => {
  const asked = fc.record({
    who: fc.option(fc.constantFrom(...accountIds), { nil: undefined }),
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:DeleteObject'),
    resource: fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::b'),
    agent: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), asked, (statements, asks) => {
      const parsed = policy(statements.map(written))
      const { who, action, resource, agent } = asks
      const principal = who === undefined ? undefined : userOf(who)
      const keys = (key: string) => (key === 'aws:useragent' && agent ? [agent] : undefined)
      const verdict = evaluatePolicy(parsed, { principal, action, resource, keys })
      t.is(verdict.decision, reference(statements, asks))
      if (verdict.decision === 'allow') t.true(mightAllow(parsed, principal, [action]))
    }),
    { numRuns: 3000 },
  )
})

test('the statement that decided is named', t => {
  const rules = policy([
    { ...anything, Sid: 'All' },
    { ...anything, Effect: 'Deny', Sid: 'NoReading', Action: 's3:Get*' },
  ])
  const denied = evaluatePolicy(rules, question)
  t.is(denied.decision, 'deny')
  t.is(denied.decision === 'deny' && denied.statement.sid, 'NoReading')
  const allowed = evaluatePolicy(rules, { ...question, action: 's3:PutObject' })
  t.is(allowed.decision === 'allow' && allowed.statement.index, 0)
})

test('actions have no case, resources have', t => {
  const rules = policy({ ...anything, Action: 'S3:getOBJECT', Resource: 'arn:aws:s3:::photos/K*' })
  t.is(evaluatePolicy(rules, question).decision, 'none')
  const resource = 'arn:aws:s3:::photos/Key'
  t.is(evaluatePolicy(rules, { ...question, resource }).decision, 'allow')
})

test('variables in resources are the request’s, and only in the newer version', t => {
  const written = { ...anything, Resource: 'arn:aws:s3:::photos/$\u007baws:PrincipalAccount}/*' }
  const asked = {
    ...question,
    resource: `arn:aws:s3:::photos/${own}/a`,
    keys: (key: string) => (key === 'aws:principalaccount' ? [own] : undefined),
  }
  t.is(evaluatePolicy(policy(written), asked).decision, 'allow')
  const old = parsePolicy(JSON.stringify({ Statement: written }), 'resource')
  t.is(evaluatePolicy(old, asked).decision, 'none')
})

const user = userOf(own, 'user/ann')
const { canonicalId } = userOf(own)
const named: readonly (readonly [
  name: object | string,
  who: PolicyPrincipal | undefined,
  match: PrincipalMatch | undefined,
])[] = [
  ['*', undefined, 'everybody'],
  [{ AWS: '*' }, undefined, 'everybody'],
  [{ AWS: own }, undefined, undefined],
  [{ AWS: own }, user, 'account'],
  [{ AWS: `arn:aws:iam::${own}:root` }, user, 'account'],
  [{ AWS: [other, own] }, user, 'account'],
  [{ AWS: other }, user, undefined],
  [{ AWS: `arn:aws:iam::${own}:user/ann` }, user, 'itself'],
  [{ AWS: `arn:aws:iam::${own}:user/bob` }, user, undefined],
  [{ AWS: `arn:aws:iam::${own}:role/reader` }, session, 'role'],
  [{ AWS: `arn:aws:sts::${own}:assumed-role/reader/now` }, session, 'itself'],
  [{ CanonicalUser: canonicalId }, user, 'account'],
  [{ CanonicalUser: canonicalId }, userOf(other), undefined],
  [
    { Service: 'logging.s3.amazonaws.com' },
    { kind: 'service', service: 'logging.s3.amazonaws.com' },
    'itself',
  ],
  [{ Service: 'logging.s3.amazonaws.com' }, user, undefined],
  [{ AWS: own }, { kind: 'service', service: 'logging.s3.amazonaws.com' }, undefined],
  [{ Federated: 'accounts.google.com' }, user, undefined],
]
for (const [name, principal, match] of named) {
  const who =
    principal === undefined ? 'nobody' : principal.kind === 'service' ? 'a service' : principal.arn
  test(`the principal ${JSON.stringify(name)} ${match ? `names ${who} as ${match}` : `does not name ${who}`}`, t => {
    const verdict = evaluatePolicy(policy({ ...anything, Principal: name }), {
      ...question,
      principal,
    })
    t.is(verdict.decision === 'allow' ? verdict.match : undefined, match)
    const { Principal: _, ...rest } = { ...anything, Effect: 'Deny', NotPrincipal: name }
    const negated = evaluatePolicy(policy(rest), { ...question, principal })
    t.is(negated.decision, match === undefined ? 'deny' : 'none')
  })
}

const identityOf = (change: object) => {
  const { Principal: _, ...rest } = anything
  return policy({ ...rest, ...change }, 'identity')
}
const reading = identityOf({ Action: 's3:Get*' })
const writing = identityOf({ Action: 's3:Put*' })
const noReading = identityOf({ Effect: 'Deny', Action: 's3:Get*' })
const toUser = policy({ ...anything, Principal: { AWS: `arn:aws:iam::${own}:user/ann` } })
const toRole = policy({ ...anything, Principal: { AWS: `arn:aws:iam::${own}:role/reader` } })
const toAccount = policy({ ...anything, Principal: { AWS: own } })
const noOne = policy({ ...anything, Effect: 'Deny' })

const cases: readonly (readonly [
  what: string,
  policies: Omit<Parameters<typeof decide>[0], 'isOwnAccount'>,
  inOwn: string,
  inOther: string,
])[] = [
  ['nothing is said', { identity: [] }, 'no', 'no'],
  ['the root asks', { identity: 'everything' }, 'yes', 'no'],
  ['an identity policy allows', { identity: [reading] }, 'yes identity', 'no'],
  ['an identity policy denies', { identity: [reading, noReading] }, 'no identity', 'no identity'],
  ['the boundary allows something else', { identity: [reading], boundary: writing }, 'no', 'no'],
  ['the boundary allows it too', { identity: [reading], boundary: reading }, 'yes identity', 'no'],
  ['the session allows something else', { identity: [reading], session: [writing] }, 'no', 'no'],
  ['the resource is for the user', { identity: [], resource: toUser }, 'yes resource', 'no'],
  [
    'the resource is for the user, within a boundary',
    { identity: [], resource: toUser, boundary: writing },
    'yes resource',
    'no',
  ],
  ['the resource is for the account', { identity: [], resource: toAccount }, 'no', 'no'],
  [
    'the resource is for the account, which passes it on',
    { identity: [reading], resource: toAccount },
    'yes identity',
    'yes resource',
  ],
  ['both allow', { identity: [reading], resource: toUser }, 'yes identity', 'yes resource'],
  [
    'both allow, and the boundary does not',
    { identity: [reading], resource: toUser, boundary: writing },
    'yes resource',
    'no',
  ],
  [
    'the resource denies',
    { identity: 'everything', resource: noOne },
    'no resource',
    'no resource',
  ],
]
for (const [what, policies, inOwn, inOther] of cases) {
  test(`when ${what}, the answer is ${inOwn} within an account and ${inOther} from another`, t => {
    const say = (isOwnAccount: boolean) => {
      const decision = decide({ ...policies, isOwnAccount }, { ...question, principal: user })
      return [decision.isAllowed ? 'yes' : 'no', decision.policy].filter(Boolean).join(' ')
    }
    t.is(say(true), inOwn)
    t.is(say(false), inOther)
  })
}

test('what a resource gives to a role is bounded for its sessions, what it gives to one session is not', t => {
  const bounded = { identity: [], session: [writing], isOwnAccount: true }
  const asked = { ...question, principal: session }
  t.false(decide({ ...bounded, resource: toRole }, asked).isAllowed)
  const toSession = policy({
    ...anything,
    Principal: { AWS: session.arn },
  })
  t.true(decide({ ...bounded, resource: toSession }, asked).isAllowed)
})
