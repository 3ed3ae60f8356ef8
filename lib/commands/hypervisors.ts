/** `mallee hypervisors …`: the hosts that a running server has machines on. */
import { resolve } from 'node:path'
import type { HostDescription } from '../compute/hosts/host-control.ts'
import { type AdminCall, askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { formatBytes, formatTable } from './table.ts'
import { UsageError } from './usage.ts'

const USAGE = `usage: mallee hypervisors [list]
       mallee hypervisors attach NAME --folder DIRECTORY --vcpus N --memory MIB
       mallee hypervisors drain|keep NAME
       mallee hypervisors detach NAME [--force]
each with [--endpoint URL] [--json]`

const PATH = '/_/admin/hypervisors'

export async function runHypervisors(
  argv: readonly string[],
  environment: Environment,
): Promise<void> {
  const { values, positionals } = parse(argv)
  const [verb = 'list'] = positionals
  const answer = await askAdmin(callOf(positionals, values), {
    endpoint: values.endpoint,
    environment,
  })
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
  } else if (verb === 'list') {
    // The server's answer, of whose version this command is part.
    process.stdout.write(formatHosts(answer.hypervisors as readonly HostDescription[]))
  } else process.stdout.write(`${answer.name}: ${doneWords[verb]}\n`)
}

const doneWords: Readonly<Record<string, string>> = {
  attach: 'attached',
  detach: 'detached',
  drain: 'gets no new machines',
  keep: 'gets machines again',
}

type Values = ReturnType<typeof parse>['values']

function callOf([verb = 'list', name, ...surplus]: readonly string[], values: Values): AdminCall {
  const { folder, vcpus, memory, force } = values
  if (force && verb !== 'detach') throw new UsageError(USAGE)
  if (verb === 'list' && name === undefined) return { method: 'GET', path: PATH }
  if (name === undefined || surplus.length > 0) throw new UsageError(USAGE)
  if (verb === 'attach') {
    if (folder === undefined) throw new UsageError(USAGE)
    const [vcpuCount, memoryMib] = [wholeNumber(vcpus), wholeNumber(memory)]
    const body = { name, folder: resolve(folder), vcpuCount, memoryMib }
    return { method: 'POST', path: PATH, body }
  }
  if ([folder, vcpus, memory].some(value => value !== undefined)) throw new UsageError(USAGE)
  if (!Object.hasOwn(doneWords, verb)) throw new UsageError(USAGE)
  return { method: 'POST', path: `${PATH}/${verb}`, body: { name, ...(force && { force }) } }
}

function wholeNumber(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,9}$/.test(text)) throw new UsageError(USAGE)
  return Number(text)
}

function parse(argv: readonly string[]) {
  return readArguments(
    {
      args: [...argv],
      allowPositionals: true,
      options: {
        endpoint: { type: 'string' },
        folder: { type: 'string' },
        force: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        memory: { type: 'string' },
        vcpus: { type: 'string' },
      },
    },
    USAGE,
  )
}

const COLUMNS = [
  ['NAME', 16],
  ['STATE', 11],
  ['MACHINES', 8],
  ['VCPUS', 9],
  ['MEMORY', 19],
  ['ACCELERATION', 12],
  ['FOLDER', 0],
] as const

/** What is taken, of what there is. */
function formatHosts(hosts: readonly HostDescription[]): string {
  const rows = hosts.map(({ name, state, machineCount, taken, capacity, acceleration, folder }) => [
    name,
    state,
    String(machineCount),
    `${taken.vcpuCount} of ${capacity?.vcpuCount ?? '?'}`,
    `${formatBytes(taken.memoryBytes)} of ${capacity ? formatBytes(capacity.memoryBytes) : '?'}`,
    acceleration,
    folder ?? '',
  ])
  return formatTable(COLUMNS, rows)
}
