/** Opens storage: with storage.ts, the only file of storage/ that the rest may import. */
import { randomBytes } from 'node:crypto'
import { MemoryBlobs } from './blobs/memory.ts'
import { realEnvironment } from './disk/environment.ts'
import type { UpkeepSettings } from './disk/main-upkeep.ts'
import { defaultSchemes, type Scheme, type Schemes } from './disk/schemes.ts'
import type { MainStorage, SharedStorage } from './disk/shared.ts'
import { openMain, openOther } from './disk/shared.ts'
import type { Clock } from './engine/context.ts'
import type { Log } from './engine/reaper.ts'
import { createEngine } from './engine.ts'
import type { RandomBytes } from './ids.ts'
import { IdSource } from './ids.ts'
import { createLeaseMemory, Leases } from './leases.ts'
import { createMemoryMeta } from './meta/memory.ts'
import type { Storage } from './storage.ts'

export { DirectoryError, type DirectoryErrorCode } from './disk/directory-error.ts'
export type { MainStorage, SharedStorage } from './disk/shared.ts'
export type { DiskAdmin } from './members/disk-admin.ts'
export type {
  BlobInspection,
  ObjectInspection,
  UpkeepControl,
  UpkeepKind,
  UpkeepState,
} from './upkeep/contract.ts'

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

export interface DiskStorageOptions {
  /** One for each disk; at least one. Those of a new deployment are made if they are missing. */
  readonly directories: readonly string[]
  /** Where a copy of the membership record is kept beside those on the disks. */
  readonly witnessDirectory?: string
  /** Begins although disks are missing that may know better, or too many for writing. */
  readonly acceptsMissing?: boolean
  /** Instead of the defaults for the number of disks. */
  readonly schemes?: Partial<Schemes>
  readonly clock: Clock
  readonly random?: RandomBytes
  readonly log?: Log
  /** How long the reaper rests between its rounds; 2 seconds by default. */
  readonly reclaimIntervalMs?: number
  readonly upkeep?: Partial<UpkeepSettings>
}

/**
 * Opens the storage on disks for the main thread. Throws DirectoryError when another process has one
 * open, when one is not ours, or when too many are missing.
 */
export function openDiskStorage(options: DiskStorageOptions): Promise<MainStorage> {
  const { directories, witnessDirectory, clock, random = randomBytes, log } = options
  const { acceptsMissing = false, schemes, reclaimIntervalMs = 2000 } = options
  return openMain({
    ...{ environment: realEnvironment, directories, witnessDirectory, acceptsMissing },
    schemesFor: diskCount => schemesFor(diskCount, schemes),
    ...{ clock, ids: new IdSource(random), log, reclaimIntervalMs, upkeep: options.upkeep },
  })
}

/** What does not fit on so many disks is not used yet. */
function schemesFor(diskCount: number, wanted: Partial<Schemes> = {}): Schemes {
  const fits = ({ dataCount, parityCount }: Scheme) => dataCount + parityCount <= diskCount
  const defaults = defaultSchemes(diskCount)
  const { standard = defaults.standard, reduced = defaults.reduced } = wanted
  return {
    standard: fits(standard) ? standard : defaults.standard,
    reduced: fits(reduced) ? reduced : defaults.reduced,
  }
}

/** Opens what `MainStorage.share` gave out, in another thread. */
export function openSharedStorage(
  shared: SharedStorage,
  options: { clock?: Clock; random?: RandomBytes } = {},
): Promise<Storage> {
  const { clock = { now: () => Date.now() }, random = randomBytes } = options
  const ids = new IdSource(random, shared.lane)
  return openOther(shared, { environment: realEnvironment, clock, ids })
}
