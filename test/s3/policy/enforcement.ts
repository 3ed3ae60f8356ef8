/** Every operation under policies that allow or deny its action, and what is beside the action. */

import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import test from 'ava'
import { pino } from 'pino'
import { systemClock } from '../../../lib/clock.ts'
import { createAccounts } from '../../../lib/iam/accounts.ts'
import { createS3App } from '../../../lib/s3/app.ts'
import type { AnyOperation } from '../../../lib/s3/operation.ts'
import { Queries } from '../../../lib/s3/select/queries.ts'
import { outcome } from '../../support/acl.ts'
import { requestOf, testedOperations, wholeRequestOf } from '../../support/operation-requests.ts'
import { BUCKET_ARN, OBJECTS_ARN, putPolicy, toAccount } from '../../support/policies.ts'
import { openUpload, storeObject } from '../../support/s3-objects.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

/** What else an operation needs beside its own action. */
const alsoNeeds: Readonly<Record<string, readonly string[]>> = {
  GetObjectAttributes: ['s3:GetObject'],
  UploadPartCopy: ['s3:GetObject'],
}
const isPolicyAction = ({ action }: AnyOperation) => /BucketPolicy$/.test(action)
const operations = testedOperations.filter(operation => !isPolicyAction(operation))
/** Refusals of many deletions are in the answer. */
const isOpen = (is: string) => !is.startsWith('403')

async function start(): Promise<{ s3: S3Server; uploadId: string }> {
  const s3 = await startS3({ bucket: 'photos' })
  // Without a lock of the bucket there is nothing to ask of its objects' locks.
  await s3.storage.updateBucket('photos', () => ({ attributes: { objectLock: {} } }))
  return { s3, uploadId: (await openUpload(s3, 'photos', 'key')).uploadId }
}

const resourceOf = ({ on, name }: AnyOperation) =>
  on.target === 'object' || name === 'DeleteObjects' ? OBJECTS_ARN : BUCKET_ARN

test('a policy that allows one action opens to others the operations of that action', async t => {
  await using cleanup = new AsyncDisposableStack()
  const { s3, uploadId } = await start()
  cleanup.use(s3)
  for (const operation of operations) {
    const { name, action } = operation
    const Action = [action, ...(alsoNeeds[name] ?? [])]
    await storeObject(s3, 'photos', 'key')
    await putPolicy(s3, { Action, Resource: resourceOf(operation) })
    const request = { ...requestOf(operation, uploadId), as: s3.stranger }
    t.true(isOpen(await outcome(s3, request)), name)
    await putPolicy(s3, { NotAction: action })
    await storeObject(s3, 'photos', 'key')
    if (name !== 'DeleteObjects') t.false(isOpen(await outcome(s3, request)), `not ${name}`)
  }
})

test('a policy that denies one action denies it to the owner as well', async t => {
  await using cleanup = new AsyncDisposableStack()
  const { s3, uploadId } = await start()
  cleanup.use(s3)
  for (const operation of operations) {
    if (operation.name === 'DeleteObjects') continue
    const { name, action } = operation
    await storeObject(s3, 'photos', 'key')
    await putPolicy(s3, { Effect: 'Deny', Action: action, Resource: resourceOf(operation) })
    t.false(isOpen(await outcome(s3, wholeRequestOf(operation, uploadId))), name)
  }
})

test('a denial outweighs what an ACL grants', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  const open = { 'x-amz-acl': 'public-read-write' }
  await s3.send({ method: 'PUT', path: '/photos?acl', headers: open })
  await s3.send({ method: 'PUT', path: '/photos/key?acl', headers: open })
  const as = s3.stranger
  const requests: RawRequest[] = [
    { path: '/photos', as },
    { path: '/photos/key', as },
    { method: 'PUT', path: '/photos/other', as, body: 'x' },
    { method: 'DELETE', path: '/photos/other', as },
  ]
  for (const request of requests) t.true(isOpen(await outcome(s3, request)))
  await putPolicy(s3, { Effect: 'Deny', Principal: toAccount(s3.stranger) })
  for (const request of requests) t.is(await outcome(s3, request), '403 AccessDenied')
})

