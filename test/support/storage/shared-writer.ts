/** A worker thread that does what its `workerData` says with the storage that was shared with it. */
import { parentPort, workerData } from 'node:worker_threads'
import { openSharedStorage, type SharedStorage } from '../../../storage/open.ts'
import { fields } from './samples.ts'

export interface SharedWork {
  readonly storage: SharedStorage
  readonly name: string
  readonly keyCount: number
}

if (!parentPort) throw new Error('this file is the entry of a worker thread')
const port = parentPort
// The test passes a SharedWork and nothing else starts this file.
const { storage: shared, name, keyCount } = workerData as SharedWork
const storage = await openSharedStorage(shared)

/** Puts each key unless it is there, and counts a document up for each attempt. */
const won: number[] = []
const counter = storage.documents<number>('counters')
await Promise.all(
  Array.from({ length: keyCount }, async (_, index) => {
    await counter.update('attempts', (count = 0) => count + 1)
    try {
      await storage.putObject('bucket', `key-${index}`, Buffer.from(name), {
        finish: () => fields(),
        condition: current => {
          if (current) throw new RangeError('exists')
        },
      })
      won.push(index)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }),
)
await storage[Symbol.asyncDispose]()
port.postMessage(won)
