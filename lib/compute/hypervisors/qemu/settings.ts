import type { Clock } from '../../../clock.ts'
import type { Logger } from '../../../log.ts'
import type { MachineResolver, MetadataHandler } from '../../hypervisor.ts'
import type { NetworkHost } from '../../networks/network-spec.ts'
import type { UnprivilegedUser } from '../../unprivileged-user.ts'
import type { UefiFiles } from './argv.ts'
import type { MachineGroups } from './machine-groups.ts'
import type { SharedNetworks } from './machine-namespace.ts'

export interface QemuOptions {
  /** Among the hypervisors of a server; absent: `qemu`. */
  readonly name?: string
  /** Holds a folder for each machine: its disk and its console. */
  readonly machinesFolder: string
  /** Holds a folder for each running machine: sockets and its process. At most 76 bytes long. */
  readonly runtimeFolder: string
  readonly resolver: MachineResolver
  readonly metadata: MetadataHandler
  /** Absent: machines have private networks only. */
  readonly networks?: SharedNetworks & NetworkHost
  readonly clock: Clock
  readonly log: Logger
  /** What machines may use of this host together. */
  readonly limits: { readonly vcpuCount: number; readonly memoryBytes: number }
  /** 'probe' uses the processor's virtualization where a test boot shows that it works. */
  readonly acceleration?: 'probe' | 'tcg'
  readonly timing?: Partial<QemuTiming>
}

export interface QemuTiming {
  /** From the beginning of a start until the guest may run. */
  readonly startMs: number
  /** One command to QEMU, or one helper process. */
  readonly commandMs: number
  /** Between "quit" or SIGKILL and the end of the process. */
  readonly exitMs: number
  /** What a guest has to shut down in when it is to reboot. */
  readonly rebootMs: number
  /** How long a guest may take to let go of a disk. */
  readonly unplugMs: number
  /** How long a guest's read waits for a block server that is away before the machine is paused. */
  readonly reconnectDelaySeconds: number
  /** Between a machine paused by an input or output error and the first try to go on. */
  readonly resumeMs: number
}

export const defaultTiming: QemuTiming = {
  startMs: 30_000,
  commandMs: 10_000,
  exitMs: 10_000,
  rebootMs: 20_000,
  unplugMs: 10_000,
  reconnectDelaySeconds: 60,
  resumeMs: 1_000,
}

/** Programs are looked for here, not where the environment of whoever started us points. */
export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What was found out about this host once. */
export interface QemuHost {
  readonly emulator: string
  readonly imageTool: string
  /** prlimit(1): becomes a program with limits of its own. */
  readonly limitTool: string
  readonly acceleration: 'kvm' | 'tcg'
  readonly isRoot: boolean
  /** Whom a machine's QEMU becomes, each one another; undefined where it keeps what it has. */
  userOf(machineId: string): UnprivilegedUser | undefined
  /** Absent where UEFI's firmware is not installed. */
  readonly uefi: UefiFiles | undefined
  /** Absent where the kernel offers us none. */
  readonly groups: MachineGroups | undefined
  /** How fast this processor's clock counts. */
  readonly clockKhz: number
}
