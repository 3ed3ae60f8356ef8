import * as sdk from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'
import { describeInstance, makeGroup, makeSubnet, makeVpc } from '../support/vpcs.ts'

async function makeInterface(
  ec2: Ec2Server,
  input: Partial<sdk.CreateNetworkInterfaceCommandInput>,
) {
  const SubnetId = input.SubnetId ?? (await defaultSubnet(ec2))
  const command = new sdk.CreateNetworkInterfaceCommand({ ...input, SubnetId })
  return (await ec2.client.send(command)).NetworkInterface ?? {}
}

async function defaultSubnet({ client }: Ec2Server): Promise<string> {
  return (await client.send(new sdk.DescribeSubnetsCommand({}))).Subnets?.[0]?.SubnetId ?? ''
}

async function describeInterface({ client }: Ec2Server, id: string): Promise<sdk.NetworkInterface> {
  const command = new sdk.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] })
  return (await client.send(command)).NetworkInterfaces?.[0] ?? {}
}

test('RunInstances: a machine has an interface in the default subnet and group', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const instance = await describeInstance(ec2, id)
  const nic = instance.NetworkInterfaces?.[0]
  t.is(instance.NetworkInterfaces?.length, 1)
  t.like(nic?.Attachment, { DeviceIndex: 0, Status: 'attached', DeleteOnTermination: true })
  t.is(nic?.PrivateIpAddress, instance.PrivateIpAddress)
  t.is(nic?.SubnetId, instance.SubnetId)
  t.is(nic?.VpcId, instance.VpcId)
  t.like(instance.SecurityGroups?.[0], { GroupName: 'default' })
  t.deepEqual(nic?.Groups, instance.SecurityGroups)
  const found = await describeInterface(ec2, nic?.NetworkInterfaceId ?? '')
  t.like(found.Attachment, { InstanceId: id, InstanceOwnerId: ec2.key.accountId })
  t.is(found.Status, 'in-use')
  t.is(ec2.hypervisor.specs.get(id)?.network.interfaces[0]?.macAddress, nic?.MacAddress)
})

test('RunInstances: subnet, groups and address can be chosen, by parameters or by an interface', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  const SecurityGroupIds = [await makeGroup(ec2, 'web', VpcId), await makeGroup(ec2, 'db', VpcId)]
  const byParameters = { SubnetId, SecurityGroupIds, PrivateIpAddress: '10.0.1.50' }
  const one = await describeInstance(ec2, await ec2.runMachine(byParameters))
  t.like(one, { SubnetId, VpcId, PrivateIpAddress: '10.0.1.50', PublicIpAddress: undefined })
  t.deepEqual(
    one.SecurityGroups?.map(group => group.GroupId),
    SecurityGroupIds,
  )
  const specification = {
    DeviceIndex: 0,
    SubnetId,
    Groups: SecurityGroupIds,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.51' }],
    AssociatePublicIpAddress: true,
    Description: 'mine',
  }
  const NetworkInterfaces = [specification]
  const other = await describeInstance(ec2, await ec2.runMachine({ NetworkInterfaces }))
  t.like(other, { SubnetId, PrivateIpAddress: '10.0.1.51' })
  t.is(other.NetworkInterfaces?.[0]?.Description, 'mine')
  t.regex(other.PublicIpAddress ?? '', /^127\.100\./)
})

test('RunInstances: one address is never given to two machines', async t => {
  await using ec2 = await startEc2()
  const SubnetId = await makeSubnet(ec2, await makeVpc(ec2), '10.0.1.0/28')
  const ids = await Promise.all(Array.from({ length: 11 }, () => ec2.runMachine({ SubnetId })))
  const all = await Promise.all(ids.map(id => describeInstance(ec2, id)))
  t.is(new Set(all.map(each => each.PrivateIpAddress)).size, 11)
  t.is(new Set(all.map(each => each.NetworkInterfaces?.[0]?.MacAddress)).size, 11)
  await t.throwsAsync(ec2.runMachine({ SubnetId }), { name: 'InsufficientFreeAddressesInSubnet' })
  const PrivateIpAddress = all[0]?.PrivateIpAddress
  await t.throwsAsync(ec2.runMachine({ SubnetId, PrivateIpAddress }), {
    name: 'InvalidIPAddress.InUse',
  })
  await ec2.client.send(new sdk.TerminateInstancesCommand({ InstanceIds: ids }))
  await ec2.compute().settled()
  t.is((await describeInstance(ec2, await ec2.runMachine({ SubnetId }))).SubnetId, SubnetId)
})

