/**
 * Machines beside bare QEMU with a local raw file, in one run on the same accelerator: the time to
 * the first user command, whether the size of the image matters, many machines at once, the guest's
 * disk and the memory of a machine.
 *
 *   node bench/compute.ts [--scale smoke] [--rounds 3] [--machines 20] [--large-gibibytes 10]
 *     [--data DIR]
 */
import { randomFillSync } from 'node:crypto'
import { chmod, copyFile, mkdtemp, open, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { chooseAcceleration } from '../lib/compute/hypervisors/qemu/acceleration.ts'
import { type MalleeProcess, startMallee } from '../test/support/mallee-process.ts'
import { testImage } from '../test/support/qemu-rig.ts'
import { type BareMachine, startBareMachine } from './compute/bare-machine.ts'
import { Cloud } from './compute/cloud.ts'
import {
  bootScript,
  type DiskThroughput,
  type DiskWork,
  diskScript,
  diskThroughput,
  firstCommand,
  waitFor,
} from './compute/guest.ts'
import { processOf, proportionalBytes } from './compute/process-memory.ts'
import { type ComputeFigures, formatFigures, judge, type Verdict } from './compute/report.ts'
import type { Scale } from './load/scenarios.ts'

const mebibyte = 2 ** 20
/** As t2.nano has them. */
const machine = { vcpuCount: 1, memoryMebibytes: 512 }

export interface ComputeBenchOptions {
  readonly scale: Scale
  readonly rounds?: number
  readonly machines?: number
  readonly largeGibibytes?: number
  /** Where files are made: on the disk to be measured. */
  readonly parentDirectory?: string
  readonly print?: (text: string) => void
}

export interface ComputeBenchResult {
  readonly figures: ComputeFigures
  readonly verdicts: readonly Verdict[]
}

interface Bench {
  readonly folder: string
  readonly accelerator: 'kvm' | 'tcg'
  readonly cloud: Cloud
  readonly mallee: MalleeProcess
  readonly print: (text: string) => void
}

interface Boot {
  readonly seconds: number
  readonly bytes: number
  readonly readBytes: number
}

export async function run(options: ComputeBenchOptions): Promise<ComputeBenchResult> {
  const { scale, print = () => undefined } = options
  const folder = await mkdtemp(join(options.parentDirectory ?? tmpdir(), 'mallee-compute-'))
  // Machines without rights have to reach their sockets and disks.
  await chmod(folder, 0o711)
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const log = pino({ level: 'silent' })
  const accelerator = await chooseAcceleration({
    ...{ emulator: '/usr/bin/qemu-system-x86_64', temporaryFolder: folder, log },
  })
  const mallee = stack.use(
    await startMallee({
      ...{ dataDirectory: join(folder, 'data'), threads: 1, compute: 'on' },
      flags: ['--vcpu-overcommit', '64', '--monitoring-interval', '10'],
    }),
  )
  const cloud = stack.use(new Cloud(mallee))
  const bench: Bench = { folder, accelerator, cloud, mallee, print }
  const figures = await measure(bench, {
    rounds: options.rounds ?? (scale === 'smoke' ? 1 : 3),
    machineCount: options.machines ?? (scale === 'smoke' ? 1 : 20),
    largeBytes: (options.largeGibibytes ?? (scale === 'smoke' ? 1 / 8 : 10)) * 2 ** 30,
    work: {
      bootMebibytes: 64,
      ...(scale === 'smoke'
        ? { readMebibytes: 16, writeMebibytes: 8 }
        : { readMebibytes: 256, writeMebibytes: 128 }),
    },
  })
  const verdicts = judge(figures)
  print(formatFigures(figures, verdicts, accelerator))
  return { figures, verdicts }
}

async function measure(
  bench: Bench,
  size: {
    readonly rounds: number
    readonly machineCount: number
    readonly largeBytes: number
    readonly work: DiskWork
  },
): Promise<ComputeFigures> {
  const { cloud, folder, print } = bench
  const tiny = await testImage('tiny')
  await cloud.createBucket()
  print('uploading images\n')
  const tinyImage = await cloud.upload('tiny', tiny, 48 * mebibyte)
  const middleImage = await cloud.upload('middle', tiny, 100 * mebibyte)
  const largeImage = await cloud.upload('large', tiny, size.largeBytes)
  const boots = {
    bare: [] as Boot[],
    tiny: [] as Boot[],
    middle: [] as Boot[],
    large: [] as Boot[],
  }
  for (let round = 0; round < size.rounds; round++) {
    print(`booting, round ${round + 1}\n`)
    boots.bare.push(await bootBare(bench, tiny))
    boots.tiny.push(await bootCloud(bench, tinyImage))
    boots.middle.push(await bootCloud(bench, middleImage))
    boots.large.push(await bootCloud(bench, largeImage))
  }
  print('reading and writing disks\n')
  const disk = await measureDisks(bench, tiny, size.work)
  print(`starting ${size.machineCount} machines at once\n`)
  const many = await measureMany(bench, tinyImage, size.machineCount)
  await rm(join(folder, 'bare'), { recursive: true, force: true })
  const middleOf = (of: readonly Boot[], value: (boot: Boot) => number) => median(of.map(value))
  return {
    bareSeconds: middleOf(boots.bare, boot => boot.seconds),
    tinySeconds: middleOf(boots.tiny, boot => boot.seconds),
    middleSeconds: middleOf(boots.middle, boot => boot.seconds),
    largeSeconds: middleOf(boots.large, boot => boot.seconds),
    largeGibibytes: size.largeBytes / 2 ** 30,
    middleReadBytes: middleOf(boots.middle, boot => boot.readBytes),
    largeReadBytes: middleOf(boots.large, boot => boot.readBytes),
    bareBytes: middleOf(boots.bare, boot => boot.bytes),
    tinyBytes: middleOf(boots.tiny, boot => boot.bytes),
    ...disk,
    ...many,
  }
}

async function bootBare(bench: Bench, image: string): Promise<Boot> {
  await using bare = await startBare(bench, image, bootScript, 'one')
  const seconds = await secondsToFirstCommand(bare)
  await waitFor('the bare guest', async () => ifSaid(await bare.shown(), 'tiny: ready'))
  return { seconds, bytes: proportionalBytes(bare.pid), readBytes: 0 }
}

async function secondsToFirstCommand(bare: BareMachine): Promise<number> {
  await waitFor('the bare guest', async () => ifSaid(await bare.shown(), firstCommand))
  return (performance.now() - bare.startedMs) / 1000
}

async function startBare(
  { folder, accelerator }: Bench,
  image: string,
  userData: string,
  name: string,
): Promise<BareMachine> {
  const place = join(folder, 'bare', name)
  return await startBareMachine({ folder: place, image, userData, accelerator, ...machine })
}

async function bootCloud({ cloud }: Bench, imageId: string): Promise<Boot> {
  const startedMs = performance.now()
  const [id = ''] = await cloud.launch(imageId, bootScript)
  await waitFor('the guest', async () => ifSaid(await cloud.shown(id), firstCommand))
  const seconds = (performance.now() - startedMs) / 1000
  await waitFor('the guest', async () => ifSaid(await cloud.shown(id), 'tiny: ready'))
  const boot = { seconds, bytes: proportionalBytes(processOf(id)) }
  const readBytes = await cloud.storageReadBytes(id)
  await cloud.terminate([id])
  return { ...boot, readBytes }
}

/** On an image with random bytes behind what boots, which nothing can leave out. */
async function measureDisks(bench: Bench, tiny: string, work: DiskWork) {
  const path = join(bench.folder, 'random.raw')
  await copyFile(tiny, path)
  const bytes = (work.bootMebibytes + work.readMebibytes) * mebibyte
  await truncate(path, bytes)
  const file = await open(path, 'r+')
  const chunk = Buffer.alloc(mebibyte)
  for (let at = work.bootMebibytes; at < bytes / mebibyte; at++) {
    await file.write(randomFillSync(chunk), 0, chunk.length, at * mebibyte)
  }
  await file.sync()
  await file.close()
  const imageId = await bench.cloud.upload('random', path, bytes)
  const bareDisk = await bareThroughput(bench, path, work)
  const cloudDisk = await cloudThroughput(bench, imageId, work)
  await rm(path)
  return { bareDisk, cloudDisk }
}

async function bareThroughput(
  bench: Bench,
  image: string,
  work: DiskWork,
): Promise<DiskThroughput> {
  await using bare = await startBare(bench, image, diskScript(work), 'disk')
  return await waitFor('the bare disk', async () => diskThroughput(await bare.shown(), work))
}

async function cloudThroughput(
  { cloud }: Bench,
  imageId: string,
  work: DiskWork,
): Promise<DiskThroughput> {
  const [id = ''] = await cloud.launch(imageId, diskScript(work))
  const throughput = await waitFor('the disk', async () =>
    diskThroughput(await cloud.shown(id), work),
  )
  await cloud.terminate([id])
  return throughput
}

/** All at once on both sides, from the request until the last of them ran its command. */
async function measureMany(bench: Bench, imageId: string, machineCount: number) {
  const tiny = await testImage('tiny')
  const serverBytes = () => proportionalBytes(bench.mallee.pid)
  const before = serverBytes()
  const startedMs = performance.now()
  const ids = await bench.cloud.launch(imageId, bootScript, machineCount)
  for (const id of ids) {
    const ask = async () => ifSaid(await bench.cloud.shown(id), firstCommand)
    await waitFor('a guest of many', ask, { timeoutMs: 1_200_000, pauseMs: 100 })
  }
  const manySeconds = (performance.now() - startedMs) / 1000
  const serverBytesPerMachine = (serverBytes() - before) / machineCount
  await bench.cloud.terminate(ids)

  await using stack = new AsyncDisposableStack()
  const bareStartedMs = performance.now()
  const names = Array.from({ length: machineCount }, (_, index) => `many-${index}`)
  const bares = await Promise.all(names.map(name => startBare(bench, tiny, bootScript, name)))
  for (const bare of bares) stack.use(bare)
  for (const bare of bares) {
    const ask = async () => ifSaid(await bare.shown(), firstCommand)
    await waitFor('a bare guest of many', ask, { timeoutMs: 1_200_000, pauseMs: 100 })
  }
  const bareManySeconds = (performance.now() - bareStartedMs) / 1000
  return { machineCount, manySeconds, bareManySeconds, serverBytesPerMachine }
}

function ifSaid(shown: string, words: string): true | undefined {
  return shown.includes(words) ? true : undefined
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: 'full' },
      rounds: { type: 'string' },
      machines: { type: 'string' },
      'large-gibibytes': { type: 'string' },
      data: { type: 'string' },
    },
  })
  const large = values['large-gibibytes']
  await run({
    scale: values.scale === 'smoke' ? 'smoke' : 'full',
    print: text => process.stdout.write(text),
    ...(values.rounds !== undefined && { rounds: Number(values.rounds) }),
    ...(values.machines !== undefined && { machines: Number(values.machines) }),
    ...(large !== undefined && { largeGibibytes: Number(large) }),
    ...(values.data !== undefined && { parentDirectory: values.data }),
  })
}
