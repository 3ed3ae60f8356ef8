import * as sdk from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'
import { describeInstance, makeGateway, makeSubnet, makeVpc } from '../support/vpcs.ts'

async function allocate({ client }: Ec2Server) {
  const { AllocationId = '', PublicIp = '' } = await client.send(new sdk.AllocateAddressCommand({}))
  return { AllocationId, PublicIp }
}

function associate({ client }: Ec2Server, input: sdk.AssociateAddressCommandInput) {
  return client.send(new sdk.AssociateAddressCommand(input))
}

async function publicIpOf(ec2: Ec2Server, id: string): Promise<string | undefined> {
  return (await describeInstance(ec2, id)).PublicIpAddress
}

async function stopAndStart(ec2: Ec2Server, id: string): Promise<string | undefined> {
  const InstanceIds = [id]
  await ec2.client.send(new sdk.StopInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  const between = await publicIpOf(ec2, id)
  await ec2.client.send(new sdk.StartInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  return between
}

test('a machine in the default subnet has a public address while it runs, and none when it is off', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const instance = await describeInstance(ec2, id)
  t.regex(instance.PublicIpAddress ?? '', /^127\.100\.\d+\.\d+$/)
  const dashed = instance.PublicIpAddress?.replaceAll('.', '-')
  t.is(instance.PublicDnsName, `ec2-${dashed}.compute-1.internal`)
  t.like(instance.NetworkInterfaces?.[0]?.Association, {
    IpOwnerId: 'amazon',
    PublicIp: instance.PublicIpAddress,
  })
  t.is(await stopAndStart(ec2, id), undefined)
  t.regex((await publicIpOf(ec2, id)) ?? '', /^127\.100\./)
  const found = await ec2.client.send(
    new sdk.DescribeInstancesCommand({
      Filters: [{ Name: 'ip-address', Values: ['127.100.*'] }],
    }),
  )
  t.is(found.Reservations?.[0]?.Instances?.[0]?.InstanceId, id)
  await ec2.client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  t.is(await publicIpOf(ec2, id), undefined)
})

test('ModifySubnetAttribute decides whether machines in a subnet get public addresses', async t => {
  await using ec2 = await startEc2()
  const SubnetId = await makeSubnet(ec2, await makeVpc(ec2), '10.0.1.0/24')
  t.is(await publicIpOf(ec2, await ec2.runMachine({ SubnetId })), undefined)
  const MapPublicIpOnLaunch = { Value: true }
  await ec2.client.send(new sdk.ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch }))
  t.regex((await publicIpOf(ec2, await ec2.runMachine({ SubnetId }))) ?? '', /^127\.100\./)
  const refused = new sdk.ModifySubnetAttributeCommand({
    SubnetId,
    AssignIpv6AddressOnCreation: { Value: true },
  })
  await t.throwsAsync(ec2.client.send(refused), { name: 'UnsupportedOperation' })
})

test('AssociateAddress: an Elastic IP takes the place of the automatic one and outlives a stop', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const { AllocationId, PublicIp } = await allocate(ec2)
  const { AssociationId } = await associate(ec2, { AllocationId, InstanceId: id })
  t.regex(AssociationId ?? '', /^eipassoc-/)
  t.is(await publicIpOf(ec2, id), PublicIp)
  t.is(await stopAndStart(ec2, id), PublicIp)
  t.is(await publicIpOf(ec2, id), PublicIp)
  await ec2.restart()
  t.is(await publicIpOf(ec2, id), PublicIp)

  const { Addresses } = await ec2.client.send(
    new sdk.DescribeAddressesCommand({ Filters: [{ Name: 'instance-id', Values: [id] }] }),
  )
  const instance = await describeInstance(ec2, id)
  t.like(Addresses?.[0], {
    AllocationId,
    AssociationId,
    Domain: 'vpc',
    InstanceId: id,
    NetworkInterfaceId: instance.NetworkInterfaces?.[0]?.NetworkInterfaceId,
    PrivateIpAddress: instance.PrivateIpAddress,
    PublicIp,
  })
  t.is(instance.NetworkInterfaces?.[0]?.Association?.IpOwnerId, ec2.key.accountId)

  const release = new sdk.ReleaseAddressCommand({ AllocationId })
  await t.throwsAsync(ec2.client.send(release), { name: 'InvalidIPAddress.InUse' })
  await ec2.client.send(new sdk.DisassociateAddressCommand({ AssociationId }))
  const automatic = await publicIpOf(ec2, id)
  t.regex(automatic ?? '', /^127\.100\./)
  t.not(automatic, PublicIp)
  await ec2.client.send(release)
  await t.throwsAsync(ec2.client.send(release), { name: 'InvalidAllocationID.NotFound' })
})

