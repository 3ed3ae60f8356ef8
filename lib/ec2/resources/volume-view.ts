/** A volume as EC2 shows it. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { MachineRecord } from '../../compute/records.ts'
import type { MachineDisk } from '../../compute/volumes/attachments.ts'
import type {
  DiskAttachment,
  VolumeModification,
  VolumeRecord,
} from '../../compute/volumes/volume-records.ts'
import { toTagSet } from '../tag-sets.ts'
import type {
  VolumeAttachmentOutput,
  VolumeModificationOutput,
  VolumeOutput,
} from '../wire/wire.generated.ts'

export function toVolume(
  volume: VolumeRecord,
  attachment: MachineDisk | undefined,
  region: string,
): VolumeOutput {
  return {
    VolumeId: volume.id,
    AvailabilityZone: availabilityZoneOf(region),
    Size: volume.sizeGib,
    SnapshotId: volume.snapshotId,
    State: toVolumeState(volume),
    CreateTime: new Date(volume.createdAtMs),
    Attachments: attachment ? [toVolumeAttachment(attachment)] : [],
    VolumeType: volume.volumeType,
    Iops: volume.iops || undefined,
    Throughput: volume.throughputMibps || undefined,
    Encrypted: false,
    MultiAttachEnabled: false,
    Tags: toTagSet(volume.tags),
  }
}

function toVolumeState({ state, machineId }: VolumeRecord): string {
  if (state !== 'ready') return state
  return machineId === '' ? 'available' : 'in-use'
}

export function toVolumeAttachment({ machineId, disk }: MachineDisk): VolumeAttachmentOutput {
  return {
    VolumeId: disk.volumeId,
    InstanceId: machineId,
    Device: disk.deviceName,
    State: disk.state,
    AttachTime: new Date(disk.attachedAtMs),
    DeleteOnTermination: disk.deleteOnTermination,
  }
}

/** As an instance lists its disks. */
export function toInstanceDevice(disk: DiskAttachment, { hasRun }: Pick<MachineRecord, 'hasRun'>) {
  return {
    DeviceName: disk.deviceName,
    Ebs: {
      AttachTime: new Date(disk.attachedAtMs),
      DeleteOnTermination: disk.deleteOnTermination,
      // What comes with a machine is there when that has run for the first time.
      Status: disk.plan && !hasRun ? 'attaching' : disk.state,
      VolumeId: disk.volumeId,
    },
  }
}

export function toModification(
  volumeId: string,
  { original, target, state, startedAtMs, endedAtMs }: VolumeModification,
): VolumeModificationOutput {
  return {
    VolumeId: volumeId,
    ModificationState: state,
    TargetSize: target.sizeGib,
    TargetIops: target.iops || undefined,
    TargetVolumeType: target.volumeType,
    TargetThroughput: target.throughputMibps || undefined,
    TargetMultiAttachEnabled: false,
    OriginalSize: original.sizeGib,
    OriginalIops: original.iops || undefined,
    OriginalVolumeType: original.volumeType,
    OriginalThroughput: original.throughputMibps || undefined,
    OriginalMultiAttachEnabled: false,
    Progress: state === 'completed' ? 100 : 0,
    StartTime: new Date(startedAtMs),
    EndTime: endedAtMs === 0 ? undefined : new Date(endedAtMs),
  }
}
