/**
 * Keeps the networks on all hosts as the records say. A change is applied a moment later, together
 * with those that come meanwhile; one network on one host is worked on by one task at a time. What
 * fails is tried again after a while, and a sweep compares everything, so that nothing depends on a
 * change having been told.
 */
import type { Logger } from 'pino'
import type { HostSet } from '../hosts/host.ts'
import { isAnswering } from '../hosts/host.ts'
import type { NetworkHost, NetworkSource, NetworkSpec } from './network-spec.ts'

export interface NetworkReconcilerOptions {
  readonly hosts: HostSet
  /** What the records say, for the hypervisors that have their networks from this one. */
  readonly sourceOf: (networks: NetworkHost) => NetworkSource
  readonly log: Logger
  readonly delayMs?: number
  /** After a failure, at first; it doubles with each. */
  readonly retryMs?: number
}

export interface NetworkReconciler {
  /** Something about the network changed. */
  wake(networkId: string): void
  /** Resolves when the host's network is as the records say now; rejects if it cannot be made so. */
  refresh(networkId: string, host: string): Promise<void>
  /** Applies every network of every host, and ends those that are not to be. */
  sweep(): Promise<void>
  /** Resolves when nothing is being applied, nor waits to be. */
  settled(): Promise<void>
  /** Applies nothing more; networks stay as they are. */
  close(): void
}

const DELAY_MS = 20
const RETRY_MS = 1_000
const RETRY_MS_MAX = 60_000

interface Task {
  /** Look again after this round: something changed since it began. */
  isStale: boolean
  done: Promise<void>
}

export function createNetworkReconciler(options: NetworkReconcilerOptions): NetworkReconciler {
  return new HostsNetworkReconciler(options)
}

class HostsNetworkReconciler implements NetworkReconciler {
  readonly #options: NetworkReconcilerOptions
  /** Hypervisors of one host may share its networks. */
  readonly #places = new Map<NetworkHost, HostNetworks>()
  /** Networks that changed, until they are looked at. */
  readonly #woken = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #rounds = Promise.resolve()
  #isClosed = false

  constructor(options: NetworkReconcilerOptions) {
    this.#options = options
  }

  wake(networkId: string): void {
    if (this.#isClosed) return
    this.#woken.add(networkId)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#startRound()
    }, this.#options.delayMs ?? DELAY_MS)
    this.#timer.unref()
  }

  #startRound(): void {
    const networkIds = [...this.#woken]
    this.#woken.clear()
    const round = Promise.all(
      this.#present().flatMap(place => networkIds.map(id => place.applyOrRetry(id))),
    )
    this.#rounds = Promise.all([this.#rounds, round]).then(() => undefined)
  }

  /** The hosts that answer and have networks. */
  #present(): readonly HostNetworks[] {
    const places = new Set<HostNetworks>()
    for (const host of this.#options.hosts.list()) {
      const { networks } = host.hypervisor
      if (!networks || !isAnswering(host)) continue
      places.add(this.#place(host.name, networks))
    }
    return [...places]
  }

