/**
 * Changing a volume: its promises at once, its size in steps that may be repeated: the wish is
 * recorded, the data grows, the record follows, and a machine that runs is told by the reconciler.
 */
import type { Clock } from '../../clock.ts'
import type { BlockStore } from '../blocks/block-store.ts'
import { ComputeError } from '../errors.ts'
import type { KeyLock } from '../key-lock.ts'
import { type ComputeRecords, documentId } from '../records.ts'
import { withDisk } from './attachments.ts'
import { translated } from './block-failures.ts'
import type { VolumeModification, VolumePerformance, VolumeRecord } from './volume-records.ts'
import { gibibyte } from './volumes.ts'

export type VolumeShape = VolumePerformance & { readonly sizeGib: number }

export interface Modifications {
  /** `change` sees what the volume is, or is on its way to be, and answers with what it is to be. */
  modify(
    accountId: string,
    volumeId: string,
    change: (current: VolumeShape) => VolumeShape,
  ): Promise<VolumeRecord>
  /** A machine has seen that its volume has grown, or will when it starts. */
  seen(accountId: string, volumeId: string): Promise<void>
  /** Goes on with what a crash interrupted. */
  sweep(): Promise<void>
}

export interface ModificationsOptions {
  readonly records: ComputeRecords
  readonly blocks: BlockStore
  readonly locks: KeyLock
  readonly clock: Clock
  readonly wake: (machineId: string) => void
}

export function createModifications(options: ModificationsOptions): Modifications {
  const { records, blocks, locks, clock, wake } = options

  function begin(volume: VolumeRecord, target: VolumeShape): VolumeModification {
    const { volumeType, iops, throughputMibps, sizeGib } = volume
    const original = { volumeType, iops, throughputMibps, sizeGib }
    return { original, target, state: 'modifying', startedAtMs: clock.now(), endedAtMs: 0 }
  }

  async function complete(volume: VolumeRecord): Promise<VolumeRecord> {
    const completed = await records.volumes.update(documentId(volume), current =>
      current?.modification?.state === 'modifying'
        ? {
            ...current,
            modification: { ...current.modification, state: 'completed', endedAtMs: clock.now() },
          }
        : current,
    )
    return completed ?? volume
  }

  /** From the recorded wish to what can be done without the machine. */
  async function carryOut(volume: VolumeRecord): Promise<VolumeRecord> {
    const { modification, machineId, accountId } = volume
    if (modification?.state !== 'modifying') return volume
    const { target } = modification
    const sizeBytes = target.sizeGib * gibibyte
    await translated(volume.id, blocks.grow(volume.id, sizeBytes))
    const grown = await records.volumes.update(
      documentId(volume),
      current => current && { ...current, ...target },
    )
    if (!grown) return volume
    let isPlugged = false
    if (machineId !== '' && modification.original.sizeGib !== target.sizeGib) {
      await records.machines.update(`${accountId}/${machineId}`, current => {
        const disk = current?.disks.find(({ volumeId }) => volumeId === volume.id)
        isPlugged = disk !== undefined && current?.state !== 'stopped'
        return current && disk && withDisk(current, { ...disk, sizeBytes, hasGrown: isPlugged })
      })
    }
    if (!isPlugged) return complete(grown)
    wake(machineId)
    return grown
  }

  return {
    modify: (accountId, volumeId, change) =>
      locks.run(volumeId, async () => {
        const id = `${accountId}/${volumeId}`
        const wanted = await records.volumes.update(id, current => {
          if (!current) throw new ComputeError('volume-missing', volumeId)
          if (current.state !== 'ready') throw new ComputeError('volume-not-ready', volumeId)
          if (current.modification?.state === 'modifying') {
            throw new ComputeError('volume-changing', volumeId)
          }
          const target = change(current)
          if (target.sizeGib < current.sizeGib) {
            throw new ComputeError('volume-too-small', String(current.sizeGib))
          }
          return { ...current, modification: begin(current, target) }
        })
        if (!wanted) throw new ComputeError('volume-missing', volumeId)
        return carryOut(wanted)
      }),

    async seen(accountId, volumeId) {
      const volume = await records.volumes.get(`${accountId}/${volumeId}`)
      if (volume) await complete(volume)
    },

    async sweep() {
      for await (const [id, { id: volumeId, modification }] of records.volumes.list()) {
        if (modification?.state !== 'modifying') continue
        await locks.run(volumeId, async () => {
          const current = await records.volumes.get(id)
          if (current) await carryOut(current)
        })
      }
    },
  }
}
