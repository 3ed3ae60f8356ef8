/**
 * What clients ask for while they look at a VPC and what is in none here: prefix lists, endpoints,
 * links to EC2-Classic.
 */
import { Ec2Error, type Ec2ErrorCode } from '../errors.ts'
import { type Listing, type ListingInput, listItems } from '../listing.ts'
import { type ActionName, defineOperation, type Ec2Context } from '../operation.ts'
import { findVpc } from './vpcs.ts'

/** Only to check what is asked: there is nothing to list. */
async function refuseAll(
  context: Ec2Context,
  input: ListingInput,
  asked: {
    readonly name: ActionName
    readonly filters: readonly string[]
    readonly ids: readonly string[] | undefined
    readonly missing: Ec2ErrorCode
  },
): Promise<void> {
  const [id] = asked.ids ?? []
  if (id !== undefined) {
    throw new Ec2Error(asked.missing, `The ID '${id.slice(0, 128)}' does not exist`)
  }
  const listing: Listing<ListingInput, never> = {
    name: asked.name,
    pageSize: { min: 1, max: 1_000 },
    filters: Object.fromEntries(asked.filters.map(name => [name, () => undefined])),
    tagsOf: () => [],
    async *list() {},
    positionOf: () => '',
  }
  await listItems(listing, context, input)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html */
export const describeManagedPrefixLists = defineOperation({
  name: 'DescribeManagedPrefixLists',
  async run(context, input) {
    await refuseAll(context, input, {
      name: 'DescribeManagedPrefixLists',
      filters: ['owner-id', 'prefix-list-id', 'prefix-list-name'],
      ids: input.PrefixListIds,
      missing: 'InvalidPrefixListID.NotFound',
    })
    return { PrefixLists: [] }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribePrefixLists.html */
export const describePrefixLists = defineOperation({
  name: 'DescribePrefixLists',
  async run(context, input) {
    await refuseAll(context, input, {
      name: 'DescribePrefixLists',
      filters: ['prefix-list-id', 'prefix-list-name'],
      ids: input.PrefixListIds,
      missing: 'InvalidPrefixListID.NotFound',
    })
    return { PrefixLists: [] }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const describeVpcEndpoints = defineOperation({
  name: 'DescribeVpcEndpoints',
  async run(context, input) {
    const names = ['ip-address-type', 'service-name', 'vpc-endpoint-id', 'vpc-endpoint-state']
    await refuseAll(context, input, {
      name: 'DescribeVpcEndpoints',
      filters: [...names, 'service-region', 'vpc-endpoint-type', 'vpc-id'],
      ids: input.VpcEndpointIds,
      missing: 'InvalidVpcEndpointId.NotFound',
    })
    return { VpcEndpoints: [] }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcClassicLink.html */
export const describeVpcClassicLink = defineOperation({
  name: 'DescribeVpcClassicLink',
  refuses: ['Filters'],
  async run(context, { VpcIds = [] }) {
    const ids = await vpcIdsOf(context, VpcIds)
    return { Vpcs: ids.map(VpcId => ({ ClassicLinkEnabled: false, VpcId })) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcClassicLinkDnsSupport.html */
export const describeVpcClassicLinkDnsSupport = defineOperation({
  name: 'DescribeVpcClassicLinkDnsSupport',
  async run(context, { VpcIds = [] }) {
    const ids = await vpcIdsOf(context, VpcIds)
    return { Vpcs: ids.map(VpcId => ({ ClassicLinkDnsSupported: false, VpcId })) }
  },
})

/** Those that are named, if they are there, or else all. */
async function vpcIdsOf(context: Ec2Context, asked: readonly string[]): Promise<readonly string[]> {
  for (const id of asked) await findVpc(context, id)
  if (asked.length > 0) return [...new Set(asked)]
  const { compute, accountId } = context
  const all = await Array.fromAsync(compute.networks.vpcs.list(accountId))
  return all.map(vpc => vpc.id)
}
