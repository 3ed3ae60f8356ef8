/**
 * The versions of one key: the current one in one record (a delete marker included), the others
 * behind it, newest first. These functions are the decisions that add and remove a version; they
 * run under the lock of the current record.
 */
import {
  byteCountKey,
  currentKey,
  gateKey,
  noncurrentPrefix,
  pinnedKey,
  versionCountKey,
} from '../layout.ts'
import type { Decision, MetaReader, Write } from '../meta/meta.ts'
import { prefixEnd } from '../order.ts'
import type { VersionHead, VersionTail } from '../record.ts'
import {
  decodeHead,
  decodeTail,
  encodeVersion,
  NULL_VERSION_ID,
  toRecord,
  versionIdOf,
  withHead,
} from '../record.ts'
import type { BucketRecord, Condition, DeleteResult, ObjectRecord } from '../storage.ts'
import type { EngineContext } from './context.ts'
import { present, reclaim } from './context.ts'
import type { PinnedRecord } from './pinned-record.ts'

/** Where a version stands. */
export interface Place {
  readonly bucket: BucketRecord
  readonly key: string
}

/** The same, where the bucket's versioning does not matter. */
export interface KeyPlace {
  readonly bucket: Pick<BucketRecord, 'id'>
  readonly key: string
}

export interface StoredVersion {
  readonly metaKey: string
  readonly value: string
  readonly head: VersionHead
  readonly isLatest: boolean
}

export interface NewVersion {
  readonly sizeBytes: number
  readonly etag: string
  readonly summary: string
  readonly tail: VersionTail
  readonly isDeleteMarker?: boolean
}

export async function findVersion(
  read: MetaReader,
  { bucket, key }: KeyPlace,
  versionId?: string,
): Promise<StoredVersion | undefined> {
  const metaKey = currentKey(bucket.id, key)
  const value = await read.get(metaKey)
  if (value === undefined) return undefined
  const head = decodeHead(value)
  if (versionId === undefined || versionIdOf(head) === versionId) {
    return { metaKey, value, head, isLatest: true }
  }
  const token = versionId === NULL_VERSION_ID ? head.nullToken : versionId
  if (token === '') return undefined
  const found = await findNoncurrent(read, { bucket, key }, token)
  return found && versionIdOf(found.head) === versionId ? found : undefined
}

export async function findNoncurrent(
  read: MetaReader,
  { bucket, key }: KeyPlace,
  token: string,
): Promise<StoredVersion | undefined> {
  const metaKey = noncurrentPrefix(bucket.id, key) + token
  const value = await read.get(metaKey)
  return value === undefined
    ? undefined
    : { metaKey, value, head: decodeHead(value), isLatest: false }
}

export function recordOf(version: StoredVersion, key: string): ObjectRecord {
  const place = { key, isLatest: version.isLatest }
  return toRecord(version.head, decodeTail(version.value), place)
}

/** Makes `version` the current one, by the bucket's versioning rules. */
export async function addVersion(
  context: EngineContext,
  read: MetaReader,
  { bucket, key }: Place,
  version: NewVersion,
): Promise<Decision<ObjectRecord>> {
  const current = await findVersion(read, { bucket, key })
  const isNull = bucket.versioning !== 'enabled'
  const modifiedAtMs = Math.max(context.clock.now(), (current?.head.modifiedAtMs ?? 0) + 1)
  const nullToken = current?.head.isNull ? current.head.token : current?.head.nullToken
  const head: VersionHead = {
    isDeleteMarker: version.isDeleteMarker ?? false,
    isNull,
    isPinned: false,
    sizeBytes: version.sizeBytes,
    modifiedAtMs,
    token: context.ids.token(modifiedAtMs),
    nullToken: isNull ? '' : (nullToken ?? ''),
    etag: version.etag,
    summary: version.summary,
  }
  const writes: Write[] = [
    { type: 'put', key: currentKey(bucket.id, key), value: encodeVersion(head, version.tail) },
    { type: 'add', key: versionCountKey(bucket.id), amount: 1 },
    { type: 'add', key: byteCountKey(bucket.id), amount: version.sizeBytes },
  ]
  if (current && isNull) {
    writes.push(...(await replaceNull(context, read, { bucket, key }, current)))
  } else if (current) {
    writes.push(hide(bucket, key, current))
  }
  return {
    result: toRecord(head, version.tail, { key, isLatest: true }),
    writes,
    checks: [present(gateKey(bucket.id))],
  }
}

