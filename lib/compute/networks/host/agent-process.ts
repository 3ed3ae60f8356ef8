/**
 * The agent as a process: found by its folder, or started in a namespace. The namespace lives as
 * long as the agent or any machine in it, so an agent that was lost is started again in the
 * namespace of the machines, and they keep their connections.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  isAlive,
  killProcess,
  type ProcessRecord,
  readProcessRecord,
} from '../../hypervisors/qemu/process-record.ts'
import { parseObject } from '../../hypervisors/qemu/qmp-client.ts'
import { searchPath } from '../../hypervisors/qemu/settings.ts'

export interface AgentFolder {
  readonly networkId: string
  readonly path: string
  /** Where the server answers for metadata. */
  readonly metadataPath: string
}

const startTimeoutMs = 30_000
const exitTimeoutMs = 10_000

export function controlPathOf({ path }: AgentFolder): string {
  return join(path, 'ctl.sock')
}

/** Undefined when no agent is there. */
export async function findAgent({ path }: AgentFolder): Promise<ProcessRecord | undefined> {
  const record = await readProcessRecord(join(path, 'agent.json'))
  return record !== undefined && (await isAlive(record)) ? record : undefined
}

/** One that answers; started if need be. */
export async function requireAgent(folder: AgentFolder): Promise<ProcessRecord> {
  const present = await findAgent(folder)
  if (present !== undefined) return present
  await mkdir(folder.path, { recursive: true, mode: 0o700 })
  const inhabitant = await findInhabitant(folder)
  await startAgent(folder, inhabitant === undefined ? newNamespace() : namespaceOf(inhabitant))
  const started = await findAgent(folder)
  if (started === undefined) throw new Error(`the agent of ${folder.networkId} did not stay`)
  return started
}

export async function endAgent(folder: AgentFolder): Promise<void> {
  const record = await findAgent(folder)
  if (record !== undefined && !(await killProcess(record, exitTimeoutMs))) {
    throw new Error(`the agent of ${folder.networkId} does not end`)
  }
  await rm(folder.path, { recursive: true, force: true })
}

const isRoot = () => process.geteuid?.() === 0

/** Root makes a namespace as it is; anyone else makes it inside a user namespace. */
function newNamespace(): string[] {
  return ['unshare', ...(isRoot() ? [] : ['--user', '--map-root-user']), '--net', '--']
}

/** What runs a program in the namespace that a process is in. */
export function namespaceOf(pid: number): string[] {
  const user = isRoot() ? [] : ['--user', '--preserve-credentials']
  return ['nsenter', '--target', String(pid), ...user, '--net', '--']
}

/** Of root's rights it keeps those that networks need. */
const confined = [
  'setpriv',
  '--no-new-privs',
  '--bounding-set=-all,+net_admin,+net_bind_service,+net_raw',
  '--inh-caps=-all',
]

async function startAgent(folder: AgentFolder, enter: readonly string[]): Promise<void> {
  // The sibling is .ts in a checkout and .js in a build.
  const entry = join(import.meta.dirname, `agent/agent${extname(import.meta.filename)}`)
  const program = [process.execPath, '--max-semi-space-size=1', entry]
  const about = [folder.path, folder.networkId, folder.metadataPath]
  const [command = '', ...args] = [...enter, ...confined, ...program, ...about]
  const child = spawn(command, args, {
    // Its own session: a signal to the server's terminal or group is not for it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: searchPath },
    cwd: '/',
  })
  child.unref()
  const complaint = text(child.stderr)
  // It closes its output when it is ready, and by ending.
  const signal = AbortSignal.timeout(startTimeoutMs)
  try {
    const failed = once(child, 'exit', { signal }).then(async ([code]) => {
      throw new Error(`it ended with ${code}: ${(await complaint).trim().slice(-2_000)}`)
    })
    await Promise.race([text(child.stdout), failed])
    failed.catch(() => undefined)
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`the agent of ${folder.networkId} did not start: ${String(error)}`, {
      cause: error,
    })
  }
}

/** A process in the namespace that the folder's last agent was in. */
async function findInhabitant({ path }: AgentFolder): Promise<number | undefined> {
  const record = parseObject(await readFile(join(path, 'agent.json'), 'utf8').catch(() => ''))
  const { namespace, bootId } = record ?? {}
  const now = (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim()
  if (typeof namespace !== 'string' || bootId !== now) return undefined
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // Not ours to look into, or gone: not in our namespace either.
    const found = await readlink(`/proc/${name}/ns/net`).catch(() => '')
    if (found === namespace) return Number(name)
  }
  return undefined
}
