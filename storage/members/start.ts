/**
 * Opens the disks of a deployment: looks at all directories, decides, and makes the decision durable
 * before anything else happens. Making a disk and taking it in are in an order that a crash may cut
 * anywhere: first its folders, then the record that names it, everywhere, then its identity.
 */
import { resolve } from 'node:path'
import { lockDirectory, makeFolders, makeIndex } from '../disk/directory.ts'
import { DirectoryError } from '../disk/directory-error.ts'
import type { StorageEnvironment } from '../disk/environment.ts'
import { type DiskIdentity, FORMAT_MEMBER, FORMAT_SOLE, writeIdentity } from '../disk/identity.ts'
import type { Schemes } from '../disk/schemes.ts'
import type { Log } from '../engine/reaper.ts'
import type { IdSource } from '../ids.ts'
import type { Database } from '../meta/level.ts'
import { firstShards, withDisk } from './changes.ts'
import { chooseRecord } from './choice.ts'
import { type Found, type FoundDisk, inspect, isMountPoint, refuseTwins } from './inspection.ts'
import { lossesMax, type MembersRecord } from './record.ts'
import { readRecord } from './record-file.ts'
import { decideStart, type StartDecision } from './start-decision.ts'

export interface StartOptions {
  readonly environment: StorageEnvironment
  readonly ids: IdSource
  readonly log: Log | undefined
  /** At least one. */
  readonly directories: readonly string[]
  /** The server's data directory; `undefined`: there is no witness. */
  readonly witnessDirectory: string | undefined
  readonly acceptsMissing: boolean
  readonly schemesFor: (diskCount: number) => Schemes
}

export interface OpenDirectory {
  readonly path: string
  readonly lock: Database
}

export interface Start extends StartDecision {
  /** A disk of format 1, whose record is written nowhere. */
  readonly isSole: boolean
  /** What the record on the disks is; the start's own changes are in `record`. */
  readonly before: MembersRecord
}

const ID_LENGTH = 24
const DISKS_PER_SHARD = 4

/** Looks and decides; makes the disks of a new deployment. Everything is locked by the caller. */
export async function prepareStart(options: StartOptions): Promise<Start> {
  const { environment, ids, directories, witnessDirectory } = options
  const { files } = environment
  const paths = directories.map(path => resolve(path))
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined) {
    throw new DirectoryError('disk-twice', `${twice} is given twice`)
  }
  const witness = witnessDirectory && (await readRecord(files, witnessDirectory))
  const given: Found[] = []
  for (const path of paths) given.push(await inspect(files, path))
  const record = recordOf(options, given, witness || undefined)
  if (!record) return createDeployment(options, given)
  const found = await withKnownPlaces(files, record, given)
  for (const place of found) {
    if (place.kind !== 'missing' || !paths.includes(place.path)) continue
    if (record.disks.some(({ path }) => path === place.path)) continue
    const reason = place.error instanceof Error ? `: ${place.error.message}` : ''
    const message = `${place.path} cannot be read or is not there${reason}: make it to add a disk`
    throw new DirectoryError('directory-missing', message)
  }
  const empty = found.filter(({ kind }) => kind === 'empty' || kind === 'begun')
  await refuseTwins(
    files,
    empty.map(({ path }) => path),
    () => ids.random(8),
  )
  const decision = decideStart({
    record,
    found: await withFinished(options, record, found),
    witness: witness || undefined,
    acceptsMissing: options.acceptsMissing,
    newId: () => ids.random(ID_LENGTH),
    schemesFor: options.schemesFor,
  })
  const isSole = record.epoch === 0 && decision.fresh.size === 0
  return { ...decision, isSole, before: record }
}

/** Locks and completes the directories of a decision. */
export async function openDirectories(
  { environment }: Pick<StartOptions, 'environment'>,
  present: ReadonlyMap<number, string>,
): Promise<Map<number, OpenDirectory>> {
  const opened = new Map<number, OpenDirectory>()
  const opening = [...present].map(async ([number, path]) => {
    opened.set(number, { path, lock: await lockDirectory(environment, path) })
    await makeFolders(environment.files, path)
  })
  const failed = (await Promise.allSettled(opening)).find(({ status }) => status === 'rejected')
  if (failed?.status !== 'rejected') return opened
  for (const { lock } of opened.values()) await lock.close()
  throw failed.reason
}

/** The identity comes last: a disk that has it has all the rest, the record included. */
export async function finishDisk(
  { files }: StorageEnvironment,
  record: MembersRecord,
  { number, path }: { number: number; path: string },
): Promise<void> {
  const diskId = record.disks[number]?.id ?? ''
  const { deploymentId } = record
  await writeIdentity(files, path, { format: FORMAT_MEMBER, deploymentId, diskId, number })
}

/** The record on which the directories agree; `undefined`: there is no deployment yet. */
function recordOf(
  { acceptsMissing }: StartOptions,
  found: readonly Found[],
  witness: MembersRecord | undefined,
): MembersRecord | undefined {
  const disks = found.filter(place => place.kind === 'disk')
  const [first, ...later] = disks
  const deploymentId = first?.identity.deploymentId ?? witness?.deploymentId
  const stranger = later.find(({ identity }) => identity.deploymentId !== deploymentId)
  if (first && stranger) {
    const message = `${stranger.path} belongs to another deployment than ${first.path}`
    throw new DirectoryError('disk-elsewhere', message)
  }
  if (first && witness && witness.deploymentId !== deploymentId) {
    const message = `${first.path} belongs to another deployment than the data directory`
    throw new DirectoryError('disk-elsewhere', message)
  }
  const ours = disks.flatMap(({ identity, copy }) =>
    copy && copy.deploymentId === deploymentId ? [[identity.diskId, copy] as const] : [],
  )
  const [record, ...others] = chooseRecord(new Map(ours), witness)
  if (others.length > 0 && !acceptsMissing) throw divided(disks)
  if (record) return record
  const sole = disks.find(({ identity }) => identity.format === FORMAT_SOLE)
  if (sole && disks.length === 1) return soleRecord(sole)
  if (first) {
    const message = `no disk has its membership record any more: ${first.path}/members.json`
    throw new DirectoryError('record-missing', message)
  }
  return undefined
}

