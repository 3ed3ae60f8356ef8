import test from 'ava'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { SSE } from '../../support/encryption.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const BUCKET = 'vault'
const PATH = `/${BUCKET}/key`

const codeOf = ({ text }: { text: string }) => xmlText(parseXml(text), 'Code')
const put = (s3: S3Server, keyId: string, others = {}) =>
  s3.send({
    method: 'PUT',
    path: PATH,
    body: 'text',
    headers: { [SSE]: 'aws:kms', [`${SSE}-aws-kms-key-id`]: keyId, ...others },
  })

test('a key is named by its id, its ARN or an alias, and answers always name its ARN', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { kms } = s3.keys
  const key = await kms.createKey({ accountId: s3.owner.accountId })
  await kms.setAlias({ name: 'alias/photos', key }, 'nothing')
  const aliasArn = key.arn.replace(/key\/.*/, 'alias/photos')
  for (const name of [key.keyId, key.arn, 'alias/photos', aliasArn]) {
    const { headers } = await put(s3, name)
    t.is(headers[`${SSE}-aws-kms-key-id`], key.arn, name)
    t.is((await s3.send({ path: PATH })).text, 'text')
  }
})

test('a key that is not there is KMS.NotFoundException, and nothing is stored', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  for (const name of ['no-such-key', 'alias/none', '???', 'arn:aws:kms:us-east-1:1:key/a']) {
    const answer = await put(s3, name)
    t.deepEqual([answer.status, codeOf(answer)], [400, 'KMS.NotFoundException'], name)
  }
  t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
})

test('the key of another account can be used neither to write nor to read', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { kms } = s3.keys
  const theirs = await kms.createKey({ accountId: s3.stranger.accountId })
  const refused = await put(s3, theirs.arn)
  t.deepEqual([refused.status, codeOf(refused)], [403, 'AccessDenied'])
  const own = await kms.createKey({ accountId: s3.owner.accountId })
  await put(s3, own.arn, { 'x-amz-acl': 'public-read' })
  const byStranger = await s3.send({ path: PATH, as: s3.stranger })
  t.deepEqual([byStranger.status, codeOf(byStranger)], [403, 'AccessDenied'])
  const byNobody = await s3.send({ path: PATH, as: 'anonymous' })
  t.deepEqual([byNobody.status, codeOf(byNobody)], [400, 'InvalidArgument'])
  const copied = await s3.send({
    method: 'PUT',
    path: `/${BUCKET}/copy`,
    headers: { 'x-amz-copy-source': PATH },
    as: s3.stranger,
  })
  t.is(copied.status, 403)
  t.is((await s3.send({ path: PATH })).text, 'text')
})

for (const bucketKey of ['false', 'true']) {
  test(`a key that is disabled or about to go reads nothing any more (bucket key: ${bucketKey})`, async t => {
    let nowMs = Date.now()
    await using s3 = await startS3({ bucket: BUCKET, clock: { now: () => nowMs } })
    const { kms } = s3.keys
    const key = await kms.createKey({ accountId: s3.owner.accountId })
    t.is((await put(s3, key.keyId, { [`${SSE}-bucket-key-enabled`]: bucketKey })).status, 200)
    const states = [
      { state: 'Disabled', code: 'KMS.DisabledException' },
      { state: 'PendingDeletion', code: 'KMS.KMSInvalidStateException' },
    ] as const
    for (const { state, code } of states) {
      await kms.update(key, current => ({ ...current, state }))
      nowMs += 1000
      for (const answer of [await s3.send({ path: PATH }), await put(s3, key.keyId)]) {
        t.deepEqual([answer.status, codeOf(answer)], [400, code])
      }
      // Looking at it needs no key.
      t.is((await s3.send({ method: 'HEAD', path: PATH })).status, 200)
    }
    await kms.update(key, current => ({ ...current, state: 'Enabled' }))
    t.is((await s3.send({ path: PATH })).text, 'text')
  })
}

test('objects stay readable when their keys are rotated', async t => {
  let nowMs = Date.now()
  await using s3 = await startS3({ bucket: BUCKET, clock: { now: () => nowMs } })
  const { kms } = s3.keys
  const key = await kms.createKey({ accountId: s3.owner.accountId })
  await put(s3, key.keyId)
  for (let rotation = 0; rotation < 3; rotation++) {
    await kms.rotate(key)
    nowMs += 4 * 60_000
    t.is((await s3.send({ path: PATH })).text, 'text')
  }
})

test('the encryption context of a write comes back with its answer', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const context = Buffer.from('{"department":"trees"}').toString('base64')
  const key = await s3.keys.kms.createKey({ accountId: s3.owner.accountId })
  const { headers } = await put(s3, key.arn, { [`${SSE}-context`]: context })
  t.is(headers[`${SSE}-context`], context)
  t.is((await s3.send({ path: PATH })).text, 'text')
})

test('without a name the account gets a key of its own, always the same', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const headers = { [SSE]: 'aws:kms' }
  const first = await s3.send({ method: 'PUT', path: PATH, body: 'text', headers })
  const second = await s3.send({ method: 'PUT', path: PATH, body: 'text', headers })
  const arn = first.headers[`${SSE}-aws-kms-key-id`] ?? ''
  t.true(arn.startsWith(`arn:aws:kms:us-east-1:${s3.owner.accountId}:key/`))
  t.is(second.headers[`${SSE}-aws-kms-key-id`], arn)
})
