/**
 * A protocol handler that lives in the main thread, served from an HTTP thread: the request goes
 * over as plain data with its (bounded) body, the answer comes back as text or bytes.
 */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { readBoundedBody } from '../http/bounded-body.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'

/** An HttpRequest without its stream. */
export interface ForwardedRequest extends Omit<HttpRequest, 'body' | 'buffers' | 'headers'> {
  readonly headers: IncomingHttpHeaders
  readonly bodyBytes: Uint8Array
}

export interface ForwardedResponse
  extends Omit<HttpResponse, 'body' | 'facts' | 'resource' | 'sent'> {
  readonly body?: string | Uint8Array
  readonly facts?: { operation?: string; accountId?: string; errorCode?: string; cause?: string }
}

/** The largest body that is forwarded: more than any request of EC2 or STS has. */
const forwardedBytesMax = 2 * 1024 * 1024

/** In the HTTP thread. */
export function forwardTo(
  send: (request: ForwardedRequest) => Promise<ForwardedResponse>,
): HttpHandler {
  return async request => {
    const { body, buffers: _, ...plain } = request
    const bodyBytes = await readBoundedBody(body(), forwardedBytesMax)
    if (!bodyBytes) {
      return { status: 413, headers: { 'content-type': 'text/plain' }, closeConnection: true }
    }
    return send({ ...plain, headers: { ...request.headers }, bodyBytes })
  }
}

/** In the main thread. */
export function serveForwarded(
  handler: HttpHandler,
): (request: ForwardedRequest) => Promise<ForwardedResponse> {
  return async ({ bodyBytes, ...plain }) => {
    const stream = Readable.from(bodyBytes.length === 0 ? [] : [Buffer.from(bodyBytes)])
    const {
      body,
      resource,
      facts,
      sent: _,
      ...head
    } = await handler({
      ...plain,
      // Handlers read the body as a byte stream and nothing else of an IncomingMessage.
      body: () => stream as IncomingMessage,
    })
    await using _resource = resource
    const { cause, ...names } = facts ?? {}
    return {
      ...head,
      facts: { ...names, ...(cause === undefined ? {} : { cause: describe(cause) }) },
      ...(body === undefined ? {} : { body: await collect(body) }),
    }
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

async function collect(body: NonNullable<HttpResponse['body']>): Promise<string | Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
