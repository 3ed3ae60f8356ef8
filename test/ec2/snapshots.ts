/** Snapshots and the images made of them, over a scripted hypervisor. */
import {
  AttachVolumeCommand,
  CopySnapshotCommand,
  CreateImageCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type Image,
  type Instance,
  ModifySnapshotAttributeCommand,
  RegisterImageCommand,
  ResetSnapshotAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  waitUntilSnapshotCompleted,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { openComputeRecords } from '../../lib/compute/records.ts'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

const AvailabilityZone = 'us-east-1a'

async function createVolume({ client }: Ec2Server, Size = 1): Promise<string> {
  return (await client.send(new CreateVolumeCommand({ AvailabilityZone, Size }))).VolumeId ?? ''
}

/** What a guest would have written. */
async function write({ blocks }: Ec2Server, volumeId: string, text: string): Promise<void> {
  await using device = await blocks.open(volumeId)
  await device.write(0, Buffer.from(text.padEnd(512, '.')))
}

async function read({ blocks }: Ec2Server, volumeId: string): Promise<string> {
  await using device = await blocks.open(volumeId)
  return Buffer.from(await device.read(0, 512))
    .toString()
    .replace(/\.+$/, '')
}

async function createSnapshot({ client }: Ec2Server, VolumeId: string): Promise<string> {
  return (await client.send(new CreateSnapshotCommand({ VolumeId }))).SnapshotId ?? ''
}

async function instanceOf({ client }: Ec2Server, id: string): Promise<Instance | undefined> {
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }))
  return Reservations?.[0]?.Instances?.[0]
}

async function imageOf({ client }: Ec2Server, id = ''): Promise<Image | undefined> {
  return (await client.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0]
}

async function rootVolumeOf(ec2: Ec2Server, instanceId: string): Promise<string> {
  const instance = await instanceOf(ec2, instanceId)
  return instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? ''
}

test('CreateSnapshot keeps what a volume holds; CreateVolume makes a volume of it', async t => {
  await using ec2 = await startEc2()
  const VolumeId = await createVolume(ec2, 2)
  await write(ec2, VolumeId, 'before')
  const made = await ec2.client.send(
    new CreateSnapshotCommand({
      VolumeId,
      Description: 'of today',
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'day', Value: '1' }] }],
    }),
  )
  const SnapshotId = made.SnapshotId ?? ''
  t.regex(SnapshotId, /^snap-[0-9a-f]{17}$/)
  t.like(made, { VolumeId, VolumeSize: 2, Description: 'of today', OwnerId: ec2.key.accountId })
  const waiting = { client: ec2.client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }
  await waitUntilSnapshotCompleted(waiting, { SnapshotIds: [SnapshotId] })
  await write(ec2, VolumeId, 'after')
  await ec2.client.send(new DeleteVolumeCommand({ VolumeId }))

  const copy = await ec2.client.send(new CreateVolumeCommand({ AvailabilityZone, SnapshotId }))
  t.like(copy, { Size: 2, SnapshotId })
  t.is(await read(ec2, copy.VolumeId ?? ''), 'before')
  const larger = new CreateVolumeCommand({ AvailabilityZone, SnapshotId, Size: 5 })
  t.is((await ec2.client.send(larger)).Size, 5)
  await t.throwsAsync(
    ec2.client.send(new CreateVolumeCommand({ AvailabilityZone, SnapshotId, Size: 1 })),
    { name: 'InvalidParameterValue' },
  )

  // A volume made of it keeps its bytes.
  await ec2.client.send(new DeleteSnapshotCommand({ SnapshotId }))
  t.is(await read(ec2, copy.VolumeId ?? ''), 'before')
  const gone = new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] })
  await t.throwsAsync(ec2.client.send(gone), { name: 'InvalidSnapshot.NotFound' })
})

