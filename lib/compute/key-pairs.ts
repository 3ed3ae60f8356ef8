/** Key pairs by name. The private half is handed out once, at creation, and never stored. */
import type { Clock } from '../clock.ts'
import { ComputeError } from './errors.ts'
import { newId } from './ids.ts'
import { generateKey } from './private-key.ts'
import { type PublicKey, parsePublicKey, publicKeyFingerprint } from './public-key.ts'
import { type ComputeRecords, type KeyPairRecord, listOwned, type Tags } from './records.ts'
import { checkTagCount } from './tags.ts'

export interface NewKeyPair {
  readonly accountId: string
  readonly name: string
  readonly tags: Tags
}

export interface KeyPairs {
  create(
    keyPair: NewKeyPair & { readonly keyType: 'rsa' | 'ed25519' },
  ): Promise<{ readonly record: KeyPairRecord; readonly privatePem: string }>
  /** `publicKey`: OpenSSH, RFC 4716 or base64 of DER. */
  import(keyPair: NewKeyPair & { readonly publicKey: string }): Promise<KeyPairRecord>
  get(accountId: string, name: string): Promise<KeyPairRecord | undefined>
  getById(accountId: string, id: string): Promise<KeyPairRecord | undefined>
  /** In the order of their names. */
  list(accountId: string, after?: string): AsyncIterable<KeyPairRecord>
  /** Deleting what is not there succeeds; answers with what was there. */
  delete(accountId: string, name: string): Promise<void>
}

export function createKeyPairs(options: {
  readonly records: Pick<ComputeRecords, 'keyPairs'>
  readonly clock: Clock
}): KeyPairs {
  const { records, clock } = options
  const documentKey = (accountId: string, name: string): string => `${accountId}/${name}`

  async function refuseTaken({ accountId, name }: NewKeyPair): Promise<void> {
    if (await records.keyPairs.get(documentKey(accountId, name))) {
      throw new ComputeError('key-pair-name-taken', name)
    }
  }

  async function store(
    { accountId, name, tags }: NewKeyPair,
    key: PublicKey,
    fingerprint: string,
  ): Promise<KeyPairRecord> {
    const record: KeyPairRecord = {
      id: newId('key'),
      accountId,
      name,
      keyType: key.keyType,
      fingerprint,
      publicKey: `${key.openssh} ${key.comment || name}`,
      tags: checkTagCount(tags),
      createdAtMs: clock.now(),
    }
    await records.keyPairs.update(documentKey(accountId, name), current => {
      if (current) throw new ComputeError('key-pair-name-taken', name)
      return record
    })
    return record
  }

  return {
    async create(keyPair) {
      // Before the work of making a key; the store decides.
      await refuseTaken(keyPair)
      const { publicKey, fingerprint, privatePem } = await generateKey(keyPair.keyType)
      return { record: await store(keyPair, publicKey, fingerprint), privatePem }
    },

    async import(keyPair) {
      const key = parsePublicKey(keyPair.publicKey)
      return store(keyPair, key, publicKeyFingerprint(key))
    },

    get: (accountId, name) => records.keyPairs.get(documentKey(accountId, name)),

    async getById(accountId, id) {
      for await (const keyPair of listOwned(records.keyPairs, accountId)) {
        if (keyPair.id === id) return keyPair
      }
      return undefined
    },

    list: (accountId, after) => listOwned(records.keyPairs, accountId, after),

    async delete(accountId, name) {
      await records.keyPairs.update(documentKey(accountId, name), () => undefined)
    },
  }
}
