/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html and its kin. */
import type {
  InternetGatewayRecord,
  RouteTableRecord,
  VpcRecord,
} from '../../compute/networks/records.ts'
import { clientTokenOf } from '../client-token.ts'
import { checkIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { routeTableIdKind, subnetIdKind, vpcIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeRouteTablesRequestInput,
  RouteOutput,
  RouteTableOutput,
} from '../wire/wire.generated.ts'

export const createRouteTable = defineOperation({
  name: 'CreateRouteTable',
  requires: ['VpcId'],
  async run(context, { VpcId = '', TagSpecifications, ClientToken }) {
    checkIds(vpcIdKind, [VpcId])
    const { compute, accountId } = context
    const tags = tagsFor('route-table', TagSpecifications)
    const table = await compute.networks.routeTables.create(
      { accountId, vpcId: VpcId },
      { tags, clientToken: clientTokenOf(ClientToken) },
    )
    return { RouteTable: toRouteTable(table, await createAround(context)), ClientToken }
  },
})

export const deleteRouteTable = defineOperation({
  name: 'DeleteRouteTable',
  requires: ['RouteTableId'],
  async run({ compute, accountId }, { RouteTableId = '' }) {
    checkIds(routeTableIdKind, [RouteTableId])
    await compute.networks.routeTables.delete(accountId, RouteTableId)
    return undefined
  },
})

const associated = { State: 'associated' } as const

export const associateRouteTable = defineOperation({
  name: 'AssociateRouteTable',
  requires: ['RouteTableId', 'SubnetId'],
  refuses: ['GatewayId', 'PublicIpv4Pool'],
  async run({ compute, accountId }, { RouteTableId = '', SubnetId = '' }) {
    checkIds(routeTableIdKind, [RouteTableId])
    checkIds(subnetIdKind, [SubnetId])
    const { routeTables } = compute.networks
    const AssociationId = await routeTables.associate(accountId, RouteTableId, SubnetId)
    return { AssociationId, AssociationState: associated }
  },
})

export const disassociateRouteTable = defineOperation({
  name: 'DisassociateRouteTable',
  requires: ['AssociationId'],
  async run({ compute, accountId }, { AssociationId = '' }) {
    await compute.networks.routeTables.disassociate(accountId, AssociationId)
    return undefined
  },
})

export const replaceRouteTableAssociation = defineOperation({
  name: 'ReplaceRouteTableAssociation',
  requires: ['AssociationId', 'RouteTableId'],
  async run({ compute, accountId }, { AssociationId = '', RouteTableId = '' }) {
    checkIds(routeTableIdKind, [RouteTableId])
    const { routeTables } = compute.networks
    const NewAssociationId = await routeTables.replaceAssociation(
      accountId,
      AssociationId,
      RouteTableId,
    )
    return { NewAssociationId, AssociationState: associated }
  },
})

const routeTableListing: Listing<DescribeRouteTablesRequestInput, RouteTableOutput> = {
  name: 'DescribeRouteTables',
  pageSize: { min: 5, max: 100 },
  byId: {
    kind: routeTableIdKind,
    idsOf: input => input.RouteTableIds,
    async find(context, id) {
      const table = await context.compute.networks.routeTables.get(context.accountId, id)
      return table && toRouteTable(table, await createAround(context))
    },
  },
  filters: {
    'association.gateway-id': () => undefined,
    'association.main': table => table.Associations?.map(each => String(each.Main)),
    'association.route-table-association-id': table =>
      table.Associations?.map(each => each.RouteTableAssociationId),
    'association.route-table-id': table => table.Associations?.map(each => each.RouteTableId),
    'association.subnet-id': table => table.Associations?.map(each => each.SubnetId),
    'owner-id': table => table.OwnerId,
    'route-table-id': table => table.RouteTableId,
    'route.destination-cidr-block': table => table.Routes?.map(each => each.DestinationCidrBlock),
    'route.destination-ipv6-cidr-block': () => undefined,
    'route.destination-prefix-list-id': () => undefined,
    'route.egress-only-internet-gateway-id': () => undefined,
    'route.gateway-id': table => table.Routes?.map(each => each.GatewayId),
    'route.instance-id': () => undefined,
    'route.nat-gateway-id': () => undefined,
    'route.origin': table => table.Routes?.map(each => each.Origin),
    'route.state': table => table.Routes?.map(each => each.State),
    'route.transit-gateway-id': () => undefined,
    'route.vpc-peering-connection-id': () => undefined,
    'vpc-id': table => table.VpcId,
  },
  tagsOf: table => table.Tags ?? [],
  async *list(context, after) {
    const around = await createAround(context)
    const tables = context.compute.networks.routeTables.list(context.accountId, after)
    for await (const table of tables) yield toRouteTable(table, around)
  },
  positionOf: table => table.RouteTableId ?? '',
}

export const describeRouteTables = defineOperation({
  name: 'DescribeRouteTables',
  async run(context, input) {
    const { items, NextToken } = await listItems(routeTableListing, context, input)
    return { RouteTables: items, NextToken }
  },
})

/** What a table's own record does not say. */
interface Around {
  readonly vpcs: ReadonlyMap<string, VpcRecord>
  readonly gateways: ReadonlyMap<string, InternetGatewayRecord>
}

async function createAround({ compute, accountId }: Ec2Context): Promise<Around> {
  const { vpcs, internetGateways } = compute.networks
  const allVpcs = await Array.fromAsync(vpcs.list(accountId))
  const allGateways = await Array.fromAsync(internetGateways.list(accountId))
  return {
    vpcs: new Map(allVpcs.map(vpc => [vpc.id, vpc])),
    gateways: new Map(allGateways.map(gateway => [gateway.id, gateway])),
  }
}

function toRouteTable(table: RouteTableRecord, { vpcs, gateways }: Around): RouteTableOutput {
  const vpc = vpcs.get(table.vpcId)
  const RouteTableId = table.id
  const own = table.associations.map(({ id, subnetId }) => ({
    AssociationState: associated,
    Main: false,
    RouteTableAssociationId: id,
    RouteTableId,
    SubnetId: subnetId,
  }))
  const main = {
    AssociationState: associated,
    Main: true,
    RouteTableAssociationId: vpc?.mainAssociationId,
    RouteTableId,
  }
  const local: RouteOutput = {
    DestinationCidrBlock: vpc?.cidr,
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
    State: 'active',
  }
  const others = table.routes.map(({ destination, gatewayId }) => ({
    DestinationCidrBlock: destination,
    GatewayId: gatewayId,
    Origin: 'CreateRoute',
    State: gateways.get(gatewayId)?.vpcId === table.vpcId ? 'active' : 'blackhole',
  }))
  return {
    Associations: vpc?.mainRouteTableId === table.id ? [main, ...own] : own,
    OwnerId: table.accountId,
    PropagatingVgws: [],
    RouteTableId,
    Routes: [local, ...others],
    Tags: toTagSet(table.tags),
    VpcId: table.vpcId,
  }
}
