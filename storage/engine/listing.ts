/**
 * Listings in the order of UTF-8 bytes, rolled up at a delimiter. What is rolled up is jumped over,
 * so that the cost follows the answer and not the bucket.
 */
import {
  currentPrefix,
  escapeKey,
  noncurrentBucketPrefix,
  noncurrentPrefix,
  splitEnded,
  unescapeKey,
  uploadBucketPrefix,
  uploadPrefix,
} from '../layout.ts'
import type { Entry, MetaReader } from '../meta/meta.ts'
import { compareUtf8, prefixEnd } from '../order.ts'
import type { VersionHead } from '../record.ts'
import { decodeHead, NULL_VERSION_ID, toListed } from '../record.ts'
import type {
  BucketRecord,
  ListedEntry,
  ListedVersion,
  ListOptions,
  ListUploadsOptions,
  ListVersionsOptions,
  Page,
  UploadRecord,
} from '../storage.ts'
import type { EngineContext } from './context.ts'
import { objectShard } from './context.ts'
import type { Start } from './cursor.ts'
import { Cursor } from './cursor.ts'
import { parseUpload } from './upload-record.ts'

type Rollup = Pick<ListOptions, 'prefix' | 'delimiter'>

export async function listObjects(
  { meta }: EngineContext,
  bucket: BucketRecord,
  options: ListOptions,
): Promise<Page<ListedEntry<ListedVersion>>> {
  const base = currentPrefix(bucket.id)
  const start = startAfter(base, options, options.after) ?? { gt: base + escapeKey(options.after) }
  const cursor = openCursor({ meta }, { base, start, ...options })
  const entries: ListedEntry<ListedVersion>[] = []
  for (;;) {
    const entry = cursor.peek() ?? (await cursor.fill())
    if (!entry) return { entries, isTruncated: false }
    const head = decodeHead(entry[1])
    if (head.isDeleteMarker) {
      cursor.skip()
      continue
    }
    if (entries.length === options.limit) return { entries, isTruncated: true }
    const key = unescapeKey(entry[0].slice(base.length))
    const commonPrefix = commonPrefixOf(key, options)
    if (commonPrefix === undefined) {
      entries.push(toListed(head, key, true))
      cursor.skip()
    } else {
      entries.push({ commonPrefix })
      cursor.seek(endOf(base, commonPrefix))
    }
  }
}

/**
 * Each shard is read as it is at one moment: versions move between current and noncurrent records
 * meanwhile, and one would be missed or listed twice. All versions of a key are in one shard.
 */
export function listVersions(
  context: EngineContext,
  bucket: BucketRecord,
  options: ListVersionsOptions,
): Promise<Page<ListedEntry<ListedVersion>>> {
  const { shards } = context.meta
  const withSnapshots = (
    readers: readonly MetaReader[],
  ): Promise<Page<ListedEntry<ListedVersion>>> =>
    shards[readers.length]?.snapshot(read => withSnapshots([...readers, read])) ??
    listVersionsIn(readers, { context, bucket }, options)
  return withSnapshots([])
}

interface Listed {
  readonly context: EngineContext
  readonly bucket: BucketRecord
}

/** Walks current and noncurrent records side by side: for each key the current one comes first. */
async function listVersionsIn(
  shards: readonly MetaReader[],
  { context, bucket }: Listed,
  options: ListVersionsOptions,
): Promise<Page<ListedEntry<ListedVersion>>> {
  const meta = { shards }
  const { keyMarker, versionIdMarker, limit } = options
  const currentBase = currentPrefix(bucket.id)
  const noncurrentBase = noncurrentBucketPrefix(bucket.id)
  const tokenMarker =
    keyMarker === '' || versionIdMarker === undefined
      ? undefined
      : await tokenOf({ shards, context, bucket }, { key: keyMarker, versionId: versionIdMarker })
  const isInside = tokenMarker !== undefined
  const versions = noncurrentPrefix(bucket.id, keyMarker)
  const marked = currentBase + escapeKey(keyMarker)
  const current = openCursor(
    { meta },
    {
      ...options,
      base: currentBase,
      start:
        startAfter(currentBase, options, keyMarker) ??
        (isInside ? { gte: marked } : { gt: marked }),
    },
  )
  const noncurrent = openCursor(
    { meta },
    {
      ...options,
      base: noncurrentBase,
      start:
        startAfter(noncurrentBase, options, keyMarker) ??
        (isInside ? { gt: versions + tokenMarker } : { gte: prefixEnd(versions) ?? versions }),
    },
  )
  const isBeforeMarker = (key: string, head: VersionHead) =>
    isInside && key === keyMarker && head.token <= tokenMarker

  const entries: ListedEntry<ListedVersion>[] = []
  for (;;) {
    const currentEntry = current.peek() ?? (await current.fill())
    const noncurrentEntry = noncurrent.peek() ?? (await noncurrent.fill())
    const next = firstOf(currentBase, currentEntry, noncurrentEntry)
    if (!next) return { entries, isTruncated: false }
    const { key, value, isLatest } = next
    const cursor = isLatest ? current : noncurrent
    const head = decodeHead(value)
    if (isBeforeMarker(key, head)) {
      cursor.skip()
      continue
    }
    if (entries.length === limit) return { entries, isTruncated: true }
    const commonPrefix = commonPrefixOf(key, options)
    if (commonPrefix === undefined) {
      entries.push(toListed(head, key, isLatest))
      cursor.skip()
    } else {
      entries.push({ commonPrefix })
      current.seek(endOf(currentBase, commonPrefix))
      noncurrent.seek(endOf(noncurrentBase, commonPrefix))
    }
  }
}

