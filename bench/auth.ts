/**
 * What a request costs before its operation begins: authentication, and the hashes of its body.
 *
 *   node bench/auth.ts [--scale smoke]
 */
import { hash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { crc32, crc32c } from '@node-rs/crc32'
import aws4 from 'aws4'
import {
  type AuthContext,
  type AuthRequest,
  authenticateRequest,
} from '../lib/auth/authenticate.ts'
import { createSigningKeys } from '../lib/auth/signing-keys.ts'
import { ChunkedDecoder } from '../lib/s3/body/chunked-decoder.ts'
import { createChecksums } from '../lib/s3/checksums/checksum.ts'

export interface AuthMeasurement {
  readonly name: string
  readonly p50Us: number
  readonly p99Us: number
  /** 10^9 bytes; undefined where no bytes pass. */
  readonly gigabytesPerSecond: number | undefined
}

interface Case {
  readonly name: string
  readonly bytes?: number
  run(): unknown
}

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'bench' }
const nowMs = Date.UTC(2026, 0, 1)
const timestamp = '20260101T000000Z'

export async function run({
  scale,
}: {
  readonly scale: 'smoke' | 'full'
}): Promise<readonly AuthMeasurement[]> {
  const batches = scale === 'smoke' ? 5 : 300
  const results: AuthMeasurement[] = []
  for (const each of [...authenticationCases(), ...bodyCases()]) {
    results.push(await measure(each, batches))
  }
  return results
}

/** Batches of about a millisecond, so that the clock's grain does not matter. */
async function measure({ name, bytes, run }: Case, batches: number): Promise<AuthMeasurement> {
  let perBatch = 1
  for (let us = 0; us < 1000; perBatch *= 2) us = await batchUs(run, perBatch)
  const samples: number[] = []
  for (let i = 0; i < batches; i++) samples.push((await batchUs(run, perBatch)) / perBatch)
  samples.sort((a, b) => a - b)
  const at = (share: number) => samples[Math.floor(samples.length * share)] ?? 0
  const p50Us = at(0.5)
  return {
    name,
    p50Us,
    p99Us: at(0.99),
    gigabytesPerSecond: bytes === undefined ? undefined : bytes / p50Us / 1000,
  }
}

async function batchUs(run: () => unknown, count: number): Promise<number> {
  const start = process.hrtime.bigint()
  for (let i = 0; i < count; i++) {
    const result = run()
    if (result instanceof Promise) await result
  }
  return Number(process.hrtime.bigint() - start) / 1000
}

function authenticationCases(): Case[] {
  const identity = { secretAccessKey: key.secretAccessKey, identity: 'bench' }
  const context: AuthContext<string> = {
    nowMs,
    region: 'us-east-1',
    service: 's3',
    signingKeys: createSigningKeys(),
    lookUp: async () => identity,
  }
  const requests = {
    'SigV4 header, GET': signed({ method: 'GET', path: '/bucket/photos/2026/stem-0001.jpg' }),
    'SigV4 header, PUT with metadata': signed({
      method: 'PUT',
      path: '/bucket/photos/2026/stem-0001.jpg',
      headers: {
        'content-type': 'image/jpeg',
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-meta-stem': 'red river',
        'x-amz-checksum-crc32': 'y/Q5Jg==',
      },
    }),
    'SigV4 header, LIST': signed({
      method: 'GET',
      path: '/bucket?list-type=2&prefix=photos%2F&delimiter=%2F&max-keys=1000',
    }),
    'SigV4 presigned, GET': signed({
      method: 'GET',
      path: `/bucket/k?X-Amz-Date=${timestamp}&X-Amz-Expires=60`,
      signQuery: true,
    }),
  }
  return Object.entries(requests).map(([name, request]) => ({
    name,
    run: () => authenticateRequest(request, context),
  }))
}

function signed(options: {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signQuery?: boolean
}): AuthRequest {
  const request = aws4.sign(
    {
      ...options,
      service: 's3',
      region: 'us-east-1',
      host: 'localhost:9000',
      headers: { ...options.headers, ...(!options.signQuery && { 'X-Amz-Date': timestamp }) },
    },
    key,
  )
  const headers: Record<string, string> = { 'user-agent': 'bench', accept: '*/*' }
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name.toLowerCase()] = String(value)
  }
  const [rawPath = '', rawQuery = ''] = (request.path ?? '').split('?', 2)
  const rawHeaders = Object.entries(headers).flat()
  return { method: options.method, rawPath, rawQuery, headers, rawHeaders, hostBucket: undefined }
}

function bodyCases(): Case[] {
  const checksums = createChecksums()
  const small = Buffer.alloc(4096, 'mallee')
  const large = Buffer.alloc(1024 * 1024, 'mallee')
  const cases: Case[] = []
  for (const [size, bytes] of [
    ['4 KiB', small],
    ['1 MiB', large],
  ] as const) {
    const add = (name: string, run: () => unknown) =>
      cases.push({ name: `${name}, ${size}`, bytes: bytes.length, run })
    add('CRC64NVME', () => checksums.base64('CRC64NVME', bytes))
    add('CRC32', () => crc32(bytes))
    add('CRC32C', () => crc32c(bytes))
    add('MD5', () => hash('md5', bytes))
    add('SHA-256', () => hash('sha256', bytes))
  }
  cases.push(chunkedCase(large))
  return cases
}

/** Chunks of 64 KiB: the framing alone, without the hashes that signed chunks add. */
function chunkedCase(body: Buffer): Case {
  const chunkBytes = 65_536
  const encoded: Buffer[] = []
  for (let at = 0; at < body.length; at += chunkBytes) {
    const data = body.subarray(at, at + chunkBytes)
    encoded.push(Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n'))
  }
  encoded.push(Buffer.from('0\r\n\r\n'))
  const input = Buffer.concat(encoded)
  return {
    name: 'aws-chunked framing, 1 MiB',
    bytes: body.length,
    run() {
      const decoder = new ChunkedDecoder({ sizeBytes: body.length, trailerNames: undefined })
      for (let at = 0; at < input.length; at += chunkBytes) {
        decoder.push(input.subarray(at, at + chunkBytes))
      }
      decoder.finish()
    },
  }
}

function format(results: readonly AuthMeasurement[]): string {
  const rows = results.map(({ name, p50Us, p99Us, gigabytesPerSecond }) => {
    const rate = gigabytesPerSecond === undefined ? '' : `${gigabytesPerSecond.toFixed(2)} GB/s`
    return `${name.padEnd(34)} ${p50Us.toFixed(2).padStart(9)} ${p99Us.toFixed(2).padStart(9)} ${rate.padStart(12)}`
  })
  return [`${''.padEnd(34)} ${'p50 µs'.padStart(9)} ${'p99 µs'.padStart(9)}`, ...rows].join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { scale: { type: 'string', default: 'full' } } })
  const results = await run({ scale: values.scale === 'smoke' ? 'smoke' : 'full' })
  process.stdout.write(`${format(results)}\n`)
}
