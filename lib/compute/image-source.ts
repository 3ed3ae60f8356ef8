/** The bytes of images: what looks at their headers and what machines boot from reads here. */

import type { Storage } from '../../storage/storage.ts'
import { type ByteRange, type OpenObject, SMALL_BODY_BYTES_MAX } from '../../storage/storage.ts'
import type { BlockStore } from './blocks/block-store.ts'
import { ComputeError } from './errors.ts'
import type { BaseImage, MachineResolver } from './hypervisor.ts'
import { findImage } from './image-shares.ts'
import { type ComputeRecords, findMachine, type ImageRecord } from './records.ts'
import { diskSpecOf } from './volumes/disk-steps.ts'

/** The name of the pin that holds an image's object. */
export function imagePin(imageId: string): string {
  return `image/${imageId}`
}

/** Bounds what one read of a guest can make us hold: QEMU's NBD client asks for 32 MiB at most. */
const READ_BYTES_MAX = 32 * 1024 * 1024

/** Exactly `length` bytes, less only at the object's end. */
export async function readObject(
  object: OpenObject,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  if (!(offset >= 0 && length >= 0 && length <= READ_BYTES_MAX)) {
    throw new RangeError(`a read of ${length} bytes at ${offset}`)
  }
  const end = Math.min(offset + length, object.record.sizeBytes) - 1
  if (end < offset) return new Uint8Array(0)
  const range: ByteRange = { start: offset, end }
  if (end - offset < SMALL_BODY_BYTES_MAX) return object.bytes(range)
  const whole = new Uint8Array(end - offset + 1)
  let filled = 0
  for await (const chunk of object.read(range)) {
    whole.set(chunk, filled)
    filled += chunk.byteLength
  }
  return filled === whole.byteLength ? whole : whole.subarray(0, filled)
}

/** Resolves what hypervisors ask about machines. Needs only storage: made before any of them. */
export function createMachineResolver(options: {
  readonly storage: Storage
  readonly blocks: Pick<BlockStore, 'open' | 'openSnapshot'>
  readonly records: ComputeRecords
}): MachineResolver {
  const { storage, blocks, records } = options
  return {
    async openBaseImage(machineId): Promise<BaseImage & AsyncDisposable> {
      const machine = await findMachine(records, machineId)
      if (!machine) throw new ComputeError('machine-missing', machineId)
      const image = await findImage(records, machine.accountId, machine.imageId)
      if (image?.location === '') return openRootSnapshot(image, blocks)
      const object = image && (await storage.openPin(imagePin(image.id)))
      if (!object) throw new ComputeError('image-missing', machine.imageId)
      return {
        format: image.format,
        virtualSizeBytes: image.virtualSizeBytes,
        sizeBytes: image.sizeBytes,
        read: (offset, length) => readObject(object, offset, length),
        [Symbol.asyncDispose]: () => object[Symbol.asyncDispose](),
      }
    },
    volumes: {
      async disksOf(machineId) {
        const machine = await findMachine(records, machineId)
        return (machine?.disks ?? []).map(diskSpecOf)
      },
      open: volumeId => blocks.open(volumeId),
    },
  }
}

async function openRootSnapshot(
  { id, disks, rootDeviceName }: ImageRecord,
  blocks: Pick<BlockStore, 'openSnapshot'>,
): Promise<BaseImage & AsyncDisposable> {
  const root = disks.find(disk => disk.deviceName === rootDeviceName)
  if (!root) throw new ComputeError('image-missing', id)
  const device = await blocks.openSnapshot(root.snapshotId)
  const { sizeBytes } = device
  return {
    format: 'raw',
    virtualSizeBytes: sizeBytes,
    sizeBytes,
    read: (offset, length) => device.read(offset, Math.min(length, sizeBytes - offset)),
    [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
  }
}
