import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { S3Error } from '../../lib/s3/errors.ts'
import {
  checkRemoval,
  checkRetentionChange,
  type ObjectLock,
  type Retention,
  startRetention,
} from '../../lib/s3/object-lock/lock.ts'
import { formBody, formRequest, signedFields } from '../support/forms.ts'
import { startS3 } from '../support/s3-server.ts'
import { sendXml } from '../support/s3-uploads.ts'

const Bucket = 'vault'
const Key = 'key'
const MINUTE_MS = 60_000
/** Signatures are good for a quarter of an hour: the clock moves less than that. */
const soon = () => new Date(Date.now() + 5 * MINUTE_MS)
const later = () => new Date(Date.now() + 7 * MINUTE_MS)

async function startLocked(clock = { now: () => Date.now() }) {
  const s3 = await startS3({ clock })
  const client = s3.client()
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
  return { s3, client, [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose]() }
}

/** The name and status of what the SDK was refused with. */
async function refusal(t: ExecutionContext, sent: Promise<unknown>) {
  const error = await t.throwsAsync<Error & { $metadata?: { httpStatusCode?: number } }>(sent)
  return [error?.$metadata?.httpStatusCode, error?.name]
}

test('a bucket made with object lock has versioning, and keeps both', async t => {
  await using vault = await startLocked()
  const { client } = vault
  const read = await client.send(new GetObjectLockConfigurationCommand({ Bucket }))
  t.deepEqual(read.ObjectLockConfiguration, { ObjectLockEnabled: 'Enabled' })
  t.is((await vault.s3.storage.getBucket(Bucket))?.versioning, 'enabled')
  const suspend = new PutBucketVersioningCommand({
    Bucket,
    VersioningConfiguration: { Status: 'Suspended' },
  })
  t.deepEqual(await refusal(t, client.send(suspend)), [409, 'InvalidBucketState'])
  t.is((await vault.s3.storage.getBucket(Bucket))?.versioning, 'enabled')
})

test('CreateBucket does not say yes to object lock for a bucket that is there without it', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const again = new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true })
  t.deepEqual(await refusal(t, s3.client().send(again)), [409, 'BucketAlreadyOwnedByYou'])
})

test('PutObjectLockConfiguration enables object lock on a bucket whose versioning is enabled', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const client = s3.client()
  const get = () => client.send(new GetObjectLockConfigurationCommand({ Bucket }))
  const configuration = {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Years: 1 } },
  } as const
  const put = () =>
    client.send(
      new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: configuration }),
    )
  t.deepEqual(await refusal(t, get()), [404, 'ObjectLockConfigurationNotFoundError'])
  for (const versioning of ['off', 'suspended'] as const) {
    if (versioning !== 'off') await s3.storage.updateBucket(Bucket, () => ({ versioning }))
    t.deepEqual(await refusal(t, put()), [409, 'InvalidBucketState'])
  }
  await s3.storage.updateBucket(Bucket, () => ({ versioning: 'enabled' }))
  await put()
  t.deepEqual((await get()).ObjectLockConfiguration, configuration)
})

const rule = (inner: string) =>
  '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>' +
  `<Rule><DefaultRetention>${inner}</DefaultRetention></Rule></ObjectLockConfiguration>`