test('CopySnapshot makes a snapshot of its own', async t => {
  await using ec2 = await startEc2()
  const VolumeId = await createVolume(ec2)
  await write(ec2, VolumeId, 'copied')
  const SourceSnapshotId = await createSnapshot(ec2, VolumeId)
  const SourceRegion = 'us-east-1'
  const { SnapshotId = '' } = await ec2.client.send(
    new CopySnapshotCommand({ SourceRegion, SourceSnapshotId, Description: 'second' }),
  )
  await ec2.client.send(new DeleteSnapshotCommand({ SnapshotId: SourceSnapshotId }))
  await ec2.client.send(new DeleteVolumeCommand({ VolumeId }))
  const { Snapshots } = await ec2.client.send(
    new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }),
  )
  t.like(Snapshots?.[0], { Description: 'second', VolumeId: 'vol-ffffffff', State: 'completed' })
  const volume = await ec2.client.send(new CreateVolumeCommand({ AvailabilityZone, SnapshotId }))
  t.is(await read(ec2, volume.VolumeId ?? ''), 'copied')
  const elsewhere = new CopySnapshotCommand({ SourceRegion: 'eu-west-1', SourceSnapshotId })
  await t.throwsAsync(ec2.client.send(elsewhere), { name: 'InvalidParameterValue' })
})

test('DescribeSnapshots shows own and shared ones, filtered and in pages', async t => {
  await using ec2 = await startEc2()
  const VolumeId = await createVolume(ec2)
  const ids: string[] = []
  for (let count = 0; count < 6; count++) ids.push(await createSnapshot(ec2, VolumeId))
  ids.sort()
  const find = async (input: object) =>
    (await ec2.client.send(new DescribeSnapshotsCommand(input))).Snapshots?.map(
      each => each.SnapshotId,
    )
  t.deepEqual(await find({ OwnerIds: ['self'] }), ids)
  t.deepEqual(await find({ OwnerIds: ['123456789012'] }), [])
  t.deepEqual(await find({ Filters: [{ Name: 'volume-id', Values: [VolumeId] }] }), ids)
  t.deepEqual(await find({ Filters: [{ Name: 'status', Values: ['pending'] }] }), [])
  t.deepEqual(await find({ Filters: [{ Name: 'progress', Values: ['100%'] }] }), ids)
  const { Snapshots, NextToken } = await ec2.client.send(
    new DescribeSnapshotsCommand({ MaxResults: 5 }),
  )
  const rest = await find({ MaxResults: 5, NextToken })
  t.deepEqual([...(Snapshots ?? []).map(each => each.SnapshotId), ...(rest ?? [])], ids)
})

test('a snapshot is shared with accounts or everybody, and with nobody again', async t => {
  await using ec2 = await startEc2()
  const stranger = await ec2.otherClient()
  const own = await stranger.send(new CreateVolumeCommand({ AvailabilityZone, Size: 1 }))
  const theirs = await stranger.send(new CreateSnapshotCommand({ VolumeId: own.VolumeId }))
  const VolumeId = await createVolume(ec2)
  await write(ec2, VolumeId, 'shared')
  const SnapshotId = await createSnapshot(ec2, VolumeId)
  const use = () => stranger.send(new CreateVolumeCommand({ AvailabilityZone, SnapshotId }))
  const list = async () =>
    (await stranger.send(new DescribeSnapshotsCommand({}))).Snapshots?.map(each => each.SnapshotId)
  const change = (input: object) =>
    ec2.client.send(new ModifySnapshotAttributeCommand({ SnapshotId, ...input }))
  const permissions = async () => {
    const asked = { SnapshotId, Attribute: 'createVolumePermission' as const }
    return (await ec2.client.send(new DescribeSnapshotAttributeCommand(asked)))
      .CreateVolumePermissions
  }

  await t.throwsAsync(use(), { name: 'InvalidSnapshot.NotFound' })
  const UserId = theirs.OwnerId ?? ''
  await change({ CreateVolumePermission: { Add: [{ UserId }] } })
  t.deepEqual(await permissions(), [{ UserId }])
  t.deepEqual(await list(), [SnapshotId, theirs.SnapshotId].sort())
  t.is(await read(ec2, (await use()).VolumeId ?? ''), 'shared')
  // Using is all that it allows.
  await t.throwsAsync(stranger.send(new DeleteSnapshotCommand({ SnapshotId })), {
    name: 'InvalidSnapshot.NotFound',
  })
  await change({
    Attribute: 'createVolumePermission',
    OperationType: 'remove',
    UserIds: [UserId],
  })
  await t.throwsAsync(use(), { name: 'InvalidSnapshot.NotFound' })

  await change({ CreateVolumePermission: { Add: [{ Group: 'all' }] } })
  t.deepEqual(await permissions(), [{ Group: 'all' }])
  t.deepEqual(await list(), [SnapshotId, theirs.SnapshotId].sort())
  await use()
  const reset = { SnapshotId, Attribute: 'createVolumePermission' as const }
  await ec2.client.send(new ResetSnapshotAttributeCommand(reset))
  t.deepEqual(await permissions(), [])
  t.deepEqual(await list(), [theirs.SnapshotId])
  await t.throwsAsync(change({ CreateVolumePermission: { Add: [{ UserId: 'me' }] } }), {
    name: 'InvalidParameterValue',
  })
})

