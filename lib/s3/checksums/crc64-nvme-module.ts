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
import {
  add,
  and,
  atLeast,
  get,
  int,
  loadByte,
  loadLong,
  long,
  set,
  shiftLeft,
  shiftRight,
  storeLong,
  toInt,
  until,
  updateModule,
  xor,
} from './wasm-code.ts'

export const tablesAt = 1024
export const inputAt = 65_536
export const inputBytesMax = 65_536
const tableCount = 16
const tableBytes = 256 * 8

/** Reflected form of CRC-64/NVME's polynomial. */
export const polynomial = 0x9a6c_9329_ac4b_c9b5n

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
    ...[...int(0), ...get(crc), ...storeLong(0)],
  ]
}

/** The module: exports `memory` and `update(pointer: i32, length: i32)`. */
export function crc64Module(): Uint8Array<ArrayBuffer> {
  return updateModule({ parameters: 2, longs: 3, ints: 1 }, updateCode())
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
