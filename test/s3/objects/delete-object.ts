import { createHash } from 'node:crypto'
import { DeleteObjectCommand, DeleteObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import { xmlChildren } from '../../../lib/http/xml.ts'
import type { Versioning } from '../../../storage/storage.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'
import { sendXml } from '../../support/s3-uploads.ts'

const BUCKET = 'photos'
const PATH = `/${BUCKET}/key`

async function startWith(versioning: Versioning, keys: readonly string[]): Promise<S3Server> {
  const s3 = await startS3({ bucket: BUCKET })
  await s3.storage.updateBucket(BUCKET, () => ({ versioning }))
  for (const key of keys) await s3.send({ method: 'PUT', path: `/${BUCKET}/${key}`, body: 'hello' })
  return s3
}

test('DeleteObject without versioning removes the object, and again succeeds', async t => {
  await using s3 = await startWith('off', ['key'])
  for (let round = 0; round < 2; round++) {
    const deleted = await s3.send({ method: 'DELETE', path: PATH })
    t.is(deleted.status, 204)
    t.is(deleted.headers['x-amz-delete-marker'], undefined)
    t.is(deleted.headers['x-amz-version-id'], undefined)
    t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
  }
})

test('DeleteObject with versioning writes markers and removes versions by their ids', async t => {
  await using s3 = await startWith('enabled', ['key'])
  const marked = await s3.send({ method: 'DELETE', path: PATH })
  t.is(marked.status, 204)
  t.is(marked.headers['x-amz-delete-marker'], 'true')
  const marker = marked.headers['x-amz-version-id']
  t.is((await s3.send({ path: PATH })).status, 404)
  const unmarked = await s3.send({ method: 'DELETE', path: `${PATH}?versionId=${marker}` })
  t.is(unmarked.status, 204)
  t.is(unmarked.headers['x-amz-delete-marker'], 'true')
  t.is(unmarked.headers['x-amz-version-id'], marker)
  const got = await s3.send({ path: PATH })
  t.is(got.text, 'hello')
  const versionId = got.headers['x-amz-version-id']
  for (let round = 0; round < 2; round++) {
    const removed = await s3.send({ method: 'DELETE', path: `${PATH}?versionId=${versionId}` })
    t.is(removed.status, 204)
    t.is(removed.headers['x-amz-version-id'], versionId)
    t.is(removed.headers['x-amz-delete-marker'], undefined)
  }
  t.is((await s3.send({ path: PATH })).status, 404)
})

test('DeleteObject while versioning is suspended writes a marker that is null', async t => {
  await using s3 = await startWith('enabled', ['key'])
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'suspended' }))
  const marked = await s3.send({ method: 'DELETE', path: PATH })
  t.is(marked.headers['x-amz-delete-marker'], 'true')
  t.is(marked.headers['x-amz-version-id'], 'null')
})

test('DeleteObject refuses ids that no version can have', async t => {
  await using s3 = await startWith('enabled', ['key'])
  for (const versionId of ['', 'a%20b', 'x'.repeat(129)]) {
    const path = `${PATH}?versionId=${versionId}`
    t.is((await sendXml(s3, { method: 'DELETE', path })).code, 'InvalidArgument')
  }
})

const SIZE = 'x-amz-if-match-size'
const TIME = 'x-amz-if-match-last-modified-time'
const ETAG = '"5d41402abc4b2a76b9719d911017c592"'
const PAST = 'Sun, 06 Nov 1994 08:49:37 GMT'
const conditions = [
  { headers: { 'if-match': ETAG }, code: undefined },
  { headers: { 'if-match': '*' }, code: undefined },
  { headers: { 'if-match': '"x"' }, code: 'PreconditionFailed' },
  { headers: { [SIZE]: '5' }, code: undefined },
  { headers: { [SIZE]: '6' }, code: 'PreconditionFailed' },
  { headers: { [SIZE]: 'five' }, code: 'InvalidArgument' },
  { headers: { [TIME]: PAST }, code: 'PreconditionFailed' },
  { headers: { [TIME]: 'STORED' }, code: undefined },
  { headers: { [TIME]: 'then' }, code: 'InvalidArgument' },
  { headers: { 'if-match': ETAG, [SIZE]: '6' }, code: 'PreconditionFailed' },
]

