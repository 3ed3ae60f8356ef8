/**
 * A large bucket: how long a start takes with it, what the server holds at rest, and whether the cost
 * of a listing follows the answer or the bucket. Fills a data directory through the storage itself,
 * then asks a server over it, which holds a bucket of 10,000 keys beside the large one.
 *
 *   node bench/million.ts [--count 1000000] [--disks 1] [--threads 1] [--data DIR] [--scale smoke]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createAccounts } from '../lib/iam/accounts.ts'
import { openDiskStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { type MalleeProcess, rootCredentials, startMallee } from '../test/support/mallee-process.ts'
import { Connection } from './load/connection.ts'
import { readProcessUsage } from './load/process-usage.ts'
import type { Scale } from './load/scenarios.ts'
import { createSigner } from './load/signer.ts'
import { formatTable, significant } from './load/table.ts'

export interface MillionResult {
  readonly count: number
  /** From the start of the process to its first answer. */
  readonly readyMs: number
  /** Of an empty server, started before: what of it is the process itself. */
  readonly emptyReadyMs: number
  readonly residentMegabytes: number
  /** Server CPU milliseconds of a page of 1000 keys, and of 1000 common prefixes. */
  readonly listings: readonly {
    readonly bucket: string
    readonly keysMs: number
    readonly prefixesMs: number
  }[]
}

const SMALL_COUNT = 10_000
const PREFIX_COUNT = 1000
const WRITERS = 512
const PAGES = 100
const RESIDENT_AFTER_MS = 3000

export async function run(options: {
  readonly scale: Scale
  readonly count?: number
  readonly disks?: number
  readonly threads?: number
  readonly parentDirectory?: string
}): Promise<MillionResult> {
  const { disks = 1, threads = 1, scale } = options
  const count = options.count ?? (scale === 'smoke' ? 12_000 : 1_000_000)
  const dataDirectory = await mkdtemp(join(options.parentDirectory ?? tmpdir(), 'mallee-million-'))
  const paths = Array.from({ length: disks }, (_, index) => join(dataDirectory, `disk${index + 1}`))
  const start = { dataDirectory, threads, flags: ['--disks', paths.join()] }
  try {
    const emptyReadyMs = await timed(async () => (await startMallee(start)).stop())
    await fill(paths, dataDirectory, count)
    const beganMs = performance.now()
    await using mallee = await startMallee(start)
    const readyMs = performance.now() - beganMs
    await new Promise(resolve => setTimeout(resolve, scale === 'smoke' ? 0 : RESIDENT_AFTER_MS))
    const residentMegabytes = (readProcessUsage(mallee.pid)?.residentBytes ?? 0) / 1e6
    const pages = scale === 'smoke' ? 2 : PAGES
    const listings = []
    for (const bucket of ['small', 'large']) {
      listings.push({
        bucket,
        keysMs: await listingCost(mallee, pages, `/${bucket}`, { 'list-type': '2' }),
        prefixesMs: await listingCost(mallee, pages, `/${bucket}`, {
          'list-type': '2',
          delimiter: '/',
        }),
      })
    }
    return { count, readyMs, emptyReadyMs, residentMegabytes, listings }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now()
  await work()
  return performance.now() - beganMs
}

async function fill(directories: readonly string[], data: string, count: number): Promise<void> {
  const clock = { now: () => Date.now() }
  await using storage = await openDiskStorage({ directories, witnessDirectory: data, clock })
  const { accountId } = await createAccounts(storage, clock).ensureRoot(rootCredentials)
  for (const [bucket, keys] of [
    ['small', SMALL_COUNT],
    ['large', count],
  ] as const) {
    await storage.createBucket(bucket, { ownerId: accountId })
    await putAll(storage, bucket, keys)
  }
}

/** Under so many prefixes that one listing shows them all. */
async function putAll(storage: Storage, bucket: string, count: number): Promise<void> {
  const fields = { etag: '0'.repeat(32), summary: 'S', attributes: { headers: {} } }
  const body = Buffer.alloc(64, 'mallee')
  let next = 0
  const writer = async () => {
    for (let index = next++; index < count; index = next++) {
      const key = `${String(index % PREFIX_COUNT).padStart(4, '0')}/${index}`
      await storage.putObject(bucket, key, body, { finish: () => fields })
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
}

/** CPU milliseconds of the server for one answer of 1000 entries. */
async function listingCost(
  mallee: MalleeProcess,
  pages: number,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<number> {
  const url = new URL(mallee.endpoint)
  using connection = new Connection({ hostname: url.hostname, port: Number(url.port) })
  const credentials = { ...mallee.credentials, region: 'us-east-1' }
  const signHead = createSigner({ credentials, host: url.host, nowMs: Date.now() })
  const head = signHead({ method: 'GET', path, query: { ...query, 'max-keys': '1000' } })
  const ask = async () => {
    const { status } = await connection.exchange({ head })
    if (status !== 200) throw new Error(`a listing answered ${status}`)
  }
  for (let warmUp = 0; warmUp < pages / 4; warmUp++) await ask()
  const before = readProcessUsage(mallee.pid)?.cpuSeconds ?? 0
  for (let page = 0; page < pages; page++) await ask()
  return (((readProcessUsage(mallee.pid)?.cpuSeconds ?? 0) - before) * 1000) / pages
}

function report({ count, readyMs, emptyReadyMs, residentMegabytes, listings }: MillionResult) {
  const [small, large] = listings
  const rows = listings.map(({ bucket, keysMs, prefixesMs }) => [
    bucket,
    significant(keysMs),
    significant(prefixesMs),
  ])
  const ratio = (which: 'keysMs' | 'prefixesMs') =>
    small && large ? significant(large[which] / small[which]) : ''
  return [
    `${count} objects: ready after ${Math.round(readyMs)} ms `,
    `(an empty server: ${Math.round(emptyReadyMs)} ms with its stop), `,
    `${Math.round(residentMegabytes)} MB resident at rest\n\n`,
    formatTable(
      ['bucket', '1000 keys, CPU ms', '1000 prefixes, CPU ms'],
      [...rows, ['large / small', ratio('keysMs'), ratio('prefixesMs')]],
    ),
  ].join('')
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: 'full' },
      count: { type: 'string' },
      disks: { type: 'string', default: '1' },
      threads: { type: 'string', default: '1' },
      data: { type: 'string' },
    },
  })
  const result = await run({
    scale: values.scale === 'smoke' ? 'smoke' : 'full',
    disks: Number(values.disks),
    threads: Number(values.threads),
    ...(values.count !== undefined && { count: Number(values.count) }),
    ...(values.data !== undefined && { parentDirectory: values.data }),
  })
  process.stdout.write(report(result))
}
