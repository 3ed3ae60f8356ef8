/**
 * The signatures that AWS publishes with its documentation.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import test from 'ava'
import { authenticateRequest } from '../../lib/auth/authenticate.ts'
import { emptySha256 } from '../../lib/auth/payload.ts'
import { authRequest, exampleContext, exampleKey } from '../support/signing.ts'

const credential = `${exampleKey.accessKeyId}/20130524/us-east-1/s3/aws4_request`
const date = { 'x-amz-date': '20130524T000000Z' }
const host = { Host: 'examplebucket.s3.amazonaws.com' }

const headerExamples = [
  {
    name: 'GET of a range',
    path: '/test.txt',
    headers: { ...host, Range: 'bytes=0-9', 'x-amz-content-sha256': emptySha256, ...date },
    signedHeaders: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'PUT of an object',
    method: 'PUT',
    path: '/test$file.text',
    headers: {
      ...host,
      Date: 'Fri, 24 May 2013 00:00:00 GMT',
      ...date,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    },
    signedHeaders: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    name: 'GET of a sub-resource',
    path: '/?lifecycle',
    headers: { ...host, ...date, 'x-amz-content-sha256': emptySha256 },
    signedHeaders: 'host;x-amz-content-sha256;x-amz-date',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'GET of a listing',
    path: '/?max-keys=2&prefix=J',
    headers: { ...host, ...date, 'x-amz-content-sha256': emptySha256 },
    signedHeaders: 'host;x-amz-content-sha256;x-amz-date',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
]

for (const { name, method = 'GET', path, headers, signedHeaders, signature } of headerExamples) {
  test(`the published SigV4 example ${name} is authenticated`, async t => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`
    const request = authRequest({ method, path, headers: { ...headers, authorization } })
    const signed = await authenticateRequest(request, exampleContext())
    t.like(signed, { identity: 'ann', version: 'v4', service: 's3', isPresigned: false })
  })
}

test('the published presigned URL is authenticated for its whole day', async t => {
  const path =
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
    `&X-Amz-Credential=${encodeURIComponent(credential)}` +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
  const request = authRequest({ path, headers: host })
  const lastMs = Date.UTC(2013, 4, 25) - 1
  const signed = await authenticateRequest(request, exampleContext({ nowMs: lastMs }))
  t.like(signed, { identity: 'ann', isPresigned: true, payload: { kind: 'unsigned' } })
  const late = exampleContext({ nowMs: lastMs + 1 })
  const error = await t.throwsAsync(authenticateRequest(request, late))
  t.like(error, { code: 'request-expired', fields: { Expires: '2013-05-25T00:00:00Z' } })
})

const versionTwo = [
  {
    name: 'object GET',
    path: '/photos/puppy.jpg',
    bucket: 'johnsmith',
    headers: { Date: 'Tue, 27 Mar 2007 19:36:42 +0000' },
    signature: 'bWq2s1WEIj+Ydj0vQ697zp+IXMU=',
  },
  {
    name: 'object PUT',
    method: 'PUT',
    path: '/photos/puppy.jpg',
    bucket: 'johnsmith',
    headers: {
      'Content-Type': 'image/jpeg',
      'Content-Length': '94328',
      Date: 'Tue, 27 Mar 2007 21:15:45 +0000',
    },
    signature: 'MyyxeRY7whkBe+bq8fHCL/2kKUg=',
  },
  {
    name: 'list',
    path: '/?prefix=photos&max-keys=50&marker=puppy',
    bucket: 'johnsmith',
    headers: { Date: 'Tue, 27 Mar 2007 19:42:41 +0000' },
    signature: 'htDYFYduRNen8P9ZfE/s9SuKy0U=',
  },
  {
    name: 'sub-resource',
    path: '/?acl',
    bucket: 'johnsmith',
    headers: { Date: 'Tue, 27 Mar 2007 19:44:46 +0000' },
    signature: 'c2WLPFtWHVgbEmeEG93a4cG37dM=',
  },
  {
    name: 'Unicode keys',
    path: '/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re',
    bucket: undefined,
    headers: { Date: 'Wed, 28 Mar 2007 01:49:49 +0000' },
    signature: 'DNEZGsoieTZ92F3bUfSPQcbGmlM=',
  },
]

for (const { name, method = 'GET', path, bucket, headers, signature } of versionTwo) {
  test(`the published SigV2 example ${name} is authenticated`, async t => {
    const request = authRequest({
      method,
      path,
      headers: { ...headers, Authorization: `AWS ${exampleKey.accessKeyId}:${signature}` },
      ...(bucket !== undefined && { hostBucket: bucket }),
    })
    const nowMs = Date.parse(headers.Date)
    const signed = await authenticateRequest(request, exampleContext({ nowMs }))
    t.like(signed, { identity: 'ann', version: 'v2', service: 's3' })
  })
}
