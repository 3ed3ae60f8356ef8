/**
 * An image as one object, `<image id>.bin`: what CreateStoreImageTask writes and
 * CreateRestoreImageTask reads. Integers are little-endian:
 *
 *     magic            16 bytes, "mallee image 1\n\0"
 *     header           length:32, JSON of the image and its disks
 *     of each disk     pieces: offset:64 length:32 bytes; one of length 0 is the last
 *     digest           SHA-256 of all before it
 *
 * What is not in a piece reads as zeroes.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ImageFormatError } from '../image-formats/image-format-error.ts'

const magic = Buffer.from('mallee image 1\n\0', 'latin1')
const headerBytesMax = 64 * 1024
export const pieceBytesMax = 1024 * 1024
const pieceHeadBytes = 12
const digestBytes = 32
const diskCountMax = 32
const diskBytesMax = 64 * 2 ** 40

const text = (lengthMax: number) => z.string().max(lengthMax)
const count = z.int().nonnegative()

const headerSchema = z.strictObject({
  name: text(128),
  description: text(255),
  architecture: text(32),
  rootDeviceName: text(32),
  enaSupport: z.boolean(),
  bootMode: z.enum(['legacy-bios', 'uefi', 'uefi-preferred']),
  tags: z.record(text(127), text(255)),
  disks: z
    .array(
      z.strictObject({
        deviceName: text(32),
        /** Of the bytes that follow. */
        sizeBytes: z.int().positive().multipleOf(512).max(diskBytesMax),
        sizeGib: count.min(1).max(65_536),
        volumeType: text(16),
        iops: count,
        throughputMibps: count,
        deleteOnTermination: z.boolean(),
      }),
    )
    .min(1)
    .max(diskCountMax),
})

export type StoredImageHeader = z.output<typeof headerSchema>

export interface StoredPiece {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** @param pieces of each disk in turn: of whole sectors, in order, none longer than pieceBytesMax */
export async function* writeStoredImage(
  header: StoredImageHeader,
  pieces: (disk: number) => AsyncIterable<StoredPiece>,
): AsyncGenerator<Uint8Array, void> {
  const digest = createHash('sha256')
  const sent = (bytes: Uint8Array) => {
    digest.update(bytes)
    return bytes
  }
  const json = Buffer.from(JSON.stringify(headerSchema.parse(header)))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  yield sent(Buffer.concat([magic, length, json]))
  for (const disk of header.disks.keys()) {
    for await (const { offset, bytes } of pieces(disk)) {
      yield sent(pieceHead(offset, bytes.length))
      yield sent(bytes)
    }
    yield sent(pieceHead(0, 0))
  }
  yield digest.digest()
}

function pieceHead(offset: number, lengthBytes: number): Buffer {
  const head = Buffer.alloc(pieceHeadBytes)
  head.writeBigUInt64LE(BigInt(offset))
  head.writeUInt32LE(lengthBytes, 8)
  return head
}

/**
 * Calls back with what the object holds, in its order. Nothing of it is to be believed before this
 * resolves: the digest comes last.
 * @throws ImageFormatError
 */
export async function readStoredImage(
  object: AsyncIterable<Uint8Array>,
  take: {
    header(header: StoredImageHeader): Promise<void>
    piece(disk: number, piece: StoredPiece): Promise<void>
  },
): Promise<void> {
  const input = new DigestedInput(object)
  if (!magic.equals(await input.bytes(magic.length))) refuse('it was not made by this service')
  const length = (await input.bytes(4)).readUInt32LE()
  if (length > headerBytesMax) refuse('its header is too long')
  const header = parseHeader(await input.bytes(length))
  await take.header(header)
  for (const [disk, { sizeBytes }] of header.disks.entries()) {
    for (;;) {
      const piece = await readPiece(input, sizeBytes)
      if (!piece) break
      await take.piece(disk, piece)
    }
  }
  await input.requireDigest()
}

function parseHeader(bytes: Buffer): StoredImageHeader {
  try {
    return headerSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return refuse('its header is damaged')
  }
}

async function readPiece(
  input: DigestedInput,
  sizeBytes: number,
): Promise<StoredPiece | undefined> {
  const head = await input.bytes(pieceHeadBytes)
  const offset = Number(head.readBigUInt64LE())
  const length = head.readUInt32LE(8)
  if (length === 0) return undefined
  const isWhole = offset % 512 === 0 && length % 512 === 0
  if (!isWhole || length > pieceBytesMax || offset + length > sizeBytes) refuse('it is damaged')
  return { offset, bytes: await input.bytes(length) }
}

/** Takes exact numbers of bytes from a stream, and digests them. */
class DigestedInput {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #digest = createHash('sha256')
  #rest: Uint8Array = new Uint8Array(0)

  constructor(object: AsyncIterable<Uint8Array>) {
    this.#source = object[Symbol.asyncIterator]()
  }

  async bytes(count: number): Promise<Buffer> {
    const bytes = await this.#take(count)
    this.#digest.update(bytes)
    return bytes
  }

  /** Of all that was read; and nothing may follow it. */
  async requireDigest(): Promise<void> {
    const expected = await this.#take(digestBytes)
    if (!this.#digest.digest().equals(expected)) refuse('it is damaged')
    if (this.#rest.length > 0 || !(await this.#source.next()).done) refuse('something follows it')
  }

  async #take(count: number): Promise<Buffer> {
    const bytes = Buffer.alloc(count)
    for (let filled = 0; filled < count; ) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#source.next()
        if (done) refuse('it is cut off')
        this.#rest = value ?? new Uint8Array(0)
      }
      const part = this.#rest.subarray(0, count - filled)
      bytes.set(part, filled)
      filled += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
    return bytes
  }
}

function refuse(reason: string): never {
  throw new ImageFormatError(`The stored image cannot be used: ${reason}.`)
}
