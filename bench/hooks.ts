/**
 * What a compute hook takes: from a PUT's answer until its result can be read, with warm machines;
 * results per minute under a burst; memory per warm machine; and what PUTs cost in a bucket without a
 * hook, before there is any and beside one.
 *
 *   node bench/hooks.ts --image FILE [--count 30] [--burst 40] [--data DIR] [--scale smoke]
 *
 * The image is one of `mallee hooks image build`, or any that runs its user data.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2'
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type MalleeProcess, startMallee } from '../test/support/mallee-process.ts'

export interface HooksResult {
  readonly resultMs: { readonly p50: number; readonly p99: number; readonly all: readonly number[] }
  readonly firstResultMs: number
  readonly resultsPerMinute: number
  /** Proportional set sizes, so that what machines share is divided among them. */
  readonly mebibytesPerWarmMachine: readonly number[]
  readonly putMs: { readonly before: number; readonly beside: number }
}

export interface HooksOptions {
  readonly image: string
  /** Events one after another. */
  readonly count: number
  /** Events at once. */
  readonly burst: number
  readonly dataDirectory?: string
}

const pollMs = 20
const resultMsMax = 300_000
const command = 'sha256sum < "$HOOK_INPUT" > "$HOOK_OUTPUT/sum"'
const machineType = 't2.nano'
const puts = 100
/** Refills end within this, on a quiet machine. */
const pauseMs = 1_500

export async function run(options: HooksOptions): Promise<HooksResult> {
  const { dataDirectory } = options
  await using mallee = await startMallee({
    compute: 'on',
    threads: 1,
    ...(dataDirectory !== undefined && { dataDirectory }),
  })
  const s3 = clientOf(mallee)
  for (const Bucket of ['images', 'uploads', 'results', 'plain']) {
    await s3.send(new CreateBucketCommand({ Bucket }))
  }
  const before = await medianPutMs(s3)
  const imageId = await register(mallee, s3, options.image)
  await mallee.command([
    ...['hooks', 'create', 'sums', '--image', imageId, '--type', machineType],
    ...['--command', command, '--bucket', 'uploads', '--output-bucket', 'results'],
    ...['--timeout', '120s', '--concurrency', '2'],
  ])
  const firstResultMs = await oneResult(s3, 'first')
  const all: number[] = []
  for (let index = 0; index < options.count; index++) {
    await sleep(pauseMs)
    all.push(await oneResult(s3, `object-${index}`))
  }
  await sleep(pauseMs)
  const mebibytesPerWarmMachine = await warmMachines(mallee.dataDirectory)
  const beside = await medianPutMs(s3)
  const resultsPerMinute = await burst(s3, options.burst)
  const sorted = all.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
  return {
    resultMs: { p50: at(0.5), p99: at(0.99), all },
    firstResultMs,
    resultsPerMinute,
    mebibytesPerWarmMachine,
    putMs: { before, beside },
  }
}

function clientOf({ endpoint, credentials }: MalleeProcess): S3Client {
  return new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
}

async function register(mallee: MalleeProcess, s3: S3Client, path: string): Promise<string> {
  const Body = await readFile(path)
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'image', Body }))
  const { endpoint, credentials } = mallee
  const ec2 = new EC2Client({ endpoint, credentials, region: 'us-east-1' })
  const { ImageId } = await ec2.send(
    new RegisterImageCommand({ Name: 'hook', ImageLocation: 'images/image' }),
  )
  ec2.destroy()
  if (ImageId === undefined) throw new Error('the image was not registered')
  return ImageId
}

/** From the answer to the PUT until its result can be read. */
async function oneResult(s3: S3Client, key: string): Promise<number> {
  const had = await resultCount(s3)
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: key, Body: `content of ${key}` }))
  const answeredMs = performance.now()
  await resultsReach(s3, had + 1)
  return performance.now() - answeredMs
}

async function resultsReach(s3: S3Client, count: number): Promise<void> {
  const deadlineMs = performance.now() + resultMsMax
  while ((await resultCount(s3)) < count) {
    if (performance.now() > deadlineMs) throw new Error(`no ${count} results in time`)
    await sleep(pollMs)
  }
}

async function resultCount(s3: S3Client): Promise<number> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'results' }))
  return Contents.filter(({ Key }) => Key?.endsWith('/sum')).length
}

async function burst(s3: S3Client, count: number): Promise<number> {
  const had = await resultCount(s3)
  const startMs = performance.now()
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      s3.send(
        new PutObjectCommand({ Bucket: 'uploads', Key: `burst-${index}`, Body: `burst ${index}` }),
      ),
    ),
  )
  await resultsReach(s3, had + count)
  return (count * 60_000) / (performance.now() - startMs)
}

async function medianPutMs(s3: S3Client): Promise<number> {
  const Body = Buffer.alloc(4096, 7)
  const all: number[] = []
  for (let index = 0; index < puts; index++) {
    const startMs = performance.now()
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: `key-${index}`, Body }))
    all.push(performance.now() - startMs)
  }
  await s3.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'key-0' }))
  return all.toSorted((one, other) => one - other)[Math.floor(puts / 2)] ?? Number.NaN
}

/** What each waiting QEMU of this server takes of the host's memory, in MiB. */
async function warmMachines(dataDirectory: string): Promise<readonly number[]> {
  const machines = join(dataDirectory, 'hooks', 'machines')
  const found: number[] = []
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
    if (!line.includes(`${machines}/`)) continue
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '')
    const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
    if (kibibytes !== undefined) found.push(Number(kibibytes) / 1024)
  }
  return found
}

function print(result: HooksResult): void {
  const { resultMs, firstResultMs, resultsPerMinute, mebibytesPerWarmMachine, putMs } = result
  const lines = [
    `first result, with the boot that is saved   ${firstResultMs.toFixed(0)} ms`,
    `PUT answered → result readable, warm        p50 ${resultMs.p50.toFixed(0)} ms, p99 ${resultMs.p99.toFixed(0)} ms (n ${resultMs.all.length})`,
    `results per minute, all at once             ${resultsPerMinute.toFixed(1)}`,
    `memory per warm machine                     ${mebibytesPerWarmMachine.map(each => each.toFixed(0)).join(', ')} MiB`,
    `PUT of 4 KiB elsewhere                      ${putMs.before.toFixed(2)} ms before, ${putMs.beside.toFixed(2)} ms beside a hook`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      image: { type: 'string' },
      count: { type: 'string', default: '30' },
      burst: { type: 'string', default: '40' },
      data: { type: 'string' },
    },
  })
  if (values.image === undefined) throw new Error('--image FILE is missing')
  const dataDirectory = values.data
  print(
    await run({
      image: values.image,
      count: Number(values.count),
      burst: Number(values.burst),
      ...(dataDirectory !== undefined && { dataDirectory }),
    }),
  )
}
