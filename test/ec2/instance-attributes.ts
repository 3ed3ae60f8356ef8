import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstancesCommand,
  DisassociateIamInstanceProfileCommand,
  GetInstanceMetadataDefaultsCommand,
  GetPasswordDataCommand,
  type InstanceAttributeName,
  ModifyInstanceAttributeCommand,
  type ModifyInstanceAttributeCommandInput,
  ModifyInstanceMetadataOptionsCommand,
  MonitorInstancesCommand,
  ReplaceIamInstanceProfileAssociationCommand,
  ResetInstanceAttributeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  UnmonitorInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

async function attributeOf(ec2: Ec2Server, InstanceId: string, Attribute: InstanceAttributeName) {
  const command = new DescribeInstanceAttributeCommand({ InstanceId, Attribute })
  const { $metadata, ...answer } = await ec2.client.send(command)
  return answer
}

function modify(ec2: Ec2Server, input: ModifyInstanceAttributeCommandInput) {
  return ec2.client.send(new ModifyInstanceAttributeCommand(input))
}

async function stop(ec2: Ec2Server, id: string): Promise<void> {
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
}

/** What each attribute says of a machine that was launched with nothing but a type. */
const asLaunched = {
  disableApiStop: { DisableApiStop: { Value: false } },
  disableApiTermination: { DisableApiTermination: { Value: false } },
  ebsOptimized: { EbsOptimized: { Value: false } },
  enaSupport: { EnaSupport: { Value: true } },
  enclaveOptions: { EnclaveOptions: { Enabled: false } },
  instanceInitiatedShutdownBehavior: { InstanceInitiatedShutdownBehavior: { Value: 'stop' } },
  instanceType: { InstanceType: { Value: 't3.nano' } },
  kernel: { KernelId: {} },
  ramdisk: { RamdiskId: {} },
  rootDeviceName: { RootDeviceName: { Value: '/dev/sda1' } },
  sourceDestCheck: { SourceDestCheck: { Value: true } },
  sriovNetSupport: { SriovNetSupport: {} },
  userData: { UserData: {} },
} as const

test('DescribeInstanceAttribute always has the element that was asked for', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine({ InstanceType: 't3.nano' })
  for (const [name, expected] of Object.entries(asLaunched)) {
    // Object.entries forgets that the names are attributes.
    const answer = await attributeOf(ec2, id, name as InstanceAttributeName)
    t.deepEqual<unknown, unknown>(answer, { InstanceId: id, ...expected }, name)
  }
  const devices = await attributeOf(ec2, id, 'blockDeviceMapping')
  t.is(devices.BlockDeviceMappings?.[0]?.DeviceName, '/dev/sda1')
  t.is((await attributeOf(ec2, id, 'groupSet')).Groups?.[0]?.GroupName, 'default')
  t.deepEqual((await attributeOf(ec2, id, 'productCodes')).ProductCodes ?? [], [])
  const unknown = 'colour' as InstanceAttributeName
  await t.throwsAsync(attributeOf(ec2, id, unknown), { name: 'InvalidParameterValue' })
  const missing = attributeOf(ec2, 'i-00000000000000000', 'instanceType')
  await t.throwsAsync(missing, { name: 'InvalidInstanceID.NotFound' })
})

