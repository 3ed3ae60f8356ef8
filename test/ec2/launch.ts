import {
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { startEc2 } from '../support/ec2-server.ts'

test('RunInstances with one ClientToken a hundred times at once makes one machine', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1, ClientToken: 'once' }
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => ec2.client.send(new RunInstancesCommand(input))),
  )
  const ids = new Set(answers.map(({ Instances }) => Instances?.[0]?.InstanceId))
  t.is(ids.size, 1)
  t.is(new Set(answers.map(answer => answer.ReservationId)).size, 1)
  await ec2.compute().settled()
  t.is((await ec2.hypervisor.list()).length, 1)
})

test('RunInstances repeats a ClientToken after a restart, also when the image is gone', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 2, MaxCount: 2, ClientToken: 'again' }
  const first = await ec2.client.send(new RunInstancesCommand(input))
  await ec2.restart()
  await ec2.compute().images.deregister(ec2.key.accountId, ImageId)
  const second = await ec2.client.send(new RunInstancesCommand(input))
  const idsOf = (answer: typeof first) => answer.Instances?.map(each => each.InstanceId).sort()
  t.deepEqual(idsOf(second), idsOf(first))
})

test('RunInstances refuses a ClientToken whose machines have been terminated', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1, ClientToken: 'ended' }
  const { Instances } = await ec2.client.send(new RunInstancesCommand(input))
  const InstanceIds = [Instances?.[0]?.InstanceId ?? '']
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  await t.throwsAsync(ec2.client.send(new RunInstancesCommand(input)), {
    name: 'IdempotentInstanceTerminated',
  })
})

test('RunInstances refuses a ClientToken with other parameters', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1, ClientToken: 'mine' }
  await ec2.client.send(new RunInstancesCommand(input))
  await t.throwsAsync(
    ec2.client.send(new RunInstancesCommand({ ...input, InstanceType: 't3.small' })),
    { name: 'IdempotentParameterMismatch' },
  )
})

test('RunInstances with a ClientToken that failed may be sent again', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1, ClientToken: 'retry', KeyName: 'later' }
  await t.throwsAsync(ec2.client.send(new RunInstancesCommand(input)), {
    name: 'InvalidKeyPair.NotFound',
  })
  await ec2.compute().keyPairs.create({
    accountId: ec2.key.accountId,
    name: 'later',
    keyType: 'ed25519',
    tags: {},
  })
  t.is((await ec2.client.send(new RunInstancesCommand(input))).Instances?.length, 1)
})

const gib = 1024 * 1024 * 1024

const refusals: readonly (readonly [string, Partial<RunInstancesCommandInput>, string])[] = [
  ['a malformed image id', { ImageId: 'image-1' }, 'InvalidAMIID.Malformed'],
  ['an unknown image', { ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound'],
  ['a minimum of 0', { MinCount: 0 }, 'InvalidParameterValue'],
  ['a maximum below the minimum', { MinCount: 2, MaxCount: 1 }, 'InvalidParameterValue'],
  ['an unknown type', { InstanceType: 'x9.huge' as 't3.nano' }, 'InvalidParameterValue'],
  ['an unknown key pair', { KeyName: 'nobody' }, 'InvalidKeyPair.NotFound'],
  ['user data that is not base64', { UserData: '***' }, 'InvalidUserData.Malformed'],
  [
    'user data of more than 16 KiB',
    { UserData: Buffer.alloc(16 * 1024 + 1).toString('base64') },
    'InvalidParameterValue',
  ],
  ['a token of 65 characters', { ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue'],
  [
    'an unknown launch template',
    { LaunchTemplate: { LaunchTemplateName: 'x' } },
    'InvalidLaunchTemplateName.NotFoundException',
  ],
  ['an unknown subnet', { SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound'],
  ['an unknown security group', { SecurityGroups: ['web'] }, 'InvalidGroup.NotFound'],
  ['another zone', { Placement: { AvailabilityZone: 'eu-1b' } }, 'InvalidParameterValue'],
  ['an address outside of the subnet', { PrivateIpAddress: '10.0.0.1' }, 'InvalidParameterValue'],
  ['a reserved address', { PrivateIpAddress: '172.31.0.1' }, 'InvalidParameterValue'],
  [
    'a second disk of no size',
    { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: {} }] },
    'MissingParameter',
  ],
  [
    'one device twice',
    {
      BlockDeviceMappings: [
        { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 1 } },
        { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 2 } },
      ],
    },
    'InvalidBlockDeviceMapping',
  ],
  [
    'no root disk',
    { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', NoDevice: '' }] },
    'InvalidBlockDeviceMapping',
  ],
  [
    "a root disk of a snapshot that is not the image's",
    { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: 'snap-00000000' } }] },
    'InvalidBlockDeviceMapping',
  ],
  [
    'a disk of a snapshot that is not there',
    { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-00000000' } }] },
    'InvalidSnapshot.NotFound',
  ],
  [
    'an encrypted disk',
    { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 1, Encrypted: true } }] },
    'UnsupportedOperation',
  ],
  [
    'tags for what it does not make',
    { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] },
    'InvalidParameterValue',
  ],
  [
    'a reserved tag',
    { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:a', Value: 'b' }] }] },
    'InvalidParameterValue',
  ],
]

