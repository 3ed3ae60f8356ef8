/**
 * Images are versions of objects in buckets, held by a pin from registration until the last machine
 * that uses them is gone: deleting or overwriting the object does not matter to them. An image's
 * record is written before its pin is made and removed after the pin is, so a crash leaves a record
 * in state `pending` or `deregistered` behind, never a pin that nothing names.
 */
import type { ObjectRecord, OpenObject, Storage } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import { BlockError, type BlockStore } from './blocks/block-store.ts'
import { ComputeError } from './errors.ts'
import { newId } from './ids.ts'
import { ImageFormatError } from './image-formats/image-format-error.ts'
import { inspectImage } from './image-formats/inspect-image.ts'
import { findImage, openImageShares } from './image-shares.ts'
import { imagePin, readObject } from './image-source.ts'
import {
  type BootMode,
  type ComputeRecords,
  documentId,
  type ImageRecord,
  type Tags,
} from './records.ts'
import type { Audience, Shares } from './shares.ts'
import type { ImageDisk } from './volumes/volume-records.ts'
import { gibibyte } from './volumes/volumes.ts'

export interface Registration {
  readonly accountId: string
  readonly name: string
  readonly description: string
  /** `bucket/key`, optionally with `?versionId=…` behind it. */
  readonly location: string
  readonly architecture: string
  readonly rootDeviceName: string
  readonly enaSupport: boolean
  /** What its owner says of it; absent: nothing. */
  readonly sriovNetSupport?: string
  /** Absent: legacy-bios. */
  readonly bootMode?: BootMode
  readonly tags: Tags
}

/** Of an image whose disks are made of snapshots. */
export interface DisksRegistration extends Omit<Registration, 'location'> {
  /** Absent: a new one. */
  readonly id?: string
  readonly disks: readonly ImageDisk[]
}

export interface Images {
  register(registration: Registration): Promise<ImageRecord>
  /**
   * `disks` is called when the image's name is taken, so that nothing is made in vain; their
   * snapshots are the account's own.
   */
  registerDisks(
    registration: Omit<DisksRegistration, 'disks'>,
    disks: () => Promise<readonly ImageDisk[]>,
  ): Promise<ImageRecord>
  /**
   * Also another account's, if it is shared; `undefined` for what the account may not use, and for
   * those that are not available (any more).
   */
  get(accountId: string, imageId: string): Promise<ImageRecord | undefined>
  /** The account's own and those that it may use, in the order of their ids. */
  list(accountId: string, after?: string): AsyncIterable<ImageRecord>
  /** Throws `image-missing` for an image that is not the account's own. */
  share(
    accountId: string,
    imageId: string,
    change: (current: Audience) => Audience,
  ): Promise<ImageRecord>
  describe(accountId: string, imageId: string, description: string): Promise<void>
  /** Machines that use it go on; the bytes are released with the last of them. */
  deregister(accountId: string, imageId: string): Promise<void>
  /** Removes a deregistered image that no machine uses; to be called when a machine is gone. */
  releaseUnused(accountId: string, imageId: string): Promise<void>
  /** Removes what a crash left half-done. */
  repair(): Promise<void>
}

export interface ImagesOptions {
  readonly storage: Storage
  readonly blocks: Pick<BlockStore, 'createImageSnapshot' | 'deleteSnapshot'>
  readonly records: ComputeRecords
  readonly clock: Clock
  /** Whether an account may read an object of its own bucket; absent: any. */
  readonly mayRead?: MayRead | undefined
}

/** Storage does not know whose an object is; whoever does tells it here. */
export type MayRead = (accountId: string, object: ObjectRecord) => Promise<boolean>

const SHARED_WITH_MAX = 500

export function createImages(options: ImagesOptions): Images {
  return new PinnedImages(options)
}

class PinnedImages implements Images {
  readonly #options: ImagesOptions
  readonly #shares: Shares<ImageRecord>

  constructor(options: ImagesOptions) {
    this.#options = options
    this.#shares = openImageShares(options.records)
  }

