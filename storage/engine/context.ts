/** What every part of the engine works with, and the few steps that all of them share. */
import type { Blobs } from '../blobs/blobs.ts'
import type { IdSource } from '../ids.ts'
import { RECLAIM_PREFIX } from '../layout.ts'
import type { Leases } from '../leases.ts'
import { slotOf } from '../meta/locks.ts'
import type { Check, Decision, Meta, MetaReader, MetaShard, Write } from '../meta/meta.ts'
import { CheckFailed, CommitFailed } from '../meta/meta.ts'
import { StorageError } from '../storage.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

export interface EngineContext {
  readonly meta: Meta
  readonly blobs: Blobs
  readonly leases: Leases
  readonly clock: Clock
  readonly ids: IdSource
  /** One for all threads of a process, another after each start. */
  readonly runId: string
}

/** What waits for the reaper. */
export type Garbage =
  /** Blobs that nothing names; with `lease`, only once that is free. */
  | { readonly type: 'blobs'; readonly blobs: readonly string[]; readonly lease?: string }
  | { readonly type: 'manifest'; readonly key: string }
  /** A record that is not needed after its time. */
  | { readonly type: 'record'; readonly key: string }

/** All records of one object key are in the shard of `bucketId + key`. */
export function shardOf({ meta }: EngineContext, name: string): MetaShard {
  const { shards } = meta
  const shard = shards[shards.length === 1 ? 0 : slotOf(name, shards.length)]
  if (!shard) throw new RangeError('meta has no shard')
  return shard
}

export function objectShard(context: EngineContext, bucketId: string, key: string): MetaShard {
  return context.meta.shards.length === 1 ? shardOf(context, '') : shardOf(context, bucketId + key)
}

/** `MetaShard.update` with its failures in the words of the storage contract. */
export async function update<Result>(
  shard: MetaShard,
  scope: readonly string[],
  decide: (read: MetaReader) => Promise<Decision<Result>>,
): Promise<Result> {
  try {
    return await shard.update(scope, decide)
  } catch (error) {
    if (error instanceof CommitFailed && error.isDiskFull) {
      throw new StorageError('disk-full', 'no space for the index', { cause: error })
    }
    if (error instanceof CheckFailed && error.check.type === 'at-most') {
      throw new StorageError('limit-exceeded', 'more than may be kept', { cause: error })
    }
    if (error instanceof CheckFailed && error.check.key.startsWith('g')) {
      throw new StorageError('bucket-missing', 'the bucket was deleted meanwhile', { cause: error })
    }
    throw error
  }
}

/** True when a restart may find the commit done: then nothing that it names may be removed. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof CommitFailed) return true
  return error instanceof StorageError && error.cause instanceof CommitFailed
}

export function reclaim({ clock, ids }: EngineContext, garbage: Garbage, delayMs = 0): Write {
  const key = RECLAIM_PREFIX + ids.ticket(clock.now() + delayMs)
  return { type: 'put', key, value: JSON.stringify(garbage) }
}

export function present(key: string): Check {
  return { type: 'present', key }
}

/** Keys reach the index as UTF-8, which has no lone surrogates: two such keys would be one. */
export function assertKey(key: string): void {
  if (!key.isWellFormed()) throw new TypeError('a key must be well-formed Unicode')
}
