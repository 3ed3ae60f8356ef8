/** Load on the index alone: documents that count up, each acknowledged count remembered. */
import type { Storage } from '../../../storage/storage.ts'
import { StorageError } from '../../../storage/storage.ts'

const NAMES = Array.from({ length: 24 }, (_, index) => `note-${index}`)

export interface NotesLoad extends AsyncDisposable {
  /** Until `stop`, through every storage that is given: two threads, say. */
  start(storages: readonly Storage[]): void
  /** Resolves when nothing is in flight. Throws for what was neither done nor refused as `unavailable`. */
  stop(): Promise<void>
  /** Throws unless each document is at the count that was acknowledged, or at the next. */
  verify(storage: Storage): Promise<void>
  acknowledged(): number
  refused(): number
}

export function createNotesLoad(): NotesLoad {
  const counts = new Map<string, { done: number; begun: number }>()
  let running: Promise<void>[] = []
  let isStopping = false
  let acknowledgedCount = 0
  let refusedCount = 0

  async function work(storage: Storage, name: string): Promise<void> {
    const notes = storage.documents<number>('notes')
    while (!isStopping) {
      const count = counts.get(name) ?? { done: 0, begun: 0 }
      counts.set(name, count)
      try {
        await notes.update(name, (current = 0) => {
          if (current < count.done || current > count.begun)
            throw new RangeError(`${name} is at ${current}, and was at ${count.done}`)
          count.begun = current + 1
          return current + 1
        })
        count.done = count.begun
        acknowledgedCount++
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'unavailable')) throw error
        refusedCount++
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
  }

  return {
    start(storages) {
      isStopping = false
      running = NAMES.map((name, index) => work(storages[index % storages.length] as Storage, name))
      // Looked at by stop.
      for (const worker of running) worker.catch(() => {})
    },
    async stop() {
      isStopping = true
      await Promise.all(running)
    },
    async verify(storage) {
      for (const [name, { done, begun }] of counts) {
        const found = (await storage.documents<number>('notes').get(name)) ?? 0
        if (found < done || found > begun) throw new Error(`${name} is at ${found}, not ${done}`)
      }
    },
    acknowledged: () => acknowledgedCount,
    refused: () => refusedCount,
    async [Symbol.asyncDispose]() {
      isStopping = true
      await Promise.allSettled(running)
    },
  }
}

const WAIT_MS_MAX = 60_000
const STEP_MS = 50

/** For what storage does by itself within seconds. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const endMs = performance.now() + WAIT_MS_MAX
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error('it did not come to pass')
    await new Promise(resolve => setTimeout(resolve, STEP_MS))
  }
}
