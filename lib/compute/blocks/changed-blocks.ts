import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ChangedBlock } from './block-store.ts'
import { BLOCK_BYTES } from './geometry.ts'
import type { OpenLayers } from './layers.ts'

const BLOCKS_BETWEEN_TURNS = 4096

/**
 * Where the bytes of two points may differ: blocks that both take from the same object do not. It
 * reads no bytes, so that a block that was written as it was is among them.
 */
export async function* changedBlocks(
  before: OpenLayers | undefined,
  after: OpenLayers,
  range: { readonly from: number; readonly until: number },
): AsyncGenerator<ChangedBlock> {
  for (let index = range.from; index < range.until; index++) {
    if (index % BLOCKS_BETWEEN_TURNS === 0) await nextTurn()
    const isOver = (before?.blocks.isEmptyFrom(index) ?? true) && after.blocks.isEmptyFrom(index)
    if (isOver) return
    const first = before && (await objectOf(before, index))
    const second = await objectOf(after, index)
    if (first === second) continue
    yield { index, isInFirst: first !== undefined, isInSecond: second !== undefined }
  }
}

/** Names what holds the block's bytes; `undefined`: they are zeroes. */
async function objectOf({ blocks, image }: OpenLayers, index: number): Promise<string | undefined> {
  const place = await blocks.locate(index)
  if (place.kind === 'object') {
    return place.block.isZero ? undefined : `${place.volumeId}@${place.block.generation}`
  }
  if (place.kind === 'nowhere' || !(await blocks.mayHoldData(index))) return undefined
  return `image ${image?.pin ?? ''} ${index * BLOCK_BYTES}`
}
