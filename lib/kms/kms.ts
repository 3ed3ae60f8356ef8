/**
 * Keys of accounts: made, named, rotated, taken away, and used. Whose a key is, is checked here and
 * nowhere else; its material stays in the store of master keys.
 *
 * A key belongs to one account, which alone may use it: key policies are kept and given back, and grant
 * nothing to others.
 */
import { randomUUID } from 'node:crypto'
import type { Documents, Storage } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import { KmsError } from './errors.ts'
import {
  ALIAS_NAME,
  type AliasRecord,
  contextText,
  type KeyRecord,
  type KeyReference,
  keyArn,
  parseKeyReference,
} from './key-record.ts'
import type { MasterKeys } from './master-keys.ts'

export interface KmsOptions {
  readonly storage: Storage
  readonly masterKeys: MasterKeys
  readonly region: string
  readonly clock: Clock
}

export type EncryptionContext = Readonly<Record<string, string>>

export interface NewKey {
  readonly accountId: string
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly policy?: string
}

/** The alias of the key that is used where an account asks for its S3 key without naming one. */
export const S3_ALIAS = 'alias/aws/s3'

const DAY_MS = 86_400_000
const RECORD_CACHE_MS = 1000
const CACHED_RECORDS_MAX = 1000
const ROTATIONS_KEPT = 100

interface CachedRecord {
  readonly record: KeyRecord
  readonly untilMs: number
}

export class Kms {
  readonly region: string
  readonly #masterKeys: MasterKeys
  readonly #clock: Clock
  readonly #keys: Documents<KeyRecord>
  readonly #aliases: Documents<AliasRecord>
  readonly #cache = new Map<string, CachedRecord>()

  constructor({ storage, masterKeys, region, clock }: KmsOptions) {
    this.region = region
    this.#masterKeys = masterKeys
    this.#clock = clock
    this.#keys = storage.documents<KeyRecord>('kms-keys')
    this.#aliases = storage.documents<AliasRecord>('kms-aliases')
  }

