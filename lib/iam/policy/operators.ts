/**
 * The operators of conditions: each makes, of the values in a policy, a test for one value of a
 * request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { BlockList, isIP } from 'node:net'
import { compilePattern, type PatternOptions, type VariableLookUp } from './pattern.ts'
import { PolicyError } from './policy-error.ts'

/** Whether a value of the request matches any value of the policy. */
export type ValueTest = (value: string, lookUp: VariableLookUp) => boolean

export interface Operator {
  /** True: the condition holds where the test fails. */
  readonly isNegated: boolean
  /** Throws PolicyError for values that it cannot compare with. */
  compile(values: readonly string[], options: PatternOptions): ValueTest
}

/** Of the base name; without IfExists and quantifiers. `Null` is not among them: it has no test. */
export function findOperator(name: string): Operator | undefined {
  return operators.get(name)
}

type Compile = Operator['compile']

/** Values that are converted once; one of a request that cannot be matches nothing. */
function comparing<Value>(
  parse: (text: string) => Value | undefined,
  isMatch: (actual: Value, expected: Value) => boolean,
): Compile {
  return values => {
    const expected = values.map(text => parse(text) ?? invalidValue(text))
    return text => {
      const actual = parse(text)
      return actual !== undefined && expected.some(value => isMatch(actual, value))
    }
  }
}

function invalidValue(text: string): never {
  throw new PolicyError('Policy has an invalid value in a condition', text)
}

const compileText: (hasWildcards: boolean) => Compile =
  hasWildcards =>
  (values, { hasVariables = false }) => {
    const patterns = values.map(value => compilePattern(value, { hasWildcards, hasVariables }))
    return (text, lookUp) => patterns.some(pattern => pattern.matches(text, lookUp))
  }

const compileIgnoringCase: Compile = (values, { hasVariables = false }) => {
  const test = compileText(false)(
    values.map(value => lowerOutsideVariables(value)),
    { hasVariables },
  )
  return (text, lookUp) => test(text.toLowerCase(), key => lookUp(key)?.toLowerCase())
}

/** Tags in the names of variables keep their case. */
function lowerOutsideVariables(text: string): string {
  return text.replaceAll(/(\$\{[^,{}]*)|[^$]+|\$/g, (part, name) => name ?? part.toLowerCase())
}

/** `*` matches within one of the six parts of an ARN, and anything in the last. */
const compileArn: Compile = (values, { hasVariables = false }) => {
  const options = { hasWildcards: true, hasVariables }
  const arns = values.map(value => {
    if (!value.startsWith('arn:') && value !== '*') invalidValue(value)
    return splitArn(value).map(part => compilePattern(part, options))
  })
  return (text, lookUp) => {
    const parts = splitArn(text)
    return arns.some(
      patterns =>
        (patterns.length === 1 || patterns.length === parts.length) &&
        patterns.every((pattern, at) => pattern.matches(parts[at] ?? '', lookUp)),
    )
  }
}

const ARN_PARTS = 6

/** Colons inside of variables divide nothing. */
function splitArn(arn: string): string[] {
  const parts = arn.match(/(?:\$\{[^{}]*\}|[^:])+|:/g) ?? []
  const texts = ['']
  for (const part of parts) {
    if (part === ':' && texts.length < ARN_PARTS) texts.push('')
    else texts[texts.length - 1] += part
  }
  return texts
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/

function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}

const DATE =
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/

/** W3C's profile of ISO 8601, or seconds since 1970. In milliseconds. */
function parseDate(text: string): number | undefined {
  if (DATE.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text)
  const seconds = parseNumber(text)
  return seconds === undefined ? undefined : seconds * 1000
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

function parseBinary(text: string): Buffer | undefined {
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined
}

export interface AddressRange {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefixBits: number
}

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const version = isIP(address)
  const bitsMax = version === 4 ? 32 : 128
  if (version === 0 || address.includes('%') || rest.length > 0) return undefined
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax)) return undefined
  const prefixBits = bits === undefined ? bitsMax : Number(bits)
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', prefixBits }
}

const compileAddresses: Compile = values => {
  const list = new BlockList()
  for (const value of values) {
    const { address, family, prefixBits } = parseAddressRange(value) ?? invalidValue(value)
    list.addSubnet(address, prefixBits, family)
  }
  return text => {
    const range = parseAddressRange(text)
    return range !== undefined && list.check(range.address, range.family)
  }
}

type Comparison = readonly [name: string, isNegated: boolean, isMatch: typeof isEqual]

const isEqual = (actual: number, expected: number): boolean => actual === expected
const comparisons: readonly Comparison[] = [
  ['Equals', false, isEqual],
  ['NotEquals', true, isEqual],
  ['LessThan', false, (actual, expected) => actual < expected],
  ['LessThanEquals', false, (actual, expected) => actual <= expected],
  ['GreaterThan', false, (actual, expected) => actual > expected],
  ['GreaterThanEquals', false, (actual, expected) => actual >= expected],
]

const operators: ReadonlyMap<string, Operator> = new Map([
  ...both('StringEquals', 'StringNotEquals', compileText(false)),
  ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', compileIgnoringCase),
  ...both('StringLike', 'StringNotLike', compileText(true)),
  ...both('ArnEquals', 'ArnNotEquals', compileArn),
  ...both('ArnLike', 'ArnNotLike', compileArn),
  ...both('IpAddress', 'NotIpAddress', compileAddresses),
  ...comparisons.flatMap(([name, isNegated, isMatch]): [string, Operator][] => [
    [`Numeric${name}`, { isNegated, compile: comparing(parseNumber, isMatch) }],
    [`Date${name}`, { isNegated, compile: comparing(parseDate, isMatch) }],
  ]),
  ['Bool', { isNegated: false, compile: comparing(parseBoolean, (one, other) => one === other) }],
  [
    'BinaryEquals',
    { isNegated: false, compile: comparing(parseBinary, (one, other) => one.equals(other)) },
  ],
])

function both(positive: string, negative: string, compile: Compile): [string, Operator][] {
  return [
    [positive, { isNegated: false, compile }],
    [negative, { isNegated: true, compile }],
  ]
}
