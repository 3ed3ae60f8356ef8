/** One TCP port of a public address. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from '../host/joined-sockets.ts'
import { admits } from './exposed-ports.ts'
import type { ForwarderOptions, Route } from './route.ts'

export interface Listener {
  /** Ends what is open, and goes on listening. */
  dropConnections(): void
  close(): Promise<void>
}

export interface ListenerOptions {
  readonly address: string
  readonly port: number
  /** Undefined: the address is no machine's now. */
  readonly route: () => Route | undefined
  readonly connect: ForwarderOptions['connect']
}

const connectionCountMax = 1_024
const idleTimeoutMs = 2 * 3_600_000

export async function openTcpListener(options: ListenerOptions): Promise<Listener> {
  const { address, port, connect } = options
  const clients = new Set<Socket>()

  async function carry(client: Socket): Promise<void> {
    const route = options.route()
    const from = client.remoteAddress ?? ''
    if (!route || !admits(route.ingress, { protocol: 'tcp', port, client: from })) {
      client.resetAndDestroy()
      return
    }
    const target = { protocol: 'tcp', address: route.privateIpAddress, port } as const
    try {
      const machine = await connect(route.networkId, target)
      if (client.destroyed) machine.destroy()
      else join(client, machine, idleTimeoutMs)
    } catch {
      // Nobody listens there, or the machine is gone: the client is told by the end of it.
      client.resetAndDestroy()
    }
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, client => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    void carry(client)
  })
  server.maxConnections = connectionCountMax
  server.listen({ host: address, port, backlog: 128 })
  await once(server, 'listening')
  // A machine's port keeps no server from ending.
  server.unref()
  const dropConnections = () => {
    for (const client of clients) client.destroy()
  }
  return {
    dropConnections,
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      dropConnections()
      await closed
    },
  }
}
