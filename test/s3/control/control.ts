import { Agent } from 'node:http'
import type { LookupFunction } from 'node:net'
import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  ListTagsForResourceCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-s3-control'
import test from 'ava'
import { parseXml, xmlChild, xmlText } from '../../../lib/http/xml.ts'
import { outcome } from '../../support/acl.ts'
import { policyText, putPolicy } from '../../support/policies.ts'
import { storeObject } from '../../support/s3-objects.ts'
import {
  type RawRequest,
  type S3Server,
  startS3,
  type TestAccount,
} from '../../support/s3-server.ts'

const lookup: LookupFunction = (_host, options, found) =>
  options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)

/** It asks `ACCOUNT.s3-control.example.com`, which is here. */
function controlClient(s3: S3Server, credentials: TestAccount, stack: DisposableStack) {
  const httpAgent = new Agent({ keepAlive: true, lookup })
  const client = new S3ControlClient({
    endpoint: `http://s3-control.example.com:${new URL(s3.endpoint).port}`,
    region: 'us-east-1',
    credentials,
    requestHandler: { httpAgent },
    maxAttempts: 1,
  })
  stack.defer(() => {
    client.destroy()
    httpAgent.destroy()
  })
  return client
}

const path = '/v20180820/configuration/publicAccessBlock'
const everything = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

test('an account’s public access block is put, read and deleted by the stock client', async t => {
  await using s3 = await startS3()
  using stack = new DisposableStack()
  const client = controlClient(s3, s3.owner, stack)
  const AccountId = s3.owner.accountId
  const get = () => client.send(new GetPublicAccessBlockCommand({ AccountId }))
  await t.throwsAsync(get(), { name: 'NoSuchPublicAccessBlockConfiguration' })
  const PublicAccessBlockConfiguration = { ...everything, IgnorePublicAcls: false }
  await client.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }))
  t.deepEqual((await get()).PublicAccessBlockConfiguration, PublicAccessBlockConfiguration)
  await client.send(new DeletePublicAccessBlockCommand({ AccountId }))
  await t.throwsAsync(get(), { name: 'NoSuchPublicAccessBlockConfiguration' })
})

test('an account’s block is its own affair', async t => {
  await using s3 = await startS3()
  using stack = new DisposableStack()
  const AccountId = s3.owner.accountId
  const stranger = controlClient(s3, s3.stranger, stack)
  const put = new PutPublicAccessBlockCommand({
    AccountId,
    PublicAccessBlockConfiguration: everything,
  })
  await t.throwsAsync(stranger.send(put), { name: 'AccessDenied' })
  const get = new GetPublicAccessBlockCommand({ AccountId })
  await t.throwsAsync(stranger.send(get), { name: 'AccessDenied' })
  const headers = { 'x-amz-account-id': AccountId }
  const errorOf = async (request: RawRequest) => {
    const { status, text } = await s3.send({ ...request, headers: request.headers ?? headers })
    const error = xmlChild(parseXml(text), 'Error')
    return `${status} ${error && xmlText(error, 'Code')}`
  }
  t.is(await errorOf({ path, as: 'anonymous' }), '403 AccessDenied')
  t.is(await errorOf({ path, headers: { 'x-amz-account-id': 'me' } }), '400 InvalidArgument')
  t.is(await errorOf({ path: '/v20180820/jobs' }), '501 NotImplemented')
  t.is(await errorOf({ method: 'POST', path }), '405 MethodNotAllowed')
  t.is(await errorOf({ method: 'PUT', path, body: '<a' }), '400 MalformedXML')
})

test('a bucket may have the name of the control API’s version', async t => {
  await using s3 = await startS3({ bucket: 'v20180820' })
  await storeObject(s3, 'v20180820', 'configuration/publicAccessBlock', 'hello')
  t.is((await s3.send({ path })).text, 'hello')
})

async function blockAccount(s3: S3Server): Promise<void> {
  using stack = new DisposableStack()
  const client = controlClient(s3, s3.owner, stack)
  const AccountId = s3.owner.accountId
  const PublicAccessBlockConfiguration = everything
  await client.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }))
}

