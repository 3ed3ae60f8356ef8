/**
 * Policies of buckets: what S3 asks of them beside the grammar, and how the parsed form is kept. What
 * lies with the bucket is the text, byte for byte as it was put.
 */
import {
  type Policy,
  parsePolicy,
  type Selection,
  type Statement,
} from '../../iam/policy/document.ts'
import { PolicyError } from '../../iam/policy/policy-error.ts'
import { isConditionKey, policyActions, type ResourceKind } from './actions.ts'
import { isPublicPolicy } from './public-policy.ts'

export interface BucketPolicy {
  readonly policy: Policy
  readonly isPublic: boolean
}

export const bucketArn = (bucketName: string): string => `arn:aws:s3:::${bucketName}`
export const objectArn = (bucketName: string, key: string): string =>
  `arn:aws:s3:::${bucketName}/${key}`

/** For PutBucketPolicy. Throws PolicyError. */
export function checkBucketPolicy(text: string, bucketName: string): BucketPolicy {
  const policy = parsePolicy(text, 'resource')
  for (const statement of policy.statements) checkStatement(statement, bucketName)
  return { policy, isPublic: isPublicPolicy(policy) }
}

function checkStatement({ actions, resources, conditions }: Statement, bucketName: string): void {
  const kinds = resources === undefined ? [] : resourceKinds(resources, bucketName)
  for (const { source, matches } of actions.patterns) {
    const named = [...policyActions].filter(([action]) => matches(action, () => undefined))
    if (named.length === 0) throw new PolicyError('Policy has invalid action', source)
    if (!actions.isNot && !named.some(([, kind]) => kinds.includes(kind))) {
      throw new PolicyError('Action does not apply to any resource(s) in statement', source)
    }
  }
  for (const { key } of conditions) {
    if (!isConditionKey(key)) throw new PolicyError('Policy has an invalid condition key', key)
  }
}

const BOTH: readonly ResourceKind[] = ['bucket', 'object']

/** Every resource must be the bucket, or objects in it. */
function resourceKinds(resources: Selection, bucketName: string): readonly ResourceKind[] {
  const bucket = bucketArn(bucketName)
  const kinds = resources.patterns.flatMap((pattern): ResourceKind[] => {
    const isBucket = pattern.matches(bucket, () => undefined)
    const isObject = pattern.mayStartWith(`${bucket}/`)
    if (!isBucket && !isObject) {
      throw new PolicyError('Policy has invalid resource', pattern.source)
    }
    return [...(isBucket ? ['bucket' as const] : []), ...(isObject ? ['object' as const] : [])]
  })
  return resources.isNot ? BOTH : kinds
}

/** Of the parsed policies, whose texts have 20 KiB at most. */
const CACHED_MAX = 256

/** The parsed policy of a text that a bucket has. Kept by text: buckets with the same share it. */
export type BucketPolicies = (text: string) => BucketPolicy

export function createBucketPolicies(): BucketPolicies {
  const cache = new Map<string, BucketPolicy>()
  return text => {
    const cached = cache.get(text)
    if (cached !== undefined) return cached
    // It was checked when it was put; rules that were added since must not lock its bucket.
    const policy = parsePolicy(text, 'resource')
    const parsed = { policy, isPublic: isPublicPolicy(policy) }
    const [oldest] = cache.keys()
    if (cache.size >= CACHED_MAX && oldest !== undefined) cache.delete(oldest)
    cache.set(text, parsed)
    return parsed
  }
}
