/**
 * What a small request costs inside the server, without the network: CPU microseconds of the S3
 * handler over disk storage, in one thread. Sockets, the HTTP parser and Koa are not in it.
 *
 *   node bench/hot-path.ts [--scale smoke] [--only head,get,put]
 */

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import aws4 from 'aws4'
import { pino } from 'pino'
import { systemClock } from '../lib/clock.ts'
import type { HttpHandler, HttpRequest } from '../lib/http/exchange.ts'
import { createAccounts } from '../lib/iam/accounts.ts'
import { createS3App } from '../lib/s3/app.ts'
import { openEncryption } from '../lib/s3/encryption/open-encryption.ts'
import { Queries } from '../lib/s3/select/queries.ts'
import { openDiskStorage } from '../storage/open.ts'

const rootKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'hot-path-secret' }
const region = 'us-east-1'
const host = '127.0.0.1:9000'
const bodyBytes = 4096
const keyCount = 1000
/** Requests in flight at once, as 32 connections would have them. */
const concurrency = 32

export interface HotPathMeasurement {
  readonly name: string
  /** User and system time of the whole process for one request. */
  readonly cpuUs: number
}

export async function run(options: {
  readonly scale: 'smoke' | 'full'
  readonly only?: readonly string[]
}): Promise<readonly HotPathMeasurement[]> {
  const count = options.scale === 'smoke' ? 200 : 40_000
  const directory = await mkdtemp(join(tmpdir(), 'mallee-hot-path-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(directory, { recursive: true }))
  const storage = cleanup.use(
    await openDiskStorage({ directories: [directory], clock: systemClock }),
  )
  const accounts = createAccounts(storage, systemClock)
  const { accountId } = await accounts.ensureRoot(rootKey)
  await storage.createBucket('bench', { ownerId: accountId })
  const log = pino({ level: 'silent' })
  const keys = openEncryption({
    storage,
    keySource: { kind: 'built-in', rootKey: randomBytes(32) },
    region,
    defaultMode: 'off',
    clock: systemClock,
    random: randomBytes,
  })
  const s3 = createS3App({
    queries: new Queries({ spoolDirectory: tmpdir() }),
    ...keys,
    accounts,
    region,
    domains: [],
    clock: systemClock,
    log,
  })
  await drive(s3, 'PUT', keyCount)
  const results: HotPathMeasurement[] = []
  for (const method of ['HEAD', 'GET', 'PUT']) {
    const name = method.toLowerCase()
    if (options.only && !options.only.includes(name)) continue
    await drive(s3, method, Math.min(count, 20_000))
    results.push({ name, cpuUs: await drive(s3, method, count) })
  }
  return results
}

/** CPU microseconds of each of `count` requests. */
async function drive(s3: HttpHandler, method: string, count: number): Promise<number> {
  const requests = Array.from({ length: keyCount }, (_, index) => signed(method, `key-${index}`))
  let next = 0
  const before = process.cpuUsage()
  const client = async () => {
    while (next < count) {
      const request = requests[next++ % keyCount]
      if (!request) throw new RangeError('no request')
      const { status } = await s3({ ...request, body: bodyOf(method) })
      if (status !== 200) throw new Error(`${method} answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

function signed(method: string, key: string): HttpRequest {
  const path = `/bench/${key}`
  const { headers = {} } = aws4.sign(
    {
      method,
      path,
      host,
      service: 's3',
      region,
      headers: {
        'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
        ...(method === 'PUT' && { 'Content-Length': String(bodyBytes) }),
      },
    },
    rootKey,
  )
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
  return {
    id: '0123456789ABCDEF',
    method,
    rawPath: path,
    rawQuery: '',
    headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: entries.flat(),
    remoteAddress: '127.0.0.1',
    isTls: false,
    receivedAtMs: Date.now(),
    body: bodyOf(method),
  }
}

const bytes = Buffer.alloc(bodyBytes, 'mallee')

function bodyOf(method: string): () => IncomingMessage {
  // The handler reads a body by the events of a stream and nothing else.
  return () => Readable.from(method === 'PUT' ? [bytes] : []) as unknown as IncomingMessage
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { scale: { type: 'string', default: 'full' }, only: { type: 'string' } },
  })
  const scale = values.scale === 'smoke' ? 'smoke' : 'full'
  const only = values.only?.split(',')
  for (const { name, cpuUs } of await run({ scale, ...(only && { only }) })) {
    process.stdout.write(`${name.padEnd(6)} ${cpuUs.toFixed(1)} CPU us\n`)
  }
}
