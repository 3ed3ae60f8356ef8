import { xmlAnswer } from '../answer.ts'
import { parseNewAttributes } from '../object-attributes.ts'
import { packObjectSummary } from '../object-summary.ts'
import { defineOperation } from '../operation.ts'
import { parseUploadChecksum } from '../upload-attributes.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = defineOperation({
  name: 'CreateMultipartUpload',
  on: { method: 'POST', target: 'object', query: ['uploads'] },
  action: 's3:PutObject',

  parse({ headers }) {
    refuseUnsupportedHeaders(headers)
    return { ...parseNewAttributes(headers), checksum: parseUploadChecksum(headers) }
  },

  async run({ storage, bucket, principal, request }, attributes) {
    const { checksum, storageClass } = attributes
    const shown = checksum.isDeclared ? checksum : undefined
    const upload = await storage.createUpload(bucket.name, request.key, {
      summary: packObjectSummary({
        storageClass,
        ownerId: principal.account.canonicalId,
        checksumAlgorithm: shown?.algorithm,
        checksumType: shown?.type,
      }),
      attributes,
    })
    return xmlAnswer(
      'InitiateMultipartUploadResult',
      { Bucket: bucket.name, Key: request.key, UploadId: upload.uploadId },
      shown && {
        'x-amz-checksum-algorithm': shown.algorithm,
        'x-amz-checksum-type': shown.type,
      },
    )
  },
})