/** A new null version is to stand before `current`: the null version before it goes. */
async function replaceNull(
  context: EngineContext,
  read: MetaReader,
  { bucket, key }: Place,
  current: StoredVersion,
): Promise<Write[]> {
  if (current.head.isNull) return release(context, read, { bucket, key }, current)
  const writes: Write[] = [hide(bucket, key, current)]
  if (current.head.nullToken === '') return writes
  const old = await findNoncurrent(read, { bucket, key }, current.head.nullToken)
  if (!old) return writes
  return [
    ...writes,
    { type: 'del', key: old.metaKey },
    ...(await release(context, read, { bucket, key }, old)),
  ]
}

/** The record of a version that stops being current. */
function hide(bucket: BucketRecord, key: string, { head, value }: StoredVersion): Write {
  return {
    type: 'put',
    key: noncurrentPrefix(bucket.id, key) + head.token,
    value: head.nullToken === '' ? value : withHead(value, { nullToken: '' }),
  }
}

/** What follows from a version's end: its counts, and its bytes to the reaper or to its pins. */
async function release(
  context: EngineContext,
  read: MetaReader,
  { bucket, key }: Place,
  { head, value }: StoredVersion,
): Promise<Write[]> {
  const writes: Write[] = [
    { type: 'add', key: versionCountKey(bucket.id), amount: -1 },
    { type: 'add', key: byteCountKey(bucket.id), amount: -head.sizeBytes },
  ]
  if (head.isPinned) {
    const pinned = pinnedKey(bucket.id, key, head.token)
    const stored = await read.get(pinned)
    if (stored === undefined) throw new Error(`pins of ${pinned} are lost`)
    // Written by pins.ts.
    const pins = JSON.parse(stored) as PinnedRecord
    const orphaned: PinnedRecord = { ...pins, orphan: value }
    return [...writes, { type: 'put', key: pinned, value: JSON.stringify(orphaned) }]
  }
  return [...writes, ...freeBytes(context, decodeTail(value))]
}

/** Hands a version's bytes to the reaper. */
export function freeBytes(context: EngineContext, { blob, manifest }: VersionTail): Write[] {
  if (blob !== undefined) return [reclaim(context, { type: 'blobs', blobs: [blob] })]
  if (manifest !== undefined) return [reclaim(context, { type: 'manifest', key: manifest })]
  return []
}

/** Removes one version for good; the newest of the others becomes current. */
export async function removeVersion(
  context: EngineContext,
  read: MetaReader,
  place: Place,
  options: { versionId: string | undefined; condition: Condition | undefined },
): Promise<Decision<DeleteResult>> {
  const { bucket, key } = place
  const { versionId, condition } = options
  const version = await findVersion(read, place, versionId)
  const previous = version && recordOf(version, key)
  condition?.(previous)
  const named = versionId === undefined ? {} : { versionId }
  if (!version || !previous) return { result: { ...named, isDeleteMarker: false }, writes: [] }

  const writes = await release(context, read, place, version)
  if (version.isLatest) {
    writes.push(...(await promote(read, place, version)))
  } else {
    writes.push({ type: 'del', key: version.metaKey })
    if (version.head.isNull) writes.push(...(await forgetNull(read, place)))
  }
  const { isDeleteMarker } = version.head
  return {
    result: { ...named, isDeleteMarker, previous },
    writes,
    checks: [present(gateKey(bucket.id))],
  }
}

async function promote(
  read: MetaReader,
  { bucket, key }: Place,
  removed: StoredVersion,
): Promise<Write[]> {
  const prefix = noncurrentPrefix(bucket.id, key)
  const lt = prefixEnd(prefix) ?? prefix
  const [next] = await read.range({ gte: prefix, lt, limit: 1 })
  if (!next) return [{ type: 'del', key: removed.metaKey }]
  const [metaKey, value] = next
  const nullToken = decodeHead(value).isNull ? '' : removed.head.nullToken
  return [
    { type: 'del', key: metaKey },
    { type: 'put', key: removed.metaKey, value: withHead(value, { nullToken }) },
  ]
}

async function forgetNull(read: MetaReader, { bucket, key }: Place): Promise<Write[]> {
  const metaKey = currentKey(bucket.id, key)
  const value = await read.get(metaKey)
  return value === undefined
    ? []
    : [{ type: 'put', key: metaKey, value: withHead(value, { nullToken: '' }) }]
}
