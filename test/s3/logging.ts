import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import test from 'ava'
import { type AccessRecord, formatRecord } from '../../lib/s3/logging/record.ts'
import { errorCode, putDocument } from '../support/s3-documents.ts'
import { storeObject } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

const record: AccessRecord = {
  bucketOwnerId: 'owner',
  bucketName: 'photos',
  receivedAtMs: Date.UTC(2019, 1, 6, 0, 0, 38),
  remoteAddress: '192.0.2.3',
  requesterId: 'requester',
  requestId: '3E57427F3EXAMPLE',
  hostId: 'host',
  operation: 'REST.GET.OBJECT',
  key: 'ü/a b',
  method: 'GET',
  target: '/photos/%C3%BC/a%20b?X-Amz-Signature=secret&x=y',
  status: 200,
  errorCode: undefined,
  bytesSent: 2662992,
  objectSizeBytes: 3462992,
  totalMs: 70,
  turnAroundMs: 10,
  referer: undefined,
  userAgent: 'curl/7.15.1 "x"\n',
  versionId: undefined,
  signature: { version: 'SigV4', place: 'QueryString' },
  host: 's3.example.com',
  isAclRequired: true,
}

test('a line of the access log has AWS’s fields, in its order and quotes', t => {
  t.is(
    formatRecord(record),
    'owner photos [06/Feb/2019:00:00:38 +0000] 192.0.2.3 requester 3E57427F3EXAMPLE ' +
      'REST.GET.OBJECT %C3%BC/a%20b ' +
      '"GET /photos/%C3%BC/a%20b?X-Amz-Signature=REDACTED&x=y HTTP/1.1" 200 - 2662992 3462992 70 ' +
      '10 "-" "curl/7.15.1 %22x%22%0A" - host SigV4 - QueryString s3.example.com - - Yes',
  )
  const { length } = fieldsOf(formatRecord(record))
  t.is(length, 26)
})

test('what is unknown or does not apply is a dash in the access log', t => {
  const nobody = {
    ...record,
    requesterId: undefined,
    key: '',
    errorCode: 'AccessDenied',
    status: 403,
    bytesSent: 0,
    objectSizeBytes: undefined,
    turnAroundMs: undefined,
    signature: undefined,
    isAclRequired: false,
  }
  const fields = fieldsOf(formatRecord(nobody))
  t.deepEqual(
    [4, 7, 11, 12, 14, 19, 20, 21, 23, 24, 25].map(index => fields[index]),
    Array.from({ length: 11 }, () => '-'),
  )
  t.is(fields[10], 'AccessDenied')
})

/** As programs read a line: brackets and quotes hold a field together. */
function fieldsOf(line: string): string[] {
  return line.match(/\[[^\]]*\]|"[^"]*"|\S+/g) ?? []
}

/** `photos`, and a bucket for its logs that lets them in. */
async function startLogged() {
  const s3 = await startS3({ bucket: 'photos', websiteDomains: ['web.test'] })
  const acl = { 'x-amz-acl': 'log-delivery-write' }
  await s3.send({ method: 'PUT', path: '/logs', headers: acl })
  return s3
}

function putLogging(s3: S3Server, more = '', target = 'logs') {
  const enabled = `<TargetBucket>${target}</TargetBucket><TargetPrefix>p/</TargetPrefix>${more}`
  const body = `<BucketLoggingStatus><LoggingEnabled>${enabled}</LoggingEnabled></BucketLoggingStatus>`
  return putDocument(s3, '/photos?logging', body)
}

const PARTITIONED = (source: string) =>
  '<TargetObjectKeyFormat><PartitionedPrefix>' +
  `<PartitionDateSource>${source}</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat>`

async function deliveredKeys(s3: S3Server): Promise<string[]> {
  await s3.accessLog.flush()
  const page = await s3.storage.listObjects('logs', {
    prefix: '',
    delimiter: '',
    after: '',
    limit: 100,
  })
  return page.entries.flatMap(entry => ('key' in entry ? [entry.key] : []))
}

async function deliveredLines(s3: S3Server): Promise<string[][]> {
  const lines: string[] = []
  for (const key of await deliveredKeys(s3)) {
    const object = await s3.storage.openObject('logs', key)
    if (object === undefined) continue
    const text = (await buffer(object.read())).toString()
    await object[Symbol.asyncDispose]()
    lines.push(...text.trimEnd().split('\n'))
  }
  return lines.map(fieldsOf)
}

