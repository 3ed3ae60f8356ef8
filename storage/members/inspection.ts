/** What a start finds in a directory, before it changes anything. */

import { emptinessOf } from '../disk/directory.ts'
import { DirectoryError } from '../disk/directory-error.ts'
import type { FileSystem } from '../disk/file-system.ts'
import { type DiskIdentity, readIdentity } from '../disk/identity.ts'
import type { MembersRecord } from './record.ts'
import { readRecord } from './record-file.ts'

export type Found =
  /** Not there, or it cannot be read. */
  | { readonly kind: 'missing'; readonly path: string; readonly error?: unknown }
  | { readonly kind: 'empty'; readonly path: string }
  /** A start that made it a disk was interrupted. */
  | { readonly kind: 'begun'; readonly path: string; readonly copy: MembersRecord | undefined }
  | FoundDisk

export interface FoundDisk {
  readonly kind: 'disk'
  readonly path: string
  readonly identity: DiskIdentity
  readonly copy: MembersRecord | undefined
}

/** Throws DirectoryError for a directory of others, or of a version to come. */
export async function inspect(files: FileSystem, path: string): Promise<Found> {
  try {
    const identity = await readIdentity(files, path)
    if (identity) return { kind: 'disk', path, identity, copy: await readRecord(files, path) }
    const kind = await emptinessOf(files, path)
    if (kind !== 'begun') return { kind, path }
    return { kind, path, copy: await readRecord(files, path) }
  } catch (error) {
    if (error instanceof DirectoryError) throw error
    return { kind: 'missing', path, error }
  }
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
