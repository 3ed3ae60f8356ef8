/** The hosts that a server has machines on: QEMU here, and those that are attached later. */
import { availableParallelism, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import type { Storage } from '../../storage/storage.ts'
import { systemClock } from '../clock.ts'
import type { BlockStore } from '../compute/blocks/block-store.ts'
import type { OpenHost } from '../compute/hosts/attached-hosts.ts'
import type { Hypervisor } from '../compute/hypervisor.ts'
import { createQemuHypervisor } from '../compute/hypervisors/qemu/driver.ts'
import { createMachineResolver } from '../compute/image-source.ts'
import { createMetadataService } from '../compute/metadata/metadata-service.ts'
import { openNetworkHost } from '../compute/networks/host/network-host.ts'
import { openComputeRecords } from '../compute/records.ts'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'

/** Disposed after the hosts, which share what it holds. */
export interface MachineHosts extends AsyncDisposable {
  /** The one that this server is started with. */
  openOwn(): Promise<Hypervisor>
  /** Further ones, each with a folder and a capacity of its own. */
  readonly open: OpenHost
}

const mib = 1024 * 1024

export async function openMachineHosts(options: {
  readonly config: Config
  readonly storage: Storage
  readonly blocks: BlockStore
  /** Holds a folder for the sockets of each host. */
  readonly runtimeFolder: string
  readonly log: Logger
}): Promise<MachineHosts> {
  const { config, storage, blocks, runtimeFolder, log } = options
  const { region } = config
  const records = openComputeRecords(storage)
  const metadata = createMetadataService({ records, region, clock: systemClock, log })
  const networks = await openNetworkHost({ folder: join(runtimeFolder, 'net'), metadata, log })
  const shared = {
    resolver: createMachineResolver({ storage, blocks, records }),
    metadata,
    networks,
    clock: systemClock,
    log,
  }
  return {
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),

    openOwn: () =>
      createQemuHypervisor({
        ...shared,
        machinesFolder: resolve(join(config.data, 'machines')),
        runtimeFolder,
        limits: {
          vcpuCount: availableParallelism(),
          memoryBytes: config.machineMemoryMax * mib || Math.floor((totalmem() * 3) / 4),
        },
      }),

    async open(name, { driver, folder, vcpuCount, memoryBytes }) {
      if (driver !== 'qemu') throw new Error(`there is no driver ${driver}`)
      return await createQemuHypervisor({
        ...shared,
        name,
        machinesFolder: folder,
        // Short, as the paths of sockets have to be.
        runtimeFolder: join(runtimeFolder, `h-${name}`),
        limits: { vcpuCount, memoryBytes },
      })
    },
  }
}
