import { chmod, chown } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import type { MachineUsage, SavableMachine } from '../../ephemeral-machine.ts'
import type { EphemeralLaunch } from './ephemeral-options.ts'
import type { EphemeralPaths } from './ephemeral-paths.ts'
import { type ProcessRecord, waitForExit } from './process-record.ts'
import { readProcessUsage } from './process-usage.ts'
import type { QmpClient } from './qmp-client.ts'
import { connectWhenUp } from './qmp-connection.ts'
import { saveDevices } from './saving.ts'
import type { QemuTiming } from './settings.ts'
import { keepTextTail } from './text-tail.ts'

/** What this process is connected to of one QEMU. */
export interface EphemeralPorts {
  readonly client: QmpClient
  readonly control: Socket
  readonly consoleTail: () => string
  close(): void
}

export interface EphemeralMachineParts {
  readonly launch: EphemeralLaunch
  readonly record: ProcessRecord
  readonly ports: EphemeralPorts
  readonly gone: Promise<void>
  /** The process among them. */
  readonly resources: AsyncDisposableStack
}

const consoleTailCharacters = 4096

export class QemuEphemeralMachine implements SavableMachine {
  readonly id: string
  readonly control: Socket
  readonly gone: Promise<void>
  readonly #parts: EphemeralMachineParts

  constructor(parts: EphemeralMachineParts) {
    this.id = parts.launch.plan.id
    this.control = parts.ports.control
    this.gone = parts.gone
    this.#parts = parts
  }

  async resume(): Promise<void> {
    await this.#parts.ports.client.execute('cont')
  }

  usage(): Promise<MachineUsage | undefined> {
    return readProcessUsage(this.#parts.record.pid)
  }

  consoleTail(): string {
    return this.#parts.ports.consoleTail()
  }

  async save(): Promise<void> {
    const { launch, ports, record } = this.#parts
    const { kind, paths, timing, host } = launch
    if (kind.kind !== 'savable') throw new Error('this machine was not started to be saved')
    await ports.client.execute('stop')
    await saveDevices({
      client: ports.client,
      socketPath: paths.migration,
      async own(path) {
        await chmod(path, 0o600)
        const owner = host.userOf(launch.plan.id)
        if (owner !== undefined) await chown(path, owner.uid, owner.gid)
      },
      path: kind.saved.devices,
      timeoutMs: timing.commandMs,
    })
    // Its end writes down what it holds of the disk; the answer may not come before it.
    ports.client.execute('quit').catch(() => undefined)
    if (!(await waitForExit(record, timing.exitMs))) throw new Error('QEMU does not end')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.resources.disposeAsync()
  }
}

export async function connectPorts(options: {
  readonly record: ProcessRecord
  readonly paths: EphemeralPaths
  readonly timing: QemuTiming
  readonly signal: AbortSignal
}): Promise<EphemeralPorts> {
  const { record, paths, timing, signal } = options
  const qmp = { path: paths.qmp, timeoutMs: timing.commandMs, onEvent() {}, onClose() {} }
  const client = await connectWhenUp(record, qmp, signal)
  const sockets: Socket[] = []
  const close = () => {
    client.close()
    for (const socket of sockets) socket.destroy()
  }
  try {
    for (const path of [paths.console, paths.control]) sockets.push(await connectTo(path))
  } catch (error) {
    close()
    throw error
  }
  const [console, control] = sockets
  if (!console || !control) throw new Error('a port of the machine is missing')
  return { client, control, consoleTail: keepTextTail(console, consoleTailCharacters), close }
}

async function connectTo(path: string): Promise<Socket> {
  const socket = connect(path)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  // Its end is the machine's, which is noticed elsewhere.
  socket.on('error', () => undefined)
  return socket
}
