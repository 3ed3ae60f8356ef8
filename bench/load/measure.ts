/** Runs scenarios against one endpoint: makes what they need, warms up, measures, accounts. */
import { Connection, type Target } from './connection.ts'
import { type DriveResult, drive } from './drive.ts'
import { readProcessUsage } from './process-usage.ts'
import {
  BodySource,
  bucket,
  folderOf,
  prepareRequests,
  type Scale,
  type Scenario,
} from './scenarios.ts'
import { type Credentials, createSigner, type SignHead } from './signer.ts'

export interface Measurement {
  readonly scenario: string
  readonly connections: number
  readonly count: number
  readonly errors: number
  readonly errorSamples: readonly string[]
  readonly seconds: number
  readonly ratePerSecond: number
  /** Bodies only; 10^6 bytes. */
  readonly megabytesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The server's; absent without its process id. */
  readonly cpuSecondsPer1000?: number
  readonly cpuSecondsPerGibibyte?: number
  readonly residentMegabytes?: number
  /** This generator's own. */
  readonly clientCpuSecondsPer1000: number
}

export interface MeasureOptions {
  readonly endpoint: URL
  readonly credentials: Credentials
  readonly scenarios: readonly Scenario[]
  readonly scale: Scale
  readonly durationMs: number
  readonly warmUpMs: number
  readonly serverPid?: number | undefined
  readonly now: () => number
  readonly onMeasurement?: (measurement: Measurement) => void
}

const populateTimeoutMs = 300_000

export async function measure(options: MeasureOptions): Promise<readonly Measurement[]> {
  const { endpoint, credentials, scenarios, now } = options
  const target = { hostname: endpoint.hostname, port: Number(endpoint.port || 80) }
  const bodies = new BodySource(Math.max(0, ...scenarios.map(({ sizeBytes }) => sizeBytes)))
  // Signed anew for each scenario: a signature is good for fifteen minutes.
  const signer = () => createSigner({ credentials, host: endpoint.host, nowMs: now() })
  await createBucket(target, signer())

  const written = new Map<string, number>()
  const measurements: Measurement[] = []
  for (const scenario of scenarios) {
    if (scenario.verb !== 'put') await populate(target, scenario, signer(), bodies, written)
    const measurement = await measureOne(options, target, scenario, signer(), bodies)
    measurements.push(measurement)
    options.onMeasurement?.(measurement)
  }
  return measurements
}

async function createBucket(target: Target, signHead: SignHead): Promise<void> {
  using connection = new Connection(target)
  const head = signHead({ method: 'PUT', path: `/${bucket}`, bodyBytes: 0 })
  const { status } = await connection.exchange({ head })
  if (status !== 200 && status !== 409) throw new Error(`CreateBucket answered ${status}`)
}

/** Writes the names that a scenario reads or removes, as far as no scenario before it did. */
async function populate(
  target: Target,
  scenario: Scenario,
  signHead: SignHead,
  bodies: BodySource,
  written: Map<string, number>,
): Promise<void> {
  const folder = folderOf(scenario)
  if ((written.get(folder) ?? 0) >= scenario.names) return
  const result = await drive({
    target,
    connections: scenario.connections,
    durationMs: populateTimeoutMs,
    countMax: scenario.names,
    request: prepareRequests({ ...scenario, verb: 'put' }, signHeadInto(folder, signHead), bodies),
  })
  if (result.count !== scenario.names) {
    throw new Error(`Writing ${scenario.names} objects failed: ${result.errorSamples.join('; ')}`)
  }
  if (scenario.verb !== 'delete') written.set(folder, scenario.names)
}

/** The same requests, for the folder of another verb. */
function signHeadInto(folder: string, signHead: SignHead): SignHead {
  return options =>
    signHead({ ...options, path: options.path.replace(/^(\/[^/]+)\/[^/]+/, `$1/${folder}`) })
}

async function measureOne(
  options: MeasureOptions,
  target: Target,
  scenario: Scenario,
  signHead: SignHead,
  bodies: BodySource,
): Promise<Measurement> {
  const request = prepareRequests(scenario, signHead, bodies)
  const shared = { target, connections: scenario.connections }
  let warmed = 0
  if (scenario.verb !== 'delete') {
    const warmUp = { durationMs: options.warmUpMs, countMax: scenario.countMax }
    warmed = (await drive({ ...shared, ...warmUp, request })).count
  }
  const before = usageOf(options.serverPid)
  const clientBefore = process.cpuUsage()
  const result = await drive({
    ...shared,
    durationMs: options.durationMs,
    countMax: scenario.countMax,
    // Goes on where the warm-up ended, so that names are new for as long as there are any.
    request: index => request(index + warmed),
  })
  const client = process.cpuUsage(clientBefore)
  const after = usageOf(options.serverPid)
  return summarise(scenario, result, {
    clientCpuSeconds: (client.user + client.system) / 1e6,
    ...(before && after && { serverCpuSeconds: after.cpuSeconds - before.cpuSeconds }),
    ...(after && { residentBytes: after.residentBytes }),
  })
}

const usageOf = (pid: number | undefined) => (pid === undefined ? undefined : readProcessUsage(pid))

function summarise(
  scenario: Scenario,
  result: DriveResult,
  usage: { clientCpuSeconds: number; serverCpuSeconds?: number; residentBytes?: number },
): Measurement {
  const { count, errors, errorSamples, latency } = result
  const seconds = result.elapsedMs / 1000
  const movesBytes = scenario.verb === 'put' || scenario.verb === 'get'
  const bytes = movesBytes ? count * scenario.sizeBytes : 0
  const per1000 = (cpuSeconds: number) => (count === 0 ? 0 : (cpuSeconds * 1000) / count)
  const { serverCpuSeconds, residentBytes } = usage
  return {
    scenario: scenario.name,
    connections: scenario.connections,
    count,
    errors,
    errorSamples,
    seconds,
    ratePerSecond: count / seconds,
    megabytesPerSecond: bytes / 1e6 / seconds,
    p50Ms: count === 0 ? 0 : latency.percentile(50) / 1e6,
    p99Ms: count === 0 ? 0 : latency.percentile(99) / 1e6,
    clientCpuSecondsPer1000: per1000(usage.clientCpuSeconds),
    ...(serverCpuSeconds !== undefined && {
      cpuSecondsPer1000: per1000(serverCpuSeconds),
      ...(bytes > 0 && { cpuSecondsPerGibibyte: serverCpuSeconds / (bytes / 2 ** 30) }),
    }),
    ...(residentBytes !== undefined && { residentMegabytes: residentBytes / 1e6 }),
  }
}
