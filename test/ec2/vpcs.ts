import * as sdk from '@aws-sdk/client-ec2'
import test from 'ava'
import { startEc2 } from '../support/ec2-server.ts'
import { makeGateway, makeSubnet, makeVpc } from '../support/vpcs.ts'

test('DescribeVpcs: every account has a default VPC with all of its parts from the start', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const { Vpcs } = await client.send(
    new sdk.DescribeVpcsCommand({ Filters: [{ Name: 'isDefault', Values: ['true'] }] }),
  )
  const vpc = Vpcs?.[0]
  t.like(vpc, { CidrBlock: '172.31.0.0/16', IsDefault: true, State: 'available' })
  const VpcId = vpc?.VpcId ?? ''
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }]

  const { Subnets } = await client.send(new sdk.DescribeSubnetsCommand({ Filters }))
  t.is(Subnets?.length, 1)
  t.like(Subnets?.[0], {
    CidrBlock: '172.31.0.0/20',
    AvailabilityZone: 'us-east-1a',
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
    AvailableIpAddressCount: 4091,
  })

  const { RouteTables } = await client.send(new sdk.DescribeRouteTablesCommand({ Filters }))
  const attached = [{ Name: 'attachment.vpc-id', Values: [VpcId] }]
  const { InternetGateways } = await client.send(
    new sdk.DescribeInternetGatewaysCommand({ Filters: attached }),
  )
  t.is(RouteTables?.length, 1)
  t.deepEqual(
    RouteTables?.[0]?.Routes?.map(({ DestinationCidrBlock, GatewayId }) => ({
      DestinationCidrBlock,
      GatewayId,
    })),
    [
      { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local' },
      {
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: InternetGateways?.[0]?.InternetGatewayId,
      },
    ],
  )
  t.true(RouteTables?.[0]?.Associations?.[0]?.Main)

  const { SecurityGroups } = await client.send(new sdk.DescribeSecurityGroupsCommand({ Filters }))
  const GroupId = SecurityGroups?.[0]?.GroupId
  t.like(SecurityGroups?.[0], { GroupName: 'default' })
  t.is(SecurityGroups?.[0]?.IpPermissions?.[0]?.UserIdGroupPairs?.[0]?.GroupId, GroupId)
  t.is(SecurityGroups?.[0]?.IpPermissionsEgress?.[0]?.IpRanges?.[0]?.CidrIp, '0.0.0.0/0')

  const { NetworkAcls } = await client.send(new sdk.DescribeNetworkAclsCommand({ Filters }))
  t.is(NetworkAcls?.[0]?.Associations?.[0]?.SubnetId, Subnets?.[0]?.SubnetId)
  const { DhcpOptions } = await client.send(
    new sdk.DescribeDhcpOptionsCommand({ DhcpOptionsIds: [vpc?.DhcpOptionsId ?? ''] }),
  )
  t.is(DhcpOptions?.length, 1)

  const { AccountAttributes } = await client.send(
    new sdk.DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }),
  )
  t.is(AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue, VpcId)
  await ec2.restart()
  const again = await client.send(new sdk.DescribeVpcsCommand({}))
  t.deepEqual(
    again.Vpcs?.map(each => each.VpcId),
    [VpcId],
  )
})

test('DescribeVpcs: an account sees nothing of another, and cannot change it', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const other = await ec2.otherClient()
  const { Vpcs } = await other.send(new sdk.DescribeVpcsCommand({}))
  t.is(Vpcs?.length, 1)
  t.not(Vpcs?.[0]?.VpcId, VpcId)
  for (const sent of [
    other.send(new sdk.DescribeVpcsCommand({ VpcIds: [VpcId] })),
    other.send(new sdk.DeleteVpcCommand({ VpcId })),
    other.send(new sdk.CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' })),
    other.send(new sdk.CreateSecurityGroupCommand({ VpcId, GroupName: 'a', Description: 'a' })),
  ]) {
    await t.throwsAsync(sent, { name: 'InvalidVpcID.NotFound' })
  }
})

test('CreateVpc makes a VPC with tags, in one spelling of its block, and DeleteVpc removes all of it', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const { Vpc } = await client.send(
    new sdk.CreateVpcCommand({
      CidrBlock: '10.1.2.3/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'lab' }] }],
    }),
  )
  const VpcId = Vpc?.VpcId ?? ''
  t.like(Vpc, { CidrBlock: '10.1.0.0/16', IsDefault: false })
  const named = await client.send(
    new sdk.DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: ['lab'] }] }),
  )
  t.is(named.Vpcs?.[0]?.VpcId, VpcId)
  const { Tags } = await client.send(
    new sdk.DescribeTagsCommand({ Filters: [{ Name: 'resource-type', Values: ['vpc'] }] }),
  )
  t.like(Tags?.[0], { ResourceId: VpcId, Key: 'Name', Value: 'lab' })

  await client.send(new sdk.DeleteVpcCommand({ VpcId }))
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }]
  t.deepEqual((await client.send(new sdk.DescribeRouteTablesCommand({ Filters }))).RouteTables, [])
  t.deepEqual((await client.send(new sdk.DescribeNetworkAclsCommand({ Filters }))).NetworkAcls, [])
  const groups = await client.send(new sdk.DescribeSecurityGroupsCommand({ Filters }))
  t.deepEqual(groups.SecurityGroups, [])
  await t.throwsAsync(client.send(new sdk.DescribeVpcsCommand({ VpcIds: [VpcId] })), {
    name: 'InvalidVpcID.NotFound',
  })
})

