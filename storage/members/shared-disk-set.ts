/** The disks as blobs see them, in any thread: who they are is told, how they are is shared. */
import type { Disk, DiskOperation, DiskSet } from '../disk/disk-set.ts'
import type { FileSystem } from '../disk/file-system.ts'
import type { DiskPlace } from '../disk/notices.ts'
import type { Scheme } from '../disk/schemes.ts'
import { DiskSpace } from '../disk/space.ts'
import type { DiskHealth, Redundancy, StorageHealth } from '../storage.ts'
import type { DiskStates } from './disk-states.ts'

export class SharedDiskSet implements DiskSet {
  readonly states: DiskStates
  readonly #files: FileSystem
  #disks: readonly Disk[] = []

  constructor(states: DiskStates, files: FileSystem) {
    this.states = states
    this.#files = files
  }

  get disks(): readonly Disk[] {
    return this.#disks
  }

  /** In order of their numbers; those that were known stay what they are. */
  setDisks(places: readonly DiskPlace[]): void {
    this.#disks = places.map(place => {
      const known = this.#disks.find(({ number }) => number === place.number)
      if (known?.path === place.path) return known
      return { ...place, files: this.#files, space: new DiskSpace(this.#files, place.path) }
    })
  }

  canRead(disk: number): boolean {
    const state = this.states.state(disk)
    return state === 'online' || state === 'healing' || state === 'draining'
  }

  canWrite(disk: number): boolean {
    const state = this.states.state(disk)
    return (state === 'online' || state === 'healing') && this.states.isWritable
  }

  arrivals(disk: number): number {
    return this.states.arrivals(disk)
  }

  scheme(redundancy: Redundancy): Scheme {
    return this.states.schemes[redundancy]
  }

  noteError(disk: number, operation: DiskOperation, _error: unknown): void {
    this.states.noteFailure(disk, operation)
  }

  async health(): Promise<StorageHealth> {
    const disks = await Promise.all(this.#disks.map(disk => this.#healthOf(disk)))
    const roomy = this.#disks.filter(
      ({ number, space }) => this.canWrite(number) && space.isWritable(),
    )
    return { isWritable: roomy.length >= this.scheme('standard').dataCount, disks }
  }

  async #healthOf({ number, path, space }: Disk): Promise<DiskHealth> {
    const known = this.states.state(number)
    const state = known === 'none' ? 'away' : known
    const figures = this.canRead(number) ? await space.look().catch(() => undefined) : undefined
    const { totalBytes, freeBytes } = figures ?? { totalBytes: 0, freeBytes: 0 }
    const errorCounts = {
      read: this.states.failures(number, 'read'),
      write: this.states.failures(number, 'write'),
      verify: this.states.failures(number, 'verify'),
    }
    return { number, path, state, totalBytes, freeBytes, errorCounts }
  }
}
