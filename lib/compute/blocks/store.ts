/** The block store over storage: one in a process, and one process over a journal folder. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from '../../../storage/storage.ts'
import type { Logger } from '../../log.ts'
import { KeyLock } from '../key-lock.ts'
import { createLimiter } from '../limiter.ts'
import { ensureHiddenBucket, hiddenUsage } from './block-objects.ts'
import {
  type BlockDevice,
  BlockError,
  type BlockStore,
  type BlockUsage,
  type ChangedBlock,
  type NewImageSnapshot,
  type NewVolume,
  type ReadableDevice,
  type SnapshotFacts,
  type VolumeFacts,
} from './block-store.ts'
import { changedBlocks } from './changed-blocks.ts'
import { Collector } from './collector.ts'
import { PageMemory } from './generation-map.ts'
import { BLOCK_BYTES } from './geometry.ts'
import { journalsIn } from './journal.ts'
import { openLayers } from './layers.ts'
import { RecentBytes } from './recent-bytes.ts'
import {
  type BlockRecords,
  openBlockRecords,
  requestCollection,
  type VolumeRecord,
} from './records.ts'
import { SequenceNumbers } from './sequence-numbers.ts'
import { SnapshotDevice } from './snapshot-device.ts'
import { type DeviceSettings, defaultDeviceSettings, VolumeDevice } from './volume-device.ts'
import {
  addPoint,
  checkId,
  checkSize,
  type FoundPoint,
  findPoint,
  makeImageSnapshot,
  makeVolume,
  removeSnapshot,
  snapshotFacts,
  targetOf,
} from './volumes.ts'

export interface BlockStoreOptions {
  readonly storage: Storage
  /** For the journals of open volumes; made if it is missing. */
  readonly journalFolder: string
  readonly log: Logger
  readonly settings?: Partial<DeviceSettings>
  /** After something could not be given back. */
  readonly retryDelayMs?: number
}

/** Blocks on their way into storage, of all volumes: each takes two of them in memory. */
const BLOCKS_AT_A_TIME = 32
const RECENT_BYTES_MAX = 32 * 1024 * 1024
/** So many writes may be lost to an unclean end without a number being used twice. */
const SEQUENCE_STEP = 2 ** 32

export async function createBlockStore(options: BlockStoreOptions): Promise<BlockStore> {
  await mkdir(options.journalFolder, { recursive: true, mode: 0o700 })
  const store = new StoredBlocks(options)
  await store.begin()
  return store
}

class StoredBlocks implements BlockStore {
  readonly blockBytes = BLOCK_BYTES
  readonly #options: BlockStoreOptions
  readonly #records: BlockRecords
  readonly #locks = new KeyLock()
  readonly #pages = new PageMemory()
  readonly #limit = createLimiter(BLOCKS_AT_A_TIME)
  readonly #recent = new RecentBytes(RECENT_BYTES_MAX)
  readonly #devices = new Map<string, VolumeDevice>()
  /** Snapshots that are open, by volume and generation. */
  readonly #readers = new Map<string, number>()
  readonly #collector: Collector

