/**
 * Looks at all strips of a large blob, and writes again those that are bad, missing or on a disk
 * that is to be left.
 */
import { dirname } from 'node:path'
import type { Disk } from '../../disk/disk-set.ts'
import { StorageError } from '../../storage.ts'
import { CHUNK_BYTES, corrupt, crc32c } from '../checksum.ts'
import { candidatesFor } from '../placement.ts'
import { chunkBytes, rowCount } from './geometry.ts'
import type { LargeReading } from './held-strips.ts'
import { diskOf, stripKey } from './held-strips.ts'
import type { LargeLocator } from './locator.ts'
import { decodeLarge, encodeLarge } from './locator.ts'
import type { StripFile } from './strip-file.ts'
import { stripOf } from './strip-file.ts'
import { stripPath, UNFINISHED_SUFFIX } from './strip-place.ts'
import { StripWriter } from './strip-writer.ts'

/** Rows that are read at once. */
const ROWS = 4
const SYNC_BYTES = 16 * 1024 * 1024

/** `absent`: never written. `gone`: its disk is. */
export type StripState = 'good' | 'absent' | 'gone' | 'missing' | 'damaged'

export interface UpkeepOptions {
  /** Called before so many bytes are read or written; resolves when that is in order. */
  readonly pace?: (sizeBytes: number) => Promise<void>
}

export interface RepairOptions extends UpkeepOptions {
  /** Numbers of disks on which nothing is to stay. */
  readonly leave?: ReadonlySet<number>
  /** Only files on the disks that the locator names are written again; the locator stays. */
  readonly isInPlace?: boolean
  /** Numbers of disks that are given something only where no other is left. */
  readonly doubtful?: ReadonlySet<number>
}

/** Reads every chunk of every strip. */
export async function verifyLarge(
  reading: LargeReading,
  text: string,
  options: UpkeepOptions = {},
): Promise<readonly StripState[]> {
  const { places } = decodeLarge(text)
  const states: StripState[] = []
  for (const number of places.keys()) {
    states.push(await verifyStrip(reading, text, { ...options, number }))
  }
  return states
}

