/** Moves dirty blocks from the journal into storage, each whole, where it is then durable. */
import type { Limiter } from '../limiter.ts'
import type { BlockObjects } from './block-objects.ts'
import {
  covers,
  type DirtyBlocks,
  type DirtyExtent,
  overlay,
  wholeBlock,
  withoutTail,
} from './dirty-blocks.ts'
import type { GenerationMap } from './generation-map.ts'
import { BLOCK_BYTES } from './geometry.ts'
import type { LayeredBlocks } from './layered-blocks.ts'

/** What of the volume's record the writes of blocks depend on. */
export interface WriteTarget {
  readonly generation: number
  /** Of its points, in order. */
  readonly pointGenerations: readonly number[]
}

export interface DestagerOptions {
  readonly dirty: DirtyBlocks
  readonly blocks: LayeredBlocks
  readonly objects: BlockObjects
  /** Of the volume's own blocks. */
  readonly map: GenerationMap
  readonly target: WriteTarget
  /** Bounds what all volumes together hold in memory. */
  readonly limit: Limiter
  /** The record as it is now. */
  loadTarget(): Promise<WriteTarget>
  onDestaged(): void
  /** A block that nothing needs any more could not be removed. */
  onGarbage(error: unknown): void
}

/** Of one volume; the limiter bounds all of them. */
const BLOCKS_AT_A_TIME = 16

export class Destager {
  readonly #options: DestagerOptions
  readonly #underWay = new Map<number, Promise<void>>()
  readonly #stores = new Set<Promise<void>>()
  readonly #zeroes = Buffer.alloc(BLOCK_BYTES)
  #target: WriteTarget | undefined
  #hold: PromiseWithResolvers<void> | undefined

  constructor(options: DestagerOptions) {
    this.#options = options
    this.#target = options.target
  }

  set target(target: WriteTarget) {
    this.#target = target
  }

  /** Rejects with the first failure, when nothing is under way any more. */
  async destageUpTo(sequence: number): Promise<void> {
    const { dirty } = this.#options
    const indexes = [...dirty.indexes()].filter(index => dirty.hasUpTo(index, sequence))
    const work = indexes.values()
    let hasFailed = false
    const worker = async () => {
      for (const index of work) {
        while (!hasFailed && dirty.hasUpTo(index, sequence)) await this.#destage(index)
      }
    }
    const workers = Array.from({ length: Math.min(BLOCKS_AT_A_TIME, indexes.length) }, () =>
      worker().catch(error => {
        hasFailed = true
        throw error
      }),
    )
    const results = await Promise.allSettled(workers)
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  /**
   * Runs `commit` while no block is on its way, and goes on with the generation that it returns.
   * If it fails it may still have happened: then nothing is written until that is known.
   */
  async changeGeneration(commit: () => Promise<WriteTarget>): Promise<void> {
    const hold = Promise.withResolvers<void>()
    this.#hold = hold
    try {
      await Promise.allSettled(this.#stores)
      this.#target = undefined
      this.#target = await commit()
    } finally {
      this.#hold = undefined
      hold.resolve()
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#underWay.values())
  }

  #destage(index: number): Promise<void> {
    const known = this.#underWay.get(index)
    if (known !== undefined) return known
    const work = this.#options
      .limit(() => this.#storeWhenAllowed(index))
      .finally(() => this.#underWay.delete(index))
    this.#underWay.set(index, work)
    return work
  }

  async #storeWhenAllowed(index: number): Promise<void> {
    while (this.#hold !== undefined) await this.#hold.promise
    const store = this.#store(index).finally(() => this.#stores.delete(store))
    this.#stores.add(store)
    await store
  }

  async #store(index: number): Promise<void> {
    const { dirty, objects, map } = this.#options
    this.#target ??= await this.#options.loadTarget()
    const { generation } = this.#target
    const extents = dirty.extentsOf(index)
    const upTo = extents.at(-1)?.sequence
    if (upTo === undefined) return
    const block = wholeBlock(extents) ?? (await this.#compose(index, extents))
    const body = withoutTail(block, this.#zeroes)
    const before = await map.get(index)
    await objects.put({ index, generation }, body, upTo)
    await map.set(index, { generation, isZero: body.length === 0 })
    // Before it leaves the journal: whoever finds that after a crash looks for what is left over.
    if (before !== undefined) await this.#removeSuperseded(index, before.generation)
    dirty.remove(index, upTo)
    this.#options.onDestaged()
  }

  async #compose(index: number, extents: readonly DirtyExtent[]): Promise<Buffer> {
    const block = Buffer.allocUnsafe(BLOCK_BYTES)
    // An extent that is written over meanwhile would let go of its bytes.
    for (const { segment } of extents) segment.retain()
    try {
      if (!covers(extents, 0, BLOCK_BYTES)) {
        block.set(await this.#options.blocks.read(index, 0, BLOCK_BYTES))
      }
      await overlay(block, 0, extents)
    } finally {
      for (const { segment } of extents) segment.release()
    }
    return block
  }

  /** An earlier generation that no point shows. */
  async #removeSuperseded(index: number, generation: number): Promise<void> {
    const target = this.#target
    if (target === undefined || generation >= target.generation) return
    if (target.pointGenerations.some(point => point >= generation)) return
    try {
      await this.#options.objects.delete({ index, generation })
    } catch (error) {
      this.#options.onGarbage(error)
    }
  }
}
