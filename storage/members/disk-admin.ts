/** Changes of the set of disks while the server runs, as people ask for them. */
import { resolve } from 'node:path'
import { blobFolders, blobsPath, segmentsPath } from '../blobs/disk-layout.ts'
import { lockDirectory, makeFolders } from '../disk/directory.ts'
import { DirectoryError } from '../disk/directory-error.ts'
import { DISK_COUNT_MAX } from '../disk/disk-set.ts'
import type { StorageEnvironment } from '../disk/environment.ts'
import type { Schemes } from '../disk/schemes.ts'
import type { IdSource } from '../ids.ts'
import { StorageError } from '../storage.ts'
import { type Change, memberOf, withDisk, withHealed, withSchemes, withState } from './changes.ts'
import { inspect } from './inspection.ts'
import type { Membership } from './membership.ts'
import type { Member } from './record.ts'
import { finishDisk } from './start.ts'

export interface DiskAdminOptions {
  readonly environment: StorageEnvironment
  readonly ids: IdSource
  readonly membership: Membership
  readonly schemesFor: (diskCount: number) => Schemes
  /** Whether a walk, with the disks as they are now, has found enough of everything on them. */
  readonly isWhole: () => boolean
}

const ID_LENGTH = 24

/** Refusals are StorageError `disk-refused`; their messages are for the person who asked. */
export class DiskAdmin {
  readonly #options: DiskAdminOptions

  constructor(options: DiskAdminOptions) {
    this.#options = options
  }

  /**
   * Takes an empty directory in as a new disk, which is then given its share of what there is;
   * resolves to its number.
   */
  async add(path: string): Promise<number> {
    const { environment, ids, membership, schemesFor } = this.#options
    const directory = resolve(path)
    return membership.serially(async () => {
      const number = membership.record.disks.length
      if (number >= DISK_COUNT_MAX) throw refused(`there were ${DISK_COUNT_MAX} disks already`)
      const { isMount } = await this.#requireEmpty(directory)
      const lock = await lockDirectory(environment, directory)
      try {
        await makeFolders(environment.files, directory)
        const { isSole } = membership
        const place = { path: directory, isMount }
        const disk = { id: ids.random(ID_LENGTH), ...place, state: 'healing' } as const
        await membership.admit(number, { path: directory, lock }, withDisk(disk, schemesFor))
        await finishDisk(environment, membership.record, { number, path: directory })
        if (isSole) await this.#finishFirst()
        return number
      } catch (error) {
        if (!membership.isPresent(number)) await lock.close()
        throw error
      }
    })
  }

  /** The disk gets nothing new; what it has is to be moved away. */
  async drain(number: number): Promise<void> {
    await this.#change(number, member => {
      if (member.state !== 'online' && member.state !== 'healing') {
        throw refused(`disk ${number} is ${member.state}`)
      }
      const others = this.#options.membership.record.disks.filter(
        other => other.number !== number && other.state === 'online',
      )
      const { standard } = this.#options.schemesFor(others.length)
      if (others.length === 0 || others.length < standard.dataCount + standard.parityCount) {
        throw refused(`the other disks are too few to hold what disk ${number} has`)
      }
      return this.#withState(number, 'draining')
    })
  }

  /** Numbers of disks on which nothing is to stay: those that are drained, or were replaced. */
  leaving(): ReadonlySet<number> {
    const { disks } = this.#options.membership.record
    const draining = disks.flatMap(({ number, state }) => (state === 'draining' ? [number] : []))
    const replaced = disks.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces]))
    return new Set([...draining, ...replaced])
  }

  /** Ends a drain: the disk gets bodies again. */
  async keep(number: number): Promise<void> {
    await this.#change(number, member => {
      if (member.state !== 'draining') throw refused(`disk ${number} is ${member.state}`)
      return this.#withState(number, 'online')
    })
  }

  /** For one that is drained, or lost for good; by force it may take with it what only it has. */
  async remove(number: number, { isForced = false } = {}): Promise<void> {
    const { membership, isWhole } = this.#options
    await this.#change(number, async member => {
      if (member.state !== 'draining' && member.state !== 'lost') {
        throw refused(`disk ${number} is ${member.state}: drain it first`)
      }
      if (member.state === 'draining') await this.#requireDrained(number)
      else if (!isForced && !isWhole()) {
        const message = `nothing shows yet that the other disks have all that disk ${number} had`
        throw refused(`${message}: run mallee heal first, or give --force to lose what only it has`)
      }
      const { schemesFor } = this.#options
      return record => withSchemes(schemesFor)(withState(number, 'removed')(record))
    })
    await membership.dismiss(number)
  }

  /** The disk has everything that it should have: for whoever heals. */
  async finishHealing(number: number): Promise<void> {
    const { membership } = this.#options
    await this.#change(number, member => {
      if (member.state !== 'healing') throw refused(`disk ${number} is ${member.state}`)
      const isFilling = membership.record.shards.some(({ mirrors }) =>
        mirrors.some(({ disk, isWhole }) => disk === number && !isWhole),
      )
      if (isFilling) throw refused(`the index on disk ${number} is still being filled`)
      return withHealed(number)
    })
  }

  async #change(number: number, decide: (member: Member) => Change | Promise<Change>) {
    const { membership } = this.#options
    await membership.serially(async () => {
      const change = await decide(memberOf(membership.record, number))
      await membership.commit(change(membership.record))
    })
  }

  /** The schemes follow. */
  #withState(number: number, state: Member['state']): Change {
    const { schemesFor } = this.#options
    return record => withSchemes(schemesFor)(withState(number, state)(record))
  }

  async #requireEmpty(directory: string): Promise<{ readonly isMount: boolean }> {
    const { environment } = this.#options
    try {
      const found = await inspect(environment.files, directory)
      if (found.kind === 'disk') throw refused(`${directory} is a disk already: empty it first`)
      if (found.kind === 'missing') throw refused(`${directory} is not there, or cannot be read`)
      return found
    } catch (error) {
      if (error instanceof DirectoryError) throw refused(error.message, error)
      throw error
    }
  }

  async #requireDrained(number: number): Promise<void> {
    const { environment, membership } = this.#options
    const path = membership.directoryOf(number)
    const folders = blobFolders().map(name => `${blobsPath(path)}/${name}`)
    for (const folder of [segmentsPath(path), ...folders]) {
      const names = (await environment.files.list(folder)) ?? []
      if (names.length > 0) throw refused(`disk ${number} is not empty yet: ${folder}`)
    }
    const hasMirror = membership.record.shards.some(({ mirrors }) =>
      mirrors.some(({ disk }) => disk === number),
    )
    if (hasMirror) throw refused(`the index of disk ${number} is still being moved`)
  }

  /** A deployment of one disk becomes one of several. */
  async #finishFirst(): Promise<void> {
    const { environment, membership } = this.#options
    await finishDisk(environment, membership.record, {
      number: 0,
      path: membership.directoryOf(0),
    })
  }
}

function refused(message: string, cause?: unknown): StorageError {
  return new StorageError('disk-refused', message, { cause })
}
