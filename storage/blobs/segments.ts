/**
 * Segments as their readers see them: the same file on several disks, of which any good one will
 * do. Locators say nothing of disks, so copies may come and go.
 */
import { join } from 'node:path'
import type { Disk, DiskSet } from '../disk/disk-set.ts'
import { placementOrder } from '../disk/disk-set.ts'
import type { File } from '../disk/file-system.ts'
import type { ByteRange } from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { BlobReader, Fragment, Region } from './blobs.ts'
import { CHUNK_BYTES, corrupt } from './checksum.ts'
import { segmentsPath } from './disk-layout.ts'
import type { FragmentPlace } from './fragment.ts'
import { decodePlace, encodePlace, SEGMENT_ID_LENGTH, verifiedData } from './fragment.ts'
import type { Handle } from './handles.ts'
import { Handles } from './handles.ts'
import type { Damage } from './large/held-strips.ts'
import { diskOf } from './large/held-strips.ts'
import { mergedScan } from './segment-merge.ts'
import { SmallReads } from './small-reads.ts'

/** One copy of a segment, open for reading. */
export interface SegmentCopy {
  readonly file: File
  readonly disk: Disk
}

export const segmentPath = (disk: Disk, id: string) => join(segmentsPath(disk.path), id)

export class Segments {
  readonly disks: DiskSet
  readonly #onDamage: (damage: Damage) => void
  /** By id, whichever copy is best; by disk and id, that one. */
  readonly #copies: Handles<SegmentCopy>
  readonly #reads = new SmallReads()

  constructor(disks: DiskSet, onDamage: (damage: Damage) => void) {
    this.disks = disks
    this.#onDamage = onDamage
    this.#copies = new Handles(key => this.#open(key))
  }

  /** `undefined`: there is no such segment (any more). */
  async openFragment(locator: string): Promise<BlobReader | undefined> {
    const place = decodePlace(locator)
    const handle = await this.#holdBest(place.segmentId)
    if (!handle) return undefined
    const bytes = (range: ByteRange) => this.#bytes(place, handle.value, range)
    return {
      sizeBytes: place.dataBytes,
      bytes,
      async *read(range) {
        yield await bytes(range)
      },
      [Symbol.dispose]: () => handle[Symbol.dispose](),
    }
  }

  /** The one on that disk; `undefined`: there is none that can be read. */
  holdCopy(id: string, disk: Disk): Promise<Handle<SegmentCopy> | undefined> {
    return this.#copies.hold(`${disk.number} ${id}`)
  }

  /** Whoever opens it next finds another file. */
  forgetCopy(id: string, disk: Disk): void {
    this.#copies.forget(`${disk.number} ${id}`)
    this.#copies.forget(id)
  }

  /** Disks on which it may be, best first. */
  readableDisks(id: string): readonly Disk[] {
    const { disks } = this.disks
    return placementOrder(
      id,
      disks.filter(({ number }) => this.disks.canRead(number)),
    )
  }

