/** Records of large blobs that were written while disks were gone: see `healKey`. */
import { type EngineContext, update } from '../engine/context.ts'
import { ticketBound } from '../ids.ts'
import { HEAL_PREFIX } from '../layout.ts'
import type { MetaShard } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'

const PAGE_SIZE = 500

export async function hasIncomplete({ meta }: EngineContext): Promise<boolean> {
  for (const shard of meta.shards) {
    if ((await page(shard, HEAL_PREFIX, 1)).length > 0) return true
  }
  return false
}

/** After everything was found whole: those of blobs that were begun before. */
export async function forgetIncomplete(
  { meta }: EngineContext,
  startedAtMs: number,
): Promise<void> {
  const bound = ticketBound(startedAtMs)
  for (const shard of meta.shards) {
    for (let gt: string | undefined = HEAL_PREFIX; gt !== undefined; ) {
      const keys: readonly string[] = await page(shard, gt, PAGE_SIZE)
      // The letter of the locator's kind, then the id of the blob.
      const old = keys.filter(key => key.slice(HEAL_PREFIX.length + 1) < bound)
      const writes = old.map(key => ({ type: 'del', key }) as const)
      await update(shard, [], async () => ({ result: undefined, writes }))
      gt = keys.length < PAGE_SIZE ? undefined : keys.at(-1)
    }
  }
}

async function page(shard: MetaShard, gt: string, limit: number): Promise<readonly string[]> {
  const entries = await shard.range({ gt, lt: prefixEnd(HEAL_PREFIX) ?? HEAL_PREFIX, limit })
  return entries.map(([key]) => key)
}
