import test from 'ava'
import { parseXml, xmlChild, xmlText } from '../../lib/http/xml.ts'
import { storeObject } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

type Pair = readonly [key: string, value: string]

function tagging(tags: readonly Pair[]): string {
  const elements = tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`)
  return `<Tagging><TagSet>${elements.join('')}</TagSet></Tagging>`
}

function numbered(count: number): Pair[] {
  return Array.from({ length: count }, (_, index) => [`key${index}`, `value${index}`] as const)
}

/** As they are given back: by key. */
function sorted(tags: readonly Pair[]): Pair[] {
  return tags.toSorted(([one], [other]) => (one < other ? -1 : 1))
}

async function readTags(s3: S3Server, path: string) {
  const { status, text } = await s3.send({ path })
  const root = parseXml(text)
  const set = xmlChild(root, 'TagSet')
  const tags = set?.children.map(tag => [xmlText(tag, 'Key'), xmlText(tag, 'Value')])
  return { status, code: xmlText(root, 'Code'), tags }
}

async function putTags(s3: S3Server, path: string, body: string) {
  const { status, text, headers } = await s3.send({ method: 'PUT', path, body })
  return { status, headers, code: text === '' ? undefined : xmlText(parseXml(text), 'Code') }
}

test('PutBucketTagging replaces the tags, GetBucketTagging reads and DeleteBucketTagging removes them', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const path = '/photos?tagging'
  t.is((await readTags(s3, path)).code, 'NoSuchTagSet')
  t.is((await putTags(s3, path, tagging(numbered(50)))).status, 204)
  t.deepEqual((await readTags(s3, path)).tags, sorted(numbered(50)))
  t.is((await putTags(s3, path, tagging([['a', '']]))).status, 204)
  t.deepEqual((await readTags(s3, path)).tags, [['a', '']])
  t.is((await s3.send({ method: 'DELETE', path })).status, 204)
  t.is((await readTags(s3, path)).code, 'NoSuchTagSet')
})

test('PutObjectTagging replaces the tags, GetObjectTagging reads and DeleteObjectTagging removes them', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const before = await storeObject(s3, 'photos', 'key', 'hello')
  const path = '/photos/key?tagging'
  t.deepEqual((await readTags(s3, path)).tags, [])
  t.is((await putTags(s3, path, tagging(numbered(10)))).status, 200)
  t.deepEqual((await readTags(s3, path)).tags, sorted(numbered(10)))
  t.is((await s3.send({ method: 'DELETE', path })).status, 204)
  t.deepEqual((await readTags(s3, path)).tags, [])
  const after = await s3.storage.statObject('photos', 'key')
  t.deepEqual([after?.etag, after?.modifiedAtMs], [before.etag, before.modifiedAtMs])
})

test('GetObjectTagging and PutObjectTagging reach the version that they name', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const first = await storeObject(s3, 'photos', 'key', 'first')
  await storeObject(s3, 'photos', 'key', 'second')
  const path = `/photos/key?tagging&versionId=${first.versionId}`
  const put = await putTags(s3, path, tagging([['a', 'b']]))
  t.is(put.headers['x-amz-version-id'], first.versionId)
  t.deepEqual((await readTags(s3, path)).tags, [['a', 'b']])
  t.deepEqual((await readTags(s3, '/photos/key?tagging')).tags, [])
})

const refused: readonly (readonly [what: string, body: string, code: string])[] = [
  ['nothing', '', 'MissingRequestBodyError'],
  ['another document', '<Tags/>', 'MalformedXML'],
  ['no set', '<Tagging/>', 'MalformedXML'],
  [
    'a tag without a value',
    '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>',
    'MalformedXML',
  ],
  ['what is no tag', '<Tagging><TagSet><T/></TagSet></Tagging>', 'MalformedXML'],
  ['eleven tags', tagging(numbered(11)), 'InvalidTag'],
  ['a long key', tagging([['k'.repeat(129), '']]), 'InvalidTag'],
  ['a long value', tagging([['k', 'v'.repeat(257)]]), 'InvalidTag'],
  ['an empty key', tagging([['', 'v']]), 'InvalidTag'],
  [
    'a key twice',
    tagging([
      ['k', '1'],
      ['k', '2'],
    ]),
    'InvalidTag',
  ],
  ['a system key', tagging([['aws:k', '1']]), 'InvalidTag'],
]
for (const [what, body, code] of refused) {
  test(`PutObjectTagging answers ${code} to ${what} and changes nothing`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    await storeObject(s3, 'photos', 'key')
    const path = '/photos/key?tagging'
    await putTags(s3, path, tagging([['old', 'tag']]))
    const put = await putTags(s3, path, body)
    t.deepEqual([put.status, put.code], [400, code])
    t.deepEqual((await readTags(s3, path)).tags, [['old', 'tag']])
  })
}

test('PutBucketTagging refuses a fifty-first tag', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const put = await putTags(s3, '/photos?tagging', tagging(numbered(51)))
  t.deepEqual([put.status, put.code], [400, 'InvalidTag'])
})

test('tags of a delete marker or of nothing can be neither read nor written', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  const path = '/photos/key?tagging'
  const body = tagging([['a', 'b']])
  t.deepEqual(
    [(await readTags(s3, path)).status, (await readTags(s3, path)).code],
    [404, 'NoSuchKey'],
  )
  t.is((await putTags(s3, path, body)).code, 'NoSuchKey')
  await s3.storage.deleteObject('photos', 'key')
  t.is((await readTags(s3, path)).status, 405)
  t.is((await putTags(s3, path, body)).status, 405)
  t.is((await s3.send({ method: 'DELETE', path })).status, 405)
  t.is((await readTags(s3, `${path}&versionId=null`)).code, 'NoSuchVersion')
  t.is((await readTags(s3, `${path}&versionId=`)).code, 'InvalidArgument')
  t.is((await readTags(s3, `${path}&versionId=%2F`)).code, 'InvalidArgument')
})
