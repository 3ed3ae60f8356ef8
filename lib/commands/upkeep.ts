/** `mallee scrub` and `mallee heal`: begin them on a running server, and follow how far they are. */
import { setTimeout as delay } from 'node:timers/promises'
import type { UpkeepKind, UpkeepState } from '../../storage/open.ts'
import { type AdminServer, askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { UsageError } from './usage.ts'

const POLL_MS = 1000
const PATH = '/_/admin/upkeep'

export async function runUpkeep(
  kind: UpkeepKind,
  argv: readonly string[],
  environment: Environment,
): Promise<void> {
  const { verb, endpoint, detach, json } = parse(kind, argv)
  const server: AdminServer = { endpoint, environment }
  const show = (state: UpkeepState) =>
    process.stdout.write(`${json ? JSON.stringify(state) : formatState(state)}\n`)
  if (verb !== 'status') await ask(server, { kind, action: verb })
  if (verb !== 'start' || detach) {
    show(await stateOf(server, kind))
    return
  }
  for (;;) {
    const state = await stateOf(server, kind)
    if (state.status !== 'running') {
      show(state)
      if (state.lostCount > 0 || state.damagedMirrorCount) process.exitCode = 1
      return
    }
    if (process.stdout.isTTY) process.stdout.write(`\r${formatState(state)}\u001b[K`)
    await delay(POLL_MS)
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[K')
  }
}

const verbs = ['start', 'status', 'stop'] as const
type Verb = (typeof verbs)[number]

function parse(kind: UpkeepKind, argv: readonly string[]) {
  const usage = `usage: mallee ${kind} [${verbs.join('|')}] [--detach] [--endpoint URL] [--json]`
  const { values, positionals } = readArguments(
    {
      args: [...argv],
      allowPositionals: true,
      options: {
        endpoint: { type: 'string' },
        detach: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    },
    usage,
  )
  const [word = 'start', ...surplus] = positionals
  const verb: Verb | undefined = verbs.find(name => name === word)
  if (verb === undefined || surplus.length > 0) throw new UsageError(usage)
  return { verb, ...values }
}

async function ask(
  server: AdminServer,
  body: { kind: UpkeepKind; action: 'start' | 'stop' },
): Promise<void> {
  await askAdmin({ method: 'POST', path: PATH, body }, server)
}

async function stateOf(server: AdminServer, kind: UpkeepKind): Promise<UpkeepState> {
  // The server's answer, of whose version this command is part.
  const { states } = (await askAdmin({ method: 'GET', path: PATH }, server)) as {
    states: readonly UpkeepState[]
  }
  const state = states.find(each => each.kind === kind)
  if (!state) throw new Error(`the server never began a ${kind}`)
  return state
}

function formatState(state: UpkeepState): string {
  const { kind, status, phase, blobCount, workedBytes, repairedCount } = state
  const counts = [
    `${blobCount} blobs`,
    `${formatBytes(workedBytes)} read and written`,
    `${repairedCount} repaired`,
    ...(state.orphanCount > 0 ? [`${state.orphanCount} orphans removed`] : []),
    ...(state.postponedCount > 0 ? [`${state.postponedCount} postponed`] : []),
    ...(state.refilledMirrorCount
      ? [`${state.refilledMirrorCount} mirrors of the index were damaged, being filled again`]
      : []),
    ...(state.damagedMirrorCount
      ? [`${state.damagedMirrorCount} mirrors of the index DAMAGED, with none to fill them from`]
      : []),
    ...(state.lostCount > 0 ? [`${state.lostCount} LOST`] : []),
  ]
  const where = status === 'running' ? `${phase}, ${timeLeft(state)}` : status
  const lost = state.lost.map(({ record, locator }) => `\n  lost: ${locator} of ${record}`)
  return `${kind}: ${where}: ${counts.join(', ')}${lost.join('')}`
}

/** By the share of versions whose blobs were looked at. */
function timeLeft({ blobCount, totalCount, startedAtMs }: UpkeepState): string {
  if (blobCount === 0) return 'time left unknown'
  const leftCount = Math.max(totalCount - blobCount, 0)
  const leftSeconds = Math.round((((Date.now() - startedAtMs) / blobCount) * leftCount) / 1000)
  const clock = [leftSeconds / 3600, (leftSeconds / 60) % 60, leftSeconds % 60]
  return `${clock.map(part => String(Math.floor(part)).padStart(2, '0')).join(':')} left`
}

function formatBytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = sizeBytes
  let unit = 0
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
