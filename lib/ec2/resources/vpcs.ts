/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html and its kin. */
import { derivedId } from '../../compute/ids.ts'
import type { VpcRecord } from '../../compute/networks/records.ts'
import type { VpcSettings } from '../../compute/networks/vpcs.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, missingIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { vpcIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  AttributeBooleanValueInput,
  DescribeVpcsRequestInput,
  VpcOutput,
} from '../wire/wire.generated.ts'

export const createVpc = defineOperation({
  name: 'CreateVpc',
  requires: ['CidrBlock'],
  refuses: [
    'AmazonProvidedIpv6CidrBlock',
    'Ipv4IpamPoolId',
    'Ipv4NetmaskLength',
    'Ipv6CidrBlock',
    'Ipv6CidrBlockNetworkBorderGroup',
    'Ipv6IpamPoolId',
    'Ipv6NetmaskLength',
    'Ipv6Pool',
    'VpcEncryptionControl',
  ],
  async run({ compute, accountId }, { CidrBlock = '', InstanceTenancy, TagSpecifications }) {
    if (InstanceTenancy && InstanceTenancy !== 'default') {
      throw new Ec2Error('UnsupportedOperation', 'Only the tenancy default is supported')
    }
    const tags = tagsFor('vpc', TagSpecifications)
    return { Vpc: toVpc(await compute.networks.vpcs.create({ accountId, cidr: CidrBlock, tags })) }
  },
})

export const createDefaultVpc = defineOperation({
  name: 'CreateDefaultVpc',
  async run({ compute, accountId }) {
    return { Vpc: toVpc(await compute.networks.vpcs.createDefault(accountId)) }
  },
})

export const deleteVpc = defineOperation({
  name: 'DeleteVpc',
  requires: ['VpcId'],
  async run({ compute, accountId }, { VpcId = '' }) {
    checkIds(vpcIdKind, [VpcId])
    await compute.networks.vpcs.delete(accountId, VpcId)
    return undefined
  },
})

const vpcListing: Listing<DescribeVpcsRequestInput, VpcOutput> = {
  name: 'DescribeVpcs',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: vpcIdKind,
    idsOf: input => input.VpcIds,
    async find({ compute, accountId }, id) {
      const vpc = await compute.networks.vpcs.get(accountId, id)
      return vpc && toVpc(vpc)
    },
  },
  filters: {
    cidr: vpc => vpc.CidrBlock,
    cidrBlock: vpc => vpc.CidrBlock,
    'cidr-block': vpc => vpc.CidrBlock,
    'cidr-block-association.association-id': vpc =>
      vpc.CidrBlockAssociationSet?.map(each => each.AssociationId),
    'cidr-block-association.cidr-block': vpc => vpc.CidrBlock,
    'cidr-block-association.state': () => 'associated',
    'dhcp-options-id': vpc => vpc.DhcpOptionsId,
    dhcpOptionsId: vpc => vpc.DhcpOptionsId,
    'ipv6-cidr-block-association.association-id': () => undefined,
    'ipv6-cidr-block-association.ipv6-cidr-block': () => undefined,
    'ipv6-cidr-block-association.ipv6-pool': () => undefined,
    'ipv6-cidr-block-association.state': () => undefined,
    'is-default': vpc => String(vpc.IsDefault),
    isDefault: vpc => String(vpc.IsDefault),
    'owner-id': vpc => vpc.OwnerId,
    state: vpc => vpc.State,
    'vpc-id': vpc => vpc.VpcId,
    vpcId: vpc => vpc.VpcId,
  },
  tagsOf: vpc => vpc.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const vpc of compute.networks.vpcs.list(accountId, after)) yield toVpc(vpc)
  },
  positionOf: vpc => vpc.VpcId ?? '',
}

export const describeVpcs = defineOperation({
  name: 'DescribeVpcs',
  async run(context, input) {
    const { items, NextToken } = await listItems(vpcListing, context, input)
    return { Vpcs: items, NextToken }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html */
export const describeVpcAttribute = defineOperation({
  name: 'DescribeVpcAttribute',
  requires: ['VpcId', 'Attribute'],
  async run(context, { VpcId = '', Attribute = '' }) {
    const vpc = await findVpc(context, VpcId)
    switch (Attribute) {
      case 'enableDnsHostnames':
        return { VpcId, EnableDnsHostnames: { Value: vpc.hasDnsHostnames } }
      case 'enableDnsSupport':
        return { VpcId, EnableDnsSupport: { Value: vpc.hasDnsSupport } }
      case 'enableNetworkAddressUsageMetrics':
        return { VpcId, EnableNetworkAddressUsageMetrics: { Value: vpc.hasUsageMetrics } }
    }
    const shown = Attribute.slice(0, 64)
    const message = `Value (${shown}) for parameter attribute is invalid. Unknown attribute.`
    throw new Ec2Error('InvalidParameterValue', message)
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html */
export const modifyVpcAttribute = defineOperation({
  name: 'ModifyVpcAttribute',
  requires: ['VpcId'],
  async run(context, { VpcId = '', ...attributes }) {
    const asked = Object.values(attributes).filter(value => value !== undefined)
    if (asked.length !== 1) {
      throw new Ec2Error('InvalidParameterCombination', 'Exactly one attribute has to be given.')
    }
    await findVpc(context, VpcId)
    const { EnableDnsHostnames, EnableDnsSupport, EnableNetworkAddressUsageMetrics } = attributes
    if (EnableDnsSupport && !booleanOf(EnableDnsSupport)) {
      const message = 'Every network has its name server: enableDnsSupport cannot be turned off'
      throw new Ec2Error('UnsupportedOperation', message)
    }
    if (EnableNetworkAddressUsageMetrics && booleanOf(EnableNetworkAddressUsageMetrics)) {
      throw new Ec2Error('UnsupportedOperation', 'There are no metrics of address usage')
    }
    const change: Partial<VpcSettings> = EnableDnsHostnames
      ? { hasDnsHostnames: booleanOf(EnableDnsHostnames) }
      : {}
    await context.compute.networks.vpcs.modify(context.accountId, VpcId, change)
    return undefined
  },
})

export function booleanOf({ Value }: AttributeBooleanValueInput): boolean {
  if (Value !== undefined) return Value
  throw new Ec2Error('MissingParameter', 'The request must contain the value of the attribute')
}

export async function findVpc({ compute, accountId }: Ec2Context, id: string): Promise<VpcRecord> {
  checkIds(vpcIdKind, [id])
  const vpc = await compute.networks.vpcs.get(accountId, id)
  if (!vpc) throw missingIds(vpcIdKind, [id])
  return vpc
}

function toVpc(vpc: VpcRecord): VpcOutput {
  return {
    CidrBlock: vpc.cidr,
    CidrBlockAssociationSet: [
      {
        AssociationId: derivedId('vpc-cidr-assoc', vpc.id),
        CidrBlock: vpc.cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    DhcpOptionsId: vpc.dhcpOptionsId,
    InstanceTenancy: 'default',
    Ipv6CidrBlockAssociationSet: [],
    IsDefault: vpc.isDefault,
    OwnerId: vpc.accountId,
    State: 'available',
    Tags: toTagSet(vpc.tags),
    VpcId: vpc.id,
  }
}
