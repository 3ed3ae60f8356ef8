/**
 * A real `mallee serve` in a process of its own, on a free port of the loopback interface, as a
 * user would start it. Tests with real clients and the benchmarks share it.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const projectDirectory: string = fileURLToPath(new URL('../..', import.meta.url))
const launcher = join(projectDirectory, 'lib', 'launcher.js')

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface CreatedAccount extends Credentials {
  readonly accountId: string
  readonly canonicalId: string
}

export const rootCredentials: Credentials = {
  accessKeyId: 'MALLEETESTROOTKEY000',
  secretAccessKey: 'test-only-root-secret-0123456789abcdefgh',
}

export interface MalleeOptions {
  /** Kept at the end when given; otherwise a fresh directory is made and removed. */
  readonly dataDirectory?: string
  readonly threads?: number
  readonly compute?: 'off' | 'on'
  /** Other flags of `mallee serve`. */
  readonly flags?: readonly string[]
  /** Flags of Node itself; with them the server runs without the launcher. */
  readonly nodeFlags?: readonly string[]
  /** A file to run in the place of lib/main.ts, with the same arguments. */
  readonly program?: string
}

export interface MalleeProcess extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly endpoint: string
  readonly host: string
  /** Of the process that was started: the server is it or its child. */
  readonly pid: number
  readonly credentials: Credentials
  readonly dataDirectory: string
  /** The last of what the server wrote to both its outputs. */
  output(): string
  createAccount(name: string): Promise<CreatedAccount>
  /** What `mallee …` prints, run with the root key and told where the server is. */
  command(args: readonly string[]): Promise<string>
  /** SIGKILL to the server and its launcher: nothing is flushed, nothing is said. */
  kill(): Promise<void>
  /** SIGTERM, as a service manager stops it; gives the exit code. */
  stop(): Promise<number | null>
}

const readyTimeoutMs = 30_000
const stopTimeoutMs = 20_000
const outputCharactersMax = 64 * 1024

export async function startMallee(options: MalleeOptions = {}): Promise<MalleeProcess> {
  const isOwnDirectory = options.dataDirectory === undefined
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'mallee-')))
  const child = spawnServer(options, dataDirectory)
  const output = collectOutput(child)
  const group = new ProcessGroup(child)
  let endpoint: string
  try {
    endpoint = await waitUntilReady(child, output)
  } catch (error) {
    await group.end('SIGKILL')
    throw error
  }
  return {
    endpoint,
    host: new URL(endpoint).host,
    pid: group.pid,
    credentials: rootCredentials,
    dataDirectory,
    output,
    createAccount: name => createAccount(endpoint, name),
    command: args => runCommand(endpoint, args),
    async kill() {
      await group.end('SIGKILL')
    },
    stop: () => group.end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await group.end('SIGTERM')
      if (isOwnDirectory) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function spawnServer(options: MalleeOptions, dataDirectory: string): ChildProcess {
  const { nodeFlags = [], program = join(projectDirectory, 'lib', 'main.ts') } = options
  const isDirect = options.nodeFlags !== undefined || options.program !== undefined
  const entry = isDirect ? [...nodeFlags, program] : [launcher]
  const flags = [
    ...['--data', dataDirectory, '--listen', '127.0.0.1:0'],
    ...['--threads', String(options.threads ?? 1), '--compute', options.compute ?? 'off'],
    ...['--log-level', 'warn', ...(options.flags ?? [])],
  ]
  return spawn(process.execPath, [...entry, 'serve', ...flags], {
    // A group of its own, so that the launcher and the server end together.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: dataDirectory,
      MALLEE_ROOT_ACCESS_KEY: rootCredentials.accessKeyId,
      MALLEE_ROOT_SECRET_KEY: rootCredentials.secretAccessKey,
    },
  })
}

function collectOutput(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(-outputCharactersMax)
    })
  }
  return () => text
}

/** The launcher and its server: signals reach both, and none outlives the test's process. */
class ProcessGroup {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #onExit = () => this.#signal('SIGKILL')

  constructor(child: ChildProcess) {
    if (child.pid === undefined) throw new Error('The server could not be started')
    this.pid = child.pid
    this.#child = child
    this.#exited = once(child, 'close')
    process.once('exit', this.#onExit)
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.#signal(signal)
    const timeout = new AbortController()
    const outOfTime = delay(stopTimeoutMs, 'late' as const, { signal: timeout.signal })
    const first = await Promise.race([this.#exited, outOfTime])
    if (first === 'late') {
      this.#signal('SIGKILL')
      await this.#exited
    } else timeout.abort()
    await outOfTime.catch(() => undefined) // Aborted: the server ended in time.
    process.removeListener('exit', this.#onExit)
    return this.#child.exitCode
  }

  #signal(signal: 'SIGKILL' | 'SIGTERM'): void {
    const hasEnded = this.#child.exitCode !== null || this.#child.signalCode !== null
    if (hasEnded) return
    try {
      // The launcher hands SIGTERM on; SIGKILL it cannot.
      if (signal === 'SIGKILL') process.kill(-this.pid, signal)
      else process.kill(this.pid, signal)
    } catch {
      // It ended in between.
    }
  }
}

async function waitUntilReady(child: ChildProcess, output: () => string): Promise<string> {
  const endMs = performance.now() + readyTimeoutMs
  while (performance.now() < endMs) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The server ended before it was ready:\n${output()}`)
    }
    const endpoint = /\bhttp:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0]
    if (endpoint !== undefined && (await isReady(endpoint))) return endpoint
    await delay(20)
  }
  throw new Error(`The server was not ready in ${readyTimeoutMs} ms:\n${output()}`)
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_/health/ready`, {
      signal: AbortSignal.timeout(2000),
    })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false // It does not listen yet.
  }
}

async function createAccount(endpoint: string, name: string): Promise<CreatedAccount> {
  const email = `${name}@example.com`
  const stdout = await runCommand(endpoint, [
    ...['admin', 'account', 'create', name, '--email', email, '--json'],
  ])
  const created: unknown = JSON.parse(stdout)
  if (!isCreatedAccount(created)) throw new Error(`Not an account: ${stdout}`)
  return created
}

async function runCommand(endpoint: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [launcher, ...args, '--endpoint', endpoint],
    {
      timeout: 30_000,
      env: {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      },
    },
  )
  return stdout
}

function isCreatedAccount(value: unknown): value is CreatedAccount {
  const fields = ['accountId', 'canonicalId', 'accessKeyId', 'secretAccessKey']
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every(field => typeof Object.entries(value).find(([n]) => n === field)?.[1] === 'string')
  )
}

/** Command lines of the processes that run now and hold `text`: what a test must not leave. */
export async function commandLinesWith(text: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue
    // A process that ended meanwhile has no command line.
    const line = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '')
    if (line.includes(text)) found.push(line.replaceAll('\0', ' '))
  }
  return found
}
