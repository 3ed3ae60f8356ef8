/**
 * A load generator for any S3 endpoint. Its own cost per request is a few hundredths of a CPU
 * millisecond, so that it can share two cores with the server that it measures: raw sockets,
 * requests signed before the clock starts, bodies cut from one random pool, answers counted and
 * not kept. Every answer's status and length are checked; a wrong one is an error, not a result.
 *
 *   node bench/load.ts --endpoint http://127.0.0.1:9000 --access-key … --secret-key …
 *     [--server-pid N] [--only put-4k,get-4k] [--seconds 6] [--warm-up 1] [--scale smoke] [--json]
 */
import { parseArgs } from 'node:util'
import { serveBare } from './bare-server.ts'
import { type Measurement, measure } from './load/measure.ts'
import { type Scale, type Scenario, scenarios } from './load/scenarios.ts'
import { formatMeasurements } from './load/table.ts'

const smokeSeconds = 0.3

/** Measures the generator itself, against a server that does nothing. */
export async function run({ scale }: { scale: Scale }): Promise<readonly Measurement[]> {
  await using server = await serveBare({ port: 0 })
  return await measure({
    endpoint: new URL(`http://127.0.0.1:${server.port}`),
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench', region: 'us-east-1' },
    scenarios: scenarios(scale).filter(({ verb }) => verb !== 'list'),
    scale,
    durationMs: scale === 'smoke' ? smokeSeconds * 1000 : 6000,
    warmUpMs: scale === 'smoke' ? 50 : 1000,
    now: Date.now,
  })
}

function chooseScenarios(scale: Scale, only: string | undefined): readonly Scenario[] {
  const all = scenarios(scale)
  if (only === undefined) return all
  return only.split(',').map(name => {
    const scenario = all.find(candidate => candidate.name === name)
    if (scenario) return scenario
    throw new Error(`No scenario ${name}; there are ${all.map(({ name }) => name).join(', ')}`)
  })
}

function requiredText(name: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`--${name} is needed`)
  return value
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string' },
      'access-key': { type: 'string' },
      'secret-key': { type: 'string' },
      region: { type: 'string', default: 'us-east-1' },
      'server-pid': { type: 'string' },
      only: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      scale: { type: 'string', default: 'full' },
      json: { type: 'boolean', default: false },
    },
  })
  const scale = values.scale === 'smoke' ? 'smoke' : 'full'
  const isSmoke = scale === 'smoke'
  const measurements = await measure({
    endpoint: new URL(requiredText('endpoint', values.endpoint)),
    credentials: {
      accessKeyId: requiredText('access-key', values['access-key']),
      secretAccessKey: requiredText('secret-key', values['secret-key']),
      region: values.region,
    },
    scenarios: chooseScenarios(scale, values.only),
    scale,
    durationMs: Number(values.seconds ?? (isSmoke ? smokeSeconds : 6)) * 1000,
    warmUpMs: Number(values['warm-up'] ?? (isSmoke ? 0.05 : 1)) * 1000,
    serverPid: values['server-pid'] === undefined ? undefined : Number(values['server-pid']),
    now: Date.now,
  })
  process.stdout.write(
    values.json ? `${JSON.stringify(measurements)}\n` : formatMeasurements(measurements),
  )
  if (measurements.some(({ errors }) => errors > 0)) process.exitCode = 1
}

if (import.meta.main) await main()
