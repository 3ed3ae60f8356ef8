/**
 * Which machine has which volumes. A volume's record says whose it is, so that nobody else can have
 * it; the machine's record has the place, the name and what is wanted of it. A volume is claimed
 * before the machine's record names it and let go after that has forgotten it: a crash leaves a
 * claim that its machine knows nothing of, which the sweep takes back.
 */
import type { Clock } from '../../clock.ts'
import { ComputeError } from '../errors.ts'
import { diskSlotCount } from '../hypervisor.ts'
import type { KeyLock } from '../key-lock.ts'
import { type ComputeRecords, findMachine, type MachineRecord } from '../records.ts'
import type { DiskAttachment, VolumeRecord } from './volume-records.ts'
import { gibibyte, type Volumes } from './volumes.ts'

/** That a machine has a volume. */
export interface Claim {
  readonly accountId: string
  readonly machineId: string
  readonly volumeId: string
}

export interface AttachRequest extends Claim {
  readonly deviceName: string
}

export interface DetachRequest {
  readonly accountId: string
  readonly volumeId: string
  /** What the caller believes; absent: whatever is so. */
  readonly machineId?: string | undefined
  readonly deviceName?: string | undefined
  readonly isForced: boolean
}

/** An attachment and the machine that it is of. */
export interface MachineDisk {
  readonly machineId: string
  readonly disk: DiskAttachment
}

export interface Attachments {
  attach(request: AttachRequest): Promise<MachineDisk>
  detach(request: DetachRequest): Promise<MachineDisk>
  /** Where the volume is now; `undefined` for a volume that nobody has. */
  of(volume: VolumeRecord): Promise<MachineDisk | undefined>
  /** Lets a volume go that its machine's record does not name any more. */
  letGo(claim: Claim): Promise<void>
  /** Of a machine that is gone: deletes what goes with it and lets go of the rest. */
  endAll(machine: MachineRecord): Promise<void>
  /** Takes back claims that no machine knows of. */
  sweep(): Promise<void>
}

export interface AttachmentsOptions {
  readonly records: ComputeRecords
  readonly volumes: Volumes
  readonly locks: KeyLock
  readonly clock: Clock
  /** A machine's disks changed that the reconciler has to carry out. */
  readonly wake: (machineId: string) => void
}

export function createAttachments(options: AttachmentsOptions): Attachments {
  return new RecordedAttachments(options)
}

class RecordedAttachments implements Attachments {
  readonly #options: AttachmentsOptions

  constructor(options: AttachmentsOptions) {
    this.#options = options
  }

