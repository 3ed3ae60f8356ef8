/**
 * What each kind of transfer does, from its record to its end. Work is repeated from its start when
 * the server went away in the middle, and goes on from what is there.
 */
import type { Storage } from '../../../storage/storage.ts'
import type { BlockStore, ReadableDevice } from '../blocks/block-store.ts'
import { ComputeError } from '../errors.ts'
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import { type DisksRegistration, type Images, sourceOf } from '../images.ts'
import type { ComputeRecords, ImageRecord } from '../records.ts'
import type { Snapshots } from '../volumes/snapshots.ts'
import type { ImageDisk } from '../volumes/volume-records.ts'
import { gibibyte } from '../volumes/volumes.ts'
import { allocatedPieces } from './allocated-pieces.ts'
import type { DiskConverter } from './disk-converter.ts'
import { makeExportedFile } from './exported-file.ts'
import { type ImportProgress, importDisk } from './import-disk.ts'
import { type ServingOptions, serveDisk } from './served-disk.ts'
import { readStoredImage, type StoredImageHeader, writeStoredImage } from './stored-image.ts'
import {
  type ExportWork,
  type ImportWork,
  type RestoreWork,
  type StoreWork,
  type TransferRecord,
  type TransferWork,
  transferPin,
} from './transfer-records.ts'

/** Storage does not know how a protocol's objects look; whoever does puts them. */
export interface ObjectPlace {
  /** A new object of the account's own, in its own bucket. */
  put(object: NewObject): Promise<void>
}

export interface NewObject {
  readonly accountId: string
  readonly bucket: string
  readonly key: string
  readonly body: AsyncIterable<Uint8Array>
}

/** What transfers need besides the control plane. */
export interface TransferTools {
  readonly objects: ObjectPlace
  readonly converter: DiskConverter
  readonly serving: ServingOptions
  /** For files that are converted before they become objects. */
  readonly temporaryFolder: string
}

export interface WorkOptions extends TransferTools {
  readonly storage: Storage
  readonly blocks: BlockStore
  readonly records: ComputeRecords
  readonly images: Images
  readonly snapshots: Snapshots
}

type Transfer<Work extends TransferWork> = TransferRecord & { readonly work: Work }
type Note = (progress: ImportProgress) => Promise<void>

/** Resolves to the image that was made, if any. */
export async function runTransfer(
  options: WorkOptions,
  transfer: TransferRecord,
  note: Note,
  signal: AbortSignal,
): Promise<string> {
  const { work } = transfer
  switch (work.kind) {
    case 'import-image':
    case 'import-snapshot':
      return runImport(options, { ...transfer, work }, note, signal)
    case 'export-image':
      return runExport(options, { ...transfer, work }, note, signal)
    case 'store-image':
      return runStore(options, { ...transfer, work }, note, signal)
    case 'restore-image':
      return runRestore(options, { ...transfer, work }, note, signal)
  }
}

/** What only unfinished work needs; repeating it is not an error. */
export async function clearTransfer(
  { storage, blocks, snapshots }: WorkOptions,
  { id, accountId, work, state }: TransferRecord,
): Promise<void> {
  const isGivenUp = state === 'failed' || state === 'cancelled'
  if (isGivenUp && 'snapshotId' in work) {
    await snapshots.delete(accountId, work.snapshotId).catch(unlessMissing)
  }
  const count = work.kind === 'restore-image' ? RESTORED_DISKS_MAX : 1
  for (let disk = 0; disk < count; disk++) await blocks.deleteVolume(volumeIdOf(id, disk))
  await storage.removePin(transferPin(id))
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof ComputeError && error.code === 'snapshot-missing')) throw error
}

const RESTORED_DISKS_MAX = 32
const rootDeviceName = '/dev/sda1'

function volumeIdOf(transferId: string, disk = 0): string {
  return `transfer-${transferId}-${disk}`
}

