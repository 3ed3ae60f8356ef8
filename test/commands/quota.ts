/** `mallee quota` as a person meets it, and what clients are told whose quota is used up. */
import { S3 } from '@aws-sdk/client-s3'
import test from 'ava'
import { startMallee } from '../support/mallee-process.ts'

const exceeded = { name: 'QuotaExceeded', $metadata: { httpStatusCode: 403 } }

test('quotas of buckets and accounts hold for every upload, are shown with what is used, and come off', async t => {
  await using mallee = await startMallee({ threads: 2 })
  const tenant = await mallee.createAccount('tenant')
  const { endpoint } = mallee
  const client = new S3({
    endpoint,
    credentials: tenant,
    region: 'us-east-1',
    forcePathStyle: true,
  })
  const quota = async (...args: string[]) => {
    const shown: unknown = JSON.parse(await mallee.command(['quota', ...args]))
    return shown
  }
  const put = (Bucket: string, Key: string, Body: string) => client.putObject({ Bucket, Key, Body })
  const isRefused = async (sent: Promise<unknown>) =>
    t.like(await t.throwsAsync<Error & { $metadata?: object }>(sent), exceeded)

  await client.createBucket({ Bucket: 'one' })
  await quota('bucket', 'one', '--bytes', '10', '--objects', '2')
  await put('one', 'a', '12345678')
  await isRefused(put('one', 'b', '123'))
  await isRefused(client.copyObject({ Bucket: 'one', Key: 'b', CopySource: '/one/a' }))
  await put('one', 'b', '12')
  await isRefused(put('one', 'c', '1'))
  t.deepEqual(await quota('bucket', 'one'), {
    quota: { sizeBytes: 10, versionCount: 2 },
    usage: { sizeBytes: 10, versionCount: 2 },
  })
  await quota('bucket', 'one', '--none')
  await put('one', 'c', '1')

  await quota('account', tenant.accountId, '--bytes', '15')
  await client.createBucket({ Bucket: 'two' })
  await isRefused(put('two', 'a', '12345'))
  await put('two', 'a', '1234')
  await isRefused(put('one', 'd', '1'))
  t.deepEqual(await quota('account', tenant.accountId), {
    quota: { sizeBytes: 15 },
    usage: { sizeBytes: 15, versionCount: 4 },
  })
  await quota('account', tenant.accountId, '--none')
  await put('one', 'd', '1')

  await t.throwsAsync(quota('bucket', 'none', '--bytes', '1'), { message: /no bucket none/ })
})
