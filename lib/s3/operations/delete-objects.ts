import type { DeleteResult } from '../../../storage/storage.ts'
import { type XmlElement, type XmlNode, xmlChildren, xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { type DeleteConditions, parseDeleteConditions } from '../conditions.ts'
import { S3Error, toS3Error } from '../errors.ts'
import { deleteOne } from '../object-deletion.ts'
import { lockQuestion } from '../object-lock/permission.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { readDocument } from '../request-document.ts'
import { checkKey } from '../target.ts'
import { checkVersionId } from '../version-id.ts'

/** A thousand of the longest keys with their version ids, and room for some escaped characters. */
const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024
const KEYS_MAX = 1000
/** Enough to share the syncs of storage, not so many that one request crowds out the others. */
const CONCURRENCY = 32

/** One object to delete. What is wrong with it is its own error, not the request's. */
interface Entry {
  readonly key: string
  readonly versionId: string | undefined
  readonly etag: string | undefined
  readonly modifiedAt: string | undefined
  readonly sizeBytes: string | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects = defineOperation({
  name: 'DeleteObjects',
  on: { method: 'POST', target: 'bucket', query: ['delete'] },
  action: 's3:DeleteObject',
  grant: { on: 'bucket', permission: 'WRITE' },
  body: 'document',
  requiresChecksum: true,

  async parse(request) {
    const document = await readDocument(request, 'Delete', DOCUMENT_BYTES_MAX)
    if (document === undefined) throw new S3Error('MissingRequestBodyError')
    const objects = xmlChildren(document, 'Object')
    if (objects.length === 0 || objects.length > KEYS_MAX) throw new S3Error('MalformedXML')
    const isQuiet = xmlText(document, 'Quiet')?.trim().toLowerCase() === 'true'
    return { entries: objects.map(readEntry), isQuiet }
  },

  async run(context, { entries, isQuiet }) {
    const results = await deleteAll(context, entries)
    return xmlAnswer('DeleteResult', {
      Deleted: isQuiet ? [] : results.filter(result => !('Code' in result)),
      Error: results.filter(result => 'Code' in result),
    })
  },
})

function readEntry(element: XmlElement): Entry {
  const key = xmlText(element, 'Key')
  if (key === undefined || key === '') throw new S3Error('MalformedXML')
  return {
    key,
    versionId: xmlText(element, 'VersionId'),
    etag: xmlText(element, 'ETag'),
    modifiedAt: xmlText(element, 'LastModifiedTime'),
    sizeBytes: xmlText(element, 'Size'),
  }
}

/** In the order asked, whatever order they finish in. */
async function deleteAll(context: S3Context, entries: readonly Entry[]): Promise<XmlNode[]> {
  const results: XmlNode[] = []
  const queue = entries.entries()
  const worker = async () => {
    // The workers share one iterator, so that each entry is taken once.
    for (const [index, entry] of queue) results[index] = await deleteEntry(context, entry)
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, entries.length) }, worker))
  return results
}

async function deleteEntry(context: S3Context, entry: Entry): Promise<XmlNode> {
  const { key } = entry
  try {
    const { versionId, conditions } = parseEntry(entry)
    const { access, storage, bucket } = context
    const lock = lockQuestion(context, key)
    const deletion = { bucket, key, versionId, conditions, lock, access }
    const result = await deleteOne(storage, deletion)
    noteDeletion(context, entry, 204)
    return deletedNode(entry, result)
  } catch (thrown) {
    const { code, message, status } = toS3Error(thrown)
    noteDeletion(context, entry, status, code)
    return { Key: key, VersionId: entry.versionId, Code: code, Message: message }
  }
}

function noteDeletion(
  { noteAccess, bucket }: S3Context,
  { key, versionId }: Entry,
  status: number,
  errorCode?: string,
): void {
  noteAccess({
    bucket,
    operation: 'BATCH.DELETE.OBJECT',
    key,
    versionId,
    status,
    ...(errorCode !== undefined && { errorCode }),
  })
}

function parseEntry(entry: Entry): {
  readonly versionId: string | undefined
  readonly conditions: DeleteConditions | undefined
} {
  const { versionId } = entry
  checkKey(entry.key)
  return {
    // AWS reads an empty element as none.
    versionId: versionId === undefined || versionId === '' ? undefined : checkVersionId(versionId),
    conditions: parseDeleteConditions(entry),
  }
}

function deletedNode({ key, versionId }: Entry, result: DeleteResult): XmlNode {
  return {
    Key: key,
    VersionId: versionId === '' ? undefined : versionId,
    ...(result.isDeleteMarker && {
      DeleteMarker: true,
      DeleteMarkerVersionId: result.versionId,
    }),
  }
}
