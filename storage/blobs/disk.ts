/**
 * Blobs on one disk: fragments in `segments/`, large blobs in `blobs/`, in 64 folders by the
 * counter at the end of their ids. Appending is the caller's: one writer serves all threads.
 */
import { dirname, join } from 'node:path'
import type { Disk, DiskSet } from '../disk/disk-set.ts'
import { firstDisk } from '../disk/disk-set.ts'
import type { File, FileSystem } from '../disk/file-system.ts'
import { writeFailure } from '../disk/space.ts'
import type { IdSource } from '../ids.ts'
import type { ByteRange } from '../storage.ts'
import type { BlobReader, Blobs, BlobsHealth, Fragment, Region, Share } from './blobs.ts'
import { CHUNK_BYTES, verifyChunks } from './checksum.ts'
import { blobFolderPath, segmentsPath } from './disk-layout.ts'
import type { EncodedFragment, FragmentPlace } from './fragment.ts'
import {
  alignedBytes,
  decodePlace,
  encodeFragment,
  encodePlace,
  SEGMENT_ID_LENGTH,
  verifiedData,
} from './fragment.ts'
import type { Handle } from './handles.ts'
import { Handles } from './handles.ts'
import type { LargeFile } from './large-file.ts'
import { readLargeFile, writeLargeFile } from './large-file.ts'
import { scanSegment } from './segment-scan.ts'
import type { Position } from './segment-writer.ts'
import { SmallReads } from './small-reads.ts'

/** Read at once, and again ahead of the consumer. */
const READ_BYTES = 4 * CHUNK_BYTES

export interface DiskBlobsOptions {
  readonly disks: DiskSet
  readonly ids: IdSource
  readonly now: () => number
  readonly append: (fragment: EncodedFragment) => Promise<Position>
  /** The segment that is not sealed. */
  readonly openSegmentId: () => string | undefined
}

export class DiskBlobs implements Blobs {
  readonly #options: DiskBlobsOptions
  readonly #disk: Disk
  readonly #segments: Handles<{ readonly file: File }>
  readonly #files: Handles<LargeFile>
  readonly #smallReads = new SmallReads()

  constructor(options: DiskBlobsOptions) {
    this.#options = options
    this.#disk = firstDisk(options.disks)
    const { files } = this.#disk
    this.#segments = new Handles(async id => {
      const file = await files.open(join(segmentsPath(this.#disk.path), id))
      return file && { file }
    })
    this.#files = new Handles(async id => {
      const file = await files.open(this.#path(id))
      if (!file) return undefined
      try {
        return await readLargeFile(file, id)
      } catch (error) {
        await file.close()
        throw error
      }
    })
  }

  async append(bytes: Uint8Array, owner: string): Promise<string> {
    const fragment = encodeFragment(bytes, owner)
    const { headerBytes, dataBytes, headerCrc } = fragment
    const { segmentId, offset } = await this.#options.append(fragment)
    return encodePlace({ segmentId, offset, headerBytes, dataBytes, headerCrc })
  }

  reserve(): string {
    return `f${this.#options.ids.ticket(this.#options.now())}`
  }

  async write(locator: string, body: AsyncIterable<Uint8Array>): Promise<number> {
    const id = locator.slice(1)
    const path = this.#path(id)
    const { files, space } = this.#disk
    const file = await files.create(path).catch(error => {
      throw writeFailure(error)
    })
    try {
      const sizeBytes = await writeLargeFile(file, body, { id, space })
      await files.syncDirectory(dirname(path))
      return sizeBytes
    } catch (error) {
      await this.remove(locator)
      throw writeFailure(error)
    }
  }

