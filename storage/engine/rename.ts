/**
 * Gives an object another key, in one commit: its record moves, its bytes stay. Only a small object's
 * fragment is stored again, since it carries the key by which it is found when it has to move.
 * Two keys in different shards of the index have no commit in common: that is refused.
 */
import { currentKey, finishedKey, gateKey } from '../layout.ts'
import type { Decision, MetaReader, MetaShard, Write } from '../meta/meta.ts'
import { decodeTail, encodeVersion, type VersionTail } from '../record.ts'
import type { BucketRecord, RenameOptions } from '../storage.ts'
import { StorageError } from '../storage.ts'
import { readFragment } from './append.ts'
import type { Buckets } from './buckets.ts'
import { type Content, withContent } from './content.ts'
import type { EngineContext } from './context.ts'
import { assertKey, objectShard, present, reclaim, update } from './context.ts'
import { encodeOwner } from './owner.ts'
import type { StoredVersion } from './versions.ts'
import { findVersion, recordOf, removeVersion } from './versions.ts'

const ATTEMPTS_MAX = 100
const REMEMBERED_MS = 24 * 3_600_000

interface Rename {
  readonly bucket: BucketRecord
  readonly from: string
  readonly to: string
  readonly shard: MetaShard
  readonly options: RenameOptions
}

export async function renameObject(
  context: EngineContext,
  buckets: Buckets,
  names: { readonly bucketName: string; readonly from: string; readonly to: string },
  options: RenameOptions,
): Promise<void> {
  const { bucketName, from, to } = names
  assertKey(to)
  if (from === to) throw new RangeError('an object cannot be renamed to its own key')
  const bucket = await buckets.require(bucketName)
  if (bucket.versioning !== 'off') {
    throw new StorageError('bucket-versioned', `${bucket.name} keeps versions`)
  }
  const shard = objectShard(context, bucket.id, from)
  if (shard !== objectShard(context, bucket.id, to)) {
    throw new StorageError('keys-apart', `${from} and ${to} are in two shards of the index`)
  }
  const rename: Rename = { bucket, from, to, shard, options }
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    if (await tryRename(context, rename)) return
  }
  throw new StorageError('unavailable', `${from} is written too often to rename it`)
}

/** False when the object changed meanwhile. */
async function tryRename(context: EngineContext, rename: Rename): Promise<boolean> {
  const { bucket, from, to, shard } = rename
  const version = await findVersion(shard, { bucket, key: from })
  const tail = version && decodeTail(version.value)
  if (tail?.blob === undefined || context.blobs.share(tail.blob) === undefined) {
    return commit(context, rename, { version, tail })
  }
  const bytes = await readFragment(context, tail.blob)
  if (bytes === undefined) return false
  const sinceMs = version?.head.modifiedAtMs ?? 0
  const owner = encodeOwner({ type: 'object', bucketId: bucket.id, key: to, sinceMs })
  const intake = { shard, owner, body: bytes, finish: () => undefined }
  return withContent(context, intake, moved => commit(context, rename, { version, tail, moved }))
}

interface Source {
  readonly version: StoredVersion | undefined
  readonly tail: VersionTail | undefined
  /** The bytes again, under the new key. */
  readonly moved?: Content<undefined>
}

function commit(context: EngineContext, rename: Rename, source: Source): Promise<boolean> {
  const { bucket, from, to, shard, options } = rename
  const remembered =
    options.once === undefined ? undefined : finishedKey(bucket.id, `rename ${options.once.token}`)
  const scope = [currentKey(bucket.id, from), currentKey(bucket.id, to)]
  if (remembered !== undefined) scope.push(remembered)
  return update(shard, scope, async read => {
    if (remembered !== undefined && (await isRepeat(read, remembered, options))) {
      return { result: true, writes: [] }
    }
    const current = await findVersion(read, { bucket, key: from })
    if (current?.value !== source.version?.value) return { result: false, writes: [] }
    const decision = await decide(context, read, { ...rename, source })
    if (remembered === undefined) return decision
    return { ...decision, writes: [...decision.writes, ...remember(context, remembered, options)] }
  })
}

async function isRepeat(
  read: MetaReader,
  remembered: string,
  { once }: RenameOptions,
): Promise<boolean> {
  const request = await read.get(remembered)
  if (request === undefined) return false
  if (request === once?.request) return true
  throw new StorageError('token-reused', 'another request was made under this token')
}

function remember(
  context: EngineContext,
  remembered: string,
  { once }: RenameOptions,
): readonly Write[] {
  return [
    { type: 'put', key: remembered, value: once?.request ?? '' },
    reclaim(context, { type: 'record', key: remembered }, REMEMBERED_MS),
  ]
}

async function decide(
  context: EngineContext,
  read: MetaReader,
  { bucket, from, to, options, source }: Rename & { readonly source: Source },
): Promise<Decision<boolean>> {
  const { version, tail, moved } = source
  const record = version && recordOf(version, from)
  options.fromCondition?.(record)
  if (!version || !tail || version.head.isDeleteMarker) {
    throw new StorageError('object-missing', `there is no ${from}`)
  }
  if (version.head.isPinned) throw new StorageError('object-in-use', `${from} is pinned`)
  const replaced = await removeVersion(
    context,
    read,
    { bucket, key: to },
    { versionId: undefined, condition: options.toCondition },
  )
  const old = replaced.result.previous
  const head = {
    ...version.head,
    // Its own time, but for what the key's last object would deny.
    modifiedAtMs: Math.max(version.head.modifiedAtMs, (old?.modifiedAtMs ?? 0) + 1),
  }
  const newTail = moved?.blob === undefined ? tail : { ...tail, blob: moved.blob }
  const freed = moved === undefined || tail.blob === undefined ? [] : [tail.blob]
  const writes: Write[] = [
    ...replaced.writes,
    { type: 'del', key: currentKey(bucket.id, from) },
    { type: 'put', key: currentKey(bucket.id, to), value: encodeVersion(head, newTail) },
    ...(moved?.writes ?? []),
    ...(freed.length > 0 ? [reclaim(context, { type: 'blobs', blobs: freed })] : []),
  ]
  return {
    result: true,
    writes,
    checks: [present(gateKey(bucket.id)), ...(moved?.checks ?? [])],
  }
}
