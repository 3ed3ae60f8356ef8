/**
 * What the headers of a request say of its body: how long it is and what it must hash to. Each value
 * is checked for its form here, before a byte of the body is asked for.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Payload } from '../../auth/authenticate.ts'
import {
  type ChecksumAlgorithm,
  isChecksumValue,
  parseChecksumAlgorithm,
} from '../checksums/checksum.ts'
import { invalidArgument, S3Error } from '../errors.ts'

const checksumPrefix = 'x-amz-checksum-'

/** `x-amz-checksum-` headers that are not checksums. */
const checksumSettings: readonly string[] = ['algorithm', 'mode', 'type']

export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** Undefined: it comes as a trailer. */
  readonly base64: string | undefined
}

export interface BodyDeclaration {
  /** Base64 of 16 bytes. */
  readonly contentMd5: string | undefined
  readonly checksum: DeclaredChecksum | undefined
  /** Lower case; undefined where the body's form has no trailers. */
  readonly trailerNames: readonly string[] | undefined
}

/** The body's length without framing, or undefined; throws S3Error for one that is no number. */
export function declaredSize(headers: IncomingHttpHeaders, payload: Payload): number | undefined {
  const isFramed = payload.kind === 'chunked-signed' || payload.kind === 'chunked-unsigned'
  const name = isFramed ? 'x-amz-decoded-content-length' : 'content-length'
  const text = headers[name]
  if (typeof text !== 'string') return undefined
  const size = /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined
  if (size === undefined) throw invalidArgument(name, text, `Invalid value of ${name}`)
  return size
}

/** Throws S3Error for headers that contradict each other or are malformed. */
export function readDeclaration(headers: IncomingHttpHeaders, payload: Payload): BodyDeclaration {
  const hasTrailer = 'hasTrailer' in payload && payload.hasTrailer
  const inTrailer = trailerAlgorithm(headers, hasTrailer)
  const inHeader = headerChecksum(headers)
  if (inTrailer && inHeader) throw multipleChecksums()
  const checksum = inTrailer ? { algorithm: inTrailer, base64: undefined } : inHeader
  checkSdkAlgorithm(headers, checksum)
  return {
    contentMd5: contentMd5(headers),
    checksum,
    trailerNames: hasTrailer
      ? inTrailer
        ? [checksumPrefix + inTrailer.toLowerCase()]
        : []
      : undefined,
  }
}

/** The algorithm of the checksum that a client declares; for what must be known before reading. */
export function declaredAlgorithm(headers: IncomingHttpHeaders): ChecksumAlgorithm | undefined {
  return trailerAlgorithm(headers, true) ?? headerChecksum(headers)?.algorithm
}

function trailerAlgorithm(
  headers: IncomingHttpHeaders,
  hasTrailer: boolean,
): ChecksumAlgorithm | undefined {
  const trailer = headers['x-amz-trailer']
  if (typeof trailer !== 'string') return undefined
  const name = trailer.trim().toLowerCase()
  const algorithm = name.startsWith(checksumPrefix)
    ? parseChecksumAlgorithm(name.slice(checksumPrefix.length))
    : undefined
  if (!algorithm) {
    throw invalidRequest('The value specified in the x-amz-trailer header is not supported')
  }
  // Nothing could follow the body, so a promise of it cannot be kept.
  if (!hasTrailer) throw new S3Error('MalformedTrailerError')
  return algorithm
}

function headerChecksum(
  headers: IncomingHttpHeaders,
): { readonly algorithm: ChecksumAlgorithm; readonly base64: string } | undefined {
  let found: { algorithm: ChecksumAlgorithm; base64: string } | undefined
  for (const name in headers) {
    if (!name.startsWith(checksumPrefix)) continue
    const suffix = name.slice(checksumPrefix.length)
    if (checksumSettings.includes(suffix)) continue
    const algorithm = parseChecksumAlgorithm(suffix)
    if (!algorithm) {
      throw invalidRequest('The algorithm type you specified in x-amz-checksum- header is invalid.')
    }
    if (found) throw multipleChecksums()
    const value = headers[name]
    found = { algorithm, base64: typeof value === 'string' ? value.trim() : '' }
  }
  if (found && !isChecksumValue(found.algorithm, found.base64)) {
    throw invalidChecksumValue(found.algorithm)
  }
  return found
}

function checkSdkAlgorithm(
  headers: IncomingHttpHeaders,
  checksum: DeclaredChecksum | undefined,
): void {
  const text = headers['x-amz-sdk-checksum-algorithm']
  if (typeof text !== 'string') return
  const algorithm = parseChecksumAlgorithm(text.trim())
  if (algorithm && !checksum) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or ' +
        'x-amz-trailer headers were found.',
    )
  }
  if (!algorithm || algorithm !== checksum?.algorithm) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
  }
}

/** https://www.rfc-editor.org/rfc/rfc1864 */
function contentMd5(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['content-md5']
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== 16 || bytes.toString('base64') !== text) {
    throw new S3Error('InvalidDigest', { 'Content-MD5': value })
  }
  return text
}

export function invalidChecksumValue(algorithm: ChecksumAlgorithm): S3Error {
  return invalidRequest(`Value for ${checksumPrefix}${algorithm.toLowerCase()} header is invalid.`)
}

function multipleChecksums(): S3Error {
  return invalidRequest(
    'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  )
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
