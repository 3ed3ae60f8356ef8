/**
 * Private networks on this host: one agent process for each in a namespace of its own. What is kept
 * here is only what was last applied; the agents outlive the server and are found by their folders.
 */
import { mkdir, readdir, rmdir } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Logger } from '../../../log.ts'
import type { MetadataHandler } from '../../hypervisor.ts'
import { KeyLock } from '../../key-lock.ts'
import type { InterfaceCounters, NetworkHost, NetworkSpec } from '../network-spec.ts'
import { askForCounters, endNetwork, keepPresence, openTunnel, putSpec } from './agent-client.ts'
import {
  type AgentFolder,
  controlPathOf,
  endAgent,
  findAgent,
  namespaceOf,
  requireAgent,
} from './agent-process.ts'
import { checkSpec } from './checked-spec.ts'
import { openMetadataEntry } from './metadata-entry.ts'

export interface NetworkHostOptions {
  /** Private to this user, and short: sockets' paths begin with it. At most 75 bytes long. */
  readonly folder: string
  readonly metadata: MetadataHandler
  readonly log: Logger
}

/** What others on this host do with a network that has been applied. */
export interface LocalNetworkHost extends NetworkHost {
  /** The command that runs another in the network's namespace, as its first arguments. */
  entryOf(networkId: string): Promise<readonly string[]>
  /** Of all the machine's interfaces together; undefined if it has none here. */
  trafficOf(machineId: string): Promise<InterfaceCounters | undefined>
  /** A connection to a machine: a stream of bytes, or of framed datagrams. */
  connect(networkId: string, target: TunnelTarget): Promise<Socket>
}

export interface TunnelTarget {
  readonly protocol: 'tcp' | 'udp'
  /** Private address of one of the network's interfaces. */
  readonly address: string
  readonly port: number
}

const networkId = /^vpc-[0-9a-f]{8,17}$/
const socketPathBytesMax = 107
/** From the loss of an agent to the next try to have it again, at first and at most. */
const recoveryMs = 100
const recoveryMsMax = 60_000

export async function openNetworkHost(options: NetworkHostOptions): Promise<LocalNetworkHost> {
  const longest = controlPathOf(folderOf(options, 'vpc-00000000000000000'))
  if (Buffer.byteLength(longest) > socketPathBytesMax) {
    throw new RangeError(`the networks' path is too long for sockets: ${longest}`)
  }
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const host = new AgentNetworkHost(options)
  await host.open()
  return host
}

interface Active {
  spec: NetworkSpec
  /** False from the loss of its agent until it is back. */
  isInForce: boolean
  presence: Disposable
}

class AgentNetworkHost implements LocalNetworkHost {
  readonly #options: NetworkHostOptions
  readonly #lock = new KeyLock()
  readonly #active = new Map<string, Active>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #entry: AsyncDisposable | undefined
  #isClosed = false