  async open(locator: string): Promise<BlobReader | undefined> {
    if (isFragment(locator)) {
      const place = decodePlace(locator)
      const handle = await this.#segments.hold(place.segmentId)
      return handle && fragmentReader(place, handle, this.#smallReads)
    }
    const id = locator.slice(1)
    const handle = await this.#files.hold(id)
    return handle && fileReader(id, handle)
  }

  async remove(locator: string): Promise<void> {
    const id = locator.slice(1)
    this.#files.forget(id)
    await removeDurably(this.#disk.files, this.#path(id))
  }

  share(locator: string): Share | undefined {
    if (!isFragment(locator)) return undefined
    const { segmentId, headerBytes, dataBytes } = decodePlace(locator)
    return { regionId: segmentId, sizeBytes: alignedBytes(headerBytes + dataBytes) }
  }

  async sealedRegions(): Promise<readonly Region[]> {
    const { files, path } = this.#disk
    const folder = segmentsPath(path)
    const regions: Region[] = []
    for (const id of [...((await files.list(folder)) ?? [])].sort()) {
      if (id.length !== SEGMENT_ID_LENGTH || id === this.#options.openSegmentId()) continue
      regions.push({ id, sizeBytes: (await files.sizeBytes(join(folder, id))) ?? 0 })
    }
    return regions
  }

  async *scan(regionId: string): AsyncGenerator<Fragment> {
    using handle = await this.#segments.hold(regionId)
    if (handle) yield* scanSegment(handle.value.file, regionId)
  }

  async removeRegion(regionId: string): Promise<void> {
    this.#segments.forget(regionId)
    await removeDurably(this.#disk.files, join(segmentsPath(this.#disk.path), regionId))
  }

  async health(): Promise<BlobsHealth> {
    const { path, space } = this.#disk
    const figures = await space.look()
    return { isWritable: space.isWritable(), disks: [{ path, ...figures }] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#segments.close()
    await this.#files.close()
  }

  #path(id: string): string {
    return join(blobFolderPath(this.#disk.path, id), id)
  }
}

function isFragment(locator: string): boolean {
  return locator.startsWith('s')
}

/** Repeating it succeeds; the name stays gone after a power loss. */
async function removeDurably(files: FileSystem, path: string): Promise<void> {
  if (await files.remove(path)) await files.syncDirectory(dirname(path))
}

function fragmentReader(
  place: FragmentPlace,
  handle: Handle<{ readonly file: File }>,
  reads: SmallReads,
): BlobReader {
  const { offset, headerBytes, dataBytes } = place
  const bytes = async ({ start, end }: ByteRange) => {
    const first = Math.floor(start / CHUNK_BYTES)
    const endChunk = Math.floor(end / CHUNK_BYTES) + 1
    // The header is needed too, and is so near that one read takes both.
    const length = headerBytes + Math.min(endChunk * CHUNK_BYTES, dataBytes)
    const read = await reads.read(handle.value.file, length, offset)
    const data = verifiedData(read, place, { first, end: endChunk })
    return data.subarray(start - first * CHUNK_BYTES, end + 1 - first * CHUNK_BYTES)
  }
  return {
    sizeBytes: dataBytes,
    bytes,
    async *read(range) {
      yield await bytes(range)
    },
    [Symbol.dispose]: () => handle[Symbol.dispose](),
  }
}

function fileReader(id: string, handle: Handle<LargeFile>): BlobReader {
  const { file, sizeBytes, table } = handle.value
  /** The bytes of whole chunks around the range, verified, cut to the range. */
  const bytes = async ({ start, end }: ByteRange) => {
    const first = Math.floor(start / CHUNK_BYTES)
    const from = first * CHUNK_BYTES
    const to = Math.min((Math.floor(end / CHUNK_BYTES) + 1) * CHUNK_BYTES, sizeBytes)
    const read = await file.read(to - from, from)
    if (read.length < to - from) throw new Error(`blob ${id} became shorter while it was open`)
    verifyChunks(read, { table, first, name: `blob ${id}` })
    return read.subarray(start - from, end + 1 - from)
  }
  return {
    sizeBytes,
    bytes,
    read: range => readAhead(range, bytes),
    [Symbol.dispose]: () => handle[Symbol.dispose](),
  }
}

/** Reads the next stretch while the consumer is busy with this one. */
async function* readAhead(
  { start, end }: ByteRange,
  bytes: (range: ByteRange) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const stretch = (from: number): ByteRange => {
    const boundary = (Math.floor(from / READ_BYTES) + 1) * READ_BYTES
    return { start: from, end: Math.min(boundary - 1, end) }
  }
  let range = stretch(start)
  let reading = bytes(range)
  for (;;) {
    const read = await reading
    if (range.end === end) {
      yield read
      return
    }
    range = stretch(range.end + 1)
    reading = bytes(range)
    // A failure belongs to the next step; it must not count as unhandled if that never comes.
    reading.catch(() => {})
    yield read
  }
}
