import type { Server } from 'node:net'
import { type BlockServer, openBlockServer } from '../../block-server/block-server.ts'
import type { BaseImage, MachineEvent } from '../../hypervisor.ts'
import { LiveMachine } from './live-machine.ts'
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
  readonly blockServer: BlockServer
  readonly serialHub: SerialHub
}

export interface AttachOptions {
  readonly id: string
  readonly paths: MachinePaths
  readonly record: ProcessRecord
  readonly options: QemuOptions
  readonly timing: QemuTiming
  readonly blockServer: BlockServer
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
    owner: host.runAs,
  })
}

/** Takes over the block server and the listener, also when it fails. */
export async function attach(attaching: AttachOptions): Promise<Attachment> {
  const { id, paths, record, options, timing, signal } = attaching
  const log = options.log.child({ machine: id })
  await using stack = new AsyncDisposableStack()
  stack.use(attaching.blockServer)
  if (attaching.listener !== undefined) {
    stack.use(serveMetadata(attaching.listener, options.metadata(id)))
  }

  const machine = stack.adopt(
    await LiveMachine.connect(
      {
        id,
        record,
        controlPath: paths.control,
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
    serialHub,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
