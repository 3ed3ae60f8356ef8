/**
 * What is kept with a multipart upload and with its parts until the object is complete.
 *
 * Every upload has a checksum algorithm: the one its client declared, or CRC64NVME over the full
 * object. Every part has its checksum in that algorithm; a part whose client sent another one (to an
 * upload that declared none) keeps that too, since the completion may name it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import type { Attributes, PartRecord, UploadRecord } from '../../storage/storage.ts'
import { checksumAlgorithms, parseChecksumAlgorithm } from './checksums/checksum.ts'
import { isLinear } from './checksums/combine.ts'
import type { PartEncryption } from './encryption/object-encryption.ts'
import { S3Error } from './errors.ts'
import { checksumHeaderName, type NewAttributes } from './object-attributes.ts'
import { type ChecksumType, unpackObjectSummary } from './object-summary.ts'
import type { ChecksumAlgorithm } from './request-body.ts'

export type UploadChecksum = {
  readonly algorithm: ChecksumAlgorithm
  readonly type: ChecksumType
  /** False: the client named no algorithm, and answers about the upload name none either. */
  readonly isDeclared: boolean
}

export type UploadAttributes = NewAttributes & {
  readonly checksum: UploadChecksum
  /** Canonical id, where the object will belong to another account. */
  readonly initiatorId?: string
}

export type PartChecksumValue = {
  readonly algorithm: ChecksumAlgorithm
  readonly base64: string
}

export type PartAttributes = {
  /** In the upload's algorithm. */
  readonly checksum: PartChecksumValue
  /** What the client declared, where that was another algorithm. */
  readonly declared?: PartChecksumValue
  /** Where the upload is encrypted. */
  readonly encryption?: PartEncryption
}

/** Both are written through the types above alone. */
export function readUploadAttributes(attributes: Attributes): UploadAttributes {
  return attributes as UploadAttributes
}

/** Canonical id. */
export function initiatorOf({ attributes, summary }: UploadRecord): string | undefined {
  return readUploadAttributes(attributes).initiatorId ?? unpackObjectSummary(summary).ownerId
}

export function readPartAttributes(attributes: Attributes): PartAttributes {
  return attributes as PartAttributes
}

/** In another algorithm than the upload's, which says that the upload declared none. */
export function hasDeclaredChecksum({ attributes }: PartRecord): boolean {
  return readPartAttributes(attributes).declared !== undefined
}

type Headers = Readonly<Record<string, string>>

const DEFAULT_CHECKSUM: UploadChecksum = {
  algorithm: 'CRC64NVME',
  type: 'FULL_OBJECT',
  isDeclared: false,
}

/** Of CreateMultipartUpload's headers; both values in any case. */
export function parseUploadChecksum(headers: Headers): UploadChecksum {
  const algorithmText = headers['x-amz-checksum-algorithm']
  const typeText = headers['x-amz-checksum-type']
  if (algorithmText === undefined) {
    if (typeText === undefined) return DEFAULT_CHECKSUM
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  }
  const algorithm = requireAlgorithm(algorithmText)
  const type = typeText === undefined ? defaultType(algorithm) : parseChecksumType(typeText)
  const isPossible = type === 'FULL_OBJECT' ? isLinear(algorithm) : algorithm !== 'CRC64NVME'
  if (!isPossible) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    )
  }
  return { algorithm, type, isDeclared: true }
}

function defaultType(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
}

/** The value of x-amz-checksum-algorithm. */
export function requireAlgorithm(text: string): ChecksumAlgorithm {
  const algorithm = parseChecksumAlgorithm(text)
  if (algorithm !== undefined) return algorithm
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
      `[${checksumAlgorithms.join(', ')}]`,
  )
}

export function parseChecksumType(text: string): ChecksumType {
  const type = text.toUpperCase()
  if (type === 'COMPOSITE' || type === 'FULL_OBJECT') return type
  throw invalidRequest('Value for x-amz-checksum-type header is invalid.')
}

/** The algorithm whose value comes with the request, in a header or in a trailer. */
export function declaredAlgorithm(headers: Headers): ChecksumAlgorithm | undefined {
  const trailers = headers['x-amz-trailer']
    ?.toLowerCase()
    .split(',')
    .map(name => name.trim())
  return checksumAlgorithms.find(algorithm => {
    const name = checksumHeaderName(algorithm)
    return headers[name] !== undefined || trailers?.includes(name)
  })
}

/** Throws unless a part with that checksum, or none, fits the upload. */
export function checkPartAlgorithm(
  upload: UploadChecksum,
  declared: ChecksumAlgorithm | undefined,
): void {
  if (!upload.isDeclared || declared === upload.algorithm) return
  // The whole's CRC follows from parts whose CRC is computed here; a composite one is the client's.
  if (declared === undefined && upload.type === 'FULL_OBJECT') return
  throw checksumTypeMismatch(upload.algorithm, declared)
}

export function checksumTypeMismatch(
  expected: ChecksumAlgorithm,
  actual: ChecksumAlgorithm | undefined,
): S3Error {
  return invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, ` +
      `actual checksum Type: ${actual?.toLowerCase() ?? 'null'}`,
  )
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
