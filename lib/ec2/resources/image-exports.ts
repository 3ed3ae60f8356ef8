/**
 * Images that go out to objects, and come back from them as they were.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ExportImage.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateStoreImageTask.html
 * Differs from EC2: a stored image is in a format of this service's own.
 */
import type { ExportFormat } from '../../compute/image-transfer/disk-converter.ts'
import type { ExportWork, TransferRecord } from '../../compute/image-transfer/transfer-records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, imageExportIdKind, imageIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { tagsByType, tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeExportImageTasksRequestInput,
  DescribeStoreImageTasksRequestInput,
  ExportImageTaskOutput,
  StoreImageTaskResultOutput,
} from '../wire/wire.generated.ts'
import { imageNameOf } from './image-registration.ts'
import { percentOf } from './transfer-progress.ts'

const DESCRIPTION_LENGTH_MAX = 255
const PREFIX_LENGTH_MAX = 900
const exportFormats: readonly ExportFormat[] = ['vmdk', 'vhd', 'raw']

export const exportImage = defineOperation({
  name: 'ExportImage',
  requires: ['DiskImageFormat', 'ImageId', 'S3ExportLocation'],
  async run({ compute, accountId }, input) {
    const { ImageId = '', S3ExportLocation = {}, DiskImageFormat } = input
    checkIds(imageIdKind, [ImageId])
    const format = exportFormats.find(each => each === DiskImageFormat?.toLowerCase())
    if (!format) {
      const message = `DiskImageFormat is not one of ${exportFormats.join(', ').toUpperCase()}.`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const transfer = await compute.transfers.exportImage({
      accountId,
      imageId: ImageId,
      format,
      bucket: S3ExportLocation.S3Bucket ?? '',
      prefix: (S3ExportLocation.S3Prefix ?? '').slice(0, PREFIX_LENGTH_MAX),
      description: (input.Description ?? '').slice(0, DESCRIPTION_LENGTH_MAX),
      tags: tagsFor('export-image-task', input.TagSpecifications),
    })
    return { ...toExportTask(transfer), DiskImageFormat: format.toUpperCase() }
  },
})

const exportTasks: Listing<DescribeExportImageTasksRequestInput, ExportImageTaskOutput> = {
  name: 'DescribeExportImageTasks',
  pageSize: { min: 1, max: 1_000 },
  byId: {
    kind: imageExportIdKind,
    idsOf: input => input.ExportImageTaskIds,
    async find({ compute, accountId }, id) {
      const transfer = await compute.transfers.get(accountId, id)
      return transfer && toExportTask(transfer)
    },
  },
  filters: { 'task-state': task => task.Status },
  tagsOf: task => task.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const transfer of compute.transfers.list(accountId, after)) {
      if (transfer.work.kind === 'export-image') yield toExportTask(transfer)
    }
  },
  positionOf: task => task.ExportImageTaskId ?? '',
}

export const describeExportImageTasks = defineOperation({
  name: 'DescribeExportImageTasks',
  async run(context, input) {
    const { items, NextToken } = await listItems(exportTasks, context, input)
    return { ExportImageTasks: items, NextToken }
  },
})

function toExportTask(transfer: TransferRecord): ExportImageTaskOutput {
  const { id, description, state, message, tags } = transfer
  const { imageId, bucket, prefix } = exportOf(transfer)
  const isActive = state === 'active'
  return {
    ExportImageTaskId: id,
    Description: description,
    ImageId: imageId,
    S3ExportLocation: { S3Bucket: bucket, S3Prefix: prefix },
    Status: state === 'failed' || state === 'cancelled' ? 'deleted' : state,
    StatusMessage: isActive ? 'converting' : message || undefined,
    Progress: isActive ? percentOf(transfer) : undefined,
    Tags: toTagSet(tags),
  }
}

function exportOf({ id, work }: TransferRecord): ExportWork {
  if (work.kind === 'export-image') return work
  throw new Error(`${id} is no export`)
}

export const createStoreImageTask = defineOperation({
  name: 'CreateStoreImageTask',
  requires: ['ImageId', 'Bucket'],
  refuses: ['S3ObjectTags'],
  async run({ compute, accountId }, { ImageId = '', Bucket = '' }) {
    checkIds(imageIdKind, [ImageId])
    const request = { accountId, imageId: ImageId, bucket: Bucket }
    const { work } = await compute.transfers.storeImage(request)
    return { ObjectKey: work.kind === 'store-image' ? work.key : undefined }
  },
})

/** Of each image the latest, as EC2 has it. */
const storeTasks: Listing<DescribeStoreImageTasksRequestInput, StoreImageTaskResultOutput> = {
  name: 'DescribeStoreImageTasks',
  pageSize: { min: 1, max: 200 },
  filters: { 'task-state': task => task.StoreTaskState, bucket: task => task.Bucket },
  tagsOf: () => [],
  async *list({ compute, accountId }, after) {
    const latest = new Map<string, TransferRecord>()
    for await (const transfer of compute.transfers.list(accountId)) {
      const { work, createdAtMs } = transfer
      if (work.kind !== 'store-image' || work.imageId <= (after ?? '')) continue
      const known = latest.get(work.imageId)
      if (!known || known.createdAtMs <= createdAtMs) latest.set(work.imageId, transfer)
    }
    const inOrder = [...latest].sort(([one], [other]) => (one < other ? -1 : 1))
    for (const [, transfer] of inOrder) yield toStoreTask(transfer)
  },
  positionOf: task => task.AmiId ?? '',
}

const storeStates = {
  active: 'InProgress',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Failed',
} as const

function toStoreTask(transfer: TransferRecord): StoreImageTaskResultOutput {
  const { work, state, message, createdAtMs } = transfer
  if (work.kind !== 'store-image') throw new Error(`${transfer.id} stores no image`)
  return {
    AmiId: work.imageId,
    Bucket: work.bucket,
    S3objectKey: work.key,
    TaskStartTime: new Date(createdAtMs),
    ProgressPercentage: state === 'completed' ? 100 : Number(percentOf(transfer)),
    StoreTaskState: storeStates[state],
    StoreTaskFailureReason: message || undefined,
  }
}

export const describeStoreImageTasks = defineOperation({
  name: 'DescribeStoreImageTasks',
  async run(context, input) {
    const wanted = new Set(checkIds(imageIdKind, input.ImageIds ?? []))
    const { items, NextToken } = await listItems(storeTasks, context, input)
    const isWanted = ({ AmiId = '' }) => wanted.size === 0 || wanted.has(AmiId)
    return { StoreImageTaskResults: items.filter(isWanted), NextToken }
  },
})

export const createRestoreImageTask = defineOperation({
  name: 'CreateRestoreImageTask',
  requires: ['Bucket', 'ObjectKey'],
  async run({ compute, accountId }, input) {
    const { Bucket: bucket = '', ObjectKey: key = '', Name } = input
    const tags = tagsByType(['image', 'snapshot'], input.TagSpecifications)
    const transfer = await compute.transfers.restoreImage({
      accountId,
      object: { bucket, key },
      name: Name ? imageNameOf(Name) : '',
      tags: tags.image ?? {},
    })
    return { ImageId: transfer.id }
  },
})
