/**
 * The whole comparison in one command: starts Mallee on a fresh directory and the bare server,
 * drives both with the same load in turns, and prints the ratios beside the targets. Ratios within
 * one run are what count: the machine's mood touches both sides.
 *
 *   node bench/run.ts [--scale smoke] [--threads N] [--disks N] [--seconds 6] [--rounds 3]
 *     [--only put-4k,…] [--data DIR] [--profile]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type MalleeProcess, startMallee } from '../test/support/mallee-process.ts'
import type { Measurement } from './load/measure.ts'
import { type Scale, scenarios } from './load/scenarios.ts'
import { formatMeasurements, formatTable, significant } from './load/table.ts'
import { type MachineLimits, run as measureLimits } from './md5-limit.ts'
import { summariseProfiles } from './profile.ts'
import { isMet, type Target, targets } from './targets.ts'

export interface RunOptions {
  readonly scale: Scale
  readonly threads?: number
  /** Directories on one file system, which stand for so many disks; one by default. */
  readonly disks?: number
  readonly seconds?: number
  readonly rounds?: number
  /** Scenario names; all when absent. */
  readonly only?: readonly string[]
  /** Where the fresh data directory is made: on the disk to be measured. */
  readonly parentDirectory?: string
  readonly profile?: boolean
  readonly print?: (text: string) => void
}

export interface RunResult {
  readonly mallee: readonly Measurement[]
  readonly bare: readonly Measurement[]
  readonly limits: MachineLimits
  readonly verdicts: readonly Verdict[]
}

export interface Verdict {
  readonly target: Target
  readonly reached: number
}

