/**
 * Snapshots: their records and whom they are shared with. As with volumes, a record is written
 * before its data is made and removed after the data is gone.
 */
import type { Clock } from '../../clock.ts'
import type { BlockStore } from '../blocks/block-store.ts'
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { KeyLock } from '../key-lock.ts'
import { type ComputeRecords, documentId, listOwned, type Tags } from '../records.ts'
import { type Audience, Shares } from '../shares.ts'
import { checkTagCount } from '../tags.ts'
import { translated } from './block-failures.ts'
import type { SnapshotRecord } from './volume-records.ts'

export interface NewSnapshot {
  readonly accountId: string
  readonly volumeId: string
  readonly description: string
  readonly tags: Tags
}

export interface SnapshotCopy {
  readonly accountId: string
  readonly sourceId: string
  readonly description: string
  readonly tags: Tags
}

interface UnownedSnapshot {
  readonly accountId: string
  readonly volumeSizeGib: number
  readonly description: string
  readonly tags: Tags
}

export interface DerivedSnapshot extends UnownedSnapshot {
  /** Of a snapshot in the block store. */
  readonly sourceId: string
}

export interface AdoptedSnapshot extends UnownedSnapshot {
  /** With one, a repeat finds the snapshot that is there. */
  readonly id?: string
  readonly blockVolumeId: string
}

export interface Snapshots {
  create(snapshot: NewSnapshot): Promise<SnapshotRecord>
  copy(copy: SnapshotCopy): Promise<SnapshotRecord>
  /** A copy of what the block store has, whoever's it is: the caller has asked who may. */
  derive(snapshot: DerivedSnapshot): Promise<SnapshotRecord>
  /** Of a volume of the block store that has no record: of a disk that was brought in. */
  adopt(snapshot: AdoptedSnapshot): Promise<SnapshotRecord>
  /** Also another account's, if it is shared; `undefined` looks like one that is not there. */
  get(accountId: string, snapshotId: string): Promise<SnapshotRecord | undefined>
  /** The account's own and those that it may use, in the order of their ids. */
  list(accountId: string, after?: string): AsyncIterable<SnapshotRecord>
  /** Throws unless the account may make volumes of it now. */
  requireUsable(accountId: string, snapshotId: string): Promise<SnapshotRecord>
  /** Only by its owner, and not while an image needs it. */
  delete(accountId: string, snapshotId: string): Promise<void>
  share(
    accountId: string,
    snapshotId: string,
    change: (current: Audience) => Audience,
  ): Promise<void>
  /** Finishes what a crash left half-done, and removes data that no record names. */
  sweep(): Promise<void>
}

export interface SnapshotsOptions {
  readonly records: ComputeRecords
  readonly blocks: BlockStore
  readonly locks: KeyLock
  readonly clock: Clock
}

/** What a copy says of the volume it is of, as on EC2. */
const NO_VOLUME = 'vol-ffffffff'
const SHARED_WITH_MAX = 500

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  return new StoredSnapshots(options)
}

class StoredSnapshots implements Snapshots {
  readonly #options: SnapshotsOptions
  readonly #shares: Shares<SnapshotRecord>

  constructor(options: SnapshotsOptions) {
    this.#options = options
    const { snapshots, snapshotOwners, snapshotShares } = options.records
    this.#shares = new Shares({ records: snapshots, owners: snapshotOwners, index: snapshotShares })
  }

