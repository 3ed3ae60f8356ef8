/**
 * Every operation × three principals × every grant of a bucket's and an object's ACL: who gets
 * through stands in one table, and whatever is not in it is refused.
 */
import { createHash } from 'node:crypto'
import test from 'ava'

import { type Acl, type Permission, permissions } from '../../../lib/s3/access/grants.ts'
import { outcome } from '../../support/acl.ts'
import { requestOf, testedOperations } from '../../support/operation-requests.ts'
import { openUpload, storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3, type TestAccount } from '../../support/s3-server.ts'

/** What a grant of each permission in the bucket's ACL opens to those who have it. */
const byBucketAcl: Record<Exclude<Permission, 'FULL_CONTROL'>, string[]> = {
  READ: [
    'HeadBucket',
    'ListMultipartUploads',
    'ListObjectVersions',
    'ListObjects',
    'ListObjectsV2',
  ],
  READ_ACP: ['GetBucketAcl'],
  WRITE: ['CreateMultipartUpload', 'DeleteObject', 'DeleteObjects', 'PutObject'],
  WRITE_ACP: ['PutBucketAcl'],
}
/** Of those, what nobody may do without a signature. */
const signed: readonly string[] = ['CreateMultipartUpload']

const byObjectAcl: Record<Exclude<Permission, 'FULL_CONTROL'>, string[]> = {
  READ: ['GetObject', 'GetObjectAttributes', 'HeadObject', 'SelectObjectContent'],
  READ_ACP: ['GetObjectAcl'],
  WRITE: [],
  WRITE_ACP: ['PutObjectAcl'],
}

interface Rig {
  readonly s3: S3Server
  readonly uploadId: string
}

async function start(): Promise<Rig> {
  const s3 = await startS3({ bucket: 'photos' })
  const { uploadId } = await openUpload(s3, 'photos', 'key')
  return { s3, uploadId }
}

/** Names of the operations that are not refused; what each did is undone before the next. */
async function open(
  { s3, uploadId }: Rig,
  as: TestAccount | 'anonymous',
  acls: { readonly bucket?: Acl; readonly object?: Acl },
): Promise<string[]> {
  const names: string[] = []
  for (const operation of testedOperations) {
    const { bucket, object } = acls
    await s3.storage.updateBucket('photos', () => ({ attributes: bucket ? { acl: bucket } : {} }))
    await storeObject(s3, 'photos', 'key')
    await s3.storage.updateObject('photos', 'key', undefined, ({ attributes }) => ({
      attributes: object ? { ...attributes, acl: object } : attributes,
    }))
    const is = await outcome(s3, { ...requestOf(operation, uploadId), as })
    if (!is.startsWith('403')) names.push(operation.name)
  }
  return names.toSorted()
}

for (const permission of permissions.filter(name => name !== 'FULL_CONTROL')) {
  const ofBucket = byBucketAcl[permission]
  const ofObject = byObjectAcl[permission]

  test(`${permission} in the ACL of a bucket opens just what it should, to whom it names`, async t => {
    await using cleanup = new AsyncDisposableStack()
    const rig = await start()
    cleanup.use(rig.s3)
    const { stranger } = rig.s3
    const anonymously = ofBucket.filter(name => !signed.includes(name))
    const bucket = (grantee: string): { bucket: Acl } => ({ bucket: [[permission, grantee]] })
    t.deepEqual(await open(rig, stranger, bucket(stranger.canonicalId)), ofBucket)
    t.deepEqual(await open(rig, 'anonymous', bucket(stranger.canonicalId)), [])
    t.deepEqual(await open(rig, stranger, bucket('AuthenticatedUsers')), ofBucket)
    t.deepEqual(await open(rig, 'anonymous', bucket('AuthenticatedUsers')), [])
    t.deepEqual(await open(rig, stranger, bucket('AllUsers')), ofBucket)
    t.deepEqual(await open(rig, 'anonymous', bucket('AllUsers')), anonymously)
    t.deepEqual(await open(rig, stranger, bucket('LogDelivery')), [])
  })

  test(`${permission} in the ACL of an object opens just what it should, to whom it names`, async t => {
    await using cleanup = new AsyncDisposableStack()
    const rig = await start()
    cleanup.use(rig.s3)
    const { stranger } = rig.s3
    const object = (grantee: string): { object: Acl } => ({ object: [[permission, grantee]] })
    t.deepEqual(await open(rig, stranger, object(stranger.canonicalId)), ofObject)
    t.deepEqual(await open(rig, 'anonymous', object(stranger.canonicalId)), [])
    t.deepEqual(await open(rig, stranger, object('AuthenticatedUsers')), ofObject)
    t.deepEqual(await open(rig, 'anonymous', object('AuthenticatedUsers')), [])
    t.deepEqual(await open(rig, 'anonymous', object('AllUsers')), ofObject)
    t.deepEqual(await open(rig, stranger, object('LogDelivery')), [])
  })
}

