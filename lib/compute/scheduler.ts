/**
 * Which hypervisor a machine goes to. Room is reserved before anything starts: between the look at
 * what is free and the reservation nothing else runs, so two launches never share the same room.
 */
import { ComputeError } from './errors.ts'
import type { Host, HostSet } from './hosts/host.ts'
import type { HypervisorCapacity, Platform } from './hypervisor.ts'
import {
  chooseSeat,
  type GroupSeat,
  type MachineSize,
  type PlacementPolicy,
  type Room,
  type Seat,
} from './placement.ts'
import { type MachineRecord, platformsOf } from './records.ts'

export interface SchedulerOptions {
  readonly hosts: HostSet
  /** Virtual CPUs handed out for each real one. Memory is never overcommitted. */
  readonly vcpuOvercommitRatio: number
  readonly policy: PlacementPolicy
  readonly limits: AccountLimits
}

/** What the machines of one account that run may be together; 0: no limit. */
export interface AccountLimits {
  readonly machinesMax: number
  readonly vcpusMax: number
}

export interface Reservation extends MachineSize {
  readonly accountId: string
  /** Names it where there is no room. */
  readonly machineType: string
  readonly ids: readonly string[]
  /** At least so many, or none. */
  readonly countMin: number
  /** Any of them will do. */
  readonly platforms: readonly Platform[]
  readonly group?: GroupSeat | undefined
  /** Only that hypervisor will do. */
  readonly on?: string | undefined
  /** That one, if it has room. */
  readonly preferred?: string | undefined
  /** What it gets is given back when others need it, so nobody else has to give anything back. */
  readonly isLent?: boolean
}

/** Gives back room that it was lent, as much as is asked for or all that it can. */
export type GiveBack = (size: MachineSize) => Promise<void>

export interface Scheduler {
  readonly hosts: HostSet
  /**
   * Reserves room for each of the ids in turn until there is no more; answers where each that found
   * room goes. Throws where fewer than the minimum do: `insufficient-capacity`,
   * `machine-limit-exceeded` or `vcpu-limit-exceeded`.
   */
  reserve(wanted: Reservation): Promise<ReadonlyMap<string, Seat>>
  /** Counts a machine that is there already. */
  adopt(machine: MachineRecord): void
  release(id: string): void
  /** Whom to ask before somebody is refused. */
  addBorrower(giveBack: GiveBack): void
  /** How much of each hypervisor is taken. */
  taken(hypervisor: string): MachineSize & { readonly machineCount: number }
}

interface Place extends MachineSize {
  readonly accountId: string
  readonly on: string
  readonly groupId?: string | undefined
  readonly partition?: number | undefined
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { hosts, vcpuOvercommitRatio, policy, limits } = options
  const places = new Map<string, Place>()
  const borrowers: GiveBack[] = []

  function taken(name: string) {
    const sum = { vcpuCount: 0, memoryBytes: 0, machineCount: 0 }
    for (const { on, vcpuCount, memoryBytes } of places.values()) {
      if (on !== name) continue
      sum.vcpuCount += vcpuCount
      sum.memoryBytes += memoryBytes
      sum.machineCount++
    }
    return sum
  }

  function free(name: string, capacity: HypervisorCapacity): Room {
    const { vcpuCount, memoryBytes } = taken(name)
    return {
      name,
      vcpuCount: Math.floor(capacity.vcpuCount * vcpuOvercommitRatio) - vcpuCount,
      memoryBytes: capacity.memoryBytes - memoryBytes,
    }
  }

  /** How many more the account may have; throws where that is fewer than the minimum. */
  function countAllowed({ accountId, ids, countMin, vcpuCount }: Reservation): number {
    const own = [...places].filter(([id, place]) => {
      return place.accountId === accountId && !ids.includes(id)
    })
    const vcpusInUse = own.reduce((sum, [, place]) => sum + place.vcpuCount, 0)
    const { machinesMax, vcpusMax } = limits
    const byMachines = machinesMax === 0 ? ids.length : machinesMax - own.length
    const byVcpus = vcpusMax === 0 ? ids.length : Math.floor((vcpusMax - vcpusInUse) / vcpuCount)
    if (byMachines < countMin) {
      throw new ComputeError('machine-limit-exceeded', String(machinesMax))
    }
    if (byVcpus < countMin) throw new ComputeError('vcpu-limit-exceeded', String(vcpusMax))
    return Math.min(ids.length, byMachines, byVcpus)
  }

