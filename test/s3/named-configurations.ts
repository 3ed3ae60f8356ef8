import {
  DeleteBucketCommand,
  type InventoryConfiguration,
  ListBucketInventoryConfigurationsCommand,
  type ListBucketInventoryConfigurationsCommandOutput,
  PutBucketInventoryConfigurationCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { parseXml, xmlText } from '../../lib/http/xml.ts'
import { errorCode, putDocument } from '../support/s3-documents.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

const ARN = '<Bucket>arn:aws:s3:::reports</Bucket>'
const TAG = '<Tag><Key>a</Key><Value>b</Value></Tag>'
const INVENTORY =
  '<Id>one</Id><IsEnabled>true</IsEnabled><Filter><Prefix>logs/</Prefix></Filter><Destination>' +
  `<S3BucketDestination><Format>CSV</Format><AccountId>123456789012</AccountId>${ARN}` +
  '<Encryption><SSE-S3></SSE-S3></Encryption></S3BucketDestination></Destination>' +
  '<Schedule><Frequency>Daily</Frequency></Schedule>' +
  '<IncludedObjectVersions>All</IncludedObjectVersions>' +
  '<OptionalFields><Field>Size</Field><Field>ETag</Field></OptionalFields>'

/** Of each kind one that says all that it can. */
const kinds = [
  {
    query: 'analytics',
    root: 'AnalyticsConfiguration',
    listRoot: 'ListBucketAnalyticsConfigurationsResult',
    content:
      `<Id>one</Id><Filter><And><Prefix>p</Prefix>${TAG}</And></Filter><StorageClassAnalysis>` +
      '<DataExport><OutputSchemaVersion>V_1</OutputSchemaVersion><Destination>' +
      `<S3BucketDestination><Format>CSV</Format>${ARN}<Prefix>x</Prefix></S3BucketDestination>` +
      '</Destination></DataExport></StorageClassAnalysis>',
  },
  {
    query: 'metrics',
    root: 'MetricsConfiguration',
    listRoot: 'ListMetricsConfigurationsResult',
    content: `<Id>one</Id><Filter>${TAG}</Filter>`,
  },
  {
    query: 'inventory',
    root: 'InventoryConfiguration',
    listRoot: 'ListInventoryConfigurationsResult',
    content: INVENTORY,
  },
  {
    query: 'intelligent-tiering',
    root: 'IntelligentTieringConfiguration',
    listRoot: 'ListIntelligentTieringConfigurationsResult',
    content:
      '<Id>one</Id><Filter><Prefix>p</Prefix></Filter><Status>Enabled</Status>' +
      '<Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier><Days>90</Days></Tiering>' +
      '<Tiering><AccessTier>DEEP_ARCHIVE_ACCESS</AccessTier><Days>180</Days></Tiering>',
  },
] as const

type Kind = (typeof kinds)[number]

function put(s3: S3Server, { query, root }: Kind, content: string, id = 'one') {
  return putDocument(s3, `/photos?${query}&id=${id}`, `<${root}>${content}</${root}>`)
}

/*
 * GetBucketAnalyticsConfiguration, ListBucketAnalyticsConfigurations,
 * PutBucketAnalyticsConfiguration, DeleteBucketAnalyticsConfiguration,
 * GetBucketMetricsConfiguration, ListBucketMetricsConfigurations,
 * PutBucketMetricsConfiguration, DeleteBucketMetricsConfiguration,
 * GetBucketInventoryConfiguration, ListBucketInventoryConfigurations,
 * PutBucketInventoryConfiguration, DeleteBucketInventoryConfiguration,
 * GetBucketIntelligentTieringConfiguration, ListBucketIntelligentTieringConfigurations,
 * PutBucketIntelligentTieringConfiguration, DeleteBucketIntelligentTieringConfiguration
 */
for (const kind of kinds) {
  const path = `/photos?${kind.query}`

  test(`a configuration under ?${kind.query} is kept, listed, replaced and deleted`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const get = async () => {
      const response = await s3.send({ path: `${path}&id=one` })
      return response.status === 200 ? response.text : errorCode(response)
    }
    t.is(await get(), 'NoSuchConfiguration')
    t.is((await put(s3, kind, kind.content)).status, 200)
    t.true((await get())?.endsWith(`${kind.content}</${kind.root}>`))
    const empty = '<IsTruncated>false</IsTruncated>'
    const one = `${empty}<${kind.root}>${kind.content}</${kind.root}></${kind.listRoot}>`
    t.true((await s3.send({ path })).text.endsWith(one))
    t.true((await s3.send({ path: `${path}&id=` })).text.endsWith(one))
    t.is((await put(s3, kind, kind.content)).status, 200)
    const remove = () => s3.send({ method: 'DELETE', path: `${path}&id=one` })
    t.is((await remove()).status, 204)
    t.is(errorCode(await remove()), 'NoSuchConfiguration')
    t.true((await s3.send({ path })).text.endsWith(`${empty}</${kind.listRoot}>`))
  })

  test(`?${kind.query} refuses ids and documents that are none`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const code = async (content: string, id?: string) => errorCode(await put(s3, kind, content, id))
    t.is(await code(kind.content, ''), 'InvalidConfigurationId')
    t.is(await code(kind.content, 'i'.repeat(65)), 'InvalidConfigurationId')
    t.is(await code(kind.content, 'a%2Fb'), 'InvalidConfigurationId')
    t.is(await code(kind.content, 'other'), 'IdMismatch')
    t.is(await code(''), 'MalformedXML')
    t.is(await code(`${kind.content}<More/>`), 'MalformedXML')
    const listing = await s3.send({ path: `${path}&continuation-token=garbage!` })
    t.is(errorCode(listing), 'MalformedContinuationToken')
  })
}