export async function run(options: RunOptions): Promise<RunResult> {
  const { scale, print = () => undefined } = options
  const parent = options.parentDirectory ?? tmpdir()
  const dataDirectory = await mkdtemp(join(parent, 'mallee-bench-'))
  const profileDirectory = join(dataDirectory, 'profiles')
  try {
    const limits = await measureLimits({ scale, directory: dataDirectory })
    const mallee = await startMallee({
      dataDirectory,
      threads: options.threads ?? 1,
      flags: diskFlags(dataDirectory, options.disks ?? 1),
      ...(options.profile && {
        nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`],
      }),
    })
    let measured: { mallee: Measurement[]; bare: Measurement[] }
    try {
      measured = await takeTurns(options, mallee)
    } finally {
      await mallee.stop()
    }
    const verdicts = judge(measured, limits)
    print(report(measured, limits, verdicts))
    if (options.profile) print(`\n${await summariseProfiles(profileDirectory)}`)
    return { ...measured, limits, verdicts }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true })
  }
}

function diskFlags(dataDirectory: string, disks: number): readonly string[] {
  return disks === 1 ? [] : ['--disks', join(dataDirectory, `disk{1...${disks}}`)]
}

/** Each scenario on the bare server and on Mallee, one after the other, as often as rounds say. */
async function takeTurns(
  options: RunOptions,
  mallee: MalleeProcess,
): Promise<{ mallee: Measurement[]; bare: Measurement[] }> {
  const rounds = options.rounds ?? (options.scale === 'smoke' ? 1 : 3)
  const bare = await spawnBareServer()
  try {
    const names = scenarios(options.scale)
      .map(({ name }) => name)
      .filter(name => options.only?.includes(name) ?? true)
    // Small runs are to end soon: one generator for everything. Real ones take turns, so that the
    // machine's mood touches both sides alike.
    const groups = options.scale === 'smoke' ? [names] : names.map(name => [name])
    const measured = { mallee: [] as Measurement[], bare: [] as Measurement[] }
    for (const group of groups) {
      const turns = { mallee: [] as Measurement[], bare: [] as Measurement[] }
      for (let round = 0; round < rounds; round += 1) {
        // The bare server keeps no keys to list.
        const known = group.filter(name => name !== 'list-1000')
        if (known.length > 0) turns.bare.push(...(await generateLoad(options, known, bare)))
        turns.mallee.push(...(await generateLoad(options, group, mallee)))
      }
      for (const name of group) {
        measured.mallee.push(...middleOf(turns.mallee, name))
        measured.bare.push(...middleOf(turns.bare, name))
      }
    }
    return measured
  } finally {
    bare.process.kill()
  }
}

/** A scenario's turn with the median rate: one, or none of none. */
function middleOf(turns: readonly Measurement[], scenario: string): readonly Measurement[] {
  const sorted = turns
    .filter(turn => turn.scenario === scenario)
    .toSorted((a, b) => a.ratePerSecond - b.ratePerSecond)
  return sorted.slice(Math.floor(sorted.length / 2), Math.floor(sorted.length / 2) + 1)
}

const fileHere = (name: string) => fileURLToPath(new URL(name, import.meta.url))

async function spawnBareServer() {
  const server = spawn(process.execPath, [fileHere('bare-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(server.stdout, 'data')
  return {
    process: server,
    pid: server.pid ?? 0,
    endpoint: `http://127.0.0.1:${Number(line)}`,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  }
}

/** The generator has a process of its own, so that its work is not the server's. */
async function generateLoad(
  options: RunOptions,
  names: readonly string[],
  server: Pick<MalleeProcess, 'credentials' | 'endpoint' | 'pid'>,
): Promise<readonly Measurement[]> {
  const generator = spawn(
    process.execPath,
    [
      ...[fileHere('load.ts'), '--json', '--scale', options.scale, '--only', names.join()],
      ...['--endpoint', server.endpoint, '--server-pid', String(server.pid)],
      ...['--access-key', server.credentials.accessKeyId],
      ...['--secret-key', server.credentials.secretAccessKey],
      ...(options.seconds === undefined ? [] : ['--seconds', String(options.seconds)]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  // Printed by the load generator beside this file.
  return JSON.parse(await readAll(generator)) as readonly Measurement[]
}

async function readAll(generator: ChildProcess): Promise<string> {
  let text = ''
  generator.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  await once(generator, 'close')
  if (text === '') throw new Error('The load generator failed')
  return text
}

function judge(
  measured: { mallee: readonly Measurement[]; bare: readonly Measurement[] },
  limits: MachineLimits,
): readonly Verdict[] {
  return targets.flatMap(target => {
    const { scenario, measure, yardstick } = target
    const own = measured.mallee.find(row => row.scenario === scenario)?.[measure]
    const other = yardstickOf(yardstick, measured.bare, limits)
    return own === undefined || other === undefined ? [] : [{ target, reached: own / other }]
  })
}

function yardstickOf(
  yardstick: Target['yardstick'],
  bare: readonly Measurement[],
  limits: MachineLimits,
): number | undefined {
  if (yardstick === undefined) return 1
  if (yardstick === 'durable-files') return limits.durableFilesPerSecond
  if (yardstick === 'md5') return limits.md5MegabytesPerSecond
  const row = bare.find(({ scenario }) => scenario === yardstick)
  return yardstick === 'get-64m' ? row?.megabytesPerSecond : row?.ratePerSecond
}

function report(
  measured: { mallee: readonly Measurement[]; bare: readonly Measurement[] },
  limits: MachineLimits,
  verdicts: readonly Verdict[],
): string {
  const rows = verdicts.map(({ target, reached }) => [
    target.text,
    significant(reached),
    significant(target.bound),
    isMet(target, reached) ? 'PASS' : 'short',
  ])
  return [
    `MD5, one core: ${significant(limits.md5MegabytesPerSecond)} MB/s; durable 4 KiB files, one `,
    `by one: ${significant(limits.durableFilesPerSecond)} a second\n`,
    `\nbare Node\n${formatMeasurements(measured.bare)}`,
    `\nMallee\n${formatMeasurements(measured.mallee)}`,
    `\n${formatTable(['target', 'reached', 'bound', ''], rows)}`,
  ].join('')
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: 'full' },
      threads: { type: 'string', default: '1' },
      disks: { type: 'string', default: '1' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      data: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  })
  await run({
    scale: values.scale === 'smoke' ? 'smoke' : 'full',
    threads: Number(values.threads),
    disks: Number(values.disks),
    profile: values.profile,
    print: text => process.stdout.write(text),
    ...(values.seconds !== undefined && { seconds: Number(values.seconds) }),
    ...(values.rounds !== undefined && { rounds: Number(values.rounds) }),
    ...(values.only !== undefined && { only: values.only.split(',') }),
    ...(values.data !== undefined && { parentDirectory: values.data }),
  })
}
