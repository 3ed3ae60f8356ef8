/**
 * Requests to another S3 endpoint, signed with SigV4. Bodies are streamed, answers are bounded, no
 * redirect is followed, and a connection on which nothing moves is given up.
 */
import { once } from 'node:events'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import aws4 from 'aws4'

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface OutgoingRequest {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly bucket: string
  readonly key: string
  /** Of the query; without a value: the name alone. */
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: { readonly sizeBytes: number; readonly bytes: AsyncIterable<Uint8Array> } | string
}

export interface IncomingAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface S3Client {
  /** Throws where there was no answer. */
  send(request: OutgoingRequest, signal: AbortSignal): Promise<IncomingAnswer>
  close(): void
}

const IDLE_TIMEOUT_MS = 30_000
const SOCKETS_MAX = 16
const ANSWER_BYTES_MAX = 1024 * 1024

export function createS3Client(options: {
  readonly endpoint: string
  readonly region: string
  readonly credentials: () => Promise<S3Credentials>
}): S3Client {
  const { protocol, hostname, port, pathname } = new URL(options.endpoint)
  const isTls = protocol === 'https:'
  const agentOptions = { keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_TIMEOUT_MS }
  const agent = isTls ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions)
  const base = pathname.replace(/\/$/, '')
  const host = port === '' ? hostname : `${hostname}:${port}`

  async function send(outgoing: OutgoingRequest, signal: AbortSignal): Promise<IncomingAnswer> {
    const { body } = outgoing
    const sizeBytes = typeof body === 'string' ? Buffer.byteLength(body) : (body?.sizeBytes ?? 0)
    const signed = aws4.sign(
      {
        method: outgoing.method,
        path: base + requestPath(outgoing),
        host,
        service: 's3',
        region: options.region,
        headers: {
          ...outgoing.headers,
          ...(body !== undefined && { 'content-length': String(sizeBytes) }),
          'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        },
      },
      await options.credentials(),
    )
    const start = isTls ? requestHttps : requestHttp
    const request = start({
      ...{ agent, signal, hostname: hostname.replace(/^\[|\]$/g, ''), port },
      ...{ method: outgoing.method, path: signed.path, headers: signed.headers },
    })
    request.setTimeout(IDLE_TIMEOUT_MS, () => {
      request.destroy(new Error(`${host} did not answer in ${IDLE_TIMEOUT_MS} ms`))
    })
    // `once` throws what the request fails with, before and while the body is sent.
    const answered = once(request, 'response')
    if (typeof body === 'object') {
      // An early answer, such as a refusal, counts more than the rest of the body.
      const sent = pipeline(Readable.from(body.bytes), request)
      const first = await Promise.race([
        answered.then(() => 'answered' as const),
        sent.then(() => 'sent' as const),
      ])
      if (first === 'answered') sent.catch(() => {})
    } else {
      request.end(body)
    }
    // `once` tells of what the event came with.
    const [response] = (await answered) as [IncomingMessage]
    const answer = await readAnswer(response)
    // Nothing more is sent to who has answered already; ended ones go back to the agent.
    if (!request.writableFinished) request.destroy()
    return answer
  }

  return { send, close: () => agent.destroy() }
}

async function readAnswer(response: IncomingMessage): Promise<IncomingAnswer> {
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  for await (const piece of response) {
    sizeBytes += piece.length
    if (sizeBytes > ANSWER_BYTES_MAX) throw new Error('the answer is too long')
    pieces.push(piece)
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = String(value)
  }
  const text = Buffer.concat(pieces).toString()
  return { status: response.statusCode ?? 0, headers, text }
}

function requestPath({ bucket, key, query = {} }: OutgoingRequest): string {
  const path = `/${bucket}${key === '' ? '' : `/${key.split('/').map(encode).join('/')}`}`
  const parameters = Object.entries(query).map(([name, value]) =>
    value === '' ? name : `${name}=${encode(value)}`,
  )
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`
}

/** As SigV4 wants it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
