/** Upkeep over the disks of the deployment, in the main thread. */
import type { Blobs } from '../blobs/blobs.ts'
import { candidatesFor } from '../blobs/placement.ts'
import type { SegmentWriter } from '../blobs/segment-writer.ts'
import type { BlobUpkeep } from '../blobs/upkeep.ts'
import type { EngineContext } from '../engine/context.ts'
import type { Log } from '../engine/reaper.ts'
import type { IdSource } from '../ids.ts'
import type { DiskAdmin } from '../members/disk-admin.ts'
import type { SharedDiskSet } from '../members/shared-disk-set.ts'
import type { DiskState } from '../storage.ts'
import type { IndexMirrors } from '../upkeep/index-check.ts'
import { Upkeep, type UpkeepDisks } from '../upkeep/upkeep.ts'
import type { FileSystem } from './file-system.ts'

export interface UpkeepSettings {
  /** What it may read and write; 32 MiB by default. */
  readonly bytesPerSecond: number
  /** From the end of one scrub to the next; 0, the default: only when it is asked for. */
  readonly scrubIntervalMs: number
  /** How often it looks whether there is something to do; a second by default. */
  readonly turnIntervalMs?: number
  /** How long a table of the index that looks damaged is left alone before it is read again. */
  readonly settleMs?: number
}

interface UpkeepParts {
  readonly context: EngineContext
  readonly blobs: Blobs
  readonly care: BlobUpkeep
  readonly disks: SharedDiskSet
  readonly admin: DiskAdmin
  readonly segments: SegmentWriter
  readonly index: IndexMirrors
  readonly files: FileSystem
  readonly ids: IdSource
  readonly log: Log | undefined
}

const defaults: UpkeepSettings = { bytesPerSecond: 32 * 1024 * 1024, scrubIntervalMs: 0 }

export function createUpkeep(settings: Partial<UpkeepSettings>, parts: UpkeepParts): Upkeep {
  const { context, blobs, care, index, files, log, ids } = parts
  // Six digits of five bits: enough to differ from walk to walk.
  const random = () => Number.parseInt(ids.random(6), 32)
  return new Upkeep({
    ...defaults,
    ...settings,
    context,
    blobs,
    care,
    index,
    files,
    disks: disksOf(parts),
    random,
    log,
  })
}

function disksOf({ disks, admin, segments }: UpkeepParts): UpkeepDisks {
  const { states } = disks
  const numbersIn = (state: DiskState) =>
    disks.disks.flatMap(({ number }) => (states.state(number) === state ? [number] : []))
  return {
    readable: () => disks.disks.flatMap(({ number }) => (disks.canRead(number) ? [number] : [])),
    canRead: number => disks.canRead(number),
    canWrite: number => disks.canWrite(number),
    sizeBytes: async (number, path) => {
      const disk = disks.disks.find(other => other.number === number)
      return disk?.files.sizeBytes(path)
    },
    healing: () => numbersIn('healing'),
    placement: (id, count) => {
      const leaving = admin.leaving()
      const staying = candidatesFor(disks, id).filter(({ number }) => !leaving.has(number))
      return new Set(staying.slice(0, count).map(({ number }) => number))
    },
    schemes: () => states.schemes,
    leaving: () => admin.leaving(),
    leaveOpenSegment: () => segments.leaveDisks(),
    healed: number => admin.finishHealing(number),
    generation: () =>
      disks.disks
        .map(({ number }) => `${number} ${states.state(number)} ${states.arrivals(number)}`)
        .join(),
  }
}
