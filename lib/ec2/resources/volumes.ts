/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html and its kin. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { VolumeRecord } from '../../compute/volumes/volume-records.ts'
import { clientTokenOf } from '../client-token.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, instanceIdKind, snapshotIdKind, volumeIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor } from '../tag-sets.ts'
import type {
  CreateVolumeRequestInput,
  DescribeVolumesRequestInput,
  VolumeOutput,
} from '../wire/wire.generated.ts'
import { checkVolume } from './volume-rules.ts'
import { toVolume, toVolumeAttachment } from './volume-view.ts'

/** Differs from EC2: volumes are not encrypted one by one; what storage keeps, it encrypts as a whole. */
export const createVolume = defineOperation({
  name: 'CreateVolume',
  refuses: [
    'Encrypted',
    'KmsKeyId',
    'MultiAttachEnabled',
    'Operator',
    'OutpostArn',
    'VolumeInitializationRate',
  ],
  async run(context, input) {
    const { compute, accountId, region } = context
    checkZone(context, input)
    const { SnapshotId = '' } = input
    const sizeGib = await sizeOf(context, input)
    const volume = await compute.volumes.create({
      accountId,
      sizeGib,
      ...checkVolume({ ...input, sizeGib }),
      snapshotId: SnapshotId,
      tags: tagsFor('volume', input.TagSpecifications),
      clientToken: clientTokenOf(input.ClientToken),
    })
    return toVolume(volume, await compute.attachments.of(volume), region)
  },
})

function checkZone(
  { region }: Ec2Context,
  { AvailabilityZone, AvailabilityZoneId }: CreateVolumeRequestInput,
): void {
  if (AvailabilityZoneId) {
    throw new Ec2Error('UnsupportedOperation', 'A zone can be named only by its name')
  }
  if (!AvailabilityZone) {
    const message = 'The request must contain the parameter availabilityZone'
    throw new Ec2Error('MissingParameter', message)
  }
  if (AvailabilityZone !== availabilityZoneOf(region)) {
    const message = `The zone '${AvailabilityZone.slice(0, 64)}' does not exist.`
    throw new Ec2Error('InvalidZone.NotFound', message)
  }
}

async function sizeOf(
  { compute, accountId }: Ec2Context,
  { Size, SnapshotId }: CreateVolumeRequestInput,
): Promise<number> {
  if (!SnapshotId) {
    if (Size !== undefined) return Size
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter size/snapshot')
  }
  checkIds(snapshotIdKind, [SnapshotId])
  const snapshot = await compute.snapshots.requireUsable(accountId, SnapshotId)
  const sizeGib = Size ?? snapshot.volumeSizeGib
  if (sizeGib >= snapshot.volumeSizeGib) return sizeGib
  const message = `Volume of ${sizeGib}GiB is smaller than snapshot '${SnapshotId}', expect size>= ${snapshot.volumeSizeGib}GiB`
  throw new Ec2Error('InvalidParameterValue', message)
}

export const deleteVolume = defineOperation({
  name: 'DeleteVolume',
  requires: ['VolumeId'],
  async run({ compute, accountId }, { VolumeId = '' }) {
    checkIds(volumeIdKind, [VolumeId])
    await compute.volumes.delete(accountId, VolumeId)
    return undefined
  },
})

async function show({ compute, region }: Ec2Context, volume: VolumeRecord): Promise<VolumeOutput> {
  return toVolume(volume, await compute.attachments.of(volume), region)
}

const volumeListing: Listing<DescribeVolumesRequestInput, VolumeOutput> = {
  name: 'DescribeVolumes',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: volumeIdKind,
    idsOf: input => input.VolumeIds,
    async find(context, id) {
      const volume = await context.compute.volumes.get(context.accountId, id)
      return volume && show(context, volume)
    },
  },
  filters: {
    'attachment.attach-time': volume =>
      volume.Attachments?.map(each => each.AttachTime?.toISOString()),
    'attachment.delete-on-termination': volume =>
      volume.Attachments?.map(each => String(each.DeleteOnTermination)),
    'attachment.device': volume => volume.Attachments?.map(each => each.Device),
    'attachment.instance-id': volume => volume.Attachments?.map(each => each.InstanceId),
    'attachment.status': volume => volume.Attachments?.map(each => each.State),
    'availability-zone': volume => volume.AvailabilityZone,
    'create-time': volume => volume.CreateTime?.toISOString(),
    encrypted: volume => String(volume.Encrypted),
    'fast-restored': () => 'false',
    'multi-attach-enabled': volume => String(volume.MultiAttachEnabled),
    'operator.managed': () => 'false',
    'operator.principal': () => undefined,
    size: volume => String(volume.Size),
    'snapshot-id': volume => volume.SnapshotId,
    status: volume => volume.State,
    'volume-id': volume => volume.VolumeId,
    'volume-type': volume => volume.VolumeType,
  },
  tagsOf: volume => volume.Tags ?? [],
  async *list(context, after) {
    for await (const volume of context.compute.volumes.list(context.accountId, after)) {
      yield await show(context, volume)
    }
  },
  positionOf: volume => volume.VolumeId ?? '',
}

export const describeVolumes = defineOperation({
  name: 'DescribeVolumes',
  async run(context, input) {
    const { items, NextToken } = await listItems(volumeListing, context, input)
    return { Volumes: items, NextToken }
  },
})

/** https://docs.aws.amazon.com/ebs/latest/userguide/device_naming.html */
const deviceName = /^(?:\/dev\/)?(?:sd[a-z]|xvd[a-z]{1,2}|hd[a-z]|vd[a-z])(?:[1-9]|1[0-5])?$/

export function checkDeviceName(name: string): string {
  if (deviceName.test(name)) return name
  const shown = name.slice(0, 64)
  const message = `Value (${shown}) for parameter device is invalid. ${shown} is not a valid EBS device name.`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html */
export const attachVolume = defineOperation({
  name: 'AttachVolume',
  requires: ['VolumeId', 'InstanceId', 'Device'],
  refuses: ['EbsCardIndex'],
  async run({ compute, accountId }, { VolumeId = '', InstanceId = '', Device = '' }) {
    checkIds(volumeIdKind, [VolumeId])
    checkIds(instanceIdKind, [InstanceId])
    const attached = await compute.attachments.attach({
      accountId,
      volumeId: VolumeId,
      machineId: InstanceId,
      deviceName: checkDeviceName(Device),
    })
    return toVolumeAttachment(attached)
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html */
export const detachVolume = defineOperation({
  name: 'DetachVolume',
  requires: ['VolumeId'],
  async run({ compute, accountId }, { VolumeId = '', InstanceId, Device, Force = false }) {
    checkIds(volumeIdKind, [VolumeId])
    if (InstanceId) checkIds(instanceIdKind, [InstanceId])
    const detached = await compute.attachments.detach({
      accountId,
      volumeId: VolumeId,
      machineId: InstanceId || undefined,
      deviceName: Device || undefined,
      isForced: Force,
    })
    return toVolumeAttachment(detached)
  },
})
