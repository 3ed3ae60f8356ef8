/** Objects and their versions: put, stat, open, rewrite attributes, delete. */
import { currentKey, gateKey } from '../layout.ts'
import type { Decision, MetaReader } from '../meta/meta.ts'
import type { VersionTail } from '../record.ts'
import { decodeTail, encodeVersion, toRecord, versionIdOf } from '../record.ts'
import type {
  Body,
  DeleteOptions,
  DeleteResult,
  Events,
  ObjectChange,
  ObjectRecord,
  OpenObject,
  PutOptions,
} from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { Buckets } from './buckets.ts'
import { withContent } from './content.ts'
import type { EngineContext } from './context.ts'
import { assertKey, objectShard, present, update } from './context.ts'
import { limitChecks } from './limits.ts'

import { openBlob, openEmpty, openObject, parseManifest, partsSource } from './opened.ts'
import { encodeOwner } from './owner.ts'
import { eventWrites } from './queues.ts'
import type { Place, StoredVersion } from './versions.ts'
import { addVersion, findVersion, recordOf, removeVersion } from './versions.ts'

/** Each miss means that the version was replaced between the read of its record and of its bytes. */
const OPEN_ATTEMPTS_MAX = 100

export class Objects {
  readonly #context: EngineContext
  readonly #buckets: Buckets

  constructor(context: EngineContext, buckets: Buckets) {
    this.#context = context
    this.#buckets = buckets
  }

