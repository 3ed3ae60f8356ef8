/**
 * What the server asks of the agent, as HTTP over a unix socket that only the server's user can
 * reach:
 *
 *   PUT     /network     the body is a NetworkSpec: make it so. 204, or 422 with what is wrong.
 *   DELETE  /network     the network is over: 204, and the agent ends.
 *   GET     /counters    by interface id, InterfaceCounters.
 *   GET     /presence    an answer that never ends: as long as the server has it, it is there.
 *   CONNECT tcp:address:port, udp:address:port    a connection to a machine.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIPv4, Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import type { NetworkSpec } from '../../network-spec.ts'
import { checkSpec } from '../checked-spec.ts'
import { applyToKernel, readCounters } from './kernel.ts'
import { type NetworkTable, networkTableOf } from './network-table.ts'
import { Tunnels, type TunnelTarget } from './tunnels.ts'

const specBytesMax = 16 * 2 ** 20

export interface ControlState {
  spec: NetworkSpec | undefined
  table: NetworkTable | undefined
  /** How many servers are watching: one, or none. */
  presenceCount: number
}

export function createControlServer(
  state: ControlState,
  networkId: string,
  onOver: () => void,
): Server {
  const tunnels = new Tunnels(() => state.table)
  /** One change after the other. */
  let changes: Promise<unknown> = Promise.resolve()

  async function apply(request: IncomingMessage): Promise<void> {
    if (Number(request.headers['content-length'] ?? Number.NaN) > specBytesMax) {
      throw new RangeError('the specification is too long')
    }
    // Our own server's value, which checkSpec looks through.
    const spec = checkSpec((await json(request)) as NetworkSpec)
    if (spec.id !== networkId) throw new RangeError(`this is ${networkId}, not ${spec.id}`)
    const mine = changes.then(async () => {
      await applyToKernel(spec)
      state.spec = spec
      state.table = networkTableOf(spec)
    })
    changes = mine.catch(() => undefined)
    await mine
  }

  /** The namespace may be there for some time yet: nothing passes in it any more. */
  async function clear(): Promise<void> {
    const { spec } = state
    if (spec === undefined) return
    changes = changes.then(() => applyToKernel({ ...spec, interfaces: [], publicAddresses: [] }))
    await changes
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (`${request.method} ${request.url}`) {
      case 'PUT /network':
        await apply(request)
        response.writeHead(204).end()
        return
      case 'DELETE /network':
        await clear()
        response.writeHead(204).end(onOver)
        return
      case 'GET /counters':
        response.end(JSON.stringify(state.spec === undefined ? {} : await readCounters(state.spec)))
        return
      case 'GET /presence':
        state.presenceCount++
        response.once('close', () => state.presenceCount--)
        response.writeHead(200).flushHeaders()
        return
      default:
        response.writeHead(404).end()
    }
  }

  const server = createServer({ requestTimeout: 60_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      response.writeHead(422, { 'content-type': 'text/plain' }).end(reason)
    })
  })
  server.on('connect', (request, stream) => {
    const target = parseTarget(request.url ?? '')
    if (target === undefined || !(stream instanceof Socket)) stream.destroy()
    else tunnels.open(target, stream)
  })
  return server
}

function parseTarget(text: string): TunnelTarget | undefined {
  const [protocol, address = '', port = ''] = text.split(':')
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined
  if (!isIPv4(address) || !/^\d{1,5}$/.test(port)) return undefined
  const number = Number(port)
  return number < 1 || number > 65_535 ? undefined : { protocol, address, port: number }
}
