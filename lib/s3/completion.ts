/**
 * CompleteMultipartUpload's rules: which parts were asked for, whether the upload has them as the
 * client believes, and what the object made of them is. Pure: storage calls `choose` where nothing
 * can come between it and the commit.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
import { createHash } from 'node:crypto'
import type { ObjectFields, PartRecord, UploadRecord } from '../../storage/storage.ts'
import type { XmlElement } from '../http/xml.ts'
import { scanXml } from '../http/xml-scanner.ts'
import { type ChecksumAlgorithm, type Checksums, checksumAlgorithms } from './checksums/checksum.ts'
import { compositeChecksum, fullObjectChecksum, isLinear } from './checksums/combine.ts'
import { stripEtag } from './conditions.ts'
import { invalidArgument, S3Error } from './errors.ts'
import {
  checksumElementName,
  checksumHeaderName,
  objectFields,
  type StoredChecksum,
} from './object-attributes.ts'
import type { ObjectLock } from './object-lock/lock.ts'
import { unpackObjectSummary } from './object-summary.ts'
import { PART_NUMBER_MAX, parsePartNumber } from './part-number.ts'
import {
  checksumTypeMismatch,
  type PartAttributes,
  type PartChecksumValue,
  parseChecksumType,
  readPartAttributes,
  readUploadAttributes,
  type UploadChecksum,
} from './upload-attributes.ts'

export interface RequestedPart {
  readonly partNumber: number
  readonly etag: string
  readonly checksum: PartChecksumValue | undefined
}

/** What the client says of the whole object. */
export interface Completion {
  readonly parts: readonly RequestedPart[]
  readonly checksum: PartChecksumValue | undefined
  readonly checksumType: StoredChecksum['type'] | undefined
  readonly sizeBytes: number | undefined
}

/** Ten thousand parts, each with a checksum and generous white space. */
export const COMPLETION_BYTES_MAX = 4 * 1024 * 1024
/** A part has a number, an entity tag and one checksum, or one of each kind. */
const ELEMENT_COUNT_MAX = PART_NUMBER_MAX * (3 + checksumAlgorithms.length) + 1
/** Of every part but the last. */
export const PART_BYTES_MIN = 5 * 1024 * 1024

/**
 * Throws XmlError, MalformedXML, InvalidPartOrder and InvalidArgument. A number that stands there twice, as
 * clients leave it that sent a part again, means the later of the two.
 */
export function readRequestedParts(document: Uint8Array): RequestedPart[] {
  const { name, children } = scanXml(document, { elementCountMax: ELEMENT_COUNT_MAX })
  if (name !== 'CompleteMultipartUpload') throw new S3Error('MalformedXML')
  if (children.length === 0 || children.length > PART_NUMBER_MAX) throw new S3Error('MalformedXML')
  const parts = children.map(readRequestedPart)
  const isAscending = parts.every(
    ({ partNumber }, index) => partNumber >= (parts[index - 1]?.partNumber ?? 0),
  )
  if (!isAscending) throw new S3Error('InvalidPartOrder')
  return parts.filter(({ partNumber }, index) => partNumber !== parts[index + 1]?.partNumber)
}

const algorithmByElement: ReadonlyMap<string, ChecksumAlgorithm> = new Map(
  checksumAlgorithms.map(algorithm => [checksumElementName(algorithm), algorithm]),
)

/** One walk over its elements: this runs ten thousand times. Of those that repeat, the first counts. */
function readRequestedPart({ name, children }: XmlElement): RequestedPart {
  let partNumber: string | undefined
  let etag: string | undefined
  let checksum: PartChecksumValue | undefined
  for (const child of children) {
    if (child.name === 'PartNumber') partNumber ??= child.text
    else if (child.name === 'ETag') etag ??= child.text
    else {
      const algorithm = algorithmByElement.get(child.name)
      if (algorithm) checksum ??= { algorithm, base64: child.text.trim() }
    }
  }
  if (name !== 'Part' || partNumber === undefined || etag === undefined) {
    throw new S3Error('MalformedXML')
  }
  return { partNumber: parsePartNumber(partNumber.trim()), etag: stripEtag(etag), checksum }
}

type Headers = Readonly<Record<string, string>>

/** Of the completion's headers, all about the object and none about the request's body. */
export function parseCompletionHeaders(headers: Headers): Omit<Completion, 'parts'> {
  const named = checksumAlgorithms.filter(
    algorithm => headers[checksumHeaderName(algorithm)] !== undefined,
  )
  if (named.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const [algorithm] = named
  const type = headers['x-amz-checksum-type']
  return {
    checksum: algorithm && { algorithm, base64: headers[checksumHeaderName(algorithm)] ?? '' },
    checksumType: type === undefined ? undefined : parseChecksumType(type),
    sizeBytes: parseObjectSize(headers[OBJECT_SIZE_HEADER]),
  }
}

const OBJECT_SIZE_HEADER = 'x-amz-mp-object-size'

function parseObjectSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw invalidArgument(
    OBJECT_SIZE_HEADER,
    text,
    `Value for ${OBJECT_SIZE_HEADER} header is invalid`,
  )
}