test('full control opens what each permission opens, and nothing that is the owner’s alone', async t => {
  await using cleanup = new AsyncDisposableStack()
  const rig = await start()
  cleanup.use(rig.s3)
  const { stranger } = rig.s3
  const acl: Acl = [['FULL_CONTROL', stranger.canonicalId]]
  const all = (table: Readonly<Record<string, readonly string[]>>) => Object.values(table).flat()
  t.deepEqual(await open(rig, stranger, { bucket: acl }), all(byBucketAcl).toSorted())
  t.deepEqual(await open(rig, stranger, { object: acl }), all(byObjectAcl).toSorted())
  t.deepEqual(await open(rig, stranger, {}), [])
})

test('the owner is refused nothing, whatever the ACLs say', async t => {
  await using cleanup = new AsyncDisposableStack()
  const rig = await start()
  cleanup.use(rig.s3)
  const others = testedOperations.filter(({ name }) => name !== 'DeleteBucket')
  for (const operation of others) {
    await rig.s3.storage.updateBucket('photos', () => ({ attributes: { acl: [] } }))
    await storeObject(rig.s3, 'photos', 'key')
    const is = await outcome(rig.s3, requestOf(operation, rig.uploadId))
    t.false(is.startsWith('403'), operation.name)
  }
})

test('what is not there is told only to those who may list the bucket', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const path = '/photos/missing'
  for (const as of [s3.stranger, 'anonymous'] as const) {
    for (const method of ['GET', 'HEAD']) {
      t.is((await s3.send({ method, path, as })).status, 403)
    }
  }
  await s3.send({ method: 'PUT', path: '/photos?acl', headers: { 'x-amz-acl': 'public-read' } })
  for (const as of [s3.stranger, 'anonymous'] as const) {
    t.is(await outcome(s3, { path, as }), '404 NoSuchKey')
  }
})

test('versions are deleted by the bucket’s owner alone, one by one and many at once', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const { versionId } = await storeObject(s3, 'photos', 'key')
  const acl = { 'x-amz-acl': 'public-read-write' }
  await s3.send({ method: 'PUT', path: '/photos?acl', headers: acl })
  const as = s3.stranger
  const path = `/photos/key?versionId=${versionId}`
  t.is(await outcome(s3, { method: 'DELETE', path, as }), '403 AccessDenied')
  const body = `<Delete><Object><Key>key</Key><VersionId>${versionId}</VersionId></Object></Delete>`
  const md5 = createHash('md5').update(body).digest('base64')
  const many = { method: 'POST', path: '/photos?delete', body, headers: { 'content-md5': md5 } }
  t.regex((await s3.send({ ...many, as })).text, /<Error>.*<Code>AccessDenied<\/Code>/)
  t.not(await s3.storage.statObject('photos', 'key', versionId), undefined)
  t.is(await outcome(s3, { method: 'DELETE', path: '/photos/key', as }), '204')
  t.regex((await s3.send(many)).text, /<Deleted>/)
  t.is(await s3.storage.statObject('photos', 'key', versionId), undefined)
})

