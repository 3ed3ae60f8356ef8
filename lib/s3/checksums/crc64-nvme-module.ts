/**
 * The inner loop of CRC-64/NVME as a WebAssembly module, put together here instruction by
 * instruction: JavaScript has no 64-bit integers that are fast, WebAssembly has.
 *
 * The loop is "slicing by 16": sixteen bytes are looked up in sixteen tables at once, and the
 * sixteen results, which do not wait for each other, are combined by exclusive or.
 *
 *     memory  0 ……… 7        the running CRC, little endian
 *             1024 ……        tables[16][256], 8 bytes each
 *             65536 ……       the bytes to add, up to `inputBytesMax`
 *
 * https://webassembly.github.io/spec/core/binary/index.html
 */

export const tablesAt = 1024
export const inputAt = 65_536
export const inputBytesMax = 65_536
const tableCount = 16
const tableBytes = 256 * 8

/** Reflected form of CRC-64/NVME's polynomial. */
export const polynomial = 0x9a6c_9329_ac4b_c9b5n

const i32 = 0x7f
const i64 = 0x7e

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return [...bytes, rest]
}

/** The signed form, of a value that is not negative: one bit of the last byte is the sign. */
function positive(value: number): number[] {
  const bytes = unsigned(value)
  const last = bytes.at(-1) ?? 0
  return last < 0x40 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0]
}

const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const int = (value: number) => [0x41, ...positive(value)]
const long = (value: number) => [0x42, ...positive(value)]
const loadLong = (offset: number) => [0x29, 0, ...unsigned(offset)]
const loadByte = () => [0x31, 0, 0]
const storeLong = () => [0x37, 0, 0]
const add = [0x6a]
const and = [0x71]
const atLeast = [0x4f]
const xor = [0x85]
const shiftLeft = [0x86]
const shiftRight = [0x88]
const toInt = [0xa7]
/** Runs `body` until `done` leaves a true value. */
const until = (done: number[], body: number[]) => [
  ...[0x02, 0x40, 0x03, 0x40], // block, loop
  ...[...done, 0x0d, 1], // br_if: out of the block
  ...[...body, 0x0c, 0], // br: back to the loop
  ...[0x0b, 0x0b],
]

const pointer = 0
const length = 1
const crc = 2
const low = 3
const high = 4
const end = 5

/** Looks byte `index` of the word up in a table. The shift leaves the byte times eight. */
function lookUp(word: number, index: number, table: number): number[] {
  const shift = index === 0 ? [...long(3), ...shiftLeft] : [...long(index * 8 - 3), ...shiftRight]
  const offset = [...get(word), ...shift, ...toInt, ...int(0x7f8), ...and]
  return [...offset, ...loadLong(tablesAt + table * tableBytes)]
}

/** crc = T15[low.0] ^ … ^ T8[low.7] ^ T7[high.0] ^ … ^ T0[high.7] */
function sixteenBytes(): number[] {
  const code: number[] = []
  for (let i = 0; i < tableCount; i++) {
    code.push(...lookUp(i < 8 ? low : high, i % 8, tableCount - 1 - i))
    if (i > 0) code.push(...xor)
  }
  return code
}

/** `update(pointer, length)`: adds those bytes of the memory to the CRC at address 0. */
function updateCode(): number[] {
  return [
    ...[...int(0), ...loadLong(0), ...set(crc)],
    ...[
      ...get(pointer),
      ...get(length),
      ...int(inputBytesMax * 2 - 16),
      ...and,
      ...add,
      ...set(end),
    ],
    ...until(
      [...get(pointer), ...get(end), ...atLeast],
      [
        ...[...get(pointer), ...loadLong(0), ...get(crc), ...xor, ...set(low)],
        ...[...get(pointer), ...loadLong(8), ...set(high)],
        ...[...sixteenBytes(), ...set(crc)],
        ...[...get(pointer), ...int(16), ...add, ...set(pointer)],
      ],
    ),
    ...[...get(end), ...get(length), ...int(15), ...and, ...add, ...set(end)],
    ...until(
      [...get(pointer), ...get(end), ...atLeast],
      [
        ...[...get(pointer), ...loadByte(), ...get(crc), ...xor, ...set(low)],
        ...[...lookUp(low, 0, 0), ...get(crc), ...long(8), ...shiftRight, ...xor, ...set(crc)],
        ...[...get(pointer), ...int(1), ...add, ...set(pointer)],
      ],
    ),
    ...[...int(0), ...get(crc), ...storeLong()],
  ]
}

const name = (text: string) => [text.length, ...Buffer.from(text)]
const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content]

/** The module: exports `memory` and `update(pointer: i32, length: i32)`. */
export function crc64Module(): Uint8Array<ArrayBuffer> {
  const locals = [2, ...[3, i64], ...[1, i32]]
  const body = [...locals, ...updateCode(), 0x0b]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, i32, i32, 0]), // one type: (i32, i32) -> ()
    ...section(3, [1, 0]), // one function of that type
    ...section(5, [1, 0, 2]), // one memory of two pages of 64 KiB
    ...section(7, [2, ...name('memory'), 2, 0, ...name('update'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ])
}

/** Writes the sixteen tables: table k holds what byte b adds to the CRC from k bytes further on. */
export function writeTables(memory: ArrayBuffer): void {
  const tables = new BigUint64Array(memory, tablesAt, tableCount * 256)
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte)
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n
    tables[byte] = value
  }
  for (let i = 256; i < tableCount * 256; i++) {
    const previous = tables[i - 256] ?? 0n
    tables[i] = (previous >> 8n) ^ (tables[Number(previous & 0xffn)] ?? 0n)
  }
}
