import test from 'ava'
import type { BucketAttributes } from '../../../lib/s3/bucket-attributes.ts'
import { mayDeliverLogs } from '../../../lib/s3/logging/target.ts'
import type { BucketRecord } from '../../../storage/storage.ts'
import { policyText, type WrittenStatement } from '../../support/policies.ts'

const OWNER = '111111111111'

function bucket(name: string, attributes: BucketAttributes, ownerId = OWNER): BucketRecord {
  return { name, id: name, ownerId, createdAtMs: 0, versioning: 'off', attributes }
}

const source = bucket('source', {})
const service = {
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::photos/logs/*',
}
const ownership = 'BucketOwnerEnforced'

function mayDeliver(key: string, ...statements: WrittenStatement[]): boolean {
  const target = bucket('photos', { ownership, policy: policyText(...statements) })
  return mayDeliverLogs(source, target, key)
}

test('a policy lets the service of logs deliver where it says, on behalf of whom it says', t => {
  t.true(mayDeliver('logs/a', service))
  t.false(mayDeliver('else/a', service))
  const of = (account: string, arn: string) => ({
    ...service,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': arn },
      Bool: { 'aws:SecureTransport': true },
    },
  })
  t.true(mayDeliver('logs/a', of(OWNER, 'arn:aws:s3:::source')))
  t.false(mayDeliver('logs/a', of('222222222222', 'arn:aws:s3:::source')))
  t.false(mayDeliver('logs/a', of(OWNER, 'arn:aws:s3:::other')))
  t.false(mayDeliver('logs/a', { ...service, Principal: { AWS: OWNER } }))
  t.false(mayDeliver('logs/a', service, { Effect: 'Deny' }))
})

test('logs go to no other account, whatever its policy says', t => {
  const target = bucket('photos', { policy: policyText(service) }, '222222222222')
  t.false(mayDeliverLogs(source, target, 'logs/a'))
})

test('a policy that denies the service outweighs what the ACL grants', t => {
  const acl = [['WRITE', 'LogDelivery']] as const
  t.true(mayDeliverLogs(source, bucket('photos', { acl }), 'logs/a'))
  const policy = policyText({ ...service, Effect: 'Deny' })
  t.false(mayDeliverLogs(source, bucket('photos', { acl, policy }), 'logs/a'))
})
