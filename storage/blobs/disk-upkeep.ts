/** Looks after the blobs on disks: see upkeep.ts. */
import { join } from 'node:path'
import type { Disk } from '../disk/disk-set.ts'
import { StorageError } from '../storage.ts'
import { chunkCount } from './checksum.ts'
import type { DiskBlobs } from './disk.ts'
import { isFragment } from './disk.ts'
import { blobFolders, blobsPath, segmentsPath } from './disk-layout.ts'
import { alignedBytes, decodePlace, verifiedData } from './fragment.ts'
import type { RepairOptions, UpkeepOptions } from './large/blob-repair.ts'
import { repairLarge, verifyLarge } from './large/blob-repair.ts'
import type { LargeReading } from './large/held-strips.ts'
import { diskOf } from './large/held-strips.ts'
import { decodeLarge } from './large/locator.ts'
import { removeStrip, stripPath, UNFINISHED_SUFFIX } from './large/strip-place.ts'
import { repairFragment, repairSegment, verifySegment } from './segment-repair.ts'
import { type Segments, segmentPath } from './segments.ts'
import type { BlobFile, BlobPlace, BlobPlaceState, BlobUpkeep, PlaceState } from './upkeep.ts'

export class DiskUpkeep implements BlobUpkeep {
  readonly #segments: Segments
  readonly #large: LargeReading
  readonly #openSegmentId: () => string | undefined

  constructor(blobs: DiskBlobs, openSegmentId: () => string | undefined) {
    this.#segments = blobs.parts.segments
    this.#large = blobs.parts.large
    this.#openSegmentId = openSegmentId
  }

  async placesOf(locator: string): Promise<readonly BlobPlace[]> {
    if (!isFragment(locator)) return largePlaces(this.#large, locator)
    const { segmentId } = decodePlace(locator)
    const places: BlobPlace[] = []
    for (const disk of this.#segments.readableDisks(segmentId)) {
      const path = segmentPath(disk, segmentId)
      if ((await disk.files.sizeBytes(path)) === undefined) continue
      places.push({ role: 'copy', diskNumber: disk.number, path })
    }
    return places
  }

  async verify(locator: string, options?: UpkeepOptions): Promise<readonly BlobPlaceState[]> {
    if (!isFragment(locator)) {
      const states = await verifyLarge(this.#large, locator, options)
      const places = largePlaces(this.#large, locator)
      return places.map((place, index) => ({ ...place, state: states[index] ?? 'missing' }))
    }
    const places = await this.placesOf(locator)
    return Promise.all(
      places.map(async place => {
        const disk = diskOf(this.#segments.disks, place.diskNumber)
        const state = disk ? await this.#verifyCopy(locator, disk, options) : 'missing'
        return { ...place, state }
      }),
    )
  }

  async repair(locator: string, options?: RepairOptions): Promise<string> {
    if (!isFragment(locator)) return repairLarge(this.#large, locator, options)
    const isGrowing = decodePlace(locator).segmentId === this.#openSegmentId()
    await repairFragment(this.#segments, locator, { isGrowing })
    return locator
  }

  async removeStale(before: string, after: string): Promise<void> {
    if (isFragment(before)) return
    const { id, places } = decodeLarge(before)
    const kept = new Set(decodeLarge(after).places)
    for (const place of places) {
      const disk = kept.has(place) ? undefined : diskOf(this.#large.disks, place)
      if (disk && this.#large.disks.canRead(disk.number)) await removeStrip(disk, id)
    }
  }

  async repairRegion(regionId: string, options?: RepairOptions): Promise<void> {
    if (regionId === this.#openSegmentId()) return
    await repairSegment(this.#segments, regionId, options)
  }

  verifyRegion(regionId: string, options?: UpkeepOptions) {
    return verifySegment(this.#segments, regionId, options)
  }

  async *files(diskNumber: number): AsyncGenerator<BlobFile> {
    const disk = this.#disk(diskNumber)
    yield* filesIn(disk, segmentsPath(disk.path), 'segment')
    for (const folder of blobFolders()) {
      yield* filesIn(disk, join(blobsPath(disk.path), folder), 'strip')
    }
  }

  async removeFile(diskNumber: number, { type, id, isUnfinished }: BlobFile): Promise<void> {
    const disk = this.#disk(diskNumber)
    const path = type === 'segment' ? segmentPath(disk, id) : stripPath(disk, id)
    if (type === 'segment') this.#segments.forgetCopy(id, disk)
    await disk.files.remove(isUnfinished ? path + UNFINISHED_SUFFIX : path)
    await disk.files.syncDirectory(join(path, '..'))
  }

  #disk(number: number): Disk {
    const disk = diskOf(this.#large.disks, number)
    if (!disk || !this.#large.disks.canRead(number)) {
      throw new StorageError('unavailable', `disk ${number} is gone`)
    }
    return disk
  }

  async #verifyCopy(
    locator: string,
    disk: Disk,
    { pace = async () => {} }: UpkeepOptions = {},
  ): Promise<PlaceState> {
    const place = decodePlace(locator)
    try {
      using handle = await this.#segments.holdCopy(place.segmentId, disk)
      if (!handle) return 'missing'
      const length = alignedBytes(place.headerBytes + place.dataBytes)
      await pace(length)
      const raw = await handle.value.file.read(length, place.offset)
      verifiedData(raw, place, { first: 0, end: chunkCount(place.dataBytes) })
      return 'good'
    } catch (error) {
      const isDamaged = error instanceof StorageError && error.code === 'data-corrupt'
      this.#segments.disks.noteError(disk.number, isDamaged ? 'verify' : 'read', error)
      return 'damaged'
    }
  }
}

function largePlaces({ disks }: LargeReading, locator: string): readonly BlobPlace[] {
  const { id, scheme, places } = decodeLarge(locator)
  return places.map((diskNumber, number) => {
    const disk = diskOf(disks, diskNumber)
    return {
      role: number < scheme.dataCount ? 'data' : 'parity',
      ...(diskNumber !== undefined && { diskNumber }),
      ...(disk && { path: stripPath(disk, id) }),
    }
  })
}

async function* filesIn(
  disk: Disk,
  folder: string,
  type: BlobFile['type'],
): AsyncGenerator<BlobFile> {
  for (const name of (await disk.files.list(folder)) ?? []) {
    const path = join(folder, name)
    const sizeBytes = await disk.files.sizeBytes(path)
    if (sizeBytes === undefined) continue
    const isUnfinished = name.endsWith(UNFINISHED_SUFFIX)
    const id = isUnfinished ? name.slice(0, -UNFINISHED_SUFFIX.length) : name
    yield { type, id, path, sizeBytes, isUnfinished }
  }
}
