/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html and its kin. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { SubnetRecord } from '../../compute/networks/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { subnetIdKind, vpcIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeSubnetsRequestInput,
  ModifySubnetAttributeRequestInput,
  SubnetOutput,
} from '../wire/wire.generated.ts'
import { checkZone, zoneIdOf } from './regions.ts'
import { booleanOf } from './vpcs.ts'

export const createSubnet = defineOperation({
  name: 'CreateSubnet',
  requires: ['VpcId', 'CidrBlock'],
  refuses: [
    'Ipv4IpamPoolId',
    'Ipv4NetmaskLength',
    'Ipv6CidrBlock',
    'Ipv6IpamPoolId',
    'Ipv6Native',
    'Ipv6NetmaskLength',
    'OutpostArn',
  ],
  async run(context, { VpcId = '', CidrBlock = '', TagSpecifications, ...input }) {
    checkIds(vpcIdKind, [VpcId])
    checkZone(context.region, input.AvailabilityZone, input.AvailabilityZoneId)
    const subnet = await context.compute.networks.subnets.create({
      accountId: context.accountId,
      vpcId: VpcId,
      cidr: CidrBlock,
      tags: tagsFor('subnet', TagSpecifications),
    })
    return { Subnet: await toSubnet(context, subnet) }
  },
})

export const createDefaultSubnet = defineOperation({
  name: 'CreateDefaultSubnet',
  refuses: ['Ipv6Native'],
  async run(context, { AvailabilityZone, AvailabilityZoneId }) {
    if (!AvailabilityZone && !AvailabilityZoneId) {
      const message = 'The request must contain the parameter AvailabilityZone'
      throw new Ec2Error('MissingParameter', message)
    }
    checkZone(context.region, AvailabilityZone, AvailabilityZoneId)
    const subnet = await context.compute.networks.subnets.createDefault(context.accountId)
    return { Subnet: await toSubnet(context, subnet) }
  },
})

export const deleteSubnet = defineOperation({
  name: 'DeleteSubnet',
  requires: ['SubnetId'],
  async run({ compute, accountId }, { SubnetId = '' }) {
    checkIds(subnetIdKind, [SubnetId])
    await compute.networks.subnets.delete(accountId, SubnetId)
    return undefined
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html */
export const modifySubnetAttribute = defineOperation({
  name: 'ModifySubnetAttribute',
  requires: ['SubnetId'],
  refuses: ['CustomerOwnedIpv4Pool', 'EnableLniAtDeviceIndex', 'DisableLniAtDeviceIndex'],
  async run({ compute, accountId }, { SubnetId = '', ...input }) {
    checkIds(subnetIdKind, [SubnetId])
    refuseUnusable(input)
    const { MapPublicIpOnLaunch } = input
    await compute.networks.subnets.modify(
      accountId,
      SubnetId,
      MapPublicIpOnLaunch ? { mapsPublicAddress: booleanOf(MapPublicIpOnLaunch) } : {},
    )
    return undefined
  },
})

/** What may be said only as it is. */
function refuseUnusable(input: Omit<ModifySubnetAttributeRequestInput, 'SubnetId'>): void {
  const isAsked = [
    input.AssignIpv6AddressOnCreation,
    input.EnableDns64,
    input.EnableResourceNameDnsAAAARecordOnLaunch,
    input.EnableResourceNameDnsARecordOnLaunch,
    input.MapCustomerOwnedIpOnLaunch,
  ].some(each => each?.Value === true)
  const hostnames = input.PrivateDnsHostnameTypeOnLaunch
  if (isAsked || (hostnames && hostnames !== 'ip-name')) {
    const message = 'Subnets have neither IPv6 nor names other than those made of addresses'
    throw new Ec2Error('UnsupportedOperation', message)
  }
}

const subnetListing: Listing<DescribeSubnetsRequestInput, SubnetOutput> = {
  name: 'DescribeSubnets',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: subnetIdKind,
    idsOf: input => input.SubnetIds,
    async find(context, id) {
      const subnet = await context.compute.networks.subnets.get(context.accountId, id)
      return subnet && toSubnet(context, subnet)
    },
  },
  filters: {
    'availability-zone': subnet => subnet.AvailabilityZone,
    availabilityZone: subnet => subnet.AvailabilityZone,
    'availability-zone-id': subnet => subnet.AvailabilityZoneId,
    availabilityZoneId: subnet => subnet.AvailabilityZoneId,
    'available-ip-address-count': subnet => String(subnet.AvailableIpAddressCount),
    cidr: subnet => subnet.CidrBlock,
    cidrBlock: subnet => subnet.CidrBlock,
    'cidr-block': subnet => subnet.CidrBlock,
    'customer-owned-ipv4-pool': () => undefined,
    'default-for-az': subnet => String(subnet.DefaultForAz),
    defaultForAz: subnet => String(subnet.DefaultForAz),
    'enable-dns64': () => 'false',
    'ipv6-cidr-block-association.association-id': () => undefined,
    'ipv6-cidr-block-association.ipv6-cidr-block': () => undefined,
    'ipv6-cidr-block-association.state': () => undefined,
    'ipv6-native': () => 'false',
    'map-customer-owned-ip-on-launch': () => 'false',
    'map-public-ip-on-launch': subnet => String(subnet.MapPublicIpOnLaunch),
    'outpost-arn': () => undefined,
    'owner-id': subnet => subnet.OwnerId,
    state: subnet => subnet.State,
    'subnet-arn': subnet => subnet.SubnetArn,
    'subnet-id': subnet => subnet.SubnetId,
    subnetId: subnet => subnet.SubnetId,
    'vpc-id': subnet => subnet.VpcId,
    vpcId: subnet => subnet.VpcId,
  },
  tagsOf: subnet => subnet.Tags ?? [],
  async *list(context, after) {
    for await (const subnet of context.compute.networks.subnets.list(context.accountId, after)) {
      yield toSubnet(context, subnet)
    }
  },
  positionOf: subnet => subnet.SubnetId ?? '',
}

export const describeSubnets = defineOperation({
  name: 'DescribeSubnets',
  async run(context, input) {
    const { items, NextToken } = await listItems(subnetListing, context, input)
    return { Subnets: items, NextToken }
  },
})

async function toSubnet(context: Ec2Context, subnet: SubnetRecord): Promise<SubnetOutput> {
  const { region, compute } = context
  return {
    AssignIpv6AddressOnCreation: false,
    AvailabilityZone: availabilityZoneOf(region),
    AvailabilityZoneId: zoneIdOf(region),
    AvailableIpAddressCount: await compute.networks.subnets.freeAddressCount(subnet),
    CidrBlock: subnet.cidr,
    DefaultForAz: subnet.isDefault,
    EnableDns64: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    MapPublicIpOnLaunch: subnet.mapsPublicAddress,
    OwnerId: subnet.accountId,
    PrivateDnsNameOptionsOnLaunch: {
      EnableResourceNameDnsAAAARecord: false,
      EnableResourceNameDnsARecord: false,
      HostnameType: 'ip-name',
    },
    State: 'available',
    SubnetArn: `arn:aws:ec2:${region}:${subnet.accountId}:subnet/${subnet.id}`,
    SubnetId: subnet.id,
    Tags: toTagSet(subnet.tags),
    VpcId: subnet.vpcId,
  }
}
