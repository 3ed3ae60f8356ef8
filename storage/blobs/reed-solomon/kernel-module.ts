/**
 * The inner loop of Reed-Solomon as a WebAssembly module, put together here instruction by
 * instruction: JavaScript multiplies in GF(2^8) one byte at a time, WebAssembly sixteen. A product
 * with a constant is two look-ups, one for each half of the byte, in tables that fit a vector
 * register (Plank, Greenan, Miller: Screaming Fast Galois Field Arithmetic, FAST 2013).
 *
 *     memory  0 ……          tables: for each source, for each target, 16 products of the low
 *                           halves and 16 of the high ones
 *             sourcesAt ……  sourceCountMax pieces, `strideBytes` apart
 *             targetsAt ……  targetCountMax pieces, likewise
 *
 * https://webassembly.github.io/spec/core/binary/index.html
 */

export const sourceCountMax = 16
/** As many as there are registers for. */
export const targetCountMax = 4
export const pieceBytes = 16_384
/** Not a power of 2: that would put all pieces in the same lines of the cache. */
export const strideBytes = pieceBytes + 192
/** What the loop takes in one step. */
export const stepBytes = 32
export const tableBytes = 32
export const sourcesAt = 4096
export const targetsAt = sourcesAt + sourceCountMax * strideBytes
const pageCount = Math.ceil((targetsAt + targetCountMax * strideBytes) / 65_536)

const i32 = 0x7f
const v128 = 0x7b

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

const get = (local: number) => [0x20, ...unsigned(local)]
const set = (local: number) => [0x21, ...unsigned(local)]
const int = (value: number) => [0x41, ...positive(value)]
const add = [0x6a]
const isAtLeast = [0x4f]
const vector = (opcode: number) => [0xfd, ...unsigned(opcode)]
const load = (offset: number) => [...vector(0x00), 0, ...unsigned(offset)]
const store = (offset: number) => [...vector(0x0b), 0, ...unsigned(offset)]
const bytesOf = (value: number) => [...vector(0x0c), ...new Array<number>(16).fill(value)]
const and = vector(0x4e)
const xor = vector(0x51)
const shiftRight = vector(0x6d)
/** Relaxed: indexes above 15 would be undefined, and there are none. One instruction on x86. */
const lookUp = vector(0x100)
/** Runs `body` until `done` leaves a true value. */
const until = (done: number[], body: number[]) => [
  ...[0x02, 0x40, 0x03, 0x40], // block, loop
  ...[...done, 0x0d, 1], // br_if: out of the block
  ...[...body, 0x0c, 0], // br: back to the loop
  ...[0x0b, 0x0b],
]

// Parameters, then locals.
const sourceBytes = 0
const length = 1
const position = 2
const source = 3
const table = 4
const low = [5, 6] as const
const high = [7, 8] as const
const lowTable = 9
const highTable = 10
const firstSum = 11
const halves = [0, 1] as const
const sum = (target: number, half: number) => firstSum + target * 2 + half

/** Adds the products of 32 bytes at `source` to the sums of all targets. */
function addProducts(targetCount: number): number[] {
  const code: number[] = []
  for (const half of halves) {
    const bytes = [...get(source), ...load(half * 16)]
    code.push(...bytes, ...bytesOf(0x0f), ...and, ...set(low[half]))
    code.push(...bytes, ...int(4), ...shiftRight, ...set(high[half]))
  }
  for (let target = 0; target < targetCount; target++) {
    code.push(...get(table), ...load(target * tableBytes), ...set(lowTable))
    code.push(...get(table), ...load(target * tableBytes + 16), ...set(highTable))
    for (const half of halves) {
      code.push(...get(lowTable), ...get(low[half]), ...lookUp)
      code.push(...get(highTable), ...get(high[half]), ...lookUp)
      code.push(...xor, ...get(sum(target, half)), ...xor, ...set(sum(target, half)))
    }
  }
  return code
}

/** `combine<n>(sourceBytes, length)`: sourceBytes is the number of sources times the stride. */
function combineCode(targetCount: number): number[] {
  const sums = Array.from({ length: targetCount * 2 }, (_, index) => firstSum + index)
  const stores = Array.from({ length: targetCount }, (_, target) =>
    halves.flatMap(half => [
      ...[...get(position), ...get(sum(target, half))],
      ...store(targetsAt + target * strideBytes + half * 16),
    ]),
  ).flat()
  return until(
    [...get(position), ...get(length), ...isAtLeast],
    [
      ...sums.flatMap(local => [...bytesOf(0), ...set(local)]),
      ...[...get(position), ...int(sourcesAt), ...add, ...set(source)],
      ...[...int(0), ...set(table)],
      ...until(
        [
          ...[...get(source), ...get(sourceBytes), ...get(position), ...add],
          ...[...int(sourcesAt), ...add, ...isAtLeast],
        ],
        [
          ...addProducts(targetCount),
          ...[...get(source), ...int(strideBytes), ...add, ...set(source)],
          ...[...get(table), ...int(targetCount * tableBytes), ...add, ...set(table)],
        ],
      ),
      ...stores,
      ...[...get(position), ...int(stepBytes), ...add, ...set(position)],
    ],
  )
}

const name = (text: string) => [text.length, ...Buffer.from(text)]
const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content]

/** The module: exports `memory` and `combine1` … `combine4`, each `(i32, i32) -> ()`. */
export function kernelModule(): Uint8Array<ArrayBuffer> {
  const counts = Array.from({ length: targetCountMax }, (_, index) => index + 1)
  const bodies = counts.flatMap(count => {
    const vectors = firstSum - low[0] + count * 2
    const body = [2, ...[3, i32], ...[vectors, v128], ...combineCode(count), 0x0b]
    return [...unsigned(body.length), ...body]
  })
  const exports = counts.flatMap((count, index) => [...name(`combine${count}`), 0, index])
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, i32, i32, 0]), // one type: (i32, i32) -> ()
    ...section(3, [counts.length, ...counts.map(() => 0)]),
    ...section(5, [1, 0, ...unsigned(pageCount)]),
    ...section(7, [counts.length + 1, ...name('memory'), 2, 0, ...exports]),
    ...section(10, [counts.length, ...bodies]),
  ])
}
