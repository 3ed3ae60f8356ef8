/**
 * A disk is a directory:
 *
 *     mallee.json   what it is: format version, deployment, disk
 *     lock/         held while a process has the disk open
 *     meta/         the LevelDB of shard 0
 *     segments/     fragments of small bodies
 *     blobs/xx/     large bodies
 *
 * Names are synced as they are made; directories are 0700 and files 0600.
 */
import { join } from 'node:path'
import { blobFolders, blobsPath, segmentsPath } from '../blobs/disk-layout.ts'
import type { IdSource } from '../ids.ts'
import type { Database } from '../meta/level.ts'
import type { StorageEnvironment } from './environment.ts'
import type { FileSystem } from './file-system.ts'
import { hasCode } from './file-system.ts'
import { readSmallFile, replaceSmallFile } from './small-file.ts'

export const DISK_FORMAT = 1
const ID_LENGTH = 24

export type DirectoryErrorCode = 'directory-in-use' | 'directory-foreign' | 'format-unknown'

/** Why a directory cannot be opened; the message is for the person who started the server. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError'
  readonly code: DirectoryErrorCode

  constructor(code: DirectoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export interface DiskIdentity {
  readonly format: number
  readonly deploymentId: string
  readonly diskId: string
}

export interface DiskDirectory extends AsyncDisposable {
  readonly path: string
  readonly identity: DiskIdentity
}

/** The index: one LevelDB for each shard that has a mirror on the disk. */
export const metaPath = (directory: string, shard = 0) =>
  join(directory, shard === 0 ? 'meta' : `meta-${shard}`)
const identityPath = (directory: string) => join(directory, 'mallee.json')

/** Makes the directory what it should be, and holds it until disposed. */
export async function openDirectory(
  environment: StorageEnvironment,
  path: string,
  ids: IdSource,
): Promise<DiskDirectory> {
  const { files } = environment
  await files.makeDirectory(path)
  await refuseForeign(files, path)
  const lock = await lockDirectory(environment, path)
  try {
    const identity = (await readIdentity(files, path)) ?? (await createDisk(environment, path, ids))
    await makeFolders(files, blobsPath(path))
    return { path, identity, [Symbol.asyncDispose]: () => lock.close() }
  } catch (error) {
    await lock.close()
    throw error
  }
}

/** A directory with files of others in it is not taken over. */
async function refuseForeign(files: FileSystem, path: string): Promise<void> {
  const names = (await files.list(path)) ?? []
  const isOurs = names.includes('mallee.json') || names.every(name => ourNames.has(name))
  if (!isOurs) {
    throw new DirectoryError('directory-foreign', `${path} holds other files; give an empty one`)
  }
}

const ourNames = new Set(['lock', 'meta', 'segments', 'blobs', 'mallee.json.new', 'lost+found'])

/**
 * Node has no flock, and a file with a process id in it outlives a crash. LevelDB locks its
 * directory through the kernel, and within a process too: so an empty one is the lock.
 */
async function lockDirectory(
  { createDatabase }: StorageEnvironment,
  path: string,
): Promise<Database> {
  const lock = createDatabase(join(path, 'lock'), { isShared: false })
  try {
    await lock.open()
    return lock
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (!hasCode(cause, 'LEVEL_LOCKED')) throw error
    const message = `${path} is in use by another process: stop that one, or give another directory`
    throw new DirectoryError('directory-in-use', message, { cause: error })
  }
}

async function readIdentity(files: FileSystem, path: string): Promise<DiskIdentity | undefined> {
  const text = await readSmallFile(files, identityPath(path))
  if (text === undefined) return undefined
  // Written by createDisk; what is not is refused below.
  const identity = JSON.parse(text) as Partial<DiskIdentity>
  const { format, deploymentId, diskId } = identity
  if (format !== DISK_FORMAT || deploymentId === undefined || diskId === undefined) {
    const message = `${path} has format ${format}; this version reads format ${DISK_FORMAT}`
    throw new DirectoryError('format-unknown', message)
  }
  return { format, deploymentId, diskId }
}

/** The identity comes last: a disk that has it has all the rest. */
async function createDisk(
  { files, createDatabase }: StorageEnvironment,
  path: string,
  ids: IdSource,
): Promise<DiskIdentity> {
  await files.makeDirectory(metaPath(path))
  // From now on an index that is not there is an error, and not a new one.
  const index = createDatabase(metaPath(path), { isShared: false })
  await index.open()
  await index.close()
  await files.syncDirectory(metaPath(path))
  await files.makeDirectory(segmentsPath(path))
  await files.makeDirectory(blobsPath(path))
  const identity: DiskIdentity = {
    format: DISK_FORMAT,
    deploymentId: ids.random(ID_LENGTH),
    diskId: ids.random(ID_LENGTH),
  }
  const text = `${JSON.stringify(identity, undefined, 2)}\n`
  await replaceSmallFile(files, identityPath(path), text)
  await files.syncDirectory(join(path, '..'))
  return identity
}

/** Not all copies of a directory keep its empty folders. */
async function makeFolders(files: FileSystem, path: string): Promise<void> {
  await files.makeDirectory(path)
  const present = new Set(await files.list(path))
  const missing = blobFolders().filter(name => !present.has(name))
  for (const name of missing) await files.makeDirectory(join(path, name))
  if (missing.length > 0) await files.syncDirectory(path)
}
