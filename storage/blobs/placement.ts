/** Which disks are given something new, and when none are. */
import type { Disk, DiskSet } from '../disk/disk-set.ts'
import { placementOrder } from '../disk/disk-set.ts'
import { StorageError } from '../storage.ts'

/** Refuses a write where more disks are gone than may be. */
export function requireDisks(disks: DiskSet): void {
  const goneCount = disks.disks.filter(({ number }) => !disks.canRead(number)).length
  if (goneCount > disks.scheme('standard').parityCount) {
    throw new StorageError('unavailable', `${goneCount} disks are gone`)
  }
}

/** Where a strip may be put, best first: those that are nearly full come last. */
export function candidatesFor(disks: DiskSet, id: string): Disk[] {
  const writable = disks.disks.filter(({ number }) => disks.canWrite(number))
  const order = placementOrder(id, writable)
  return [
    ...order.filter(({ space }) => space.isWritable()),
    ...order.filter(({ space }) => !space.isWritable()),
  ]
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'disk-full'
}