export async function listUploads(
  context: EngineContext,
  bucket: BucketRecord,
  options: ListUploadsOptions,
): Promise<Page<ListedEntry<UploadRecord>>> {
  const { keyMarker, uploadIdMarker, limit } = options
  const base = uploadBucketPrefix(bucket.id)
  const uploads = uploadPrefix(bucket.id, keyMarker)
  const start =
    startAfter(base, options, keyMarker) ??
    (uploadIdMarker === undefined
      ? { gte: prefixEnd(uploads) ?? uploads }
      : { gt: uploads + uploadIdMarker })
  const cursor = openCursor(context, { ...options, base, start })
  const entries: ListedEntry<UploadRecord>[] = []
  for (;;) {
    const entry = cursor.peek() ?? (await cursor.fill())
    if (!entry) return { entries, isTruncated: false }
    if (entries.length === limit) return { entries, isTruncated: true }
    const upload = parseUpload(entry)
    const commonPrefix = commonPrefixOf(upload.key, options)
    if (commonPrefix === undefined) {
      entries.push(upload)
      cursor.skip()
    } else {
      entries.push({ commonPrefix })
      cursor.seek(endOf(base, commonPrefix))
    }
  }
}

function openCursor(
  { meta }: { readonly meta: { readonly shards: readonly MetaReader[] } },
  options: { base: string; start: Start; prefix: string; limit: number },
): Cursor {
  const { base, start, prefix, limit } = options
  const lt = endOf(base, prefix)
  return new Cursor(meta.shards, { start, lt, pageSize: limit + 1 })
}

/** Where a listing begins, unless it begins just after the marker: then `undefined`. */
function startAfter(base: string, rollup: Rollup, marker: string): Start | undefined {
  if (marker === '' || compareUtf8(marker, rollup.prefix) < 0) {
    return { gte: base + escapeKey(rollup.prefix) }
  }
  const commonPrefix = commonPrefixOf(marker, rollup)
  return commonPrefix === undefined ? undefined : { gte: endOf(base, commonPrefix) }
}

/** The part of the key up to the first delimiter after the prefix; `undefined` without one. */
function commonPrefixOf(key: string, { prefix, delimiter }: Rollup): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const index = key.indexOf(delimiter, prefix.length)
  return index === -1 ? undefined : key.slice(0, index + delimiter.length)
}

/** The least record key above all that begin with the prefix. */
function endOf(base: string, prefix: string): string {
  const start = base + escapeKey(prefix)
  return prefixEnd(start) ?? start
}

function firstOf(
  currentBase: string,
  current: Entry | undefined,
  noncurrent: Entry | undefined,
): { key: string; value: string; isLatest: boolean } | undefined {
  const currentKey = current && unescapeKey(current[0].slice(currentBase.length))
  const noncurrentKey = noncurrent && splitEnded(noncurrent[0]).key
  const isCurrentFirst =
    noncurrentKey === undefined ||
    (currentKey !== undefined && compareUtf8(currentKey, noncurrentKey) <= 0)
  if (isCurrentFirst) {
    return current && currentKey !== undefined
      ? { key: currentKey, value: current[1], isLatest: true }
      : undefined
  }
  return noncurrent && { key: noncurrentKey, value: noncurrent[1], isLatest: false }
}

/** A null version that is gone has no place in the order: its key is listed from its start. */
async function tokenOf(
  { shards, context, bucket }: { shards: readonly MetaReader[] } & Listed,
  { key, versionId }: { key: string; versionId: string },
): Promise<string> {
  if (versionId !== NULL_VERSION_ID) return versionId
  const metaKey = currentPrefix(bucket.id) + escapeKey(key)
  const shard = shards[context.meta.shards.indexOf(objectShard(context, bucket.id, key))]
  const value = await shard?.get(metaKey)
  if (value === undefined) return ''
  const head = decodeHead(value)
  return head.isNull ? head.token : head.nullToken
}
