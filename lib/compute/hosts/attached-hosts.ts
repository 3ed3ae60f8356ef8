/**
 * The hosts of this server: those it was started with, and those that were attached since, which
 * are kept in documents so that a restart finds them. One that cannot be opened at the start is
 * tried again with each round of checks; until then its machines wait for it.
 */
import type { Documents } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import type { Hypervisor } from '../hypervisor.ts'
import { KeyLock } from '../key-lock.ts'
import { AttachedHost } from './attached-host.ts'
import type { Host, HostSet } from './host.ts'
import { HostError } from './host-error.ts'

/** What a driver needs to know of a host; which keys there are is the driver's own matter. */
export type HostSettings = {
  readonly driver: string
  readonly vcpuCount: number
  readonly memoryBytes: number
  /** Where it keeps its machines. */
  readonly folder: string
}

export type HostRecord = {
  readonly name: string
  /** Absent: a host that the server is started with. */
  readonly settings?: HostSettings
  readonly isDraining: boolean
  readonly attachedAtMs: number
}

export type OpenHost = (name: string, settings: HostSettings) => Promise<Hypervisor>

export interface AttachedHostsOptions {
  readonly documents: Documents<HostRecord>
  /** Of this server itself; they are closed by whoever made them. */
  readonly hypervisors: readonly Hypervisor[]
  readonly open: OpenHost
  readonly clock: Clock
  readonly log: Logger
}

export interface AttachedHosts extends HostSet, AsyncDisposable {
  list(): readonly AttachedHost[]
  get(name: string): AttachedHost | undefined
  records(): Promise<readonly HostRecord[]>
  /** Called with each host that comes later; those that are there already are listed. */
  onAttached(listener: (host: Host) => void): void
  attach(name: string, settings: HostSettings): Promise<void>
  setDraining(name: string, isDraining: boolean): Promise<void>
  /** Lets go of it and forgets it; its machines are the caller's matter. */
  remove(name: string): Promise<void>
  /** Tries those again that could not be opened. */
  openMissing(): Promise<void>
}

const nameRule = /^[a-z0-9][a-z0-9-]{0,31}$/

export async function openAttachedHosts(options: AttachedHostsOptions): Promise<AttachedHosts> {
  const hosts = new RecordedHosts(options)
  await hosts.open()
  return hosts
}

class RecordedHosts implements AttachedHosts {
  readonly #options: AttachedHostsOptions
  readonly #hosts = new Map<string, AttachedHost>()
  readonly #listeners: ((host: Host) => void)[] = []
  /** Changes of one host do not overtake each other. */
  readonly #lock = new KeyLock()

  constructor(options: AttachedHostsOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    const recorded = new Map((await this.records()).map(record => [record.name, record]))
    for (const hypervisor of this.#options.hypervisors) {
      const isDraining = recorded.get(hypervisor.name)?.isDraining ?? false
      this.#hosts.set(hypervisor.name, new AttachedHost(hypervisor, { isDraining }))
    }
    await this.openMissing()
  }

  list(): readonly AttachedHost[] {
    return [...this.#hosts.values()]
  }

  get(name: string): AttachedHost | undefined {
    return this.#hosts.get(name)
  }

  async records(): Promise<readonly HostRecord[]> {
    const records: HostRecord[] = []
    for await (const [, record] of this.#options.documents.list()) records.push(record)
    return records
  }

  onAttached(listener: (host: Host) => void): void {
    this.#listeners.push(listener)
  }

  async openMissing(): Promise<void> {
    for (const record of await this.records()) {
      await this.#lock.run(record.name, async () => {
        const { name, settings, isDraining } = record
        if (!settings || this.#hosts.has(name)) return
        // Detached since it was listed.
        if (!(await this.#options.documents.get(name))) return
        try {
          this.#add(new AttachedHost(await this.#options.open(name, settings), { isDraining }))
        } catch (error) {
          this.#options.log.error({ err: error, hypervisor: name }, 'a host could not be opened')
        }
      })
    }
  }

  async attach(name: string, settings: HostSettings): Promise<void> {
    if (!nameRule.test(name)) {
      const rule = 'a name has up to 32 small letters, digits and dashes'
      throw new HostError('host-refused', `${JSON.stringify(name)} is no name of a host: ${rule}`)
    }
    await this.#lock.run(name, () => this.#attach(name, settings))
  }

  async #attach(name: string, settings: HostSettings): Promise<void> {
    const { documents, clock } = this.#options
    if (this.#hosts.has(name) || (await documents.get(name))) {
      throw new HostError('host-refused', `there is a host ${name} already`)
    }
    const isFolderTaken = (await this.records()).some(
      record => record.settings?.folder === settings.folder,
    )
    if (isFolderTaken) {
      throw new HostError('host-refused', `another host keeps its machines in ${settings.folder}`)
    }
    await using undo = new AsyncDisposableStack()
    const hypervisor = await this.#openNew(name, settings)
    undo.use(hypervisor)
    const record = { name, settings, isDraining: false, attachedAtMs: clock.now() }
    await documents.update(name, () => record)
    undo.move()
    this.#add(new AttachedHost(hypervisor, { isDraining: false }))
  }

  /** One that does not answer at once is not attached at all. */
  async #openNew(name: string, settings: HostSettings): Promise<Hypervisor> {
    try {
      await using undo = new AsyncDisposableStack()
      const hypervisor = undo.use(await this.#options.open(name, settings))
      await hypervisor.check(AbortSignal.timeout(10_000))
      undo.move()
      return hypervisor
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new HostError('host-refused', `${name} cannot be attached: ${reason}`, { cause })
    }
  }

  #add(host: AttachedHost): void {
    this.#hosts.set(host.name, host)
    for (const listener of this.#listeners) listener(host)
  }

  async setDraining(name: string, isDraining: boolean): Promise<void> {
    await this.#lock.run(name, async () => {
      const { documents, clock } = this.#options
      const host = this.#hosts.get(name)
      await documents.update(name, current => {
        if (!current && !host) throw new HostError('host-missing', `there is no host ${name}`)
        return { name, attachedAtMs: clock.now(), ...current, isDraining }
      })
      if (host) host.isDraining = isDraining
    })
  }

  async remove(name: string): Promise<void> {
    await this.#lock.run(name, async () => {
      const host = this.#hosts.get(name)
      await this.#options.documents.update(name, () => undefined)
      this.#hosts.delete(name)
      host?.markUnreachable()
      await host?.hypervisor[Symbol.asyncDispose]()
    })
  }

  /** Closes those that it opened. */
  async [Symbol.asyncDispose](): Promise<void> {
    const own = this.list().filter(
      ({ hypervisor }) => !this.#options.hypervisors.includes(hypervisor),
    )
    await Promise.all(own.map(({ hypervisor }) => hypervisor[Symbol.asyncDispose]()))
  }
}