test('the log names the statement that refused, the answer does not', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await putPolicy(s3, {}, { Effect: 'Deny', Sid: 'Closed', Action: 's3:ListBucket' })
  const app = createS3App({
    queries: new Queries({ spoolDirectory: tmpdir() }),
    ...s3.keys,
    accounts: createAccounts(s3.storage, systemClock),
    region: 'us-east-1',
    domains: [],
    clock: systemClock,
    log: pino({ level: 'silent' }),
  })
  const response = await app({
    id: 'ID',
    method: 'GET',
    rawPath: '/photos',
    rawQuery: '',
    headers: { host: '127.0.0.1' },
    rawHeaders: ['Host', '127.0.0.1'],
    remoteAddress: '127.0.0.1',
    isTls: false,
    receivedAtMs: 0,
    body() {
      throw new Error('nothing is to be read')
    },
  })
  t.is(response.facts?.refusedBy, 'bucket policy, statement 1 (Closed)')
  t.false(String(response.body).includes('Closed'))
})

test('many deletions are judged one by one', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const { versionId } = await storeObject(s3, 'photos', 'mine/a')
  for (const key of ['mine/b', 'yours/a']) await storeObject(s3, 'photos', key)
  await putPolicy(s3, { Action: 's3:DeleteObject', Resource: `${BUCKET_ARN}/yours/*` })
  const object = (key: string, rest = '') => `<Object><Key>${key}</Key>${rest}</Object>`
  const version = object('yours/a', `<VersionId>${versionId}</VersionId>`)
  const body = `<Delete>${object('mine/b')}${object('yours/a')}${version}</Delete>`
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') }
  const request = { method: 'POST', path: '/photos?delete', headers, body }
  const { status, text } = await s3.send({ ...request, as: s3.stranger })
  t.is(status, 200)
  t.is(text.match(/<Deleted>/g)?.length, 1)
  t.regex(text, /<Deleted><Key>yours\/a<\/Key><DeleteMarker>/)
  t.is(text.match(/<Code>AccessDenied<\/Code>/g)?.length, 2)
  t.is((await s3.storage.statObject('photos', 'mine/b'))?.isDeleteMarker, false)
  await putPolicy(s3, { Effect: 'Deny', Action: 's3:DeleteObjectVersion' })
  const asOwner = await s3.send(request)
  t.is(asOwner.text.match(/<Code>AccessDenied<\/Code>/g)?.length, 1)
  await putPolicy(s3, { Action: 's3:ListBucket' })
  t.is(await outcome(s3, { ...request, as: s3.stranger }), '403 AccessDenied')
})

test('a version is read by another action than what is current', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const { versionId } = await storeObject(s3, 'photos', 'key')
  const as = s3.stranger
  for (const suffix of ['', 'acl', 'tagging', 'attributes']) {
    const headers = { 'x-amz-object-attributes': 'ETag' }
    const current = { path: `/photos/key?${suffix}`, as, headers }
    const version = { ...current, path: `/photos/key?${suffix}&versionId=${versionId}` }
    const noun = { '': '', acl: 'Acl', tagging: 'Tagging', attributes: 'Attributes' }[suffix]
    await putPolicy(s3, { Action: ['s3:GetObject', `s3:GetObject${noun}`] })
    t.is(await outcome(s3, current), '200', suffix)
    t.is(await outcome(s3, version), '403 AccessDenied', suffix)
    await putPolicy(s3, { Action: ['s3:GetObjectVersion', `s3:GetObjectVersion${noun}`] })
    t.is(await outcome(s3, current), '403 AccessDenied', suffix)
    t.is(await outcome(s3, version), '200', suffix)
  }
  const remove = { method: 'DELETE', path: `/photos/key?versionId=${versionId}`, as }
  await putPolicy(s3, { Action: 's3:DeleteObject' })
  t.is(await outcome(s3, remove), '403 AccessDenied')
  await putPolicy(s3, { Action: 's3:DeleteObjectVersion' })
  t.is(await outcome(s3, remove), '204')
})