  async attach(request: AttachRequest): Promise<MachineDisk> {
    const { volumeId, machineId } = request
    const disk = await this.#options.locks.run(volumeId, async () => {
      const volume = await this.#claim(request)
      try {
        return await this.#plugIn(request, volume)
      } catch (error) {
        await this.#release(request)
        throw error
      }
    })
    this.#options.wake(machineId)
    return { machineId, disk }
  }

  async #claim({ accountId, volumeId, machineId }: AttachRequest): Promise<VolumeRecord> {
    const { records } = this.#options
    // Looked at first, so that a mistaken machine is told before a volume that is in use.
    if (!(await records.machines.get(`${accountId}/${machineId}`))) {
      throw new ComputeError('machine-missing', machineId)
    }
    const claimed = await records.volumes.update(`${accountId}/${volumeId}`, current => {
      if (!current) throw new ComputeError('volume-missing', volumeId)
      if (current.machineId !== '') throw new ComputeError('volume-attached', volumeId)
      if (current.state !== 'ready') throw new ComputeError('volume-not-ready', volumeId)
      return { ...current, machineId }
    })
    if (!claimed) throw new ComputeError('volume-missing', volumeId)
    return claimed
  }

  async #plugIn(request: AttachRequest, volume: VolumeRecord): Promise<DiskAttachment> {
    const { accountId, machineId, deviceName } = request
    let disk: DiskAttachment | undefined
    await this.#options.records.machines.update(`${accountId}/${machineId}`, current => {
      if (!current) throw new ComputeError('machine-missing', machineId)
      if (current.state !== 'running' && current.state !== 'stopped') {
        throw new ComputeError('machine-not-attachable', machineId)
      }
      if (current.disks.some(each => each.deviceName === deviceName)) {
        throw new ComputeError('device-in-use', deviceName)
      }
      disk = {
        volumeId: volume.id,
        deviceName,
        slot: freeSlot(current, deviceName),
        sizeBytes: volume.sizeGib * gibibyte,
        hasGrown: false,
        deleteOnTermination: false,
        state: 'attaching',
        isForced: false,
        attachedAtMs: this.#options.clock.now(),
      }
      return { ...current, disks: [...current.disks, disk] }
    })
    if (!disk) throw new ComputeError('machine-missing', machineId)
    return disk
  }

  async detach(request: DetachRequest): Promise<MachineDisk> {
    const { accountId, volumeId, isForced } = request
    const volume = await this.#options.records.volumes.get(`${accountId}/${volumeId}`)
    if (!volume) throw new ComputeError('volume-missing', volumeId)
    const { machineId } = volume
    if (machineId === '') throw new ComputeError('volume-detached', volumeId)
    if (request.machineId !== undefined && request.machineId !== machineId) {
      throw new ComputeError('attachment-missing', volumeId)
    }
    let detached: DiskAttachment | undefined
    await this.#options.records.machines.update(`${accountId}/${machineId}`, current => {
      const disk = current?.disks.find(each => each.volumeId === volumeId)
      if (!current || !disk) throw new ComputeError('volume-detached', volumeId)
      if (request.deviceName !== undefined && request.deviceName !== disk.deviceName) {
        throw new ComputeError('attachment-missing', volumeId)
      }
      if (current.state !== 'running' && current.state !== 'stopped') {
        throw new ComputeError('machine-not-attachable', machineId)
      }
      if (disk.slot === 0 && current.state !== 'stopped') {
        throw new ComputeError('root-volume', volumeId)
      }
      detached = { ...disk, state: 'detaching', isForced: isForced || disk.isForced }
      return withDisk(current, detached)
    })
    if (!detached) throw new ComputeError('volume-detached', volumeId)
    this.#options.wake(machineId)
    return { machineId, disk: detached }
  }

  async of(volume: VolumeRecord): Promise<MachineDisk | undefined> {
    const { machineId, accountId, id } = volume
    if (machineId === '') return undefined
    const machine = await this.#options.records.machines.get(`${accountId}/${machineId}`)
    const disk = machine?.disks.find(({ volumeId }) => volumeId === id)
    return disk && { machineId, disk }
  }

  async letGo(claim: Claim): Promise<void> {
    await this.#options.locks.run(claim.volumeId, () => this.#release(claim))
  }

  async #release({ accountId, machineId, volumeId }: Claim): Promise<void> {
    const id = `${accountId}/${volumeId}`
    if ((await this.#options.records.volumes.get(id))?.machineId !== machineId) return
    await this.#options.records.volumes.update(id, current =>
      current?.machineId === machineId ? { ...current, machineId: '' } : current,
    )
  }

  async endAll(machine: MachineRecord): Promise<void> {
    const { accountId, id: machineId } = machine
    for (const { volumeId, deleteOnTermination } of machine.disks) {
      if (deleteOnTermination) {
        await this.#options.volumes.deleteOf({ accountId, machineId, volumeId })
      } else {
        await this.letGo({ accountId, machineId, volumeId })
      }
    }
  }

  async sweep(): Promise<void> {
    const { records, locks } = this.#options
    for await (const [id, { id: volumeId, machineId }] of records.volumes.list()) {
      if (machineId === '') continue
      await locks.run(volumeId, async () => {
        const volume = await records.volumes.get(id)
        if (!volume || volume.machineId === '') return
        const machine = await findMachine(records, volume.machineId)
        const isNamed = machine?.disks.some(disk => disk.volumeId === volumeId)
        if (!isNamed) await this.#release({ ...volume, volumeId })
      })
    }
  }
}

/** The first for the name that the machine boots from, any other for the rest. */
function freeSlot({ disks, rootDeviceName }: MachineRecord, deviceName: string): number {
  if (deviceName === rootDeviceName) return 0
  const taken = new Set(disks.map(disk => disk.slot))
  for (let slot = 1; slot <= diskSlotCount; slot++) if (!taken.has(slot)) return slot
  throw new ComputeError('attachment-limit-exceeded', String(diskSlotCount))
}

/** The machine's record with this in place of what it says of the same volume. */
export function withDisk(machine: MachineRecord, disk: DiskAttachment): MachineRecord {
  const disks = machine.disks.map(each => (each.volumeId === disk.volumeId ? disk : each))
  return { ...machine, disks }
}

export function withoutDisk(machine: MachineRecord, volumeId: string): MachineRecord {
  return { ...machine, disks: machine.disks.filter(each => each.volumeId !== volumeId) }
}
