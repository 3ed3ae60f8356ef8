/** Asks one agent; see agent/control-server.ts for what it answers. */
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { InterfaceCounters, NetworkSpec } from '../network-spec.ts'

const timeoutMs = 60_000

export async function putSpec(socketPath: string, spec: NetworkSpec): Promise<void> {
  await ask(socketPath, { method: 'PUT', path: '/network', body: JSON.stringify(spec) })
}

/** The agent takes the network down, and ends. */
export async function endNetwork(socketPath: string): Promise<void> {
  await ask(socketPath, { method: 'DELETE', path: '/network' })
}

export async function askForCounters(
  socketPath: string,
): Promise<ReadonlyMap<string, InterfaceCounters>> {
  const body = await ask(socketPath, { method: 'GET', path: '/counters' })
  // Our own agent's answer.
  return new Map(Object.entries(JSON.parse(body) as Record<string, InterfaceCounters>))
}

/** Tells the agent that a server is there, until disposed. `onGone`: the agent has gone. */
export function keepPresence(socketPath: string, onGone: () => void): Disposable {
  const request = httpRequest({ socketPath, path: '/presence', agent: false })
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    onGone()
  }
  request.once('response', response => response.resume().once('close', end))
  request.on('error', end)
  request.once('socket', socket => socket.unref())
  request.end()
  return {
    [Symbol.dispose]() {
      isOver = true
      request.destroy()
    },
  }
}

/** A connection to a machine, as the agent makes it: a stream of bytes, or of framed datagrams. */
export async function openTunnel(
  socketPath: string,
  target: { readonly protocol: 'tcp' | 'udp'; readonly address: string; readonly port: number },
): Promise<Socket> {
  const path = `${target.protocol}:${target.address}:${target.port}`
  const request = httpRequest({ socketPath, method: 'CONNECT', path, agent: false })
  request.setTimeout(timeoutMs, () => request.destroy(new Error('the agent does not answer')))
  request.end()
  // Of our own agent: what comes with "connect" is a response, its socket, and what followed.
  const [response, socket, head] = (await once(request, 'connect')) as [
    IncomingMessage,
    Socket,
    Buffer,
  ]
  if (response.statusCode !== 200) {
    socket.destroy()
    throw new Error(`${path} cannot be reached: ${response.statusCode}`)
  }
  socket.setTimeout(0)
  if (head.length > 0) socket.unshift(head)
  return socket
}

async function ask(
  socketPath: string,
  {
    method,
    path,
    body,
  }: { readonly method: string; readonly path: string; readonly body?: string },
): Promise<string> {
  const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const signal = AbortSignal.timeout(timeoutMs)
  const request = httpRequest({ socketPath, method, path, headers, signal, agent: false })
  request.end(body)
  const [response]: IncomingMessage[] = await once(request, 'response')
  if (response === undefined) throw new Error('the agent gave no answer')
  const answer = await text(response)
  if (response.statusCode === 200 || response.statusCode === 204) return answer
  throw new Error(`${method} ${path}: ${answer || response.statusCode}`)
}
