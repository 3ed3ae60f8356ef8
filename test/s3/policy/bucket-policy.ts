import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { outcome } from '../../support/acl.ts'
import { policyText, putPolicy, toAccount, type WrittenStatement } from '../../support/policies.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

const path = '/photos?policy'

test('PutBucketPolicy keeps the text as it is, GetBucketPolicy returns and DeleteBucketPolicy removes it', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const client = s3.client()
  t.is(await outcome(s3, { path }), '404 NoSuchBucketPolicy')
  const text = ` ${policyText({ Sid: 'Größe' })}`.slice(1)
  const put = new PutBucketPolicyCommand({ Bucket: 'photos', Policy: text })
  t.is((await client.send(put)).$metadata.httpStatusCode, 204)
  const read = await client.send(new GetBucketPolicyCommand({ Bucket: 'photos' }))
  t.is(read.Policy, text)
  t.is((await s3.send({ path })).headers['content-type'], 'application/json')
  await client.send(new DeleteBucketPolicyCommand({ Bucket: 'photos' }))
  t.is(await outcome(s3, { path }), '404 NoSuchBucketPolicy')
  t.is(await outcome(s3, { method: 'DELETE', path }), '204')
})

const statement = (change: WrittenStatement) => policyText(change)
const refused: readonly (readonly [what: string, body: string, message: string])[] = [
  [
    'another bucket',
    statement({ Resource: 'arn:aws:s3:::videos/*' }),
    'Policy has invalid resource',
  ],
  [
    'a bucket whose name only begins like it',
    statement({ Resource: 'arn:aws:s3:::photos2/*' }),
    'Policy has invalid resource',
  ],
  ['an action that is none', statement({ Action: 's3:Fetch*' }), 'Policy has invalid action'],
  [
    'an action of another service',
    statement({ Action: 'ec2:RunInstances' }),
    'Policy has invalid action',
  ],
  [
    'an action on objects and the bucket',
    statement({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos' }),
    'Action does not apply to any resource(s) in statement',
  ],
  [
    'an action on the bucket and its objects',
    statement({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::photos/*' }),
    'Action does not apply to any resource(s) in statement',
  ],
  [
    'an unknown condition key',
    statement({ Condition: { StringEquals: { 's3:color': 'a' } } }),
    'Policy has an invalid condition key',
  ],
  [
    'an account that is nobody’s',
    statement({ Principal: { AWS: '000000000000' } }),
    'Invalid principal in policy',
  ],
  [
    'a canonical id that is nobody’s',
    statement({ Principal: { CanonicalUser: '0'.repeat(64) } }),
    'Invalid principal in policy',
  ],
  [
    'a user who is not there',
    statement({ Principal: { AWS: 'arn:aws:iam::000000000000:user/ann' } }),
    'Invalid principal in policy',
  ],
  ['no JSON', '{"Statement": ', 'This policy contains invalid Json'],
  ['no UTF-8', '{"Id": "\uffff"}', 'Missing required field Statement'],
  [
    '21 KiB',
    statement({ Sid: 'a'.repeat(21 * 1024) }),
    'Policy exceeds the maximum allowed document size.',
  ],
]

test('PutBucketPolicy refuses in words what is no policy of the bucket', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  for (const [what, body, message] of refused) {
    const { status, text } = await s3.send({ method: 'PUT', path, body })
    const error = parseXml(text)
    t.is(status, 400, what)
    t.deepEqual(
      [xmlText(error, 'Code'), xmlText(error, 'Message')],
      ['MalformedPolicy', message],
      what,
    )
  }
  const bytes = Buffer.from([0x7b, 0xff, 0x7d])
  t.is(await outcome(s3, { method: 'PUT', path, body: bytes }), '400 MalformedPolicy')
  t.is(await outcome(s3, { method: 'PUT', path }), '400 MissingRequestBodyError')
  t.is(await outcome(s3, { path }), '404 NoSuchBucketPolicy')
})

test('PutBucketPolicy takes any wildcards that mean the bucket, and the principals that there are', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const { stranger } = s3
  const taken: WrittenStatement[] = [
    { Resource: '*' },
    { Resource: ['arn:aws:s3:::*', 'arn:aws:s3:::*/*'] },
    { Resource: 'arn:aws:s3:::photo?/*' },
    { Action: '*' },
    { Action: ['s3:Get*', 's3:listbucket'] },
    { Principal: { AWS: `arn:aws:iam::${stranger.accountId}:root` } },
    { Principal: { CanonicalUser: stranger.canonicalId } },
    { Principal: { Service: 'logging.s3.amazonaws.com' } },
    {
      Condition: { StringEquals: { 's3:ExistingObjectTag/Team': 'a', 'aws:PrincipalTag/x': 'y' } },
    },
  ]
  for (const change of taken) {
    const body = policyText(change)
    t.is(await outcome(s3, { method: 'PUT', path, body }), '204', body)
  }
})

const ADDRESS = 'aws:SourceIp'
const statuses: readonly (readonly [
  what: string,
  statement: WrittenStatement,
  isPublic: boolean,
])[] = [
  ['everybody', {}, true],
  ['everybody, by another spelling', { Principal: { AWS: '*' } }, true],
  ['a denial of everybody', { Effect: 'Deny' }, false],
  ['addresses', { Condition: { IpAddress: { [ADDRESS]: '10.1.0.0/16' } } }, false],
  [
    'half of all addresses',
    { Condition: { IpAddress: { [ADDRESS]: ['10.1.0.0/16', '0.0.0.0/1'] } } },
    true,
  ],
  ['all addresses but some', { Condition: { NotIpAddress: { [ADDRESS]: '10.1.0.0/16' } } }, true],
  ['addresses, if any', { Condition: { IpAddressIfExists: { [ADDRESS]: '10.1.0.0/16' } } }, true],
  ['wide addresses of IPv6', { Condition: { IpAddress: { [ADDRESS]: '2000::/3' } } }, true],
  [
    'one account',
    { Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012' } } },
    false,
  ],
  [
    'accounts by a wildcard',
    { Condition: { StringLike: { 'aws:PrincipalAccount': '12*' } } },
    true,
  ],
  ['one organisation', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, false],
  [
    'a variable',
    { Condition: { StringEquals: { 'aws:SourceAccount': '$\u007baws:PrincipalAccount}' } } },
    true,
  ],
  [
    'ARNs of one account',
    { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:*' } } },
    false,
  ],
  [
    'ARNs of any account',
    { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:topic' } } },
    true,
  ],
  [
    'a referring page',
    { Condition: { StringLike: { 'aws:Referer': 'http://example.com/*' } } },
    true,
  ],
  [
    'whatever is not elsewhere',
    { Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } },
    true,
  ],
  ['a network', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }, false],
  [
    'all of some networks',
    { Condition: { 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' } } },
    true,
  ],
]

test('GetBucketPolicyStatus says whether everybody is let in', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  t.is(await outcome(s3, { path: '/photos?policyStatus' }), '404 NoSuchBucketPolicy')
  for (const [what, change, isPublic] of statuses) {
    await putPolicy(
      s3,
      { Principal: toAccount(s3.stranger) },
      { Action: 's3:GetObject', ...change },
    )
    const command = new GetBucketPolicyStatusCommand({ Bucket: 'photos' })
    const { PolicyStatus } = await s3.client().send(command)
    t.is(PolicyStatus?.IsPublic, isPublic, what)
  }
})

async function block(s3: S3Server, name: string): Promise<void> {
  const body = `<PublicAccessBlockConfiguration><${name}>true</${name}></PublicAccessBlockConfiguration>`
  await s3.send({ method: 'PUT', path: '/photos?publicAccessBlock', body })
}

test('where public policies are blocked, PutBucketPolicy takes only others', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await block(s3, 'BlockPublicPolicy')
  const put = (change: WrittenStatement): RawRequest => ({
    method: 'PUT',
    path,
    body: policyText(change),
  })
  t.is(await outcome(s3, put({})), '403 AccessDenied')
  t.is(await outcome(s3, put({ Principal: toAccount(s3.stranger) })), '204')
})

test('where public buckets are restricted, a public policy lets in nobody else, and keeps out whom it did', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const { stranger } = s3
  await block(s3, 'RestrictPublicBuckets')
  const list = { path: '/photos', as: stranger }
  const others = { Principal: toAccount(stranger) }
  await putPolicy(s3, others)
  t.is(await outcome(s3, list), '200')
  await putPolicy(s3, others, { Action: 's3:GetBucketLocation', Resource: 'arn:aws:s3:::photos' })
  t.is(await outcome(s3, list), '403 AccessDenied')
  t.is(await outcome(s3, { path: '/photos?location', as: 'anonymous' }), '403 AccessDenied')
  t.is(await outcome(s3, { path: '/photos' }), '200')
  await putPolicy(s3, {}, { Effect: 'Deny', Action: 's3:ListBucket' })
  t.is(await outcome(s3, { path: '/photos' }), '403 AccessDenied')
})

test('whoever is locked out by a policy, the owner can undo it', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const all = { Effect: 'Deny' } as const
  const confirm = { 'x-amz-confirm-remove-self-bucket-access': 'true' }
  const put = { method: 'PUT', path, body: policyText(all), headers: confirm }
  t.is(await outcome(s3, put), '204')
  t.is(await outcome(s3, { path: '/photos' }), '403 AccessDenied')
  t.is(await outcome(s3, { path: '/photos?policyStatus' }), '403 AccessDenied')
  t.is(await outcome(s3, { path }), '200')
  t.is(await outcome(s3, put), '204')
  t.is(await outcome(s3, { method: 'DELETE', path }), '204')
  t.is(await outcome(s3, { path: '/photos' }), '200')
})

test('the policy is the owning account’s affair, even where it lets others at itself', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const as = s3.stranger
  const requests = [
    { path, as },
    { method: 'PUT', path, as, body: policyText({}) },
    { method: 'DELETE', path, as },
  ]
  for (const request of requests) t.is(await outcome(s3, request), '403 AccessDenied')
  await putPolicy(s3, {})
  for (const request of requests) t.is(await outcome(s3, request), '405 MethodNotAllowed')
})
