/**
 * What the storage costs by itself, on the disk under the given directory: durable puts, gets and
 * lists a second with CPU time for each, and large bodies in MB/s, beside what the disk does for a
 * file per put. Run: `node bench/storage.ts [--directory DIR] [--scale smoke|full]`.
 */
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDiskStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'

const CONCURRENCY = 32
const SMALL_BYTES = 4096
const LARGE_BYTES = 64 * 1024 * 1024
const CHUNK = Buffer.alloc(65_536, 7)

export interface StorageBenchResult {
  readonly name: string
  readonly rate: number
  readonly unit: string
  /** Of this process, all its threads included. */
  readonly cpuMicrosecondsEach: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export async function run(options: {
  directory: string
  scale: 'smoke' | 'full'
}): Promise<readonly StorageBenchResult[]> {
  const count = options.scale === 'smoke' ? 200 : 20_000
  const files = await mkdtemp(join(options.directory, 'bench-files-'))
  const directory = await mkdtemp(join(options.directory, 'bench-storage-'))
  try {
    const limit = await measure('create+write+fdatasync 4 KiB', 'files/s', count / 4, index =>
      writeOneFile(files, index),
    )
    await using storage = await openDiskStorage({
      directories: [directory],
      clock: { now: () => Date.now() },
    })
    return [limit, ...(await measureStorage(storage, count, options.scale))]
  } finally {
    await rm(files, { recursive: true })
    await rm(directory, { recursive: true })
  }
}

async function measureStorage(
  storage: Storage,
  count: number,
  scale: 'smoke' | 'full',
): Promise<readonly StorageBenchResult[]> {
  const body = Buffer.alloc(SMALL_BYTES, 42)
  const keyOf = (index: number) => `key-${String(index).padStart(8, '0')}`
  await storage.createBucket('bench', { ownerId: 'bench' })
  const put = await measure('put 4 KiB', 'puts/s', count, index =>
    storage.putObject('bench', keyOf(index), body, { finish: fields }),
  )
  const over = await measure('overwrite 4 KiB', 'puts/s', count / 2, index =>
    storage.putObject('bench', keyOf(index), body, { finish: fields }),
  )
  const get = await measure('get 4 KiB', 'gets/s', count, async index => {
    await using object = await storage.openObject('bench', keyOf((index * 7919) % count))
    await object?.bytes()
  })
  const stat = await measure('stat', 'stats/s', count, index =>
    storage.statObject('bench', keyOf((index * 7919) % count)),
  )
  const list = await measure('list 1000', 'lists/s', count / 40, index => {
    const after = keyOf((index * 997) % Math.max(1, count - 1000))
    return storage.listObjects('bench', { prefix: '', delimiter: '', after, limit: 1000 })
  })
  const rounds = scale === 'smoke' ? 1 : 8
  const write = await measure('put 64 MiB', 'MB/s', rounds, index =>
    storage.putObject('bench', `large-${index}`, largeBody(), { finish: fields }),
  )
  const read = await measure('get 64 MiB', 'MB/s', rounds, async index => {
    await using object = await storage.openObject('bench', `large-${index}`)
    for await (const chunk of object?.read() ?? []) chunk.length
  })
  const inMegabytes = (result: StorageBenchResult) => ({
    ...result,
    rate: (result.rate * LARGE_BYTES) / 1e6,
  })
  return [put, over, get, stat, list, inMegabytes(write), inMegabytes(read)]
}

function fields() {
  const headers = { 'content-type': 'application/octet-stream' }
  return { etag: '0123456789abcdef0123456789abcdef', summary: 'S', attributes: { headers } }
}

async function* largeBody(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < LARGE_BYTES; sent += CHUNK.length) yield CHUNK
}

async function writeOneFile(directory: string, index: number): Promise<void> {
  await using file = await open(join(directory, String(index)), 'wx')
  await file.write(Buffer.alloc(SMALL_BYTES, 42))
  await file.datasync()
}

/** Large bodies go one at a time, everything else with CONCURRENCY in flight. */
async function measure(
  name: string,
  unit: string,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<StorageBenchResult> {
  const times: number[] = []
  let next = 0
  const start = performance.now()
  const cpu = process.cpuUsage()
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const begin = performance.now()
      await work(index)
      times.push(performance.now() - begin)
    }
  }
  const workers = unit === 'MB/s' ? 1 : CONCURRENCY
  await Promise.all(Array.from({ length: workers }, worker))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const quantile = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0
  return {
    name,
    unit,
    rate: count / seconds,
    cpuMicrosecondsEach: (user + system) / count,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { directory: { type: 'string' }, scale: { type: 'string' } },
  })
  const directory = values.directory ?? tmpdir()
  await mkdir(directory, { recursive: true })
  const scale = values.scale === 'smoke' ? 'smoke' : 'full'
  for (const result of await run({ directory, scale })) {
    const { name, rate, unit, cpuMicrosecondsEach, p50Ms, p99Ms } = result
    const figures = `${rate.toFixed(0).padStart(8)} ${unit.padEnd(8)}`
    const cpu = `${cpuMicrosecondsEach.toFixed(1).padStart(10)} us CPU each`
    const latency = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`
    process.stdout.write(`${name.padEnd(30)} ${figures} ${cpu}  ${latency}\n`)
  }
}
