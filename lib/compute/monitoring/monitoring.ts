/**
 * Looks at every machine once a minute, keeps what it saw for whoever scrapes or asks for its health,
 * and records it as metrics: by the minute where the owner asked for that (detailed monitoring), else
 * as what five minutes come to. What is under way is written when the server stops; one that is
 * killed loses at most five minutes.
 */
import type { Logger } from 'pino'
import type { Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { type HostSet, hostOf } from '../hosts/host.ts'
import type { MachineStatistics } from '../hypervisor.ts'
import { createLimiter } from '../limiter.ts'
import type { InterfaceCounters } from '../networks/network-spec.ts'
import type { ComputeRecords, MachineRecord, MachineState } from '../records.ts'
import {
  type Health,
  healthMetrics,
  healthOf,
  type Look,
  machineNamespace,
  usageMetrics,
} from './machine-metrics.ts'
import { MetricStore, type MetricValue } from './metric-store.ts'
import { merge } from './points.ts'

export interface MonitoringOptions {
  readonly records: ComputeRecords
  readonly hosts: HostSet
  readonly storage: Storage
  readonly clock: Clock
  readonly log: Logger
  /** Between two looks; 0: only when look() is called. */
  readonly intervalMs: number
}

/** What the last look saw of a machine that should run. */
export interface MachineFigures {
  readonly machine: MachineRecord
  readonly atMs: number
  /** Undefined where the machine or its host did not answer. */
  readonly statistics: MachineStatistics | undefined
}

export interface Monitoring extends AsyncDisposable {
  readonly metrics: MetricStore
  /** One look at every machine; whoever comes during a look waits for that one. */
  look(): Promise<void>
  /** Of a machine in the state `running`. */
  health(machine: MachineRecord): Promise<Health>
  figures(): Iterable<MachineFigures>
  /** How many machines were in each state at the last look. */
  machineCounts(): ReadonlyMap<MachineState, number>
}

const detailedMs = 60_000
const basicMs = 300_000
const hourMs = 3_600_000
const looksAtATime = 16
/** A machine that does not tell its figures by then is looked at again at the next round. */
const lookTimeoutMs = 5_000

interface Watched {
  figures: MachineFigures
  before: Look | undefined
  /** Basic monitoring: what has come together for the five minutes that began then. */
  gathered: { readonly startMs: number; readonly values: Map<string, MetricValue> } | undefined
}

export function createMonitoring(options: MonitoringOptions): Monitoring {
  return new MachineMonitoring(options)
}

class MachineMonitoring implements Monitoring {
  readonly metrics: MetricStore
  readonly #options: MonitoringOptions
  readonly #watched = new Map<string, Watched>()
  readonly #limitLooks = createLimiter(looksAtATime)
  readonly #timers: NodeJS.Timeout[]
  #counts: ReadonlyMap<MachineState, number> = new Map()
  #looking: Promise<void> | undefined
  /** Of this look: one question to a host for each network, whose machines are many. */
  #counters = new Map<string, Promise<ReadonlyMap<string, InterfaceCounters>>>()

  constructor(options: MonitoringOptions) {
    const { storage, clock, log, intervalMs } = options
    this.#options = options
    this.metrics = new MetricStore(storage, clock)
    const safely = (work: Promise<void>) =>
      void work.catch(error => log.error({ err: error }, 'figures of machines are not kept'))
    this.#timers =
      intervalMs === 0
        ? []
        : [
            setInterval(() => safely(this.look()), intervalMs),
            setInterval(() => safely(this.metrics.forgetOld()), hourMs),
          ]
    for (const timer of this.#timers) timer.unref()
  }

  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async health(machine: MachineRecord): Promise<Health> {
    const figures = this.#watched.get(machine.id)?.figures
    const ageMs = this.#options.clock.now() - (figures?.atMs ?? 0)
    // A look may be late where hosts are slow to answer, and asking anew would be no faster.
    const isFresh = figures !== undefined && ageMs < 3 * this.#options.intervalMs
    return healthOf(isFresh ? figures.statistics : await this.#ask(machine))
  }

  *figures(): Iterable<MachineFigures> {
    for (const { figures } of this.#watched.values()) yield figures
  }

  machineCounts(): ReadonlyMap<MachineState, number> {
    return this.#counts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#looking
    for (const watched of this.#watched.values()) await this.#writeGathered(watched)
  }

  async #lookAtAll(): Promise<void> {
    const counts = new Map<MachineState, number>()
    this.#counters = new Map()
    const looks: Promise<void>[] = []
    const running = new Set<string>()
    for await (const [, machine] of this.#options.records.machines.list()) {
      counts.set(machine.state, (counts.get(machine.state) ?? 0) + 1)
      if (machine.state !== 'running') continue
      running.add(machine.id)
      looks.push(this.#limitLooks(() => this.#lookAt(machine)))
    }
    const results = await Promise.allSettled(looks)
    for (const [id, watched] of this.#watched) {
      if (running.has(id)) continue
      this.#watched.delete(id)
      await this.#writeGathered(watched)
    }
    this.#counts = counts
    const failed = results.find(result => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  async #lookAt(machine: MachineRecord): Promise<void> {
    const statistics = await this.#measure(machine)
    const atMs = this.#options.clock.now()
    const figures = { machine, atMs, statistics }
    const watched = this.#watched.get(machine.id) ?? {
      figures,
      before: undefined,
      gathered: undefined,
    }
    watched.figures = figures
    this.#watched.set(machine.id, watched)
    const now = statistics && { atMs, statistics }
    const usage = watched.before && now ? usageMetrics(watched.before, now, machine) : []
    watched.before = now
    await this.#record(watched, [...usage, ...healthMetrics(healthOf(statistics))])
  }

  async #measure(machine: MachineRecord): Promise<MachineStatistics | undefined> {
    const [statistics, counters] = await Promise.all([
      this.#ask(machine),
      this.#networkCounters(machine),
    ])
    const network = statistics?.network ?? counters.get(machine.interfaceId)
    return statistics && { ...statistics, network }
  }

  #networkCounters(machine: MachineRecord): Promise<ReadonlyMap<string, InterfaceCounters>> {
    const { hypervisor, vpcId } = machine
    const key = `${hypervisor} ${vpcId}`
    const asked = this.#counters.get(key) ?? this.#askNetwork(machine)
    this.#counters.set(key, asked)
    return asked
  }

  async #askNetwork(machine: MachineRecord): Promise<ReadonlyMap<string, InterfaceCounters>> {
    try {
      const host = hostOf(this.#options.hosts, machine)
      const asked = host.run(async ({ networks }) => networks?.counters(machine.vpcId))
      return (await withinTime(asked)) ?? new Map()
    } catch (error) {
      this.#options.log.debug({ err: error, vpcId: machine.vpcId }, 'a network was not measured')
      return new Map()
    }
  }

  async #ask(machine: MachineRecord): Promise<MachineStatistics | undefined> {
    try {
      const asked = hostOf(this.#options.hosts, machine).run(host => host.statistics(machine.id))
      return await withinTime(asked)
    } catch (error) {
      // That nothing is known of it is the answer.
      this.#options.log.debug({ err: error, machineId: machine.id }, 'a machine was not measured')
      return undefined
    }
  }

  async #record(watched: Watched, values: readonly MetricValue[]): Promise<void> {
    const { machine, atMs } = watched.figures
    if (machine.isMonitored) {
      await this.#writeGathered(watched)
      await this.#writeDetailed(machine, atMs, values)
      return
    }
    const startMs = Math.floor(atMs / basicMs) * basicMs
    if (watched.gathered?.startMs !== startMs) await this.#writeGathered(watched)
    watched.gathered ??= { startMs, values: new Map() }
    for (const value of values) {
      const earlier = watched.gathered.values.get(value.name)
      watched.gathered.values.set(value.name, {
        ...value,
        point: merge(earlier?.point, value.point),
      })
    }
  }

  async #writeGathered(watched: Watched): Promise<void> {
    const { gathered } = watched
    watched.gathered = undefined
    if (!gathered) return
    const { accountId, id } = watched.figures.machine
    await this.metrics.record(accountId, seriesOf({ InstanceId: id }), {
      values: [...gathered.values.values()],
      atMs: gathered.startMs,
      periodsMs: [basicMs],
      isCounted: false,
    })
  }

  /** As on EC2, also for all machines of an image, of a type, and of the account. */
  async #writeDetailed(
    machine: MachineRecord,
    atMs: number,
    values: readonly MetricValue[],
  ): Promise<void> {
    const { accountId, id, imageId, machineType } = machine
    const entry = { values, atMs, periodsMs: [detailedMs, basicMs], isCounted: false }
    const series = [{ InstanceId: id }, { ImageId: imageId }, { InstanceType: machineType }, {}]
    await Promise.all(
      series.map(dimensions => this.metrics.record(accountId, seriesOf(dimensions), entry)),
    )
  }
}

function seriesOf(dimensions: Readonly<Record<string, string>>) {
  return { namespace: machineNamespace, dimensions }
}

async function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), lookTimeoutMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    // Nobody waits for a late answer.
    work.catch(() => undefined)
  }
}
