/**
 * Documents that are nearly right, for every operation that takes one: S3 answers, never with a 500,
 * and what it took leaves the bucket usable.
 */
import { crc32 } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { parseXml } from '../../../lib/http/xml.ts'
import { mutated, WORD_PIECES, XML_PIECES } from '../../support/mutations.ts'
import { HOOK_ARN } from '../../support/notifications.ts'
import { putDocument } from '../../support/s3-documents.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const RUNS = 40

interface Configuration {
  readonly path: string
  readonly method?: 'POST'
  readonly document: string
}

const filter =
  '<Filter><And><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>'
const grantee =
  '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>'
const acl = `<AccessControlPolicy><Owner><ID>OWNER</ID></Owner><AccessControlList><Grant>${grantee}<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`
const tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'
const exportTo =
  '<S3BucketDestination><Format>CSV</Format><Bucket>arn:aws:s3:::photos</Bucket><Prefix>p</Prefix></S3BucketDestination>'

const configurations: Readonly<Record<string, Configuration>> = {
  accelerate: {
    path: '/photos?accelerate',
    document: '<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>',
  },
  'bucket ACL': { path: '/photos?acl', document: acl },
  'object ACL': { path: '/photos/key?acl', document: acl },
  analytics: {
    path: '/photos?analytics&id=a',
    document: `<AnalyticsConfiguration><Id>a</Id>${filter}<StorageClassAnalysis><DataExport><OutputSchemaVersion>V_1</OutputSchemaVersion><Destination>${exportTo}</Destination></DataExport></StorageClassAnalysis></AnalyticsConfiguration>`,
  },
  CORS: {
    path: '/photos?cors',
    document:
      '<CORSConfiguration><CORSRule><ID>1</ID><AllowedMethod>GET</AllowedMethod><AllowedOrigin>http://*.example.com</AllowedOrigin><AllowedHeader>x-*</AllowedHeader><ExposeHeader>etag</ExposeHeader><MaxAgeSeconds>30</MaxAgeSeconds></CORSRule></CORSConfiguration>',
  },
  encryption: {
    path: '/photos?encryption',
    document:
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/a</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
  },
  'intelligent tiering': {
    path: '/photos?intelligent-tiering&id=a',
    document: `<IntelligentTieringConfiguration><Id>a</Id>${filter}<Status>Enabled</Status><Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier><Days>90</Days></Tiering></IntelligentTieringConfiguration>`,
  },
  inventory: {
    path: '/photos?inventory&id=a',
    document: `<InventoryConfiguration><Destination>${exportTo}</Destination><IsEnabled>true</IsEnabled><Filter><Prefix>a</Prefix></Filter><Id>a</Id><IncludedObjectVersions>All</IncludedObjectVersions><OptionalFields><Field>Size</Field></OptionalFields><Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>`,
  },
  lifecycle: {
    path: '/photos?lifecycle',
    document: `<LifecycleConfiguration><Rule><ID>a</ID>${filter}<Status>Enabled</Status><Expiration><Days>9</Days></Expiration><Transition><Days>3</Days><StorageClass>GLACIER</StorageClass></Transition><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>`,
  },
  logging: {
    path: '/photos?logging',
    document: `<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>p</TargetPrefix><TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat></LoggingEnabled></BucketLoggingStatus>`,
  },
  metrics: {
    path: '/photos?metrics&id=a',
    document: `<MetricsConfiguration><Id>a</Id>${filter}</MetricsConfiguration>`,
  },
  notification: {
    path: '/photos?notification',
    document: `<NotificationConfiguration><QueueConfiguration><Id>a</Id><Queue>${HOOK_ARN}</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>a</Value></FilterRule></S3Key></Filter></QueueConfiguration></NotificationConfiguration>`,
  },
  'object lock': {
    path: '/photos?object-lock',
    document:
      '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>',
  },
  ownership: {
    path: '/photos?ownershipControls',
    document:
      '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>',
  },
  'public access block': {
    path: '/photos?publicAccessBlock',
    document:
      '<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls></PublicAccessBlockConfiguration>',
  },
  replication: {
    path: '/photos?replication',
    document: `<ReplicationConfiguration><Role>arn:aws:iam::000000000000:role/r</Role><Rule><ID>a</ID><Priority>1</Priority>${filter}<Status>Enabled</Status><DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::replicas</Bucket></Destination></Rule></ReplicationConfiguration>`,
  },
  'request payment': {
    path: '/photos?requestPayment',
    document: '<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>',
  },
  'bucket tagging': { path: '/photos?tagging', document: tagging },
  'object tagging': { path: '/photos/key?tagging', document: tagging },
  versioning: {
    path: '/photos?versioning',
    document: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  },
  website: {
    path: '/photos?website',
    document:
      '<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument><ErrorDocument><Key>e</Key></ErrorDocument><RoutingRules><RoutingRule><Condition><KeyPrefixEquals>a/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect><HostName>h</HostName><HttpRedirectCode>301</HttpRedirectCode><ReplaceKeyPrefixWith>b/</ReplaceKeyPrefixWith></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>',
  },
  retention: {
    path: '/photos/key?retention',
    document:
      '<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>',
  },
  'legal hold': {
    path: '/photos/key?legal-hold',
    document: '<LegalHold><Status>ON</Status></LegalHold>',
  },
  'a new bucket': {
    path: '/new-bucket',
    document:
      '<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags></CreateBucketConfiguration>',
  },
  restore: {
    path: '/photos/archived?restore',
    method: 'POST',
    document:
      '<RestoreRequest><Days>1</Days><GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters></RestoreRequest>',
  },
  'objects to delete': {
    path: '/photos?delete',
    method: 'POST',
    document:
      '<Delete><Quiet>true</Quiet><Object><Key>other</Key><VersionId>null</VersionId><ETag>"a"</ETag><Size>1</Size><LastModifiedTime>Thu, 01 Jan 2026 00:00:00 GMT</LastModifiedTime></Object></Delete>',
  },
}