for (const { headers, code } of conditions) {
  test(`DeleteObject with ${JSON.stringify(headers)}: ${code ?? 'deleted'}`, async t => {
    await using s3 = await startWith('off', ['key'])
    const modified = (await s3.send({ method: 'HEAD', path: PATH })).headers['last-modified'] ?? ''
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value = '']) => [
        name,
        value.replace('STORED', modified),
      ]),
    )
    t.is((await sendXml(s3, { method: 'DELETE', path: PATH, headers: filled })).code, code)
    t.is((await s3.storage.statObject(BUCKET, 'key')) === undefined, code === undefined)
    if (code === 'InvalidArgument') return
    const missing = await s3.send({ method: 'DELETE', path: `/${BUCKET}/never`, headers: filled })
    t.is(missing.status, 204)
  })
}

test('DeleteObject with a condition sees the version that it names, and markers', async t => {
  await using s3 = await startWith('enabled', ['key'])
  const old = (await s3.storage.statObject(BUCKET, 'key'))?.versionId
  await s3.send({ method: 'PUT', path: PATH, body: 'newer' })
  const path = `${PATH}?versionId=${old}`
  const bad = await sendXml(s3, { method: 'DELETE', path, headers: { 'if-match': '"x"' } })
  t.is(bad.code, 'PreconditionFailed')
  const good = await sendXml(s3, { method: 'DELETE', path, headers: { 'if-match': ETAG } })
  t.is(good.status, 204)
  await s3.send({ method: 'DELETE', path: PATH })
  const marker = await sendXml(s3, { method: 'DELETE', path: PATH, headers: { 'if-match': ETAG } })
  t.is(marker.code, 'PreconditionFailed')
  const any = await s3.send({ method: 'DELETE', path: PATH, headers: { 'if-match': '*' } })
  t.is(any.status, 204)
})

async function deleteMany(s3: S3Server, body: string, headers?: Record<string, string>) {
  const md5 = createHash('md5').update(body).digest('base64')
  const response = await sendXml(s3, {
    method: 'POST',
    path: `/${BUCKET}?delete`,
    body,
    headers: headers ?? { 'content-md5': md5 },
  })
  const read = (name: string) =>
    (response.document ? xmlChildren(response.document, name) : []).map(element =>
      Object.fromEntries(element.children.map(child => [child.name, child.text])),
    )
  return { ...response, deleted: read('Deleted'), errors: read('Error') }
}

test('DeleteObjects answers for each key in order, missing ones as deleted', async t => {
  const keys = Array.from({ length: 100 }, (_, index) => `key ${index} <&>`)
  await using s3 = await startWith('off', [])
  const client = s3.client()
  for (const Key of keys.slice(0, 50)) {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))
  }
  const result = await client.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: keys.map(Key => ({ Key })) } }),
  )
  t.deepEqual(
    result.Deleted?.map(({ Key }) => Key),
    keys,
  )
  t.is(result.Errors, undefined)
  t.is((await s3.storage.bucketUsage(BUCKET)).versionCount, 0)
})

