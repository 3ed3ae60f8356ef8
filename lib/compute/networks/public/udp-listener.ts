/** One UDP port of a public address. What goes to and fro with one client is one flow. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { DatagramReader, frameDatagram } from '../host/datagram-frames.ts'
import { admits } from './exposed-ports.ts'
import type { Route } from './route.ts'
import type { Listener, ListenerOptions } from './tcp-listener.ts'

const flowCountMax = 256
/** Datagrams that wait for a flow to be opened. */
const waitingCountMax = 16

interface Flow {
  machine: Socket | undefined
  waiting: Buffer[]
  isOver: boolean
}

export async function openUdpListener(options: ListenerOptions): Promise<Listener> {
  const { address, port, connect } = options
  const socket = createSocket('udp4')
  const flows = new Map<string, Flow>()

  function end(name: string, flow: Flow): void {
    flow.isOver = true
    flow.machine?.destroy()
    if (flows.get(name) === flow) flows.delete(name)
  }

  async function open(client: { readonly address: string; readonly port: number }, route: Route) {
    const name = `${client.address}:${client.port}`
    const flow: Flow = { machine: undefined, waiting: [], isOver: false }
    flows.set(name, flow)
    try {
      const target = { protocol: 'udp', address: route.privateIpAddress, port } as const
      const machine = await connect(route.networkId, target)
      // The agent ends it when nothing has come for a while.
      machine.once('close', () => end(name, flow))
      machine.on('error', () => machine.destroy())
      if (flow.isOver) {
        machine.destroy()
        return
      }
      flow.machine = machine
      const reader = new DatagramReader(datagram =>
        socket.send(datagram, client.port, client.address, () => undefined),
      )
      machine.on('data', (chunk: Buffer) => reader.take(chunk))
      for (const datagram of flow.waiting.splice(0)) machine.write(frameDatagram(datagram))
    } catch {
      // Lost, as datagrams are; the client asks again.
      end(name, flow)
    }
  }

  socket.on('message', (message, client) => {
    const route = options.route()
    if (!route || !admits(route.ingress, { protocol: 'udp', port, client: client.address })) return
    const name = `${client.address}:${client.port}`
    if (!flows.has(name) && flows.size < flowCountMax) void open(client, route)
    const flow = flows.get(name)
    if (flow?.machine === undefined) {
      if (flow && flow.waiting.length < waitingCountMax) flow.waiting.push(message)
    } else if (!flow.machine.writableNeedDrain) {
      flow.machine.write(frameDatagram(message))
    }
  })
  socket.bind({ address, port, exclusive: true })
  await once(socket, 'listening')
  socket.on('error', () => undefined)
  socket.unref()
  const dropConnections = () => {
    for (const [name, flow] of [...flows]) end(name, flow)
  }
  return {
    dropConnections,
    async close() {
      dropConnections()
      await new Promise<void>(resolve => socket.close(() => resolve()))
    },
  }
}