const refused = [
  ['metrics', '<Id>one</Id><Filter><Prefix>a</Prefix><Prefix>b</Prefix></Filter>', 'MalformedXML'],
  ['metrics', `<Id>one</Id><Filter><Prefix>a</Prefix>${TAG}</Filter>`, 'MalformedXML'],
  ['metrics', `<Id>one</Id><Filter><And>${TAG}</And></Filter>`, 'MalformedXML'],
  ['metrics', `<Id>one</Id><Filter><And>${TAG}${TAG}</And></Filter>`, 'MalformedXML'],
  ['inventory', INVENTORY.replace('arn:aws:s3:::', ''), 'InvalidS3DestinationBucket'],
  ['inventory', INVENTORY.replace('Daily', 'Hourly'), 'MalformedXML'],
  [
    'intelligent-tiering',
    '<Id>one</Id><Status>Enabled</Status><Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier>' +
      '<Days>89</Days></Tiering>',
    'InvalidArgument',
  ],
] as const
for (const [query, content, expected] of refused) {
  test(`?${query} answers ${expected} to ${content}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const kind = kinds.find(candidate => candidate.query === query)
    t.is(kind && errorCode(await put(s3, kind, content)), expected)
  })
}

test('configurations are listed by the hundred, a thousand at most, and go with their bucket', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const client = s3.client()
  const configuration = (id: string): InventoryConfiguration => ({
    Id: id,
    IsEnabled: false,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Weekly' },
    Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV' } },
  })
  const bucket = await s3.storage.getBucket('photos')
  const store = s3.storage.documents<{ Id: string }>('bucket-inventory')
  const ids = Array.from({ length: 999 }, (_, index) => `id-${String(index).padStart(3, '0')}`)
  await Promise.all(ids.map(id => store.update(`${bucket?.id}/${id}`, () => ({ Id: id }))))
  const putOne = (Id: string) =>
    client.send(
      new PutBucketInventoryConfigurationCommand({
        Bucket: 'photos',
        Id,
        InventoryConfiguration: configuration(Id),
      }),
    )
  await putOne('last')
  await t.throwsAsync(putOne('one-too-many'), { name: 'TooManyConfigurations' })
  await putOne('last')

  const listed: (string | undefined)[] = []
  let token: string | undefined
  for (let pages = 1; pages <= 10; pages++) {
    const page: ListBucketInventoryConfigurationsCommandOutput = await client.send(
      new ListBucketInventoryConfigurationsCommand({ Bucket: 'photos', ContinuationToken: token }),
    )
    t.is(page.InventoryConfigurationList?.length, 100)
    listed.push(...(page.InventoryConfigurationList ?? []).map(({ Id }) => Id))
    t.is(page.IsTruncated, pages < 10)
    token = page.NextContinuationToken
  }
  t.deepEqual(listed, [...ids, 'last'])
  t.is(token, undefined)

  await client.send(new DeleteBucketCommand({ Bucket: 'photos' }))
  t.deepEqual(await Array.fromAsync(store.list()), [])
})

test('GetBucketAccelerateConfiguration says what PutBucketAccelerateConfiguration said', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.createBucket('with.dots', { ownerId: s3.owner.accountId })
  const status = async () =>
    xmlText(parseXml((await s3.send({ path: '/photos?accelerate' })).text), 'Status')
  const set = (said: string, bucket = 'photos') =>
    putDocument(
      s3,
      `/${bucket}?accelerate`,
      `<AccelerateConfiguration><Status>${said}</Status></AccelerateConfiguration>`,
    )
  t.is(await status(), undefined)
  for (const said of ['Enabled', 'Suspended']) {
    t.is((await set(said)).status, 200)
    t.is(await status(), said)
  }
  t.is(errorCode(await set('Maybe')), 'MalformedXML')
  t.is(errorCode(await set('Enabled', 'with.dots')), 'InvalidRequest')
})
