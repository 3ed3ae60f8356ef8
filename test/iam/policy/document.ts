import test from 'ava'
import fc from 'fast-check'
import { type PolicyKind, parsePolicy } from '../../../lib/iam/policy/document.ts'
import { PolicyError } from '../../../lib/iam/policy/policy-error.ts'

const ACCOUNT = '123456789012'
const good = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::photos/*',
}

function refusal(document: unknown, kind: PolicyKind = 'resource'): string | undefined {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  try {
    parsePolicy(text, kind)
    return undefined
  } catch (thrown) {
    if (thrown instanceof PolicyError) return thrown.message
    throw thrown
  }
}

const withStatement = (change: object) => ({ Statement: [{ ...good, ...change }] })
const without = (name: keyof typeof good) => {
  const { [name]: _, ...rest } = good
  return { Statement: [rest] }
}

test('a policy is read with its version, and without one it is of the first', t => {
  const text = JSON.stringify({ Id: 'mine', Statement: good })
  const policy = parsePolicy(text, 'resource')
  t.is(policy.version, '2008-10-17')
  t.is(policy.id, 'mine')
  t.is(policy.statements.length, 1)
  const newer = parsePolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: [good] }),
    'resource',
  )
  t.is(newer.version, '2012-10-17')
})

const notJson = 'This policy contains invalid Json'
const invalidPrincipal = 'Invalid principal in policy'
const invalidValue = 'Policy has an invalid value in a condition'
const refused: readonly (readonly [what: string, document: unknown, message: string])[] = [
  ['no object', '[]', "Policies must be valid JSON and the first byte must be '{'"],
  ['no JSON', '{', notJson],
  ['no statement', {}, 'Missing required field Statement'],
  ['no statements', { Statement: [] }, 'Could not parse the policy: Statement is empty!'],
  ['a text for a statement', { Statement: ['x'] }, notJson],
  [
    'another version',
    { Version: '2013-01-01', Statement: [good] },
    'The policy must contain a valid version string',
  ],
  ['an unknown field', { Statement: [good], Extra: 1 }, 'Unknown field Extra'],
  ['an unknown field of a statement', withStatement({ Extra: 1 }), 'Unknown field Extra'],
  ['no effect', without('Effect'), 'Missing required field Effect'],
  ['another effect', withStatement({ Effect: 'allow' }), 'Invalid effect: allow'],
  ['no principal', without('Principal'), 'Missing required field Principal'],
  ['no action', without('Action'), 'Missing required field Action'],
  ['an empty list of actions', withStatement({ Action: [] }), 'Missing required field Action'],
  ['a malformed action', withStatement({ Action: 'GetObject' }), 'Policy has invalid action'],
  ['a number for an action', withStatement({ Action: 1 }), 'Policy has invalid action'],
  ['no resource', without('Resource'), 'Missing required field Resource'],
  ['a malformed resource', withStatement({ Resource: 'photos/*' }), 'Policy has invalid resource'],
  [
    'action and not action',
    withStatement({ NotAction: 's3:*' }),
    'A statement can have Action or NotAction, not both',
  ],
  [
    'principal and not principal',
    withStatement({ NotPrincipal: '*' }),
    'A statement can have Principal or NotPrincipal, not both',
  ],
  ['a number for a principal', withStatement({ Principal: 1 }), invalidPrincipal],
  ['an empty principal', withStatement({ Principal: {} }), invalidPrincipal],
  ['an empty list of principals', withStatement({ Principal: { AWS: [] } }), invalidPrincipal],
  ['an unknown kind of principal', withStatement({ Principal: { Aws: '*' } }), invalidPrincipal],
  ['a short account', withStatement({ Principal: { AWS: '1234' } }), invalidPrincipal],
  [
    'a wildcard in a principal',
    withStatement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/*` } }),
    invalidPrincipal,
  ],
  [
    'a malformed canonical id',
    withStatement({ Principal: { CanonicalUser: 'ab' } }),
    invalidPrincipal,
  ],
  ['a list of conditions', withStatement({ Condition: [] }), notJson],
  [
    'an unknown operator',
    withStatement({ Condition: { StringIs: { 'aws:UserAgent': 'a' } } }),
    'Invalid Condition type : StringIs',
  ],
  [
    'an object for a value',
    withStatement({ Condition: { StringLike: { 'aws:UserAgent': {} } } }),
    invalidValue,
  ],
  [
    'no number',
    withStatement({ Condition: { NumericEquals: { 's3:max-keys': 'ten' } } }),
    invalidValue,
  ],
  [
    'no date',
    withStatement({ Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } }),
    invalidValue,
  ],
  [
    'no address',
    withStatement({ Condition: { IpAddress: { 'aws:SourceIp': '1.2.3.4/33' } } }),
    invalidValue,
  ],
  [
    'no boolean',
    withStatement({ Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }),
    invalidValue,
  ],
  [
    'no boolean for Null',
    withStatement({ Condition: { Null: { 'aws:Referer': 'yes' } } }),
    invalidValue,
  ],
  [
    'no ARN',
    withStatement({ Condition: { ArnLike: { 'aws:SourceArn': 'photos' } } }),
    invalidValue,
  ],
  [
    'one Sid twice',
    {
      Statement: [
        { ...good, Sid: 'a' },
        { ...good, Sid: 'a' },
      ],
    },
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    'too much',
    { Statement: [{ ...good, Sid: 'a'.repeat(20 * 1024) }] },
    'Policy exceeds the maximum allowed document size.',
  ],
]
for (const [what, document, message] of refused) {
  test(`a policy with ${what} is refused`, t => {
    t.is(refusal(document), message)
  })
}

test('to let in everybody but somebody is refused, to keep out everybody but somebody is not', t => {
  const { Principal: _, ...rest } = good
  const notPrincipal = { ...rest, NotPrincipal: { AWS: ACCOUNT } }
  t.is(refusal({ Statement: notPrincipal }), 'Allow with NotPrincipal is not allowed.')
  t.is(refusal({ Statement: { ...notPrincipal, Effect: 'Deny' } }), undefined)
})

test('identity policies name no principal, and trust policies no resource', t => {
  const { Principal, ...identity } = good
  const { Resource, ...trust } = { ...good, Action: 'sts:AssumeRole' }
  t.is(refusal({ Statement: identity }, 'identity'), undefined)
  t.truthy(refusal({ Statement: { ...identity, Principal } }, 'identity'))
  t.is(refusal({ Statement: trust }, 'trust'), undefined)
  t.truthy(refusal({ Statement: { ...trust, Resource } }, 'trust'))
})

const word = fc.oneof(
  fc.string(),
  fc.constantFrom('*', 'Allow', 'Deny', 's3:*', 's3:Get*', 'arn:aws:s3:::b/*', ACCOUNT, '${a'),
)
const anyStatement = fc.dictionary(
  fc.constantFrom(
    'Sid',
    'Effect',
    'Principal',
    'NotPrincipal',
    'Action',
    'NotAction',
    'Resource',
    'Condition',
    '__proto__',
  ),
  fc.oneof(
    word,
    fc.array(word),
    fc.dictionary(
      fc.oneof(word, fc.constantFrom('AWS', 'Null', 'ForAllValues:StringLike')),
      fc.oneof(word, fc.dictionary(word, fc.oneof(word, fc.array(word)))),
    ),
  ),
)

test('whatever is no policy is refused in words, and in no other way', t => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(anyStatement).map(Statement => JSON.stringify({ Statement })),
      ),
      text => t.notThrows(() => refusal(text)),
    ),
    { numRuns: 3000 },
  )
})

test('the deepest of documents is refused like any other', t => {
  const depth = 9000
  t.is(refusal(`{"Statement":${'['.repeat(depth)}${']'.repeat(depth)}}`), notJson)
})
