/** Explains an object: its record, its blobs, and what the disks have of each. */
import type { BlobUpkeep } from '../blobs/upkeep.ts'
import type { EngineContext } from '../engine/context.ts'
import { objectShard } from '../engine/context.ts'
import { parseManifest } from '../engine/opened.ts'
import { findVersion, recordOf } from '../engine/versions.ts'
import { decodeTail } from '../record.ts'
import type { BucketRecord } from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { BlobInspection, ObjectInspection } from './contract.ts'

/** Each blob is read whole. */
const BLOBS_MAX = 100

export async function inspectObject(
  context: EngineContext,
  blobs: BlobUpkeep,
  object: {
    readonly bucket: BucketRecord
    readonly key: string
    readonly versionId: string | undefined
    /** The blob with which to begin, of those of a multipart object. */
    readonly from: number
  },
): Promise<ObjectInspection | undefined> {
  const { bucket, key, versionId, from } = object
  const shard = objectShard(context, bucket.id, key)
  const version = await findVersion(shard, { bucket, key }, versionId)
  if (!version) return undefined
  const { blob, manifest } = decodeTail(version.value)
  const text = manifest === undefined ? undefined : await shard.get(manifest)
  const parts = parseManifest(text)
  const named = blob === undefined ? parts : [{ sizeBytes: version.head.sizeBytes, blob }]
  const page = named.slice(from, from + BLOBS_MAX)
  return {
    record: recordOf(version, key),
    recordKey: version.metaKey,
    shard: context.meta.shards.indexOf(shard),
    ...(manifest !== undefined && { manifestKey: manifest }),
    blobCount: named.length,
    blobs: await Promise.all(page.map(part => inspectBlob(blobs, part))),
  }
}

async function inspectBlob(
  blobs: BlobUpkeep,
  part: { readonly sizeBytes: number; readonly blob?: string; readonly partNumber?: number },
): Promise<BlobInspection> {
  const { sizeBytes, blob, partNumber } = part
  const base = { sizeBytes, ...(partNumber !== undefined && { partNumber }) }
  if (blob === undefined) return { ...base, places: [] }
  try {
    return { ...base, locator: blob, places: await blobs.verify(blob) }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    return { ...base, locator: blob, places: [], failure: error.message }
  }
}