test('RunInstances makes root and other volumes, which go with the machine or stay', async t => {
  await using ec2 = await startEc2()
  const source = await createVolume(ec2, 3)
  await write(ec2, source, 'library')
  const SnapshotId = await createSnapshot(ec2, source)
  const id = await ec2.runMachine({
    BlockDeviceMappings: [
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8, VolumeType: 'gp3', Iops: 4000 } },
      { DeviceName: '/dev/sdb', Ebs: { SnapshotId, DeleteOnTermination: false } },
      { DeviceName: '/dev/sdc', Ebs: { VolumeSize: 2 } },
      { DeviceName: '/dev/sdd', VirtualName: 'ephemeral0' },
    ],
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [{ Key: 'kind', Value: 'machine' }] },
      { ResourceType: 'volume', Tags: [{ Key: 'kind', Value: 'disk' }] },
    ],
  })
  const { Volumes = [] } = await ec2.client.send(
    new DescribeVolumesCommand({
      Filters: [{ Name: 'attachment.instance-id', Values: [id] }],
    }),
  )
  const shown = Volumes.map(({ Size, VolumeType, Iops, Attachments, Tags, State }) => ({
    device: Attachments?.[0]?.Device,
    ends: Attachments?.[0]?.DeleteOnTermination,
    kind: `${State} ${Size} ${VolumeType} ${Iops} ${Tags?.[0]?.Value}`,
  })).sort((one, other) => (String(one.device) < String(other.device) ? -1 : 1))
  t.deepEqual(shown, [
    { device: '/dev/sda1', ends: true, kind: 'in-use 8 gp3 4000 disk' },
    { device: '/dev/sdb', ends: false, kind: 'in-use 3 gp2 100 disk' },
    { device: '/dev/sdc', ends: true, kind: 'in-use 2 gp2 100 disk' },
  ])
  t.deepEqual(
    ec2.hypervisor.disksOf(id).map(disk => disk.slot),
    [0, 1, 2],
  )
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  const left = (await ec2.client.send(new DescribeVolumesCommand({}))).Volumes ?? []
  const kept = left.find(volume => volume.VolumeId !== source)
  t.is(left.length, 2)
  t.is(kept?.State, 'available')
  t.is(await read(ec2, kept?.VolumeId ?? ''), 'library')
})

