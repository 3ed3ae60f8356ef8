import type { RequestListener } from 'node:http'
import type { Server as NetServer, Socket } from 'node:net'
import { createMetadataHttp } from '../../metadata/metadata-http.ts'

/** A guest's own service: this bound keeps a hostile guest's share of the server small. */
const connectionCountMax = 64

/**
 * Answers HTTP on a listener that lives in one machine's namespace. Whoever connects is that
 * machine: no address or header is believed.
 */
export function serveMetadata(listener: NetServer, handler: RequestListener): AsyncDisposable {
  const http = createMetadataHttp()
  const sockets = new Set<Socket>()
  listener.maxConnections = connectionCountMax
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    http.serve(socket, handler)
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
