/**
 * Requests with any headers and parameters that S3 knows, to objects in the clear, versioned and
 * encrypted: never a 500, and to whom nothing was granted nothing of the owner's.
 */
import test from 'ava'
import fc from 'fast-check'
import { parseXml } from '../../../lib/http/xml.ts'
import { oddValues } from '../../support/mutations.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

const RUNS = 400
const SECRET = 'only the owner may read this'
const BUCKETS = ['photos', 'versions'] as const
/** A stranger's, to copy into. */
const STRANGERS = 'strangers'

const DATE = 'Thu, 01 Jan 2026 00:00:00 GMT'
const SSE_C_KEY = Buffer.alloc(32).toString('base64')
const source = fc
  .tuple(
    fc.constantFrom('', '/', '//', '%2F', 'arn:aws:s3:::', '/../', '%00'),
    fc.constantFrom('photos', 'versions', 'strangers', 'strangers/../photos', 'PHOTOS'),
    fc.constantFrom('/', '%2F', '//', '/./', '\\'),
    fc.constantFrom('key', 'key?versionId=null', 'key?versionId=', 'k%65y', 'key%00', 'key?x'),
  )
  .map(parts => parts.join(''))

/** Headers that operations read, with values that they take, beside the odd ones. */
const known: Readonly<Record<string, readonly string[]>> = {
  range: ['bytes=0-0', 'bytes=-5', 'bytes=5-', 'bytes=0-0,2-3', 'bytes=9-1', 'bytes=-0'],
  'if-match': ['*', '"a"'],
  'if-none-match': ['*', '"a"'],
  'if-modified-since': [DATE],
  'if-unmodified-since': [DATE],
  'content-md5': ['AAAAAAAAAAAAAAAAAAAAAA=='],
  'content-encoding': ['gzip', 'aws-chunked'],
  'content-type': ['text/plain', 'multipart/form-data; boundary=x'],
  expires: [DATE],
  'x-amz-acl': ['private', 'public-read-write'],
  'x-amz-grant-read': ['uri="http://acs.amazonaws.com/groups/global/AllUsers"', 'id=x'],
  'x-amz-checksum-algorithm': ['CRC32', 'SHA256'],
  'x-amz-checksum-type': ['FULL_OBJECT', 'COMPOSITE'],
  'x-amz-checksum-crc32': ['AAAAAA=='],
  'x-amz-sdk-checksum-algorithm': ['CRC32'],
  'x-amz-trailer': ['x-amz-checksum-crc32'],
  'x-amz-decoded-content-length': ['4'],
  'x-amz-checksum-mode': ['ENABLED'],
  'x-amz-copy-source-range': ['bytes=0-1'],
  'x-amz-copy-source-if-match': ['*', '"a"'],
  'x-amz-metadata-directive': ['COPY', 'REPLACE'],
  'x-amz-tagging-directive': ['REPLACE'],
  'x-amz-tagging': ['a=b', 'a=b&a=c', '%zz'],
  'x-amz-storage-class': ['GLACIER', 'REDUCED_REDUNDANCY'],
  'x-amz-website-redirect-location': ['/a', 'http://a.example.com'],
  'x-amz-object-lock-mode': ['GOVERNANCE'],
  'x-amz-object-lock-retain-until-date': ['2099-01-01T00:00:00Z'],
  'x-amz-object-lock-legal-hold': ['ON'],
  'x-amz-bypass-governance-retention': ['true'],
  'x-amz-server-side-encryption': ['AES256', 'aws:kms', 'aws:kms:dsse'],
  'x-amz-server-side-encryption-aws-kms-key-id': ['alias/aws/s3', 'arn:aws:kms:::key/x'],
  'x-amz-server-side-encryption-context': ['e30=', 'W10='],
  'x-amz-server-side-encryption-bucket-key-enabled': ['true'],
  'x-amz-server-side-encryption-customer-algorithm': ['AES256'],
  'x-amz-server-side-encryption-customer-key': [SSE_C_KEY],
  'x-amz-server-side-encryption-customer-key-md5': ['cLvL9ZtgQxCtwCQ1WlFMWw=='],
  'x-amz-write-offset-bytes': ['0', '4'],
  'x-amz-expected-bucket-owner': ['000000000000'],
  'x-amz-request-payer': ['requester'],
  'x-amz-rename-source': ['key', '/photos/key'],
  'x-amz-mfa': ['a b'],
  'x-amz-object-attributes': ['ETag,ObjectParts,Checksum'],
  'x-amz-optional-object-attributes': ['RestoreStatus'],
  'x-amz-max-parts': ['1'],
  'x-amz-meta-a': ['b', '=?UTF-8?B?w7w=?='],
}
const header = fc.oneof(
  { weight: 1, arbitrary: source.map(value => ['x-amz-copy-source', value] as const) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...Object.entries(known))
      .chain(([name, values]) =>
        fc.tuple(fc.constant(name), fc.constantFrom(...values, ...oddValues.filter(isSendable))),
      ),
  },
)
const parameter = fc
  .tuple(
    fc.constantFrom(
      ...['acl', 'attributes', 'append', 'legal-hold', 'retention', 'partNumber', 'renameObject'],
      ...[
        'response-content-type',
        'restore',
        'tagging',
        'uploadId',
        'uploads',
        'versionId',
        'x-id',
      ],
      ...['encryption', 'torrent', 'versions', 'list-type', 'max-keys', 'delete', 'select'],
    ),
    fc.constantFrom('', '0', '1', '2', 'null', ...oddValues),
  )
  .map(([name, value]) => (value === '' ? name : `${name}=${encodeURIComponent(value)}`))

