import test from 'ava'
import { outcome } from '../support/acl.ts'
import { putPolicy } from '../support/policies.ts'
import { storeObject } from '../support/s3-objects.ts'
import { type RawRequest, type S3Server, startS3 } from '../support/s3-server.ts'

const path = '/photos?requestPayment'
const configuration = (payer: string) =>
  `<RequestPaymentConfiguration><Payer>${payer}</Payer></RequestPaymentConfiguration>`

async function startCharging(): Promise<S3Server> {
  const s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  await putPolicy(s3, {})
  await s3.send({ method: 'PUT', path, body: configuration('Requester') })
  return s3
}

const willPay = (request: RawRequest): RawRequest => ({
  ...request,
  headers: { ...request.headers, 'x-amz-request-payer': 'requester' },
})

test('PutBucketRequestPayment says who pays, GetBucketRequestPayment tells', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  t.regex((await s3.send({ path })).text, /<Payer>BucketOwner<\/Payer>/)
  for (const payer of ['Requester', 'BucketOwner']) {
    t.is(await outcome(s3, { method: 'PUT', path, body: configuration(payer) }), '200')
    t.true((await s3.send({ path })).text.includes(`<Payer>${payer}</Payer>`))
  }
  const wrong = { method: 'PUT', path, body: configuration('Nobody') }
  t.is(await outcome(s3, wrong), '400 MalformedXML')
})

test('where requesters pay, others must say so and nobody gets anything for nothing', async t => {
  await using s3 = await startCharging()
  const requests: RawRequest[] = [
    { path: '/photos/key' },
    { method: 'HEAD', path: '/photos/key' },
    { path: '/photos' },
    { method: 'PUT', path: '/photos/new', body: 'x' },
    { method: 'DELETE', path: '/photos/new' },
  ]
  for (const request of requests) {
    const as = s3.stranger
    t.is((await s3.send({ ...request, as })).status, 403)
    t.is((await s3.send({ ...request, as: 'anonymous' })).status, 403)
    t.is((await s3.send({ ...willPay(request), as: 'anonymous' })).status, 403)
    const paid = await s3.send({ ...willPay(request), as })
    t.true(paid.status < 300)
    t.is(paid.headers['x-amz-request-charged'], 'requester')
    const own = await s3.send(request)
    t.true(own.status < 300)
    t.is(own.headers['x-amz-request-charged'], undefined)
  }
  const presigned = { path: '/photos/key?x-amz-request-payer=requester', isPresigned: true }
  t.is((await s3.send({ ...presigned, as: s3.stranger })).status, 200)
  t.is((await s3.send({ path: presigned.path, as: s3.stranger })).status, 403)
})

test('whoever copies from where requesters pay must say so, too', async t => {
  await using s3 = await startCharging()
  await s3.storage.createBucket('theirs', { ownerId: s3.stranger.accountId })
  const copy: RawRequest = {
    method: 'PUT',
    path: '/theirs/copy',
    headers: { 'x-amz-copy-source': '/photos/key' },
    as: s3.stranger,
  }
  t.is(await outcome(s3, copy), '403 AccessDenied')
  const paid = await s3.send(willPay(copy))
  t.deepEqual([paid.status, paid.headers['x-amz-request-charged']], [200, 'requester'])
})
