import type { Server } from 'node:net'
import { type BlockServer, openBlockServer } from '../../block-server/block-server.ts'
import {
  type BaseImage,
  HypervisorError,
  type MachineEvent,
  type MachineSpec,
} from '../../hypervisor.ts'
import { LiveMachine } from './live-machine.ts'
import { MachineDisks } from './machine-disks.ts'
import type { MachinePaths } from './machine-paths.ts'
import { serveMetadata } from './metadata-listener.ts'
import type { ProcessRecord } from './process-record.ts'
import { openSerialHub, type SerialHub } from './serial-hub.ts'
import type { QemuHost, QemuOptions, QemuTiming } from './settings.ts'

/**
 * All that this process holds of one running machine: the control connection, the console's
 * viewers, the metadata service and the block server. Disposing lets go of them; the machine itself stays.
 */
export interface Attachment extends AsyncDisposable {
  readonly machine: LiveMachine
  /** Of the base image; absent where the machine boots from a volume. */
  readonly blockServer: BlockServer<BaseImage> | undefined
  readonly disks: MachineDisks
  readonly serialHub: SerialHub
}

export interface AttachOptions {
  readonly id: string
  readonly paths: MachinePaths
  readonly record: ProcessRecord
  readonly options: QemuOptions
  readonly timing: QemuTiming
  readonly blockServer: BlockServer<BaseImage> | undefined
  readonly disks: MachineDisks
  /** Of the metadata service; absent where the machine's network answers. */
  readonly listener: Server | undefined
  readonly signal: AbortSignal
  onEvent(event: MachineEvent): void
  onGone(machine: LiveMachine): void
}

export function openMachineBlockServer(
  id: string,
  paths: MachinePaths,
  { options, host }: { readonly options: QemuOptions; readonly host: QemuHost },
): Promise<BlockServer<BaseImage>> {
  return openBlockServer({
    path: paths.blockServer,
    openDevice: () => options.resolver.openBaseImage(id),
    log: options.log.child({ machine: id }),
    owner: host.userOf(id),
  })
}

/** The block servers of a machine's volumes, open when this resolves. */
export async function openMachineDisks(
  { id, disks = [] }: Pick<MachineSpec, 'id' | 'disks'>,
  paths: MachinePaths,
  { options, host, timing }: MachineDisksContext,
): Promise<MachineDisks> {
  const log = options.log.child({ machine: id })
  const { volumes } = options.resolver
  await using stack = new AsyncDisposableStack()
  const machineDisks = stack.use(
    new MachineDisks({
      socketPath: disk => paths.diskServer(disk.slot),
      openServer: disk => {
        if (!volumes) throw new HypervisorError('unavailable', 'there are no volumes here')
        return openBlockServer({
          path: paths.diskServer(disk.slot),
          openDevice: () => volumes.open(disk.volumeId),
          log: log.child({ volume: disk.volumeId }),
          owner: host.userOf(id),
        })
      },
      reconnectDelaySeconds: timing.reconnectDelaySeconds,
      unplugMs: timing.unplugMs,
      log,
    }),
  )
  for (const disk of disks) await machineDisks.serve(disk)
  stack.move()
  return machineDisks
}

interface MachineDisksContext {
  readonly options: QemuOptions
  readonly host: QemuHost
  readonly timing: QemuTiming
}

/** Takes over the block servers and the listener, also when it fails. */
export async function attach(attaching: AttachOptions): Promise<Attachment> {
  const { id, paths, record, options, timing, signal } = attaching
  const log = options.log.child({ machine: id })
  await using stack = new AsyncDisposableStack()
  stack.use(attaching.blockServer)
  stack.use(attaching.disks)
  if (attaching.listener !== undefined) {
    stack.use(serveMetadata(attaching.listener, options.metadata(id)))
  }

  const machine = stack.adopt(
    await LiveMachine.connect(
      {
        id,
        record,
        controlPath: paths.control,
        rebootMark: paths.rebootMark,
        timing,
        log,
        onEvent: attaching.onEvent,
        onGone: attaching.onGone,
      },
      signal,
    ),
    live => live.release(),
  )
  const serialHub = stack.use(
    await openSerialHub({ path: paths.serialHub, portPath: paths.serial }),
  )
  const resources = stack.move()
  return {
    machine,
    blockServer: attaching.blockServer,
    disks: attaching.disks,
    serialHub,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
