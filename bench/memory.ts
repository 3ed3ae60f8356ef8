/**
 * Shows that a server's memory does not grow with an object: one large body goes up in one PUT and
 * in parts, and comes down again, while the server's resident memory is sampled. Every byte that
 * comes back is compared.
 *
 *   node bench/memory.ts [--gibibytes 5] [--threads N] [--data DIR] [--scale smoke]
 */
import { randomFillSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type MalleeProcess, startMallee } from '../test/support/mallee-process.ts'
import { Connection, type Exchange } from './load/connection.ts'
import { readProcessUsage } from './load/process-usage.ts'
import type { Answer } from './load/response-reader.ts'
import type { Scale } from './load/scenarios.ts'
import { createSigner, type HeadOptions } from './load/signer.ts'
import { formatTable, significant } from './load/table.ts'

export interface MemoryResult {
  readonly steps: readonly MemoryStep[]
  /** The most of all steps. */
  readonly residentMegabytesMax: number
}

export interface MemoryStep {
  readonly name: string
  readonly megabytesPerSecond: number
  readonly residentMegabytesMax: number
}

/** What the server must stay below, whatever the size of the body. */
export const residentMegabytesLimit = 400

const mebibyte = 1024 * 1024
const partBytes = 16 * mebibyte
const partsAtOnce = 4
const sampleMs = 50
const xmlBytesMax = 64 * 1024

export async function run(options: {
  readonly scale: Scale
  readonly gibibytes?: number
  readonly threads?: number
  readonly parentDirectory?: string
}): Promise<MemoryResult> {
  const gibibytes = options.gibibytes ?? (options.scale === 'smoke' ? 1 / 16 : 5)
  const sizeBytes = Math.round(gibibytes * 2 ** 30)
  const dataDirectory = await mkdtemp(join(options.parentDirectory ?? tmpdir(), 'mallee-memory-'))
  try {
    await using mallee = await startMallee({ dataDirectory, threads: options.threads ?? 1 })
    return await measureMemory(mallee, sizeBytes)
  } finally {
    await rm(dataDirectory, { recursive: true, force: true })
  }
}

async function measureMemory(mallee: MalleeProcess, sizeBytes: number): Promise<MemoryResult> {
  const client = new Client(mallee)
  await client.ask({ method: 'PUT', path: '/memory', bodyBytes: 0 })
  const work: [name: string, step: () => Promise<void>][] = [
    ['one PUT', () => putWhole(client, '/memory/whole', sizeBytes)],
    ['GET of it', () => getAndCompare(client, '/memory/whole', sizeBytes)],
    ['multipart upload', () => putInParts(client, '/memory/parts', sizeBytes)],
    ['GET of it', () => getAndCompare(client, '/memory/parts', sizeBytes)],
  ]
  const steps: MemoryStep[] = []
  for (const [name, step] of work) {
    const beganMs = performance.now()
    const residentMegabytesMax = await sampleMemory(mallee.pid, step)
    const megabytesPerSecond = sizeBytes / 1000 / (performance.now() - beganMs)
    steps.push({ name, megabytesPerSecond, residentMegabytesMax })
  }
  return {
    steps,
    residentMegabytesMax: Math.max(...steps.map(step => step.residentMegabytesMax)),
  }
}

async function sampleMemory(pid: number, step: () => Promise<void>): Promise<number> {
  let bytesMax = 0
  const sample = () => {
    bytesMax = Math.max(bytesMax, readProcessUsage(pid)?.residentBytes ?? 0)
  }
  sample()
  const timer = setInterval(sample, sampleMs)
  try {
    await step()
  } finally {
    clearInterval(timer)
  }
  return bytesMax / 1e6
}

/** Signs and sends; an answer other than 200 is an error. */
class Client {
  readonly #mallee: MalleeProcess

  constructor(mallee: MalleeProcess) {
    this.#mallee = mallee
  }

