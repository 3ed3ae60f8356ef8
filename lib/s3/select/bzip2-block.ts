/** One block of BZIP2, up to the runs that are still in it. */
import type { BitReader } from './bzip2-bits.ts'
import { SelectError } from './select-error.ts'

export interface Block {
  readonly bytes: Uint8Array
  /** Of the bytes with their runs. */
  readonly crc: number
}

const CODE_LENGTH_MAX = 20
const GROUP_SYMBOLS = 50
const SELECTORS_MAX = 18_002

export function readBlock(
  bits: BitReader,
  { sizeMax, crc }: { readonly sizeMax: number; readonly crc: number },
): Block {
  // Blocks that were shuffled against bad cases are from before 1997.
  if (bits.bit() === 1) throw damagedBlock()
  const origin = bits.bits(24)
  const used = readUsedBytes(bits)
  if (used.length === 0) throw damagedBlock()
  const groupCount = bits.bits(3)
  if (groupCount < 2 || groupCount > 6) throw damagedBlock()
  const selectors = readSelectors(bits, groupCount)
  const symbolCount = used.length + 2
  const codes = Array.from({ length: groupCount }, () => readCode(bits, symbolCount))
  const symbols = readSymbols(bits, { used, selectors, codes, sizeMax })
  if (origin >= symbols.length) throw damagedBlock()
  return { bytes: unsorted(symbols, origin), crc }
}

/** A map of maps of the byte values that occur. */
function readUsedBytes(bits: BitReader): number[] {
  const rows = bits.bits(16)
  const used: number[] = []
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >>> row)) === 0) continue
    const columns = bits.bits(16)
    for (let column = 0; column < 16; column++) {
      if ((columns & (0x8000 >>> column)) !== 0) used.push(row * 16 + column)
    }
  }
  return used
}

/** Which code each fifty symbols use, moved to front. */
function readSelectors(bits: BitReader, groupCount: number): Uint8Array {
  const count = bits.bits(15)
  if (count === 0) throw damagedBlock()
  const order = Array.from({ length: groupCount }, (_, index) => index)
  const selectors = new Uint8Array(Math.min(count, SELECTORS_MAX))
  for (let i = 0; i < count; i++) {
    let place = 0
    while (bits.bit() === 1) place++
    const [selector] = order.splice(place, 1)
    if (selector === undefined) throw damagedBlock()
    order.unshift(selector)
    // Some writers fill up with selectors that nothing uses.
    if (i < selectors.length) selectors[i] = selector
  }
  return selectors
}

/** A canonical Huffman code: for each length the first code, how many, and their symbols. */
interface Code {
  readonly symbols: readonly number[]
  readonly counts: readonly number[]
}

function readCode(bits: BitReader, symbolCount: number): Code {
  const lengths: number[] = []
  let length = bits.bits(5)
  for (let i = 0; i < symbolCount; i++) {
    for (;;) {
      if (length < 1 || length > CODE_LENGTH_MAX) throw damagedBlock()
      if (bits.bit() === 0) break
      length += bits.bit() === 0 ? 1 : -1
    }
    lengths.push(length)
  }
  const counts = Array.from<number>({ length: CODE_LENGTH_MAX + 1 }).fill(0)
  for (const of of lengths) counts[of] = (counts[of] ?? 0) + 1
  const symbols = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b)
  return { symbols, counts }
}

function readSymbol(bits: BitReader, { symbols, counts }: Code): number {
  let code = 0
  let first = 0
  let index = 0
  for (let length = 1; length <= CODE_LENGTH_MAX; length++) {
    code += bits.bit()
    const count = counts[length] ?? 0
    if (code - first < count) return symbols[index + code - first] ?? 0
    index += count
    first = (first + count) * 2
    code *= 2
  }
  throw damagedBlock()
}

/** Undoes the Huffman codes, the runs of zeroes and the move-to-front: the sorted text. */
function readSymbols(
  bits: BitReader,
  options: {
    readonly used: readonly number[]
    readonly selectors: Uint8Array
    readonly codes: readonly Code[]
    readonly sizeMax: number
  },
): Uint8Array {
  const { used, selectors, codes, sizeMax } = options
  const order = [...used]
  const end = used.length + 1
  const out = new Uint8Array(sizeMax)
  let size = 0
  let run = 0
  let runBit = 1
  for (let count = 0; ; count++) {
    const code = codes[selectors[Math.floor(count / GROUP_SYMBOLS)] ?? -1]
    if (code === undefined) throw damagedBlock()
    const symbol = readSymbol(bits, code)
    if (symbol <= 1) {
      // A number in base two, with the digits one and two, the lowest first.
      run += runBit << symbol
      runBit *= 2
      if (run > sizeMax - size) throw damagedBlock()
      continue
    }
    if (run > 0) {
      out.fill(order[0] ?? 0, size, size + run)
      size += run
      run = 0
      runBit = 1
    }
    if (symbol === end) return out.subarray(0, size)
    if (size === sizeMax) throw damagedBlock()
    const [byte = 0] = order.splice(symbol - 1, 1)
    order.unshift(byte)
    out[size++] = byte
  }
}

/** Undoes the Burrows-Wheeler transform. */
function unsorted(sorted: Uint8Array, origin: number): Uint8Array {
  const starts = new Uint32Array(256)
  for (const byte of sorted) starts[byte] = (starts[byte] ?? 0) + 1
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = starts[byte] ?? 0
    starts[byte] = sum
    sum += count
  }
  const next = new Uint32Array(sorted.length)
  for (let i = 0; i < sorted.length; i++) {
    const byte = sorted[i] ?? 0
    const start = starts[byte] ?? 0
    next[start] = i
    starts[byte] = start + 1
  }
  const out = new Uint8Array(sorted.length)
  let at = next[origin] ?? 0
  for (let i = 0; i < out.length; i++) {
    out[i] = sorted[at] ?? 0
    at = next[at] ?? 0
  }
  return out
}

function damagedBlock(): SelectError {
  return new SelectError('InvalidCompressionFormat', 'A block of the BZIP2 data is damaged.')
}
