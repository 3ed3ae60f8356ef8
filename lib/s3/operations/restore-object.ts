import type { ObjectRecord } from '../../../storage/storage.ts'
import { integer, oneOf, optional, required, structure, text } from '../document-shape.ts'
import { S3Error } from '../errors.ts'
import { endOfDays, realCalendar } from '../lifecycle/calendar.ts'
import { requireObject, versionHeaders } from '../object-answer.ts'
import { readAttributes } from '../object-attributes.ts'
import { repackObjectSummary } from '../object-summary.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { isArchive } from '../storage-class.ts'
import { readVersionId } from '../version-id.ts'

const ROOT = 'RestoreRequest'
const tier = oneOf('Standard', 'Bulk', 'Expedited')

const requestShape = structure({
  Days: optional(integer),
  GlacierJobParameters: optional(structure({ Tier: required(tier) })),
  Tier: optional(tier),
  Description: optional(text),
})

/** A hundred years: what is to be readable for good belongs into another class. */
const DAYS_MAX = 36_500

/**
 * Differs from S3: a restore is done at once, whatever its tier, since the bytes never leave the
 * disks; the first answer is 202 all the same. Restores that select from the object are refused: S3
 * takes none from new customers, and SelectObjectContent does the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
 */
export const restoreObject = defineOperation({
  name: 'RestoreObject',
  on: { method: 'POST', target: 'object', query: ['restore'] },
  action: 's3:RestoreObject',
  body: 'document',

  async parse(request) {
    return { versionId: readVersionId(request.query), ...(await readRequest(request)) }
  },

  async run({ storage, bucket, request }, { versionId, days, isExpedited }) {
    const { key, method, nowMs } = request
    const target = { bucket, key, method, versionId }
    let isRepeated = false
    const record = await storage.updateObject(bucket.name, key, versionId, current => {
      requireObject(current, target)
      const { storageClass, restoredUntilMs = 0 } = readAttributes(current.attributes)
      if (!isArchive(storageClass)) throw notArchived()
      if (isExpedited && storageClass === 'DEEP_ARCHIVE') throw notExpedited()
      isRepeated = restoredUntilMs > nowMs
      return restored(current, endOfDays(nowMs, days, realCalendar))
    })
    requireObject(record, target)
    return { status: isRepeated ? 200 : 202, headers: { ...versionHeaders(record, bucket) } }
  },
})

function restored({ attributes, summary }: ObjectRecord, restoredUntilMs: number) {
  return {
    attributes: { ...attributes, restoredUntilMs },
    summary: repackObjectSummary(summary, { restoredUntilMs }),
  }
}

async function readRequest(
  request: S3Request,
): Promise<{ readonly days: number; readonly isExpedited: boolean }> {
  const document = await requireDocument(request, ROOT)
  const isSelect = document.children.some(({ name }) => SELECT_ELEMENTS.has(name))
  if (isSelect) {
    const message = 'Restores that select from an archived object are not implemented'
    throw new S3Error('NotImplemented', {}, { message })
  }
  const { Days: days, GlacierJobParameters: job, Tier: tierName } = requestShape(document)
  if (days === undefined || days < 1 || days > DAYS_MAX) throw new S3Error('MalformedXML')
  return { days, isExpedited: (job?.Tier ?? tierName) === 'Expedited' }
}

const SELECT_ELEMENTS: ReadonlySet<string> = new Set(['OutputLocation', 'SelectParameters', 'Type'])

function notArchived(): S3Error {
  const message = "Restore is not allowed for the object's current storage class"
  return new S3Error('InvalidObjectState', {}, { message })
}

function notExpedited(): S3Error {
  const message = 'Retrieval option is not supported by this storage class'
  return new S3Error('InvalidArgument', { ArgumentName: 'Tier' }, { message })
}
