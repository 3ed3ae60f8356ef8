import { type FileHandle, open, rm } from 'node:fs/promises'
import {
  decodeHeader,
  decodeRecordHeader,
  encodeHeader,
  HEADER_BYTES,
  isWhole,
  type JournalRecord,
  RECORD_DATA_BYTES_MAX,
  RECORD_HEADER_BYTES,
} from './journal-format.ts'

export interface FoundRecord {
  readonly record: JournalRecord
  /** Of its data in the file. */
  readonly position: number
}

/**
 * One file of a journal. It lives until it is sealed and nobody uses it: whoever needs one of its
 * records, or reads it, retains it.
 */
export class JournalSegment {
  readonly #path: string
  readonly #file: FileHandle
  #sizeBytes: number
  #useCount = 0
  #isSealed = false
  #isGone = false
  readonly #onGone: (segment: JournalSegment) => void

  private constructor(
    place: { readonly path: string; readonly file: FileHandle; readonly sizeBytes: number },
    onGone: (segment: JournalSegment) => void,
  ) {
    this.#path = place.path
    this.#file = place.file
    this.#sizeBytes = place.sizeBytes
    this.#onGone = onGone
  }

  static async create(
    path: string,
    firstSequence: number,
    onGone: (segment: JournalSegment) => void,
  ): Promise<JournalSegment> {
    const file = await open(path, 'wx+', 0o600)
    try {
      await writeAll(file, [encodeHeader(firstSequence)], 0)
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
    return new JournalSegment({ path, file, sizeBytes: HEADER_BYTES }, onGone)
  }

  /** One that an earlier process left. */
  static async find(
    path: string,
    onGone: (segment: JournalSegment) => void,
  ): Promise<JournalSegment> {
    const file = await open(path, 'r')
    try {
      // What is read from it now must not be gone after a power cut: a disk does not forget so.
      await file.datasync()
      const { size } = await file.stat()
      return new JournalSegment({ path, file, sizeBytes: size }, onGone)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get isUsed(): boolean {
    return this.#useCount > 0
  }

  retain(): void {
    this.#useCount++
  }

  release(): void {
    this.#useCount--
    this.#removeIfDone()
  }

  /** Nothing is appended any more. */
  seal(): void {
    this.#isSealed = true
    this.#removeIfDone()
  }

  /** Resolves to the position of the first byte. What a failure left behind is not part of it. */
  async append(buffers: readonly Uint8Array[]): Promise<number> {
    const position = this.#sizeBytes
    this.#sizeBytes += await writeAll(this.#file, buffers, position)
    return position
  }

  async read(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length)
    const filled = await readAll(this.#file, bytes, position)
    if (filled < length) throw new Error(`the journal ${this.#path} is shorter than it was`)
    return bytes
  }

  /** The records that an earlier process wrote, up to the first that is not whole. */
  async *records(): AsyncGenerator<FoundRecord> {
    const window = Buffer.allocUnsafe(2 * RECORD_DATA_BYTES_MAX)
    let filled = await readAll(this.#file, window, 0)
    let expected = decodeHeader(window.subarray(0, filled))
    let start = 0
    let at = HEADER_BYTES
    while (expected !== undefined) {
      if (
        filled - at < RECORD_HEADER_BYTES + RECORD_DATA_BYTES_MAX &&
        start + filled < this.#sizeBytes
      ) {
        start += at
        at = 0
        filled = await readAll(this.#file, window, start)
      }
      const header = window.subarray(at, Math.min(filled, at + RECORD_HEADER_BYTES))
      const record = decodeRecordHeader(header)
      if (record === undefined || record.sequence !== expected) return
      const dataAt = at + RECORD_HEADER_BYTES
      const end = dataAt + (record.isZeroes ? 0 : record.length)
      if (end > filled) return
      if (!isWhole(header, record.isZeroes ? undefined : window.subarray(dataAt, end))) return
      yield { record, position: start + dataAt }
      expected++
      at = end
    }
  }

  #removeIfDone(): void {
    if (!this.#isSealed || this.#useCount > 0 || this.#isGone) return
    this.#isGone = true
    this.#onGone(this)
  }

  /** What is not removed is found by the next process, which sees that all of it is in storage. */
  async remove(): Promise<void> {
    await this.#file.close()
    await rm(this.#path, { force: true })
  }

  /** Leaves the file for the next process. */
  async close(): Promise<void> {
    this.#isGone = true
    await this.#file.close()
  }
}

async function writeAll(
  file: FileHandle,
  buffers: readonly Uint8Array[],
  position: number,
): Promise<number> {
  const total = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const { bytesWritten } = await file.writev([...buffers], position)
  if (bytesWritten === total) return total
  const whole = Buffer.concat(buffers)
  for (let written = bytesWritten; written < total; ) {
    const { bytesWritten: more } = await file.write(
      whole,
      written,
      total - written,
      position + written,
    )
    if (more === 0) throw new Error('a journal takes no more bytes')
    written += more
  }
  return total
}

/** How many bytes there were. */
async function readAll(file: FileHandle, bytes: Buffer, position: number): Promise<number> {
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
