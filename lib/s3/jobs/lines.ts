/** Working off entries of which some have to stay in order, and trying again what failed. */
import type { Json, QueueEntry } from '../../../storage/storage.ts'

export interface WorkedOff<Event extends Json> {
  /** Ids of what was done. */
  readonly acknowledged: readonly string[]
  /** What holds up its own line, and no other. */
  readonly held: readonly HeldEntry<Event>[]
  /** The first other that was met; nothing was begun after it. */
  readonly error: unknown
}

export interface HeldEntry<Event extends Json> {
  readonly entry: QueueEntry<Event>
  readonly error: unknown
}

/** Lines go side by side, so many at once; the entries of one line in turn. */
export async function workOffLines<Event extends Json>(options: {
  readonly entries: readonly QueueEntry<Event>[]
  readonly lineOf: (event: Event) => string
  readonly linesAtOnce: number
  readonly signal: AbortSignal
  readonly work: (entry: QueueEntry<Event>) => Promise<void>
  /** Whether what `work` throws says nothing of other lines. */
  readonly isOfOneLine?: (error: unknown) => boolean
}): Promise<WorkedOff<Event>> {
  const { entries, lineOf, linesAtOnce, signal, work, isOfOneLine = () => false } = options
  const lines = Map.groupBy(entries, ({ event }) => lineOf(event)).values()
  const acknowledged: string[] = []
  const held: HeldEntry<Event>[] = []
  let error: unknown
  const worker = async () => {
    // The workers share one iterator, so that each line is taken once.
    for (const line of lines) {
      for (const entry of line) {
        if (error !== undefined || signal.aborted) return
        try {
          await work(entry)
        } catch (thrown) {
          if (isOfOneLine(thrown)) held.push({ entry, error: thrown })
          else error ??= thrown
          break
        }
        acknowledged.push(entry.id)
      }
    }
  }
  await Promise.all(Array.from({ length: linesAtOnce }, worker))
  return { acknowledged, held, error }
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
