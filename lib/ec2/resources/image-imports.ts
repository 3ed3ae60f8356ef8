/**
 * Disks that come in from objects.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportImage.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportSnapshot.html
 * Differs from EC2: qcow2 is taken as well, and no role is asked for: the object is the caller's own.
 */
import type { ContainerFormat } from '../../compute/image-transfer/container-format.ts'
import type { ImportWork, TransferRecord } from '../../compute/image-transfer/transfer-records.ts'
import type { ObjectName } from '../../compute/image-transfer/transfers.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, imageImportIdKind, snapshotImportIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { tagsByType, toTagSet } from '../tag-sets.ts'
import type {
  DescribeImportImageTasksRequestInput,
  DescribeImportSnapshotTasksRequestInput,
  ImportImageTaskOutput,
  ImportSnapshotTaskOutput,
  UserBucketInput,
} from '../wire/wire.generated.ts'
import { bootModeOf } from './image-registration.ts'
import { percentOf } from './transfer-progress.ts'

const DESCRIPTION_LENGTH_MAX = 255

const imageFormats: readonly ContainerFormat[] = ['ova', 'vmdk', 'vhd', 'vhdx', 'raw', 'qcow2']
const snapshotFormats: readonly ContainerFormat[] = ['vmdk', 'vhd', 'vhdx', 'raw', 'qcow2']

export const importImage = defineOperation({
  name: 'ImportImage',
  requires: ['DiskContainers'],
  refuses: ['Encrypted', 'KmsKeyId', 'Hypervisor', 'LicenseSpecifications'],
  async run({ compute, accountId }, input) {
    const [container, ...others] = input.DiskContainers ?? []
    if (!container || others.length > 0) {
      const message = 'An image is imported of one disk; import further ones by ImportSnapshot.'
      throw new Ec2Error('UnsupportedOperation', message)
    }
    if (container.SnapshotId) {
      const message = 'Register an image of a snapshot by RegisterImage.'
      throw new Ec2Error('UnsupportedOperation', message)
    }
    if (input.Platform && input.Platform.toLowerCase() !== 'linux') {
      throw new Ec2Error('UnsupportedOperation', 'Only the platform Linux is supported.')
    }
    if (input.Architecture && input.Architecture !== 'x86_64') {
      throw new Ec2Error('InvalidParameterValue', 'Only the architecture x86_64 is supported.')
    }
    const tags = tagsByType(['import-image-task', 'image', 'snapshot'], input.TagSpecifications)
    const transfer = await compute.transfers.importDisk({
      accountId,
      kind: 'import-image',
      object: objectOf(container),
      format: formatOf(container.Format, imageFormats),
      description: (input.Description ?? '').slice(0, DESCRIPTION_LENGTH_MAX),
      architecture: 'x86_64',
      bootMode: bootModeOf(input.BootMode).bootMode ?? 'legacy-bios',
      tags: { ...tags['import-image-task'], ...tags.image },
      snapshotTags: tags.snapshot ?? {},
      clientToken: input.ClientToken ?? '',
    })
    return toImageTask(transfer)
  },
})

export const importSnapshot = defineOperation({
  name: 'ImportSnapshot',
  requires: ['DiskContainer'],
  refuses: ['Encrypted', 'KmsKeyId'],
  async run({ compute, accountId }, input) {
    const container = input.DiskContainer ?? {}
    const tags = tagsByType(['import-snapshot-task', 'snapshot'], input.TagSpecifications)
    const transfer = await compute.transfers.importDisk({
      accountId,
      kind: 'import-snapshot',
      object: objectOf(container),
      format: formatOf(container.Format, snapshotFormats),
      description: (input.Description ?? '').slice(0, DESCRIPTION_LENGTH_MAX),
      architecture: 'x86_64',
      bootMode: 'legacy-bios',
      tags: tags['import-snapshot-task'] ?? {},
      snapshotTags: tags.snapshot ?? {},
      clientToken: input.ClientToken ?? '',
    })
    return toSnapshotTask(transfer)
  },
})

export const cancelImportTask = defineOperation({
  name: 'CancelImportTask',
  requires: ['ImportTaskId'],
  async run({ compute, accountId }, { ImportTaskId = '' }) {
    const kind = ImportTaskId.startsWith('import-ami') ? imageImportIdKind : snapshotImportIdKind
    checkIds(kind, [ImportTaskId])
    await compute.transfers.cancel(accountId, ImportTaskId)
    return { ImportTaskId, PreviousState: 'active', State: 'deleting' }
  },
})

const imageTasks: Listing<DescribeImportImageTasksRequestInput, ImportImageTaskOutput> = {
  name: 'DescribeImportImageTasks',
  pageSize: { min: 1, max: 1_000 },
  byId: {
    kind: imageImportIdKind,
    idsOf: input => input.ImportTaskIds,
    async find({ compute, accountId }, id) {
      const transfer = await compute.transfers.get(accountId, id)
      return transfer && toImageTask(transfer)
    },
  },
  filters: { 'task-state': task => task.Status },
  tagsOf: task => task.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const transfer of compute.transfers.list(accountId, after)) {
      if (transfer.work.kind === 'import-image') yield toImageTask(transfer)
    }
  },
  positionOf: task => task.ImportTaskId ?? '',
}

