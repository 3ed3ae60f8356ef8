import { parseAclHeaders } from '../access/acl-request.ts'
import { xmlAnswer } from '../answer.ts'
import { newObject } from '../encryption/encryption.ts'
import { writtenEncryptionHeaders } from '../encryption/object-encryption.ts'
import { customerKeyMd5, parseRequestedEncryption } from '../encryption/requested.ts'
import { abortHeaders } from '../lifecycle/headers.ts'
import { newObjectAccess } from '../new-object-access.ts'
import { parseNewAttributes } from '../object-attributes.ts'
import { checkRequestedLock, parseLockHeaders } from '../object-lock/new-object-lock.ts'
import { packObjectSummary } from '../object-summary.ts'
import { defineOperation } from '../operation.ts'
import { redundancyOf } from '../storage-class.ts'
import { parseUploadChecksum } from '../upload-attributes.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = defineOperation({
  name: 'CreateMultipartUpload',
  on: { method: 'POST', target: 'object', query: ['uploads'] },
  action: 's3:PutObject',
  grant: { on: 'bucket', permission: 'WRITE' },
  needsSignature: true,

  parse(request) {
    const { headers } = request
    refuseUnsupportedHeaders(headers)
    return {
      attributes: { ...parseNewAttributes(headers), checksum: parseUploadChecksum(headers) },
      encryption: parseRequestedEncryption(headers),
      acl: parseAclHeaders(headers, 'object'),
      lock: parseLockHeaders(request),
    }
  },

  async run(context, { attributes, encryption: requested, acl, lock }) {
    const { storage, bucket, principal, request } = context
    // The bucket's default is that of the completion, from when on it counts.
    checkRequestedLock(context, lock)
    const access = await newObjectAccess(context, acl)
    const encryption = await context.encryption.forUpload(newObject(context, requested))
    const initiatorId = principal?.account.canonicalId
    const isOthers = initiatorId !== undefined && initiatorId !== access.ownerId
    const { checksum, storageClass } = attributes
    const shown = checksum.isDeclared ? checksum : undefined
    const upload = await storage.createUpload(bucket.name, request.key, {
      redundancy: redundancyOf(storageClass),
      summary: packObjectSummary({
        storageClass,
        ownerId: access.ownerId,
        checksumAlgorithm: shown?.algorithm,
        checksumType: shown?.type,
      }),
      attributes: {
        ...attributes,
        ...access.attributes,
        ...(lock && { lock }),
        ...(encryption && { encryption }),
        ...(isOthers && { initiatorId }),
      },
    })
    return xmlAnswer(
      'InitiateMultipartUploadResult',
      { Bucket: bucket.name, Key: request.key, UploadId: upload.uploadId },
      {
        ...writtenEncryptionHeaders(encryption, customerKeyMd5(requested)),
        ...abortHeaders(bucket, upload),
        ...(shown && {
          'x-amz-checksum-algorithm': shown.algorithm,
          'x-amz-checksum-type': shown.type,
        }),
      },
    )
  },
})