test('AssociateAddress moves an Elastic IP from one machine to another', async t => {
  await using ec2 = await startEc2()
  const [one, other] = [await ec2.runMachine(), await ec2.runMachine()]
  const { AllocationId, PublicIp } = await allocate(ec2)
  const first = await associate(ec2, { AllocationId, InstanceId: one })
  const same = await associate(ec2, { PublicIp, InstanceId: one })
  t.is(same.AssociationId, first.AssociationId)
  await t.throwsAsync(
    associate(ec2, { AllocationId, InstanceId: other, AllowReassociation: false }),
    { name: 'Resource.AlreadyAssociated' },
  )
  const moved = await associate(ec2, { AllocationId, InstanceId: other })
  t.not(moved.AssociationId, first.AssociationId)
  t.is(await publicIpOf(ec2, other), PublicIp)
  t.regex((await publicIpOf(ec2, one)) ?? '', /^127\.100\./)
  t.not(await publicIpOf(ec2, one), PublicIp)

  // Another one takes its place, and it is free again.
  const second = await allocate(ec2)
  await associate(ec2, { AllocationId: second.AllocationId, InstanceId: other })
  t.is(await publicIpOf(ec2, other), second.PublicIp)
  await ec2.client.send(new sdk.ReleaseAddressCommand({ PublicIp }))
  await ec2.client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [other] }))
  await ec2.compute().settled()
  const { Addresses } = await ec2.client.send(new sdk.DescribeAddressesCommand({}))
  t.is(Addresses?.length, 1)
  t.like(Addresses?.[0], { PublicIp: second.PublicIp, AssociationId: undefined })
})

test('AssociateAddress needs an internet gateway, which then cannot be detached', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  const { NetworkInterface } = await ec2.client.send(
    new sdk.CreateNetworkInterfaceCommand({ SubnetId }),
  )
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? ''
  const { AllocationId, PublicIp } = await allocate(ec2)
  const input = { AllocationId, NetworkInterfaceId }
  await t.throwsAsync(associate(ec2, input), { name: 'Gateway.NotAttached' })
  const InternetGatewayId = await makeGateway(ec2, VpcId)
  await t.throwsAsync(associate(ec2, { ...input, PrivateIpAddress: '10.0.1.99' }), {
    name: 'InvalidParameterValue',
  })
  await associate(ec2, { ...input, PrivateIpAddress: NetworkInterface?.PrivateIpAddress })
  const detach = new sdk.DetachInternetGatewayCommand({ VpcId, InternetGatewayId })
  await t.throwsAsync(ec2.client.send(detach), { name: 'DependencyViolation' })
  await ec2.client.send(new sdk.DisassociateAddressCommand({ PublicIp }))
  await ec2.client.send(detach)
})

test('AssociateAddress refuses what it cannot do', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const { AllocationId } = await allocate(ec2)
  const eni = 'eni-00000000000000000'
  for (const [input, name] of [
    [{ AllocationId }, 'MissingParameter'],
    [{ InstanceId }, 'MissingParameter'],
    [{ AllocationId, InstanceId, NetworkInterfaceId: eni }, 'InvalidParameterCombination'],
    [{ AllocationId, NetworkInterfaceId: eni }, 'InvalidNetworkInterfaceID.NotFound'],
    [{ AllocationId, InstanceId: 'i-00000000000000000' }, 'InvalidInstanceID.NotFound'],
    [{ AllocationId: 'eipalloc-00000000000000000', InstanceId }, 'InvalidAllocationID.NotFound'],
    [{ PublicIp: '127.100.0.7', InstanceId }, 'InvalidAddress.NotFound'],
  ] as const) {
    await t.throwsAsync(associate(ec2, input), { name })
  }
  await t.throwsAsync(
    ec2.client.send(new sdk.DisassociateAddressCommand({ AssociationId: 'eipassoc-0' })),
    { name: 'InvalidAssociationID.NotFound' },
  )
})

test('AllocateAddress never gives one address to two accounts', async t => {
  await using ec2 = await startEc2({ publicAddresses: ['127.100.1.0/29'] })
  const other = await ec2.otherClient()
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, (_, position) =>
      (position % 2 === 0 ? ec2.client : other).send(new sdk.AllocateAddressCommand({})),
    ),
  )
  const given = asked.filter(each => each.status === 'fulfilled').map(each => each.value.PublicIp)
  t.is(given.length, 6)
  t.is(new Set(given).size, 6)
  t.like(asked.find(each => each.status === 'rejected')?.reason, {
    name: 'InsufficientAddressCapacity',
  })
  // A machine starts all the same, without.
  t.is(await publicIpOf(ec2, await ec2.runMachine()), undefined)
  const { Addresses } = await ec2.client.send(new sdk.DescribeAddressesCommand({}))
  const [address] = Addresses ?? []
  const PublicIp = address?.PublicIp
  await t.throwsAsync(other.send(new sdk.ReleaseAddressCommand({ PublicIp })), {
    name: 'InvalidAddress.NotFound',
  })
  await ec2.client.send(new sdk.ReleaseAddressCommand({ PublicIp }))
  const again = await ec2.client.send(new sdk.AllocateAddressCommand({ Address: PublicIp }))
  t.is(again.PublicIp, PublicIp)
  for (const Address of [PublicIp, '198.51.100.1']) {
    await t.throwsAsync(other.send(new sdk.AllocateAddressCommand({ Address })), {
      name: 'InvalidAddress.NotFound',
    })
  }
})

test('DescribeAddressesAttribute: no address has a name of its own', async t => {
  await using ec2 = await startEc2()
  const { AllocationId } = await allocate(ec2)
  const command = new sdk.DescribeAddressesAttributeCommand({
    AllocationIds: [AllocationId],
    Attribute: 'domain-name',
  })
  t.deepEqual((await ec2.client.send(command)).Addresses, [])
})
