import { once } from 'node:events'
import { type IncomingMessage, request as startRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import test from 'ava'
import aws4 from 'aws4'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const BUCKET = 'photos'
const PATH = `/${BUCKET}/key`

/**
 * A PutObject whose body is asked for and has not come yet: the server has let it pass, and its
 * commit is still ahead. Call to send the body; resolves to the status and the error's code.
 */
async function beginPut(s3: S3Server, condition: Readonly<Record<string, string>>) {
  const body = 'the late one'
  const { hostname, port, host } = new URL(s3.endpoint)
  const plain = {
    method: 'PUT',
    host,
    path: PATH,
    service: 's3',
    region: 'us-east-1',
    headers: {
      'content-length': String(body.length),
      expect: '100-continue',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      ...condition,
    },
  }
  const { headers } = aws4.sign(plain, s3.owner)
  const request = startRequest({
    hostname,
    port,
    method: 'PUT',
    path: PATH,
    headers: { ...headers },
  })
  const response = once(request, 'response')
  request.flushHeaders()
  await Promise.race([once(request, 'continue'), response])
  return async () => {
    request.end(body)
    const [message]: IncomingMessage[] = await response
    const answer = message ? await text(message) : ''
    const code = answer === '' ? undefined : xmlText(parseXml(answer), 'Code')
    return { status: message?.statusCode, code }
  }
}

test('PutObject with If-None-Match that another write overtook is refused', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const finish = await beginPut(s3, { 'if-none-match': '*' })
  await s3.send({ method: 'PUT', path: PATH, body: 'the quick one' })
  t.deepEqual(await finish(), { status: 412, code: 'PreconditionFailed' })
  t.is((await s3.send({ path: PATH })).text, 'the quick one')
})

test('PutObject with If-Match that another write overtook is refused', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const first = await s3.send({ method: 'PUT', path: PATH, body: 'first' })
  const finish = await beginPut(s3, { 'if-match': first.headers.etag ?? '' })
  await s3.send({ method: 'PUT', path: PATH, body: 'the quick one' })
  t.deepEqual(await finish(), { status: 412, code: 'PreconditionFailed' })
  t.is((await s3.send({ path: PATH })).text, 'the quick one')
})

test('PutObject with If-Match whose object was deleted meanwhile is a conflict', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const first = await s3.send({ method: 'PUT', path: PATH, body: 'first' })
  const finish = await beginPut(s3, { 'if-match': first.headers.etag ?? '' })
  await s3.send({ method: 'DELETE', path: PATH })
  t.deepEqual(await finish(), { status: 409, code: 'ConditionalRequestConflict' })
  t.is((await s3.send({ path: PATH })).status, 404)
})

test('PutObject whose condition still holds at the end is stored', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const finish = await beginPut(s3, { 'if-none-match': '*' })
  t.deepEqual(await finish(), { status: 200, code: undefined })
  t.is((await s3.send({ path: PATH })).text, 'the late one')
})
