/**
 * Where the agents of all networks bring the connections that machines make to the metadata
 * service. An agent's first line names the interface; everything after it is the machine's.
 */
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { parseObject } from '../../hypervisors/qemu/qmp-client.ts'
import { createMetadataHttp } from '../../metadata/metadata-http.ts'

const lineBytesMax = 256
const lineTimeoutMs = 5_000
const connectionCountMax = 16_384

export interface MetadataEntryOptions {
  readonly path: string
  /** Undefined: no machine has such an interface. */
  readonly listenerOf: (interfaceId: string) => RequestListener | undefined
}

export async function openMetadataEntry(options: MetadataEntryOptions): Promise<AsyncDisposable> {
  const http = createMetadataHttp()
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    readFirstLine(socket, line => {
      const { interfaceId } = parseObject(line) ?? {}
      const listener = typeof interfaceId === 'string' && options.listenerOf(interfaceId)
      if (listener) http.serve(socket, listener)
      else socket.destroy()
    })
  })
  server.maxConnections = connectionCountMax
  // Of a server that was killed.
  await rm(options.path, { force: true })
  server.listen(options.path)
  await once(server, 'listening')
  await chmod(options.path, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      http.close()
    },
  }
}

/** Ends the connection if there is none, soon. */
function readFirstLine(socket: Socket, onLine: (line: string) => void): void {
  let bytes = Buffer.alloc(0)
  socket.setTimeout(lineTimeoutMs, () => socket.destroy())
  const take = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    const end = bytes.indexOf(0x0a)
    if (end < 0 && bytes.length < lineBytesMax) return
    socket.off('data', take)
    socket.pause()
    if (end < 0) {
      socket.destroy()
      return
    }
    socket.setTimeout(0)
    const rest = bytes.subarray(end + 1)
    if (rest.length > 0) socket.unshift(rest)
    onLine(bytes.toString('utf8', 0, end))
    // Whoever has it now listens; what was put back is given only to a socket that flows.
    socket.resume()
  }
  socket.on('data', take)
}
