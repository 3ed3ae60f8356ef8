/** The step between the dispatcher and the access log of the bucket that a request was about. */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import type { HttpRequest, HttpResponse, SentOutcome } from '../../http/exchange.ts'
import type { Accounts, Principal } from '../../iam/account.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import type { AnyOperation } from '../operation.ts'
import type { RequestBody } from '../request-body.ts'
import type { RequestTarget } from '../target.ts'
import type { LoggingConfiguration } from './configuration.ts'
import type { AccessLog } from './delivery.ts'
import type { FurtherAccess } from './further-access.ts'
import { accessRecord } from './observation.ts'
import { type AccessRecord, formatRecord } from './record.ts'

export interface AccessLogContext {
  readonly storage: Storage
  readonly accounts: Accounts
  readonly clock: Clock
  readonly accessLog: Pick<AccessLog, 'note'>
}

/** What the dispatcher knows of a request once it is answered. */
export interface AnsweredRequest {
  readonly request: HttpRequest
  readonly response: HttpResponse
  readonly isWebsite: boolean
  readonly target: RequestTarget | undefined
  /** Looked up where it is not known. */
  readonly bucket: BucketRecord | undefined
  readonly operation: AnyOperation | undefined
  readonly principal: Principal | undefined
  readonly body: RequestBody | undefined
  readonly accesses: readonly FurtherAccess[]
}

/** The answer, with lines for the logs once it was sent, where the buckets concerned have logs. */
export async function withAccessLog(
  context: AccessLogContext,
  answered: AnsweredRequest,
): Promise<HttpResponse> {
  const { storage, clock, accessLog } = context
  const { request, response, target, principal, isWebsite, accesses } = answered
  const bucketName = target?.bucketName ?? ''
  if (bucketName === '') return response
  // The answer is there already: its line in a log is not worth losing it for.
  const bucket = answered.bucket ?? (await storage.getBucket(bucketName).catch(() => undefined))
  if (bucket === undefined) return response
  const logs = await findLogs(context, [bucket, ...accesses.map(access => access.bucket)])
  if (logs.size === 0) return response
  const exchange = {
    request,
    response,
    bucket,
    key: isWebsite ? websiteKey(request.rawPath) : (target?.key ?? ''),
    isWebsite,
    operation: answered.operation,
    requester: principal?.account,
    uploadSizeBytes: answered.body?.sizeBytes,
    answeredAtMs: clock.now(),
  }
  const note = (source: BucketRecord, record: Omit<AccessRecord, 'bucketOwnerId'>) => {
    const log = logs.get(source.id)
    if (log === undefined) return
    const text = formatRecord({ ...record, bucketOwnerId: log.ownerId })
    accessLog.note({ source, logging: log.logging, text, atMs: request.receivedAtMs })
  }
  const sent = (outcome: SentOutcome) => {
    const record = accessRecord(exchange, outcome)
    note(bucket, record)
    for (const access of accesses) note(access.bucket, furtherRecord(record, access))
  }
  return { ...response, sent }
}

interface Log {
  readonly logging: LoggingConfiguration
  /** Canonical id of the bucket's owner. */
  readonly ownerId: string
}

/** By the ids of the buckets that have one. */
async function findLogs(
  { accounts }: AccessLogContext,
  buckets: readonly BucketRecord[],
): Promise<ReadonlyMap<string, Log>> {
  const logs = new Map<string, Log>()
  for (const bucket of buckets) {
    const { logging } = readBucketAttributes(bucket.attributes)
    if (logging === undefined || logs.has(bucket.id)) continue
    const owner = await accounts.findAccount(bucket.ownerId).catch(() => undefined)
    if (owner !== undefined) logs.set(bucket.id, { logging, ownerId: owner.canonicalId })
  }
  return logs
}

function furtherRecord(
  record: Omit<AccessRecord, 'bucketOwnerId'>,
  access: FurtherAccess,
): Omit<AccessRecord, 'bucketOwnerId'> {
  const { bucket, operation, key, versionId, status, errorCode, objectSizeBytes } = access
  return {
    ...record,
    bucketName: bucket.name,
    operation,
    key,
    versionId,
    status,
    errorCode,
    objectSizeBytes,
    bytesSent: 0,
    isAclRequired: false,
  }
}

function websiteKey(rawPath: string): string {
  const raw = rawPath.slice(1)
  try {
    return decodeURIComponent(raw)
  } catch {
    // It was refused for that; the log shows it as it came.
    return raw
  }
}
