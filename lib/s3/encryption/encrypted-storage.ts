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

export function createEncryptedStorage(storage: Storage, openKeys: OpenKeys): Storage {
  const openShown = (object: OpenObject | undefined) => showObject(object, openKeys)
  return {
    ...storage,
    async putObject(bucket, key, body, options) {
      const record = await storage.putObject(bucket, key, body, {
        ...conditionOf(options),
        ...eventsOf(options),
        finish: sizeBytes => withSize(options.finish(sizeBytes), sizeBytes),
      })
      return showRecord(record)
    },
    async statObject(bucket, key, versionId) {
      const record = await storage.statObject(bucket, key, versionId)
      return record && showRecord(record)
    },
    openObject: async (bucket, key, versionId) =>
      openShown(await storage.openObject(bucket, key, versionId)),
    async updateObject(bucket, key, versionId, change) {
      const record = await storage.updateObject(bucket, key, versionId, current => {
        const changed = change(showRecord(current))
        if (changed.summary === undefined) return changed
        const size = sizeText(current.summary)
        return { ...changed, summary: `${changed.summary}${size}` }
      })
      return record && showRecord(record)
    },
    async deleteObject(bucket, key, options) {
      const result = await storage.deleteObject(bucket, key, {
        ...options,
        ...conditionOf(options ?? {}),
        ...(options?.events && {
          events: (result, atMs) => options.events?.(showDeletion(result), atMs) ?? [],
        }),
      })
      return showDeletion(result)
    },
    listObjects: async (bucket, options) => showPage(await storage.listObjects(bucket, options)),
    listVersions: async (bucket, options) => showPage(await storage.listVersions(bucket, options)),
    async putPart(bucket, key, uploadId, partNumber, body, options) {
      return showPart(await storage.putPart(bucket, key, uploadId, partNumber, body, options))
    },
    async listParts(bucket, key, uploadId, options) {
      const page = await storage.listParts(bucket, key, uploadId, options)
      return { ...page, entries: page.entries.map(showPart) }
    },
    async completeUpload(bucket, key, uploadId, options) {
      return showRecord(
        await storage.completeUpload(bucket, key, uploadId, {
          ...conditionOf(options),
          ...eventsOf(options),
          choose: chooseShown(options),
        }),
      )
    },
    async pinObject(pin, bucket, key, versionId) {
      const record = await storage.pinObject(pin, bucket, key, versionId)
      return record && showRecord(record)
    },
    openPin: async pin => openShown(await storage.openPin(pin)),
  }
}

function conditionOf({ condition }: { readonly condition?: Condition }): {
  condition?: Condition
} {
  if (condition === undefined) return {}
  return { condition: current => condition(current && showRecord(current)) }
}

function eventsOf({ events }: { readonly events?: Events<ObjectRecord> }): {
  events?: Events<ObjectRecord>
} {
  if (events === undefined) return {}
  return { events: (record, atMs) => events(showRecord(record), atMs) }
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

function showDeletion(result: DeleteResult): DeleteResult {
  return result.previous ? { ...result, previous: showRecord(result.previous) } : result
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
