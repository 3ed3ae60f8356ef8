/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html and its kin. */
import type { InternetGatewayRecord } from '../../compute/networks/records.ts'
import { checkIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { internetGatewayIdKind, vpcIdKind } from '../network-identifiers.ts'
import { defineOperation } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeInternetGatewaysRequestInput,
  InternetGatewayOutput,
} from '../wire/wire.generated.ts'

export const createInternetGateway = defineOperation({
  name: 'CreateInternetGateway',
  async run({ compute, accountId }, { TagSpecifications }) {
    const tags = tagsFor('internet-gateway', TagSpecifications)
    const gateway = await compute.networks.internetGateways.create(accountId, tags)
    return { InternetGateway: toInternetGateway(gateway) }
  },
})

export const attachInternetGateway = defineOperation({
  name: 'AttachInternetGateway',
  requires: ['InternetGatewayId', 'VpcId'],
  async run({ compute, accountId }, { InternetGatewayId = '', VpcId = '' }) {
    checkIds(internetGatewayIdKind, [InternetGatewayId])
    checkIds(vpcIdKind, [VpcId])
    const vpc = { accountId, vpcId: VpcId }
    await compute.networks.internetGateways.attach(vpc, InternetGatewayId)
    return undefined
  },
})

export const detachInternetGateway = defineOperation({
  name: 'DetachInternetGateway',
  requires: ['InternetGatewayId', 'VpcId'],
  async run({ compute, accountId }, { InternetGatewayId = '', VpcId = '' }) {
    checkIds(internetGatewayIdKind, [InternetGatewayId])
    checkIds(vpcIdKind, [VpcId])
    const vpc = { accountId, vpcId: VpcId }
    await compute.networks.internetGateways.detach(vpc, InternetGatewayId)
    return undefined
  },
})

export const deleteInternetGateway = defineOperation({
  name: 'DeleteInternetGateway',
  requires: ['InternetGatewayId'],
  async run({ compute, accountId }, { InternetGatewayId = '' }) {
    checkIds(internetGatewayIdKind, [InternetGatewayId])
    await compute.networks.internetGateways.delete(accountId, InternetGatewayId)
    return undefined
  },
})

const gatewayListing: Listing<DescribeInternetGatewaysRequestInput, InternetGatewayOutput> = {
  name: 'DescribeInternetGateways',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: internetGatewayIdKind,
    idsOf: input => input.InternetGatewayIds,
    async find({ compute, accountId }, id) {
      const gateway = await compute.networks.internetGateways.get(accountId, id)
      return gateway && toInternetGateway(gateway)
    },
  },
  filters: {
    'attachment.state': gateway => gateway.Attachments?.map(each => each.State),
    'attachment.vpc-id': gateway => gateway.Attachments?.map(each => each.VpcId),
    'internet-gateway-id': gateway => gateway.InternetGatewayId,
    'owner-id': gateway => gateway.OwnerId,
  },
  tagsOf: gateway => gateway.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const gateway of compute.networks.internetGateways.list(accountId, after)) {
      yield toInternetGateway(gateway)
    }
  },
  positionOf: gateway => gateway.InternetGatewayId ?? '',
}

export const describeInternetGateways = defineOperation({
  name: 'DescribeInternetGateways',
  async run(context, input) {
    const { items, NextToken } = await listItems(gatewayListing, context, input)
    return { InternetGateways: items, NextToken }
  },
})

/** What is attached is `available`, unlike anything else that is attached. */
function toInternetGateway(gateway: InternetGatewayRecord): InternetGatewayOutput {
  const { vpcId } = gateway
  return {
    Attachments: vpcId === '' ? [] : [{ State: 'available', VpcId: vpcId }],
    InternetGatewayId: gateway.id,
    OwnerId: gateway.accountId,
    Tags: toTagSet(gateway.tags),
  }
}
