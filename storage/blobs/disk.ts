/**
 * Blobs on disks: fragments in `segments/`, of which several disks have copies, and the strips of
 * large blobs in `blobs/`. Appending is the caller's: one writer serves all threads.
 */
import type { DiskSet, GiveUpDisk } from '../disk/disk-set.ts'
import type { IdSource } from '../ids.ts'
import type { Redundancy } from '../storage.ts'
import type {
  BlobReader,
  Blobs,
  BlobsHealth,
  Fragment,
  Region,
  Share,
  WrittenBlob,
} from './blobs.ts'
import type { EncodedFragment } from './fragment.ts'
import { alignedBytes, decodePlace, encodeFragment, encodePlace } from './fragment.ts'
import { Handles } from './handles.ts'
import { openLarge } from './large/blob-reader.ts'
import { repairLarge } from './large/blob-repair.ts'
import type { LargeBlobs } from './large/blob-writer.ts'
import { writeLarge } from './large/blob-writer.ts'
import { ChunkBuffers } from './large/chunk-buffers.ts'
import type { Damage, LargeReading } from './large/held-strips.ts'
import { diskOf, openStrip, stripKey } from './large/held-strips.ts'
import { decodeLarge, encodeLarge, isComplete, reservedLocator } from './large/locator.ts'
import { removeStrip } from './large/strip-place.ts'
import { ReedSolomon } from './reed-solomon/codec.ts'
import type { Position } from './segment-writer.ts'
import { Segments } from './segments.ts'

export interface DiskBlobsOptions {
  readonly disks: DiskSet
  readonly ids: IdSource
  readonly now: () => number
  readonly append: (fragment: EncodedFragment) => Promise<Position>
  /** The segment that is not sealed. */
  readonly openSegmentId: () => string | undefined
  /** Told of what reads found to be bad or missing, and answered right all the same. */
  readonly onDamage: (damage: Damage) => void
  readonly giveUpDisk: GiveUpDisk
}

export class DiskBlobs implements Blobs {
  readonly #options: DiskBlobsOptions
  readonly #segments: Segments
  readonly #large: LargeReading & LargeBlobs

  constructor(options: DiskBlobsOptions) {
    const { disks, onDamage } = options
    this.#options = options
    this.#segments = new Segments(disks, onDamage)
    this.#large = {
      disks,
      onDamage,
      reedSolomon: new ReedSolomon(),
      buffers: new ChunkBuffers(),
      strips: new Handles(key => openStrip(disks, key)),
    }
  }

  /** For what keeps the blobs whole. */
  get parts(): { readonly segments: Segments; readonly large: LargeReading } {
    return { segments: this.#segments, large: this.#large }
  }

  async append(bytes: Uint8Array, owner: string): Promise<string> {
    const fragment = encodeFragment(bytes, owner)
    const { headerBytes, dataBytes, headerCrc } = fragment
    const { segmentId, offset } = await this.#options.append(fragment)
    return encodePlace({ segmentId, offset, headerBytes, dataBytes, headerCrc })
  }

  reserve(): string {
    return reservedLocator(this.#options.ids.ticket(this.#options.now()))
  }

  async write(
    reserved: string,
    body: AsyncIterable<Uint8Array>,
    { redundancy }: { redundancy: Redundancy },
  ): Promise<WrittenBlob> {
    const { disks, giveUpDisk } = this.#options
    const { id } = decodeLarge(reserved)
    const scheme = disks.scheme(redundancy)
    const { locator, sizeBytes, failed } = await writeLarge(this.#large, body, { id, scheme })
    const text = encodeLarge(locator)
    if (failed.size === 0) return { locator: text, sizeBytes, isComplete: isComplete(locator) }
    // Another disk may take what one refused, or the same one the second time.
    const doubtful = new Set(failed.keys())
    const filled = await repairLarge(this.#large, text, { doubtful }).catch(() => text)
    const places = decodeLarge(filled)
    if (!isComplete(places)) {
      for (const [number, error] of failed) {
        const isUsed = places.places.includes(number)
        if (!isUsed && disks.canWrite(number)) await giveUpDisk(number, error)
      }
    }
    return { locator: filled, sizeBytes, isComplete: isComplete(places) }
  }

  open(locator: string): Promise<BlobReader | undefined> {
    return isFragment(locator)
      ? this.#segments.openFragment(locator)
      : openLarge(this.#large, locator)
  }

  async remove(locator: string): Promise<void> {
    const { disks } = this.#options
    const { id, places } = decodeLarge(locator)
    for (const number of places.keys()) this.#large.strips.forget(stripKey(number, locator))
    // A reserved one names no places, and a broken-off write may have tried any disk.
    const numbers = places.length > 0 ? places : disks.disks.map(({ number }) => number)
    const reachable = numbers
      .map(number => diskOf(disks, number))
      .filter(disk => disk !== undefined && disks.canRead(disk.number))
    await Promise.all(reachable.map(disk => disk && removeStrip(disk, id)))
  }

  share(locator: string): Share | undefined {
    if (!isFragment(locator)) return undefined
    const { segmentId, headerBytes, dataBytes } = decodePlace(locator)
    return { regionId: segmentId, sizeBytes: alignedBytes(headerBytes + dataBytes) }
  }

  sealedRegions(): Promise<readonly Region[]> {
    return this.#segments.sealed(this.#options.openSegmentId)
  }

  scan(regionId: string): AsyncIterable<Fragment> {
    return this.#segments.scan(regionId)
  }

  removeRegion(regionId: string): Promise<void> {
    return this.#segments.remove(regionId)
  }

  async health(): Promise<BlobsHealth> {
    const { disks } = this.#options
    const looks = await Promise.all(
      disks.disks
        .filter(({ number }) => disks.canRead(number))
        .map(async ({ path, space }) => ({ path, ...(await space.look()) })),
    )
    const roomyCount = disks.disks.filter(
      ({ number, space }) => disks.canWrite(number) && space.isWritable(),
    ).length
    const { dataCount } = disks.scheme('standard')
    return { isWritable: roomyCount >= dataCount, disks: looks }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#segments.close()
    await this.#large.strips.close()
  }
}

export function isFragment(locator: string): boolean {
  return locator.startsWith('s')
}
