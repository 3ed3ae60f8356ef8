import { ListBucketsCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { parseXml, xmlChild, xmlChildren, xmlText } from '../../lib/http/xml.ts'
import { openUpload, storeObject } from '../support/s3-objects.ts'
import { type RawRequest, type S3Server, startS3 } from '../support/s3-server.ts'

async function codeOf(s3: S3Server, request: RawRequest) {
  const { status, text } = await s3.send(request)
  return [status, text === '' ? undefined : xmlText(parseXml(text), 'Code')]
}

function createBucket(s3: S3Server, name: string, request: Partial<RawRequest> = {}) {
  return codeOf(s3, { method: 'PUT', path: `/${name}`, ...request })
}

function inRegion(location: string) {
  return `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
    <LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`
}

test('CreateBucket makes a bucket that its owner alone sees in ListBuckets', async t => {
  await using s3 = await startS3()
  const response = await s3.send({ method: 'PUT', path: '/photos' })
  t.deepEqual([response.status, response.headers.location], [200, '/photos'])
  const { Buckets, Owner } = await s3.client().send(new ListBucketsCommand({}))
  t.deepEqual(
    Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion]),
    [['photos', 'us-east-1']],
  )
  t.is(Owner?.ID, s3.owner.canonicalId)
  const others = await s3.client({ as: s3.stranger }).send(new ListBucketsCommand({}))
  t.deepEqual(others.Buckets ?? [], [])
})

test('CreateBucket of a bucket that is there succeeds for its owner in the first region only', async t => {
  await using first = await startS3({ bucket: 'photos' })
  t.deepEqual(await createBucket(first, 'photos'), [200, undefined])
  t.deepEqual(await createBucket(first, 'photos', { as: first.stranger }), [
    409,
    'BucketAlreadyExists',
  ])
  await using second = await startS3({ bucket: 'photos', region: 'eu-west-1' })
  const body = inRegion('eu-west-1')
  t.deepEqual(await createBucket(second, 'photos', { body }), [409, 'BucketAlreadyOwnedByYou'])
})

const constraints = [
  { region: 'us-east-1', location: 'us-east-1', is: [400, 'InvalidLocationConstraint'] },
  { region: 'us-east-1', location: '', is: [400, 'InvalidLocationConstraint'] },
  { region: 'us-east-1', location: 'eu-west-1', is: [400, 'IllegalLocationConstraintException'] },
  { region: 'eu-west-1', location: 'eu-west-1', is: [200, undefined] },
  { region: 'eu-west-1', location: 'EU', is: [200, undefined] },
  { region: 'eu-west-1', location: undefined, is: [400, 'IllegalLocationConstraintException'] },
  { region: 'eu-west-1', location: 'us-west-2', is: [400, 'IllegalLocationConstraintException'] },
] as const
for (const { region, location, is } of constraints) {
  const said = location === undefined ? 'none' : `"${location}"`
  test(`CreateBucket in ${region} with the location constraint ${said} is ${is[0]}`, async t => {
    await using s3 = await startS3({ region })
    const body = location === undefined ? '' : inRegion(location)
    t.deepEqual(await createBucket(s3, 'photos', { body }), [...is])
  })
}

