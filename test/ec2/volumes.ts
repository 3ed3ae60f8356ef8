/** Volumes over a scripted hypervisor: what the SDK sees of them. */
import {
  AttachVolumeCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  type CreateVolumeCommandInput,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeVolumeAttributeCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  DescribeVolumesModificationsCommand,
  DetachVolumeCommand,
  GetEbsEncryptionByDefaultCommand,
  ModifyVolumeAttributeCommand,
  ModifyVolumeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type Volume,
  waitUntilVolumeAvailable,
  waitUntilVolumeDeleted,
  waitUntilVolumeInUse,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { diskSlotCount } from '../../lib/compute/hypervisor.ts'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

const AvailabilityZone = 'us-east-1a'

async function createVolume(
  { client }: Ec2Server,
  input: Partial<CreateVolumeCommandInput> = {},
): Promise<string> {
  const command = new CreateVolumeCommand({ AvailabilityZone, Size: 1, ...input })
  return (await client.send(command)).VolumeId ?? ''
}

async function describe({ client }: Ec2Server, id: string): Promise<Volume | undefined> {
  return (await client.send(new DescribeVolumesCommand({ VolumeIds: [id] }))).Volumes?.[0]
}

async function attach(
  ec2: Ec2Server,
  VolumeId: string,
  InstanceId: string,
  Device = '/dev/sdf',
): Promise<void> {
  await ec2.client.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device }))
  await ec2.compute().settled()
}

const wait = (ec2: Ec2Server) => ({ client: ec2.client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 })

test('CreateVolume makes a volume that is there at once, with what its type promises', async t => {
  await using ec2 = await startEc2()
  const TagSpecifications = [
    { ResourceType: 'volume' as const, Tags: [{ Key: 'Name', Value: 'data' }] },
  ]
  const made = await ec2.client.send(
    new CreateVolumeCommand({ AvailabilityZone, Size: 100, VolumeType: 'gp3', TagSpecifications }),
  )
  t.regex(made.VolumeId ?? '', /^vol-[0-9a-f]{17}$/)
  t.like(made, {
    AvailabilityZone,
    Size: 100,
    VolumeType: 'gp3',
    Iops: 3000,
    Throughput: 125,
    SnapshotId: '',
    State: 'available',
    Encrypted: false,
    MultiAttachEnabled: false,
  })
  t.deepEqual(made.Attachments ?? [], [])
  await waitUntilVolumeAvailable(wait(ec2), { VolumeIds: [made.VolumeId ?? ''] })
  t.deepEqual((await describe(ec2, made.VolumeId ?? ''))?.Tags, [{ Key: 'Name', Value: 'data' }])

  // Without a type it is gp2, whose performance follows from its size.
  t.like(await describe(ec2, await createVolume(ec2, { Size: 500 })), {
    VolumeType: 'gp2',
    Iops: 1500,
  })
})

const refused: readonly (readonly [what: string, input: object, code: string])[] = [
  ['no size', { Size: undefined }, 'MissingParameter'],
  ['no zone', { AvailabilityZone: undefined }, 'MissingParameter'],
  ['a zone that is not there', { AvailabilityZone: 'us-east-1z' }, 'InvalidZone.NotFound'],
  ['no size at all', { Size: 0 }, 'InvalidParameterValue'],
  ['more than its type has', { Size: 16_385 }, 'InvalidParameterValue'],
  ['less than its type has', { Size: 100, VolumeType: 'st1' }, 'InvalidParameterValue'],
  ['an unknown type', { VolumeType: 'tape' }, 'InvalidParameterValue'],
  ['IOPS with gp2', { Iops: 100 }, 'InvalidParameterCombination'],
  ['io1 without IOPS', { Size: 10, VolumeType: 'io1' }, 'MissingParameter'],
  ['too many IOPS', { Size: 10, VolumeType: 'io1', Iops: 501 }, 'InvalidParameterValue'],
  ['throughput with gp2', { Throughput: 125 }, 'InvalidParameterCombination'],
  [
    'more throughput than its IOPS carry',
    { Size: 10, VolumeType: 'gp3', Throughput: 1000 },
    'InvalidParameterValue',
  ],
  ['encryption', { Encrypted: true }, 'UnsupportedOperation'],
  ['several machines at once', { MultiAttachEnabled: true }, 'UnsupportedOperation'],
  ['a snapshot that is not there', { SnapshotId: 'snap-00000000' }, 'InvalidSnapshot.NotFound'],
  ['what is no snapshot', { SnapshotId: 'snapshot' }, 'InvalidParameterValue'],
]