for (const [CidrBlock, why] of [
  ['10.0.0.0/15', 'too large'],
  ['10.0.0.0/29', 'too small'],
  ['127.1.0.0/16', 'the loopback'],
  ['169.254.0.0/16', 'where the metadata service is'],
  ['10.0.0/16', 'no block'],
] as const) {
  test(`CreateVpc refuses ${CidrBlock}, which is ${why}`, async t => {
    await using ec2 = await startEc2()
    await t.throwsAsync(makeVpc(ec2, CidrBlock), { name: 'InvalidVpc.Range' })
  })
}

test('ModifyVpcAttribute changes names of hosts, and refuses what no network here can do', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const hostnames = async () => {
    const command = new sdk.DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' })
    return (await client.send(command)).EnableDnsHostnames?.Value
  }
  t.false(await hostnames())
  const EnableDnsHostnames = { Value: true }
  await client.send(new sdk.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames }))
  t.true(await hostnames())
  for (const change of [
    { EnableDnsSupport: { Value: false } },
    { EnableNetworkAddressUsageMetrics: { Value: true } },
  ]) {
    await t.throwsAsync(client.send(new sdk.ModifyVpcAttributeCommand({ VpcId, ...change })), {
      name: 'UnsupportedOperation',
    })
  }
})

test('DeleteVpc is refused while anything is in the VPC', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const refused = () =>
    t.throwsAsync(client.send(new sdk.DeleteVpcCommand({ VpcId })), { name: 'DependencyViolation' })

  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  await refused()
  await client.send(new sdk.DeleteSubnetCommand({ SubnetId }))

  const InternetGatewayId = await makeGateway(ec2, VpcId)
  await refused()
  const gateway = new sdk.DeleteInternetGatewayCommand({ InternetGatewayId })
  await t.throwsAsync(client.send(gateway), { name: 'DependencyViolation' })
  await client.send(new sdk.DetachInternetGatewayCommand({ VpcId, InternetGatewayId }))
  await client.send(gateway)

  const { RouteTable } = await client.send(new sdk.CreateRouteTableCommand({ VpcId }))
  await refused()
  const RouteTableId = RouteTable?.RouteTableId ?? ''
  await client.send(new sdk.DeleteRouteTableCommand({ RouteTableId }))

  const { GroupId } = await client.send(
    new sdk.CreateSecurityGroupCommand({ VpcId, GroupName: 'web', Description: 'web' }),
  )
  await refused()
  await client.send(new sdk.DeleteSecurityGroupCommand({ GroupId }))
  await client.send(new sdk.DeleteVpcCommand({ VpcId }))
  await t.throwsAsync(client.send(new sdk.DeleteVpcCommand({ VpcId })), {
    name: 'InvalidVpcID.NotFound',
  })
})

test('CreateDefaultVpc makes it anew after it was deleted, and CreateDefaultSubnet its subnet', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  await t.throwsAsync(client.send(new sdk.CreateDefaultVpcCommand({})), {
    name: 'DefaultVpcAlreadyExists',
  })
  const { Vpcs } = await client.send(new sdk.DescribeVpcsCommand({}))
  const VpcId = Vpcs?.[0]?.VpcId ?? ''
  const { Subnets } = await client.send(new sdk.DescribeSubnetsCommand({}))
  const { InternetGateways } = await client.send(new sdk.DescribeInternetGatewaysCommand({}))
  const InternetGatewayId = InternetGateways?.[0]?.InternetGatewayId ?? ''
  await client.send(new sdk.DeleteSubnetCommand({ SubnetId: Subnets?.[0]?.SubnetId ?? '' }))
  await t.throwsAsync(ec2.runMachine(), { name: 'MissingInput' })
  const AvailabilityZone = 'us-east-1a'
  const made = await client.send(new sdk.CreateDefaultSubnetCommand({ AvailabilityZone }))
  t.like(made.Subnet, { CidrBlock: '172.31.0.0/20', MapPublicIpOnLaunch: true })
  await client.send(new sdk.DeleteSubnetCommand({ SubnetId: made.Subnet?.SubnetId ?? '' }))
  await client.send(new sdk.DetachInternetGatewayCommand({ VpcId, InternetGatewayId }))
  await client.send(new sdk.DeleteVpcCommand({ VpcId }))

  await ec2.restart()
  await t.throwsAsync(ec2.runMachine(), { name: 'VPCIdNotSpecified' })
  const { Vpc } = await client.send(new sdk.CreateDefaultVpcCommand({}))
  t.not(Vpc?.VpcId, VpcId)
  t.true(Vpc?.IsDefault)
  t.regex(await ec2.runMachine(), /^i-/)
})

