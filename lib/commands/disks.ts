/** `mallee disks …`: the disks of a running server. */
import { resolve } from 'node:path'
import type { DiskHealth, StorageHealth } from '../../storage/storage.ts'
import { type AdminCall, askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { formatBytes, formatTable } from './table.ts'
import { UsageError } from './usage.ts'

const USAGE = `usage: mallee disks
       mallee disks add DIRECTORY
       mallee disks drain|keep NUMBER
       mallee disks remove NUMBER [--force]
each with [--endpoint URL] [--json]`

export async function runDisks(argv: readonly string[], environment: Environment): Promise<void> {
  const { values, positionals } = parse(argv)
  const answer = await askAdmin(callOf(positionals, values), {
    endpoint: values.endpoint,
    environment,
  })
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
  } else if (positionals.length === 0) {
    // The server's answer, of whose version this command is part.
    process.stdout.write(formatDisks(answer as unknown as StorageHealth))
  } else process.stdout.write(`disk ${answer.disk}: ${doneWords[positionals[0] ?? '']}\n`)
}

const doneWords: Readonly<Record<string, string>> = {
  add: 'added',
  drain: 'gets nothing new; what it has is moved away',
  keep: 'gets new objects again',
  remove: 'removed',
}

function callOf(
  [verb, subject, ...surplus]: readonly string[],
  { force }: { readonly force: boolean },
): AdminCall {
  if (force && verb !== 'remove') throw new UsageError(USAGE)
  if (verb === undefined) return { method: 'GET', path: '/_/admin/disks' }
  if (subject === undefined || surplus.length > 0) throw new UsageError(USAGE)
  if (verb === 'add') {
    return { method: 'POST', path: '/_/admin/disks', body: { path: resolve(subject) } }
  }
  if (!Object.hasOwn(doneWords, verb) || !/^\d{1,2}$/.test(subject)) throw new UsageError(USAGE)
  const body = { disk: Number(subject), ...(force && { force }) }
  return { method: 'POST', path: `/_/admin/disks/${verb}`, body }
}

function parse(argv: readonly string[]) {
  return readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      endpoint: { type: 'string' },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
}

const COLUMNS = [
  ['DISK', 4],
  ['STATE', 8],
  ['FREE', 9],
  ['TOTAL', 9],
  ['READ', 6],
  ['WRITE', 6],
  ['VERIFY', 6],
  ['DIRECTORY', 0],
] as const

function formatDisks({ isWritable, disks }: StorageHealth): string {
  const table = formatTable(COLUMNS, disks.map(cellsOf))
  return table + (isWritable ? '' : 'Nothing can be written now.\n')
}

/** The columns READ, WRITE and VERIFY count what failed since the server started. */
function cellsOf(disk: DiskHealth): readonly string[] {
  const { number, path, state, totalBytes, freeBytes, errorCounts } = disk
  const isThere = totalBytes > 0
  return [
    String(number),
    state,
    isThere ? formatBytes(freeBytes) : '-',
    isThere ? formatBytes(totalBytes) : '-',
    ...[errorCounts.read, errorCounts.write, errorCounts.verify].map(String),
    path,
  ]
}