const MODE = '<Mode>COMPLIANCE</Mode>'
const refusedConfigurations = [
  ['', 'MissingRequestBodyError'],
  ['<ObjectLockConfiguration/>', 'MalformedXML'],
  [
    '<ObjectLockConfiguration><ObjectLockEnabled>Disabled</ObjectLockEnabled></ObjectLockConfiguration>',
    'MalformedXML',
  ],
  [rule(MODE), 'MalformedXML'],
  [rule('<Days>1</Days>'), 'MalformedXML'],
  [rule('<Mode>governance</Mode><Days>1</Days>'), 'MalformedXML'],
  [rule(`${MODE}<Days>1</Days><Years>1</Years>`), 'MalformedXML'],
  [rule(`${MODE}<Days>x</Days>`), 'MalformedXML'],
  [rule(`${MODE}<Days>0</Days>`), 'InvalidRetentionPeriod'],
  [rule(`${MODE}<Years>-1</Years>`), 'InvalidRetentionPeriod'],
  [rule(`${MODE}<Days>36501</Days>`), 'InvalidArgument'],
  [rule(`${MODE}<Years>101</Years>`), 'InvalidArgument'],
] as const
test('PutObjectLockConfiguration refuses what is no configuration', async t => {
  await using vault = await startLocked()
  const send = (body: string, headers: Record<string, string>) =>
    sendXml(vault.s3, { method: 'PUT', path: `/${Bucket}?object-lock`, body, headers })
  for (const [body, code] of refusedConfigurations) {
    const { status, code: answered } = await send(body, { 'content-md5': md5(body) })
    t.deepEqual([status, answered], [400, code], body)
  }
  t.is((await send(rule(`${MODE}<Days>1</Days>`), {})).code, 'InvalidRequest', 'no checksum')
})

test('what is retained in governance mode goes only with the header and the permission', async t => {
  await using vault = await startLocked()
  const { client, s3 } = vault
  const put = await client.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: 'body',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: soon(),
    }),
  )
  const { VersionId } = put
  const remove = (BypassGovernanceRetention?: boolean) =>
    client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }))
  t.deepEqual(await refusal(t, remove()), [403, 'AccessDenied'])
  // Who may write, and by that delete, may not bypass.
  const grants = [['WRITE', s3.stranger.canonicalId]] as const
  await s3.storage.updateBucket(Bucket, ({ attributes }) => ({
    attributes: { ...attributes, acl: grants },
  }))
  const bypass = { 'x-amz-bypass-governance-retention': 'true' }
  const path = `/${Bucket}/${Key}?versionId=${VersionId}`
  const byStranger = { method: 'DELETE', path, headers: bypass, as: s3.stranger }
  t.is((await s3.send(byStranger)).status, 403)
  // A delete marker hides it, and takes nothing away.
  t.true((await client.send(new DeleteObjectCommand({ Bucket, Key }))).DeleteMarker)
  t.truthy(await s3.storage.statObject(Bucket, Key, VersionId))
  await remove(true)
  t.is(await s3.storage.statObject(Bucket, Key, VersionId), undefined)
})

test('PutObjectRetention and GetObjectRetention: what is in compliance mode stays until its time is over', async t => {
  let offsetMs = 0
  await using vault = await startLocked({ now: () => Date.now() + offsetMs })
  const { client } = vault
  const put = await client.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: 'body',
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: soon(),
    }),
  )
  const retain = (Mode: 'COMPLIANCE' | 'GOVERNANCE', RetainUntilDate: Date) =>
    client.send(
      new PutObjectRetentionCommand({
        Bucket,
        Key,
        BypassGovernanceRetention: true,
        Retention: { Mode, RetainUntilDate },
      }),
    )
  const { VersionId } = put
  const remove = () =>
    client.send(
      new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }),
    )
  t.deepEqual(await refusal(t, remove()), [403, 'AccessDenied'])
  t.deepEqual(await refusal(t, retain('GOVERNANCE', later())), [403, 'AccessDenied'])
  const shorter = new Date(Date.now() + MINUTE_MS)
  t.deepEqual(await refusal(t, retain('COMPLIANCE', shorter)), [403, 'AccessDenied'])
  const until = later()
  await retain('COMPLIANCE', until)
  const read = await client.send(new GetObjectRetentionCommand({ Bucket, Key }))
  t.deepEqual(read.Retention, { Mode: 'COMPLIANCE', RetainUntilDate: until })
  offsetMs = 8 * MINUTE_MS
  await remove()
  t.is(await vault.s3.storage.statObject(Bucket, Key, VersionId), undefined)
})

