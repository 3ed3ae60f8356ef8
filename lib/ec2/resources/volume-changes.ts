/** Changing volumes and asking how they are. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import { ComputeError } from '../../compute/errors.ts'
import type { VolumeShape } from '../../compute/volumes/modifications.ts'
import type { VolumeRecord } from '../../compute/volumes/volume-records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, volumeIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import type {
  DescribeVolumeStatusRequestInput,
  DescribeVolumesModificationsRequestInput,
  ModifyVolumeRequestInput,
  VolumeModificationOutput,
  VolumeStatusItemOutput,
} from '../wire/wire.generated.ts'
import { checkVolume } from './volume-rules.ts'
import { toModification } from './volume-view.ts'

/**
 * Differs from EC2: a volume may be modified again as soon as the last change is complete.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html
 */
export const modifyVolume = defineOperation({
  name: 'ModifyVolume',
  requires: ['VolumeId'],
  refuses: ['MultiAttachEnabled'],
  async run({ compute, accountId }, input) {
    const { VolumeId = '' } = input
    checkIds(volumeIdKind, [VolumeId])
    const changed = await compute.modifications.modify(accountId, VolumeId, current => ({
      sizeGib: input.Size ?? current.sizeGib,
      ...checkVolume(wantedOf(current, input)),
    }))
    const { modification } = changed
    return { VolumeModification: modification && toModification(VolumeId, modification) }
  },
})

/** What is not said stays as it is, as long as the type stays; a new type begins with its defaults. */
function wantedOf(current: VolumeShape, input: ModifyVolumeRequestInput) {
  const VolumeType = input.VolumeType ?? current.volumeType
  const sizeGib = input.Size ?? current.sizeGib
  const keeps = VolumeType === current.volumeType && VolumeType !== 'gp2'
  return {
    VolumeType,
    sizeGib,
    Iops: input.Iops ?? (keeps && current.iops > 0 ? current.iops : undefined),
    Throughput:
      input.Throughput ??
      (keeps && current.throughputMibps > 0 ? current.throughputMibps : undefined),
  }
}

const modificationListing: Listing<
  DescribeVolumesModificationsRequestInput,
  VolumeModificationOutput
> = {
  name: 'DescribeVolumesModifications',
  pageSize: { min: 1, max: 500 },
  byId: {
    kind: volumeIdKind,
    idsOf: input => input.VolumeIds,
    async find({ compute, accountId }, id) {
      const volume = await compute.volumes.get(accountId, id)
      if (!volume) return undefined
      if (volume.modification) return toModification(id, volume.modification)
      const message = `Modification for volume '${id}' does not exist.`
      throw new Ec2Error('InvalidVolumeModification.NotFound', message)
    },
  },
  filters: {
    'modification-state': change => change.ModificationState,
    'original-iops': change => String(change.OriginalIops ?? ''),
    'original-size': change => String(change.OriginalSize),
    'original-volume-type': change => change.OriginalVolumeType,
    originalMultiAttachEnabled: change => String(change.OriginalMultiAttachEnabled),
    'start-time': change => change.StartTime?.toISOString(),
    'target-iops': change => String(change.TargetIops ?? ''),
    'target-size': change => String(change.TargetSize),
    'target-volume-type': change => change.TargetVolumeType,
    targetMultiAttachEnabled: change => String(change.TargetMultiAttachEnabled),
    'volume-id': change => change.VolumeId,
  },
  async *list({ compute, accountId }, after) {
    for await (const { id, modification } of compute.volumes.list(accountId, after)) {
      if (modification) yield toModification(id, modification)
    }
  },
  positionOf: change => change.VolumeId ?? '',
}

export const describeVolumesModifications = defineOperation({
  name: 'DescribeVolumesModifications',
  async run(context, input) {
    const { items, NextToken } = await listItems(modificationListing, context, input)
    return { VolumesModifications: items, NextToken }
  },
})

