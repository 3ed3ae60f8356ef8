/**
 * One step from the disks that a machine's record wants to those that it has. Every step may be
 * repeated: a server that is killed between the hypervisor's answer and the record does it again.
 */
import type { Logger } from 'pino'
import type { Host } from '../hosts/host.ts'
import { type DiskSpec, HypervisorError } from '../hypervisor.ts'
import { type ComputeRecords, documentId, type MachineRecord } from '../records.ts'
import { type Attachments, withDisk, withoutDisk } from './attachments.ts'
import type { Modifications } from './modifications.ts'
import type { DiskAttachment } from './volume-records.ts'
import type { Volumes } from './volumes.ts'

export interface DiskSteps {
  /** Makes the volumes that come with the machine, which starts for the first time. */
  makePlanned(machine: MachineRecord): Promise<void>
  /** Carries out what the record wants of a machine's disks; `host`: where it runs. */
  advance(machine: MachineRecord, host: DiskHost | undefined): Promise<void>
}

/** A hypervisor, with what has to be around each call of it. */
export type DiskHost = Pick<Host, 'run'>

export interface DiskStepsOptions {
  readonly records: ComputeRecords
  readonly volumes: Volumes
  readonly attachments: Attachments
  readonly modifications: Modifications
  readonly log: Logger
}

/** Whether a machine that runs, or is off, has disks that are not as its record wants them. */
export function wantsDiskSteps({ state, disks }: MachineRecord): boolean {
  if (state !== 'running' && state !== 'stopped') return false
  return disks.some(disk => disk.state !== 'attached' || disk.hasGrown)
}

/** What a machine is started with: one that is on its way out stays out. */
export function disksToStartWith({ disks }: MachineRecord): readonly DiskSpec[] {
  return disks.filter(disk => disk.state !== 'detaching').map(diskSpecOf)
}

export function diskSpecOf({ volumeId, slot }: DiskAttachment): DiskSpec {
  return { volumeId, slot }
}

export function createDiskSteps(options: DiskStepsOptions): DiskSteps {
  const { records, volumes, attachments, modifications, log } = options

  /** The disk's entry as it is now is changed; one that is gone meanwhile stays gone. */
  async function settle(
    machine: MachineRecord,
    disk: DiskAttachment,
    change: (current: DiskAttachment) => DiskAttachment,
  ): Promise<void> {
    await records.machines.update(documentId(machine), current => {
      const found = current?.disks.find(({ volumeId }) => volumeId === disk.volumeId)
      return current && found ? withDisk(current, change(found)) : current
    })
  }

  async function forget(machine: MachineRecord, { volumeId }: DiskAttachment): Promise<void> {
    await records.machines.update(
      documentId(machine),
      current => current && withoutDisk(current, volumeId),
    )
    await attachments.letGo({ accountId: machine.accountId, machineId: machine.id, volumeId })
  }

  async function attach(
    machine: MachineRecord,
    disk: DiskAttachment,
    host: DiskHost | undefined,
  ): Promise<void> {
    try {
      await host?.run(hypervisor => hypervisor.attachDisk(machine.id, diskSpecOf(disk)))
    } catch (error) {
      // A machine that ended meanwhile is looked at as such, and finds its disks at the next start.
      if (!isFinal(error)) throw error
      log.error({ err: error, machineId: machine.id, disk }, 'a volume could not be attached')
      await unplug(machine, disk, host, { isForced: true })
      return forget(machine, disk)
    }
    await settle(machine, disk, current =>
      current.state === 'attaching' ? { ...current, state: 'attached' } : current,
    )
  }

  async function detach(
    machine: MachineRecord,
    disk: DiskAttachment,
    host: DiskHost | undefined,
  ): Promise<void> {
    const { isForced } = disk
    await unplug(machine, disk, host, { isForced })
    await forget(machine, disk)
  }

  async function grow(
    machine: MachineRecord,
    disk: DiskAttachment,
    host: DiskHost | undefined,
  ): Promise<void> {
    const { sizeBytes, volumeId } = disk
    await host?.run(hypervisor => hypervisor.resizeDisk(machine.id, diskSpecOf(disk), sizeBytes))
    await settle(machine, disk, current =>
      current.sizeBytes === sizeBytes ? { ...current, hasGrown: false } : current,
    )
    await modifications.seen(machine.accountId, volumeId)
  }

  return {
    async makePlanned(machine) {
      const { accountId, id: machineId } = machine
      for (const disk of machine.disks) {
        if (!disk.plan) continue
        const { volumeId } = disk
        const made = await volumes.get(accountId, volumeId)
        if (made?.state !== 'ready') {
          await volumes.createFor({ ...disk.plan, id: volumeId, accountId, machineId })
        }
        await settle(machine, disk, ({ plan: _, ...rest }) => rest)
      }
    },

    async advance(machine, host) {
      const failures: unknown[] = []
      for (const disk of machine.disks) {
        try {
          if (disk.state === 'attaching') await attach(machine, disk, host)
          else if (disk.state === 'detaching') await detach(machine, disk, host)
          else if (disk.hasGrown) await grow(machine, disk, host)
        } catch (error) {
          // One that has to wait holds up no other.
          failures.push(error)
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'disks could not be changed')
    },
  }
}

async function unplug(
  machine: MachineRecord,
  disk: DiskAttachment,
  host: DiskHost | undefined,
  options: { readonly isForced: boolean },
): Promise<void> {
  await host?.run(hypervisor => hypervisor.detachDisk(machine.id, diskSpecOf(disk), options))
}

/** Anything else is worth another try: the machine or its host is away, or the guest is slow. */
function isFinal(error: unknown): boolean {
  return error instanceof HypervisorError && error.code === 'disk-failed'
}
