/** `mallee admin …`: the client of the admin interface of a running server. */
import { askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { UsageError } from './usage.ts'

export async function runAdmin(argv: readonly string[], environment: Environment): Promise<void> {
  const [noun, verb, ...rest] = argv
  if (noun !== 'account' || verb !== 'create') {
    throw new UsageError('mallee admin knows: account create NAME --email E')
  }
  const { values, positionals } = parse(rest)
  const [name, ...surplus] = positionals
  if (!name || surplus.length > 0 || !values.email) {
    throw new UsageError(
      'usage: mallee admin account create NAME --email E [--endpoint URL] [--json]',
    )
  }
  const created = await askAdmin(
    {
      method: 'POST',
      path: '/_/admin/accounts',
      body: { displayName: name, email: values.email },
    },
    { endpoint: values.endpoint, environment },
  )
  process.stdout.write(values.json ? `${JSON.stringify(created, null, 2)}\n` : lines(created))
}

function parse(argv: readonly string[]) {
  return readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      email: { type: 'string' },
      endpoint: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
}

const shown = ['accountId', 'canonicalId', 'accessKeyId', 'secretAccessKey'] as const

function lines(created: Record<string, unknown>): string {
  return shown.map(field => `${field.padEnd(16)} ${created[field]}\n`).join('')
}
