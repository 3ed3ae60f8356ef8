import type { ObjectPart, ObjectRecord, Storage } from '../../../storage/storage.ts'
import { readerOf } from '../encryption/encryption.ts'
import {
  answerRead,
  headAnswer,
  parseReadInput,
  type ReadInput,
  requireObject,
} from '../object-answer.ts'
import { maySeeLock } from '../object-lock/permission.ts'
import { defineOperation, type S3Context } from '../operation.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject = defineOperation({
  name: 'HeadObject',
  on: { method: 'HEAD', target: 'object' },
  action: 's3:GetObject',
  versionAction: 's3:GetObjectVersion',
  grant: { on: 'object', permission: 'READ' },

  parse: parseReadInput,

  async run(context, input) {
    const { bucket, request, encryption } = context
    const { key, method, nowMs } = request
    const { record, parts } = await look(context, input)
    requireObject(record, { bucket, key, method, versionId: input.versionId })
    const showsLock = maySeeLock(context)
    await encryption.checkLook(record, readerOf(context, input.customerKey), input.wantsChecksum)
    return headAnswer(answerRead(input, record, { bucket, nowMs, parts, showsLock }))
  },
})

interface Look {
  readonly record: ObjectRecord | undefined
  readonly parts: readonly ObjectPart[]
}

/** A look at the record is enough, unless the question is about a part. */
async function look({ storage, bucket, request }: S3Context, input: ReadInput): Promise<Look> {
  const { versionId } = input
  if (input.partNumber !== undefined) {
    return lookAtParts(storage, { bucketName: bucket.name, key: request.key, versionId })
  }
  return { record: await storage.statObject(bucket.name, request.key, versionId), parts: [] }
}

async function lookAtParts(
  storage: Storage,
  at: {
    readonly bucketName: string
    readonly key: string
    readonly versionId: string | undefined
  },
): Promise<Look> {
  await using object = await storage.openObject(at.bucketName, at.key, at.versionId)
  if (object === undefined) return { record: undefined, parts: [] }
  const { record } = object
  return { record, parts: record.partCount === undefined ? [] : await object.parts() }
}