const combinations: readonly (readonly [title: string, input: object, code: string])[] = [
  [
    'group names with a subnet',
    { SubnetId: 'subnet-00000000000000000', SecurityGroups: ['default'] },
    'InvalidParameterCombination',
  ],
  [
    'two interfaces',
    { NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 1 }] },
    'AttachmentLimitExceeded',
  ],
  [
    'an interface and a subnet',
    { NetworkInterfaces: [{ DeviceIndex: 0 }], SubnetId: 'subnet-00000000000000000' },
    'InvalidParameterCombination',
  ],
  [
    'a second address',
    { NetworkInterfaces: [{ DeviceIndex: 0, SecondaryPrivateIpAddressCount: 1 }] },
    'PrivateIpAddressLimitExceeded',
  ],
  [
    'an address for two machines',
    { PrivateIpAddress: '172.31.0.9', MaxCount: 2 },
    'InvalidParameterCombination',
  ],
  [
    'an address of IPv6',
    { NetworkInterfaces: [{ DeviceIndex: 0, Ipv6AddressCount: 1 }] },
    'UnsupportedOperation',
  ],
]

for (const [title, input, name] of combinations) {
  test(`RunInstances refuses ${title} with ${name}`, async t => {
    await using ec2 = await startEc2()
    await t.throwsAsync(ec2.runMachine(input), { name })
  })
}

test('RunInstances with an interface of its own: it is the machine’s, and stays when that ends', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const nic = await makeInterface(ec2, { PrivateIpAddress: '172.31.1.1', Description: 'kept' })
  const NetworkInterfaceId = nic.NetworkInterfaceId ?? ''
  t.like(nic, { Status: 'available', PrivateIpAddress: '172.31.1.1', Description: 'kept' })
  const NetworkInterfaces = [{ DeviceIndex: 0, NetworkInterfaceId }]
  const id = await ec2.runMachine({ NetworkInterfaces })
  t.like(await describeInstance(ec2, id), { PrivateIpAddress: '172.31.1.1' })
  t.is(ec2.hypervisor.specs.get(id)?.network.interfaces[0]?.macAddress, nic.MacAddress)
  await t.throwsAsync(ec2.runMachine({ NetworkInterfaces }), {
    name: 'InvalidNetworkInterface.InUse',
  })
  const remove = new sdk.DeleteNetworkInterfaceCommand({ NetworkInterfaceId })
  await t.throwsAsync(client.send(remove), { name: 'InvalidParameterValue' })
  await client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  t.is((await describeInterface(ec2, NetworkInterfaceId)).Status, 'available')
  await client.send(remove)
  await t.throwsAsync(client.send(remove), { name: 'InvalidNetworkInterfaceID.NotFound' })
  t.is((await makeInterface(ec2, { PrivateIpAddress: '172.31.1.1' })).Status, 'available')
})

test('CreateNetworkInterface with one ClientToken makes one interface', async t => {
  await using ec2 = await startEc2()
  const input = { ClientToken: 'once', Description: 'one' }
  const made = await Promise.all(Array.from({ length: 5 }, () => makeInterface(ec2, input)))
  t.is(new Set(made.map(nic => nic.NetworkInterfaceId)).size, 1)
  await t.throwsAsync(makeInterface(ec2, { ...input, Description: 'other' }), {
    name: 'IdempotentParameterMismatch',
  })
  const other = await makeInterface(ec2, { ClientToken: 'twice' })
  t.not(other.NetworkInterfaceId, made[0]?.NetworkInterfaceId)
})

test('RunInstances tags the interfaces that it makes', async t => {
  await using ec2 = await startEc2()
  const Tags = [{ Key: 'Name', Value: 'front' }]
  const id = await ec2.runMachine({
    TagSpecifications: [{ ResourceType: 'network-interface', Tags }],
  })
  const [own] = (await describeInstance(ec2, id)).NetworkInterfaces ?? []
  t.deepEqual((await describeInterface(ec2, own?.NetworkInterfaceId ?? '')).TagSet, Tags)
})