  constructor(options: NetworkHostOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    this.#entry = await openMetadataEntry({
      path: metadataPathOf(this.#options),
      listenerOf: interfaceId => {
        const machineId = this.#machineOf(interfaceId)
        return machineId === undefined ? undefined : this.#options.metadata(machineId)
      },
    })
  }

  async apply(spec: NetworkSpec): Promise<void> {
    checkSpec(spec)
    await this.#lock.run(spec.id, () =>
      spec.interfaces.length === 0 ? this.#end(spec.id) : this.#apply(spec),
    )
  }

  async retain(networkIds: ReadonlySet<string>): Promise<void> {
    const present = (await readdir(this.#options.folder)).filter(name => networkId.test(name))
    for (const id of present) {
      if (!networkIds.has(id)) await this.#lock.run(id, () => this.#end(id))
    }
  }

  async counters(id: string): Promise<ReadonlyMap<string, InterfaceCounters>> {
    const folder = this.#folder(id)
    if ((await findAgent(folder)) === undefined) return new Map()
    return await askForCounters(controlPathOf(folder))
  }

  async trafficOf(machineId: string): Promise<InterfaceCounters | undefined> {
    for (const { spec } of this.#active.values()) {
      const own = spec.interfaces.filter(nic => nic.machineId === machineId)
      if (own.length === 0) continue
      const counters = await this.counters(spec.id)
      return sumOf(own.map(({ id }) => counters.get(id)).filter(each => each !== undefined))
    }
    return undefined
  }

  async entryOf(id: string): Promise<readonly string[]> {
    const agent = await findAgent(this.#folder(id))
    if (agent === undefined) throw new Error(`the network ${id} is not there`)
    return namespaceOf(agent.pid)
  }

  async connect(id: string, target: TunnelTarget): Promise<Socket> {
    return await openTunnel(controlPathOf(this.#folder(id)), target)
  }

  /** Lets go of the networks; they and their machines stay. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const timer of this.#timers) clearTimeout(timer)
    for (const { presence } of this.#active.values()) presence[Symbol.dispose]()
    await this.#entry?.[Symbol.asyncDispose]()
    // Only an empty one goes: what is in it is of networks that stay.
    await rmdir(this.#options.folder).catch(() => undefined)
  }

  #folder(id: string): AgentFolder {
    return folderOf(this.#options, id)
  }

  #machineOf(interfaceId: string): string | undefined {
    for (const { spec } of this.#active.values()) {
      const nic = spec.interfaces.find(({ id }) => id === interfaceId)
      if (nic !== undefined) return nic.machineId
    }
    return undefined
  }

  async #apply(spec: NetworkSpec): Promise<void> {
    if (this.#isClosed) throw new Error('the networks are closed')
    const present = this.#active.get(spec.id)
    if (present?.isInForce && isDeepStrictEqual(present.spec, spec)) return
    const folder = this.#folder(spec.id)
    await requireAgent(folder)
    // What is in force after a failure is not known.
    if (present !== undefined) present.isInForce = false
    await putSpec(controlPathOf(folder), spec)
    present?.presence[Symbol.dispose]()
    const active: Active = {
      spec,
      isInForce: true,
      presence: keepPresence(controlPathOf(folder), () => {
        active.isInForce = false
        this.#recover(spec.id, recoveryMs)
      }),
    }
    this.#active.set(spec.id, active)
  }

  async #end(id: string): Promise<void> {
    this.#active.get(id)?.presence[Symbol.dispose]()
    this.#active.delete(id)
    const folder = this.#folder(id)
    try {
      if ((await findAgent(folder)) !== undefined) await endNetwork(controlPathOf(folder))
    } catch (error) {
      // One that does not answer is killed, and the namespace goes with it.
      this.#options.log.warn({ err: error, network: id }, 'the agent of a network did not end')
    }
    await endAgent(folder)
  }

  /** The agent has gone, which machines notice by DHCP and metadata only: it comes back. */
  #recover(id: string, afterMs: number): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#lock
        .run(id, async () => {
          const lost = this.#active.get(id)
          if (lost === undefined || lost.isInForce || this.#isClosed) return
          await this.#apply(lost.spec)
          this.#options.log.warn({ network: id }, 'the agent of a network was lost and is back')
        })
        .catch((error: unknown) => {
          this.#options.log.error({ err: error, network: id }, 'the agent of a network is lost')
          this.#recover(id, Math.min(afterMs * 2, recoveryMsMax))
        })
    }, afterMs)
    timer.unref()
    this.#timers.add(timer)
  }
}

function sumOf(all: readonly InterfaceCounters[]): InterfaceCounters {
  const total = (name: keyof InterfaceCounters) => all.reduce((sum, each) => sum + each[name], 0)
  return {
    receivedBytes: total('receivedBytes'),
    receivedPackets: total('receivedPackets'),
    sentBytes: total('sentBytes'),
    sentPackets: total('sentPackets'),
  }
}

function folderOf(options: NetworkHostOptions, id: string): AgentFolder {
  if (!networkId.test(id)) throw new RangeError(`not a network's id: ${JSON.stringify(id)}`)
  return { networkId: id, path: join(options.folder, id), metadataPath: metadataPathOf(options) }
}

function metadataPathOf({ folder }: NetworkHostOptions): string {
  return join(folder, 'metadata.sock')
}
