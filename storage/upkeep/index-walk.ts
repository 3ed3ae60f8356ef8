/**
 * Walks everything in one shard of the index that names blobs, page by page, from where an earlier
 * walk stopped. What changes meanwhile is seen as it was or as it is; what moves behind the walk is
 * what marks.ts is for.
 */
import { locatorsOf, scopeOf } from '../engine/locators.ts'
import {
  KIND_CURRENT,
  KIND_MANIFEST,
  KIND_NONCURRENT,
  KIND_PINNED,
  KIND_UPLOAD,
  partPrefixOf,
} from '../layout.ts'
import type { Entry, MetaShard } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'

/** Parts are found through their uploads, whose locks guard them. */
const kinds = [KIND_MANIFEST, KIND_PINNED, KIND_CURRENT, KIND_UPLOAD, KIND_NONCURRENT]
const PAGE_SIZE = 200
const PARTS_MAX = 10_000

export interface NamingRecord {
  readonly key: string
  /** The name of the lock under which the record changes. */
  readonly scope: string
  readonly locators: readonly string[]
}

export interface WalkPage {
  readonly records: readonly NamingRecord[]
  /** Where the next page begins; `undefined`: this was the last. */
  readonly next: string | undefined
}

/** @param after of the page before; `''` at the start */
export async function walkPage(shard: MetaShard, after: string): Promise<WalkPage> {
  // A letter alone is below all keys of its kind, and no key itself.
  const gt = after === '' ? KIND_MANIFEST : after
  const kind = gt.charAt(0)
  const entries = await shard.range({ gt, lt: prefixEnd(kind) ?? kind, limit: PAGE_SIZE })
  const last = entries.at(-1)
  return {
    records: await recordsOf(shard, kind, entries),
    next: last && entries.length === PAGE_SIZE ? last[0] : kinds[kinds.indexOf(kind) + 1],
  }
}

async function recordsOf(
  shard: MetaShard,
  kind: string,
  entries: readonly Entry[],
): Promise<readonly NamingRecord[]> {
  if (kind !== KIND_UPLOAD) return entries.flatMap(entry => naming(entry, scopeOf(entry[0])))
  const records: NamingRecord[] = []
  for (const [uploadKey] of entries) {
    const gte = partPrefixOf(uploadKey)
    const parts = await shard.range({ gte, lt: prefixEnd(gte) ?? gte, limit: PARTS_MAX })
    records.push(...parts.flatMap(part => naming(part, uploadKey)))
  }
  return records
}

function naming([key, value]: Entry, scope: string): readonly NamingRecord[] {
  const locators = locatorsOf(key, value)
  return locators.length === 0 ? [] : [{ key, scope, locators }]
}
