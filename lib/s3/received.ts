/** What the dispatcher makes of a received request's headers and body before an operation sees them. */
import {
  type AuthContext,
  authenticateRequest,
  type Payload,
  payloadWithoutChain,
} from '../auth/authenticate.ts'
import type { HttpRequest } from '../http/exchange.ts'
import type { Principal } from '../iam/account.ts'
import { type Checksums, checksumAlgorithms } from './checksums/checksum.ts'
import { S3Error } from './errors.ts'
import { checksumHeaderName } from './object-attributes.ts'
import type { AnyOperation, S3Request } from './operation.ts'
import { createRequestBody, type RequestBody } from './request-body.ts'
import type { RequestTarget } from './target.ts'

/** What is known of a request once it has an operation. */
export interface Receiving {
  readonly target: RequestTarget
  /** Of `readHeaders`. */
  readonly headers: Readonly<Record<string, string>>
  readonly operation: Pick<AnyOperation, 'body'>
  readonly authentication: AuthContext<Principal>
  readonly checksums: Checksums
  /** For what takes its time. */
  now(): number
}

/** What it is once its sender is known: where the body is a form, most of it comes from there. */
export type Received = Pick<
  S3Request,
  'body' | 'form' | 'headers' | 'isPresigned' | 'key' | 'resource' | 'signature'
> & {
  /** `undefined`: nobody signed it. */
  readonly principal: Principal | undefined
  readonly payload: Payload
}

/** A request that is signed in its headers or its query, or by nobody. Throws AuthError. */
export async function receiveSigned(
  request: HttpRequest,
  { target, headers, operation, authentication, checksums }: Receiving,
): Promise<Received> {
  const { method, rawPath, rawQuery, rawHeaders } = request
  const { hostBucket, key, resource } = target
  const signed = await authenticateRequest(
    { method, rawPath, rawQuery, headers: request.headers, rawHeaders, hostBucket },
    authentication,
  )
  const payload = signed?.payload ?? payloadWithoutChain(request.headers)
  return {
    principal: signed?.identity,
    isPresigned: signed?.isPresigned ?? false,
    ...(signed && { signature: signed }),
    key,
    resource,
    headers,
    payload,
    body: createBody(request, checksums, { operation, headers, payload }),
  }
}

const SDK_ALGORITHM = 'x-amz-sdk-checksum-algorithm'
const checksumHeaders: ReadonlySet<string> = new Set(checksumAlgorithms.map(checksumHeaderName))

/** Of names, values and what separates them. */
const HEADER_SECTION_BYTES_MAX = 8192

/**
 * Throws RequestHeaderSectionTooLarge.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
function checkHeaderSection(rawHeaders: readonly string[]): void {
  let sizeBytes = rawHeaders.length * 2
  for (const text of rawHeaders) sizeBytes += text.length
  if (sizeBytes <= HEADER_SECTION_BYTES_MAX) return
  throw new S3Error('RequestHeaderSectionTooLarge', {
    MaxSizeAllowed: String(HEADER_SECTION_BYTES_MAX),
  })
}

/**
 * The headers, and for a presigned request the `x-amz-…` ones that its signer moved into the query,
 * where they mean the same. A query that only looks signed gets no further than authentication.
 */
export function readHeaders(
  request: HttpRequest,
  query: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  checkHeaderSection(request.rawHeaders)
  // Node gives an array for Set-Cookie alone, which no operation reads.
  const headers = request.headers as Readonly<Record<string, string>>
  if (headers.authorization !== undefined || !request.rawQuery.includes('Signature=')) {
    return headers
  }
  const merged: Record<string, string> = { ...headers }
  for (const [name, value] of query) {
    const header = name.toLowerCase()
    if (header.startsWith('x-amz-') && !isBodyChecksum(header)) merged[header] ??= value
  }
  return merged
}

/**
 * Whoever signs a URL has no body yet: the JavaScript SDK puts the CRC32 of no bytes into it. S3
 * lets such a checksum pass unread; it is signed all the same.
 */
function isBodyChecksum(name: string): boolean {
  return name === SDK_ALGORITHM || checksumHeaders.has(name)
}

/** As the operation needs it; nothing is read before it asks. */
function createBody(
  request: HttpRequest,
  checksums: Checksums,
  options: {
    readonly operation: Pick<AnyOperation, 'body'>
    readonly headers: Readonly<Record<string, string>>
    readonly payload: Payload
  },
): RequestBody {
  const kind = options.operation.body
  const isObject = kind === 'object'
  return createRequestBody({
    open: () => request.body(),
    buffers: request.buffers,
    headers: kind === 'completion' ? withoutChecksums(options.headers) : options.headers,
    payload: options.payload,
    checksums,
    // An object's MD5 is its ETag; of a document only what the client declares is computed.
    md5: isObject,
    defaultChecksum: isObject ? 'CRC64NVME' : 'none',
  })
}

/** Beside a completion they are the finished object's. */
function withoutChecksums(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isOther = (name: string) => !name.startsWith('x-amz-checksum-') && name !== SDK_ALGORITHM
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isOther(name)))
}

/** What is asked of a body before it is read. */
export function checkIntegrity(
  operation: AnyOperation,
  request: S3Request,
  payload: Payload,
): void {
  if (payload.kind === 'chunked-unsigned' && operation.body !== 'object') {
    const message = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER is only valid for uploads of objects'
    throw new S3Error('InvalidRequest', {}, { message })
  }
  if (!operation.requiresChecksum || request.headers['content-md5'] !== undefined) return
  if (request.body.declaredAlgorithm === undefined) {
    const message = 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*'
    throw new S3Error('InvalidRequest', {}, { message })
  }
}
