/**
 * Storage in which encrypted objects look like their plaintext: records, listings, parts and conditions
 * show its sizes, and reads give its bytes. Whoever writes seals bodies before (encryption.ts), and says
 * so in the attributes; everything else passes through untouched.
 *
 * Objects under keys that the server can get at (SSE-S3, SSE-KMS, DSSE-KMS) simply open. Those under a
 * customer's key have to be unlocked with it; reading them without is refused.
 *
 * The plaintext's size stands at the end of the summary, where listings find it:
 *
 *     STANDARD 79a59df9…ef2be CRC64NVME FULL_OBJECT =1048576
 */
import type {
  CompleteOptions,
  Condition,
  DeleteResult,
  Events,
  ListedEntry,
  ListedVersion,
  ObjectFields,
  ObjectRecord,
  OpenObject,
  Page,
  PartRecord,
  Storage,
} from '../../../storage/storage.ts'
import { plainBytes } from './chunks.ts'
import { EncryptedObject, type OpenKeys } from './encrypted-object.ts'
import { encryptionOf, partEncryptionOf } from './object-encryption.ts'

/** Every method is named: one that storage gets later has to be decided about before it compiles. */
export function createEncryptedStorage(storage: Storage, openKeys: OpenKeys): Storage {
  return { ...untouched(storage), ...ofObjects(storage, openKeys), ...ofUploads(storage) }
}

/** What shows no object. */
function untouched(storage: Storage) {
  const { createBucket, getBucket, updateBucket, deleteBucket, listBuckets, bucketUsage } = storage
  const { createUpload, getUpload, abortUpload, listUploads, removePin } = storage
  const { documents, queue, queueNames, health } = storage
  return {
    ...{ createBucket, getBucket, updateBucket, deleteBucket, listBuckets, bucketUsage },
    ...{ createUpload, getUpload, abortUpload, listUploads, removePin },
    ...{ documents, queue, queueNames, health },
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  } satisfies Partial<Storage>
}

function ofObjects(storage: Storage, openKeys: OpenKeys) {
  return {
    async putObject(bucket, key, body, options) {
      const record = await storage.putObject(bucket, key, body, {
        ...showingOptions(options),
        finish: sizeBytes => withSize(options.finish(sizeBytes), sizeBytes),
      })
      return showRecord(record)
    },
    /** Of plain objects alone: appending to an encrypted one is refused before. */
    appendObject: async (bucket, key, body, options) =>
      showRecord(
        await storage.appendObject(bucket, key, body, {
          ...options,
          join: (object, parts) => options.join(showRecord(object), parts),
        }),
      ),
    renameObject(bucket, from, to, options = {}) {
      const { fromCondition, toCondition } = options
      return storage.renameObject(bucket, from, to, {
        ...options,
        ...(fromCondition && { fromCondition: showing(fromCondition) }),
        ...(toCondition && { toCondition: showing(toCondition) }),
      })
    },
    async statObject(bucket, key, versionId) {
      const record = await storage.statObject(bucket, key, versionId)
      return record && showRecord(record)
    },
    openObject: async (bucket, key, versionId) =>
      showObject(await storage.openObject(bucket, key, versionId), openKeys),
    async updateObject(bucket, key, versionId, change) {
      const record = await storage.updateObject(bucket, key, versionId, current => {
        const changed = change(showRecord(current))
        if (changed.summary === undefined) return changed
        return { ...changed, summary: `${changed.summary}${sizeText(current.summary)}` }
      })
      return record && showRecord(record)
    },
    async deleteObject(bucket, key, options = {}) {
      const { events } = options
      const result = await storage.deleteObject(bucket, key, {
        ...options,
        ...showingCondition(options),
        ...(events && { events: (deleted, atMs) => events(showDeleted(deleted), atMs) }),
      })
      return showDeleted(result)
    },
    listObjects: async (bucket, options) => showPage(await storage.listObjects(bucket, options)),
    listVersions: async (bucket, options) => showPage(await storage.listVersions(bucket, options)),
    async pinObject(pin, bucket, key, versionId) {
      const record = await storage.pinObject(pin, bucket, key, versionId)
      return record && showRecord(record)
    },
    openPin: async pin => showObject(await storage.openPin(pin), openKeys),
  } satisfies Partial<Storage>
}

