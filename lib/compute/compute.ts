/**
 * The control plane: images, machines, key pairs and tags over storage, machines on hypervisors.
 * It knows accounts and nothing of any wire protocol.
 */

import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Storage } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import type { BlockStore } from './blocks/block-store.ts'
import { type Consoles, createConsoles } from './consoles/consoles.ts'
import { type AttachedHosts, type OpenHost, openAttachedHosts } from './hosts/attached-hosts.ts'
import { createEvacuation } from './hosts/evacuation.ts'
import { createHealth, type Health } from './hosts/health.ts'
import { createHostControl, type HostControl } from './hosts/host-control.ts'
import type { Hypervisor } from './hypervisor.ts'
import { type CopyImage, createCopyImage } from './image-copies.ts'
import { openTransferRecords } from './image-transfer/transfer-records.ts'
import type { TransferTools } from './image-transfer/transfer-works.ts'
import { createTransfers, type Transfers } from './image-transfer/transfers.ts'
import { createImages, type Images, type MayRead } from './images.ts'
import { createKeyPairs, type KeyPairs } from './key-pairs.ts'
import { createLaunch, type Launch, removeRecords } from './launch.ts'
import { createLaunchTemplates, type LaunchTemplates } from './launch-templates.ts'
import { createLimiter } from './limiter.ts'
import { createMachineChanges, type MachineChanges } from './machine-changes.ts'
import { defaultMachineTypes, type MachineType } from './machine-types.ts'
import { createMachines, type Machines } from './machines.ts'
import { createMonitoring, type Monitoring } from './monitoring/monitoring.ts'
import type { NetworkControl } from './networks/network-control.ts'
import type { NetworkReconciler } from './networks/network-reconciler.ts'
import { defaultPublicAddresses, openNetworks } from './networks/open.ts'
import type { PlacementPolicy } from './placement.ts'
import { createPlacementGroups, type PlacementGroups } from './placement-groups.ts'
import { createReconciler, type Reconciler } from './reconciler.ts'
import { type ComputeRecords, type MachineRecord, openComputeRecords } from './records.ts'
import { forgetLaunches, repairRecords } from './repair.ts'
import { type AccountLimits, createScheduler, type Scheduler } from './scheduler.ts'
import { createTagStore, type TagStore } from './tags.ts'
import { createTransitions, type StartObserver } from './transitions.ts'
import { type BlockStorage, createBlockStorage } from './volumes/block-storage.ts'
import { type Capture, createCapture } from './volumes/captures.ts'

export interface ComputeOptions {
  readonly storage: Storage
  readonly blocks: BlockStore
  /** What imports and exports of images work with. */
  readonly transfers: TransferTools
  /** Of this server itself, closed by whoever made them. */
  readonly hypervisors: readonly Hypervisor[]
  /** Opens those that are attached later; absent: none can be. */
  readonly openHost?: OpenHost
  readonly placement?: PlacementPolicy
  readonly accountLimits?: AccountLimits
  readonly hostChecks?: Partial<HostChecks>
  readonly clock: Clock
  readonly log: Logger
  /** Whether an account may make an image of an object in its own bucket; absent: of any. */
  readonly mayRead?: MayRead
  readonly machineTypes?: readonly MachineType[]
  /** Names of machines are made with it. */
  readonly region?: string
  /** Blocks that public addresses come from. */
  readonly publicAddresses?: readonly string[]
  readonly vcpuOvercommitRatio?: number
  /** How long a guest may take to stop when asked. */
  readonly stopGraceMs?: number
  /** How many machines may be starting at the same time. */
  readonly startsAtATime?: number
  readonly sweepIntervalMs?: number
  /** Between two looks at the figures of machines; 0: none but those that are asked for. */
  readonly monitoringIntervalMs?: number
  readonly onStart?: StartObserver
  /** How long a machine stays visible after its end. */
  readonly terminatedVisibleMs?: number
}