  constructor(options: BlockStoreOptions) {
    const { storage, log, retryDelayMs = 5000 } = options
    this.#options = options
    this.#records = openBlockRecords(storage)
    this.#collector = new Collector({
      storage,
      records: this.#records,
      locks: this.#locks,
      isRead: (volumeId, generation) => this.#readers.has(`${volumeId}@${generation}`),
      onPointsGone: volume => this.#devices.get(volume.id)?.setTarget(targetOf(volume)),
      onError: error => log.error({ err: error }, 'the space of deleted blocks was not given back'),
      retryDelayMs,
    })
  }

  /** Takes up what an earlier process left. */
  async begin(): Promise<void> {
    const { journalFolder } = this.#options
    for (const { name, volumeId } of await journalsIn(journalFolder)) {
      const volume = await this.#records.volumes.get(volumeId)
      if (volume === undefined || volume.isDeleted) await rm(join(journalFolder, name))
    }
    this.#collector.wake()
  }

  createVolume(volume: NewVolume): Promise<VolumeFacts> {
    return this.#locks.run(volume.id, async () => {
      const record = await makeVolume(this.#options.storage, this.#records, volume)
      return this.#factsOf(record)
    })
  }

  async getVolume(volumeId: string): Promise<VolumeFacts | undefined> {
    const record = await this.#records.volumes.get(volumeId)
    return record === undefined || record.isDeleted ? undefined : this.#factsOf(record)
  }

  open(volumeId: string): Promise<BlockDevice> {
    return this.#locks.run(volumeId, () => this.#open(volumeId))
  }

  grow(volumeId: string, sizeBytes: number): Promise<VolumeFacts> {
    checkSize(sizeBytes)
    return this.#locks.run(volumeId, async () => {
      const record = await this.#records.volumes.update(volumeId, current => {
        if (current === undefined || current.isDeleted) {
          throw new BlockError('volume-missing', volumeId)
        }
        if (sizeBytes < current.sizeBytes) {
          throw new BlockError('size-invalid', `${volumeId} has ${current.sizeBytes} bytes`)
        }
        return { ...current, sizeBytes }
      })
      if (record === undefined) throw new BlockError('volume-missing', volumeId)
      this.#devices.get(volumeId)?.grow(sizeBytes)
      return this.#factsOf(record)
    })
  }

  deleteVolume(volumeId: string): Promise<void> {
    return this.#locks.run(volumeId, async () => {
      const known = await this.#records.volumes.get(volumeId)
      if (known === undefined || known.isDeleted) return
      await requestCollection(this.#records, volumeId)
      await this.#records.volumes.update(
        volumeId,
        current => current && { ...current, isDeleted: true },
      )
      await this.#devices.get(volumeId)?.discard()
      for (const { name, volumeId: owner } of await journalsIn(this.#options.journalFolder)) {
        if (owner === volumeId) await rm(join(this.#options.journalFolder, name), { force: true })
      }
      this.#collector.wake()
    })
  }

  snapshot(volumeId: string, snapshotId: string): Promise<SnapshotFacts> {
    checkId(snapshotId)
    return this.#locks.run(volumeId, async () => {
      const known = await findPoint(this.#records, snapshotId)
      if (known !== undefined) return snapshotFacts(known)
      const volume = await this.#records.volumes.get(volumeId)
      if (volume === undefined || volume.isDeleted) throw new BlockError('volume-missing', volumeId)
      const { accountId } = volume
      await this.#records.snapshots.update(snapshotId, () => ({ accountId, volumeId }))
      await this.#endGeneration(volumeId, snapshotId)
      const made = await findPoint(this.#records, snapshotId)
      if (made === undefined) throw new BlockError('snapshot-missing', snapshotId)
      return snapshotFacts(made)
    })
  }

  createImageSnapshot(snapshot: NewImageSnapshot): Promise<SnapshotFacts> {
    return this.#locks.run(snapshot.snapshotId, async () =>
      snapshotFacts(await makeImageSnapshot(this.#options.storage, this.#records, snapshot)),
    )
  }

  async getSnapshot(snapshotId: string): Promise<SnapshotFacts | undefined> {
    const found = await findPoint(this.#records, snapshotId)
    return found && snapshotFacts(found)
  }

  async openSnapshot(snapshotId: string): Promise<ReadableDevice & AsyncDisposable> {
    const snapshot = await this.#records.snapshots.get(snapshotId)
    if (snapshot === undefined) throw new BlockError('snapshot-missing', snapshotId)
    // Under the lock, so that the point is not given up before it is known to be read.
    return await this.#locks.run(snapshot.volumeId, async () => {
      const found = await findPoint(this.#records, snapshotId)
      if (found === undefined) throw new BlockError('snapshot-missing', snapshotId)
      const { blocks } = await this.#layersOf(found)
      const { volume, point } = found
      const name = `${volume.id}@${point.generation}`
      this.#readers.set(name, (this.#readers.get(name) ?? 0) + 1)
      const onClosed = () => this.#endReading(volume.id, name)
      return new SnapshotDevice({ sizeBytes: point.sizeBytes, blocks, onClosed })
    })
  }

  async deleteSnapshot(snapshotId: string): Promise<void> {
    const snapshot = await this.#records.snapshots.get(snapshotId)
    if (snapshot === undefined) return
    const { volumeId } = snapshot
    await this.#locks.run(volumeId, () => removeSnapshot(this.#records, volumeId, snapshotId))
    this.#collector.wake()
  }

  async *changedBlocks(
    firstId: string | undefined,
    secondId: string,
    { from = 0 }: { readonly from?: number } = {},
  ): AsyncGenerator<ChangedBlock> {
    const second = await this.#point(secondId)
    const first = firstId === undefined ? undefined : await this.#point(firstId)
    const sizeBytes = Math.max(first?.point.sizeBytes ?? 0, second.point.sizeBytes)
    await using stack = new AsyncDisposableStack()
    const layers = []
    for (const found of [first, second]) {
      const opened = found && (await this.#layersOf(found))
      if (opened) stack.use(opened.blocks)
      layers.push(opened)
    }
    const [before, after] = layers
    if (after === undefined) return
    yield* changedBlocks(before, after, { from, until: Math.ceil(sizeBytes / BLOCK_BYTES) })
  }

  async *volumes(): AsyncGenerator<Pick<VolumeFacts, 'id' | 'accountId'>> {
    for await (const [id, { accountId, isDeleted }] of this.#records.volumes.list()) {
      if (!isDeleted) yield { id, accountId }
    }
  }

  async *snapshots(): AsyncGenerator<Pick<SnapshotFacts, 'id' | 'accountId'>> {
    for await (const [id, { accountId }] of this.#records.snapshots.list()) yield { id, accountId }
  }

  usage(accountId: string): Promise<BlockUsage> {
    return hiddenUsage(this.#options.storage, accountId)
  }

  reclaimed(): Promise<void> {
    return this.#collector.idle()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#collector.close()
    await Promise.all([...this.#devices.values()].map(device => device[Symbol.asyncDispose]()))
  }

  async #endGeneration(volumeId: string, snapshotId: string): Promise<void> {
    const commit = async () => targetOf(await addPoint(this.#records, volumeId, snapshotId))
    const open = this.#devices.get(volumeId)
    if (open !== undefined) return await open.changeGeneration(commit)
    const journals = await journalsIn(this.#options.journalFolder)
    if (!journals.some(journal => journal.volumeId === volumeId)) {
      await commit()
      return
    }
    // What an earlier process acknowledged belongs into the snapshot.
    await using device = await this.#open(volumeId)
    await device.changeGeneration(commit)
  }

  async #open(volumeId: string): Promise<VolumeDevice> {
    if (this.#devices.has(volumeId)) throw new BlockError('volume-in-use', volumeId)
    const reserved = await this.#reserve(volumeId)
    const first = reserved.sequenceLimit - SEQUENCE_STEP
    const { own, blocks } = await openLayers(
      { storage: this.#options.storage, records: this.#records, pages: this.#pages },
      reserved,
      Number.POSITIVE_INFINITY,
    )
    try {
      const device = await this.#openDevice(reserved, { ...own, blocks }, first)
      this.#devices.set(volumeId, device)
      if (device.hasReplayed && reserved.generation > 1) await this.#collectLater(volumeId)
      return device
    } catch (error) {
      await blocks[Symbol.asyncDispose]()
      throw error
    }
  }

  #openDevice(
    volume: VolumeRecord,
    layers: Pick<VolumeDeviceParts, 'objects' | 'map' | 'blocks'>,
    first: number,
  ): Promise<VolumeDevice> {
    const { journalFolder, log, settings } = this.#options
    return VolumeDevice.open({
      ...layers,
      volumeId: volume.id,
      sizeBytes: volume.sizeBytes,
      target: targetOf(volume),
      sequences: new SequenceNumbers(
        { first, limit: volume.sequenceLimit },
        async () => (await this.#reserve(volume.id)).sequenceLimit,
      ),
      journalFolder,
      settings: { ...defaultDeviceSettings, ...settings },
      limit: this.#limit,
      recent: this.#recent,
      loadTarget: async () => targetOf(await this.#volume(volume.id)),
      onError: (error, what) => log.error({ err: error, volume: volume.id }, what),
      onClosed: () => this.#devices.delete(volume.id),
    })
  }

  async #reserve(volumeId: string): Promise<VolumeRecord> {
    const record = await this.#records.volumes.update(volumeId, current => {
      if (current === undefined || current.isDeleted)
        throw new BlockError('volume-missing', volumeId)
      return { ...current, sequenceLimit: current.sequenceLimit + SEQUENCE_STEP }
    })
    if (record === undefined) throw new BlockError('volume-missing', volumeId)
    await ensureHiddenBucket(this.#options.storage, record.accountId)
    return record
  }

  async #volume(volumeId: string): Promise<VolumeRecord> {
    const record = await this.#records.volumes.get(volumeId)
    if (record === undefined) throw new BlockError('volume-missing', volumeId)
    return record
  }

  async #point(snapshotId: string): Promise<FoundPoint> {
    const found = await findPoint(this.#records, snapshotId)
    if (found === undefined) throw new BlockError('snapshot-missing', snapshotId)
    return found
  }

  #layersOf({ volume, point }: FoundPoint) {
    const { storage } = this.#options
    const options = { storage, records: this.#records, pages: this.#pages }
    return openLayers(options, volume, point.generation)
  }

  async #endReading(volumeId: string, name: string): Promise<void> {
    const left = (this.#readers.get(name) ?? 1) - 1
    if (left > 0) this.#readers.set(name, left)
    else this.#readers.delete(name)
    if (left === 0) await this.#collectLater(volumeId)
  }

  async #collectLater(volumeId: string): Promise<void> {
    await requestCollection(this.#records, volumeId)
    this.#collector.wake()
  }

  #factsOf({ id, accountId, sizeBytes }: VolumeRecord): VolumeFacts {
    return { id, accountId, sizeBytes, isOpen: this.#devices.has(id) }
  }
}

type VolumeDeviceParts = Parameters<typeof VolumeDevice.open>[0]
