import type { Condition } from '../../../storage/storage.ts'
import { parseAclHeaders } from '../access/acl-request.ts'
import {
  laterWriteCondition,
  parseWriteConditions,
  type WriteConditions,
  writeCondition,
} from '../conditions.ts'
import { invalidArgument } from '../errors.ts'
import { newObjectAccess } from '../new-object-access.ts'
import { objectFields, parseNewAttributes, writeHeaders } from '../object-attributes.ts'
import { checkBodySize, readBody } from '../object-body.ts'
import {
  newObjectLock,
  parseLockHeaders,
  requireLockChecksum,
} from '../object-lock/new-object-lock.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = defineOperation({
  name: 'PutObject',
  on: { method: 'PUT', target: 'object' },
  action: 's3:PutObject',
  grant: { on: 'bucket', permission: 'WRITE' },
  body: 'object',

  parse(request) {
    const { headers, query } = request
    refuseUnsupportedHeaders(headers)
    checkBodySize(request)
    const versionId = query.get('versionId')
    if (versionId !== undefined) {
      throw invalidArgument('versionId', versionId, 'This operation does not accept a version-id.')
    }
    return {
      attributes: parseNewAttributes(headers),
      acl: parseAclHeaders(headers, 'object'),
      lock: parseLockHeaders(request),
      conditions: parseWriteConditions(headers),
    }
  },

  async run(context, { attributes, acl, lock: requestedLock, conditions }) {
    const { storage, bucket, request } = context
    const { body, key } = request
    const access = await newObjectAccess(context, acl)
    const lock = newObjectLock(context, requestedLock)
    if (lock !== undefined) requireLockChecksum(request)
    const condition = conditions && (await checkNow(context, conditions))
    const record = await storage.putObject(bucket.name, key, await readBody(body), {
      finish() {
        const { md5Hex, checksum } = body.digests
        return objectFields(
          { ...attributes, ...access.attributes, ...(lock && { lock }) },
          {
            etag: md5Hex,
            ownerId: access.ownerId,
            checksum: checksum && { ...checksum, type: 'FULL_OBJECT' },
          },
        )
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
