/**
 * The compute side of a server: the control plane over this host's QEMU, and the EC2 and STS
 * protocols. With compute off, EC2 still answers and has no host to run machines on.
 */
import { availableParallelism, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import type { Storage } from '../../storage/storage.ts'
import { systemClock } from '../clock.ts'
import { createCompute } from '../compute/compute.ts'
import type { Hypervisor } from '../compute/hypervisor.ts'
import { createQemuHypervisor } from '../compute/hypervisors/qemu/driver.ts'
import { createMachineResolver } from '../compute/image-source.ts'
import { createMetadataService } from '../compute/metadata/metadata-service.ts'
import { openComputeRecords } from '../compute/records.ts'
import type { Config } from '../config.ts'
import { createConsoleApp } from '../console/app.ts'
import type { ConsoleVisits } from '../console/web-sockets.ts'
import { createEc2App } from '../ec2/app.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { AccountStore } from '../iam/accounts.ts'
import type { Logger } from '../log.ts'
import { openRuntimeDirectory, removeIfEmpty } from '../runtime-directory.ts'
import { createStsService } from '../sts/service.ts'
import { createMayRead } from './image-permission.ts'

export interface ComputeSideOptions {
  readonly config: Config
  readonly storage: Storage
  readonly accounts: AccountStore
  readonly log: Logger
  /** For the runtime directory; usually process.env. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface ComputeSide extends AsyncDisposable {
  /** EC2 and STS. */
  readonly handler: HttpHandler
  /** `/_/console/…` */
  readonly console: HttpHandler
  readonly consoleVisits: ConsoleVisits
}

const mib = 1024 * 1024

export async function openComputeSide(options: ComputeSideOptions): Promise<ComputeSide> {
  const { config, storage, accounts, log } = options
  await using parts = new AsyncDisposableStack()
  const hypervisors: Hypervisor[] = []
  if (config.compute) {
    const runtime = openRuntimeDirectory(config.runtimeDir, config.data, options.environment)
    parts.defer(() => removeIfEmpty(runtime))
    hypervisors.push(parts.use(await openHypervisor(options, runtime)))
  }
  const compute = parts.use(
    await createCompute({
      storage,
      hypervisors,
      clock: systemClock,
      log,
      mayRead: createMayRead(accounts),
    }),
  )
  const open = parts.move()
  return {
    handler: createEc2App({
      compute,
      accounts,
      region: config.region,
      services: [createStsService({ sessions: accounts.sessions, region: config.region })],
    }),
    console: createConsoleApp({ consoles: compute.consoles, accounts, region: config.region }),
    consoleVisits: {
      open: ({ ticket, kind }) => compute.consoles.open(ticket, kind),
      close: async visitId => compute.consoles.close(visitId),
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function openHypervisor(
  options: ComputeSideOptions,
  runtimeFolder: string,
): Promise<Hypervisor> {
  const { config, storage, log } = options
  const records = openComputeRecords(storage)
  const { region } = config
  return await createQemuHypervisor({
    machinesFolder: resolve(join(config.data, 'machines')),
    runtimeFolder,
    resolver: createMachineResolver({ storage, records }),
    metadata: createMetadataService({ records, region, clock: systemClock, log }),
    clock: systemClock,
    log,
    limits: {
      vcpuCount: availableParallelism(),
      memoryBytes: config.machineMemoryMax * mib || Math.floor((totalmem() * 3) / 4),
    },
  })
}
