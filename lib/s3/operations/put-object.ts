import { type Condition, SMALL_BODY_BYTES_MAX } from '../../../storage/storage.ts'
import {
  laterWriteCondition,
  parseWriteConditions,
  type WriteConditions,
  writeCondition,
} from '../conditions.ts'
import { invalidArgument } from '../errors.ts'
import { objectFields, parseNewAttributes, writeHeaders } from '../object-attributes.ts'
import { requireBodySize } from '../object-body.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = defineOperation({
  name: 'PutObject',
  on: { method: 'PUT', target: 'object' },
  action: 's3:PutObject',
  body: 'object',

  parse({ headers, query, body }) {
    refuseUnsupportedHeaders(headers)
    const versionId = query.get('versionId')
    if (versionId !== undefined) {
      throw invalidArgument('versionId', versionId, 'This operation does not accept a version-id.')
    }
    return {
      sizeBytes: requireBodySize(body),
      attributes: parseNewAttributes(headers),
      conditions: parseWriteConditions(headers),
    }
  },

  async run(context, { sizeBytes, attributes, conditions }) {
    const { storage, bucket, principal, request } = context
    const { body, key } = request
    const condition = conditions && (await checkNow(context, conditions))
    const bytes =
      sizeBytes <= SMALL_BODY_BYTES_MAX ? await body.bytes(SMALL_BODY_BYTES_MAX) : body.stream()
    const record = await storage.putObject(bucket.name, key, bytes, {
      finish() {
        const { md5Hex, checksum } = body.digests
        return objectFields(attributes, {
          etag: md5Hex,
          ownerId: principal.account.canonicalId,
          checksum: checksum && { ...checksum, type: 'FULL_OBJECT' },
        })
      },
      ...(condition && { condition }),
    })
    return { status: 200, headers: writeHeaders(record, bucket) }
  },
})

/**
 * A condition that fails already is refused before the body is read; the one returned is for the
 * commit, when things may have changed.
 */
async function checkNow(
  { storage, bucket, request }: S3Context,
  conditions: WriteConditions,
): Promise<Condition> {
  const current = await storage.statObject(bucket.name, request.key)
  writeCondition(conditions, request.key)(current)
  return laterWriteCondition(conditions, request.key)
}
