/** A volume that is open: reads through its layers, writes to its journal, flushes into storage. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Limiter } from '../limiter.ts'
import type { BlockObjects } from './block-objects.ts'
import { extentsOf } from './block-status.ts'
import {
  type BlockDevice,
  BlockError,
  type BlockExtent,
  type DeviceUsage,
  type WriteOptions,
} from './block-store.ts'
import { Destager, type WriteTarget } from './destager.ts'
import { covers, DirtyBlocks, overlay } from './dirty-blocks.ts'
import { asDiskError } from './errors.ts'
import type { GenerationMap } from './generation-map.ts'
import { BLOCK_BYTES, piecesOf } from './geometry.ts'
import { Journal, type PlacedRecord } from './journal.ts'
import { RECORD_DATA_BYTES_MAX } from './journal-format.ts'
import type { LayeredBlocks } from './layered-blocks.ts'
import type { RecentBytes } from './recent-bytes.ts'
import { Room } from './room.ts'
import type { SequenceNumbers } from './sequence-numbers.ts'

export interface VolumeDeviceOptions {
  readonly volumeId: string
  readonly sizeBytes: number
  readonly target: WriteTarget
  readonly blocks: LayeredBlocks
  readonly objects: BlockObjects
  readonly map: GenerationMap
  readonly sequences: SequenceNumbers
  readonly journalFolder: string
  readonly settings: DeviceSettings
  readonly limit: Limiter
  readonly recent: RecentBytes
  loadTarget(): Promise<WriteTarget>
  onError(error: unknown, what: string): void
  onClosed(): void
}

export interface DeviceSettings {
  /** Of all journal files of one volume; writes wait when they are full. */
  readonly journalBytesMax: number
  readonly segmentBytes: number
  readonly extentCountMax: number
  /** How long an acknowledged write may stay out of storage if nobody flushes. */
  readonly destageDelayMs: number
}

export const defaultDeviceSettings: DeviceSettings = {
  journalBytesMax: 256 * 1024 * 1024,
  segmentBytes: 32 * 1024 * 1024,
  extentCountMax: 8192,
  destageDelayMs: 1000,
}

/** Zeroes for so many blocks share a record. */
const ZERO_BLOCKS_MAX = 16
const BLOCKS_BETWEEN_TURNS = 4096

