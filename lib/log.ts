/** The log: lines of JSON for machines, text for people on a terminal. Secrets are never passed to it. */
import { isatty } from 'node:tty'
import { destination, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

export type { Logger } from 'pino'

export interface LogOptions {
  readonly level: string
  readonly format: 'auto' | 'json' | 'text'
  /** Which thread speaks; absent in the main thread. */
  readonly thread?: number
}

/** Writes to standard error: standard output belongs to what a command prints. */
export function createLog({ level, format, thread }: LogOptions): Logger {
  const isText = format === 'text' || (format === 'auto' && isatty(2))
  const stream = isText
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', colorize: isatty(2) })
    : destination({ fd: 2, sync: true })
  const base = thread === undefined ? { pid: process.pid } : { pid: process.pid, thread }
  return pino({ level, base }, stream)
}
