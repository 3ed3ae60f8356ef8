/**
 * Large blobs: a file each. Integers are little-endian.
 *
 *     data from offset 0, zeros to a multiple of 8,
 *     u32 CRC32C per 64 KiB of data, zeros to a multiple of 8,
 *     footer of 64 bytes:  0  "MALLBLOB"    8  u32 format (1)       12  u32 chunk size (65536)
 *                         16  u64 data length  24  u32 CRC32C of the table  28  16 bytes of id
 *                         44  16 zero bytes    60  u32 CRC32C of bytes 0..59
 */
import type { File } from '../disk/file-system.ts'
import type { DiskSpace } from '../disk/space.ts'
import { CHUNK_BYTES, chunkCount, corrupt, crc32c } from './checksum.ts'
import { FORMAT } from './fragment.ts'

const MAGIC = 'MALLBLOB'
const FOOTER_BYTES = 64
const ALIGNMENT = 8
const ID_LENGTH = 16
/** A write; a multiple of the chunk size. */
const BLOCK_BYTES = 4 * CHUNK_BYTES
const BLOCKS_IN_FLIGHT_MAX = 4
const SYNC_BYTES = 16 * 1024 * 1024
/** 50 TB of chunks have a table of 3 GB: past this a blob is refused, and parts are the way. */
const SIZE_BYTES_MAX = 5 * 1024 ** 4

export interface LargeFile {
  readonly file: File
  readonly sizeBytes: number
  readonly table: Buffer
}

/** Fills a new file, closes it, and resolves to the data's size when the bytes are durable. */
export async function writeLargeFile(
  file: File,
  body: AsyncIterable<Uint8Array>,
  options: { id: string; space: DiskSpace },
): Promise<number> {
  const writer = new LargeFileWriter(file, options.space)
  try {
    for await (const bytes of body) await writer.add(bytes)
    return await writer.finish(options.id)
  } finally {
    await writer.close()
  }
}

class LargeFileWriter {
  readonly #file: File
  readonly #space: DiskSpace
  readonly #free: Buffer[] = []
  readonly #inFlight = new Set<Promise<void>>()
  readonly #crcs: number[] = []
  #block: Buffer = Buffer.alloc(0)
  #filledBytes = 0
  #sizeBytes = 0
  #unsyncedBytes = 0
  #syncing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(file: File, space: DiskSpace) {
    this.#file = file
    this.#space = space
  }

  async add(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; ) {
      if (this.#block.length === 0) this.#block = await this.#freeBlock()
      const count = Math.min(bytes.length - start, BLOCK_BYTES - this.#filledBytes)
      const part = count === bytes.length ? bytes : bytes.subarray(start, start + count)
      this.#block.set(part, this.#filledBytes)
      this.#filledBytes += count
      start += count
      if (this.#filledBytes === BLOCK_BYTES) await this.#send()
    }
  }

  async finish(id: string): Promise<number> {
    if (this.#filledBytes > 0) await this.#send()
    await Promise.all(this.#inFlight)
    await this.#syncing
    if (this.#failure) throw this.#failure.error
    const tail = encodeTail(this.#crcs, id, this.#sizeBytes)
    await this.#file.write(tail, aligned(this.#sizeBytes))
    await this.#file.syncData()
    return this.#sizeBytes
  }

  async close(): Promise<void> {
    await Promise.all(this.#inFlight)
    await this.#syncing
    await this.#file.close()
  }

  /** Checksums the block and starts its write. */
  async #send(): Promise<void> {
    const block = this.#block
    const bytes = block.subarray(0, this.#filledBytes)
    await this.#space.claim(bytes.length)
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      this.#crcs.push(crc32c(bytes.subarray(start, start + CHUNK_BYTES)))
    }
    const position = this.#sizeBytes
    this.#sizeBytes += bytes.length
    this.#block = Buffer.alloc(0)
    this.#filledBytes = 0
    if (this.#sizeBytes > SIZE_BYTES_MAX) throw new RangeError('the body is too large for one blob')
    const writing = this.#file
      .write(bytes, position)
      .catch(error => {
        this.#failure ??= { error }
      })
      .then(() => {
        this.#inFlight.delete(writing)
        this.#free.push(block)
      })
    this.#inFlight.add(writing)
    this.#unsyncedBytes += bytes.length
    if (this.#unsyncedBytes >= SYNC_BYTES && !this.#syncing) this.#syncBehind()
  }

  /** The disk works while the body still comes, so that the last sync finds little to do. */
  #syncBehind(): void {
    this.#unsyncedBytes = 0
    this.#syncing = this.#file
      .syncData()
      .catch(error => {
        this.#failure ??= { error }
      })
      .then(() => {
        this.#syncing = undefined
      })
  }

  async #freeBlock(): Promise<Buffer> {
    if (this.#inFlight.size >= BLOCKS_IN_FLIGHT_MAX) await Promise.race(this.#inFlight)
    if (this.#failure) throw this.#failure.error
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)
  }
}

/** Verifies the footer and the table of an open file; takes over neither. */
export async function readLargeFile(file: File, id: string): Promise<LargeFile> {
  const size = await file.sizeBytes()
  if (size < FOOTER_BYTES) throw corrupt(`blob ${id} is cut short`)
  const footer = await file.read(FOOTER_BYTES, size - FOOTER_BYTES)
  if (
    footer.length !== FOOTER_BYTES ||
    footer.toString('latin1', 0, MAGIC.length) !== MAGIC ||
    footer.readUInt32LE(8) !== FORMAT ||
    footer.toString('latin1', 28, 28 + ID_LENGTH) !== id ||
    footer.readUInt32LE(60) !== crc32c(footer.subarray(0, 60))
  ) {
    throw corrupt(`the footer of blob ${id} is damaged`)
  }
  const sizeBytes = Number(footer.readBigUInt64LE(16))
  const tableBytes = chunkCount(sizeBytes) * 4
  if (aligned(sizeBytes) + aligned(tableBytes) + FOOTER_BYTES !== size) {
    throw corrupt(`blob ${id} has another size than its footer says`)
  }
  const table = await file.read(tableBytes, aligned(sizeBytes))
  if (crc32c(table) !== footer.readUInt32LE(24)) {
    throw corrupt(`the checksums of blob ${id} are damaged`)
  }
  return { file, sizeBytes, table }
}

function encodeTail(crcs: readonly number[], id: string, sizeBytes: number): Buffer {
  const tableBytes = crcs.length * 4
  const tail = Buffer.alloc(aligned(tableBytes) + FOOTER_BYTES)
  crcs.forEach((crc, index) => {
    tail.writeUInt32LE(crc, index * 4)
  })
  const footer = tail.subarray(aligned(tableBytes))
  footer.write(MAGIC, 0, 'latin1')
  footer.writeUInt32LE(FORMAT, 8)
  footer.writeUInt32LE(CHUNK_BYTES, 12)
  footer.writeBigUInt64LE(BigInt(sizeBytes), 16)
  footer.writeUInt32LE(crc32c(tail.subarray(0, tableBytes)), 24)
  footer.write(id, 28, ID_LENGTH, 'latin1')
  footer.writeUInt32LE(crc32c(footer.subarray(0, 60)), 60)
  return tail
}

function aligned(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT
}
