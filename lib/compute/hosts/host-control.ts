/** What operators ask of hosts: `mallee hypervisors` is its client. */
import type { Logger } from '../../log.ts'
import type { HypervisorCapacity, Platform } from '../hypervisor.ts'
import type { ComputeRecords } from '../records.ts'
import type { Scheduler } from '../scheduler.ts'
import type { AttachedHosts, HostRecord, HostSettings } from './attached-hosts.ts'
import type { Evacuation } from './evacuation.ts'
import type { HostState } from './host.ts'
import { HostError } from './host-error.ts'

export interface HostDescription {
  readonly name: string
  /** `missing`: recorded, but it could not be opened. */
  readonly state: HostState | 'missing'
  readonly acceleration: string
  readonly platforms: readonly Platform[]
  /** What there is, before overcommitment; absent where the host does not say. */
  readonly capacity: HypervisorCapacity | undefined
  readonly taken: HypervisorCapacity
  /** Machines whose records name it, those that are off too. */
  readonly machineCount: number
  /** Where it keeps its machines; absent: a host that the server was started with. */
  readonly folder: string | undefined
}

export interface HostControl {
  list(): Promise<readonly HostDescription[]>
  /** Throws HostError, as all of these do. */
  attach(name: string, settings: HostSettings): Promise<void>
  /** Nothing new goes there; its stopped machines start elsewhere where their disks allow it. */
  drain(name: string): Promise<void>
  /** It takes machines again. */
  keep(name: string): Promise<void>
  /**
   * Refused while machines are there. By force it is fenced if it can be, its machines go elsewhere
   * where their disks allow it, and the others end: whoever forces vouches that the host runs
   * nothing any more.
   */
  detach(name: string, options: { readonly isForced: boolean }): Promise<void>
}

export interface HostControlOptions {
  readonly hosts: AttachedHosts
  readonly evacuation: Evacuation
  readonly scheduler: Scheduler
  readonly records: ComputeRecords
  readonly log: Logger
}

export function createHostControl(options: HostControlOptions): HostControl {
  const { hosts, scheduler, evacuation, log } = options

  async function machineCounts(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>()
    for await (const [, { hypervisor, state }] of options.records.machines.list()) {
      if (state === 'terminated') continue
      counts.set(hypervisor, (counts.get(hypervisor) ?? 0) + 1)
    }
    return counts
  }

  async function describe(
    name: string,
    record: HostRecord | undefined,
    machineCount: number,
  ): Promise<HostDescription> {
    const host = hosts.get(name)
    const { vcpuCount, memoryBytes } = scheduler.taken(name)
    const asked = host?.run(hypervisor => hypervisor.capacity())
    // One that does not say what it has is shown all the same.
    const capacity = await asked?.catch(() => undefined)
    return {
      name,
      state: host?.state ?? 'missing',
      acceleration: host?.hypervisor.acceleration ?? 'none',
      platforms: host?.hypervisor.platforms ?? [],
      capacity,
      taken: { vcpuCount, memoryBytes },
      machineCount,
      folder: record?.settings?.folder,
    }
  }

  return {
    async list() {
      const records = new Map((await hosts.records()).map(record => [record.name, record]))
      const counts = await machineCounts()
      // What is recorded and has no settings is of a server that was started with it, once.
      const recorded = [...records.values()].filter(record => record.settings)
      const names = new Set([...hosts.list(), ...recorded].map(({ name }) => name))
      return Promise.all(
        [...names].sort().map(name => describe(name, records.get(name), counts.get(name) ?? 0)),
      )
    },

    async attach(name, settings) {
      await hosts.attach(name, settings)
      log.info({ hypervisor: name, ...settings }, 'a host is attached')
    },

    drain: name => hosts.setDraining(name, true),
    keep: name => hosts.setDraining(name, false),

    async detach(name, { isForced }) {
      const record = (await hosts.records()).find(each => each.name === name)
      const host = hosts.get(name)
      if (!host && !record) throw new HostError('host-missing', `there is no host ${name}`)
      if (!record?.settings) {
        throw new HostError('host-refused', `${name} is a host that the server is started with`)
      }
      const wasDraining = record.isDraining
      // First, so that nothing new comes while it is looked at.
      await hosts.setDraining(name, true)
      const count = Math.max(
        (await machineCounts()).get(name) ?? 0,
        scheduler.taken(name).machineCount,
      )
      if (count > 0 && !isForced) {
        await hosts.setDraining(name, wasDraining)
        throw new HostError('host-refused', `${name} has ${count} machines`)
      }
      if (count > 0) {
        const isFenced = host !== undefined && (await evacuation.fence(host))
        if (!isFenced) log.warn({ hypervisor: name }, 'a host is detached by force, unfenced')
        await evacuation.abandon(name)
      }
      await hosts.remove(name)
      log.info({ hypervisor: name }, 'a host is detached')
    },
  }
}
