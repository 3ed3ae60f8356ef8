import { execFile } from 'node:child_process'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import type {
  EphemeralHost,
  EphemeralMachine,
  EphemeralMachinePlan,
  SavableMachine,
} from '../../ephemeral-machine.ts'
import { HypervisorError } from '../../hypervisor.ts'
import type { EphemeralKind } from './ephemeral-argv.ts'
import { startEphemeralMachine } from './ephemeral-launch.ts'
import {
  checkSocketPaths,
  type EphemeralFolders,
  ephemeralPaths,
  savedPaths,
} from './ephemeral-paths.ts'
import { inspectHost } from './host.ts'
import { isMachineId } from './machine-paths.ts'
import { killProcess, readProcessRecord } from './process-record.ts'
import { defaultTiming, type QemuHost, type QemuOptions, type QemuTiming } from './settings.ts'

export interface EphemeralHostOptions extends Pick<QemuOptions, 'log' | 'acceleration'> {
  /** Everything in it is this host's, and goes at its start and at its end. */
  readonly machinesFolder: string
  /** The same; holds sockets, so its path must be short. */
  readonly runtimeFolder: string
  readonly timing?: Partial<QemuTiming>
}

/**
 * Ephemeral machines with QEMU on this host. Whatever an earlier process left running is ended before
 * this resolves. Undefined where QEMU, or what it needs, is not there.
 */
export async function createEphemeralHost(
  options: EphemeralHostOptions,
): Promise<EphemeralHost | undefined> {
  const folders = { machines: options.machinesFolder, runtime: options.runtimeFolder }
  checkSocketPaths(folders)
  await mkdir(folders.machines, { recursive: true, mode: 0o700 })
  await mkdir(folders.runtime, { recursive: true, mode: 0o711 })
  const timing = { ...defaultTiming, ...options.timing }
  await endAll(folders, timing)
  const host = await inspectHost(options)
  if ('missing' in host) {
    await removeIfEmpty(folders.runtime)
    return undefined
  }
  const { stdout } = await promisify(execFile)(host.emulator, ['--version'], { timeout: 10_000 })
  const fingerprint = `${stdout.split('\n', 1)[0]} ${host.acceleration}`
  return new QemuEphemeralHost(options, { folders, host, timing, fingerprint })
}

/** The folder of sockets is in one of the system's, where nothing is to stay. */
async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error
  })
}

/** What no server holds any more has nothing to do. */
async function endAll(folders: EphemeralFolders, timing: QemuTiming): Promise<void> {
  const ids = new Set([...(await readdir(folders.runtime)), ...(await readdir(folders.machines))])
  for (const id of [...ids].filter(isMachineId)) {
    const paths = ephemeralPaths(id, folders)
    const record = await readProcessRecord(paths.record)
    if (record !== undefined && !(await killProcess(record, timing.exitMs))) {
      throw new HypervisorError('timeout', `the process of ${id} does not end`)
    }
    await rm(paths.runtimeFolder, { recursive: true, force: true })
    await rm(paths.folder, { recursive: true, force: true })
  }
}

interface HostFacts {
  readonly folders: EphemeralFolders
  readonly host: QemuHost
  readonly timing: QemuTiming
  readonly fingerprint: string
}

class QemuEphemeralHost implements EphemeralHost {
  readonly acceleration: 'kvm' | 'tcg'
  readonly fingerprint: string
  readonly #options: EphemeralHostOptions
  readonly #facts: HostFacts
  readonly #machines = new Set<EphemeralMachine>()
  readonly #starts = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()

  constructor(options: EphemeralHostOptions, facts: HostFacts) {
    this.#options = options
    this.#facts = facts
    this.acceleration = facts.host.acceleration
    this.fingerprint = facts.fingerprint
  }

  boot(plan: EphemeralMachinePlan, signal: AbortSignal): Promise<EphemeralMachine> {
    return this.#start(plan, { kind: 'plain' }, signal)
  }

  bootSavable(
    plan: EphemeralMachinePlan,
    folder: string,
    signal: AbortSignal,
  ): Promise<SavableMachine> {
    return this.#start(plan, { kind: 'savable', saved: savedPaths(folder) }, signal)
  }

  restore(
    plan: EphemeralMachinePlan,
    folder: string,
    signal: AbortSignal,
  ): Promise<EphemeralMachine> {
    return this.#start(plan, { kind: 'restored', saved: savedPaths(folder) }, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#starts)
    await Promise.all([...this.#machines].map(machine => machine[Symbol.asyncDispose]()))
    await removeIfEmpty(this.#facts.folders.runtime)
  }

  async #start(
    plan: EphemeralMachinePlan,
    kind: EphemeralKind,
    signal: AbortSignal,
  ): Promise<SavableMachine> {
    this.#closing.signal.throwIfAborted()
    const { folders, host, timing } = this.#facts
    const limit = AbortSignal.timeout(timing.startMs)
    const starting = startEphemeralMachine({
      plan,
      kind,
      paths: ephemeralPaths(plan.id, folders),
      host,
      timing,
      log: this.#options.log.child({ machine: plan.id }),
      signal: AbortSignal.any([signal, this.#closing.signal, limit]),
    })
    this.#starts.add(starting)
    try {
      const machine = await starting
      this.#machines.add(machine)
      void machine.gone.then(() => this.#machines.delete(machine))
      return machine
    } finally {
      this.#starts.delete(starting)
    }
  }
}
