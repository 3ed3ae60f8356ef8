/**
 * The built-in key store: every version of a master key is a document of the storage, sealed under the
 * root key, which is not on any disk of the storage (root-key.ts).
 *
 *     document  {"versions": [base64 of the sealed 32 bytes, …]}      version 1 first
 *     ciphertext = v<version>:<base64 of a secret box>
 */
import type { Documents, Storage } from '../../storage/storage.ts'
import { openSecret, type RandomBytes, sealSecret } from '../auth/secret-box.ts'
import type { Clock } from '../clock.ts'
import { KmsError } from './errors.ts'
import type { MasterKeys } from './master-keys.ts'

type MasterKeyDocument = { readonly versions: readonly string[] }

export interface BuiltInKeysOptions {
  readonly storage: Storage
  readonly rootKey: Uint8Array
  readonly random: RandomBytes
  readonly clock: Clock
}

const KEY_BYTES = 32
const VERSIONS_MAX = 1000
const CACHED_KEYS_MAX = 1000
/** Another thread may have rotated a key: its new version is used after this long at most. */
const CACHE_MS_MAX = 1000

interface CachedKey {
  readonly versions: readonly Uint8Array[]
  readonly untilMs: number
}

export function createBuiltInKeys(options: BuiltInKeysOptions): MasterKeys {
  return new BuiltInKeys(options)
}

class BuiltInKeys implements MasterKeys {
  readonly #options: BuiltInKeysOptions
  readonly #documents: Documents<MasterKeyDocument>
  readonly #cache = new Map<string, CachedKey>()

  constructor(options: BuiltInKeysOptions) {
    this.#options = options
    this.#documents = options.storage.documents<MasterKeyDocument>('kms-master-keys')
  }

  async create(keyId: string): Promise<void> {
    await this.#documents.update(
      keyId,
      current => current ?? { versions: [this.#newVersion(keyId, 1)] },
    )
  }

  async rotate(keyId: string): Promise<void> {
    await this.#documents.update(keyId, current => {
      if (current === undefined) throw missing(keyId)
      const { versions } = current
      if (versions.length >= VERSIONS_MAX) {
        throw new KmsError('store-failed', `the key ${keyId} has ${VERSIONS_MAX} versions`)
      }
      return { versions: [...versions, this.#newVersion(keyId, versions.length + 1)] }
    })
    this.#cache.delete(keyId)
  }

  async remove(keyId: string): Promise<void> {
    await this.#documents.update(keyId, () => undefined)
    this.#cache.delete(keyId)
  }

  async encrypt(keyId: string, plain: Uint8Array, associatedData: string): Promise<string> {
    const versions = await this.#versions(keyId)
    const key = versions.at(-1)
    if (key === undefined) throw missing(keyId)
    const box = sealSecret(key, plain, { associatedData, random: this.#options.random })
    return `v${versions.length}:${box.toString('base64')}`
  }

  async decrypt(keyId: string, ciphertext: string, associatedData: string): Promise<Uint8Array> {
    const [, version, base64 = ''] = /^v(\d{1,4}):(.+)$/.exec(ciphertext) ?? []
    const index = Number(version) - 1
    const key = (await this.#versions(keyId))[index] ?? (await this.#load(keyId)).versions[index]
    const plain = key && openSecret(key, Buffer.from(base64, 'base64'), associatedData)
    if (plain !== undefined) return plain
    throw new KmsError('ciphertext-invalid', `not encrypted by the key ${keyId} in this context`)
  }

  async isCurrent(keyId: string, ciphertext: string): Promise<boolean> {
    return ciphertext.startsWith(`v${(await this.#versions(keyId)).length}:`)
  }

  async #versions(keyId: string): Promise<readonly Uint8Array[]> {
    const cached = this.#cache.get(keyId)
    if (cached !== undefined && cached.untilMs > this.#options.clock.now()) return cached.versions
    return (await this.#load(keyId)).versions
  }

  async #load(keyId: string): Promise<CachedKey> {
    const document = await this.#documents.get(keyId)
    if (document === undefined) throw missing(keyId)
    const versions = document.versions.map((sealed, index) => this.#open(keyId, index + 1, sealed))
    const loaded = { versions, untilMs: this.#options.clock.now() + CACHE_MS_MAX }
    if (this.#cache.size >= CACHED_KEYS_MAX) this.#cache.clear()
    this.#cache.set(keyId, loaded)
    return loaded
  }

  #newVersion(keyId: string, version: number): string {
    const { random, rootKey } = this.#options
    const associatedData = versionName(keyId, version)
    return sealSecret(rootKey, random(KEY_BYTES), { associatedData, random }).toString('base64')
  }

  #open(keyId: string, version: number, sealed: string): Uint8Array {
    const box = Buffer.from(sealed, 'base64')
    const key = openSecret(this.#options.rootKey, box, versionName(keyId, version))
    if (key !== undefined) return key
    throw new KmsError('store-failed', `the root key does not open version ${version} of ${keyId}`)
  }
}

function versionName(keyId: string, version: number): string {
  return `master key ${keyId} version ${version}`
}

function missing(keyId: string): KmsError {
  return new KmsError('key-missing', `there is no key ${keyId}`)
}