test('a root volume is taken out of a stopped machine only, which does not start without it', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const InstanceIds = [id]
  const VolumeId = await rootVolumeOf(ec2, id)
  const detach = ec2.compute().attachments.detach
  const request = { accountId: ec2.key.accountId, volumeId: VolumeId, isForced: false }
  await t.throwsAsync(detach.call(ec2.compute().attachments, request), { code: 'root-volume' })
  await ec2.client.send(new StopInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  await ec2.compute().attachments.detach(request)
  await ec2.compute().settled()
  await t.throwsAsync(ec2.client.send(new StartInstancesCommand({ InstanceIds })), {
    name: 'InvalidParameterValue',
    message: /volume attached at root/,
  })
  await ec2.client.send(new AttachVolumeCommand({ VolumeId, InstanceId: id, Device: '/dev/sda1' }))
  await ec2.compute().settled()
  await ec2.client.send(new StartInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  t.deepEqual(ec2.hypervisor.disksOf(id), [{ volumeId: VolumeId, slot: 0 }])
})

test('RegisterImage makes an image of snapshots, which machines begin with', async t => {
  await using ec2 = await startEc2()
  const VolumeId = await createVolume(ec2, 2)
  await write(ec2, VolumeId, 'system')
  const SnapshotId = await createSnapshot(ec2, VolumeId)
  const register = (Name: string, input: object = {}) =>
    ec2.client.send(
      new RegisterImageCommand({
        Name,
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { SnapshotId, VolumeType: 'gp3' } },
          { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 1, DeleteOnTermination: false } },
        ],
        ...input,
      }),
    )
  const { ImageId = '' } = await register('of-snapshots')
  t.like(await imageOf(ec2, ImageId), {
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    ImageLocation: `${ec2.key.accountId}/of-snapshots`,
    State: 'available',
  })
  const mapping = (await imageOf(ec2, ImageId))?.BlockDeviceMappings
  t.like(mapping?.[0], { DeviceName: '/dev/xvda' })
  t.like(mapping?.[0]?.Ebs, { SnapshotId, VolumeSize: 2, VolumeType: 'gp3' })
  t.like(mapping?.[1]?.Ebs, { VolumeSize: 1, DeleteOnTermination: false })
  await t.throwsAsync(ec2.client.send(new DeleteSnapshotCommand({ SnapshotId })), {
    name: 'InvalidSnapshot.InUse',
    message: new RegExp(`${SnapshotId}.*${ImageId}`),
  })

  const run = new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 })
  const { Instances } = await ec2.client.send(run)
  await ec2.compute().settled()
  const root = await rootVolumeOf(ec2, Instances?.[0]?.InstanceId ?? '')
  t.is(await read(ec2, root), 'system')
  const { Volumes } = await ec2.client.send(new DescribeVolumesCommand({ VolumeIds: [root] }))
  t.like(Volumes?.[0], { SnapshotId, VolumeType: 'gp3', Size: 2 })

  // The image goes, its snapshot stays until it is deleted, and then the machine has its bytes.
  await ec2.client.send(new DeregisterImageCommand({ ImageId }))
  await ec2.client.send(new DeleteSnapshotCommand({ SnapshotId }))
  t.is(await read(ec2, root), 'system')

  const name = (code: string) => ({ name: code })
  await t.throwsAsync(register('again'), name('InvalidSnapshot.NotFound'))
  await t.throwsAsync(register('bare', { BlockDeviceMappings: [] }), name('MissingParameter'))
  const empty = [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 1 } }]
  await t.throwsAsync(
    register('empty', { BlockDeviceMappings: empty }),
    name('InvalidBlockDeviceMapping'),
  )
})

for (const { state, NoReboot } of [
  { state: 'running', NoReboot: true },
  { state: 'running', NoReboot: false },
  { state: 'stopped', NoReboot: true },
]) {
  test(`CreateImage of a ${state} machine, NoReboot ${NoReboot}, takes all its volumes at one moment`, async t => {
    await using ec2 = await startEc2()
    const InstanceId = await ec2.runMachine()
    const VolumeId = await createVolume(ec2, 2)
    await write(ec2, VolumeId, 'data')
    await write(ec2, await rootVolumeOf(ec2, InstanceId), 'root')
    const attach = new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdf' })
    await ec2.client.send(attach)
    await ec2.compute().settled()
    if (state === 'stopped') {
      await ec2.client.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }))
      await ec2.compute().settled()
    }
    const callCount = ec2.hypervisor.calls.length
    const { ImageId } = await ec2.client.send(
      new CreateImageCommand({
        InstanceId,
        Name: 'captured',
        NoReboot,
        BlockDeviceMappings: [{ DeviceName: '/dev/sdg', Ebs: { VolumeSize: 1 } }],
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'a', Value: 'b' }] }],
      }),
    )
    const still = NoReboot ? ['pause', 'resume'] : ['reboot']
    t.deepEqual(
      ec2.hypervisor.calls.slice(callCount),
      state === 'stopped' ? [] : still.map(call => `${call} ${InstanceId}`),
    )
    const image = await imageOf(ec2, ImageId)
    t.deepEqual(
      image?.BlockDeviceMappings?.map(each => [each.DeviceName, each.Ebs?.VolumeSize]),
      [
        ['/dev/sda1', 1],
        ['/dev/sdf', 2],
        ['/dev/sdg', 1],
      ],
    )
    const { Snapshots } = await ec2.client.send(new DescribeSnapshotsCommand({}))
    t.deepEqual(
      Snapshots?.map(each => each.Tags),
      [[{ Key: 'a', Value: 'b' }], [{ Key: 'a', Value: 'b' }]],
    )

    const run = new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 })
    const { Instances } = await ec2.client.send(run)
    await ec2.compute().settled()
    const devices = (await instanceOf(ec2, Instances?.[0]?.InstanceId ?? ''))?.BlockDeviceMappings
    t.is(await read(ec2, devices?.[0]?.Ebs?.VolumeId ?? ''), 'root')
    t.is(await read(ec2, devices?.[1]?.Ebs?.VolumeId ?? ''), 'data')

    const { DeleteSnapshotResults } = await ec2.client.send(
      new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }),
    )
    t.deepEqual(
      DeleteSnapshotResults?.map(each => each.ReturnCode),
      ['success', 'success'],
    )
    t.deepEqual((await ec2.client.send(new DescribeSnapshotsCommand({}))).Snapshots, [])
  })
}

