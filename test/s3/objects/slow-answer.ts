import test from 'ava'
import type { HttpResponse } from '../../../lib/http/exchange.ts'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { xmlAnswer } from '../../../lib/s3/answer.ts'
import { S3Error } from '../../../lib/s3/errors.ts'
import { answerSlowly } from '../../../lib/s3/slow-answer.ts'

const REQUEST = {
  id: 'REQUEST',
  method: 'PUT',
  resource: '/photos/key',
  bucketName: 'photos',
  key: 'key',
}
const DONE = xmlAnswer('CopyObjectResult', { ETag: '"x"' }, { 'x-amz-version-id': 'v' })

async function* pieces(response: HttpResponse): AsyncGenerator<string> {
  if (typeof response.body !== 'object' || response.body instanceof Uint8Array) return
  for await (const bytes of response.body) yield Buffer.from(bytes).toString()
}

test('work that is done in time answers with its own status and headers', async t => {
  t.is(await answerSlowly(REQUEST, Promise.resolve(DONE), 60_000), DONE)
  const refusal = answerSlowly(REQUEST, Promise.reject(new S3Error('NoSuchKey')), 60_000)
  await t.throwsAsync(refusal, { name: 'S3Error' })
})

test('work that takes long is answered with white space until its document', async t => {
  const work = Promise.withResolvers<HttpResponse>()
  const response = await answerSlowly(REQUEST, work.promise, 5)
  t.is(response.status, 200)
  let text = ''
  let spaces = 0
  for await (const piece of pieces(response)) {
    text += piece
    if (piece === ' ' && ++spaces === 3) work.resolve(DONE)
  }
  t.true(spaces >= 3)
  const document = parseXml(text)
  t.is(document.name, 'CopyObjectResult')
  t.is(xmlText(document, 'ETag'), '"x"')
})

test('work that fails late is an error document under the status 200', async t => {
  const work = Promise.withResolvers<HttpResponse>()
  const response = await answerSlowly(REQUEST, work.promise, 5)
  work.reject(new S3Error('PreconditionFailed', { Condition: 'If-Match' }))
  const document = parseXml((await Array.fromAsync(pieces(response))).join(''))
  t.is(document.name, 'Error')
  t.is(xmlText(document, 'Code'), 'PreconditionFailed')
  t.is(xmlText(document, 'Condition'), 'If-Match')
  t.is(xmlText(document, 'RequestId'), 'REQUEST')
})

test('work that fails after its client left disturbs nobody', async t => {
  const work = Promise.withResolvers<HttpResponse>()
  const response = await answerSlowly(REQUEST, work.promise, 5)
  work.reject(new Error('nobody reads this'))
  await t.throwsAsync(work.promise)
  t.is(response.status, 200)
})