  /** The location's object, pinned; the caller must own its bucket. */
  async #pin(imageId: string, registration: Registration): Promise<ObjectRecord> {
    const { bucket, key, versionId } = parseLocation(registration.location)
    const owner = (await this.#options.storage.getBucket(bucket))?.ownerId
    const isOwn = owner === registration.accountId
    const object =
      isOwn && (await this.#options.storage.pinObject(imagePin(imageId), bucket, key, versionId))
    const { mayRead = async () => true } = this.#options
    // What belongs to others looks as if it were not there.
    if (!object || !(await mayRead(registration.accountId, object))) {
      throw new ComputeError('image-location-missing', registration.location)
    }
    return object
  }

  async #inspectPin(imageId: string, object: ObjectRecord) {
    await using opened: OpenObject | undefined = await this.#options.storage.openPin(
      imagePin(imageId),
    )
    if (!opened) throw new ComputeError('image-location-missing', object.key)
    try {
      const read = (offset: number, length: number) => readObject(opened, offset, length)
      return await inspectImage(read, object.sizeBytes)
    } catch (cause) {
      if (!(cause instanceof ImageFormatError)) throw cause
      throw new ComputeError('image-invalid', cause.message, { cause })
    }
  }

  async #claimName(image: ImageRecord): Promise<void> {
    const id = `${image.accountId}/${image.name}`
    const holder = await this.#options.records.imageNames.get(id)
    const holding =
      holder && (await this.#options.records.images.get(`${image.accountId}/${holder.imageId}`))
    if (holding && holding.state !== 'deregistered') {
      throw new ComputeError('image-name-taken', image.name)
    }
    await this.#options.records.imageNames.update(id, current => {
      // Only the claim that was just seen to be stale may be taken over.
      if (current?.imageId !== holder?.imageId) {
        throw new ComputeError('image-name-taken', image.name)
      }
      return { imageId: image.id }
    })
  }

  async #remove(image: ImageRecord): Promise<void> {
    if (image.location !== '') {
      await this.#options.blocks.deleteSnapshot(imageSnapshotId(image.id))
      await this.#options.storage.removePin(imagePin(image.id))
    }
    await this.#options.records.imageNames.update(`${image.accountId}/${image.name}`, current =>
      current?.imageId === image.id ? undefined : current,
    )
    await this.#options.records.images.update(documentId(image), () => undefined)
    await this.#shares.forget(image)
  }

  /** By whomever: it may have been shared. */
  async #isUsed(image: ImageRecord): Promise<boolean> {
    for await (const [, machine] of this.#options.records.machines.list()) {
      if (machine.imageId === image.id && machine.state !== 'terminated') return true
    }
    return false
  }

  async releaseUnused(accountId: string, imageId: string): Promise<void> {
    const image = await findImage(this.#options.records, accountId, imageId)
    if (image?.state === 'deregistered' && !(await this.#isUsed(image))) await this.#remove(image)
  }

  async register(registration: Registration): Promise<ImageRecord> {
    const pending = pendingImage(registration, this.#options.clock.now())
    await this.#shares.claim(pending)
    await this.#options.records.images.update(documentId(pending), () => pending)
    await using undo = new AsyncDisposableStack()
    undo.defer(() => this.#remove(pending))
    await this.#claimName(pending)
    const object = await this.#pin(pending.id, registration)
    const { format, virtualSizeBytes } = await this.#inspectPin(pending.id, object)
    await this.#makeSnapshot(pending, object, format)
    const { sizeBytes, versionId } = object
    const image: ImageRecord = {
      ...pending,
      versionId,
      format,
      virtualSizeBytes,
      sizeBytes,
      disks: [rootDiskOf(pending, virtualSizeBytes)],
      state: 'available',
    }
    await this.#options.records.images.update(documentId(image), () => image)
    undo.move()
    return image
  }

  /** What volumes of machines begin with: the object as it is, held by the block store as well. */
  async #makeSnapshot(
    { id, accountId, location }: ImageRecord,
    { key, versionId, modifiedAtMs }: ObjectRecord,
    format: ImageRecord['format'],
  ): Promise<void> {
    const { storage, blocks } = this.#options
    const { bucket } = parseLocation(location)
    const object = { bucket, key, versionId, format }
    try {
      await blocks.createImageSnapshot({ snapshotId: imageSnapshotId(id), accountId, object })
    } catch (cause) {
      if (!(cause instanceof BlockError)) throw cause
      throw new ComputeError('image-invalid', cause.message, { cause })
    }
    // Overwritten between the two, it would be another object than the one that was looked at.
    const now = await storage.statObject(bucket, key, versionId)
    if (now?.modifiedAtMs !== modifiedAtMs) {
      throw new ComputeError('image-location-missing', location)
    }
  }

  async registerDisks(
    registration: Omit<DisksRegistration, 'disks'>,
    makeDisks: () => Promise<readonly ImageDisk[]>,
  ): Promise<ImageRecord> {
    const { records, clock } = this.#options
    const pending = pendingImage({ ...registration, location: '' }, clock.now())
    await this.#shares.claim(pending)
    await records.images.update(documentId(pending), () => pending)
    await using undo = new AsyncDisposableStack()
    undo.defer(() => this.#remove(pending))
    await this.#claimName(pending)
    const disks = await makeDisks()
    // From here on their snapshots are in use; one that was deleted just before is noticed.
    await records.images.update(documentId(pending), () => ({ ...pending, disks }))
    for (const { snapshotId } of disks) {
      if (snapshotId === '') continue
      const snapshot = await records.snapshots.get(`${registration.accountId}/${snapshotId}`)
      if (snapshot?.state !== 'completed') throw new ComputeError('snapshot-missing', snapshotId)
    }
    const root = disks.find(disk => disk.deviceName === registration.rootDeviceName)
    const sizeBytes = (root?.sizeGib ?? 0) * gibibyte
    const image: ImageRecord = {
      ...pending,
      disks,
      sizeBytes,
      virtualSizeBytes: sizeBytes,
      state: 'available',
    }
    await records.images.update(documentId(image), () => image)
    undo.move()
    return image
  }

  async get(accountId: string, imageId: string): Promise<ImageRecord | undefined> {
    const image = await this.#shares.get(accountId, imageId)
    return image?.state === 'available' ? image : undefined
  }

  async *list(accountId: string, after?: string): AsyncIterable<ImageRecord> {
    for await (const image of this.#shares.list(accountId, after)) {
      if (image.state === 'available') yield image
    }
  }

  async share(
    accountId: string,
    imageId: string,
    change: (current: Audience) => Audience,
  ): Promise<ImageRecord> {
    const image = await this.#shares.change(accountId, imageId, current => {
      const audience = change(current)
      if (audience.accountIds.length <= SHARED_WITH_MAX) return audience
      throw new ComputeError('image-share-limit-exceeded', imageId)
    })
    if (image?.state !== 'available') throw new ComputeError('image-missing', imageId)
    return image
  }

  async describe(accountId: string, imageId: string, description: string): Promise<void> {
    await this.#options.records.images.update(`${accountId}/${imageId}`, current => {
      if (current?.state !== 'available') throw new ComputeError('image-missing', imageId)
      return { ...current, description }
    })
  }

  async deregister(accountId: string, imageId: string): Promise<void> {
    await this.#options.records.images.update(`${accountId}/${imageId}`, current => {
      if (current?.state !== 'available') throw new ComputeError('image-missing', imageId)
      return { ...current, state: 'deregistered' }
    })
    await this.releaseUnused(accountId, imageId)
  }

  async repair(): Promise<void> {
    for await (const [, image] of this.#options.records.images.list()) {
      if (image.state === 'pending') await this.#remove(image)
      else if (image.state === 'deregistered') await this.releaseUnused(image.accountId, image.id)
    }
  }
}