test('GetBucketLogging gives back what PutBucketLogging kept, until an empty status', async t => {
  await using s3 = await startLogged()
  const get = async () => (await s3.send({ path: '/photos?logging' })).text
  const grant =
    '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">' +
    `<ID>${s3.stranger.canonicalId}</ID><DisplayName>other</DisplayName></Grantee>` +
    '<Permission>READ</Permission></Grant>'
  t.is((await putLogging(s3, `<TargetGrants>${grant}</TargetGrants>`)).status, 200)
  t.true(
    (await get()).endsWith(
      `<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetGrants>${grant}</TargetGrants>` +
        '<TargetPrefix>p/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>',
    ),
  )
  for (const format of [
    '<TargetObjectKeyFormat><SimplePrefix></SimplePrefix></TargetObjectKeyFormat>',
    PARTITIONED('EventTime'),
  ]) {
    t.is((await putLogging(s3, format)).status, 200)
    t.true((await get()).includes(`<TargetPrefix>p/</TargetPrefix>${format}</LoggingEnabled>`))
  }
  t.is((await putDocument(s3, '/photos?logging', '<BucketLoggingStatus/>')).status, 200)
  t.false((await get()).includes('LoggingEnabled'))
})

test('PutBucketLogging refuses targets that are not there, not the owner’s, or closed to logs', async t => {
  await using s3 = await startLogged()
  await s3.send({ method: 'PUT', path: '/closed' })
  const acl = { 'x-amz-acl': 'log-delivery-write' }
  await s3.send({ method: 'PUT', path: '/foreign', headers: acl, as: s3.stranger })
  for (const target of ['closed', 'foreign', 'missing', '-', '']) {
    t.is(errorCode(await putLogging(s3, '', target)), 'InvalidTargetBucketForLogging', target)
  }
  t.is(errorCode(await putLogging(s3, PARTITIONED('Kaboom'))), 'MalformedXML')
  t.is(errorCode(await putLogging(s3, '<Surprise/>')), 'MalformedXML')
})

test('requests of all kinds are delivered to the target with their facts', async t => {
  await using s3 = await startLogged()
  await putLogging(s3)
  await s3.send({ method: 'PUT', path: '/photos/a%20b', body: 'hello' })
  const headers = { range: 'bytes=0-1', referer: 'http://here', 'user-agent': 'my agent' }
  await s3.send({ path: '/photos/a%20b', headers })
  await s3.send({ path: '/photos?tagging', isPresigned: true })
  await s3.send({ path: '/photos/a%20b', as: s3.stranger })
  await s3.send({ path: '/photos', as: 'anonymous' })
  await s3.send({ path: '/x', as: 'anonymous', headers: { host: 'photos.web.test' } })
  await s3.send({ path: '/elsewhere/key' })
  const lines = await deliveredLines(s3)
  const shown = [4, 6, 7, 9, 10, 12, 21]
  const [owner, stranger] = [s3.owner.canonicalId, s3.stranger.canonicalId]
  t.deepEqual(
    lines.map(fields => shown.map(index => fields[index])),
    [
      [owner, 'REST.PUT.OBJECT', 'a%20b', '200', '-', '5', 'AuthHeader'],
      [owner, 'REST.GET.OBJECT', 'a%20b', '206', '-', '5', 'AuthHeader'],
      [owner, 'REST.GET.TAGGING', '-', '404', 'NoSuchTagSet', '-', 'QueryString'],
      [stranger, 'REST.GET.OBJECT', 'a%20b', '403', 'AccessDenied', '-', 'AuthHeader'],
      ['-', 'REST.GET.BUCKET', '-', '403', 'AccessDenied', '-', '-'],
      ['-', 'WEBSITE.GET.OBJECT', 'x', '404', 'NoSuchWebsiteConfiguration', '-', '-'],
    ],
  )
  const read = lines.find(fields => fields[9] === '206')
  t.deepEqual(read?.slice(15, 17), ['"http://here"', '"my agent"'])
  t.deepEqual([read?.[0], read?.[11]], [owner, '2'])
  t.is(read?.[8], '"GET /photos/a%20b HTTP/1.1"')
})