const request = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'PUT', 'PUT', 'POST', 'DELETE', 'OPTIONS'),
    bucket: fc.constantFrom(...BUCKETS, STRANGERS),
    key: fc.constantFrom('/key', '/key', '/new', '', '/k%65y', '/./key', '/key/'),
    parameters: fc.array(parameter, { maxLength: 2 }),
    headers: fc.array(header, { maxLength: 5 }),
    isPresigned: fc.boolean(),
    body: fc.constantFrom(undefined, '', 'text', '<a/>'),
  })
  .map(({ method, bucket, key, parameters, headers, isPresigned, body }) => ({
    method,
    path: `/${bucket}${key}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`,
    headers: Object.fromEntries(headers),
    isPresigned,
    // Where none is declared, Node would send a chunked body, which S3 refuses before all else.
    ...(!['GET', 'HEAD'].includes(method) && { body: body ?? '' }),
  }))

/** What Node's client sends as it is. */
function isSendable(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && value === value.trim()
}

async function startBuckets(defaultEncryption: 'AES256' | 'off'): Promise<S3Server> {
  const s3 = await startS3({ defaultEncryption })
  for (const bucket of BUCKETS) await s3.send({ method: 'PUT', path: `/${bucket}` })
  await s3.send({ method: 'PUT', path: `/${STRANGERS}`, as: s3.stranger })
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
  await s3.send({ method: 'PUT', path: '/versions?versioning', body })
  await putSecrets(s3)
  return s3
}

async function putSecrets(s3: S3Server): Promise<void> {
  for (const bucket of BUCKETS) {
    await s3.send({ method: 'PUT', path: `/${bucket}/key`, body: SECRET })
  }
}

async function readsSecrets(s3: S3Server): Promise<boolean> {
  for (const bucket of BUCKETS) {
    if ((await s3.send({ path: `/${bucket}/key` })).text !== SECRET) return false
  }
  return true
}

for (const encryption of ['off', 'AES256'] as const) {
  const where = encryption === 'off' ? 'in the clear' : 'encrypted'

  test(`no headers and parameters of an owner's request to objects ${where} are answered with 500`, async t => {
    await using s3 = await startBuckets(encryption)
    await fc.assert(
      fc.asyncProperty(request, async asked => {
        const { status, text, headers } = await s3.send(asked)
        t.not(status, 500, text)
        if (status >= 400 && text.startsWith('<')) t.is(parseXml(text).name, 'Error')
        if (status === 206) t.regex(headers['content-range'] ?? '', /^bytes \d+-\d+\/\d+$/)
      }),
      { numRuns: RUNS },
    )
  })

  test(`no headers and parameters let a stranger at objects ${where}`, async t => {
    await using s3 = await startBuckets(encryption)
    const who = fc.constantFrom<RawRequest['as']>(s3.stranger, 'anonymous')
    await fc.assert(
      fc.asyncProperty(request, who, async (asked, as = 'anonymous') => {
        const { status, text } = await s3.send({ ...asked, as })
        t.not(status, 500, text)
        t.false(text.includes(SECRET), 'read')
        const own = await s3.send({ path: `/${STRANGERS}/new`, as: s3.stranger })
        t.false(own.text.includes(SECRET), 'copied')
      }),
      { numRuns: RUNS },
    )
    t.true(await readsSecrets(s3))
  })
}
