/**
 * Disks and images that come in from objects and go out to them. A transfer is its record: it is
 * written before anything is begun, says how far the work is, and is all that a server needs that
 * starts again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ObjectRecord } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { BlockError } from '../blocks/block-store.ts'
import { ComputeError } from '../errors.ts'
import { derivedId, newId } from '../ids.ts'
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import type { MayRead } from '../images.ts'
import { createLimiter } from '../limiter.ts'
import { type BootMode, documentId, listOwned, type Tags } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { ConfinedProgramError } from './confined-program.ts'
import type { ContainerFormat } from './container-format.ts'
import type { ExportFormat } from './disk-converter.ts'
import {
  type TransferRecord,
  type TransferRecords,
  type TransferSource,
  type TransferState,
  type TransferWork,
  transferPin,
} from './transfer-records.ts'
import { clearTransfer, runTransfer, type WorkOptions } from './transfer-works.ts'

export interface ObjectName {
  readonly bucket: string
  readonly key: string
}

export interface ImportRequest {
  readonly accountId: string
  readonly kind: 'import-image' | 'import-snapshot'
  readonly object: ObjectName
  readonly format: ContainerFormat
  readonly description: string
  readonly architecture: string
  readonly bootMode: BootMode
  readonly tags: Tags
  readonly snapshotTags: Tags
  /** Empty: every call is a transfer of its own. */
  readonly clientToken: string
}

export interface ExportRequest {
  readonly accountId: string
  readonly imageId: string
  readonly format: ExportFormat
  readonly bucket: string
  readonly prefix: string
  readonly description: string
  readonly tags: Tags
}

export interface StoreRequest {
  readonly accountId: string
  readonly imageId: string
  readonly bucket: string
}

export interface RestoreRequest {
  readonly accountId: string
  readonly object: ObjectName
  readonly name: string
  readonly tags: Tags
}

export interface Transfers {
  importDisk(request: ImportRequest): Promise<TransferRecord>
  exportImage(request: ExportRequest): Promise<TransferRecord>
  storeImage(request: StoreRequest): Promise<TransferRecord>
  /** The record's id is the image's. */
  restoreImage(request: RestoreRequest): Promise<TransferRecord>
  get(accountId: string, transferId: string): Promise<TransferRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<TransferRecord>
  /** Ends the work and takes back what it made. Throws `transfer-missing`, `transfer-ended`. */
  cancel(accountId: string, transferId: string): Promise<void>
  /** Resolves when nothing is under way; for tests. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface TransfersOptions extends WorkOptions {
  readonly transfers: TransferRecords
  readonly mayRead: MayRead
  readonly clock: Clock
  readonly log: Logger
  readonly retryDelayMs?: number
}

const AT_A_TIME = 2
const ACTIVE_COUNT_MAX = 100
const ATTEMPTS_MAX = 5
const RETRY_DELAY_MS = 10_000
/** How long an ended transfer can be asked for. */
const KEPT_MS = 30 * 24 * 3_600_000

/** Goes on with what an earlier process left. */
export async function createTransfers(options: TransfersOptions): Promise<Transfers> {
  const transfers = new RunningTransfers(options)
  await transfers.resume()
  return transfers
}

class RunningTransfers implements Transfers {
  readonly #options: TransfersOptions
  readonly #limit = createLimiter(AT_A_TIME)
  readonly #running = new Map<string, { abort: AbortController; done: Promise<void> }>()

  constructor(options: TransfersOptions) {
    this.#options = options
  }

  async resume(): Promise<void> {
    for await (const [, transfer] of this.#options.transfers.list()) {
      if (transfer.state === 'active') this.#begin(transfer)
      else await this.#afterEnd(transfer)
    }
  }

  /** What a crash left of one that has ended; the record itself is kept for a while. */
  async #afterEnd(transfer: TransferRecord): Promise<void> {
    const { transfers, clock } = this.#options
    await clearTransfer(this.#options, transfer)
    if (clock.now() - transfer.endedAtMs < KEPT_MS) return
    await transfers.update(documentId(transfer), () => undefined)
  }

