/** Bodies that become objects or parts: their sizes, and bytes copied from other objects. */
import { createHash, hash } from 'node:crypto'
import {
  type Body,
  type ByteRange,
  type OpenObject,
  SMALL_BODY_BYTES_MAX,
} from '../../storage/storage.ts'
import type { Checksums } from './checksums/checksum.ts'
import { S3Error } from './errors.ts'
import type { S3Request } from './operation.ts'
import { rangeSizeBytes } from './ranges.ts'
import type { ChecksumAlgorithm, ReadOptions, RequestBody } from './request-body.ts'

/** Of one PutObject, one part, and one source of CopyObject. */
export const SINGLE_WRITE_BYTES_MAX = 5 * 1024 ** 3

/** Throws MissingContentLength and EntityTooLarge, before a byte is read. */
export function checkBodySize({ body, headers }: Pick<S3Request, 'body' | 'headers'>): void {
  const { sizeBytes = 0 } = body
  const isDeclared = body.sizeBytes !== undefined || body.sizeBytesMax !== undefined
  if (!isDeclared && headers['transfer-encoding'] === undefined) {
    throw new S3Error('MissingContentLength')
  }
  if (sizeBytes > SINGLE_WRITE_BYTES_MAX) {
    throw new S3Error('EntityTooLarge', {
      ProposedSize: String(sizeBytes),
      MaxSizeAllowed: String(SINGLE_WRITE_BYTES_MAX),
    })
  }
}

/**
 * For storage: small bodies whole, others as they come.
 *
 * Differs from S3: AWS refuses every body of undeclared length; here one that is small is taken,
 * since nothing is lost by reading it, and the public conformance suite sends one.
 */
export async function readBody(body: RequestBody, options?: ReadOptions): Promise<Body> {
  const sizeBytes = body.sizeBytes ?? body.sizeBytesMax
  if (sizeBytes !== undefined) {
    if (sizeBytes > SMALL_BODY_BYTES_MAX) return body.stream(options)
    return body.bytes(SMALL_BODY_BYTES_MAX, options)
  }
  try {
    return await body.bytes(SMALL_BODY_BYTES_MAX, options)
  } catch (thrown) {
    const isTooLong = thrown instanceof S3Error && thrown.code === 'MaxMessageLengthExceeded'
    throw isTooLong ? new S3Error('MissingContentLength') : thrown
  }
}

/** A copy takes its bytes from the source alone. */
export function refuseBody({ sizeBytes }: Pick<RequestBody, 'sizeBytes'>): void {
  if (sizeBytes !== undefined && sizeBytes > 0) throw new S3Error('UnexpectedContent')
}

/** What was computed of a body on its way into storage; complete at its end. */
export interface ComputedDigests {
  readonly md5Hex: string
  /** In the algorithm asked for. */
  readonly checksumBase64: string
}

export interface DigestedBody {
  readonly body: Body
  digests(): ComputedDigests
}

/** The bytes of an object, or of a range of it, for storing again. */
export async function copiedBody(
  source: OpenObject,
  range: ByteRange | undefined,
  { checksums, algorithm }: { checksums: Checksums; algorithm: ChecksumAlgorithm },
): Promise<DigestedBody> {
  const sizeBytes = range === undefined ? source.record.sizeBytes : rangeSizeBytes(range)
  if (sizeBytes <= SMALL_BODY_BYTES_MAX) {
    const bytes = sizeBytes === 0 ? new Uint8Array(0) : await source.bytes(range)
    return {
      body: bytes,
      digests: () => ({
        md5Hex: hash('md5', bytes, 'hex'),
        checksumBase64: checksums.base64(algorithm, bytes),
      }),
    }
  }
  const md5 = createHash('md5')
  const checksum = checksums.start(algorithm)
  const update = (bytes: Uint8Array) => {
    md5.update(bytes)
    checksum.update(bytes)
  }
  return {
    body: watchedBody(source.read(range), update),
    digests: () => ({ md5Hex: md5.digest('hex'), checksumBase64: checksum.base64() }),
  }
}

/** The same bytes, shown to `watch` as they pass. */
export async function* watchedBody(
  body: AsyncIterable<Uint8Array>,
  watch: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    watch(bytes)
    yield bytes
  }
}
