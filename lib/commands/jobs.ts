/** `mallee jobs`: what a running server does in the background, and how far it is. */
import type { ListedTask } from '../s3/jobs/task-states.ts'
import { askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'

interface JobsPage {
  readonly tasks: readonly ListedTask[]
  readonly next?: string
}

export async function showJobs(argv: readonly string[], environment: Environment): Promise<void> {
  const { endpoint, json } = parse(argv)
  const write = json ? (task: ListedTask) => `${JSON.stringify(task)}\n` : formatTask
  if (!json) process.stdout.write(HEADING)
  for (let after = ''; ; ) {
    const path = `/_/admin/jobs?after=${encodeURIComponent(after)}`
    // The server's answer, of whose version this command is part.
    const page = (await askAdmin(
      { method: 'GET', path },
      { endpoint, environment },
    )) as unknown as JobsPage
    process.stdout.write(page.tasks.map(write).join(''))
    if (page.next === undefined) return
    after = page.next
  }
}

function parse(argv: readonly string[]) {
  return readArguments({
    args: [...argv],
    options: { endpoint: { type: 'string' }, json: { type: 'boolean', default: false } },
  }).values
}

const COLUMNS = [
  ['JOB', 18],
  ['TASK', 32],
  ['STATE', 8],
  ['STARTED', 20],
  ['EXAMINED', 10],
  ['CHANGED', 9],
  ['FAILED', 7],
] as const
const HEADING = row(COLUMNS.map(([name]) => name))

function row(cells: readonly (number | string)[]): string {
  const padded = cells.map((cell, index) => String(cell).padEnd(COLUMNS[index]?.[1] ?? 0))
  return `${padded.join(' ').trimEnd()}\n`
}

function formatTask({ job, task, state }: ListedTask): string {
  const { failure, counts, isRunning, startedAtMs } = state
  const word = failure ? 'retries' : isRunning ? 'running' : 'done'
  const started = `${new Date(startedAtMs).toISOString().slice(0, 19)}Z`
  const { examined, changed, failed } = counts
  const line = row([job, task, word, started, examined, changed, failed])
  return failure ? `${line}  after ${failure.attempts} attempts: ${failure.message}\n` : line
}
