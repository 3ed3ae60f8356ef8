/**
 * The cipher stream of encrypted bodies: AES-256-GCM over chunks of 64 KiB, each sealed by itself, so
 * that a range needs its own chunks alone, and nothing is handed out before it was verified.
 *
 *     body   = chunk 0 … chunk n-1      n >= 1; only the last may be shorter, and only it may be empty
 *     chunk  = ciphertext, as long as its plaintext, then the tag, 16 bytes
 *     nonce  = 7 zero bytes | u32 big-endian number of the chunk | u8 1 in the last chunk, else 0
 *
 * This is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015): number and end are
 * bound into each chunk, so that chunks can be neither swapped nor dropped nor joined. Nonces repeat
 * between bodies, hence each body must have a key of its own.
 *
 * With several layers the whole chunk of one layer, tag included, is the plaintext of the next.
 * Pure: it knows nothing of headers, storage, or where keys come from.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'

export const CHUNK_BYTES: number = 64 * 1024
const TAG_BYTES = 16
const NONCE_BYTES = 12
const KEY_BYTES = 32
const CHUNKS_MAX = 2 ** 32

/** Innermost first; 32 bytes each. */
export type LayerKeys = readonly Uint8Array[]

/** A body that is not what was sealed under these keys, or not at this place. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

function overheadBytes(layers: number): number {
  return layers * TAG_BYTES
}

export function sealedChunkBytes(layers: number): number {
  return CHUNK_BYTES + overheadBytes(layers)
}

export function chunkCount(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES))
}

export function sealedBytes(plainBytes: number, layers: number): number {
  return plainBytes + chunkCount(plainBytes) * overheadBytes(layers)
}

/** The inverse; throws SealError for a length that no sealed body has. */
export function plainBytes(sealed: number, layers: number): number {
  const chunks = Math.ceil(sealed / sealedChunkBytes(layers))
  const plain = sealed - chunks * overheadBytes(layers)
  if (plain < 0 || sealedBytes(plain, layers) !== sealed) {
    throw new SealError(`no sealed body has ${sealed} bytes`)
  }
  return plain
}

export interface ChunkPlace {
  readonly number: number
  readonly isLast: boolean
}

