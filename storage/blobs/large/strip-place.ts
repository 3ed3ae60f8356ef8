/** Where a strip is on its disk, and how its file comes and goes. */
import { dirname, join } from 'node:path'
import type { Disk } from '../../disk/disk-set.ts'
import type { File } from '../../disk/file-system.ts'
import { blobFolderPath } from '../disk-layout.ts'

/** A strip that is being written again, until it gets its name. */
export const UNFINISHED_SUFFIX = '.new'

export function stripPath(disk: Disk, id: string): string {
  return join(blobFolderPath(disk.path, id), id)
}

export function createStrip(disk: Disk, id: string): Promise<File> {
  return disk.files.create(stripPath(disk, id))
}

export function syncStripName(disk: Disk, id: string): Promise<void> {
  return disk.files.syncDirectory(dirname(stripPath(disk, id)))
}

/** Repeating it succeeds; the name stays gone after a power loss. */
export async function removeStrip(disk: Disk, id: string): Promise<void> {
  await disk.files.remove(stripPath(disk, id))
  // Even if it was gone already: the one who removed it may not have come to that.
  await syncStripName(disk, id)
}