async function runImport(
  options: WorkOptions,
  transfer: Transfer<ImportWork>,
  note: Note,
  signal: AbortSignal,
): Promise<string> {
  const { snapshots } = options
  const { id, accountId, work, description, tags } = transfer
  const volumeId = volumeIdOf(id)
  let { totalBytes } = transfer
  const noted: Note = async progress => {
    totalBytes = progress.totalBytes
    await note(progress)
  }
  await importDisk(options, transfer, volumeId, noted, signal)
  const sizeGib = Math.max(1, Math.ceil(totalBytes / gibibyte))
  const snapshot = await snapshots.adopt({
    id: work.snapshotId,
    accountId,
    blockVolumeId: volumeId,
    volumeSizeGib: sizeGib,
    description: description || `Created by AWS-VMImport service for ${id}`,
    tags: work.snapshotTags,
  })
  if (work.kind === 'import-snapshot') return ''
  const registration = {
    accountId,
    // As EC2 calls what it imported.
    name: id,
    description: description || `AWS-VMImport service: Linux - ${id}`,
    architecture: work.architecture,
    rootDeviceName,
    enaSupport: true,
    bootMode: work.bootMode,
    tags,
  }
  const disk = diskOf({ deviceName: rootDeviceName, snapshotId: snapshot.id, sizeGib })
  return registerOnce(options, registration, async () => [disk])
}

function diskOf(facts: Pick<ImageDisk, 'deviceName' | 'snapshotId' | 'sizeGib'>): ImageDisk {
  return { ...facts, volumeType: 'gp2', iops: 0, throughputMibps: 0, deleteOnTermination: true }
}

/** A repeat finds the image that an interrupted run made under the same name. */
async function registerOnce(
  { images, records }: WorkOptions,
  registration: Omit<DisksRegistration, 'disks'>,
  disks: () => Promise<readonly ImageDisk[]>,
): Promise<string> {
  try {
    return (await images.registerDisks(registration, disks)).id
  } catch (error) {
    if (!(error instanceof ComputeError && error.code === 'image-name-taken')) throw error
    const { accountId, name } = registration
    const holder = await records.imageNames.get(`${accountId}/${name}`)
    const image = holder && (await images.get(accountId, holder.imageId))
    if (!image || (registration.id ?? image.id) !== image.id) throw error
    return image.id
  }
}

async function openDisk(
  { images, blocks }: WorkOptions,
  { accountId, imageId }: { readonly accountId: string; readonly imageId: string },
) {
  const image = await images.get(accountId, imageId)
  if (!image) throw new ComputeError('image-missing', imageId)
  return { image, open: (disk: ImageDisk) => blocks.openSnapshot(sourceOf(image, disk)) }
}

async function runExport(
  options: WorkOptions,
  transfer: Transfer<ExportWork>,
  note: Note,
  signal: AbortSignal,
): Promise<string> {
  const { objects, converter, serving, temporaryFolder } = options
  const { id, accountId, work } = transfer
  const { image, open } = await openDisk(options, { accountId, imageId: work.imageId })
  const root = image.disks.find(disk => disk.deviceName === image.rootDeviceName)
  if (!root) throw new ComputeError('image-missing', image.id)
  await using stack = new AsyncDisposableStack()
  const device = stack.use(await open(root))
  await note({ totalBytes: device.sizeBytes, doneBytes: 0 })
  const { bucket, key } = work
  if (work.format === 'raw') {
    const body = wholeDevice(device, note, signal)
    await objects.put({ accountId, bucket, key, body })
    return ''
  }
  const served = stack.use(await serveDisk(serving, device))
  const file = stack.use(await makeExportedFile(temporaryFolder, id))
  await converter.write(served, { path: file.path, format: work.format }, signal)
  await objects.put({ accountId, bucket, key, body: file.read() })
  await note({ totalBytes: device.sizeBytes, doneBytes: device.sizeBytes })
  return ''
}

const readBytes = 1024 * 1024
const noteBytes = 64 * readBytes

async function* wholeDevice(
  device: ReadableDevice,
  note: Note,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const totalBytes = device.sizeBytes
  for (let doneBytes = 0; doneBytes < totalBytes; doneBytes += readBytes) {
    signal.throwIfAborted()
    if (doneBytes % noteBytes === 0) await note({ totalBytes, doneBytes })
    yield await device.read(doneBytes, Math.min(readBytes, totalBytes - doneBytes))
  }
  await note({ totalBytes, doneBytes: totalBytes })
}

