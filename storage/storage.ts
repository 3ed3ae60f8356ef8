/**
 * The storage contract: with open.ts, the only file of storage/ that the rest may import.
 * It knows buckets, keys, versions, parts and opaque attributes; nothing of HTTP, XML, signatures
 * or who is asking.
 *
 * Three promises hold for every implementation, and test/storage/suite.ts checks them:
 *  1. What resolved is durable: it survives `kill -9` and power loss.
 *  2. Readers see a whole object or none: never a part of one, never a mix of two.
 *  3. A condition is evaluated where nothing can come between it and the commit that it guards.
 */

export type StorageErrorCode =
  | 'bucket-exists'
  | 'bucket-missing'
  | 'bucket-not-empty'
  | 'bucket-versioned'
  | 'data-corrupt'
  | 'disk-full'
  /** For those who change the set of disks: what they ask is not possible, and the message says why. */
  | 'disk-refused'
  /** Too many disks are gone for it now; it may work again when they are back. */
  | 'unavailable'
  /** Two keys that no one step can change together. */
  | 'keys-apart'
  | 'object-in-use'
  | 'object-missing'
  | 'token-reused'
  | 'limit-exceeded'
  | 'upload-missing'
  | 'version-missing'

/** A refusal by storage. `code` is the contract; the message is for the log. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/** What the caller keeps with a record; storage never looks inside. */
export type Attributes = { readonly [key: string]: Json }

export type Versioning = 'off' | 'enabled' | 'suspended'

export interface BucketRecord {
  readonly name: string
  /** Unique for ever: a bucket created again under the same name gets another id. */
  readonly id: string
  readonly ownerId: string
  readonly createdAtMs: number
  readonly versioning: Versioning
  readonly attributes: Attributes
  /** Absent: as much as there is room for. */
  readonly limits?: BucketLimits
}

/**
 * Held to by every commit that adds something (`limit-exceeded`). Delete markers may always be
 * written, and count. What the owner's other buckets hold is known as of a second ago.
 */
export interface BucketLimits {
  readonly bucket?: Partial<BucketUsage>
  /** For all buckets of its owner together; the same in each of them. */
  readonly owner?: Partial<BucketUsage>
}

export interface NewBucket {
  readonly ownerId: string
  readonly attributes?: Attributes
  readonly versioning?: Versioning
  readonly limits?: BucketLimits
}

export type BucketChange = Partial<Pick<BucketRecord, 'attributes' | 'versioning'>> & {
  /** `undefined` takes them off. */
  readonly limits?: BucketLimits | undefined
}

/** What a listing shows of a version. */
export interface ListedVersion {
  readonly key: string
  /** `null` for a version written while versioning was off or suspended. */
  readonly versionId: string
  readonly isLatest: boolean
  readonly isDeleteMarker: boolean
  readonly sizeBytes: number
  /** Milliseconds since 1970; grows strictly with each version of one key. */
  readonly modifiedAtMs: number
  readonly etag: string
  /** The caller's own short text, returned by listings without reading the attributes. */
  readonly summary: string
}

export interface ObjectRecord extends ListedVersion {
  readonly attributes: Attributes
  /** Set when the object was completed from a multipart upload. */
  readonly partCount?: number
}

/** One part of a completed multipart object, in order. */
export interface ObjectPart {
  readonly partNumber: number
  readonly sizeBytes: number
  readonly attributes: Attributes
}

/** Byte positions, both inclusive, inside the object. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Bodies of at most this size should be passed as bytes: they share one sync with others. */
export const SMALL_BODY_BYTES_MAX = 256 * 1024

/**
 * A stream may fail at any time with any error: then nothing is stored and the error is rethrown.
 * The pieces that it yields belong to storage, which may write them later: they must not change.
 */
export type Body = Uint8Array | AsyncIterable<Uint8Array>

/** What the caller knows only once the body was read to its end. */
export interface ObjectFields {
  readonly etag: string
  readonly summary: string
  readonly attributes: Attributes
}

/**
 * May refuse a change by throwing any error, which reaches the caller as it is. It sees the current
 * version (a delete marker included) or `undefined`, and must be pure: it may run more than once.
 */
