/** How images come to be and go: of objects, of snapshots and of instances. */
import { ComputeError } from '../../compute/errors.ts'
import type { BootMode } from '../../compute/records.ts'
import type { ImageDisk } from '../../compute/volumes/volume-records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, imageIdKind, instanceIdKind } from '../identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsByType, tagsFor } from '../tag-sets.ts'
import type { RegisterImageRequestInput } from '../wire/wire.generated.ts'
import { mapDisks } from './block-device-mappings.ts'

const DESCRIPTION_LENGTH_MAX = 255

/**
 * Differs from EC2: ImageLocation names a plain raw or qcow2 object as `bucket/key`, optionally with
 * `?versionId=`; the caller must own the bucket. Without it the image is of snapshots, as on EC2.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
 */
export const registerImage = defineOperation({
  name: 'RegisterImage',
  requires: ['Name'],
  refuses: ['KernelId', 'RamdiskId', 'TpmSupport', 'UefiData', 'BillingProducts'],
  async run(context, input) {
    const { compute, accountId } = context
    checkOnly(input, 'Architecture', ['x86_64'])
    checkOnly(input, 'VirtualizationType', ['hvm'])
    checkOnly(input, 'SriovNetSupport', ['simple'])
    const registration = {
      accountId,
      name: imageNameOf(input.Name),
      description: (input.Description ?? '').slice(0, DESCRIPTION_LENGTH_MAX),
      architecture: 'x86_64',
      rootDeviceName: rootDeviceNameOf(input.RootDeviceName),
      enaSupport: input.EnaSupport ?? true,
      ...(input.SriovNetSupport && { sriovNetSupport: input.SriovNetSupport }),
      ...bootModeOf(input.BootMode),
      tags: tagsFor('image', input.TagSpecifications),
    }
    if (input.ImageLocation) {
      if ((input.BlockDeviceMappings ?? []).length > 0) {
        const message =
          'An image is made of the object of ImageLocation or of snapshots, not of both'
        throw new Ec2Error('InvalidParameterCombination', message)
      }
      const image = await compute.images.register({
        ...registration,
        location: input.ImageLocation,
      })
      return { ImageId: image.id }
    }
    const disks = await disksOfSnapshots(context, input)
    const image = await compute.images.registerDisks(registration, async () => disks)
    return { ImageId: image.id }
  },
})

async function disksOfSnapshots(
  context: Ec2Context,
  input: RegisterImageRequestInput,
): Promise<readonly ImageDisk[]> {
  const { BlockDeviceMappings = [] } = input
  const rootDeviceName = rootDeviceNameOf(input.RootDeviceName)
  const root = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === rootDeviceName)
  if (!root) {
    const message = 'The request must contain the parameter ImageLocation or a root device mapping'
    throw new Ec2Error('MissingParameter', message)
  }
  if (!root.Ebs?.SnapshotId) {
    const message = `The root device ${rootDeviceName} needs a snapshot`
    throw new Ec2Error('InvalidBlockDeviceMapping', message)
  }
  const disks = await mapDisks(context, [], BlockDeviceMappings)
  for (const { snapshotId } of disks) {
    if (snapshotId === '') continue
    const snapshot = await context.compute.snapshots.requireUsable(context.accountId, snapshotId)
    if (snapshot.accountId === context.accountId) continue
    const message = `The snapshot '${snapshotId}' is not yours`
    throw new Ec2Error('OperationNotPermitted', message)
  }
  return disks
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html */
export const createImage = defineOperation({
  name: 'CreateImage',
  requires: ['InstanceId', 'Name'],
  refuses: ['BootModeOverride'],
  async run(context, input) {
    const { compute, accountId } = context
    const { InstanceId = '', SnapshotLocation, TagSpecifications } = input
    checkIds(instanceIdKind, [InstanceId])
    if (SnapshotLocation !== undefined && SnapshotLocation !== 'regional') {
      throw new Ec2Error('UnsupportedOperation', 'Snapshots are made in the region only')
    }
    const tags = tagsByType(['image', 'snapshot'], TagSpecifications)
    const image = await compute.capture({
      accountId,
      machineId: InstanceId,
      name: imageNameOf(input.Name),
      description: (input.Description ?? '').slice(0, DESCRIPTION_LENGTH_MAX),
      reboots: !(input.NoReboot ?? false),
      arrange: disks => mapDisks(context, disks, input.BlockDeviceMappings ?? []),
      imageTags: tags.image ?? {},
      snapshotTags: tags.snapshot ?? {},
    })
    return { ImageId: image.id }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html */
export const deregisterImage = defineOperation({
  name: 'DeregisterImage',
  requires: ['ImageId'],
  async run({ compute, accountId }, { ImageId = '', DeleteAssociatedSnapshots = false }) {
    checkIds(imageIdKind, [ImageId])
    const disks = (await compute.images.get(accountId, ImageId))?.disks ?? []
    await compute.images.deregister(accountId, ImageId)
    if (!DeleteAssociatedSnapshots) return { Return: true }
    const ids = new Set(disks.map(disk => disk.snapshotId).filter(id => id !== ''))
    const DeleteSnapshotResults: { SnapshotId: string; ReturnCode: string }[] = []
    for (const SnapshotId of ids) {
      const ReturnCode = await deletionOf(compute.snapshots.delete(accountId, SnapshotId))
      DeleteSnapshotResults.push({ SnapshotId, ReturnCode })
    }
    return { Return: true, DeleteSnapshotResults }
  },
})

/** What is known of a deletion that is no request of its own. */
async function deletionOf(deletion: Promise<void>): Promise<string> {
  try {
    await deletion
    return 'success'
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error
    // Another image needs it, or it is gone already.
    return error.code === 'snapshot-in-use' ? 'skipped' : 'client-error'
  }
}

export function imageNameOf(name: string | undefined): string {
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

/** One that nobody named is not shown, and is legacy-bios, as on EC2. */
export function bootModeOf(text: string | undefined): { readonly bootMode?: BootMode } {
  if (text === undefined || text === '') return {}
  const mode = bootModes.find(each => each === text)
  if (mode) return { bootMode: mode }
  const message = `BootMode ${text.slice(0, 64)} is not supported; supported: ${bootModes.join(', ')}`
  throw new Ec2Error('InvalidParameterValue', message)
}

function checkOnly(
  input: RegisterImageRequestInput,
  name: 'Architecture' | 'SriovNetSupport' | 'VirtualizationType',
  supported: readonly string[],
): void {
  const value = input[name]
  if (value === undefined || value === '' || supported.includes(value)) return
  const message = `${name} ${value.slice(0, 64)} is not supported; supported: ${supported.join(', ')}`
  throw new Ec2Error('InvalidParameterValue', message)
}
