/** A block store over storage in memory, which may be made to fail or to end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { BlockStore } from '../../../lib/compute/blocks/block-store.ts'
import { createBlockStore } from '../../../lib/compute/blocks/store.ts'
import type { DeviceSettings } from '../../../lib/compute/blocks/volume-device.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'

export interface BlocksRig {
  readonly store: BlockStore
  readonly storage: Storage
  readonly journalFolder: string
  /** Every body that is to be stored fails so, until it is called without an error. */
  fail(error: Error | undefined): void
}

interface Teardown {
  teardown(work: () => Promise<void>): void
}

export async function openBlocks(
  t: Teardown,
  settings: Partial<DeviceSettings> = {},
): Promise<BlocksRig> {
  const journalFolder = await mkdtemp(join(tmpdir(), 'mallee-blocks-'))
  const storage = await openMemoryStorage({ clock: { now: () => Date.now() } })
  let failure: Error | undefined
  const failing: Storage = {
    ...storage,
    putObject: async (...args) => {
      if (failure) throw failure
      return await storage.putObject(...args)
    },
  }
  const store = await createBlockStore({
    storage: failing,
    journalFolder,
    log: pino({ level: 'silent' }),
    settings,
  })
  t.teardown(async () => {
    await store[Symbol.asyncDispose]()
    await storage[Symbol.asyncDispose]()
    await rm(journalFolder, { recursive: true })
  })
  const fail = (error: Error | undefined) => {
    failure = error
  }
  return { store, storage, journalFolder, fail }
}

/** Over storage that is somebody else's. */
export async function openBlocksOver(t: Teardown, storage: Storage): Promise<BlockStore> {
  const journalFolder = await mkdtemp(join(tmpdir(), 'mallee-blocks-'))
  const store = await createBlockStore({ storage, journalFolder, log: pino({ level: 'silent' }) })
  t.teardown(async () => {
    await store[Symbol.asyncDispose]()
    await rm(journalFolder, { recursive: true })
  })
  return store
}
