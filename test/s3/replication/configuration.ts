import test from 'ava'
import {
  makeVersioned,
  putRules,
  ROLE,
  replicationXml,
  ruleXml,
} from '../../support/replication.ts'
import { errorCode, putDocument } from '../../support/s3-documents.ts'
import { startS3 } from '../../support/s3-server.ts'

async function startBuckets() {
  const s3 = await startS3()
  await makeVersioned(s3, 'source', 'target')
  return s3
}

const PATH = '/source?replication'

test('GetBucketReplication gives back what PutBucketReplication was given, until DeleteBucketReplication', async t => {
  await using s3 = await startBuckets()
  const rule = ruleXml({
    to: 'target',
    id: 'all',
    filter:
      '<And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>' +
      '<Tag><Key>l</Key><Value>w</Value></Tag></And>',
    markers: 'Disabled',
    destination:
      `<Account>${s3.owner.accountId}</Account><StorageClass>STANDARD_IA</StorageClass>` +
      '<AccessControlTranslation><Owner>Destination</Owner></AccessControlTranslation>' +
      '<ReplicationTime><Status>Enabled</Status><Time><Minutes>15</Minutes></Time></ReplicationTime>' +
      '<Metrics><Status>Enabled</Status><EventThreshold><Minutes>15</Minutes></EventThreshold></Metrics>',
  })
  t.is((await putDocument(s3, PATH, replicationXml(rule))).status, 200)
  const { text } = await s3.send({ path: PATH })
  t.true(text.includes(`<Role>${ROLE}</Role><Rule><ID>all</ID><Priority>1</Priority><Filter><And>`))
  t.true(text.includes('<Time><Minutes>15</Minutes></Time>'))
  t.is((await s3.send({ method: 'DELETE', path: PATH })).status, 204)
  t.is(errorCode(await s3.send({ path: PATH })), 'ReplicationConfigurationNotFoundError')
})

test('a rule without an id gets one that stays', async t => {
  await using s3 = await startBuckets()
  await putRules(s3, 'source', [{ to: 'target' }])
  const first = await s3.send({ path: PATH })
  t.regex(first.text, /<ID>[\w-]{43}<\/ID>/)
  t.is((await s3.send({ path: PATH })).text, first.text)
})

const tag = '<Tag><Key>k</Key><Value>v</Value></Tag>'
const kms = (status: string) =>
  `<SourceSelectionCriteria><SseKmsEncryptedObjects><Status>${status}</Status></SseKmsEncryptedObjects></SourceSelectionCriteria>`
const key =
  '<EncryptionConfiguration><ReplicaKmsKeyID>key</ReplicaKmsKeyID></EncryptionConfiguration>'
const head = '<Rule><Status>Enabled</Status>'
const tail = '<Destination><Bucket>arn:aws:s3:::target</Bucket></Destination></Rule>'
const off = '<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>'

/** One row for each thing that AWS refuses. */
const refused: readonly (readonly [what: string, rules: string, code: string])[] = [
  ['no rules', '', 'MalformedXML'],
  ['neither filter nor prefix', head + tail, 'MalformedXML'],
  ['an unknown element', ruleXml({ to: 'target', extra: '<Colour>red</Colour>' }), 'MalformedXML'],
  ['no priority', `${head}<Filter/>${off}${tail}`, 'InvalidRequest'],
  [
    'nothing about delete markers',
    `${head}<Priority>1</Priority><Filter/>${tail}`,
    'InvalidRequest',
  ],
  ['delete markers with tags', ruleXml({ to: 'target', filter: tag }), 'InvalidRequest'],
  [
    'the same id twice',
    ruleXml({ to: 'target', id: 'a' }) + ruleXml({ to: 'target', id: 'a', priority: 2 }),
    'InvalidArgument',
  ],
  [
    'the same priority twice',
    ruleXml({ to: 'target', id: 'a' }) + ruleXml({ to: 'target', id: 'b' }),
    'InvalidRequest',
  ],
  ['itself as destination', ruleXml({ to: 'source' }), 'InvalidRequest'],
  ['a bucket that is not there', ruleXml({ to: 'nowhere' }), 'InvalidRequest'],
  ['a bucket without versions', ruleXml({ to: 'plain' }), 'InvalidRequest'],
  ['no bucket name', ruleXml({ to: 'A b' }), 'InvalidArgument'],
  [
    'a translation for no account',
    ruleXml({
      to: 'target',
      destination:
        '<AccessControlTranslation><Owner>Destination</Owner></AccessControlTranslation>',
    }),
    'InvalidRequest',
  ],
  ['KMS without a key', ruleXml({ to: 'target', extra: kms('Enabled') }), 'InvalidRequest'],
  ['a key without KMS', ruleXml({ to: 'target', destination: key }), 'InvalidRequest'],
  [
    'a time without metrics',
    ruleXml({
      to: 'target',
      destination:
        '<ReplicationTime><Status>Enabled</Status><Time><Minutes>15</Minutes></Time></ReplicationTime>',
    }),
    'InvalidRequest',
  ],
]

for (const [what, rules, code] of refused) {
  test(`PutBucketReplication refuses ${what} with ${code}`, async t => {
    await using s3 = await startBuckets()
    await s3.storage.createBucket('plain', { ownerId: s3.owner.accountId })
    t.is(errorCode(await putDocument(s3, PATH, replicationXml(rules))), code)
    t.is(errorCode(await s3.send({ path: PATH })), 'ReplicationConfigurationNotFoundError')
  })
}

test('PutBucketReplication refuses a bucket without versions, which it must keep afterwards', async t => {
  await using s3 = await startBuckets()
  await s3.storage.createBucket('plain', { ownerId: s3.owner.accountId })
  t.is(errorCode(await putRules(s3, 'plain', [{ to: 'target' }])), 'InvalidRequest')
  await putRules(s3, 'source', [{ to: 'target' }])
  const suspended = '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>'
  t.is(errorCode(await putDocument(s3, '/source?versioning', suspended)), 'InvalidBucketState')
})

test('PutBucketReplication takes a bucket at another endpoint for the accounts it is open to', async t => {
  const endpoint = {
    name: 'other',
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    accessKeyId: 'key',
    secretAccessKey: 'secret',
    buckets: ['far'],
  }
  await using open = await startS3({ replicationEndpoints: [endpoint] })
  await makeVersioned(open, 'source')
  t.is((await putRules(open, 'source', [{ to: 'far' }])).status, 200)
  t.is(errorCode(await putRules(open, 'source', [{ to: 'farther' }])), 'InvalidRequest')
  const closed = { ...endpoint, accounts: ['000000000000'] }
  await using other = await startS3({ replicationEndpoints: [closed] })
  await makeVersioned(other, 'source')
  t.is(errorCode(await putRules(other, 'source', [{ to: 'far' }])), 'InvalidRequest')
})
