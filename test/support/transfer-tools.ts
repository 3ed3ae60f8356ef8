/** Tools for imports and exports over a storage without S3's attributes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createDiskConverter } from '../../lib/compute/image-transfer/disk-converter.ts'
import type { TransferTools } from '../../lib/compute/image-transfer/transfer-works.ts'
import type { Storage } from '../../storage/storage.ts'

export interface OpenTools extends AsyncDisposable {
  readonly tools: TransferTools
}

export async function openTransferTools(storage: Storage): Promise<OpenTools> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-transfers-'))
  const isRoot = process.geteuid?.() === 0
  const searchPath = '/usr/sbin:/usr/bin:/sbin:/bin'
  return {
    tools: {
      objects: {
        async put({ bucket, key, body }) {
          const finish = () => ({ etag: 'etag', summary: '', attributes: {} })
          await storage.putObject(bucket, key, body, { finish })
        },
      },
      // The folder is this user's alone, so the program runs as this user too.
      converter: createDiskConverter({ isRoot, searchPath }),
      serving: { socketFolder: folder, owner: undefined, log: pino({ level: 'silent' }) },
      temporaryFolder: join(folder, 'exports'),
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
