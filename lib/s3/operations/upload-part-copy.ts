import type { ByteRange } from '../../../storage/storage.ts'
import { formatXmlDate } from '../../http/dates.ts'
import type { HttpResponse } from '../../http/exchange.ts'
import { xmlAnswer } from '../answer.ts'
import { parseCopySourceConditions } from '../conditions.ts'
import {
  checkCopySize,
  copySourceHeaders,
  type OpenCopySource,
  openCopySource,
} from '../copied-object.ts'
import { parseCopySource } from '../copy-source.ts'
import type { PartSealer } from '../encryption/encryption.ts'
import { encryptionHeaders } from '../encryption/object-encryption.ts'
import { parseCopySourceKey, parseCustomerKey } from '../encryption/requested.ts'
import { S3Error } from '../errors.ts'
import { checksumElementName } from '../object-attributes.ts'
import { copiedBody, refuseBody } from '../object-body.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { parsePartNumber } from '../part-number.ts'
import { checkCopyRange, parseCopyRange, rangeSizeBytes } from '../ranges.ts'
import { answerSlowly } from '../slow-answer.ts'
import { type PartAttributes, readUploadAttributes } from '../upload-attributes.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy = defineOperation({
  name: 'UploadPartCopy',
  on: {
    method: 'PUT',
    target: 'object',
    query: ['uploadId', 'partNumber'],
    header: 'x-amz-copy-source',
  },
  action: 's3:PutObject',
  grant: { on: 'upload', permission: 'WRITE' },
  needsSignature: true,

  parse(request) {
    const { headers, query } = request
    refuseUnsupportedHeaders(headers)
    refuseBody(request.body)
    return {
      uploadId: query.get('uploadId') ?? '',
      partNumber: parsePartNumber(query.get('partNumber') ?? ''),
      source: parseCopySource(headers['x-amz-copy-source'] ?? ''),
      conditions: parseCopySourceConditions(headers),
      range: parseCopyRange(headers['x-amz-copy-source-range']),
      sourceKey: parseCopySourceKey(headers),
      customerKey: parseCustomerKey(headers),
    }
  },

  async run(context, { uploadId, partNumber, source, conditions, range, ...keys }) {
    const { storage, bucket, request, principal } = context
    const upload = await storage.getUpload(bucket.name, request.key, uploadId)
    if (upload === undefined) throw new S3Error('NoSuchUpload', { UploadId: uploadId })
    const { checksum, encryption } = readUploadAttributes(upload.attributes)
    const accountId = principal?.account.accountId
    const sealer = await context.encryption.forPart(encryption, keys.customerKey, accountId)
    const opened = await openCopySource(context, source, {
      conditions,
      customerKey: keys.sourceKey,
    })
    const part: CopiedPart = {
      uploadId,
      partNumber,
      range,
      algorithm: checksum.algorithm,
      sealer,
      headers: encryptionHeaders(encryption, keys.customerKey?.md5),
    }
    return answerSlowly(request, copyPart(context, part, opened))
  },
})

interface CopiedPart {
  readonly uploadId: string
  readonly partNumber: number
  readonly range: ByteRange | undefined
  readonly algorithm: PartAttributes['checksum']['algorithm']
  readonly sealer: PartSealer
  /** What the answer says of the encryption. */
  readonly headers: Readonly<Record<string, string>>
}

async function copyPart(
  { storage, bucket, request, checksums }: S3Context,
  { uploadId, partNumber, range, algorithm, sealer, headers }: CopiedPart,
  source: OpenCopySource,
): Promise<HttpResponse> {
  await using object = source.object
  if (range !== undefined) checkCopyRange(range, object.record.sizeBytes)
  checkCopySize(range === undefined ? object.record.sizeBytes : rangeSizeBytes(range))
  const { body, digests } = await copiedBody(object, range, { checksums, algorithm })
  let base64 = ''
  const sealed = sealer.seal(body)
  const record = await storage.putPart(bucket.name, request.key, uploadId, partNumber, sealed, {
    finish() {
      const { md5Hex, checksumBase64 } = digests()
      base64 = checksumBase64
      const attributes: PartAttributes = { checksum: { algorithm, base64 }, ...sealer.attributes }
      return { etag: sealer.etag(md5Hex), attributes }
    },
  })
  return xmlAnswer(
    'CopyPartResult',
    {
      LastModified: formatXmlDate(record.modifiedAtMs),
      ETag: `"${record.etag}"`,
      [checksumElementName(algorithm)]: base64,
    },
    { ...copySourceHeaders(source), ...headers },
  )
}
