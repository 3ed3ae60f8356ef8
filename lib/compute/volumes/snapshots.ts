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

/** Whom a snapshot is shared with. */
export interface Audience {
  readonly accountIds: readonly string[]
  readonly isPublic: boolean
}

export interface Snapshots {
  create(snapshot: NewSnapshot): Promise<SnapshotRecord>
  copy(copy: SnapshotCopy): Promise<SnapshotRecord>
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
  /** Finishes what a crash left half-done. */
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
const EVERYBODY = 'all'

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  return new StoredSnapshots(options)
}

class StoredSnapshots implements Snapshots {
  readonly #options: SnapshotsOptions

  constructor(options: SnapshotsOptions) {
    this.#options = options
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
    const { blocks } = this.#options
    checkTagCount(tags)
    const source = await this.requireUsable(accountId, sourceId)
    const { volumeSizeGib } = source
    const snapshot = this.#draw({
      accountId,
      volumeId: NO_VOLUME,
      volumeSizeGib,
      description,
      tags,
    })
    return this.#make(snapshot, async () => {
      const sizeBytes = (await blocks.getSnapshot(sourceId))?.sizeBytes
      if (sizeBytes === undefined) throw new ComputeError('snapshot-missing', sourceId)
      // A volume that lives for a moment: what it shares with the source is never copied.
      const between = { id: betweenId(snapshot), accountId, sizeBytes, snapshotId: sourceId }
      await translated(sourceId, blocks.createVolume(between))
      await translated(sourceId, blocks.snapshot(between.id, snapshot.id))
      await blocks.deleteVolume(between.id)
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
      await records.snapshotOwners.update(snapshot.id, () => ({ accountId: snapshot.accountId }))
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

  async #find(snapshotId: string): Promise<SnapshotRecord | undefined> {
    const { records } = this.#options
    const owner = await records.snapshotOwners.get(snapshotId)
    return owner && records.snapshots.get(`${owner.accountId}/${snapshotId}`)
  }

  async get(accountId: string, snapshotId: string): Promise<SnapshotRecord | undefined> {
    const snapshot = await this.#find(snapshotId)
    return snapshot && mayUse(snapshot, accountId) ? snapshot : undefined
  }

  async *list(accountId: string, after?: string): AsyncIterable<SnapshotRecord> {
    const { records } = this.#options
    const shared = new Set<string>()
    for (const audience of [accountId, EVERYBODY]) {
      for await (const [id] of records.snapshotShares.list({ prefix: `${audience}/` })) {
        const snapshotId = id.slice(audience.length + 1)
        if (after === undefined || snapshotId > after) shared.add(snapshotId)
      }
    }
    const waiting = [...shared].sort().values()
    let next = waiting.next()
    for await (const own of listOwned(records.snapshots, accountId, after)) {
      for (; !next.done && next.value < own.id; next = waiting.next()) {
        const other = await this.get(accountId, next.value)
        if (other && other.accountId !== accountId) yield other
      }
      yield own
    }
    for (; !next.done; next = waiting.next()) {
      const other = await this.get(accountId, next.value)
      if (other && other.accountId !== accountId) yield other
    }
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
    await this.#unlist(snapshot, audienceOf(snapshot))
    await records.snapshots.update(documentId(snapshot), () => undefined)
    await records.snapshotOwners.update(snapshot.id, () => undefined)
  }

  async share(
    accountId: string,
    snapshotId: string,
    change: (current: Audience) => Audience,
  ): Promise<void> {
    const { records, locks } = this.#options
    await locks.run(snapshotId, async () => {
      const id = `${accountId}/${snapshotId}`
      const snapshot = await records.snapshots.get(id)
      if (!snapshot) throw new ComputeError('snapshot-missing', snapshotId)
      const before = audienceOf(snapshot)
      const after = change(before)
      if (after.accountIds.length > SHARED_WITH_MAX) {
        throw new ComputeError('snapshot-limit-exceeded', snapshotId)
      }
      // The index has what is shared at least; the record decides.
      for (const name of namesOf(after)) {
        await records.snapshotShares.update(`${name}/${snapshotId}`, () => ({ accountId }))
      }
      await records.snapshots.update(
        id,
        current =>
          current && { ...current, sharedWith: after.accountIds, isPublic: after.isPublic },
      )
      const kept = new Set(namesOf(after))
      await this.#unlist(snapshot, before, kept)
    })
  }

  async #unlist(
    { id }: SnapshotRecord,
    audience: Audience,
    kept: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    for (const name of namesOf(audience)) {
      if (kept.has(name)) continue
      await this.#options.records.snapshotShares.update(`${name}/${id}`, () => undefined)
    }
  }

  async sweep(): Promise<void> {
    const { records, locks } = this.#options
    for await (const [id, { id: snapshotId, state }] of records.snapshots.list()) {
      if (state === 'completed') continue
      // What is being worked on now is in its final state once the lock is had.
      await locks.run(snapshotId, async () => {
        const current = await records.snapshots.get(id)
        if (current && current.state !== 'completed') await this.#remove(current)
      })
    }
    for await (const [snapshotId] of records.snapshotOwners.list()) {
      await locks.run(snapshotId, async () => {
        if (await this.#find(snapshotId)) return
        await records.snapshotOwners.update(snapshotId, () => undefined)
      })
    }
  }
}

function betweenId({ id }: SnapshotRecord): string {
  return `copy-${id}`
}

function audienceOf({ sharedWith, isPublic }: SnapshotRecord): Audience {
  return { accountIds: sharedWith, isPublic }
}

function namesOf({ accountIds, isPublic }: Audience): readonly string[] {
  return isPublic ? [...accountIds, EVERYBODY] : accountIds
}

function mayUse(snapshot: SnapshotRecord, accountId: string): boolean {
  if (snapshot.accountId === accountId) return true
  return snapshot.isPublic || snapshot.sharedWith.includes(accountId)
}