test('CreateImage leaves nothing behind where it fails', async t => {
  await using ec2 = await startEc2()
  const InstanceId = await ec2.runMachine()
  const create = (Name: string) =>
    ec2.client.send(new CreateImageCommand({ InstanceId, Name, NoReboot: true }))
  ec2.hypervisor.failNext('pause', 'timeout')
  await t.throwsAsync(create('failing'))
  t.deepEqual((await ec2.client.send(new DescribeSnapshotsCommand({}))).Snapshots, [])
  await create('failing')
  await t.throwsAsync(create('failing'), { name: 'InvalidAMIName.Duplicate' })
  t.is((await ec2.client.send(new DescribeSnapshotsCommand({}))).Snapshots?.length, 1)
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }))
  await ec2.compute().settled()
  await t.throwsAsync(create('ended'), { name: 'IncorrectInstanceState' })
})

test('what a killed server left half-made is finished or removed, its data included', async t => {
  await using ec2 = await startEc2()
  const { accountId } = ec2.key
  const records = openComputeRecords(ec2.storage)
  const VolumeId = await createVolume(ec2)
  const SnapshotId = await createSnapshot(ec2, VolumeId)
  const volume = await records.volumes.get(`${accountId}/${VolumeId}`)
  const snapshot = await records.snapshots.get(`${accountId}/${SnapshotId}`)
  if (!volume || !snapshot) return t.fail()

  // Killed after its record and before its data, while it was deleted, and while it was attached.
  const id = (digit: string) => `vol-${digit.repeat(17)}`
  const states = { a: 'creating', b: 'deleting', c: 'ready' } as const
  for (const [digit, state] of Object.entries(states)) {
    const machineId = state === 'ready' ? 'i-00000000000000000' : ''
    const record = { ...volume, id: id(digit), state, machineId }
    await records.volumes.update(`${accountId}/${id(digit)}`, () => record)
    if (state === 'creating') continue
    await ec2.blocks.createVolume({ id: id(digit), accountId, sizeBytes: 2 ** 30 })
  }
  const lost = `snap-${'d'.repeat(17)}`
  await records.snapshotOwners.update(lost, () => ({ accountId }))
  await records.snapshots.update(`${accountId}/${lost}`, () => {
    return { ...snapshot, id: lost, state: 'pending' }
  })
  // Data that nothing names.
  await ec2.blocks.createVolume({ id: id('e'), accountId, sizeBytes: 2 ** 30 })
  await ec2.blocks.snapshot(VolumeId, `snap-${'f'.repeat(17)}`)

  await ec2.restart()
  const { Volumes = [] } = await ec2.client.send(new DescribeVolumesCommand({}))
  t.deepEqual(
    Volumes.map(each => `${each.VolumeId} ${each.State}`).sort(),
    [`${VolumeId} available`, `${id('c')} available`].sort(),
  )
  const volumes = await Array.fromAsync(ec2.blocks.volumes())
  t.deepEqual(volumes.map(each => each.id).sort(), [VolumeId, id('c')].sort())
  const snapshots = await Array.fromAsync(ec2.blocks.snapshots())
  t.deepEqual(
    snapshots.map(each => each.id),
    [SnapshotId],
  )
  t.is(await records.snapshotOwners.get(lost), undefined)
})
