/**
 * The process of one query, with a directory of its own. It may be started before the query is known
 * and wait for it; it serves one and no more. Both go when it is disposed; should the server die
 * first, the process sees its input end and clears up by itself.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { moduleFile } from '../../module-file.ts'

type Child = ChildProcessByStdio<Writable, Readable, Readable>

export interface QueryWorker extends AsyncDisposable {
  readonly child: Child
  /** Where it looks for the object. */
  readonly path: string
  isAlive(): boolean
  /** Whether it keeps this process from ending. */
  hold(isHeld: boolean): void
}

/** Of JavaScript: DuckDB's memory is bounded by itself. */
const NODE_ARGUMENTS = ['--max-old-space-size=192', '--disable-warning=ExperimentalWarning']

export async function startQueryWorker(spoolDirectory: string): Promise<QueryWorker> {
  const directory = await mkdtemp(join(spoolDirectory, 'mallee-select-'))
  const path = join(directory, 'object')
  const script = moduleFile(import.meta.url, './query-process').pathname
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, script, path], {
    cwd: directory,
    // Nothing of the server's: no credentials, no settings.
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // Whoever waits for it learns by the end of its output. What dies unused is not missed.
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const isAlive = () => child.pid !== undefined && child.exitCode === null && !child.signalCode
  return {
    child,
    path,
    isAlive,
    hold(isHeld) {
      // The pipes of a child are sockets.
      const sockets = [child.stdin, child.stdout, child.stderr] as unknown as readonly Socket[]
      for (const part of [child, ...sockets]) {
        if (isHeld) part.ref()
        else part.unref()
      }
    },
    async [Symbol.asyncDispose]() {
      if (isAlive()) {
        const exit = once(child, 'exit')
        child.ref()
        child.kill('SIGKILL')
        await exit
      }
      await rm(directory, { recursive: true, force: true })
    },
  }
}
