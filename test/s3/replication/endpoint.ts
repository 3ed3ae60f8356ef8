import { randomBytes } from 'node:crypto'
import test from 'ava'
import type { ReplicationEndpoint } from '../../../lib/s3/replication/endpoints.ts'
import { makeVersioned, putRules, replicate, statusOf } from '../../support/replication.ts'
import { putDocument } from '../../support/s3-documents.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'
import { completionXml, createUpload, sendPart } from '../../support/s3-uploads.ts'

function endpointOf(s3: S3Server, endpoint: string = s3.endpoint): ReplicationEndpoint {
  const { accessKeyId, secretAccessKey } = s3.owner
  return {
    ...{ name: 'far', endpoint, region: 'us-east-1', buckets: ['far'] },
    ...{ accessKeyId, secretAccessKey },
  }
}

async function startTwo() {
  const far = await startS3()
  await makeVersioned(far, 'far')
  const endpoints = [endpointOf(far)]
  const near = await startS3({ replicationEndpoints: endpoints })
  await makeVersioned(near, 'source')
  await putRules(near, 'source', [{ to: 'far' }])
  return {
    near,
    far,
    endpoints,
    async [Symbol.asyncDispose]() {
      await near[Symbol.asyncDispose]()
      await far[Symbol.asyncDispose]()
    },
  }
}

const put = (s3: S3Server, path: string, body: string | Uint8Array, headers = {}) =>
  s3.send({ method: 'PUT', path, body, headers })

test('objects, parts, tags and delete markers go to another endpoint', async t => {
  await using two = await startTwo()
  const { near, far, endpoints } = two
  const large = randomBytes(700_000)
  await put(near, '/source/a%20%2B(b)/%C3%A9', large, {
    'content-type': 'text/plain',
    'x-amz-meta-colour': 'red',
    'x-amz-tagging': 'k=v%20w',
    'x-amz-storage-class': 'STANDARD_IA',
  })
  await put(near, '/source/empty', '')
  await put(near, '/source/gone', '')
  await s3Delete(near, '/source/gone')
  const at = { bucket: 'source', key: 'parts' }
  const uploadId = await createUpload(near, at)
  const bodies = [randomBytes(5 * 1024 * 1024), Buffer.from('end')]
  const parts = []
  for (const [index, body] of bodies.entries()) {
    const partNumber = index + 1
    const { headers } = await sendPart(near, { ...at, uploadId, partNumber }, { body })
    parts.push({ partNumber, etag: headers.etag ?? '' })
  }
  const path = `/source/parts?uploadId=${uploadId}`
  await near.send({ method: 'POST', path, body: completionXml(parts) })
  await replicate(near, { endpoints })

  const replica = await far.send({ path: '/far/a%20%2B(b)/%C3%A9' })
  t.true(replica.bytes.equals(large))
  t.like(replica.headers, {
    'content-type': 'text/plain',
    'x-amz-meta-colour': 'red',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-replication-status': 'REPLICA',
  })
  const tags = await far.send({ path: '/far/a%20%2B(b)/%C3%A9?tagging' })
  t.regex(tags.text, /<Value>v w</)
  t.is((await far.send({ path: '/far/empty' })).status, 200)
  const gone = await far.send({ method: 'HEAD', path: '/far/gone' })
  t.is(gone.headers['x-amz-delete-marker'], 'true')
  const whole = await far.send({ path: '/far/parts' })
  t.true(whole.bytes.equals(Buffer.concat(bodies)))
  t.is(whole.headers.etag, (await near.send({ path: '/source/parts' })).headers.etag)
  t.is(await statusOf(far, '/far/parts'), 'REPLICA')
  t.is(await statusOf(near, '/source/parts'), 'COMPLETED')
})

const s3Delete = (s3: S3Server, path: string) => s3.send({ method: 'DELETE', path })

test('what changes later at a replica elsewhere is its tags and its lock', async t => {
  await using two = await startTwo()
  const { near, far, endpoints } = two
  const lock =
    '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>'
  await putDocument(near, '/source?object-lock', lock)
  await putDocument(far, '/far?object-lock', lock)
  await put(near, '/source/key', 'text')
  await replicate(near, { endpoints })
  const tagging = '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>'
  await putDocument(near, '/source/key?tagging', tagging)
  await putDocument(near, '/source/key?legal-hold', '<LegalHold><Status>ON</Status></LegalHold>')
  await replicate(near, { endpoints })
  t.regex((await far.send({ path: '/far/key?tagging' })).text, /<Key>k</)
  const { headers } = await far.send({ method: 'HEAD', path: '/far/key' })
  t.is(headers['x-amz-object-lock-legal-hold'], 'ON')
  t.is(await statusOf(near, '/source/key'), 'COMPLETED')
})

test('what a destination that is down missed goes over when it is back, others do not wait', async t => {
  await using two = await startTwo()
  const { near, far, endpoints } = two
  await makeVersioned(near, 'beside')
  await putRules(near, 'source', [
    { to: 'far', id: 'far' },
    { to: 'beside', id: 'beside', priority: 2 },
  ])
  // Nothing listens on port 9 of the loopback interface.
  const down = [endpointOf(far, 'http://127.0.0.1:9')]
  await put(near, '/source/key', '1')
  await put(near, '/source/key', '2')
  await replicate(near, { endpoints: down })
  t.is(await statusOf(near, '/source/key'), 'PENDING')
  t.is((await near.send({ path: '/beside/key' })).text, '2')
  await replicate(near, { endpoints })
  t.is(await statusOf(near, '/source/key'), 'COMPLETED')
  t.is((await far.send({ path: '/far/key' })).text, '2')
  const { entries } = await far.storage.listVersions('far', {
    ...{ prefix: '', delimiter: '', keyMarker: '', limit: 10 },
  })
  t.is(entries.length, 2)
})

test('wrong keys of an endpoint are tried again, a bucket that is not there is FAILED', async t => {
  await using two = await startTwo()
  const { near, far, endpoints } = two
  const wrong = [{ ...endpointOf(far), secretAccessKey: 'wrong' }]
  await put(near, '/source/key', 'text')
  await replicate(near, { endpoints: wrong })
  t.is(await statusOf(near, '/source/key'), 'PENDING')
  await s3Delete(far, '/far')
  await replicate(near, { endpoints })
  t.is(await statusOf(near, '/source/key'), 'FAILED')
})

test('a replica is written as such only by those who may', async t => {
  await using s3 = await startS3()
  await makeVersioned(s3, 'far')
  const body = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: s3.stranger.accountId },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::far/*',
    },
  })
  await putDocument(s3, '/far?policy', body)
  const headers = { 'x-mallee-replica-of': 'bucket/version' }
  const write = { method: 'PUT', path: '/far/key', body: '', as: s3.stranger }
  t.is((await s3.send({ ...write, headers })).status, 403)
  t.is((await s3.send(write)).status, 200)
  const bad = { 'x-mallee-replica-of': 'no such thing' }
  t.is((await put(s3, '/far/key', '', bad)).status, 400)
})
