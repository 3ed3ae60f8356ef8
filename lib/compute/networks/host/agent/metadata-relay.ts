/**
 * Takes the connections that machines make to the metadata address and hands each on to the server,
 * with a first line that says whose it is. The source address may be believed: the bridge's table
 * lets a machine send from its own addresses only, and the handshake went there and back.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from '../joined-sockets.ts'
import { metadataAddress } from '../layout.ts'
import type { NetworkTable } from './network-table.ts'

const connectionCountMax = 1_024
const perInterfaceMax = 64
const idleTimeoutMs = 30_000

export async function relayMetadata(
  serverPath: string,
  table: () => NetworkTable | undefined,
): Promise<void> {
  const counts = new Map<string, number>()

  function accept(guest: Socket): void {
    const id = table()?.interfaceOf(guest.remoteAddress ?? '')?.id
    const count = counts.get(id ?? '') ?? 0
    if (id === undefined || count >= perInterfaceMax) {
      guest.destroy()
      return
    }
    counts.set(id, count + 1)
    guest.once('close', () => {
      const left = (counts.get(id) ?? 1) - 1
      if (left > 0) counts.set(id, left)
      else counts.delete(id)
    })
    const server = connect({ path: serverPath, allowHalfOpen: true })
    server.write(`${JSON.stringify({ interfaceId: id })}\n`)
    join(guest, server, idleTimeoutMs)
  }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, accept)
  listener.maxConnections = connectionCountMax
  listener.listen({ host: metadataAddress, port: 80, backlog: 64 })
  await once(listener, 'listening')
}
