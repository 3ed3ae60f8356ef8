/** What an exchange leaves for the access log of its bucket, once the answer was sent. Pure. */
import type { BucketRecord } from '../../../storage/storage.ts'
import type { HttpRequest, HttpResponse, SentOutcome } from '../../http/exchange.ts'
import type { AnyOperation } from '../operation.ts'
import { loggedOperation } from './operation-name.ts'
import type { AccessRecord } from './record.ts'

export interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse
  readonly bucket: BucketRecord
  /** Decoded; empty where there is none. */
  readonly key: string
  readonly isWebsite: boolean
  readonly operation: AnyOperation | undefined
  readonly requester: { readonly accountId: string; readonly canonicalId: string } | undefined
  /** Of a body that is an object's, without its framing. */
  readonly uploadSizeBytes: number | undefined
  readonly answeredAtMs: number
}

export function accessRecord(
  exchange: Exchange,
  outcome: SentOutcome,
): Omit<AccessRecord, 'bucketOwnerId'> {
  const { request, response, bucket, operation, requester, isWebsite, key } = exchange
  const { method, headers, rawPath, rawQuery } = request
  const name = operation ?? nameOnly(response)
  return {
    bucketName: bucket.name,
    receivedAtMs: request.receivedAtMs,
    remoteAddress: request.remoteAddress,
    requesterId: requester?.canonicalId,
    requestId: request.id,
    hostId: response.headers['x-amz-id-2'] ?? '-',
    operation: loggedOperation({ method, hasKey: key !== '', isWebsite, operation: name }),
    key,
    method,
    target: rawQuery === '' ? rawPath : `${rawPath}?${rawQuery}`,
    status: outcome.status,
    errorCode: response.facts?.errorCode,
    bytesSent: outcome.bytesSent,
    objectSizeBytes: objectSize(exchange),
    totalMs: outcome.durationMs,
    turnAroundMs: hasBody(request) ? undefined : exchange.answeredAtMs - request.receivedAtMs,
    referer: headers.referer,
    userAgent: headers['user-agent'],
    versionId: response.headers['x-amz-version-id'] ?? askedVersion(rawQuery),
    signature: requester && signatureOf(request),
    host: headers.host ?? '',
    isAclRequired: isAclRequired(exchange),
  }
}

function nameOnly({ facts }: HttpResponse): { readonly name: string } | undefined {
  return facts?.operation === undefined ? undefined : { name: facts.operation }
}

function objectSize({ response, operation, uploadSizeBytes }: Exchange): number | undefined {
  if (operation?.body === 'object') return uploadSizeBytes
  const isRead = operation?.name === 'GetObject' || operation?.name === 'HeadObject'
  if (!isRead || response.status >= 400) return undefined
  const { 'content-range': range, 'content-length': length } = response.headers
  const size = range === undefined ? length : range.slice(range.lastIndexOf('/') + 1)
  return size === undefined ? undefined : Number(size)
}

function hasBody({ headers }: HttpRequest): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

const VERSION_ID = /(?:^|&)versionId=([^&]*)/

function askedVersion(rawQuery: string): string | undefined {
  return VERSION_ID.exec(rawQuery)?.[1]
}

function signatureOf({ headers, rawQuery }: HttpRequest): AccessRecord['signature'] {
  const { authorization } = headers
  if (authorization !== undefined) {
    return { version: authorization.startsWith('AWS4-') ? 'SigV4' : 'SigV2', place: 'AuthHeader' }
  }
  if (!rawQuery.includes('Signature=')) return undefined
  return {
    version: rawQuery.includes('X-Amz-Signature=') ? 'SigV4' : 'SigV2',
    place: 'QueryString',
  }
}

/** What somebody else was let do must have been granted by an ACL, unless it was by a policy. */
function isAclRequired({ bucket, requester, response }: Exchange): boolean {
  const isOwner = requester?.accountId === bucket.ownerId
  return !isOwner && response.status < 400 && !('policy' in bucket.attributes)
}