async function runStore(
  options: WorkOptions,
  { accountId, work }: Transfer<StoreWork>,
  note: Note,
  signal: AbortSignal,
): Promise<string> {
  const { objects, blocks } = options
  const { image, open } = await openDisk(options, { accountId, imageId: work.imageId })
  const sizes: number[] = []
  for (const disk of image.disks) sizes.push(await sizeOf(blocks, image, disk))
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0)
  let earlierBytes = 0
  async function* pieces(index: number) {
    const disk = image.disks[index]
    if (disk && sourceOf(image, disk) !== '') {
      await using device = await open(disk)
      for await (const piece of allocatedPieces(device, signal)) {
        yield piece
        const doneBytes = earlierBytes + piece.offset
        if (piece.offset % noteBytes === 0) await note({ totalBytes, doneBytes })
      }
    }
    earlierBytes += sizes[index] ?? 0
  }
  await note({ totalBytes, doneBytes: 0 })
  const body = writeStoredImage(headerOf(image, sizes), pieces)
  await objects.put({ accountId, bucket: work.bucket, key: work.key, body })
  await note({ totalBytes, doneBytes: totalBytes })
  return ''
}

async function sizeOf(blocks: BlockStore, image: ImageRecord, disk: ImageDisk): Promise<number> {
  const source = sourceOf(image, disk)
  if (source === '') return disk.sizeGib * gibibyte
  const snapshot = await blocks.getSnapshot(source)
  if (!snapshot) throw new ComputeError('snapshot-missing', source)
  return snapshot.sizeBytes
}

function headerOf(image: ImageRecord, sizes: readonly number[]): StoredImageHeader {
  const { name, description, architecture, enaSupport, tags } = image
  return {
    ...{ name, description, architecture, enaSupport, tags },
    rootDeviceName: image.rootDeviceName,
    bootMode: image.bootMode ?? 'legacy-bios',
    disks: image.disks.map(({ snapshotId: _, ...disk }, index) => ({
      ...disk,
      sizeBytes: sizes[index] ?? 0,
    })),
  }
}

async function runRestore(
  options: WorkOptions,
  { id, accountId, work, tags }: Transfer<RestoreWork>,
  note: Note,
  signal: AbortSignal,
): Promise<string> {
  const { storage, blocks, snapshots } = options
  await using stack = new AsyncDisposableStack()
  const object = await storage.openPin(transferPin(id))
  if (!object) throw new ImageFormatError('The object is gone.')
  stack.use(object)
  const volumes: Awaited<ReturnType<BlockStore['open']>>[] = []
  let restored: StoredImageHeader | undefined
  let readBytes = 0
  let notedBytes = 0
  const totalBytes = object.record.sizeBytes
  await readStoredImage(object.read({ start: 0, end: totalBytes - 1 }), {
    async header(header) {
      restored = header
      for (const [index, { sizeBytes }] of header.disks.entries()) {
        const volumeId = volumeIdOf(id, index)
        // What an interrupted run wrote is of the same object, and is written again.
        await blocks.createVolume({ id: volumeId, accountId, sizeBytes })
        volumes.push(stack.use(await blocks.open(volumeId)))
      }
    },
    async piece(disk, { offset, bytes }) {
      signal.throwIfAborted()
      await volumes[disk]?.write(offset, bytes)
      readBytes += bytes.length
      if (readBytes - notedBytes < noteBytes) return
      notedBytes = readBytes
      await note({ totalBytes, doneBytes: Math.min(readBytes, totalBytes) })
    },
  })
  if (!restored) throw new ImageFormatError('The stored image is empty.')
  const { disks, ...facts } = restored
  const registration = { ...facts, id, accountId, tags, name: work.name || facts.name }
  // Awaited here: the volumes are open until then.
  return await registerOnce(options, registration, async () => {
    const made: ImageDisk[] = []
    for (const [index, { sizeBytes: _, ...disk }] of disks.entries()) {
      await volumes[index]?.flush()
      const snapshot = await snapshots.adopt({
        accountId,
        blockVolumeId: volumeIdOf(id, index),
        volumeSizeGib: disk.sizeGib,
        description: `Created by CreateRestoreImageTask for ${id}`,
        tags: {},
      })
      made.push({ ...disk, snapshotId: snapshot.id })
    }
    return made
  })
}
