/** A deployment of several directories, with a data directory that holds the witness. */
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DiskStorageOptions,
  type MainStorage,
  openDiskStorage,
} from '../../../storage/open.ts'
import { clock } from './samples.ts'
import { makeDirectory } from './temporary.ts'

/** Rounds of the reaper and of upkeep only when a test asks for them. */
const NEVER_MS = 1_000_000_000

export interface Deployment extends AsyncDisposable {
  readonly directories: readonly string[]
  readonly witnessDirectory: string
  /** The path of a disk, by the order in which they were made. */
  path(disk: number): string
  open(options?: Partial<DiskStorageOptions>): Promise<MainStorage>
  /** What the storage logged. */
  readonly warnings: string[]
  /** The directory is renamed; nothing is in its place. */
  takeAway(disk: number): Promise<void>
  bringBack(disk: number): Promise<void>
  /** The directory and all in it are removed; an empty one takes its place. */
  replace(disk: number): Promise<void>
}

export async function makeDeployment(diskCount: number): Promise<Deployment> {
  const root = await makeDirectory()
  const path = (disk: number) => join(root.path, `disk-${disk}`)
  const directories = Array.from({ length: diskCount }, (_, disk) => path(disk))
  const witnessDirectory = join(root.path, 'data')
  await mkdir(witnessDirectory)
  const warnings: string[] = []
  return {
    directories,
    witnessDirectory,
    path,
    warnings,
    open: options =>
      openDiskStorage({
        ...{ directories, witnessDirectory, clock, reclaimIntervalMs: NEVER_MS },
        upkeep: { turnIntervalMs: NEVER_MS },
        log: { warn: (_, message) => warnings.push(message) },
        ...options,
      }),
    takeAway: disk => rename(path(disk), `${path(disk)}.away`),
    bringBack: disk => rename(`${path(disk)}.away`, path(disk)),
    replace: async disk => {
      await rm(path(disk), { recursive: true, force: true })
      await mkdir(path(disk))
    },
    [Symbol.asyncDispose]: () => root[Symbol.asyncDispose](),
  }
}
