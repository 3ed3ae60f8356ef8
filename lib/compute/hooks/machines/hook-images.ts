import type { Storage } from '../../../../storage/storage.ts'
import type { BaseImage } from '../../hypervisor.ts'
import { imagePin, readObject } from '../../image-source.ts'
import type { ComputeRecords } from '../../records.ts'

export interface HookImage {
  readonly virtualSizeBytes: number
  open(): Promise<BaseImage & AsyncDisposable>
}

/** An account's image, if it is there and may be started. */
export type FindHookImage = (accountId: string, imageId: string) => Promise<HookImage | undefined>

export function createHookImages(options: {
  readonly storage: Storage
  readonly records: ComputeRecords
}): FindHookImage {
  const { storage, records } = options
  return async (accountId, imageId) => {
    const image = await records.images.get(`${accountId}/${imageId}`)
    if (image?.state !== 'available') return undefined
    return {
      virtualSizeBytes: image.virtualSizeBytes,
      async open() {
        const object = await storage.openPin(imagePin(image.id))
        if (!object) throw new Error(`the object of ${image.id} is gone`)
        return {
          format: image.format,
          virtualSizeBytes: image.virtualSizeBytes,
          sizeBytes: image.sizeBytes,
          read: (offset, length) => readObject(object, offset, length),
          [Symbol.asyncDispose]: () => object[Symbol.asyncDispose](),
        }
      },
    }
  }
}
