import type { BlockExtent } from './block-store.ts'
import { BLOCK_BYTES } from './geometry.ts'
import type { LayeredBlocks } from './layered-blocks.ts'

/** Bounds the work of one question: whoever asked goes on behind the last extent. */
const BLOCKS_MAX = 2048

/** Where the range may hold anything but zeroes. */
export async function extentsOf(
  range: { readonly offset: number; readonly length: number },
  blocks: LayeredBlocks,
  isDirty: (index: number) => boolean,
): Promise<readonly BlockExtent[]> {
  const extents: { offset: number; lengthBytes: number; isAllocated: boolean }[] = []
  const end = range.offset + range.length
  let at = range.offset
  for (let count = 0; at < end && count < BLOCKS_MAX; count++) {
    const index = Math.floor(at / BLOCK_BYTES)
    const lengthBytes = Math.min(end, (index + 1) * BLOCK_BYTES) - at
    const isAllocated = isDirty(index) || (await blocks.mayHoldData(index))
    const last = extents.at(-1)
    if (last?.isAllocated === isAllocated) last.lengthBytes += lengthBytes
    else extents.push({ offset: at, lengthBytes, isAllocated })
    at += lengthBytes
  }
  return extents
}
