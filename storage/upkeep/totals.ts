import { COUNTER_PREFIX, isByteCount, isVersionCount } from '../layout.ts'
import type { Entry, Meta } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import type { UpkeepState } from './contract.ts'

type Totals = Pick<UpkeepState, 'totalBytes' | 'totalCount'>

const PAGE_SIZE = 1000

/** What all buckets hold together. */
export async function storedTotals(meta: Meta): Promise<Totals> {
  let totalBytes = 0
  let totalCount = 0
  const lt = prefixEnd(COUNTER_PREFIX) ?? COUNTER_PREFIX
  for (const shard of meta.shards) {
    for (let gt: string | undefined = COUNTER_PREFIX; gt !== undefined; ) {
      const entries: readonly Entry[] = await shard.range({ gt, lt, limit: PAGE_SIZE })
      for (const [key, value] of entries) {
        if (isByteCount(key)) totalBytes += Number(value)
        else if (isVersionCount(key)) totalCount += Number(value)
      }
      gt = entries.length < PAGE_SIZE ? undefined : entries.at(-1)?.[0]
    }
  }
  return { totalBytes, totalCount }
}