test('that there is no object is told to those whom the policy lets list', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  for (const as of [s3.stranger, 'anonymous'] as const) {
    const request = { path: '/photos/missing', as }
    await putPolicy(s3, { Action: 's3:GetObject' })
    t.is(await outcome(s3, request), '403 AccessDenied')
    await putPolicy(s3, { Action: ['s3:GetObject', 's3:ListBucket'] })
    t.is(await outcome(s3, request), '404 NoSuchKey')
    t.is(await outcome(s3, { ...request, path: '/photos/missing?tagging' }), '403 AccessDenied')
  }
  await putPolicy(s3, { Effect: 'Deny', Action: 's3:ListBucket' })
  t.is(await outcome(s3, { path: '/photos/missing' }), '403 AccessDenied')
  const ofPrefix = { StringLike: { 's3:prefix': 'open/*' } }
  await putPolicy(s3, { Action: ['s3:ListBucket'], Condition: ofPrefix })
  t.is(await outcome(s3, { path: '/photos/open/missing', as: s3.stranger }), '404 NoSuchKey')
  const evasive = { path: '/photos/shut/missing?prefix=open/', as: s3.stranger }
  t.is(await outcome(s3, evasive), '403 AccessDenied')
})

test('a policy speaks for no object that another account owns', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const all = { Principal: '*' }
  await putPolicy(s3, all)
  const put = { method: 'PUT', path: '/photos/key', body: 'x' }
  t.is(await outcome(s3, { ...put, as: s3.stranger }), '200')
  t.is(await outcome(s3, { path: '/photos/key', as: 'anonymous' }), '403 AccessDenied')
  t.is(await outcome(s3, { path: '/photos/key' }), '403 AccessDenied')
  t.is(await outcome(s3, { path: '/photos/key', as: s3.stranger }), '200')
  t.is(await outcome(s3, put), '200')
  t.is(await outcome(s3, { path: '/photos/key', as: 'anonymous' }), '200')
})

test('tags and locks with a write need to be allowed as well, and an ACL not to be denied', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const put = { method: 'PUT', path: '/photos/key', body: 'x', as: s3.stranger }
  const tagged = { ...put, headers: { 'x-amz-tagging': 'a=b' } }
  const withAcl = { ...put, headers: { 'x-amz-acl': 'bucket-owner-full-control' } }
  await putPolicy(s3, { Action: 's3:PutObject' })
  t.is(await outcome(s3, put), '200')
  t.is(await outcome(s3, tagged), '403 AccessDenied')
  t.is(await outcome(s3, withAcl), '200')
  await putPolicy(s3, { Action: ['s3:PutObject', 's3:PutObjectTagging'] })
  t.is(await outcome(s3, tagged), '200')
  await putPolicy(s3, {}, { Effect: 'Deny', Action: 's3:PutObjectAcl' })
  t.is(await outcome(s3, put), '200')
  t.is(await outcome(s3, withAcl), '403 AccessDenied')
  const asOwner = { ...withAcl, as: s3.owner }
  t.is(await outcome(s3, asOwner), '403 AccessDenied')
})

