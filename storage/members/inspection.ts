/** What a start finds in a directory, before it changes anything. */
import { dirname } from 'node:path'
import { emptinessOf } from '../disk/directory.ts'
import { DirectoryError } from '../disk/directory-error.ts'
import type { FileSystem } from '../disk/file-system.ts'
import { type DiskIdentity, readIdentity } from '../disk/identity.ts'
import type { MembersRecord } from './record.ts'
import { readRecord } from './record-file.ts'

export type Found =
  /** Not there, or it cannot be read. */
  | { readonly kind: 'missing'; readonly path: string; readonly error?: unknown }
  | { readonly kind: 'empty'; readonly path: string; readonly isMount: boolean }
  /** A start that made it a disk was interrupted. */
  | {
      readonly kind: 'begun'
      readonly path: string
      readonly isMount: boolean
      readonly copy: MembersRecord | undefined
    }
  | FoundDisk

export interface FoundDisk {
  readonly kind: 'disk'
  readonly path: string
  /** See Member. */
  readonly isMount: boolean
  readonly identity: DiskIdentity
  readonly copy: MembersRecord | undefined
}

/** Throws DirectoryError for a directory of others, or of a version to come. */
export async function inspect(files: FileSystem, path: string): Promise<Found> {
  try {
    const identity = await readIdentity(files, path)
    const kind = identity ? 'disk' : await emptinessOf(files, path)
    if (kind === 'missing') return { kind, path }
    const isMount = await isMountPoint(files, path)
    if (kind === 'empty') return { kind, path, isMount }
    const copy = await readRecord(files, path)
    return identity
      ? { kind: 'disk', path, isMount, identity, copy }
      : { kind: 'begun', path, isMount, copy }
  } catch (error) {
    if (error instanceof DirectoryError) throw error
    return { kind: 'missing', path, error }
  }
}

/** Whether another device begins there than the one of the directory above. */
export async function isMountPoint(files: FileSystem, path: string): Promise<boolean> {
  return (await files.device(path)) !== (await files.device(dirname(path)))
}

/**
 * Throws when two of the paths lead to one directory. Only for directories that are no disks yet:
 * those that are have ids.
 */
export async function refuseTwins(
  files: FileSystem,
  paths: readonly string[],
  newName: () => string,
): Promise<void> {
  const marks = new Map<string, string>()
  try {
    for (const path of paths) {
      const name = `mallee.probe-${newName()}`
      const mark = await files.create(`${path}/${name}`)
      await mark.close()
      marks.set(path, name)
    }
    for (const path of paths) {
      const names = await files.list(path)
      const other = paths.find(twin => twin !== path && names?.includes(marks.get(twin) ?? ''))
      if (other !== undefined) {
        throw new DirectoryError('disk-twice', `${path} and ${other} are the same directory`)
      }
    }
  } finally {
    for (const [path, name] of marks) await files.remove(`${path}/${name}`)
  }
}