test('AttachNetworkInterface and DetachNetworkInterface: a machine has one interface, for good', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const InstanceId = await ec2.runMachine()
  const { NetworkInterfaceId = '' } = await makeInterface(ec2, {})
  const attach = (DeviceIndex: number) =>
    client.send(
      new sdk.AttachNetworkInterfaceCommand({ InstanceId, NetworkInterfaceId, DeviceIndex }),
    )
  await t.throwsAsync(attach(0), { name: 'InvalidParameterValue' })
  await t.throwsAsync(attach(1), { name: 'AttachmentLimitExceeded' })
  const [own] = (await describeInstance(ec2, InstanceId)).NetworkInterfaces ?? []
  const AttachmentId = own?.Attachment?.AttachmentId ?? ''
  await t.throwsAsync(client.send(new sdk.DetachNetworkInterfaceCommand({ AttachmentId })), {
    name: 'OperationNotPermitted',
  })
  const missing = new sdk.DetachNetworkInterfaceCommand({ AttachmentId: 'eni-attach-1' })
  await t.throwsAsync(client.send(missing), { name: 'InvalidAttachmentID.NotFound' })
})

test('ModifyNetworkInterfaceAttribute changes what DescribeNetworkInterfaceAttribute shows', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const id = await ec2.runMachine()
  const [own] = (await describeInstance(ec2, id)).NetworkInterfaces ?? []
  const NetworkInterfaceId = own?.NetworkInterfaceId ?? ''
  const web = await makeGroup(ec2, 'web')
  const modify = (change: object) =>
    client.send(new sdk.ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, ...change }))
  const show = (Attribute: sdk.NetworkInterfaceAttribute) =>
    client.send(new sdk.DescribeNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Attribute }))
  await modify({ Description: { Value: 'front' } })
  t.is((await show('description')).Description?.Value, 'front')
  await modify({ Groups: [web] })
  t.deepEqual((await show('groupSet')).Groups, [{ GroupId: web, GroupName: 'web' }])
  t.is((await describeInstance(ec2, id)).SecurityGroups?.[0]?.GroupId, web)
  await modify({ SourceDestCheck: { Value: true } })
  t.true((await show('sourceDestCheck')).SourceDestCheck?.Value)
  await t.throwsAsync(modify({ SourceDestCheck: { Value: false } }), {
    name: 'UnsupportedOperation',
  })
  const AttachmentId = own?.Attachment?.AttachmentId
  await modify({ Attachment: { AttachmentId, DeleteOnTermination: false } })
  t.false((await show('attachment')).Attachment?.DeleteOnTermination)
  await t.throwsAsync(modify({ Groups: ['sg-00000000000000000'] }), {
    name: 'InvalidGroup.NotFound',
  })
  const many = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(name => makeGroup(ec2, name)))
  await t.throwsAsync(modify({ Groups: many }), {
    name: 'SecurityGroupsPerInterfaceLimitExceeded',
  })
  await t.throwsAsync(modify({ Attachment: { AttachmentId: 'x', DeleteOnTermination: true } }), {
    name: 'InvalidAttachmentID.NotFound',
  })
})

test('ModifyInstanceAttribute changes the groups of the machine’s interface', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const web = await makeGroup(ec2, 'web')
  await ec2.client.send(new sdk.ModifyInstanceAttributeCommand({ InstanceId, Groups: [web] }))
  t.is((await describeInstance(ec2, InstanceId)).SecurityGroups?.[0]?.GroupId, web)
  await ec2.restart()
  t.is((await describeInstance(ec2, InstanceId)).SecurityGroups?.[0]?.GroupId, web)
})

test('DescribeNetworkInterfaces finds interfaces by what they have', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const free = await makeInterface(ec2, {
    TagSpecifications: [
      { ResourceType: 'network-interface', Tags: [{ Key: 'Name', Value: 'spare' }] },
    ],
  })
  const filter = async (Name: string, value: string) => {
    const command = new sdk.DescribeNetworkInterfacesCommand({
      Filters: [{ Name, Values: [value] }],
    })
    return (await ec2.client.send(command)).NetworkInterfaces?.map(nic => nic.NetworkInterfaceId)
  }
  const [own] = (await describeInstance(ec2, id)).NetworkInterfaces ?? []
  t.deepEqual(await filter('attachment.instance-id', id), [own?.NetworkInterfaceId])
  t.deepEqual(await filter('status', 'available'), [free.NetworkInterfaceId])
  t.deepEqual(await filter('tag:Name', 'spare'), [free.NetworkInterfaceId])
  t.is((await filter('group-name', 'default'))?.length, 2)
  t.deepEqual(await filter('description', 'AWS Lambda VPC ENI*'), [])
})
