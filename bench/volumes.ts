/**
 * What a volume costs beside a local file: the same requests through the same NBD client, to a volume
 * of ours, to qemu-nbd over a raw file, and to the raw file without NBD. Everything was written once
 * before, and is in the page cache: what is compared is the work, not the disk.
 *
 *   node bench/volumes.ts [--directory DIR] [--scale smoke|full]
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { pino } from 'pino'
import { openBlockServer } from '../lib/compute/block-server/block-server.ts'
import { createBlockStore } from '../lib/compute/blocks/store.ts'
import { openDiskStorage } from '../storage/open.ts'

const execute = promisify(execFile)
const MIB = 1024 * 1024

interface Workload {
  readonly name: string
  readonly bytes: number
  readonly depth: number
  readonly isWrite: boolean
  /** Requests between two flushes; 0: none but at the end. */
  readonly flushInterval: number
  /** From one request to the next; the device is wrapped around. */
  readonly stepBytes: number
}

/** Prime, so that every block comes before one comes again. */
const RANDOM_STEP = 7919 * 4096
const random = { bytes: 4096, stepBytes: RANDOM_STEP, flushInterval: 0 }
const sequential = { bytes: MIB, stepBytes: MIB, flushInterval: 0, depth: 4 }

const workloads: readonly Workload[] = [
  { name: 'read 4 KiB, random, depth 1', ...random, depth: 1, isWrite: false },
  { name: 'read 4 KiB, random, depth 16', ...random, depth: 16, isWrite: false },
  { name: 'read 1 MiB, sequential', ...sequential, isWrite: false },
  { name: 'write 4 KiB, random, depth 1', ...random, depth: 1, isWrite: true },
  { name: 'write 4 KiB, random, depth 16', ...random, depth: 16, isWrite: true },
  { name: 'write 1 MiB, sequential', ...sequential, isWrite: true },
  { name: 'write 4 KiB, flush each', ...random, depth: 1, isWrite: true, flushInterval: 1 },
]

export interface VolumeBenchResult {
  readonly name: string
  /** Requests a second. */
  readonly volume: number
  readonly nbdFile: number
  readonly bareFile: number
}

export async function run(options: {
  directory: string
  scale: 'smoke' | 'full'
}): Promise<{ results: readonly VolumeBenchResult[]; openMs: number }> {
  const sizeBytes = options.scale === 'smoke' ? 8 * MIB : 256 * MIB
  const folder = await mkdtemp(join(options.directory, 'bench-volumes-'))
  try {
    await using parts = new AsyncDisposableStack()
    const clock = { now: () => Date.now() }
    const storage = parts.use(await openDiskStorage({ directories: [join(folder, 'disk')], clock }))
    const log = pino({ level: 'error' })
    const journalFolder = join(folder, 'journals')
    const store = parts.use(await createBlockStore({ storage, journalFolder, log }))
    await store.createVolume({ id: 'vol-1', accountId: '111122223333', sizeBytes })
    const volumePath = join(folder, 'volume.sock')
    const openDevice = () => store.open('vol-1')
    const volume = uriOf(volumePath)
    const file = join(folder, 'file.raw')
    const nbdFile = uriOf(join(folder, 'file.sock'))
    {
      await using _ = await openBlockServer({ path: volumePath, openDevice, log })
      await fill(volume, sizeBytes)
    }
    const startedAt = performance.now()
    const device = await store.open('vol-1')
    const openMs = performance.now() - startedAt
    parts.use(await openBlockServer({ path: volumePath, openDevice: async () => device, log }))
    await execute('qemu-img', ['create', '-q', '-f', 'raw', file, String(sizeBytes)])
    await fill(file, sizeBytes)
    parts.defer(await serveFile(file, join(folder, 'file.sock')))

    const results: VolumeBenchResult[] = []
    for (const workload of workloads) {
      results.push({
        name: workload.name,
        volume: await measure(volume, workload, options.scale),
        nbdFile: await measure(nbdFile, workload, options.scale),
        bareFile: await measure(file, workload, options.scale),
      })
    }
    return { results, openMs }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function uriOf(path: string): string {
  return `nbd+unix:///?socket=${path}`
}

async function fill(target: string, sizeBytes: number): Promise<void> {
  await execute('qemu-io', [
    '-f',
    'raw',
    '-c',
    `write -P 0x5a 0 ${sizeBytes}`,
    '-c',
    'flush',
    target,
  ])
}

async function serveFile(file: string, path: string): Promise<() => Promise<void>> {
  const server = spawn('qemu-nbd', ['-f', 'raw', '-t', '-e', '8', '-k', path, file], {
    stdio: 'ignore',
  })
  while ((await stat(path).catch(() => undefined)) === undefined) await pause(20)
  return async () => {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
}

/** Requests a second: from runs of two lengths, so that the client's start does not count. */
async function measure(
  target: string,
  workload: Workload,
  scale: 'smoke' | 'full',
): Promise<number> {
  const bytes = scale === 'smoke' ? 4 * MIB : workload.bytes === MIB ? 768 * MIB : 24 * MIB
  const count = Math.max(8, Math.round(bytes / workload.bytes / (workload.flushInterval ? 8 : 1)))
  await bench(target, workload, Math.ceil(count / 8))
  const short = await bench(target, workload, Math.ceil(count / 8))
  const long = await bench(target, workload, count)
  return (count - Math.ceil(count / 8)) / Math.max(0.001, long - short)
}

/** Seconds. */
async function bench(target: string, workload: Workload, count: number): Promise<number> {
  const { bytes, depth, isWrite, flushInterval, stepBytes } = workload
  const args = ['-f', 'raw', '-c', String(count), '-d', String(depth)]
  args.push('-s', String(bytes), '-S', String(stepBytes))
  if (isWrite) args.push('-w')
  if (flushInterval > 0) args.push(`--flush-interval=${flushInterval}`)
  const startedAt = performance.now()
  await execute('qemu-img', ['bench', ...args, target])
  return (performance.now() - startedAt) / 1000
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { directory: { type: 'string' }, scale: { type: 'string' } },
  })
  const scale = values.scale === 'smoke' ? 'smoke' : 'full'
  const { results, openMs } = await run({ directory: values.directory ?? tmpdir(), scale })
  console.log(`opened in ${openMs.toFixed(1)} ms`)
  for (const { name, volume, nbdFile, bareFile } of results) {
    const figures = [volume, nbdFile, bareFile].map(rate => rate.toFixed(0).padStart(8)).join(' ')
    const ratio = `${(volume / nbdFile).toFixed(2)} of NBD, ${(volume / bareFile).toFixed(2)} of file`
    console.log(`${name.padEnd(32)} ${figures} /s   ${ratio}`)
  }
}
