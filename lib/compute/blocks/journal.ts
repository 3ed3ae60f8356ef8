/**
 * Appends an open volume's writes to files, in order and in as few system calls as there are pauses
 * between them; see journal-format.ts for what that protects from.
 */
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeRecordHeader, type JournalRecord, RECORD_HEADER_BYTES } from './journal-format.ts'
import { JournalSegment } from './journal-segment.ts'

export interface PlacedRecord extends JournalRecord {
  readonly segment: JournalSegment
  /** Of the data in the segment; meaningless for zeroes. */
  readonly position: number
  /** As they were written; absent for zeroes, and for what an earlier process wrote. */
  readonly bytes?: Uint8Array | undefined
}

export interface JournalOptions {
  readonly folder: string
  readonly volumeId: string
  readonly segmentBytes: number
  /** Called in the order of the records, each before its `append` resolves. Must not throw. */
  onWritten(placed: PlacedRecord): void
  /** A file could not be removed: it takes room until the volume is opened again. */
  onError(error: unknown): void
}

interface Waiting {
  readonly record: JournalRecord
  readonly bytes: Uint8Array | undefined
  readonly done: PromiseWithResolvers<void>
}

const BATCH_RECORDS_MAX = 128
const BATCH_BYTES_MAX = 2 * 1024 * 1024

export class Journal {
  readonly #options: JournalOptions
  readonly #segments = new Set<JournalSegment>()
  readonly #removals = new Set<Promise<void>>()
  #current: JournalSegment | undefined
  #nextNumber = 0
  #waiting: Waiting[] = []
  #draining: Promise<void> | undefined

  constructor(options: JournalOptions) {
    this.#options = options
  }

  /** Of all files that are needed. */
  get sizeBytes(): number {
    let sum = 0
    for (const { sizeBytes } of this.#segments) sum += sizeBytes
    return sum
  }

  /** Finds what an earlier process left: to be called once, before anything is appended. */
  async *replay(): AsyncGenerator<PlacedRecord> {
    const { folder, volumeId } = this.#options
    const numbers = (await journalsIn(folder))
      .filter(file => file.volumeId === volumeId)
      .map(file => file.number)
      .sort((a, b) => a - b)
    this.#nextNumber = (numbers.at(-1) ?? -1) + 1
    if (numbers.length > 0) await syncFolder(folder)
    for (const number of numbers) {
      const segment = await JournalSegment.find(this.#path(number), gone => this.#remove(gone))
      this.#segments.add(segment)
      for await (const { record, position } of segment.records()) {
        yield { ...record, segment, position }
      }
      segment.seal()
    }
  }

  /** Resolves when the record outlives the process. */
  append(record: JournalRecord, bytes?: Uint8Array): Promise<void> {
    const done = Promise.withResolvers<void>()
    this.#waiting.push({ record, bytes, done })
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined
    })
    return done.promise
  }

  /** Begins a new file unless the current one is small or needed: to be called when nothing is dirty. */
  shrink(): void {
    const current = this.#current
    if (current === undefined || current.isUsed || this.#draining !== undefined) return
    if (current.sizeBytes > this.#options.segmentBytes / 4) this.#seal()
  }

  /** Nothing may be under way. With `keep` the files stay for the next process. */
  async close({ keep }: { readonly keep: boolean }): Promise<void> {
    await this.#draining
    this.#current = undefined
    const segments = [...this.#segments]
    this.#segments.clear()
    for (const segment of segments) await (keep ? segment.close() : segment.remove())
    await Promise.all(this.#removals)
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch()
      const buffers = batch.flatMap(({ record, bytes }) => {
        const header = encodeRecordHeader(record, bytes)
        return bytes === undefined ? [header] : [header, bytes]
      })
      try {
        const segment = await this.#segmentFor(buffers, batch[0]?.record.sequence ?? 0)
        this.#place(batch, segment, await segment.append(buffers))
        for (const { done } of batch) done.resolve()
      } catch (error) {
        // The numbers of these records are used up, and a file may not leave any out.
        this.#seal()
        for (const { done } of batch) done.reject(error)
      }
    }
  }

  #takeBatch(): readonly Waiting[] {
    let bytes = 0
    const isOver = this.#waiting.findIndex(({ record }, index) => {
      bytes += record.isZeroes ? 0 : record.length
      return index > 0 && (bytes > BATCH_BYTES_MAX || index >= BATCH_RECORDS_MAX)
    })
    return this.#waiting.splice(0, isOver < 0 ? this.#waiting.length : isOver)
  }

  #place(batch: readonly Waiting[], segment: JournalSegment, position: number): void {
    let at = position
    for (const { record, bytes } of batch) {
      this.#options.onWritten({ ...record, segment, position: at + RECORD_HEADER_BYTES, bytes })
      at += RECORD_HEADER_BYTES + (bytes?.byteLength ?? 0)
    }
  }

  async #segmentFor(
    buffers: readonly Uint8Array[],
    firstSequence: number,
  ): Promise<JournalSegment> {
    const added = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const current = this.#current
    if (current !== undefined && current.sizeBytes + added <= this.#options.segmentBytes) {
      return current
    }
    this.#seal()
    const segment = await JournalSegment.create(
      this.#path(this.#nextNumber++),
      firstSequence,
      gone => this.#remove(gone),
    )
    this.#segments.add(segment)
    this.#current = segment
    return segment
  }

  #seal(): void {
    const current = this.#current
    this.#current = undefined
    current?.seal()
  }

  #remove(segment: JournalSegment): void {
    if (!this.#segments.delete(segment)) return
    const removal = segment
      .remove()
      .catch(error => this.#options.onError(error))
      .finally(() => this.#removals.delete(removal))
    this.#removals.add(removal)
  }

  #path(number: number): string {
    return join(this.#options.folder, `${this.#options.volumeId}.${number}`)
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

export interface JournalFile {
  readonly name: string
  readonly volumeId: string
  readonly number: number
}

/** The files of all journals in a folder. */
export async function journalsIn(folder: string): Promise<readonly JournalFile[]> {
  const files: JournalFile[] = []
  for (const name of await readdir(folder)) {
    const [, volumeId, number] = /^([\w-]+)\.(\d{1,15})$/.exec(name) ?? []
    if (volumeId !== undefined) files.push({ name, volumeId, number: Number(number) })
  }
  return files
}
