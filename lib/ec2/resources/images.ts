/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */

import type { TransferRecord } from '../../compute/image-transfer/transfer-records.ts'
import type { ImageRecord } from '../../compute/records.ts'
import { audienceOf } from '../../compute/shares.ts'
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
      if (image) return toImage(image)
      const transfer = await compute.transfers.get(accountId, id)
      return transfer && toComingImage(transfer)
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
    const { items, NextToken } = await listItems(listingFor(input), context, input)
    return { Images: items, NextToken }
  },
})

/** Owners and ExecutableUsers narrow the listing as filters do. */
function listingFor({
  Owners: owners = [],
  ExecutableUsers: runners = [],
}: DescribeImagesRequestInput): Listing<DescribeImagesRequestInput, ImageOutput> {
  if (owners.length === 0 && runners.length === 0) return imageListing
  return {
    ...imageListing,
    async *list({ compute, accountId }, after) {
      const isNamed = (names: readonly string[], id: string) =>
        names.includes(id) || (id === accountId && names.includes('self'))
      for await (const image of compute.images.list(accountId, after)) {
        const { accountIds, isPublic } = audienceOf(image)
        // Who may run it because that was said, which its owner is not.
        const mayRun = isPublic ? ['all', ...accountIds] : accountIds
        const isOwned = owners.length === 0 || isNamed(owners, image.accountId)
        const isRunnable =
          runners.length === 0 ||
          mayRun.some(id => runners.includes(id) || (id === accountId && runners.includes('self')))
        if (isOwned && isRunnable) yield toImage(image)
      }
    },
  }
}

/** An image that is being restored, or could not be. */
function toComingImage({ id, accountId, work, state, message }: TransferRecord) {
  if (work.kind !== 'restore-image' || state === 'completed') return undefined
  const { bucket, key } = work.source
  const isComing = state === 'active'
  return {
    ImageId: id,
    ImageLocation: `${bucket}/${key}`,
    Name: work.name || undefined,
    OwnerId: accountId,
    State: isComing ? 'pending' : 'failed',
    ...(!isComing && { StateReason: { Code: 'Client.RestoreFailed', Message: message } }),
    Public: false,
  }
}

function toImage(image: ImageRecord): ImageOutput {
  return {
    ImageId: image.id,
    ImageLocation: image.location || `${image.accountId}/${image.name}`,
    ImageType: 'machine',
    Public: image.isPublic ?? false,
    OwnerId: image.accountId,
    State: 'available',
    Architecture: image.architecture,
    Name: image.name,
    Description: image.description === '' ? undefined : image.description,
    CreationDate: new Date(image.createdAtMs).toISOString(),
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    BootMode: image.bootMode,
    EnaSupport: image.enaSupport,
    SriovNetSupport: image.sriovNetSupport,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    RootDeviceType: 'ebs',
    RootDeviceName: image.rootDeviceName,
    BlockDeviceMappings: image.disks.map(toBlockDeviceMapping),
    Tags: toTagSet(image.tags),
  }
}
