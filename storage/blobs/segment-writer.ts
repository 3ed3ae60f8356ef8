/**
 * Appends fragments of all threads to one segment: whatever waits is written with one call and
 * made durable with one fdatasync, on each of the disks that have a copy. A segment in which a
 * group failed gets no more fragments: what is on the disk there is not known, and nothing names
 * it. The group is then written again to another segment, on other disks where there are.
 */
import type { Disk, DiskSet, GiveUpDisk } from '../disk/disk-set.ts'
import type { File } from '../disk/file-system.ts'
import { writeFailure } from '../disk/space.ts'
import type { IdSource } from '../ids.ts'
import { StorageError } from '../storage.ts'
import { segmentsPath } from './disk-layout.ts'
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './fragment.ts'
import { candidatesFor, isDiskFull, requireDisks } from './placement.ts'
import { segmentPath } from './segments.ts'

const SEGMENT_BYTES_MAX = 256 * 1024 * 1024
const GROUP_BYTES_MAX = 4 * 1024 * 1024
/** A disk that failed so often for one group is left out of its next segment. */
const FAILURES_MAX = 2

export interface Position {
  readonly segmentId: string
  readonly offset: number
}

interface Pending {
  readonly bytes: Uint8Array
  readonly resolve: (position: Position) => void
  readonly reject: (error: unknown) => void
}

interface OpenCopy {
  readonly disk: Disk
  readonly file: File
  /** Of the disk when the file was made. */
  readonly arrivals: number
}

interface OpenSegment {
  readonly id: string
  readonly copies: readonly OpenCopy[]
  sizeBytes: number
}

/** By numbers of disks: how often each failed for one group. */
type Failures = Map<number, { count: number; error: unknown }>

export class SegmentWriter {
  readonly #disks: DiskSet
  readonly #ids: IdSource
  readonly #now: () => number
  readonly #giveUpDisk: GiveUpDisk
  #group = Buffer.alloc(0)
  #pending: Pending[] = []
  #running: Promise<void> | undefined
  #segment: OpenSegment | undefined
  #openSegmentId: string | undefined

  constructor(options: {
    disks: DiskSet
    ids: IdSource
    now: () => number
    giveUpDisk: GiveUpDisk
  }) {
    this.#disks = options.disks
    this.#ids = options.ids
    this.#now = options.now
    this.#giveUpDisk = options.giveUpDisk
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

  /** Ends the open segment where it is on a disk to be left: then it can be moved like the others. */
  async leaveDisks(): Promise<void> {
    while (this.#running) await this.#running
    if (this.#segment && !this.#isWellPlaced(this.#segment)) await this.#seal()
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
        for (const { reject } of group) reject(error)
        await this.#seal()
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
    const bytes = this.#join(group, sizeBytes)
    const failures: Failures = new Map()
    for (;;) {
      const segment = await this.#segmentFor(sizeBytes, failures)
      const start = segment.sizeBytes
      const isWritten = await this.#onEach(segment.copies, failures, async ({ disk, file }) => {
        await disk.space.claim(sizeBytes)
        await file.write(bytes, start)
        await file.syncData()
      })
      if (isWritten) {
        await this.#giveUpFailing(failures, segment)
        segment.sizeBytes = start + sizeBytes
        this.#resolve(group, { segmentId: segment.id, offset: start })
        return
      }
      await this.#seal()
    }
  }

  /** A group with fewer copies than it should have counts on it that a disk is out for good. */
  async #giveUpFailing(failures: Failures, { copies }: OpenSegment): Promise<void> {
    if (failures.size === 0 || copies.length >= this.#copyCount()) return
    for (const [number, { error }] of failures) {
      const hasCopy = copies.some(({ disk }) => disk.number === number)
      if (!hasCopy && this.#disks.canWrite(number)) await this.#giveUpDisk(number, error)
    }
  }

  #resolve(group: readonly Pending[], { segmentId, offset: start }: Position): void {
    let offset = start
    for (const { bytes, resolve } of group) {
      resolve({ segmentId, offset })
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

  /** Throws when too few disks are left for another. */
  async #segmentFor(sizeBytes: number, failures: Failures): Promise<OpenSegment> {
    const open = this.#segment
    if (open && open.sizeBytes + sizeBytes <= SEGMENT_BYTES_MAX && this.#isWellPlaced(open)) {
      return open
    }
    await this.#seal()
    for (;;) {
      const id = this.#ids.ticket(this.#now())
      this.#openSegmentId = id
      const disks = this.#disksFor(id, failures)
      const copies: OpenCopy[] = []
      const isCreated = await this.#onEach(disks, failures, async disk => {
        const arrivals = this.#disks.arrivals(disk.number)
        const file = await disk.files.create(segmentPath(disk, id))
        copies.push({ disk, file, arrivals })
        await file.write(encodeSegmentHeader(id), 0)
        await disk.files.syncDirectory(segmentsPath(disk.path))
      })
      this.#segment = { id, copies, sizeBytes: SEGMENT_HEADER_BYTES }
      if (isCreated) return this.#segment
      await this.#seal()
    }
  }

  /** None of its disks is to be left, and no more copies are possible than it has. */
  #isWellPlaced({ copies }: OpenSegment): boolean {
    const { disks } = this.#disks
    if (!copies.every(copy => this.#isStill(copy))) return false
    const writableCount = disks.filter(({ number }) => this.#disks.canWrite(number)).length
    return copies.length >= Math.min(this.#copyCount(), writableCount)
  }

  #isStill({ disk: { number }, arrivals }: OpenCopy): boolean {
    return this.#disks.canWrite(number) && this.#disks.arrivals(number) === arrivals
  }

  #copyCount(): number {
    return this.#disks.scheme('standard').parityCount + 1
  }

  /** As many as there should be copies, or as there are where others are gone. */
  #disksFor(id: string, failures: Failures): readonly Disk[] {
    requireDisks(this.#disks)
    const failureCount = ({ number }: Disk) => failures.get(number)?.count ?? 0
    const copyCount = this.#copyCount()
    const left = candidatesFor(this.#disks, id)
      .filter(disk => failureCount(disk) < FAILURES_MAX)
      .sort((a, b) => failureCount(a) - failureCount(b))
    const errors = [...failures.values()].map(({ error }) => error)
    const fullness = errors.find(isDiskFull)
    if (left.length < copyCount && fullness !== undefined) throw fullness
    if (left.length === 0) {
      throw errors[0] ?? new StorageError('unavailable', 'no disk takes small bodies')
    }
    return left.slice(0, copyCount)
  }

  /** Does it with all at once; false: with some it failed. */
  async #onEach<Target extends Disk | OpenCopy>(
    targets: readonly Target[],
    failures: Failures,
    work: (target: Target) => Promise<void>,
  ): Promise<boolean> {
    const results = await Promise.allSettled(targets.map(work))
    for (const [index, result] of results.entries()) {
      const target = targets[index]
      if (result.status === 'fulfilled' || !target) continue
      const error = writeFailure(result.reason)
      const { number } = 'disk' in target ? target.disk : target
      const before = failures.get(number)?.count ?? 0
      // Trying again makes no room.
      failures.set(number, { count: isDiskFull(error) ? FAILURES_MAX : before + 1, error })
      if (!isDiskFull(error)) this.#disks.noteError(number, 'write', error)
    }
    return results.every(({ status }) => status === 'fulfilled')
  }

  /** Closing may fail where a write did: nothing is lost by it, all that counts is durable. */
  async #seal(): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    this.#openSegmentId = undefined
    await Promise.all(segment?.copies.map(({ file }) => file.close().catch(() => {})) ?? [])
  }
}
