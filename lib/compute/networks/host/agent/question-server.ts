/** DHCP and DNS over UDP, for the machines of the network that is in force. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { nameServerAddress } from '../layout.ts'
import { answerDhcp } from './dhcp.ts'
import { answerDns } from './dns.ts'
import type { NetworkTable } from './network-table.ts'

/**
 * Whoever floods these is held back by the rules, and what does not fit the sockets' buffers is
 * dropped by the kernel: clients ask again. Nothing is kept between two questions.
 */
export async function serveQuestions(table: () => NetworkTable | undefined): Promise<void> {
  const dhcp = await bind('0.0.0.0', 67)
  dhcp.setBroadcast(true)
  dhcp.on('message', message => {
    const reply = answerDhcp(message, mac => table()?.leaseOf(mac))
    if (reply !== undefined) dhcp.send(reply.message, 68, reply.address, ignore)
  })
  const dns = await bind(nameServerAddress, 53)
  dns.on('message', (message, { address, port }) => {
    const zone = table()
    const reply = zone && answerDns(message, zone)
    if (reply !== undefined) dns.send(reply, port, address, ignore)
  })
}

async function bind(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind({ port, address })
  await once(socket, 'listening')
  // Of a client that went away; the next question is another matter.
  socket.on('error', ignore)
  return socket
}

/** An answer that cannot be sent is asked for again. */
function ignore(): void {}
