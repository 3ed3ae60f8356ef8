/** `mallee quota`: shows, sets and takes off what a bucket or an account may hold. */
import { type AdminCall, askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { UsageError } from './usage.ts'

const USAGE =
  'usage: mallee quota bucket NAME | account ID [--bytes N] [--objects N] [--none] [--endpoint URL]'

export async function runQuota(argv: readonly string[], environment: Environment): Promise<void> {
  const { values, positionals } = parse(argv)
  const [kind, name, ...surplus] = positionals
  const isKnown = kind === 'bucket' || kind === 'account'
  if (!isKnown || name === undefined || surplus.length > 0) throw new UsageError(USAGE)
  const path = `/_/admin/quota?${kind}=${encodeURIComponent(name)}`
  const answer = await askAdmin(callOf(path, values), { endpoint: values.endpoint, environment })
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
}

function callOf(
  path: string,
  flags: { readonly bytes?: string; readonly objects?: string; readonly none: boolean },
): AdminCall {
  const { bytes, objects, none } = flags
  const isSet = (bytes ?? objects) !== undefined
  if (none && isSet) throw new UsageError(USAGE)
  if (none) return { method: 'DELETE', path }
  if (!isSet) return { method: 'GET', path }
  const body = {
    ...(bytes !== undefined && { sizeBytes: readCount(bytes) }),
    ...(objects !== undefined && { versionCount: readCount(objects) }),
  }
  return { method: 'PUT', path, body }
}

function readCount(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`${text} is no whole number`)
}

function parse(argv: readonly string[]) {
  return readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      bytes: { type: 'string' },
      objects: { type: 'string' },
      none: { type: 'boolean', default: false },
      endpoint: { type: 'string' },
    },
  })
}