test('CreateSubnet takes a block of the VPC that no other subnet has', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  await makeSubnet(ec2, VpcId, '10.0.1.7/24')
  const { Subnets } = await ec2.client.send(
    new sdk.DescribeSubnetsCommand({ Filters: [{ Name: 'cidrBlock', Values: ['10.0.1.0/24'] }] }),
  )
  t.like(Subnets?.[0], { AvailableIpAddressCount: 251, MapPublicIpOnLaunch: false })
  for (const [cidr, name] of [
    ['10.0.1.128/25', 'InvalidSubnet.Conflict'],
    ['10.0.0.0/16', 'InvalidSubnet.Conflict'],
    ['10.1.0.0/24', 'InvalidSubnet.Range'],
    ['10.0.2.0/29', 'InvalidSubnet.Range'],
    ['10.0.2.0', 'InvalidSubnet.Range'],
  ] as const) {
    await t.throwsAsync(makeSubnet(ec2, VpcId, cidr), { name }, cidr)
  }
})

test('CreateSubnet at the same time with blocks that overlap makes one of them', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const asked = ['10.0.0.0/24', '10.0.0.0/23', '10.0.0.128/25', '10.0.0.0/20']
  const made = await Promise.allSettled(asked.map(cidr => makeSubnet(ec2, VpcId, cidr)))
  t.is(made.filter(each => each.status === 'fulfilled').length, 1)
})

test('DeleteSubnet is refused while a machine is in the subnet', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  const InstanceIds = [await ec2.runMachine({ SubnetId })]
  const command = new sdk.DeleteSubnetCommand({ SubnetId })
  await t.throwsAsync(ec2.client.send(command), { name: 'DependencyViolation' })
  await ec2.client.send(new sdk.TerminateInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  await ec2.client.send(command)
  await t.throwsAsync(ec2.runMachine({ SubnetId }), { name: 'InvalidSubnetID.NotFound' })
})

test('AttachInternetGateway attaches a gateway to one VPC, and a VPC to one gateway', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const other = await makeVpc(ec2)
  const InternetGatewayId = await makeGateway(ec2, VpcId)
  const attach = (vpc: string, gateway: string) =>
    client.send(new sdk.AttachInternetGatewayCommand({ VpcId: vpc, InternetGatewayId: gateway }))
  await t.throwsAsync(attach(other, InternetGatewayId), { name: 'Resource.AlreadyAssociated' })
  const second = await client.send(new sdk.CreateInternetGatewayCommand({}))
  await t.throwsAsync(attach(VpcId, second.InternetGateway?.InternetGatewayId ?? ''), {
    name: 'InvalidParameterValue',
  })
  const detach = new sdk.DetachInternetGatewayCommand({ VpcId: other, InternetGatewayId })
  await t.throwsAsync(client.send(detach), { name: 'Gateway.NotAttached' })
  await t.throwsAsync(attach(other, 'igw-00000000000000000'), {
    name: 'InvalidInternetGatewayID.NotFound',
  })
})

test('DescribeVpcs gives page after page', async t => {
  await using ec2 = await startEc2()
  for (let count = 0; count < 6; count++) await makeVpc(ec2)
  const seen: (string | undefined)[] = []
  for await (const page of sdk.paginateDescribeVpcs({ client: ec2.client, pageSize: 5 }, {})) {
    t.true((page.Vpcs?.length ?? 0) <= 5)
    seen.push(...(page.Vpcs ?? []).map(each => each.VpcId))
  }
  t.is(new Set(seen).size, 7)
})

test('prefix lists, endpoints and links to EC2-Classic can be asked for, and there are none', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  t.deepEqual((await client.send(new sdk.DescribePrefixListsCommand({}))).PrefixLists, [])
  t.deepEqual((await client.send(new sdk.DescribeManagedPrefixListsCommand({}))).PrefixLists, [])
  t.deepEqual((await client.send(new sdk.DescribeVpcEndpointsCommand({}))).VpcEndpoints, [])
  const links = await client.send(new sdk.DescribeVpcClassicLinkCommand({}))
  t.false(links.Vpcs?.[0]?.ClassicLinkEnabled)
  const names = await client.send(new sdk.DescribeVpcClassicLinkDnsSupportCommand({}))
  t.false(names.Vpcs?.[0]?.ClassicLinkDnsSupported)
  const PrefixListIds = ['pl-63a5400a']
  await t.throwsAsync(client.send(new sdk.DescribePrefixListsCommand({ PrefixListIds })), {
    name: 'InvalidPrefixListID.NotFound',
  })
  const Filters = [{ Name: 'colour', Values: ['red'] }]
  await t.throwsAsync(client.send(new sdk.DescribeVpcEndpointsCommand({ Filters })), {
    name: 'InvalidParameterValue',
  })
})
