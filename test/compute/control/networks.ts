import * as sdk from '@aws-sdk/client-ec2'
import test from 'ava'
import { createFakeHypervisor } from '../../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import type { NetworkSpec } from '../../../lib/compute/networks/network-spec.ts'
import { type Ec2Server, startEc2 } from '../../support/ec2-server.ts'
import {
  describeInstance,
  makeGateway,
  makeGroup,
  makeSubnet,
  makeVpc,
} from '../../support/vpcs.ts'

/** The one network that the host has, when nothing more is to be applied. */
async function settledNetwork(ec2: Ec2Server): Promise<NetworkSpec | undefined> {
  await ec2.compute().settled()
  const [only, ...others] = ec2.hypervisor.networks.specs.values()
  if (others.length > 0) throw new Error('more than one network')
  return only
}

test('a host has the network of a machine before that starts, and no longer than it has machines', async t => {
  await using ec2 = await startEc2()
  const release = ec2.hypervisor.holdStarts()
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new sdk.RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  const id = Instances?.[0]?.InstanceId ?? ''
  release()
  const spec = await settledNetwork(ec2)
  const instance = await describeInstance(ec2, id)
  const nic = instance.NetworkInterfaces?.[0]
  t.like(spec, {
    id: instance.VpcId,
    cidrBlocks: ['172.31.0.0/16'],
    domainName: 'ec2.internal',
    outside: 'none',
  })
  t.deepEqual(spec?.interfaces, [
    {
      id: nic?.NetworkInterfaceId ?? '',
      machineId: id,
      macAddress: nic?.MacAddress ?? '',
      subnetId: instance.SubnetId ?? '',
      privateIpAddresses: [instance.PrivateIpAddress ?? ''],
      hostname: `ip-${instance.PrivateIpAddress?.replaceAll('.', '-')}`,
      groupIds: [instance.SecurityGroups?.[0]?.GroupId ?? ''],
      metadataHopLimit: 1,
    },
  ])
  t.deepEqual(spec?.publicAddresses, [
    {
      address: instance.PublicIpAddress ?? '',
      interfaceId: nic?.NetworkInterfaceId ?? '',
      privateIpAddress: instance.PrivateIpAddress ?? '',
    },
  ])
  t.deepEqual(ec2.hypervisor.specs.get(id)?.network, {
    kind: 'vpc',
    networkId: instance.VpcId ?? '',
    interfaces: [
      {
        id: nic?.NetworkInterfaceId ?? '',
        macAddress: nic?.MacAddress ?? '',
        privateIpAddress: instance.PrivateIpAddress ?? '',
      },
    ],
  })
  await ec2.client.send(new sdk.StopInstancesCommand({ InstanceIds: [id] }))
  t.is(await settledNetwork(ec2), undefined)
  await ec2.client.send(new sdk.StartInstancesCommand({ InstanceIds: [id] }))
  t.is((await settledNetwork(ec2))?.interfaces.length, 1)
  await ec2.client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [id] }))
  t.is(await settledNetwork(ec2), undefined)
})

test('a change of rules, groups or addresses reaches the network of machines that run', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const web = await makeGroup(ec2, 'web')
  const data = await makeGroup(ec2, 'data')
  const InstanceId = await ec2.runMachine({ SecurityGroupIds: [web] })
  const everywhere = { protocol: 'all', peer: { cidrBlock: '0.0.0.0/0' } } as const
  t.deepEqual((await settledNetwork(ec2))?.groups, [{ id: web, ingress: [], egress: [everywhere] }])

  const permission = (protocol: string, FromPort: number, ToPort: number) => ({
    IpProtocol: protocol,
    FromPort,
    ToPort,
    IpRanges: [{ CidrIp: '10.0.0.0/8' }],
  })
  await client.send(
    new sdk.AuthorizeSecurityGroupIngressCommand({
      GroupId: web,
      IpPermissions: [
        permission('tcp', 22, 23),
        permission('icmp', 8, -1),
        permission('icmp', 3, 4),
        permission('icmp', -1, -1),
        { IpProtocol: '50', UserIdGroupPairs: [{ GroupId: data }] },
        { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
      ],
    }),
  )
  const peer = { cidrBlock: '10.0.0.0/8' }
  t.deepEqual((await settledNetwork(ec2))?.groups[0]?.ingress, [
    { protocol: 'tcp', ports: { first: 22, last: 23 }, peer },
    { protocol: 'icmp', icmp: { type: 8 }, peer },
    { protocol: 'icmp', icmp: { type: 3, code: 4 }, peer },
    { protocol: 'icmp', peer },
    { protocol: 50, peer: { groupId: data } },
  ])
  await client.send(new sdk.ModifyInstanceAttributeCommand({ InstanceId, Groups: [data] }))
  const moved = await settledNetwork(ec2)
  t.deepEqual(moved?.interfaces[0]?.groupIds, [data])
  t.deepEqual(
    moved?.groups.map(group => group.id),
    [data],
  )
  const { AllocationId, PublicIp } = await client.send(new sdk.AllocateAddressCommand({}))
  await client.send(new sdk.AssociateAddressCommand({ AllocationId, InstanceId }))
  t.deepEqual(
    (await settledNetwork(ec2))?.publicAddresses.map(each => each.address),
    [PublicIp ?? ''],
  )
  await client.send(
    new sdk.ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpPutResponseHopLimit: 3 }),
  )
  t.is((await settledNetwork(ec2))?.interfaces[0]?.metadataHopLimit, 3)
})

