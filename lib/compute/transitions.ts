/**
 * One step from what a machine's record wants to what its hypervisor has. Every step may be
 * repeated: a server that is killed between the hypervisor's answer and the record does it again.
 */
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { ComputeError } from './errors.ts'
import { hostOf } from './hosts/host.ts'
import { type Hypervisor, HypervisorError, type MachineSpec, type Platform } from './hypervisor.ts'
import type { Images } from './images.ts'
import type { Limiter } from './limiter.ts'
import type { MachineInterfaces } from './networks/machine-interfaces.ts'
import {
  type ComputeRecords,
  documentId,
  type MachineRecord,
  type MachineState,
  platformsOf,
  type StateCause,
} from './records.ts'
import type { Scheduler } from './scheduler.ts'
import type { Attachments } from './volumes/attachments.ts'
import { type DiskSteps, disksToStartWith } from './volumes/disk-steps.ts'

export interface TransitionOptions {
  readonly records: ComputeRecords
  readonly scheduler: Scheduler
  readonly interfaces: MachineInterfaces
  /** Resolves when the machine's host has its network, with the machine in it. */
  readonly prepareNetwork: (machine: MachineRecord) => Promise<void>
  readonly images: Images
  readonly diskSteps: DiskSteps
  readonly attachments: Pick<Attachments, 'endAll'>
  readonly limitStarts: Limiter
  readonly stopGraceMs: number
  /** Told how each start went, and how long it took since it was asked for. */
  readonly onStart?: StartObserver | undefined
  readonly clock: Clock
  readonly log: Logger
}

export type StartObserver = (outcome: 'running' | 'failed', durationMs: number) => void

export type EndCause = 'guest' | 'crash'

export interface Transitions {
  /** Carries out what the record wants; does nothing in a state that wants nothing. */
  advance(machine: MachineRecord, signal: AbortSignal): Promise<void>
  /**
   * Compares a machine that should run, or should not, with what its hypervisor says. `cause` is
   * what an event told of the end; without one it is judged by what is left of the machine.
   */
  verify(machine: MachineRecord, cause?: EndCause): Promise<void>
}