  function neighboursIn(group: GroupSeat | undefined, own: readonly string[]) {
    if (!group) return []
    return [...places]
      .filter(([id, place]) => place.groupId === group.groupId && !own.includes(id))
      .map(([, { on, partition }]) => ({ on, partition }))
  }

  /** No await in here. */
  function place(wanted: Reservation, rooms: Room[]): Map<string, Seat> {
    const { ids, vcpuCount, memoryBytes, accountId, group, preferred } = wanted
    const placed = new Map<string, Seat>()
    const count = countAllowed(wanted)
    const neighbours = neighboursIn(group, ids)
    for (const id of ids.slice(0, count)) {
      const question = { rooms, size: wanted, policy, count: count - placed.size, group }
      const seat = chooseSeat({ ...question, neighbours, preferred })
      const room = rooms.find(({ name }) => name === seat?.on)
      if (!seat || !room) break
      room.vcpuCount -= vcpuCount
      room.memoryBytes -= memoryBytes
      neighbours.push({ on: seat.on, partition: seat.partition })
      places.set(id, { accountId, vcpuCount, memoryBytes, groupId: group?.groupId, ...seat })
      placed.set(id, seat)
    }
    if (placed.size >= wanted.countMin) return placed
    for (const id of placed.keys()) places.delete(id)
    throw new ComputeError('insufficient-capacity', wanted.machineType)
  }

  async function reserveNow(wanted: Reservation) {
    const candidates = hosts.list().filter(host => isCandidate(host, wanted))
    const capacities = await Promise.all(candidates.map(capacityOf))
    const rooms = capacities.flatMap(({ host, capacity }) =>
      // It may have begun to drain, or been detached, meanwhile.
      capacity && host.state === 'active' && hosts.get(host.name) === host
        ? [free(host.name, capacity)]
        : [],
    )
    return place(wanted, rooms)
  }

  return {
    hosts,
    taken,

    async reserve(wanted) {
      try {
        return await reserveNow(wanted)
      } catch (error) {
        const isShort = error instanceof ComputeError && error.code === 'insufficient-capacity'
        if (!isShort || wanted.isLent || borrowers.length === 0) throw error
        const { vcpuCount, memoryBytes, countMin } = wanted
        const size = { vcpuCount: vcpuCount * countMin, memoryBytes: memoryBytes * countMin }
        for (const giveBack of borrowers) await giveBack(size)
        return await reserveNow(wanted)
      }
    },

    addBorrower: giveBack => void borrowers.push(giveBack),

    adopt(machine) {
      const { id, accountId, vcpuCount, memoryBytes, hypervisor: on, group } = machine
      const { groupId, partition } = group ?? {}
      places.set(id, { accountId, vcpuCount, memoryBytes, on, groupId, partition })
    },

    release(id) {
      places.delete(id)
    },
  }
}

function isCandidate(host: Host, { on, platforms }: Reservation): boolean {
  const isOffered = platforms.some(platform => host.hypervisor.platforms.includes(platform))
  return host.state === 'active' && isOffered && (on === undefined || host.name === on)
}

/** One that does not say what it has gets nothing; that it fails is found by its checks. */
async function capacityOf(host: Host) {
  try {
    return { host, capacity: await host.run(hypervisor => hypervisor.capacity()) }
  } catch {
    return { host, capacity: undefined }
  }
}

/** What a machine that is there needs of a place. */
export function reservationOf(machine: MachineRecord): Reservation {
  const { id, accountId, machineType, vcpuCount, memoryBytes, group } = machine
  const platforms = platformsOf(machine)
  return {
    accountId,
    machineType,
    vcpuCount,
    memoryBytes,
    platforms,
    group,
    ids: [id],
    countMin: 1,
  }
}
