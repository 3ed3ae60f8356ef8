/**
 * The control plane: images, machines, key pairs and tags over storage, machines on hypervisors.
 * It knows accounts and nothing of any wire protocol.
 */
import type { Logger } from 'pino'
import type { Storage } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import { createAddresses } from './addresses.ts'
import type { Hypervisor } from './hypervisor.ts'
import { createImages, type Images } from './images.ts'
import { createKeyPairs, type KeyPairs } from './key-pairs.ts'
import { createLaunch, type Launch, removeRecords } from './launch.ts'
import { createLimiter } from './limiter.ts'
import { defaultMachineTypes, type MachineType } from './machine-types.ts'
import { createMachines, type Machines } from './machines.ts'
import { createReconciler } from './reconciler.ts'
import { type MachineRecord, openComputeRecords } from './records.ts'
import { forgetLaunches, repairRecords } from './repair.ts'
import { createScheduler, hypervisorOf } from './scheduler.ts'
import { createTagStore, type TagStore } from './tags.ts'
import { createTransitions } from './transitions.ts'

export interface ComputeOptions {
  readonly storage: Storage
  readonly hypervisors: readonly Hypervisor[]
  readonly clock: Clock
  readonly log: Logger
  readonly machineTypes?: readonly MachineType[]
  readonly vcpuOvercommitRatio?: number
  /** How long a guest may take to stop when asked. */
  readonly stopGraceMs?: number
  /** How many machines may be starting at the same time. */
  readonly startsAtATime?: number
  readonly sweepIntervalMs?: number
  /** How long a machine stays visible after its end. */
  readonly terminatedVisibleMs?: number
}

export interface Compute extends AsyncDisposable {
  readonly images: Images
  readonly keyPairs: KeyPairs
  readonly machines: Machines
  readonly tags: TagStore
  readonly machineTypes: ReadonlyMap<string, MachineType>
  launch: Launch
  /** Compares records with hypervisors now instead of at the next interval. */
  sweep(): Promise<void>
  /** Resolves when no machine is between two states. */
  settled(): Promise<void>
  /** Stops the control plane; machines go on running. */
  close(): Promise<void>
}

const HOUR_MS = 3_600_000

/** Finds the machines of an earlier run again before it resolves. */
export async function createCompute(options: ComputeOptions): Promise<Compute> {
  const { storage, hypervisors, clock, log } = options
  const records = openComputeRecords(storage)
  const vcpuOvercommitRatio = options.vcpuOvercommitRatio ?? 8
  const scheduler = createScheduler({ hypervisors, vcpuOvercommitRatio })
  const addresses = createAddresses(records, clock)
  const images = createImages({ storage, records, clock })
  const transitions = createTransitions({
    records,
    scheduler,
    addresses,
    images,
    limitStarts: createLimiter(options.startsAtATime ?? 4),
    stopGraceMs: options.stopGraceMs ?? 90_000,
    clock,
    log,
  })
  const terminatedVisibleMs = options.terminatedVisibleMs ?? HOUR_MS

  async function forget(machine: MachineRecord): Promise<void> {
    if (clock.now() - machine.stateChangedAtMs >= terminatedVisibleMs) {
      await removeRecords(records, machine)
    }
  }

  await repairRecords({ records, images, clock })
  for await (const [, machine] of records.machines.list()) {
    if (occupiesRoom(machine)) scheduler.adopt(machine)
  }
  const reconciler = createReconciler({
    records,
    scheduler,
    transitions,
    log,
    onTerminated: forget,
  })
  const safely = (work: Promise<void>) =>
    work.catch(error => log.error({ err: error }, 'a sweep over the records failed'))
  await safely(reconciler.sweep())
  const timers = [
    setInterval(() => safely(reconciler.sweep()), options.sweepIntervalMs ?? 60_000),
    setInterval(() => safely(forgetLaunches(records, clock)), HOUR_MS),
  ]
  for (const timer of timers) timer.unref()

  const machineTypes = new Map(
    (options.machineTypes ?? defaultMachineTypes).map(type => [type.name, type]),
  )
  const machines = createMachines({
    records,
    scheduler,
    clock,
    wake: machineId => reconciler.wake(machineId),
    reboot: machine => hypervisorOf(scheduler, machine).reboot(machine.id),
  })
  const launch = createLaunch({
    records,
    images,
    addresses,
    scheduler,
    machineTypes,
    clock,
    onCreated: machineId => reconciler.wake(machineId),
    terminate: machines.terminate,
  })

  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    await reconciler.close()
  }

  return {
    images,
    keyPairs: createKeyPairs({ records, clock }),
    machines,
    tags: createTagStore(records),
    machineTypes,
    launch,
    sweep: () => reconciler.sweep(),
    settled: () => reconciler.settled(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A machine that is off takes disk, but neither memory nor processors. */
function occupiesRoom({ state }: MachineRecord): boolean {
  return state !== 'stopped' && state !== 'terminated'
}
