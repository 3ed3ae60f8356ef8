/**
 * Writes inventory reports: each enabled configuration has its own task, which begins with a day (of
 * UTC), or every seventh. A step writes one file of the report; the last one its manifests, so that
 * what a manifest names is whole. A report tells each version as it was when the walk came by.
 *
 * Differs from S3: the first report comes at once, not within two days.
 */
import { createHash, hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { BucketRecord, Json, ListedVersion, Storage } from '../../../storage/storage.ts'
import type { Accounts } from '../../iam/account.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { type InventoryConfiguration, inventory, readInventory } from '../configurations/kinds.ts'
import { getConfiguration, listConfigurations } from '../configurations/store.ts'
import type { Encryption } from '../encryption/encryption.ts'
import { eachBucket } from '../jobs/bucket-job.ts'
import type { Job, JobLook, JobStep, StepResult } from '../jobs/job.ts'
import { isCommonPrefix } from '../listing.ts'
import type { Destination } from '../notification/destinations/destination.ts'
import { storageForService } from '../notification/operation-events.ts'
import { watchedBody } from '../object-body.ts'
import { type ReportColumns, reportColumns } from './report-fields.ts'
import { openPlace, type ReportPlace, reportKeys, storeReport } from './report-store.ts'

export interface InventoryJobOptions {
  readonly dayMs: number
  readonly encryption: Encryption
  readonly accounts: Accounts
  readonly region: string
  /** To which notifications of a report's delivery are sent. */
  readonly destinations: readonly Destination[]
  /** Versions in one file: 50 000 by default. */
  readonly fileRows?: number
}

const LOOK_EVERY_MS_MAX = 600_000
const LOOK_EVERY_MS_MIN = 500
const FILE_ROWS = 50_000
const PAGE_SIZE = 500
/** A page is one read, however many entries it has. */
const PAGE_REQUESTS = 5
const CONFIGURATIONS_MAX = 1000

export function createInventoryJob(options: InventoryJobOptions): Job {
  const { dayMs } = options
  return {
    name: 'inventory',
    lookEveryMs: Math.min(LOOK_EVERY_MS_MAX, Math.max(LOOK_EVERY_MS_MIN, dayMs / 20)),
    keepsFinished: true,
    findTasks: look => findTasks(look, dayMs),
    step: step => writeReport(options, step),
  }
}

async function* findTasks(look: JobLook, dayMs: number): AsyncGenerator<string> {
  const { storage } = look
  for await (const bucket of eachBucket(look)) {
    if (!readBucketAttributes(bucket.attributes).hasInventory) continue
    const options = { bucket, limit: CONFIGURATIONS_MAX }
    for (const found of await listConfigurations(storage, inventory, options)) {
      const configuration = readInventory(found)
      if (!configuration.IsEnabled) continue
      const taskId = `${bucket.name}/${configuration.Id}`
      const state = await look.state(taskId)
      const days = configuration.Schedule.Frequency === 'Weekly' ? 7 : 1
      const dayOf = (timeMs: number) => Math.floor(timeMs / dayMs)
      const isDue =
        state === undefined ||
        state.isRunning ||
        dayOf(look.nowMs()) - dayOf(state.startedAtMs) >= days
      if (isDue) yield taskId
    }
  }
  for await (const taskId of look.tasks()) {
    if ((await findReport(storage, taskId)) === undefined) await look.forget(taskId)
  }
}

async function findReport(storage: Storage, taskId: string) {
  const [bucketName = '', id = ''] = taskId.split('/')
  const bucket = await storage.getBucket(bucketName)
  const found = bucket && (await getConfiguration(storage, inventory, { bucket, id }))
  return bucket && found && { bucket, configuration: readInventory(found) }
}

type ReportFile = { readonly key: string; readonly size: number; readonly MD5checksum: string }

type Cursor = {
  readonly bucketId: string
  readonly files: readonly ReportFile[]
  readonly keyMarker: string
  readonly versionIdMarker?: string
}

async function writeReport(options: InventoryJobOptions, step: JobStep): Promise<StepResult> {
  const report = await findReport(step.storage, step.taskId)
  if (report === undefined || !report.configuration.IsEnabled) return 'done'
  const { bucket, configuration } = report
  const place = await openPlace({ ...options, storage: step.storage }, bucket, configuration)
  const cursor = readCursor(step.cursor, bucket)
  const { fields, allVersions } = contents(configuration)
  const columns = reportColumns({ allVersions, fields })
  const work = { options, step, place, columns, allVersions }
  const { file, next } = await writeFile(work, cursor)
  const files = [...cursor.files, file]
  if (next !== undefined) return { cursor: { ...cursor, ...next, files } }
  await writeManifests(work, files)
  return 'done'
}

interface Work {
  readonly options: InventoryJobOptions
  readonly step: JobStep
  readonly place: ReportPlace
  readonly columns: ReportColumns
  readonly allVersions: boolean
}

function readCursor(cursor: Json | undefined, { id: bucketId }: BucketRecord): Cursor {
  // Returned by `writeReport`.
  const known = cursor as Cursor | undefined
  if (known?.bucketId === bucketId) return known
  return { bucketId, files: [], keyMarker: '' }
}

function contents(configuration: InventoryConfiguration) {
  return {
    allVersions: configuration.IncludedObjectVersions === 'All',
    fields: configuration.OptionalFields?.Field ?? [],
  }
}

type Position = Pick<Cursor, 'keyMarker' | 'versionIdMarker'>

/** A file that is written again after a crash has the name that it had. */
async function writeFile(
  work: Work,
  cursor: Cursor,
): Promise<{ file: ReportFile; next: Position | undefined }> {
  const { options, step, place } = work
  const { startedAtMs, taskId } = step
  const name = hash('sha256', `${taskId} ${startedAtMs} ${cursor.files.length}`).slice(0, 32)
  const { data: key } = reportKeys(place, startedAtMs, name)
  const end: { next?: Position } = {}
  const md5 = createHash('md5')
  let size = 0
  const parts = { ...options, storage: step.storage }
  await pipeline(Readable.from(readLines(work, cursor, end)), createGzip(), compressed => {
    const body = watchedBody(compressed, bytes => {
      md5.update(bytes)
      size += bytes.length
    })
    return storeReport(parts, place, { key, body, contentType: 'application/gzip' })
  })
  step.count({ bytes: size })
  return { file: { key, size, MD5checksum: md5.digest('hex') }, next: end.next }
}

/** Leaves in `end` where the next file begins. */
async function* readLines(
  work: Work,
  { keyMarker, versionIdMarker }: Position,
  end: { next?: Position },
): AsyncGenerator<string> {
  const { step, place, options } = work
  const { fileRows = FILE_ROWS } = options
  const { Filter: filter } = place.configuration
  let position: Position = {
    keyMarker,
    ...(versionIdMarker !== undefined && { versionIdMarker }),
  }
  for (let rows = 0; rows < fileRows; ) {
    step.signal.throwIfAborted()
    await step.pace.take({ requests: PAGE_REQUESTS })
    const page = await step.storage.listVersions(place.source.name, {
      prefix: filter?.Prefix ?? '',
      delimiter: '',
      limit: Math.min(PAGE_SIZE, fileRows - rows),
      ...position,
    })
    const versions = page.entries.flatMap(entry => (isCommonPrefix(entry) ? [] : [entry]))
    yield await linesOf(work, versions)
    step.count({ examined: versions.length })
    const last = versions.at(-1)
    if (!page.isTruncated || last === undefined) return
    rows += versions.length
    position = { keyMarker: last.key, versionIdMarker: last.versionId }
  }
  end.next = position
}

async function linesOf(work: Work, versions: readonly ListedVersion[]): Promise<string> {
  const { step, place, columns, allVersions } = work
  const { source: bucket } = place
  let text = ''
  for (const listed of versions) {
    if (!allVersions && (!listed.isLatest || listed.isDeleteMarker)) continue
    const { key, versionId } = listed
    const needsRecord = columns.needsRecord && !listed.isDeleteMarker
    if (needsRecord) await step.pace.take({ requests: 1 })
    const record = needsRecord
      ? await step.storage.statObject(bucket.name, key, versionId)
      : undefined
    // It was removed since the page was read.
    if (needsRecord && record === undefined) continue
    text += columns.line({ bucket, listed, record })
    step.count({ changed: 1 })
  }
  return text
}

/** The checksum comes last: it tells that the report is there. */
async function writeManifests(work: Work, files: readonly ReportFile[]): Promise<void> {
  const { options, step, place, columns } = work
  const { source, target } = place
  const { region, destinations, encryption } = options
  const keys = reportKeys(place, step.startedAtMs, '')
  const manifest = JSON.stringify({
    sourceBucket: source.name,
    destinationBucket: place.configuration.Destination.S3BucketDestination.Bucket,
    version: '2016-11-30',
    creationTimestamp: String(step.startedAtMs),
    fileFormat: 'CSV',
    fileSchema: columns.names.join(', '),
    files,
  })
  const symlink = files.map(({ key }) => `s3://${target.name}/${key}\n`).join('')
  const storage = storageForService(step.storage, {
    bucket: target,
    names: { put: 's3:ObjectCreated:Put' },
    region,
    nowMs: step.nowMs(),
    destinations,
  })
  const texts = [
    [keys.symlink, symlink, 'text/plain'],
    [keys.manifest, manifest, 'application/json'],
    [keys.checksum, hash('md5', manifest), 'text/plain'],
  ] as const
  for (const [key, text, contentType] of texts) {
    await storeReport({ storage, encryption }, place, { key, body: Buffer.from(text), contentType })
  }
}
