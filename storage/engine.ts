/**
 * The engine: versions, multipart, conditions and listing, written once over Meta and Blobs. This
 * file only puts its parts together; each part is a file of engine/.
 */
import { appendObject } from './engine/append.ts'
import { Buckets } from './engine/buckets.ts'
import type { EngineContext } from './engine/context.ts'
import { openDocuments } from './engine/documents.ts'
import { listObjects, listUploads, listVersions } from './engine/listing.ts'
import { Objects } from './engine/objects.ts'
import { Pins } from './engine/pins.ts'
import { openQueue, queueNames } from './engine/queues.ts'
import { renameObject } from './engine/rename.ts'
import { Uploads } from './engine/uploads.ts'
import type { Storage } from './storage.ts'

/** `close` ends whatever the storage was opened with. */
export function createEngine(context: EngineContext, close: () => Promise<void>): Storage {
  const buckets = new Buckets(context)
  const objects = new Objects(context, buckets)
  const uploads = new Uploads(context, buckets)
  const pins = new Pins(context, buckets)
  return {
    createBucket: (name, options) => buckets.create(name, options),
    getBucket: name => buckets.get(name),
    updateBucket: (name, change) => buckets.update(name, change),
    deleteBucket: name => buckets.delete(name, bucket => uploads.abortAll(bucket)),
    listBuckets: options => buckets.list(options),
    bucketUsage: async name => buckets.usage(await buckets.require(name)),

    putObject: (bucket, key, body, options) => objects.put(bucket, key, body, options),
    appendObject: (bucketName, key, body, options) =>
      appendObject(context, buckets, { bucketName, key }, { body, options }),
    renameObject: (bucketName, from, to, options = {}) =>
      renameObject(context, buckets, { bucketName, from, to }, options),
    statObject: (bucket, key, versionId) => objects.stat(bucket, key, versionId),
    openObject: (bucket, key, versionId) => objects.open(bucket, key, versionId),
    updateObject: (bucket, key, versionId, change) =>
      objects.update(bucket, key, versionId, change),
    deleteObject: (bucket, key, options) => objects.delete(bucket, key, options),
    listObjects: async (bucket, options) =>
      listObjects(context, await buckets.require(bucket), options),
    listVersions: async (bucket, options) =>
      listVersions(context, await buckets.require(bucket), options),

    createUpload: (bucket, key, options) => uploads.create(bucket, key, options),
    getUpload: (bucket, key, uploadId) => uploads.get(bucket, key, uploadId),
    putPart: (bucketName, key, uploadId, partNumber, body, { finish }) =>
      uploads.putPart({ bucketName, key, uploadId, partNumber }, body, finish),
    listParts: (bucket, key, uploadId, options) =>
      uploads.listParts(bucket, key, uploadId, options),
    completeUpload: (bucket, key, uploadId, options) =>
      uploads.complete(bucket, key, uploadId, options),
    abortUpload: (bucket, key, uploadId) => uploads.abort(bucket, key, uploadId),
    listUploads: async (bucket, options) =>
      listUploads(context, await buckets.require(bucket), options),

    pinObject: (pin, bucket, key, versionId) => pins.add(pin, bucket, key, versionId),
    openPin: pin => pins.open(pin),
    removePin: pin => pins.remove(pin),

    documents: name => openDocuments(context, name),
    queue: name => openQueue(context, name),
    queueNames: options => queueNames(context, options),
    health: async () => ({ isWritable: (await context.blobs.health()).isWritable, disks: [] }),
    [Symbol.asyncDispose]: close,
  }
}