for (const [what, input, name] of refused) {
  test(`CreateVolume refuses ${what}: ${name}`, async t => {
    await using ec2 = await startEc2()
    await t.throwsAsync(createVolume(ec2, input), { name })
    t.deepEqual((await ec2.client.send(new DescribeVolumesCommand({}))).Volumes, [])
  })
}

test('CreateVolume with a client token makes one volume, however often it is sent', async t => {
  await using ec2 = await startEc2()
  const ClientToken = 'once'
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => createVolume(ec2, { ClientToken })),
  )
  t.is(new Set(ids).size, 1)
  await t.throwsAsync(createVolume(ec2, { ClientToken, Size: 2 }), {
    name: 'IdempotentParameterMismatch',
  })
  const [id = ''] = ids
  await ec2.client.send(new DeleteVolumeCommand({ VolumeId: id }))
  t.not(await createVolume(ec2, { ClientToken }), id)
})

test('AttachVolume plugs a volume into a running machine, DetachVolume takes it away', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  const attached = await ec2.client.send(
    new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdf' }),
  )
  t.like(attached, { VolumeId, InstanceId, Device: '/dev/sdf', State: 'attaching' })
  await waitUntilVolumeInUse(wait(ec2), { VolumeIds: [VolumeId] })
  await ec2.compute().settled()
  t.deepEqual(ec2.hypervisor.disksOf(InstanceId).at(-1), { volumeId: VolumeId, slot: 1 })
  t.like((await describe(ec2, VolumeId))?.Attachments?.[0], {
    InstanceId,
    Device: '/dev/sdf',
    State: 'attached',
    DeleteOnTermination: false,
  })
  const { Reservations } = await ec2.client.send(
    new DescribeInstancesCommand({ InstanceIds: [InstanceId] }),
  )
  const devices = Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings
  t.like(devices?.find(device => device.DeviceName === '/dev/sdf')?.Ebs, {
    VolumeId,
    Status: 'attached',
    DeleteOnTermination: false,
  })

  const detached = await ec2.client.send(new DetachVolumeCommand({ VolumeId }))
  t.like(detached, { VolumeId, InstanceId, Device: '/dev/sdf', State: 'detaching' })
  await waitUntilVolumeAvailable(wait(ec2), { VolumeIds: [VolumeId] })
  t.false(ec2.hypervisor.disksOf(InstanceId).some(disk => disk.volumeId === VolumeId))
  t.deepEqual((await describe(ec2, VolumeId))?.Attachments ?? [], [])
})

test('a volume is attached to a stopped machine and is there when it starts', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const [kept, taken] = [await createVolume(ec2), await createVolume(ec2)]
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }))
  await ec2.compute().settled()
  await attach(ec2, kept, InstanceId, '/dev/sdf')
  await attach(ec2, taken, InstanceId, '/dev/sdg')
  t.is((await describe(ec2, kept))?.Attachments?.[0]?.State, 'attached')
  await ec2.client.send(new DetachVolumeCommand({ VolumeId: taken }))
  await ec2.compute().settled()
  t.is((await describe(ec2, taken))?.State, 'available')
  await ec2.client.send(new StartInstancesCommand({ InstanceIds: [InstanceId] }))
  await ec2.compute().settled()
  t.deepEqual(
    ec2.hypervisor.disksOf(InstanceId).filter(disk => disk.slot > 0),
    [{ volumeId: kept, slot: 1 }],
  )
})

test('AttachVolume refuses what cannot be', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const other = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  const second = await createVolume(ec2)
  const missing = 'vol-00000000000000000'
  const name = (code: string) => ({ name: code })
  await t.throwsAsync(attach(ec2, missing, InstanceId), name('InvalidVolume.NotFound'))
  await t.throwsAsync(attach(ec2, VolumeId, 'i-00000000'), name('InvalidInstanceID.NotFound'))
  await t.throwsAsync(attach(ec2, VolumeId, InstanceId, 'disk'), name('InvalidParameterValue'))
  await attach(ec2, VolumeId, InstanceId)
  await t.throwsAsync(attach(ec2, VolumeId, other), name('VolumeInUse'))
  await t.throwsAsync(attach(ec2, second, InstanceId), {
    name: 'InvalidParameterValue',
    message: /already in use/,
  })
  t.is((await describe(ec2, second))?.State, 'available')
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [other] }))
  await ec2.compute().settled()
  await t.throwsAsync(attach(ec2, second, other), name('IncorrectState'))
  const stranger = await ec2.otherClient()
  const theirs = new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdh' })
  await t.throwsAsync(stranger.send(theirs), name('InvalidInstanceID.NotFound'))
})