test('an upload is its initiator’s and the bucket owner’s, and nobody else’s', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const acl = { 'x-amz-acl': 'public-read-write' }
  await s3.send({ method: 'PUT', path: '/photos?acl', headers: acl })
  const uploads = testedOperations.filter(({ grant }) => grant?.on === 'upload')
  t.is(uploads.length, 5)
  const { uploadId: owners } = await openUpload(s3, 'photos', 'key')
  for (const operation of uploads) {
    for (const as of [s3.stranger, 'anonymous'] as const) {
      const is = await outcome(s3, { ...requestOf(operation, owners), as })
      t.is(is, '403 AccessDenied', operation.name)
    }
  }
  const begun = await s3.send({ method: 'POST', path: '/photos/key?uploads', as: s3.stranger })
  const path = `/photos/key?uploadId=${/<UploadId>([^<]+)</.exec(begun.text)?.[1]}`
  const part = { method: 'PUT', path: `${path}&partNumber=1`, body: 'x' }
  t.is(await outcome(s3, { ...part, as: s3.stranger }), '200')
  t.is(await outcome(s3, { ...part, as: 'anonymous' }), '403 AccessDenied')
  t.is(await outcome(s3, { path, as: s3.stranger }), '200')
  t.is(await outcome(s3, { path }), '200')
  t.is(await outcome(s3, { method: 'DELETE', path, as: s3.stranger }), '204')
})

test('CopyObject and UploadPartCopy need to read their source, wherever it is', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  const as = s3.stranger
  await s3.storage.createBucket('theirs', { ownerId: as.accountId })
  const headers = { 'x-amz-copy-source': '/photos/key' }
  const copy = { method: 'PUT', path: '/theirs/copy', headers, as }
  const begun = await s3.send({ method: 'POST', path: '/theirs/big?uploads', as })
  const uploadId = /<UploadId>([^<]+)</.exec(begun.text)?.[1]
  const part = { ...copy, path: `/theirs/big?uploadId=${uploadId}&partNumber=1` }
  for (const request of [copy, part]) t.is(await outcome(s3, request), '403 AccessDenied')
  const missing = { ...copy, headers: { 'x-amz-copy-source': '/photos/missing' } }
  t.is(await outcome(s3, missing), '403 AccessDenied')
  const acl = { 'x-amz-acl': 'public-read' }
  await s3.send({ method: 'PUT', path: '/photos/key?acl', headers: acl })
  for (const request of [copy, part]) t.is(await outcome(s3, request), '200')
  t.is((await s3.send({ path: '/theirs/copy', as })).text, 'hello')
})

test('anonymous reads may not ask for other headers', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  const path = '/photos/key?response-content-type=text/html'
  t.is(await outcome(s3, { path, as: 'anonymous' }), '403 AccessDenied')
  const acl = { 'x-amz-acl': 'public-read' }
  await s3.send({ method: 'PUT', path: '/photos/key?acl', headers: acl })
  t.is(await outcome(s3, { path, as: 'anonymous' }), '400 InvalidRequest')
  t.is(await outcome(s3, { path, as: s3.stranger }), '200')
})

test('the body of an anonymous write is read as its headers say', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const acl = { 'x-amz-acl': 'public-read-write' }
  await s3.send({ method: 'PUT', path: '/photos?acl', headers: acl })
  const put = { method: 'PUT', path: '/photos/key', as: 'anonymous' } as const
  const chunked = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
    'content-encoding': 'aws-chunked',
  }
  const body = '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'
  t.is(await outcome(s3, { ...put, headers: chunked, body }), '200')
  t.is((await s3.send({ path: '/photos/key' })).text, 'hello')
  const wrong = { 'x-amz-content-sha256': '0'.repeat(64) }
  t.is(await outcome(s3, { ...put, headers: wrong, body: 'x' }), '400 XAmzContentSHA256Mismatch')
  const signed = { ...chunked, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }
  t.is(await outcome(s3, { ...put, headers: signed, body }), '400 InvalidArgument')
})
