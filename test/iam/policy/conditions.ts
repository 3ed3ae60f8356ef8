import test from 'ava'
import { normaliseKey, parseConditions } from '../../../lib/iam/policy/conditions.ts'

/** Whether the condition holds for a request with these values under the key `aws:k`. */
function holds(
  operator: string,
  expected: unknown,
  actual: readonly string[] | undefined,
): boolean {
  const conditions = parseConditions({ [operator]: { 'aws:K': expected } }, { hasVariables: true })
  const keys = (key: string) => (key === 'aws:k' ? actual : undefined)
  const lookUp = (key: string) => (key === 'aws:username' ? 'Ann' : undefined)
  return conditions.every(condition => condition.holds(keys, lookUp))
}

const variable = (name: string) => `$\u007b${name}}`
const ANN = variable('aws:username')
const NOBODY = variable('aws:missing')

type Row = readonly [operator: string, expected: unknown, actual: string, holds: boolean]
const rows: readonly Row[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', ANN, 'Ann', true],
  ['StringEquals', NOBODY, '', false],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
  ['StringEqualsIgnoreCase', ANN, 'aNN', true],
  ['StringNotEqualsIgnoreCase', 'aB', 'Ab', false],
  ['StringLike', 'a*c?', 'abbcd', true],
  ['StringLike', 'a*c?', 'abbc', false],
  ['StringNotLike', 'a*', 'b', true],
  ['NumericEquals', 10, '10.0', true],
  ['NumericEquals', '1e1', '10', true],
  ['NumericEquals', 10, 'ten', false],
  ['NumericNotEquals', 10, '11', true],
  ['NumericLessThan', 10, '9', true],
  ['NumericLessThan', 10, '10', false],
  ['NumericLessThanEquals', 10, '10', true],
  ['NumericGreaterThan', 10, '10', false],
  ['NumericGreaterThan', '-1', '0', true],
  ['NumericGreaterThanEquals', 10, '10', true],
  ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01', true],
  ['DateEquals', '1767225600', '2026-01-01T00:00:00.000Z', true],
  ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-02', true],
  ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
  ['DateLessThanEquals', '2026-01-01T00:00:00+01:00', '2025-12-31T23:00:00Z', true],
  ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
  ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
  ['Bool', true, 'true', true],
  ['Bool', 'true', 'false', false],
  ['Bool', 'false', 'False', true],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
  ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
  ['IpAddress', '203.0.113.9', '203.0.113.9', true],
  ['IpAddress', ['10.0.0.0/8', '2001:db8::/32'], '2001:db8:1::5', true],
  ['IpAddress', '0.0.0.0/0', '2001:db8::1', false],
  ['IpAddress', '10.0.0.0/8', 'nonsense', false],
  ['NotIpAddress', '203.0.113.0/24', '203.0.113.9', false],
  ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
  ['ArnEquals', 'arn:aws:s3:::photos*', 'arn:aws:s3:::photos-2', true],
  ['ArnLike', 'arn:aws:iam::*:user/*', 'arn:aws:iam::123456789012:user/ann', true],
  ['ArnLike', 'arn:aws:iam:*', 'arn:aws:iam::123456789012:user/ann', false],
  ['ArnLike', 'arn:*:user/ann', 'arn:aws:iam::123456789012:user/ann', false],
  ['ArnLike', `arn:aws:iam::123456789012:user/${ANN}`, 'arn:aws:iam::123456789012:user/Ann', true],
  ['ArnLike', 'arn:aws:sns:us-east-1:1:a:*', 'arn:aws:sns:us-east-1:1:a:b:c', true],
  ['ArnNotEquals', 'arn:aws:s3:::photos', 'arn:aws:s3:::photos', false],
  ['ArnNotLike', 'arn:aws:s3:::photos*', 'arn:aws:s3:::videos', true],
  ['Null', 'true', 'a', false],
  ['Null', false, 'a', true],
]
for (const [operator, expected, actual, isTrue] of rows) {
  const verb = isTrue ? 'holds' : 'does not hold'
  test(`${operator} of ${JSON.stringify(expected)} ${verb} for ${actual}`, t => {
    t.is(holds(operator, expected, [actual]), isTrue)
    if (operator !== 'Null') t.is(holds(`${operator}IfExists`, expected, [actual]), isTrue)
  })
}

test('where a key is missing, only what it must not be holds', t => {
  const operators = new Map(rows.map(([operator, expected]) => [operator, expected]))
  t.is(operators.size, 27)
  for (const [operator, expected] of operators) {
    if (operator === 'Null') continue
    t.is(holds(operator, expected, undefined), operator.includes('Not'), operator)
    t.true(holds(`${operator}IfExists`, expected, undefined), operator)
    t.true(holds(`ForAllValues:${operator}`, expected, undefined), operator)
    t.false(holds(`ForAnyValue:${operator}`, expected, undefined), operator)
  }
  t.true(holds('Null', 'true', undefined))
  t.false(holds('Null', 'false', undefined))
  t.true(holds('Null', 'true', []))
})

test('of several values all must match, or any, as the condition says', t => {
  t.true(holds('ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a']))
  t.false(holds('ForAllValues:StringEquals', ['a', 'b'], ['a', 'c']))
  t.true(holds('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b']))
  t.false(holds('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd']))
  t.false(holds('ForAllValues:StringNotEquals', 'a', ['a', 'c']))
  t.true(holds('ForAnyValue:StringNotEquals', 'a', ['a', 'c']))
  t.true(holds('StringEquals', 'a', ['a', 'c']))
  t.false(holds('StringNotEquals', 'a', ['a', 'c']))
})

test('all operators and all their keys must hold', t => {
  const block = { StringEquals: { 'aws:A': 'a', 'aws:B': 'b' }, Bool: { 'aws:C': 'true' } }
  const conditions = parseConditions(block, { hasVariables: true })
  t.is(conditions.length, 3)
  t.deepEqual(
    conditions.map(({ key }) => key),
    ['aws:a', 'aws:b', 'aws:c'],
  )
})

test('the name of a key has no case, the key of a tag in it has', t => {
  t.is(normaliseKey('S3:ExistingObjectTag/Team/A'), 's3:existingobjecttag/Team/A')
})
