/**
 * Brings blobs back to what they should be: writes again what is missing or bad, and where strips
 * have other places then, makes the record say so.
 */
import type { BlobUpkeep, RepairOptions } from '../blobs/upkeep.ts'
import { HEAL_PREFIX, healKey, manifestKey } from '../layout.ts'
import type { MetaShard, Write } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import type { EngineContext } from './context.ts'
import { update } from './context.ts'
import { isNamed, recordMove } from './fragment-move.ts'
import { repairNamed } from './named-repair.ts'
import type { Owner } from './owner.ts'
import { decodeOwner } from './owner.ts'

const PAGE_SIZE = 100

export interface Healed {
  /** `left`: nothing names the blob (any more), or its manifest is being read. */
  readonly outcome: 'whole' | 'incomplete' | 'left'
  /** By which it is named now. */
  readonly locator: string
}

/** Throws what BlobUpkeep.repair throws. */
export async function healBlob(
  context: EngineContext,
  upkeep: BlobUpkeep,
  { locator, owner }: { locator: string; owner: Owner },
  options?: RepairOptions,
): Promise<Healed> {
  if (isBeingRead(context, owner) || !(await isNamed(context, owner, locator))) {
    return { outcome: 'left', locator }
  }
  const record = (move: { from: string; to: string }) => recordMove(context, owner, move)
  const healed = await repairNamed(upkeep, locator, { ...options, record })
  if (healed === undefined) return { outcome: 'left', locator }
  const places = await upkeep.placesOf(healed)
  const isWhole = places.every(({ diskNumber }) => diskNumber !== undefined)
  return { outcome: isWhole ? 'whole' : 'incomplete', locator: healed }
}

/**
 * Heals what was stored while disks were gone, for as long as `goesOn`. What cannot be healed yet
 * stays in the queue. Resolves to how many are whole now.
 */
export async function healQueued(
  context: EngineContext,
  upkeep: BlobUpkeep,
  { goesOn, ...options }: RepairOptions & { goesOn: () => boolean },
): Promise<number> {
  let wholeCount = 0
  for (const shard of context.meta.shards) {
    let gt = HEAL_PREFIX
    while (goesOn()) {
      const lt = prefixEnd(HEAL_PREFIX) ?? HEAL_PREFIX
      const entries = await shard.range({ gt, lt, limit: PAGE_SIZE })
      for (const [key, text] of entries) {
        if (!goesOn()) return wholeCount
        if (await healEntry(context, shard, upkeep, { key, text, options })) wholeCount++
        gt = key
      }
      if (entries.length < PAGE_SIZE) break
    }
  }
  return wholeCount
}

async function healEntry(
  context: EngineContext,
  shard: MetaShard,
  upkeep: BlobUpkeep,
  { key, text, options }: { key: string; text: string; options: RepairOptions },
): Promise<boolean> {
  const locator = key.slice(HEAL_PREFIX.length)
  const owner = decodeOwner(text)
  if (owner && isBeingRead(context, owner)) return false
  const healed = owner && (await healBlob(context, upkeep, { locator, owner }, options))
  if (healed?.outcome === 'incomplete' && healed.locator === locator) return false
  const writes: Write[] = [{ type: 'del', key }]
  if (healed?.outcome === 'incomplete') {
    writes.push({ type: 'put', key: healKey(healed.locator), value: text })
  }
  await update(shard, [], async () => ({ result: undefined, writes }))
  return healed?.outcome === 'whole'
}

/** Then its manifest must not change. */
function isBeingRead({ leases }: EngineContext, owner: Owner): boolean {
  return owner.type === 'part' && leases.isTaken(manifestKey(owner.bucketId, owner.uploadId))
}
