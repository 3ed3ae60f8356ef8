/**
 * Moves a fragment that lives to the open region: its owner leads to the record that names it, and
 * that is rewritten only if it still does. A fragment that no record names is left behind, as are
 * those of pins and of manifests that are being read.
 */
import type { Fragment } from '../blobs/blobs.ts'
import { tokenBound } from '../ids.ts'
import {
  currentKey,
  manifestKey,
  noncurrentPrefix,
  partKey,
  regionLiveKey,
  uploadKey,
} from '../layout.ts'
import type { MetaReader, Write } from '../meta/meta.ts'
import { isRegionGone, shareOf } from './content.ts'
import type { EngineContext } from './context.ts'
import { objectShard, update } from './context.ts'
import { withLocator } from './locators.ts'
import type { Owner } from './owner.ts'
import { decodeOwner } from './owner.ts'

const PAGE_SIZE = 100
/** Versions that were committed between a body's arrival and its own commit. */
const CANDIDATES_MAX = 1000

/** The rewritten record, if it names `from`. */
type Rewrite = (read: MetaReader, from: string, to: string) => Promise<Write | undefined>

export async function moveFragment(context: EngineContext, fragment: Fragment): Promise<void> {
  const owner = decodeOwner(fragment.owner)
  if (!owner) return
  const from = fragment.locator
  // Most fragments here are dead: their bytes are written again only for a record that names them.
  if (!(await isNamed(context, owner, from))) return
  const to = await context.blobs.append(fragment.bytes, fragment.owner)
  try {
    await recordMove(context, owner, { from, to })
  } catch (error) {
    // Then it stays where it is, for the next round.
    if (!isRegionGone(error)) throw error
  }
}

/** Whether a record of the owner names the blob. */
export async function isNamed(
  context: EngineContext,
  owner: Owner,
  locator: string,
): Promise<boolean> {
  const shard = objectShard(context, owner.bucketId, owner.key)
  return (await rewriteOf(context, owner)(shard, locator, locator)) !== undefined
}

/** Makes the record that names the one blob name the other; false: none names it (any more). */
export function recordMove(
  context: EngineContext,
  owner: Owner,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const rewrite = rewriteOf(context, owner)
  const shard = objectShard(context, owner.bucketId, owner.key)
  const share = context.blobs.share(from)
  const added = shareOf(context, to)
  return update(shard, scopeOf(owner), async read => {
    const write = await rewrite(read, from, to)
    if (!write) return { result: false, writes: [] }
    const writes = [write, ...added.writes]
    if (share) {
      writes.push({ type: 'add', key: regionLiveKey(share.regionId), amount: -share.sizeBytes })
    }
    return { result: true, writes, checks: added.checks }
  })
}

function scopeOf(owner: Owner): readonly string[] {
  const { bucketId, key } = owner
  if (owner.type === 'object') return [currentKey(bucketId, key)]
  return [uploadKey(bucketId, key, owner.uploadId), manifestKey(bucketId, owner.uploadId)]
}

function rewriteOf(context: EngineContext, owner: Owner): Rewrite {
  if (owner.type === 'object') {
    return (read, from, to) => rewriteVersion(read, owner, { from, to })
  }
  const { bucketId, uploadId, partNumber } = owner
  return async (read, from, to) => {
    const part = await rewriteRecord(read, partKey(bucketId, uploadId, partNumber), { from, to })
    if (part !== 'missing') return part
    const manifest = manifestKey(bucketId, uploadId)
    if (context.leases.isTaken(manifest)) return undefined
    const moved = await rewriteRecord(read, manifest, { from, to })
    return moved === 'missing' ? undefined : moved
  }
}

interface Move {
  readonly from: string
  readonly to: string
}

async function rewriteRecord(
  read: MetaReader,
  key: string,
  move: Move,
): Promise<Write | 'missing' | undefined> {
  const stored = await read.get(key)
  if (stored === undefined) return 'missing'
  const value = withLocator(key, stored, move)
  return value === undefined ? undefined : { type: 'put', key, value }
}

async function rewriteVersion(
  read: MetaReader,
  owner: Extract<Owner, { type: 'object' }>,
  move: Move,
): Promise<Write | undefined> {
  const { bucketId, key, sinceMs } = owner
  const current = await rewriteRecord(read, currentKey(bucketId, key), move)
  if (current !== undefined && current !== 'missing') return current
  // Not older than `sinceMs`, and most likely the first of those.
  const prefix = noncurrentPrefix(bucketId, key)
  let lt = prefix + tokenBound(sinceMs - 1)
  for (let seen = 0; seen < CANDIDATES_MAX; seen += PAGE_SIZE) {
    const page = await read.range({ gte: prefix, lt, limit: PAGE_SIZE, reverse: true })
    for (const [candidate, value] of page) {
      const moved = withLocator(candidate, value, move)
      if (moved !== undefined) return { type: 'put', key: candidate, value: moved }
      lt = candidate
    }
    if (page.length < PAGE_SIZE) return undefined
  }
  return undefined
}
