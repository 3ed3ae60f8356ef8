/**
 * Volumes: their records and what owners ask of them. A record is written before its data is made
 * and removed after the data is gone, so a crash leaves a record in state `creating` or `deleting`
 * behind, never data that nothing names; the sweep finishes what it finds so.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { BlockStore } from '../blocks/block-store.ts'
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { KeyLock } from '../key-lock.ts'
import { type ComputeRecords, documentId, listOwned, type Tags } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { translated } from './block-failures.ts'
import type { VolumePerformance, VolumeRecord } from './volume-records.ts'

export interface NewVolume extends VolumePerformance {
  readonly accountId: string
  readonly sizeGib: number
  /** Empty: zeroes. */
  readonly snapshotId: string
  readonly tags: Tags
  /** Empty: every call makes a volume of its own. */
  readonly clientToken: string
}

/** A volume that is made with its machine and is the machine's from the start. */
export interface MachineVolume extends VolumePerformance {
  readonly id: string
  readonly accountId: string
  readonly machineId: string
  readonly sizeGib: number
  /** Of the block store: what its bytes begin with; empty: zeroes. */
  readonly sourceId: string
  /** As its owner sees it; empty where the source is no snapshot of theirs. */
  readonly snapshotId: string
  readonly tags: Tags
}

export interface Volumes {
  create(volume: NewVolume): Promise<VolumeRecord>
  createFor(volume: MachineVolume): Promise<VolumeRecord>
  get(accountId: string, volumeId: string): Promise<VolumeRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<VolumeRecord>
  delete(accountId: string, volumeId: string): Promise<void>
  /** If it is that machine's, which is gone; it is nobody's in between. */
  deleteOf(claim: {
    readonly accountId: string
    readonly machineId: string
    readonly volumeId: string
  }): Promise<void>
  setAutoEnablesIo(accountId: string, volumeId: string, value: boolean): Promise<void>
  /** Finishes what a crash left half-done, and removes data that no record names. */
  sweep(): Promise<void>
}

export interface VolumesOptions {
  readonly records: ComputeRecords
  readonly blocks: BlockStore
  /** Throws unless the account may make volumes of the snapshot. */
  readonly requireSnapshot: (accountId: string, snapshotId: string) => Promise<void>
  /** What concerns one volume is done in turn. */
  readonly locks: KeyLock
  readonly clock: Clock
}

export const gibibyte: number = 2 ** 30

const TOKEN_REMEMBERED_MS = 24 * 3_600_000

export function createVolumes(options: VolumesOptions): Volumes {
  return new StoredVolumes(options)
}

class StoredVolumes implements Volumes {
  readonly #options: VolumesOptions

  constructor(options: VolumesOptions) {
    this.#options = options
  }

