/**
 * The disks of a deployment, as those see them who put blobs on them: which there are, which may be
 * used now, and how much is to be stored twice. Who is a member is the business of whoever makes
 * the set; what it says may change at any time.
 */
import { slotOf } from '../meta/locks.ts'
import type { Redundancy } from '../storage.ts'
import type { FileSystem } from './file-system.ts'
import type { Scheme, Schemes } from './schemes.ts'
import { defaultSchemes } from './schemes.ts'
import type { DiskSpace } from './space.ts'

export const DISK_COUNT_MAX = 64

/** A directory on a file system of its own. */
export interface Disk {
  /** 0 … 63; never given to another disk of the same deployment. */
  readonly number: number
  readonly id: string
  readonly path: string
  readonly files: FileSystem
  readonly space: DiskSpace
}

export type DiskOperation = 'read' | 'write' | 'verify'

export interface DiskSet {
  /** Those that belong to the deployment, gone or not, in order of their numbers. */
  readonly disks: readonly Disk[]
  /** False while it is gone: its files are neither read nor removed. */
  canRead(diskNumber: number): boolean
  /** Whether it is given new blobs; then it can be read too. */
  canWrite(diskNumber: number): boolean
  /** Changes whenever it comes back: what was open on it may be other files by then. */
  arrivals(diskNumber: number): number
  scheme(redundancy: Redundancy): Scheme
  /** Something failed on the disk: it is counted, and the disk may be declared lost. */
  noteError(diskNumber: number, operation: DiskOperation, error: unknown): void
}

/**
 * A disk refused what no other can take instead: resolves when it is recorded for good that the
 * deployment goes on without it, which an acknowledgement may then rely on. Throws `unavailable`
 * where it may not.
 */
export type GiveUpDisk = (diskNumber: number, error: unknown) => Promise<void>

/** Disks whose membership nobody changes. */
export function fixedDiskSet(
  disks: readonly Disk[],
  schemes: Schemes = defaultSchemes(disks.length),
): DiskSet {
  const numbers = new Set(disks.map(({ number }) => number))
  return {
    disks,
    canRead: number => numbers.has(number),
    canWrite: number => numbers.has(number),
    arrivals: () => 0,
    scheme: redundancy => schemes[redundancy],
    noteError: () => {},
  }
}

/**
 * The disks in the order in which they are asked to hold what has this id: each id has its own, and
 * a disk that comes or goes changes the places of no others (rendezvous hashing).
 */
export function placementOrder<Numbered extends Pick<Disk, 'number'>>(
  id: string,
  disks: readonly Numbered[],
): readonly Numbered[] {
  if (disks.length < 2) return disks
  return disks
    .map(disk => ({ disk, weight: weightOf(`${id}/${disk.number}`) }))
    .sort((a, b) => b.weight - a.weight || a.disk.number - b.disk.number)
    .map(({ disk }) => disk)
}

/** FNV-1a, then the finaliser of MurmurHash3: ids that differ in one digit are far apart. */
function weightOf(text: string): number {
  let hash = slotOf(text, 2 ** 32)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
