/** The image object at the bottom of a volume's layers, kept by a pin. */
import { type OpenObject, type Storage, StorageError } from '../../../storage/storage.ts'
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import { inspectImage } from '../image-formats/inspect-image.ts'
import { readObject } from '../image-source.ts'
import { BlockError, type ImageObject } from './block-store.ts'
import { SECTOR_BYTES } from './geometry.ts'
import type { BaseBytes } from './layered-blocks.ts'
import { openQcow2 } from './qcow2-bytes.ts'

export interface PinnedImage {
  readonly pin: string
  readonly format: 'raw' | 'qcow2'
}

/** Pins the object, and resolves to the size of the disk in it. Repeating it is no error. */
export async function pinImage(
  storage: Storage,
  pin: string,
  object: ImageObject,
): Promise<{ readonly sizeBytes: number }> {
  const record = await pinned(storage, pin, object)
  if (record === undefined) throw new BlockError('object-missing', object.key)
  try {
    await using opened = await storage.openPin(pin)
    if (opened === undefined) throw new BlockError('object-missing', object.key)
    return { sizeBytes: await diskSize(opened, object.format) }
  } catch (error) {
    await storage.removePin(pin)
    if (!(error instanceof ImageFormatError)) throw error
    throw new BlockError('object-unusable', error.message, { cause: error })
  }
}

async function pinned(storage: Storage, pin: string, { bucket, key, versionId }: ImageObject) {
  try {
    return await storage.pinObject(pin, bucket, key, versionId)
  } catch (error) {
    if (error instanceof StorageError && error.code === 'bucket-missing') return undefined
    throw error
  }
}

/** What the object says it is must be what it is stated to be. */
async function diskSize(object: OpenObject, format: 'raw' | 'qcow2'): Promise<number> {
  const { sizeBytes } = object.record
  if (format === 'raw') {
    if (sizeBytes === 0) throw new ImageFormatError('The image is empty.')
    return Math.ceil(sizeBytes / SECTOR_BYTES) * SECTOR_BYTES
  }
  const read = (offset: number, length: number) => readObject(object, offset, length)
  const image = await inspectImage(read, sizeBytes)
  if (image.format !== 'qcow2') throw new ImageFormatError('The image is not in the qcow2 format.')
  return image.virtualSizeBytes
}

export async function openImage(storage: Storage, image: PinnedImage): Promise<BaseBytes> {
  const object = await storage.openPin(image.pin)
  if (object === undefined) throw new BlockError('object-missing', image.pin)
  try {
    return image.format === 'qcow2' ? await openQcow2(object) : rawBytes(object)
  } catch (error) {
    await object[Symbol.asyncDispose]()
    throw error
  }
}

function rawBytes(object: OpenObject): BaseBytes {
  return {
    sizeBytes: object.record.sizeBytes,
    read: (offset, length) => readObject(object, offset, length),
    mayHoldData: async () => true,
    [Symbol.asyncDispose]: () => object[Symbol.asyncDispose](),
  }
}