  async importDisk({ kind, object, ...request }: ImportRequest): Promise<TransferRecord> {
    checkTagCount(request.tags)
    checkTagCount(request.snapshotTags)
    const { accountId, format, architecture, bootMode, snapshotTags, description, tags } = request
    const prefix = kind === 'import-image' ? 'import-ami' : 'import-snap'
    const { clientToken } = request
    const id = clientToken ? derivedId(prefix, `${accountId}/${clientToken}`) : newId(prefix)
    const earlier = clientToken ? await this.get(accountId, id) : undefined
    if (earlier) return requireSame(earlier, { object, format })
    return this.#start({ id, accountId, description, tags }, async () => ({
      ...{ kind, format, architecture, bootMode, snapshotTags },
      source: await this.#pin(id, accountId, object),
      snapshotId: newId('snap'),
    }))
  }

  async exportImage(request: ExportRequest): Promise<TransferRecord> {
    const { accountId, imageId, format, bucket, prefix, description, tags } = request
    checkTagCount(tags)
    await this.#requireImage(accountId, imageId)
    await this.#requireBucket(accountId, bucket)
    const id = newId('export-ami')
    const key = `${prefix}${id}.${format}`
    return this.#start({ id, accountId, description, tags }, async () => ({
      kind: 'export-image',
      ...{ imageId, format, bucket, key, prefix },
    }))
  }

  async storeImage({ accountId, imageId, bucket }: StoreRequest): Promise<TransferRecord> {
    await this.#requireImage(accountId, imageId)
    await this.#requireBucket(accountId, bucket)
    const facts = { id: newId('store-ami'), accountId, description: '', tags: {} }
    return this.#start(facts, async () => ({
      kind: 'store-image',
      ...{ imageId, bucket, key: `${imageId}.bin` },
    }))
  }

  async restoreImage({ accountId, object, name, tags }: RestoreRequest): Promise<TransferRecord> {
    checkTagCount(tags)
    const id = newId('ami')
    return this.#start({ id, accountId, description: '', tags }, async () => ({
      kind: 'restore-image',
      name,
      source: await this.#pin(id, accountId, object),
    }))
  }

  async get(accountId: string, transferId: string): Promise<TransferRecord | undefined> {
    return this.#options.transfers.get(`${accountId}/${transferId}`)
  }

  list(accountId: string, after?: string): AsyncIterable<TransferRecord> {
    return listOwned(this.#options.transfers, accountId, after)
  }

  async cancel(accountId: string, transferId: string): Promise<void> {
    const transfer = await this.#options.transfers.update(`${accountId}/${transferId}`, current => {
      if (!current) throw new ComputeError('transfer-missing', transferId)
      if (current.state !== 'active') throw new ComputeError('transfer-ended', transferId)
      return this.#ended(current, 'cancelled', 'Cancelled by its owner')
    })
    const running = this.#running.get(transferId)
    running?.abort.abort(new ComputeError('transfer-ended', transferId))
    await running?.done
    if (transfer) await clearTransfer(this.#options, transfer)
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all([...this.#running.values()].map(({ done }) => done))
    }
  }

  async close(): Promise<void> {
    for (const { abort } of this.#running.values()) abort.abort(new Error('the server stops'))
    await this.settled()
  }

  async #start(
    facts: Pick<TransferRecord, 'id' | 'accountId' | 'description' | 'tags'>,
    draw: () => Promise<TransferWork>,
  ): Promise<TransferRecord> {
    const { transfers, storage, clock } = this.#options
    await this.#requireRoom(facts.accountId)
    await using undo = new AsyncDisposableStack()
    undo.defer(() => storage.removePin(transferPin(facts.id)).then(() => undefined))
    const transfer: TransferRecord = {
      ...facts,
      work: await draw(),
      state: 'active',
      message: '',
      ...{ totalBytes: 0, doneBytes: 0, imageId: '' },
      ...{ createdAtMs: clock.now(), endedAtMs: 0 },
    }
    await transfers.update(documentId(transfer), () => transfer)
    undo.move()
    this.#begin(transfer)
    return transfer
  }

  async #requireRoom(accountId: string): Promise<void> {
    let count = 0
    for await (const { state } of this.list(accountId)) if (state === 'active') count++
    if (count >= ACTIVE_COUNT_MAX) throw new ComputeError('transfer-limit-exceeded', accountId)
  }

  async #requireImage(accountId: string, imageId: string): Promise<void> {
    const image = await this.#options.images.get(accountId, imageId)
    // What is shared is to be run, not to be had.
    if (image?.accountId !== accountId) throw new ComputeError('image-missing', imageId)
  }

  async #requireBucket(accountId: string, bucket: string): Promise<void> {
    const owner = (await this.#options.storage.getBucket(bucket))?.ownerId
    if (owner !== accountId) throw new ComputeError('bucket-missing', bucket)
  }

  async #pin(id: string, accountId: string, { bucket, key }: ObjectName): Promise<TransferSource> {
    const { storage, mayRead } = this.#options
    await this.#requireBucket(accountId, bucket)
    const object: ObjectRecord | undefined = await storage.pinObject(transferPin(id), bucket, key)
    if (!object || !(await mayRead(accountId, object))) {
      throw new ComputeError('image-location-missing', `${bucket}/${key}`)
    }
    return { bucket, key, sizeBytes: object.sizeBytes }
  }

  #begin(transfer: TransferRecord): void {
    const abort = new AbortController()
    const done = this.#limit(() => this.#run(transfer, abort.signal)).finally(() => {
      this.#running.delete(transfer.id)
    })
    this.#running.set(transfer.id, { abort, done })
  }

  async #run({ id, accountId }: TransferRecord, signal: AbortSignal): Promise<void> {
    const { transfers, log, retryDelayMs = RETRY_DELAY_MS } = this.#options
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const transfer = await transfers.get(`${accountId}/${id}`)
        if (transfer?.state === 'active') await this.#attempt(transfer, signal)
        return
      } catch (error) {
        if (signal.aborted) return
        const reason = reasonOf(error)
        log.error({ err: error, transfer: id, attempt }, 'a transfer of an image failed')
        const isOver = reason !== undefined || attempt === ATTEMPTS_MAX
        if (isOver && (await this.#fail(id, accountId, reason))) return
        await sleep(retryDelayMs, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }
  }

  async #attempt(transfer: TransferRecord, signal: AbortSignal): Promise<void> {
    const { transfers } = this.#options
    const id = documentId(transfer)
    const imageId = await runTransfer(
      this.#options,
      transfer,
      async progress => {
        await transfers.update(id, current => current && { ...current, ...progress })
      },
      signal,
    )
    await clearTransfer(this.#options, transfer)
    await transfers.update(id, current => {
      if (current?.state !== 'active') return current
      return { ...this.#ended(current, 'completed', ''), imageId, doneBytes: current.totalBytes }
    })
  }

  /** False: that could not be kept, and is to be tried again. */
  async #fail(id: string, accountId: string, reason: string | undefined): Promise<boolean> {
    const { transfers, log } = this.#options
    const message = reason
      ? `ClientError: ${reason}`
      : 'ServerError: an internal error has occurred'
    try {
      const failed = await transfers.update(
        `${accountId}/${id}`,
        current => current && this.#ended(current, 'failed', message),
      )
      if (failed) await clearTransfer(this.#options, failed)
      return true
    } catch (error) {
      log.error({ err: error, transfer: id }, 'the end of a transfer could not be kept')
      return false
    }
  }

  #ended(transfer: TransferRecord, state: TransferState, message: string): TransferRecord {
    return { ...transfer, state, message, endedAtMs: this.#options.clock.now() }
  }
}

/** The transfer that a client token stands for, if it is asked for as it was the first time. */
function requireSame(
  transfer: TransferRecord,
  { object, format }: Pick<ImportRequest, 'object' | 'format'>,
): TransferRecord {
  const { work } = transfer
  const isSame =
    (work.kind === 'import-image' || work.kind === 'import-snapshot') &&
    work.format === format &&
    work.source.bucket === object.bucket &&
    work.source.key === object.key
  if (isSame) return transfer
  throw new ComputeError('token-mismatch', transfer.id)
}

/** What the owner can do something about; undefined: it may go better another time. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof ImageFormatError || error instanceof ComputeError) return error.message
  if (error instanceof ConfinedProgramError) return `Disk validation failed: ${error.message}`
  if (error instanceof BlockError && error.code === 'size-invalid') return error.message
  return undefined
}
