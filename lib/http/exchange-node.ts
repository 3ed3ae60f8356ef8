/** The step between Node's HTTP objects and our plain HttpRequest and HttpResponse. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { BufferMemory } from './buffer-memory.ts'
import type { HttpRequest, HttpResponse } from './exchange.ts'

export interface ReceivedRequest {
  readonly id: string
  readonly receivedAtMs: number
  /** The client waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean
  readonly buffers?: BufferMemory
}

export function toHttpRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  received: ReceivedRequest,
): HttpRequest {
  const target = originForm(incoming.url ?? '/')
  const question = target.indexOf('?')
  let mayContinue = received.expectsContinue
  return {
    id: received.id,
    method: incoming.method ?? 'GET',
    rawPath: question < 0 ? target : target.slice(0, question),
    rawQuery: question < 0 ? '' : target.slice(question + 1),
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    remoteAddress: incoming.socket.remoteAddress ?? '',
    isTls: 'encrypted' in incoming.socket,
    get tlsVersion() {
      const { socket } = incoming
      if (!(socket instanceof TLSSocket)) return undefined
      return socket.getProtocol()?.replace('TLSv', '')
    },
    receivedAtMs: received.receivedAtMs,
    buffers: received.buffers,
    body() {
      if (mayContinue) {
        mayContinue = false
        outgoing.writeContinue()
      }
      return incoming
    },
  }
}

/** RFC 9112 section 3.2.2: a request target may be absolute; what follows its authority counts. */
function originForm(url: string): string {
  if (url.startsWith('/')) return url
  const scheme = url.indexOf('://')
  if (scheme < 0) return `/${url}`
  const path = url.slice(scheme + 3).search(/[/?]/)
  if (path < 0) return '/'
  const rest = url.slice(scheme + 3 + path)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Sends the answer and releases what it held; resolves when the client has it or is gone, to the
 * bytes of its body.
 */
export async function sendHttpResponse(
  outgoing: ServerResponse,
  response: HttpResponse,
  buffers?: BufferMemory,
): Promise<number> {
  await using _resource = response.resource
  const { body } = response
  const headers: Record<string, string | number> = { ...response.headers }
  if (response.closeConnection) headers.connection = 'close'
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = body === undefined ? 0 : Buffer.byteLength(body)
    if (!('content-length' in headers) && mayHaveBody(response.status)) {
      headers['content-length'] = bytes
    }
    outgoing.writeHead(response.status, headers)
    outgoing.end(body)
    return bytes
  }
  outgoing.writeHead(response.status, headers)
  return await sendStream(outgoing, body, buffers)
}

/** RFC 9110 section 8.6: no Content-Length with 1xx and 204; a 304 repeats none of ours. */
function mayHaveBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304
}

async function sendStream(
  outgoing: ServerResponse,
  body: AsyncIterable<Uint8Array>,
  buffers?: BufferMemory,
): Promise<number> {
  let bytes = 0
  const gone = new AbortController()
  const abort = () => gone.abort()
  outgoing.once('close', abort)
  try {
    for await (const chunk of body) {
      if (outgoing.destroyed) break
      buffers?.note(chunk.length)
      bytes += chunk.length
      if (!outgoing.write(chunk)) await once(outgoing, 'drain', { signal: gone.signal })
    }
    outgoing.end()
  } catch (error) {
    // The headers are out: only a cut connection tells the client that the body is not whole.
    outgoing.destroy()
    if (!gone.signal.aborted) throw error
  } finally {
    outgoing.off('close', abort)
  }
  return bytes
}