test('PutObjectLegalHold and GetObjectLegalHold: a hold keeps a version whatever its retention, until it is taken off', async t => {
  await using vault = await startLocked()
  const { client } = vault
  const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
  const get = () => client.send(new GetObjectLegalHoldCommand({ Bucket, Key }))
  t.deepEqual(await refusal(t, get()), [404, 'NoSuchObjectLockConfiguration'])
  const hold = (Status: 'ON' | 'OFF') =>
    client.send(new PutObjectLegalHoldCommand({ Bucket, Key, LegalHold: { Status } }))
  await hold('ON')
  t.is((await get()).LegalHold?.Status, 'ON')
  const remove = new DeleteObjectCommand({
    Bucket,
    Key,
    VersionId,
    BypassGovernanceRetention: true,
  })
  t.deepEqual(await refusal(t, client.send(remove)), [403, 'AccessDenied'])
  await hold('OFF')
  t.is((await get()).LegalHold?.Status, 'OFF')
  await client.send(remove)
})

test('DeleteObjects refuses the locked versions alone', async t => {
  await using vault = await startLocked()
  const { client } = vault
  const Objects: { Key: string; VersionId: string | undefined }[] = []
  for (const [key, legalHold] of [
    ['free', 'OFF'],
    ['held', 'ON'],
  ] as const) {
    const put = new PutObjectCommand({
      Bucket,
      Key: key,
      Body: 'x',
      ObjectLockLegalHoldStatus: legalHold,
    })
    Objects.push({ Key: key, VersionId: (await client.send(put)).VersionId })
  }
  const { Deleted, Errors } = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
  )
  t.deepEqual(
    Deleted?.map(one => one.Key),
    ['free'],
  )
  t.deepEqual(
    Errors?.map(one => [one.Key, one.Code, one.VersionId]),
    [['held', 'AccessDenied', Objects[1]?.VersionId]],
  )
})

test('new objects get the default retention, unless they have their own', async t => {
  await using vault = await startLocked()
  const { client } = vault
  const configuration = {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2 } },
  } as const
  await client.send(
    new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: configuration }),
  )
  const own = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: soon() } as const
  await client.send(new PutObjectCommand({ Bucket, Key: 'put', Body: 'x' }))
  await client.send(new PutObjectCommand({ Bucket, Key: 'own', Body: 'x', ...own }))
  const copy = { Bucket, CopySource: `/${Bucket}/own` }
  await client.send(new CopyObjectCommand({ ...copy, Key: 'copied' }))
  await client.send(
    new CopyObjectCommand({ ...copy, Key: 'copied-own', ...own, ObjectLockLegalHoldStatus: 'ON' }),
  )
  for (const [key, lock] of [
    ['upload', {}],
    ['upload-own', own],
  ] as const) {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key: key, ...lock }),
    )
    const part = { Bucket, Key: key, UploadId, PartNumber: 1 }
    const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: 'part' }))
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: key, UploadId, MultipartUpload }),
    )
  }
  for (const [key, isOwn] of [
    ['put', false],
    ['own', true],
    ['copied', false],
    ['copied-own', true],
    ['upload', false],
    ['upload-own', true],
  ] as const) {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: key }))
    t.is(head.ObjectLockMode, isOwn ? 'COMPLIANCE' : 'GOVERNANCE', key)
    const daysLeft = ((head.ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000
    t.true(isOwn ? daysLeft < 0.1 : daysLeft > 1.9 && daysLeft <= 2, `${key}: ${daysLeft} days`)
    t.is(head.ObjectLockLegalHoldStatus, key === 'copied-own' ? 'ON' : undefined)
  }
})