  async put(
    bucketName: string,
    key: string,
    body: Body,
    options: PutOptions,
  ): Promise<ObjectRecord> {
    assertKey(key)
    const context = this.#context
    const { id: bucketId } = await this.#buckets.require(bucketName)
    const shard = objectShard(context, bucketId, key)
    const sinceMs = context.clock.now()
    const owner = encodeOwner({ type: 'object', bucketId, key, sinceMs })
    const { redundancy, finish } = options
    return withContent(context, { shard, owner, body, redundancy, finish }, async content => {
      // The body took its time: the bucket's versioning is that of now.
      const bucket = await this.#buckets.require(bucketName)
      if (bucket.id !== bucketId) {
        throw new StorageError('bucket-missing', `bucket ${bucketName} was replaced`)
      }
      const { etag, summary, attributes } = content.fields
      const tail = { attributes, ...(content.blob !== undefined && { blob: content.blob }) }
      const version = { sizeBytes: content.sizeBytes, etag, summary, tail }
      const eventsOf = (record: ObjectRecord) => {
        const { modifiedAtMs } = record
        return eventWrites(context, options.events?.(record, modifiedAtMs), modifiedAtMs)
      }
      return update(shard, [currentKey(bucketId, key)], async read => {
        if (options.condition) {
          const current = await findVersion(read, { bucket, key })
          options.condition(current && recordOf(current, key))
        }
        const decision = await addVersion(context, read, { bucket, key }, version)
        const { result, writes, checks = [] } = decision
        const limits = await limitChecks(this.#buckets, bucket, { shard, writes })
        return {
          result,
          writes: [...writes, ...content.writes, ...eventsOf(result)],
          checks: [...checks, ...content.checks, ...limits],
        }
      })
    })
  }

  async stat(
    bucketName: string,
    key: string,
    versionId?: string,
  ): Promise<ObjectRecord | undefined> {
    const bucket = await this.#buckets.require(bucketName)
    const shard = objectShard(this.#context, bucket.id, key)
    const version = await findVersion(shard, { bucket, key }, versionId)
    return version && recordOf(version, key)
  }

  async open(bucketName: string, key: string, versionId?: string): Promise<OpenObject | undefined> {
    const bucket = await this.#buckets.require(bucketName)
    const shard = objectShard(this.#context, bucket.id, key)
    return openFound(this.#context, shard, {
      key,
      find: () => findVersion(shard, { bucket, key }, versionId),
    })
  }

  async update(
    bucketName: string,
    key: string,
    versionId: string | undefined,
    change: (current: ObjectRecord) => ObjectChange,
  ): Promise<ObjectRecord | undefined> {
    const bucket = await this.#buckets.require(bucketName)
    const shard = objectShard(this.#context, bucket.id, key)
    return update(shard, [currentKey(bucket.id, key)], async read => {
      const version = await findVersion(read, { bucket, key }, versionId)
      if (!version) return { result: undefined, writes: [] }
      const current = recordOf(version, key)
      const { events, summary, attributes } = { ...current, ...change(current) }
      const head = { ...version.head, summary }
      const tail: VersionTail = { ...decodeTail(version.value), attributes }
      return {
        result: toRecord(head, tail, { key, isLatest: version.isLatest }),
        writes: [
          { type: 'put', key: version.metaKey, value: encodeVersion(head, tail) },
          ...eventWrites(this.#context, events, laterThan(current, this.#context)),
        ],
        checks: [present(gateKey(bucket.id))],
      }
    })
  }

  async delete(
    bucketName: string,
    key: string,
    { versionId, condition, events }: DeleteOptions = {},
  ): Promise<DeleteResult> {
    assertKey(key)
    const bucket = await this.#buckets.require(bucketName)
    const place: Place = { bucket, key }
    const shard = objectShard(this.#context, bucket.id, key)
    return update(shard, [currentKey(bucket.id, key)], async read => {
      if (versionId !== undefined || bucket.versioning === 'off') {
        const decision = await removeVersion(this.#context, read, place, { versionId, condition })
        return this.#withEvents(decision, events)
      }
      const current = await findVersion(read, place)
      const previous = current && recordOf(current, key)
      condition?.(previous)
      const marker = await addVersion(this.#context, read, place, {
        sizeBytes: 0,
        etag: '',
        summary: '',
        tail: { attributes: {} },
        isDeleteMarker: true,
      })
      const result: DeleteResult = {
        versionId: marker.result.versionId,
        isDeleteMarker: true,
        ...(previous && { previous }),
      }
      const { modifiedAtMs } = marker.result
      const added = eventWrites(this.#context, events?.(result, modifiedAtMs), modifiedAtMs)
      return { ...marker, result, writes: [...marker.writes, ...added] }
    })
  }

  #withEvents(
    decision: Decision<DeleteResult>,
    events: Events<DeleteResult> | undefined,
  ): Decision<DeleteResult> {
    const { result, writes } = decision
    if (events === undefined || result.previous === undefined) return decision
    const atMs = laterThan(result.previous, this.#context)
    return {
      ...decision,
      writes: [...writes, ...eventWrites(this.#context, events(result, atMs), atMs)],
    }
  }
}

/** Now, but after what happened to the version already, whatever the clock says. */
function laterThan({ modifiedAtMs }: ObjectRecord, { clock }: EngineContext): number {
  return Math.max(clock.now(), modifiedAtMs + 1)
}

/** Opens what `find` finds, again when its bytes were replaced before they could be held. */
export async function openFound(
  context: EngineContext,
  read: MetaReader,
  options: { key: string; find: () => Promise<StoredVersion | undefined> },
): Promise<OpenObject | undefined> {
  for (let attempt = 1; attempt <= OPEN_ATTEMPTS_MAX; attempt++) {
    const version = await options.find()
    if (!version) return undefined
    let failure: StorageError | undefined
    try {
      const opened = await openVersion(context, read, { version, key: options.key })
      if (opened) return opened
    } catch (error) {
      // With a disk gone, bytes that are just being removed look as though they were out of reach.
      if (!(error instanceof StorageError) || error.code !== 'unavailable') throw error
      failure = error
    }
    const again = await options.find()
    if (again?.value === version.value) {
      if (failure) throw failure
      const id = versionIdOf(version.head)
      throw new StorageError('data-corrupt', `the bytes of ${options.key} (${id}) are missing`)
    }
  }
  throw new StorageError('data-corrupt', `the bytes of ${options.key} cannot be held`)
}

/** `undefined`: its bytes are gone. */
async function openVersion(
  { blobs, leases }: EngineContext,
  read: MetaReader,
  { version, key }: { version: StoredVersion; key: string },
): Promise<OpenObject | undefined> {
  const tail = decodeTail(version.value)
  const record = toRecord(version.head, tail, { key, isLatest: version.isLatest })
  if (tail.blob !== undefined) {
    const reader = await blobs.open(tail.blob)
    return reader && openBlob(record, reader)
  }
  const { manifest } = tail
  if (manifest === undefined) return openEmpty(record)
  using cleanup = new DisposableStack()
  const lease = cleanup.use(leases.take(manifest))
  const text = await read.get(manifest)
  if (text === undefined) return undefined
  // It may have got more parts since the version was read.
  const parts = parseManifest(text).slice(0, tail.partCount)
  const reread = async () => parseManifest(await read.get(manifest))
  const opened = openObject(record, partsSource({ blobs, parts, reread, lease }))
  cleanup.move()
  return opened
}