export class VolumeDevice implements BlockDevice {
  readonly #options: VolumeDeviceOptions
  readonly #dirty: DirtyBlocks
  readonly #journal: Journal
  readonly #destager: Destager
  readonly #room: Room
  readonly #usage = {
    readCount: 0,
    readBytes: 0,
    writeCount: 0,
    writtenBytes: 0,
    flushCount: 0,
    errorCount: 0,
  }
  #sizeBytes: number
  #placedUpTo = 0
  #background: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #hasReplayed = false
  #closing: Promise<void> | undefined

  private constructor(options: VolumeDeviceOptions) {
    const { volumeId, settings } = options
    this.#options = options
    this.#sizeBytes = options.sizeBytes
    this.#dirty = new DirtyBlocks(options.recent)
    this.#journal = new Journal({
      folder: options.journalFolder,
      volumeId,
      segmentBytes: settings.segmentBytes,
      onWritten: placed => this.#place(placed),
      onError: error => options.onError(error, 'a journal file could not be removed'),
    })
    this.#room = new Room({
      bytesMax: settings.journalBytesMax,
      countMax: settings.extentCountMax,
      used: () => ({ bytes: this.#journal.sizeBytes, count: this.#dirty.extentCount }),
    })
    this.#destager = new Destager({
      ...options,
      dirty: this.#dirty,
      onDestaged: () => this.#room.admit(),
      onGarbage: error => options.onError(error, 'a block that nothing needs was not removed'),
    })
  }

  /** Finds again what an earlier process acknowledged. */
  static async open(options: VolumeDeviceOptions): Promise<VolumeDevice> {
    const device = new VolumeDevice(options)
    try {
      await device.#replay()
    } catch (error) {
      clearTimeout(device.#timer)
      await device.#journal.close({ keep: true })
      throw error
    }
    return device
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Whether an earlier process left a journal: it may have left more. */
  get hasReplayed(): boolean {
    return this.#hasReplayed
  }

  grow(sizeBytes: number): void {
    this.#sizeBytes = Math.max(this.#sizeBytes, sizeBytes)
  }

  usage(): DeviceUsage {
    return { ...this.#usage, dirtyBytes: this.#dirty.byteCount }
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return this.#guard('reading a volume failed', async () => {
      this.#check(offset, length)
      this.#usage.readCount++
      this.#usage.readBytes += length
      const pieces = piecesOf(offset, length)
      const [only] = pieces
      if (pieces.length === 1 && only) return await this.#readPiece(only)
      const whole = Buffer.allocUnsafe(length)
      await Promise.all(
        pieces.map(async piece => whole.set(await this.#readPiece(piece), piece.at)),
      )
      return whole
    })
  }

  blockStatus(offset: number, length: number): Promise<readonly BlockExtent[]> {
    return this.#guard('looking at a volume failed', () => {
      this.#check(offset, length)
      return extentsOf({ offset, length }, this.#options.blocks, index => this.#dirty.has(index))
    })
  }

  write(offset: number, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return this.#guard('writing to a volume failed', async () => {
      this.#check(offset, bytes.length)
      this.#usage.writeCount++
      this.#usage.writtenBytes += bytes.length
      const parts: Promise<void>[] = []
      for (let at = 0; at < bytes.length; at += RECORD_DATA_BYTES_MAX) {
        parts.push(this.#append(offset + at, bytes.subarray(at, at + RECORD_DATA_BYTES_MAX)))
      }
      await Promise.all(parts)
      if (options.isDurable) await this.#destager.destageUpTo(this.#placedUpTo)
    })
  }

  writeZeroes(offset: number, length: number, options: WriteOptions = {}): Promise<void> {
    return this.#guard('zeroing in a volume failed', async () => {
      this.#check(offset, length)
      this.#usage.writeCount++
      for await (const range of this.#rangesToZero(offset, length)) {
        await this.#append(range.offset, range.length)
      }
      if (options.isDurable) await this.#destager.destageUpTo(this.#placedUpTo)
    })
  }

  flush(): Promise<void> {
    return this.#guard('flushing a volume failed', async () => {
      this.#checkOpen()
      this.#usage.flushCount++
      await this.#flush()
    })
  }

  /** Flushes, and runs `commit` at a moment when no block is on its way into storage. */
  async changeGeneration(commit: () => Promise<WriteTarget>): Promise<void> {
    this.#checkOpen()
    await this.#flush()
    await this.#destager.changeGeneration(commit)
  }

  /** The record has changed otherwise. */
  setTarget(target: WriteTarget): void {
    this.#destager.target = target
  }

  /** What cannot be flushed stays in the journal, for the next `open`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close({ discards: false })
    return this.#closing
  }

  /** Closes it without keeping what was not flushed. */
  discard(): Promise<void> {
    this.#closing ??= this.#close({ discards: true })
    return this.#closing
  }

  async #close({ discards }: { readonly discards: boolean }): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#room.refuse(new BlockError('device-closed', this.#options.volumeId))
    if (!discards) {
      await this.#flush().catch(error => this.#options.onError(error, 'the last flush failed'))
    }
    await this.#background
    await this.#destager.idle()
    await this.#journal.close({ keep: !discards && this.#dirty.blockCount > 0 })
    await this.#options.blocks[Symbol.asyncDispose]()
    this.#options.onClosed()
  }

  async #readPiece(piece: { index: number; start: number; end: number }): Promise<Uint8Array> {
    const { index, start, end } = piece
    const { blocks } = this.#options
    // Before the look at storage: what leaves the journal in between is there already.
    const extents = this.#dirty
      .extentsOf(index)
      .filter(extent => extent.start < end && extent.end > start)
    if (extents.length === 0) return await blocks.read(index, start, end)
    for (const { segment } of extents) segment.retain()
    try {
      const bytes = Buffer.allocUnsafe(end - start)
      if (!covers(extents, start, end)) bytes.set(await blocks.read(index, start, end))
      await overlay(bytes, start, extents)
      return bytes
    } finally {
      for (const { segment } of extents) segment.release()
    }
  }

  /** What of a range is not known to be zero already. */
  async *#rangesToZero(
    offset: number,
    length: number,
  ): AsyncGenerator<{ readonly offset: number; readonly length: number }> {
    const { blocks } = this.#options
    const end = offset + length
    let run: { offset: number; length: number } | undefined
    let at = offset
    for (let count = 1; at < end; count++) {
      const index = Math.floor(at / BLOCK_BYTES)
      const step = Math.min(end, (index + 1) * BLOCK_BYTES) - at
      if (this.#dirty.has(index) || (await blocks.mayHoldData(index))) {
        if (run === undefined) run = { offset: at, length: step }
        else run.length += step
        at += step
      } else {
        if (run !== undefined) yield run
        run = undefined
        at = blocks.isEmptyFrom(index + 1) ? this.#nextDirty(index + 1, end) : at + step
      }
      if (run !== undefined && run.length > (ZERO_BLOCKS_MAX - 1) * BLOCK_BYTES) {
        yield run
        run = undefined
      }
      if (count % BLOCKS_BETWEEN_TURNS === 0) await nextTurn()
    }
    if (run !== undefined) yield run
  }

  /** Where the first dirty block from `index` on begins, at most `end`. */
  #nextDirty(index: number, end: number): number {
    let next = end
    for (const dirty of this.#dirty.indexes()) {
      if (dirty >= index) next = Math.min(next, dirty * BLOCK_BYTES)
    }
    return next
  }

  async #append(offset: number, data: Uint8Array | number): Promise<void> {
    const bytes = typeof data === 'number' ? undefined : data
    const length = typeof data === 'number' ? data : data.length
    const need = { bytes: bytes?.length ?? 0, count: Math.ceil(length / BLOCK_BYTES) + 1 }
    if (!this.#room.take(need)) {
      this.#startDestaging()
      await this.#room.wait(need)
    }
    try {
      if (this.#options.sequences.isExhausted) await this.#options.sequences.reserve()
      const sequence = this.#options.sequences.next()
      await this.#journal.append({ sequence, offset, length, isZeroes: bytes === undefined }, bytes)
    } finally {
      this.#room.give(need)
    }
    if (this.#room.isHalfFull || this.#room.hasWaiting) this.#startDestaging()
    else this.#timer ??= this.#startTimer()
  }

  #startTimer(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined
      this.#startDestaging()
    }, this.#options.settings.destageDelayMs).unref()
  }

  /** One round at a time; whoever waits for room is told when it fails. */
  #startDestaging(): void {
    if (this.#background !== undefined || this.#isClosed) return
    this.#background = this.#flush()
      .catch(error => {
        this.#usage.errorCount++
        this.#options.onError(error, 'writes could not be brought into storage')
        this.#room.refuse(asDiskError(error, 'writes cannot be brought into storage'))
      })
      .finally(() => {
        this.#background = undefined
        this.#room.admit()
        if (this.#isClosed || this.#dirty.blockCount === 0) return
        // Without anything dirty, room comes from writes that are on their way.
        if (this.#room.hasWaiting) this.#startDestaging()
        else this.#timer ??= this.#startTimer()
      })
  }

  async #flush(): Promise<void> {
    await this.#destager.destageUpTo(this.#placedUpTo)
    this.#journal.shrink()
  }

  async #replay(): Promise<void> {
    const { map, objects, sequences } = this.#options
    const inStorage = new Map<number, number>()
    for await (const placed of this.#journal.replay()) {
      this.#hasReplayed = true
      for (const { index, start, end, at } of piecesOf(placed.offset, placed.length)) {
        let upTo = inStorage.get(index)
        if (upTo === undefined) {
          const block = await map.get(index)
          upTo = (block && (await objects.sequenceOf({ index, ...block }))) ?? -1
          inStorage.set(index, upTo)
        }
        if (placed.sequence <= upTo || placed.sequence >= sequences.first) continue
        const offset = index * BLOCK_BYTES + start
        this.#place({ ...placed, offset, length: end - start, position: placed.position + at })
      }
    }
    if (this.#dirty.blockCount > 0) this.#timer ??= this.#startTimer()
  }

  #place(placed: PlacedRecord): void {
    this.#dirty.add(placed)
    this.#placedUpTo = placed.sequence
  }

  #check(offset: number, length: number): void {
    this.#checkOpen()
    const isInside = offset >= 0 && length >= 0 && offset + length <= this.#sizeBytes
    if (isInside && Number.isSafeInteger(offset) && Number.isSafeInteger(length)) return
    throw new BlockError('range-invalid', `${length} bytes at ${offset} of ${this.#sizeBytes}`)
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new BlockError('device-closed', this.#options.volumeId)
  }

  async #guard<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      this.#usage.errorCount++
      throw asDiskError(error, what)
    }
  }
}
