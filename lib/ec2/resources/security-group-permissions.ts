/**
 * Rules between our records and EC2's two shapes of them: permissions, which gather the peers of the
 * same traffic, and single rules.
 */
import type { RulePeer, RuleTraffic, SecurityRule } from '../../compute/networks/records.ts'
import {
  type NewRule,
  parseIpv4Peer,
  parseIpv6Peer,
  parseTraffic,
  type RuleTerms,
} from '../../compute/networks/security-rules.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds } from '../identifiers.ts'
import { securityGroupIdKind } from '../network-identifiers.ts'
import type { Ec2Context } from '../operation.ts'
import { toTagSet } from '../tag-sets.ts'
import type {
  IpPermissionInput,
  IpPermissionOutput,
  SecurityGroupRuleOutput,
  SecurityGroupRuleRequestInput,
  UserIdGroupPairInput,
} from '../wire/wire.generated.ts'

/** A rule without an id yet; its tags come from elsewhere in the request. */
export type AskedRule = Omit<NewRule, 'tags'>

const DESCRIPTION = /^[A-Za-z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/

/** Both ways to say it: a list of permissions, or one permission in parameters of its own. */
export interface AskedPermissions {
  readonly IpPermissions?: readonly IpPermissionInput[] | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIp?: string | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
}

export async function rulesOf(
  context: Ec2Context,
  asked: AskedPermissions,
  isEgress: boolean,
): Promise<readonly AskedRule[]> {
  const permissions = [...(asked.IpPermissions ?? []), ...flatPermission(asked)]
  if (permissions.length === 0) {
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter IpPermissions')
  }
  const rules: AskedRule[] = []
  for (const permission of permissions) {
    rules.push(...(await rulesOfPermission(context, permission, isEgress)))
  }
  return rules
}

function flatPermission(asked: AskedPermissions): readonly IpPermissionInput[] {
  const { IpProtocol, FromPort, ToPort, CidrIp } = asked
  const GroupName = asked.SourceSecurityGroupName
  const isAsked = [IpProtocol, FromPort, ToPort, CidrIp, GroupName].some(each => each !== undefined)
  if (!isAsked) return []
  if (asked.IpPermissions?.length) {
    const message = 'IpPermissions and the parameters of a single permission exclude each other'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  const UserId = asked.SourceSecurityGroupOwnerId
  const traffic = { IpProtocol: IpProtocol ?? (GroupName ? '-1' : undefined), FromPort, ToPort }
  if (GroupName) return [{ ...traffic, UserIdGroupPairs: [{ GroupName, UserId }] }]
  return [{ ...traffic, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] }]
}

async function rulesOfPermission(
  context: Ec2Context,
  permission: IpPermissionInput,
  isEgress: boolean,
): Promise<readonly AskedRule[]> {
  const { IpProtocol, FromPort, ToPort, PrefixListIds = [] } = permission
  if (!IpProtocol) {
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter ipProtocol')
  }
  if (PrefixListIds.length > 0) throw noPrefixLists()
  const traffic = parseTraffic(IpProtocol, FromPort, ToPort)
  const rule = (peer: RulePeer, description: string | undefined): AskedRule => ({
    ...traffic,
    isEgress,
    peer,
    description: descriptionOf(description),
  })
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [] } = permission
  const rules = [
    ...IpRanges.map(range => rule(parseIpv4Peer(range.CidrIp ?? ''), range.Description)),
    ...Ipv6Ranges.map(range => rule(parseIpv6Peer(range.CidrIpv6 ?? ''), range.Description)),
  ]
  for (const pair of UserIdGroupPairs) {
    rules.push(rule(await groupPeerOf(context, pair), pair.Description))
  }
  if (rules.length > 0) return rules
  const message = 'A permission must name addresses or groups that it is for'
  throw new Ec2Error('MissingParameter', message)
}

async function groupPeerOf(context: Ec2Context, pair: UserIdGroupPairInput): Promise<RulePeer> {
  const { compute, accountId } = context
  const { GroupId, GroupName, UserId } = pair
  if (pair.VpcPeeringConnectionId) {
    throw new Ec2Error('UnsupportedOperation', 'There are no VPC peering connections')
  }
  const shown = (GroupId || GroupName || '').slice(0, 255)
  const missing = () =>
    new Ec2Error('InvalidGroup.NotFound', `The security group '${shown}' does not exist`)
  if (UserId && UserId !== accountId) throw missing()
  if (GroupId) {
    checkIds(securityGroupIdKind, [GroupId])
    return { kind: 'group', groupId: GroupId }
  }
  const found = await compute.networks.securityGroups.getByName(accountId, GroupName ?? '')
  if (!found) throw missing()
  return { kind: 'group', groupId: found.id }
}