for (const [title, input, code] of refusals) {
  test(`RunInstances refuses ${title} with ${code} and leaves nothing behind`, async t => {
    await using ec2 = await startEc2()
    const ImageId = await ec2.registerImage()
    const command = new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1, ...input })
    await t.throwsAsync(ec2.client.send(command), { name: code })
    t.deepEqual((await ec2.client.send(new DescribeInstancesCommand({}))).Reservations, [])
    t.deepEqual(ec2.hypervisor.calls, [])
  })
}

test('RunInstances takes what Terraform and the console send without meaning anything by it', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({
      ImageId,
      MinCount: 1,
      MaxCount: 1,
      InstanceType: 't3.nano',
      CreditSpecification: { CpuCredits: 'unlimited' },
      Monitoring: { Enabled: false },
      Placement: { AvailabilityZone: '' },
      EbsOptimized: true,
      DisableApiTermination: false,
      SecurityGroups: ['default'],
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sda1',
          Ebs: { VolumeSize: 8, DeleteOnTermination: true, VolumeType: 'gp3' },
        },
      ],
    }),
  )
  await ec2.compute().settled()
  const [root] = ec2.hypervisor.disksOf(Instances?.[0]?.InstanceId ?? '')
  t.is((await ec2.blocks.getVolume(root?.volumeId ?? ''))?.sizeBytes, 8 * gib)
})

test('RunInstances refuses a root disk that is smaller than the image', async t => {
  await using ec2 = await startEc2()
  const head = Buffer.alloc(112)
  head.write('QFI\xfb', 'latin1')
  head.writeUInt32BE(3, 4)
  head.writeUInt32BE(16, 20)
  head.writeBigUInt64BE(BigInt(2 * gib), 24)
  head.writeUInt32BE(4, 36)
  head.writeBigUInt64BE(65_536n, 40)
  head.writeBigUInt64BE(131_072n, 48)
  head.writeUInt32BE(1, 56)
  head.writeUInt32BE(4, 96)
  head.writeUInt32BE(104, 100)
  await ec2.putObject('disk.qcow2', Buffer.concat([head, Buffer.alloc(262_144 - head.length)]))
  const image = await ec2.compute().images.register({
    accountId: ec2.key.accountId,
    name: 'large',
    description: '',
    location: 'images/disk.qcow2',
    architecture: 'x86_64',
    rootDeviceName: '/dev/sda1',
    enaSupport: true,
    tags: {},
  })
  t.is(image.format, 'qcow2')
  const command = new RunInstancesCommand({
    ImageId: image.id,
    MinCount: 1,
    MaxCount: 1,
    BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 1 } }],
  })
  await t.throwsAsync(ec2.client.send(command), { name: 'InvalidBlockDeviceMapping' })
})

test('a private address belongs to one machine until that is terminated', async t => {
  await using ec2 = await startEc2()
  const PrivateIpAddress = '172.31.7.9'
  const id = await ec2.runMachine({ PrivateIpAddress })
  t.is(ec2.hypervisor.specs.get(id)?.network.interfaces[0]?.privateIpAddress, PrivateIpAddress)
  await t.throwsAsync(ec2.runMachine({ PrivateIpAddress }), { name: 'InvalidIPAddress.InUse' })
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  t.not(await ec2.runMachine({ PrivateIpAddress }), id)
})

test('machines get addresses of their own, and hardware addresses too', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 20, MaxCount: 20, InstanceType: 't3.nano' }),
  )
  await ec2.compute().settled()
  const specs = [...ec2.hypervisor.specs.values()]
  t.is(new Set(specs.map(spec => spec.network.interfaces[0]?.privateIpAddress)).size, 20)
  t.is(new Set(specs.map(spec => spec.network.interfaces[0]?.macAddress)).size, 20)
  t.is(new Set(specs.map(spec => spec.smbiosUuid)).size, 20)
})