test('a public address is in force only where a route leads to the gateway', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const VpcId = await makeVpc(ec2)
  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  const nic = { DeviceIndex: 0, SubnetId, AssociatePublicIpAddress: true }
  await ec2.runMachine({ NetworkInterfaces: [nic] })
  const count = async () => (await settledNetwork(ec2))?.publicAddresses.length
  t.is(await count(), 0)
  const GatewayId = await makeGateway(ec2, VpcId)
  t.is(await count(), 0)
  const { RouteTable } = await client.send(new sdk.CreateRouteTableCommand({ VpcId }))
  const RouteTableId = RouteTable?.RouteTableId ?? ''
  const DestinationCidrBlock = '0.0.0.0/0'
  await client.send(new sdk.CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }))
  t.is(await count(), 0)
  const { AssociationId } = await client.send(
    new sdk.AssociateRouteTableCommand({ RouteTableId, SubnetId }),
  )
  t.is(await count(), 1)
  await client.send(new sdk.DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }))
  t.is(await count(), 0)
  await client.send(new sdk.CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }))
  t.is(await count(), 1)
  await client.send(new sdk.DisassociateRouteTableCommand({ AssociationId }))
  t.is(await count(), 0)
})

test('many changes at once are applied together, and the last state is in force', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  await ec2.runMachine({ SecurityGroupIds: [GroupId] })
  await settledNetwork(ec2)
  const before = ec2.hypervisor.networks.applyCount
  const ports = Array.from({ length: 30 }, (_, position) => position + 1)
  await Promise.all(
    ports.map(port =>
      ec2
        .compute()
        .networks.securityGroups.authorize({ accountId: ec2.key.accountId, id: GroupId }, [
          {
            ...{ protocol: 'tcp', fromPort: port, toPort: port, isEgress: false },
            ...{ description: '', tags: {}, peer: { kind: 'ipv4', cidr: '10.0.0.0/8' } },
          },
        ]),
    ),
  )
  t.is((await settledNetwork(ec2))?.groups[0]?.ingress.length, 30)
  t.true(ec2.hypervisor.networks.applyCount - before < 30)
})

test('a network that could not be applied is applied again, and no machine starts without it', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  await ec2.runMachine({ SecurityGroupIds: [GroupId] })
  await settledNetwork(ec2)
  ec2.hypervisor.networks.failNext(1)
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]
  await ec2.client.send(new sdk.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
  t.is((await settledNetwork(ec2))?.groups[0]?.ingress.length, 0)
  await ec2.compute().sweep()
  t.is((await settledNetwork(ec2))?.groups[0]?.ingress.length, 1)

  ec2.hypervisor.networks.failNext(3)
  const id = await ec2.runMachine()
  t.like(await describeInstance(ec2, id), {
    State: { Name: 'terminated' },
    StateReason: { Code: 'Server.InternalError' },
  })
  t.false(ec2.hypervisor.specs.has(id))
})

test('after a restart networks are as the records say, and what nobody knows is gone', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const spec = await settledNetwork(ec2)
  if (!spec) return t.fail('there is no network')
  await ec2.compute().close()
  ec2.hypervisor.networks.adopt({ ...spec, id: 'vpc-00000000000000000' })
  ec2.hypervisor.networks.adopt({ ...spec, groups: [] })
  await ec2.restart()
  t.deepEqual(await settledNetwork(ec2), spec)
  await ec2.client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [id] }))
  t.is(await settledNetwork(ec2), undefined)
})

test('each host has the machines that are on it, and is told of no others', async t => {
  const clock = { now: () => Date.now() }
  const capacity = { vcpuCount: 2, memoryBytes: 2 ** 30 }
  await using one = createFakeHypervisor({ name: 'one', capacity, clock })
  await using other = createFakeHypervisor({ name: 'other', capacity, clock })
  await using ec2 = await startEc2({ hypervisors: [one, other], vcpuOvercommitRatio: 1 })
  const InstanceType = 't3.micro'
  const ids = [await ec2.runMachine({ InstanceType }), await ec2.runMachine({ InstanceType })]
  await ec2.compute().settled()
  const machinesOf = ({ networks }: typeof one) =>
    [...networks.specs.values()].flatMap(spec => spec.interfaces.map(nic => nic.machineId))
  t.is(machinesOf(one).length, 1)
  t.is(machinesOf(other).length, 1)
  t.deepEqual([...machinesOf(one), ...machinesOf(other)].sort(), ids.sort())
})
