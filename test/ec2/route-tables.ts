import * as sdk from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'
import { makeGateway, makeSubnet, makeVpc } from '../support/vpcs.ts'

async function makeTable({ client }: Ec2Server, VpcId: string): Promise<string> {
  const { RouteTable } = await client.send(new sdk.CreateRouteTableCommand({ VpcId }))
  return RouteTable?.RouteTableId ?? ''
}

async function describeTable({ client }: Ec2Server, id: string): Promise<sdk.RouteTable> {
  const command = new sdk.DescribeRouteTablesCommand({ RouteTableIds: [id] })
  return (await client.send(command)).RouteTables?.[0] ?? {}
}

test('CreateRoute, ReplaceRoute and DeleteRoute change where a table leads', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const GatewayId = await makeGateway(ec2, VpcId)
  const RouteTableId = await makeTable(ec2, VpcId)
  const route = { RouteTableId, DestinationCidrBlock: '192.168.7.7/16', GatewayId }
  await client.send(new sdk.CreateRouteCommand(route))
  const routes = async () =>
    (await describeTable(ec2, RouteTableId)).Routes?.map(each => [
      each.DestinationCidrBlock,
      each.GatewayId,
      each.State,
    ])
  const local = ['10.0.0.0/16', 'local', 'active']
  t.deepEqual(await routes(), [local, ['192.168.0.0/16', GatewayId, 'active']])
  await t.throwsAsync(client.send(new sdk.CreateRouteCommand(route)), {
    name: 'RouteAlreadyExists',
  })
  await client.send(new sdk.ReplaceRouteCommand(route))

  await client.send(new sdk.DetachInternetGatewayCommand({ VpcId, InternetGatewayId: GatewayId }))
  t.deepEqual(await routes(), [local, ['192.168.0.0/16', GatewayId, 'blackhole']])
  const { RouteTables } = await client.send(
    new sdk.DescribeRouteTablesCommand({
      Filters: [{ Name: 'route.state', Values: ['blackhole'] }],
    }),
  )
  t.deepEqual(
    RouteTables?.map(table => table.RouteTableId),
    [RouteTableId],
  )
  const remove = new sdk.DeleteRouteCommand({
    RouteTableId,
    DestinationCidrBlock: '192.168.0.0/16',
  })
  await client.send(remove)
  await t.throwsAsync(client.send(remove), { name: 'InvalidRoute.NotFound' })
  t.deepEqual(await routes(), [local])
})

test('CreateRouteTable with one ClientToken makes one table', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const make = async (vpc: string) => {
    const command = new sdk.CreateRouteTableCommand({ VpcId: vpc, ClientToken: 'once' })
    return (await ec2.client.send(command)).RouteTable?.RouteTableId
  }
  t.is(new Set(await Promise.all([make(VpcId), make(VpcId), make(VpcId)])).size, 1)
  await t.throwsAsync(make(await makeVpc(ec2)), { name: 'IdempotentParameterMismatch' })
})

test('CreateRoute refuses targets that lead nowhere, and destinations inside the VPC', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const GatewayId = await makeGateway(ec2, VpcId)
  const elsewhere = await makeGateway(ec2, await makeVpc(ec2))
  const RouteTableId = await makeTable(ec2, VpcId)
  const everywhere = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }
  for (const [route, name] of [
    [{ ...everywhere, NatGatewayId: 'nat-00000000000000000' }, 'UnsupportedOperation'],
    [{ ...everywhere, InstanceId: 'i-00000000000000000' }, 'UnsupportedOperation'],
    [{ ...everywhere, GatewayId: 'vgw-00000000000000000' }, 'UnsupportedOperation'],
    [{ RouteTableId, DestinationIpv6CidrBlock: '::/0', GatewayId }, 'UnsupportedOperation'],
    [everywhere, 'MissingParameter'],
    [{ ...everywhere, GatewayId: elsewhere }, 'InvalidParameterValue'],
    [{ RouteTableId, DestinationCidrBlock: '10.0.1.0/24', GatewayId }, 'InvalidParameterValue'],
    [{ ...everywhere, GatewayId: 'igw-00000000000000000' }, 'InvalidInternetGatewayID.NotFound'],
  ] as const) {
    await t.throwsAsync(client.send(new sdk.CreateRouteCommand(route)), { name })
  }
})

test('AssociateRouteTable gives a subnet one table, which it has until it is disassociated', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  const first = await makeTable(ec2, VpcId)
  const second = await makeTable(ec2, VpcId)
  const associate = (RouteTableId: string) =>
    client.send(new sdk.AssociateRouteTableCommand({ RouteTableId, SubnetId }))
  const { AssociationId } = await associate(first)
  t.is((await associate(first)).AssociationId, AssociationId)
  await t.throwsAsync(associate(second), { name: 'Resource.AlreadyAssociated' })
  await t.throwsAsync(client.send(new sdk.DeleteRouteTableCommand({ RouteTableId: first })), {
    name: 'DependencyViolation',
  })

  const { NewAssociationId } = await client.send(
    new sdk.ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId: second }),
  )
  t.deepEqual((await describeTable(ec2, first)).Associations, [])
  t.is((await describeTable(ec2, second)).Associations?.[0]?.SubnetId, SubnetId)
  await client.send(new sdk.DisassociateRouteTableCommand({ AssociationId: NewAssociationId }))
  await t.throwsAsync(
    client.send(new sdk.DisassociateRouteTableCommand({ AssociationId: NewAssociationId })),
    { name: 'InvalidAssociationID.NotFound' },
  )
  await client.send(new sdk.DeleteRouteTableCommand({ RouteTableId: second }))

  await associate(first)
  await client.send(new sdk.DeleteSubnetCommand({ SubnetId }))
  t.deepEqual((await describeTable(ec2, first)).Associations, [])
})

test('ReplaceRouteTableAssociation makes another table the main one, which then stays', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const other = await makeTable(ec2, VpcId)
  const Filters = [
    { Name: 'vpc-id', Values: [VpcId] },
    { Name: 'association.main', Values: ['true'] },
  ]
  const main = async () =>
    (await client.send(new sdk.DescribeRouteTablesCommand({ Filters }))).RouteTables?.[0]
  const before = await main()
  const AssociationId = before?.Associations?.[0]?.RouteTableAssociationId ?? ''
  await t.throwsAsync(client.send(new sdk.DisassociateRouteTableCommand({ AssociationId })), {
    name: 'InvalidParameterValue',
  })
  await client.send(
    new sdk.ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId: other }),
  )
  t.is((await main())?.RouteTableId, other)
  await t.throwsAsync(client.send(new sdk.DeleteRouteTableCommand({ RouteTableId: other })), {
    name: 'DependencyViolation',
  })
  const RouteTableId = before?.RouteTableId ?? ''
  await client.send(new sdk.DeleteRouteTableCommand({ RouteTableId }))
  await client.send(new sdk.DeleteVpcCommand({ VpcId }))
})
