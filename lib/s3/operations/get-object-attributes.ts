import type { ObjectPart, ObjectRecord } from '../../../storage/storage.ts'
import { formatHttpDate } from '../../http/dates.ts'
import type { XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { readerOf } from '../encryption/encryption.ts'
import { parseReadKey } from '../encryption/requested.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { requireObject, versionHeaders } from '../object-answer.ts'
import { checksumElementName, readAttributes } from '../object-attributes.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { readPartAttributes } from '../upload-attributes.ts'
import { readVersionId } from '../version-id.ts'

const NAMES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const
type AttributeName = (typeof NAMES)[number]

const PARTS_PAGE_MAX = 1000

interface PartsPage {
  readonly marker: number
  readonly limit: number
}

/**
 * Differs from S3: whoever an ACL lets read an object may also ask for its attributes; AWS has a
 * permission of its own for that, which no ACL gives.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
 */
export const getObjectAttributes = defineOperation({
  name: 'GetObjectAttributes',
  on: { method: 'GET', target: 'object', query: ['attributes'] },
  action: 's3:GetObjectAttributes',
  versionAction: 's3:GetObjectVersionAttributes',
  grant: { on: 'object', permission: 'READ' },

  parse({ headers, query }) {
    return {
      customerKey: parseReadKey(headers),
      versionId: readVersionId(query),
      names: parseNames(headers['x-amz-object-attributes']),
      page: parsePage(headers),
    }
  },

  async run(context, { customerKey, versionId, names, page }) {
    const { storage, bucket, request, encryption } = context
    const { key, method } = request
    await using object = await storage.openObject(bucket.name, key, versionId)
    const record = object?.record
    requireObject(record, { bucket, key, method, versionId })
    await encryption.checkLook(record, readerOf(context, customerKey), names.has('Checksum'))
    const wantsParts = names.has('ObjectParts') && record.partCount !== undefined
    const parts = wantsParts && object ? await object.parts() : undefined
    return xmlAnswer(
      'GetObjectAttributesResponse',
      attributeNodes(record, names, { parts, page }),
      {
        'last-modified': formatHttpDate(record.modifiedAtMs),
        ...versionHeaders(record, bucket),
      },
    )
  },
})

function parseNames(header: string | undefined): ReadonlySet<AttributeName> {
  if (header === undefined || header.trim() === '') {
    throw new S3Error(
      'InvalidRequest',
      {},
      {
        message:
          'The x-amz-object-attributes header specifying the attributes to be retrieved is missing or empty',
      },
    )
  }
  const names = new Set<AttributeName>()
  for (const text of header.split(',')) {
    const name = NAMES.find(known => known === text.trim())
    if (name === undefined) {
      throw invalidArgument(
        'x-amz-object-attributes',
        text.trim(),
        'Invalid attribute name specified.',
      )
    }
    names.add(name)
  }
  return names
}

function parsePage(headers: S3Request['headers']): PartsPage {
  const limit = parseNumber(headers, 'x-amz-max-parts') ?? PARTS_PAGE_MAX
  return {
    marker: parseNumber(headers, 'x-amz-part-number-marker') ?? 0,
    limit: Math.min(limit, PARTS_PAGE_MAX),
  }
}

function parseNumber(headers: S3Request['headers'], name: string): number | undefined {
  const text = headers[name]
  if (text === undefined || text === '') return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw invalidArgument(name, text, `Argument ${name} must be an integer between 0 and 2147483647`)
}

/** In AWS's order. The entity tag stands without quotes here and nowhere else. */
function attributeNodes(
  record: ObjectRecord,
  names: ReadonlySet<AttributeName>,
  facts: { readonly parts: readonly ObjectPart[] | undefined; readonly page: PartsPage },
): XmlNode {
  const { checksum, storageClass } = readAttributes(record.attributes)
  return {
    ETag: names.has('ETag') ? record.etag : undefined,
    Checksum:
      names.has('Checksum') && checksum
        ? {
            [checksumElementName(checksum.algorithm)]: checksum.base64,
            ChecksumType: checksum.type,
          }
        : undefined,
    ObjectParts: facts.parts && partNodes(facts.parts, facts.page),
    StorageClass: names.has('StorageClass') ? storageClass : undefined,
    ObjectSize: names.has('ObjectSize') ? record.sizeBytes : undefined,
  }
}

/**
 * Differs from S3: AWS lists the parts only of uploads that declared a checksum, and gives the mere
 * count for others; here they are always listed, as radosgw does.
 */
function partNodes(parts: readonly ObjectPart[], { marker, limit }: PartsPage): XmlNode {
  const after = parts.filter(part => part.partNumber > marker)
  const shown = after.slice(0, limit)
  const isTruncated = shown.length < after.length
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.partNumber ?? marker,
    MaxParts: limit,
    IsTruncated: isTruncated,
    Part: shown.map(part => {
      const { checksum } = readPartAttributes(part.attributes)
      return {
        PartNumber: part.partNumber,
        Size: part.sizeBytes,
        [checksumElementName(checksum.algorithm)]: checksum.base64,
      }
    }),
  }
}
