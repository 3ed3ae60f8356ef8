/** Working off entries of which some have to stay in order, and trying again what failed. */
import type { Json, QueueEntry } from '../../../storage/storage.ts'

export interface WorkedOff {
  /** Ids of what was done. */
  readonly acknowledged: readonly string[]
  /** The first that was met; nothing was begun after it. */
  readonly error: unknown
}

/** Lines go side by side, so many at once; the entries of one line in turn. */
export async function workOffLines<Event extends Json>(options: {
  readonly entries: readonly QueueEntry<Event>[]
  readonly lineOf: (event: Event) => string
  readonly linesAtOnce: number
  readonly signal: AbortSignal
  readonly work: (entry: QueueEntry<Event>) => Promise<void>
}): Promise<WorkedOff> {
  const { entries, lineOf, linesAtOnce, signal, work } = options
  const lines = Map.groupBy(entries, ({ event }) => lineOf(event)).values()
  const acknowledged: string[] = []
  let error: unknown
  const worker = async () => {
    // The workers share one iterator, so that each line is taken once.
    for (const line of lines) {
      for (const entry of line) {
        if (error !== undefined || signal.aborted) return
        try {
          await work(entry)
        } catch (thrown) {
          error ??= thrown
          return
        }
        acknowledged.push(entry.id)
      }
    }
  }
  await Promise.all(Array.from({ length: linesAtOnce }, worker))
  return { acknowledged, error }
}

const RETRY_MS_MIN = 500

/**
 * How long to rest after so many failures in a row. Half of it is up to chance (0 up to 1), so that
 * not all come back at once.
 */
export function retryMs(
  attempts: number,
  { mostMs, random }: { readonly mostMs: number; readonly random: number },
): number {
  const most = Math.min(mostMs, RETRY_MS_MIN * 2 ** Math.min(attempts, 20))
  return most * (0.5 + random / 2)
}
