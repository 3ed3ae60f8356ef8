import { SMALL_BODY_BYTES_MAX } from '../../../storage/storage.ts'
import { readerOf } from '../encryption/encryption.ts'
import { answerRead, headAnswer, parseReadInput, requireObject } from '../object-answer.ts'
import { maySeeLock } from '../object-lock/permission.ts'
import { defineOperation } from '../operation.ts'
import { requireReadable } from '../restore/archived-object.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject = defineOperation({
  name: 'GetObject',
  on: { method: 'GET', target: 'object' },
  action: 's3:GetObject',
  versionAction: 's3:GetObjectVersion',
  grant: { on: 'object', permission: 'READ' },

  parse: parseReadInput,

  async run(context, input) {
    const { storage, bucket, request, encryption } = context
    const { key, method, nowMs } = request
    const { versionId } = input
    const object = await storage.openObject(bucket.name, key, versionId)
    let isHandedOver = false
    try {
      const record = object?.record
      requireObject(record, { bucket, key, method, versionId })
      requireReadable(record, nowMs)
      const needsParts = input.partNumber !== undefined && record.partCount !== undefined
      const parts = needsParts && object ? await object.parts() : []
      const showsLock = maySeeLock(context)
      const answer = answerRead(input, record, { bucket, nowMs, parts, showsLock })
      if (object === undefined || answer.status === 304) return headAnswer(answer)
      await encryption.unlock(object, readerOf(context, input.customerKey))
      const { status, headers, sizeBytes, range } = answer
      // One write with the headers; nothing has to be kept open meanwhile.
      if (sizeBytes === 0) return { status, headers, body: NO_BYTES }
      if (sizeBytes <= SMALL_BODY_BYTES_MAX) {
        return { status, headers, body: await object.bytes(range) }
      }
      isHandedOver = true
      return { status, headers, body: object.read(range), resource: object }
    } finally {
      if (!isHandedOver) await object?.[Symbol.asyncDispose]()
    }
  },
})

const NO_BYTES = new Uint8Array(0)
