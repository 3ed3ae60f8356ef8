/** Disk storage in a directory of its own, which goes when it is disposed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MainStorage, openDiskStorage, openSharedStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'
import { clock } from './samples.ts'

/** Rounds of the reaper only when a test asks for them. */
const NEVER_MS = 1_000_000_000

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string
}

export async function makeDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'mallee-storage-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export function openDisk(directory: string): Promise<MainStorage> {
  return openDiskStorage({ directories: [directory], clock, reclaimIntervalMs: NEVER_MS })
}

export async function openTemporary(): Promise<MainStorage> {
  await using opened = new AsyncDisposableStack()
  const directory = opened.use(await makeDirectory())
  const storage = opened.use(await openDisk(directory.path))
  const resources = opened.move()
  return { ...storage, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

/** The view of another thread, which reaches the writer through its port. */
export async function openTemporaryShared(): Promise<Storage> {
  await using opened = new AsyncDisposableStack()
  const main = opened.use(await openTemporary())
  const storage = opened.use(await openSharedStorage(main.share(), { clock }))
  const resources = opened.move()
  return { ...storage, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}
