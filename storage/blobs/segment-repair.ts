/**
 * Keeps as many good copies of a segment as there should be. Locators say nothing of disks, so
 * nothing else needs to know. Not for the segment that still grows.
 */
import type { Disk } from '../disk/disk-set.ts'
import { StorageError } from '../storage.ts'
import { chunkCount, corrupt } from './checksum.ts'
import { segmentsPath } from './disk-layout.ts'
import {
  alignedBytes,
  decodePlace,
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  verifiedData,
} from './fragment.ts'
import type { RepairOptions, UpkeepOptions } from './large/blob-repair.ts'
import { UNFINISHED_SUFFIX } from './large/strip-place.ts'
import { candidatesFor } from './placement.ts'
import { mergedScan, Runs } from './segment-merge.ts'
import { scanSegment } from './segment-scan.ts'
import { removeSegment, type Segments, segmentPath } from './segments.ts'

const WRITE_BYTES = 1024 * 1024

export interface CopyState {
  readonly diskNumber: number
  /** `damaged`: another copy has fragments that this one has not. */
  readonly state: 'good' | 'damaged'
}

/** Reads all copies that can be reached; disks without one are not in the answer. */
export async function verifySegment(
  segments: Segments,
  id: string,
  { pace = async () => {} }: UpkeepOptions = {},
): Promise<readonly CopyState[]> {
  const copies: { disk: Disk; runs: Runs }[] = []
  const all = new Runs()
  for (const disk of segments.readableDisks(id)) {
    const runs = new Runs()
    try {
      using handle = await segments.holdCopy(id, disk)
      if (!handle) continue
      for await (const { offset, raw } of scanSegment(handle.value.file, id)) {
        await pace(raw.length)
        runs.add(offset, offset + raw.length)
        if (!all.has(offset)) all.add(offset, offset + raw.length)
      }
    } catch (error) {
      // What was found before it counts.
      segments.disks.noteError(disk.number, 'read', error)
    }
    copies.push({ disk, runs })
  }
  return copies.map(({ disk, runs }) => {
    const isGood = runs.includes(all)
    if (!isGood) {
      segments.disks.noteError(disk.number, 'verify', corrupt(`segment ${id} is damaged`))
    }
    return { diskNumber: disk.number, state: isGood ? 'good' : 'damaged' }
  })
}

/** Copies that are damaged or too few are written; those on disks to be left, or too many, go. */
export async function repairSegment(
  segments: Segments,
  id: string,
  options: RepairOptions = {},
): Promise<void> {
  const { leave = new Set<number>(), isInPlace = false } = options
  const { disks } = segments
  const states = await verifySegment(segments, id, options)
  if (states.length === 0) return
  const copyCount = disks.scheme('standard').parityCount + 1
  const kept = new Set<number>()
  for (const { diskNumber, state } of states) {
    if (leave.has(diskNumber)) continue
    const disk = disks.disks.find(({ number }) => number === diskNumber)
    if (state === 'damaged' && disk) await writeCopy(segments, id, disk, options)
    kept.add(diskNumber)
  }
  if (isInPlace) return
  for (const disk of candidatesFor(disks, id)) {
    if (kept.size >= copyCount) break
    if (kept.has(disk.number) || leave.has(disk.number)) continue
    await writeCopy(segments, id, disk, options)
    kept.add(disk.number)
  }
  if (kept.size < copyCount) return
  await removeSurplus(segments, id, { copyCount, leave })
}

/** Those that come last in the order of disks, and those on disks to be left. */
async function removeSurplus(
  segments: Segments,
  id: string,
  { copyCount, leave }: { copyCount: number; leave: ReadonlySet<number> },
): Promise<void> {
  let keptCount = 0
  for (const disk of segments.readableDisks(id)) {
    const isStaying = !leave.has(disk.number) && segments.disks.canWrite(disk.number)
    if (isStaying && keptCount < copyCount) {
      if ((await disk.files.sizeBytes(segmentPath(disk, id))) !== undefined) keptCount++
      continue
    }
    if (isStaying || leave.has(disk.number)) {
      await removeSegment(disk, id)
      segments.forgetCopy(id, disk)
    }
  }
}

/** Makes the disk's copy what all copies have together; a crash leaves the old one. */
async function writeCopy(
  segments: Segments,
  id: string,
  disk: Disk,
  { pace = async () => {} }: UpkeepOptions,
): Promise<void> {
  const { files } = disk
  const path = segmentPath(disk, id)
  const unfinished = path + UNFINISHED_SUFFIX
  await files.remove(unfinished)
  const file = await files.create(unfinished)
  try {
    await file.write(encodeSegmentHeader(id), 0)
    let parts: Uint8Array[] = []
    let start = SEGMENT_HEADER_BYTES
    let end = start
    const send = async () => {
      await disk.space.claim(end - start)
      await pace(end - start)
      await file.writeAll(parts, start)
      parts = []
    }
    for await (const { offset, raw } of mergedScan(segments, id)) {
      if (offset !== end || end - start >= WRITE_BYTES) {
        await send()
        start = offset
      }
      parts.push(raw)
      end = offset + raw.length
    }
    await send()
    await file.syncData()
  } catch (error) {
    await file.close()
    await files.remove(unfinished)
    throw error
  }
  await file.close()
  await files.rename(unfinished, path)
  await files.syncDirectory(segmentsPath(disk.path))
  segments.forgetCopy(id, disk)
}

/**
 * Writes one fragment again, in place, where its copy is bad; the rest of the file stays. A copy
 * that is too short for that is written whole, unless the segment still grows.
 */
export async function repairFragment(
  segments: Segments,
  locator: string,
  { isGrowing }: { isGrowing: boolean },
): Promise<void> {
  const place = decodePlace(locator)
  const { segmentId, offset, headerBytes, dataBytes } = place
  const length = alignedBytes(headerBytes + dataBytes)
  const bad: Disk[] = []
  let good: Buffer | undefined
  for (const disk of segments.readableDisks(segmentId)) {
    try {
      using handle = await segments.holdCopy(segmentId, disk)
      if (!handle) continue
      const raw = await handle.value.file.read(length, offset)
      verifiedData(raw, place, { first: 0, end: chunkCount(dataBytes) })
      good ??= raw
    } catch {
      // Whatever is wrong there: it is written again.
      bad.push(disk)
    }
  }
  if (!good) {
    const { disks } = segments
    const mayReturn = disks.disks.some(({ number }) => !disks.canRead(number))
    const code = mayReturn ? 'unavailable' : 'data-corrupt'
    throw new StorageError(code, `no copy of ${locator} is good`)
  }
  for (const disk of bad) {
    const isPatched = await patch(segments, disk, { id: segmentId, offset, bytes: good })
    if (!isPatched && !isGrowing) await writeCopy(segments, segmentId, disk, {})
  }
}

async function patch(
  segments: Segments,
  disk: Disk,
  { id, offset, bytes }: { id: string; offset: number; bytes: Buffer },
): Promise<boolean> {
  const file = await disk.files.openForRepair(segmentPath(disk, id))
  if (!file) return false
  try {
    if ((await file.sizeBytes()) < offset + bytes.length) return false
    await file.write(bytes, offset)
    await file.syncData()
  } finally {
    await file.close()
  }
  segments.forgetCopy(id, disk)
  return true
}
