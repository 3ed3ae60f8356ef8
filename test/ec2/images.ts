import {
  type BootModeValues,
  DeregisterImageCommand,
  DescribeImagesCommand,
  RegisterImageCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { createMachineResolver, imagePin } from '../../lib/compute/image-source.ts'
import { openComputeRecords } from '../../lib/compute/records.ts'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

async function list<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(items)
}

test('RegisterImage makes an image of an object and DescribeImages shows it', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage('debian-12')
  t.regex(ImageId, /^ami-[0-9a-f]{17}$/)
  const { Images } = await ec2.client.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))
  t.like(Images?.[0], {
    Name: 'debian-12',
    State: 'available',
    ImageLocation: 'images/debian-12.raw',
    OwnerId: ec2.key.accountId,
    RootDeviceName: '/dev/sda1',
    Architecture: 'x86_64',
    Public: false,
  })
  t.is(Images?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.VolumeSize, 1)
})

for (const Owners of [['self'], ['ACCOUNT'], []]) {
  test(`DescribeImages of owners [${Owners}] shows one's own images`, async t => {
    await using ec2 = await startEc2()
    await ec2.registerImage()
    const owners = Owners.map(owner => owner.replace('ACCOUNT', ec2.key.accountId))
    const { Images } = await ec2.client.send(new DescribeImagesCommand({ Owners: owners }))
    t.is(Images?.length, 1)
  })
}

test('DescribeImages shows nothing of others: not of amazon, not what all may run', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const of = async (input: object) =>
    (await ec2.client.send(new DescribeImagesCommand(input))).Images?.length
  t.is(await of({ Owners: ['amazon'] }), 0)
  t.is(await of({ ExecutableUsers: ['all'] }), 0)
  const other = await ec2.otherClient()
  t.deepEqual((await other.send(new DescribeImagesCommand({}))).Images, [])
  await t.throwsAsync(other.send(new DescribeImagesCommand({ ImageIds: [ImageId] })), {
    name: 'InvalidAMIID.NotFound',
  })
  await t.throwsAsync(other.send(new DeregisterImageCommand({ ImageId })), {
    name: 'InvalidAMIID.NotFound',
  })
  const run = new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 })
  await t.throwsAsync(other.send(run), { name: 'InvalidAMIID.NotFound' })
})

test('RegisterImage refuses an object in a bucket of another account', async t => {
  await using ec2 = await startEc2()
  await ec2.putObject('mine.raw', new Uint8Array(512))
  const other = await ec2.otherClient()
  const command = new RegisterImageCommand({ Name: 'stolen', ImageLocation: 'images/mine.raw' })
  await t.throwsAsync(other.send(command), { name: 'InvalidParameterValue' })
})

const qcow2 = (change: (head: Buffer) => void): Buffer => {
  const head = Buffer.alloc(1024)
  head.write('QFI\xfb', 'latin1')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(16, 20)
  head.writeBigUInt64BE(1n << 20n, 24)
  head.writeUInt32BE(1, 36)
  change(head)
  return head
}

const hostile: readonly (readonly [string, Uint8Array])[] = [
  ['an empty object', new Uint8Array(0)],
  ['a truncated raw disk', new Uint8Array(513)],
  ['a truncated qcow2 header', Buffer.from('QFI\xfb\0\0\0\x03', 'latin1')],
  [
    'a qcow2 image with a backing file',
    qcow2(head => {
      head.writeBigUInt64BE(512n, 8)
      head.writeUInt32BE(11, 16)
      head.write('/etc/shadow', 512)
    }),
  ],
  ['a qcow2 image of an absurd size', qcow2(head => head.writeBigUInt64BE(1n << 62n, 24))],
  ['a VMDK descriptor', Buffer.from('# Disk DescriptorFile\n'.padEnd(1024))],
]

for (const [title, body] of hostile) {
  test(`RegisterImage refuses ${title} and leaves nothing behind`, async t => {
    await using ec2 = await startEc2()
    await ec2.putObject('hostile', body)
    const command = new RegisterImageCommand({ Name: 'hostile', ImageLocation: 'images/hostile' })
    await t.throwsAsync(ec2.client.send(command), { name: 'InvalidParameterValue' })
    t.deepEqual(await leftovers(ec2), [])
    t.deepEqual((await ec2.client.send(new DescribeImagesCommand({}))).Images, [])
  })
}

/** Names of every document that speaks of images. */
async function leftovers(ec2: Ec2Server): Promise<readonly string[]> {
  const records = openComputeRecords(ec2.storage)
  const images = await list(records.images.list())
  const names = await list(records.imageNames.list())
  return [...images, ...names].map(([id]) => id)
}

