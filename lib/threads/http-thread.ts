/**
 * What one HTTP thread runs, be it a worker or the main thread: accounts and S3 over its storage, the
 * control side, and one server on the shared port.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import type { Storage } from '../../storage/storage.ts'
import { type AdminRoute, createAdminApp } from '../admin/app.ts'
import { type Clock, systemClock } from '../clock.ts'
import { createHooks } from '../compute/hooks/hooks.ts'
import type { Config } from '../config.ts'
import { type ConsoleVisits, createConsoleSockets } from '../console/web-sockets.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { HttpMetrics } from '../http/metrics.ts'
import { createAccounts } from '../iam/accounts.ts'
import type { KeySource } from '../kms/key-source.ts'
import { createKmsApp } from '../kms/protocol/app.ts'
import type { Logger } from '../log.ts'
import { createS3App } from '../s3/app.ts'
import { openEncryption } from '../s3/encryption/open-encryption.ts'
import { AccessLog } from '../s3/logging/delivery.ts'
import { Queries } from '../s3/select/queries.ts'
import { createMalleeServer, type RunningServer } from '../server.ts'
import { createAdminRoutes } from './admin-routes.ts'
import { createKeyRoutes } from './key-routes.ts'
import { createQuotaRoutes } from './quota-routes.ts'

export interface HttpThreadOptions {
  readonly config: Config
  /** As it is on the disks. */
  readonly storage: Storage
  readonly keySource: KeySource
  readonly ec2: HttpHandler
  readonly console: HttpHandler
  readonly consoleVisits: ConsoleVisits
  /** The management of hooks. */
  readonly hooks: HttpHandler
  /** Of the main thread, where this is another. */
  readonly admin?: HttpHandler
  /** What only the main thread can be asked. */
  readonly mainRoutes?: Readonly<Record<string, AdminRoute>>
  readonly metrics: HttpMetrics
  readonly metricsText: () => Promise<string>
  readonly log: Logger
  readonly clock?: Clock
}

export interface HttpThread extends RunningServer {
  readonly admin: HttpHandler
}

export function createHttpThread(options: HttpThreadOptions): HttpThread {
  const { config, storage, log, clock = systemClock } = options
  const accounts = createAccounts(storage, clock)
  const { region, domains, websiteDomains } = config
  const keys = openEncryption({
    storage,
    keySource: options.keySource,
    region,
    defaultMode: config.defaultEncryption,
    clock,
    random: randomBytes,
  })
  const accessLog = new AccessLog({
    storage: keys.storage,
    encryption: keys.encryption,
    accounts,
    clock,
    log,
    region,
    intervalMs: config.accessLogIntervalMs,
  })
  const hooks = createHooks(storage, clock)
  const routes = {
    ...createAdminRoutes(storage),
    ...createQuotaRoutes(storage, accounts),
    ...createKeyRoutes({ keys, storage, clock }),
    ...options.mainRoutes,
  }
  const admin = options.admin ?? createAdminApp({ accounts, region, clock, routes })
  const queries = new Queries({ spoolDirectory: tmpdir() })
  const server = createMalleeServer({
    s3: createS3App({
      ...keys,
      queries,
      accounts,
      region,
      domains,
      websiteDomains,
      destinations: config.destinations,
      replicationEndpoints: config.replicationEndpoints,
      accessLog,
      hooks: { has: async hook => (await hooks.find(hook)) !== undefined },
      clock,
      log,
    }),
    ec2: options.ec2,
    kms: createKmsApp({ kms: keys.kms, accounts, region, clock }),
    admin,
    console: options.console,
    consoleSockets: createConsoleSockets({ visits: options.consoleVisits, log }),
    hooks: options.hooks,
    metrics: options.metrics,
    metricsText: options.metricsText,
    isReady: async () => (await storage.health()).isWritable,
    clock,
    log,
    connectionsMax: config.connectionsMax,
  })
  return {
    admin,
    serveStore: connection => server.serveStore(connection),
    listen: address => server.listen(address),
    async close(timeoutMs) {
      await server.close(timeoutMs)
      await queries[Symbol.asyncDispose]()
      await accessLog.flush()
    },
  }
}

/** Host and port of `--listen`; brackets of an IPv6 address removed. */
export function parseListen(listen: string): { host: string; port: number } {
  const colon = listen.lastIndexOf(':')
  const host = listen.slice(0, colon).replace(/^\[|\]$/g, '')
  return { host, port: Number(listen.slice(colon + 1)) }
}

export function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
