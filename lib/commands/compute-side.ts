/**
 * The compute side of a server: the control plane over this host's QEMU, and the EC2 and STS
 * protocols. With compute off, EC2 still answers and has no host to run machines on.
 */
import { join, resolve } from 'node:path'
import type { Registry } from 'prom-client'
import { peekService } from '../auth/service.ts'
import { systemClock } from '../clock.ts'
import { createCloudWatchApp } from '../cloudwatch/app.ts'
import { createBlockStore } from '../compute/blocks/store.ts'
import { type Compute, createCompute } from '../compute/compute.ts'
import type { OpenHost } from '../compute/hosts/attached-hosts.ts'
import type { HostControl } from '../compute/hosts/host-control.ts'
import type { Hypervisor } from '../compute/hypervisor.ts'
import type { Config } from '../config.ts'
import { createConsoleApp } from '../console/app.ts'
import type { ConsoleVisits } from '../console/web-sockets.ts'
import { createEc2App } from '../ec2/app.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { AccountStore } from '../iam/accounts.ts'
import type { Logger } from '../log.ts'
import { openRuntimeDirectory, removeIfEmpty } from '../runtime-directory.ts'
import { createStsService } from '../sts/service.ts'
import { createComputeMetrics, createStartMetrics } from '../threads/compute-metrics.ts'
import { createMayRead } from './image-permission.ts'
import { openMachineHosts } from './machine-hosts.ts'
import { createTransferTools, type TransferToolsOptions } from './transfer-tools.ts'

export interface ComputeSideOptions {
  readonly config: Config
  readonly keys: TransferToolsOptions['keys']
  readonly accounts: AccountStore
  readonly log: Logger
  readonly registry: Registry
  /** For the runtime directory; usually process.env. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface ComputeSide extends AsyncDisposable {
  /** EC2, STS and CloudWatch. */
  readonly handler: HttpHandler
  /** `/_/console/…` */
  readonly console: HttpHandler
  readonly consoleVisits: ConsoleVisits
  /** For the admin interface. */
  readonly hosts: HostControl
  readonly compute: Compute
}

export async function openComputeSide(options: ComputeSideOptions): Promise<ComputeSide> {
  const { config, keys, accounts, log } = options
  const { storage } = keys
  await using parts = new AsyncDisposableStack()
  const blocks = parts.use(
    await createBlockStore({
      storage,
      journalFolder: resolve(join(config.data, 'volume-journals')),
      log,
    }),
  )
  const runtimeFolder = openRuntimeDirectory(config.runtimeDir, config.data, options.environment)
  parts.defer(() => removeIfEmpty(runtimeFolder))
  const transfers = await createTransferTools({ config, keys, accounts, runtimeFolder, log })
  const hypervisors: Hypervisor[] = []
  let openHost: OpenHost | undefined
  if (config.compute) {
    const hosts = parts.use(await openMachineHosts({ config, storage, blocks, runtimeFolder, log }))
    openHost = hosts.open
    hypervisors.push(parts.use(await hosts.openOwn()))
  }
  const compute = parts.use(
    await createCompute({
      storage,
      blocks,
      transfers,
      hypervisors,
      ...(openHost && { openHost }),
      region: config.region,
      publicAddresses: config.publicAddresses,
      ...(config.machineTypes.length > 0 && { machineTypes: config.machineTypes }),
      placement: config.machinePlacement,
      vcpuOvercommitRatio: config.vcpuOvercommit,
      accountLimits: { machinesMax: config.accountMachinesMax, vcpusMax: config.accountVcpusMax },
      monitoringIntervalMs: config.monitoringInterval * 1000,
      onStart: createStartMetrics(options.registry),
      clock: systemClock,
      log,
      mayRead: createMayRead(accounts),
    }),
  )
  createComputeMetrics(options.registry, compute)
  const { region } = config
  const services = [createStsService({ sessions: accounts.sessions, region })]
  const ec2 = createEc2App({ compute, accounts, region, services })
  const { metrics } = compute.monitoring
  const cloudWatch = createCloudWatchApp({ metrics, accounts, region })
  const open = parts.move()
  return {
    hosts: compute.hosts,
    handler: request => (peekService(request) === 'monitoring' ? cloudWatch : ec2)(request),
    console: createConsoleApp({ consoles: compute.consoles, accounts, region: config.region }),
    consoleVisits: {
      open: ({ ticket, kind }) => compute.consoles.open(ticket, kind),
      close: async visitId => compute.consoles.close(visitId),
    },
    compute,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
