/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreatePlacementGroup.html and its kin. */

import { onlyStopped } from '../../compute/machine-changes.ts'
import type { PlacementStrategy } from '../../compute/placement.ts'
import type { GroupChoice } from '../../compute/placement-groups.ts'
import type { PlacementGroupRecord } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { compileFilters } from '../filters.ts'
import { checkIds, instanceIdKind } from '../identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type { PlacementGroupOutput } from '../wire/wire.generated.ts'

const strategies: readonly PlacementStrategy[] = ['cluster', 'partition', 'spread']
/** As on AWS: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html */
const PARTITIONS_MAX = 7
const PARTITIONS_DEFAULT = 2

export const createPlacementGroup = defineOperation({
  name: 'CreatePlacementGroup',
  requires: ['GroupName'],
  refuses: ['LinkedGroupId', 'Operator', 'ParentGroupId'],
  async run(context, input) {
    const { GroupName: name = '', PartitionCount, SpreadLevel, TagSpecifications } = input
    if (!/^[\x20-\x7e]{1,255}$/.test(name)) {
      const message = 'A placement group name has 1 to 255 ASCII characters'
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const strategy = strategyOf(input.Strategy)
    if (SpreadLevel && !(strategy === 'spread' && SpreadLevel === 'rack')) {
      throw invalid('SpreadLevel', SpreadLevel)
    }
    const group = await context.compute.placementGroups.create({
      accountId: context.accountId,
      name,
      strategy,
      partitionCount: partitionCountOf(strategy, PartitionCount),
      tags: tagsFor('placement-group', TagSpecifications),
    })
    return { PlacementGroup: toGroup(context, group) }
  },
})

function strategyOf(text: string | undefined): PlacementStrategy {
  const strategy = strategies.find(each => each === (text || 'cluster'))
  if (strategy) return strategy
  throw invalid('strategy', text ?? '')
}

function partitionCountOf(strategy: PlacementStrategy, count: number | undefined): number {
  if (strategy !== 'partition') {
    if (count === undefined) return 0
    const message = 'PartitionCount can only be given with the strategy partition.'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  const wanted = count ?? PARTITIONS_DEFAULT
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= PARTITIONS_MAX) return wanted
  throw invalid('partitionCount', String(count))
}

function invalid(name: string, value: string): Ec2Error {
  const message = `Value (${value.slice(0, 64)}) for parameter ${name} is invalid.`
  return new Ec2Error('InvalidParameterValue', message)
}

export const deletePlacementGroup = defineOperation({
  name: 'DeletePlacementGroup',
  requires: ['GroupName'],
  async run({ compute, accountId }, { GroupName = '' }) {
    await compute.placementGroups.delete(accountId, GroupName)
    return undefined
  },
})

export const describePlacementGroups = defineOperation({
  name: 'DescribePlacementGroups',
  async run(context, { GroupNames = [], GroupIds = [], Filters }) {
    const groups = await Array.fromAsync(context.compute.placementGroups.list(context.accountId))
    for (const wanted of [...GroupNames, ...GroupIds]) {
      if (groups.some(({ name, id }) => name === wanted || id === wanted)) continue
      const message = `The Placement Group '${wanted.slice(0, 255)}' is unknown.`
      throw new Ec2Error('InvalidPlacementGroup.Unknown', message)
    }
    const isNamed = ({ name, id }: PlacementGroupRecord) =>
      (GroupNames.length === 0 && GroupIds.length === 0) ||
      GroupNames.includes(name) ||
      GroupIds.includes(id)
    const isWanted = compileFilters<PlacementGroupOutput>(
      {
        filters: {
          'group-arn': group => group.GroupArn,
          'group-id': group => group.GroupId,
          'group-name': group => group.GroupName,
          'spread-level': group => group.SpreadLevel,
          state: group => group.State,
          strategy: group => group.Strategy,
        },
        tagsOf: group => group.Tags ?? [],
      },
      Filters,
    )
    const shown = groups.filter(isNamed).map(group => toGroup(context, group))
    return { PlacementGroups: shown.filter(isWanted) }
  },
})

function toGroup(
  { region, accountId }: Ec2Context,
  { id, name, strategy, partitionCount, tags }: PlacementGroupRecord,
): PlacementGroupOutput {
  return {
    GroupArn: `arn:aws:ec2:${region}:${accountId}:placement-group/${name}`,
    GroupId: id,
    GroupName: name,
    PartitionCount: strategy === 'partition' ? partitionCount : undefined,
    SpreadLevel: strategy === 'spread' ? 'rack' : undefined,
    State: 'available',
    Strategy: strategy,
    Tags: toTagSet(tags),
  }
}

/** The group that a placement names by its name or its id, if it names one. */
export function groupChoiceOf(placement: {
  readonly GroupName?: string | undefined
  readonly GroupId?: string | undefined
  readonly PartitionNumber?: number | undefined
}): GroupChoice | undefined {
  const { GroupName, GroupId, PartitionNumber: partition } = placement
  if (GroupName && GroupId) {
    const message = 'GroupName and GroupId cannot be used together.'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  const group = GroupName || GroupId
  if (group) return { group, ...(partition !== undefined && { partition }) }
  if (partition === undefined) return undefined
  const message = 'PartitionNumber needs a placement group.'
  throw new Ec2Error('InvalidParameterCombination', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstancePlacement.html */
export const modifyInstancePlacement = defineOperation({
  name: 'ModifyInstancePlacement',
  requires: ['InstanceId'],
  refuses: ['HostId', 'HostResourceGroupArn'],
  async run({ compute, accountId }, input) {
    const { InstanceId = '', Tenancy, Affinity } = input
    checkIds(instanceIdKind, [InstanceId])
    if ((Tenancy && Tenancy !== 'default') || (Affinity && Affinity !== 'default')) {
      throw new Ec2Error('UnsupportedOperation', 'There are no dedicated hosts in this service.')
    }
    const choice = groupChoiceOf(input)
    const isAsked = choice !== undefined || input.GroupName === ''
    const seat = choice && (await compute.placementGroups.seatIn(accountId, choice))
    await compute.machineChanges.change(accountId, InstanceId, machine => {
      const { group, ...rest } = onlyStopped(machine)
      return isAsked ? { ...rest, ...(seat && { group: seat }) } : machine
    })
    return { Return: true }
  },
})
