/** `mallee kms …`: the keys of server-side encryption on a running server. */
import { type AdminCall, askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { UsageError } from './usage.ts'

const USAGE = `usage: mallee kms keys [--account ID]
       mallee kms create [--account ID] [--alias alias/NAME] [--description TEXT]
       mallee kms rotate KEY|server [--account ID]
       mallee kms rewrap
each with [--endpoint URL] [--json]`

export async function runKms(argv: readonly string[], environment: Environment): Promise<void> {
  const [verb = '', ...rest] = argv
  const { values, positionals } = parse(rest)
  const call = callOf(verb, positionals, values)
  const answer = await askAdmin(call, { endpoint: values.endpoint, environment })
  process.stdout.write(values.json ? `${JSON.stringify(answer, null, 2)}\n` : format(answer))
}

interface Values {
  readonly account?: string | undefined
  readonly alias?: string | undefined
  readonly description?: string | undefined
}

function callOf(verb: string, positionals: readonly string[], values: Values): AdminCall {
  const { account, alias, description } = values
  const [key, ...surplus] = positionals
  if (surplus.length > 0 || (key !== undefined) !== (verb === 'rotate')) throw new UsageError(USAGE)
  switch (verb) {
    case 'keys': {
      const query = account === undefined ? '' : `?account=${encodeURIComponent(account)}`
      return { method: 'GET', path: `/_/admin/kms/keys${query}` }
    }
    case 'create':
      return { method: 'POST', path: '/_/admin/kms/keys', body: { account, alias, description } }
    case 'rotate':
      return { method: 'POST', path: '/_/admin/kms/rotate', body: { account, key } }
    case 'rewrap':
      return { method: 'POST', path: '/_/admin/kms/rewrap', body: {} }
    default:
      throw new UsageError(USAGE)
  }
}

function parse(argv: readonly string[]) {
  return readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      account: { type: 'string' },
      alias: { type: 'string' },
      description: { type: 'string' },
      endpoint: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
}

function format(answer: Readonly<Record<string, unknown>>): string {
  const { keys } = answer
  if (!Array.isArray(keys)) return lines(answer)
  return keys.map(key => `${lines(key)}\n`).join('')
}

function lines(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(12)} ${value}\n`)
    .join('')
}
