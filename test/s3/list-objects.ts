import { ListObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import test from 'ava'
import fc from 'fast-check'
import { parseXml, xmlChild, xmlChildren, xmlText } from '../../lib/http/xml.ts'
import { encodeName, formatToken, parseToken } from '../../lib/s3/listing.ts'
import { storeObject, storeObjects } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

/** Keys and common prefixes of a page, and the page itself. */
async function list(s3: S3Server, query: string) {
  const response = await s3.send({ path: `/photos?${query}` })
  const page = parseXml(response.text)
  return {
    ...response,
    page,
    keys: xmlChildren(page, 'Contents').map(entry => xmlText(entry, 'Key')),
    prefixes: xmlChildren(page, 'CommonPrefixes').map(entry => xmlText(entry, 'Prefix')),
    field: (name: string) => xmlText(page, name),
  }
}

async function startWith(keys: readonly string[]): Promise<S3Server> {
  const s3 = await startS3({ bucket: 'photos' })
  await storeObjects(s3, 'photos', keys)
  return s3
}

test('ListObjects shows each object with its size, tag, class, checksum and owner', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const record = await storeObject(s3, 'photos', 'key', 'hello')
  const { page, headers } = await list(s3, '')
  const [entry] = xmlChildren(page, 'Contents')
  t.truthy(entry)
  const fields = entry?.children.map(({ name, text }) => [name, text])
  const modified = `${new Date(record.modifiedAtMs).toISOString().slice(0, 19)}.000Z`
  t.deepEqual(fields, [
    ['Key', 'key'],
    ['LastModified', modified],
    ['ETag', '"5d41402abc4b2a76b9719d911017c592"'],
    ['ChecksumAlgorithm', 'CRC64NVME'],
    ['ChecksumType', 'FULL_OBJECT'],
    ['Size', '5'],
    ['Owner', ''],
    ['StorageClass', 'STANDARD'],
  ])
  const owner = entry && xmlChild(entry, 'Owner')
  t.is(owner && xmlText(owner, 'ID'), s3.owner.canonicalId)
  t.is(owner && xmlText(owner, 'DisplayName'), 'owner')
  t.is(headers['x-amz-bucket-region'], 'us-east-1')
})

test('ListObjects names the next marker only where a delimiter cut the page', async t => {
  await using s3 = await startWith(['a', 'b/1', 'b/2', 'c'])
  const plain = await list(s3, 'max-keys=2')
  t.deepEqual(plain.keys, ['a', 'b/1'])
  t.is(plain.field('IsTruncated'), 'true')
  t.is(plain.field('NextMarker'), undefined)
  const rolled = await list(s3, 'max-keys=2&delimiter=/')
  t.deepEqual([rolled.keys, rolled.prefixes], [['a'], ['b/']])
  t.is(rolled.field('NextMarker'), 'b/')
  const next = await list(s3, 'max-keys=2&delimiter=/&marker=b/')
  t.deepEqual([next.keys, next.prefixes], [['c'], []])
  t.is(next.field('IsTruncated'), 'false')
})

test('ListObjectsV2 counts prefixes, hides owners and continues from its token', async t => {
  await using s3 = await startWith(['a', 'b/1', 'b/2', 'c'])
  const first = await list(s3, 'list-type=2&max-keys=2&delimiter=/')
  t.is(first.field('KeyCount'), '2')
  t.is(first.field('MaxKeys'), '2')
  t.false(first.text.includes('<Owner>'))
  const token = first.field('NextContinuationToken') ?? ''
  const second = await list(s3, `list-type=2&delimiter=/&continuation-token=${token}`)
  t.deepEqual([second.keys, second.prefixes], [['c'], []])
  t.is(second.field('ContinuationToken'), token)
  const owned = await list(s3, 'list-type=2&fetch-owner=true')
  t.true(owned.text.includes('<Owner>'))
})

test('ListObjectsV2 lets the token win over StartAfter and echoes both', async t => {
  await using s3 = await startWith(['a', 'b', 'c'])
  const token = formatToken('b')
  const page = await list(s3, `list-type=2&start-after=a&continuation-token=${token}`)
  t.deepEqual(page.keys, ['c'])
  t.is(page.field('StartAfter'), 'a')
  t.is(page.field('ContinuationToken'), token)
  t.deepEqual((await list(s3, 'list-type=2&start-after=a')).keys, ['b', 'c'])
  t.deepEqual((await list(s3, 'list-type=2&continuation-token=')).keys, ['a', 'b', 'c'])
})

const limits = [
  { query: 'max-keys=0', count: 0, echoed: '0' },
  { query: 'max-keys=1', count: 1, echoed: '1' },
  { query: 'max-keys=', count: 3, echoed: '1000' },
  { query: 'max-keys=1001', count: 3, echoed: '1000' },
  { query: 'max-keys=2147483647', count: 3, echoed: '1000' },
]
for (const { query, count, echoed } of limits) {
  test(`ListObjects with ${query} gives ${count} of three keys`, async t => {
    await using s3 = await startWith(['a', 'b', 'c'])
    const page = await list(s3, query)
    t.is(page.keys.length, count)
    t.is(page.field('MaxKeys'), echoed)
    t.is(page.field('IsTruncated'), String(count === 1))
  })
}

