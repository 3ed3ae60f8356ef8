import type { Socket } from 'node:net'
import type { Logger } from '../../../log.ts'
import type {
  EphemeralHost,
  EphemeralMachine,
  EphemeralMachinePlan,
  GuestIdentity,
  SavableMachine,
} from '../../ephemeral-machine.ts'
import type { BaseImage } from '../../hypervisor.ts'
import { agentScript } from './agent.ts'
import { ControlPort } from './control-port.ts'
import { createGuestMetadata, type GuestService } from './guest-metadata.ts'

/** What is the same for every machine of a hook. */
export interface HookMachinePlan {
  readonly imageId: string
  readonly machineType: string
  readonly vcpuCount: number
  readonly memoryBytes: number
  readonly diskBytes: number
  readonly region: string
  readonly identity: GuestIdentity
  openImage(): Promise<BaseImage & AsyncDisposable>
}

/** What a machine's guest is connected to while it works on an event. */
export interface HookSession extends GuestService {
  /** A connection to the store. */
  store(connection: Socket): void
}

/** A machine with the agent in it, and one event at a time to work on. */
export interface HookMachine extends AsyncDisposable {
  readonly machine: EphemeralMachine
  readonly port: ControlPort
  readonly imageId: string
  /** Undefined: nothing but its metadata is answered. */
  session: HookSession | undefined
}

export interface HookMachineContext {
  readonly host: EphemeralHost
  readonly plan: HookMachinePlan
  readonly id: string
  readonly log: Logger
  readonly signal: AbortSignal
}

export function bootHookMachine(context: HookMachineContext): Promise<HookMachine> {
  return open(context, plan => context.host.boot(plan, context.signal))
}

export async function bootSavableHookMachine(
  context: HookMachineContext,
  folder: string,
): Promise<HookMachine & { readonly machine: SavableMachine }> {
  return await open(context, plan => context.host.bootSavable(plan, folder, context.signal))
}

export function restoreHookMachine(
  context: HookMachineContext,
  folder: string,
): Promise<HookMachine> {
  return open(context, plan => context.host.restore(plan, folder, context.signal))
}

async function open<Machine extends EphemeralMachine>(
  { plan, id, log }: HookMachineContext,
  start: (plan: EphemeralMachinePlan) => Promise<Machine>,
): Promise<HookMachine & { readonly machine: Machine }> {
  let session: HookSession | undefined
  const { vcpuCount, memoryBytes, diskBytes, identity } = plan
  const machine = await start({
    ...{ id, vcpuCount, memoryBytes, diskBytes, identity },
    openImage: () => plan.openImage(),
    metadata: createGuestMetadata({
      ...plan,
      userData: agentScript(),
      log,
      invocation: () => session,
    }),
    store: connection => (session ? session.store(connection) : connection.destroy()),
  })
  const port = new ControlPort(machine.control)
  return {
    machine,
    port,
    imageId: plan.imageId,
    get session() {
      return session
    },
    set session(value) {
      session = value
    },
    [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose](),
  }
}

/**
 * Lets a booted machine run until its agent waits for an event; whether the guest can make new random
 * numbers when it is restored. Undefined when no agent answers in time, or the machine ends.
 */
export async function awaitAgent(
  { machine, port }: HookMachine,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { promise: given, resolve: giveUp } = Promise.withResolvers<undefined>()
  const stop = () => giveUp(undefined)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await machine.resume()
    return await Promise.race([port.ready, machine.gone.then(() => undefined), given])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
