import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'

/** A guest's own service; these bounds keep a hostile guest's share of the server small. */
const requestTimeoutMs = 10_000
const headerBytesMax = 8 * 1024

export interface MetadataHttp {
  /** Speaks HTTP on a connection of which it is known whose it is. */
  serve(socket: Socket, listener: RequestListener): void
  close(): void
}

/** The HTTP of metadata services: connections come from elsewhere, each with its own answers. */
export function createMetadataHttp(): MetadataHttp {
  const listeners = new WeakMap<Socket, RequestListener>()
  const http = createServer(
    {
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: requestTimeoutMs,
    },
    (request, response) => listeners.get(request.socket)?.(request, response),
  )
  return {
    serve(socket, listener) {
      listeners.set(socket, listener)
      http.emit('connection', socket)
    },
    close: () => void http.close(),
  }
}
