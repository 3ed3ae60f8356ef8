/**
 * Runs a program that reads what strangers uploaded: without a network, without the right to gain
 * rights, with bounded memory, time and output, and as "nobody" where the server is root.
 */
import { execFile } from 'node:child_process'

export interface ConfinedProgramOptions {
  readonly isRoot: boolean
  /** Whom root's programs run as. */
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined
  /** Where programs are looked for. */
  readonly searchPath: string
}

export interface ConfinedRun {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const memoryBytesMax = 2 * 2 ** 30
const outputBytesMax = 1024 * 1024
const errorCharactersMax = 500

/** It ended otherwise than by success; the message has its last words. */
export class ConfinedProgramError extends Error {
  override readonly name = 'ConfinedProgramError'
}

/** Resolves to what the program printed. An abort ends it and rejects with the signal's reason. */
export function runConfined(
  { isRoot, runAs, searchPath }: ConfinedProgramOptions,
  command: readonly [program: string, ...rest: string[]],
  { timeoutMs, signal }: ConfinedRun,
): Promise<string> {
  const user = runAs && [`--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, '--clear-groups']
  const args = [
    ...(isRoot ? ['--net'] : ['--user', '--net']),
    ...['--', 'prlimit', `--as=${memoryBytesMax}`, '--core=0', '--nofile=256'],
    ...['--', 'setpriv', '--no-new-privs', ...(user ?? []), '--', ...command],
  ]
  return new Promise((resolve, reject) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: outputBytesMax,
      env: { PATH: searchPath, LC_ALL: 'C' },
      signal,
    } as const
    execFile(programIn(searchPath), args, options, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason)
      else if (error) reject(new ConfinedProgramError(lastWords(stderr, error), { cause: error }))
      else resolve(stdout)
    })
  })
}

/** `execFile` looks in the PATH of its caller, not in the one that it is given. */
function programIn(searchPath: string): string {
  return searchPath.split(':').includes('/usr/bin') ? '/usr/bin/unshare' : 'unshare'
}

function lastWords(stderr: string, error: Error): string {
  const words = stderr.trim().slice(-errorCharactersMax)
  return words === '' ? error.message.slice(0, errorCharactersMax) : words
}
