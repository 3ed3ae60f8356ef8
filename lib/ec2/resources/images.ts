/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html and its kin. */
import type { BootMode, ImageRecord } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, imageIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeImagesRequestInput,
  ImageOutput,
  RegisterImageRequestInput,
} from '../wire/wire.generated.ts'

const GIB = 2 ** 30

/**
 * Differs from EC2: ImageLocation names a plain raw or qcow2 object as `bucket/key`, optionally with
 * `?versionId=`; the caller must own the bucket.
 */
export const registerImage = defineOperation({
  name: 'RegisterImage',
  requires: ['Name', 'ImageLocation'],
  refuses: [
    'BlockDeviceMappings',
    'KernelId',
    'RamdiskId',
    'TpmSupport',
    'UefiData',
    'BillingProducts',
    'SriovNetSupport',
  ],
  async run({ compute, accountId }, input) {
    checkOnly(input, 'Architecture', ['x86_64'])
    checkOnly(input, 'VirtualizationType', ['hvm'])
    const image = await compute.images.register({
      accountId,
      name: imageNameOf(input.Name),
      description: (input.Description ?? '').slice(0, 255),
      location: input.ImageLocation ?? '',
      architecture: 'x86_64',
      rootDeviceName: rootDeviceNameOf(input.RootDeviceName),
      enaSupport: input.EnaSupport ?? true,
      bootMode: bootModeOf(input.BootMode),
      tags: tagsFor('image', input.TagSpecifications),
    })
    return { ImageId: image.id }
  },
})

export const deregisterImage = defineOperation({
  name: 'DeregisterImage',
  requires: ['ImageId'],
  async run({ compute, accountId }, { ImageId = '' }) {
    checkIds(imageIdKind, [ImageId])
    await compute.images.deregister(accountId, ImageId)
    return { Return: true }
  },
})

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
    'block-device-mapping.device-name': image => image.RootDeviceName,
    'block-device-mapping.volume-type': () => 'gp2',
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
    ImageLocation: image.location,
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
    BlockDeviceMappings: [
      {
        DeviceName: image.rootDeviceName,
        Ebs: {
          DeleteOnTermination: true,
          VolumeSize: Math.ceil(image.virtualSizeBytes / GIB),
          VolumeType: 'gp2',
          Encrypted: false,
        },
      },
    ],
    Tags: toTagSet(image.tags),
  }
}

function imageNameOf(name: string | undefined): string {
  if (name === undefined || !/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/.test(name)) {
    const message = "AMI names must be between 3 and 128 characters of A-Z a-z 0-9 ()[] ./-'@_"
    throw new Ec2Error('InvalidAMIName.Malformed', message)
  }
  return name
}

function rootDeviceNameOf(name: string | undefined): string {
  if (name === undefined || name === '') return '/dev/sda1'
  if (!/^\/dev\/(?:sd[a-z]|xvd[a-z]{1,2}|vd[a-z])\d{0,2}$/.test(name)) {
    throw new Ec2Error('InvalidParameterValue', `${name.slice(0, 64)} is not a valid root device`)
  }
  return name
}

const bootModes: readonly BootMode[] = ['legacy-bios', 'uefi', 'uefi-preferred']

function bootModeOf(text: string | undefined): BootMode {
  if (text === undefined || text === '') return 'legacy-bios'
  const mode = bootModes.find(each => each === text)
  if (mode) return mode
  const message = `BootMode ${text.slice(0, 64)} is not supported; supported: ${bootModes.join(', ')}`
  throw new Ec2Error('InvalidParameterValue', message)
}

function checkOnly(
  input: RegisterImageRequestInput,
  name: 'Architecture' | 'VirtualizationType',
  supported: readonly string[],
): void {
  const value = input[name]
  if (value === undefined || value === '' || supported.includes(value)) return
  const message = `${name} ${value.slice(0, 64)} is not supported; supported: ${supported.join(', ')}`
  throw new Ec2Error('InvalidParameterValue', message)
}
