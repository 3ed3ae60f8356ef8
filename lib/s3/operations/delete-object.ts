import type { DeleteResult } from '../../../storage/storage.ts'
import { parseDeleteConditions } from '../conditions.ts'
import { deleteOne } from '../object-deletion.ts'
import { lockQuestion } from '../object-lock/permission.ts'
import { defineOperation } from '../operation.ts'
import { readVersionId } from '../version-id.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = defineOperation({
  name: 'DeleteObject',
  on: { method: 'DELETE', target: 'object' },
  action: 's3:DeleteObject',
  versionAction: 's3:DeleteObjectVersion',
  grant: { on: 'bucket', permission: 'WRITE' },

  parse: ({ headers, query }) => ({
    versionId: readVersionId(query),
    conditions: parseDeleteConditions({
      etag: headers['if-match'],
      modifiedAt: headers['x-amz-if-match-last-modified-time'],
      sizeBytes: headers['x-amz-if-match-size'],
    }),
  }),

  async run(context, { versionId, conditions }) {
    const { access, storage, bucket, request } = context
    const lock = lockQuestion(context)
    const deletion = { bucket, key: request.key, versionId, conditions, lock, access }
    const result = await deleteOne(storage, deletion)
    return { status: 204, headers: deleteHeaders(result, versionId) }
  },
})

/** A version that was named is echoed even if there was none: deleting it twice is no error. */
function deleteHeaders(
  result: DeleteResult,
  askedVersionId: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {}
  const versionId = askedVersionId ?? result.versionId
  if (versionId !== undefined) headers['x-amz-version-id'] = versionId
  if (result.isDeleteMarker) headers['x-amz-delete-marker'] = 'true'
  return headers
}
