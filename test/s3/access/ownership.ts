import test from 'ava'
import { outcome, policy, readAcl } from '../../support/acl.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const CONTROLS = '/photos?ownershipControls'
const BLOCK = '/photos?publicAccessBlock'

function controls(ownership: string): string {
  return `<OwnershipControls><Rule><ObjectOwnership>${ownership}</ObjectOwnership></Rule></OwnershipControls>`
}

const put = (path: string, body: string) => ({ method: 'PUT', path, body })

function cannedAcl(path: string, name: string) {
  return { method: 'PUT', path, headers: { 'x-amz-acl': name } }
}

/** A bucket into which the stranger may write. */
async function startShared(ownership?: string): Promise<S3Server> {
  const s3 = await startS3({ bucket: 'photos' })
  await s3.send(cannedAcl('/photos?acl', 'public-read-write'))
  if (ownership !== undefined) await s3.send(put(CONTROLS, controls(ownership)))
  return s3
}

test('PutBucketOwnershipControls sets, GetBucketOwnershipControls reads, DeleteBucketOwnershipControls removes', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  for (const ownership of ['BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced']) {
    t.is(await outcome(s3, put(CONTROLS, controls(ownership))), '200')
    t.true((await s3.send({ path: CONTROLS })).text.includes(`>${ownership}<`))
  }
  t.is(await outcome(s3, { method: 'DELETE', path: CONTROLS }), '204')
  t.is(await outcome(s3, { path: CONTROLS }), '404 OwnershipControlsNotFoundError')
  t.is(await outcome(s3, { method: 'DELETE', path: CONTROLS }), '204')
})

test('PutBucketOwnershipControls refuses what is not its document', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  t.is(await outcome(s3, put(CONTROLS, '')), '400 MissingRequestBodyError')
  for (const body of ['<A/>', '<OwnershipControls/>', controls('Nobody')]) {
    t.is(await outcome(s3, put(CONTROLS, body)), '400 MalformedXML')
  }
  const two = controls('ObjectWriter').replace(/<Rule>.*<\/Rule>/, '$&$&')
  t.is(await outcome(s3, put(CONTROLS, two)), '400 MalformedXML')
})

test('PutBucketOwnershipControls does not enforce the owner where the ACL lets others in', async t => {
  await using s3 = await startShared()
  const enforce = put(CONTROLS, controls('BucketOwnerEnforced'))
  t.is(await outcome(s3, enforce), '400 InvalidBucketAclWithObjectOwnership')
  await s3.send(cannedAcl('/photos?acl', 'private'))
  t.is(await outcome(s3, enforce), '200')
})

test('a bucket whose owner is enforced takes no ACL but the one that changes nothing', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  await s3.send(put(CONTROLS, controls('BucketOwnerEnforced')))
  for (const path of ['/photos?acl', '/photos/key?acl', '/photos/new']) {
    for (const name of ['private', 'public-read']) {
      t.is(await outcome(s3, cannedAcl(path, name)), '400 AccessControlListNotSupported')
    }
  }
  t.is(await outcome(s3, cannedAcl('/photos/new', 'bucket-owner-full-control')), '200')
  const ownGrant = { 'x-amz-grant-full-control': `id=${s3.owner.canonicalId}` }
  t.is(await outcome(s3, { method: 'PUT', path: '/photos/new', headers: ownGrant }), '200')
})

test('an object belongs to its writer, and the bucket’s owner sees it only by its ACL', async t => {
  await using s3 = await startShared()
  const as = s3.stranger
  t.is(await outcome(s3, { ...put('/photos/key', 'theirs'), as }), '200')
  t.is((await readAcl(s3, '/photos/key?acl', as)).ownerId, as.canonicalId)
  t.is(await outcome(s3, { path: '/photos/key', as }), '200')
  for (const path of ['/photos/key', '/photos/key?acl']) {
    t.is(await outcome(s3, { path }), '403 AccessDenied')
  }
  t.is(await outcome(s3, { method: 'HEAD', path: '/photos/key' }), '403')
  t.is(await outcome(s3, cannedAcl('/photos/key?acl', 'private')), '403 AccessDenied')
  const copy = { 'x-amz-copy-source': '/photos/key' }
  const copying = { method: 'PUT', path: '/photos/copy', headers: copy }
  t.is(await outcome(s3, copying), '403 AccessDenied')
  t.is(await outcome(s3, { ...cannedAcl('/photos/key?acl', 'bucket-owner-read'), as }), '200')
  t.is((await s3.send({ path: '/photos/key' })).text, 'theirs')
  t.is(await outcome(s3, copying), '200')
  const listing = (await s3.send({ path: '/photos' })).text
  t.regex(listing, new RegExp(`<Key>key</Key>.*<ID>${as.canonicalId}</ID>`))
  t.is(await outcome(s3, { method: 'DELETE', path: '/photos/key' }), '204')
})

