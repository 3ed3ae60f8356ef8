/**
 * Adds a part to the end of an object. The bytes that are there stay where they are: the object's
 * blobs and the new one stand together in one manifest, as those of a multipart upload do. Only a
 * small object in one piece is stored again as the first part, since its fragment knows no manifest
 * by which it could be found when it has to move.
 */
import { byteCountKey, currentKey, gateKey, manifestKey } from '../layout.ts'
import type { Decision, MetaReader, MetaShard, Write } from '../meta/meta.ts'
import { decodeTail, encodeVersion, toRecord, type VersionTail } from '../record.ts'
import type { AppendOptions, Attributes, Body, BucketRecord, ObjectRecord } from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { Buckets } from './buckets.ts'
import type { Content } from './content.ts'
import { withContent } from './content.ts'
import type { EngineContext } from './context.ts'
import { assertKey, objectShard, present, reclaim, update } from './context.ts'
import { limitChecks } from './limits.ts'
import { type ManifestPart, parseManifest } from './opened.ts'
import { encodeOwner } from './owner.ts'
import { newUploadId } from './uploads.ts'
import type { StoredVersion } from './versions.ts'
import { findVersion, recordOf } from './versions.ts'

/** Each is lost to another write of the same key. */
const ATTEMPTS_MAX = 100

/** What an append works on. */
interface Target {
  readonly bucket: BucketRecord
  readonly buckets: Buckets
  readonly key: string
  readonly shard: MetaShard
  /** The name of a manifest, should the object have none yet. */
  readonly newManifestId: string
}

type NewPart = Content<Attributes>

export async function appendObject(
  context: EngineContext,
  buckets: Buckets,
  place: { readonly bucketName: string; readonly key: string },
  { body, options }: { readonly body: Body; readonly options: AppendOptions },
): Promise<ObjectRecord> {
  const { bucketName, key } = place
  assertKey(key)
  const bucket = await buckets.require(bucketName)
  const shard = objectShard(context, bucket.id, key)
  const newManifestId = newUploadId(context, context.clock.now())
  const target: Target = { bucket, buckets, key, shard, newManifestId }
  const { tail } = await requireAppendable(shard, target)
  const owner = partOwner(target, manifestIdOf(target, tail), (tail.partCount ?? 1) + 1)
  return withContent(context, { shard, owner, body, finish: options.finish }, async content => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const record = await tryAppend(context, target, { content, options })
      if (record) return record
    }
    throw new StorageError('unavailable', `${key} is written too often to append to it`)
  })
}

/** `undefined` when the object changed meanwhile. */
async function tryAppend(
  context: EngineContext,
  target: Target,
  { content, options }: { readonly content: NewPart; readonly options: AppendOptions },
): Promise<ObjectRecord | undefined> {
  const { shard, key } = target
  const { version, tail } = await requireAppendable(shard, target)
  const part = { content, options, version, tail }
  if (tail.manifest !== undefined) return commit(context, target, part)
  const record = recordOf(version, key)
  const whole: ManifestPart = {
    partNumber: 1,
    sizeBytes: record.sizeBytes,
    attributes: options.firstPart(record),
    ...(tail.blob !== undefined && { blob: tail.blob }),
  }
  if (tail.blob === undefined || context.blobs.share(tail.blob) === undefined) {
    return commit(context, target, { ...part, first: { part: whole, writes: [], checks: [] } })
  }
  const bytes = await readFragment(context, tail.blob)
  if (bytes === undefined) return undefined
  const owner = partOwner(target, target.newManifestId, 1)
  return withContent(context, { shard, owner, body: bytes, finish: () => ({}) }, moved => {
    const { blob, checks } = moved
    const writes = [...moved.writes, ...reclaimed(context, tail)]
    const first = { part: { ...whole, ...(blob !== undefined && { blob }) }, writes, checks }
    return commit(context, target, { ...part, first })
  })
}

interface Join {
  readonly content: NewPart
  readonly options: AppendOptions
  readonly version: StoredVersion
  readonly tail: VersionTail
  /** What the object in one piece becomes; absent where it has parts. */
  readonly first?: Pick<NewPart, 'writes' | 'checks'> & { readonly part: ManifestPart }
}

