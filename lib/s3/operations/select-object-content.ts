import type { OpenObject } from '../../../storage/storage.ts'
import type { HttpResponse } from '../../http/exchange.ts'
import { readerOf } from '../encryption/encryption.ts'
import { type CustomerKey, parseCustomerKey } from '../encryption/requested.ts'
import { S3Error, toS3Error } from '../errors.ts'
import { requireObject } from '../object-answer.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { answerQuery } from '../select/answer.ts'
import type { Plan, Scan, ScanRange, SelectRequest } from '../select/plan.ts'
import { SelectError } from '../select/select-error.ts'
import { readSelectRequest } from '../select/select-request.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html */
export const selectObjectContent = defineOperation({
  name: 'SelectObjectContent',
  on: { method: 'POST', target: 'object', query: ['select', 'select-type'] },
  action: 's3:GetObject',
  grant: { on: 'object', permission: 'READ' },
  body: 'document',

  async parse(request) {
    const customerKey = parseCustomerKey(request.headers)
    const document = await requireDocument(request, ROOT, DOCUMENT_BYTES_MAX)
    return { customerKey, select: translated(() => readSelectRequest(document)) }
  },

  async run(context, { select, customerKey }) {
    const { storage, bucket, request } = context
    const { key, method } = request
    const object = await storage.openObject(bucket.name, key)
    let isHandedOver = false
    try {
      requireObject(object?.record, { bucket, key, method, versionId: undefined })
      // Found by then.
      if (object === undefined) throw new S3Error('NoSuchKey', { Key: key })
      const answer = await answerFrom(context, object, { select, customerKey })
      isHandedOver = true
      return answer
    } catch (thrown) {
      throw asS3Error(thrown)
    } finally {
      if (!isHandedOver) await object?.[Symbol.asyncDispose]()
    }
  },
})

const ROOT = 'SelectObjectContentRequest'
/** An expression has up to 256 KiB, in XML perhaps more. */
const DOCUMENT_BYTES_MAX = 1024 * 1024

async function answerFrom(
  context: S3Context,
  object: OpenObject,
  input: { readonly select: SelectRequest; readonly customerKey: CustomerKey | undefined },
): Promise<HttpResponse> {
  const { select, customerKey } = input
  await context.encryption.unlock(object, readerOf(context, customerKey))
  const { scanRange, wantsProgress, ...rest } = select
  const { sizeBytes } = object.record
  const scan = scanRange && resolveScan(scanRange, sizeBytes)
  const now = new Date(context.request.nowMs).toISOString()
  const plan: Plan = { ...rest, now, ...(scan && { scan }) }
  let scannedBytes = 0
  async function* counted() {
    const from = scan?.from ?? 0
    if (from >= sizeBytes) return
    for await (const bytes of object.read({ start: from, end: sizeBytes - 1 })) {
      scannedBytes += bytes.length
      yield bytes
    }
  }
  const body = await answerQuery(context.queries.run(plan, counted()), {
    wantsProgress,
    scannedBytes: () => scannedBytes,
    describe: thrown => asS3Error(thrown),
  })
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body,
    resource: object,
  }
}

/** With an end alone it means so many bytes at the end. */
function resolveScan({ start, end }: ScanRange, sizeBytes: number): Scan {
  const from = start ?? Math.max(0, sizeBytes - (end ?? 0))
  if (from > 0 && from >= sizeBytes) {
    throw new SelectError('InvalidScanRange', 'The scan range begins after the end of the object.')
  }
  const to = start === undefined || end === undefined ? sizeBytes : Math.min(end + 1, sizeBytes)
  // A delimiter of two bytes may end where the range begins.
  return { from: Math.max(0, from - 2), start: from, end: to }
}

function translated<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (thrown) {
    throw asS3Error(thrown)
  }
}

function asS3Error(thrown: unknown): S3Error {
  if (!(thrown instanceof SelectError)) return toS3Error(thrown)
  const { code, message, cause } = thrown
  return new S3Error(code, {}, { message, cause })
}
