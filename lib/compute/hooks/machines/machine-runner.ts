/** Runs hooks' events on machines of this host. */
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Clock } from '../../../clock.ts'
import type { Logger } from '../../../log.ts'
import type { EphemeralHost } from '../../ephemeral-machine.ts'
import { newId } from '../../ids.ts'
import type { MachineType } from '../../machine-types.ts'
import type { HookFacts, HookInvocation, HookRunner, HookRunResult } from '../hook-runner.ts'
import { guestIdentity } from './guest-identity.ts'
import type { FindHookImage } from './hook-images.ts'
import type { HookMachinePlan } from './hook-machine.ts'
import { runInvocation } from './invocation-run.ts'
import { MachineMaker, UnsuitableImageError } from './machine-maker.ts'
import type { MachineRoom } from './machine-room.ts'
import { SavedMachines } from './saved-machines.ts'
import { type Lease, NoRoomError, WarmPool, type WarmPoolSettings } from './warm-pool.ts'

export interface MachineRunnerOptions {
  readonly host: EphemeralHost
  readonly images: FindHookImage
  readonly machineTypes: ReadonlyMap<string, MachineType>
  readonly room: MachineRoom
  /** Takes over a connection of a machine to the store, whose address there is `endpoint`. */
  readonly store: (connection: Socket) => void
  readonly endpoint: string
  /** Holds the saved machines. */
  readonly folder: string
  readonly region: string
  readonly clock: Clock
  readonly random: (sizeBytes: number) => Buffer
  /** How much memory the host could give to programs now. */
  readonly hostFreeBytes: () => Promise<number>
  readonly log: Logger
  readonly settings: MachineRunnerSettings
}

export interface MachineRunnerSettings extends WarmPoolSettings {
  /** Of saved machines on disk, together. */
  readonly savedBytesMax: number
  /** How long a guest may take from its power button to its agent. */
  readonly bootMs: number
}

export interface MachineRunner extends HookRunner {
  /** Machines that wait for events. */
  waiting(): { readonly count: number; readonly memoryBytes: number }
  /** Ends machines that wait until so much memory is free, or none waits. */
  giveBack(memoryBytes: number): Promise<void>
}

export async function createMachineRunner(options: MachineRunnerOptions): Promise<MachineRunner> {
  const { host, folder, log, settings } = options
  const saved = new SavedMachines({ folder, bytesMax: settings.savedBytesMax, log })
  await saved.open()
  const maker = new MachineMaker({ host, saved, bootMs: settings.bootMs, log })
  const { room, clock } = options
  const newMachineId = () => newId('i')
  const { hostFreeBytes } = options
  const pool = new WarmPool({ maker, room, clock, log, newMachineId, hostFreeBytes, settings })
  return {
    run: (invocation, signal) => run(options, pool, invocation, signal),
    forget: hook => pool.forget(hook),
    waiting: () => pool.waiting(),
    giveBack: memoryBytes => pool.giveBack(memoryBytes),
    async [Symbol.asyncDispose]() {
      await pool.close()
      await host[Symbol.asyncDispose]()
    },
  }
}

type Failure = Extract<HookRunResult['outcome'], { kind: 'failed' }>

async function run(
  options: MachineRunnerOptions,
  pool: WarmPool,
  invocation: HookInvocation,
  signal: AbortSignal,
): Promise<HookRunResult> {
  const beganAtMs = options.clock.now()
  const refuse = (failure: Failure['failure'], message: string): HookRunResult => ({
    outcome: { kind: 'failed', failure, message },
    startedAtMs: beganAtMs,
    endedAtMs: options.clock.now(),
    cpuSeconds: 0,
    memoryBytesMax: 0,
    log: new Uint8Array(),
    isLogTruncated: false,
    outputs: [],
  })
  const { hook } = invocation
  const type = options.machineTypes.get(hook.machineType)
  if (type === undefined) return refuse('machine-type-unknown', hook.machineType)
  const plan = await planOf(options, hook, type)
  if (plan === undefined) return refuse('image-missing', hook.imageId)

  let lease: Lease
  try {
    lease = await pool.lease(hook, plan, signal)
  } catch (error) {
    if (signal.aborted) return refuse('cancelled', 'the run was cancelled')
    if (error instanceof NoRoomError) return refuse('no-capacity', error.message)
    if (error instanceof UnsuitableImageError) return refuse('image-unsuitable', error.message)
    options.log.warn({ err: error, hook: hook.hookId }, 'a machine of a hook did not start')
    return refuse('machine-failed', 'the machine did not start')
  }
  let again = false
  try {
    const result = await runInvocation({ ...options, machine: lease.machine, invocation, signal })
    again = hook.reuse && result.outcome.kind === 'exited'
    return result
  } finally {
    await lease.release({ again })
  }
}

async function planOf(
  { images, region }: MachineRunnerOptions,
  hook: HookFacts,
  type: MachineType,
): Promise<HookMachinePlan | undefined> {
  const image = await images(hook.accountId, hook.imageId)
  if (image === undefined) return undefined
  const memoryBytesMax = hook.limits.memoryBytes ?? type.memoryBytes
  const seed = createHash('sha256').update(`${hook.accountId}/${hook.hookId}`).digest('hex')
  return {
    imageId: hook.imageId,
    machineType: type.name,
    vcpuCount: type.vcpuCount,
    memoryBytes: Math.min(type.memoryBytes, memoryBytesMax),
    diskBytes: image.virtualSizeBytes,
    region,
    identity: guestIdentity(seed),
    openImage: () => image.open(),
  }
}