test('DeleteObjects tells of markers, versions and errors, each under its key', async t => {
  await using s3 = await startWith('enabled', ['a', 'b', 'c'])
  const b = (await s3.storage.statObject(BUCKET, 'b'))?.versionId
  const { deleted, errors } = await deleteMany(
    s3,
    `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
      <Object><Key>a</Key></Object>
      <Object><Key>b</Key><VersionId>${b}</VersionId></Object>
      <Object><Key>c</Key><ETag>"x"</ETag></Object>
      <Object><Key>c</Key><VersionId>no such</VersionId></Object>
      <Object><Key>c</Key><Size>many</Size></Object>
      <Object><Key>${'k'.repeat(1025)}</Key></Object>
      <Object><Key>d</Key><ETag>"x"</ETag></Object>
    </Delete>`,
  )
  const marker = (await s3.storage.statObject(BUCKET, 'a'))?.versionId
  t.deepEqual(deleted, [
    { Key: 'a', DeleteMarker: 'true', DeleteMarkerVersionId: marker },
    { Key: 'b', VersionId: b },
    { Key: 'd' },
  ])
  t.deepEqual(
    errors.map(({ Key, VersionId, Code }) => ({ Key, VersionId, Code })),
    [
      { Key: 'c', VersionId: undefined, Code: 'PreconditionFailed' },
      { Key: 'c', VersionId: 'no such', Code: 'InvalidArgument' },
      { Key: 'c', VersionId: undefined, Code: 'InvalidArgument' },
      { Key: 'k'.repeat(1025), VersionId: undefined, Code: 'KeyTooLongError' },
    ],
  )
  t.is((await s3.send({ path: `/${BUCKET}/c` })).text, 'hello')
  // Under a condition there was nothing to mark as deleted.
  t.is(await s3.storage.statObject(BUCKET, 'd'), undefined)
})

test('DeleteObjects removing a marker by its id says so', async t => {
  await using s3 = await startWith('enabled', ['a'])
  const client = s3.client()
  const { VersionId } = await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }))
  const body = `<Delete><Object><Key>a</Key><VersionId>${VersionId}</VersionId></Object></Delete>`
  const { deleted } = await deleteMany(s3, body)
  t.deepEqual(deleted, [
    { Key: 'a', VersionId, DeleteMarker: 'true', DeleteMarkerVersionId: VersionId },
  ])
})

test('DeleteObjects that is quiet tells of errors only', async t => {
  await using s3 = await startWith('off', ['a', 'b'])
  const { deleted, errors } = await deleteMany(
    s3,
    '<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object>' +
      '<Object><Key>b</Key><ETag>x</ETag></Object></Delete>',
  )
  t.deepEqual(deleted, [])
  t.deepEqual(
    errors.map(error => error.Key),
    ['b'],
  )
})

test('DeleteObjects takes 1 to 1000 keys in a document that is one', async t => {
  await using s3 = await startWith('off', ['a'])
  const object = '<Object><Key>a</Key></Object>'
  const rows = [
    { body: `<Delete>${object.repeat(1000)}</Delete>`, code: undefined },
    { body: `<Delete>${object.repeat(1001)}</Delete>`, code: 'MalformedXML' },
    { body: '<Delete></Delete>', code: 'MalformedXML' },
    { body: '<Delete><Object/></Delete>', code: 'MalformedXML' },
    { body: '<Delete><Object><Key></Key></Object></Delete>', code: 'MalformedXML' },
    { body: `<Remove>${object}</Remove>`, code: 'MalformedXML' },
    { body: `<Delete>${object}`, code: 'MalformedXML' },
    { body: `<!DOCTYPE x [<!ENTITY y "z">]><Delete>${object}</Delete>`, code: 'MalformedXML' },
    { body: `<Delete>${' '.repeat(2 * 1024 * 1024)}</Delete>`, code: 'MaxMessageLengthExceeded' },
  ]
  for (const { body, code } of rows) t.is((await deleteMany(s3, body)).code, code)
})

test('DeleteObjects wants Content-MD5 or a checksum, and a right one', async t => {
  await using s3 = await startWith('off', ['a'])
  const body = '<Delete><Object><Key>a</Key></Object></Delete>'
  t.is((await deleteMany(s3, body, {})).code, 'InvalidRequest')
  const wrong = createHash('md5').update('other').digest('base64')
  t.is((await deleteMany(s3, body, { 'content-md5': wrong })).code, 'BadDigest')
  t.is((await deleteMany(s3, body, { 'content-md5': 'x' })).code, 'InvalidDigest')
  const sha256 = createHash('sha256').update(body).digest('base64')
  t.is((await deleteMany(s3, body, { 'x-amz-checksum-sha256': sha256 })).status, 200)
  t.is(await s3.storage.statObject(BUCKET, 'a'), undefined)
})
