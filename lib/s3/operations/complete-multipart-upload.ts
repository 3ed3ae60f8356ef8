import type { HttpResponse } from '../../http/exchange.ts'
import { xmlAnswer } from '../answer.ts'
import {
  COMPLETION_BYTES_MAX,
  type Completion,
  chooseParts,
  parseCompletionHeaders,
  readRequestedParts,
} from '../completion.ts'
import { parseWriteConditions, type WriteConditions, writeCondition } from '../conditions.ts'
import { encryptionHeaders } from '../encryption/object-encryption.ts'
import { type CustomerKey, parseCustomerKey } from '../encryption/requested.ts'
import { expirationHeaders } from '../lifecycle/headers.ts'
import { checksumElementName, readAttributes } from '../object-attributes.ts'
import { objectLocation } from '../object-location.ts'
import type { ObjectLock } from '../object-lock/lock.ts'
import { withDefaultRetention } from '../object-lock/new-object-lock.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { answerSlowly } from '../slow-answer.ts'
import { hasDeclaredChecksum, readUploadAttributes } from '../upload-attributes.ts'

interface CompleteInput {
  readonly uploadId: string
  readonly completion: Completion
  readonly conditions: WriteConditions | undefined
  readonly customerKey: CustomerKey | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload = defineOperation({
  name: 'CompleteMultipartUpload',
  on: { method: 'POST', target: 'object', query: ['uploadId'] },
  action: 's3:PutObject',
  grant: { on: 'upload', permission: 'WRITE' },
  needsSignature: true,
  body: 'completion',

  async parse(request): Promise<CompleteInput> {
    const { headers, query } = request
    const facts = parseCompletionHeaders(headers)
    const conditions = parseWriteConditions(headers)
    const document = await request.body.bytes(COMPLETION_BYTES_MAX)
    const completion = { ...facts, parts: readRequestedParts(document) }
    const customerKey = parseCustomerKey(headers)
    return { uploadId: query.get('uploadId') ?? '', completion, conditions, customerKey }
  },

  run: (context, input) => answerSlowly(context.request, complete(context, input)),
})

/**
 * Repeating a completion gives the same answer: storage remembers it, and asks neither about parts
 * nor about conditions again. The conditions hold at the commit and not before, so there is no
 * conflict to report: whoever commits first wins.
 */
async function complete(
  context: S3Context,
  { uploadId, completion, conditions, customerKey }: CompleteInput,
): Promise<HttpResponse> {
  const { storage, bucket, request, checksums } = context
  const { key } = request
  const lockOf = (lock: ObjectLock | undefined) => withDefaultRetention(lock, context)
  const record = await storage.completeUpload(bucket.name, key, uploadId, {
    choose(upload, parts) {
      const stored = readUploadAttributes(upload.attributes)
      // AWS asks for the customer's key only where the client has to do with checksums.
      const hasChecksums = stored.checksum.isDeclared || parts.some(hasDeclaredChecksum)
      if (hasChecksums || customerKey !== undefined) {
        context.encryption.checkUploadKey(stored.encryption, customerKey)
      }
      return chooseParts(completion, upload, { parts, checksums, lockOf })
    },
    ...(conditions && { condition: writeCondition(conditions, key) }),
  })
  const { checksum, encryption: stored } = readAttributes(record.attributes)
  return xmlAnswer(
    'CompleteMultipartUploadResult',
    {
      Location: objectLocation(request),
      Bucket: bucket.name,
      Key: key,
      ETag: `"${record.etag}"`,
      ...(checksum && { [checksumElementName(checksum.algorithm)]: checksum.base64 }),
      ChecksumType: checksum?.type,
    },
    {
      ...encryptionHeaders(stored, customerKey?.md5),
      ...expirationHeaders(bucket, record),
      ...(bucket.versioning === 'enabled' && { 'x-amz-version-id': record.versionId }),
    },
  )
}
