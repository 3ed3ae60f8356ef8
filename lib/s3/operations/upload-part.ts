import type { Body } from '../../../storage/storage.ts'
import type { Checksums } from '../checksums/checksum.ts'
import { encryptionHeaders } from '../encryption/object-encryption.ts'
import { parseCustomerKey } from '../encryption/requested.ts'
import { S3Error } from '../errors.ts'
import { checksumHeaderName } from '../object-attributes.ts'
import { checkBodySize, readBody, watchedBody } from '../object-body.ts'
import { defineOperation } from '../operation.ts'
import { parsePartNumber } from '../part-number.ts'
import type { RequestBody } from '../request-body.ts'
import {
  checkPartAlgorithm,
  type PartAttributes,
  type PartChecksumValue,
  readPartAttributes,
  readUploadAttributes,
  type UploadChecksum,
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

interface OpenPart {
  readonly body: Body
  /** To be called at the body's end. */
  attributes(): PartAttributes
}

/** A part has its checksum in the upload's algorithm, whichever its client declared, if any. */
async function openPart(
  request: RequestBody,
  { algorithm }: UploadChecksum,
  checksums: Checksums,
): Promise<OpenPart> {
  const body = await readBody(request, { checksum: algorithm })
  if (request.declaredAlgorithm === undefined || request.declaredAlgorithm === algorithm) {
    return { body, attributes: () => ({ checksum: receivedChecksum(request) }) }
  }
  const running = checksums.start(algorithm)
  const attributes = () => ({
    checksum: { algorithm, base64: running.base64() },
    declared: receivedChecksum(request),
  })
  if (body instanceof Uint8Array) {
    running.update(body)
    return { body, attributes }
  }
  return { body: watchedBody(body, bytes => running.update(bytes)), attributes }
}

/** What the client declared, verified, or what was computed in its place. */
function receivedChecksum({ digests }: RequestBody): PartChecksumValue {
  if (digests.checksum === undefined) throw new Error('the body of a part was not digested')
  return digests.checksum
}
