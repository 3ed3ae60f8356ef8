/** Compares what a storage holds with what its clients were told, and then knows what it holds. */
import type { ListedVersion, Storage } from '../../../storage/storage.ts'
import { StorageError } from '../../../storage/storage.ts'
import { etagOf } from './bodies.ts'
import { currentEtag, expectContent } from './client.ts'
import type { KeyState } from './key-model.ts'
import type { Model, ModelUpload } from './model.ts'

export interface Verification {
  readonly storage: Storage
  readonly model: Model
  /** How many bodies may be damaged. */
  readonly damagedMax: number
}

/** Throws at the first difference. Gives how many bodies are damaged. */
export async function verify(verification: Verification): Promise<number> {
  const { storage, model, damagedMax } = verification
  const damaged = new Map<string, string>()
  const found = new Map<string, KeyState>()
  for (const bucket of model.versioning.keys()) {
    const versions = await listAll(storage, bucket)
    await checkCounts(storage, bucket, versions)
    await checkObjects(storage, bucket, versions)
    for (const version of versions) {
      const name = `${bucket}/${version.key}`
      const { versionId: id, etag, isDeleteMarker } = version
      found.set(name, [...(found.get(name) ?? []), { id, etag, isDeleteMarker }])
      if (!isDeleteMarker) await checkBody(storage, { bucket, version }, damaged)
    }
  }
  for (const { bucket, key, model: known } of model.keys()) {
    const name = `${bucket}/${key}`
    try {
      known.settle(found.get(name) ?? [])
    } catch (error) {
      throw new Error(`${name} ${String(error)}`)
    }
    found.delete(name)
  }
  if (found.size > 0) throw new Error(`nobody stored ${[...found.keys()]}`)
  checkRenames(model)
  await checkUploads(storage, model)
  await checkPins(storage, model, damaged)
  await checkDocuments(storage, model)
  if (damaged.size > damagedMax) {
    throw new Error(`${JSON.stringify([...damaged])} are damaged, by ${damagedMax} flipped bits`)
  }
  return damaged.size
}

async function listAll(storage: Storage, bucket: string): Promise<ListedVersion[]> {
  const versions: ListedVersion[] = []
  let marker: { keyMarker: string; versionIdMarker?: string } = { keyMarker: '' }
  for (;;) {
    const options = { prefix: '', delimiter: '', limit: 7, ...marker }
    const page = await storage.listVersions(bucket, options)
    for (const entry of page.entries) {
      if ('commonPrefix' in entry) continue
      versions.push(entry)
      marker = { keyMarker: entry.key, versionIdMarker: entry.versionId }
    }
    if (!page.isTruncated) return versions
  }
}

async function checkObjects(
  storage: Storage,
  bucket: string,
  versions: readonly ListedVersion[],
): Promise<void> {
  const latest = versions.filter(({ isLatest, isDeleteMarker }) => isLatest && !isDeleteMarker)
  const options = { prefix: '', delimiter: '', after: '', limit: 1000 }
  const { entries } = await storage.listObjects(bucket, options)
  const listed = entries.map(entry => ('key' in entry ? `${entry.key} ${entry.etag}` : ''))
  expectSame(
    listed,
    latest.map(({ key, etag }) => `${key} ${etag}`),
    `objects of ${bucket}`,
  )
}

async function checkCounts(
  storage: Storage,
  bucket: string,
  versions: readonly ListedVersion[],
): Promise<void> {
  let sizeBytes = versions.reduce((sum, version) => sum + version.sizeBytes, 0)
  for (const { key, uploadId } of await listUploads(storage, bucket)) {
    const { entries } = await storage.listParts(bucket, key, uploadId, { after: 0, limit: 1000 })
    sizeBytes += entries.reduce((sum, part) => sum + part.sizeBytes, 0)
  }
  const usage = await storage.bucketUsage(bucket)
  expectSame(usage, { versionCount: versions.length, sizeBytes }, `usage of ${bucket}`)
}

async function checkBody(
  storage: Storage,
  { bucket, version }: { bucket: string; version: ListedVersion },
  damaged: Map<string, string>,
): Promise<void> {
  await noteDamage(damaged, version.etag, async () => {
    await using opened = await storage.openObject(bucket, version.key, version.versionId)
    if (!opened) throw new Error(`${bucket}/${version.key} is listed and not there`)
    await expectContent(opened, version.etag)
  })
}

async function noteDamage(
  damaged: Map<string, string>,
  etag: string,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (!(error instanceof StorageError && error.code === 'data-corrupt')) throw error
    damaged.set(etag, error.message)
  }
}

/** The object has one of the two keys, whatever happened in between. */
function checkRenames(model: Model): void {
  for (const [client, { bucket, from, to, etag }] of model.renames) {
    const holders = [from, to].filter(
      key => currentEtag(model.key(bucket, key).certain ?? []) === etag,
    )
    if (holders.length !== 1) throw new Error(`${etag} has ${holders.length} keys`)
    model.renames.delete(client)
  }
}

async function checkUploads(storage: Storage, model: Model): Promise<void> {
  const known = new Map([...model.uploads].map(upload => [upload.uploadId, upload]))
  for (const bucket of model.versioning.keys()) {
    for (const { key, uploadId } of await listUploads(storage, bucket)) {
      const upload = known.get(uploadId)
      known.delete(uploadId)
      if (upload) await checkParts(storage, upload)
      // Whoever began it was not told.
      else await storage.abortUpload(bucket, key, uploadId)
    }
  }
  for (const upload of known.values()) {
    const isExpected = upload.completing !== undefined || upload.isAborting
    if (!isExpected) throw new Error(`upload ${upload.uploadId} is gone`)
    model.uploads.delete(upload)
  }
}

async function checkParts(storage: Storage, upload: ModelUpload): Promise<void> {
  const { bucket, key, uploadId, parts } = upload
  const { entries } = await storage.listParts(bucket, key, uploadId, { after: 0, limit: 1000 })
  const etags = new Map(entries.map(({ partNumber, etag }) => [partNumber, etag]))
  for (const [partNumber, number] of parts) {
    expectSame(etags.get(partNumber), etagOf([number]), `part ${partNumber} of ${uploadId}`)
  }
}

async function listUploads(storage: Storage, bucket: string) {
  const options = { prefix: '', delimiter: '', keyMarker: '', limit: 1000 }
  const { entries } = await storage.listUploads(bucket, options)
  return entries.flatMap(entry => ('commonPrefix' in entry ? [] : [entry]))
}

async function checkPins(
  storage: Storage,
  model: Model,
  damaged: Map<string, string>,
): Promise<void> {
  for (const [pin, possible] of model.pins) {
    await noteDamage(damaged, possible.findLast(etag => etag !== undefined) ?? '', async () => {
      await using opened = await storage.openPin(pin)
      const etag = opened?.record.etag
      if (!possible.includes(etag)) throw new Error(`pin ${pin} holds ${etag}, not ${possible}`)
      model.pins.set(pin, [etag])
      if (opened && etag !== undefined) await expectContent(opened, etag)
    })
  }
}

async function checkDocuments(storage: Storage, model: Model): Promise<void> {
  for (const [id, possible] of model.documents) {
    const value = (await storage.documents<number>('counts').get(id)) ?? 0
    if (!possible.includes(value)) throw new Error(`document ${id} is ${value}, not ${possible}`)
    model.documents.set(id, [value])
  }
}

function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`)
}
