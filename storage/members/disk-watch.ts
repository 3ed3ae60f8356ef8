/**
 * Looks at each disk every second: whether its identity is there, and whether it can still be
 * written once writing has failed on it. A bad sector is no reason to do without a disk; a directory
 * that is gone, or in which nothing can be written any more, is.
 */
import { join } from 'node:path'
import { lockDirectory, makeFolders } from '../disk/directory.ts'
import type { StorageEnvironment } from '../disk/environment.ts'
import { readIdentity } from '../disk/identity.ts'
import { replaceSmallFile } from '../disk/small-file.ts'
import { isNoSpace } from '../disk/space.ts'
import type { Log } from '../engine/reaper.ts'
import type { Membership } from './membership.ts'
import type { Member } from './record.ts'

export interface DiskWatchOptions {
  readonly environment: StorageEnvironment
  readonly membership: Membership
  readonly log: Log | undefined
  readonly intervalMs: number
}

/** A disk that has not answered for so long is gone. */
const ANSWER_MS_MAX = 20_000

export class DiskWatch {
  readonly #options: DiskWatchOptions
  /** When the look that is under way began, by the disk's number. */
  readonly #looking = new Map<number, number>()
  /** Failures to write that have been looked into. */
  readonly #writeFailures = new Map<number, number>()
  readonly #running = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #isStopping = false

  constructor(options: DiskWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), this.#options.intervalMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#timer)
    // A look at a disk that hangs may never end.
    const hanging = new Promise(resolve => setTimeout(resolve, ANSWER_MS_MAX).unref())
    await Promise.race([Promise.all(this.#running), hanging])
  }

  #look(): void {
    const { membership } = this.#options
    for (const member of membership.record.disks) {
      if (member.state === 'removed') continue
      const sinceMs = this.#looking.get(member.number)
      if (sinceMs === undefined) this.#begin(member)
      else if (performance.now() - sinceMs > ANSWER_MS_MAX) {
        this.#run(membership.gone(member.number, new Error('the disk does not answer')))
      }
    }
  }

  #begin(member: Member): void {
    const { membership, log } = this.#options
    this.#looking.set(member.number, performance.now())
    const isPresent = membership.isPresent(member.number)
    const look = isPresent ? this.#lookAt(member) : this.#lookFor(member)
    const done = look
      .catch(error => {
        log?.warn({ err: error, disk: member.number }, 'a disk could not be looked at')
      })
      .finally(() => this.#looking.delete(member.number))
    this.#run(done)
  }

  #run(work: Promise<void>): void {
    const running = work.catch(() => {}).finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #lookAt(member: Member): Promise<void> {
    const { membership } = this.#options
    try {
      await this.#verify(member)
    } catch {
      // A disk that is just being added has its identity once that is done.
      await membership.serially(async () => {})
      await this.#verify(member).catch(async error => {
        if (!this.#isStopping) await membership.gone(member.number, error)
      })
    }
  }

  async #verify({ number, id }: Member): Promise<void> {
    const { environment, membership } = this.#options
    if (!membership.isPresent(number)) return
    const path = membership.directoryOf(number)
    const identity = await readIdentity(environment.files, path)
    if (identity?.diskId !== id) throw new Error(`${path} does not hold the disk any more`)
    await this.#probe(number, path)
  }

  async #probe(number: number, path: string): Promise<void> {
    const failures = this.#options.membership.disks.states.failures(number, 'write')
    if (failures === (this.#writeFailures.get(number) ?? 0)) return
    const { files } = this.#options.environment
    const probe = join(path, 'mallee.probe-write')
    try {
      await replaceSmallFile(files, probe, 'written to see whether the disk can be written\n')
      await files.remove(probe)
    } catch (error) {
      // A full disk is no broken one.
      if (!isNoSpace(error)) throw error
    }
    this.#writeFailures.set(number, failures)
  }

  async #lookFor({ number, id, path }: Member): Promise<void> {
    const { environment, membership } = this.#options
    const identity = await readIdentity(environment.files, path).catch(() => undefined)
    if (identity?.diskId !== id || this.#isStopping) return
    const lock = await lockDirectory(environment, path)
    try {
      await makeFolders(environment.files, path)
      await membership.returned(number, { path, lock })
    } catch (error) {
      await lock.close()
      throw error
    }
  }
}
