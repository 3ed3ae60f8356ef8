import { createServer, type RequestListener } from 'node:http'
import type { Server as NetServer, Socket } from 'node:net'

/** A guest's own service; these bounds keep a hostile guest's share of the server small. */
const connectionCountMax = 64
const requestTimeoutMs = 10_000
const headerBytesMax = 8 * 1024

/**
 * Answers HTTP on a listener that lives in one machine's namespace. Whoever connects is that
 * machine: no address or header is believed.
 */
export function serveMetadata(listener: NetServer, handler: RequestListener): AsyncDisposable {
  const http = createServer(
    {
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: requestTimeoutMs,
    },
    handler,
  )
  const sockets = new Set<Socket>()
  listener.maxConnections = connectionCountMax
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    http.emit('connection', socket)
  })
  // The guest's end may vanish with the namespace; the machine's own end is noticed elsewhere.
  listener.on('error', () => undefined)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => listener.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      http.close()
    },
  }
}
