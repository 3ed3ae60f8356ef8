/**
 * Gives space back, in the main thread: it works off the queue that commits leave behind, removes
 * segments in which nothing lives, and moves the last fragments out of segments that are mostly
 * dead. It never frees what a lease, a pin or a record still needs.
 */

import type { Region } from '../blobs/blobs.ts'
import { ticketBound } from '../ids.ts'
import {
  INTENT_PREFIX,
  RECLAIM_PREFIX,
  REGION_GONE_PREFIX,
  regionGoneKey,
  regionLiveKey,
} from '../layout.ts'
import type { Check, Entry, MetaShard, Write } from '../meta/meta.ts'
import { CheckFailed } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import { takeBackDeletions } from './bucket-deletion.ts'
import type { EngineContext, Garbage } from './context.ts'
import { present, reclaim, update } from './context.ts'
import { moveFragment } from './fragment-move.ts'
import { parseManifest } from './opened.ts'
import { Pace } from './pace.ts'

/** How the storage speaks of what went wrong behind the requests. */
export interface Log {
  warn(fields: object, message: string): void
}

const PAGE_SIZE = 200
/** A segment is moved out of when less than this share of it lives. */
const LIVE_SHARE_MIN = 0.3
/** Segments that one sweep moves out of, so that the queue has its turn in between. */
const MOVED_REGIONS_MAX = 4
/** Of segments that are moved out of: the rest of the disk's work is for requests. */
const MOVED_BYTES_PER_SECOND = 64 * 1024 * 1024
/** They share the writer's groups: one after the other, each would wait for syncs of its own. */
const ENTRIES_AT_ONCE = 64
const MOVES_AT_ONCE = 32
/** A sweep looks at every segment, so it has a rest of several rounds. */
const ROUNDS_BETWEEN_SWEEPS = 15

export class Reaper {
  readonly #context: EngineContext
  readonly #intervalMs: number
  readonly #log: Log | undefined
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  readonly #stopping = new AbortController()
  readonly #pace = new Pace(MOVED_BYTES_PER_SECOND)
  #roundsUntilSweep = ROUNDS_BETWEEN_SWEEPS
  /** Live bytes of segments out of which nothing more could be moved: until that changes, they rest. */
  readonly #stuck = new Map<string, number>()

  constructor(context: EngineContext, options: { intervalMs: number; log: Log | undefined }) {
    this.#context = context
    this.#intervalMs = options.intervalMs
    this.#log = options.log
  }

  /** At the start, before anyone writes: what a crash left half-written goes. */
  async recover(): Promise<void> {
    await takeBackDeletions(this.#context)
    for (const shard of this.#context.meta.shards) {
      await eachKey(shard, INTENT_PREFIX, async keys => {
        for (const key of keys) await this.#context.blobs.remove(key.slice(INTENT_PREFIX.length))
        await removeKeys(shard, keys)
      })
      // Nothing is in flight that could name a fragment in a region of before.
      await eachKey(shard, REGION_GONE_PREFIX, async keys => {
        for (const key of keys) {
          const id = key.slice(REGION_GONE_PREFIX.length)
          // A mark stays behind, too, where another shard refused to let the region go.
          if ((await this.#liveBytes(id)) === 0) await this.#context.blobs.removeRegion(id)
        }
        await removeKeys(shard, keys)
      })
    }
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#round().finally(() => {
        this.#running = undefined
      })
    }, this.#intervalMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#timer)
    await this.#running
  }

  /** One whole round, after the one that may be under way. */
  async runOnce(): Promise<void> {
    await this.#running
    this.#running = this.#work({ sweeps: true }).finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  async #round(): Promise<void> {
    this.#roundsUntilSweep--
    const sweeps = this.#roundsUntilSweep <= 0
    if (sweeps) this.#roundsUntilSweep = ROUNDS_BETWEEN_SWEEPS
    try {
      await this.#work({ sweeps })
    } catch (error) {
      this.#log?.warn({ err: error }, 'space could not be given back')
    }
  }

