/** `mallee hooks …`: compute hooks of one's own account on a running server. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type AdminCall, askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { readHookFlags } from './hook-flags.ts'
import { parseS3Url } from './s3-url.ts'
import { UsageError } from './usage.ts'

const USAGE = `usage: mallee hooks create NAME --image AMI --type T --command C [--bucket B …]
       mallee hooks list | show NAME | stats NAME | delete NAME | enable NAME | disable NAME
       mallee hooks invoke NAME [s3://BUCKET/KEY] [--version-id V] [--wait]
       mallee hooks logs NAME [INVOCATION] | invocations NAME [--limit N]
       mallee hooks image build NAME [--packages P,P…] [--bucket B]`

interface Call {
  readonly argv: readonly string[]
  readonly environment: Environment
}

export async function runHooks(argv: readonly string[], environment: Environment): Promise<void> {
  const [verb = '', ...rest] = argv
  const call = { argv: rest, environment }
  switch (verb) {
    case 'create':
      return await create(call)
    case 'list':
      return await list(call)
    case 'show':
      return await show(call, { method: 'GET', noun: '' })
    case 'stats':
      return await show(call, { method: 'GET', noun: '/stats' })
    case 'enable':
    case 'disable':
      return await show(call, { method: 'POST', noun: `/${verb}` })
    case 'delete':
      return await show(call, { method: 'DELETE', noun: '' })
    case 'invoke':
      return await invoke(call)
    case 'logs':
      return await logs(call)
    case 'image':
      // Loaded when asked for: no other command builds anything.
      return await (await import('./hook-image.ts')).runHookImage(rest, environment)
    case 'invocations':
      return await invocations(call)
    default:
      throw new UsageError(USAGE)
  }
}

async function create({ argv, environment }: Call): Promise<void> {
  const { endpoint, settings } = readHookFlags(argv)
  print(await ask({ method: 'POST', path: '/_/hooks', body: settings }, { endpoint, environment }))
}

async function list(call: Call): Promise<void> {
  const { values } = parse(call, 0)
  const answer = await ask({ method: 'GET', path: '/_/hooks' }, { ...values, ...call })
  if (values.json) return print(answer)
  const rows = listed(answer.hooks).map(({ name, isEnabled, bucket, machineType, imageId }) => [
    String(name),
    isEnabled === true ? 'on' : 'off',
    String(bucket ?? '-'),
    String(machineType),
    String(imageId),
  ])
  const heading = ['NAME', 'STATE', 'BUCKET', 'TYPE', 'IMAGE']
  process.stdout.write(
    [heading, ...rows].map(cells => `${cells.map(pad).join(' ').trimEnd()}\n`).join(''),
  )
}

const WIDTHS = [24, 6, 32, 12, 0]

function pad(text: string, index: number): string {
  return text.padEnd(WIDTHS[index] ?? 0)
}

async function show(
  call: Call,
  { method, noun }: { readonly method: AdminCall['method']; readonly noun: string },
): Promise<void> {
  const { values, hook } = parse(call, 1)
  print(await ask({ method, path: `${hook}${noun}` }, { ...values, ...call }))
}

const WAIT_MS = 500

async function invoke(call: Call): Promise<void> {
  const { values, hook, second } = parse(call, 2)
  const versionId = values['version-id']
  if (second === undefined && versionId !== undefined) throw new UsageError(USAGE)
  const object = second === undefined ? {} : parseS3Url(second)
  if (object === undefined) throw new UsageError(USAGE)
  const body = { ...object, ...(versionId && { versionId }) }
  const server = { ...values, ...call }
  const answer = await ask({ method: 'POST', path: `${hook}/invocations`, body }, server)
  if (!values.wait) return print(answer)
  for (;;) {
    const path = `${hook}/invocations?limit=1000`
    const { invocations: all } = await ask({ method: 'GET', path }, server)
    const own = listed(all).filter(({ eventId }) => eventId === answer.eventId)
    const last = own.find(({ result, deadLetter }) => result === 'succeeded' || deadLetter)
    if (last !== undefined) {
      print(last)
      if (last.result !== 'succeeded') process.exitCode = 1
      return
    }
    await sleep(WAIT_MS)
  }
}

async function invocations(call: Call): Promise<void> {
  const { values, hook } = parse(call, 1)
  const limit = encodeURIComponent(values.limit ?? '20')
  print(
    await ask(
      { method: 'GET', path: `${hook}/invocations?limit=${limit}` },
      { ...values, ...call },
    ),
  )
}

async function logs(call: Call): Promise<void> {
  const { values, hook, second } = parse(call, 2)
  const server = { ...values, ...call }
  const id = second ?? (await newestWithLog(hook, server))
  const path = `${hook}/logs/${encodeURIComponent(id)}`
  const answer = await ask({ method: 'GET', path }, server)
  if (values.json) return print(answer)
  process.stdout.write(String(answer.log))
}

async function newestWithLog(hook: string, server: Server): Promise<string> {
  const { invocations: all } = await ask(
    { method: 'GET', path: `${hook}/invocations?limit=100` },
    server,
  )
  const newest = listed(all).find(({ log }) => log !== undefined)
  if (newest === undefined) throw new Error('no invocation of this hook has a log')
  return String(newest.invocationId)
}

interface Server {
  readonly endpoint?: string | undefined
  readonly environment: Environment
}

function ask(call: AdminCall, { endpoint, environment }: Server): Promise<Record<string, unknown>> {
  return askAdmin(call, { endpoint, environment })
}

/** The server's answer, of whose version this command is part. */
function listed(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : []
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** At most so many names, of which the first is the hook's. */
function parse({ argv }: Call, namesMax: number) {
  const { values, positionals } = readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      endpoint: { type: 'string' },
      json: { type: 'boolean', default: false },
      limit: { type: 'string' },
      'version-id': { type: 'string' },
      wait: { type: 'boolean', default: false },
    },
  })
  const [name = '', second] = positionals
  const isRight = positionals.length <= namesMax && (namesMax === 0 || name !== '')
  if (!isRight) throw new UsageError(USAGE)
  return { values, hook: `/_/hooks/${encodeURIComponent(name)}`, second }
}
