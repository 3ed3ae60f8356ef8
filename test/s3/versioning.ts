import test from 'ava'
import { parseXml, xmlText } from '../../lib/http/xml.ts'
import { storeObject, storeObjects } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

function putVersioning(s3: S3Server, body: string, headers: Record<string, string> = {}) {
  return s3.send({ method: 'PUT', path: '/photos?versioning', body, headers })
}

function configuration(children: string): string {
  return `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children}</VersioningConfiguration>`
}

test('GetBucketVersioning says nothing until PutBucketVersioning said something', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const status = async () => {
    const { text } = await s3.send({ path: '/photos?versioning' })
    return xmlText(parseXml(text), 'Status')
  }
  t.is(await status(), undefined)
  for (const said of ['Enabled', 'Suspended', 'Enabled']) {
    const response = await putVersioning(s3, configuration(`<Status>${said}</Status>`))
    t.is(response.status, 200)
    t.is(await status(), said)
  }
})

const refused = [
  ['', 'MissingRequestBodyError'],
  [configuration(''), 'IllegalVersioningConfigurationException'],
  [configuration('<Status>Off</Status>'), 'MalformedXML'],
  [configuration('<Status>enabled</Status>'), 'MalformedXML'],
  [configuration('<Status>Enabled</Status><MfaDelete>Maybe</MfaDelete>'), 'MalformedXML'],
  [configuration('<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>'), 'NotImplemented'],
  ['<Versioning/>', 'MalformedXML'],
  ['<VersioningConfiguration>', 'MalformedXML'],
] as const
for (const [body, code] of refused) {
  test(`PutBucketVersioning answers ${code} to ${body.replace(/ xmlns="[^"]*"/, '') || 'nothing'}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const { text } = await putVersioning(s3, body)
    t.is(xmlText(parseXml(text), 'Code'), code)
    t.is((await s3.storage.getBucket('photos'))?.versioning, 'off')
  })
}

test('PutBucketVersioning refuses an MFA device, and takes MFA delete that is off', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const enabled = configuration('<Status>Enabled</Status><MfaDelete>Disabled</MfaDelete>')
  t.is((await putVersioning(s3, enabled, { 'x-amz-mfa': 'device 123' })).status, 501)
  t.is((await putVersioning(s3, enabled)).status, 200)
})

async function listVersions(s3: S3Server, query = '') {
  const response = await s3.send({ path: `/photos?versions&${query}` })
  const page = parseXml(response.text)
  const entries = page.children
    .filter(({ name }) => name === 'Version' || name === 'DeleteMarker')
    .map(entry => ({
      kind: entry.name,
      key: xmlText(entry, 'Key'),
      versionId: xmlText(entry, 'VersionId'),
      isLatest: xmlText(entry, 'IsLatest'),
    }))
  const prefixes = page.children.filter(({ name }) => name === 'CommonPrefixes')
  return {
    status: response.status,
    entries,
    prefixes: prefixes.map(entry => xmlText(entry, 'Prefix')),
    field: (name: string) => xmlText(page, name),
  }
}

test('ListObjectVersions shows versions and markers interleaved, the newest first', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'a', 'before')
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const second = await storeObject(s3, 'photos', 'a', 'second')
  const marker = await s3.storage.deleteObject('photos', 'a')
  const third = await storeObject(s3, 'photos', 'a', 'third')
  await storeObject(s3, 'photos', 'b')
  const { entries } = await listVersions(s3)
  t.deepEqual(entries.slice(0, 4), [
    { kind: 'Version', key: 'a', versionId: third.versionId, isLatest: 'true' },
    { kind: 'DeleteMarker', key: 'a', versionId: marker.versionId, isLatest: 'false' },
    { kind: 'Version', key: 'a', versionId: second.versionId, isLatest: 'false' },
    { kind: 'Version', key: 'a', versionId: 'null', isLatest: 'false' },
  ])
  t.is(entries[4]?.key, 'b')
})

test('ListObjectVersions continues inside the versions of one key', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  for (const text of ['1', '2', '3']) await storeObject(s3, 'photos', 'a', text)
  await storeObjects(s3, 'photos', ['b/1', 'b/2', 'c'])
  const seen: unknown[] = []
  let markers = ''
  for (let pages = 0; pages < 10; pages++) {
    const page = await listVersions(s3, `max-keys=1&delimiter=/${markers}`)
    t.is(page.entries.length + page.prefixes.length, 1)
    seen.push(...page.entries.map(({ key }) => key), ...page.prefixes)
    if (page.field('IsTruncated') !== 'true') break
    const versionId = page.field('NextVersionIdMarker')
    markers = `&key-marker=${page.field('NextKeyMarker')}`
    if (versionId !== undefined) markers += `&version-id-marker=${versionId}`
  }
  t.deepEqual(seen, ['a', 'a', 'a', 'b/', 'c'])
})

const refusedQueries = ['version-id-marker=null', 'key-marker=a&version-id-marker=*', 'max-keys=-1']
for (const query of refusedQueries) {
  test(`ListObjectVersions refuses ${query}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const { status, field } = await listVersions(s3, query)
    t.deepEqual([status, field('Code')], [400, 'InvalidArgument'])
  })
}

test('ListObjectVersions with max-keys=0 is empty and not truncated', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'a')
  const page = await listVersions(s3, 'max-keys=0')
  t.deepEqual([page.entries, page.field('IsTruncated')], [[], 'false'])
})