test('a copy needs both its ends, whole or as a part', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.createBucket('theirs', { ownerId: s3.stranger.accountId })
  await storeObject(s3, 'photos', 'open/a', 'hello')
  await storeObject(s3, 'photos', 'shut/a', 'hello')
  const begun = await s3.send({ method: 'POST', path: '/theirs/b?uploads', as: s3.stranger })
  const uploadId = /<UploadId>([^<]+)</.exec(begun.text)?.[1]
  await putPolicy(s3, { Action: 's3:GetObject', Resource: `${BUCKET_ARN}/open/*` })
  for (const path of ['/theirs/b', `/theirs/b?partNumber=1&uploadId=${uploadId}`]) {
    const copy = (source: string) => ({
      method: 'PUT',
      path,
      headers: { 'x-amz-copy-source': source },
      as: s3.stranger,
    })
    t.is(await outcome(s3, copy('/photos/open/a')), '200')
    t.is(await outcome(s3, copy('/photos/open/a?versionId=null')), '403 AccessDenied')
    t.is(await outcome(s3, copy('/photos/shut/a')), '403 AccessDenied')
    t.is(await outcome(s3, copy('/photos/open/missing')), '403 AccessDenied')
  }
  const back = {
    method: 'PUT',
    path: '/photos/open/b',
    headers: { 'x-amz-copy-source': '/theirs/b' },
    as: s3.stranger,
  }
  t.is(await outcome(s3, back), '403 AccessDenied')
})

test('tags go with a copy for those who may read them here and write them there', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'old', 'hello')
  await s3.storage.updateObject('photos', 'old', undefined, ({ attributes }) => ({
    attributes: { ...attributes, tags: [{ key: 'a', value: 'b' }] },
  }))
  const copy = {
    method: 'PUT',
    path: '/photos/new',
    headers: { 'x-amz-copy-source': '/photos/old' },
    as: s3.stranger,
  }
  const withoutTags = { ...copy.headers, 'x-amz-tagging-directive': 'REPLACE' }
  const plain = ['s3:GetObject', 's3:PutObject']
  for (const one of ['s3:GetObjectTagging', 's3:PutObjectTagging']) {
    await putPolicy(s3, { Action: [...plain, one] })
    t.is(await outcome(s3, copy), '403 AccessDenied')
    t.is(await outcome(s3, { ...copy, headers: withoutTags }), '200')
  }
  await putPolicy(s3, { Action: [...plain, 's3:GetObjectTagging', 's3:PutObjectTagging'] })
  t.is(await outcome(s3, copy), '200')
})

test('a condition on what is overwritten asks for the permission to read it', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  const headers = { 'if-match': '"5d41402abc4b2a76b9719d911017c592"' }
  const put = { method: 'PUT', path: '/photos/key', body: 'x', headers, as: s3.stranger }
  await putPolicy(s3, { Action: 's3:PutObject' })
  t.is(await outcome(s3, put), '403 AccessDenied')
  await putPolicy(s3, { Action: ['s3:PutObject', 's3:GetObject'] })
  t.is(await outcome(s3, put), '200')
})

test('a condition on what is deleted asks for the permission to read it', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  const headers = { 'if-match': '"5d41402abc4b2a76b9719d911017c592"' }
  const remove = { method: 'DELETE', path: '/photos/key', headers, as: s3.stranger }
  const etag = '<ETag>5d41402abc4b2a76b9719d911017c592</ETag>'
  const body = `<Delete><Object><Key>key</Key>${etag}</Object></Delete>`
  const md5 = createHash('md5').update(body).digest('base64')
  const many = { method: 'POST', path: '/photos?delete', body, as: s3.stranger }
  const removeMany = { ...many, headers: { 'content-md5': md5 } }
  await putPolicy(s3, { Action: 's3:DeleteObject' })
  t.is(await outcome(s3, remove), '403 AccessDenied')
  t.regex((await s3.send(removeMany)).text, /<Code>AccessDenied<\/Code>/)
  await putPolicy(s3, { Action: ['s3:DeleteObject', 's3:GetObject'] })
  t.regex((await s3.send(removeMany)).text, /<Deleted>/)
  await storeObject(s3, 'photos', 'key', 'hello')
  t.is(await outcome(s3, remove), '204')
})