const refused = [
  ['max-keys=x', 'Provided max-keys not an integer or within integer range', 'max-keys'],
  ['max-keys=1.5', 'Provided max-keys not an integer or within integer range', 'max-keys'],
  ['max-keys=2147483648', 'Provided max-keys not an integer or within integer range', 'max-keys'],
  ['max-keys=-1', 'max-keys cannot be negative', 'maxKeys'],
  ['encoding-type=base64', 'Invalid Encoding Method specified in Request', 'encoding-type'],
  ['list-type=3', 'Invalid List Type specified', 'list-type'],
  [
    'list-type=2&continuation-token=x',
    'The continuation token provided is incorrect',
    'continuation-token',
  ],
] as const
for (const [query, message, argument] of refused) {
  test(`ListObjects refuses ${query}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const { status, field } = await list(s3, query)
    t.deepEqual(
      [status, field('Code'), field('Message'), field('ArgumentName')],
      [400, 'InvalidArgument', message, argument],
    )
  })
}

test('ListObjects orders keys by their bytes and encodes names where asked', async t => {
  const keys = ['foo+1/bar', 'foo/bar', 'quux ab/thud', 'asdf+b', '\ufffd', '\u{1f600}', 'a*~']
  await using s3 = await startWith(keys)
  const plain = await list(s3, '')
  t.deepEqual(
    plain.keys,
    keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
  )
  const encoded = await list(s3, 'encoding-type=url&delimiter=/&prefix=')
  t.is(encoded.field('EncodingType'), 'url')
  t.deepEqual(encoded.keys, ['a*~', 'asdf%2Bb', '%EF%BF%BD', '%F0%9F%98%80'])
  t.deepEqual(encoded.prefixes, ['foo%2B1/', 'foo/', 'quux%20ab/'])
})

test('ListObjects encodes the names that it echoes, and not the token', async t => {
  await using s3 = await startWith([])
  const query = 'encoding-type=url&prefix=a%20b&delimiter=%20&marker=%2B'
  const first = await list(s3, query)
  t.deepEqual(
    ['Prefix', 'Delimiter', 'Marker'].map(name => first.field(name)),
    ['a%20b', '%20', '%2B'],
  )
  const second = await list(s3, `list-type=2&encoding-type=url&start-after=%2B`)
  t.is(second.field('StartAfter'), '%2B')
})

test('ListObjects takes delimiters of any characters and ignores an empty one', async t => {
  await using s3 = await startWith(['a::b', 'a::c', 'b%c', 'line\nbreak'])
  t.deepEqual((await list(s3, 'delimiter=::')).prefixes, ['a::'])
  t.deepEqual((await list(s3, 'delimiter=%25')).prefixes, ['b%'])
  t.deepEqual((await list(s3, 'delimiter=%0A')).prefixes, ['line\n'])
  const none = await list(s3, 'delimiter=')
  t.deepEqual(none.prefixes, [])
  t.is(none.field('Delimiter'), undefined)
})

test('ListObjects writes keys that XML does not know as references', async t => {
  await using s3 = await startWith(['\u0001&<'])
  const { text, keys } = await list(s3, '')
  t.true(text.includes('<Key>&#x1;&amp;&lt;</Key>'))
  t.deepEqual(keys, ['\u0001&<'])
})

test('ListObjects and ListObjectsV2 of a bucket that is not there are NoSuchBucket', async t => {
  await using s3 = await startS3()
  const error = await t.throwsAsync(
    s3.client().send(new ListObjectsV2Command({ Bucket: 'photos' })),
  )
  t.is(error?.name, 'NoSuchBucket')
})

test('the SDK walks every page of ListObjects and ListObjectsV2 and sees each key once', async t => {
  const keys = Array.from({ length: 25 }, (_, index) => `key ${String(index).padStart(2, '0')}+`)
  await using s3 = await startWith(keys)
  const client = s3.client()
  const v2: unknown[] = []
  let ContinuationToken: string | undefined
  do {
    const input = { Bucket: 'photos', MaxKeys: 7, ContinuationToken }
    const page = await client.send(new ListObjectsV2Command(input))
    v2.push(...(page.Contents ?? []).map(({ Key }) => Key))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  t.deepEqual(v2, keys)
  const v1: string[] = []
  for (;;) {
    const input = { Bucket: 'photos', MaxKeys: 7, Marker: v1.at(-1) }
    const page = await client.send(new ListObjectsCommand(input))
    v1.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
    if (!page.IsTruncated) break
  }
  t.deepEqual(v1, keys)
})

test('every name survives its encoding, and every token its way through a client', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), name => {
      t.is(decodeURIComponent(encodeName(name)), name)
      t.is(parseToken(formatToken(name)), name)
    }),
  )
})
