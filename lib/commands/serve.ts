/** `mallee serve`: puts the parts together, prints how to use them, and takes them down in order. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { parseArgs } from 'node:util'
import { type MainStorage, openDiskStorage } from '../../storage/open.ts'
import { systemClock } from '../clock.ts'
import type { HookRunner } from '../compute/hooks/hook-runner.ts'
import { type Config, ConfigError, flagOptions, loadConfig } from '../config.ts'
import { createHttpMetrics } from '../http/metrics.ts'
import { type AccountStore, createAccounts } from '../iam/accounts.ts'
import { createLog, type Logger } from '../log.ts'
import { openEncryption } from '../s3/encryption/open-encryption.ts'
import { urlOf } from '../threads/http-thread.ts'
import { type HttpThreads, startHttpThreads } from '../threads/pool.ts'
import { readArguments } from './arguments.ts'
import { openComputeSide } from './compute-side.ts'
import { type HookMachinesOptions, openHookMachines } from './hook-machines.ts'
import { createMachineCheck, openHooksSide } from './hooks-side.ts'
import { startJobs } from './jobs-side.ts'
import { openKeySource } from './key-source.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What hooks run on: tests have their own. */
export type OpenHookRunner = (options: HookMachinesOptions) => Promise<HookRunner | undefined>

export async function serve(
  argv: readonly string[],
  environment: Environment,
  openHookRunner: OpenHookRunner = openHookMachines,
): Promise<void> {
  const config = loadConfig(parseFlags(argv), environment)
  const rootKey = rootKeyFrom(environment)
  const log = createLog({ level: config.logLevel, format: config.logFormat })
  await using parts = new AsyncDisposableStack()

  const given = config.disks.length > 0 ? config.disks : [join(config.data, 'disk')]
  const disks = given.map(path => resolve(path))
  const storage = parts.use(await openStorage(config, disks, log))
  const keySource = await openKeySource(config, { storage, disks, random: randomBytes })
  const keys = openEncryption({
    storage,
    keySource,
    region: config.region,
    defaultMode: config.defaultEncryption,
    clock: systemClock,
    random: randomBytes,
  })
  const accounts = createAccounts(storage, systemClock)
  const root = await accounts.ensureRoot(rootKey)
  const metrics = createHttpMetrics({ isMain: true })
  const compute = parts.use(
    await openComputeSide({
      config,
      keys,
      accounts,
      log,
      registry: metrics.registry,
      environment,
    }),
  )

  // Machines are there before the threads that serve the store to them.
  const store = Promise.withResolvers<HttpThreads['serveStore']>()
  const runner = await openHookRunner({
    config,
    storage: keys.storage,
    compute: compute.compute,
    store: store.promise,
    environment,
    log,
  })
  const hooks = parts.use(
    await openHooksSide({
      config,
      keys,
      accounts,
      checkMachine: createMachineCheck(compute.compute),
      ...(runner && { runner }),
      metrics,
      log,
    }),
  )
  parts.use(startJobs({ config, keys, accounts, metrics, log }))

  const failed = Promise.withResolvers<never>()
  const threads = await startHttpThreads({
    config,
    storage,
    keySource,
    ec2: compute.handler,
    console: compute.console,
    consoleVisits: compute.consoleVisits,
    hosts: compute.hosts,
    hooks: hooks.handler,
    metrics,
    log,
    onFailure: failed.reject,
  })
  store.resolve(threads.serveStore)
  printStart(urlOf(threads.address), config, root)
  log.info({ ...threads.address, threads: config.threads, data: resolve(config.data) }, 'serving')

  const signal = await Promise.race([stopSignal(), failed.promise])
  log.info({ signal, timeoutMs: config.stopTimeoutMs }, 'stopping: finishing what is in flight')
  await threads.close(config.stopTimeoutMs)
}

function parseFlags(argv: readonly string[]): Record<string, string | undefined> {
  const { values } = readArguments({ args: [...argv], options: flagOptions(), strict: true })
  const flags = Object.entries(values).map(([name, value]) => [name, textOf(value)])
  return Object.fromEntries(flags)
}

/** No flag is given more than once with all of its values kept. */
function textOf(value: ReturnType<typeof parseArgs>['values'][string]): string | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'string' ? value : undefined
}

function rootKeyFrom(environment: Environment) {
  const accessKeyId = environment.MALLEE_ROOT_ACCESS_KEY
  const secretAccessKey = environment.MALLEE_ROOT_SECRET_KEY
  if (!accessKeyId && !secretAccessKey) return undefined
  if (!accessKeyId || !secretAccessKey) {
    throw new ConfigError('MALLEE_ROOT_ACCESS_KEY and MALLEE_ROOT_SECRET_KEY go together')
  }
  if (!/^[\w.+=-]{3,128}$/.test(accessKeyId) || secretAccessKey.length < 8) {
    throw new ConfigError(
      'MALLEE_ROOT_ACCESS_KEY takes 3 to 128 letters, digits or _.+=-; the secret at least 8 characters',
    )
  }
  return { accessKeyId, secretAccessKey }
}

async function openStorage(
  config: Config,
  directories: readonly string[],
  log: Logger,
): Promise<MainStorage> {
  mkdirSync(config.data, { recursive: true, mode: 0o700 })
  for (const { dataCount, parityCount } of [config.redundancy, config.reducedRedundancy].filter(
    scheme => scheme !== undefined,
  )) {
    if (dataCount + parityCount <= directories.length) continue
    throw new ConfigError(
      `redundancy ${dataCount}+${parityCount} needs ${dataCount + parityCount} disks`,
    )
  }
  return await openDiskStorage({
    directories,
    witnessDirectory: resolve(config.data),
    acceptsMissing: config.acceptMissingDisks,
    schemes: {
      ...(config.redundancy && { standard: config.redundancy }),
      ...(config.reducedRedundancy && { reduced: config.reducedRedundancy }),
    },
    clock: systemClock,
    log,
    upkeep: {
      bytesPerSecond: config.upkeepBandwidthMax * MEBIBYTE,
      scrubIntervalMs: config.scrubIntervalDays * DAY_MS,
    },
  })
}

const MEBIBYTE = 1024 * 1024
const DAY_MS = 86_400_000

function printStart(
  url: string,
  config: Config,
  root: Awaited<ReturnType<AccountStore['ensureRoot']>>,
): void {
  const credentials = `
These are the root credentials. They are shown this once: keep them.

export AWS_ACCESS_KEY_ID=${root.accessKeyId}
export AWS_SECRET_ACCESS_KEY=${root.secretAccessKey}
export AWS_ENDPOINT_URL=${url} AWS_DEFAULT_REGION=${config.region}

`
  // In one write: a script that waits for the first line has the rest with it.
  process.stdout.write(`Mallee serves S3, EC2 and STS on ${url}\n${root.isNew ? credentials : ''}`)
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    let isStopping = false
    const stop = (signal: NodeJS.Signals) => {
      if (isStopping) process.exit(1)
      isStopping = true
      resolve(signal)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