test('log keys say the time, and partitioned ones the source as well', async t => {
  await using s3 = await startLogged()
  const keyOf = async (format: string) => {
    await putLogging(s3, format)
    await s3.accessLog.flush()
    for (const key of await deliveredKeys(s3)) await s3.storage.deleteObject('logs', key)
    await s3.send({ path: '/photos' })
    return (await deliveredKeys(s3))[0] ?? ''
  }
  const day = String.raw`\d{4}-\d\d-\d\d`
  t.regex(await keyOf(''), new RegExp(`^p/${day}-\\d\\d-\\d\\d-\\d\\d-[0-9A-F]{16}$`))
  const partition = `p/${s3.owner.accountId}/us-east-1/photos/\\d{4}/\\d\\d/\\d\\d/`
  t.regex(
    await keyOf(PARTITIONED('DeliveryTime')),
    new RegExp(`^${partition}${day}-\\d\\d-\\d\\d-\\d\\d-[0-9A-F]{16}$`),
  )
  t.regex(
    await keyOf(PARTITIONED('EventTime')),
    new RegExp(`^${partition}${day}-00-00-00-[0-9A-F]{16}$`),
  )
})

test('a target that was closed or deleted since gets no more logs, and requests go on', async t => {
  await using s3 = await startLogged()
  await storeObject(s3, 'photos', 'key')
  await putLogging(s3)
  await s3.accessLog.flush()
  const before = (await deliveredKeys(s3)).length
  await s3.send({ method: 'PUT', path: '/logs?acl', headers: { 'x-amz-acl': 'private' } })
  t.is((await s3.send({ path: '/photos/key' })).status, 200)
  t.is((await deliveredKeys(s3)).length, before)
})

test('the log of a busy bucket is delivered in pieces, and no line twice or never', async t => {
  await using s3 = await startLogged()
  const source = await s3.storage.getBucket('photos')
  if (source === undefined) return t.fail()
  const logging = { targetBucket: 'logs', targetPrefix: '' }
  const texts = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(200)}`)
  for (const text of texts) s3.accessLog.note({ source, logging, text, atMs: 0 })
  const lines = await deliveredLines(s3)
  t.true((await deliveredKeys(s3)).length > 1)
  const numbers = lines.map(([number]) => Number(number)).toSorted((one, other) => one - other)
  t.deepEqual(numbers, [...texts.keys()])
})

test('where ACLs are off a policy lets logs in, and may come after the configuration', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const ownership = { 'x-amz-object-ownership': 'BucketOwnerEnforced' }
  await s3.send({ method: 'PUT', path: '/logs', headers: ownership })
  t.is((await putLogging(s3)).status, 200)
  await s3.send({ path: '/photos' })
  t.deepEqual(await deliveredKeys(s3), [])
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::logs/p/*',
      Condition: { StringEquals: { 'aws:SourceAccount': s3.owner.accountId } },
    },
  }
  const put = await putDocument(s3, '/logs?policy', JSON.stringify(policy))
  t.is(put.status, 204)
  await s3.send({ path: '/photos' })
  t.is((await deliveredKeys(s3)).length, 1)
})

test('each object of a DeleteObjects and the source of a copy have lines of their own', async t => {
  await using s3 = await startLogged()
  await s3.send({ method: 'PUT', path: '/elsewhere' })
  for (const key of ['a', 'b']) await storeObject(s3, 'photos', key, 'hello')
  await putLogging(s3)
  const copy = (source: string) =>
    s3.send({ method: 'PUT', path: '/elsewhere/c', headers: { 'x-amz-copy-source': source } })
  await copy('/photos/a')
  await copy('/photos/missing')
  const body =
    '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>x!</VersionId></Object></Delete>'
  const md5 = createHash('md5').update(body).digest('base64')
  await s3.send({ method: 'POST', path: '/photos?delete', body, headers: { 'content-md5': md5 } })
  const lines = await deliveredLines(s3)
  const shown = lines.map(fields => [1, 6, 7, 9, 10, 12].map(index => fields[index]))
  // The objects of a DeleteObjects go side by side.
  const deletions = shown.splice(3).toSorted()
  t.deepEqual(
    [...shown, ...deletions],
    [
      ['photos', 'REST.COPY.OBJECT_GET', 'a', '200', '-', '5'],
      ['photos', 'REST.COPY.OBJECT_GET', 'missing', '404', 'NoSuchKey', '-'],
      ['photos', 'REST.POST.MULTI_OBJECT_DELETE', '-', '200', '-', '-'],
      ['photos', 'BATCH.DELETE.OBJECT', 'a', '204', '-', '-'],
      ['photos', 'BATCH.DELETE.OBJECT', 'b', '400', 'InvalidArgument', '-'],
    ],
  )
})
