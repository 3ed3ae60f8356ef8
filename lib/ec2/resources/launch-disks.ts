/**
 * The volumes that come with an instance: those of its image, as far as the request does not say
 * otherwise, and those that the request adds.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_BlockDeviceMapping.html
 */
import { sourceOf } from '../../compute/images.ts'
import type { DiskRequest, DiskWish } from '../../compute/machine-blueprint.ts'
import type { ImageRecord, Tags } from '../../compute/records.ts'
import type { ImageDisk } from '../../compute/volumes/volume-records.ts'
import { Ec2Error } from '../errors.ts'
import type { Ec2Context } from '../operation.ts'
import type { BlockDeviceMappingInput, RunInstancesRequestInput } from '../wire/wire.generated.ts'
import { mapDisks, performanceOf } from './block-device-mappings.ts'

export function disksOf(
  context: Ec2Context,
  { BlockDeviceMappings = [] }: RunInstancesRequestInput,
  tags: Tags,
): DiskWish {
  return {
    text: JSON.stringify([BlockDeviceMappings, Object.entries(tags).sort()]),
    async draw(image) {
      checkRoot(image, BlockDeviceMappings)
      const disks = await mapDisks(context, image.disks, BlockDeviceMappings)
      return disks.map(disk => toRequest(image, disk, tags))
    },
  }
}

function checkRoot(
  { rootDeviceName, disks }: ImageRecord,
  mappings: readonly BlockDeviceMappingInput[],
): void {
  const mapping = mappings.find(({ DeviceName }) => DeviceName === rootDeviceName)
  if (mapping?.NoDevice !== undefined) {
    throw new Ec2Error('InvalidBlockDeviceMapping', 'The root device cannot be left out')
  }
  const own = disks.find(({ deviceName }) => deviceName === rootDeviceName)?.snapshotId
  const wanted = mapping?.Ebs?.SnapshotId
  if (wanted && wanted !== own) {
    const message = 'snapshotId cannot be modified on root device'
    throw new Ec2Error('InvalidBlockDeviceMapping', message)
  }
}

function toRequest(image: ImageRecord, disk: ImageDisk, tags: Tags): DiskRequest {
  const { deviceName, deleteOnTermination, snapshotId, sizeGib } = disk
  return {
    deviceName,
    deleteOnTermination,
    plan: {
      sizeGib,
      ...performanceOf(disk, {}),
      sourceId: sourceOf(image, disk),
      snapshotId,
      tags,
    },
  }
}
