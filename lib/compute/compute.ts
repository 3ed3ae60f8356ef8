/**
 * The control plane: images, machines, key pairs and tags over storage, machines on hypervisors.
 * It knows accounts and nothing of any wire protocol.
 */
import type { Logger } from 'pino'
import type { Storage } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import type { Hypervisor } from './hypervisor.ts'
import { createImages, type Images, type MayRead } from './images.ts'
import { createKeyPairs, type KeyPairs } from './key-pairs.ts'
import { createLaunch, type Launch, removeRecords } from './launch.ts'
import { createLimiter } from './limiter.ts'
import { createMachineChanges, type MachineChanges } from './machine-changes.ts'
import { defaultMachineTypes, type MachineType } from './machine-types.ts'
import { createMachines, type Machines } from './machines.ts'
import { type Block, parseBlock } from './networks/ipv4.ts'
import { createNetworkControl, type NetworkControl } from './networks/network-control.ts'
import { repairNetworks } from './networks/repair.ts'
import { createReconciler, type Reconciler } from './reconciler.ts'
import { type ComputeRecords, type MachineRecord, openComputeRecords } from './records.ts'
import { forgetLaunches, repairRecords } from './repair.ts'
import { createScheduler } from './scheduler.ts'
import { createTagStore, type TagStore } from './tags.ts'
import { createTransitions } from './transitions.ts'

export interface ComputeOptions {
  readonly storage: Storage
  readonly hypervisors: readonly Hypervisor[]
  readonly clock: Clock
  readonly log: Logger
  /** Whether an account may make an image of an object in its own bucket; absent: of any. */
  readonly mayRead?: MayRead
  readonly machineTypes?: readonly MachineType[]
  /** Blocks that public addresses come from. */
  readonly publicAddresses?: readonly string[]
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
  readonly machineChanges: MachineChanges
  readonly networks: NetworkControl
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
/** Of the loopback: reachable from this host alone. */
export const defaultPublicAddresses: readonly string[] = ['127.100.0.0/16']

/** Finds the machines of an earlier run again before it resolves. */
export async function createCompute(options: ComputeOptions): Promise<Compute> {
  const { storage, clock } = options
  const records = openComputeRecords(storage)
  const images = createImages({ storage, records, clock, mayRead: options.mayRead })
  await repairRecords({ records, images, clock })

  const networks = createNetworkControl({
    records,
    publicAddresses: (options.publicAddresses ?? defaultPublicAddresses).map(blockOfPool),
    onChanged: () => undefined,
    clock,
    log: options.log,
  })
  await repairNetworks(records, networks.machineInterfaces)

  const parts = { records, images, networks }
  const { scheduler, reconciler } = await createReconciliation(options, parts)
  const timers = await startSweeps(options, records, reconciler)

  const machineTypes = new Map(
    (options.machineTypes ?? defaultMachineTypes).map(type => [type.name, type]),
  )
  const wake = (machineId: string) => reconciler.wake(machineId)
  const machines = createMachines({
    records,
    scheduler,
    clock,
    wake,
    reboot: machine => reconciler.reboot(machine),
  })
  const machineChanges = createMachineChanges({ records, machineTypes })
  const launch = createLaunch({
    records,
    images,
    interfaces: networks.machineInterfaces,
    scheduler,
    machineTypes,
    clock,
    onCreated: wake,
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
    machineChanges,
    networks,
    tags: createTagStore(records),
    machineTypes,
    launch,
    sweep: () => reconciler.sweep(),
    settled: () => reconciler.settled(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What places machines and carries out what their records want. */
async function createReconciliation(
  options: ComputeOptions,
  {
    records,
    images,
    networks,
  }: {
    readonly records: ComputeRecords
    readonly images: Images
    readonly networks: NetworkControl
  },
) {
  const { hypervisors, clock, log } = options
  const vcpuOvercommitRatio = options.vcpuOvercommitRatio ?? 8
  const scheduler = createScheduler({ hypervisors, vcpuOvercommitRatio })
  for await (const [, machine] of records.machines.list()) {
    if (occupiesRoom(machine)) scheduler.adopt(machine)
  }
  const transitions = createTransitions({
    records,
    scheduler,
    interfaces: networks.machineInterfaces,
    images,
    limitStarts: createLimiter(options.startsAtATime ?? 4),
    stopGraceMs: options.stopGraceMs ?? 90_000,
    clock,
    log,
  })
  const visibleMs = options.terminatedVisibleMs ?? HOUR_MS
  const reconciler = createReconciler({
    records,
    scheduler,
    transitions,
    log,
    async onTerminated(machine) {
      const isOver = clock.now() - machine.stateChangedAtMs >= visibleMs
      if (isOver) await removeRecords(records, machine)
    },
  })
  return { scheduler, reconciler }
}

/** One sweep now, and then from time to time. */
async function startSweeps(
  { clock, log, sweepIntervalMs = 60_000 }: ComputeOptions,
  records: ComputeRecords,
  reconciler: Reconciler,
): Promise<readonly NodeJS.Timeout[]> {
  const safely = (work: Promise<void>) =>
    work.catch(error => log.error({ err: error }, 'a sweep over the records failed'))
  await safely(reconciler.sweep())
  const timers = [
    setInterval(() => safely(reconciler.sweep()), sweepIntervalMs),
    setInterval(() => safely(forgetLaunches(records, clock)), HOUR_MS),
  ]
  for (const timer of timers) timer.unref()
  return timers
}

function blockOfPool(text: string): Block {
  const block = parseBlock(text)
  if (!block) throw new RangeError(`public addresses: ${text} is no block of IPv4 addresses`)
  return block
}

/** A machine that is off takes disk, but neither memory nor processors. */
function occupiesRoom({ state }: MachineRecord): boolean {
  return state !== 'stopped' && state !== 'terminated'
}
