/**
 * The HTTP threads: this one, and workers that share the port with it (SO_REUSEPORT), each with its
 * own view of the storage. The main thread is one of them because it writes for all: what arrives
 * there needs no message to the writer. EC2 and metrics stay with it.
 */
import type { AddressInfo, Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { AggregatorRegistry } from 'prom-client'
import type { MainStorage } from '../../storage/open.ts'
import type { HostControl } from '../compute/hosts/host-control.ts'
import type { Config } from '../config.ts'
import type { ConsoleVisits } from '../console/web-sockets.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { HttpMetrics } from '../http/metrics.ts'
import type { KeySource } from '../kms/key-source.ts'
import type { Logger } from '../log.ts'
import { moduleFile } from '../module-file.ts'
import { type Caller, connectThread } from './calls.ts'
import { createDiskRoutes } from './disk-routes.ts'
import { serveForwarded } from './forwarded-handler.ts'
import { createHostRoutes } from './host-routes.ts'
import { createHttpThread, parseListen } from './http-thread.ts'
import type { MainHandlers, WorkerHandlers, WorkerStart } from './protocol.ts'
import { createStorageMetrics } from './storage-metrics.ts'
import { createUpkeepRoutes } from './upkeep-routes.ts'

export interface HttpThreads {
  readonly address: AddressInfo
  /** As RunningServer's, on the main thread. */
  serveStore(connection: Socket): void
  close(timeoutMs: number): Promise<void>
}

export interface HttpThreadsOptions {
  readonly config: Config
  readonly storage: MainStorage
  readonly keySource: KeySource
  readonly ec2: HttpHandler
  readonly console: HttpHandler
  readonly consoleVisits: ConsoleVisits
  readonly hosts: HostControl
  readonly hooks: HttpHandler
  readonly metrics: HttpMetrics
  readonly log: Logger
  /** A worker died: it may have held locks, so the process has to start again. */
  readonly onFailure: (error: Error) => void
}

export async function startHttpThreads(options: HttpThreadsOptions): Promise<HttpThreads> {
  const { config, keySource, metrics, onFailure } = options
  const workers: Caller<WorkerHandlers>[] = []
  const exits: Promise<void>[] = []
  const metricsText = async () => {
    const all = [await metrics.registry.getMetricsAsJSON()]
    for (const worker of workers) all.push(await worker.call('metrics', undefined))
    return await AggregatorRegistry.aggregate(all).metrics()
  }
  createStorageMetrics(metrics.registry, options.storage)
  const { storage } = options
  const mainRoutes = {
    ...createDiskRoutes(storage),
    ...createHostRoutes(options.hosts),
    ...createUpkeepRoutes(storage),
  }
  const server = createHttpThread({ ...options, metricsText, mainRoutes })
  const handlers: MainHandlers = {
    ec2: serveForwarded(options.ec2),
    hooks: serveForwarded(options.hooks),
    admin: serveForwarded(server.admin),
    console: serveForwarded(options.console),
    openConsole: request => options.consoleVisits.open(request),
    closeConsole: visitId => options.consoleVisits.close(visitId),
    metricsText,
  }
  let isClosing = false
  for (let thread = 1; thread < config.threads; thread++) {
    const start: WorkerStart = { config, storage: options.storage.share(), keySource, thread }
    const worker = new Worker(workerEntry, {
      workerData: start,
      transferList: [...start.storage.transferList],
    })
    worker.on('error', onFailure)
    exits.push(
      new Promise(resolve =>
        worker.once('exit', code => {
          if (!isClosing) onFailure(new Error(`HTTP thread ${thread} ended with code ${code}`))
          resolve()
        }),
      ),
    )
    workers.push(connectThread<WorkerHandlers>(worker, handlers))
  }
  const wanted = parseListen(config.listen)
  const address = await server.listen({ ...wanted, reusePort: workers.length > 0 })
  // This thread may have been given any free port (0); the others join it there.
  const { port } = address
  await Promise.all(workers.map(worker => worker.call('listen', { host: wanted.host, port })))
  return {
    address,
    serveStore: connection => server.serveStore(connection),
    async close(timeoutMs) {
      isClosing = true
      await Promise.all([
        server.close(timeoutMs),
        ...workers.map(worker => worker.call('close', timeoutMs)),
      ])
      await Promise.all(exits)
    },
  }
}

const workerEntry = moduleFile(import.meta.url, './worker')
