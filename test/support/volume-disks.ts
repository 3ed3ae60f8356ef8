/** Storage and a block store in a folder, as a server has them: what one process leaves, the next finds. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import type { BlockStore } from '../../lib/compute/blocks/block-store.ts'
import { createBlockStore } from '../../lib/compute/blocks/store.ts'
import { openDiskStorage } from '../../storage/open.ts'
import type { Storage } from '../../storage/storage.ts'

export const volumeAccount = '123456789012'
export const rootVolume = { volumeId: 'vol-00000000000000001', slot: 0 }
export const dataVolume = { volumeId: 'vol-00000000000000002', slot: 1 }

export interface VolumeDisks extends AsyncDisposable {
  readonly storage: Storage
  readonly blocks: BlockStore
}

export async function openVolumeDisks(folder: string): Promise<VolumeDisks> {
  const directory = join(folder, 'disk')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await using stack = new AsyncDisposableStack()
  const clock = { now: () => Date.now() }
  const storage = stack.use(await openDiskStorage({ directories: [directory], clock }))
  const blocks = stack.use(
    await createBlockStore({
      storage,
      journalFolder: join(folder, 'journals'),
      log: pino({ level: 'silent' }),
    }),
  )
  const opened = stack.move()
  return { storage, blocks, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