export function createTransitions(options: TransitionOptions): Transitions {
  const { records, scheduler, interfaces, images, diskSteps, attachments, clock, log } = options

  /** Only from the state that the step began in: a wish that came meanwhile is not overwritten. */
  async function move(
    machine: MachineRecord,
    state: MachineState,
    change: Partial<MachineRecord> = {},
  ): Promise<void> {
    await records.machines.update(documentId(machine), current =>
      current?.state === machine.state && current.hypervisor === machine.hypervisor
        ? { ...current, ...change, state, stateChangedAtMs: clock.now() }
        : current,
    )
  }

  /** Removes what is left of it on hosts that it was on before; those that do not answer keep it. */
  async function removeLeftovers(machine: MachineRecord): Promise<readonly string[]> {
    const kept: string[] = []
    for (const name of machine.leftOn ?? []) {
      const host = scheduler.hosts.get(name)
      try {
        if (host) await unlessMissing(host.run(hypervisor => hypervisor.destroy(machine.id)))
      } catch (error) {
        log.warn({ err: error, machineId: machine.id, hypervisor: name }, 'something is left')
        kept.push(name)
      }
    }
    return kept
  }

  async function start(machine: MachineRecord, signal: AbortSignal): Promise<void> {
    // Where its hypervisor is not attached now, or does not answer, it waits for it.
    const host = hostOf(scheduler.hosts, machine)
    try {
      await options.limitStarts(async () => {
        signal.throwIfAborted()
        await interfaces.starting(machine)
        await diskSteps.makePlanned(machine)
        await host.run(async hypervisor => {
          await options.prepareNetwork(machine)
          await hypervisor.start(specOf(machine, hypervisor), signal)
        })
      })
    } catch (error) {
      // Stopping the server or ending the machine is no failure of the start.
      if (signal.aborted) return
      // Nor is a host that does not answer: whether it comes back is found by its checks.
      if (isUnavailable(error)) throw error
      log.error({ err: error, machineId: machine.id }, 'a machine did not start')
      options.onStart?.('failed', clock.now() - machine.stateChangedAtMs)
      const stateCause = causeOfFailure(error)
      return move(machine, machine.hasRun ? 'stopping' : 'shutting-down', {
        stateCause,
        isForced: true,
      })
    }
    await move(machine, 'running', { hasRun: true })
    options.onStart?.('running', clock.now() - machine.stateChangedAtMs)
    if (machine.leftOn?.length) await settleLeftovers(machine)
  }

  async function settleLeftovers(machine: MachineRecord): Promise<void> {
    const kept = await removeLeftovers(machine)
    await records.machines.update(
      documentId(machine),
      current =>
        current && {
          ...current,
          leftOn: current.leftOn?.filter(name => kept.includes(name)) ?? [],
        },
    )
  }

  async function stop(machine: MachineRecord): Promise<void> {
    const graceMs = machine.isForced ? 0 : options.stopGraceMs
    const host = hostOf(scheduler.hosts, machine)
    await unlessMissing(host.run(hypervisor => hypervisor.stop(machine.id, { graceMs })))
    await move(machine, 'stopped')
    await interfaces.stopped(machine)
    await releaseIfStill(machine, 'stopped')
  }

  async function destroy(machine: MachineRecord): Promise<void> {
    const { id, accountId } = machine
    // What no host has any more needs nobody to end it.
    if (machine.hypervisor !== '') {
      const host = hostOf(scheduler.hosts, machine)
      await unlessMissing(host.run(hypervisor => hypervisor.destroy(id)))
    }
    await removeLeftovers(machine)
    scheduler.release(id)
    await interfaces.ended(machine)
    await records.userData.update(documentId(machine), () => undefined)
    await attachments.endAll(machine)
    await move(machine, 'terminated', { hasUserData: false, disks: [] })
    await images.releaseUnused(accountId, machine.imageId)
  }

  /** Not if it was started again meanwhile: then the room is the new start's. */
  async function releaseIfStill(machine: MachineRecord, state: MachineState): Promise<void> {
    const current = await records.machines.get(documentId(machine))
    if (current?.state === state) scheduler.release(machine.id)
  }

  async function verify(machine: MachineRecord, cause?: EndCause): Promise<void> {
    if (machine.hypervisor === '') return
    const host = hostOf(scheduler.hosts, machine)
    const listed = await host.run(hypervisor => hypervisor.list())
    const found = listed.find(({ id }) => id === machine.id)
    const isOn = found !== undefined && found.power !== 'off'
    if (machine.state === 'running' && !isOn) {
      return ended(machine, cause ?? (found ? 'guest' : 'crash'))
    }
    // It was switched off in the records and came back, by a hand other than ours.
    if (machine.state === 'stopped' && isOn) {
      await host.run(hypervisor => hypervisor.stop(machine.id, { graceMs: 0 }))
    }
    if (machine.state === 'terminated' && found) {
      await host.run(hypervisor => hypervisor.destroy(machine.id))
    }
  }

  function ended(machine: MachineRecord, stateCause: EndCause): Promise<void> {
    const isEnd = stateCause === 'guest' && machine.shutdownBehavior === 'terminate'
    log.info({ machineId: machine.id, cause: stateCause }, 'a machine stopped by itself')
    return move(machine, isEnd ? 'shutting-down' : 'stopping', { stateCause, isForced: true })
  }

  /** A machine that is off has the disks that its record says, and nobody needs to be told. */
  function advanceDisks(machine: MachineRecord): Promise<void> {
    const isOn = machine.state === 'running'
    return diskSteps.advance(machine, isOn ? hostOf(scheduler.hosts, machine) : undefined)
  }

  return {
    async advance(machine, signal) {
      switch (machine.state) {
        case 'running':
        case 'stopped':
          return advanceDisks(machine)
        case 'pending':
          return start(machine, signal)
        case 'stopping':
          return stop(machine)
        case 'shutting-down':
          return destroy(machine)
      }
    },
    verify,
  }
}

/** Ending what is not there is a repeat of a step, not a failure. */
async function unlessMissing(step: Promise<void>): Promise<void> {
  try {
    await step
  } catch (error) {
    if (!(error instanceof HypervisorError && error.code === 'machine-missing')) throw error
  }
}

function isUnavailable(error: unknown): boolean {
  const isCoded = error instanceof HypervisorError || error instanceof ComputeError
  return isCoded && error.code === 'unavailable'
}

function causeOfFailure(error: unknown): StateCause {
  const isFull = error instanceof HypervisorError && error.code === 'insufficient-capacity'
  return isFull ? 'no-capacity' : 'start-failed'
}

function specOf(machine: MachineRecord, hypervisor: Hypervisor): MachineSpec {
  const { id, vcpuCount, memoryBytes, diskBytes, macAddress } = machine
  const { interfaceId, privateIpAddress, smbiosUuid, hostname } = machine
  const nic = { id: interfaceId, macAddress, privateIpAddress }
  return {
    id,
    vcpuCount,
    memoryBytes,
    diskBytes,
    disks: disksToStartWith(machine),
    network: hypervisor.networks
      ? { kind: 'vpc', networkId: machine.vpcId, interfaces: [nic] }
      : { kind: 'private', interfaces: [nic] },
    smbiosUuid,
    hostname,
    platform: choosePlatform(machine, hypervisor.platforms),
    diskLimits: machine.diskLimits,
  }
}

/** The first that the machine takes and the hypervisor offers; else it says what is missing. */
function choosePlatform(machine: MachineRecord, offered: readonly Platform[]): Platform {
  const wanted = platformsOf(machine)
  const platform = wanted.find(each => offered.includes(each)) ?? wanted[0]
  if (platform === undefined) throw new RangeError(`${machine.id} runs on no platform`)
  return platform
}