test('what a lock will be is what the policy is asked about, in headers and in documents', async t => {
  await using s3 = await startS3()
  await s3.send({
    method: 'PUT',
    path: '/photos',
    headers: { 'x-amz-bucket-object-lock-enabled': 'true' },
  })
  await storeObject(s3, 'photos', 'key', 'hello')
  const until = (days: number) => new Date(Date.now() + days * 86_400_000 + 60_000).toISOString()
  const put = (days: number) => {
    const date = `<RetainUntilDate>${until(days)}</RetainUntilDate>`
    const body = `<Retention><Mode>GOVERNANCE</Mode>${date}</Retention>`
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') }
    return { method: 'PUT', path: '/photos/key?retention', body, headers }
  }
  const write = (days: number) => ({
    method: 'PUT',
    path: '/photos/new',
    body: 'x',
    headers: {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': until(days),
      'content-md5': createHash('md5').update('x').digest('base64'),
    },
  })
  const long = { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': 10 } }
  await putPolicy(s3, { Effect: 'Deny', Action: ['s3:PutObject*'], Condition: long })
  t.is(await outcome(s3, write(11)), '403 AccessDenied')
  t.is(await outcome(s3, write(5)), '200')
  t.is(await outcome(s3, put(11)), '403 AccessDenied')
  t.is(await outcome(s3, put(5)), '200')
})

test('a renaming needs what a copy and a deletion of its source would', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'old', 'hello')
  const rename = {
    method: 'PUT',
    path: '/photos/new?renameObject',
    headers: { 'x-amz-rename-source': 'old' },
    as: s3.stranger,
  }
  const needed = ['s3:PutObject', 's3:GetObject', 's3:DeleteObject']
  for (const missing of needed) {
    await putPolicy(s3, { Action: needed.filter(action => action !== missing) })
    t.is(await outcome(s3, rename), '403 AccessDenied', missing)
  }
  await putPolicy(s3, { Action: needed, Resource: `${BUCKET_ARN}/new` })
  t.is(await outcome(s3, rename), '403 AccessDenied')
  await putPolicy(s3, { Action: needed })
  t.is(await outcome(s3, rename), '200')
})

test('what the policy lets others upload in parts, they upload from first to last', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await putPolicy(s3, {
    Principal: toAccount(s3.stranger),
    Action: ['s3:PutObject', 's3:ListMultipartUploadParts'],
  })
  const as = s3.stranger
  const begun = await s3.send({ method: 'POST', path: '/photos/key?uploads', as })
  const path = `/photos/key?uploadId=${/<UploadId>([^<]+)</.exec(begun.text)?.[1]}`
  const part = await s3.send({ method: 'PUT', path: `${path}&partNumber=1`, as, body: 'hello' })
  t.is(part.status, 200)
  t.is(await outcome(s3, { path, as }), '200')
  t.is(await outcome(s3, { path, as: 'anonymous' }), '403 AccessDenied')
  const list = `<Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part>`
  const body = `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`
  t.is(await outcome(s3, { method: 'POST', path, as, body }), '200')
})

test('who may bypass governance is for the policy to say', async t => {
  await using s3 = await startS3()
  await s3.send({
    method: 'PUT',
    path: '/photos',
    headers: { 'x-amz-bucket-object-lock-enabled': 'true' },
  })
  const put = await s3.send({
    method: 'PUT',
    path: '/photos/key',
    body: 'x',
    headers: {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': new Date(Date.now() + 86_400_000).toISOString(),
      'content-md5': createHash('md5').update('x').digest('base64'),
    },
  })
  const remove = {
    method: 'DELETE',
    path: `/photos/key?versionId=${put.headers['x-amz-version-id']}`,
    headers: { 'x-amz-bypass-governance-retention': 'true' },
  }
  await putPolicy(s3, { Effect: 'Deny', Action: 's3:BypassGovernanceRetention' })
  t.is(await outcome(s3, remove), '403 AccessDenied')
  await putPolicy(s3, { Action: 's3:DeleteObjectVersion' })
  t.is(await outcome(s3, { ...remove, as: s3.stranger }), '403 AccessDenied')
  await putPolicy(s3, { Action: ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'] })
  t.is(await outcome(s3, { ...remove, as: s3.stranger }), '204')
})
