/**
 * The inner loop of XXH3 for long inputs as a WebAssembly module: eight running sums, fed with
 * stripes of 64 bytes against a secret that moves on by 8 bytes a stripe, and scrambled when it has
 * come to its end.
 *
 *     memory  0 ……… 63       the sums, little endian
 *             64 ……… 255     the secret
 *             65536 ……       the stripes to add, up to `stripesBytesMax`
 *
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md#xxh3-algorithm-for-long-inputs
 */
import {
  add,
  addLong,
  andLong,
  atLeast,
  equal,
  get,
  int,
  loadLong,
  long,
  multiplyLong,
  set,
  shiftRight,
  storeLong,
  until,
  updateModule,
  when,
  xor,
} from './wasm-code.ts'

export const laneCount = 8
export const secretAt = 64
export const stripesAt = 65_536
export const stripesBytesMax = 65_536
export const stripeBytes = 64
/** A block's stripes: then the secret is used up. */
export const blockStripes = 16

const secretStep = 8
const prime = 0x9e37_79b1

const pointer = 0
const end = 1
/** How far into the secret: a multiple of eight. */
const secret = 2
const lane = (index: number) => 3 + index
const word = 3 + laneCount
const keyed = word + 1

/** The sum beside takes the word, the lane's own one the product of its keyed halves. */
function addLane(index: number): number[] {
  const beside = lane(index ^ 1)
  const own = lane(index)
  return [
    ...[...get(pointer), ...loadLong(8 * index), ...set(word)],
    ...[...get(secret), ...loadLong(secretAt + 8 * index), ...get(word), ...xor, ...set(keyed)],
    ...[...get(beside), ...get(word), ...addLong, ...set(beside)],
    ...[...get(keyed), ...long(0xffff_ffff), ...andLong],
    ...[...get(keyed), ...long(32), ...shiftRight, ...multiplyLong],
    ...[...get(own), ...addLong, ...set(own)],
  ]
}

function scrambleLane(index: number): number[] {
  const own = lane(index)
  return [
    ...[...get(own), ...get(own), ...long(47), ...shiftRight, ...xor],
    ...[...int(0), ...loadLong(secretAt + blockStripes * secretStep + 8 * index), ...xor],
    ...[...long(prime), ...multiplyLong, ...set(own)],
  ]
}

const everyLane = (code: (index: number) => number[]) =>
  Array.from({ length: laneCount }, (_, index) => code(index)).flat()

function updateCode(): number[] {
  return [
    ...everyLane(index => [...int(0), ...loadLong(8 * index), ...set(lane(index))]),
    ...until(
      [...get(pointer), ...get(end), ...atLeast],
      [
        ...everyLane(addLane),
        ...[...get(pointer), ...int(stripeBytes), ...add, ...set(pointer)],
        ...[...get(secret), ...int(secretStep), ...add, ...set(secret)],
        ...when(
          [...get(secret), ...int(blockStripes * secretStep), ...equal],
          [...everyLane(scrambleLane), ...int(0), ...set(secret)],
        ),
      ],
    ),
    ...everyLane(index => [...int(0), ...get(lane(index)), ...storeLong(8 * index)]),
  ]
}

/** The module: exports `memory` and `update(pointer: i32, end: i32, secret: i32)`. */
export function xxh3Module(): Uint8Array<ArrayBuffer> {
  return updateModule({ parameters: 3, longs: laneCount + 2, ints: 0 }, updateCode())
}
