/**
 * Keeps some of the disk free. LevelDB needs room to write even a deletion, and a batch that fails
 * for want of space leaves its log in doubt: so bodies are refused while there is still room.
 */
import { StorageError } from '../storage.ts'
import type { FileSystem, SpaceFigures } from './file-system.ts'

const RESERVE_BYTES_MAX = 64 * 1024 * 1024
/** Of the whole disk. */
const RESERVE_SHARE_MAX = 0.05
const STALE_MS = 500
/** What is claimed since the last look counts too; past this much the disk is asked again. */
const CLAIMED_BYTES_MAX = 16 * 1024 * 1024

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

export function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_SPACE.has(String(error.code))
}

/** Failures of writing, in the words of the storage contract. */
export function writeFailure(error: unknown): unknown {
  return isNoSpace(error)
    ? new StorageError('disk-full', 'no space left on the disk', { cause: error })
    : error
}

export class DiskSpace {
  readonly #files: FileSystem
  readonly #path: string
  #totalBytes = 0
  #freeBytes = 0
  #claimedBytes = 0
  #lookedAtMs = Number.NEGATIVE_INFINITY

  constructor(files: FileSystem, path: string) {
    this.#files = files
    this.#path = path
  }

  /** Refuses with `disk-full` what would eat into the reserve. */
  async claim(sizeBytes: number): Promise<void> {
    this.#claimedBytes += sizeBytes
    if (this.#isStale() || this.#claimedBytes > CLAIMED_BYTES_MAX) {
      await this.look()
      this.#claimedBytes = sizeBytes
    }
    if (this.#freeBytes - this.#claimedBytes < this.#reserveBytes()) {
      throw new StorageError('disk-full', 'only the reserve of the disk is left')
    }
  }

  async refresh(): Promise<void> {
    if (this.#isStale()) await this.look()
  }

  /** By the last look: whether the index may still grow. */
  hasRoomForIndex(): boolean {
    return this.#freeBytes >= this.#reserveBytes() / 2
  }

  async look(): Promise<SpaceFigures> {
    const figures = await this.#files.space(this.#path)
    this.#totalBytes = figures.totalBytes
    this.#freeBytes = figures.freeBytes
    this.#claimedBytes = 0
    this.#lookedAtMs = performance.now()
    return figures
  }

  isWritable(): boolean {
    return this.#freeBytes >= this.#reserveBytes()
  }

  #isStale(): boolean {
    return performance.now() - this.#lookedAtMs > STALE_MS
  }

  #reserveBytes(): number {
    return Math.min(RESERVE_BYTES_MAX, this.#totalBytes * RESERVE_SHARE_MAX)
  }
}