test('ModifyInstanceAttribute changes type and user data of a stopped machine only', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine({ InstanceType: 't3.nano' })
  const type = { InstanceId, InstanceType: { Value: 't3.small' } }
  const userData = { InstanceId, UserData: { Value: Buffer.from('#!/bin/sh\necho new\n') } }
  await t.throwsAsync(modify(ec2, type), { name: 'IncorrectInstanceState' })
  await t.throwsAsync(modify(ec2, userData), { name: 'IncorrectInstanceState' })
  await stop(ec2, InstanceId)
  await modify(ec2, type)
  await modify(ec2, userData)
  await t.throwsAsync(modify(ec2, { InstanceId, InstanceType: { Value: 'x9.huge' } }), {
    name: 'InvalidParameterValue',
  })
  await ec2.client.send(new StartInstancesCommand({ InstanceIds: [InstanceId] }))
  await ec2.compute().settled()
  t.is(ec2.hypervisor.specs.get(InstanceId)?.memoryBytes, 2 * 2 ** 30)
  t.is((await attributeOf(ec2, InstanceId, 'instanceType')).InstanceType?.Value, 't3.small')
  const { UserData } = await attributeOf(ec2, InstanceId, 'userData')
  t.is(Buffer.from(UserData?.Value ?? '', 'base64').toString(), '#!/bin/sh\necho new\n')

  await stop(ec2, InstanceId)
  await modify(ec2, { InstanceId, UserData: { Value: Buffer.alloc(0) } })
  t.deepEqual((await attributeOf(ec2, InstanceId, 'userData')).UserData, {})
  const tooMuch = modify(ec2, { InstanceId, UserData: { Value: Buffer.alloc(16 * 1024 + 1) } })
  await t.throwsAsync(tooMuch, { name: 'InvalidParameterValue' })
})

test('ModifyInstanceAttribute takes one attribute, in either of its forms', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  await modify(ec2, { InstanceId, Attribute: 'disableApiStop', Value: 'true' })
  await modify(ec2, { InstanceId, Attribute: 'sourceDestCheck', Value: 'true' })
  await t.throwsAsync(modify(ec2, { InstanceId, Attribute: 'sourceDestCheck', Value: 'false' }), {
    name: 'UnsupportedOperation',
  })
  await modify(ec2, { InstanceId, InstanceInitiatedShutdownBehavior: { Value: 'terminate' } })
  const groups = (await attributeOf(ec2, InstanceId, 'groupSet')).Groups ?? []
  await modify(ec2, { InstanceId, Groups: groups.map(({ GroupId = '' }) => GroupId) })
  t.true((await attributeOf(ec2, InstanceId, 'disableApiStop')).DisableApiStop?.Value)

  await ec2.client.send(
    new ResetInstanceAttributeCommand({ InstanceId, Attribute: 'sourceDestCheck' }),
  )
  t.true((await attributeOf(ec2, InstanceId, 'sourceDestCheck')).SourceDestCheck?.Value)
  const reset = new ResetInstanceAttributeCommand({ InstanceId, Attribute: 'kernel' })
  await t.throwsAsync(ec2.client.send(reset), { name: 'UnsupportedOperation' })

  const nothing = modify(ec2, { InstanceId })
  await t.throwsAsync(nothing, { name: 'InvalidParameterCombination' })
  const both = { DisableApiStop: { Value: true }, DisableApiTermination: { Value: true } }
  await t.throwsAsync(modify(ec2, { InstanceId, ...both }), { name: 'InvalidParameterCombination' })
  await t.throwsAsync(modify(ec2, { InstanceId, Groups: ['sg-00000000000000000'] }), {
    name: 'InvalidGroup.NotFound',
  })
  ec2.hypervisor.guestPowersOff(InstanceId)
  await ec2.compute().sweep()
  await ec2.compute().settled()
  const machine = await ec2.compute().machines.get(ec2.key.accountId, InstanceId)
  t.is(machine?.state, 'terminated')
  await t.throwsAsync(modify(ec2, { InstanceId, DisableApiStop: { Value: false } }), {
    name: 'IncorrectInstanceState',
  })
})

test('a protected machine is neither stopped nor terminated, nor those asked for with it', async t => {
  await using ec2 = await startEc2()
  const free = await ec2.runMachine()
  const kept = await ec2.runMachine({ DisableApiTermination: true, DisableApiStop: true })
  const InstanceIds = [free, kept]
  const refused = { name: 'OperationNotPermitted' }
  await t.throwsAsync(ec2.client.send(new TerminateInstancesCommand({ InstanceIds })), refused)
  await t.throwsAsync(ec2.client.send(new StopInstancesCommand({ InstanceIds })), refused)
  await ec2.compute().settled()
  t.deepEqual([...ec2.hypervisor.runningIds()].sort(), [...InstanceIds].sort())
  await modify(ec2, { InstanceId: kept, DisableApiTermination: { Value: false } })
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  t.deepEqual(ec2.hypervisor.runningIds(), [])
})