export interface Compute
  extends AsyncDisposable,
    Pick<BlockStorage, 'attachments' | 'modifications' | 'snapshots' | 'volumes'> {
  readonly images: Images
  readonly transfers: Transfers
  copyImage: CopyImage
  readonly keyPairs: KeyPairs
  readonly machines: Machines
  readonly machineChanges: MachineChanges
  readonly networks: NetworkControl
  readonly consoles: Consoles
  readonly monitoring: Monitoring
  readonly tags: TagStore
  readonly machineTypes: ReadonlyMap<string, MachineType>
  /** Gives machines room, also those that have no record. */
  readonly scheduler: Scheduler
  launch: Launch
  /** Makes an image of a machine. */
  capture: Capture
  readonly placementGroups: PlacementGroups
  readonly launchTemplates: LaunchTemplates
  readonly hosts: HostControl
  /** Asks every host now instead of at the next interval whether it answers. */
  checkHosts(): Promise<void>
  /** Compares records with hypervisors now instead of at the next interval. */
  sweep(): Promise<void>
  /** Resolves when no machine is between two states. */
  settled(): Promise<void>
  /** Stops the control plane; machines go on running. */
  close(): Promise<void>
}

/** How it is found out that a host does not answer. */
export interface HostChecks {
  readonly intervalMs: number
  readonly checkTimeoutMs: number
  readonly fenceTimeoutMs: number
  /** Failures in a row until a host is taken for unreachable, and answers until it is taken back. */
  readonly failuresMax: number
  readonly answersMin: number
}

const defaultHostChecks: HostChecks = {
  intervalMs: 10_000,
  checkTimeoutMs: 20_000,
  fenceTimeoutMs: 60_000,
  failuresMax: 3,
  answersMin: 2,
}

const HOUR_MS = 3_600_000

