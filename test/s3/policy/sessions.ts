/** What temporary credentials may do in S3. */
import { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import test from 'ava'
import { builtInRole } from '../../../lib/iam/built-in-role.ts'
import { outcome } from '../../support/acl.ts'
import { type FormField, formBody, formRequest, signedFields } from '../../support/forms.ts'
import { testedOperations, wholeRequestOf } from '../../support/operation-requests.ts'
import { BUCKET_ARN, OBJECTS_ARN, policyText, putPolicy } from '../../support/policies.ts'
import { openUpload, storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

type Written = Readonly<Record<string, unknown>>

async function sessionOf(
  s3: S3Server,
  statements: readonly Written[] | undefined,
  options: { readonly isRole?: boolean; readonly lifeMs?: number } = {},
) {
  const { accountId, accessKeyId } = s3.owner
  const Statement = statements?.map(each => ({ Effect: 'Allow', Resource: '*', ...each }))
  return await s3.accounts.sessions.issue({
    accountId,
    expiresAtMs: Date.now() + (options.lifeMs ?? 900_000),
    hangsOn: { accessKeyId },
    policies: Statement ? [JSON.stringify({ Version: '2012-10-17', Statement })] : [],
    ...(options.isRole && { role: { ...builtInRole(accountId), sessionName: 'work' } }),
  })
}

const alsoNeeds: Readonly<Record<string, readonly string[]>> = {
  GetObjectAttributes: ['s3:GetObject'],
  UploadPartCopy: ['s3:GetObject'],
}
const isOpen = (is: string) => !is.startsWith('403')

test('a session whose policy allows one action may do the operations of that action alone', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ attributes: { objectLock: {} } }))
  const { uploadId } = await openUpload(s3, 'photos', 'key')
  for (const operation of testedOperations) {
    const { name, action } = operation
    await storeObject(s3, 'photos', 'key')
    await putPolicy(s3, { Effect: 'Deny', Action: 's3:PutBucketCORS', Principal: { AWS: '*' } })
    const request = wholeRequestOf(operation, uploadId)
    const others = await sessionOf(s3, [{ NotAction: action, Action: undefined }])
    const closed = await outcome(s3, { ...request, as: others })
    if (name !== 'DeleteObjects') t.false(isOpen(closed), `not ${name}`)
    if (action === 's3:PutBucketCORS') continue
    const Action = [action, ...(alsoNeeds[name] ?? [])]
    const own = await sessionOf(s3, [{ Action }])
    t.true(isOpen(await outcome(s3, { ...request, as: own })), name)
  }
})

test('a session without a policy may do what its account may, in every form of signature', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const as = await sessionOf(s3, undefined)
  const client = s3.client({ as })
  await client.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a', Body: 'text' }))
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'photos', Key: 'a' }))
  t.is(await (await fetch(url)).text(), 'text')
  const without = url.replace(/&X-Amz-Security-Token=[^&]*/, '')
  t.regex(await (await fetch(without)).text(), /<Code>InvalidAccessKeyId</)
  const broken = url.replace(/(X-Amz-Security-Token=)[^&]{8}/, '$1AAAAAAAA')
  t.regex(await (await fetch(broken)).text(), /<Code>InvalidToken</)

  const token = ['x-amz-security-token', as.sessionToken] as const
  const conditions = [{ key: 'b' }, { [token[0]]: token[1] }]
  const fields = [['key', 'b'], ...signedFields(as, { bucket: 'photos', conditions })] as const
  const post = (...all: FormField[]) =>
    outcome(s3, formRequest('photos', formBody(all, { content: 'posted' })))
  t.is(await post(...fields, token), '204')
  t.is(await post(...fields), '403 InvalidAccessKeyId')

  const chunked = { Bucket: 'photos', Key: 'c', Body: Readable.from([Buffer.alloc(70_000)]) }
  await client.send(new PutObjectCommand({ ...chunked, ContentLength: 70_000 }))
  const head = await client.send(new HeadObjectCommand({ Bucket: 'photos', Key: 'c' }))
  t.is(head.ContentLength, 70_000)

  const list = await s3.send({ path: '/', as })
  t.is(list.status, 200)
  t.is(await outcome(s3, { path: '/', as: s3.owner }), '200')
})

test('expired, foreign and revoked tokens are refused in words of their own', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const expired = await sessionOf(s3, undefined, { lifeMs: -1 })
  t.is(await outcome(s3, { path: '/photos', as: expired }), '400 ExpiredToken')
  const good = await sessionOf(s3, undefined)
  const other = await sessionOf(s3, undefined)
  const { sessionToken } = other
  t.is(await outcome(s3, { path: '/photos', as: { ...good, sessionToken } }), '400 InvalidToken')
  const long = { ...s3.owner, sessionToken }
  t.is(await outcome(s3, { path: '/photos', as: long }), '400 InvalidToken')

  await s3.accounts.sessions.beginLease('lease', '')
  const leased = await s3.accounts.sessions.issue({
    accountId: s3.owner.accountId,
    expiresAtMs: Date.now() + 900_000,
    hangsOn: { lease: 'lease' },
    policies: [],
  })
  t.is(await outcome(s3, { path: '/photos', as: leased }), '200')
  await s3.accounts.sessions.endLease('lease')
  t.is(await outcome(s3, { path: '/photos', as: leased }), '400 InvalidToken')
})

test('operations without a bucket, copies and the account need the session as well', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  const as = await sessionOf(s3, [
    { Action: 's3:PutObject', Resource: `${BUCKET_ARN}/out/*` },
    { Action: 's3:CreateBucket', Resource: 'arn:aws:s3:::new-*' },
  ])
  t.is(await outcome(s3, { path: '/', as }), '403 AccessDenied')
  t.is(await outcome(s3, { method: 'PUT', path: '/other', as }), '403 AccessDenied')
  t.is(await outcome(s3, { method: 'PUT', path: '/new-1', as }), '200')
  t.is(await outcome(s3, { method: 'PUT', path: '/photos/out/a', as, body: 'x' }), '200')
  const copy = { 'x-amz-copy-source': '/photos/key' }
  const to = { method: 'PUT', path: '/photos/out/b', as, headers: copy }
  t.is(await outcome(s3, to), '403 AccessDenied')
  const control = {
    path: '/v20180820/configuration/publicAccessBlock',
    as,
    headers: { 'x-amz-account-id': s3.owner.accountId },
  }
  t.is((await s3.send(control)).status, 403)
  t.is((await s3.send({ ...control, as: s3.owner })).status, 404)
})

test('a bucket policy can name the role of an account, and a session only ever narrows it', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const { arn } = builtInRole(s3.owner.accountId)
  const body = policyText({ Effect: 'Deny', Principal: { AWS: arn }, Resource: OBJECTS_ARN })
  t.is((await s3.send({ method: 'PUT', path: '/photos?policy', body })).status, 204)
  await storeObject(s3, 'photos', 'key')
  const role = await sessionOf(s3, [{ Action: 's3:*' }], { isRole: true })
  t.is(await outcome(s3, { path: '/photos/key', as: role }), '403 AccessDenied')
  t.is(await outcome(s3, { path: '/photos', as: role }), '200')
  t.is(await outcome(s3, { path: '/photos/key' }), '200')
  const unknown = body.replace('OrganizationAccountAccessRole', 'Other')
  const refused = await s3.send({ method: 'PUT', path: '/photos?policy', body: unknown })
  t.regex(refused.text, /<Code>MalformedPolicy</)
})
