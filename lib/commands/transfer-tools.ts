/** What imports and exports of images need of this host and of S3. */
import { join, resolve } from 'node:path'
import type { Storage } from '../../storage/storage.ts'
import { ComputeError } from '../compute/errors.ts'
import { searchPath } from '../compute/hypervisors/qemu/settings.ts'
import { createDiskConverter } from '../compute/image-transfer/disk-converter.ts'
import type { ObjectPlace, TransferTools } from '../compute/image-transfer/transfer-works.ts'
import { unprivilegedUserFor } from '../compute/unprivileged-user.ts'
import type { Config } from '../config.ts'
import type { AccountStore } from '../iam/accounts.ts'
import type { Logger } from '../log.ts'
import type { Encryption } from '../s3/encryption/encryption.ts'
import { storeServiceObject } from '../s3/service-object.ts'

export interface TransferToolsOptions {
  readonly config: Config
  readonly keys: { readonly storage: Storage; readonly encryption: Encryption }
  readonly accounts: AccountStore
  /** For the sockets of the converter. */
  readonly runtimeFolder: string
  readonly log: Logger
}

export async function createTransferTools(options: TransferToolsOptions): Promise<TransferTools> {
  const { config, runtimeFolder, log } = options
  const isRoot = process.geteuid?.() === 0
  const runAs = isRoot ? await unprivilegedUserFor(runtimeFolder, log) : undefined
  return {
    objects: createObjectPlace(options),
    converter: createDiskConverter({ isRoot, runAs, searchPath }),
    serving: { socketFolder: runtimeFolder, owner: runAs, log },
    temporaryFolder: resolve(join(config.data, 'exports')),
  }
}

function createObjectPlace({ keys, accounts }: TransferToolsOptions): ObjectPlace {
  return {
    async put({ accountId, bucket: name, key, body }) {
      const bucket = await keys.storage.getBucket(name)
      const owner = await accounts.findAccount(accountId)
      if (bucket?.ownerId !== accountId || !owner) throw new ComputeError('bucket-missing', name)
      const contentType = 'application/octet-stream'
      await storeServiceObject(keys, { bucket, key, body, contentType, owner })
    },
  }
}
