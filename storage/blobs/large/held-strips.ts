/** Which strips of a blob can be read, and what is wrong with the others. */
import type { Disk, DiskSet } from '../../disk/disk-set.ts'
import { StorageError } from '../../storage.ts'
import { corrupt } from '../checksum.ts'
import type { Handle, Handles } from '../handles.ts'
import type { ReedSolomon } from '../reed-solomon/codec.ts'
import type { LargeLocator } from './locator.ts'
import { decodeLarge } from './locator.ts'
import type { StripFile } from './strip-file.ts'
import { readStripFile, stripOf } from './strip-file.ts'
import { stripPath } from './strip-place.ts'

/** A strip, or a copy of a region, that is not what it should be. */
export interface Damage {
  /** Of the blob. */
  readonly locator: string
  readonly diskNumber: number
}

export interface LargeReading {
  readonly disks: DiskSet
  readonly reedSolomon: ReedSolomon
  /** By `stripKey`. */
  readonly strips: Handles<StripFile>
  readonly onDamage: (damage: Damage) => void
}

/** Of a strip among the open ones. */
export function stripKey(number: number, locator: string): string {
  return `${number} ${locator}`
}

/** Opens what `stripKey` names; `undefined`: there is no such file. */
export async function openStrip(disks: DiskSet, key: string): Promise<StripFile | undefined> {
  const separator = key.indexOf(' ')
  const number = Number(key.slice(0, separator))
  const locator = decodeLarge(key.slice(separator + 1))
  const disk = diskOf(disks, locator.places[number])
  const file = await disk?.files.open(stripPath(disk, locator.id))
  if (!file) return undefined
  try {
    return await readStripFile(file, stripOf(locator, number))
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The strips that one reader has open. */
export class HeldStrips implements Disposable {
  readonly locator: LargeLocator
  readonly #text: string
  readonly #reading: LargeReading
  readonly #held = new Map<number, Handle<StripFile>>()
  /** Strips that could not be opened: because of the disk, or for good. */
  readonly #unusable = new Map<number, 'gone' | 'missing' | 'damaged'>()
  readonly #reported = new Set<number>()

  constructor(reading: LargeReading, locator: string) {
    this.#reading = reading
    this.#text = locator
    this.locator = decodeLarge(locator)
  }

  /** As many as are needed, those of data first; resolves to the blob's size. */
  async open(): Promise<number | undefined> {
    const { dataCount } = this.locator.scheme
    const numbers = this.locator.places.map((_, number) => number)
    const first = await Promise.all(numbers.slice(0, dataCount).map(number => this.get(number)))
    for (const number of numbers.slice(dataCount)) {
      if (this.#held.size >= dataCount) break
      first.push(await this.get(number))
    }
    const good = first.find(strip => strip !== undefined)
    if (good && this.#held.size >= dataCount) {
      this.#reportLosses()
      return good.blobBytes
    }
    const states = [...this.#unusable.values()]
    const goneCount = states.filter(state => state === 'gone').length
    if (goneCount > 0 && this.#held.size + goneCount >= dataCount) throw this.unavailable()
    if (states.includes('missing') || !states.includes('damaged')) return undefined
    throw corrupt(`too few strips of blob ${this.locator.id} are whole`)
  }

  /** What too few good chunks are, by what became of the others. */
  failure(message: string): StorageError {
    const isGone = [...this.#unusable.values()].includes('gone')
    return isGone ? this.unavailable() : corrupt(message)
  }

  unavailable(): StorageError {
    const { id } = this.locator
    return new StorageError('unavailable', `too many disks are gone to read blob ${id}`)
  }

  /** `undefined`: it cannot be read now. */
  async get(number: number): Promise<StripFile | undefined> {
    const { disks, strips } = this.#reading
    const held = this.#held.get(number)
    const disk = diskOf(disks, this.locator.places[number])
    if (!disk) return this.#giveUp(number, 'missing')
    if (!disks.canRead(disk.number)) return this.#giveUp(number, 'gone')
    if (held) return held.value
    if (this.#unusable.has(number)) return undefined
    try {
      const handle = await strips.hold(stripKey(number, this.#text))
      if (!handle) return this.#giveUp(number, 'missing')
      // Two may have asked for it at once.
      if (this.#held.has(number)) handle[Symbol.dispose]()
      else this.#held.set(number, handle)
      return handle.value
    } catch (error) {
      this.fail(number, error)
      return this.#unusable.has(number) ? undefined : this.#giveUp(number, 'damaged')
    }
  }

  /** Reading failed: its other chunks may still be good. */
  fail(number: number, error: unknown): void {
    const isDamaged = error instanceof StorageError && error.code === 'data-corrupt'
    const diskNumber = this.locator.places[number] ?? 0
    this.#reading.disks.noteError(diskNumber, isDamaged ? 'verify' : 'read', error)
    if (!isDamaged) this.#unusable.set(number, 'gone')
    // Whoever opens it next finds the one that was repaired.
    this.#reading.strips.forget(stripKey(number, this.#text))
    this.#report(number)
  }

  [Symbol.dispose](): void {
    for (const handle of this.#held.values()) handle[Symbol.dispose]()
    this.#held.clear()
  }

  #giveUp(number: number, state: 'gone' | 'missing' | 'damaged'): undefined {
    this.#unusable.set(number, state)
    return undefined
  }

  /** Once it is sure that the blob is not just being removed. */
  #reportLosses(): void {
    for (const [number, state] of this.#unusable) if (state === 'missing') this.#report(number)
  }

  #report(number: number): void {
    const diskNumber = this.locator.places[number]
    if (diskNumber === undefined || this.#reported.has(number)) return
    this.#reported.add(number)
    this.#reading.onDamage({ locator: this.#text, diskNumber })
  }
}

export function diskOf(disks: DiskSet, number: number | undefined): Disk | undefined {
  return number === undefined ? undefined : disks.disks.find(disk => disk.number === number)
}
