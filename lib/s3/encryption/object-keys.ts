/**
 * The keys of bodies: made, sealed and opened. Every object has a random key for each layer; it is
 * sealed by the customer's key, by a KMS key, or by a data key that a KMS key or the server's own key
 * encrypted. To change what seals it, no byte of the object has to be read.
 */
import { createHmac } from 'node:crypto'
import { openSecret, type RandomBytes, sealSecret } from '../../auth/secret-box.ts'
import type { DataKeys } from '../../kms/data-keys.ts'
import { KmsError } from '../../kms/errors.ts'
import { contextText, type KeyRecord } from '../../kms/key-record.ts'
import type { Kms } from '../../kms/kms.ts'
import type { MasterKeys } from '../../kms/master-keys.ts'
import { S3Error } from '../errors.ts'
import type { LayerKeys } from './chunks.ts'
import {
  accountOfKey,
  type ObjectEncryption,
  type PartEncryption,
  type SealedKey,
} from './object-encryption.ts'
import type { CustomerKey } from './requested.ts'

export interface ObjectKeysOptions {
  readonly kms: Kms
  readonly masterKeys: MasterKeys
  readonly dataKeys: DataKeys
  readonly random: RandomBytes
}

export interface NewKeys {
  readonly encryption: ObjectEncryption
  readonly layers: LayerKeys
}

/** How the KMS modes seal a key. */
export interface KmsSealing {
  readonly key: KeyRecord
  readonly context: Readonly<Record<string, string>>
  readonly usesBucketKey: boolean
}

const KEY_BYTES = 32
/** The master key of SSE-S3, which is the server's and no account's. */
const SERVER_KEY = 's3'
const BOX_DATA = 'object key'
const PART_LABEL = 'mallee part key 1\0'
const SERVER_CONTEXT = 's3 data key'

export class ObjectKeys {
  readonly #options: ObjectKeysOptions

  constructor(options: ObjectKeysOptions) {
    this.#options = options
  }

  async forServer(): Promise<NewKeys> {
    const layer = this.#options.random(KEY_BYTES)
    const keys = [await this.#sealByServer(layer)]
    return { encryption: { mode: 'AES256', keys }, layers: [layer] }
  }

  forCustomer({ key }: CustomerKey): NewKeys {
    const { random } = this.#options
    const layer = random(KEY_BYTES)
    const box = sealSecret(key, layer, { associatedData: BOX_DATA, random }).toString('base64')
    return { encryption: { mode: 'customer', keys: [{ by: 'customer', box }] }, layers: [layer] }
  }

  async forKms(mode: 'aws:kms' | 'aws:kms:dsse', sealing: KmsSealing): Promise<NewKeys> {
    const { random } = this.#options
    const inner = random(KEY_BYTES)
    const facts = { kmsKeyArn: sealing.key.arn, context: sealing.context }
    const sealed = await this.#sealByKms(inner, sealing)
    if (mode === 'aws:kms') {
      return { encryption: { mode, keys: [sealed], ...facts }, layers: [inner] }
    }
    // The second layer depends on nothing that the first one does.
    const outer = random(KEY_BYTES)
    const keys = [sealed, await this.#sealByServer(outer)]
    return { encryption: { mode, keys, ...facts }, layers: [inner, outer] }
  }

  async #sealByServer(layer: Uint8Array): Promise<SealedKey> {
    const { dataKeys, masterKeys, random } = this.#options
    const dataKey = await dataKeys.current(SERVER_KEY, async key => {
      await masterKeys.create(SERVER_KEY)
      return masterKeys.encrypt(SERVER_KEY, key, SERVER_CONTEXT)
    })
    const box = sealSecret(dataKey.key, layer, { associatedData: BOX_DATA, random })
    return { by: 'server', wrapped: dataKey.wrapped, box: box.toString('base64') }
  }

  async #sealByKms(layer: Uint8Array, sealing: KmsSealing): Promise<SealedKey> {
    const { dataKeys, kms, random } = this.#options
    const { key, context, usesBucketKey } = sealing
    if (!usesBucketKey) return { by: 'kms', wrapped: await kms.encrypt(key, layer, context) }
    const scope = `${key.arn}\n${contextText(context)}`
    const dataKey = await dataKeys.current(scope, fresh => kms.encrypt(key, fresh, context))
    const box = sealSecret(dataKey.key, layer, { associatedData: BOX_DATA, random })
    return { by: 'bucket', wrapped: dataKey.wrapped, box: box.toString('base64') }
  }

