/**
 * The volumes of one running machine: a block server for each, and plugging them in and out while
 * the guest runs. Which disks QEMU has is asked of QEMU each time, so every step may be repeated.
 */
import type { Logger } from '../../../log.ts'
import type { BlockServer } from '../../block-server/block-server.ts'
import { type DiskSpec, HypervisorError } from '../../hypervisor.ts'
import {
  clientNode,
  diskDevice,
  diskNames,
  formatNode,
  type Generation,
  generations,
  nothingNode,
} from './disk-nodes.ts'
import type { LiveMachine } from './live-machine.ts'
import { asObject } from './qmp-client.ts'

export interface MachineDisksOptions {
  readonly socketPath: (disk: DiskSpec) => string
  readonly openServer: (disk: DiskSpec) => Promise<BlockServer>
  readonly reconnectDelaySeconds: number
  /** How long a guest may take to let go of a disk. */
  readonly unplugMs: number
  readonly log: Logger
}

export class MachineDisks implements AsyncDisposable {
  readonly #options: MachineDisksOptions
  readonly #servers = new Map<string, BlockServer>()

  constructor(options: MachineDisksOptions) {
    this.#options = options
  }

  /** Opens the volume's server, which opens the volume when QEMU comes for it. */
  async serve(disk: DiskSpec): Promise<void> {
    if (this.#servers.has(disk.volumeId)) return
    this.#servers.set(disk.volumeId, await this.#options.openServer(disk))
  }

  /** Of all that are attached now. */
  readBytes(): number {
    return [...this.#servers.values()].reduce((sum, each) => sum + each.usage().byteCount, 0)
  }

  async attach(machine: LiveMachine, disk: DiskSpec): Promise<void> {
    const names = diskNames(disk)
    await this.serve(disk)
    let nodes = await nodesOf(machine)
    const devices = await devicesOf(machine)
    if (nodes.has(names.nothing)) {
      if (devices.has(names.device)) {
        throw new HypervisorError('disk-failed', `the guest still holds what was ${disk.volumeId}`)
      }
      await removeNodes(machine, nodes, [names.format, names.nothing])
      nodes = await nodesOf(machine)
    }
    if (!nodes.has(names.format)) {
      const generation = generations.find(each => nodes.has(names.client(each))) ?? 'a'
      if (!nodes.has(names.client(generation))) await this.#addClient(machine, disk, generation)
      await machine.execute('blockdev-add', formatNode(disk, names.client(generation)))
    }
    if (!devices.has(names.device))
      await machine.execute('device_add', diskDevice(disk, { platform: 'q35-bios' }))
  }

  async #addClient(machine: LiveMachine, disk: DiskSpec, generation: Generation): Promise<void> {
    const { reconnectDelaySeconds } = this.#options
    const socketPath = this.#options.socketPath(disk)
    const node = clientNode(disk, { generation, socketPath, reconnectDelaySeconds })
    await machine.execute('blockdev-add', node)
  }

  /** `timeout` if the guest does not let go and is not forced to. */
  async detach(
    machine: LiveMachine,
    disk: DiskSpec,
    { isForced }: { isForced: boolean },
  ): Promise<void> {
    const names = diskNames(disk)
    const isUnplugged = await this.#unplug(machine, disk)
    if (!isUnplugged && !isForced) {
      throw new HypervisorError('timeout', `the guest does not let go of ${disk.volumeId}`)
    }
    const clients = generations.map(names.client)
    const nodes = await nodesOf(machine)
    if (isUnplugged) await removeNodes(machine, nodes, [names.format, names.nothing, ...clients])
    else await this.#hollowOut(machine, disk, nodes)
    await this.#close(disk)
  }

  async #unplug(machine: LiveMachine, disk: DiskSpec): Promise<boolean> {
    const { device } = diskNames(disk)
    if (!(await devicesOf(machine)).has(device)) return true
    const isDeleted = machine.nextEvent('DEVICE_DELETED', this.#options.unplugMs, data => {
      return data.device === device
    })
    // Refused where it has been asked for already: then only the event is missing.
    await machine.execute('device_del', { id: device }).catch(error => {
      this.#options.log.debug({ err: error, disk }, 'a disk is being unplugged already')
    })
    return (await isDeleted) || !(await devicesOf(machine)).has(device)
  }

  /** The guest keeps a disk of zeroes, and the volume is free. */
  async #hollowOut(
    machine: LiveMachine,
    disk: DiskSpec,
    nodes: ReadonlyMap<string, number>,
  ): Promise<void> {
    const names = diskNames(disk)
    if (!nodes.has(names.nothing)) {
      const sizeBytes = nodes.get(names.format) ?? 0
      await machine.execute('blockdev-add', nothingNode(disk, sizeBytes))
    }
    await machine.execute('blockdev-reopen', { options: [formatNode(disk, names.nothing)] })
    await removeNodes(machine, nodes, generations.map(names.client))
  }

  /** The guest sees the new size: a new client of the server takes the place of the old one. */
  async resize(machine: LiveMachine, disk: DiskSpec, sizeBytes: number): Promise<void> {
    const names = diskNames(disk)
    const nodes = await nodesOf(machine)
    const present = generations.filter(each => nodes.has(names.client(each)))
    let fresh = present.find(each => (nodes.get(names.client(each)) ?? 0) >= sizeBytes)
    if (fresh === undefined) {
      fresh = present.includes('a') ? 'b' : 'a'
      // Of an earlier growth that got no further.
      if (present.includes(fresh)) await removeNodes(machine, nodes, [names.client(fresh)])
      await this.#addClient(machine, disk, fresh)
    }
    await machine.execute('blockdev-reopen', { options: [formatNode(disk, names.client(fresh))] })
    await machine.execute('block_resize', { 'node-name': names.format, size: sizeBytes })
    const stale = present.filter(each => each !== fresh)
    await removeNodes(machine, nodes, stale.map(names.client))
  }

  async #close({ volumeId }: DiskSpec): Promise<void> {
    const server = this.#servers.get(volumeId)
    this.#servers.delete(volumeId)
    await server?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const servers = [...this.#servers.values()]
    this.#servers.clear()
    await Promise.all(servers.map(server => server[Symbol.asyncDispose]()))
  }
}

/** QEMU's block nodes by name, with the size that each has. */
async function nodesOf(machine: LiveMachine): Promise<ReadonlyMap<string, number>> {
  const list = await machine.execute('query-named-block-nodes', { flat: true })
  const nodes = new Map<string, number>()
  for (const item of Array.isArray(list) ? list : []) {
    const { 'node-name': name, image } = asObject(item) ?? {}
    const size = asObject(image)?.['virtual-size']
    if (typeof name === 'string') nodes.set(name, typeof size === 'number' ? size : 0)
  }
  return nodes
}

/** The names of the devices that have one. */
async function devicesOf(machine: LiveMachine): Promise<ReadonlySet<string>> {
  const list = await machine.execute('qom-list', { path: '/machine/peripheral' })
  const names = (Array.isArray(list) ? list : []).map(item => asObject(item)?.name)
  return new Set(names.filter(name => typeof name === 'string'))
}

async function removeNodes(
  machine: LiveMachine,
  nodes: { has(name: string): boolean },
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    if (nodes.has(name)) await machine.execute('blockdev-del', { 'node-name': name })
  }
}
