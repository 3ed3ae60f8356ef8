/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
import type { ImageRecord } from '../../compute/records.ts'
import { imageIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { toTagSet } from '../tag-sets.ts'
import type { DescribeImagesRequestInput, ImageOutput } from '../wire/wire.generated.ts'
import { toBlockDeviceMapping } from './block-device-mappings.ts'

const imageListing: Listing<DescribeImagesRequestInput, ImageOutput> = {
  name: 'DescribeImages',
  pageSize: { min: 1, max: 1_000 },
  byId: {
    kind: imageIdKind,
    idsOf: input => input.ImageIds,
    async find({ compute, accountId }, id) {
      const image = await compute.images.get(accountId, id)
      return image && toImage(image)
    },
  },
  filters: {
    architecture: image => image.Architecture,
    'boot-mode': image => image.BootMode,
    'block-device-mapping.delete-on-termination': image =>
      image.BlockDeviceMappings?.map(each => String(each.Ebs?.DeleteOnTermination)),
    'block-device-mapping.device-name': image =>
      image.BlockDeviceMappings?.map(each => each.DeviceName),
    'block-device-mapping.encrypted': image =>
      image.BlockDeviceMappings?.map(each => String(each.Ebs?.Encrypted)),
    'block-device-mapping.snapshot-id': image =>
      image.BlockDeviceMappings?.map(each => each.Ebs?.SnapshotId),
    'block-device-mapping.volume-size': image =>
      image.BlockDeviceMappings?.map(each => String(each.Ebs?.VolumeSize)),
    'block-device-mapping.volume-type': image =>
      image.BlockDeviceMappings?.map(each => each.Ebs?.VolumeType),
    'creation-date': image => image.CreationDate,
    description: image => image.Description,
    'ena-support': image => String(image.EnaSupport),
    hypervisor: image => image.Hypervisor,
    'image-id': image => image.ImageId,
    'image-type': image => image.ImageType,
    'is-public': image => String(image.Public),
    'manifest-location': image => image.ImageLocation,
    name: image => image.Name,
    'owner-alias': () => undefined,
    'owner-id': image => image.OwnerId,
    platform: () => undefined,
    'root-device-name': image => image.RootDeviceName,
    'root-device-type': image => image.RootDeviceType,
    state: image => image.State,
    'virtualization-type': image => image.VirtualizationType,
  },
  tagsOf: image => image.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const image of compute.images.list(accountId, after)) yield toImage(image)
  },
  positionOf: image => image.ImageId ?? '',
}

export const describeImages = defineOperation({
  name: 'DescribeImages',
  async run(context, input) {
    const owners = input.Owners ?? []
    const isOwn =
      owners.length === 0 || owners.includes('self') || owners.includes(context.accountId)
    // Images are neither public nor shared, so only the owner may run one.
    const runners = input.ExecutableUsers ?? []
    const isRunnable = runners.length === 0 || runners.includes(context.accountId)
    if (!isOwn || !isRunnable) return { Images: [] }
    const { items, NextToken } = await listItems(imageListing, context, input)
    return { Images: items, NextToken }
  },
})

function toImage(image: ImageRecord): ImageOutput {
  return {
    ImageId: image.id,
    ImageLocation: image.location || `${image.accountId}/${image.name}`,
    ImageType: 'machine',
    Public: false,
    OwnerId: image.accountId,
    State: 'available',
    Architecture: image.architecture,
    Name: image.name,
    Description: image.description === '' ? undefined : image.description,
    CreationDate: new Date(image.createdAtMs).toISOString(),
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    BootMode: image.bootMode ?? 'legacy-bios',
    EnaSupport: image.enaSupport,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    RootDeviceType: 'ebs',
    RootDeviceName: image.rootDeviceName,
    BlockDeviceMappings: image.disks.map(toBlockDeviceMapping),
    Tags: toTagSet(image.tags),
  }
}
