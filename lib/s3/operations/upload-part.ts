import { encryptionHeaders } from '../encryption/object-encryption.ts'
import { parseCustomerKey } from '../encryption/requested.ts'
import { S3Error } from '../errors.ts'
import { checksumHeaderName } from '../object-attributes.ts'
import { checkBodySize } from '../object-body.ts'
import { defineOperation } from '../operation.ts'
import { openPart } from '../part-body.ts'
import { parsePartNumber } from '../part-number.ts'
import {
  checkPartAlgorithm,
  readPartAttributes,
  readUploadAttributes,
} from '../upload-attributes.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart = defineOperation({
  name: 'UploadPart',
  on: { method: 'PUT', target: 'object', query: ['uploadId', 'partNumber'] },
  action: 's3:PutObject',
  grant: { on: 'upload', permission: 'WRITE' },
  needsSignature: true,
  body: 'object',

  parse(request) {
    const { headers, query } = request
    refuseUnsupportedHeaders(headers)
    checkBodySize(request)
    return {
      uploadId: query.get('uploadId') ?? '',
      partNumber: parsePartNumber(query.get('partNumber') ?? ''),
      customerKey: parseCustomerKey(headers),
    }
  },

  async run(context, { uploadId, partNumber, customerKey }) {
    const { storage, bucket, request, checksums, principal } = context
    const { body, key } = request
    const upload = await storage.getUpload(bucket.name, key, uploadId)
    if (upload === undefined) throw new S3Error('NoSuchUpload', { UploadId: uploadId })
    const { checksum, encryption } = readUploadAttributes(upload.attributes)
    checkPartAlgorithm(checksum, body.declaredAlgorithm)
    const accountId = principal?.account.accountId
    const sealer = await context.encryption.forPart(encryption, customerKey, accountId)
    const part = await openPart(body, checksum, checksums)
    const sealed = sealer.seal(part.body)
    const record = await storage.putPart(bucket.name, key, uploadId, partNumber, sealed, {
      finish: () => ({
        etag: sealer.etag(body.digests.md5Hex),
        attributes: { ...part.attributes(), ...sealer.attributes },
      }),
    })
    const stored = readPartAttributes(record.attributes)
    const shown = stored.declared ?? stored.checksum
    return {
      status: 200,
      headers: {
        etag: `"${record.etag}"`,
        ...encryptionHeaders(encryption, customerKey?.md5),
        [checksumHeaderName(shown.algorithm)]: shown.base64,
      },
    }
  },
})
