import { randomBytes } from 'node:crypto'
import test from 'ava'
import { queueRule, startHook } from '../../support/notifications.ts'
import { makeVersioned, putRules, replicate, statusOf } from '../../support/replication.ts'
import { putDocument } from '../../support/s3-documents.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'
import { completionXml, createUpload, sendPart } from '../../support/s3-uploads.ts'

async function startPair(rule: Partial<Parameters<typeof putRules>[2][number]> = {}) {
  const s3 = await startS3()
  await makeVersioned(s3, 'source', 'target')
  await putRules(s3, 'source', [{ to: 'target', ...rule }])
  return s3
}

const put = (s3: S3Server, path: string, body: string | Uint8Array, headers = {}) =>
  s3.send({ method: 'PUT', path, body, headers })

test('an object goes over with its metadata, tags and class, and both say so', async t => {
  await using s3 = await startPair()
  const written = await put(s3, '/source/a%20b', 'text', {
    'content-type': 'text/plain',
    'cache-control': 'no-cache',
    'x-amz-meta-colour': 'red',
    'x-amz-tagging': 'k=v',
    'x-amz-storage-class': 'STANDARD_IA',
  })
  t.is(await statusOf(s3, '/source/a%20b'), 'PENDING')
  await replicate(s3)
  t.is(await statusOf(s3, '/source/a%20b'), 'COMPLETED')
  const replica = await s3.send({ path: '/target/a%20b' })
  t.is(replica.text, 'text')
  t.like(replica.headers, {
    'content-type': 'text/plain',
    'cache-control': 'no-cache',
    'x-amz-meta-colour': 'red',
    'x-amz-tagging-count': '1',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-replication-status': 'REPLICA',
    etag: written.headers.etag ?? '',
  })
})

test('versions and delete markers go over in their order; removed versions stay', async t => {
  await using s3 = await startPair()
  await put(s3, '/source/key', '1')
  const second = await put(s3, '/source/key', '2')
  await s3.send({ method: 'DELETE', path: '/source/key' })
  await put(s3, '/source/key', '3')
  await replicate(s3)
  const removed = `/source/key?versionId=${second.headers['x-amz-version-id']}`
  await s3.send({ method: 'DELETE', path: removed })
  await replicate(s3)
  const { entries } = await s3.storage.listVersions('target', {
    ...{ prefix: '', delimiter: '', keyMarker: '', limit: 10 },
  })
  const kinds = entries.map(entry => ('isDeleteMarker' in entry ? entry.isDeleteMarker : undefined))
  t.deepEqual(kinds, [false, true, false, false])
  t.is((await s3.send({ path: '/target/key' })).text, '3')
})

test('only what a rule is about goes over, and delete markers where it says so', async t => {
  await using s3 = await startPair({ filter: '<Prefix>in/</Prefix>', markers: 'Disabled' })
  await put(s3, '/source/in/a', 'a')
  await put(s3, '/source/out', 'b')
  await replicate(s3)
  await s3.send({ method: 'DELETE', path: '/source/in/a' })
  await replicate(s3)
  t.is((await s3.send({ path: '/target/in/a' })).text, 'a')
  t.is((await s3.send({ path: '/target/out' })).status, 404)
  t.is(await statusOf(s3, '/source/out'), undefined)
})

test('of rules for one destination the one of the highest priority counts', async t => {
  await using s3 = await startPair()
  const destination = (name: string) => `<StorageClass>${name}</StorageClass>`
  await putRules(s3, 'source', [
    { to: 'target', id: 'low', priority: 1, destination: destination('STANDARD_IA') },
    {
      ...{ to: 'target', id: 'high', priority: 2, markers: 'Disabled' },
      filter: '<Tag><Key>k</Key><Value>v</Value></Tag>',
      destination: destination('GLACIER_IR'),
    },
  ])
  await put(s3, '/source/tagged', '', { 'x-amz-tagging': 'k=v' })
  await put(s3, '/source/plain', '')
  await replicate(s3)
  const classOf = async (path: string) =>
    (await s3.send({ method: 'HEAD', path })).headers['x-amz-storage-class']
  t.is(await classOf('/target/tagged'), 'GLACIER_IR')
  t.is(await classOf('/target/plain'), 'STANDARD_IA')
})

