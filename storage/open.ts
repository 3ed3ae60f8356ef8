/** Opens storage: with storage.ts, the only file of storage/ that the rest may import. */
import { randomBytes } from 'node:crypto'
import { MemoryBlobs } from './blobs/memory.ts'
import type { Clock } from './engine/context.ts'
import { createEngine } from './engine.ts'
import type { RandomBytes } from './ids.ts'
import { IdSource } from './ids.ts'
import { createLeaseMemory, Leases } from './leases.ts'
import { createMemoryMeta } from './meta/memory.ts'
import type { Storage } from './storage.ts'

export interface MemoryStorageOptions {
  readonly clock: Clock
  readonly random?: RandomBytes
  /** How many shards the index has; 1 by default. */
  readonly shardCount?: number
}

/** Storage that is gone with the process: for tests. */
export async function openMemoryStorage(options: MemoryStorageOptions): Promise<Storage> {
  const { clock, random = randomBytes, shardCount = 1 } = options
  const ids = new IdSource(random)
  const meta = createMemoryMeta({ shardCount })
  const blobs = new MemoryBlobs()
  const leases = new Leases(createLeaseMemory())
  const context = { meta, blobs, leases, clock, ids, runId: ids.random(12) }
  return createEngine(context, async () => {
    await meta[Symbol.asyncDispose]()
    await blobs[Symbol.asyncDispose]()
  })
}