test('an account’s block holds for all its buckets and for no other account’s', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.createBucket('theirs', { ownerId: s3.stranger.accountId })
  await storeObject(s3, 'photos', 'key', 'hello')
  const open = { 'x-amz-acl': 'public-read' }
  const setters: readonly (readonly [request: RawRequest, refusal: string])[] = [
    [{ method: 'PUT', path: '/photos?acl', headers: open }, '403 AccessDenied'],
    [{ method: 'PUT', path: '/photos/key?acl', headers: open }, '403 AccessDenied'],
    [{ method: 'PUT', path: '/photos/key', headers: open, body: 'hello' }, '403 AccessDenied'],
    [{ method: 'PUT', path: '/photos?policy', body: policyText({}) }, '403 AccessDenied'],
    [
      { method: 'PUT', path: '/new-bucket', headers: open },
      '400 InvalidBucketAclWithBlockPublicAccessError',
    ],
  ]
  for (const [request] of setters) t.true((await s3.send(request)).status < 300, request.path)
  const strangers = { method: 'PUT', path: '/theirs?acl', headers: open, as: s3.stranger }
  await blockAccount(s3)
  await s3.send({ method: 'DELETE', path: '/new-bucket' })
  for (const [request, refusal] of setters) t.is(await outcome(s3, request), refusal)
  t.is(await outcome(s3, strangers), '200')
  t.is(await outcome(s3, { path: '/theirs', as: 'anonymous' }), '200')
  for (const as of ['anonymous', s3.stranger] as const) {
    t.is(await outcome(s3, { path: '/photos', as }), '403 AccessDenied')
    t.is(await outcome(s3, { path: '/photos/key', as }), '403 AccessDenied')
  }
  t.is(await outcome(s3, { path: '/photos/key' }), '200')
})

test('the buckets of an account that other threads have blocked are closed within a second', async t => {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  await using s3 = await startS3({ bucket: 'photos', clock })
  await putPolicy(s3, {})
  const request = { path: '/photos', as: 'anonymous' } as const
  t.is(await outcome(s3, request), '200')
  const blocks = s3.storage.documents('public-access-blocks')
  await blocks.update(s3.owner.accountId, () => ({
    blockPublicAcls: false,
    ignorePublicAcls: false,
    blockPublicPolicy: false,
    restrictPublicBuckets: true,
  }))
  ahead = 1_001
  t.is(await outcome(s3, request), '403 AccessDenied')
})

test('TagResource, ListTagsForResource and UntagResource change and list a bucket’s tags', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  using stack = new DisposableStack()
  const client = controlClient(s3, s3.owner, stack)
  const resource = { AccountId: s3.owner.accountId, ResourceArn: 'arn:aws:s3:::photos' }
  const list = async () => (await client.send(new ListTagsForResourceCommand(resource))).Tags ?? []
  const tag = (...pairs: readonly (readonly [string, string])[]) =>
    new TagResourceCommand({ ...resource, Tags: pairs.map(([Key, Value]) => ({ Key, Value })) })
  t.deepEqual(await list(), [])
  await client.send(tag(['a', '1'], ['b', '2']))
  await client.send(tag(['b', '3'], ['c', '4']))
  t.deepEqual(await list(), [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '3' },
    { Key: 'c', Value: '4' },
  ])
  await client.send(new UntagResourceCommand({ ...resource, TagKeys: ['a', 'c', 'x'] }))
  t.deepEqual(await list(), [{ Key: 'b', Value: '3' }])
  t.regex((await s3.send({ path: '/photos?tagging' })).text, /<Key>b<\/Key><Value>3<\/Value>/)
  const many = Array.from({ length: 50 }, (_, index) => [`k${index}`, ''] as const)
  await t.throwsAsync(client.send(tag(...many)), { name: 'InvalidTag' })
  t.deepEqual(await list(), [{ Key: 'b', Value: '3' }])
})

test('tags of a bucket are its owner’s affair, and the policy’s', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  using stack = new DisposableStack()
  const ResourceArn = 'arn:aws:s3:::photos'
  const own = () => new ListTagsForResourceCommand({ AccountId: s3.owner.accountId, ResourceArn })
  const others = new ListTagsForResourceCommand({ AccountId: s3.stranger.accountId, ResourceArn })
  await putPolicy(s3, {})
  await t.throwsAsync(controlClient(s3, s3.stranger, stack).send(others), { name: 'AccessDenied' })
  const client = controlClient(s3, s3.owner, stack)
  await t.notThrowsAsync(client.send(own()))
  await putPolicy(s3, { Effect: 'Deny', Action: 's3:ListTagsForResource' })
  await t.throwsAsync(client.send(own()), { name: 'AccessDenied' })
  for (const [arn, name] of [
    ['arn:aws:s3:::missing', 'NoSuchBucket'],
    ['arn:aws:s3:::photos/key', 'InvalidArgument'],
  ] as const) {
    const list = new ListTagsForResourceCommand({ AccountId: s3.owner.accountId, ResourceArn: arn })
    await t.throwsAsync(client.send(list), { name })
  }
})