test('a machine takes as many volumes as it has places', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  for (let count = 0; count < diskSlotCount; count++) {
    const letter = String.fromCharCode(97 + count)
    await attach(ec2, await createVolume(ec2), InstanceId, `/dev/xvdb${letter}`)
  }
  const more = await createVolume(ec2)
  await t.throwsAsync(attach(ec2, more, InstanceId, '/dev/sdz'), {
    name: 'AttachmentLimitExceeded',
  })
})

test('DetachVolume refuses what is not so', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const other = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  const detach = (input: object = {}) =>
    ec2.client.send(new DetachVolumeCommand({ VolumeId, ...input }))
  await t.throwsAsync(detach(), { name: 'IncorrectState', message: /'available' state/ })
  await attach(ec2, VolumeId, InstanceId)
  await t.throwsAsync(detach({ InstanceId: other }), { name: 'InvalidAttachment.NotFound' })
  await t.throwsAsync(detach({ Device: '/dev/sdg' }), { name: 'InvalidAttachment.NotFound' })
  await t.throwsAsync(detach({ VolumeId: 'vol-00000000' }), { name: 'InvalidVolume.NotFound' })
  await detach({ InstanceId, Device: '/dev/sdf' })
  await ec2.compute().settled()
  t.is((await describe(ec2, VolumeId))?.State, 'available')
})

test('a guest that does not let go keeps its volume until it does, or is forced to', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  await attach(ec2, VolumeId, InstanceId)
  ec2.hypervisor.failNext('detachDisk', 'timeout')
  await ec2.client.send(new DetachVolumeCommand({ VolumeId }))
  await ec2.compute().settled()
  t.is((await describe(ec2, VolumeId))?.Attachments?.[0]?.State, 'detaching')
  await t.throwsAsync(ec2.client.send(new DeleteVolumeCommand({ VolumeId })), {
    name: 'VolumeInUse',
  })
  await ec2.client.send(new DetachVolumeCommand({ VolumeId, Force: true }))
  await ec2.compute().settled()
  t.is((await describe(ec2, VolumeId))?.State, 'available')
  t.is(ec2.hypervisor.calls.at(-1), `detachDisk ${InstanceId} ${VolumeId} by force`)
})

test('a volume that a machine does not take is available again', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  ec2.hypervisor.failNext('attachDisk', 'disk-failed')
  await attach(ec2, VolumeId, InstanceId)
  t.is((await describe(ec2, VolumeId))?.State, 'available')
  // Not to be had for the moment: it is tried again.
  ec2.hypervisor.failNext('attachDisk', 'timeout')
  await attach(ec2, VolumeId, InstanceId)
  t.is((await describe(ec2, VolumeId))?.Attachments?.[0]?.State, 'attaching')
  await ec2.compute().sweep()
  await ec2.compute().settled()
  t.is((await describe(ec2, VolumeId))?.Attachments?.[0]?.State, 'attached')
})

test('ModifyVolume grows a volume, also under a running machine', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  const modify = async (input: object) => {
    const { VolumeModification } = await ec2.client.send(
      new ModifyVolumeCommand({ VolumeId, ...input }),
    )
    await ec2.compute().settled()
    return VolumeModification
  }
  t.like(await modify({ Size: 2 }), { OriginalSize: 1, TargetSize: 2 })
  t.is((await describe(ec2, VolumeId))?.Size, 2)
  await attach(ec2, VolumeId, InstanceId)
  t.like(await modify({ Size: 3, VolumeType: 'gp3', Iops: 1500 * 2, Throughput: 250 }), {
    OriginalSize: 2,
    TargetSize: 3,
    OriginalVolumeType: 'gp2',
    TargetVolumeType: 'gp3',
    TargetThroughput: 250,
  })
  t.true(ec2.hypervisor.calls.includes(`resizeDisk ${InstanceId} ${VolumeId} ${3 * 2 ** 30}`))
  t.like(await describe(ec2, VolumeId), { Size: 3, VolumeType: 'gp3', Throughput: 250 })
  const { VolumesModifications } = await ec2.client.send(
    new DescribeVolumesModificationsCommand({ VolumeIds: [VolumeId] }),
  )
  t.like(VolumesModifications?.[0], { ModificationState: 'completed', Progress: 100 })

  await t.throwsAsync(modify({ Size: 1 }), { name: 'InvalidParameterValue' })
  await t.throwsAsync(modify({ VolumeId: 'vol-00000000' }), { name: 'InvalidVolume.NotFound' })
  const untouched = await createVolume(ec2)
  const asked = new DescribeVolumesModificationsCommand({ VolumeIds: [untouched] })
  await t.throwsAsync(ec2.client.send(asked), { name: 'InvalidVolumeModification.NotFound' })
})

