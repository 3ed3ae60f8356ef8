import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { lifecycleXml, putLifecycle, rule } from '../../support/lifecycle.ts'
import { startS3 } from '../../support/s3-server.ts'

const Bucket = 'photos'
const MINIMUM_SIZE = 'x-amz-transition-default-minimum-object-size'

const everyForm: LifecycleRule[] = [
  { ID: 'old form', Prefix: 'a/', Status: 'Enabled', Expiration: { Days: 1 } },
  {
    ID: 'date',
    Filter: { Prefix: '' },
    Status: 'Disabled',
    Expiration: { Date: new Date('2017-09-27T00:00:00Z') },
  },
  {
    ID: 'markers',
    Filter: {},
    Status: 'Enabled',
    Expiration: { ExpiredObjectDeleteMarker: true },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  },
  {
    ID: 'tag',
    Filter: { Tag: { Key: 'k', Value: 'v' } },
    Status: 'Enabled',
    Transitions: [
      { Days: 0, StorageClass: 'INTELLIGENT_TIERING' },
      { Days: 30, StorageClass: 'GLACIER' },
      { Days: 90, StorageClass: 'DEEP_ARCHIVE' },
    ],
    Expiration: { Days: 365 },
  },
  {
    ID: 'and',
    Filter: {
      And: {
        Prefix: 'x',
        Tags: [{ Key: 'k', Value: 'v' }],
        ObjectSizeGreaterThan: 10,
        ObjectSizeLessThan: 20,
      },
    },
    Status: 'Enabled',
    NoncurrentVersionTransitions: [
      { NoncurrentDays: 30, NewerNoncurrentVersions: 2, StorageClass: 'STANDARD_IA' },
    ],
    NoncurrentVersionExpiration: { NoncurrentDays: 60, NewerNoncurrentVersions: 5 },
  },
]

test('PutBucketLifecycleConfiguration keeps every form of rule, GetBucketLifecycleConfiguration gives it back, DeleteBucketLifecycle ends it', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const client = s3.client()
  const LifecycleConfiguration = { Rules: everyForm }
  const put = await client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }),
  )
  t.is(put.TransitionDefaultMinimumObjectSize, 'all_storage_classes_128K')
  const get = () => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  t.deepEqual((await get()).Rules, everyForm)
  const TransitionDefaultMinimumObjectSize = 'varies_by_storage_class'
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration,
      TransitionDefaultMinimumObjectSize,
    }),
  )
  t.is((await get()).TransitionDefaultMinimumObjectSize, TransitionDefaultMinimumObjectSize)
  for (let time = 1; time <= 2; time++) {
    const { $metadata } = await client.send(new DeleteBucketLifecycleCommand({ Bucket }))
    t.is($metadata.httpStatusCode, 204)
    await t.throwsAsync(get(), { name: 'NoSuchLifecycleConfiguration' })
  }
})

test('a rule without a name gets one, which stays', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  const body = lifecycleXml([
    rule('<Expiration><Days>1</Days></Expiration>', 'a'),
    rule('<Expiration><Days>1</Days></Expiration>', 'a'),
  ])
  await putLifecycle(s3, Bucket, body)
  const get = async () => {
    const { Rules } = await s3.client().send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
    return Rules?.map(one => one.ID ?? '')
  }
  const names = await get()
  t.is(new Set(names).size, 2)
  t.true(names?.every(name => name.length > 0 && name.length <= 255))
  t.deepEqual(await get(), names)
})

const days = (count: number | string) => `<Expiration><Days>${count}</Days></Expiration>`
const move = (storageClass: string, when: string) =>
  `<Transition>${when}<StorageClass>${storageClass}</StorageClass></Transition>`
const filtered = (filter: string, actions: string) =>
  `<Status>Enabled</Status><Filter>${filter}</Filter>${actions}`
const noncurrent = (inner: string) =>
  `<NoncurrentVersionExpiration>${inner}</NoncurrentVersionExpiration>`
const abort = (count: number) =>
  `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${count}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`
const TAG = '<Tag><Key>k</Key><Value>v</Value></Tag>'
const MARKER =
  '<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'