test('a multipart object keeps its parts and its entity tag', async t => {
  await using s3 = await startPair()
  const at = { bucket: 'source', key: 'parts' }
  const uploadId = await createUpload(s3, at, { 'x-amz-meta-a': 'b' })
  const bodies = [randomBytes(5 * 1024 * 1024), Buffer.from('end')]
  const parts = []
  for (const [index, body] of bodies.entries()) {
    const partNumber = index + 1
    const { headers } = await sendPart(s3, { ...at, uploadId, partNumber }, { body })
    parts.push({ partNumber, etag: headers.etag ?? '' })
  }
  const path = `/source/parts?uploadId=${uploadId}`
  await s3.send({ method: 'POST', path, body: completionXml(parts) })
  await replicate(s3)
  const source = await s3.send({ path: '/source/parts' })
  const replica = await s3.send({ path: '/target/parts' })
  t.true(replica.bytes.equals(Buffer.concat(bodies)))
  t.is(replica.headers.etag, source.headers.etag)
  t.is(replica.headers['x-amz-meta-a'], 'b')
  const part = await s3.send({ path: '/target/parts?partNumber=2' })
  t.deepEqual([part.text, part.headers['x-amz-mp-parts-count']], ['end', '2'])
})

test('tags and locks that change later follow', async t => {
  await using s3 = await startPair()
  const lock =
    '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>'
  await putDocument(s3, '/source?object-lock', lock)
  await putDocument(s3, '/target?object-lock', lock)
  await put(s3, '/source/key', 'text')
  await replicate(s3)
  const tagging = '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>'
  await putDocument(s3, '/source/key?tagging', tagging)
  await putDocument(s3, '/source/key?legal-hold', '<LegalHold><Status>ON</Status></LegalHold>')
  t.is(await statusOf(s3, '/source/key'), 'PENDING')
  await replicate(s3)
  t.is(await statusOf(s3, '/source/key'), 'COMPLETED')
  t.regex((await s3.send({ path: '/target/key?tagging' })).text, /<Key>k<\/Key><Value>v</)
  const { headers } = await s3.send({ method: 'HEAD', path: '/target/key' })
  t.is(headers['x-amz-object-lock-legal-hold'], 'ON')
})

test('replicas are not replicated on', async t => {
  await using s3 = await startPair()
  await makeVersioned(s3, 'third')
  await putRules(s3, 'target', [{ to: 'third' }])
  await put(s3, '/source/key', 'text')
  await s3.send({ method: 'DELETE', path: '/source/gone' })
  await replicate(s3)
  await replicate(s3)
  t.is((await s3.send({ path: '/third/key' })).status, 404)
  t.is(await statusOf(s3, '/target/key'), 'REPLICA')
})

test('several destinations are COMPLETED together; what one refuses is FAILED and told', async t => {
  await using hook = await startHook()
  await using s3 = await startS3({ destinations: [hook.destination] })
  await makeVersioned(s3, 'source', 'one', 'two')
  const events = ['s3:Replication:*']
  const rules = `<NotificationConfiguration>${queueRule(events)}</NotificationConfiguration>`
  await putDocument(s3, '/source?notification', rules)
  await putRules(s3, 'source', [
    { to: 'one', id: 'a' },
    { to: 'two', id: 'b', priority: 2 },
  ])
  await put(s3, '/source/both', '')
  await replicate(s3)
  t.is(await statusOf(s3, '/source/both'), 'COMPLETED')
  await s3.send({
    method: 'DELETE',
    path: `/two/both?versionId=${await versionOf(s3, '/two/both')}`,
  })
  await s3.send({ method: 'DELETE', path: '/two' })
  await put(s3, '/source/key', '')
  await replicate(s3, { destinations: [hook.destination] })
  t.is(await statusOf(s3, '/source/key'), 'FAILED')
  t.is((await s3.send({ path: '/one/key' })).status, 200)
  const names = await Array.fromAsync(s3.storage.queueNames({ prefix: 'notification/', after: '' }))
  const told = await Promise.all(
    names.map(name => s3.storage.queue(name).read({ after: '', limit: 9 })),
  )
  t.regex(JSON.stringify(told), /OperationFailedReplication/)
})

