/**
 * After a rotation: the keys of objects are sealed again, under the current versions of what sealed
 * them before. No byte of an object is read or written, only its record. Asked for by an operator; what
 * is under customers' keys stays as it is, and so do open uploads, whose old versions stay readable.
 */
import type { Documents, Json, ListedVersion, Storage } from '../../../storage/storage.ts'
import type { Encryption } from '../encryption/encryption.ts'
import { encryptionOf } from '../encryption/object-encryption.ts'
import { bucketJob } from './bucket-job.ts'
import type { Job, JobStep, StepResult } from './job.ts'

type RewrapRequest = { readonly requestedAtMs: number }

const REWRAP = 'key-rewrap'
const LOOK_EVERY_MS = 10_000
const PAGE_SIZE = 200

function requests(storage: Storage): Documents<RewrapRequest> {
  return storage.documents<RewrapRequest>(REWRAP)
}

/** The job begins within seconds. */
export async function requestRewrap(storage: Storage, nowMs: number): Promise<void> {
  await requests(storage).update('current', () => ({ requestedAtMs: nowMs }))
}

export function createKeyRewrapJob(encryption: Encryption): Job {
  let requestedAtMs: number | undefined
  const job = bucketJob({
    name: REWRAP,
    lookEveryMs: LOOK_EVERY_MS,
    isWanted: () => requestedAtMs !== undefined,
    isDue: (_bucket, last) => requestedAtMs !== undefined && (last ?? 0) <= requestedAtMs,
    step: (bucket, step) => rewrapPage(encryption, bucket.name, step),
  })
  return {
    ...job,
    async *findTasks(look) {
      const request = await requests(look.storage).get('current')
      if (request === undefined) return
      // Data keys of before the rotation are not to be used again.
      if (request.requestedAtMs !== requestedAtMs) encryption.renewDataKeys()
      requestedAtMs = request.requestedAtMs
      yield* job.findTasks(look)
    },
  }
}

type Cursor = { readonly keyMarker: string; readonly versionIdMarker: string }

async function rewrapPage(
  encryption: Encryption,
  bucketName: string,
  step: JobStep,
): Promise<StepResult> {
  const page = await step.storage.listVersions(bucketName, {
    prefix: '',
    delimiter: '',
    limit: PAGE_SIZE,
    ...readCursor(step.cursor),
  })
  // Without a delimiter there are versions and nothing else.
  const versions = page.entries.filter(entry => 'versionId' in entry)
  for (const version of versions) {
    step.signal.throwIfAborted()
    await rewrapVersion(encryption, { bucketName, version }, step)
  }
  const last = versions.at(-1)
  if (!page.isTruncated || last === undefined) return 'done'
  return { cursor: { keyMarker: last.key, versionIdMarker: last.versionId } }
}

function readCursor(cursor: Json | undefined): Partial<Cursor> & { readonly keyMarker: string } {
  // Returned by `rewrapPage` above.
  return (cursor as Cursor | undefined) ?? { keyMarker: '' }
}

async function rewrapVersion(
  encryption: Encryption,
  at: { readonly bucketName: string; readonly version: ListedVersion },
  { storage, pace, count }: JobStep,
): Promise<void> {
  const { bucketName, version } = at
  if (version.isDeleteMarker) return
  await pace.take({ requests: 1 })
  count({ examined: 1 })
  const record = await storage.statObject(bucketName, version.key, version.versionId)
  const before = record && encryptionOf(record.attributes)
  const after = before && (await encryption.refreshKeys(before))
  if (after === undefined) return
  await storage.updateObject(bucketName, version.key, version.versionId, current => {
    // Another writer was there meanwhile: what it wrote has current keys.
    if (JSON.stringify(encryptionOf(current.attributes)) !== JSON.stringify(before)) return {}
    return { attributes: { ...current.attributes, encryption: after } }
  })
  count({ changed: 1 })
}
