/**
 * The keys of the index: docs/on-disk-format.md draws them. Each begins with one letter for its
 * kind. A bucket id has a fixed length, so nothing ends it. Object keys are escaped so that no key
 * of ours holds a NUL, and so that a key with a suffix can be ended in a way that keeps the order:
 *
 *     U+0000 -> 01 02     U+0001 -> 01 03     end -> 01 01
 *
 * Escaping maps characters one by one, so it keeps both the order of keys and their prefixes.
 */

export const BUCKET_ID_LENGTH = 12
const END = '\u0001\u0001'

export function escapeKey(key: string): string {
  if (!key.includes('\u0000') && !key.includes('\u0001')) return key
  return key.replaceAll('\u0001', '\u0001\u0003').replaceAll('\u0000', '\u0001\u0002')
}

export function unescapeKey(escaped: string): string {
  if (!escaped.includes('\u0001')) return escaped
  return escaped.replaceAll('\u0001\u0002', '\u0000').replaceAll('\u0001\u0003', '\u0001')
}

/** Splits what follows the bucket id in a key that has an ended object key and a suffix. */
export function splitEnded(key: string): { key: string; suffix: string } {
  const end = key.indexOf(END, 1 + BUCKET_ID_LENGTH)
  return {
    key: unescapeKey(key.slice(1 + BUCKET_ID_LENGTH, end)),
    suffix: key.slice(end + END.length),
  }
}

export const bucketKey = (name: string) => `b${name}`
export const ownedPrefix = (ownerId: string) => `a${escapeKey(ownerId)}${END}`
export const ownedKey = (ownerId: string, name: string) => ownedPrefix(ownerId) + name
/** Present in each shard while the bucket takes writes there. */
export const gateKey = (bucketId: string) => `g${bucketId}`
export const versionCountKey = (bucketId: string) => `c${bucketId}v`
export const byteCountKey = (bucketId: string) => `c${bucketId}b`
export const COUNTER_PREFIX = 'c'
export const isByteCount = (key: string) => isCount(key, 'b')
export const isVersionCount = (key: string) => isCount(key, 'v')
export const uploadCountKey = (bucketId: string) => `c${bucketId}u`

export const currentPrefix = (bucketId: string) => `o${bucketId}`
export const currentKey = (bucketId: string, key: string) => `o${bucketId}${escapeKey(key)}`
export const noncurrentBucketPrefix = (bucketId: string) => `v${bucketId}`
export const noncurrentPrefix = (bucketId: string, key: string) =>
  `v${bucketId}${escapeKey(key)}${END}`
export const uploadBucketPrefix = (bucketId: string) => `u${bucketId}`
export const uploadPrefix = (bucketId: string, key: string) => `u${bucketId}${escapeKey(key)}${END}`
export const uploadKey = (bucketId: string, key: string, uploadId: string) =>
  uploadPrefix(bucketId, key) + uploadId
export const partPrefix = (bucketId: string, uploadId: string) => `p${bucketId}${uploadId}\u0001`
export const partKey = (bucketId: string, uploadId: string, partNumber: number) =>
  partPrefix(bucketId, uploadId) + String(partNumber).padStart(5, '0')
export const manifestKey = (bucketId: string, uploadId: string) => `m${bucketId}${uploadId}`
export const finishedKey = (bucketId: string, uploadId: string) => `f${bucketId}${uploadId}`

export const pinKey = (pin: string) => `k${pin}`
export const pinnedPrefix = (bucketId: string, key: string) => `n${bucketId}${escapeKey(key)}${END}`
export const pinnedKey = (bucketId: string, key: string, token: string) =>
  pinnedPrefix(bucketId, key) + token

export const documentsPrefix = (collection: string) => `d${escapeKey(collection)}${END}`
export const documentKey = (collection: string, id: string) =>
  documentsPrefix(collection) + escapeKey(id)

/** All entries of the queues whose names begin so. */
export const queueScanPrefix = (namePrefix: string) => `q${escapeKey(namePrefix)}`
export const queuePrefix = (queue: string) => queueScanPrefix(queue) + END
export const queueEntryKey = (queue: string, ticket: string) => queuePrefix(queue) + ticket
export const queueNameOf = (entryKey: string) =>
  unescapeKey(entryKey.slice(1, entryKey.indexOf(END)))
export const queueCountKey = (queue: string) => `e${escapeKey(queue)}`

/** Present while a bucket is being deleted in several shards; the value is its name. */
export const DELETION_PREFIX = 'w'
export const deletionKey = (bucketId: string) => `w${bucketId}`

export const RECLAIM_PREFIX = 'r'
export const INTENT_PREFIX = 'i'
/** Blobs of which less is stored than should be; the value says whose they are: see owner.ts. */
export const HEAL_PREFIX = 'h'
export const healKey = (locator: string) => HEAL_PREFIX + locator
export const intentKey = (locator: string) => `i${locator}`
export const regionLiveKey = (regionId: string) => `l${regionId}`
/** Present once a region is being removed: nothing may name a fragment in it any more. */
export const REGION_GONE_PREFIX = 'x'
export const regionGoneKey = (regionId: string) => `x${regionId}`

/** The letters of the kinds of records that name blobs. */
export const KIND_CURRENT = 'o'
export const KIND_NONCURRENT = 'v'
export const KIND_PINNED = 'n'
export const KIND_MANIFEST = 'm'
export const KIND_PART = 'p'
export const KIND_UPLOAD = 'u'

/** The key of the current version of the object that a record of a version or its pins is about. */
export function currentKeyOf(metaKey: string): string {
  return KIND_CURRENT + metaKey.slice(1, metaKey.indexOf(END, 1 + BUCKET_ID_LENGTH))
}

/** The prefix of the parts of the upload that has this key. */
export function partPrefixOf(uploadMetaKey: string): string {
  const { suffix } = splitEnded(uploadMetaKey)
  return partPrefix(uploadMetaKey.slice(1, 1 + BUCKET_ID_LENGTH), suffix)
}

function isCount(key: string, what: string): boolean {
  return key.length === COUNTER_PREFIX.length + BUCKET_ID_LENGTH + 1 && key.endsWith(what)
}
