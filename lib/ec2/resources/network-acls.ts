/**
 * What every network has and nobody changes: its network ACL, which lets everything through, and
 * the account's DHCP options.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html
 */
import { derivedId } from '../../compute/ids.ts'
import { privateDomainOf } from '../../compute/networks/host-names.ts'
import type {
  DhcpOptionsRecord,
  NetworkAclRecord,
  SubnetRecord,
} from '../../compute/networks/records.ts'
import { type Listing, listItems } from '../listing.ts'
import { dhcpOptionsIdKind, networkAclIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { toTagSet } from '../tag-sets.ts'
import type {
  DescribeDhcpOptionsRequestInput,
  DescribeNetworkAclsRequestInput,
  DhcpOptionsOutput,
  NetworkAclEntryOutput,
  NetworkAclOutput,
} from '../wire/wire.generated.ts'

const aclListing: Listing<DescribeNetworkAclsRequestInput, NetworkAclOutput> = {
  name: 'DescribeNetworkAcls',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: networkAclIdKind,
    idsOf: input => input.NetworkAclIds,
    async find(context, id) {
      const acl = await context.compute.networks.networkAcls.get(context.accountId, id)
      return acl && toNetworkAcl(acl, await subnetsOf(context))
    },
  },
  filters: {
    'association.association-id': acl =>
      acl.Associations?.map(each => each.NetworkAclAssociationId),
    'association.network-acl-id': acl => acl.Associations?.map(each => each.NetworkAclId),
    'association.subnet-id': acl => acl.Associations?.map(each => each.SubnetId),
    default: acl => String(acl.IsDefault),
    'entry.cidr': acl => acl.Entries?.map(each => each.CidrBlock),
    'entry.egress': acl => acl.Entries?.map(each => String(each.Egress)),
    'entry.icmp.code': () => undefined,
    'entry.icmp.type': () => undefined,
    'entry.ipv6-cidr': () => undefined,
    'entry.port-range.from': () => undefined,
    'entry.port-range.to': () => undefined,
    'entry.protocol': acl => acl.Entries?.map(each => each.Protocol),
    'entry.rule-action': acl => acl.Entries?.map(each => each.RuleAction),
    'entry.rule-number': acl => acl.Entries?.map(each => String(each.RuleNumber)),
    'network-acl-id': acl => acl.NetworkAclId,
    'owner-id': acl => acl.OwnerId,
    'vpc-id': acl => acl.VpcId,
  },
  tagsOf: acl => acl.Tags ?? [],
  async *list(context, after) {
    const subnets = await subnetsOf(context)
    for await (const acl of context.compute.networks.networkAcls.list(context.accountId, after)) {
      yield toNetworkAcl(acl, subnets)
    }
  },
  positionOf: acl => acl.NetworkAclId ?? '',
}

export const describeNetworkAcls = defineOperation({
  name: 'DescribeNetworkAcls',
  async run(context, input) {
    const { items, NextToken } = await listItems(aclListing, context, input)
    return { NetworkAcls: items, NextToken }
  },
})

function subnetsOf({ compute, accountId }: Ec2Context): Promise<readonly SubnetRecord[]> {
  return Array.fromAsync(compute.networks.subnets.list(accountId))
}

/** The last entry of an ACL, which no number comes after. */
const LAST_RULE = 32_767

const entries: readonly NetworkAclEntryOutput[] = [true, false].flatMap(Egress => [
  { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction: 'allow', RuleNumber: 100 },
  { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction: 'deny', RuleNumber: LAST_RULE },
])

function toNetworkAcl(acl: NetworkAclRecord, subnets: readonly SubnetRecord[]): NetworkAclOutput {
  const NetworkAclId = acl.id
  return {
    Associations: subnets
      .filter(subnet => subnet.vpcId === acl.vpcId)
      .map(({ id }) => ({
        NetworkAclAssociationId: derivedId('aclassoc', id),
        NetworkAclId,
        SubnetId: id,
      })),
    Entries: entries,
    IsDefault: true,
    NetworkAclId,
    OwnerId: acl.accountId,
    Tags: toTagSet(acl.tags),
    VpcId: acl.vpcId,
  }
}

const dhcpListing: Listing<DescribeDhcpOptionsRequestInput, DhcpOptionsOutput> = {
  name: 'DescribeDhcpOptions',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: dhcpOptionsIdKind,
    idsOf: input => input.DhcpOptionsIds,
    async find({ compute, accountId, region }, id) {
      const options = await compute.networks.dhcpOptions.get(accountId, id)
      return options && toDhcpOptions(options, region)
    },
  },
  filters: {
    'dhcp-options-id': options => options.DhcpOptionsId,
    key: options => options.DhcpConfigurations?.map(each => each.Key),
    'owner-id': options => options.OwnerId,
    value: options =>
      options.DhcpConfigurations?.flatMap(each => each.Values?.map(({ Value }) => Value)),
  },
  tagsOf: options => options.Tags ?? [],
  async *list({ compute, accountId, region }, after) {
    for await (const options of compute.networks.dhcpOptions.list(accountId, after)) {
      yield toDhcpOptions(options, region)
    }
  },
  positionOf: options => options.DhcpOptionsId ?? '',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeDhcpOptions.html */
export const describeDhcpOptions = defineOperation({
  name: 'DescribeDhcpOptions',
  async run(context, input) {
    const { items, NextToken } = await listItems(dhcpListing, context, input)
    return { DhcpOptions: items, NextToken }
  },
})

function toDhcpOptions(options: DhcpOptionsRecord, region: string): DhcpOptionsOutput {
  const setting = (Key: string, Value: string) => ({ Key, Values: [{ Value }] })
  return {
    DhcpConfigurations: [
      setting('domain-name', privateDomainOf(region)),
      setting('domain-name-servers', 'AmazonProvidedDNS'),
    ],
    DhcpOptionsId: options.id,
    OwnerId: options.accountId,
    Tags: toTagSet(options.tags),
  }
}
