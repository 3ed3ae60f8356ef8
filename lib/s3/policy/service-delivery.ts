/**
 * What the policy of a bucket says of the server itself, as it delivers logs and reports there on
 * behalf of another bucket: under the names of AWS's services.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
 */
import type { BucketRecord } from '../../../storage/storage.ts'
import { parsePolicy } from '../../iam/policy/document.ts'
import { evaluatePolicy } from '../../iam/policy/evaluation.ts'
import type { PolicyPrincipal } from '../../iam/policy/principals.ts'
import type { PolicyWord } from '../access/evaluation.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { bucketArn, objectArn } from './bucket-policy.ts'
import { isPublicPolicy } from './public-policy.ts'

export interface ServiceDelivery {
  /** `logging.s3.amazonaws.com` */
  readonly service: string
  /** On whose behalf. */
  readonly source: BucketRecord
  readonly target: BucketRecord
  /** Of the object that is delivered. */
  readonly key: string
}

export function deliveryWord({ service, source, target, key }: ServiceDelivery): PolicyWord {
  return policyWord(target, {
    principal: { kind: 'service', service },
    action: 's3:PutObject',
    key,
    keys: [
      ['aws:principalisawsservice', 'true'],
      ['aws:principalservicename', service],
      ['aws:sourceaccount', source.ownerId],
      ['aws:sourcearn', bucketArn(source.name)],
    ],
  })
}

export interface InternalAccess {
  readonly principal: PolicyPrincipal
  readonly action: string
  readonly key: string
  /** Condition keys, in lower case, beside those of every access by the server itself. */
  readonly keys: readonly (readonly [name: string, value: string])[]
}

/** What a bucket's policy says of an access that came by no request. */
export function policyWord(target: BucketRecord, access: InternalAccess): PolicyWord {
  const { policy: text, publicAccessBlock } = readBucketAttributes(target.attributes)
  if (text === undefined) return 'none'
  const keys: ReadonlyMap<string, string> = new Map([
    ['aws:resourceaccount', target.ownerId],
    // It never leaves the process.
    ['aws:securetransport', 'true'],
    ['s3:resourceaccount', target.ownerId],
    ...access.keys,
  ])
  const policy = parsePolicy(text, 'resource')
  const { decision } = evaluatePolicy(policy, {
    principal: access.principal,
    action: access.action,
    resource: objectArn(target.name, access.key),
    keys: name => {
      const value = keys.get(name)
      return value === undefined ? undefined : [value]
    },
  })
  const isRestricted =
    access.principal.kind === 'account' &&
    publicAccessBlock?.restrictPublicBuckets === true &&
    isPublicPolicy(policy)
  return decision === 'allow' && isRestricted ? 'none' : decision
}
