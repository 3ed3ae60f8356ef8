/**
 * `mallee.json`: what a disk is. Format 1 is a disk that is a deployment by itself; in format 2 a
 * disk is one of several, has a number, and lies beside a copy of the membership record.
 */
import { join } from 'node:path'
import { DirectoryError } from './directory-error.ts'
import type { FileSystem } from './file-system.ts'
import { readSmallFile, replaceSmallFile } from './small-file.ts'

export const FORMAT_SOLE = 1
export const FORMAT_MEMBER = 2

export interface DiskIdentity {
  readonly format: typeof FORMAT_SOLE | typeof FORMAT_MEMBER
  readonly deploymentId: string
  readonly diskId: string
  /** 0 in format 1, which does not write it. */
  readonly number: number
}

const identityPath = (directory: string) => join(directory, 'mallee.json')

/** `undefined`: it is not a disk, or not yet. */
export async function readIdentity(
  files: FileSystem,
  directory: string,
): Promise<DiskIdentity | undefined> {
  const text = await readSmallFile(files, identityPath(directory))
  if (text === undefined) return undefined
  const { format, deploymentId, diskId, number = 0 } = parse(text)
  const isKnown = format === FORMAT_SOLE || format === FORMAT_MEMBER
  const isWhole = deploymentId !== undefined && diskId !== undefined && Number.isInteger(number)
  if (!isKnown || !isWhole) {
    const message = `${directory} has format ${format}; this version reads formats 1 and 2`
    throw new DirectoryError('format-unknown', message)
  }
  return { format, deploymentId, diskId, number }
}

export async function writeIdentity(
  files: FileSystem,
  directory: string,
  { number, ...identity }: DiskIdentity,
): Promise<void> {
  const value = identity.format === FORMAT_SOLE ? identity : { ...identity, number }
  const text = `${JSON.stringify(value, undefined, 2)}\n`
  await replaceSmallFile(files, identityPath(directory), text)
}

function parse(text: string): Partial<DiskIdentity> {
  try {
    // Written by writeIdentity; what is not is refused above.
    return JSON.parse(text) as Partial<DiskIdentity>
  } catch {
    return {}
  }
}
