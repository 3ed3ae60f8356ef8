/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html and its kin. */
import type { SecurityGroupRecord, SecurityRule } from '../../compute/networks/records.ts'
import type { RuleChange } from '../../compute/networks/security-groups.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { securityGroupRuleIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor } from '../tag-sets.ts'
import type {
  DescribeSecurityGroupRulesRequestInput,
  IpPermissionInput,
  RevokedSecurityGroupRuleOutput,
  SecurityGroupRuleDescriptionInput,
  SecurityGroupRuleOutput,
  TagSpecificationInput,
} from '../wire/wire.generated.ts'
import {
  type AskedPermissions,
  changeOf,
  descriptionOf,
  rulesOf,
  toPermissions,
  toRule,
} from './security-group-permissions.ts'
import { findGroup } from './security-groups.ts'

interface GroupInput extends AskedPermissions {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

/** What egress takes as permissions only. */
const flatParameters = [
  'CidrIp',
  'FromPort',
  'IpProtocol',
  'SourceSecurityGroupName',
  'SourceSecurityGroupOwnerId',
  'ToPort',
] as const

export const authorizeSecurityGroupIngress = defineOperation({
  name: 'AuthorizeSecurityGroupIngress',
  run: (context, input) => authorize(context, input, false),
})

export const authorizeSecurityGroupEgress = defineOperation({
  name: 'AuthorizeSecurityGroupEgress',
  requires: ['GroupId'],
  refuses: flatParameters,
  run: (context, input) => authorize(context, input, true),
})

async function authorize(
  context: Ec2Context,
  input: GroupInput & { readonly TagSpecifications?: readonly TagSpecificationInput[] | undefined },
  isEgress: boolean,
) {
  const group = await findGroup(context, input)
  const tags = tagsFor('security-group-rule', input.TagSpecifications)
  const asked = (await rulesOf(context, input, isEgress)).map(rule => ({ ...rule, tags }))
  const rules = await context.compute.networks.securityGroups.authorize(group, asked)
  return { Return: true, SecurityGroupRules: rules.map(rule => show(rule, group, context)) }
}

export const revokeSecurityGroupIngress = defineOperation({
  name: 'RevokeSecurityGroupIngress',
  run: (context, input) => revoke(context, input, false),
})

export const revokeSecurityGroupEgress = defineOperation({
  name: 'RevokeSecurityGroupEgress',
  requires: ['GroupId'],
  refuses: flatParameters,
  run: (context, input) => revoke(context, input, true),
})

async function revoke(
  context: Ec2Context,
  input: GroupInput & { readonly SecurityGroupRuleIds?: readonly string[] | undefined },
  isEgress: boolean,
) {
  const { securityGroups } = context.compute.networks
  const group = await findGroup(context, input)
  const ids = input.SecurityGroupRuleIds ?? []
  if (ids.length > 0) {
    checkIds(securityGroupRuleIdKind, ids)
    const removed = await securityGroups.revokeByIds(group, { isEgress, ids })
    return { Return: true, RevokedSecurityGroupRules: removed.map(rule => toRevoked(rule, group)) }
  }
  const asked = await rulesOf(context, input, isEgress)
  const { removed, unknown } = await securityGroups.revoke(group, asked)
  return {
    Return: true,
    RevokedSecurityGroupRules: removed.map(rule => toRevoked(rule, group)),
    UnknownIpPermissions: unknown.length > 0 ? toPermissions(group.accountId, unknown) : undefined,
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html */
export const modifySecurityGroupRules = defineOperation({
  name: 'ModifySecurityGroupRules',
  requires: ['GroupId', 'SecurityGroupRules'],
  async run(context, { GroupId, SecurityGroupRules = [] }) {
    const group = await findGroup(context, { GroupId })
    const changes = new Map<string, RuleChange>()
    for (const { SecurityGroupRuleId = '', SecurityGroupRule } of SecurityGroupRules) {
      checkIds(securityGroupRuleIdKind, [SecurityGroupRuleId])
      if (changes.has(SecurityGroupRuleId)) {
        const message = `The rule ${SecurityGroupRuleId} is given twice`
        throw new Ec2Error('InvalidParameterValue', message)
      }
      changes.set(SecurityGroupRuleId, changeOf(SecurityGroupRule ?? {}))
    }
    await context.compute.networks.securityGroups.modify(group, changes)
    return { Return: true }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UpdateSecurityGroupRuleDescriptionsIngress.html */
export const updateSecurityGroupRuleDescriptionsIngress = defineOperation({
  name: 'UpdateSecurityGroupRuleDescriptionsIngress',
  run: (context, input) => updateDescriptions(context, input, false),
})

export const updateSecurityGroupRuleDescriptionsEgress = defineOperation({
  name: 'UpdateSecurityGroupRuleDescriptionsEgress',
  run: (context, input) => updateDescriptions(context, input, true),
})

async function updateDescriptions(
  context: Ec2Context,
  input: {
    readonly GroupId?: string | undefined
    readonly GroupName?: string | undefined
    readonly IpPermissions?: readonly IpPermissionInput[] | undefined
    readonly SecurityGroupRuleDescriptions?:
      | readonly SecurityGroupRuleDescriptionInput[]
      | undefined
  },
  isEgress: boolean,
) {
  const { securityGroups } = context.compute.networks
  const { IpPermissions = [], SecurityGroupRuleDescriptions: byId = [] } = input
  if (IpPermissions.length > 0 === byId.length > 0) {
    const message = 'Either IpPermissions or SecurityGroupRuleDescriptions has to be given'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  const group = await findGroup(context, input)
  if (byId.length > 0) {
    const descriptions = new Map(
      byId.map(each => [each.SecurityGroupRuleId ?? '', descriptionOf(each.Description)]),
    )
    checkIds(securityGroupRuleIdKind, [...descriptions.keys()])
    await securityGroups.describeByIds(group, descriptions)
  } else {
    const asked = await rulesOf(context, { IpPermissions }, isEgress)
    await securityGroups.describe(
      group,
      asked.map(rule => ({ ...rule, tags: {} })),
    )
  }
  return { Return: true }
}

const ruleListing: Listing<DescribeSecurityGroupRulesRequestInput, SecurityGroupRuleOutput> = {
  name: 'DescribeSecurityGroupRules',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: securityGroupRuleIdKind,
    idsOf: input => input.SecurityGroupRuleIds,
    async find(context, id) {
      for await (const rule of allRules(context)) if (rule.SecurityGroupRuleId === id) return rule
      return undefined
    },
  },
  filters: {
    'group-id': rule => rule.GroupId,
    'security-group-rule-id': rule => rule.SecurityGroupRuleId,
  },
  tagsOf: rule => rule.Tags ?? [],
  async *list(context, after) {
    // One order over all groups, so that a page can go on where the last one ended.
    const all = await Array.fromAsync(allRules(context))
    all.sort((one, other) => (positionOf(one) < positionOf(other) ? -1 : 1))
    for (const rule of all) if (after === undefined || positionOf(rule) > after) yield rule
  },
  positionOf,
}

function positionOf(rule: SecurityGroupRuleOutput): string {
  return rule.SecurityGroupRuleId ?? ''
}

async function* allRules(context: Ec2Context): AsyncIterable<SecurityGroupRuleOutput> {
  const { compute, accountId } = context
  for await (const group of compute.networks.securityGroups.list(accountId)) {
    for (const rule of group.rules) yield show(rule, group, context)
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html */
export const describeSecurityGroupRules = defineOperation({
  name: 'DescribeSecurityGroupRules',
  async run(context, input) {
    const { items, NextToken } = await listItems(ruleListing, context, input)
    return { SecurityGroupRules: items, NextToken }
  },
})

function show(rule: SecurityRule, group: SecurityGroupRecord, { region }: Ec2Context) {
  return toRule(rule, { groupId: group.id, accountId: group.accountId, region })
}

function toRevoked(rule: SecurityRule, group: SecurityGroupRecord): RevokedSecurityGroupRuleOutput {
  const { peer } = rule
  return {
    CidrIpv4: peer.kind === 'ipv4' ? peer.cidr : undefined,
    CidrIpv6: peer.kind === 'ipv6' ? peer.cidr : undefined,
    Description: rule.description || undefined,
    FromPort: rule.fromPort,
    GroupId: group.id,
    IpProtocol: rule.protocol,
    IsEgress: rule.isEgress,
    ReferencedGroupId: peer.kind === 'group' ? peer.groupId : undefined,
    SecurityGroupRuleId: rule.id,
    ToPort: rule.toPort,
  }
}