export type Condition = (current: ObjectRecord | undefined) => void

/** How much may be lost before a body is: `reduced` survives fewer disks and takes less room. */
export type Redundancy = 'standard' | 'reduced'

/** What is appended to a queue in the commit of a change. At most 64 Ki characters of JSON. */
export interface QueuedEvent {
  readonly queue: string
  readonly event: Json
}

/**
 * What a change leaves in queues; they get all of it or, when the change fails, nothing. Must be
 * pure: it may run more than once. `atMs` is the change's time, which grows with each version of one
 * key.
 */
export type Events<Result> = (result: Result, atMs: number) => readonly QueuedEvent[]

export interface PutOptions {
  /** Called once after the body's last byte; may throw to refuse it. */
  readonly finish: (sizeBytes: number) => ObjectFields
  readonly condition?: Condition
  /** Of a body that is not small; `standard` by default. */
  readonly redundancy?: Redundancy
  readonly events?: Events<ObjectRecord>
}

/** What `updateObject` makes of a version, and leaves in queues. */
export type ObjectChange = Partial<Pick<ObjectRecord, 'attributes' | 'summary'>> & {
  readonly events?: readonly QueuedEvent[]
}

export interface AppendOptions {
  /** The new part's attributes; called once after the body's last byte, may throw to refuse it. */
  readonly finish: (sizeBytes: number) => Attributes
  /** The attributes of the first part, which an object in one piece becomes. Pure. */
  readonly firstPart: (object: ObjectRecord) => Attributes
  /**
   * What the object becomes; `parts` are all of its parts, the new one last. Sees the object as it
   * is at the commit, and may throw to refuse. Pure: it may run more than once.
   */
  readonly join: (object: ObjectRecord, parts: readonly ObjectPart[]) => ObjectFields
}

export interface RenameOptions {
  readonly fromCondition?: Condition
  readonly toCondition?: Condition
  /**
   * For a day the same request under the same token does nothing and succeeds; another one is
   * `token-reused`. A token counts within its bucket.
   */
  readonly once?: { readonly token: string; readonly request: string }
}

/** Keeps its bytes readable until disposed, even if the key is overwritten or deleted meanwhile. */
export interface OpenObject extends AsyncDisposable {
  readonly record: ObjectRecord
  /** Verified bytes; throws `data-corrupt` before handing out a bad chunk. */
  read(range?: ByteRange): AsyncIterable<Uint8Array>
  /** The same in one piece, for ranges of at most SMALL_BODY_BYTES_MAX. */
  bytes(range?: ByteRange): Promise<Uint8Array>
  /** Parts of a multipart object, in order; empty for others. */
  parts(): Promise<readonly ObjectPart[]>
}

export interface DeleteOptions {
  /** Without it: the current version, by the bucket's versioning rules. */
  readonly versionId?: string
  /** With versionId it sees that version instead of the current one. */
  readonly condition?: Condition
  /** Not asked where nothing was there to delete. */
  readonly events?: Events<DeleteResult>
}

export interface DeleteResult {
  /** The version that was removed, or the delete marker that was written; absent without versioning. */
  readonly versionId?: string
  /** True when a delete marker was written or removed. */
  readonly isDeleteMarker: boolean
  /** The record that was removed or hidden, if there was one. */
  readonly previous?: ObjectRecord
}

export interface ListOptions {
  readonly prefix: string
  /** Any length; empty: no roll-up. */
  readonly delimiter: string
  /** Only keys and common prefixes that sort after it; a common prefix that it begins with is skipped. */
  readonly after: string
  /** Entries, counting each common prefix as one; at least 1. */
  readonly limit: number
}

export interface ListVersionsOptions extends Omit<ListOptions, 'after'> {
  readonly keyMarker: string
  /** Continue inside the versions of `keyMarker`, after this one. */
  readonly versionIdMarker?: string
}

export interface Page<Entry> {
  readonly entries: readonly Entry[]
  readonly isTruncated: boolean
}