const settings = [
  { headers: { 'x-amz-acl': 'private' }, is: [200, undefined] },
  { headers: { 'x-amz-object-ownership': 'ObjectWriter' }, is: [200, undefined] },
  { headers: { 'x-amz-object-ownership': 'Nobody' }, is: [400, 'InvalidArgument'] },
  { headers: { 'x-amz-acl': 'secret' }, is: [400, 'InvalidArgument'] },
  { headers: { 'x-amz-acl': 'public-read' }, is: [200, undefined] },
  { headers: { 'x-amz-grant-read': 'id=1' }, is: [400, 'InvalidArgument'] },
  {
    headers: { 'x-amz-acl': 'public-read', 'x-amz-object-ownership': 'BucketOwnerEnforced' },
    is: [400, 'InvalidBucketAclWithObjectOwnership'],
  },
  {
    headers: { 'x-amz-acl': 'private', 'x-amz-object-ownership': 'BucketOwnerEnforced' },
    is: [200, undefined],
  },
  {
    headers: { 'x-amz-acl': 'public-read', 'x-amz-object-ownership': 'ObjectWriter' },
    is: [200, undefined],
  },
  {
    headers: { 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=1' },
    is: [400, 'InvalidRequest'],
  },
  { headers: { 'x-amz-bucket-object-lock-enabled': 'true' }, is: [200, undefined] },
  { headers: { 'x-amz-bucket-object-lock-enabled': 'false' }, is: [200, undefined] },
  { headers: { 'x-amz-bucket-namespace': 'account-regional' }, is: [501, 'NotImplemented'] },
] as const
for (const { headers, is } of settings) {
  test(`CreateBucket with ${JSON.stringify(headers)} is ${is[0]}`, async t => {
    await using s3 = await startS3()
    t.deepEqual(await createBucket(s3, 'photos', { headers }), [...is])
    const bucket = await s3.storage.getBucket('photos')
    t.is(bucket !== undefined, is[0] === 200)
  })
}

test('CreateBucket refuses bodies that are not its document', async t => {
  await using s3 = await startS3()
  for (const body of ['<A/>', '<CreateBucketConfiguration>', 'x', '<!DOCTYPE a><A/>']) {
    t.deepEqual(await createBucket(s3, 'photos', { body }), [400, 'MalformedXML'], body)
  }
  const body = 'x'.repeat(64 * 1024 + 1)
  t.deepEqual(await createBucket(s3, 'photos', { body }), [400, 'MaxMessageLengthExceeded'])
})

test('CreateBucket stores the tags and the ownership that come with it', async t => {
  await using s3 = await startS3()
  const body =
    '<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags>' +
    '</CreateBucketConfiguration>'
  const headers = { 'x-amz-object-ownership': 'BucketOwnerPreferred' }
  t.deepEqual(await createBucket(s3, 'photos', { body, headers }), [200, undefined])
  const tagging = await s3.send({ path: '/photos?tagging' })
  t.true(tagging.text.includes('<Tag><Key>a</Key><Value>b</Value></Tag>'))
  const ownership = await s3.send({ path: '/photos?ownershipControls' })
  t.true(ownership.text.includes('BucketOwnerPreferred'))
})

test('ListBuckets gives pages in the order of names, and no bucket twice', async t => {
  await using s3 = await startS3()
  const names = ['alpha', 'beta', 'delta', 'delta.2', 'gamma']
  for (const name of names) await createBucket(s3, name)
  const client = s3.client()
  const seen: unknown[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(new ListBucketsCommand({ MaxBuckets: 2, ContinuationToken }))
    t.true((page.Buckets?.length ?? 0) <= 2)
    seen.push(...(page.Buckets ?? []).map(({ Name }) => Name))
    ContinuationToken = page.ContinuationToken
  } while (ContinuationToken !== undefined)
  t.deepEqual(seen, names)
  const prefixed = await client.send(new ListBucketsCommand({ Prefix: 'delta' }))
  t.deepEqual(
    prefixed.Buckets?.map(({ Name }) => Name),
    ['delta', 'delta.2'],
  )
  t.is(prefixed.Prefix, 'delta')
  const elsewhere = await client.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }))
  t.deepEqual(elsewhere.Buckets ?? [], [])
})

for (const query of [
  'max-buckets=0',
  'max-buckets=10001',
  'max-buckets=x',
  'continuation-token=x',
]) {
  test(`ListBuckets refuses ${query}`, async t => {
    await using s3 = await startS3()
    t.deepEqual(await codeOf(s3, { path: `/?${query}` }), [400, 'InvalidArgument'])
  })
}

test('HeadBucket tells the region, to those who are refused as well', async t => {
  await using s3 = await startS3({ bucket: 'photos', region: 'eu-west-1' })
  const head = { method: 'HEAD', path: '/photos' }
  const own = await s3.send(head)
  t.deepEqual([own.status, own.headers['x-amz-bucket-region']], [200, 'eu-west-1'])
  for (const as of [s3.stranger, 'anonymous'] as const) {
    const refused = await s3.send({ ...head, as })
    t.deepEqual([refused.status, refused.headers['x-amz-bucket-region']], [403, 'eu-west-1'])
  }
  const missing = await s3.send({ method: 'HEAD', path: '/missing' })
  t.deepEqual([missing.status, missing.headers['x-amz-bucket-region']], [404, undefined])
})