  async createKey({ accountId, description = '', tags = {}, policy }: NewKey): Promise<KeyRecord> {
    return this.#create({
      accountId,
      description,
      manager: 'CUSTOMER',
      tags,
      ...(policy !== undefined && { policy }),
    })
  }

  async #create(
    fields: Pick<KeyRecord, 'accountId' | 'description' | 'manager' | 'tags'> & {
      readonly policy?: string
    },
  ): Promise<KeyRecord> {
    const keyId = randomUUID()
    const record: KeyRecord = {
      ...fields,
      keyId,
      arn: keyArn(this.region, fields.accountId, keyId),
      state: 'Enabled',
      createdAtMs: this.#clock.now(),
      rotatedAtMs: [],
    }
    // Material that no record names is harmless; a record without material is not.
    await this.#masterKeys.create(keyId)
    await this.#keys.update(documentId(record), () => record)
    return record
  }

  /** The key that is meant, in any state. Another account's looks as if it could not be touched. */
  async findKey(reference: string, accountId: string): Promise<KeyRecord> {
    const { region } = this
    const parsed = parseKeyReference(reference, { accountId, region })
    if (parsed.accountId !== accountId) {
      throw new KmsError('access-denied', `the key ${reference} belongs to another account`)
    }
    return this.#find(parsed, reference)
  }

  async #find({ accountId, keyId, alias }: KeyReference, shown: string): Promise<KeyRecord> {
    const wanted = keyId ?? (alias && (await this.#aliasedKey(accountId, alias)))
    const record = wanted && (await this.#read(accountId, wanted))
    if (record && !isGone(record, this.#clock.now())) return record
    const name = alias ?? keyArn(this.region, accountId, keyId ?? shown)
    throw new KmsError('key-missing', `${alias ? 'Alias' : 'Key'} '${name}' does not exist`)
  }

  async #aliasedKey(accountId: string, name: string): Promise<string | undefined> {
    const alias = await this.#aliases.get(`${accountId}/${name}`)
    if (alias !== undefined) return alias.keyId
    return name === S3_ALIAS ? (await this.#ownS3Key(accountId)).keyId : undefined
  }

  /** Made at its first use; of two that are made at once the alias keeps one. */
  async #ownS3Key(accountId: string): Promise<{ readonly keyId: string }> {
    const description = 'Default key that protects my S3 objects when no other key is defined'
    const made = await this.#create({ accountId, description, manager: 'AWS', tags: {} })
    const alias = await this.#aliases.update(
      `${accountId}/${S3_ALIAS}`,
      current => current ?? this.#newAlias(accountId, S3_ALIAS, made.keyId),
    )
    const keyId = alias?.keyId ?? made.keyId
    if (keyId !== made.keyId) {
      await this.#keys.update(documentId(made), () => undefined)
      await this.#masterKeys.remove(made.keyId)
    }
    return { keyId }
  }

  async #read(accountId: string, keyId: string): Promise<KeyRecord | undefined> {
    const id = `${accountId}/${keyId}`
    const now = this.#clock.now()
    const cached = this.#cache.get(id)
    if (cached !== undefined && cached.untilMs > now) return cached.record
    const record = await this.#keys.get(id)
    if (record === undefined) return undefined
    if (this.#cache.size >= CACHED_RECORDS_MAX) this.#cache.clear()
    this.#cache.set(id, { record, untilMs: now + RECORD_CACHE_MS })
    return record
  }

  /** The same, if it can be used now. */
  async usableKey(reference: string, accountId: string): Promise<KeyRecord> {
    const record = await this.findKey(reference, accountId)
    if (record.state === 'Disabled') {
      throw new KmsError('key-disabled', `${record.arn} is disabled.`)
    }
    if (record.state === 'PendingDeletion') {
      throw new KmsError('key-pending-deletion', `${record.arn} is pending deletion.`)
    }
    return record
  }

  encrypt(key: KeyRecord, plain: Uint8Array, context: EncryptionContext): Promise<string> {
    return this.#masterKeys.encrypt(key.keyId, plain, contextText(context))
  }

  decrypt(key: KeyRecord, ciphertext: string, context: EncryptionContext): Promise<Uint8Array> {
    return this.#masterKeys.decrypt(key.keyId, ciphertext, contextText(context))
  }

  isCurrent(key: KeyRecord, ciphertext: string): Promise<boolean> {
    return this.#masterKeys.isCurrent(key.keyId, ciphertext)
  }

  async *listKeys(accountId: string): AsyncGenerator<KeyRecord> {
    const prefix = `${accountId}/`
    for await (const [, record] of this.#keys.list({ prefix })) {
      if (!isGone(record, this.#clock.now())) yield record
    }
  }

  async rotate(record: KeyRecord): Promise<KeyRecord> {
    await this.#masterKeys.rotate(record.keyId)
    const now = this.#clock.now()
    return this.update(record, current => ({
      ...current,
      rotatedAtMs: [...current.rotatedAtMs, now].slice(-ROTATIONS_KEPT),
    }))
  }

  async update(record: KeyRecord, change: (current: KeyRecord) => KeyRecord): Promise<KeyRecord> {
    const next = await this.#keys.update(documentId(record), current => {
      if (current === undefined) throw new KmsError('key-missing', `there is no ${record.arn}`)
      return change(current)
    })
    this.#cache.delete(documentId(record))
    return next ?? record
  }

  /**
   * What time brings: keys whose waiting period is over lose their material, and those that rotate by
   * themselves are rotated. To be called now and then, by one thread.
   */
  async maintain(): Promise<void> {
    const now = this.#clock.now()
    for await (const [id, record] of this.#keys.list()) {
      if (isGone(record, now)) {
        await this.#masterKeys.remove(record.keyId)
        await this.#removeAliases(record)
        await this.#keys.update(id, () => undefined)
      } else if (rotationIsDue(record, now)) {
        await this.rotate(record)
      }
    }
  }

  async *listAliases(accountId: string): AsyncGenerator<AliasRecord> {
    for await (const [, alias] of this.#aliases.list({ prefix: `${accountId}/` })) yield alias
  }

  /** `replaces`: the alias has to be there; else it must not be. */
  async setAlias(
    { name, key }: { readonly name: string; readonly key: KeyRecord },
    replaces: 'existing' | 'nothing',
  ): Promise<void> {
    checkAlias(name)
    const { accountId, keyId } = key
    await this.#aliases.update(`${accountId}/${name}`, current => {
      if (replaces === 'nothing') {
        if (current === undefined) return this.#newAlias(accountId, name, keyId)
        throw new KmsError('alias-exists', `An alias with the name ${name} already exists`)
      }
      if (current === undefined) throw aliasMissing(name)
      return { ...current, keyId, updatedAtMs: this.#clock.now() }
    })
  }

  async removeAlias(name: string, accountId: string): Promise<void> {
    checkAlias(name)
    await this.#aliases.update(`${accountId}/${name}`, current => {
      if (current === undefined) throw aliasMissing(name)
      return undefined
    })
  }

  async #removeAliases(record: KeyRecord): Promise<void> {
    for await (const alias of this.listAliases(record.accountId)) {
      if (alias.keyId !== record.keyId) continue
      await this.#aliases.update(`${alias.accountId}/${alias.name}`, () => undefined)
    }
  }

  #newAlias(accountId: string, name: string, keyId: string): AliasRecord {
    const now = this.#clock.now()
    return { name, accountId, keyId, createdAtMs: now, updatedAtMs: now }
  }
}

function documentId({ accountId, keyId }: KeyRecord): string {
  return `${accountId}/${keyId}`
}

function isGone({ deletionAtMs }: KeyRecord, nowMs: number): boolean {
  return deletionAtMs !== undefined && deletionAtMs <= nowMs
}

function rotationIsDue(record: KeyRecord, nowMs: number): boolean {
  const { rotationPeriodDays, rotatedAtMs, createdAtMs, state } = record
  if (rotationPeriodDays === undefined || state !== 'Enabled') return false
  return (rotatedAtMs.at(-1) ?? createdAtMs) + rotationPeriodDays * DAY_MS <= nowMs
}

function checkAlias(name: string): void {
  if (!ALIAS_NAME.test(name) || name.startsWith('alias/aws/')) {
    throw new KmsError('name-invalid', `Alias ${name.slice(0, 256)} is not a valid name`)
  }
}

function aliasMissing(name: string): KmsError {
  return new KmsError('key-missing', `Alias ${name} is not found.`)
}
