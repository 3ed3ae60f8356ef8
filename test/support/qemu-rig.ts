import { execFile } from 'node:child_process'
import { chmod, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ExecutionContext } from 'ava'
import { pino } from 'pino'
import type {
  BaseImage,
  Hypervisor,
  MachineEvent,
  MachineResolver,
  MachineSpec,
} from '../../lib/compute/hypervisor.ts'
import { createQemuHypervisor } from '../../lib/compute/hypervisors/qemu/driver.ts'
import type { QemuOptions } from '../../lib/compute/hypervisors/qemu/settings.ts'

const run = promisify(execFile)

/** Builds the image if the cache has none; see test/images/. */
export async function testImage(kind: 'tiny' | 'debian'): Promise<string> {
  const script = join(import.meta.dirname, '../images/build.sh')
  const { stdout } = await run(script, [kind], { maxBuffer: 16 * 1024 * 1024 })
  return stdout.trim()
}

/** An image in a file, as the control plane's resolver would open it. */
export async function fileImage(path: string): Promise<BaseImage & AsyncDisposable> {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  const isQcow2 = path.endsWith('.qcow2')
  const { buffer: header } = await file.read(Buffer.alloc(32), 0, 32, 0)
  return {
    // https://www.qemu.org/docs/master/interop/qcow2.html#header
    virtualSizeBytes: isQcow2 ? Number(header.readBigUInt64BE(24)) : size,
    sizeBytes: size,
    format: isQcow2 ? 'qcow2' : 'raw',
    read: async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}

export interface Rig {
  readonly folder: string
  readonly hypervisor: Hypervisor
  readonly spec: MachineSpec
  readonly requests: readonly string[]
  /** What the metadata service answers, by path; a test may change it while the guest runs. */
  readonly answers: Map<string, string>
  readonly events: MachineEvent[]
  /** Closes the hypervisor, as a server that ends does, and makes another on the same folders. */
  restart(): Promise<Hypervisor>
}

export interface RigOptions {
  readonly image: string
  readonly userData: string
  readonly spec?: Partial<MachineSpec>
  readonly resolver?: MachineResolver
  readonly timing?: QemuOptions['timing']
  /** Instead of the fixed answers. */
  readonly metadata?: RequestListener
  readonly networks?: QemuOptions['networks']
}

/** A hypervisor under TCG with a folder of its own; at the end everything it started is gone. */
export async function rig(t: ExecutionContext, options: RigOptions): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-vm-'))
  // As in an installation: machines that gave up their rights may walk to their sockets.
  await chmod(folder, 0o711)
  const requests: string[] = []
  const events: MachineEvent[] = []
  const spec = { ...tinySpec, ...options.spec }
  const answers = new Map([
    ['/latest/meta-data/instance-id', spec.id],
    ['/latest/user-data', options.userData],
  ])
  const settings: QemuOptions = {
    machinesFolder: join(folder, 'machines'),
    runtimeFolder: join(folder, 'run'),
    resolver: options.resolver ?? { openBaseImage: () => fileImage(options.image) },
    metadata: () => options.metadata ?? metadataOf(answers, requests),
    clock: { now: () => Date.now() },
    log: pino({ level: 'silent' }),
    limits: { vcpuCount: 2, memoryBytes: 2 ** 30 },
    acceleration: 'tcg',
    ...(options.networks && { networks: options.networks }),
    timing: options.timing ?? {},
  }
  let hypervisor = await openAgain()
  async function openAgain(): Promise<Hypervisor> {
    const opened = await createQemuHypervisor(settings)
    void collect(opened.events(), events)
    return opened
  }
  t.teardown(async () => {
    await hypervisor.destroy(spec.id)
    await hypervisor[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    folder,
    spec,
    requests,
    answers,
    events,
    get hypervisor() {
      return hypervisor
    },
    async restart() {
      await hypervisor[Symbol.asyncDispose]()
      hypervisor = await openAgain()
      return hypervisor
    },
  }
}

async function collect(events: AsyncIterable<MachineEvent>, into: MachineEvent[]): Promise<void> {
  for await (const event of events) into.push(event)
}

export const tinySpec: MachineSpec = {
  id: 'i-0123456789abcdef0',
  vcpuCount: 1,
  memoryBytes: 192 * 1024 * 1024,
  diskBytes: 64 * 1024 * 1024,
  network: {
    kind: 'private',
    interfaces: [
      {
        id: 'eni-0123456789abcdef0',
        macAddress: '02:00:00:00:00:10',
        privateIpAddress: '172.31.5.77',
      },
    ],
  },
  smbiosUuid: 'ec2e1916-9099-7caf-fd21-012345abcdef',
  hostname: 'ip-172-31-5-77',
  platform: 'q35-bios',
}

/** A metadata service of fixed answers, and a token for whoever asks. */
export function metadataOf(
  answers: ReadonlyMap<string, string>,
  requests: string[] = [],
): RequestListener {
  return (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const isPut = request.method === 'PUT' && request.url === '/latest/api/token'
    const body = isPut ? 'the-token' : answers.get(request.url ?? '')
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/plain' })
    response.end(body)
  }
}

/** Waits until the console shows the text, and gives back all of it. */
export async function consoleWith(
  { hypervisor, spec }: Rig,
  text: string,
  options: { readonly count?: number; readonly timeoutMs?: number } = {},
): Promise<string> {
  const { count = 1, timeoutMs = 60_000 } = options
  const deadlineMs = Date.now() + timeoutMs
  for (;;) {
    const { bytes } = await hypervisor.consoleOutput(spec.id)
    const shown = Buffer.from(bytes).toString('latin1')
    if (shown.split(text).length > count) return shown
    if (Date.now() > deadlineMs) throw new Error(`no ${JSON.stringify(text)} in:\n${shown}`)
    // The console is a file that grows: there is nothing else to wait for.
    await sleep(100)
  }
}

export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 30_000,
): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error(`never came: ${what}`)
    await sleep(50)
  }
}

/** The processes whose command line names the rig's folder. */
export async function processesOf({ folder }: Rig): Promise<number[]> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const lines = await Promise.all(
    ids.map(id => readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '')),
  )
  return ids.filter((_, index) => lines[index]?.includes(`${folder}/`)).map(Number)
}

export async function filesBelow(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort()
}
