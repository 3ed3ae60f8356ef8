/** Multipart uploads: parts are stored under the upload until one commit makes them an object. */
import {
  byteCountKey,
  currentKey,
  finishedKey,
  gateKey,
  manifestKey,
  partKey,
  partPrefix,
  uploadCountKey,
  uploadKey,
} from '../layout.ts'
import type { Decision, Entry, MetaReader, MetaShard, Write } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import { decodeHead, decodeTail, toRecord } from '../record.ts'
import type {
  Attributes,
  Body,
  BucketRecord,
  CompleteOptions,
  ObjectRecord,
  Page,
  PartFields,
  PartRecord,
  Redundancy,
  UploadRecord,
} from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { Buckets } from './buckets.ts'
import { uploadRange } from './buckets.ts'
import type { Content } from './content.ts'
import { withContent } from './content.ts'
import type { EngineContext } from './context.ts'
import { assertKey, objectShard, present, reclaim, update } from './context.ts'
import { Cursor } from './cursor.ts'
import { limitChecks } from './limits.ts'
import type { ManifestPart } from './opened.ts'
import { encodeOwner } from './owner.ts'
import { eventWrites } from './queues.ts'
import type { StoredPart } from './upload-record.ts'
import { encodeUpload, parsePart, parseUpload, toPartRecord } from './upload-record.ts'
import { addVersion, findVersion, recordOf } from './versions.ts'

export const PART_NUMBER_MAX = 10_000
const REMEMBERED_MS = 24 * 3_600_000
const UPLOAD_ID_RANDOM_LENGTH = 16

/** One upload and where its records are. */
interface Upload {
  readonly bucket: BucketRecord
  readonly key: string
  readonly uploadId: string
  readonly shard: MetaShard
}

interface Finished {
  readonly key: string
  readonly version: string
}

export class Uploads {
  readonly #context: EngineContext
  readonly #buckets: Buckets

  constructor(context: EngineContext, buckets: Buckets) {
    this.#context = context
    this.#buckets = buckets
  }

