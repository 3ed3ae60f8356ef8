/**
 * Reads blocks through the layers they may be in: the volume's own, those of the snapshots it was
 * made from, and the image object at the bottom. The first layer that has a block has all of it.
 */
import type { BlockObjects } from './block-objects.ts'
import { BlockError } from './block-store.ts'
import type { GenerationMap, ShownBlock } from './generation-map.ts'
import { BLOCK_BYTES } from './geometry.ts'

export interface Layer {
  readonly objects: BlockObjects
  readonly map: GenerationMap
}

/** The bytes of an image; zeroes behind its end. */
export interface BaseBytes extends AsyncDisposable {
  readonly sizeBytes: number
  /** Less than `length` bytes only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>
  /** Whether anything but zeroes may be in that range. */
  mayHoldData(offset: number, length: number): Promise<boolean>
}

/** Which object a block's bytes are in; equal places hold equal bytes. */
export type BlockPlace =
  | {
      readonly kind: 'object'
      readonly layer: number
      readonly volumeId: string
      readonly block: ShownBlock
    }
  | { readonly kind: 'base' }
  | { readonly kind: 'nowhere' }

/** Each miss means that a block was written anew between the look at the map and the read. */
const READ_ATTEMPTS_MAX = 5

export class LayeredBlocks implements AsyncDisposable {
  readonly #layers: readonly Layer[]
  readonly #base: BaseBytes | undefined
  readonly #zeroes = Buffer.alloc(BLOCK_BYTES)

  /** Disposes of the base when it is disposed of. */
  constructor(layers: readonly Layer[], base: BaseBytes | undefined) {
    this.#layers = layers
    this.#base = base
  }

  /** Whether no layer has anything from this block on; false while that is not known. */
  isEmptyFrom(index: number): boolean {
    const baseBytes = this.#base?.sizeBytes ?? 0
    return index * BLOCK_BYTES >= baseBytes && this.#layers.every(l => index >= l.map.emptyFrom)
  }

  async locate(index: number): Promise<BlockPlace> {
    for (const [layer, { map, objects }] of this.#layers.entries()) {
      const block = await map.get(index)
      if (block !== undefined) return { kind: 'object', layer, volumeId: objects.volumeId, block }
    }
    return this.#base !== undefined && index * BLOCK_BYTES < this.#base.sizeBytes
      ? { kind: 'base' }
      : { kind: 'nowhere' }
  }

  /** False: all of the block is zero. */
  async mayHoldData(index: number): Promise<boolean> {
    const place = await this.locate(index)
    if (place.kind === 'object') return !place.block.isZero
    if (place.kind === 'nowhere' || this.#base === undefined) return false
    return this.#base.mayHoldData(index * BLOCK_BYTES, BLOCK_BYTES)
  }

  /** Exactly those bytes of the block, which must not be changed. */
  async read(index: number, start: number, end: number): Promise<Uint8Array> {
    for (let attempt = 0; attempt < READ_ATTEMPTS_MAX; attempt++) {
      const bytes = await this.#readOnce(index, start, end)
      if (bytes !== undefined) return this.#padded(bytes, end - start)
    }
    throw new BlockError('input-output', `block ${index} is in the map and not in storage`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { map } of this.#layers) map.forgetAll()
    await this.#base?.[Symbol.asyncDispose]()
  }

  async #readOnce(index: number, start: number, end: number): Promise<Uint8Array | undefined> {
    const place = await this.locate(index)
    if (place.kind === 'nowhere') return this.#zeroes.subarray(0, 0)
    if (place.kind === 'base') return this.#base?.read(index * BLOCK_BYTES + start, end - start)
    if (place.block.isZero) return this.#zeroes.subarray(0, 0)
    const { generation } = place.block
    const layer = this.#layers[place.layer]
    const bytes = await layer?.objects.read({ index, generation }, start, end)
    if (bytes === undefined) layer?.map.forgetBlock(index)
    return bytes
  }

  #padded(bytes: Uint8Array, length: number): Uint8Array {
    if (bytes.length === length) return bytes
    if (bytes.length === 0) return this.#zeroes.subarray(0, length)
    const padded = Buffer.alloc(length)
    padded.set(bytes)
    return padded
  }
}