/** Finds the machines of an earlier run again before it resolves. */
export async function createCompute(options: ComputeOptions): Promise<Compute> {
  const { storage, clock } = options
  const records = openComputeRecords(storage)
  const images = createImages({
    storage,
    blocks: options.blocks,
    records,
    clock,
    mayRead: options.mayRead,
  })
  await repairRecords({ records, images, clock })

  const hosts = await openAttachedHosts({
    documents: records.hosts,
    hypervisors: options.hypervisors,
    open: options.openHost ?? noOtherHosts,
    clock,
    log: options.log,
  })
  const { networks, networkReconciler } = await openNetworks({
    records,
    hosts,
    region: options.region ?? 'us-east-1',
    publicAddresses: options.publicAddresses ?? defaultPublicAddresses,
    clock,
    log: options.log,
  })
  const parts = { records, images, networks, networkReconciler, hosts }
  const { scheduler, blockStorage, reconciler } = await createReconciliation(options, parts)
  const { health, control } = createHostWatch(options, { records, hosts, scheduler, reconciler })
  const timers = await startSweeps(options, {
    records,
    blockStorage,
    reconciler,
    networkReconciler,
    health,
  })

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
  const machineChanges = createMachineChanges({
    records,
    machineTypes,
    onChanged: ({ vpcId }) => networkReconciler.wake(vpcId),
  })
  const placementGroups = createPlacementGroups({ records, clock })
  const launch = createLaunch({
    records,
    images,
    interfaces: networks.machineInterfaces,
    scheduler,
    placementGroups,
    machineTypes,
    clock,
    onCreated: wake,
    terminate: machines.terminate,
  })

  const monitoring = createMonitoring({
    ...{ records, hosts, storage, clock, log: options.log },
    intervalMs: options.monitoringIntervalMs ?? 60_000,
  })

  const transfers = await createTransfers({
    ...options.transfers,
    ...blockStorage,
    storage,
    blocks: options.blocks,
    records,
    images,
    transfers: openTransferRecords(storage),
    mayRead: options.mayRead ?? (async () => true),
    clock,
    log: options.log,
  })

  async function close(): Promise<void> {
    await transfers.close()
    for (const timer of timers) clearInterval(timer)
    await reconciler.close()
    await monitoring[Symbol.asyncDispose]()
    networkReconciler.close()
    await hosts[Symbol.asyncDispose]()
  }

  return {
    scheduler,
    ...blockStorage,
    placementGroups,
    launchTemplates: createLaunchTemplates({ records, clock }),
    hosts: control,
    checkHosts: () => health.check(),
    images,
    transfers,
    copyImage: createCopyImage({ images, ...blockStorage }),
    keyPairs: createKeyPairs({ records, clock }),
    machines,
    machineChanges,
    networks,
    monitoring,
    consoles: createConsoles({ records, hosts, clock, random: randomBytes }),
    tags: createTagStore(records),
    machineTypes,
    launch,
    capture: createCapture({ records, images, ...blockStorage, scheduler, log: options.log }),
    async sweep() {
      await Promise.all([blockStorage.sweep(), networkReconciler.sweep()])
      await reconciler.sweep()
    },
    async settled() {
      await reconciler.settled()
      await networkReconciler.settled()
    },
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
    networkReconciler,
    hosts,
  }: {
    readonly hosts: AttachedHosts
    readonly networkReconciler: NetworkReconciler
    readonly records: ComputeRecords
    readonly images: Images
    readonly networks: NetworkControl
  },
) {
  const { clock, log } = options
  const scheduler = createScheduler({
    hosts,
    vcpuOvercommitRatio: options.vcpuOvercommitRatio ?? 8,
    policy: options.placement ?? 'spread',
    limits: options.accountLimits ?? { machinesMax: 0, vcpusMax: 0 },
  })
  for await (const [, machine] of records.machines.list()) {
    if (occupiesRoom(machine)) scheduler.adopt(machine)
  }
  const { blocks } = options
  const wake = (machineId: string) => reconciler.wake(machineId)
  const blockStorage = createBlockStorage({ records, blocks, clock, log, wake })
  const transitions = createTransitions({
    records,
    scheduler,
    interfaces: networks.machineInterfaces,
    prepareNetwork: machine => networkReconciler.refresh(machine.vpcId, machine.hypervisor),
    images,
    ...blockStorage,
    limitStarts: createLimiter(options.startsAtATime ?? 4),
    stopGraceMs: options.stopGraceMs ?? 90_000,
    onStart: options.onStart,
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
  return { scheduler, blockStorage, reconciler }
}

/** What looks after the hosts, and what operators ask of them. */
function createHostWatch(
  { clock, log, hostChecks }: ComputeOptions,
  parts: {
    readonly records: ComputeRecords
    readonly hosts: AttachedHosts
    readonly scheduler: Scheduler
    readonly reconciler: Reconciler
  },
) {
  const { hosts, reconciler } = parts
  const { fenceTimeoutMs, ...checks } = { ...defaultHostChecks, ...hostChecks }
  const wake = (machineId: string) => reconciler.wake(machineId)
  const evacuation = createEvacuation({ ...parts, clock, log, fenceTimeoutMs, wake })
  hosts.onAttached(({ hypervisor }) => reconciler.watch(hypervisor))
  const onReadmitted = () => reconciler.sweep()
  return {
    health: createHealth({ hosts, evacuation, log, ...checks, onReadmitted }),
    control: createHostControl({ ...parts, evacuation, log }),
  }
}

const noOtherHosts: OpenHost = async (name, { driver }) => {
  throw new Error(`${name}: no driver ${driver} is there to open it`)
}

/** One sweep now, and then from time to time. */
async function startSweeps(
  { clock, log, hostChecks, sweepIntervalMs = 60_000 }: ComputeOptions,
  {
    records,
    blockStorage,
    reconciler,
    networkReconciler,
    health,
  }: {
    readonly networkReconciler: NetworkReconciler
    readonly records: ComputeRecords
    readonly blockStorage: BlockStorage
    readonly reconciler: Reconciler
    readonly health: Health
  },
): Promise<readonly NodeJS.Timeout[]> {
  const safely = (work: Promise<void>) =>
    work.catch(error => log.error({ err: error }, 'a sweep over the records failed'))
  await safely(blockStorage.sweep())
  // Networks first: a machine that is started again finds its own.
  await safely(networkReconciler.sweep())
  await safely(reconciler.sweep())
  const timers = [
    setInterval(() => safely(networkReconciler.sweep()), sweepIntervalMs),
    setInterval(() => safely(blockStorage.sweep()), sweepIntervalMs),
    setInterval(() => safely(reconciler.sweep()), sweepIntervalMs),
    setInterval(
      () => safely(health.check()),
      hostChecks?.intervalMs ?? defaultHostChecks.intervalMs,
    ),
    setInterval(() => safely(forgetLaunches(records, clock)), HOUR_MS),
  ]
  for (const timer of timers) timer.unref()
  return timers
}

/** A machine that is off takes disk, but neither memory nor processors. */
function occupiesRoom({ state }: MachineRecord): boolean {
  return state !== 'stopped' && state !== 'terminated'
}
