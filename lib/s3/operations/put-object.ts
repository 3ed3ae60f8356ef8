import type { Condition } from '../../../storage/storage.ts'
import { parseAclHeaders } from '../access/acl-request.ts'
import { appendToObject, parseAppend, startCondition } from '../append.ts'
import {
  laterWriteCondition,
  parseWriteConditions,
  type WriteConditions,
  writeCondition,
} from '../conditions.ts'
import { newObject } from '../encryption/encryption.ts'
import { customerKeyMd5, parseRequestedEncryption } from '../encryption/requested.ts'
import { invalidArgument } from '../errors.ts'
import { expirationHeaders } from '../lifecycle/headers.ts'
import { newObjectAccess } from '../new-object-access.ts'
import { objectFields, parseNewAttributes, writeHeaders } from '../object-attributes.ts'
import { checkBodySize, readBody } from '../object-body.ts'
import {
  newObjectLock,
  parseLockHeaders,
  requireLockChecksum,
} from '../object-lock/new-object-lock.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { redundancyOf } from '../storage-class.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = defineOperation({
  name: 'PutObject',
  on: { method: 'PUT', target: 'object' },
  action: 's3:PutObject',
  grant: { on: 'bucket', permission: 'WRITE' },
  body: 'object',

  parse(request) {
    const { headers, query } = request
    checkBodySize(request)
    const versionId = query.get('versionId')
    if (versionId !== undefined) {
      throw invalidArgument('versionId', versionId, 'This operation does not accept a version-id.')
    }
    return {
      attributes: parseNewAttributes(headers),
      encryption: parseRequestedEncryption(headers),
      acl: parseAclHeaders(headers, 'object'),
      lock: parseLockHeaders(request),
      conditions: parseWriteConditions(headers),
      append: parseAppend(headers),
    }
  },

  async run(context, input) {
    const { attributes, encryption: requested, acl, lock: requestedLock, conditions } = input
    const { storage, bucket, request, encryption } = context
    const { body, key } = request
    const appended = input.append && (await appendToObject(context, input.append, conditions))
    if (appended !== undefined) return appended
    const access = await newObjectAccess(context, acl)
    const lock = newObjectLock(context, requestedLock)
    if (lock !== undefined) requireLockChecksum(request)
    const asked = conditions && (await checkNow(context, conditions))
    const condition = input.append === undefined ? asked : startCondition(asked)
    const sealer = await encryption.forObject(newObject(context, requested))
    const sealed = sealer.seal(await readBody(body))
    const record = await storage.putObject(bucket.name, key, sealed, {
      redundancy: redundancyOf(attributes.storageClass),
      finish() {
        const { md5Hex, checksum } = body.digests
        return objectFields(
          {
            ...attributes,
            ...access.attributes,
            ...(lock && { lock }),
            ...sealer.attributes,
          },
          {
            etag: sealer.etag(md5Hex),
            ownerId: access.ownerId,
            checksum: checksum && { ...checksum, type: 'FULL_OBJECT' },
          },
        )
      },
      ...(condition && { condition }),
    })
    const headers = writeHeaders(record, bucket, customerKeyMd5(requested))
    return { status: 200, headers: { ...headers, ...expirationHeaders(bucket, record) } }
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
