/** Volumes, snapshots and where they are attached, put together over one block store. */
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { BlockStore } from '../blocks/block-store.ts'
import { KeyLock } from '../key-lock.ts'
import type { ComputeRecords } from '../records.ts'
import { type Attachments, createAttachments } from './attachments.ts'
import { createDiskSteps, type DiskSteps } from './disk-steps.ts'
import { createModifications, type Modifications } from './modifications.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import { createVolumes, type Volumes } from './volumes.ts'

export interface BlockStorage {
  readonly volumes: Volumes
  readonly snapshots: Snapshots
  readonly attachments: Attachments
  readonly modifications: Modifications
  readonly diskSteps: DiskSteps
  /** Finishes what a crash left half-done; at the start, and from time to time. */
  sweep(): Promise<void>
}

export interface BlockStorageOptions {
  readonly records: ComputeRecords
  readonly blocks: BlockStore
  readonly clock: Clock
  readonly log: Logger
  /** A machine's disks changed that the reconciler has to carry out. */
  readonly wake: (machineId: string) => void
}

export function createBlockStorage(options: BlockStorageOptions): BlockStorage {
  const { log, ...rest } = options
  const shared = { ...rest, locks: new KeyLock() }
  const snapshots = createSnapshots(shared)
  const volumes = createVolumes({
    ...shared,
    async requireSnapshot(accountId, snapshotId) {
      await snapshots.requireUsable(accountId, snapshotId)
    },
  })
  const attachments = createAttachments({ ...shared, volumes })
  const modifications = createModifications(shared)
  const { records } = options
  return {
    volumes,
    snapshots,
    attachments,
    modifications,
    diskSteps: createDiskSteps({ records, volumes, attachments, modifications, log }),
    async sweep() {
      await snapshots.sweep()
      await volumes.sweep()
      await attachments.sweep()
      await modifications.sweep()
    },
  }
}
