/**
 * Collects the lines of access logs and delivers them as objects, from time to time and when enough
 * are there. As with AWS it is best effort: a crash loses what was not delivered yet (at most one
 * interval's lines), and lines beyond a bound are dropped rather than holding up requests. Each HTTP
 * thread has its own.
 */
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { type BucketRecord, SMALL_BODY_BYTES_MAX, type Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import type { Accounts } from '../../iam/account.ts'
import type { Encryption } from '../encryption/encryption.ts'
import { storeServiceObject } from '../service-object.ts'
import type { LoggingConfiguration } from './configuration.ts'
import { logKey, mayDeliverLogs } from './target.ts'

export interface AccessLogOptions {
  readonly encryption: Encryption
  readonly storage: Storage
  readonly accounts: Accounts
  readonly clock: Clock
  readonly log: Logger
  readonly region: string
  /** From a log's first line to its delivery. */
  readonly intervalMs: number
}

export interface LoggedLine {
  readonly source: BucketRecord
  readonly logging: LoggingConfiguration
  /** Without the line feed. */
  readonly text: string
  readonly atMs: number
}

/** Of one thread, over all logs; then lines are dropped. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024
const BATCH_BYTES_MAX = SMALL_BODY_BYTES_MAX

/** The lines of one log: of one source under one configuration. */
interface Batch {
  readonly source: BucketRecord
  readonly logging: LoggingConfiguration
  readonly firstAtMs: number
  readonly lines: string[]
  bytes: number
}

export class AccessLog {
  readonly #options: AccessLogOptions
  readonly #batches = new Map<string, Batch>()
  readonly #deliveries = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #waitingBytes = 0
  #dropped = 0

  constructor(options: AccessLogOptions) {
    this.#options = options
  }

  note(line: LoggedLine): void {
    const bytes = Buffer.byteLength(line.text) + 1
    if (this.#waitingBytes + bytes > WAITING_BYTES_MAX) {
      this.#dropped += 1
      return
    }
    const name = batchName(line)
    const full = this.#batches.get(name)
    if (full !== undefined && full.bytes + bytes > BATCH_BYTES_MAX) this.#send(name, full)
    const batch = this.#batches.get(name) ?? this.#open(name, line)
    batch.lines.push(line.text)
    batch.bytes += bytes
    this.#waitingBytes += bytes
  }

  /** Delivers everything that waits; resolves when it is stored. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [name, batch] of this.#batches) this.#send(name, batch)
    await Promise.all(this.#deliveries)
    if (this.#dropped === 0) return
    this.#options.log.warn({ lines: this.#dropped }, 'access log lines were dropped')
    this.#dropped = 0
  }

  #open(name: string, { source, logging, atMs }: LoggedLine): Batch {
    const batch: Batch = { source, logging, firstAtMs: atMs, lines: [], bytes: 0 }
    this.#batches.set(name, batch)
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.intervalMs)
    // What a stop leaves is flushed by it; a process must not live on for a log.
    this.#timer.unref()
    return batch
  }

  #send(name: string, batch: Batch): void {
    this.#batches.delete(name)
    const delivery = this.#deliver(batch)
      .catch(error => {
        const bucket = batch.source.name
        this.#options.log.warn({ err: error, bucket }, 'an access log could not be delivered')
      })
      .finally(() => {
        this.#waitingBytes -= batch.bytes
        this.#deliveries.delete(delivery)
      })
    this.#deliveries.add(delivery)
  }

  async #deliver({ source, logging, firstAtMs, lines }: Batch): Promise<void> {
    const { storage, accounts, clock, region } = this.#options
    const target = await storage.getBucket(logging.targetBucket)
    const owner = target && (await accounts.findAccount(target.ownerId))
    if (target === undefined || owner === undefined) return
    const key = logKey({
      logging,
      source,
      region,
      eventAtMs: firstAtMs,
      deliveredAtMs: clock.now(),
      unique: randomBytes(8).toString('hex').toUpperCase(),
    })
    // It may have been closed to logs since, as it may be gone: AWS too drops them without a word.
    if (!mayDeliverLogs(source, target, key)) return
    const ownerId = owner.canonicalId
    const { targetGrants } = logging
    await storeServiceObject(this.#options, {
      bucket: target,
      key,
      body: Buffer.from(`${lines.join('\n')}\n`),
      contentType: 'text/plain',
      owner,
      ...(targetGrants && { acl: [['FULL_CONTROL', ownerId], ...targetGrants] }),
    })
  }
}

/** A log by event time holds one day's lines. */
function batchName({ source, logging, atMs }: LoggedLine): string {
  const day = logging.dateSource === 'EventTime' ? Math.floor(atMs / 86_400_000) : 0
  return `${source.id} ${day} ${JSON.stringify(logging)}`
}
