/** Encryption in one thread: the store of master keys, the keys of accounts, and storage over both. */
import type { Storage } from '../../../storage/storage.ts'
import type { RandomBytes } from '../../auth/secret-box.ts'
import type { Clock } from '../../clock.ts'
import { type KeySource, openMasterKeys } from '../../kms/key-source.ts'
import { Kms } from '../../kms/kms.ts'
import { Encryption } from './encryption.ts'

export interface OpenEncryptionOptions {
  readonly storage: Storage
  readonly keySource: KeySource
  readonly region: string
  /** Of buckets that say nothing. */
  readonly defaultMode: 'AES256' | 'off'
  readonly clock: Clock
  readonly random: RandomBytes
}

export interface OpenEncryption {
  readonly kms: Kms
  readonly encryption: Encryption
  /** In which encrypted objects look like their plaintext. */
  readonly storage: Storage
}

export function openEncryption(options: OpenEncryptionOptions): OpenEncryption {
  const { storage, region, clock, random, defaultMode } = options
  const masterKeys = openMasterKeys(options.keySource, options)
  const kms = new Kms({ storage, masterKeys, region, clock })
  const encryption = new Encryption({ kms, masterKeys, clock, random, defaultMode })
  return { kms, encryption, storage: encryption.storage(storage) }
}
