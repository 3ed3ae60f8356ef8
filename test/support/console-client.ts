/** Clients of `/_/console/`: signed requests for tickets, and WebSockets whose bytes can be awaited. */
import { once } from 'node:events'
import aws4 from 'aws4'
import { WebSocket } from 'ws'
import { until } from './qemu-rig.ts'

export interface SigningKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface TicketAnswer {
  readonly status: number
  readonly ticket: string
  readonly path: string
  readonly code?: string
}

export async function askTicket(
  endpoint: string,
  key: SigningKey,
  subject: object,
): Promise<TicketAnswer> {
  const body = JSON.stringify(subject)
  const { host } = new URL(endpoint)
  const path = '/_/console/tickets'
  const unsigned = { host, method: 'POST', path, service: 'mallee', region: 'us-east-1', body }
  const { headers } = aws4.sign(unsigned, key)
  // aws4 gives the headers as plain strings and numbers.
  const answer = await fetch(`${endpoint}${path}`, {
    method: 'POST',
    body,
    headers: headers as Record<string, string>,
  })
  return { ...((await answer.json()) as TicketAnswer), status: answer.status }
}

export interface ConsoleClient extends Disposable {
  readonly socket: WebSocket
  /** Takes so many bytes off what came, once they are there. */
  take(count: number): Promise<Buffer>
  text(): string
}

/** Rejects with the server's refusal, such as `Unexpected server response: 403`. */
export async function openConsole(
  endpoint: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<ConsoleClient> {
  const socket = new WebSocket(`${endpoint.replace(/^http/, 'ws')}${path}`, { headers })
  let bytes = Buffer.alloc(0)
  socket.on('message', (data: Buffer) => {
    bytes = Buffer.concat([bytes, data])
  })
  await once(socket, 'open')
  return {
    socket,
    async take(count) {
      await until(`${count} bytes`, () => bytes.length >= count)
      const taken = bytes.subarray(0, count)
      bytes = bytes.subarray(count)
      return taken
    },
    text: () => bytes.toString('latin1'),
    [Symbol.dispose]: () => socket.terminate(),
  }
}
