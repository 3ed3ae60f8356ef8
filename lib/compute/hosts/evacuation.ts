/**
 * A host that does not answer: first it is fenced, and only when that is confirmed are its machines
 * started elsewhere. The same machine must never run twice, so as long as nothing is confirmed
 * nothing is started, however long it takes.
 */
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import { ComputeError } from '../errors.ts'
import type { Seat } from '../placement.ts'
import { type ComputeRecords, documentId, isBoundToHost, type MachineRecord } from '../records.ts'
import { reservationOf, type Scheduler } from '../scheduler.ts'
import type { AttachedHost } from './attached-host.ts'

export interface EvacuationOptions {
  readonly records: ComputeRecords
  readonly scheduler: Scheduler
  readonly clock: Clock
  readonly log: Logger
  readonly fenceTimeoutMs: number
  readonly wake: (machineId: string) => void
}

export interface Evacuation {
  /** True once the host is known to run nothing. */
  fence(host: AttachedHost): Promise<boolean>
  /** Brings the machines of a fenced host elsewhere, as far as there is room; may be repeated. */
  evacuate(hostName: string): Promise<void>
  /** Takes all its machines off a host that goes for good: elsewhere, or to their end. */
  abandon(hostName: string): Promise<void>
}

export function createEvacuation(options: EvacuationOptions): Evacuation {
  const { records, scheduler, clock, log, wake } = options
  const fencing = new Map<string, Promise<boolean>>()

  async function machinesOf(hostName: string): Promise<readonly MachineRecord[]> {
    const found: MachineRecord[] = []
    for await (const [, machine] of records.machines.list()) {
      if (machine.hypervisor === hostName && machine.state !== 'terminated') found.push(machine)
    }
    return found
  }

  async function fence(host: AttachedHost): Promise<boolean> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => late.reject(new Error('no answer in time')),
      options.fenceTimeoutMs,
    )
    try {
      await Promise.race([host.hypervisor.fence(), late.promise])
      host.markFenced()
      log.warn({ hypervisor: host.name }, 'a host is fenced: none of its machines runs')
      return true
    } catch (error) {
      log.error({ err: error, hypervisor: host.name }, 'a host could not be fenced')
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  /** Writes what becomes of it, if it is still there and in that state. */
  async function write(machine: MachineRecord, change: Partial<MachineRecord>): Promise<boolean> {
    let isWritten = false
    await records.machines.update(documentId(machine), current => {
      isWritten = current?.hypervisor === machine.hypervisor && current.state === machine.state
      return current && isWritten
        ? { ...current, ...change, stateChangedAtMs: clock.now() }
        : current
    })
    return isWritten
  }

  /** A seat elsewhere; its room here is given up only where there is one. */
  async function findSeat(machine: MachineRecord): Promise<Seat | undefined> {
    try {
      return (await scheduler.reserve(reservationOf(machine))).get(machine.id)
    } catch (error) {
      if (!(error instanceof ComputeError)) throw error
      return undefined
    }
  }

  async function restartElsewhere(machine: MachineRecord): Promise<void> {
    const seat = await findSeat(machine)
    if (!seat) {
      log.error({ machineId: machine.id }, 'no other host has room for a machine')
      return
    }
    const isMoved = await write(machine, {
      ...movedTo(machine, seat),
      state: 'pending',
      stateCause: 'none',
    })
    if (isMoved) wake(machine.id)
    // Someone else changed it meanwhile: the next round looks at it anew.
    else scheduler.adopt(machine)
  }

  async function leave(machine: MachineRecord): Promise<void> {
    const wantsToRun = machine.state === 'running' || machine.state === 'pending'
    if (machine.state === 'stopping') {
      if (await write(machine, { state: 'stopped' })) scheduler.release(machine.id)
    } else if (wantsToRun && !isBoundToHost(machine)) {
      await restartElsewhere(machine)
    } else if (machine.state === 'running') {
      // Its disk is there, so it starts again when the host does.
      await write(machine, { state: 'pending', stateCause: 'host-lost' })
    }
  }

  return {
    fence(host) {
      const running = fencing.get(host.name)
      if (running) return running
      const started = fence(host).finally(() => fencing.delete(host.name))
      fencing.set(host.name, started)
      return started
    },

    async evacuate(hostName) {
      for (const machine of await machinesOf(hostName)) await leave(machine)
    },

    async abandon(hostName) {
      for (const machine of await machinesOf(hostName)) {
        await leave(machine)
        const current = await records.machines.get(documentId(machine))
        if (current?.hypervisor !== hostName) continue
        const isKept = current.state === 'stopped' && !isBoundToHost(current)
        const change: Partial<MachineRecord> = isKept
          ? { hypervisor: '' }
          : { hypervisor: '', state: 'shutting-down', stateCause: 'host-lost' }
        if (await write(current, change)) wake(current.id)
      }
    },
  }
}

/** Where it goes, and where something of it is left that has to be removed. */
export function movedTo(machine: MachineRecord, seat: Seat): Partial<MachineRecord> {
  const { hypervisor, group, leftOn = [] } = machine
  if (hypervisor === seat.on) return {}
  const others = leftOn.filter(name => name !== seat.on)
  return {
    hypervisor: seat.on,
    leftOn: hypervisor === '' ? others : [...others, hypervisor],
    ...(group &&
      seat.partition !== undefined && { group: { ...group, partition: seat.partition } }),
  }
}