  /** All but the one that still grows, which has the id `openId`. */
  async sealed(openId: () => string | undefined): Promise<readonly Region[]> {
    const sizes = new Map<string, number>()
    for (const disk of this.readableDisks('')) {
      for (const id of await this.#list(disk)) {
        // Asked for now: the one that is open may have been begun while the disk was listed.
        if (id === openId()) continue
        const sizeBytes = (await disk.files.sizeBytes(segmentPath(disk, id))) ?? 0
        sizes.set(id, Math.max(sizeBytes, sizes.get(id) ?? 0))
      }
    }
    return [...sizes]
      .map(([id, sizeBytes]) => ({ id, sizeBytes }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  async *scan(id: string): AsyncGenerator<Fragment> {
    for await (const { fragment } of mergedScan(this, id)) yield fragment
  }

  /** Where the segment can be reached: a disk that is gone keeps its copy until it is back. */
  async remove(id: string): Promise<void> {
    this.#copies.forget(id)
    for (const disk of this.readableDisks(id)) {
      this.forgetCopy(id, disk)
      await removeSegment(disk, id)
    }
  }

  close(): Promise<void> {
    return this.#copies.close()
  }

  async #list(disk: Disk): Promise<readonly string[]> {
    try {
      const names = (await disk.files.list(segmentsPath(disk.path))) ?? []
      return names.filter(name => name.length === SEGMENT_ID_LENGTH)
    } catch (error) {
      if (this.disks.disks.length === 1) throw error
      this.disks.noteError(disk.number, 'read', error)
      return []
    }
  }

  async #open(key: string): Promise<SegmentCopy | undefined> {
    const [first = '', second] = key.split(' ')
    if (second !== undefined) {
      const disk = diskOf(this.disks, Number(first))
      const file = await disk?.files.open(segmentPath(disk, second))
      return disk && file && { disk, file }
    }
    let failure: unknown
    for (const disk of this.readableDisks(first)) {
      try {
        const file = await disk.files.open(segmentPath(disk, first))
        if (file) return { disk, file }
      } catch (error) {
        this.disks.noteError(disk.number, 'read', error)
        failure = error
      }
    }
    const isGone = this.disks.disks.some(({ number }) => !this.disks.canRead(number))
    if (!isGone && failure === undefined) return undefined
    const message = `segment ${first} is on no disk that can be read`
    throw new StorageError('unavailable', message, { cause: failure })
  }

  async #holdBest(id: string): Promise<Handle<SegmentCopy> | undefined> {
    const handle = await this.#copies.hold(id)
    if (!handle || this.disks.canRead(handle.value.disk.number)) return handle
    // The disk went since the file was opened.
    handle[Symbol.dispose]()
    this.#copies.forget(id)
    return this.#copies.hold(id)
  }

  async #bytes(place: FragmentPlace, best: SegmentCopy, range: ByteRange): Promise<Uint8Array> {
    let failure: unknown
    if (this.disks.canRead(best.disk.number)) {
      try {
        return await this.#read(best, place, range)
      } catch (error) {
        failure = error
        this.#noteFailure(place, best, error)
      }
    }
    for (const disk of this.readableDisks(place.segmentId)) {
      if (disk === best.disk) continue
      try {
        using handle = await this.holdCopy(place.segmentId, disk)
        if (!handle) continue
        try {
          return await this.#read(handle.value, place, range)
        } catch (error) {
          failure ??= error
          this.#noteFailure(place, handle.value, error)
        }
      } catch (error) {
        failure ??= error
        this.disks.noteError(disk.number, 'read', error)
      }
    }
    const isGone = this.disks.disks.some(({ number }) => !this.disks.canRead(number))
    if (!isGone) throw failure ?? corrupt(`${encodePlace(place)} is missing`)
    const message = `${encodePlace(place)} is on no disk that can be read`
    throw new StorageError('unavailable', message, { cause: failure })
  }

  async #read(
    { file }: SegmentCopy,
    place: FragmentPlace,
    { start, end }: ByteRange,
  ): Promise<Uint8Array> {
    const { offset, headerBytes, dataBytes } = place
    const first = Math.floor(start / CHUNK_BYTES)
    const endChunk = Math.floor(end / CHUNK_BYTES) + 1
    // The header is needed too, and is so near that one read takes both.
    const length = headerBytes + Math.min(endChunk * CHUNK_BYTES, dataBytes)
    const read = await this.#reads.read(file, length, offset)
    const data = verifiedData(read, place, { first, end: endChunk })
    return data.subarray(start - first * CHUNK_BYTES, end + 1 - first * CHUNK_BYTES)
  }

  #noteFailure(place: FragmentPlace, { disk }: SegmentCopy, error: unknown): void {
    const isDamaged = error instanceof StorageError && error.code === 'data-corrupt'
    this.disks.noteError(disk.number, isDamaged ? 'verify' : 'read', error)
    this.#onDamage({ locator: encodePlace(place), diskNumber: disk.number })
  }
}

/** Repeating it succeeds; the name stays gone after a power loss. */
export async function removeSegment(disk: Disk, id: string): Promise<void> {
  await disk.files.remove(segmentPath(disk, id))
  // Even if it was gone already: the one who removed it may not have come to that.
  await disk.files.syncDirectory(segmentsPath(disk.path))
}
