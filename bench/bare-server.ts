/**
 * The yardstick: Node's own `http` server on one thread, doing nothing. It throws PUT bodies away
 * and answers GET from one buffer, of the size that the key's folder names (`/bucket/b4096/…`).
 * What a store costs on top of it is its own.
 *
 *   node bench/bare-server.ts [--port N]     prints the port and serves until it is ended
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'

export interface BareServer extends AsyncDisposable {
  readonly port: number
}

const sizeBytesMax = 64 * 1024 * 1024

export async function serveBare({ port }: { port: number }): Promise<BareServer> {
  const bytes = Buffer.alloc(sizeBytesMax, 'mallee')
  const server = createServer((request, response) => answer(bytes, request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    // A server that listens on an address, not on a path, has an AddressInfo.
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function answer(bytes: Buffer, request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'PUT') {
    request.on('end', () => response.writeHead(200, { 'content-length': 0 }).end())
    request.resume()
    return
  }
  if (request.method === 'DELETE') {
    response.writeHead(204).end()
    return
  }
  const named = Number(/\/[bd](\d{1,9})\//.exec(request.url ?? '')?.[1] ?? 0)
  const sizeBytes = Math.min(named, sizeBytesMax)
  response.writeHead(200, { 'content-length': sizeBytes })
  response.end(request.method === 'HEAD' ? undefined : bytes.subarray(0, sizeBytes))
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
  const server = await serveBare({ port: Number(values.port) })
  process.stdout.write(`${server.port}\n`)
}