/** In one order (UTF-8 bytes of key or prefix), as S3 counts them. */
export type ListedEntry<Entry> = Entry | CommonPrefix
export interface CommonPrefix {
  readonly commonPrefix: string
}

export interface UploadRecord {
  readonly key: string
  readonly uploadId: string
  readonly initiatedAtMs: number
  readonly summary: string
  readonly attributes: Attributes
  /** Of its parts; `standard` where it is absent. */
  readonly redundancy?: Redundancy
}

export interface PartRecord {
  readonly partNumber: number
  readonly sizeBytes: number
  readonly modifiedAtMs: number
  readonly etag: string
  readonly attributes: Attributes
}

export interface PartFields {
  readonly etag: string
  readonly attributes: Attributes
}

export interface CompleteOptions {
  /**
   * Chooses the parts (ascending part numbers) and gives the object's fields, or throws to refuse.
   * Sees every part that the upload has.
   */
  readonly choose: (
    upload: UploadRecord,
    parts: readonly PartRecord[],
  ) => ObjectFields & { readonly partNumbers: readonly number[] }
  readonly condition?: Condition
  /** Not asked again when a completion is repeated. */
  readonly events?: Events<ObjectRecord>
}

export interface ListUploadsOptions extends Omit<ListOptions, 'after'> {
  readonly keyMarker: string
  readonly uploadIdMarker?: string
}

/** Small JSON records of the control plane (accounts, machines, images …), with the same promises. */
export interface Documents<Value extends Json> {
  get(id: string): Promise<Value | undefined>
  /**
   * Replaces atomically: `change` sees the current value and returns the next one, `undefined` to
   * remove it, or throws to leave it. It must be pure. Resolves to what is stored afterwards.
   */
  update(
    id: string,
    change: (current: Value | undefined) => Value | undefined,
  ): Promise<Value | undefined>
  /** In order of the ids' UTF-8 bytes. */
  list(options?: {
    prefix?: string
    after?: string
    limit?: number
  }): AsyncIterable<readonly [id: string, value: Value]>
}

/** An event that waits; `id` grows with its change's time. */
export interface QueueEntry<Event extends Json> {
  readonly id: string
  readonly event: Event
}

/** A durable queue. It is there as long as it has entries; nobody has to make it. */
export interface Queue<Event extends Json> {
  /** Appends without a change to go with. */
  add(events: readonly Event[]): Promise<void>
  /**
   * Entries after the id `after` (empty: from the start), oldest first. One that is committed late
   * may come in before others that were read already: begin at the start again and again.
   */
  read(options: { after: string; limit: number }): Promise<readonly QueueEntry<Event>[]>
  /** Removes them for good. Ids that are not there are passed over. */
  acknowledge(ids: readonly string[]): Promise<void>
  size(): Promise<number>
}

/** Exact, kept with each commit. Versions and delete markers count; so do the bytes of open uploads. */
export interface BucketUsage {
  readonly versionCount: number
  readonly sizeBytes: number
}

export interface Storage extends AsyncDisposable {
  createBucket(name: string, options: NewBucket): Promise<BucketRecord>
  /** A missing bucket is `undefined`. The hot path calls it for every request. */
  getBucket(name: string): Promise<BucketRecord | undefined>
  updateBucket(name: string, change: (current: BucketRecord) => BucketChange): Promise<BucketRecord>
  /** Refused with `bucket-not-empty` while it holds a version or a delete marker; open uploads go with it. */
  deleteBucket(name: string): Promise<void>
  /** One owner's buckets, or all, in the order of their names. */
  listBuckets(options: {
    ownerId: string | undefined
    prefix: string
    after: string
    limit: number
  }): Promise<Page<BucketRecord>>
  bucketUsage(name: string): Promise<BucketUsage>

