/**
 * An uploaded disk becomes a volume of the block store, a stretch at a time. What is done is kept
 * with the transfer's record, so that work goes on after a restart where it was.
 */
import type { OpenObject, Storage } from '../../../storage/storage.ts'
import type { BlockStore } from '../blocks/block-store.ts'
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import { readObject } from '../image-source.ts'
import { type ContainedDisk, findContainedDisk } from './container-format.ts'
import type { DiskConverter } from './disk-converter.ts'
import { type ServingOptions, serveDisk } from './served-disk.ts'
import { type ImportWork, type TransferRecord, transferPin } from './transfer-records.ts'

export interface ImportDiskOptions {
  readonly storage: Pick<Storage, 'openPin'>
  readonly blocks: BlockStore
  readonly converter: DiskConverter
  readonly serving: ServingOptions
  /** Of the guest's disk, in one run of the converter; 256 MiB by default. */
  readonly stretchBytes?: number
}

export interface ImportProgress {
  readonly totalBytes: number
  readonly doneBytes: number
}

const stretchBytesDefault = 256 * 1024 * 1024
const diskBytesMax = 64 * 2 ** 40
const sectorBytes = 512

/**
 * Resolves when the volume has all of the disk, durably. `note` is waited for after each stretch.
 * @throws ImageFormatError and ConfinedProgramError for what cannot be imported
 */
export async function importDisk(
  options: ImportDiskOptions,
  transfer: TransferRecord & { readonly work: ImportWork },
  volumeId: string,
  note: (progress: ImportProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { storage, blocks, converter, serving, stretchBytes = stretchBytesDefault } = options
  await using stack = new AsyncDisposableStack()
  const object = await storage.openPin(transferPin(transfer.id))
  if (!object) throw new ImageFormatError('The object is gone.')
  stack.use(object)
  const { format } = transfer.work
  const disk = await findContainedDisk((offset, length) => readObject(object, offset, length), {
    format,
    sizeBytes: object.record.sizeBytes,
  })
  const served = stack.use(await serveDisk(serving, fileOf(object, disk)))
  const source = { driver: disk.driver, socketPath: served.socketPath }

  let { totalBytes, doneBytes } = transfer
  if (totalBytes === 0) {
    totalBytes = await converter.measure(source, signal)
    if (totalBytes > diskBytesMax) {
      throw new ImageFormatError(`The disk has ${totalBytes} bytes; ${diskBytesMax} are allowed.`)
    }
    await note({ totalBytes, doneBytes })
  }
  const sizeBytes = Math.ceil(totalBytes / sectorBytes) * sectorBytes
  await blocks.createVolume({ id: volumeId, accountId: transfer.accountId, sizeBytes })
  const volume = stack.use(await blocks.open(volumeId))
  const target = stack.use(await serveDisk(serving, volume))
  while (doneBytes < totalBytes) {
    signal.throwIfAborted()
    const lengthBytes = Math.min(stretchBytes, totalBytes - doneBytes)
    await converter.copy(source, target, { offset: doneBytes, lengthBytes }, signal)
    await volume.flush()
    doneBytes += lengthBytes
    await note({ totalBytes, doneBytes })
  }
}

/** The disk's file as a device: of whole sectors, the last filled up with zeroes. */
function fileOf(object: OpenObject, { offset, sizeBytes }: ContainedDisk) {
  return {
    sizeBytes: Math.ceil(sizeBytes / sectorBytes) * sectorBytes,
    async read(from: number, length: number): Promise<Uint8Array> {
      const there = Math.max(0, Math.min(length, sizeBytes - from))
      const bytes = await readObject(object, offset + from, there)
      if (bytes.length === length) return bytes
      const whole = new Uint8Array(length)
      whole.set(bytes)
      return whole
    },
  }
}
