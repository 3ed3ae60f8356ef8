/**
 * Public addresses of machines: what comes in at one is carried to the machine that has it now, if a
 * group of the machine lets the client in. The addresses are the host's own, of its loopback or of
 * others that its owner gave it; a listener stands on each port that is open to anybody, and the
 * connection into the machine's network is made by the network's agent.
 *
 * Addresses move and rules change while connections are open: a listener asks at each new connection
 * where it leads now. What is open stays open when a rule goes, as with the kernel's own filter, and
 * ends when the address leaves its machine.
 */
import { createLimiter } from '../../limiter.ts'
import type { NetworkSpec } from '../network-spec.ts'
import { exposedPorts, type ForwardedProtocol } from './exposed-ports.ts'
import type { ForwarderOptions, Route } from './route.ts'
import { type Listener, openTcpListener } from './tcp-listener.ts'
import { openUdpListener } from './udp-listener.ts'

export const listenerCountMax = 16_384
const opensAtATime = 64

export interface Forwarder extends AsyncDisposable {
  /** Resolves when the network's addresses are listened on as it says, and no others of its. */
  apply(spec: Pick<NetworkSpec, 'id' | 'publicAddresses' | 'interfaces' | 'groups'>): Promise<void>
  end(networkId: string): Promise<void>
}

export function createForwarder(options: ForwarderOptions): Forwarder {
  return new ListeningForwarder(options)
}

interface Point {
  readonly protocol: ForwardedProtocol
  readonly address: string
  readonly port: number
}

class ListeningForwarder implements Forwarder {
  readonly #options: ForwarderOptions
  readonly #routes = new Map<string, Route>()
  readonly #listeners = new Map<string, Listener & Point>()
  readonly #limit = createLimiter(opensAtATime)
  /** One change after the other. */
  #changes: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: ForwarderOptions) {
    this.#options = options
  }

  apply(spec: Parameters<Forwarder['apply']>[0]): Promise<void> {
    return this.#change(async () => {
      const routes = routesOf(spec)
      for (const [address, { networkId }] of [...this.#routes]) {
        if (networkId === spec.id && !routes.has(address)) await this.#leave(address)
      }
      for (const [address, route] of routes) await this.#lead(address, route)
    })
  }

  end(networkId: string): Promise<void> {
    return this.apply({ id: networkId, publicAddresses: [], interfaces: [], groups: [] })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#changes
    await Promise.all([...this.#routes.keys()].map(address => this.#leave(address)))
  }

  #change(work: () => Promise<void>): Promise<void> {
    const mine = this.#changes.then(async () => {
      if (!this.#isClosed) await work()
    })
    this.#changes = mine.catch(() => undefined)
    return mine
  }

  async #leave(address: string): Promise<void> {
    this.#routes.delete(address)
    await this.#close([...this.#listeners].filter(([, point]) => point.address === address))
  }

  async #lead(address: string, route: Route): Promise<void> {
    const before = this.#routes.get(address)
    this.#routes.set(address, route)
    const wanted = new Map(pointsOf(address, route).map(point => [nameOf(point), point]))
    const present = [...this.#listeners].filter(([, point]) => point.address === address)
    await this.#close(present.filter(([name]) => !wanted.has(name)))
    if (before !== undefined && before.interfaceId !== route.interfaceId) {
      for (const [, listener] of present) listener.dropConnections()
    }
    const missing = [...wanted].filter(([name]) => !this.#listeners.has(name))
    const room = Math.max(0, listenerCountMax - this.#listeners.size)
    const failures = await Promise.all(
      missing.slice(0, room).map(([name, point]) => this.#limit(() => this.#open(name, point))),
    )
    const failed = failures.filter(failure => failure !== undefined)
    if (missing.length <= room && failed.length === 0) return
    const [err] = failed
    const counts = { failed: failed.length, beyondTheLimit: Math.max(0, missing.length - room) }
    this.#options.log.warn({ err, address, ...counts }, 'ports of a public address are not open')
  }

  /** Undefined, or why it cannot be listened there: the other ports are open all the same. */
  async #open(name: string, point: Point): Promise<unknown> {
    const open = point.protocol === 'tcp' ? openTcpListener : openUdpListener
    const routeNow = () => this.#routes.get(point.address)
    try {
      const { connect } = this.#options
      const listener = await open({ ...point, route: routeNow, connect })
      this.#listeners.set(name, Object.assign(listener, point))
      return undefined
    } catch (error) {
      return error
    }
  }

  async #close(entries: readonly (readonly [string, Listener])[]): Promise<void> {
    for (const [name] of entries) this.#listeners.delete(name)
    await Promise.all(entries.map(([, listener]) => listener.close()))
  }
}

function routesOf(spec: Parameters<Forwarder['apply']>[0]): ReadonlyMap<string, Route> {
  const ingressOf = new Map(spec.groups.map(({ id, ingress }) => [id, ingress]))
  const routes = new Map<string, Route>()
  for (const { address, interfaceId, privateIpAddress } of spec.publicAddresses) {
    const nic = spec.interfaces.find(({ id }) => id === interfaceId)
    const ingress = (nic?.groupIds ?? []).flatMap(id => ingressOf.get(id) ?? [])
    routes.set(address, { networkId: spec.id, interfaceId, privateIpAddress, ingress })
  }
  return routes
}

function pointsOf(address: string, { ingress }: Route): Point[] {
  return (['tcp', 'udp'] as const).flatMap(protocol =>
    exposedPorts(ingress, protocol).map(port => ({ protocol, address, port })),
  )
}

function nameOf({ protocol, address, port }: Point): string {
  return `${protocol} ${address}:${port}`
}
