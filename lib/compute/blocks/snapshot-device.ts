/** A snapshot that is open for reading. */

import { extentsOf } from './block-status.ts'
import { BlockError, type BlockExtent, type ReadableDevice } from './block-store.ts'
import { asDiskError } from './errors.ts'
import { piecesOf } from './geometry.ts'
import type { LayeredBlocks } from './layered-blocks.ts'

export interface SnapshotDeviceOptions {
  readonly sizeBytes: number
  readonly blocks: LayeredBlocks
  onClosed(): Promise<void>
}

export class SnapshotDevice implements ReadableDevice, AsyncDisposable {
  readonly #options: SnapshotDeviceOptions
  #isClosed = false

  constructor(options: SnapshotDeviceOptions) {
    this.#options = options
  }

  get sizeBytes(): number {
    return this.#options.sizeBytes
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    this.#check(offset, length)
    const { blocks } = this.#options
    const pieces = piecesOf(offset, length)
    const [only] = pieces
    try {
      if (pieces.length === 1 && only) return await blocks.read(only.index, only.start, only.end)
      const whole = Buffer.allocUnsafe(length)
      await Promise.all(
        pieces.map(async ({ index, start, end, at }) =>
          whole.set(await blocks.read(index, start, end), at),
        ),
      )
      return whole
    } catch (error) {
      throw asDiskError(error, 'reading a snapshot failed')
    }
  }

  async blockStatus(offset: number, length: number): Promise<readonly BlockExtent[]> {
    this.#check(offset, length)
    return await extentsOf({ offset, length }, this.#options.blocks, () => false)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#options.blocks[Symbol.asyncDispose]()
    await this.#options.onClosed()
  }

  #check(offset: number, length: number): void {
    if (this.#isClosed) throw new BlockError('device-closed', 'the snapshot was closed')
    if (offset >= 0 && length >= 0 && offset + length <= this.sizeBytes) return
    throw new BlockError('range-invalid', `${length} bytes at ${offset} of ${this.sizeBytes}`)
  }
}