test('ModifyInstanceMetadataOptions changes what is named and leaves the rest', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine({ MetadataOptions: { InstanceMetadataTags: 'enabled' } })
  const answer = await ec2.client.send(
    new ModifyInstanceMetadataOptionsCommand({
      InstanceId,
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
    }),
  )
  const expected = {
    State: 'applied',
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 2,
    HttpEndpoint: 'enabled',
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: 'enabled',
  } as const
  t.deepEqual(answer.InstanceMetadataOptions, expected)
  const { Reservations } = await ec2.client.send(
    new DescribeInstancesCommand({ InstanceIds: [InstanceId] }),
  )
  t.deepEqual(Reservations?.[0]?.Instances?.[0]?.MetadataOptions, expected)
  const hops = { InstanceId, HttpPutResponseHopLimit: 65 }
  await t.throwsAsync(ec2.client.send(new ModifyInstanceMetadataOptionsCommand(hops)), {
    name: 'InvalidParameterValue',
  })
  const { AccountLevel } = await ec2.client.send(new GetInstanceMetadataDefaultsCommand({}))
  t.deepEqual(AccountLevel, {})
})

test('MonitorInstances and UnmonitorInstances switch what DescribeInstances shows', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine({ Monitoring: { Enabled: true } })
  const InstanceIds = [id]
  const state = async () => {
    const answer = await ec2.client.send(new DescribeInstancesCommand({ InstanceIds }))
    return answer.Reservations?.[0]?.Instances?.[0]?.Monitoring?.State
  }
  t.is(await state(), 'enabled')
  const off = await ec2.client.send(new UnmonitorInstancesCommand({ InstanceIds }))
  t.is(off.InstanceMonitorings?.[0]?.Monitoring?.State, 'disabling')
  t.is(await state(), 'disabled')
  await ec2.client.send(new MonitorInstancesCommand({ InstanceIds }))
  t.is(await state(), 'enabled')
  const missing = new MonitorInstancesCommand({ InstanceIds: [id, 'i-00000000000000000'] })
  await t.throwsAsync(ec2.client.send(missing), { name: 'InvalidInstanceID.NotFound' })
})

test('GetPasswordData and DescribeInstanceCreditSpecifications answer for a machine', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine({ InstanceType: 't3.nano' })
  const other = await ec2.runMachine({ InstanceType: 'm5.large' })
  const password = await ec2.client.send(new GetPasswordDataCommand({ InstanceId }))
  t.is(password.PasswordData ?? '', '')
  t.true(password.Timestamp instanceof Date)
  const { InstanceCreditSpecifications } = await ec2.client.send(
    new DescribeInstanceCreditSpecificationsCommand({ InstanceIds: [InstanceId, other] }),
  )
  t.deepEqual(InstanceCreditSpecifications, [{ InstanceId, CpuCredits: 'unlimited' }])
})

test('there are no instance profiles: reads are empty, AssociateIamInstanceProfile is refused', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const { client } = ec2
  const all = await client.send(new DescribeIamInstanceProfileAssociationsCommand({}))
  t.deepEqual(all.IamInstanceProfileAssociations ?? [], [])
  const IamInstanceProfile = { Name: 'web' }
  const associate = new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile })
  await t.throwsAsync(client.send(associate), { name: 'UnsupportedOperation' })
  const AssociationId = 'iip-assoc-00000000000000000'
  for (const command of [
    new DisassociateIamInstanceProfileCommand({ AssociationId }),
    new ReplaceIamInstanceProfileAssociationCommand({ AssociationId, IamInstanceProfile }),
  ]) {
    const refused = client.send(command as DisassociateIamInstanceProfileCommand)
    await t.throwsAsync(refused, { name: 'InvalidAssociationID.NotFound' })
  }
})