  /**
   * The keys of an object's layers. Throws S3Error where the customer's key is missing or wrong, and
   * KmsError where the KMS key cannot be used.
   */
  open(encryption: ObjectEncryption, customerKey: CustomerKey | undefined): Promise<LayerKeys> {
    return Promise.all(encryption.keys.map(key => this.#open(key, encryption, customerKey)))
  }

  /** Of SSE-C: whether it is the key that was used. */
  isRightKey({ keys }: ObjectEncryption, { key }: CustomerKey): boolean {
    return keys.every(sealed => sealed.by === 'customer' && openBox(key, sealed.box) !== undefined)
  }

  async #open(
    sealed: SealedKey,
    encryption: ObjectEncryption,
    customerKey: CustomerKey | undefined,
  ): Promise<Uint8Array> {
    switch (sealed.by) {
      case 'customer':
        if (customerKey === undefined) throw customerKeyNeeded()
        return openBox(customerKey.key, sealed.box) ?? wrongCustomerKey()
      case 'server':
        return this.#openBoxed(sealed, SERVER_KEY, () =>
          this.#options.masterKeys.decrypt(SERVER_KEY, sealed.wrapped, SERVER_CONTEXT),
        )
      case 'kms':
        return this.#decrypt(sealed.wrapped, encryption)
      case 'bucket':
        // Asked each time: a key that was disabled meanwhile must not go on working.
        await this.#usableKey(encryption)
        return this.#openBoxed(sealed, `${encryption.kmsKeyArn}`, () =>
          this.#decrypt(sealed.wrapped, encryption),
        )
    }
  }

  async #openBoxed(
    { wrapped, box }: { readonly wrapped: string; readonly box: string },
    scope: string,
    unwrap: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const layer = openBox(await this.#options.dataKeys.open(scope, wrapped, unwrap), box)
    if (layer !== undefined) return layer
    throw new KmsError('ciphertext-invalid', 'a sealed object key is damaged')
  }

  #usableKey({ kmsKeyArn = '' }: ObjectEncryption): Promise<KeyRecord> {
    return this.#options.kms.usableKey(kmsKeyArn, accountOfKey(kmsKeyArn))
  }

  async #decrypt(wrapped: string, encryption: ObjectEncryption): Promise<Uint8Array> {
    const key = await this.#usableKey(encryption)
    return this.#options.kms.decrypt(key, wrapped, encryption.context ?? {})
  }

  /** Under another KMS key; the layers stay, and so do the object's bytes. */
  async sealAgain(encryption: ObjectEncryption, sealing: KmsSealing): Promise<ObjectEncryption> {
    const [layer] = await this.open(encryption, undefined)
    if (layer === undefined) throw new Error('an encrypted object has a key')
    const keys = [await this.#sealByKms(layer, sealing)]
    return { mode: 'aws:kms', keys, kmsKeyArn: sealing.key.arn, context: sealing.context }
  }

  /** Under the current versions of the same keys; `undefined` where they did it already. */
  async refresh(encryption: ObjectEncryption): Promise<ObjectEncryption | undefined> {
    const { keys } = encryption
    const isCurrent = await Promise.all(keys.map(key => this.#isCurrent(key, encryption)))
    if (isCurrent.every(Boolean)) return undefined
    const layers = await this.open(encryption, undefined)
    const renewed = keys.map((sealed, index) => this.#renew(sealed, encryption, layers[index]))
    return { ...encryption, keys: await Promise.all(renewed) }
  }

  async #isCurrent(sealed: SealedKey, encryption: ObjectEncryption): Promise<boolean> {
    const { kms, masterKeys } = this.#options
    if (sealed.by === 'customer') return true
    if (sealed.by === 'server') return masterKeys.isCurrent(SERVER_KEY, sealed.wrapped)
    return kms.isCurrent(await this.#usableKey(encryption), sealed.wrapped)
  }

  async #renew(
    sealed: SealedKey,
    encryption: ObjectEncryption,
    layer: Uint8Array | undefined,
  ): Promise<SealedKey> {
    if (layer === undefined || sealed.by === 'customer') return sealed
    if (sealed.by === 'server') return this.#sealByServer(layer)
    return this.#sealByKms(layer, {
      key: await this.#usableKey(encryption),
      context: encryption.context ?? {},
      usesBucketKey: sealed.by === 'bucket',
    })
  }

  /** A new version of the server's own key; what older ones encrypted stays readable. */
  async rotateServerKey(): Promise<void> {
    await this.#options.masterKeys.create(SERVER_KEY)
    await this.#options.masterKeys.rotate(SERVER_KEY)
    this.#options.dataKeys.renew()
  }

  /** To be called before many are refreshed. */
  renewDataKeys(): void {
    this.#options.dataKeys.renew()
  }

  newPart(layers: number): PartEncryption {
    return { salt: Buffer.from(this.#options.random(KEY_BYTES)).toString('base64'), layers }
  }
}

/** Each part is a body of its own and needs keys of its own. */
export function partKeys(layers: LayerKeys, { salt }: PartEncryption): LayerKeys {
  const bytes = Buffer.from(salt, 'base64')
  return layers.map(key => createHmac('sha256', key).update(PART_LABEL).update(bytes).digest())
}

function openBox(key: Uint8Array, box: string): Uint8Array | undefined {
  return openSecret(key, Buffer.from(box, 'base64'), BOX_DATA)
}

function customerKeyNeeded(): S3Error {
  return new S3Error(
    'InvalidRequest',
    {},
    {
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must ' +
        'be provided to retrieve the object.',
    },
  )
}

function wrongCustomerKey(): never {
  throw new S3Error(
    'AccessDenied',
    {},
    {
      message:
        'Requests specifying Server Side Encryption with Customer provided keys must provide the ' +
        'correct secret key.',
    },
  )
}