/** With all that the documents speak of. */
async function startBuckets(): Promise<S3Server> {
  const destinations = [{ arn: HOOK_ARN, type: 'webhook', settings: { url: 'http://127.0.0.1' } }]
  const s3 = await startS3({ destinations })
  const buckets = {
    photos: { 'x-amz-bucket-object-lock-enabled': 'true' },
    replicas: { 'x-amz-bucket-object-lock-enabled': 'true' },
    logs: { 'x-amz-acl': 'log-delivery-write' },
  }
  for (const [bucket, headers] of Object.entries(buckets)) {
    await s3.send({ method: 'PUT', path: `/${bucket}`, headers })
  }
  const headers = { 'x-amz-storage-class': 'GLACIER' }
  await s3.send({ method: 'PUT', path: '/photos/archived', headers, body: 'text' })
  await storeObject(s3, 'photos', 'key', 'text')
  return s3
}

/** Whatever was stored, those who use the bucket get an answer. */
const uses = [
  { path: '/photos?list-type=2' },
  { path: '/photos/key', headers: { origin: 'http://a.example.com' } },
  {
    method: 'OPTIONS',
    path: '/photos/key',
    headers: { origin: 'http://a.example.com', 'access-control-request-method': 'GET' },
    as: 'anonymous',
  },
  { method: 'PUT', path: '/photos/another', body: 'text' },
] as const

async function checkUsable(s3: S3Server, path: string): Promise<string | undefined> {
  for (const request of [{ path }, ...uses]) {
    const { status } = await s3.send(request)
    if (status === 500) return JSON.stringify(request)
  }
  return undefined
}

for (const [name, { path, document, method = 'PUT' }] of Object.entries(configurations)) {
  test(`${name}: no document is answered with 500, and none that is taken breaks the bucket`, async t => {
    await using s3 = await startBuckets()
    const written = document.replace('OWNER', s3.owner.canonicalId)
    const plain = await putOrPost(s3, { path, method, document: written })
    t.true(plain.status < 300, `${plain.status} ${plain.text}`)
    await fc.assert(
      fc.asyncProperty(mutated([written], XML_PIECES), async text => {
        const answer = await putOrPost(s3, { path, method, document: text })
        t.not(answer.status, 500, answer.text)
        if (answer.text.startsWith('<')) t.truthy(parseXml(answer.text).name)
        if (answer.status < 300) t.is(await checkUsable(s3, path), undefined)
      }),
      { numRuns: RUNS },
    )
  })
}

test('a policy: no document is answered with 500, and none that is taken breaks the bucket', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'text')
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'a',
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::000000000000:root'] },
        Action: ['s3:Get*'],
        Resource: ['arn:aws:s3:::photos/*'],
        Condition: { StringLike: { 'aws:SourceIp': ['127.0.0.1'] } },
      },
    ],
  })
  await fc.assert(
    fc.asyncProperty(mutated([policy], WORD_PIECES), async body => {
      const answer = await s3.send({ method: 'PUT', path: '/photos?policy', body })
      t.not(answer.status, 500, body)
      if (answer.status < 300) t.is(await checkUsable(s3, '/photos?policyStatus'), undefined)
    }),
    { numRuns: 4 * RUNS },
  )
})

function putOrPost(
  s3: S3Server,
  { path, method, document }: Required<Omit<Configuration, 'method'>> & { method: 'PUT' | 'POST' },
) {
  if (method === 'PUT') return putDocument(s3, path, document)
  return s3.send({
    method,
    path,
    body: document,
    headers: {
      'x-amz-sdk-checksum-algorithm': 'CRC32',
      'x-amz-checksum-crc32': crc32Base64(document),
    },
  })
}

function crc32Base64(text: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return bytes.toString('base64')
}