  async #work({ sweeps }: { sweeps: boolean }): Promise<void> {
    for (const shard of this.#context.meta.shards) await this.#workOff(shard)
    await takeBackDeletions(this.#context)
    if (sweeps) await this.#sweepRegions()
  }

  async #workOff(shard: MetaShard): Promise<void> {
    const lt = RECLAIM_PREFIX + ticketBound(this.#context.clock.now())
    let gt = RECLAIM_PREFIX
    while (!this.#isStopping) {
      const entries = await shard.range({ gt, lt, limit: PAGE_SIZE })
      await severalAtOnce(ENTRIES_AT_ONCE, entries, entry => this.#tryToFree(shard, entry))
      const last = entries.at(-1)
      if (!last || entries.length < PAGE_SIZE) return
      gt = last[0]
    }
  }

  async #tryToFree(shard: MetaShard, entry: Entry): Promise<void> {
    if (this.#isStopping) return
    try {
      await this.#free(shard, entry)
    } catch (error) {
      // The queue keeps it for the next round, and the others are not to wait for it.
      this.#log?.warn({ err: error, entry: entry[0] }, 'space could not be given back')
    }
  }

  async #free(shard: MetaShard, [key, text]: Entry): Promise<void> {
    // Written by context.ts.
    const garbage = JSON.parse(text) as Garbage
    const done: Write = { type: 'del', key }
    switch (garbage.type) {
      case 'record':
        return commit(shard, [done, { type: 'del', key: garbage.key }])
      case 'manifest':
        return this.#freeManifest(shard, garbage.key, done)
      case 'blobs':
        return this.#freeBlobs(shard, garbage, done)
    }
  }

  /** First the manifest goes, then, once no reader has a lease on it, the blobs that it named. */
  async #freeManifest(shard: MetaShard, manifest: string, done: Write): Promise<void> {
    await update(shard, [manifest], async read => {
      const text = await read.get(manifest)
      const parts = parseManifest(text)
      const blobs = parts.flatMap(({ blob }) => (blob === undefined ? [] : [blob]))
      const next = reclaim(this.#context, { type: 'blobs', blobs, lease: manifest })
      const gone: Write = { type: 'del', key: manifest }
      return { result: undefined, writes: blobs.length > 0 ? [done, gone, next] : [done, gone] }
    })
  }

  async #freeBlobs(
    shard: MetaShard,
    { blobs: locators, lease }: Extract<Garbage, { type: 'blobs' }>,
    done: Write,
  ): Promise<void> {
    const { blobs, leases } = this.#context
    if (lease !== undefined && leases.isTaken(lease)) return
    const writes: Write[] = [done]
    for (const locator of locators) {
      const share = blobs.share(locator)
      if (share) {
        const live = regionLiveKey(share.regionId)
        writes.push({ type: 'add', key: live, amount: -share.sizeBytes })
      } else {
        await blobs.remove(locator)
      }
    }
    // A round before may have done it without learning so: what lives is subtracted once.
    await commit(shard, writes, [present(done.key)]).catch(error => {
      if (!(error instanceof CheckFailed)) throw error
    })
  }

  async #sweepRegions(): Promise<void> {
    let moved = 0
    for (const region of await this.#context.blobs.sealedRegions()) {
      if (this.#isStopping) return
      const liveBytes = await this.#liveBytes(region.id)
      if (liveBytes === 0) {
        await this.#removeRegion(region)
        continue
      }
      const isMostlyDead = liveBytes < region.sizeBytes * LIVE_SHARE_MIN
      if (!isMostlyDead || this.#stuck.get(region.id) === liveBytes) continue
      await this.#moveOut(region)
      moved++
      if (moved < MOVED_REGIONS_MAX) continue
      // There may be more of them.
      this.#roundsUntilSweep = 1
      return
    }
  }

  /** Fragments are counted in the shard of the key that they belong to. */
  async #liveBytes(id: string): Promise<number> {
    let liveBytes = 0
    for (const shard of this.#context.meta.shards) {
      liveBytes += Number((await shard.get(regionLiveKey(id))) ?? 0)
    }
    return liveBytes
  }

  async #moveOut(region: Region): Promise<void> {
    const { signal } = this.#stopping
    const fragments = this.#context.blobs.scan(region.id)
    try {
      await severalAtOnce(MOVES_AT_ONCE, fragments, async fragment => {
        await this.#pace.take(fragment.bytes.length, signal)
        await moveFragment(this.#context, fragment)
      })
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    const liveBytes = await this.#liveBytes(region.id)
    if (liveBytes === 0) await this.#removeRegion(region)
    else this.#stuck.set(region.id, liveBytes)
  }

  /** Marks the region first: a commit that would still name a fragment in it is then refused. */
  async #removeRegion({ id }: Region): Promise<void> {
    try {
      for (const shard of this.#context.meta.shards) {
        await shard.update([], async () => ({
          result: undefined,
          writes: [{ type: 'put', key: regionGoneKey(id), value: '' }],
          checks: [{ type: 'zero', key: regionLiveKey(id) }],
        }))
      }
    } catch (error) {
      // A commit was faster. Where the mark is set already it only sends later ones elsewhere.
      if (error instanceof CheckFailed) return
      throw error
    }
    await this.#context.blobs.removeRegion(id)
    this.#stuck.delete(id)
  }
}

/** Ends when all that were begun have; throws what the first one of them threw. */
async function severalAtOnce<Item>(
  countMax: number,
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const atWork = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  for await (const item of items) {
    const working = work(item)
      .catch(error => {
        failure ??= { error }
      })
      .then(() => {
        atWork.delete(working)
      })
    atWork.add(working)
    if (atWork.size >= countMax) await Promise.race(atWork)
    if (failure) break
  }
  await Promise.all(atWork)
  if (failure) throw failure.error
}

async function commit(
  shard: MetaShard,
  writes: readonly Write[],
  checks: readonly Check[] = [],
): Promise<void> {
  await update(shard, [], async () => ({ result: undefined, writes, checks }))
}

async function removeKeys(shard: MetaShard, keys: readonly string[]): Promise<void> {
  await commit(
    shard,
    keys.map(key => ({ type: 'del', key })),
  )
}

/** Pages of keys that begin with `prefix`; `work` removes those of its page. */
async function eachKey(
  shard: MetaShard,
  prefix: string,
  work: (keys: readonly string[]) => Promise<void>,
): Promise<void> {
  const lt = prefixEnd(prefix) ?? prefix
  for (;;) {
    const entries = await shard.range({ gte: prefix, lt, limit: PAGE_SIZE })
    if (entries.length === 0) return
    await work(entries.map(([key]) => key))
  }
}