function divided(disks: readonly FoundDisk[]): DirectoryError {
  const message =
    `the disks ${disks.map(({ path }) => path).join(', ')} have gone on without each other, and ` +
    'nothing here tells which of them count. Bring back the others or the data directory, or give ' +
    '--accept-missing-disks to go on with those that have changed most'
  return new DirectoryError('disks-undecided', message)
}

function soleRecord({ identity, path, isMount }: Omit<FoundDisk, 'kind' | 'copy'>): MembersRecord {
  const scheme = { dataCount: 1, parityCount: 0 }
  return {
    deploymentId: identity.deploymentId,
    epoch: 0,
    nonce: '',
    parents: [],
    schemes: { standard: scheme, reduced: scheme },
    shards: [{ mirrors: [{ disk: 0, isWhole: true }] }],
    disks: [{ number: 0, id: identity.diskId, path, isMount, state: 'online' }],
  }
}

/** Disks that were added to the running server need not be given: the record knows where they are. */
async function withKnownPlaces(
  files: StorageEnvironment['files'],
  record: MembersRecord,
  given: readonly Found[],
): Promise<readonly Found[]> {
  const found = [...given]
  for (const { id, path, state } of record.disks) {
    const isFound = found.some(place => place.kind === 'disk' && place.identity.diskId === id)
    if (state === 'removed' || isFound || given.some(place => place.path === path)) continue
    const place = await inspect(files, path).catch(() => undefined)
    if (place?.kind === 'disk' && place.identity.diskId === id) found.push(place)
  }
  return found
}

/** Directories that the record names, and that only lack their identity, are given it. */
async function withFinished(
  { environment }: StartOptions,
  record: MembersRecord,
  found: readonly Found[],
): Promise<readonly Found[]> {
  return Promise.all(
    found.map(async place => {
      if (place.kind !== 'begun' || place.copy?.nonce !== record.nonce) return place
      const member = record.disks.find(({ path }) => path === place.path)
      if (!member) return place
      await finishDisk(environment, record, member)
      const { deploymentId } = record
      const { number, id: diskId } = member
      const identity: DiskIdentity = { format: FORMAT_MEMBER, deploymentId, diskId, number }
      const { path, isMount, copy } = place
      return { kind: 'disk', path, isMount, identity, copy } as const
    }),
  )
}

async function createDeployment(
  { environment, ids, schemesFor }: StartOptions,
  found: readonly Found[],
): Promise<Start> {
  const { files } = environment
  for (const { path } of found) await files.makeDirectories(path)
  await refuseTwins(
    files,
    found.map(({ path }) => path),
    () => ids.random(8),
  )
  const deploymentId = ids.random(ID_LENGTH)
  const [sole, second] = found
  if (sole && !second) return createSole(environment, sole.path, { deploymentId, ids })
  let record: MembersRecord = {
    ...{ deploymentId, epoch: 0, nonce: '', parents: [], shards: [], disks: [] },
    schemes: schemesFor(found.length),
  }
  for (const { path } of found) {
    const isMount = await isMountPoint(files, path)
    const disk = { id: ids.random(ID_LENGTH), path, isMount, state: 'online' } as const
    record = withDisk(disk, schemesFor)(record)
  }
  const shards = firstShards(record.disks, {
    shardCount: Math.max(1, Math.floor(found.length / DISKS_PER_SHARD)),
    mirrorCount: Math.min(lossesMax(record) + 1, found.length),
  })
  const mirrors = shards.flatMap(({ mirrors: disks }, shard) =>
    disks.map(({ disk }) => ({ shard, path: record.disks[disk]?.path ?? '' })),
  )
  await Promise.all(mirrors.map(({ path, shard }) => makeIndex(environment, path, shard)))
  return {
    record: { ...record, shards },
    before: record,
    present: new Map(record.disks.map(({ number, path }) => [number, path])),
    fresh: new Set(record.disks.map(({ number }) => number)),
    ...{ warnings: [], isWritable: true, isSole: false },
  }
}

async function createSole(
  environment: StorageEnvironment,
  path: string,
  { deploymentId, ids }: { deploymentId: string; ids: IdSource },
): Promise<Start> {
  const lock = await lockDirectory(environment, path)
  try {
    await makeFolders(environment.files, path)
    await makeIndex(environment, path, 0)
    const diskId = ids.random(ID_LENGTH)
    const identity = { format: FORMAT_SOLE, deploymentId, diskId, number: 0 } as const
    await writeIdentity(environment.files, path, identity)
    const isMount = await isMountPoint(environment.files, path)
    const record = soleRecord({ path, isMount, identity })
    const present = new Map([[0, path]])
    const facts = { fresh: new Set<number>(), warnings: [], isWritable: true, isSole: true }
    return { record, before: record, present, ...facts }
  } finally {
    await lock.close()
  }
}
