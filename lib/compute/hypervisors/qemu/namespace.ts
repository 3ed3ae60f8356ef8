import { type ChildProcess, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { Server } from 'node:net'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A machine with a private network lives in a network namespace of its own with nothing in it but a loopback
 * device that carries the metadata address. Its user networking therefore reaches the metadata
 * service and nothing else, whatever the guest tries, and who asks the service is known by the
 * socket that the question came in on. A machine in a network that it shares lives in that network's
 * namespace, which is there before.
 */

/** Where a guest finds the metadata service. */
export const metadataAddress = '169.254.169.254'

/** A process that waits to be told what to become. */
export interface WaitingProcess {
  readonly child: ChildProcess
  readonly pid: number
  /** The process becomes this program; until then it ends when we do. */
  become(program: { readonly file: string; readonly args: readonly string[] }): Promise<void>
  /** The last words of a process that has ended: what it, or what it became, complained of. */
  errorText(): Promise<string>
}

export interface LaunchedProcess extends WaitingProcess {
  /** Listens on 169.254.169.254:80 in the namespace. */
  readonly listener: Server
  /** Of the other addresses asked for, in their order. */
  readonly otherListeners: readonly Server[]
}

export interface NamespaceOptions {
  /** Root makes a network namespace as it is; anyone else makes it inside a user namespace. */
  readonly isRoot: boolean
  readonly timeoutMs: number
  /** Where `ip`, `unshare`, `setpriv` and `nsenter` are looked for. */
  readonly searchPath: string
}

const errorTextCharactersMax = 4096
/** The words of a process may still be on their way when its end is known. */
const errorTextTimeoutMs = 1_000

export interface LaunchNamespaceOptions extends NamespaceOptions {
  /** Link-local addresses besides the metadata service's that port 80 is listened on. */
  readonly otherAddresses?: readonly string[]
  /** A file that the process has open as its standard input. */
  readonly input?: number
}

/** A process in a new namespace. */
export async function launchInNamespace(options: LaunchNamespaceOptions): Promise<LaunchedProcess> {
  const flags = options.isRoot ? ['--net'] : ['--user', '--map-root-user', '--net']
  const program = ['--', 'setpriv', '--no-new-privs']
  const addresses = [metadataAddress, ...(options.otherAddresses ?? [])]
  const entry = { ...options, mode: 'launch', addresses } as const
  const child = spawnEntry('unshare', [...flags, ...program], entry)
  const errorText = keepTail(child)
  try {
    const listeners = receiveListeners(child, addresses.length, options.timeoutMs, errorText)
    const [listener, ...otherListeners] = await listeners
    if (!listener) throw new Error('no listener came from the namespace')
    return { ...waiting(child, errorText, options), listener, otherListeners }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** A process in a namespace that `enter`, a command that runs another, leads into. */
export async function launchInside(
  enter: readonly string[],
  options: NamespaceOptions,
): Promise<WaitingProcess> {
  const [command = '', ...flags] = [...enter, 'setpriv', '--no-new-privs']
  const child = spawnEntry(command, flags, { ...options, mode: 'join', addresses: [] })
  const errorText = keepTail(child)
  try {
    await receive(child, { timeoutMs: options.timeoutMs, errorText }, async signal => {
      await once(child, 'message', { signal })
    })
    return waiting(child, errorText, options)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function waiting(
  child: ChildProcess,
  errorText: () => Promise<string>,
  { timeoutMs }: NamespaceOptions,
): WaitingProcess {
  const { pid } = child
  if (pid === undefined) throw new Error('the process has no id')
  return { child, pid, errorText, become: program => become(child, program, timeoutMs) }
}

/** A fresh listener from the namespace of a process that runs already. */
export async function listenInNamespaceOf(pid: number, options: NamespaceOptions): Promise<Server> {
  const user = options.isRoot ? [] : ['--user', '--preserve-credentials']
  const flags = ['--target', String(pid), ...user, '--net', '--']
  const entry = { ...options, mode: 'listen', addresses: [metadataAddress] } as const
  const child = spawnEntry('nsenter', flags, entry)
  try {
    const [listener] = await receiveListeners(child, 1, options.timeoutMs, keepTail(child))
    if (!listener) throw new Error('no listener came from the namespace')
    return listener
  } finally {
    child.kill('SIGKILL')
  }
}

function spawnEntry(
  command: string,
  flags: readonly string[],
  options: LaunchNamespaceOptions & {
    readonly mode: 'launch' | 'listen' | 'join'
    readonly addresses: readonly string[]
  },
): ChildProcess {
  // The sibling is .ts in a checkout and .js in a build.
  const entry = join(import.meta.dirname, `namespace-entry${extname(import.meta.filename)}`)
  const { mode, addresses, searchPath } = options
  const child = spawn(command, [...flags, process.execPath, entry, mode, ...addresses], {
    // Its own session: a signal to the server's terminal or group is not for the machine.
    detached: true,
    stdio: [options.input ?? 'ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: searchPath },
    cwd: '/',
  })
  child.unref()
  return child
}

function keepTail(child: ChildProcess): () => Promise<string> {
  let text = ''
  const end = Promise.withResolvers<void>()
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-errorTextCharactersMax)
  })
  // The end of the pipe is the end of the process, which is noticed elsewhere.
  child.stderr?.on('error', () => undefined)
  child.stderr?.once('close', end.resolve)
  return async () => {
    await Promise.race([end.promise, sleep(errorTextTimeoutMs)])
    return text.trim()
  }
}

function receiveListeners(
  child: ChildProcess,
  count: number,
  timeoutMs: number,
  errorText: () => Promise<string>,
): Promise<readonly Server[]> {
  const how = { timeoutMs, errorText }
  return receive(child, how, signal => collectListeners(child, count, signal))
}

/** What comes from the process, unless it ends before or takes too long. */
async function receive<T>(
  child: ChildProcess,
  { timeoutMs, errorText }: { readonly timeoutMs: number; errorText(): Promise<string> },
  collect: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(timeoutMs)])
  const failed = once(child, 'exit', { signal }).then(async ([code]) => {
    throw new Error(`the namespace's process ended with ${code}: ${await errorText()}`)
  })
  const received = collect(signal)
  try {
    return await Promise.race([received, failed])
  } finally {
    over.abort()
    // Whichever lost the race is cancelled here, and has nothing more to tell.
    await Promise.allSettled([received, failed])
  }
}

async function collectListeners(
  child: ChildProcess,
  count: number,
  signal: AbortSignal,
): Promise<readonly Server[]> {
  const listeners: Server[] = []
  for await (const [, handle] of on(child, 'message', { signal })) {
    if (!(handle instanceof Server)) throw new Error('no listener came from the namespace')
    // A client that has said all closes its half; it is answered all the same.
    listeners.push(Object.assign(handle, { allowHalfOpen: true }))
    if (listeners.length === count) break
  }
  return listeners
}

async function become(
  child: ChildProcess,
  program: { readonly file: string; readonly args: readonly string[] },
  timeoutMs: number,
): Promise<void> {
  // The channel closes when the program takes over, or when the process dies.
  const gone = once(child, 'disconnect', { signal: AbortSignal.timeout(timeoutMs) })
  child.send({ ...program, env: {} })
  await gone
  if (child.stderr !== null && 'unref' in child.stderr) {
    // A pipe's stream is a socket; like the child it must not keep the server from ending.
    const { unref } = child.stderr
    if (typeof unref === 'function') unref.call(child.stderr)
  }
}
