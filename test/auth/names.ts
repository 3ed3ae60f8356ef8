import test from 'ava'
import { hostBucket } from '../../lib/auth/host-bucket.ts'
import { peekService } from '../../lib/auth/service.ts'
import { createSigningKeys } from '../../lib/auth/signing-keys.ts'
import { authRequest, exampleKey, signedRequest } from '../support/signing.ts'

const domains = ['s3.example.org', 'example.org', 'localhost']

for (const [host, bucket] of [
  ['photos.s3.example.org', 'photos'],
  ['photos.s3.example.org:9000', 'photos'],
  ['my.dotted.photos.localhost', 'my.dotted.photos'],
  ['Photos.LOCALHOST', 'photos'],
  ['other.example.org', 'other'],
  ['s3.example.org', undefined],
  ['localhost:9000', undefined],
  ['.localhost', undefined],
  ['photoslocalhost', undefined],
  ['127.0.0.1:9000', undefined],
  ['[::1]:9000', undefined],
  ['elsewhere.net', undefined],
  ['', undefined],
  [undefined, undefined],
] as const) {
  test(`the Host ${host} names the bucket ${bucket}`, t => {
    t.is(hostBucket(host, domains), bucket)
  })
}

test('an IP address is never a bucket, even under a domain of digits', t => {
  t.is(hostBucket('10.0.0.1', ['0.0.1']), undefined)
})

test('peekService reads the scope of headers and of presigned URLs', t => {
  for (const service of ['s3', 'ec2', 'sts', 'iam', 'monitoring']) {
    t.is(peekService(signedRequest({ path: '/', service })), service)
    t.is(peekService(signedRequest({ path: '/', service, isPresigned: true })), service)
  }
})

test('peekService takes SigV2 for s3 and knows nothing of unsigned or broken requests', t => {
  t.is(peekService(authRequest({ path: '/', headers: { authorization: 'AWS a:b' } })), 's3')
  t.is(peekService(authRequest({ path: '/?AWSAccessKeyId=a&Expires=1&Signature=x' })), 's3')
  t.is(peekService(authRequest({ path: '/?prefix=x' })), undefined)
  const broken = { authorization: 'AWS4-HMAC-SHA256 Credential=x' }
  t.is(peekService(authRequest({ path: '/', headers: broken })), undefined)
})

test('signing keys are kept, follow a changed secret, and are never more than the maximum', t => {
  const keys = createSigningKeys(2)
  const monday = { ...exampleKey, day: '20130524', region: 'us-east-1', service: 's3' }
  const first = keys.get(monday)
  t.is(keys.get(monday), first)
  const changed = keys.get({ ...monday, secretAccessKey: 'other' })
  t.notDeepEqual(changed.bytes, first.bytes)
  t.notDeepEqual(keys.get(monday), changed)
  const kept = keys.get(monday)
  keys.get({ ...monday, service: 'ec2' })
  t.is(keys.get(monday), kept, 'used since, so ec2 is the oldest')
  keys.get({ ...monday, service: 'sts' })
  keys.get({ ...monday, service: 'iam' })
  t.not(keys.get(monday), kept, 'pushed out by two others')
  t.deepEqual(keys.get(monday).bytes, first.bytes)
})
