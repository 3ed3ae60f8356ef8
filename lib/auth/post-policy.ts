/**
 * The policy of an upload form: until when, and for which values of which fields, its signer allows
 * whoever fills in the form to upload in his name. A field that no condition speaks of is refused.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
import { AuthError } from './contract.ts'
import type { FormFields } from './form.ts'

/** Of the file, both ends included. */
export interface SizeRange {
  readonly minBytes: number
  readonly maxBytes: number
}

interface FieldCondition {
  readonly operator: 'eq' | 'starts-with'
  /** Lower case, without the dollar sign. */
  readonly field: string
  readonly value: string
  /** As AWS repeats it in its answer. */
  readonly text: string
}

export interface PostPolicy {
  readonly expiresAtMs: number
  readonly conditions: readonly FieldCondition[]
  /** Where several are given, all must hold. */
  readonly sizeRange: SizeRange | undefined
}

/** Reads base64 of JSON, bounded by its caller; throws AuthError `invalid-policy`. */
export function parsePostPolicy(base64: string): PostPolicy {
  const policy = parseJson(base64)
  if (!isObject(policy)) throw invalid('Invalid JSON.')
  const { expiration, conditions } = policy
  if (expiration === undefined) throw invalid('Policy missing expiration.')
  if (conditions === undefined) throw invalid('Policy missing conditions.')
  if (!Array.isArray(conditions)) throw invalid('Invalid conditions: must be a List.')
  const fields: FieldCondition[] = []
  let sizeRange: SizeRange | undefined
  for (const condition of conditions) {
    const range = readSizeRange(condition)
    if (range === undefined) fields.push(readFieldCondition(condition))
    else sizeRange = narrowed(sizeRange, range)
  }
  return { expiresAtMs: readExpiration(expiration), conditions: fields, sizeRange }
}

function parseJson(base64: string): unknown {
  try {
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64')),
    )
  } catch (cause) {
    throw invalid('Invalid JSON.', cause)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(reason: string, cause?: unknown): AuthError {
  return new AuthError('invalid-policy', `Invalid Policy: ${reason}`, {}, { cause })
}

const EXPIRATION = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/

function readExpiration(expiration: unknown): number {
  const ms =
    typeof expiration === 'string' && EXPIRATION.test(expiration)
      ? Date.parse(expiration)
      : Number.NaN
  if (!Number.isNaN(ms)) return ms
  throw invalid(`Invalid 'expiration' value: '${String(expiration).slice(0, 64)}'`)
}

const SIZE_RANGE = 'content-length-range'

/** `["content-length-range", 1, 1024]`; `undefined` for a condition of another kind. */
function readSizeRange(condition: unknown): SizeRange | undefined {
  if (!Array.isArray(condition)) return undefined
  const [operator, min, max] = condition
  if (typeof operator !== 'string' || operator.toLowerCase() !== SIZE_RANGE) return undefined
  const minBytes = readSize(min)
  const maxBytes = readSize(max)
  if (condition.length !== 3 || minBytes === undefined || maxBytes === undefined) {
    throw invalid(`Invalid ${SIZE_RANGE}: it takes two whole numbers of bytes.`)
  }
  return { minBytes, maxBytes }
}

/** Numbers come as text from some signers. */
function readSize(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function narrowed(one: SizeRange | undefined, other: SizeRange): SizeRange {
  if (one === undefined) return other
  return {
    minBytes: Math.max(one.minBytes, other.minBytes),
    maxBytes: Math.min(one.maxBytes, other.maxBytes),
  }
}

/** `{"acl": "private"}`, `["eq", "$acl", "private"]` or `["starts-with", "$key", "user/"]`. */
function readFieldCondition(condition: unknown): FieldCondition {
  if (isObject(condition)) return readSimpleCondition(condition)
  if (!Array.isArray(condition)) throw invalid('Invalid Condition: must be an object or a list.')
  const [operatorText, field, value] = condition
  const operator = typeof operatorText === 'string' ? operatorText.toLowerCase() : undefined
  if (operator !== 'eq' && operator !== 'starts-with') {
    throw invalid('Invalid Condition: unknown operation.')
  }
  if (condition.length !== 3 || typeof field !== 'string' || typeof value !== 'string') {
    throw invalid(`Invalid Condition: ${operator} takes a field and a text.`)
  }
  if (!field.startsWith('$')) throw invalid('Invalid Condition: a field begins with $.')
  return newCondition(operator, field.slice(1), value)
}

function readSimpleCondition(condition: Readonly<Record<string, unknown>>): FieldCondition {
  const [property, ...others] = Object.entries(condition)
  if (property === undefined || others.length > 0) {
    throw invalid(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    )
  }
  const [field, value] = property
  if (typeof value !== 'string') {
    throw invalid('Invalid Simple-Condition: value must be a string.')
  }
  return newCondition('eq', field, value)
}

function newCondition(
  operator: FieldCondition['operator'],
  field: string,
  value: string,
): FieldCondition {
  const text = `[${[operator, `$${field}`, value].map(item => JSON.stringify(item)).join(', ')}]`
  return { operator, field: field.toLowerCase(), value, text }
}

/** The fields, and `bucket` as the request names it, since that is where the file goes. */
export function checkPostPolicy(policy: PostPolicy, fields: FormFields, nowMs: number): void {
  if (nowMs >= policy.expiresAtMs) throw notAccording('Policy expired.')
  const covered = new Set<string>()
  for (const condition of policy.conditions) {
    const value = fields.get(condition.field)
    if (value === undefined ? !allowsAnything(condition) : !holds(condition, value)) {
      throw notAccording(`Policy Condition failed: ${condition.text}`)
    }
    covered.add(condition.field)
  }
  for (const name of fields.keys()) {
    if (!covered.has(name) && !needsNoCondition(name)) {
      throw notAccording(`Extra input fields: ${name}`)
    }
  }
}

/** What may be anything may also be absent, but for the key, without which there is no object. */
function allowsAnything({ operator, field, value }: FieldCondition): boolean {
  return operator === 'starts-with' && value === '' && field !== 'key'
}

function holds({ operator, field, value }: FieldCondition, actual: string): boolean {
  if (operator === 'eq') return actual === value
  // Only here S3 takes a value for a list, of which every item must satisfy the condition.
  if (field === 'content-type') {
    return actual.split(',').every(item => item.trimStart().startsWith(value))
  }
  return actual.startsWith(value)
}

const FREE_FIELDS: ReadonlySet<string> = new Set([
  'awsaccesskeyid',
  'file',
  'policy',
  'signature',
  'x-amz-signature',
])

/** Checksums only ever forbid: whoever fills in the form may vouch for the bytes he sends. */
function needsNoCondition(name: string): boolean {
  return FREE_FIELDS.has(name) || name.startsWith('x-ignore-') || name.startsWith('x-amz-checksum-')
}

function notAccording(reason: string): AuthError {
  return new AuthError('access-denied', `Invalid according to Policy: ${reason}`)
}
