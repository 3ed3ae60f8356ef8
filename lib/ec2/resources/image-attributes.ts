/**
 * What of an image can be asked and changed one by one, and copies of it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html
 */
import { ComputeError } from '../../compute/errors.ts'
import type { ImageRecord } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, imageIdKind } from '../identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsByType } from '../tag-sets.ts'
import { changeOf, isChange, toPermissions } from './audience.ts'
import { toBlockDeviceMapping } from './block-device-mappings.ts'
import { imageNameOf } from './image-registration.ts'

const DESCRIPTION_LENGTH_MAX = 255

/** By name: what the answer says besides the image's id. Of what images have none it is empty. */
const attributes: Readonly<Record<string, (image: ImageRecord) => object>> = {
  description: ({ description }) => ({ Description: { Value: description } }),
  launchPermission: image => ({ LaunchPermissions: toPermissions(image) }),
  blockDeviceMapping: ({ disks }) => ({ BlockDeviceMappings: disks.map(toBlockDeviceMapping) }),
  bootMode: ({ bootMode = 'legacy-bios' }) => ({ BootMode: { Value: bootMode } }),
  productCodes: () => ({ ProductCodes: [] }),
  kernel: () => ({ KernelId: {} }),
  ramdisk: () => ({ RamdiskId: {} }),
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  tpmSupport: () => ({ TpmSupport: {} }),
  uefiData: () => ({ UefiData: {} }),
  lastLaunchedTime: () => ({ LastLaunchedTime: {} }),
  imdsSupport: () => ({ ImdsSupport: {} }),
  deregistrationProtection: () => ({ DeregistrationProtection: { Value: 'disabled' } }),
}

export const describeImageAttribute = defineOperation({
  name: 'DescribeImageAttribute',
  requires: ['ImageId', 'Attribute'],
  async run(context, { ImageId = '', Attribute = '' }) {
    const image = await ownImage(context, ImageId)
    const describe = Object.hasOwn(attributes, Attribute) ? attributes[Attribute] : undefined
    if (!describe) throw invalidAttribute(Attribute)
    return { ImageId, ...describe(image) }
  },
})

export const modifyImageAttribute = defineOperation({
  name: 'ModifyImageAttribute',
  requires: ['ImageId'],
  refuses: ['ImdsSupport', 'OrganizationArns', 'OrganizationalUnitArns', 'ProductCodes'],
  async run(context, input) {
    const { compute, accountId } = context
    const { ImageId = '', Attribute, Value, Description } = input
    await ownImage(context, ImageId)
    if (Attribute && Attribute !== 'description' && Attribute !== 'launchPermission') {
      throw invalidAttribute(Attribute)
    }
    const description = Attribute === 'description' ? (Value ?? '') : Description?.Value
    const permission = {
      lists: input.LaunchPermission,
      operation: input.OperationType,
      userIds: input.UserIds,
      groups: input.UserGroups,
    }
    if (description === undefined && !isChange(permission)) {
      const message = 'The request must contain an attribute to modify.'
      throw new Ec2Error('InvalidParameterCombination', message)
    }
    if (description !== undefined) {
      const text = description.slice(0, DESCRIPTION_LENGTH_MAX)
      await compute.images.describe(accountId, ImageId, text)
    }
    if (isChange(permission)) await compute.images.share(accountId, ImageId, changeOf(permission))
    return undefined
  },
})

export const resetImageAttribute = defineOperation({
  name: 'ResetImageAttribute',
  requires: ['ImageId', 'Attribute'],
  async run(context, { ImageId = '', Attribute = '' }) {
    await ownImage(context, ImageId)
    if (Attribute !== 'launchPermission') throw invalidAttribute(Attribute)
    const nobody = { accountIds: [], isPublic: false }
    await context.compute.images.share(context.accountId, ImageId, () => nobody)
    return undefined
  },
})

export const copyImage = defineOperation({
  name: 'CopyImage',
  requires: ['Name', 'SourceImageId', 'SourceRegion'],
  refuses: [
    'Encrypted',
    'KmsKeyId',
    'DestinationOutpostArn',
    'DestinationAvailabilityZone',
    'DestinationAvailabilityZoneId',
  ],
  async run({ compute, accountId, region }, input) {
    const { SourceImageId = '', SourceRegion = '', Description } = input
    checkIds(imageIdKind, [SourceImageId])
    if (SourceRegion !== region) {
      const message = `The region ${SourceRegion.slice(0, 64)} is not there; this is ${region}.`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const tags = tagsByType(['image', 'snapshot'], input.TagSpecifications)
    const image = await compute.copyImage({
      accountId,
      sourceImageId: SourceImageId,
      name: imageNameOf(input.Name),
      description: Description?.slice(0, DESCRIPTION_LENGTH_MAX),
      copiesTags: input.CopyImageTags ?? false,
      tags: tags.image ?? {},
      snapshotTags: tags.snapshot ?? {},
    })
    return { ImageId: image.id }
  },
})

/** Only its owner sees and changes an image's attributes. */
async function ownImage({ compute, accountId }: Ec2Context, id: string): Promise<ImageRecord> {
  checkIds(imageIdKind, [id])
  const image = await compute.images.get(accountId, id)
  if (image?.accountId !== accountId) throw new ComputeError('image-missing', id)
  return image
}

function invalidAttribute(name: string): Ec2Error {
  const message = `Value (${name.slice(0, 64)}) for parameter attribute is invalid.`
  return new Ec2Error('InvalidParameterValue', message)
}
