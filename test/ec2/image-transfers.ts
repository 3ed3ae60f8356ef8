/** Disks and images in and out, through the SDK, with the real converter. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  CancelImportTaskCommand,
  CopyImageCommand,
  CreateRestoreImageTaskCommand,
  CreateStoreImageTaskCommand,
  CreateVolumeCommand,
  DescribeExportImageTasksCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeImportImageTasksCommand,
  DescribeImportSnapshotTasksCommand,
  DescribeStoreImageTasksCommand,
  ExportImageCommand,
  ImportImageCommand,
  ImportSnapshotCommand,
  ModifyImageAttributeCommand,
  ResetImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

const run = promisify(execFile)
const mebibyte = 1024 * 1024

/** A disk with something at its start and its end, and nothing in between. */
function sampleDisk(): Buffer {
  const disk = Buffer.alloc(8 * mebibyte)
  disk.write('the first words of a disk')
  disk.write('and its last', disk.length - 512)
  return disk
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-disk-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function converted(disk: Buffer, from: string, to: string, ...rest: string[]): Promise<Buffer> {
  return inFolder(async folder => {
    await writeFile(join(folder, 'from'), disk)
    const args = ['convert', '-f', from, '-O', to, ...rest, join(folder, 'from')]
    await run('qemu-img', [...args, join(folder, 'to')], { timeout: 30_000 })
    return readFile(join(folder, 'to'))
  })
}

async function objectBytes({ storage }: Ec2Server, key: string): Promise<Buffer> {
  await using object = await storage.openObject('images', key)
  const chunks: Uint8Array[] = []
  for await (const chunk of object?.read() ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What a volume or snapshot of the block store begins with and ends with. */
async function snapshotBytes(ec2: Ec2Server, snapshotId: string): Promise<Buffer> {
  await using device = await ec2.blocks.openSnapshot(snapshotId)
  const parts: Uint8Array[] = []
  for (let at = 0; at < device.sizeBytes; at += mebibyte) {
    parts.push(await device.read(at, Math.min(mebibyte, device.sizeBytes - at)))
  }
  return Buffer.concat(parts)
}

const imports = [
  ['VMDK', 'vmdk', ['-o', 'subformat=streamOptimized']],
  ['VHD', 'vpc', ['-o', 'force_size=on']],
  ['VHDX', 'vhdx', []],
  ['qcow2', 'qcow2', ['-c']],
  ['RAW', 'raw', []],
] as const

test('disks of all formats become images whose bytes are the same', async t => {
  t.timeout(120_000)
  await using ec2 = await startEc2()
  const disk = sampleDisk()
  for (const [Format, driver, rest] of imports) {
    await ec2.putObject(`disk.${driver}`, await converted(disk, 'raw', driver, ...rest))
    const UserBucket = { S3Bucket: 'images', S3Key: `disk.${driver}` }
    const started = await ec2.client.send(
      new ImportImageCommand({ DiskContainers: [{ Format, UserBucket }], BootMode: 'uefi' }),
    )
    t.regex(started.ImportTaskId ?? '', /^import-ami-[0-9a-f]{17}$/)
    t.is(started.Status, 'active')
    await ec2.compute().transfers.settled()
    const ImportTaskIds = [started.ImportTaskId ?? '']
    const { ImportImageTasks: [task] = [] } = await ec2.client.send(
      new DescribeImportImageTasksCommand({ ImportTaskIds }),
    )
    t.is(task?.Status, 'completed', `${Format}: ${task?.StatusMessage}`)
    const { Images: [image] = [] } = await ec2.client.send(
      new DescribeImagesCommand({ ImageIds: [task?.ImageId ?? ''] }),
    )
    t.like(image, { Name: started.ImportTaskId, State: 'available', BootMode: 'uefi' })
    const snapshotId = image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? ''
    t.is(task?.SnapshotDetails?.[0]?.SnapshotId, snapshotId)
    t.true((await snapshotBytes(ec2, snapshotId)).equals(disk), Format)
  }
})

test('a snapshot is imported, the object may go meanwhile, and a token makes one of two', async t => {
  await using ec2 = await startEc2()
  const disk = sampleDisk()
  await ec2.putObject('disk.vmdk', await converted(disk, 'raw', 'vmdk'))
  const command = new ImportSnapshotCommand({
    DiskContainer: { Format: 'VMDK', Url: 's3://images/disk.vmdk' },
    ClientToken: 'once',
  })
  const [one, other] = await Promise.all([ec2.client.send(command), ec2.client.send(command)])
  t.is(one.ImportTaskId, other.ImportTaskId)
  await ec2.storage.deleteObject('images', 'disk.vmdk')
  await ec2.compute().transfers.settled()
  const { ImportSnapshotTasks: tasks = [] } = await ec2.client.send(
    new DescribeImportSnapshotTasksCommand({}),
  )
  t.is(tasks.length, 1)
  t.is(tasks[0]?.SnapshotTaskDetail?.Status, 'completed')
  const SnapshotId = tasks[0]?.SnapshotTaskDetail?.SnapshotId ?? ''
  t.true((await snapshotBytes(ec2, SnapshotId)).equals(disk))
  const volume = new CreateVolumeCommand({ SnapshotId, AvailabilityZone: 'us-east-1a' })
  t.is((await ec2.client.send(volume)).SnapshotId, SnapshotId)
})

test('what cannot be imported is told, and leaves nothing', async t => {
  await using ec2 = await startEc2()
  await ec2.putObject('bad.vmdk', Buffer.alloc(4096, 1))
  const send = (Format: string, S3Key: string) =>
    ec2.client.send(
      new ImportSnapshotCommand({
        DiskContainer: { Format, UserBucket: { S3Bucket: 'images', S3Key } },
      }),
    )
  await t.throwsAsync(send('VMDK', 'not-there'), { name: 'InvalidParameterValue' })
  await t.throwsAsync(send('ISO', 'bad.vmdk'), { name: 'InvalidParameterValue' })
  const { ImportTaskId } = await send('VMDK', 'bad.vmdk')
  await ec2.compute().transfers.settled()
  const { ImportSnapshotTasks: [task] = [] } = await ec2.client.send(
    new DescribeImportSnapshotTasksCommand({ ImportTaskIds: [ImportTaskId ?? ''] }),
  )
  t.is(task?.SnapshotTaskDetail?.Status, 'error')
  t.regex(task?.SnapshotTaskDetail?.StatusMessage ?? '', /^ClientError: The VMDK cannot be used/)
  const cancel = new CancelImportTaskCommand({ ImportTaskId })
  await t.throwsAsync(ec2.client.send(cancel), { name: 'IncorrectState' })
  await ec2.blocks.reclaimed()
  t.is((await ec2.blocks.usage(ec2.key.accountId)).storedBytes, 0)
  t.is(await ec2.storage.openPin(`transfer/${ImportTaskId}`), undefined)
})

test('an import goes on after a restart, and what was cancelled leaves nothing', async t => {
  await using ec2 = await startEc2()
  const disk = sampleDisk()
  await ec2.putObject('disk.qcow2', await converted(disk, 'raw', 'qcow2'))
  const command = () =>
    new ImportImageCommand({
      DiskContainers: [{ Format: 'QCOW2', Url: 's3://images/disk.qcow2' }],
    })
  const kept = await ec2.client.send(command())
  await ec2.restart()
  const cancelled = await ec2.client.send(command())
  await ec2.client.send(new CancelImportTaskCommand({ ImportTaskId: cancelled.ImportTaskId }))
  await ec2.compute().transfers.settled()
  const { ImportImageTasks: tasks = [] } = await ec2.client.send(
    new DescribeImportImageTasksCommand({}),
  )
  const statusOf = (id: string | undefined) => tasks.find(task => task.ImportTaskId === id)?.Status
  t.is(statusOf(kept.ImportTaskId), 'completed')
  t.is(statusOf(cancelled.ImportTaskId), 'deleted')
  t.is(await ec2.storage.openPin(`transfer/${cancelled.ImportTaskId}`), undefined)
})

test('an image goes out in each format, and is the same disk', async t => {
  t.timeout(60_000)
  await using ec2 = await startEc2()
  const disk = sampleDisk()
  const { client } = ec2
  await ec2.putObject('disk.qcow2', await converted(disk, 'raw', 'qcow2'))
  await client.send(
    new ImportImageCommand({
      DiskContainers: [{ Format: 'QCOW2', Url: 's3://images/disk.qcow2' }],
    }),
  )
  await ec2.compute().transfers.settled()
  const { Images: [image] = [] } = await client.send(new DescribeImagesCommand({}))
  for (const [DiskImageFormat, driver] of [
    ['RAW', 'raw'],
    ['VMDK', 'vmdk'],
    ['VHD', 'vpc'],
  ] as const) {
    const { ExportImageTaskId } = await client.send(
      new ExportImageCommand({
        ImageId: image?.ImageId,
        DiskImageFormat,
        S3ExportLocation: { S3Bucket: 'images', S3Prefix: 'out/' },
      }),
    )
    await ec2.compute().transfers.settled()
    const { ExportImageTasks: [task] = [] } = await client.send(
      new DescribeExportImageTasksCommand({ ExportImageTaskIds: [ExportImageTaskId ?? ''] }),
    )
    t.is(task?.Status, 'completed', task?.StatusMessage)
    const key = `out/${ExportImageTaskId}.${DiskImageFormat.toLowerCase()}`
    const back = await converted(await objectBytes(ec2, key), driver, 'raw')
    t.true(back.equals(disk), DiskImageFormat)
  }
})

test('an image is stored as an object and comes back as it was', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const disk = sampleDisk()
  await ec2.putObject('disk.raw', disk)
  await client.send(
    new ImportImageCommand({
      DiskContainers: [{ Format: 'RAW', Url: 's3://images/disk.raw' }],
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'kind', Value: 'stored' }] }],
    }),
  )
  await ec2.compute().transfers.settled()
  const { Images: [image] = [] } = await client.send(new DescribeImagesCommand({}))
  const ImageId = image?.ImageId ?? ''
  const { ObjectKey } = await client.send(
    new CreateStoreImageTaskCommand({ ImageId, Bucket: 'images' }),
  )
  t.is(ObjectKey, `${ImageId}.bin`)
  await ec2.compute().transfers.settled()
  const { StoreImageTaskResults: [stored] = [] } = await client.send(
    new DescribeStoreImageTasksCommand({ ImageIds: [ImageId] }),
  )
  t.like(stored, { AmiId: ImageId, StoreTaskState: 'Completed', ProgressPercentage: 100 })
  // Only what the disk has bytes for.
  t.true((await objectBytes(ec2, ObjectKey ?? '')).length < mebibyte)

  const restored = await client.send(
    new CreateRestoreImageTaskCommand({ Bucket: 'images', ObjectKey, Name: 'back again' }),
  )
  await ec2.compute().transfers.settled()
  const { Images: [back] = [] } = await client.send(
    new DescribeImagesCommand({ ImageIds: [restored.ImageId ?? ''] }),
  )
  t.like(back, { Name: 'back again', State: 'available' }, back?.StateReason?.Message)
  const SnapshotId = back?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? ''
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  t.is(digest(await snapshotBytes(ec2, SnapshotId)), digest(disk))

  const bytes = await objectBytes(ec2, ObjectKey ?? '')
  await ec2.putObject('damaged.bin', bytes.subarray(0, -1))
  const damaged = await client.send(
    new CreateRestoreImageTaskCommand({ Bucket: 'images', ObjectKey: 'damaged.bin', Name: 'bad' }),
  )
  await ec2.compute().transfers.settled()
  const { Images: [bad] = [] } = await client.send(
    new DescribeImagesCommand({ ImageIds: [damaged.ImageId ?? ''] }),
  )
  t.is(bad?.State, 'failed')
})