test('DeleteBucket removes an empty bucket with its open uploads', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await openUpload(s3, 'photos', 'key')
  t.deepEqual(await codeOf(s3, { method: 'DELETE', path: '/photos' }), [204, undefined])
  t.deepEqual(await codeOf(s3, { method: 'DELETE', path: '/photos' }), [404, 'NoSuchBucket'])
})

test('DeleteBucket refuses while an object or a delete marker is there', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const { versionId } = await storeObject(s3, 'photos', 'key')
  const request = { method: 'DELETE', path: '/photos' }
  t.deepEqual(await codeOf(s3, request), [409, 'BucketNotEmpty'])
  await s3.storage.deleteObject('photos', 'key')
  await s3.storage.deleteObject('photos', 'key', { versionId })
  t.deepEqual(await codeOf(s3, request), [409, 'BucketNotEmpty'])
})

test('GetBucketLocation is empty in the first region and a name in the others', async t => {
  await using first = await startS3({ bucket: 'photos' })
  const { text } = await first.send({ path: '/photos?location' })
  t.deepEqual([parseXml(text).name, parseXml(text).text], ['LocationConstraint', ''])
  await using second = await startS3({ bucket: 'photos', region: 'eu-west-1' })
  const named = await second.send({ path: '/photos?location' })
  t.is(parseXml(named.text).text, 'eu-west-1')
})

const absent = [
  ['GetBucketCors', 'cors', 'NoSuchCORSConfiguration'],
  ['GetBucketEncryption', 'encryption', 'ServerSideEncryptionConfigurationNotFoundError'],
  ['GetBucketLifecycleConfiguration', 'lifecycle', 'NoSuchLifecycleConfiguration'],
  ['GetBucketPolicy', 'policy', 'NoSuchBucketPolicy'],
  ['GetBucketPolicyStatus', 'policyStatus', 'NoSuchBucketPolicy'],
  ['GetBucketReplication', 'replication', 'ReplicationConfigurationNotFoundError'],
  ['GetBucketWebsite', 'website', 'NoSuchWebsiteConfiguration'],
  ['GetObjectLockConfiguration', 'object-lock', 'ObjectLockConfigurationNotFoundError'],
  ['GetPublicAccessBlock', 'publicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'],
  ['GetBucketOwnershipControls', 'ownershipControls', 'OwnershipControlsNotFoundError'],
] as const
for (const [name, query, code] of absent) {
  test(`${name} of a bucket that has none is ${code}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    t.deepEqual(await codeOf(s3, { path: `/photos?${query}` }), [404, code])
  })
}

const defaults = [
  ['GetBucketAccelerateConfiguration', 'accelerate', 'AccelerateConfiguration', ''],
  ['GetBucketLogging', 'logging', 'BucketLoggingStatus', ''],
  ['GetBucketNotificationConfiguration', 'notification', 'NotificationConfiguration', ''],
  ['GetBucketRequestPayment', 'requestPayment', 'RequestPaymentConfiguration', 'BucketOwner'],
] as const
for (const [name, query, root, value] of defaults) {
  test(`${name} of a bucket that was never configured is its default`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const { status, text } = await s3.send({ path: `/photos?${query}` })
    t.is(status, 200)
    t.is(parseXml(text).name, root)
    t.is(text.replaceAll(/<[^>]*>/g, '').trim(), value)
  })
}

test('GetBucketAcl and GetObjectAcl give the owner full control and nobody anything', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  for (const path of ['/photos?acl', '/photos/key?acl']) {
    const policy = parseXml((await s3.send({ path })).text)
    const list = xmlChild(policy, 'AccessControlList')
    const grants = list ? xmlChildren(list, 'Grant') : []
    t.is(grants.length, 1)
    const [grant] = grants
    const grantee = grant && xmlChild(grant, 'Grantee')
    t.is(grantee && xmlText(grantee, 'ID'), s3.owner.canonicalId)
    t.is(grant && xmlText(grant, 'Permission'), 'FULL_CONTROL')
  }
})

test('GetObjectAcl of what is not there is refused', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  t.deepEqual(await codeOf(s3, { path: '/photos/key?acl' }), [404, 'NoSuchKey'])
  const marker = await s3.storage.deleteObject('photos', 'key')
  t.deepEqual(await codeOf(s3, { path: '/photos/key?acl' }), [404, 'NoSuchKey'])
  const path = `/photos/key?acl&versionId=${marker.versionId}`
  t.deepEqual(await codeOf(s3, { path }), [405, 'MethodNotAllowed'])
})