test('a guest that was not told that its volume has grown is told later', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const VolumeId = await createVolume(ec2)
  await attach(ec2, VolumeId, InstanceId)
  ec2.hypervisor.failNext('resizeDisk', 'timeout')
  const modify = new ModifyVolumeCommand({ VolumeId, Size: 5 })
  await ec2.client.send(modify)
  await ec2.compute().settled()
  await t.throwsAsync(ec2.client.send(modify), { name: 'IncorrectModificationState' })
  await ec2.restart()
  await ec2.compute().settled()
  t.is(ec2.hypervisor.calls.at(-1), `resizeDisk ${InstanceId} ${VolumeId} ${5 * 2 ** 30}`)
  t.is((await ec2.client.send(modify)).VolumeModification?.TargetSize, 5)
})

test('DescribeVolumes filters by what volumes and their attachments are', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const attached = await createVolume(ec2, { VolumeType: 'gp3' })
  const free = await createVolume(ec2, { Size: 7 })
  await attach(ec2, attached, InstanceId)
  await ec2.client.send(
    new CreateTagsCommand({ Resources: [free], Tags: [{ Key: 'use', Value: 'logs' }] }),
  )
  const find = async (Name: string, ...Values: string[]) => {
    const command = new DescribeVolumesCommand({ Filters: [{ Name, Values }] })
    return (await ec2.client.send(command)).Volumes?.map(volume => volume.VolumeId)
  }
  t.deepEqual(await find('attachment.device', '/dev/sdf'), [attached])
  t.deepEqual(
    await find('attachment.status', 'attached').then(ids => ids?.includes(attached)),
    true,
  )
  t.deepEqual(await find('volume-type', 'gp3'), [attached])
  t.deepEqual(await find('status', 'available'), [free])
  t.deepEqual(await find('size', '7'), [free])
  t.deepEqual(await find('tag:use', 'l*'), [free])
  t.deepEqual(await find('tag-key', 'use'), [free])
  t.is((await find('availability-zone', AvailabilityZone))?.includes(free), true)
  await t.throwsAsync(find('colour', 'red'), { name: 'InvalidParameterValue' })

  const { VolumeStatuses } = await ec2.client.send(
    new DescribeVolumeStatusCommand({ VolumeIds: [free] }),
  )
  t.is(VolumeStatuses?.[0]?.VolumeStatus?.Status, 'ok')
  const stranger = await ec2.otherClient()
  t.deepEqual((await stranger.send(new DescribeVolumesCommand({}))).Volumes, [])
})

test('DescribeVolumes gives pages', async t => {
  await using ec2 = await startEc2()
  const made = new Set<string>()
  for (let count = 0; count < 7; count++) made.add(await createVolume(ec2))
  const first = await ec2.client.send(new DescribeVolumesCommand({ MaxResults: 5 }))
  t.is(first.Volumes?.length, 5)
  const { NextToken } = first
  const rest = await ec2.client.send(new DescribeVolumesCommand({ MaxResults: 5, NextToken }))
  const all = [...(first.Volumes ?? []), ...(rest.Volumes ?? [])].map(each => each.VolumeId ?? '')
  t.deepEqual(all, [...made].sort())
})

test('a volume has an attribute that is kept and one that is empty', async t => {
  await using ec2 = await startEc2()
  const VolumeId = await createVolume(ec2)
  const read = (Attribute: 'autoEnableIO' | 'productCodes') =>
    ec2.client.send(new DescribeVolumeAttributeCommand({ VolumeId, Attribute }))
  t.is((await read('autoEnableIO')).AutoEnableIO?.Value, false)
  const AutoEnableIO = { Value: true }
  await ec2.client.send(new ModifyVolumeAttributeCommand({ VolumeId, AutoEnableIO }))
  t.is((await read('autoEnableIO')).AutoEnableIO?.Value, true)
  t.deepEqual((await read('productCodes')).ProductCodes, [])
  t.is(
    (await ec2.client.send(new GetEbsEncryptionByDefaultCommand({}))).EbsEncryptionByDefault,
    false,
  )
})

test('a terminated machine lets its volumes go', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const [attached, leaving] = [await createVolume(ec2), await createVolume(ec2)]
  await attach(ec2, attached, InstanceId, '/dev/sdf')
  await attach(ec2, leaving, InstanceId, '/dev/sdg')
  ec2.hypervisor.failNext('detachDisk', 'timeout')
  await ec2.client.send(new DetachVolumeCommand({ VolumeId: leaving }))
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }))
  await ec2.compute().settled()
  for (const VolumeId of [attached, leaving]) {
    t.is((await describe(ec2, VolumeId))?.State, 'available')
    await ec2.client.send(new DeleteVolumeCommand({ VolumeId }))
    await waitUntilVolumeDeleted(wait(ec2), { VolumeIds: [VolumeId] })
  }
})
