/**
 * A disk is a directory:
 *
 *     mallee.json    what it is: format version, deployment, disk
 *     members.json   the membership record, unless it is a deployment by itself
 *     lock/          held while a process has the disk open
 *     meta/          the LevelDB of shard 0, where the disk has a mirror of it; meta-1/ of shard 1 …
 *     segments/      fragments of small bodies
 *     blobs/xx/      large bodies
 *
 * Names are synced as they are made; directories are 0700 and files 0600.
 */
import { join } from 'node:path'
import { blobFolders, blobsPath, segmentsPath } from '../blobs/disk-layout.ts'
import type { Database } from '../meta/level.ts'
import { DirectoryError } from './directory-error.ts'
import type { StorageEnvironment } from './environment.ts'
import type { FileSystem } from './file-system.ts'
import { hasCode } from './file-system.ts'

/** The index: one LevelDB for each shard that has a mirror on the disk. */
export const metaPath = (directory: string, shard = 0) =>
  join(directory, shard === 0 ? 'meta' : `meta-${shard}`)

/** What a directory is before anybody has made it a disk. */
export type Emptiness = 'missing' | 'empty' | 'begun'

const ourName = /^(lock|meta(-\d+)?|segments|blobs|(mallee|members)\.json\.new|members\.json)$/
/** Beside a disk's files: the file system's own folder, and the mark by which twins are found. */
const toleratedName = /^(lost\+found|mallee\.probe-[\w.]+)$/

/** Throws for a directory with files of others in it: that is not taken over. */
export async function emptinessOf(files: FileSystem, path: string): Promise<Emptiness> {
  const names = await files.list(path)
  if (!names) return 'missing'
  const others = names.filter(name => !toleratedName.test(name))
  if (others.length === 0) return 'empty'
  if (others.every(name => ourName.test(name))) return 'begun'
  throw new DirectoryError('directory-foreign', `${path} holds other files; give an empty one`)
}

/**
 * Node has no flock, and a file with a process id in it outlives a crash. LevelDB locks its
 * directory through the kernel, and within a process too: so an empty one is the lock.
 */
export async function lockDirectory(
  { files, createDatabase }: StorageEnvironment,
  path: string,
): Promise<Database> {
  // Of a disk that is gone nothing is made where it was.
  await files.makeDirectory(join(path, 'lock'))
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

/** The folders for blobs; they are there before the identity is. */
export async function makeFolders(files: FileSystem, path: string): Promise<void> {
  await files.makeDirectory(segmentsPath(path))
  await files.makeDirectory(blobsPath(path))
  // Not all copies of a directory keep its empty folders.
  const present = new Set(await files.list(blobsPath(path)))
  const missing = blobFolders().filter(name => !present.has(name))
  for (const name of missing) await files.makeDirectory(join(blobsPath(path), name))
  if (missing.length > 0) await files.syncDirectory(blobsPath(path))
  await files.syncDirectory(path)
  await files.syncDirectory(join(path, '..'))
}

/** An empty index. From now on one that is not there is an error, and not a new one. */
export async function makeIndex(
  { files, createDatabase }: StorageEnvironment,
  path: string,
  shard: number,
): Promise<void> {
  const index = metaPath(path, shard)
  await files.makeDirectory(index)
  const database = createDatabase(index, { isShared: false })
  await database.open()
  await database.close()
  await files.syncDirectory(index)
  await files.syncDirectory(path)
}
