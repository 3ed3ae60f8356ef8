/**
 * Just enough of an assembler for the inner loops of checksums as WebAssembly modules: JavaScript
 * has no 64-bit integers that are fast, WebAssembly has.
 *
 * https://webassembly.github.io/spec/core/binary/index.html
 */

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

export const get = (local: number): number[] => [0x20, local]
export const set = (local: number): number[] => [0x21, local]
/** Of at most 31 bits. */
export const int = (value: number): number[] => [0x41, ...positive(value)]
/** Of at most 32 bits. */
export const long = (value: number): number[] => [0x42, ...positive(value)]
export const loadLong = (offset: number): number[] => [0x29, 0, ...unsigned(offset)]
export const loadByte = (): number[] => [0x31, 0, 0]
export const storeLong = (offset: number): number[] => [0x37, 0, ...unsigned(offset)]
export const add: readonly number[] = [0x6a]
export const and: readonly number[] = [0x71]
export const equal: readonly number[] = [0x46]
export const atLeast: readonly number[] = [0x4f]
export const addLong: readonly number[] = [0x7c]
export const multiplyLong: readonly number[] = [0x7e]
export const andLong: readonly number[] = [0x83]
export const xor: readonly number[] = [0x85]
export const shiftLeft: readonly number[] = [0x86]
export const shiftRight: readonly number[] = [0x88]
export const toInt: readonly number[] = [0xa7]

/** Runs `body` until `done` leaves a true value. */
export const until = (done: readonly number[], body: readonly number[]): number[] => [
  ...[0x02, 0x40, 0x03, 0x40], // block, loop
  ...[...done, 0x0d, 1], // br_if: out of the block
  ...[...body, 0x0c, 0], // br: back to the loop
  ...[0x0b, 0x0b],
]

/** Runs `body` where `condition` leaves a true value. */
export const when = (condition: readonly number[], body: readonly number[]): number[] => [
  ...condition,
  ...[0x04, 0x40],
  ...body,
  0x0b,
]

const name = (text: string) => [text.length, ...Buffer.from(text)]
const section = (id: number, content: readonly number[]) => [
  id,
  ...unsigned(content.length),
  ...content,
]

/**
 * A module with `memory`, of two pages of 64 KiB, and `update`. Its parameters, 32-bit integers, are
 * the first locals; then come 64-bit ones and 32-bit ones. What `update` returns it leaves in memory.
 */
export function updateModule(
  locals: { readonly parameters: number; readonly longs: number; readonly ints: number },
  code: readonly number[],
): Uint8Array<ArrayBuffer> {
  const { parameters, longs, ints } = locals
  const types = Array.from({ length: parameters }, () => i32)
  const body = [2, ...[longs, i64], ...[ints, i32], ...code, 0x0b]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters, ...types, 0]), // one type: (i32, …) -> ()
    ...section(3, [1, 0]), // one function of that type
    ...section(5, [1, 0, 2]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('update'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ])
}