const statusListing: Listing<DescribeVolumeStatusRequestInput, VolumeStatusItemOutput> = {
  name: 'DescribeVolumeStatus',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: volumeIdKind,
    idsOf: input => input.VolumeIds,
    async find(context, id) {
      const volume = await context.compute.volumes.get(context.accountId, id)
      return volume && toStatus(context, volume)
    },
  },
  filters: {
    'action.code': () => undefined,
    'action.description': () => undefined,
    'action.event-id': () => undefined,
    'availability-zone': item => item.AvailabilityZone,
    'event.description': () => undefined,
    'event.event-id': () => undefined,
    'event.event-type': () => undefined,
    'event.not-after': () => undefined,
    'event.not-before': () => undefined,
    'volume-status.details-name': item => item.VolumeStatus?.Details?.map(each => each.Name),
    'volume-status.details-status': item => item.VolumeStatus?.Details?.map(each => each.Status),
    'volume-status.status': item => item.VolumeStatus?.Status,
  },
  async *list(context, after) {
    for await (const volume of context.compute.volumes.list(context.accountId, after)) {
      yield toStatus(context, volume)
    }
  },
  positionOf: item => item.VolumeId ?? '',
}

/** Input and output of a volume are never switched off: a machine waits until its bytes are back. */
function toStatus({ region }: Ec2Context, { id, state }: VolumeRecord): VolumeStatusItemOutput {
  const isReady = state === 'ready'
  return {
    VolumeId: id,
    AvailabilityZone: availabilityZoneOf(region),
    Actions: [],
    Events: [],
    VolumeStatus: {
      Status: isReady ? 'ok' : 'insufficient-data',
      Details: [
        { Name: 'io-enabled', Status: isReady ? 'passed' : '-' },
        { Name: 'io-performance', Status: 'not-applicable' },
      ],
    },
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumeStatus.html */
export const describeVolumeStatus = defineOperation({
  name: 'DescribeVolumeStatus',
  async run(context, input) {
    const { items, NextToken } = await listItems(statusListing, context, input)
    return { VolumeStatuses: items, NextToken }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumeAttribute.html */
export const describeVolumeAttribute = defineOperation({
  name: 'DescribeVolumeAttribute',
  requires: ['VolumeId', 'Attribute'],
  async run({ compute, accountId }, { VolumeId = '', Attribute = '' }) {
    checkIds(volumeIdKind, [VolumeId])
    const volume = await compute.volumes.get(accountId, VolumeId)
    if (!volume) throw new ComputeError('volume-missing', VolumeId)
    if (Attribute === 'autoEnableIO') {
      return { VolumeId, AutoEnableIO: { Value: volume.autoEnablesIo } }
    }
    if (Attribute === 'productCodes') return { VolumeId, ProductCodes: [] }
    const message = `Value (${Attribute.slice(0, 64)}) for parameter attribute is invalid.`
    throw new Ec2Error('InvalidParameterValue', message)
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolumeAttribute.html */
export const modifyVolumeAttribute = defineOperation({
  name: 'ModifyVolumeAttribute',
  requires: ['VolumeId'],
  async run({ compute, accountId }, { VolumeId = '', AutoEnableIO }) {
    checkIds(volumeIdKind, [VolumeId])
    if (AutoEnableIO?.Value === undefined) {
      const message = 'The request must contain the parameter AutoEnableIO.Value'
      throw new Ec2Error('MissingParameter', message)
    }
    await compute.volumes.setAutoEnablesIo(accountId, VolumeId, AutoEnableIO.Value)
    return undefined
  },
})

/**
 * Differs from EC2: what storage keeps is encrypted as a whole or not at all, so no volume is more
 * encrypted than another.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html
 */
export const getEbsEncryptionByDefault = defineOperation({
  name: 'GetEbsEncryptionByDefault',
  async run() {
    return { EbsEncryptionByDefault: false, SseType: 'none' }
  },
})
