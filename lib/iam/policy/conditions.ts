/**
 * The Condition element: operators × keys × values, all of which must hold.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
import { findOperator, type ValueTest } from './operators.ts'
import type { VariableLookUp } from './pattern.ts'
import { PolicyError } from './policy-error.ts'

/**
 * What a request says under a condition key. The name is in lower case up to its first slash; what
 * follows is the key of a tag, as the policy writes it. `undefined`: the request has no such key.
 */
export type ConditionKeys = (key: string) => readonly string[] | undefined

export interface Condition {
  /** As ConditionKeys takes it. */
  readonly key: string
  /** Without IfExists and quantifier. */
  readonly operator: string
  readonly values: readonly string[]
  readonly ifExists: boolean
  readonly quantifier: 'all' | 'any' | undefined
  holds(keys: ConditionKeys, lookUp: VariableLookUp): boolean
}

/** Throws PolicyError. */
export function parseConditions(
  value: unknown,
  options: { readonly hasVariables: boolean },
): Condition[] {
  if (value === undefined) return []
  const conditions: Condition[] = []
  for (const [operator, byKey] of entriesOf(value)) {
    for (const [key, values] of entriesOf(byKey)) {
      conditions.push(parseCondition(operator, key, { values: readValues(values), ...options }))
    }
  }
  return conditions
}

function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value)
  }
  throw new PolicyError('This policy contains invalid Json', JSON.stringify(value))
}

function readValues(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map(item => {
    if (typeof item === 'string') return item
    if (typeof item === 'boolean' || typeof item === 'number') return String(item)
    throw new PolicyError('Policy has an invalid value in a condition', JSON.stringify(item))
  })
}

/** `s3:ExistingObjectTag/Team` becomes `s3:existingobjecttag/Team`. */
export function normaliseKey(key: string): string {
  const slash = key.indexOf('/')
  return slash < 0 ? key.toLowerCase() : key.slice(0, slash).toLowerCase() + key.slice(slash)
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/

function parseCondition(
  name: string,
  writtenKey: string,
  { values, hasVariables }: { readonly values: readonly string[]; readonly hasVariables: boolean },
): Condition {
  const [, quantifierName, operator = '', suffix] = NAME.exec(name) ?? []
  const quantifier = quantifierName && (quantifierName === 'ForAllValues' ? 'all' : 'any')
  const facts = {
    key: normaliseKey(writtenKey),
    operator,
    values,
    ifExists: suffix !== undefined,
    quantifier: quantifier || undefined,
  } as const
  if (operator === 'Null' && suffix === undefined) return { ...facts, holds: nullTest(facts) }
  const found = findOperator(operator)
  if (found === undefined) throw new PolicyError(`Invalid Condition type : ${name.slice(0, 128)}`)
  const test = found.compile(values, { hasVariables })
  return { ...facts, holds: valueTest(facts, test, found.isNegated) }
}

type Facts = Pick<Condition, 'key' | 'values' | 'ifExists' | 'quantifier'>

/** `"true"`: the key must be absent. */
function nullTest({ key, values }: Facts): Condition['holds'] {
  const wanted = values.map(value => {
    const lower = value.toLowerCase()
    if (lower === 'true' || lower === 'false') return lower === 'true'
    throw new PolicyError('Policy has an invalid value in a condition', value)
  })
  return keys => wanted.includes((keys(key)?.length ?? 0) === 0)
}

function valueTest(
  { key, ifExists, quantifier }: Facts,
  test: ValueTest,
  isNegated: boolean,
): Condition['holds'] {
  return (keys, lookUp) => {
    const actual = keys(key) ?? []
    if (actual.length === 0) {
      return ifExists || quantifier === 'all' || (quantifier === undefined && isNegated)
    }
    const holds = (value: string) => test(value, lookUp) !== isNegated
    // Without a quantifier "is not" means that none of several values is.
    const needsAll = quantifier === 'all' || (quantifier === undefined && isNegated)
    return needsAll ? actual.every(holds) : actual.some(holds)
  }
}