export const describeImportImageTasks = defineOperation({
  name: 'DescribeImportImageTasks',
  async run(context, input) {
    const { items, NextToken } = await listItems(imageTasks, context, input)
    return { ImportImageTasks: items, NextToken }
  },
})

const snapshotTasks: Listing<DescribeImportSnapshotTasksRequestInput, ImportSnapshotTaskOutput> = {
  name: 'DescribeImportSnapshotTasks',
  pageSize: { min: 1, max: 1_000 },
  byId: {
    kind: snapshotImportIdKind,
    idsOf: input => input.ImportTaskIds,
    async find({ compute, accountId }, id) {
      const transfer = await compute.transfers.get(accountId, id)
      return transfer && toSnapshotTask(transfer)
    },
  },
  filters: { 'task-state': task => task.SnapshotTaskDetail?.Status },
  tagsOf: task => task.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const transfer of compute.transfers.list(accountId, after)) {
      if (transfer.work.kind === 'import-snapshot') yield toSnapshotTask(transfer)
    }
  },
  positionOf: task => task.ImportTaskId ?? '',
}

export const describeImportSnapshotTasks = defineOperation({
  name: 'DescribeImportSnapshotTasks',
  async run(context, input) {
    const { items, NextToken } = await listItems(snapshotTasks, context, input)
    return { ImportSnapshotTasks: items, NextToken }
  },
})

function toImageTask(transfer: TransferRecord): ImportImageTaskOutput {
  const { id, description, imageId, tags } = transfer
  const work = importOf(transfer)
  return {
    ImportTaskId: id,
    Architecture: work.architecture,
    BootMode: work.bootMode,
    Description: description,
    Platform: 'Linux',
    LicenseType: 'BYOL',
    UsageOperation: 'RunInstances',
    Encrypted: false,
    ImageId: imageId || undefined,
    SnapshotDetails: [{ ...detailOf(transfer, work), DeviceName: '/dev/sda1' }],
    ...stateOf(transfer, 'deleted'),
    Tags: toTagSet(tags),
  }
}

function toSnapshotTask(transfer: TransferRecord): ImportSnapshotTaskOutput {
  const { id, description, tags } = transfer
  return {
    ImportTaskId: id,
    Description: description,
    SnapshotTaskDetail: {
      ...detailOf(transfer, importOf(transfer)),
      Description: description,
      Encrypted: false,
      // By this the SDKs' waiters know that there is nothing more to wait for.
      ...stateOf(transfer, 'error'),
    },
    Tags: toTagSet(tags),
  }
}

function detailOf({ state, totalBytes }: TransferRecord, work: ImportWork) {
  return {
    DiskImageSize: totalBytes,
    Format: work.format.toUpperCase(),
    SnapshotId: state === 'completed' ? work.snapshotId : undefined,
    Status: state === 'completed' ? 'completed' : 'active',
    UserBucket: { S3Bucket: work.source.bucket, S3Key: work.source.key },
  }
}

function stateOf(transfer: TransferRecord, failed: 'deleted' | 'error') {
  const { state, message } = transfer
  if (state === 'completed') return { Status: 'completed' }
  if (state === 'cancelled') return { Status: 'deleted', StatusMessage: message }
  if (state === 'failed') return { Status: failed, StatusMessage: message }
  const StatusMessage = transfer.totalBytes === 0 ? 'pending' : 'converting'
  return { Status: 'active', StatusMessage, Progress: percentOf(transfer) }
}

/** A record of another kind is not found under an import's id. */
function importOf({ id, work }: TransferRecord): ImportWork {
  if (work.kind === 'import-image' || work.kind === 'import-snapshot') return work
  throw new Error(`${id} is no import`)
}

interface Container {
  readonly Url?: string | undefined
  readonly UserBucket?: UserBucketInput | undefined
}

function objectOf({ Url, UserBucket }: Container): ObjectName {
  const { S3Bucket, S3Key } = UserBucket ?? {}
  if (S3Bucket && S3Key) return { bucket: S3Bucket, key: S3Key }
  const [, bucket, key] = /^s3:\/\/([^/]{3,63})\/(.{1,1024})$/s.exec(Url ?? '') ?? []
  if (bucket !== undefined && key !== undefined) return { bucket, key }
  const message = 'A disk container needs UserBucket.S3Bucket and S3Key, or Url as s3://bucket/key.'
  throw new Ec2Error('InvalidParameterValue', message)
}

function formatOf(text: string | undefined, formats: readonly ContainerFormat[]): ContainerFormat {
  const format = formats.find(each => each === text?.toLowerCase())
  if (format) return format
  const message = `The disk format ${String(text).slice(0, 32)} is not one of ${formats.join(', ')}.`
  throw new Ec2Error('InvalidParameterValue', message)
}
