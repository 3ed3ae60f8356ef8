/** Block device mappings as launches and images take them. */
import { diskSlotCount } from '../../compute/hypervisor.ts'
import type { ImageDisk, VolumePerformance } from '../../compute/volumes/volume-records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, snapshotIdKind } from '../identifiers.ts'
import type { Ec2Context } from '../operation.ts'
import type {
  BlockDeviceMappingInput,
  BlockDeviceMappingOutput,
  EbsBlockDeviceInput,
} from '../wire/wire.generated.ts'
import { checkVolume } from './volume-rules.ts'
import { checkDeviceName } from './volumes.ts'

/** The disks that are there, changed, left out and added to as the mappings say. */
export async function mapDisks(
  context: Ec2Context,
  disks: readonly ImageDisk[],
  mappings: readonly BlockDeviceMappingInput[],
): Promise<readonly ImageDisk[]> {
  const mapped = new Map(disks.map(disk => [disk.deviceName, disk]))
  const seen = new Set<string>()
  for (const { DeviceName, NoDevice, VirtualName, Ebs } of mappings) {
    if (!DeviceName) {
      const message = 'The request must contain the parameter deviceName'
      throw new Ec2Error('MissingParameter', message)
    }
    if (seen.has(DeviceName)) throw invalid(`The device '${DeviceName}' is used more than once`)
    seen.add(checkDeviceName(DeviceName))
    if (NoDevice !== undefined) mapped.delete(DeviceName)
    else if (VirtualName !== undefined) checkVirtualName(VirtualName)
    else {
      const known = mapped.get(DeviceName)
      mapped.set(DeviceName, await drawDisk(context, DeviceName, known, Ebs ?? {}))
    }
  }
  if (mapped.size > diskSlotCount + 1) {
    const message = `An instance may have ${diskSlotCount} volumes besides its root volume.`
    throw new Ec2Error('AttachmentLimitExceeded', message)
  }
  return [...mapped.values()]
}

/** No type of instance here has disks of its own, and EC2 passes them over where there are none. */
function checkVirtualName(name: string): void {
  if (!/^ephemeral\d{1,2}$/.test(name)) throw invalid(`Invalid virtual device ${name.slice(0, 64)}`)
}

async function drawDisk(
  { compute, accountId }: Ec2Context,
  deviceName: string,
  known: ImageDisk | undefined,
  ebs: EbsBlockDeviceInput,
): Promise<ImageDisk> {
  if (ebs.Encrypted || ebs.KmsKeyId || ebs.OutpostArn) {
    throw new Ec2Error('UnsupportedOperation', 'Volumes are not encrypted one by one')
  }
  const snapshotId = ebs.SnapshotId || (known?.snapshotId ?? '')
  let sizeGibMin = known?.sizeGib ?? 0
  if (ebs.SnapshotId && ebs.SnapshotId !== known?.snapshotId) {
    checkIds(snapshotIdKind, [ebs.SnapshotId])
    const snapshot = await compute.snapshots.requireUsable(accountId, ebs.SnapshotId)
    sizeGibMin = snapshot.volumeSizeGib
  }
  const sizeGib = ebs.VolumeSize ?? sizeGibMin
  if (sizeGib === 0) {
    throw new Ec2Error(
      'MissingParameter',
      'The request must contain the parameter size or snapshotId',
    )
  }
  if (sizeGib < sizeGibMin) {
    const source = snapshotId === '' ? "the image's disk" : `snapshot '${snapshotId}'`
    throw invalid(
      `Volume of size ${sizeGib}GB is smaller than ${source}, expect size >= ${sizeGibMin}GB`,
    )
  }
  const performance = performanceOf({ ...known, sizeGib }, ebs)
  const deleteOnTermination = ebs.DeleteOnTermination ?? known?.deleteOnTermination ?? true
  return { deviceName, snapshotId, sizeGib, deleteOnTermination, ...performance }
}

/** What is not said stays as the image has it, as long as the type stays. */
export function performanceOf(
  { volumeType, iops, throughputMibps, sizeGib }: Partial<ImageDisk> & { sizeGib: number },
  { VolumeType, Iops, Throughput }: EbsBlockDeviceInput,
): VolumePerformance {
  const isKept = VolumeType === undefined || VolumeType === volumeType
  // What gp2 has follows from its size and cannot be asked for.
  const known = isKept && volumeType !== 'gp2' ? { iops, throughputMibps } : {}
  return checkVolume({
    VolumeType: VolumeType ?? volumeType,
    Iops: Iops ?? (known.iops || undefined),
    Throughput: Throughput ?? (known.throughputMibps || undefined),
    sizeGib,
  })
}

export function toBlockDeviceMapping(disk: ImageDisk): BlockDeviceMappingOutput {
  return {
    DeviceName: disk.deviceName,
    Ebs: {
      DeleteOnTermination: disk.deleteOnTermination,
      SnapshotId: disk.snapshotId || undefined,
      VolumeSize: disk.sizeGib,
      VolumeType: disk.volumeType,
      Iops: disk.volumeType === 'gp2' ? undefined : disk.iops || undefined,
      Throughput: disk.throughputMibps || undefined,
      Encrypted: false,
    },
  }
}

function invalid(message: string): Ec2Error {
  return new Ec2Error('InvalidBlockDeviceMapping', message)
}
