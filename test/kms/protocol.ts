/** KMS as SDKs ask it: signed JSON over real HTTP, beside S3 on the same port. */

import test from 'ava'
import aws4 from 'aws4'
import { SSE } from '../support/encryption.ts'
import { type S3Server, startS3, type TestAccount } from '../support/s3-server.ts'

async function ask(s3: S3Server, operation: string, input: object, as: TestAccount = s3.owner) {
  const body = JSON.stringify(input)
  const signed = aws4.sign(
    {
      host: new URL(s3.endpoint).host,
      method: 'POST',
      path: '/',
      service: 'kms',
      region: 'us-east-1',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `TrentService.${operation}`,
      },
      body,
    },
    as,
  )
  // aws4 gives the headers as plain strings and numbers.
  const headers = signed.headers as Record<string, string>
  const response = await fetch(s3.endpoint, { method: 'POST', headers, body })
  return { status: response.status, ...JSON.parse(await response.text()) }
}

test('a key is made, described, listed and named', async t => {
  await using s3 = await startS3()
  const tags = [{ TagKey: 'team', TagValue: 'trees' }]
  const { KeyMetadata } = await ask(s3, 'CreateKey', { Description: 'photos', Tags: tags })
  t.is(KeyMetadata.KeyState, 'Enabled')
  t.is(KeyMetadata.AWSAccountId, s3.owner.accountId)
  const { KeyId, Arn } = KeyMetadata
  await ask(s3, 'CreateAlias', { AliasName: 'alias/photos', TargetKeyId: KeyId })
  const described = await ask(s3, 'DescribeKey', { KeyId: 'alias/photos' })
  t.deepEqual(described.KeyMetadata, KeyMetadata)
  t.deepEqual((await ask(s3, 'ListKeys', {})).Keys, [{ KeyId, KeyArn: Arn }])
  const { Aliases } = await ask(s3, 'ListAliases', { KeyId })
  t.is(Aliases[0].AliasName, 'alias/photos')
  t.deepEqual((await ask(s3, 'ListResourceTags', { KeyId })).Tags, tags)
  t.true((await ask(s3, 'GetKeyPolicy', { KeyId })).Policy.includes(s3.owner.accountId))
  await ask(s3, 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 })
  t.is((await ask(s3, 'GetKeyRotationStatus', { KeyId })).RotationPeriodInDays, 90)
})

test('lists come in pages', async t => {
  await using s3 = await startS3()
  for (let count = 0; count < 3; count++) await ask(s3, 'CreateKey', {})
  const first = await ask(s3, 'ListKeys', { Limit: 2 })
  t.is(first.Keys.length, 2)
  const second = await ask(s3, 'ListKeys', { Limit: 2, Marker: first.NextMarker })
  t.is(second.Keys.length, 1)
  t.false(second.Truncated)
})

test('what was encrypted is decrypted in its context, and data keys encrypt objects of clients', async t => {
  await using s3 = await startS3()
  const { KeyId, Arn } = (await ask(s3, 'CreateKey', {})).KeyMetadata
  const Plaintext = Buffer.from('secret').toString('base64')
  const EncryptionContext = { a: '1', b: '2' }
  const { CiphertextBlob } = await ask(s3, 'Encrypt', { KeyId, Plaintext, EncryptionContext })
  await ask(s3, 'RotateKeyOnDemand', { KeyId })
  const opened = await ask(s3, 'Decrypt', { CiphertextBlob, EncryptionContext: { b: '2', a: '1' } })
  t.is(opened.Plaintext, Plaintext)
  t.is(opened.KeyId, Arn)
  const wrong = await ask(s3, 'Decrypt', { CiphertextBlob })
  t.is(wrong.__type, 'InvalidCiphertextException')
  const theirs = await ask(s3, 'Decrypt', { CiphertextBlob, EncryptionContext }, s3.stranger)
  t.is(theirs.__type, 'AccessDeniedException')
  const dataKey = await ask(s3, 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' })
  t.is(Buffer.from(dataKey.Plaintext, 'base64').length, 32)
  const again = await ask(s3, 'Decrypt', { CiphertextBlob: dataKey.CiphertextBlob })
  t.is(again.Plaintext, dataKey.Plaintext)
  const hidden = await ask(s3, 'GenerateDataKeyWithoutPlaintext', { KeyId, NumberOfBytes: 64 })
  t.is(hidden.Plaintext, undefined)
})

test('a key that is disabled or leaving encrypts nothing, and comes back', async t => {
  await using s3 = await startS3({ bucket: 'vault' })
  const { KeyId, Arn } = (await ask(s3, 'CreateKey', {})).KeyMetadata
  const Plaintext = 'AAAA'
  await ask(s3, 'DisableKey', { KeyId })
  t.is((await ask(s3, 'Encrypt', { KeyId, Plaintext })).__type, 'DisabledException')
  await ask(s3, 'EnableKey', { KeyId })
  t.is((await ask(s3, 'Encrypt', { KeyId, Plaintext })).status, 200)
  const scheduled = await ask(s3, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })
  t.is(scheduled.KeyState, 'PendingDeletion')
  t.is((await ask(s3, 'EnableKey', { KeyId })).__type, 'KMSInvalidStateException')
  await ask(s3, 'CancelKeyDeletion', { KeyId })
  await ask(s3, 'EnableKey', { KeyId })
  const headers = { [SSE]: 'aws:kms', [`${SSE}-aws-kms-key-id`]: Arn }
  const stored = await s3.send({ method: 'PUT', path: '/vault/key', body: 'text', headers })
  t.is(stored.status, 200)
})

test('what is asked wrongly, or by others, is refused with KMS’s own codes', async t => {
  await using s3 = await startS3()
  const { KeyId, Arn } = (await ask(s3, 'CreateKey', {})).KeyMetadata
  const refused: readonly (readonly [string, object, string, TestAccount?])[] = [
    ['NoSuchThing', {}, 'UnknownOperationException'],
    ['DescribeKey', {}, 'ValidationException'],
    ['DescribeKey', { KeyId: 'missing' }, 'NotFoundException'],
    ['DescribeKey', { KeyId }, 'NotFoundException', s3.stranger],
    ['DescribeKey', { KeyId: Arn }, 'AccessDeniedException', s3.stranger],
    ['CreateKey', { KeySpec: 'RSA_2048' }, 'UnsupportedOperationException'],
    ['CreateAlias', { AliasName: 'alias/aws/mine', TargetKeyId: KeyId }, 'ValidationException'],
    ['Encrypt', { KeyId, Plaintext: '' }, 'ValidationException'],
    ['Decrypt', { CiphertextBlob: 'AAAA' }, 'InvalidCiphertextException'],
    ['GenerateDataKey', { KeyId }, 'ValidationException'],
    ['ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 1 }, 'ValidationException'],
  ]
  for (const [operation, input, code, as] of refused) {
    const { status, __type } = await ask(s3, operation, input, as)
    t.deepEqual([status, __type], [400, code], operation)
  }
  const forged = { ...s3.owner, secretAccessKey: 'not the secret' }
  t.is((await ask(s3, 'ListKeys', {}, forged)).__type, 'InvalidSignatureException')
})