for (const [location, code] of [
  ['images', 'InvalidParameterValue'],
  ['images/', 'InvalidParameterValue'],
  ['images/nothing', 'InvalidParameterValue'],
  ['nowhere/key', 'InvalidParameterValue'],
  ['images/image-1.raw?versionId=none', 'InvalidParameterValue'],
] as const) {
  test(`RegisterImage refuses the location ${location}`, async t => {
    await using ec2 = await startEc2()
    await ec2.registerImage('image-1')
    const command = new RegisterImageCommand({ Name: 'other', ImageLocation: location })
    await t.throwsAsync(ec2.client.send(command), { name: code })
    t.is((await leftovers(ec2)).length, 2)
  })
}

test('an image name is taken until its image is deregistered', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage('debian')
  await t.throwsAsync(ec2.registerImage('debian'), { name: 'InvalidAMIName.Duplicate' })
  await t.throwsAsync(ec2.registerImage('a*'), { name: 'InvalidAMIName.Malformed' })
  await ec2.client.send(new DeregisterImageCommand({ ImageId }))
  t.not(await ec2.registerImage('debian'), ImageId)
})

test('a registered version is the one that machines boot, whatever happens to its key', async t => {
  await using ec2 = await startEc2()
  await ec2.storage.updateBucket('images', () => ({ versioning: 'enabled' }))
  await ec2.putObject('disk', Buffer.alloc(1024, 'a'))
  const old = await ec2.storage.statObject('images', 'disk')
  await ec2.putObject('disk', Buffer.alloc(2048, 'b'))
  const ImageLocation = `images/disk?versionId=${old?.versionId}`
  const { ImageId } = await ec2.client.send(
    new RegisterImageCommand({ Name: 'old', ImageLocation }),
  )
  await ec2.storage.deleteObject('images', 'disk', { versionId: old?.versionId ?? '' })
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  const resolver = createMachineResolver({
    storage: ec2.storage,
    blocks: ec2.blocks,
    records: openComputeRecords(ec2.storage),
  })
  await using base = await resolver.openBaseImage(Instances?.[0]?.InstanceId ?? '')
  t.like(base, { format: 'raw', sizeBytes: 1024, virtualSizeBytes: 1024 })
  t.deepEqual(Buffer.from(await base.read(0, 4)), Buffer.from('aaaa'))
  t.is((await base.read(1000, 100)).byteLength, 24)
  t.is((await base.read(4096, 100)).byteLength, 0)
})

test('DeregisterImage keeps the bytes until the last machine is terminated', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  await ec2.compute().settled()
  await ec2.client.send(new DeregisterImageCommand({ ImageId }))
  await t.throwsAsync(ec2.client.send(new DescribeImagesCommand({ ImageIds: [ImageId] })), {
    name: 'InvalidAMIID.NotFound',
  })
  await using stillThere = await ec2.storage.openPin(imagePin(ImageId))
  t.truthy(stillThere)
  const InstanceIds = [Instances?.[0]?.InstanceId ?? '']
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  t.is(await ec2.storage.openPin(imagePin(ImageId)), undefined)
  t.deepEqual(await leftovers(ec2), [])
})

test('a registration that was cut off by a crash is removed at the next start', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const records = openComputeRecords(ec2.storage)
  await records.images.update(
    `${ec2.key.accountId}/${ImageId}`,
    current => current && { ...current, state: 'pending' },
  )
  await ec2.restart()
  t.deepEqual(await leftovers(ec2), [])
  t.is(await ec2.storage.openPin(imagePin(ImageId)), undefined)
})

test('RegisterImage refuses what the account may not read, and leaves no pin', async t => {
  const asked: string[] = []
  await using ec2 = await startEc2({
    async mayRead(accountId, object) {
      asked.push(`${accountId} ${object.key}`)
      return false
    },
  })
  await t.throwsAsync(ec2.registerImage('of-another'), { name: 'InvalidParameterValue' })
  t.deepEqual(asked, [`${ec2.key.accountId} of-another.raw`])
  t.deepEqual(await list(openComputeRecords(ec2.storage).images.list()), [])
})

test('RegisterImage takes a boot mode, and machines of the image start by it', async t => {
  await using ec2 = await startEc2()
  await ec2.putObject('uefi.raw', new Uint8Array(1024 * 1024))
  const register = (BootMode: BootModeValues) =>
    ec2.client.send(
      new RegisterImageCommand({
        Name: `by ${BootMode}`,
        ImageLocation: 'images/uefi.raw',
        BootMode,
      }),
    )
  const platforms: unknown[] = []
  for (const mode of ['legacy-bios', 'uefi', 'uefi-preferred'] as const) {
    const { ImageId } = await register(mode)
    const { Images } = await ec2.client.send(
      new DescribeImagesCommand({ Filters: [{ Name: 'boot-mode', Values: [mode] }] }),
    )
    t.deepEqual(
      Images?.map(image => image.ImageId),
      [ImageId],
    )
    platforms.push(ec2.hypervisor.specs.get(await ec2.runMachine({ ImageId }))?.platform)
  }
  t.deepEqual(platforms, ['q35-bios', 'q35-uefi', 'q35-uefi'])
  await t.throwsAsync(register('coreboot' as BootModeValues), { name: 'InvalidParameterValue' })
})