  async ask(
    options: HeadOptions,
    exchange: Pick<Exchange, 'body' | 'onBody'> = {},
  ): Promise<Answer> {
    const url = new URL(this.#mallee.endpoint)
    using connection = new Connection({ hostname: url.hostname, port: Number(url.port) })
    const credentials = { ...this.#mallee.credentials, region: 'us-east-1' }
    const signHead = createSigner({ credentials, host: url.host, nowMs: Date.now() })
    const answer = await connection.exchange({ ...exchange, head: signHead(options) })
    if (answer.status === 200) return answer
    throw new Error(`${options.method} ${options.path} answered:\n${answer.head}`)
  }

  async askText(options: HeadOptions, body?: Buffer): Promise<string> {
    let text = ''
    const onBody = (bytes: Buffer) => {
      text += bytes.toString('latin1')
      if (text.length > xmlBytesMax) throw new Error('The answer is too long')
    }
    await this.ask(options, { body, onBody })
    return text
  }
}

/** One endless body: its period is no multiple of any block, so misplaced bytes show. */
const period = randomFillSync(Buffer.allocUnsafe(mebibyte + 4099))

function* bodyPieces(start: number, sizeBytes: number): Generator<Buffer> {
  for (let sent = 0; sent < sizeBytes; ) {
    const at = (start + sent) % period.length
    const piece = period.subarray(at, at + Math.min(256 * 1024, sizeBytes - sent))
    yield piece
    sent += piece.length
  }
}

async function putWhole(client: Client, path: string, sizeBytes: number): Promise<void> {
  const body = bodyPieces(0, sizeBytes)
  await client.ask({ method: 'PUT', path, bodyBytes: sizeBytes }, { body })
}

async function putInParts(client: Client, path: string, sizeBytes: number): Promise<void> {
  const created = await client.askText({
    method: 'POST',
    path,
    query: { uploads: '' },
    bodyBytes: 0,
  })
  const uploadId = /<UploadId>([^<]+)</.exec(created)?.[1]
  if (uploadId === undefined) throw new Error(`No upload id in ${created}`)

  const etags: string[] = Array.from({ length: Math.ceil(sizeBytes / partBytes) }, () => '')
  const indexes = etags.keys()
  const uploadSome = async () => {
    // One iterator for all: each part is taken once.
    for (const index of indexes) {
      const start = index * partBytes
      const bytes = Math.min(partBytes, sizeBytes - start)
      const query = { partNumber: String(index + 1), uploadId }
      const body = bodyPieces(start, bytes)
      const answer = await client.ask({ method: 'PUT', path, query, bodyBytes: bytes }, { body })
      etags[index] = /\r\netag: *([^\r]+)/i.exec(answer.head)?.[1] ?? ''
    }
  }
  await Promise.all(Array.from({ length: partsAtOnce }, uploadSome))

  const parts = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
  )
  const xml = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`)
  const query = { uploadId }
  const completed = await client.askText(
    { method: 'POST', path, query, bodyBytes: xml.length },
    xml,
  )
  if (!completed.includes('<ETag>')) throw new Error(`Completion answered ${completed}`)
}

async function getAndCompare(client: Client, path: string, sizeBytes: number): Promise<void> {
  let at = 0
  const onBody = (bytes: Buffer) => {
    for (let compared = 0; compared < bytes.length; ) {
      const from = (at + compared) % period.length
      const length = Math.min(bytes.length - compared, period.length - from)
      if (bytes.compare(period, from, from + length, compared, compared + length) !== 0) {
        throw new Error(`${path} differs in the bytes after ${at + compared}`)
      }
      compared += length
    }
    at += bytes.length
  }
  await client.ask({ method: 'GET', path }, { onBody })
  if (at !== sizeBytes) throw new Error(`${path} has ${at} bytes instead of ${sizeBytes}`)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      gibibytes: { type: 'string' },
      threads: { type: 'string', default: '1' },
      data: { type: 'string' },
      scale: { type: 'string', default: 'full' },
    },
  })
  const { steps, residentMegabytesMax } = await run({
    scale: values.scale === 'smoke' ? 'smoke' : 'full',
    threads: Number(values.threads),
    ...(values.gibibytes !== undefined && { gibibytes: Number(values.gibibytes) }),
    ...(values.data !== undefined && { parentDirectory: values.data }),
  })
  const rows = steps.map(step => [
    step.name,
    significant(step.megabytesPerSecond),
    significant(step.residentMegabytesMax),
  ])
  process.stdout.write(formatTable(['step', 'MB/s', 'server RSS MB'], rows))
  const isBelow = residentMegabytesMax < residentMegabytesLimit
  process.stdout.write(`limit ${residentMegabytesLimit} MB: ${isBelow ? 'PASS' : 'short'}\n`)
  if (!isBelow) process.exitCode = 1
}