async function versionOf(s3: S3Server, path: string): Promise<string> {
  return (await s3.send({ method: 'HEAD', path })).headers['x-amz-version-id'] ?? ''
}

test('a bucket of another account takes replicas only as its policy says', async t => {
  await using s3 = await startPair()
  const ownerId = s3.stranger.accountId
  await s3.storage.createBucket('foreign', { ownerId, versioning: 'enabled' })
  await putRules(s3, 'source', [
    {
      to: 'foreign',
      destination:
        `<Account>${ownerId}</Account>` +
        '<AccessControlTranslation><Owner>Destination</Owner></AccessControlTranslation>',
    },
  ])
  await put(s3, '/source/one', 'one')
  await replicate(s3)
  t.is(await statusOf(s3, '/source/one'), 'FAILED')
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: s3.owner.accountId },
      Action: ['s3:ReplicateObject', 's3:ReplicateDelete'],
      Resource: 'arn:aws:s3:::foreign/*',
    },
  }
  const body = JSON.stringify(policy)
  t.is((await putDocument(s3, '/foreign?policy', body, { as: s3.stranger })).status, 204)
  await put(s3, '/source/two', 'two')
  await replicate(s3)
  t.is(await statusOf(s3, '/source/two'), 'COMPLETED')
  t.is((await s3.send({ path: '/foreign/two', as: s3.stranger })).text, 'two')
  t.is((await s3.send({ path: '/foreign/one', as: s3.stranger })).status, 404)
})

test('encrypted objects go over as the rule says, and those under customers’ keys never', async t => {
  await using s3 = await startPair()
  const source = await s3.keys.kms.createKey({ accountId: s3.owner.accountId })
  const replica = await s3.keys.kms.createKey({ accountId: s3.owner.accountId })
  const sse = 'x-amz-server-side-encryption'
  await put(s3, '/source/sse', 'sse', { [sse]: 'AES256' })
  const kms = { [sse]: 'aws:kms', [`${sse}-aws-kms-key-id`]: source.arn }
  await put(s3, '/source/left', 'kms', kms)
  await putRules(s3, 'source', [
    {
      to: 'target',
      extra:
        '<SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects></SourceSelectionCriteria>',
      destination: `<EncryptionConfiguration><ReplicaKmsKeyID>${replica.arn}</ReplicaKmsKeyID></EncryptionConfiguration>`,
    },
  ])
  await put(s3, '/source/kms', 'kms', kms)
  await replicate(s3)
  t.is((await s3.send({ path: '/target/sse' })).headers[sse], 'AES256')
  t.is(await statusOf(s3, '/source/left'), undefined)
  const { text, headers } = await s3.send({ path: '/target/kms' })
  t.deepEqual([text, headers[`${sse}-aws-kms-key-id`]], ['kms', replica.arn])
})

test('what was there before goes over once the rule asks for it, and hides nothing newer', async t => {
  await using s3 = await startS3()
  await makeVersioned(s3, 'source', 'target')
  await put(s3, '/source/old', '1')
  await put(s3, '/source/old', '2')
  await put(s3, '/source/changed', '1')
  await put(s3, '/source/gone', '1')
  await s3.send({ method: 'DELETE', path: '/source/gone' })
  await putRules(s3, 'source', [{ to: 'target' }])
  await put(s3, '/source/changed', '2')
  await replicate(s3)
  t.is((await s3.send({ path: '/target/old' })).status, 404)
  const extra = '<ExistingObjectReplication><Status>Enabled</Status></ExistingObjectReplication>'
  await putRules(s3, 'source', [{ to: 'target', extra }])
  await replicate(s3)
  t.is((await s3.send({ path: '/target/old' })).text, '2')
  t.is(await statusOf(s3, '/source/old'), 'COMPLETED')
  t.is((await s3.send({ path: '/target/changed' })).text, '2')
  const { headers } = await s3.send({ method: 'HEAD', path: '/target/gone' })
  t.is(headers['x-amz-delete-marker'], 'true')
  const { entries } = await s3.storage.listVersions('target', {
    ...{ prefix: 'old', delimiter: '', keyMarker: '', limit: 10 },
  })
  t.is(entries.length, 2)
})
