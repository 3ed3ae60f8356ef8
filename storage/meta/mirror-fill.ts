/**
 * Fills a mirror that is new or was left: wiped, then copied from a whole one, a stretch between
 * every two batches of the writer. New batches go to it as well, so that what has been copied stays
 * right and what has not is copied as it is then.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { LevelWriter } from './level-writer.ts'
import type { ShardMirrors } from './shard-mirrors.ts'

export interface FillOptions {
  readonly bytesPerSecond: number
  readonly signal: AbortSignal
}

/** Rejects when the mirror, or the one that it is copied from, fails: then it may be tried again. */
export async function fillMirror(
  writer: LevelWriter,
  mirrors: ShardMirrors,
  disk: number,
  { bytesPerSecond, signal }: FillOptions,
): Promise<void> {
  await writer.exclusive(() => mirrors.beginFill(disk))
  try {
    for (;;) {
      signal.throwIfAborted()
      const copiedBytes = await writer.exclusive(() => mirrors.copyStep())
      if (copiedBytes === 0) break
      await delay((copiedBytes / bytesPerSecond) * 1000, undefined, { signal })
    }
    await writer.exclusive(() => mirrors.finishFill())
  } catch (error) {
    await writer.exclusive(() => mirrors.abandonFill(error))
    throw error
  }
}
