/**
 * Connections into the network on behalf of the server: the far end of what comes in by a public
 * address. Who may come in is the server's to decide; here only machines can be reached, and nothing
 * else in the namespace.
 */
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { DatagramReader, frameDatagram } from '../datagram-frames.ts'
import { join } from '../joined-sockets.ts'
import type { NetworkTable } from './network-table.ts'

const tunnelCountMax = 8_192
const connectTimeoutMs = 30_000
const idleTimeoutMs = 2 * 3_600_000
const datagramIdleMs = 120_000

export interface TunnelTarget {
  readonly protocol: 'tcp' | 'udp'
  readonly address: string
  readonly port: number
}

export class Tunnels {
  readonly #table: () => NetworkTable | undefined
  #count = 0

  constructor(table: () => NetworkTable | undefined) {
    this.#table = table
  }

  /** Takes the connection over, and says on it in HTTP whether it leads anywhere. */
  open(target: TunnelTarget, client: Socket): void {
    const nic = this.#table()?.interfaceOf(target.address)
    if (nic === undefined || this.#count >= tunnelCountMax) {
      client.end(`HTTP/1.1 ${nic === undefined ? '404 Not Found' : '503 Busy'}\r\n\r\n`)
      return
    }
    this.#count++
    client.once('close', () => this.#count--)
    client.on('error', () => client.destroy())
    if (target.protocol === 'tcp') openTcp(target, client)
    else openUdp(target, client)
  }
}

const opened = 'HTTP/1.1 200 Connected\r\n\r\n'

function openTcp({ address, port }: TunnelTarget, client: Socket): void {
  const machine = connect({ host: address, port, allowHalfOpen: true, noDelay: true })
  machine.setTimeout(connectTimeoutMs, () => machine.destroy())
  const refuse = () => client.end('HTTP/1.1 502 Unreachable\r\n\r\n')
  machine.once('error', refuse)
  client.once('close', () => machine.destroy())
  machine.once('close', () => {
    if (machine.connecting) refuse()
  })
  machine.once('connect', () => {
    machine.off('error', refuse)
    client.write(opened)
    join(client, machine, idleTimeoutMs)
  })
}

function openUdp({ address, port }: TunnelTarget, client: Socket): void {
  const machine = createSocket('udp4')
  const close = () => client.destroy()
  client.setTimeout(datagramIdleMs, close)
  client.once('close', () => machine.close())
  machine.on('error', close)
  machine.connect(port, address, () => {
    client.write(opened)
    const reader = new DatagramReader(datagram => machine.send(datagram, () => undefined))
    client.on('data', (chunk: Buffer) => reader.take(chunk))
  })
  // What the server does not take in time is lost, as datagrams are.
  machine.on('message', message => {
    if (!client.writableNeedDrain) client.write(frameDatagram(message))
  })
}
