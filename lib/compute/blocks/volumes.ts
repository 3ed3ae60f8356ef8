/** Makes volumes, on nothing, on a snapshot or on an image object, and changes their records. */
import type { Storage } from '../../../storage/storage.ts'
import { ensureHiddenBucket } from './block-objects.ts'
import {
  BlockError,
  type NewImageSnapshot,
  type NewVolume,
  type SnapshotFacts,
} from './block-store.ts'
import type { WriteTarget } from './destager.ts'
import { DEVICE_BYTES_MAX, SECTOR_BYTES } from './geometry.ts'
import { pinImage } from './image-bytes.ts'
import {
  type BlockRecords,
  claimPrefix,
  type Point,
  requestCollection,
  type VolumeRecord,
} from './records.ts'

/** Each step costs a look at one more map where a block is not in the layers above. */
const DEPTH_MAX = 64
/** They are in one record, which every snapshot writes anew. */
const POINT_COUNT_MAX = 4096

export interface FoundPoint {
  readonly volume: VolumeRecord
  readonly point: Point
}

export function targetOf({ generation, points }: VolumeRecord): WriteTarget {
  return { generation, pointGenerations: points.map(point => point.generation) }
}

export function snapshotFacts({ volume, point }: FoundPoint): SnapshotFacts {
  return {
    id: point.snapshotId,
    accountId: volume.accountId,
    sizeBytes: point.sizeBytes,
    ...(volume.id !== point.snapshotId && { volumeId: volume.id }),
  }
}

export async function findPoint(
  records: BlockRecords,
  snapshotId: string,
): Promise<FoundPoint | undefined> {
  const snapshot = await records.snapshots.get(snapshotId)
  const volume = snapshot && (await records.volumes.get(snapshot.volumeId))
  const point = volume?.points.find(candidate => candidate.snapshotId === snapshotId)
  return volume && point && { volume, point }
}

/** Under the new volume's lock, which keeps the collector off its claim. */
export async function makeVolume(
  storage: Storage,
  records: BlockRecords,
  wanted: NewVolume,
): Promise<VolumeRecord> {
  checkId(wanted.id)
  checkSize(wanted.sizeBytes)
  const known = await records.volumes.get(wanted.id)
  if (known !== undefined) return checkSame(known, wanted)
  const found = wanted.snapshotId === undefined ? undefined : await claim(records, wanted)
  await ensureHiddenBucket(storage, wanted.accountId)
  const parent = found && {
    kind: 'point' as const,
    volumeId: found.volume.id,
    generation: found.point.generation,
  }
  const record: VolumeRecord = {
    id: wanted.id,
    accountId: wanted.accountId,
    sizeBytes: wanted.sizeBytes,
    generation: 1,
    sequenceLimit: 1,
    ...(parent && { parent }),
    depth: found === undefined ? 0 : found.volume.depth + 1,
    isDeleted: false,
    points: [],
  }
  await records.volumes.update(record.id, current => current ?? record)
  return record
}

/** A claim that is left over is taken off by the collector. */
async function claim(records: BlockRecords, wanted: NewVolume): Promise<FoundPoint> {
  const { snapshotId = '' } = wanted
  const found = await findPoint(records, snapshotId)
  if (found === undefined) throw new BlockError('snapshot-missing', snapshotId)
  if (wanted.sizeBytes < found.point.sizeBytes) {
    throw new BlockError('size-invalid', `the snapshot has ${found.point.sizeBytes} bytes`)
  }
  if (found.volume.depth >= DEPTH_MAX) {
    throw new BlockError('limit-exceeded', `${snapshotId} is ${DEPTH_MAX} layers deep`)
  }
  const id = `${claimPrefix(found.volume.id, found.point.generation)}${wanted.id}`
  await records.claims.update(id, () => ({}))
  // Deleted before the claim was there: then nobody looked for claims.
  if ((await findPoint(records, snapshotId)) !== undefined) return found
  await requestCollection(records, found.volume.id)
  throw new BlockError('snapshot-missing', snapshotId)
}

function checkSame(known: VolumeRecord, wanted: NewVolume): VolumeRecord {
  const isSame = known.accountId === wanted.accountId && !known.isDeleted
  if (!isSame) throw new BlockError('volume-in-use', `${wanted.id} was used before`)
  return known
}

/** Repeating it is no error. */
export async function makeImageSnapshot(
  storage: Storage,
  records: BlockRecords,
  { snapshotId, accountId, object }: NewImageSnapshot,
): Promise<FoundPoint> {
  checkId(snapshotId)
  const known = await findPoint(records, snapshotId)
  if (known !== undefined) return known
  const pin = `blocks/${snapshotId}`
  const { sizeBytes } = await pinImage(storage, pin, object)
  checkSize(sizeBytes)
  await ensureHiddenBucket(storage, accountId)
  const point: Point = { generation: 1, sizeBytes, snapshotId }
  const volume: VolumeRecord = {
    id: snapshotId,
    accountId,
    sizeBytes,
    generation: 2,
    sequenceLimit: 1,
    parent: { kind: 'image', pin, format: object.format },
    depth: 0,
    isDeleted: true,
    points: [point],
  }
  await records.snapshots.update(snapshotId, () => ({ accountId, volumeId: snapshotId }))
  await records.volumes.update(snapshotId, current => current ?? volume)
  return { volume, point }
}

/** Ends the volume's generation with a point; repeating it finds the point. */
export async function addPoint(
  records: BlockRecords,
  volumeId: string,
  snapshotId: string,
): Promise<VolumeRecord> {
  const record = await records.volumes.update(volumeId, current => {
    if (current === undefined || current.isDeleted) throw new BlockError('volume-missing', volumeId)
    if (current.points.some(point => point.snapshotId === snapshotId)) return current
    if (current.points.length >= POINT_COUNT_MAX) {
      throw new BlockError('limit-exceeded', `${volumeId} has ${POINT_COUNT_MAX} snapshots`)
    }
    const { generation, sizeBytes } = current
    return {
      ...current,
      generation: generation + 1,
      points: [...current.points, { generation, sizeBytes, snapshotId }],
    }
  })
  if (record === undefined) throw new BlockError('volume-missing', volumeId)
  return record
}

/** Under the volume's lock. The point itself goes when nothing needs it. */
export async function removeSnapshot(
  records: BlockRecords,
  volumeId: string,
  snapshotId: string,
): Promise<void> {
  // First: what a crash leaves is then looked for.
  await requestCollection(records, volumeId)
  await records.volumes.update(
    volumeId,
    current =>
      current && {
        ...current,
        points: current.points.map(point =>
          point.snapshotId === snapshotId ? { ...point, snapshotId: '' } : point,
        ),
      },
  )
  await records.snapshots.update(snapshotId, () => undefined)
}

export function checkSize(sizeBytes: number): void {
  const isPossible = sizeBytes > 0 && sizeBytes <= DEVICE_BYTES_MAX
  if (isPossible && sizeBytes % SECTOR_BYTES === 0) return
  throw new BlockError('size-invalid', `${sizeBytes} bytes`)
}

/** Ids are parts of keys, of documents' ids and of file names. */
export function checkId(id: string): void {
  if (!/^[\w-]{1,64}$/.test(id)) throw new TypeError(`${id} cannot be the id of a volume`)
}
