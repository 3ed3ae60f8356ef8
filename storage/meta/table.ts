/**
 * Reads LevelDB's table files (doc/table_format.md of LevelDB) to find rot in them, which LevelDB
 * itself does not look for when it reads:
 *
 *     data blocks, meta blocks     each: contents, u8 compression, u32 masked CRC32C of both
 *     metaindex block              names of meta blocks and their handles
 *     index block                  a handle for each data block
 *     footer, the last 48 bytes    handles of the two, zeros, u64 0xdb4775248b80fb57
 *
 * A handle is the offset and the length of a block's contents, as varints. The contents are entries
 * and an array of restarts. A table is never changed once it is whole.
 */
import { crc32c } from '@node-rs/crc32'
import type { File } from '../disk/file-system.ts'
import { decodeSnappy } from './snappy.ts'

/** The bytes are not those that LevelDB wrote. */
export class TableDamage extends Error {
  override readonly name = 'TableDamage'
}

export interface TableEntry {
  /** With the 8 bytes that LevelDB adds to a key. */
  readonly key: Buffer
  readonly value: Buffer
}

type Pace = (sizeBytes: number) => Promise<void>

interface Handle {
  readonly offset: number
  readonly sizeBytes: number
}

const FOOTER_BYTES = 48
const MAGIC = Buffer.from('57fb808b247547db', 'hex')
const TRAILER_BYTES = 5
const PLAIN = 0
const SNAPPY = 1
const MASK = 0xa282ead8
/** Tables are made of memory tables, which are smaller: so no block is as large. */
const BLOCK_BYTES_MAX = 64 * 1024 * 1024
const STRETCH_BYTES = 256 * 1024
/** More would be beyond 2^53. */
const VARINT_BYTES_MAX = 7

/** Throws TableDamage unless every block is as it was written; `pace` is told what is read. */
export async function verifyTable(file: File, pace: Pace): Promise<void> {
  const reader = new BlockReader(file, pace)
  const { metaindex, index } = await reader.footer()
  const meta = handlesIn(await reader.read(metaindex))
  // Meta blocks follow the data blocks, so that the file is read once from front to back.
  for (const handle of [...handlesIn(await reader.read(index)), ...meta]) {
    await reader.verified(handle)
  }
}

/** All entries in their order. Throws TableDamage. */
export async function* tableEntries(file: File): AsyncGenerator<TableEntry> {
  const reader = new BlockReader(file, async () => {})
  const { index } = await reader.footer()
  for (const handle of handlesIn(await reader.read(index))) {
    yield* entriesIn(await reader.read(handle))
  }
}

class BlockReader {
  readonly #file: File
  readonly #pace: Pace
  /** Blocks are small and follow each other: many are read at once. */
  #stretch: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) }

  constructor(file: File, pace: Pace) {
    this.#file = file
    this.#pace = pace
  }

  async footer(): Promise<{ readonly metaindex: Handle; readonly index: Handle }> {
    const start = (await this.#file.sizeBytes()) - FOOTER_BYTES
    if (start < 0) throw new TableDamage('it is too short')
    const footer = await this.#bytes({ offset: start, sizeBytes: FOOTER_BYTES })
    if (!footer.subarray(-MAGIC.length).equals(MAGIC)) throw new TableDamage('it has no footer')
    const metaindex = readHandle(footer, 0)
    return { metaindex, index: readHandle(footer, metaindex.end) }
  }

  async read(handle: Handle): Promise<Buffer> {
    const block = await this.verified(handle)
    const contents = block.subarray(0, handle.sizeBytes)
    const compression = block[handle.sizeBytes]
    if (compression === PLAIN) return contents
    const decoded = compression === SNAPPY ? decodeSnappy(contents, BLOCK_BYTES_MAX) : undefined
    if (!decoded) throw damage(handle, 'cannot be decoded')
    return decoded
  }

  /** The block with its trailer. */
  async verified(handle: Handle): Promise<Buffer> {
    const { offset, sizeBytes } = handle
    if (sizeBytes > BLOCK_BYTES_MAX) throw damage(handle, 'is too large')
    const block = await this.#bytes({ offset, sizeBytes: sizeBytes + TRAILER_BYTES })
    const sum = crc32c(block.subarray(0, sizeBytes + 1))
    if (masked(sum) !== block.readUInt32LE(sizeBytes + 1)) {
      throw damage(handle, 'does not match its checksum')
    }
    return block
  }

  async #bytes(handle: Handle): Promise<Buffer> {
    const { offset, sizeBytes } = handle
    const { start, bytes } = this.#stretch
    if (offset < start || offset + sizeBytes > start + bytes.length) {
      const length = Math.max(sizeBytes, STRETCH_BYTES)
      this.#stretch = { start: offset, bytes: await this.#file.read(length, offset) }
      await this.#pace(this.#stretch.bytes.length)
    }
    const at = offset - this.#stretch.start
    const part = this.#stretch.bytes.subarray(at, at + sizeBytes)
    if (part.length < sizeBytes) throw damage(handle, 'is not there')
    return part
  }
}

function handlesIn(contents: Buffer): Handle[] {
  return [...entriesIn(contents)].map(({ value }) => readHandle(value, 0))
}

/** Entry: what it shares with the key before, the rest of its key, its value; lengths in front. */
function* entriesIn(contents: Buffer): Generator<TableEntry> {
  const restartCount = contents.length < 4 ? 0 : contents.readUInt32LE(contents.length - 4)
  const end = contents.length - 4 * (restartCount + 1)
  if (restartCount === 0 || end < 0) throw new TableDamage('a block has no restarts')
  let key: Buffer = Buffer.alloc(0)
  for (let at = 0; at < end; ) {
    const shared = readVarint(contents, at)
    const rest = readVarint(contents, shared.end)
    const length = readVarint(contents, rest.end)
    const valueAt = length.end + rest.value
    at = valueAt + length.value
    if (shared.value > key.length || at > end) throw new TableDamage('an entry is too long')
    key = Buffer.concat([key.subarray(0, shared.value), contents.subarray(length.end, valueAt)])
    yield { key, value: contents.subarray(valueAt, at) }
  }
}

function readHandle(bytes: Buffer, at: number): Handle & { readonly end: number } {
  const offset = readVarint(bytes, at)
  const size = readVarint(bytes, offset.end)
  return { offset: offset.value, sizeBytes: size.value, end: size.end }
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0
  for (let count = 0; count < VARINT_BYTES_MAX; count++) {
    const byte = bytes[start + count]
    if (byte === undefined) break
    value += (byte & 0x7f) * 2 ** (count * 7)
    if (byte < 0x80) return { value, end: start + count + 1 }
  }
  throw new TableDamage('a number cannot be read')
}

/** As LevelDB stores checksums, since those of what holds checksums would be weak. */
function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + MASK) >>> 0
}

function damage({ offset }: Handle, what: string): TableDamage {
  return new TableDamage(`the block at ${offset} ${what}`)
}
