/** How a device's bytes fall into blocks, and how a block's object is called. */

/** See docs/decisions/volumes.md for what other sizes cost. */
export const BLOCK_BYTES: number = 65_536
/** 64 TiB, as the largest volume of EC2. */
export const DEVICE_BYTES_MAX: number = 64 * 2 ** 40
export const SECTOR_BYTES = 512

/** The part of one block that a range of a device covers. */
export interface Piece {
  readonly index: number
  /** Within the block; `end` is exclusive. */
  readonly start: number
  readonly end: number
  /** Of its first byte within the range. */
  readonly at: number
}

export function piecesOf(offset: number, length: number): readonly Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < length; ) {
    const index = Math.floor((offset + at) / BLOCK_BYTES)
    const start = offset + at - index * BLOCK_BYTES
    const end = Math.min(BLOCK_BYTES, start + length - at)
    pieces.push({ index, start, end, at })
    at += end - start
  }
  return pieces
}

export interface BlockName {
  readonly index: number
  readonly generation: number
}

const DIGITS = 8

/** In the order of the keys: block after block, each from its oldest generation to its newest. */
export function blockKey(volumeId: string, { index, generation }: BlockName): string {
  return `${keyBefore(volumeId, index)}/${hex(generation)}`
}

/** Sorts before all keys of the block and after those of the blocks before it. */
export function keyBefore(volumeId: string, index: number): string {
  return `${volumeId}/${hex(index)}`
}

export function parseBlockKey(key: string): BlockName {
  const [, index, generation] = /\/([\da-f]{8})\/([\da-f]{8})$/.exec(key) ?? []
  if (index === undefined || generation === undefined) throw new Error(`${key} names no block`)
  return { index: Number.parseInt(index, 16), generation: Number.parseInt(generation, 16) }
}

function hex(value: number): string {
  return value.toString(16).padStart(DIGITS, '0')
}
