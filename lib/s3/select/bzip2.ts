/**
 * Decompresses BZIP2, which Node does not, a block of at most 900 kB at a time.
 *
 *     "BZh" level (ASCII digit)      per stream; streams may follow one another
 *     314159265359 CRC …             a block: Huffman codes of a move-to-front of a BWT of runs
 *     177245385090 CRC               the end, filled up to a whole byte
 *
 * https://en.wikipedia.org/wiki/Bzip2#File_format
 */
import { BitReader, EndOfBits } from './bzip2-bits.ts'
import { type Block, readBlock } from './bzip2-block.ts'
import { SelectError } from './select-error.ts'

/** More than any block takes compressed, so that a block is read at once or is damaged. */
const BLOCK_BYTES_MAX = 2 * 1024 * 1024
const BLOCK_MAGIC = 0x314159
const BLOCK_MAGIC_END = 0x265359
const STREAM_END = 0x177245
const STREAM_END_END = 0x385090

type Pieces = AsyncIterable<Uint8Array>

export async function* decodeBzip2(source: Pieces): AsyncGenerator<Uint8Array, void> {
  const input = new Window(source)
  let isAny = false
  while (await input.fill()) {
    const level = readStreamHeader(input.bits)
    isAny = true
    for (;;) {
      await input.fill()
      const block = input.read(bits => readNext(bits, level))
      if (block === undefined) break
      yield* runs(block)
    }
    input.alignToByte()
  }
  if (!isAny) throw damaged()
}

/** What is held of the input: at least a block, unless the input ends. */
class Window {
  readonly #pieces: AsyncIterator<Uint8Array>
  #bytes: Buffer = Buffer.alloc(0)
  #isEnd = false
  bits = new BitReader(this.#bytes)

  constructor(source: Pieces) {
    this.#pieces = source[Symbol.asyncIterator]()
  }

  /** False when there is nothing left. */
  async fill(): Promise<boolean> {
    const taken = this.bits.takenBits
    const parts: Uint8Array[] = [this.#bytes.subarray(taken >>> 3)]
    let heldBytes = this.#bytes.length - (taken >>> 3)
    while (heldBytes < BLOCK_BYTES_MAX && !this.#isEnd) {
      const { done, value } = await this.#pieces.next()
      this.#isEnd = done === true
      if (!value) break
      parts.push(value)
      heldBytes += value.length
    }
    this.#bytes = Buffer.concat(parts)
    this.bits = new BitReader(this.#bytes)
    this.bits.takenBits = taken & 7
    return heldBytes > 0
  }

  read<Result>(take: (bits: BitReader) => Result): Result {
    try {
      return take(this.bits)
    } catch (cause) {
      if (!(cause instanceof EndOfBits)) throw cause
      throw new SelectError('TruncatedInput', 'The BZIP2 data is cut off.', { cause })
    }
  }

  alignToByte(): void {
    this.bits.takenBits = this.bits.takenBytes * 8
  }
}

function readStreamHeader(bits: BitReader): number {
  try {
    const magic = bits.bits(24)
    const level = bits.bits(8) - 0x30
    if (magic === 0x425a68 && level >= 1 && level <= 9) return level
  } catch {
    // Shorter than a header: damaged just the same.
  }
  throw damaged()
}

/** `undefined` at the stream's end. */
function readNext(bits: BitReader, level: number): Block | undefined {
  const magic = bits.bits(24)
  const magicEnd = bits.bits(24)
  const crc = bits.bits(32)
  if (magic === STREAM_END && magicEnd === STREAM_END_END) return undefined
  if (magic !== BLOCK_MAGIC || magicEnd !== BLOCK_MAGIC_END) throw damaged()
  return readBlock(bits, { sizeMax: level * 100_000, crc })
}

const OUTPUT_BYTES = 64 * 1024

/** Undoes the first step: after four equal bytes comes how many more of them there are. */
function* runs({ bytes, crc: expected }: Block): Generator<Uint8Array, void> {
  let out = Buffer.allocUnsafe(OUTPUT_BYTES + 256)
  let length = 0
  let crc = 0xffff_ffff
  let equal = 0
  let last = -1
  for (const byte of bytes) {
    const count = equal === 4 ? byte : 1
    const value = equal === 4 ? last : byte
    equal = equal === 4 ? 0 : byte === last ? equal + 1 : 1
    last = equal === 0 ? -1 : byte
    for (let i = 0; i < count; i++) {
      out[length++] = value
      crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ value) & 0xff] ?? 0)) >>> 0
    }
    if (length >= OUTPUT_BYTES) {
      yield out.subarray(0, length)
      out = Buffer.allocUnsafe(OUTPUT_BYTES + 256)
      length = 0
    }
  }
  if (~crc >>> 0 !== expected) throw damaged()
  yield out.subarray(0, length)
}

/** Of the CRC with the highest bit first, unlike GZIP's. */
const crcTable: readonly number[] = Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc >>> 0
})

export function damaged(): SelectError {
  return new SelectError('InvalidCompressionFormat', 'The object is not BZIP2 data, or damaged.')
}