test('once the owner is enforced all objects are the bucket owner’s', async t => {
  await using s3 = await startShared()
  const as = s3.stranger
  t.is(await outcome(s3, { ...put('/photos/key', 'theirs'), as }), '200')
  await s3.send(cannedAcl('/photos?acl', 'private'))
  await s3.send(put(CONTROLS, controls('BucketOwnerEnforced')))
  t.is((await s3.send({ path: '/photos/key' })).text, 'theirs')
  t.is(await outcome(s3, { path: '/photos/key', as }), '403 AccessDenied')
  const { ownerId, grants } = await readAcl(s3, '/photos/key?acl')
  t.deepEqual([ownerId, grants], [s3.owner.canonicalId, [`FULL_CONTROL ${s3.owner.canonicalId}`]])
  t.false((await s3.send({ path: '/photos' })).text.includes(as.canonicalId))
})

test('where the bucket’s owner is preferred, full control makes the object the bucket owner’s', async t => {
  await using s3 = await startShared('BucketOwnerPreferred')
  const as = s3.stranger
  t.is(await outcome(s3, { ...put('/photos/mine', 'x'), as }), '200')
  t.is((await readAcl(s3, '/photos/mine?acl', as)).ownerId, as.canonicalId)
  t.is(await outcome(s3, { ...cannedAcl('/photos/given', 'bucket-owner-full-control'), as }), '200')
  t.is((await readAcl(s3, '/photos/given?acl')).ownerId, s3.owner.canonicalId)
  t.is(await outcome(s3, { path: '/photos/given', as }), '403 AccessDenied')
  const headers = { 'x-amz-acl': 'bucket-owner-full-control' }
  await s3.send({ method: 'POST', path: '/photos/big?uploads', headers, as })
  const { text } = await s3.send({ path: '/photos?uploads' })
  t.regex(text, new RegExp(`<Initiator><ID>${as.canonicalId}</ID>`))
  t.regex(text, new RegExp(`<Owner><ID>${s3.owner.canonicalId}</ID>`))
})

test('what nobody signed for belongs to the bucket’s owner', async t => {
  await using s3 = await startShared()
  t.is(await outcome(s3, { ...put('/photos/key', 'x'), as: 'anonymous' }), '200')
  t.is((await readAcl(s3, '/photos/key?acl')).ownerId, s3.owner.canonicalId)
  t.is(await outcome(s3, { path: '/photos/key', as: 'anonymous' }), '403 AccessDenied')
})

function block(settings: Readonly<Record<string, boolean | string>>): string {
  const elements = Object.entries(settings).map(([name, value]) => `<${name}>${value}</${name}>`)
  return `<PublicAccessBlockConfiguration>${elements.join('')}</PublicAccessBlockConfiguration>`
}

test('PutPublicAccessBlock sets, GetPublicAccessBlock reads and DeletePublicAccessBlock removes', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  t.is(await outcome(s3, { path: BLOCK }), '404 NoSuchPublicAccessBlockConfiguration')
  t.is(
    await outcome(s3, put(BLOCK, block({ BlockPublicAcls: true, RestrictPublicBuckets: true }))),
    '200',
  )
  const { text } = await s3.send({ path: BLOCK })
  const settings = Array.from(text.matchAll(/<(\w+)>(true|false)</g), ([, name, is]) => [name, is])
  t.deepEqual(settings, [
    ['BlockPublicAcls', 'true'],
    ['IgnorePublicAcls', 'false'],
    ['BlockPublicPolicy', 'false'],
    ['RestrictPublicBuckets', 'true'],
  ])
  t.is(await outcome(s3, put(BLOCK, block({ BlockPublicAcls: 'maybe' }))), '400 MalformedXML')
  t.is(await outcome(s3, put(BLOCK, '')), '400 MissingRequestBodyError')
  t.is(await outcome(s3, { method: 'DELETE', path: BLOCK }), '204')
  t.is(await outcome(s3, { path: BLOCK }), '404 NoSuchPublicAccessBlockConfiguration')
})

test('BlockPublicAcls refuses ACLs that let everybody in, and no others', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  await s3.send(put(BLOCK, block({ BlockPublicAcls: true })))
  for (const path of ['/photos?acl', '/photos/key?acl', '/photos/new']) {
    for (const name of ['public-read', 'public-read-write', 'authenticated-read']) {
      t.is(await outcome(s3, cannedAcl(path, name)), '403 AccessDenied')
    }
    t.is(await outcome(s3, cannedAcl(path, 'private')), '200')
    const headers = { 'x-amz-grant-read': `id=${s3.stranger.canonicalId}` }
    t.is(await outcome(s3, { method: 'PUT', path, headers }), '200')
  }
  t.is(await outcome(s3, put('/photos?acl', policy(['READ AllUsers']))), '403 AccessDenied')
})

test('IgnorePublicAcls takes away what is granted to everybody, until it is removed', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  for (const path of ['/photos?acl', '/photos/key?acl'])
    await s3.send(cannedAcl(path, 'public-read'))
  const reads = async () => {
    const outcomes: string[] = []
    for (const path of ['/photos', '/photos/key']) {
      for (const as of [s3.stranger, 'anonymous'] as const)
        outcomes.push(await outcome(s3, { path, as }))
    }
    return [...new Set(outcomes)]
  }
  t.deepEqual(await reads(), ['200'])
  await s3.send(put(BLOCK, block({ IgnorePublicAcls: true })))
  t.deepEqual(await reads(), ['403 AccessDenied'])
  await s3.send({ method: 'DELETE', path: BLOCK })
  t.deepEqual(await reads(), ['200'])
})
