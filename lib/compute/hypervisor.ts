/**
 * The hypervisor contract. A hypervisor runs machines and keeps no record of its own: what should
 * run is in our documents, what runs is what list() says, and reconcile.ts makes the two agree. So
 * every method may be repeated after a crash, and repeating it is not an error.
 *
 * A hypervisor may be on another host and reached by an address. So nothing here is a path, a file
 * descriptor or a process of ours: bytes come from the resolver, and a driver brings them to where
 * its machines are in its own way.
 */
import type { BlockDevice } from './blocks/block-store.ts'
import type { NetworkHost } from './networks/network-spec.ts'

export type HypervisorErrorCode =
  | 'unavailable' // The hypervisor cannot run machines at all; the message says what is missing.
  | 'insufficient-capacity'
  | 'start-failed'
  | 'disk-failed'
  | 'machine-missing'
  | 'timeout'

export class HypervisorError extends Error {
  override readonly name = 'HypervisorError'
  readonly code: HypervisorErrorCode

  constructor(code: HypervisorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Bytes of an object that is kept as it is while it is open. */
export interface ByteSource {
  /** Size of the object itself. */
  readonly sizeBytes: number
  /** Any bytes of the object; less than asked for only at its end. */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** Where a machine's read-only base disk comes from: read for what misses the machine's own disk. */
export interface BaseImage extends ByteSource {
  /** Of the guest-visible disk. */
  readonly virtualSizeBytes: number
  readonly format: 'raw' | 'qcow2'
}

/**
 * The machine that a guest finds, and what starts it: firmware that boots its disk, or a kernel
 * that is put into its memory. A microvm has no firmware, no PCI bus and no SMBIOS.
 */
export type Platform = 'q35-bios' | 'q35-uefi' | 'q35-kernel' | 'microvm-kernel'

/** What a `…-kernel` platform starts. */
export interface BootFiles {
  readonly kernel: ByteSource
  readonly initrd: ByteSource | undefined
  /** The kernel's command line. */
  readonly kernelArguments: string
}

export type DiskLimits = {
  readonly bytesPerSecond: number
  readonly operationsPerSecond: number
}

/**
 * Places for disks besides the one that the machine boots from: each can be filled and emptied while
 * the machine runs.
 */
export const diskSlotCount = 26

/** A volume as a machine's disk. */
export interface DiskSpec {
  /** `vol-…`; the guest reads it, without the hyphen, as the disk's serial number. */
  readonly volumeId: string
  /** 0 is the disk to boot from, the others are 1 to `diskSlotCount`. */
  readonly slot: number
}

export interface MachineSpec {
  /** `i-…`; names the machine's folder, sockets and processes. */
  readonly id: string
  readonly vcpuCount: number
  readonly memoryBytes: number
  /** At least the base image's virtual size. */
  readonly diskBytes: number
  /** Volumes; where none is in slot 0, it boots from a local overlay of its base image. */
  readonly disks?: readonly DiskSpec[]
  readonly network: MachineNetwork
  /** `ec2…`: cloud-init recognises the platform by it. */
  readonly smbiosUuid: string
  readonly hostname: string
  /** One that the hypervisor offers. */
  readonly platform: Platform
  /** Of each of its disks, reads and writes together, where 0 is no limit; absent: none. */
  readonly diskLimits?: DiskLimits | undefined
}

/**
 * `private`: a network of the machine's own, in which there is nothing but its metadata service.
 * `vpc`: interfaces in a network that the host was told of before (networks/network-spec.ts), the
 * primary one first.
 */
export type MachineNetwork =
  | { readonly kind: 'private'; readonly interfaces: readonly [MachineInterface] }
  | {
      readonly kind: 'vpc'
      /** `vpc-…` */
      readonly networkId: string
      readonly interfaces: readonly MachineInterface[]
    }

export interface MachineInterface {
  /** `eni-…` */
  readonly id: string
  readonly macAddress: string
  /** The primary one. */
  readonly privateIpAddress: string
}

export type MachinePower = 'running' | 'paused' | 'off'

export interface RunningMachine {
  readonly id: string
  readonly power: MachinePower
}

/** What happened to a machine without being asked, or because the guest asked. */
export type MachineEvent =
  | { readonly kind: 'stopped'; readonly id: string; readonly cause: 'guest' | 'host' | 'crash' }
  | { readonly kind: 'io-error'; readonly id: string; readonly message: string }

/** The guest's link to the server's metadata service: one HTTP exchange from this machine. */
export type MetadataHandler = (machineId: string) => import('node:http').RequestListener

/** Answers what the driver has to know about a machine that runs (also after a restart of the server). */
export interface MachineResolver {
  /** Opens the pinned base image of the machine; called again after a restart. */
  openBaseImage(machineId: string): Promise<BaseImage & AsyncDisposable>
  /** The kernel of a machine on a `…-kernel` platform; called at each of its starts. */
  openBootFiles?(machineId: string): Promise<BootFiles & AsyncDisposable>
  /** Absent where machines have no volumes. */
  readonly volumes?: VolumeResolver
}

export interface VolumeResolver {
  /** Every volume that the machine has, or may still have: asked when it is found running. */
  disksOf(machineId: string): Promise<readonly DiskSpec[]>
  /** For the one writer that the machine is; rejects while another has it. */
  open(volumeId: string): Promise<BlockDevice>
}

export type ConsoleKind = 'serial' | 'screen'

export interface Picture {
  readonly width: number
  readonly height: number
  /** Three bytes a pixel, row by row. */
  readonly rgb: Uint8Array
}

/** Counted since the disk was attached. */
export interface DiskStatistics {
  readonly name: string
  readonly readBytes: number
  readonly writtenBytes: number
  readonly readCount: number
  readonly writeCount: number
  /** Over all requests, each from its arrival to its end. */
  readonly readTimeMs: number
  readonly writeTimeMs: number
}

/** Counted since the machine was started; from the guest's side. */
export interface NetworkStatistics {
  readonly receivedBytes: number
  readonly sentBytes: number
  readonly receivedPackets: number
  readonly sentPackets: number
}

/** Counters begin anew with each start of the machine. */
export interface MachineStatistics {
  readonly power: MachinePower
  /** Processor time that the guest and its emulation took since the start. */
  readonly cpuTimeMs: number
  /** What the machine takes of the host's memory now. */
  readonly residentBytes: number
  readonly disks: readonly DiskStatistics[]
  /** Absent where the driver cannot count it. */
  readonly network?: NetworkStatistics | undefined
  /** Read from storage for its disks; counted since the server attached itself to the machine. */
  readonly storageReadBytes: number
}

export interface HypervisorCapacity {
  readonly vcpuCount: number
  readonly memoryBytes: number
}

export interface Hypervisor extends AsyncDisposable {
  readonly name: string
  /** Facts, not promises: what needs a false one is refused before it starts. */
  readonly can: {
    readonly pause: boolean
    readonly liveDiskAttach: boolean
    readonly consoleOutput: boolean
    /** Its machines have a screen: screenshot() and the endpoint `screen`. */
    readonly screen: boolean
  }
  readonly architecture: 'x86_64'
  readonly acceleration: 'kvm' | 'tcg' | 'none'
  readonly platforms: readonly Platform[]
  /**
   * Makes the networks of its machines; absent: each machine has a private one of its own. Whoever
   * keeps the records tells it what they are before a machine starts, and whenever they change.
   */
  readonly networks?: NetworkHost
  /** All there is for machines, taken or not, as of now: a host may gain and lose. */
  capacity(): Promise<HypervisorCapacity>
  /** Resolves when the host answers and can do its work; rejects, in its own words, when not. */
  check(signal: AbortSignal): Promise<void>
  /**
   * Makes sure that none of its machines runs, nor can write to anything, any more, and that none
   * starts until readmit(): after it they may be started elsewhere. Resolves only when that is
   * known; whatever is not known rejects (`unavailable`). It must not depend on a host that answers.
   */
  fence(): Promise<void>
  /** Machines may start here again. */
  readmit(): Promise<void>
  /** Resolves when the guest may execute. Starting a running machine resolves at once. */
  start(spec: MachineSpec, signal: AbortSignal): Promise<void>
  /** Asks the guest; after `graceMs` turns it off. Its disk stays. */
  stop(id: string, options: { graceMs: number }): Promise<void>
  /** `whileOff` runs when the guest has shut down, or was halted, and before it boots again. */
  reboot(id: string, whileOff?: () => Promise<void>): Promise<void>
  /** Turns it off and removes everything it had: disk, sockets, logs. */
  destroy(id: string): Promise<void>
  /**
   * Plugs a volume into a machine that runs; the guest may use it when this resolves. Only where
   * `can.liveDiskAttach`, as the two that follow.
   */
  attachDisk(id: string, disk: DiskSpec): Promise<void>
  /**
   * Asks the guest to let go of it, and resolves when the volume is closed: `timeout` if the guest
   * does not in time. With `isForced` it is closed all the same and the guest keeps an empty disk.
   */
  detachDisk(id: string, disk: DiskSpec, options: { isForced: boolean }): Promise<void>
  /** Tells the guest that the volume has grown to so many bytes. */
  resizeDisk(id: string, disk: DiskSpec, sizeBytes: number): Promise<void>
  /** Halts the guest, its writes flushed; repeating it is not an error. Only where `can.pause`. */
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  /** What runs now, whoever started it. */
  list(): Promise<readonly RunningMachine[]>
  /** The last 64 KiB that the guest wrote to its first serial port, also after it stopped. */
  consoleOutput(id: string): Promise<{ readonly bytes: Uint8Array; readonly atMs: number }>
  /** What a running machine's screen shows; `wakeUp` presses a key that does nothing else first. */
  screenshot(id: string, options: { readonly wakeUp: boolean }): Promise<Picture>
  /**
   * The path of a unix socket to a running machine's first serial port or, in RFB (RFC 6143), to its
   * screen and keyboard. Several may connect; every thread of this process can.
   */
  consoleSocket(id: string, kind: ConsoleKind): Promise<string>
  /** Undefined while it does not run. */
  statistics(id: string): Promise<MachineStatistics | undefined>
  events(): AsyncIterable<MachineEvent>
}
