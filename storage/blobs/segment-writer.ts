/**
 * Appends fragments of all threads to one segment: whatever waits is written with one call and
 * made durable with one fdatasync. A segment in which a group failed gets no more fragments: what
 * is on the disk there is not known, and nothing names it.
 */
import { join } from 'node:path'
import type { Disk, DiskSet } from '../disk/disk-set.ts'
import { firstDisk } from '../disk/disk-set.ts'
import type { File } from '../disk/file-system.ts'
import { writeFailure } from '../disk/space.ts'
import type { IdSource } from '../ids.ts'
import { segmentsPath } from './disk-layout.ts'
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './fragment.ts'

const SEGMENT_BYTES_MAX = 256 * 1024 * 1024
const GROUP_BYTES_MAX = 4 * 1024 * 1024

export interface Position {
  readonly segmentId: string
  readonly offset: number
}

interface Pending {
  readonly bytes: Uint8Array
  readonly resolve: (position: Position) => void
  readonly reject: (error: unknown) => void
}

interface OpenSegment {
  readonly id: string
  readonly file: File
  sizeBytes: number
}

export class SegmentWriter {
  readonly #disk: Disk
  readonly #ids: IdSource
  readonly #now: () => number
  #group = Buffer.alloc(0)
  #pending: Pending[] = []
  #running: Promise<void> | undefined
  #segment: OpenSegment | undefined
  #openSegmentId: string | undefined

  constructor(options: {
    disks: DiskSet
    ids: IdSource
    now: () => number
  }) {
    this.#disk = firstDisk(options.disks)
    this.#ids = options.ids
    this.#now = options.now
  }

  /** The segment that still gets fragments, or is being created. */
  get openSegmentId(): string | undefined {
    return this.#openSegmentId
  }

  append(bytes: Uint8Array): Promise<Position> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ bytes, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  async close(): Promise<void> {
    await this.#running
    await this.#seal()
  }

  async #run(): Promise<void> {
    // Lets the other bodies of this turn of the event loop join the first group.
    await Promise.resolve()
    while (this.#pending.length > 0) {
      const group = this.#takeGroup()
      try {
        await this.#write(group)
      } catch (error) {
        for (const { reject } of group) reject(writeFailure(error))
        // Closing may fail like the write did: the segment is given up either way.
        await this.#seal().catch(() => {})
      }
    }
    // In the same step as the last look at the queue: whoever comes later starts a new run.
    this.#running = undefined
  }

  #takeGroup(): Pending[] {
    let sizeBytes = 0
    let count = 0
    for (const { bytes } of this.#pending) {
      if (count > 0 && sizeBytes + bytes.length > GROUP_BYTES_MAX) break
      sizeBytes += bytes.length
      count++
    }
    return this.#pending.splice(0, count)
  }

  async #write(group: Pending[]): Promise<void> {
    const sizeBytes = group.reduce((sum, { bytes }) => sum + bytes.length, 0)
    await this.#disk.space.claim(sizeBytes)
    const segment = await this.#segmentFor(sizeBytes)
    const start = segment.sizeBytes
    await segment.file.write(this.#join(group, sizeBytes), start)
    await segment.file.syncData()
    segment.sizeBytes = start + sizeBytes
    let offset = start
    for (const { bytes, resolve } of group) {
      resolve({ segmentId: segment.id, offset })
      offset += bytes.length
    }
  }

  #join(group: Pending[], sizeBytes: number): Uint8Array {
    const [first] = group
    if (first && group.length === 1) return first.bytes
    if (this.#group.length < sizeBytes) this.#group = Buffer.allocUnsafeSlow(GROUP_BYTES_MAX)
    let offset = 0
    for (const { bytes } of group) {
      this.#group.set(bytes, offset)
      offset += bytes.length
    }
    return this.#group.subarray(0, sizeBytes)
  }

  async #segmentFor(sizeBytes: number): Promise<OpenSegment> {
    if (this.#segment && this.#segment.sizeBytes + sizeBytes <= SEGMENT_BYTES_MAX) {
      return this.#segment
    }
    await this.#seal()
    const id = this.#ids.ticket(this.#now())
    this.#openSegmentId = id
    const { files, path } = this.#disk
    const file = await files.create(join(segmentsPath(path), id))
    this.#segment = { id, file, sizeBytes: SEGMENT_HEADER_BYTES }
    await file.write(encodeSegmentHeader(id), 0)
    await files.syncDirectory(segmentsPath(path))
    return this.#segment
  }

  async #seal(): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    this.#openSegmentId = undefined
    if (segment) await segment.file.close()
  }
}