/** For storage's `completeUpload`. Throws what S3 answers to a completion that does not fit. */
export function chooseParts(
  completion: Completion,
  upload: UploadRecord,
  facts: {
    readonly parts: readonly PartRecord[]
    readonly checksums: Checksums
    /** Of the object, from that of the upload. */
    readonly lockOf: (lock: ObjectLock | undefined) => ObjectLock | undefined
  },
): ObjectFields & { readonly partNumbers: readonly number[] } {
  const stored = readUploadAttributes(upload.attributes)
  const { checksum: uploadChecksum, initiatorId: _, ...attributes } = stored
  checkType(completion, uploadChecksum)
  const chosen = findParts(completion.parts, upload.uploadId, facts.parts)
  const checksum = objectChecksum(uploadChecksum, chosen, facts.checksums)
  checkObject(completion, chosen, checksum)
  checkPartChecksums(completion.parts, chosen)
  checkSizes(chosen)
  const lock = facts.lockOf(attributes.lock)
  const fields = objectFields(lock === undefined ? attributes : { ...attributes, lock }, {
    etag: multipartEtag(chosen),
    ownerId: unpackObjectSummary(upload.summary).ownerId ?? '',
    checksum,
  })
  return { ...fields, partNumbers: completion.parts.map(part => part.partNumber) }
}

function checkType({ checksum, checksumType }: Completion, upload: UploadChecksum): void {
  if (checksum !== undefined && checksum.algorithm !== upload.algorithm) {
    throw checksumTypeMismatch(upload.algorithm, checksum.algorithm)
  }
  if (checksumType === undefined || checksumType === upload.type) return
  throw invalidRequest(
    `The upload was created using the ${upload.type} checksum mode. The complete request must use ` +
      'the same checksum mode.',
  )
}

function findParts(
  requested: readonly RequestedPart[],
  uploadId: string,
  parts: readonly PartRecord[],
): PartRecord[] {
  const byNumber = new Map(parts.map(part => [part.partNumber, part]))
  return requested.map(({ partNumber, etag }) => {
    const part = byNumber.get(partNumber)
    if (part !== undefined && part.etag === etag) return part
    throw new S3Error('InvalidPart', {
      UploadId: uploadId,
      PartNumber: String(partNumber),
      ETag: etag,
    })
  })
}

function objectChecksum(
  { algorithm, type }: UploadChecksum,
  parts: readonly PartRecord[],
  checksums: Checksums,
): StoredChecksum {
  const values = parts.map(part => ({
    base64: readPartAttributes(part.attributes).checksum.base64,
    sizeBytes: part.sizeBytes,
  }))
  const base64 =
    type === 'FULL_OBJECT' && isLinear(algorithm)
      ? fullObjectChecksum(algorithm, values)
      : compositeChecksum(
          checksums,
          algorithm,
          values.map(value => value.base64),
        )
  return { algorithm, type, base64 }
}

function checkObject(
  { checksum, sizeBytes }: Completion,
  parts: readonly PartRecord[],
  computed: StoredChecksum,
): void {
  // A composite value may be written without the number of its parts.
  const isRight =
    checksum === undefined ||
    checksum.base64 === computed.base64 ||
    checksum.base64 === computed.base64.replace(/-\d+$/, '')
  if (!isRight) {
    throw new S3Error(
      'BadDigest',
      {},
      {
        message: `The ${computed.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
      },
    )
  }
  const computedBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  if (sizeBytes !== undefined && sizeBytes !== computedBytes) {
    throw invalidRequest(
      `The provided '${OBJECT_SIZE_HEADER}' header value ${sizeBytes} does not match what was ` +
        `computed: ${computedBytes}`,
    )
  }
}

/**
 * A part whose checksum is named must have it.
 *
 * Differs from S3: AWS wants the checksums of a composite upload's parts named again; radosgw, and
 * the public conformance suite with it, is content with those that came with the parts.
 */
function checkPartChecksums(
  requested: readonly RequestedPart[],
  parts: readonly PartRecord[],
): void {
  requested.forEach(({ partNumber, etag, checksum }, index) => {
    const part = parts[index]
    if (checksum === undefined || part === undefined) return
    if (hasChecksum(readPartAttributes(part.attributes), checksum)) return
    throw new S3Error('InvalidPart', { PartNumber: String(partNumber), ETag: etag })
  })
}

function hasChecksum({ checksum, declared }: PartAttributes, asked: PartChecksumValue): boolean {
  return [checksum, declared].some(
    value => value?.algorithm === asked.algorithm && value.base64 === asked.base64,
  )
}

function checkSizes(parts: readonly PartRecord[]): void {
  const small = parts.find(
    (part, index) => index < parts.length - 1 && part.sizeBytes < PART_BYTES_MIN,
  )
  if (small === undefined) return
  throw new S3Error('EntityTooSmall', {
    ProposedSize: String(small.sizeBytes),
    MinSizeAllowed: String(PART_BYTES_MIN),
    PartNumber: String(small.partNumber),
    ETag: small.etag,
  })
}

/** The MD5 of the parts' MD5s, and their number: what every S3 client expects to find. */
export function multipartEtag(parts: readonly Pick<PartRecord, 'etag'>[]): string {
  const md5 = createHash('md5')
  for (const { etag } of parts) md5.update(etag, 'hex')
  return `${md5.digest('hex')}-${parts.length}`
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