const UNTIL = '2100-01-01T00:00:00Z'
const MODE_HEADER = 'x-amz-object-lock-mode'
const UNTIL_HEADER = 'x-amz-object-lock-retain-until-date'
const refusedHeaders = [
  [{ [MODE_HEADER]: 'GOVERNANCE' }, 'InvalidArgument'],
  [{ [UNTIL_HEADER]: UNTIL }, 'InvalidArgument'],
  [{ [MODE_HEADER]: 'governance', [UNTIL_HEADER]: UNTIL }, 'InvalidArgument'],
  [{ [MODE_HEADER]: 'GOVERNANCE', [UNTIL_HEADER]: 'tomorrow' }, 'InvalidArgument'],
  [{ [MODE_HEADER]: 'GOVERNANCE', [UNTIL_HEADER]: '2020-01-01T00:00:00Z' }, 'InvalidArgument'],
  [{ 'x-amz-object-lock-legal-hold': 'on' }, 'InvalidArgument'],
] as const
test('headers that are no lock are refused with every write, before anything is stored', async t => {
  await using vault = await startLocked()
  for (const [headers, code] of refusedHeaders) {
    for (const write of [
      { method: 'PUT', path: `/${Bucket}/${Key}`, body: '' },
      { method: 'POST', path: `/${Bucket}/${Key}?uploads` },
      {
        method: 'PUT',
        path: `/${Bucket}/${Key}`,
        headers: { 'x-amz-copy-source': `/${Bucket}/x` },
      },
    ]) {
      const all = { ...write.headers, ...headers }
      const answer = await sendXml(vault.s3, { ...write, headers: all })
      t.deepEqual([answer.status, answer.code], [400, code], JSON.stringify(all))
    }
  }
  t.is(await vault.s3.storage.statObject(Bucket, Key), undefined)
})

test('a lock on a write wants a checksum, a bucket with object lock, and more than the right to write', async t => {
  await using vault = await startLocked()
  const { s3 } = vault
  await s3.storage.createBucket('plain', { ownerId: s3.owner.accountId })
  const hold = { 'x-amz-object-lock-legal-hold': 'ON' }
  const headers = { ...hold, 'content-md5': md5('body') }
  const put = { method: 'PUT', path: `/${Bucket}/${Key}`, body: 'body' }
  t.is((await sendXml(s3, { ...put, headers: hold })).code, 'InvalidRequest')
  t.is((await sendXml(s3, { ...put, path: '/plain/key', headers })).code, 'InvalidRequest')
  await s3.storage.updateBucket(Bucket, ({ attributes }) => ({
    attributes: { ...attributes, acl: [['WRITE', s3.stranger.canonicalId]] },
  }))
  t.is((await sendXml(s3, { ...put, headers, as: s3.stranger })).code, 'AccessDenied')
  t.is((await s3.send({ ...put, as: s3.stranger })).status, 200)
  t.is((await s3.send({ ...put, headers })).status, 200)
})

test('a form can lock what it uploads', async t => {
  await using vault = await startLocked()
  const { s3 } = vault
  const own = [
    ['key', Key],
    ['x-amz-object-lock-legal-hold', 'ON'],
  ] as const
  const conditions = own.map(([name, value]) => ({ [name]: value }))
  const fields = [...own, ...signedFields(s3.owner, { bucket: Bucket, conditions })]
  const request = formRequest(Bucket, formBody(fields, { content: 'body' }))
  t.is((await s3.send(request)).status, 204)
  const head = await s3.client().send(new HeadObjectCommand({ Bucket, Key }))
  t.is(head.ObjectLockLegalHoldStatus, 'ON')
})

test('only the owner is shown the lock of an object that others may read', async t => {
  await using vault = await startLocked()
  const { s3, client } = vault
  const put = new PutObjectCommand({
    Bucket,
    Key,
    Body: 'x',
    ACL: 'public-read',
    ObjectLockLegalHoldStatus: 'ON',
  })
  await client.send(put)
  const path = `/${Bucket}/${Key}`
  t.is((await s3.send({ path })).headers['x-amz-object-lock-legal-hold'], 'ON')
  const other = await s3.send({ path, as: s3.stranger })
  t.deepEqual([other.status, other.headers['x-amz-object-lock-legal-hold']], [200, undefined])
})

