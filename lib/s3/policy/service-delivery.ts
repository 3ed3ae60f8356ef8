/**
 * What the policy of a bucket says of the server itself, as it delivers logs and reports there on
 * behalf of another bucket: under the names of AWS's services.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
 */
import type { BucketRecord } from '../../../storage/storage.ts'
import { parsePolicy } from '../../iam/policy/document.ts'
import { evaluatePolicy } from '../../iam/policy/evaluation.ts'
import type { PolicyWord } from '../access/evaluation.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { bucketArn, objectArn } from './bucket-policy.ts'

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
  const { policy } = readBucketAttributes(target.attributes)
  if (policy === undefined) return 'none'
  const keys: ReadonlyMap<string, string> = new Map([
    ['aws:principalisawsservice', 'true'],
    ['aws:principalservicename', service],
    ['aws:resourceaccount', target.ownerId],
    // It never leaves the process.
    ['aws:securetransport', 'true'],
    ['aws:sourceaccount', source.ownerId],
    ['aws:sourcearn', bucketArn(source.name)],
    ['s3:resourceaccount', target.ownerId],
  ])
  const { decision } = evaluatePolicy(parsePolicy(policy, 'resource'), {
    principal: { kind: 'service', service },
    action: 's3:PutObject',
    resource: objectArn(target.name, key),
    keys: name => {
      const value = keys.get(name)
      return value === undefined ? undefined : [value]
    },
  })
  return decision
}
