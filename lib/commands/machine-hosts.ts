/** The hosts that a server has machines on: QEMU here, and those that are attached later. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
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
import { withPublicAddresses } from '../compute/networks/host/forwarding-host.ts'
import {
  type LocalNetworkHost,
  type NetworkHostOptions,
  openNetworkHost,
} from '../compute/networks/host/network-host.ts'
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
  const networks = await openNetworks({ folder: join(runtimeFolder, 'net'), metadata, log })
  const shared = {
    resolver: createMachineResolver({ storage, blocks, records }),
    metadata,
    ...(networks && { networks }),
    clock: systemClock,
    log,
  }
  return {
    async [Symbol.asyncDispose]() {
      await networks?.[Symbol.asyncDispose]()
    },

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

const tunDevice = '/dev/net/tun'

/** Undefined where this host can give machines no network that they share. */
async function openNetworks(options: NetworkHostOptions): Promise<LocalNetworkHost | undefined> {
  try {
    await access(tunDevice, constants.R_OK | constants.W_OK)
  } catch (error) {
    options.log.warn(
      { err: error },
      `machines are kept apart, each in a network of its own: ${tunDevice} cannot be opened`,
    )
    return undefined
  }
  return withPublicAddresses(await openNetworkHost(options), options.log)
}
