import test from 'ava'
import { outcome, policy, readAcl } from '../../support/acl.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const BUCKET = '/photos?acl'
const OBJECT = '/photos/key?acl'

async function start(): Promise<S3Server> {
  const s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  return s3
}

for (const path of [BUCKET, OBJECT]) {
  const [put, get] =
    path === BUCKET ? ['PutBucketAcl', 'GetBucketAcl'] : ['PutObjectAcl', 'GetObjectAcl']

  test(`${put} sets canned ACLs and ${get} reads them`, async t => {
    await using s3 = await start()
    const id = s3.owner.canonicalId
    const own = `FULL_CONTROL ${id}`
    const canned = [
      ['public-read', ['READ AllUsers', own]],
      ['public-read-write', ['READ AllUsers', 'WRITE AllUsers', own]],
      ['authenticated-read', ['READ AuthenticatedUsers', own]],
      ['bucket-owner-full-control', [own]],
      ['bucket-owner-read', [own]],
      ['private', [own]],
    ] as const
    for (const [name, grants] of canned) {
      t.is(await outcome(s3, { method: 'PUT', path, headers: { 'x-amz-acl': name } }), '200')
      const read = await readAcl(s3, path)
      t.deepEqual([read.ownerId, read.grants], [id, [...grants]], name)
    }
  })

  test(`${put} sets grants by headers, with ids, e-mail addresses and groups`, async t => {
    await using s3 = await start()
    const { canonicalId } = s3.stranger
    const headers = {
      'x-amz-grant-read': `uri="http://acs.amazonaws.com/groups/global/AllUsers", id=${canonicalId}`,
      'x-amz-grant-write-acp': 'emailAddress="OTHER@example.com"',
      'x-amz-grant-full-control': `id="${s3.owner.canonicalId}"`,
    }
    t.is(await outcome(s3, { method: 'PUT', path, headers }), '200')
    const { grants } = await readAcl(s3, path)
    t.deepEqual(grants, [
      'READ AllUsers',
      `READ ${canonicalId}`,
      `WRITE_ACP ${canonicalId}`,
      `FULL_CONTROL ${s3.owner.canonicalId}`,
    ])
  })

  test(`${put} sets the grants of a document, none among them, and the owner keeps control`, async t => {
    await using s3 = await start()
    const { canonicalId } = s3.stranger
    const body = policy(
      ['READ_ACP LogDelivery', `READ ${canonicalId}`, 'WRITE other@example.com'],
      s3.owner.canonicalId,
    )
    t.is(await outcome(s3, { method: 'PUT', path, body }), '200')
    const { grants } = await readAcl(s3, path)
    t.deepEqual(grants, ['READ_ACP LogDelivery', `READ ${canonicalId}`, `WRITE ${canonicalId}`])
    t.is(await outcome(s3, { method: 'PUT', path, body: policy([]) }), '200')
    t.deepEqual((await readAcl(s3, path)).grants, [])
    t.is(await outcome(s3, { path: '/photos/key' }), '200')
  })

  test(`${put} refuses what is no ACL and changes nothing`, async t => {
    await using s3 = await start()
    const { canonicalId } = s3.stranger
    const many = Array.from({ length: 101 }, () => 'READ AllUsers')
    const twice = `<AccessControlPolicy><AccessControlList><Grant><Grantee><ID>${canonicalId}</ID><URI>x</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`
    const refused = [
      [{}, '400 MissingSecurityHeader'],
      [{ headers: { 'x-amz-acl': 'secret' } }, '400 InvalidArgument'],
      [{ headers: { 'x-amz-acl': 'aws-exec-read' } }, '501 NotImplemented'],
      [{ headers: { 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=1' } }, '400 InvalidRequest'],
      [{ headers: { 'x-amz-acl': 'private' }, body: policy([]) }, '400 UnexpectedContent'],
      [{ headers: { 'x-amz-grant-read': 'id=' } }, '400 InvalidArgument'],
      [{ headers: { 'x-amz-grant-read': '' } }, '400 InvalidArgument'],
      [
        { headers: { 'x-amz-grant-read': `id=${canonicalId},`.repeat(101).slice(0, -1) } },
        '400 MalformedACLError',
      ],
      [{ body: '<AccessControlPolicy/>' }, '400 MalformedACLError'],
      [{ body: '<Other/>' }, '400 MalformedXML'],
      [{ body: policy(many) }, '400 MalformedACLError'],
      [{ body: twice }, '400 MalformedACLError'],
      [{ body: policy([`OWN ${canonicalId}`]) }, '400 MalformedACLError'],
      [{ body: policy(['READ nobody']) }, '400 InvalidArgument'],
      [{ body: policy(['READ x@example.com']) }, '400 UnresolvableGrantByEmailAddress'],
      [{ body: policy(['READ AllUsers'], canonicalId) }, '403 AccessDenied'],
    ] as const
    for (const [request, is] of refused) {
      t.is(await outcome(s3, { method: 'PUT', path, ...request }), is, JSON.stringify(request))
    }
    t.deepEqual((await readAcl(s3, path)).grants, [`FULL_CONTROL ${s3.owner.canonicalId}`])
  })
}

test('PutBucketAcl takes log-delivery-write, which PutObjectAcl does not know', async t => {
  await using s3 = await start()
  const headers = { 'x-amz-acl': 'log-delivery-write' }
  t.is(await outcome(s3, { method: 'PUT', path: BUCKET, headers }), '200')
  const { grants } = await readAcl(s3, BUCKET)
  t.deepEqual(grants?.slice(0, 2), ['WRITE LogDelivery', 'READ_ACP LogDelivery'])
  t.is(await outcome(s3, { method: 'PUT', path: OBJECT, headers }), '400 InvalidArgument')
})

test('PutObjectAcl changes the version that it names, and neither its time nor its bytes', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const first = await storeObject(s3, 'photos', 'key', 'first')
  await storeObject(s3, 'photos', 'key', 'second')
  const path = `${OBJECT}&versionId=${first.versionId}`
  const headers = { 'x-amz-acl': 'public-read' }
  const put = await s3.send({ method: 'PUT', path, headers })
  t.deepEqual([put.status, put.headers['x-amz-version-id']], [200, first.versionId])
  t.is((await readAcl(s3, path)).grants?.length, 2)
  t.is((await readAcl(s3, OBJECT)).grants?.length, 1)
  const after = await s3.storage.statObject('photos', 'key', first.versionId)
  t.deepEqual([after?.etag, after?.modifiedAtMs], [first.etag, first.modifiedAtMs])
  const as = 'anonymous' as const
  const read = await s3.send({ path: `/photos/key?versionId=${first.versionId}`, as })
  t.deepEqual([read.status, read.text], [200, 'first'])
  t.is(await outcome(s3, { path: '/photos/key', as }), '403 AccessDenied')
})

test('PutObjectAcl of what is not there is refused', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const put = { method: 'PUT', path: OBJECT, headers: { 'x-amz-acl': 'private' } }
  t.is(await outcome(s3, put), '404 NoSuchKey')
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const marker = await s3.storage.deleteObject('photos', 'key')
  t.is(await outcome(s3, put), '404 NoSuchKey')
  const path = `${OBJECT}&versionId=${marker.versionId}`
  t.is(await outcome(s3, { ...put, path }), '405 MethodNotAllowed')
})

const made = [
  ['PutObject', { method: 'PUT', path: '/photos/new', body: 'x' }],
  [
    'CopyObject',
    { method: 'PUT', path: '/photos/new', headers: { 'x-amz-copy-source': '/photos/key' } },
  ],
] as const
for (const [name, request] of made) {
  test(`${name} gives the object the ACL of its headers, and a private one without`, async t => {
    await using s3 = await start()
    await s3.send({ method: 'PUT', path: OBJECT, headers: { 'x-amz-acl': 'public-read' } })
    const given = 'headers' in request ? request.headers : {}
    t.is(await outcome(s3, request), '200')
    t.deepEqual((await readAcl(s3, '/photos/new?acl')).grants?.length, 1)
    const headers = { ...given, 'x-amz-grant-read': `id=${s3.stranger.canonicalId}` }
    t.is(await outcome(s3, { ...request, headers }), '200')
    const { grants } = await readAcl(s3, '/photos/new?acl')
    t.deepEqual(grants, [`READ ${s3.stranger.canonicalId}`])
    t.is(await outcome(s3, { path: '/photos/new', as: s3.stranger }), '200')
    t.is(await outcome(s3, { path: '/photos/new', as: 'anonymous' }), '403 AccessDenied')
  })
}

test('CreateMultipartUpload decides the ACL of the object that is completed', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const headers = { 'x-amz-acl': 'public-read' }
  const begun = await s3.send({ method: 'POST', path: '/photos/key?uploads', headers })
  const uploadId = /<UploadId>([^<]+)</.exec(begun.text)?.[1] ?? ''
  const path = `/photos/key?uploadId=${uploadId}`
  const part = await s3.send({ method: 'PUT', path: `${path}&partNumber=1`, body: 'hello' })
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`
  t.is(await outcome(s3, { method: 'POST', path, body }), '200')
  t.is((await s3.send({ path: '/photos/key', as: 'anonymous' })).text, 'hello')
})

test('CreateBucket gives the bucket the ACL of its headers', async t => {
  await using s3 = await startS3()
  const headers = { 'x-amz-acl': 'public-read' }
  const create = { method: 'PUT', path: '/photos' }
  t.is(await outcome(s3, { ...create, headers }), '200')
  t.is(await outcome(s3, { path: '/photos', as: 'anonymous' }), '200')
  t.is(await outcome(s3, { ...create, headers }), '200')
  t.is(await outcome(s3, create), '409 BucketAlreadyExists')
})