function ofUploads(storage: Storage) {
  return {
    async putPart(bucket, key, uploadId, partNumber, body, options) {
      return showPart(await storage.putPart(bucket, key, uploadId, partNumber, body, options))
    },
    async listParts(bucket, key, uploadId, options) {
      const page = await storage.listParts(bucket, key, uploadId, options)
      return { ...page, entries: page.entries.map(showPart) }
    },
    async completeUpload(bucket, key, uploadId, options) {
      const record = await storage.completeUpload(bucket, key, uploadId, {
        ...showingOptions(options),
        choose: chooseShown(options),
      })
      return showRecord(record)
    },
  } satisfies Partial<Storage>
}

/** The same options, whose functions see plaintext sizes. */
function showingOptions<
  Options extends { readonly condition?: Condition; readonly events?: Events<ObjectRecord> },
>(options: Options): Options {
  const { events } = options
  return {
    ...options,
    ...showingCondition(options),
    ...(events && {
      events: (record: ObjectRecord, atMs: number) => events(showRecord(record), atMs),
    }),
  }
}

function showingCondition({ condition }: { readonly condition?: Condition }): {
  readonly condition?: Condition
} {
  return condition === undefined ? {} : { condition: showing(condition) }
}

function showing(condition: Condition): Condition {
  return current => condition(current && showRecord(current))
}

function showDeleted(result: DeleteResult): DeleteResult {
  return result.previous ? { ...result, previous: showRecord(result.previous) } : result
}

const SIZE = / =(\d+)$/

function sizeText(summary: string): string {
  return SIZE.exec(summary)?.[0] ?? ''
}

function withSize(fields: ObjectFields, sealed: number): ObjectFields {
  const encryption = encryptionOf(fields.attributes)
  if (encryption === undefined) return fields
  return { ...fields, summary: `${fields.summary} =${plainBytes(sealed, encryption.keys.length)}` }
}

/** Most records are none of ours: they stay the same objects. */
function showRecord<Shown extends ListedVersion>(record: Shown): Shown {
  if (!record.summary.includes(' =')) return record
  const size = SIZE.exec(record.summary)
  if (size === null) return record
  return { ...record, summary: record.summary.slice(0, size.index), sizeBytes: Number(size[1]) }
}

function showPage(page: Page<ListedEntry<ListedVersion>>): Page<ListedEntry<ListedVersion>> {
  const entries = page.entries.map(entry => ('summary' in entry ? showRecord(entry) : entry))
  return { ...page, entries }
}

function showPart(part: PartRecord): PartRecord {
  const encryption = partEncryptionOf(part.attributes)
  if (encryption === undefined) return part
  return { ...part, sizeBytes: plainBytes(part.sizeBytes, encryption.layers) }
}

/** The object's size is that of its parts' plaintexts. */
function chooseShown({ choose }: CompleteOptions): CompleteOptions['choose'] {
  return (upload, parts) => {
    const shown = parts.map(showPart)
    const chosen = choose(upload, shown)
    if (encryptionOf(chosen.attributes) === undefined) return chosen
    const numbers = new Set(chosen.partNumbers)
    const ofObject = shown.filter(({ partNumber }) => numbers.has(partNumber))
    const sizeBytes = ofObject.reduce((sum, part) => sum + part.sizeBytes, 0)
    return { ...chosen, summary: `${chosen.summary} =${sizeBytes}` }
  }
}

function showObject(object: OpenObject | undefined, openKeys: OpenKeys): OpenObject | undefined {
  if (object === undefined) return undefined
  const encryption = encryptionOf(object.record.attributes)
  if (encryption === undefined) return object
  return new EncryptedObject(object, {
    record: showRecord(object.record),
    encryption,
    openKeys,
  })
}