/** A rule as ModifySecurityGroupRules puts it: with one peer. */
export function changeOf(asked: SecurityGroupRuleRequestInput): Omit<AskedRule, 'isEgress'> {
  const { IpProtocol = '', CidrIpv4, CidrIpv6, ReferencedGroupId, PrefixListId } = asked
  if (PrefixListId) throw noPrefixLists()
  const peers: RulePeer[] = []
  if (CidrIpv4) peers.push(parseIpv4Peer(CidrIpv4))
  if (CidrIpv6) peers.push(parseIpv6Peer(CidrIpv6))
  if (ReferencedGroupId) {
    checkIds(securityGroupIdKind, [ReferencedGroupId])
    peers.push({ kind: 'group', groupId: ReferencedGroupId })
  }
  const [peer, ...others] = peers
  if (!peer || others.length > 0) {
    const message = 'A rule has exactly one of CidrIpv4, CidrIpv6 and ReferencedGroupId'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  const traffic = parseTraffic(IpProtocol, asked.FromPort, asked.ToPort)
  return { ...traffic, peer, description: descriptionOf(asked.Description) }
}

export function descriptionOf(text = ''): string {
  if (DESCRIPTION.test(text)) return text
  const message =
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*'
  throw new Ec2Error('InvalidParameterValue', message)
}

function noPrefixLists(): Ec2Error {
  return new Ec2Error('UnsupportedOperation', 'There are no prefix lists')
}

/** Each kind of traffic once, in the order in which it comes first. */
export function toPermissions(
  accountId: string,
  rules: readonly (RuleTerms & { readonly description?: string })[],
): readonly IpPermissionOutput[] {
  const byTraffic = Map.groupBy(rules, each => `${each.protocol} ${each.fromPort} ${each.toPort}`)
  return [...byTraffic.values()].map(group => {
    const [first] = group
    const described = group.map(({ peer, description }) => ({
      peer,
      Description: description || undefined,
    }))
    return {
      ...(first && toPorts(first)),
      IpProtocol: first?.protocol,
      IpRanges: described.flatMap(({ peer, Description }) =>
        peer.kind === 'ipv4' ? [{ CidrIp: peer.cidr, Description }] : [],
      ),
      Ipv6Ranges: described.flatMap(({ peer, Description }) =>
        peer.kind === 'ipv6' ? [{ CidrIpv6: peer.cidr, Description }] : [],
      ),
      PrefixListIds: [],
      UserIdGroupPairs: described.flatMap(({ peer, Description }) =>
        peer.kind === 'group' ? [{ GroupId: peer.groupId, UserId: accountId, Description }] : [],
      ),
    }
  })
}

/** Only protocols that have ports, or types and codes, show any. */
function toPorts({ protocol, fromPort, toPort }: RuleTraffic) {
  return /^\D/.test(protocol) && protocol !== '-1' ? { FromPort: fromPort, ToPort: toPort } : {}
}

export interface RuleHolder {
  readonly groupId: string
  readonly accountId: string
  readonly region: string
}

export function toRule(
  rule: SecurityRule,
  { groupId, accountId, region }: RuleHolder,
): SecurityGroupRuleOutput {
  const { peer } = rule
  return {
    CidrIpv4: peer.kind === 'ipv4' ? peer.cidr : undefined,
    CidrIpv6: peer.kind === 'ipv6' ? peer.cidr : undefined,
    Description: rule.description || undefined,
    FromPort: rule.fromPort,
    GroupId: groupId,
    GroupOwnerId: accountId,
    IpProtocol: rule.protocol,
    IsEgress: rule.isEgress,
    ReferencedGroupInfo:
      peer.kind === 'group' ? { GroupId: peer.groupId, UserId: accountId } : undefined,
    SecurityGroupRuleArn: `arn:aws:ec2:${region}:${accountId}:security-group-rule/${rule.id}`,
    SecurityGroupRuleId: rule.id,
    Tags: toTagSet(rule.tags),
    ToPort: rule.toPort,
  }
}