  async create({ accountId, volumeId, description, tags }: NewSnapshot): Promise<SnapshotRecord> {
    const { records, blocks, locks } = this.#options
    checkTagCount(tags)
    return locks.run(volumeId, async () => {
      const volume = await records.volumes.get(`${accountId}/${volumeId}`)
      if (!volume) throw new ComputeError('volume-missing', volumeId)
      if (volume.state !== 'ready') throw new ComputeError('volume-not-ready', volumeId)
      const snapshot = this.#draw({
        accountId,
        volumeId,
        volumeSizeGib: volume.sizeGib,
        description,
        tags,
      })
      return this.#make(snapshot, async () => {
        await translated(volumeId, blocks.snapshot(volumeId, snapshot.id))
      })
    })
  }

  async copy({ accountId, sourceId, description, tags }: SnapshotCopy): Promise<SnapshotRecord> {
    const { volumeSizeGib } = await this.requireUsable(accountId, sourceId)
    return this.derive({ accountId, sourceId, volumeSizeGib, description, tags })
  }

  async derive({ sourceId, ...facts }: DerivedSnapshot): Promise<SnapshotRecord> {
    const { blocks } = this.#options
    checkTagCount(facts.tags)
    const snapshot = this.#draw({ ...facts, volumeId: NO_VOLUME })
    return this.#make(snapshot, async () => {
      const sizeBytes = (await blocks.getSnapshot(sourceId))?.sizeBytes
      if (sizeBytes === undefined) throw new ComputeError('snapshot-missing', sourceId)
      // A volume that lives for a moment: what it shares with the source is never copied.
      const { accountId } = facts
      const between = { id: betweenId(snapshot), accountId, sizeBytes, snapshotId: sourceId }
      await translated(sourceId, blocks.createVolume(between))
      await translated(sourceId, blocks.snapshot(between.id, snapshot.id))
      await blocks.deleteVolume(between.id)
    })
  }

  async adopt({ id, blockVolumeId, ...facts }: AdoptedSnapshot): Promise<SnapshotRecord> {
    const { records, blocks } = this.#options
    const known = id && (await records.snapshots.get(`${facts.accountId}/${id}`))
    if (known && known.state === 'completed') return known
    const drawn = this.#draw({ ...facts, volumeId: NO_VOLUME })
    const snapshot = id === undefined ? drawn : { ...drawn, id }
    return this.#make(snapshot, async () => {
      await translated(blockVolumeId, blocks.snapshot(blockVolumeId, snapshot.id))
    })
  }

  #draw(
    facts: Pick<
      SnapshotRecord,
      'accountId' | 'volumeId' | 'volumeSizeGib' | 'description' | 'tags'
    >,
  ): SnapshotRecord {
    return {
      ...facts,
      id: newId('snap'),
      state: 'pending',
      sharedWith: [],
      isPublic: false,
      startedAtMs: this.#options.clock.now(),
      completedAtMs: 0,
    }
  }

  #make(snapshot: SnapshotRecord, fill: () => Promise<void>): Promise<SnapshotRecord> {
    const { records, locks, clock } = this.#options
    return locks.run(snapshot.id, async () => {
      await this.#shares.claim(snapshot)
      await records.snapshots.update(documentId(snapshot), () => snapshot)
      try {
        await fill()
      } catch (error) {
        await this.#remove(snapshot)
        throw error
      }
      const done: SnapshotRecord = { ...snapshot, state: 'completed', completedAtMs: clock.now() }
      await records.snapshots.update(documentId(snapshot), () => done)
      return done
    })
  }

  get(accountId: string, snapshotId: string): Promise<SnapshotRecord | undefined> {
    return this.#shares.get(accountId, snapshotId)
  }

  list(accountId: string, after?: string): AsyncIterable<SnapshotRecord> {
    return this.#shares.list(accountId, after)
  }

  async requireUsable(accountId: string, snapshotId: string): Promise<SnapshotRecord> {
    const snapshot = await this.get(accountId, snapshotId)
    if (!snapshot || snapshot.state === 'deleting') {
      throw new ComputeError('snapshot-missing', snapshotId)
    }
    if (snapshot.state !== 'completed') throw new ComputeError('snapshot-incomplete', snapshotId)
    return snapshot
  }

  async delete(accountId: string, snapshotId: string): Promise<void> {
    const { records, locks } = this.#options
    const id = `${accountId}/${snapshotId}`
    await locks.run(snapshotId, async () => {
      const doomed = await records.snapshots.update(id, current => {
        if (!current) throw new ComputeError('snapshot-missing', snapshotId)
        return { ...current, state: 'deleting' }
      })
      if (!doomed) return
      // Looked for after the mark, which an image that is made now looks for in its turn.
      const user = await this.#imageOf(accountId, snapshotId)
      if (user !== undefined) {
        await records.snapshots.update(id, current => current && { ...current, state: 'completed' })
        throw new ComputeError('snapshot-in-use', `${snapshotId} ${user}`)
      }
      await this.#remove(doomed)
    })
  }

  async #imageOf(accountId: string, snapshotId: string): Promise<string | undefined> {
    for await (const image of listOwned(this.#options.records.images, accountId)) {
      if (image.state === 'deregistered') continue
      if (image.disks.some(disk => disk.snapshotId === snapshotId)) return image.id
    }
    return undefined
  }

  async #remove(snapshot: SnapshotRecord): Promise<void> {
    const { records, blocks } = this.#options
    // What a copy that was interrupted left of its volume.
    if (snapshot.volumeId === NO_VOLUME) await blocks.deleteVolume(betweenId(snapshot))
    await blocks.deleteSnapshot(snapshot.id)
    await records.snapshots.update(documentId(snapshot), () => undefined)
    await this.#shares.forget(snapshot)
  }

  async share(
    accountId: string,
    snapshotId: string,
    change: (current: Audience) => Audience,
  ): Promise<void> {
    await this.#options.locks.run(snapshotId, async () => {
      const snapshot = await this.#shares.change(accountId, snapshotId, current => {
        const audience = change(current)
        if (audience.accountIds.length <= SHARED_WITH_MAX) return audience
        throw new ComputeError('snapshot-limit-exceeded', snapshotId)
      })
      if (!snapshot) throw new ComputeError('snapshot-missing', snapshotId)
    })
  }

  async sweep(): Promise<void> {
    const { records, blocks, locks } = this.#options
    for await (const [id, { id: snapshotId, state }] of records.snapshots.list()) {
      if (state === 'completed') continue
      // What is being worked on now is in its final state once the lock is had.
      await locks.run(snapshotId, async () => {
        const current = await records.snapshots.get(id)
        if (current && current.state !== 'completed') await this.#remove(current)
      })
    }
    for await (const { id, accountId } of blocks.snapshots()) {
      // Others are those of images, or of somebody else's making.
      if (!id.startsWith('snap-')) continue
      await locks.run(id, async () => {
        if (!(await records.snapshots.get(`${accountId}/${id}`))) await blocks.deleteSnapshot(id)
      })
    }
    for await (const [snapshotId] of records.snapshotOwners.list()) {
      await locks.run(snapshotId, async () => {
        if (await this.#shares.find(snapshotId)) return
        await records.snapshotOwners.update(snapshotId, () => undefined)
      })
    }
  }
}

function betweenId({ id }: SnapshotRecord): string {
  return `copy-${id}`
}
