/**
 * What an S3 operation is: one object that holds every fact about it. The dispatcher (app.ts) does
 * the rest (match → authenticate → authorise → parse → run → send), so that no operation repeats it.
 */

import type { BucketRecord, Storage } from '../../storage/storage.ts'
import type { HttpResponse } from '../http/exchange.ts'
import type { Account, Accounts, Principal } from '../iam/account.ts'
import type { RequestBody } from './request-body.ts'

export type Target = 'service' | 'bucket' | 'object'

export interface Match {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS'
  readonly target: Target
  /** Sub-resources and query parameters that must all be present, e.g. `['uploadId', 'partNumber']`. */
  readonly query?: readonly string[]
  /** A header that must be present, e.g. `x-amz-copy-source`. */
  readonly header?: string
}

/** The request as an operation sees it: authenticated, authorised, decoded, its body not yet read. */
export interface S3Request {
  readonly id: string
  readonly method: string
  readonly nowMs: number
  /** Lower-case names; joined values. */
  readonly headers: Readonly<Record<string, string>>
  /** Decoded query parameters without those of a presigned signature; first value of each. */
  readonly query: ReadonlyMap<string, string>
  readonly isPresigned: boolean
  /** Empty where the target has none. */
  readonly bucketName: string
  readonly key: string
  /** `/bucket/key`, for <Resource> and <Location>. */
  readonly resource: string
  readonly host: string
  readonly isTls: boolean
  readonly body: RequestBody
}

export interface S3Context {
  readonly storage: Storage
  readonly accounts: Accounts
  readonly principal: Principal
  /** Present for targets bucket and object, except where the operation makes the bucket. */
  readonly bucket: BucketRecord
  readonly owner: Account
  readonly region: string
  readonly request: S3Request
}

export interface Operation<Input> {
  /** AWS's name, verbatim. */
  readonly name: string
  readonly on: Match
  /** The IAM action it needs, e.g. `s3:GetObject`. */
  readonly action: string
  /** True for CreateBucket and ListBuckets: the dispatcher looks up no bucket. */
  readonly needsNoBucket?: true
  /** Reads headers, query and (bounded) XML body into a plain value; throws S3Error. */
  parse(request: S3Request): Input | Promise<Input>
  run(context: S3Context, input: Input): Promise<HttpResponse>
}

/** An operation whose input type only it needs to know. */
export type AnyOperation = Operation<never>

/** Infers `Input` from `parse`. */
export function defineOperation<Input>(operation: Operation<Input>): Operation<Input> {
  return operation
}
