import type { Page, PartRecord, UploadRecord } from '../../../storage/storage.ts'
import { formatXmlDate } from '../../http/dates.ts'
import type { XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { S3Error } from '../errors.ts'
import { abortHeaders } from '../lifecycle/headers.ts'
import { PAGE_ENTRIES_MAX } from '../listing.ts'
import { checksumElementName } from '../object-attributes.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { createOwnerNodes, findInitiator, unpackSummaries } from '../owner.ts'
import { parseCount } from '../query.ts'
import {
  readPartAttributes,
  readUploadAttributes,
  type UploadChecksum,
} from '../upload-attributes.ts'

interface Listing {
  readonly uploadId: string
  /** Part numbers begin at 1. */
  readonly after: number
  readonly limit: number
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts = defineOperation({
  name: 'ListParts',
  on: { method: 'GET', target: 'object', query: ['uploadId'] },
  action: 's3:ListMultipartUploadParts',
  grant: { on: 'upload', permission: 'WRITE' },
  needsSignature: true,

  parse: ({ query }) => ({
    uploadId: query.get('uploadId') ?? '',
    after: parseCount(query, 'part-number-marker') ?? 0,
    limit: Math.min(parseCount(query, 'max-parts') ?? PAGE_ENTRIES_MAX, PAGE_ENTRIES_MAX),
  }),

  async run(context, listing) {
    const { upload, entries, isTruncated } = await readPage(context, listing)
    const { checksum } = readUploadAttributes(upload.attributes)
    const summaries = await unpackSummaries([upload], context)
    const summary = summaries.get(upload.summary)
    const content = {
      Bucket: context.bucket.name,
      Key: upload.key,
      UploadId: upload.uploadId,
      Initiator: await findInitiator(createOwnerNodes(context.accounts, context.owner), upload),
      Owner: summary?.owner,
      StorageClass: summary?.storageClass,
      PartNumberMarker: listing.after,
      NextPartNumberMarker: entries.at(-1)?.partNumber ?? 0,
      MaxParts: listing.limit,
      IsTruncated: isTruncated,
      ChecksumAlgorithm: checksum.isDeclared ? checksum.algorithm : undefined,
      ChecksumType: checksum.isDeclared ? checksum.type : undefined,
      Part: entries.map(part => partNode(part, checksum)),
    }
    return xmlAnswer('ListPartsResult', content, { ...abortHeaders(context.bucket, upload) })
  },
})

async function readPage(
  { storage, bucket, request }: S3Context,
  { uploadId, after, limit }: Listing,
): Promise<{ upload: UploadRecord } & Page<PartRecord>> {
  if (limit > 0) return storage.listParts(bucket.name, request.key, uploadId, { after, limit })
  const upload = await storage.getUpload(bucket.name, request.key, uploadId)
  if (upload === undefined) throw new S3Error('NoSuchUpload')
  return { upload, entries: [], isTruncated: false }
}

function partNode(part: PartRecord, upload: UploadChecksum): XmlNode {
  const { checksum, declared } = readPartAttributes(part.attributes)
  const shown = upload.isDeclared ? checksum : (declared ?? checksum)
  return {
    PartNumber: part.partNumber,
    LastModified: formatXmlDate(part.modifiedAtMs),
    ETag: `"${part.etag}"`,
    Size: part.sizeBytes,
    [checksumElementName(shown.algorithm)]: shown.base64,
  }
}
