/**
 * Images of machines: snapshots of all their volumes at one moment, and an image made of them. The
 * moment is when the guest is off between two boots, or halted for as long as it takes.
 */
import type { Logger } from 'pino'
import { ComputeError } from '../errors.ts'
import { hostOf } from '../hosts/host.ts'
import { findImage } from '../image-shares.ts'
import type { DisksRegistration, Images } from '../images.ts'
import type { ComputeRecords, ImageRecord, MachineRecord, Tags } from '../records.ts'
import type { Scheduler } from '../scheduler.ts'
import type { Snapshots } from './snapshots.ts'
import type { DiskAttachment, ImageDisk } from './volume-records.ts'

export interface CaptureRequest {
  readonly accountId: string
  readonly machineId: string
  readonly name: string
  readonly description: string
  /** Lets a running guest shut down and boots it again, so that its file systems are whole. */
  readonly reboots: boolean
  /** What is made of the machine's disks: left out, changed in what the image says of them, added. */
  readonly arrange: (disks: readonly ImageDisk[]) => Promise<readonly ImageDisk[]>
  readonly imageTags: Tags
  readonly snapshotTags: Tags
}

export type Capture = (request: CaptureRequest) => Promise<ImageRecord>

export interface CaptureOptions {
  readonly records: ComputeRecords
  readonly images: Pick<Images, 'registerDisks'>
  readonly snapshots: Snapshots
  readonly scheduler: Scheduler
  readonly log: Logger
}

export function createCapture(options: CaptureOptions): Capture {
  const { records, images, snapshots, scheduler, log } = options

  async function find({ accountId, machineId }: CaptureRequest): Promise<MachineRecord> {
    const machine = await records.machines.get(`${accountId}/${machineId}`)
    if (!machine) throw new ComputeError('machine-missing', machineId)
    if (machine.state !== 'running' && machine.state !== 'stopped') {
      throw new ComputeError('machine-wrong-state', machineId)
    }
    if (machine.hasLocalDisk !== false) throw new ComputeError('machine-without-volumes', machineId)
    return machine
  }

  /** Runs `work` while the guest writes nothing. */
  async function whileStill(
    machine: MachineRecord,
    reboots: boolean,
    work: () => Promise<void>,
  ): Promise<void> {
    if (machine.state === 'stopped') return work()
    const host = hostOf(scheduler.hosts, machine)
    if (reboots) return host.run(hypervisor => hypervisor.reboot(machine.id, work))
    if (!host.hypervisor.can.pause) return work()
    await host.run(hypervisor => hypervisor.pause(machine.id))
    try {
      await work()
    } finally {
      await host.run(hypervisor => hypervisor.resume(machine.id))
    }
  }

  async function snapshotAll(
    request: CaptureRequest,
    machine: MachineRecord,
    disks: readonly ImageDisk[],
  ): Promise<readonly ImageDisk[]> {
    const { accountId, snapshotTags: tags } = request
    const description = `Created by CreateImage(${machine.id})`
    const taken: ImageDisk[] = []
    const work = async () => {
      for (const disk of disks) {
        const volumeId = attachmentOf(machine, disk)?.volumeId
        if (volumeId === undefined) taken.push(disk)
        else {
          const { id } = await snapshots.create({ accountId, volumeId, description, tags })
          taken.push({ ...disk, snapshotId: id })
        }
      }
    }
    try {
      await whileStill(machine, request.reboots, work)
      return taken
    } catch (error) {
      await discard(
        accountId,
        taken.filter(disk => attachmentOf(machine, disk)),
      )
      throw error
    }
  }

  /** At best: what is left is an owner's snapshot, to be seen and deleted like any other. */
  async function discard(accountId: string, disks: readonly ImageDisk[]): Promise<void> {
    for (const { snapshotId } of disks) {
      await snapshots.delete(accountId, snapshotId).catch(error => {
        log.error({ err: error, snapshotId }, 'a snapshot of an image that was not made is left')
      })
    }
  }

  return async request => {
    const machine = await find(request)
    const disks = await request.arrange(await describeDisks(records, machine))
    const { accountId, name, description, imageTags: tags } = request
    const registration: Omit<DisksRegistration, 'disks'> = {
      accountId,
      name,
      description,
      architecture: machine.architecture,
      rootDeviceName: machine.rootDeviceName,
      enaSupport: true,
      ...(await bootModeOf(records, machine)),
      tags,
    }
    return images.registerDisks(registration, () => snapshotAll(request, machine, disks))
  }
}

/** Those that are there for good, the one to boot from first. */
async function describeDisks(
  records: ComputeRecords,
  { accountId, disks }: MachineRecord,
): Promise<readonly ImageDisk[]> {
  const described: ImageDisk[] = []
  for (const { volumeId, deviceName, slot, deleteOnTermination, state } of disks) {
    const volume = await records.volumes.get(`${accountId}/${volumeId}`)
    if (!volume || state !== 'attached') continue
    const { volumeType, iops, throughputMibps, sizeGib } = volume
    const shape = { volumeType, iops, throughputMibps, sizeGib }
    // Its snapshot is yet to be made.
    const disk = { deviceName, snapshotId: '', deleteOnTermination, ...shape }
    if (slot === 0) described.unshift(disk)
    else described.push(disk)
  }
  return described
}

function attachmentOf(
  { disks }: MachineRecord,
  { deviceName }: ImageDisk,
): DiskAttachment | undefined {
  return disks.find(disk => disk.deviceName === deviceName)
}

/** As its image's, if that is still known. */
async function bootModeOf(
  records: ComputeRecords,
  { accountId, imageId }: MachineRecord,
): Promise<Pick<ImageRecord, 'bootMode'>> {
  const image = await findImage(records, accountId, imageId)
  return image?.bootMode === undefined ? {} : { bootMode: image.bootMode }
}
