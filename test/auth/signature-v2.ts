import { createHmac } from 'node:crypto'
import test from 'ava'
import {
  AuthError,
  type AuthErrorCode,
  type AuthRequest,
  authenticateRequest,
} from '../../lib/auth/authenticate.ts'
import {
  authRequest,
  exampleContext,
  exampleKey,
  exampleTimeMs,
  type PlainRequest,
} from '../support/signing.ts'

const date = new Date(exampleTimeMs).toUTCString()
const expires = exampleTimeMs / 1000 + 60

function sign(stringToSign: string): string {
  return createHmac('sha1', exampleKey.secretAccessKey).update(stringToSign).digest('base64')
}

function signedByHeader(request: PlainRequest, stringToSign: string): AuthRequest {
  const authorization = `AWS ${exampleKey.accessKeyId}:${sign(stringToSign)}`
  return authRequest({ ...request, headers: { ...request.headers, authorization } })
}

function signedByQuery(path: string, stringToSign: string): AuthRequest {
  const signature = encodeURIComponent(sign(stringToSign))
  const join = path.includes('?') ? '&' : '?'
  return authRequest({
    path: `${path}${join}AWSAccessKeyId=${exampleKey.accessKeyId}&Expires=${expires}&Signature=${signature}`,
  })
}

async function outcome(request: AuthRequest, nowMs = exampleTimeMs): Promise<string> {
  try {
    const signed = await authenticateRequest(request, exampleContext({ nowMs }))
    return signed ? signed.version : 'anonymous'
  } catch (error) {
    if (error instanceof AuthError) return error.code satisfies AuthErrorCode
    throw error
  }
}

test('x-amz-date takes the place of Date, among the sorted x-amz headers', async t => {
  const headers = {
    'x-amz-meta-b': ' 2  3 ',
    'x-amz-date': date,
    'x-amz-meta-a': '1',
    date: 'never',
  }
  const stringToSign = `GET\n\n\n\nx-amz-date:${date}\nx-amz-meta-a:1\nx-amz-meta-b:2  3\n/b/k`
  t.is(await outcome(signedByHeader({ path: '/b/k', headers }, stringToSign)), 'v2')
})

test('sub-resources are signed sorted and decoded, other parameters not at all', async t => {
  const path = '/b/k?versionId=3%2B&prefix=x&acl&response-content-type=text%2Fplain'
  const stringToSign = `GET\n\n\n${date}\n/b/k?acl&response-content-type=text/plain&versionId=3+`
  t.is(await outcome(signedByHeader({ path, headers: { date } }, stringToSign)), 'v2')
  const other = path.replace('acl', 'torrent')
  t.is(
    await outcome(signedByHeader({ path: other, headers: { date } }, stringToSign)),
    'signature-mismatch',
  )
})

test('a URL is good until it expires, for its own path and method', async t => {
  const stringToSign = `GET\n\n\n${expires}\n/b/k`
  const request = signedByQuery('/b/k', stringToSign)
  t.is(await outcome(request), 'v2')
  t.is(await outcome(request, expires * 1000 - 1), 'v2')
  t.is(await outcome(request, expires * 1000), 'request-expired')
  t.is(await outcome({ ...request, method: 'PUT' }), 'signature-mismatch')
  t.is(await outcome({ ...request, rawPath: '/b/other' }), 'signature-mismatch')
  t.is(await outcome({ ...request, hostBucket: 'c' }), 'signature-mismatch')
})

test('a bucket alone may be signed with a slash at its end, a key may not', async t => {
  const sign = (path: string, signedPath: string) =>
    outcome(signedByHeader({ path, headers: { date } }, `GET\n\n\n${date}\n${signedPath}`))
  t.is(await sign('/b', '/b'), 'v2')
  t.is(await sign('/b', '/b/'), 'v2')
  t.is(await sign('/b?acl', '/b/?acl'), 'v2')
  t.is(await sign('/b/', '/b'), 'signature-mismatch')
  t.is(await sign('/b/k', '/b/k/'), 'signature-mismatch')
  t.is(await sign('/', '//'), 'signature-mismatch')
})

test('x-amz parameters of a URL are signed as headers, so that none can be added', async t => {
  const stringToSign = `GET\n\n\n${expires}\nx-amz-acl:private\nx-amz-meta-a:ä\n/b/k`
  const request = signedByQuery('/b/k?x-amz-acl=private&x-amz-meta-a=%C3%A4', stringToSign)
  t.is(await outcome(request), 'v2')
  const added = { ...request, rawQuery: `${request.rawQuery}&X-Amz-Tagging=a` }
  t.is(await outcome(added), 'signature-mismatch')
})

for (const [from, to, code] of [
  [/Expires=\d+/, 'Expires=soon', 'access-denied'],
  [/Expires=\d+&/, '', 'access-denied'],
  [/Signature=[^&]+/, 'Signature=', 'access-denied'],
  [/AWSAccessKeyId=\w+/, 'AWSAccessKeyId=AKIAOTHER', 'invalid-access-key'],
  [/AWSAccessKeyId=\w+&/, '', 'access-denied'],
] as const) {
  test(`a URL with ${from} changed to "${to}" is refused as ${code}`, async t => {
    const request = signedByQuery('/b/k', `GET\n\n\n${expires}\n/b/k`)
    t.is(await outcome({ ...request, rawQuery: request.rawQuery.replace(from, to) }), code)
  })
}

for (const [text, code] of [
  ['', 'access-denied'],
  ['Bad Date', 'access-denied'],
  ['Tue, 07 Jul 1950 21:53:04 GMT', 'access-denied'],
  ['Tue, 07 Jul 2010 21:53:04 GMT', 'request-time-too-skewed'],
  ['Tue, 07 Jul 9999 21:53:04 GMT', 'request-time-too-skewed'],
] as const) {
  test(`the Date "${text}" is refused as ${code}`, async t => {
    const headers = { date: text }
    t.is(await outcome(signedByHeader({ path: '/b/k', headers }, '')), code)
  })
}

test('the body of a SigV2 request has no chunk signatures', async t => {
  const sha = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
  const stringToSign = `PUT\n\n\n${date}\nx-amz-content-sha256:${sha}\n/b/k`
  const headers = { date, 'x-amz-content-sha256': sha }
  t.is(
    await outcome(signedByHeader({ method: 'PUT', path: '/b/k', headers }, stringToSign)),
    'invalid-argument',
  )
})

test('SigV2 is no signature for services other than s3', async t => {
  const context = exampleContext({ service: 'ec2' })
  const request = signedByQuery('/b/k', `GET\n\n\n${expires}\n/b/k`)
  t.is(await authenticateRequest(request, context), undefined)
})
