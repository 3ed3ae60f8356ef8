/**
 * Runs stock clients as their users do, each with a home of its own: no configuration, credentials
 * or instance metadata of this machine can reach them.
 */
import { spawn } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials } from './mallee-process.ts'

export interface ClientHome extends AsyncDisposable {
  /** Fresh; removed at the end. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  path(name: string): string
}

export interface ClientOutput {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly home: ClientHome
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: string
  readonly timeoutMs?: number
}

const outputBytesMax = 16 * 1024 * 1024

export async function createClientHome(options: {
  readonly endpoint: string
  readonly credentials: Credentials
}): Promise<ClientHome> {
  const directory = await mkdtemp(join(tmpdir(), 'mallee-client-'))
  return {
    directory,
    environment: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: directory,
      TMPDIR: directory,
      LC_ALL: 'C.UTF-8',
      AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: options.endpoint,
      AWS_CONFIG_FILE: join(directory, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'aws-credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '2',
      AWS_PAGER: '',
    },
    path: name => join(directory, name),
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** Any exit code; see `runClient`. */
export async function tryClient(
  program: string,
  argv: readonly string[],
  options: RunOptions,
): Promise<ClientOutput> {
  const child = spawn(program, argv, {
    cwd: options.home.directory,
    env: { ...options.home.environment, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      output[name] += piece
      if (output[name].length > outputBytesMax) child.kill('SIGKILL')
    })
  }
  child.stdin.on('error', () => undefined) // A client may end without reading its input.
  child.stdin.end(options.input)
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => resolve(signal === null ? (status ?? -1) : -1))
  })
  return { code, ...output }
}

/** Gives what it printed; throws when the client fails or takes too long. */
export async function runClient(
  program: string,
  argv: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { code, stdout, stderr } = await tryClient(program, argv, options)
  if (code === 0) return stdout
  throw new Error(
    `${program} ${argv.join(' ')} ended with ${code}:\n${stderr.slice(-8192)}\n${stdout.slice(-2048)}`,
  )
}

/** The first directory of PATH that has the program, or `undefined`. */
export function findProgram(name: string): string | undefined {
  for (const directory of (process.env.PATH ?? '').split(':')) {
    const candidate = join(directory, name)
    try {
      accessSync(candidate, constants.X_OK)
      return candidate
    } catch {
      // Not here.
    }
  }
  return undefined
}

/** Writes a file of random bytes and gives its SHA-256. */
export async function writeRandomFile(path: string, sizeBytes: number): Promise<string> {
  const bytes = randomFillSync(Buffer.allocUnsafe(sizeBytes))
  await writeFile(path, bytes)
  return sha256(bytes)
}

export async function sha256OfFile(path: string): Promise<string> {
  return sha256(await readFile(path))
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
