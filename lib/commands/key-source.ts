/**
 * Which store has the keys of this deployment. It is written down at the first start: a later one with
 * other settings would find objects that it cannot read, and is refused instead.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Storage } from '../../storage/storage.ts'
import type { RandomBytes } from '../auth/secret-box.ts'
import { type Config, ConfigError } from '../config.ts'
import type { KeySource } from '../kms/key-source.ts'
import { fingerprintOf, openRootKey, RootKeyError } from '../kms/root-key.ts'

type KeyStoreDocument = { readonly kind: 'built-in' | 'vault'; readonly fingerprint?: string }

const VAULT_TIMEOUT_MS = 5_000
const PASSPHRASE_LENGTH_MIN = 12

/** Throws ConfigError with what the operator has to put right. */
export async function openKeySource(
  config: Config,
  options: {
    readonly storage: Storage
    /** The directories that hold objects and metadata. */
    readonly disks: readonly string[]
    readonly random: RandomBytes
  },
): Promise<KeySource> {
  const documents = options.storage.documents<KeyStoreDocument>('kms-store')
  const known = await documents.get('current')
  const kind = config.vaultUrl === '' ? 'built-in' : 'vault'
  if (known !== undefined && known.kind !== kind) throw otherStore(known.kind)
  if (kind === 'vault') {
    await documents.update('current', () => ({ kind }))
    return { kind, vault: vaultSettings(config) }
  }
  const rootKey = readRootKey(config, { ...options, fingerprint: known?.fingerprint })
  await documents.update('current', () => ({ kind, fingerprint: fingerprintOf(rootKey) }))
  return { kind, rootKey }
}

function otherStore(kind: KeyStoreDocument['kind']): ConfigError {
  return new ConfigError(
    kind === 'vault'
      ? 'vaultUrl: the keys of this deployment are in Vault: say where it is'
      : 'vaultUrl: the keys of this deployment are in the built-in store, and what they encrypted ' +
          'could not be read from Vault; leave it out',
  )
}

function vaultSettings(config: Config) {
  if (!URL.canParse(config.vaultUrl)) throw new ConfigError('vaultUrl: not an address')
  if (config.vaultTokenFile === '') {
    throw new ConfigError('vaultTokenFile: name the file with the token for vaultUrl')
  }
  return {
    url: config.vaultUrl,
    mount: config.vaultMount,
    tokenFile: resolve(config.vaultTokenFile),
    keyPrefix: config.vaultKeyPrefix,
    timeoutMs: VAULT_TIMEOUT_MS,
  }
}

function readRootKey(
  config: Config,
  options: {
    readonly disks: readonly string[]
    readonly random: RandomBytes
    readonly fingerprint: string | undefined
  },
): Uint8Array {
  const file = resolve(
    config.keyFile === '' ? join(config.data, 'keys', 'root.json') : config.keyFile,
  )
  try {
    return openRootKey({ ...options, file, passphrase: readPassphrase(config) })
  } catch (cause) {
    if (cause instanceof RootKeyError) throw new ConfigError(cause.message, { cause })
    throw cause
  }
}

function readPassphrase({ keyPassphraseFile }: Config): string | undefined {
  if (keyPassphraseFile === '') return undefined
  let text: string
  try {
    text = readFileSync(keyPassphraseFile, 'utf8')
  } catch (cause) {
    throw new ConfigError(`keyPassphraseFile: cannot read ${keyPassphraseFile}`, { cause })
  }
  const passphrase = text.replace(/\r?\n$/, '')
  if (passphrase.length >= PASSPHRASE_LENGTH_MIN) return passphrase
  throw new ConfigError(
    `keyPassphraseFile: a passphrase has at least ${PASSPHRASE_LENGTH_MIN} characters`,
  )
}
