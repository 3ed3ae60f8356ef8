import type { Server, Socket } from 'node:net'

/** Where an ephemeral machine finds the store, on port 80: link-local, beside the metadata service. */
export const storeAddress = '169.254.169.253'

/** Of one machine at a time; what is more is refused. */
const connectionCountMax = 32

/** Hands every connection to the store's address on. Whoever connects is that machine. */
export function serveStore(listener: Server, take: (connection: Socket) => void): AsyncDisposable {
  const sockets = new Set<Socket>()
  listener.maxConnections = connectionCountMax
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    take(socket)
  })
  // The guest's end may vanish with the namespace; the machine's own end is noticed elsewhere.
  listener.on('error', () => undefined)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => listener.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
