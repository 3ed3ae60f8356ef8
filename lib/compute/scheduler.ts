/**
 * Which hypervisor a machine goes to. Room is reserved before anything starts: between the look at
 * what is free and the reservation nothing else runs, so two launches never share the same room.
 */
import { ComputeError } from './errors.ts'
import type { Hypervisor, HypervisorCapacity } from './hypervisor.ts'
import type { MachineRecord } from './records.ts'

export interface SchedulerOptions {
  readonly hypervisors: readonly Hypervisor[]
  /** Virtual CPUs handed out for each real one. Memory is never overcommitted. */
  readonly vcpuOvercommitRatio: number
}

export interface MachineSize {
  readonly vcpuCount: number
  readonly memoryBytes: number
}

export interface Scheduler {
  readonly hypervisors: readonly Hypervisor[]
  hypervisor(name: string): Hypervisor | undefined
  /**
   * Reserves room for each of `ids` in turn until there is no more; answers with the hypervisor's
   * name for each that found room. `on`: only that hypervisor will do.
   */
  reserve(
    ids: readonly string[],
    size: MachineSize,
    on?: string,
  ): Promise<ReadonlyMap<string, string>>
  /** Counts a machine that is there already. */
  adopt(machine: MachineRecord): void
  release(id: string): void
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { hypervisors, vcpuOvercommitRatio } = options
  const reservations = new Map<string, MachineSize & { readonly on: string }>()

  function free(on: string, capacity: HypervisorCapacity) {
    const left = {
      vcpuCount: Math.floor(capacity.vcpuCount * vcpuOvercommitRatio),
      memoryBytes: capacity.memoryBytes,
    }
    for (const reserved of reservations.values()) {
      if (reserved.on !== on) continue
      left.vcpuCount -= reserved.vcpuCount
      left.memoryBytes -= reserved.memoryBytes
    }
    return left
  }

  return {
    hypervisors,
    hypervisor: name => hypervisors.find(hypervisor => hypervisor.name === name),

    async reserve(ids, size, on) {
      const candidates = hypervisors.filter(({ name }) => on === undefined || name === on)
      const capacities = await Promise.all(
        candidates.map(async hypervisor => ({
          name: hypervisor.name,
          capacity: await hypervisor.capacity(),
        })),
      )
      // No await below this line.
      const room = capacities.map(({ name, capacity }) => ({ name, left: free(name, capacity) }))
      const placed = new Map<string, string>()
      for (const id of ids) {
        // The one with most memory left: spreads machines evenly.
        room.sort((one, other) => other.left.memoryBytes - one.left.memoryBytes)
        const found = room.find(
          ({ left }) => left.vcpuCount >= size.vcpuCount && left.memoryBytes >= size.memoryBytes,
        )
        if (!found) break
        found.left.vcpuCount -= size.vcpuCount
        found.left.memoryBytes -= size.memoryBytes
        reservations.set(id, { ...size, on: found.name })
        placed.set(id, found.name)
      }
      return placed
    },

    adopt(machine) {
      const { vcpuCount, memoryBytes, hypervisor } = machine
      reservations.set(machine.id, { vcpuCount, memoryBytes, on: hypervisor })
    },

    release(id) {
      reservations.delete(id)
    },
  }
}

/** The hypervisor that a record names; `unavailable` if it is not attached any more. */
export function hypervisorOf(scheduler: Scheduler, machine: MachineRecord): Hypervisor {
  const hypervisor = scheduler.hypervisor(machine.hypervisor)
  if (!hypervisor) throw new ComputeError('unavailable', machine.hypervisor)
  return hypervisor
}
