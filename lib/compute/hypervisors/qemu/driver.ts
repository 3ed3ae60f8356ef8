import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConsoleKind,
  type DiskSpec,
  type Hypervisor,
  type HypervisorCapacity,
  HypervisorError,
  type MachineEvent,
  type MachineSpec,
  type MachineStatistics,
  type Picture,
  type Platform,
  type RunningMachine,
} from '../../hypervisor.ts'
import { KeyLock } from '../../key-lock.ts'
import type { NetworkHost } from '../../networks/network-spec.ts'
import { type Attachment, attach, openMachineBlockServer, openMachineDisks } from './attachment.ts'
import { keepConsole, readConsoleTail, rotateConsole } from './console-log.ts'
import { EventQueue } from './event-queue.ts'
import { killRecorded, probeFolder } from './fence.ts'
import { inspectHost } from './host.ts'
import { launchMachine } from './launch.ts'
import type { LiveMachine } from './live-machine.ts'
import { metadataListenerOf } from './machine-namespace.ts'
import {
  isMachineId,
  type MachinePaths,
  machinePaths,
  socketPathBytesMax,
} from './machine-paths.ts'
import { statisticsOf, takePicture } from './observation.ts'
import { isAlive, killProcess, type ProcessRecord, readProcessRecord } from './process-record.ts'
import {
  defaultTiming,
  type QemuHost,
  type QemuOptions,
  type QemuTiming,
  searchPath,
} from './settings.ts'

const eventCountMax = 1000
/** Between two looks at whether a console has to be emptied. */
const consoleLookMs = 1_000

/**
 * Runs machines with QEMU on this host. Machines outlive the server: what runs is found again by
 * the runtime folder, and a machine whose server is away waits for its block device.
 *
 * Without QEMU the hypervisor is made all the same and refuses to start anything, saying what to
 * install, so that an owner who wants only storage needs nothing.
 */
export async function createQemuHypervisor(options: QemuOptions): Promise<Hypervisor> {
  await mkdir(options.machinesFolder, { recursive: true, mode: 0o700 })
  // Passable, so that machines without rights reach their sockets, which are not open to others.
  await mkdir(options.runtimeFolder, { recursive: true, mode: 0o711 })
  const longest = machinePaths('i-00000000000000000', foldersOf(options)).serial
  if (Buffer.byteLength(longest) > socketPathBytesMax) {
    throw new RangeError(`the runtime folder's path is too long for sockets: ${longest}`)
  }
  const hypervisor = new QemuHypervisor(options, await inspectHost(options))
  await hypervisor.adoptAll()
  return hypervisor
}

class QemuHypervisor implements Hypervisor {
  readonly name: string
  readonly can = { pause: true, liveDiskAttach: true, consoleOutput: true, screen: true }
  readonly architecture = 'x86_64'
  readonly acceleration: 'kvm' | 'tcg' | 'none'
  readonly platforms: readonly Platform[]
  readonly networks?: NetworkHost
  readonly #options: QemuOptions
  readonly #timing: QemuTiming
  readonly #host: QemuHost | { readonly missing: string }
  readonly #attachments = new Map<string, Attachment>()
  readonly #lock = new KeyLock()
  /** For the files of a machine's console, which may be emptied while a long stop holds the other. */
  readonly #consoleLock = new KeyLock()
  readonly #screenLock = new KeyLock()
  #upkeep: NodeJS.Timeout | undefined
  readonly #graces = new Set<{ readonly id: string; readonly haste: AbortController }>()
  readonly #events = new EventQueue<MachineEvent>(eventCountMax)
  /** Ends the starts that are under way when the host is fenced. */
  #admission = new AbortController()
  readonly #starts = new Set<Promise<unknown>>()
  #isClosed = false
  #isEmptying = false

  constructor(options: QemuOptions, host: QemuHost | { readonly missing: string }) {
    this.#options = options
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#host = host
    this.name = options.name ?? 'qemu'
    this.acceleration = 'missing' in host ? 'none' : host.acceleration
    this.platforms = 'missing' in host ? [] : platformsOf(host)
    if (!('missing' in host) && options.networks) this.networks = options.networks
  }

