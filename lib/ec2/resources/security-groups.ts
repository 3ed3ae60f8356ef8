/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html and its kin. */
import type { SecurityGroupRecord } from '../../compute/networks/records.ts'
import { Ec2Error } from '../errors.ts'
import type { FilterTable } from '../filters.ts'
import { checkIds, missingIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { securityGroupIdKind, vpcIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeSecurityGroupsRequestInput,
  IpPermissionOutput,
  SecurityGroupOutput,
} from '../wire/wire.generated.ts'
import { toPermissions } from './security-group-permissions.ts'
import { findVpc } from './vpcs.ts'

const TEXT = /^[A-Za-z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/

export const createSecurityGroup = defineOperation({
  name: 'CreateSecurityGroup',
  requires: ['GroupName', 'Description'],
  async run(context, { GroupName = '', Description = '', VpcId = '', TagSpecifications }) {
    const { compute, accountId, region } = context
    if (VpcId) checkIds(vpcIdKind, [VpcId])
    const group = await compute.networks.securityGroups.create({
      accountId,
      vpcId: VpcId,
      name: nameOf(GroupName),
      description: checkText('GroupDescription', Description),
      tags: tagsFor('security-group', TagSpecifications),
    })
    const SecurityGroupArn = arnOf(group, region)
    return { GroupId: group.id, SecurityGroupArn, Tags: toTagSet(group.tags) }
  },
})

function nameOf(text: string): string {
  const name = checkText('GroupName', text.trim())
  if (!name.startsWith('sg-')) return name
  const message = `Invalid value '${name}' for groupName. It may not begin with sg-`
  throw new Ec2Error('InvalidParameterValue', message)
}

function checkText(name: string, text: string): string {
  if (TEXT.test(text)) return text
  const message = `Value (${text.slice(0, 255)}) for parameter ${name} is invalid. Character sets beyond ASCII are not supported.`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html */
export const deleteSecurityGroup = defineOperation({
  name: 'DeleteSecurityGroup',
  async run(context, input) {
    const group = await findGroup(context, input)
    await context.compute.networks.securityGroups.delete(group)
    return { Return: true, GroupId: group.id }
  },
})

/** By its id, or by its name in the default VPC. */
export async function findGroup(
  { compute, accountId }: Ec2Context,
  {
    GroupId,
    GroupName,
  }: { readonly GroupId?: string | undefined; readonly GroupName?: string | undefined },
): Promise<SecurityGroupRecord> {
  const { securityGroups } = compute.networks
  if (GroupId) {
    checkIds(securityGroupIdKind, [GroupId])
    const group = await securityGroups.get(accountId, GroupId)
    if (!group) throw missingIds(securityGroupIdKind, [GroupId])
    return group
  }
  if (!GroupName) {
    throw new Ec2Error('MissingParameter', 'The request must contain GroupId or GroupName')
  }
  const group = await securityGroups.getByName(accountId, GroupName)
  if (!group) throw missingIds(securityGroupIdKind, [GroupName.slice(0, 255)])
  return group
}

/** The filters of one direction; `prefix` is how their names begin. */
function permissionFilters(
  prefix: string,
  permissionsOf: (group: SecurityGroupOutput) => readonly IpPermissionOutput[],
): FilterTable<SecurityGroupOutput> {
  type Values = (permission: IpPermissionOutput) => readonly (string | undefined)[]
  const rows: Readonly<Record<string, Values>> = {
    cidr: each => each.IpRanges?.map(range => range.CidrIp) ?? [],
    'from-port': each => [each.FromPort?.toString()],
    'group-id': each => each.UserIdGroupPairs?.map(pair => pair.GroupId) ?? [],
    'group-name': each => each.UserIdGroupPairs?.map(pair => pair.GroupName) ?? [],
    'ipv6-cidr': each => each.Ipv6Ranges?.map(range => range.CidrIpv6) ?? [],
    'prefix-list-id': () => [],
    protocol: each => [each.IpProtocol],
    'to-port': each => [each.ToPort?.toString()],
    'user-id': each => each.UserIdGroupPairs?.map(pair => pair.UserId) ?? [],
  }
  return Object.fromEntries(
    Object.entries(rows).map(([name, valuesOf]) => [
      `${prefix}.${name}`,
      (group: SecurityGroupOutput) => permissionsOf(group).flatMap(each => valuesOf(each)),
    ]),
  )
}

const groupListing: Listing<DescribeSecurityGroupsRequestInput, SecurityGroupOutput> = {
  name: 'DescribeSecurityGroups',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: securityGroupIdKind,
    idsOf: input => input.GroupIds,
    async find({ compute, accountId, region }, id) {
      const group = await compute.networks.securityGroups.get(accountId, id)
      return group && toGroup(group, region)
    },
  },
  filters: {
    ...permissionFilters('egress.ip-permission', group => group.IpPermissionsEgress ?? []),
    ...permissionFilters('ip-permission', group => group.IpPermissions ?? []),
    description: group => group.Description,
    'group-id': group => group.GroupId,
    'group-name': group => group.GroupName,
    'owner-id': group => group.OwnerId,
    'vpc-id': group => group.VpcId,
  },
  tagsOf: group => group.Tags ?? [],
  async *list({ compute, accountId, region }, after) {
    for await (const group of compute.networks.securityGroups.list(accountId, after)) {
      yield toGroup(group, region)
    }
  },
  positionOf: group => group.GroupId ?? '',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups = defineOperation({
  name: 'DescribeSecurityGroups',
  async run(context, { GroupNames = [], ...input }) {
    const named = await Promise.all(GroupNames.map(name => findGroup(context, { GroupName: name })))
    const GroupIds = [...(input.GroupIds ?? []), ...named.map(group => group.id)]
    const { items, NextToken } = await listItems(groupListing, context, { ...input, GroupIds })
    return { SecurityGroups: items, NextToken }
  },
})

/** Across VPCs only peering could make references, and there is none. */
export const describeSecurityGroupReferences = defineOperation({
  name: 'DescribeSecurityGroupReferences',
  requires: ['GroupId'],
  async run(context, { GroupId = [] }) {
    for (const id of GroupId) await findGroup(context, { GroupId: id })
    return { SecurityGroupReferenceSet: [] }
  },
})

/** Rules go stale when a peered VPC's group goes; here a group that a rule speaks of stays. */
export const describeStaleSecurityGroups = defineOperation({
  name: 'DescribeStaleSecurityGroups',
  requires: ['VpcId'],
  async run(context, { VpcId = '' }) {
    await findVpc(context, VpcId)
    return { StaleSecurityGroupSet: [] }
  },
})

function arnOf({ accountId, id }: SecurityGroupRecord, region: string): string {
  return `arn:aws:ec2:${region}:${accountId}:security-group/${id}`
}

function toGroup(group: SecurityGroupRecord, region: string): SecurityGroupOutput {
  const { accountId, rules } = group
  const permissions = (isEgress: boolean) =>
    toPermissions(
      accountId,
      rules.filter(rule => rule.isEgress === isEgress),
    )
  return {
    Description: group.description,
    GroupId: group.id,
    GroupName: group.name,
    IpPermissions: permissions(false),
    IpPermissionsEgress: permissions(true),
    OwnerId: accountId,
    SecurityGroupArn: arnOf(group, region),
    Tags: toTagSet(group.tags),
    VpcId: group.vpcId,
  }
}
