/** The step between the dispatcher and the access log of the bucket that a request was about. */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import type { HttpRequest, HttpResponse, SentOutcome } from '../../http/exchange.ts'
import type { Accounts, Principal } from '../../iam/account.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import type { AnyOperation } from '../operation.ts'
import type { RequestBody } from '../request-body.ts'
import type { RequestTarget } from '../target.ts'
import type { AccessLog } from './delivery.ts'
import { accessRecord } from './observation.ts'
import { formatRecord } from './record.ts'

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
}

/** The answer, with a line for the log once it was sent, where its bucket has a log. */
export async function withAccessLog(
  { storage, accounts, clock, accessLog }: AccessLogContext,
  answered: AnsweredRequest,
): Promise<HttpResponse> {
  const { request, response, target, principal, isWebsite } = answered
  const bucketName = target?.bucketName ?? ''
  if (bucketName === '') return response
  // The answer is there already: its line in a log is not worth losing it for.
  const bucket = answered.bucket ?? (await storage.getBucket(bucketName).catch(() => undefined))
  const logging = bucket && readBucketAttributes(bucket.attributes).logging
  if (bucket === undefined || logging === undefined) return response
  const owner = await accounts.findAccount(bucket.ownerId).catch(() => undefined)
  if (owner === undefined) return response
  const exchange = {
    request,
    response,
    bucket,
    bucketOwnerId: owner.canonicalId,
    key: isWebsite ? websiteKey(request.rawPath) : (target?.key ?? ''),
    isWebsite,
    operation: answered.operation,
    requester: principal?.account,
    uploadSizeBytes: answered.body?.sizeBytes,
    answeredAtMs: clock.now(),
  }
  const sent = (outcome: SentOutcome) => {
    const text = formatRecord(accessRecord(exchange, outcome))
    accessLog.note({ source: bucket, logging, text, atMs: request.receivedAtMs })
  }
  return { ...response, sent }
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
