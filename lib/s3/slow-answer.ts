/**
 * Answers to work that may take longer than a client's patience, as AWS gives them: after a while
 * the status 200 and white space are sent, which XML allows before its root, and the document
 * follows at the end. Whatever fails after that is an <Error> document under the status 200; AWS's
 * clients look for it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { HttpResponse } from '../http/exchange.ts'
import { XML_DECLARATION } from '../http/xml.ts'
import { errorAnswer } from './answer.ts'
import { toS3Error } from './errors.ts'
import type { S3Request } from './operation.ts'

/** What an error document says of its request. */
export type SlowRequest = Pick<S3Request, 'bucketName' | 'id' | 'key' | 'method' | 'resource'>

/** A sign of life at this interval: less than any proxy's usual idle time. */
const INTERVAL_MS = 5_000

/** The work's own answer if it comes in time, with all its headers and its true status. */
export async function answerSlowly(
  request: SlowRequest,
  work: Promise<HttpResponse>,
  intervalMs: number = INTERVAL_MS,
): Promise<HttpResponse> {
  const first = await raceAgainstTime(work, intervalMs)
  if (first !== undefined) return first
  // At once: the client may leave before anyone reads, and a failure must not go unhandled.
  const answer = work.catch(thrown => errorAnswer(toS3Error(thrown), request, request))
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: waitingBody(answer, intervalMs),
  }
}

async function* waitingBody(
  answer: Promise<HttpResponse>,
  intervalMs: number,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(XML_DECLARATION)
  for (;;) {
    const done = await raceAgainstTime(answer, intervalMs)
    if (done === undefined) {
      yield SPACE
      continue
    }
    const text = typeof done.body === 'string' ? done.body : ''
    // Nothing, not even a space, may stand before a declaration: the document's own is left out.
    yield Buffer.from(text.replace(XML_DECLARATION, ''))
    return
  }
}

const SPACE = Buffer.from(' ')

/** `undefined`: not yet. */
async function raceAgainstTime<Value>(
  work: Promise<Value>,
  timeoutMs: number,
): Promise<Value | undefined> {
  const timer = new AbortController()
  try {
    const timeout = delay(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)
    return await Promise.race([work, timeout])
  } finally {
    timer.abort()
  }
}