  /** A missing bucket is `bucket-missing` here and below. */
  putObject(bucket: string, key: string, body: Body, options: PutOptions): Promise<ObjectRecord>
  /**
   * Adds a part to the end of an object; what is there stays where it is. Only in a bucket that never
   * had versioning (`bucket-versioned`), to an object that is there (`object-missing`) and that no
   * pin holds (`object-in-use`).
   */
  appendObject(
    bucket: string,
    key: string,
    body: Body,
    options: AppendOptions,
  ): Promise<ObjectRecord>
  /**
   * Gives an object another key in one step, over whatever has that key. Refused as `appendObject` is;
   * a missing object is `object-missing`, and keys that the index cannot change in one step are
   * `keys-apart`.
   */
  renameObject(bucket: string, from: string, to: string, options?: RenameOptions): Promise<void>
  /** The current version or the one named, a delete marker included; `undefined` if there is none. */
  statObject(bucket: string, key: string, versionId?: string): Promise<ObjectRecord | undefined>
  openObject(bucket: string, key: string, versionId?: string): Promise<OpenObject | undefined>
  /** Rewrites a version's attributes and summary; its bytes, etag and time stay. */
  updateObject(
    bucket: string,
    key: string,
    versionId: string | undefined,
    change: (current: ObjectRecord) => ObjectChange,
  ): Promise<ObjectRecord | undefined>
  /** Deleting what is not there succeeds. */
  deleteObject(bucket: string, key: string, options?: DeleteOptions): Promise<DeleteResult>
  listObjects(bucket: string, options: ListOptions): Promise<Page<ListedEntry<ListedVersion>>>
  listVersions(
    bucket: string,
    options: ListVersionsOptions,
  ): Promise<Page<ListedEntry<ListedVersion>>>

  createUpload(
    bucket: string,
    key: string,
    options: { summary: string; attributes: Attributes; redundancy?: Redundancy },
  ): Promise<UploadRecord>
  getUpload(bucket: string, key: string, uploadId: string): Promise<UploadRecord | undefined>
  /** The same part number again replaces the part: the one that began last wins. */
  putPart(
    bucket: string,
    key: string,
    uploadId: string,
    partNumber: number,
    body: Body,
    options: { finish: (sizeBytes: number) => PartFields },
  ): Promise<PartRecord>
  listParts(
    bucket: string,
    key: string,
    uploadId: string,
    options: { after: number; limit: number },
  ): Promise<{ upload: UploadRecord } & Page<PartRecord>>
  /** Repeating a completed one returns the same record again for a day; never made: `upload-missing`. */
  completeUpload(
    bucket: string,
    key: string,
    uploadId: string,
    options: CompleteOptions,
  ): Promise<ObjectRecord>
  /** After a completion it leaves the object alone and is `upload-missing`. */
  abortUpload(bucket: string, key: string, uploadId: string): Promise<void>
  listUploads(bucket: string, options: ListUploadsOptions): Promise<Page<ListedEntry<UploadRecord>>>

  /**
   * Keeps one version's bytes for as long as the pin lives, whatever happens to its key, across
   * restarts. Pinning the same name again is a repeat. `undefined`: no such object.
   */
  pinObject(
    pin: string,
    bucket: string,
    key: string,
    versionId?: string,
  ): Promise<ObjectRecord | undefined>
  openPin(pin: string): Promise<OpenObject | undefined>
  removePin(pin: string): Promise<void>

  documents<Value extends Json>(name: string): Documents<Value>
  queue<Event extends Json>(name: string): Queue<Event>
  /** Names of queues that have entries, in order; the cost follows their number. */
  queueNames(options: { prefix: string; after: string }): AsyncIterable<string>

  /** A point-in-time picture of disks for metrics and `ready`. */
  health(): Promise<StorageHealth>
}

export interface StorageHealth {
  readonly isWritable: boolean
  readonly disks: readonly DiskHealth[]
}

/**
 * `healing`: back or new, and missing some of what it should have. `draining`: to be removed, and
 * gets nothing new. `lost`: the others went on without it. `away`: gone, and the others cannot go
 * on without it.
 */
export type DiskState = 'online' | 'healing' | 'draining' | 'lost' | 'away'

export interface DiskHealth {
  readonly number: number
  readonly path: string
  readonly state: DiskState
  /** 0 while it is gone, like the next one. */
  readonly totalBytes: number
  readonly freeBytes: number
  /** Since the start. */
  readonly errorCounts: { readonly read: number; readonly write: number; readonly verify: number }
}