  async create(
    bucketName: string,
    key: string,
    {
      summary,
      attributes,
      redundancy,
    }: { summary: string; attributes: Attributes; redundancy?: Redundancy },
  ): Promise<UploadRecord> {
    assertKey(key)
    const bucket = await this.#buckets.require(bucketName)
    const initiatedAtMs = this.#context.clock.now()
    const uploadId = newUploadId(this.#context, initiatedAtMs)
    const upload: UploadRecord = {
      ...{ key, uploadId, initiatedAtMs, summary, attributes },
      ...(redundancy && { redundancy }),
    }
    const shard = objectShard(this.#context, bucket.id, key)
    await update(shard, [], async () => ({
      result: undefined,
      writes: [
        { type: 'put', key: uploadKey(bucket.id, key, uploadId), value: encodeUpload(upload) },
        { type: 'add', key: uploadCountKey(bucket.id), amount: 1 },
      ],
      checks: [present(gateKey(bucket.id))],
    }))
    return upload
  }

  async get(bucketName: string, key: string, uploadId: string): Promise<UploadRecord | undefined> {
    const { bucket, shard } = await this.#find(bucketName, key, uploadId)
    return readUpload(shard, uploadKey(bucket.id, key, uploadId))
  }

  async putPart(
    part: { bucketName: string; key: string; uploadId: string; partNumber: number },
    body: Body,
    finish: (sizeBytes: number) => PartFields,
  ): Promise<PartRecord> {
    const { bucketName, key, uploadId, partNumber } = part
    if (!(Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= PART_NUMBER_MAX)) {
      throw new RangeError(`there is no part number ${partNumber}`)
    }
    const began = [this.#context.runId, String(process.hrtime.bigint())] as const
    const upload = await this.#find(bucketName, key, uploadId)
    const { bucket, shard } = upload
    const { redundancy } = await requireUpload(shard, upload)
    const owner = encodeOwner({ type: 'part', bucketId: bucket.id, key, uploadId, partNumber })
    const intake = { shard, owner, body, redundancy, finish }
    return withContent(this.#context, intake, content =>
      update(shard, [uploadKey(bucket.id, key, uploadId)], async read => {
        await requireUpload(read, upload)
        return this.#storePart(read, upload, { partNumber, began, content })
      }),
    )
  }

  async listParts(
    bucketName: string,
    key: string,
    uploadId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ upload: UploadRecord } & Page<PartRecord>> {
    const found = await this.#find(bucketName, key, uploadId)
    const upload = await requireUpload(found.shard, found)
    const prefix = partPrefix(found.bucket.id, uploadId)
    const lt = prefixEnd(prefix) ?? prefix
    const gt = partKey(found.bucket.id, uploadId, Math.min(after, PART_NUMBER_MAX))
    const parts = await found.shard.range({ gt, lt, limit: limit + 1 })
    return {
      upload,
      entries: parts.slice(0, limit).map(([, text]) => toPartRecord(parsePart(text))),
      isTruncated: parts.length > limit,
    }
  }

  async complete(
    bucketName: string,
    key: string,
    uploadId: string,
    options: CompleteOptions,
  ): Promise<ObjectRecord> {
    const upload = await this.#find(bucketName, key, uploadId)
    const { bucket, shard } = upload
    const scope = [uploadKey(bucket.id, key, uploadId), currentKey(bucket.id, key)]
    return update(shard, scope, async read => {
      const record = await readUpload(read, uploadKey(bucket.id, key, uploadId))
      if (!record) {
        return { result: await readFinished(read, upload), writes: [] }
      }
      return this.#decideCompletion(read, { ...upload, record }, options)
    })
  }

  async abort(bucketName: string, key: string, uploadId: string): Promise<void> {
    await this.#abort(await this.#find(bucketName, key, uploadId))
  }

  async abortAll(bucket: BucketRecord): Promise<void> {
    const { gte, lt } = uploadRange(bucket.id)
    const cursor = new Cursor(this.#context.meta.shards, { start: { gte }, lt, pageSize: 100 })
    for (;;) {
      const entry = cursor.peek() ?? (await cursor.fill())
      if (!entry) return
      const { key, uploadId } = parseUpload(entry)
      const shard = objectShard(this.#context, bucket.id, key)
      await this.#abort({ bucket, key, uploadId, shard }).catch(ignoreMissing)
      cursor.skip()
    }
  }

  async #find(bucketName: string, key: string, uploadId: string): Promise<Upload> {
    const bucket = await this.#buckets.require(bucketName)
    return { bucket, key, uploadId, shard: objectShard(this.#context, bucket.id, key) }
  }

  async #storePart(
    read: MetaReader,
    { bucket, uploadId, shard }: Upload,
    options: {
      partNumber: number
      began: StoredPart['began']
      content: Content<PartFields>
    },
  ): Promise<Decision<PartRecord>> {
    const { partNumber, began, content } = options
    const { clock } = this.#context
    const metaKey = partKey(bucket.id, uploadId, partNumber)
    const stored: StoredPart = {
      partNumber,
      sizeBytes: content.sizeBytes,
      modifiedAtMs: clock.now(),
      ...content.fields,
      began,
      ...(content.blob !== undefined && { blob: content.blob }),
    }
    const text = await read.get(metaKey)
    const other = text === undefined ? undefined : parsePart(text)
    const result = toPartRecord(stored)
    if (other && beganLater(other.began, began)) {
      // A request that began after this one has stored the part already: this body is not needed.
      return {
        result,
        writes: [...content.writes, ...this.#free([stored])],
        checks: content.checks,
      }
    }
    const grownBytes = stored.sizeBytes - (other?.sizeBytes ?? 0)
    const writes: Write[] = [
      { type: 'put', key: metaKey, value: JSON.stringify(stored) },
      { type: 'add', key: byteCountKey(bucket.id), amount: grownBytes },
      ...content.writes,
      ...(other ? this.#free([other]) : []),
    ]
    const limits = await limitChecks(this.#buckets, bucket, { shard, writes })
    return { result, writes, checks: [present(gateKey(bucket.id)), ...content.checks, ...limits] }
  }

  async #decideCompletion(
    read: MetaReader,
    upload: Upload & { record: UploadRecord },
    { choose, condition, events }: CompleteOptions,
  ): Promise<Decision<ObjectRecord>> {
    const { bucket, key, uploadId, shard, record } = upload
    const stored = await readParts(read, upload)
    const parts = stored.map(([, text]) => parsePart(text))
    const { partNumbers, etag, summary, attributes } = choose(record, parts.map(toPartRecord))
    if (condition) {
      const current = await findVersion(read, { bucket, key })
      condition(current && recordOf(current, key))
    }
    const byNumber = new Map(parts.map(part => [part.partNumber, part]))
    const chosen = partNumbers.map(partNumber => {
      const part = byNumber.get(partNumber)
      if (!part) throw new RangeError(`part ${partNumber} was chosen and is not there`)
      byNumber.delete(partNumber)
      return part
    })
    const sizeBytes = totalBytes(chosen)
    const manifest = manifestKey(bucket.id, uploadId)
    const tail = { attributes, manifest, partCount: chosen.length }
    const version = { sizeBytes, etag, summary, tail }
    const added = await addVersion(this.#context, read, { bucket, key }, version)
    const value = added.writes.find(write => write.key === currentKey(bucket.id, key))
    if (value?.type !== 'put') throw new Error('a version was added without a record')
    const finished: Finished = { key, version: value.value }
    const { modifiedAtMs } = added.result
    const writes: Write[] = [
      ...added.writes,
      { type: 'put', key: manifest, value: JSON.stringify(chosen.map(toManifestPart)) },
      ...this.#end(upload, stored, totalBytes(parts)),
      ...this.#free([...byNumber.values()]),
      { type: 'put', key: finishedKey(bucket.id, uploadId), value: JSON.stringify(finished) },
      reclaim(
        this.#context,
        { type: 'record', key: finishedKey(bucket.id, uploadId) },
        REMEMBERED_MS,
      ),
      ...eventWrites(this.#context, events?.(added.result, modifiedAtMs), modifiedAtMs),
    ]
    const limits = await limitChecks(this.#buckets, bucket, { shard, writes })
    return { ...added, writes, checks: [...(added.checks ?? []), ...limits] }
  }

  async #abort(upload: Upload): Promise<void> {
    const { bucket, key, uploadId, shard } = upload
    await update(shard, [uploadKey(bucket.id, key, uploadId)], async read => {
      await requireUpload(read, upload)
      const stored = await readParts(read, upload)
      const parts = stored.map(([, text]) => parsePart(text))
      const writes = [...this.#end(upload, stored, totalBytes(parts)), ...this.#free(parts)]
      return { result: undefined, writes }
    })
  }

  /** Removes the upload's records and takes its bytes out of the count. */
  #end({ bucket, key, uploadId }: Upload, parts: readonly Entry[], sizeBytes: number): Write[] {
    return [
      { type: 'del', key: uploadKey(bucket.id, key, uploadId) },
      ...parts.map(([metaKey]) => ({ type: 'del', key: metaKey }) as const),
      { type: 'add', key: uploadCountKey(bucket.id), amount: -1 },
      { type: 'add', key: byteCountKey(bucket.id), amount: -sizeBytes },
    ]
  }

  #free(parts: readonly StoredPart[]): Write[] {
    const blobs = parts.flatMap(({ blob }) => (blob === undefined ? [] : [blob]))
    return blobs.length === 0 ? [] : [reclaim(this.#context, { type: 'blobs', blobs })]
  }
}

/** Of an upload, and of any manifest. */
export function newUploadId({ ids }: EngineContext, nowMs: number): string {
  return ids.ticket(nowMs) + ids.random(UPLOAD_ID_RANDOM_LENGTH)
}

async function readUpload(read: MetaReader, metaKey: string): Promise<UploadRecord | undefined> {
  const text = await read.get(metaKey)
  return text === undefined ? undefined : parseUpload([metaKey, text])
}

async function requireUpload(
  read: MetaReader,
  { bucket, key, uploadId }: Upload,
): Promise<UploadRecord> {
  const upload = await readUpload(read, uploadKey(bucket.id, key, uploadId))
  if (!upload) throw uploadMissing(uploadId)
  return upload
}

function readParts(read: MetaReader, { bucket, uploadId }: Upload): Promise<readonly Entry[]> {
  const gte = partPrefix(bucket.id, uploadId)
  return read.range({ gte, lt: prefixEnd(gte) ?? gte, limit: PART_NUMBER_MAX })
}

/** The record that completed the upload, for a repeat of it. */
async function readFinished(
  read: MetaReader,
  { bucket, key, uploadId }: Upload,
): Promise<ObjectRecord> {
  const text = await read.get(finishedKey(bucket.id, uploadId))
  if (text === undefined) throw uploadMissing(uploadId)
  // Written by #decideCompletion.
  const finished = JSON.parse(text) as Finished
  if (finished.key !== key) throw uploadMissing(uploadId)
  const head = decodeHead(finished.version)
  return toRecord(head, decodeTail(finished.version), { key, isLatest: true })
}

function toManifestPart({ partNumber, sizeBytes, attributes, blob }: StoredPart): ManifestPart {
  return { partNumber, sizeBytes, attributes, ...(blob !== undefined && { blob }) }
}

function totalBytes(parts: readonly StoredPart[]): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

/** Runs are not compared: what is stored from an earlier one began earlier. */
function beganLater(stored: StoredPart['began'], own: StoredPart['began']): boolean {
  return stored[0] === own[0] && BigInt(stored[1]) > BigInt(own[1])
}

function uploadMissing(uploadId: string): StorageError {
  return new StorageError('upload-missing', `there is no upload ${uploadId}`)
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof StorageError && error.code === 'upload-missing')) throw error
}