function nonceOf({ number, isLast }: ChunkPlace): Buffer {
  if (number >= CHUNKS_MAX) throw new SealError('the body is too long to be sealed')
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeUInt32BE(number, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function checkKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new RangeError('a key has 32 bytes')
}

export function sealChunk(keys: LayerKeys, place: ChunkPlace, plain: Uint8Array): Uint8Array {
  const nonce = nonceOf(place)
  let sealed = plain
  for (const key of keys) {
    checkKey(key)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const body = cipher.update(sealed)
    cipher.final()
    sealed = Buffer.concat([body, cipher.getAuthTag()])
  }
  return sealed
}

/** Throws SealError unless it is exactly what was sealed there. */
export function openChunk(keys: LayerKeys, place: ChunkPlace, sealed: Uint8Array): Uint8Array {
  const nonce = nonceOf(place)
  let plain = sealed
  for (let layer = keys.length - 1; layer >= 0; layer--) {
    const key = keys[layer] ?? new Uint8Array(0)
    checkKey(key)
    const tagAt = plain.length - TAG_BYTES
    if (tagAt < 0) throw new SealError('a chunk is cut short')
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(plain.subarray(tagAt))
    const opened = decipher.update(plain.subarray(0, tagAt))
    try {
      decipher.final()
    } catch (cause) {
      throw new SealError(`chunk ${place.number} is not what was sealed there`, { cause })
    }
    plain = opened
  }
  return plain
}

/** A whole body in one piece. */
export function sealBytes(keys: LayerKeys, plain: Uint8Array): Uint8Array {
  const count = chunkCount(plain.length)
  const chunks: Uint8Array[] = []
  for (let number = 0; number < count; number++) {
    const start = number * CHUNK_BYTES
    const place = { number, isLast: number === count - 1 }
    chunks.push(sealChunk(keys, place, plain.subarray(start, start + CHUNK_BYTES)))
  }
  const [only] = chunks
  return chunks.length === 1 && only ? only : Buffer.concat(chunks)
}

/** A body as it comes; holds one chunk, since only what follows tells whether it is the last. */
export async function* sealStream(
  keys: LayerKeys,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined
  let number = 0
  for await (const chunk of regroup(plain, CHUNK_BYTES)) {
    if (held !== undefined) yield sealChunk(keys, { number: number++, isLast: false }, held)
    held = chunk
  }
  yield sealChunk(keys, { number, isLast: true }, held ?? new Uint8Array(0))
}

export interface SealedRange {
  /** Chunks to read: from the first to the last, both inclusive. */
  readonly firstChunk: number
  readonly lastChunk: number
  /** Of these chunks in the sealed body, both inclusive. */
  readonly start: number
  readonly end: number
}

/** Which sealed bytes hold the plain bytes `start` to `end`, both inclusive, of a body of that size. */
export function sealedRange(
  range: { readonly start: number; readonly end: number },
  size: { readonly plainBytes: number; readonly layers: number },
): SealedRange {
  const sealedChunk = sealedChunkBytes(size.layers)
  const firstChunk = Math.floor(range.start / CHUNK_BYTES)
  const lastChunk = Math.floor(range.end / CHUNK_BYTES)
  const end = Math.min((lastChunk + 1) * sealedChunk, sealedBytes(size.plainBytes, size.layers)) - 1
  return { firstChunk, lastChunk, start: firstChunk * sealedChunk, end }
}

/**
 * The plain bytes of a range from the sealed bytes of its chunks. Throws SealError before handing out
 * a chunk that is wrong, and when bytes are missing or left over.
 */
export async function* openRange(
  keys: LayerKeys,
  sealed: AsyncIterable<Uint8Array>,
  options: {
    readonly range: { readonly start: number; readonly end: number }
    readonly plainBytes: number
  },
): AsyncGenerator<Uint8Array> {
  const { range } = options
  const size = { plainBytes: options.plainBytes, layers: keys.length }
  const { firstChunk, lastChunk } = sealedRange(range, size)
  const lastOfBody = chunkCount(size.plainBytes) - 1
  let number = firstChunk
  for await (const chunk of regroup(sealed, sealedChunkBytes(keys.length))) {
    if (number > lastChunk) throw new SealError('more bytes than the range has')
    const plain = openChunk(keys, { number, isLast: number === lastOfBody }, chunk)
    const offset = number * CHUNK_BYTES
    const from = Math.max(0, range.start - offset)
    const until = Math.min(plain.length, range.end + 1 - offset)
    number++
    if (until > from) yield plain.subarray(from, until)
  }
  if (number <= lastChunk) throw new SealError('fewer bytes than the range has')
}

/** The same in one piece, from the sealed bytes in one piece. */
export function openBytes(
  keys: LayerKeys,
  sealed: Uint8Array,
  options: {
    readonly range: { readonly start: number; readonly end: number }
    readonly plainBytes: number
  },
): Uint8Array {
  const { range } = options
  const size = { plainBytes: options.plainBytes, layers: keys.length }
  const { firstChunk, lastChunk, start, end } = sealedRange(range, size)
  if (sealed.length !== end - start + 1) throw new SealError('not as many bytes as the range has')
  const lastOfBody = chunkCount(size.plainBytes) - 1
  const stepBytes = sealedChunkBytes(keys.length)
  const chunks: Uint8Array[] = []
  for (let number = firstChunk; number <= lastChunk; number++) {
    const at = (number - firstChunk) * stepBytes
    const place = { number, isLast: number === lastOfBody }
    chunks.push(openChunk(keys, place, sealed.subarray(at, at + stepBytes)))
  }
  const [only] = chunks
  const plain = chunks.length === 1 && only ? only : Buffer.concat(chunks)
  const from = range.start - firstChunk * CHUNK_BYTES
  return plain.subarray(from, from + range.end - range.start + 1)
}

/** The same bytes in pieces of exactly that size, but for the last. Empty for an empty stream. */
async function* regroup(
  pieces: AsyncIterable<Uint8Array>,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  let group: Buffer | undefined
  let filled = 0
  for await (const piece of pieces) {
    let taken = 0
    while (taken < piece.length) {
      if (group === undefined && piece.length - taken >= sizeBytes) {
        yield piece.subarray(taken, taken + sizeBytes)
        taken += sizeBytes
        continue
      }
      group ??= Buffer.allocUnsafe(sizeBytes)
      const part = piece.subarray(taken, taken + sizeBytes - filled)
      group.set(part, filled)
      filled += part.length
      taken += part.length
      if (filled < sizeBytes) continue
      yield group
      group = undefined
      filled = 0
    }
  }
  if (group !== undefined) yield group.subarray(0, filled)
}
