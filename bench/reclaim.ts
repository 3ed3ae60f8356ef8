/**
 * How soon space comes back: stores many small objects, deletes nine of ten, and looks, under a light
 * load, when four fifths of what they took are free again, and what the load had to wait meanwhile.
 *
 *   node bench/reclaim.ts [--count 1000000] [--data DIR] [--scale smoke]
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openDiskStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import type { Scale } from './load/scenarios.ts'
import { significant } from './load/table.ts'

export interface ReclaimResult {
  readonly count: number
  readonly filledBytes: number
  readonly leftBytes: number
  /** From the last deletion until four fifths were free. */
  readonly seconds: number
  /** Of a small put, of which there are some 20 a second: before, and while space came back. */
  readonly restingP99Ms: number
  readonly reclaimingP99Ms: number
}

const SMALL_BYTES = 4096
const CONCURRENCY = 256
const FREED_SHARE = 0.8
const LOAD_INTERVAL_MS = 50
const RESTING_PUTS = 40
const SECONDS_MAX = 1800

export async function run(options: {
  readonly scale: Scale
  readonly count?: number
  readonly parentDirectory?: string
}): Promise<ReclaimResult> {
  const count = options.count ?? (options.scale === 'smoke' ? 3000 : 1_000_000)
  const directory = await mkdtemp(join(options.parentDirectory ?? tmpdir(), 'mallee-reclaim-'))
  try {
    const interval = options.scale === 'smoke' ? { reclaimIntervalMs: 100 } : {}
    const openStorage = () =>
      openDiskStorage({ directories: [directory], clock: { now: () => Date.now() }, ...interval })
    {
      await using storage = await openStorage()
      await fill(storage, count)
    }
    const filledBytes = await segmentBytes(directory)
    // The segment that was open is one of the others now.
    await using storage = await openStorage()
    const freed = await empty(storage, directory, { count, filledBytes })
    return { count, filledBytes, ...freed }
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function fill(storage: Storage, count: number): Promise<void> {
  await storage.createBucket('bench', { ownerId: 'bench' })
  const body = Buffer.alloc(SMALL_BYTES, 42)
  await each(count, index => storage.putObject('bench', keyOf(index), body, { finish: fields }))
}

async function empty(
  storage: Storage,
  directory: string,
  { count, filledBytes }: { count: number; filledBytes: number },
) {
  const restingP99Ms = percentile(await putSome(storage, RESTING_PUTS))
  await each(count, async index => {
    if (index % 10 !== 0) await storage.deleteObject('bench', keyOf(index))
  })
  const beganMs = performance.now()
  const waits: number[] = []
  for (;;) {
    waits.push(...(await putSome(storage, 10)))
    const seconds = (performance.now() - beganMs) / 1000
    const leftBytes = await segmentBytes(directory)
    if (leftBytes <= filledBytes * (1 - FREED_SHARE)) {
      return { leftBytes, seconds, restingP99Ms, reclaimingP99Ms: percentile(waits) }
    }
    if (seconds > SECONDS_MAX) throw new Error(`${leftBytes} of ${filledBytes} bytes are left`)
  }
}

/** How long each took. */
async function putSome(storage: Storage, count: number): Promise<number[]> {
  // It is to take no room itself.
  const body = Buffer.alloc(1)
  const waits: number[] = []
  for (let index = 0; index < count; index++) {
    const beganMs = performance.now()
    await storage.putObject('bench', 'load', body, { finish: fields })
    waits.push(performance.now() - beganMs)
    await delay(LOAD_INTERVAL_MS)
  }
  return waits
}

async function each(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
}

async function segmentBytes(directory: string): Promise<number> {
  const folder = join(directory, 'segments')
  let sum = 0
  for (const name of await readdir(folder)) {
    // One that goes meanwhile takes nothing.
    sum += await stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return sum
}

function percentile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}

function keyOf(index: number): string {
  return `key-${String(index).padStart(8, '0')}`
}

function fields() {
  return { etag: 'etag', summary: '', attributes: {} }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      count: { type: 'string' },
      data: { type: 'string' },
      scale: { type: 'string', default: 'full' },
    },
  })
  const result = await run({
    scale: values.scale === 'smoke' ? 'smoke' : 'full',
    ...(values.count !== undefined && { count: Number(values.count) }),
    ...(values.data !== undefined && { parentDirectory: values.data }),
  })
  const megabytes = (bytes: number) => `${significant(bytes / 1e6)} MB`
  process.stdout.write(
    `${result.count} objects, ${megabytes(result.filledBytes)}; after ${significant(result.seconds)} s ` +
      `${megabytes(result.leftBytes)} are left. p99 of a put: ${significant(result.restingP99Ms)} ms ` +
      `before, ${significant(result.reclaimingP99Ms)} ms meanwhile\n`,
  )
}