test('an image that is shared can be run and copied by others, and changed by its owner alone', async t => {
  await using ec2 = await startEc2()
  const other = await ec2.otherClient()
  const ImageId = await ec2.registerImage()
  const look = new DescribeImagesCommand({ ImageIds: [ImageId] })
  await t.throwsAsync(other.send(look), { name: 'InvalidAMIID.NotFound' })

  const everybody = { Add: [{ Group: 'all' as const }] }
  await ec2.client.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: everybody }))
  t.true((await other.send(look)).Images?.[0]?.Public)
  const runners = new DescribeImagesCommand({ ExecutableUsers: ['all'] })
  t.is((await other.send(runners)).Images?.length, 1)
  const { Instances } = await other.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  t.is(Instances?.length, 1)
  await ec2.compute().settled()

  const copied = await other.send(
    new CopyImageCommand({ SourceImageId: ImageId, SourceRegion: 'us-east-1', Name: 'mine now' }),
  )
  const own = new DescribeImagesCommand({ Owners: ['self'] })
  t.deepEqual(
    (await other.send(own)).Images?.map(image => image.Name),
    ['mine now'],
  )
  const attribute = { ImageId, Attribute: 'launchPermission' } as const
  await t.throwsAsync(other.send(new DescribeImageAttributeCommand(attribute)), {
    name: 'InvalidAMIID.NotFound',
  })
  const described = await ec2.client.send(new DescribeImageAttributeCommand(attribute))
  t.deepEqual(described.LaunchPermissions, [{ Group: 'all' }])
  await ec2.client.send(new ResetImageAttributeCommand(attribute))
  await t.throwsAsync(other.send(look), { name: 'InvalidAMIID.NotFound' })
  const copy = new DescribeImagesCommand({ ImageIds: [copied.ImageId ?? ''] })
  t.is((await other.send(copy)).Images?.length, 1)
})
