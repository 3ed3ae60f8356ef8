/**
 * Byte ranges of reads and of part copies. Reads follow RFC 9110 (section 14) as S3 does: what is
 * not understood, several ranges among it, is ignored and the whole object is sent. Copies are
 * strict: a wrong range is an error, because it would silently store other bytes.
 */
import type { ByteRange } from '../../storage/storage.ts'
import { invalidArgument, S3Error } from './errors.ts'

/** As the client asked, before the object's size is known. */
export type RequestedRange =
  | { readonly kind: 'from'; readonly start: number; readonly end: number }
  | { readonly kind: 'suffix'; readonly length: number }

const READ_RANGE = /^bytes=(\d*)-(\d*)$/i

/** `undefined`: send the whole object. An open end is `Infinity`. */
export function parseRange(header: string | undefined): RequestedRange | undefined {
  if (header === undefined) return undefined
  const match = READ_RANGE.exec(header.trim())
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '') return last === '' ? undefined : { kind: 'suffix', length: Number(last) }
  const start = Number(first)
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last)
  return end < start ? undefined : { kind: 'from', start, end }
}

/** The bytes meant; `undefined` if the object has none of them. An empty object never has any. */
export function resolveRange(requested: RequestedRange, sizeBytes: number): ByteRange | undefined {
  if (requested.kind === 'suffix') {
    if (requested.length === 0 || sizeBytes === 0) return undefined
    return { start: Math.max(0, sizeBytes - requested.length), end: sizeBytes - 1 }
  }
  if (requested.start >= sizeBytes) return undefined
  return { start: requested.start, end: Math.min(requested.end, sizeBytes - 1) }
}

/** 416, with what the client needs to ask better. */
export function rangeNotSatisfiable(header: string, sizeBytes: number): S3Error {
  return new S3Error(
    'InvalidRange',
    { RangeRequested: header, ActualObjectSize: String(sizeBytes) },
    { headers: { 'content-range': `bytes */${sizeBytes}` } },
  )
}

export function rangeSizeBytes(range: ByteRange): number {
  return range.end - range.start + 1
}

const COPY_RANGE_HEADER = 'x-amz-copy-source-range'
const COPY_RANGE = /^bytes=(\d{1,15})-(\d{1,15})$/

/** Both ends are required and nothing else is understood. `undefined`: the whole source. */
export function parseCopyRange(header: string | undefined): ByteRange | undefined {
  if (header === undefined) return undefined
  const match = COPY_RANGE.exec(header)
  const start = Number(match?.[1])
  const end = Number(match?.[2])
  if (!match || end < start) {
    throw invalidArgument(
      COPY_RANGE_HEADER,
      header,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and ' +
        'last are the zero-based offsets of the first and last bytes to copy',
    )
  }
  return { start, end }
}

/**
 * A copy never takes fewer bytes than were asked for.
 *
 * Differs from S3: AWS answers 400 InvalidArgument here; radosgw and MinIO answer InvalidRange, and
 * the public conformance suite expects it.
 */
export function checkCopyRange(range: ByteRange, sizeBytes: number): void {
  if (range.end >= sizeBytes) {
    throw rangeNotSatisfiable(`bytes=${range.start}-${range.end}`, sizeBytes)
  }
}
