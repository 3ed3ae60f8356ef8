/**
 * What an S3 operation is: one object that holds every fact about it. The dispatcher (app.ts) does
 * the rest (match → authenticate → authorise → parse → run → send), so that no operation repeats it.
 */

import type { BucketRecord, ObjectRecord, Storage } from '../../storage/storage.ts'
import type { HttpResponse } from '../http/exchange.ts'
import type { Account, Accounts, Principal } from '../iam/account.ts'
import type { ConditionKeys } from '../iam/policy/conditions.ts'
import type { Permission } from './access/grants.ts'
import type { PublicAccessBlock } from './bucket-attributes.ts'
import type { Checksums } from './checksums/checksum.ts'
import type { Encryption } from './encryption/encryption.ts'
import type { FurtherAccess } from './logging/further-access.ts'
import type { Destination } from './notification/destinations/destination.ts'
import type { HookDirectory } from './notification/hook-arn.ts'
import type { ReplicationEndpoint } from './replication/endpoints.ts'
import type { RequestBody } from './request-body.ts'
import type { Queries } from './select/queries.ts'

export type Target = 'service' | 'bucket' | 'object'
/**
 * `completion` is a document too, but checksum headers beside it are the object's that it completes,
 * not its own. A `form` holds the object, and all that headers and signature say of it.
 */
export type BodyKind = 'completion' | 'document' | 'form' | 'object'

export interface Match {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly target: Target
  /**
   * Query parameters that must all be present, e.g. `['uploadId', 'partNumber']`. The first is the
   * sub-resource: no operation that does not name it is ever chosen for a request that has it.
   */
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
  /** Nobody signed it. */
  readonly isAnonymous: boolean
  /** Empty where the target has none. */
  readonly bucketName: string
  readonly key: string
  /** `/bucket/key`, for <Resource> and <Location>. */
  readonly resource: string
  readonly host: string
  readonly isTls: boolean
  readonly tlsVersion?: string | undefined
  readonly remoteAddress: string
  /** Absent: nobody signed it. */
  readonly signature?: { readonly version: 'v4' | 'v2'; readonly timestamp?: string }
  readonly body: RequestBody
  /** Of a form: its fields by lower-case names. Those that stand for headers are there as well. */
  readonly form?: ReadonlyMap<string, string>
}

/** What else the one who asks may do. */
export interface RequesterAccess {
  /**
   * One more action on the request's bucket, or on an object in it: `s3:BypassGovernanceRetention`.
   * No ACL grants such a one.
   */
  may(action: string, object?: { readonly key: string; readonly versionId?: string }): boolean
  /** An object of the request's bucket: what a condition tells of it is for those who may read it. */
  mayRead(record: ObjectRecord, versionId: string | undefined): boolean
  /** What the body told under condition keys; nothing that depends on it was decided before. */
  noteBody(keys: ConditionKeys): void
  /** Of the account whose the bucket is; without a bucket, of the caller's. */
  accountBlock(): Promise<PublicAccessBlock | undefined>
  /** The bucket, or another that was read, is paid for by the requester. */
  readonly isCharged: boolean
  /** Another bucket, as the source of a copy: storage that opens what may be read. */
  readable(bucket: BucketRecord): Promise<Storage>
}

export interface S3Context {
  /** As the requester may use it: what it may not throws AccessDenied. */
  readonly storage: Storage
  /** For what is beside the operation's own action, key or bucket. */
  readonly access: RequesterAccess
  readonly accounts: Accounts
  /** `undefined`: nobody signed. */
  readonly principal: Principal | undefined
  /** For targets bucket and object; reading it throws where the operation `needsNoBucket`. */
  readonly bucket: BucketRecord
  /** The bucket's owner; the caller's account where the operation `needsNoBucket`. */
  readonly owner: Account
  readonly region: string
  /** To which buckets' notifications may be sent. */
  readonly destinations: readonly Destination[]
  /** That buckets' notifications may start. */
  readonly hooks: HookDirectory
  /** To which buckets' objects may be replicated. */
  readonly replicationEndpoints: readonly ReplicationEndpoint[]
  readonly encryption: Encryption
  /** For access logs: what the request touches beside what it is about. */
  noteAccess(access: FurtherAccess): void
  readonly queries: Queries
  /** For what is stored from other than the request's own body. */
  readonly checksums: Checksums
  readonly request: S3Request
}

/**
 * Which permission of which ACL lets others than the bucket's owner do it:
 *  - `bucket`: the bucket's ACL;
 *  - `upload`: the same, and only whoever began the upload;
 *  - `object`: the object's ACL, which the bucket's owner needs as well where another owns the object.
 */
export interface NeededGrant {
  readonly on: 'bucket' | 'object' | 'upload'
  readonly permission: Exclude<Permission, 'FULL_CONTROL'>
}

export interface Operation<Input> {
  /** AWS's name, verbatim. */
  readonly name: string
  readonly on: Match
  /** The IAM action it needs, e.g. `s3:GetObject`. */
  readonly action: string
  /** The same on a version that the request names, e.g. `s3:GetObjectVersion`. */
  readonly versionAction?: string
  /** Absent: only the bucket's owner may do it, and whom the bucket's policy allows it. */
  readonly grant?: NeededGrant
  /** Refused to requests that nobody signed, whatever is granted to everybody. */
  readonly needsSignature?: true
  /** True for CreateBucket and ListBuckets: the dispatcher looks up no bucket. */
  readonly needsNoBucket?: true
  /**
   * What the request's body is: an object's bytes (which may come with a trailer), a form or an XML
   * document. Absent: the operation reads none.
   */
  readonly body?: BodyKind
  /** Refused with InvalidRequest without Content-MD5 or a checksum header. */
  readonly requiresChecksum?: true
  /** Reads headers, query and (bounded) XML body into a plain value; throws S3Error. */
  parse(request: S3Request): Input | Promise<Input>
  /** Condition keys of policies that come from the body: they are known once it is parsed. */
  conditionKeys?(input: Input, request: S3Request): ConditionKeys
  run(context: S3Context, input: Input): Promise<HttpResponse>
}

/** An operation whose input type only it needs to know: what its `parse` returns, its `run` takes. */
export type AnyOperation = Operation<unknown>

/** Infers `Input` from `parse`. */
export function defineOperation<Input>(operation: Operation<Input>): Operation<Input> {
  return operation
}