  async capacity(): Promise<HypervisorCapacity> {
    if ('missing' in this.#host) return { vcpuCount: 0, memoryBytes: 0 }
    return this.#options.limits
  }

  async check(signal: AbortSignal): Promise<void> {
    this.#requireHost()
    signal.throwIfAborted()
    // A disk that is gone or full shows when something is to be written, not before.
    await probeFolder(this.#options.machinesFolder)
    await probeFolder(this.#options.runtimeFolder)
  }

  /**
   * What machines write goes through our block servers, and what they run in is a process that is
   * known by its record: both end here, and the processes are seen to have gone.
   */
  async fence(): Promise<void> {
    this.#admission.abort()
    // Whoever is starting might have a process that no record names yet.
    const deadline = sleep(this.#timing.startMs, 'late' as const, { ref: false })
    const started = Promise.allSettled([...this.#starts]).then(() => 'over' as const)
    if ((await Promise.race([started, deadline])) === 'late') {
      throw new HypervisorError('unavailable', 'a start that was under way does not end')
    }
    const attached = [...this.#attachments.keys()]
    await Promise.all(attached.map(id => this.#detach(id)))
    await killRecorded(this.#options.runtimeFolder, this.#timing.exitMs)
  }

  async readmit(): Promise<void> {
    if (this.#admission.signal.aborted) this.#admission = new AbortController()
  }

  async start(spec: MachineSpec, signal: AbortSignal): Promise<void> {
    const host = this.#requireHost()
    const admission = this.#admission.signal
    if (admission.aborted) throw new HypervisorError('unavailable', `${this.name} is fenced`)
    const started = this.#start(spec, host, AbortSignal.any([signal, admission]))
    this.#starts.add(started)
    try {
      await started
    } finally {
      this.#starts.delete(started)
    }
  }

  async #start(spec: MachineSpec, host: QemuHost, signal: AbortSignal): Promise<void> {
    await this.#lock.run(spec.id, async () => {
      signal.throwIfAborted()
      const paths = this.#paths(spec.id)
      if ((await this.#liveRecord(paths)) !== undefined) {
        await this.#adopt(spec.id, paths)
        return
      }
      await this.#detach(spec.id)
      await this.#clearRuntime(spec.id)
      const attachment = await launchMachine({
        spec,
        paths,
        host,
        options: this.#options,
        timing: this.#timing,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#timing.startMs)]),
        onEvent: event => this.#events.push(event),
        onGone: machine => this.#handleGone(machine),
      })
      this.#attachments.set(spec.id, attachment)
    })
  }

  /** A stop without grace, and destroy(), cut short the stops that are under way or wait. */
  async stop(id: string, { graceMs }: { graceMs: number }): Promise<void> {
    if (graceMs === 0) this.#hurry(id)
    const grace = { id, haste: new AbortController() }
    this.#graces.add(grace)
    try {
      await this.#lock.run(id, async () => {
        const machine = await this.#machineIfRunning(id)
        if (machine !== undefined) {
          const isDown = await settled(machine.powerDown(graceMs, grace.haste.signal))
          if (!isDown) await settled(machine.quit())
        }
        await this.#end(id)
      })
    } finally {
      this.#graces.delete(grace)
    }
  }

  async reboot(id: string, whileOff?: () => Promise<void>): Promise<void> {
    await this.#lock.run(id, async () => {
      const machine = await this.#machineIfRunning(id)
      if (machine === undefined) throw new HypervisorError('machine-missing', `${id} does not run`)
      await machine.reboot(this.#timing.rebootMs, whileOff)
    })
  }

  async attachDisk(id: string, disk: DiskSpec): Promise<void> {
    await this.#changeDisks(id, ({ machine, disks }) => disks.attach(machine, disk))
  }

  async detachDisk(id: string, disk: DiskSpec, options: { isForced: boolean }): Promise<void> {
    await this.#changeDisks(id, ({ machine, disks }) => disks.detach(machine, disk, options))
  }

  async resizeDisk(id: string, disk: DiskSpec, sizeBytes: number): Promise<void> {
    await this.#changeDisks(id, ({ machine, disks }) => disks.resize(machine, disk, sizeBytes))
  }

  async pause(id: string): Promise<void> {
    await this.#lock.run(id, async () => (await this.#requireMachine(id)).machine.pause())
  }

  async resume(id: string): Promise<void> {
    await this.#lock.run(id, async () => (await this.#requireMachine(id)).machine.resume())
  }

  /** Found again if need be. */
  async #requireMachine(id: string): Promise<Attachment> {
    if ((await this.#machineIfRunning(id)) === undefined) {
      throw new HypervisorError('machine-missing', `${id} does not run`)
    }
    return this.#requireAttachment(id)
  }

  async #changeDisks(id: string, change: (attachment: Attachment) => Promise<void>): Promise<void> {
    await this.#lock.run(id, async () => {
      const attachment = await this.#requireMachine(id)
      try {
        await change(attachment)
      } catch (error) {
        if (error instanceof HypervisorError) throw error
        const isAlive = await attachment.machine.isAlive()
        const code = isAlive ? 'disk-failed' : 'machine-missing'
        throw new HypervisorError(code, `a disk of ${id}: ${String(error)}`, { cause: error })
      }
    })
  }

  async destroy(id: string): Promise<void> {
    this.#hurry(id)
    await this.#lock.run(id, async () => {
      await this.#end(id)
      await rm(this.#paths(id).folder, { recursive: true, force: true })
    })
  }

  async list(): Promise<readonly RunningMachine[]> {
    const names = (await readdir(this.#options.runtimeFolder)).filter(isMachineId)
    const found = await Promise.all(names.map(id => this.#inspect(id)))
    return found.filter(machine => machine !== undefined)
  }

  async consoleOutput(id: string): Promise<{ bytes: Uint8Array; atMs: number }> {
    const paths = this.#paths(id)
    const tail = await this.#consoleLock.run(id, () => readConsoleTail(paths))
    if (tail !== undefined) return tail
    if (await isThere(paths.folder)) {
      return { bytes: new Uint8Array(), atMs: this.#options.clock.now() }
    }
    throw new HypervisorError('machine-missing', `${id} has no console`)
  }

  async screenshot(id: string, { wakeUp }: { wakeUp: boolean }): Promise<Picture> {
    const { machine } = this.#requireAttachment(id)
    const owner = this.#requireHost().userOf(id)
    // A picture takes a processor for a moment, and all of them the same file.
    return await this.#screenLock.run(id, async () => {
      if (wakeUp) await machine.wakeScreen()
      return await takePicture(machine, { path: this.#paths(id).picture, owner })
    })
  }

  async consoleSocket(id: string, kind: ConsoleKind): Promise<string> {
    const { serialHub } = this.#requireAttachment(id)
    if (kind === 'serial') return serialHub.path
    const { screen } = this.#paths(id)
    if (await isThere(screen)) return screen
    throw new HypervisorError('unavailable', `${id} has no screen`)
  }

  async statistics(id: string): Promise<MachineStatistics | undefined> {
    const attachment = this.#attachments.get(id)
    const found = attachment && (await statisticsOf(attachment))
    return found && { ...found, network: await this.#options.networks?.trafficOf(id) }
  }

  events(): AsyncIterable<MachineEvent> {
    return this.#events.read()
  }

  /** Takes hold of every machine that runs. One that cannot be reached is tried again by list(). */
  async adoptAll(): Promise<void> {
    if (!('missing' in this.#host)) await this.list()
    this.#upkeep = setInterval(() => void this.#emptyConsoles(), consoleLookMs)
    this.#upkeep.unref()
  }

  /** Lets go of the machines; they run on. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#upkeep)
    await Promise.all(
      [...this.#attachments.keys()].map(id => this.#lock.run(id, () => this.#detach(id))),
    )
    this.#events.close()
  }

  #hurry(id: string): void {
    for (const grace of this.#graces) if (grace.id === id) grace.haste.abort()
  }

  /** One after the other: there may be a thousand, and none of them is in a hurry. */
  async #emptyConsoles(): Promise<void> {
    if (this.#isEmptying) return
    this.#isEmptying = true
    for (const id of [...this.#attachments.keys()]) {
      try {
        await this.#consoleLock.run(id, () => rotateConsole(this.#paths(id)))
      } catch (error) {
        this.#options.log.error({ err: error, machine: id }, 'the console is not kept any more')
      }
    }
    this.#isEmptying = false
  }

  #requireAttachment(id: string): Attachment {
    const attachment = this.#attachments.get(id)
    if (attachment === undefined) {
      throw new HypervisorError('machine-missing', `${id} does not run`)
    }
    return attachment
  }

  #requireHost(): QemuHost {
    if ('missing' in this.#host) throw new HypervisorError('unavailable', this.#host.missing)
    if (this.#isClosed) throw new HypervisorError('unavailable', 'the hypervisor is closed')
    return this.#host
  }

  #paths(id: string): MachinePaths {
    return machinePaths(id, foldersOf(this.#options))
  }

  async #liveRecord(paths: MachinePaths): Promise<ProcessRecord | undefined> {
    const record = await readProcessRecord(paths.record)
    return record !== undefined && (await isAlive(record)) ? record : undefined
  }

  async #inspect(id: string): Promise<RunningMachine | undefined> {
    if ((await this.#liveRecord(this.#paths(id))) === undefined) {
      // What a process that died without us left behind; while it starts, its record is yet to come.
      if (!this.#lock.isBusy(id)) await this.#lock.run(id, () => this.#endIfDead(id))
      return undefined
    }
    let machine = this.#attachments.get(id)?.machine
    if (machine === undefined && !this.#lock.isBusy(id)) {
      machine = await this.#lock.run(id, () => this.#machineIfRunning(id))
    }
    return { id, power: (await settled(machine?.power())) ?? 'paused' }
  }

  async #endIfDead(id: string): Promise<void> {
    if ((await this.#liveRecord(this.#paths(id))) !== undefined) return
    // Its own end is told by #handleGone, which comes right after.
    if (!this.#attachments.has(id)) await this.#end(id)
  }

  /** The machine, adopted if need be; undefined if it does not run or cannot be reached. */
  async #machineIfRunning(id: string): Promise<LiveMachine | undefined> {
    const paths = this.#paths(id)
    if ((await this.#liveRecord(paths)) === undefined) return undefined
    try {
      return (await this.#adopt(id, paths)).machine
    } catch (error) {
      this.#options.log.error({ err: error, machine: id }, 'a running machine cannot be reached')
      return undefined
    }
  }

  async #adopt(id: string, paths: MachinePaths): Promise<Attachment> {
    const present = this.#attachments.get(id)
    if (present !== undefined) return present
    const host = this.#requireHost()
    const record = await this.#liveRecord(paths)
    if (record === undefined) throw new HypervisorError('machine-missing', `${id} does not run`)

    await using stack = new AsyncDisposableStack()
    // First, because a guest may be waiting for it.
    const context = { options: this.#options, host, timing: this.#timing }
    const blockServer = (await isThere(paths.disk))
      ? stack.use(await openMachineBlockServer(id, paths, context))
      : undefined
    const known = (await this.#options.resolver.volumes?.disksOf(id)) ?? []
    const disks = stack.use(await openMachineDisks({ id, disks: known }, paths, context))
    const listener = await metadataListenerOf(record.pid, paths, {
      isRoot: host.isRoot,
      timeoutMs: this.#timing.commandMs,
      searchPath,
    })
    // From here on attach() owns both.
    stack.move()
    const attachment = await attach({
      id,
      paths,
      record,
      blockServer,
      disks,
      listener,
      options: this.#options,
      timing: this.#timing,
      signal: AbortSignal.timeout(this.#timing.commandMs),
      onEvent: event => this.#events.push(event),
      onGone: machine => this.#handleGone(machine),
    })
    this.#attachments.set(id, attachment)
    // Paused by an error while nobody was there, or never told to run.
    await settled(attachment.machine.resume())
    return attachment
  }

  /** Ends the process, whatever it takes, and removes what only a running machine has. */
  async #end(id: string): Promise<void> {
    const paths = this.#paths(id)
    const record = await readProcessRecord(paths.record)
    if (record !== undefined && !(await killProcess(record, this.#timing.exitMs))) {
      throw new HypervisorError('timeout', `the process of ${id} does not end`)
    }
    await this.#detach(id)
    await this.#clearRuntime(id)
  }

  /** Removes what only a running machine has; its last words are kept. */
  async #clearRuntime(id: string): Promise<void> {
    const paths = this.#paths(id)
    await this.#consoleLock.run(id, async () => {
      if (await isThere(paths.folder)) await keepConsole(paths)
      await rm(paths.runtimeFolder, { recursive: true, force: true })
    })
    // A group that is left is empty, and the machine's next start takes it over.
    if (!('missing' in this.#host)) await settled(this.#host.groups?.remove(id))
  }

  async #detach(id: string): Promise<void> {
    const attachment = this.#attachments.get(id)
    this.#attachments.delete(id)
    await attachment?.[Symbol.asyncDispose]()
  }

  /** The machine ended without being asked. If it was asked, it is not in the table any more. */
  #handleGone(machine: LiveMachine): void {
    const { id, record } = machine
    this.#lock
      .run(id, async () => {
        if (this.#isClosed || this.#attachments.get(id)?.machine !== machine) return
        await machine.waitForExit()
        await this.#detach(id)
        // Only its control connection was lost: list() takes hold of it again.
        if (await isAlive(record)) return
        await this.#clearRuntime(id)
        this.#events.push({ kind: 'stopped', id, cause: machine.cause })
      })
      .catch(error =>
        this.#options.log.error({ err: error, machine: id }, 'clearing up after a machine failed'),
      )
  }
}

function platformsOf({ uefi }: QemuHost): readonly Platform[] {
  return ['q35-bios', ...(uefi ? ['q35-uefi' as const] : []), 'q35-kernel', 'microvm-kernel']
}

function foldersOf({ machinesFolder, runtimeFolder }: QemuOptions) {
  return { machines: machinesFolder, runtime: runtimeFolder }
}

/** What it resolves to; undefined if it fails, which the caller answers by a harder way. */
async function settled<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await promise
  } catch {
    return undefined
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await settled(stat(path))) !== undefined
}
