import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import aws4 from 'aws4'
import { pino } from 'pino'
import { systemClock } from '../../lib/clock.ts'
import type {
  HookFacts,
  HookInvocation,
  HookRunResult,
} from '../../lib/compute/hooks/hook-runner.ts'
import {
  createMachineRunner,
  type MachineRunner,
  type MachineRunnerSettings,
} from '../../lib/compute/hooks/machines/machine-runner.ts'
import { createEphemeralHost } from '../../lib/compute/hypervisors/qemu/ephemeral-host.ts'
import { storeAddress } from '../../lib/compute/hypervisors/qemu/store-listener.ts'
import { fileImage } from './qemu-rig.ts'
import { type S3Server, startS3 } from './s3-server.ts'

export interface HookRig extends AsyncDisposable {
  readonly folder: string
  readonly s3: S3Server
  readonly runner: MachineRunner
  /** Stores an object and runs the command on it, as a hook of the bucket would. */
  run(job: HookJob): Promise<HookRunResult>
  /** Ends the runner and makes another on the same folders. */
  restart(): Promise<void>
  /** Processes that belong to the rig. */
  processes(): Promise<readonly number[]>
}

export interface HookJob {
  readonly command: string
  readonly body?: string | Uint8Array
  readonly key?: string
  readonly hook?: Partial<HookFacts>
  readonly limits?: Partial<HookFacts['limits']>
  readonly signal?: AbortSignal
  /** Called when the agent has asked for its work. */
  readonly onBegun?: () => void
}

export interface HookRigOptions {
  readonly image: string
  /** Kept at the end; absent: a temporary one. */
  readonly folder?: string
  readonly memoryBytes?: number
  readonly settings?: Partial<MachineRunnerSettings>
  /** Of all machines together. */
  readonly roomBytes?: number
}

const mib = 1024 * 1024
const minuteMs = 60_000

const plainHook: HookFacts = {
  accountId: '111111111111',
  hookId: 'hook-0',
  revision: 1,
  name: 'test',
  imageId: 'ami-0123456789abcdef0',
  machineType: 'test.small',
  command: '',
  reuse: false,
  limits: { timeoutMs: 2 * minuteMs, outputBytesMax: 16 * mib, logBytesMax: 64 * 1024 },
}

/** A runner over real machines and a real store; at the end everything it started is gone. */
export async function hookRig(options: HookRigOptions): Promise<HookRig> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'mallee-hook-')))
  await chmod(folder, 0o711)
  const s3 = await startS3({ bucket: 'uploads' })
  const room = memoryRoom(options.roomBytes ?? 2048 * mib)
  async function open(): Promise<MachineRunner> {
    const log = pino({ level: 'silent' })
    const host = await createEphemeralHost({
      machinesFolder: join(folder, 'machines'),
      runtimeFolder: join(folder, 'run'),
      acceleration: 'tcg',
      log,
    })
    if (!host) throw new Error('QEMU is missing')
    const memoryBytes = options.memoryBytes ?? 160 * mib
    return await createMachineRunner({
      host,
      images: async () => {
        const image = await fileImage(options.image)
        await image[Symbol.asyncDispose]()
        return {
          virtualSizeBytes: image.virtualSizeBytes,
          open: () => fileImage(options.image),
        }
      },
      machineTypes: new Map([['test.small', { name: 'test.small', vcpuCount: 1, memoryBytes }]]),
      room,
      store: connection => s3.serveStore(connection),
      endpoint: `http://${storeAddress}`,
      folder: join(folder, 'saved'),
      region: 'us-east-1',
      clock: systemClock,
      random: randomBytes,
      hostFreeBytes: async () => Number.MAX_SAFE_INTEGER,
      log,
      settings: {
        memoryBytesMax: 400 * mib,
        idleMs: 10 * minuteMs,
        savedBytesMax: 2048 * mib,
        bootMs: 5 * minuteMs,
        hostFreeBytesMin: 0,
        ...options.settings,
      },
    })
  }
  let runner = await open()
  return {
    folder,
    s3,
    get runner() {
      return runner
    },
    async run(job) {
      const invocation = await invocationOf(s3, job)
      return await runner.run(invocation, job.signal ?? new AbortController().signal)
    },
    async restart() {
      await runner[Symbol.asyncDispose]()
      runner = await open()
    },
    processes: () => processesNaming(folder),
    async [Symbol.asyncDispose]() {
      await runner[Symbol.asyncDispose]()
      await s3[Symbol.asyncDispose]()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function invocationOf(s3: S3Server, job: HookJob): Promise<HookInvocation> {
  const key = job.key ?? 'in/object'
  const body = job.body ?? 'the input'
  await s3.send({ method: 'PUT', path: `/uploads/${key}`, body })
  const invocationId = randomBytes(16).toString('hex')
  const prefix = `out/${invocationId}/`
  const hook = { ...plainHook, ...job.hook, command: job.command }
  return {
    invocationId,
    hook: { ...hook, limits: { ...hook.limits, ...job.limits } },
    attempt: 1,
    event: JSON.stringify({ Records: [{ s3: { object: { key } } }] }),
    input: { bucket: 'uploads', key, sizeBytes: Buffer.byteLength(body) },
    output: { bucket: 'uploads', prefix },
    credentials: { ...s3.owner, sessionToken: '', expiresAtMs: Date.now() + 60 * minuteMs },
    region: 'us-east-1',
    links: {
      input(endpoint) {
        job.onBegun?.()
        return presigned(s3, endpoint, 'GET', `/uploads/${key}`, {})
      },
      output: (endpoint, name) => {
        const headers = { 'if-none-match': '*', 'x-amz-meta-hook': 'test' }
        const url = presigned(s3, endpoint, 'PUT', `/uploads/${prefix}${name}`, headers)
        return { method: 'PUT', url, headers }
      },
    },
  }
}

function presigned(
  { owner }: S3Server,
  endpoint: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  const { host } = new URL(endpoint)
  const request = {
    method,
    path,
    host,
    service: 's3',
    region: 'us-east-1',
    headers: { ...headers },
  }
  const signed = aws4.sign({ ...request, signQuery: true }, owner)
  return `${endpoint}${signed.path}`
}

function memoryRoom(bytesMax: number) {
  const taken = new Map<string, number>()
  return {
    async reserve(id: string, { memoryBytes }: { readonly memoryBytes: number }) {
      const sum = [...taken.values()].reduce((all, one) => all + one, 0)
      if (sum + memoryBytes > bytesMax) return false
      taken.set(id, memoryBytes)
      return true
    },
    release: (id: string) => void taken.delete(id),
  }
}

export async function processesNaming(folder: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const lines = await Promise.all(
    ids.map(id => readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '')),
  )
  return ids.filter((_, index) => lines[index]?.includes(`${folder}/`)).map(Number)
}