  #place(name: string, networks: NetworkHost): HostNetworks {
    const known = this.#places.get(networks)
    if (known) return known
    const { log, sourceOf, retryMs = RETRY_MS } = this.#options
    const place = new HostNetworks({ name, networks, source: sourceOf(networks), log, retryMs })
    this.#places.set(networks, place)
    return place
  }

  async refresh(networkId: string, host: string): Promise<void> {
    const networks = this.#options.hosts.get(host)?.hypervisor.networks
    if (networks) await this.#place(host, networks).apply(networkId)
  }

  async sweep(): Promise<void> {
    if (this.#isClosed) return
    await Promise.all(this.#present().map(place => place.sweep()))
  }

  async settled(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#startRound()
    }
    await this.#rounds
    await Promise.all([...this.#places.values()].map(place => place.settled()))
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    for (const place of this.#places.values()) place.close()
  }
}

/** The networks of one host. */
class HostNetworks {
  readonly networks: NetworkHost
  readonly #name: string
  readonly #source: NetworkSource
  readonly #log: Logger
  readonly #retryMs: number
  readonly #tasks = new Map<string, Task>()
  /** What each network was when it was applied last. */
  readonly #applied = new Map<string, NetworkSpec>()
  readonly #retries = new Map<
    string,
    { readonly timer: NodeJS.Timeout; readonly afterMs: number }
  >()
  /** Networks that were applied while a sweep looked. */
  #fresh: Set<string> | undefined
  #isClosed = false

  constructor(options: {
    readonly name: string
    readonly networks: NetworkHost
    readonly source: NetworkSource
    readonly log: Logger
    readonly retryMs: number
  }) {
    this.networks = options.networks
    this.#name = options.name
    this.#source = options.source
    this.#log = options.log
    this.#retryMs = options.retryMs
  }

  /** What waits for the same network becomes one; all of it sees the records as they are now. */
  apply(networkId: string): Promise<void> {
    const running = this.#tasks.get(networkId)
    if (running) {
      running.isStale = true
      return running.done
    }
    const task: Task = { isStale: true, done: Promise.resolve() }
    this.#tasks.set(networkId, task)
    task.done = this.#work(networkId, task)
    return task.done
  }

  async #work(networkId: string, task: Task): Promise<void> {
    try {
      while (task.isStale && !this.#isClosed) {
        task.isStale = false
        await this.#applyNow(networkId)
      }
      this.#forgetRetry(networkId)
    } finally {
      this.#tasks.delete(networkId)
    }
  }

  async #applyNow(networkId: string): Promise<void> {
    this.#fresh?.add(networkId)
    const spec = await this.#source.describe(networkId)
    const before = this.#applied.get(networkId)
    if (spec) {
      await this.networks.apply(spec)
      this.#applied.set(networkId, spec)
    } else if (before) {
      // Without interfaces it ends.
      await this.networks.apply({ ...before, interfaces: [], groups: [], publicAddresses: [] })
      this.#applied.delete(networkId)
    }
  }

  async applyOrRetry(networkId: string): Promise<void> {
    try {
      await this.apply(networkId)
    } catch (error) {
      if (this.#isClosed) return
      const place = { network: networkId, hypervisor: this.#name }
      this.#log.error({ err: error, ...place }, 'a network could not be applied')
      this.#retryLater(networkId)
    }
  }

  #retryLater(networkId: string): void {
    const before = this.#forgetRetry(networkId)
    const afterMs = before ? Math.min(before.afterMs * 2, RETRY_MS_MAX) : this.#retryMs
    const timer = setTimeout(() => void this.applyOrRetry(networkId), afterMs)
    timer.unref()
    this.#retries.set(networkId, { timer, afterMs })
  }

  #forgetRetry(networkId: string) {
    const retry = this.#retries.get(networkId)
    clearTimeout(retry?.timer)
    this.#retries.delete(networkId)
    return retry
  }

  async sweep(): Promise<void> {
    const fresh = new Set<string>()
    this.#fresh = fresh
    try {
      const present = new Set<string>()
      for await (const networkId of this.#source.list()) {
        if (this.#isClosed) return
        present.add(networkId)
        await this.applyOrRetry(networkId)
      }
      if (this.#isClosed) return
      await this.networks.retain(present.union(fresh))
      for (const networkId of this.#applied.keys()) {
        if (!present.has(networkId) && !fresh.has(networkId)) this.#applied.delete(networkId)
      }
    } catch (error) {
      // The next sweep tries again.
      this.#log.error({ err: error, hypervisor: this.#name }, 'networks could not be compared')
    } finally {
      this.#fresh = undefined
    }
  }

  async settled(): Promise<void> {
    while (this.#tasks.size > 0) {
      await Promise.allSettled([...this.#tasks.values()].map(task => task.done))
    }
  }

  close(): void {
    this.#isClosed = true
    for (const { timer } of this.#retries.values()) clearTimeout(timer)
    this.#retries.clear()
  }
}
