import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  type GetBucketEncryptionOutput,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { CUSTOMER_KEY, customerHeaders, SSE } from '../../support/encryption.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const Bucket = 'vault'
const PATH = `/${Bucket}/key`

function setRule(s3: S3Server, rule: ServerSideEncryptionRule) {
  const ServerSideEncryptionConfiguration = { Rules: [rule] }
  return s3
    .client()
    .send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
}

async function getRule(s3: S3Server): Promise<ServerSideEncryptionRule | undefined> {
  const answer: GetBucketEncryptionOutput = await s3
    .client()
    .send(new GetBucketEncryptionCommand({ Bucket }))
  return answer.ServerSideEncryptionConfiguration?.Rules?.[0]
}

const codeOf = ({ text }: { text: string }) => xmlText(parseXml(text), 'Code')

test('PutBucketEncryption encrypts what comes without a wish, until DeleteBucketEncryption', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  await setRule(s3, { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } })
  t.deepEqual(await getRule(s3), {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    BucketKeyEnabled: false,
  })
  const client = s3.client()
  const put = () => client.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'text' }))
  t.is((await put()).ServerSideEncryption, 'AES256')
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'key' }))
  t.is(got.ServerSideEncryption, 'AES256')
  t.is(await got.Body?.transformToString(), 'text')
  await client.send(new DeleteBucketEncryptionCommand({ Bucket }))
  await t.throwsAsync(getRule(s3), { name: 'ServerSideEncryptionConfigurationNotFoundError' })
  t.is((await put()).ServerSideEncryption, undefined)
})

test('GetBucketEncryption gives back keys, bucket keys and blocked types as they were put', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const rules: readonly ServerSideEncryptionRule[] = [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/mine' },
      BucketKeyEnabled: true,
    },
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
    },
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
    },
  ]
  for (const rule of rules) {
    await setRule(s3, rule)
    t.deepEqual(await getRule(s3), rule)
  }
})

test('a bucket that blocks customer keys refuses to write with them, and still reads', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const headers = customerHeaders(CUSTOMER_KEY)
  await s3.send({ method: 'PUT', path: PATH, body: 'old', headers })
  await setRule(s3, {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
  })
  const refused = [
    await s3.send({ method: 'PUT', path: PATH, body: 'new', headers }),
    await s3.send({ method: 'POST', path: `${PATH}?uploads`, headers }),
    await s3.send({
      method: 'PUT',
      path: PATH,
      headers: { ...headers, 'x-amz-copy-source': PATH },
    }),
  ]
  for (const answer of refused) t.deepEqual([answer.status, codeOf(answer)], [403, 'AccessDenied'])
  t.is((await s3.send({ path: PATH, headers })).text, 'old')
  await setRule(s3, {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
  })
  t.is((await s3.send({ method: 'PUT', path: PATH, body: 'new', headers })).status, 200)
})

test('a default KMS key is used where the request names none of its own', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const { accountId } = s3.owner
  const key = await s3.keys.kms.createKey({ accountId })
  await s3.keys.kms.setAlias({ name: 'alias/mine', key }, 'nothing')
  await setRule(s3, {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/mine' },
    BucketKeyEnabled: true,
  })
  const stored = await s3.send({ method: 'PUT', path: PATH, body: 'text' })
  t.is(stored.headers[SSE], 'aws:kms')
  t.is(stored.headers[`${SSE}-aws-kms-key-id`], key.arn)
  t.is(stored.headers[`${SSE}-bucket-key-enabled`], 'true')
  const dsse = await s3.send({
    method: 'PUT',
    path: PATH,
    body: 'text',
    headers: { [SSE]: 'aws:kms:dsse' },
  })
  const own = await s3.keys.kms.findKey('alias/aws/s3', accountId)
  t.is(dsse.headers[`${SSE}-aws-kms-key-id`], own.arn)
  t.is((await s3.send({ path: PATH })).text, 'text')
})

test('the server can encrypt by default, and then says so of every bucket', async t => {
  await using s3 = await startS3({ bucket: Bucket, defaultEncryption: 'AES256' })
  t.is((await getRule(s3))?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256')
  const stored = await s3.send({ method: 'PUT', path: PATH, body: 'text' })
  t.is(stored.headers[SSE], 'AES256')
  t.is((await s3.send({ path: PATH })).text, 'text')
})

const apply = (inner: string) =>
  `<ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault>`
const malformed: readonly (readonly [rules: string, code: string])[] = [
  ['', 'MalformedXML'],
  ['<Rule/>', 'MalformedXML'],
  [`<Rule>${apply('<SSEAlgorithm>DES</SSEAlgorithm>')}</Rule>`, 'MalformedXML'],
  [`<Rule>${apply('')}</Rule>`, 'MalformedXML'],
  [
    `<Rule>${apply('<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>a</KMSMasterKeyID>')}</Rule>`,
    'InvalidArgument',
  ],
  [
    '<Rule><BlockedEncryptionTypes><EncryptionType>SSE-X</EncryptionType></BlockedEncryptionTypes></Rule>',
    'MalformedXML',
  ],
]
for (const [rules, code] of malformed) {
  test(`PutBucketEncryption refuses ${rules === '' ? 'no rule' : rules} with ${code}`, async t => {
    await using s3 = await startS3({ bucket: Bucket })
    const body = `<ServerSideEncryptionConfiguration>${rules}</ServerSideEncryptionConfiguration>`
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
    const answer = await s3.send({ method: 'PUT', path: `/${Bucket}?encryption`, body, headers })
    t.is(codeOf(answer), code)
  })
}