  async create(volume: NewVolume): Promise<VolumeRecord> {
    const { clientToken, ...wanted } = volume
    checkTagCount(wanted.tags)
    if (clientToken === '') return this.#createNew(newId('vol'), wanted)
    const token = `${volume.accountId}/${clientToken}`
    return this.#options.locks.run(token, async () => {
      const { volumeId, record } = await this.#claim(token, volume)
      return record ?? this.#createNew(volumeId, wanted)
    })
  }

  /** What the first use of the token made, or the id that it is to make. */
  async #claim(token: string, volume: NewVolume) {
    const { records, clock } = this.#options
    const fingerprint = fingerprintOf(volume)
    const earlier = await records.volumeTokens.get(token)
    if (earlier && earlier.fingerprint !== fingerprint) {
      throw new ComputeError('token-mismatch', volume.clientToken)
    }
    const record = earlier && (await this.get(volume.accountId, earlier.volumeId))
    if (record) return { volumeId: record.id, record }
    const claim = { fingerprint, volumeId: newId('vol'), createdAtMs: clock.now() }
    await records.volumeTokens.update(token, () => claim)
    return { volumeId: claim.volumeId, record: undefined }
  }

  async #createNew(
    volumeId: string,
    wanted: Omit<NewVolume, 'clientToken'>,
  ): Promise<VolumeRecord> {
    const { accountId, snapshotId: sourceId } = wanted
    if (sourceId !== '') await this.#options.requireSnapshot(accountId, sourceId)
    return this.createFor({ ...wanted, id: volumeId, machineId: '', sourceId })
  }

  createFor({ sourceId, ...wanted }: MachineVolume): Promise<VolumeRecord> {
    const { records, blocks, locks, clock } = this.#options
    return locks.run(wanted.id, async () => {
      const { id: volumeId, accountId } = wanted
      const record: VolumeRecord = {
        ...wanted,
        state: 'creating',
        autoEnablesIo: false,
        createdAtMs: clock.now(),
      }
      await records.volumes.update(documentId(record), () => record)
      try {
        const sizeBytes = wanted.sizeGib * gibibyte
        const source = sourceId === '' ? {} : { snapshotId: sourceId }
        const made = blocks.createVolume({ id: volumeId, accountId, sizeBytes, ...source })
        await translated(volumeId, made)
      } catch (error) {
        await this.#remove(record)
        throw error
      }
      const ready: VolumeRecord = { ...record, state: 'ready' }
      await records.volumes.update(documentId(record), () => ready)
      return ready
    })
  }

  get(accountId: string, volumeId: string): Promise<VolumeRecord | undefined> {
    return this.#options.records.volumes.get(`${accountId}/${volumeId}`)
  }

  list(accountId: string, after?: string): AsyncIterable<VolumeRecord> {
    return listOwned(this.#options.records.volumes, accountId, after)
  }

  async delete(accountId: string, volumeId: string): Promise<void> {
    await this.#options.locks.run(volumeId, async () => {
      const id = `${accountId}/${volumeId}`
      const doomed = await this.#options.records.volumes.update(id, current => {
        if (!current) throw new ComputeError('volume-missing', volumeId)
        if (current.machineId !== '') throw new ComputeError('volume-in-use', volumeId)
        if (current.state === 'creating') throw new ComputeError('volume-not-ready', volumeId)
        return { ...current, state: 'deleting' }
      })
      if (doomed) await this.#remove(doomed)
    })
  }

  async deleteOf(claim: Parameters<Volumes['deleteOf']>[0]): Promise<void> {
    const { accountId, machineId, volumeId } = claim
    const id = `${accountId}/${volumeId}`
    await this.#options.locks.run(volumeId, async () => {
      if ((await this.get(accountId, volumeId))?.machineId !== machineId) return
      const doomed = await this.#options.records.volumes.update(id, current =>
        current?.machineId === machineId
          ? { ...current, machineId: '', state: 'deleting' }
          : current,
      )
      if (doomed?.state === 'deleting') await this.#remove(doomed)
    })
  }

  async #remove(volume: VolumeRecord): Promise<void> {
    await this.#options.blocks.deleteVolume(volume.id)
    await this.#options.records.volumes.update(documentId(volume), () => undefined)
  }

  async setAutoEnablesIo(accountId: string, volumeId: string, value: boolean): Promise<void> {
    await this.#options.records.volumes.update(`${accountId}/${volumeId}`, current => {
      if (!current) throw new ComputeError('volume-missing', volumeId)
      return { ...current, autoEnablesIo: value }
    })
  }

  async sweep(): Promise<void> {
    const { records, blocks, locks, clock } = this.#options
    for await (const [id, { id: volumeId, state }] of records.volumes.list()) {
      if (state === 'ready') continue
      // What is being worked on now is in its final state once the lock is had.
      await locks.run(volumeId, async () => {
        const current = await records.volumes.get(id)
        if (current && current.state !== 'ready') await this.#remove(current)
      })
    }
    for await (const { id, accountId } of blocks.volumes()) {
      // Others are no volumes of an owner's.
      if (!id.startsWith('vol-')) continue
      await locks.run(id, async () => {
        if (!(await this.get(accountId, id))) await blocks.deleteVolume(id)
      })
    }
    for await (const [id, token] of records.volumeTokens.list()) {
      if (clock.now() - token.createdAtMs < TOKEN_REMEMBERED_MS) continue
      await records.volumeTokens.update(id, () => undefined)
    }
  }
}

function fingerprintOf(volume: NewVolume): string {
  const tags = Object.entries(volume.tags).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify({ ...volume, tags }))
    .digest('hex')
}