async function verifyStrip(
  reading: LargeReading,
  text: string,
  { number, pace = async () => {} }: UpkeepOptions & { number: number },
): Promise<StripState> {
  const { disks, strips } = reading
  const { places, scheme } = decodeLarge(text)
  const diskNumber = places[number]
  if (diskNumber === undefined) return 'absent'
  if (!diskOf(disks, diskNumber)) return 'missing'
  if (!disks.canRead(diskNumber)) return 'gone'
  try {
    using handle = await strips.hold(stripKey(number, text))
    if (!handle) return 'missing'
    const { blobBytes } = handle.value
    for (let row = 0; row < rowCount(scheme, blobBytes); row += ROWS) {
      const chunks = await readRows(handle.value, { scheme, number, row })
      await pace(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    }
    return 'good'
  } catch (error) {
    const isDamaged = error instanceof StorageError && error.code === 'data-corrupt'
    disks.noteError(diskNumber, isDamaged ? 'verify' : 'read', error)
    strips.forget(stripKey(number, text))
    return 'damaged'
  }
}

/**
 * Resolves to the locator that names the strips as they are then: another one where strips have
 * other places. Strips that no disk can take stay as they are. Throws `data-corrupt` when too few
 * are good, and `unavailable` when that may change once disks come back.
 */
export async function repairLarge(
  reading: LargeReading,
  text: string,
  options: RepairOptions = {},
): Promise<string> {
  const locator = decodeLarge(text)
  const states = await verifyLarge(reading, text, options)
  requireEnough(locator, states)
  const moves = planMoves(reading, { locator, states }, options)
  if (moves.length === 0) return text
  await using work = new AsyncDisposableStack()
  const sources = new Map<number, StripFile>()
  for (const [number, state] of states.entries()) {
    if (state !== 'good' || sources.size === locator.scheme.dataCount) continue
    const handle = await reading.strips.hold(stripKey(number, text))
    if (!handle) throw corrupt(`strip ${number} of blob ${locator.id} went missing`)
    work.use(handle)
    sources.set(number, handle.value)
  }
  const targets = await openTargets(locator.id, moves, work)
  await copyRows(reading, locator, { sources, targets, pace: options.pace ?? (async () => {}) })
  const places = locator.places.map(
    (place, number) => moves.find(move => move.number === number)?.disk.number ?? place,
  )
  const moved: LargeLocator = { ...locator, places }
  const [source] = sources.values()
  for (const { number, disk, writer } of targets) {
    await writer.finish(stripOf(moved, number), source?.blobBytes ?? 0)
    await writer.close()
    const path = stripPath(disk, locator.id)
    await disk.files.rename(path + UNFINISHED_SUFFIX, path)
    await disk.files.syncDirectory(dirname(path))
    reading.strips.forget(stripKey(number, text))
  }
  return encodeLarge(moved)
}

interface Move {
  readonly number: number
  readonly disk: Disk
}

interface Target extends Move {
  readonly writer: StripWriter
}

/** Which strips are to be written, and where: on their own disks where these are good. */
function planMoves(
  { disks }: LargeReading,
  { locator, states }: { locator: LargeLocator; states: readonly StripState[] },
  { leave = new Set(), isInPlace = false, doubtful = new Set() }: RepairOptions,
): readonly Move[] {
  const used = new Set(locator.places)
  const candidates = isInPlace
    ? []
    : candidatesFor(disks, locator.id)
        .filter(({ number }) => !used.has(number) && !leave.has(number))
        .sort((a, b) => Number(doubtful.has(a.number)) - Number(doubtful.has(b.number)))
  const moves: Move[] = []
  for (const [number, state] of states.entries()) {
    const place = locator.places[number]
    const isLeft = place !== undefined && leave.has(place)
    if (!isLeft && (state === 'good' || state === 'gone')) continue
    const own = diskOf(disks, place)
    const staysPut = own && !isLeft && disks.canWrite(own.number)
    const disk = staysPut ? own : candidates.shift()
    if (disk) moves.push({ number, disk })
  }
  return moves
}

function requireEnough({ id, scheme }: LargeLocator, states: readonly StripState[]): void {
  const goodCount = states.filter(state => state === 'good').length
  if (goodCount >= scheme.dataCount) return
  const goneCount = states.filter(state => state === 'gone').length
  const mayComeBack = goodCount + goneCount >= scheme.dataCount
  throw new StorageError(
    mayComeBack ? 'unavailable' : 'data-corrupt',
    `${goodCount} of ${states.length} strips of blob ${id} are good`,
  )
}

async function openTargets(
  id: string,
  moves: readonly Move[],
  work: AsyncDisposableStack,
): Promise<readonly Target[]> {
  const targets: Target[] = []
  for (const { number, disk } of moves) {
    const path = stripPath(disk, id) + UNFINISHED_SUFFIX
    await disk.files.remove(path)
    const file = await disk.files.create(path)
    const writer = new StripWriter(file, { space: disk.space, syncBytes: SYNC_BYTES })
    // After a success the name is another; after a failure the file goes.
    work.defer(async () => {
      await writer.close().catch(() => {})
      await disk.files.remove(path).catch(() => {})
    })
    targets.push({ number, disk, writer })
  }
  return targets
}

async function copyRows(
  { reedSolomon }: LargeReading,
  { scheme }: LargeLocator,
  options: {
    sources: ReadonlyMap<number, StripFile>
    targets: readonly Target[]
    pace: (sizeBytes: number) => Promise<void>
  },
): Promise<void> {
  const { sources, targets, pace } = options
  const codec = reedSolomon.codec(scheme)
  const [first] = sources.values()
  const blobBytes = first?.blobBytes ?? 0
  const rows = rowCount(scheme, blobBytes)
  for (let start = 0; start < rows; start += ROWS) {
    const read = new Map<number, readonly Buffer[]>()
    for (const [number, strip] of sources) {
      read.set(number, await readRows(strip, { scheme, number, row: start }))
    }
    await pace(scheme.dataCount * ROWS * CHUNK_BYTES)
    for (let row = start; row < Math.min(start + ROWS, rows); row++) {
      const rowBytes = chunkBytes(scheme, blobBytes, { strip: 0, row })
      const present = new Map(
        [...read].map(([number, chunks]) => [number, chunks[row - start] ?? Buffer.alloc(0)]),
      )
      const wanted = new Map(targets.map(({ number }) => [number, new Uint8Array(rowBytes)]))
      codec.rebuild(present, wanted)
      for (const { number, writer } of targets) {
        const length = chunkBytes(scheme, blobBytes, { strip: number, row })
        const bytes = (wanted.get(number) ?? new Uint8Array(0)).subarray(0, length)
        if (length > 0) writer.add({ bytes, crc: crc32c(bytes) })
      }
    }
    await Promise.all(targets.map(({ writer }) => writer.send()))
  }
}

/** Verified chunks of up to ROWS rows; past the end of the strip there are none. */
async function readRows(
  { file, table, blobBytes }: StripFile,
  { scheme, number, row }: { scheme: LargeLocator['scheme']; number: number; row: number },
): Promise<readonly Buffer[]> {
  let sizeBytes = 0
  for (let at = row; at < row + ROWS; at++) {
    sizeBytes += chunkBytes(scheme, blobBytes, { strip: number, row: at })
  }
  const bytes = await file.read(sizeBytes, row * CHUNK_BYTES)
  if (bytes.length < sizeBytes) throw corrupt(`strip ${number} was cut short`)
  const chunks: Buffer[] = []
  for (let start = 0; start < sizeBytes; start += CHUNK_BYTES) {
    const chunk = bytes.subarray(start, start + CHUNK_BYTES)
    if (crc32c(chunk) !== table.readUInt32LE((row + chunks.length) * 4)) {
      throw corrupt(`row ${row + chunks.length} of strip ${number} fails its checksum`)
    }
    chunks.push(chunk)
  }
  return chunks
}