function commit(
  context: EngineContext,
  target: Target,
  join: Join,
): Promise<ObjectRecord | undefined> {
  const { bucket, buckets, key, shard } = target
  const manifest = manifestKey(bucket.id, manifestIdOf(target, join.tail))
  return update(shard, [currentKey(bucket.id, key), manifest], async read => {
    const current = await findVersion(read, { bucket, key })
    if (current?.value !== join.version.value) return { result: undefined, writes: [] }
    const parts = await readParts(read, join)
    const decision = decide(context, target, { ...join, manifest, parts })
    const limits = await limitChecks(buckets, bucket, { shard, writes: decision.writes })
    return { ...decision, checks: [...(decision.checks ?? []), ...limits] }
  })
}

async function readParts(
  read: MetaReader,
  { tail, first }: Join,
): Promise<readonly ManifestPart[]> {
  if (first) return [first.part]
  return parseManifest(await read.get(tail.manifest ?? ''))
}

function decide(
  { clock }: EngineContext,
  { bucket, key }: Target,
  join: Join & { readonly manifest: string; readonly parts: readonly ManifestPart[] },
): Decision<ObjectRecord> {
  const { content, options, version, manifest, first } = join
  const { sizeBytes, fields, blob } = content
  const added: ManifestPart = {
    partNumber: (join.parts.at(-1)?.partNumber ?? 0) + 1,
    sizeBytes,
    attributes: fields,
    ...(blob !== undefined && { blob }),
  }
  const parts = [...join.parts, added]
  const { etag, summary, attributes } = options.join(recordOf(version, key), parts)
  const head = {
    ...version.head,
    sizeBytes: version.head.sizeBytes + sizeBytes,
    modifiedAtMs: Math.max(clock.now(), version.head.modifiedAtMs + 1),
    etag,
    summary,
  }
  const tail: VersionTail = { attributes, manifest, partCount: parts.length }
  const writes: Write[] = [
    { type: 'put', key: version.metaKey, value: encodeVersion(head, tail) },
    { type: 'put', key: manifest, value: JSON.stringify(parts) },
    { type: 'add', key: byteCountKey(bucket.id), amount: sizeBytes },
    ...content.writes,
    ...(first?.writes ?? []),
  ]
  return {
    result: toRecord(head, tail, { key, isLatest: true }),
    writes,
    checks: [present(gateKey(bucket.id)), ...content.checks, ...(first?.checks ?? [])],
  }
}

/**
 * Other versions, and pins, would share bytes with the object as it becomes: who of them is the last
 * to need them is nowhere written down.
 */
async function requireAppendable(
  read: MetaReader,
  { bucket, key }: Pick<Target, 'bucket' | 'key'>,
): Promise<{ version: StoredVersion; tail: VersionTail }> {
  if (bucket.versioning !== 'off') {
    throw new StorageError('bucket-versioned', `${bucket.name} keeps versions`)
  }
  const version = await findVersion(read, { bucket, key })
  if (!version || version.head.isDeleteMarker) {
    throw new StorageError('object-missing', `there is no ${key}`)
  }
  if (version.head.isPinned) throw new StorageError('object-in-use', `${key} is pinned`)
  return { version, tail: decodeTail(version.value) }
}

function manifestIdOf({ bucket, newManifestId }: Target, { manifest }: VersionTail): string {
  return manifest === undefined ? newManifestId : manifest.slice(manifestKey(bucket.id, '').length)
}

function partOwner({ bucket, key }: Target, uploadId: string, partNumber: number): string {
  return encodeOwner({ type: 'part', bucketId: bucket.id, key, uploadId, partNumber })
}

function reclaimed(context: EngineContext, { blob }: VersionTail): Write[] {
  return blob === undefined ? [] : [reclaim(context, { type: 'blobs', blobs: [blob] })]
}

/** `undefined` when it has moved meanwhile. */
export async function readFragment(
  { blobs }: EngineContext,
  locator: string,
): Promise<Uint8Array | undefined> {
  using reader = await blobs.open(locator)
  return reader?.bytes({ start: 0, end: reader.sizeBytes - 1 })
}