const refused: readonly (readonly [code: string, what: string, ...rules: string[]])[] = [
  ['MalformedXML', 'no rule'],
  ['MalformedXML', 'no status', `<Filter/>${days(1)}`],
  ['MalformedXML', 'another status', `<Status>enabled</Status><Filter/>${days(1)}`],
  ['MalformedXML', 'neither filter nor prefix', `<Status>Enabled</Status>${days(1)}`],
  ['MalformedXML', 'both', `<Prefix/>${rule(days(1))}`],
  ['MalformedXML', 'two predicates', filtered(`<Prefix>a</Prefix>${TAG}`, days(1))],
  ['MalformedXML', 'one predicate in And', filtered('<And><Prefix>a</Prefix></And>', days(1))],
  ['MalformedXML', 'an unknown element', rule(`${days(1)}<Other/>`)],
  ['MalformedXML', 'no number', rule(days('one'))],
  [
    'MalformedXML',
    'days and date',
    rule('<Expiration><Days>1</Days><Date>2030-01-01</Date></Expiration>'),
  ],
  [
    'MalformedXML',
    'days and markers',
    rule(
      '<Expiration><Days>1</Days><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>',
    ),
  ],
  ['MalformedXML', 'an empty expiration', rule('<Expiration/>')],
  ['MalformedXML', 'no date', rule('<Expiration><Date>soon</Date></Expiration>')],
  ['MalformedXML', 'an unknown class', rule(move('COLD', '<Days>1</Days>'))],
  ['MalformedXML', 'a way back', rule(move('STANDARD', '<Days>1</Days>'))],
  ['MalformedXML', 'no time of a transition', rule(move('GLACIER', ''))],
  [
    'MalformedXML',
    'no noncurrent days',
    filtered('', noncurrent('<NewerNoncurrentVersions>1</NewerNoncurrentVersions>')),
  ],
  ['InvalidArgument', 'a long name', `<ID>${'i'.repeat(256)}</ID>${rule(days(1))}`],
  ['InvalidArgument', 'a name twice', `<ID>a</ID>${rule(days(1))}`, `<ID>a</ID>${rule(days(2))}`],
  ['InvalidArgument', 'no days', rule(days(0))],
  ['InvalidArgument', 'days before', rule(days(-1))],
  [
    'InvalidArgument',
    'a date inside a day',
    rule('<Expiration><Date>2030-01-01T01:00:00Z</Date></Expiration>'),
  ],
  ['InvalidArgument', 'a transition before', rule(move('GLACIER', '<Days>-1</Days>'))],
  ['InvalidArgument', 'infrequent access too early', rule(move('STANDARD_IA', '<Days>29</Days>'))],
  [
    'InvalidArgument',
    'infrequent access too short',
    rule(move('STANDARD_IA', '<Days>30</Days>') + move('GLACIER', '<Days>59</Days>')),
  ],
  [
    'InvalidArgument',
    'a way up',
    rule(move('DEEP_ARCHIVE', '<Days>10</Days>') + move('GLACIER', '<Days>20</Days>')),
  ],
  [
    'InvalidArgument',
    'expiration before a transition',
    rule(move('GLACIER', '<Days>10</Days>') + days(10)),
  ],
  ['InvalidArgument', 'no noncurrent days', rule(noncurrent('<NoncurrentDays>0</NoncurrentDays>'))],
  [
    'InvalidArgument',
    'no newer versions',
    rule(
      noncurrent(
        '<NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>0</NewerNoncurrentVersions>',
      ),
    ),
  ],
  [
    'InvalidArgument',
    'too many newer versions',
    rule(
      noncurrent(
        '<NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>101</NewerNoncurrentVersions>',
      ),
    ),
  ],
  ['InvalidArgument', 'no days of an upload', rule(abort(0))],
  ['InvalidRequest', 'no action', rule('')],
  ['InvalidRequest', 'markers by tag', filtered(TAG, MARKER)],
  ['InvalidRequest', 'uploads by tag', filtered(TAG, abort(1))],
  [
    'InvalidRequest',
    'uploads by size',
    filtered('<ObjectSizeLessThan>9</ObjectSizeLessThan>', abort(1)),
  ],
  [
    'InvalidRequest',
    'sizes the wrong way round',
    filtered(
      '<And><ObjectSizeGreaterThan>9</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan></And>',
      days(1),
    ),
  ],
  [
    'InvalidRequest',
    'days and dates mixed',
    rule(`${move('GLACIER', '<Days>10</Days>')}<Expiration><Date>2030-01-01</Date></Expiration>`),
  ],
  ['InvalidRequest', 'a class twice', rule(move('GLACIER', '<Days>10</Days>').repeat(2))],
  ['InvalidRequest', 'a long prefix', rule(days(1), 'p'.repeat(1025))],
  [
    'InvalidRequest',
    'newer versions in the old form',
    `<Status>Enabled</Status><Prefix/>${noncurrent('<NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>1</NewerNoncurrentVersions>')}`,
  ],
  ['InvalidTag', 'a tag twice', filtered(`<And>${TAG}${TAG}</And>`, days(1))],
]
test('PutBucketLifecycleConfiguration refuses rules that AWS refuses, and changes nothing', async t => {
  await using s3 = await startS3({ bucket: Bucket })
  await putLifecycle(s3, Bucket, lifecycleXml([rule(days(1))]))
  const before = await s3.storage.getBucket(Bucket)
  for (const [code, what, ...rules] of refused) {
    const { status, code: answered, text } = await putLifecycle(s3, Bucket, lifecycleXml(rules))
    t.deepEqual([status, answered], [400, code], `${what}: ${text}`)
  }
  const many = lifecycleXml(Array.from({ length: 1001 }, () => '<Prefix/><Status>Enabled</Status>'))
  t.is((await putLifecycle(s3, Bucket, many)).code, 'MalformedXML')
  const fine = lifecycleXml([rule(days(1))])
  t.is((await putLifecycle(s3, Bucket, fine, { [MINIMUM_SIZE]: 'none' })).code, 'InvalidRequest')
  t.is((await putLifecycle(s3, Bucket, '', {})).code, 'MissingRequestBodyError')
  const path = `/${Bucket}?lifecycle`
  t.is((await s3.send({ method: 'PUT', path, body: fine })).status, 400, 'no checksum')
  t.deepEqual(await s3.storage.getBucket(Bucket), before)
})
