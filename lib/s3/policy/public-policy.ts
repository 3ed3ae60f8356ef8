/**
 * Whether a bucket's policy is public. It is, unless everything that it allows is for fixed values of
 * what says where a request comes from or who makes it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
import type { Condition } from '../../iam/policy/conditions.ts'
import type { Policy, Statement } from '../../iam/policy/document.ts'
import { type AddressRange, parseAddressRange } from '../../iam/policy/operators.ts'

export function isPublicPolicy({ statements }: Policy): boolean {
  return statements.some(
    statement =>
      statement.effect === 'Allow' &&
      isForEverybody(statement) &&
      !statement.conditions.some(isPin),
  )
}

function isForEverybody({ principals }: Statement): boolean {
  return principals?.isEverybody === true
}

/** Keys whose fixed values make a statement private. */
const PINNED_KEYS: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:userid',
  's3:accesspointnetworkorigin',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

const PINNING_OPERATORS: readonly string[] = [
  'ArnEquals',
  'ArnLike',
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
]

/** A condition that also holds where the key is missing pins nothing. */
function isPin({ key, operator, values, ifExists, quantifier }: Condition): boolean {
  if (ifExists || quantifier === 'all' || values.length === 0) return false
  if (key === 'aws:sourceip') {
    return operator === 'IpAddress' && values.every(value => isNarrow(parseAddressRange(value)))
  }
  if (!PINNED_KEYS.has(key) || !PINNING_OPERATORS.includes(operator)) return false
  return values.every(value => isFixedValue(key, value))
}

function isFixedValue(key: string, value: string): boolean {
  if (value.includes('${')) return false
  if (key === 'aws:userid') return !/[*?]/.test(value.replace(/^(?:AROA|AIDA)\w+:\*$/, ''))
  if (key === 's3:dataaccesspointarn') return FIXED_ACCESS_POINT.test(value)
  // An ARN whose account is fixed is that account's, whatever the rest may be.
  if (/^arn:[^*?:]*:[^*?:]*:[^:]*:\d{12}:/.test(value)) return true
  return !/[*?]/.test(value)
}

const FIXED_ACCESS_POINT = /^arn:aws[a-z-]*:s3:[^:*?]*:\d{12}:accesspoint\//

const WIDEST_BITS = { ipv4: 8, ipv6: 32 } as const

/** Wider ranges are half of the internet and count as all of it. */
function isNarrow(range: AddressRange | undefined): boolean {
  return range !== undefined && range.prefixBits >= WIDEST_BITS[range.family]
}
