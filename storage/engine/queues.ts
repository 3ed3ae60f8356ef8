/**
 * Durable queues, fed by the very commits that change objects: either both are there after a crash
 * or neither is. An entry stays until it is acknowledged. It lies in the shard of the object that it
 * is about, under a ticket of the change's time, so that those of one key keep the order of its
 * changes. Entries may become visible a little out of order: readers go by what they acknowledged,
 * not by how far they read.
 */
import {
  queueCountKey,
  queueEntryKey,
  queueNameOf,
  queuePrefix,
  queueScanPrefix,
} from '../layout.ts'
import type { MetaShard, Write } from '../meta/meta.ts'
import { compareUtf8, prefixEnd } from '../order.ts'
import type { Json, Queue, QueuedEvent, QueueEntry } from '../storage.ts'
import type { EngineContext } from './context.ts'
import { assertKey, shardOf, update } from './context.ts'
import { Cursor } from './cursor.ts'

/** An entry tells what happened; it is not the place for what it happened to. */
const EVENT_LENGTH_MAX = 64 * 1024

/** For the commit of the change that they tell of, which happened at `atMs`. */
export function eventWrites(
  { ids }: EngineContext,
  events: readonly QueuedEvent[] | undefined,
  atMs: number,
): Write[] {
  if (events === undefined) return []
  return events.flatMap(({ queue, event }) => {
    assertKey(queue)
    const value = JSON.stringify(event)
    if (value.length > EVENT_LENGTH_MAX) throw new RangeError(`too long for the queue ${queue}`)
    return [
      { type: 'put', key: queueEntryKey(queue, ids.ticket(atMs)), value },
      { type: 'add', key: queueCountKey(queue), amount: 1 },
    ] as const
  })
}

export function openQueue<Event extends Json>(context: EngineContext, name: string): Queue<Event> {
  const prefix = queuePrefix(name)
  const lt = prefixEnd(prefix) ?? prefix
  return {
    async add(events) {
      const writes = eventWrites(
        context,
        events.map(event => ({ queue: name, event })),
        context.clock.now(),
      )
      await update(shardOf(context, name), [], async () => ({ result: undefined, writes }))
    },

    async read({ after, limit }) {
      const start = after === '' ? { gte: prefix } : { gt: prefix + after }
      const cursor = new Cursor(context.meta.shards, { start, lt, pageSize: limit })
      const entries: QueueEntry<Event>[] = []
      while (entries.length < limit) {
        const entry = cursor.peek() ?? (await cursor.fill())
        if (!entry) break
        // The caller vouches for the type of what it puts into the queue.
        const event = JSON.parse(entry[1]) as Event
        entries.push({ id: entry[0].slice(prefix.length), event })
        cursor.skip()
      }
      return entries
    },

    async acknowledge(ids) {
      for (const shard of context.meta.shards) await removeEntries(shard, name, ids)
    },

    async size() {
      let size = 0
      for (const shard of context.meta.shards) {
        size += Number((await shard.get(queueCountKey(name))) ?? 0)
      }
      return size
    },
  }
}

/** The lock keeps two removals of one entry from being counted twice. */
async function removeEntries(
  shard: MetaShard,
  queue: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const count = queueCountKey(queue)
  await update(shard, [count], async read => {
    const writes: Write[] = []
    for (const id of new Set(ids)) {
      const key = queueEntryKey(queue, id)
      if ((await read.get(key)) !== undefined) writes.push({ type: 'del', key })
    }
    if (writes.length > 0) writes.push({ type: 'add', key: count, amount: -writes.length })
    return { result: undefined, writes }
  })
}

/** The cost follows the number of queues, not of their entries. */
export async function* queueNames(
  { meta }: EngineContext,
  { prefix, after }: { prefix: string; after: string },
): AsyncGenerator<string> {
  const base = queueScanPrefix(prefix)
  const passed = prefixEnd(queuePrefix(after)) ?? base
  const gte = after === '' || compareUtf8(passed, base) < 0 ? base : passed
  const lt = prefixEnd(base) ?? base
  const cursor = new Cursor(meta.shards, { start: { gte }, lt, pageSize: 1 })
  for (;;) {
    const entry = cursor.peek() ?? (await cursor.fill())
    if (!entry) return
    const name = queueNameOf(entry[0])
    yield name
    const entries = queuePrefix(name)
    cursor.seek(prefixEnd(entries) ?? entries)
  }
}
