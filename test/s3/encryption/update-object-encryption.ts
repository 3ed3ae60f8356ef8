import { UpdateObjectEncryptionCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { encryptionModes, SSE } from '../../support/encryption.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const Bucket = 'vault'
const PATH = `/${Bucket}/key`

function update(s3: S3Server, KMSKeyArn: string, BucketKeyEnabled = false) {
  const ObjectEncryption = { SSEKMS: { KMSKeyArn, BucketKeyEnabled } }
  return s3
    .client()
    .send(new UpdateObjectEncryptionCommand({ Bucket, Key: 'key', ObjectEncryption }))
}

async function storedBytes(s3: S3Server): Promise<Buffer> {
  await using object = await s3.storage.openObject(Bucket, 'key')
  return Buffer.concat(object ? await Array.fromAsync(object.read()) : [])
}

test('UpdateObjectEncryption changes the key of an object and none of its bytes', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const other = await s3.keys.kms.createKey({ accountId: s3.owner.accountId })
  for (const { name, write } of await encryptionModes(s3)) {
    await s3.send({ method: 'PUT', path: PATH, body: 'text', headers: write })
    const before = await s3.storage.statObject(Bucket, 'key')
    const bytes = await storedBytes(s3)
    if (!['SSE-S3', 'SSE-KMS', 'SSE-KMS with a bucket key'].includes(name)) {
      await t.throwsAsync(update(s3, other.arn), { name: 'InvalidRequest' }, name)
      continue
    }
    for (const usesBucketKey of [true, false]) {
      await update(s3, other.arn, usesBucketKey)
      const { headers, text } = await s3.send({ path: PATH })
      t.is(text, 'text', name)
      t.is(headers[SSE], 'aws:kms')
      t.is(headers[`${SSE}-aws-kms-key-id`], other.arn)
      t.is(headers[`${SSE}-bucket-key-enabled`], usesBucketKey ? 'true' : undefined)
      t.is(headers.etag, `"${before?.etag}"`)
      t.deepEqual(await storedBytes(s3), bytes)
    }
  }
})

test('UpdateObjectEncryption takes keys of the bucket owner alone, by their ARNs', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const { kms } = s3.keys
  await s3.send({ method: 'PUT', path: PATH, body: 'text', headers: { [SSE]: 'AES256' } })
  const theirs = await kms.createKey({ accountId: s3.stranger.accountId })
  await t.throwsAsync(update(s3, theirs.arn), { name: 'AccessDenied' })
  const own = await kms.createKey({ accountId: s3.owner.accountId })
  await t.throwsAsync(update(s3, own.keyId), { name: 'InvalidRequest' })
  await t.throwsAsync(update(s3, `${own.arn}0`), { name: 'KMS.NotFoundException' })
  t.is((await s3.send({ path: PATH })).headers[SSE], 'AES256')
})