function pendingImage(
  registration: Registration & { readonly id?: string },
  now: number,
): ImageRecord {
  return {
    ...registration,
    id: registration.id ?? newId('ami'),
    versionId: '',
    disks: [],
    format: 'raw',
    virtualSizeBytes: 0,
    sizeBytes: 0,
    state: 'pending',
    createdAtMs: now,
  }
}

/** The block store's name of an image's object; nobody's snapshot. */
function imageSnapshotId(imageId: string): string {
  return `image-${imageId}`
}

/** What the volume of a machine begins with; empty: zeroes. */
export function sourceOf(image: ImageRecord, disk: ImageDisk): string {
  const isObject = disk.snapshotId === '' && disk.deviceName === image.rootDeviceName
  return isObject ? imageSnapshotId(image.id) : disk.snapshotId
}

function rootDiskOf({ rootDeviceName }: ImageRecord, virtualSizeBytes: number): ImageDisk {
  return {
    deviceName: rootDeviceName,
    snapshotId: '',
    sizeGib: Math.max(Math.ceil(virtualSizeBytes / gibibyte), 1),
    volumeType: 'gp2',
    iops: 0,
    throughputMibps: 0,
    deleteOnTermination: true,
  }
}

interface Location {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
}

function parseLocation(text: string): Location {
  const [, bucket, key, versionId] =
    /^(?:s3:\/\/|\/)?([^/?]{3,63})\/(.{1,1024}?)(?:\?versionId=([^?&]{1,256}))?$/s.exec(text) ?? []
  if (bucket === undefined || key === undefined) {
    throw new ComputeError('image-location-invalid', text.slice(0, 256))
  }
  return { bucket, key, versionId }
}
