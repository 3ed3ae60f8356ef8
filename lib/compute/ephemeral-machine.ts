/**
 * The contract of machines that live for one piece of work. Unlike a hypervisor's machines nothing of
 * them outlasts the server: they have no records, their disks are thrown away, and what a server that
 * was killed left behind is ended by the next one. In return a machine can be saved once and restored
 * many times, side by side, in a fraction of its boot.
 */
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { BaseImage } from './hypervisor.ts'

export interface EphemeralMachinePlan {
  /** `i-…`; names folders and sockets, and is nobody else's. */
  readonly id: string
  readonly vcpuCount: number
  readonly memoryBytes: number
  /** At least the image's virtual size. What the guest writes takes no more than this. */
  readonly diskBytes: number
  readonly identity: GuestIdentity
  openImage(): Promise<BaseImage & AsyncDisposable>
  /** Answers on 169.254.169.254:80 in the machine's namespace. */
  readonly metadata: RequestListener
  /** Takes what the guest connects to at `storeAddress`:80; nothing else is to be reached. */
  store(connection: Socket): void
}

/** What a guest learns about itself at its boot: a restored machine has that of the saved one. */
export interface GuestIdentity {
  /** `i-…` */
  readonly machineId: string
  readonly smbiosUuid: string
  readonly hostname: string
  readonly macAddress: string
  readonly privateIpAddress: string
}

/** Disposing ends it, whatever it does, and removes all that it had. */
export interface EphemeralMachine extends AsyncDisposable {
  readonly id: string
  /** The other end of the guest's second serial port; what nobody reads holds the guest up. */
  readonly control: Duplex
  /** Resolves when its process has ended by itself or otherwise. */
  readonly gone: Promise<void>
  /** Lets the guest run. */
  resume(): Promise<void>
  /** Undefined once its process has ended. */
  usage(): Promise<MachineUsage | undefined>
  /** The last of what the guest wrote to its console. */
  consoleTail(): string
}

export interface SavableMachine extends EphemeralMachine {
  /** Stops the guest for good and completes the folder that it was booted with. */
  save(): Promise<void>
}

export interface MachineUsage {
  /** User and system time since its process began. */
  readonly cpuSeconds: number
  /** The most that its process held at once. */
  readonly memoryBytesMax: number
}

export interface EphemeralHost extends AsyncDisposable {
  readonly acceleration: 'kvm' | 'tcg'
  /** What a saved machine depends on besides its plan: another one cannot be restored. */
  readonly fingerprint: string
  /** Paused before its first instruction. */
  boot(plan: EphemeralMachinePlan, signal: AbortSignal): Promise<EphemeralMachine>
  /** The same, with its memory and disk in `folder`, which it fills until it is saved. */
  bootSavable(
    plan: EphemeralMachinePlan,
    folder: string,
    signal: AbortSignal,
  ): Promise<SavableMachine>
  /**
   * Paused where it was saved. `folder` is only read, and shared by all that were restored from it;
   * sizes and identity of the plan must be those of the saved machine.
   */
  restore(
    plan: EphemeralMachinePlan,
    folder: string,
    signal: AbortSignal,
  ): Promise<EphemeralMachine>
}