test('retention and legal hold are refused where they mean nothing', async t => {
  await using vault = await startLocked()
  const { s3, client } = vault
  await s3.storage.createBucket('plain', { ownerId: s3.owner.accountId })
  for (const query of ['retention', 'legal-hold']) {
    const read = (path: string) => sendXml(s3, { path })
    t.is((await read(`/plain/key?${query}`)).code, 'InvalidRequest')
    t.is((await read(`/${Bucket}/none?${query}`)).code, 'NoSuchKey')
    t.is((await read(`/${Bucket}/none?${query}&versionId=null`)).code, 'NoSuchVersion')
    await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
    t.is((await read(`/${Bucket}/${Key}?${query}`)).code, 'NoSuchObjectLockConfiguration')
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'marked' }))
    const marker = await s3.storage.statObject(Bucket, 'marked')
    const ofMarker = `/${Bucket}/marked?${query}&versionId=${marker?.versionId}`
    t.is((await read(ofMarker)).status, 405)
    for (const body of ['', '<Other/>', '<Retention><Mode>x</Mode></Retention>', '<LegalHold/>']) {
      const headers = { 'content-md5': md5(body) }
      const path = `/${Bucket}/${Key}?${query}`
      t.is((await s3.send({ method: 'PUT', path, body, headers })).status, 400, body)
    }
  }
})

const retention = fc.option(
  fc.record({
    mode: fc.constantFrom('COMPLIANCE' as const, 'GOVERNANCE' as const),
    untilMs: fc.nat(10),
  }),
  { nil: undefined },
)
const question = fc.record({ nowMs: fc.nat(10), bypassesGovernance: fc.boolean() })

function isRefused(check: () => void): boolean {
  try {
    check()
    return false
  } catch (error) {
    if (error instanceof S3Error && error.code === 'AccessDenied') return true
    throw error
  }
}

test('no step of a life under compliance ever ends it early', t => {
  const changes = fc.array(fc.record({ next: retention, ask: question }), { maxLength: 20 })
  const untilMs = 8
  const property = fc.property(changes, steps => {
    let nowMs = 0
    let current: Retention | undefined = { mode: 'COMPLIANCE', untilMs }
    for (const { next, ask } of steps) {
      nowMs = Math.max(nowMs, ask.nowMs)
      const asked = { ...ask, nowMs }
      const lock: ObjectLock = current === undefined ? {} : { retention: current }
      if (!isRefused(() => checkRemoval(lock, asked))) return nowMs >= untilMs
      if (!isRefused(() => checkRetentionChange(current, next, asked))) current = next
    }
    return true
  })
  t.notThrows(() => fc.assert(property, { numRuns: 500 }))
})

test('whoever may remove a retained version may end its retention, and the other way round', t => {
  const property = fc.property(retention, question, (current, ask) => {
    const lock: ObjectLock = current === undefined ? {} : { retention: current }
    const held: ObjectLock = { ...lock, legalHold: 'ON' }
    return (
      isRefused(() => checkRemoval(held, ask)) &&
      isRefused(() => checkRemoval(lock, ask)) ===
        isRefused(() => checkRetentionChange(current, undefined, ask))
    )
  })
  t.notThrows(() => fc.assert(property, { numRuns: 500 }))
})

test('years of a default retention are those of the calendar', t => {
  const nowMs = Date.UTC(2028, 1, 29)
  const rule = { mode: 'GOVERNANCE', years: 1 } as const
  t.is(startRetention(rule, nowMs).untilMs, Date.UTC(2029, 2, 1))
  t.is(startRetention({ mode: 'GOVERNANCE', days: 2 }, 5).untilMs, 2 * 86_400_000 + 5)
})

function md5(text: string): string {
  return createHash('md5').update(text).digest('base64')
}
