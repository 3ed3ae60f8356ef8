/**
 * Server-side encryption as the operations use it: which encryption a new object gets, what seals its
 * body, who may read it, and how to change its keys. https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
 */
import { createHmac } from 'node:crypto'
import type {
  Body,
  BucketRecord,
  ObjectRecord,
  OpenObject,
  Storage,
} from '../../../storage/storage.ts'
import type { RandomBytes } from '../../auth/secret-box.ts'
import type { Clock } from '../../clock.ts'
import { DataKeys } from '../../kms/data-keys.ts'
import { KmsError } from '../../kms/errors.ts'
import type { Kms } from '../../kms/kms.ts'
import { S3_ALIAS } from '../../kms/kms.ts'
import type { MasterKeys } from '../../kms/master-keys.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { readAttributes } from '../object-attributes.ts'
import type { S3Context } from '../operation.ts'
import type { BucketEncryption } from './bucket-encryption.ts'
import { type LayerKeys, sealBytes, sealStream } from './chunks.ts'
import { EncryptedObject } from './encrypted-object.ts'
import { createEncryptedStorage } from './encrypted-storage.ts'
import { accountOfKey, type ObjectEncryption, type PartEncryption } from './object-encryption.ts'
import { type KmsSealing, type NewKeys, ObjectKeys, partKeys } from './object-keys.ts'
import type { CustomerKey, RequestedEncryption } from './requested.ts'

export interface EncryptionOptions {
  readonly kms: Kms
  readonly masterKeys: MasterKeys
  readonly clock: Clock
  readonly random: RandomBytes
  /** Of buckets that say nothing. */
  readonly defaultMode: 'AES256' | 'off'
}

/** Where an object is going to be, and who writes it. */
export interface NewObject {
  readonly bucket: BucketRecord
  readonly key: string
  readonly requested: RequestedEncryption | undefined
  /** Of the writer; `undefined`: nobody signed. */
  readonly accountId: string | undefined
}

/** Seals one body. */
export interface Sealer {
  /** For the object's attributes; nothing: the body stays as it is. */
  readonly attributes: { readonly encryption?: ObjectEncryption }
  seal(body: Body): Body
  /** S3's is the MD5 of the plaintext only where anybody who may read the disk may read the object. */
  etag(md5Hex: string): string
}

/** Seals one part. */
export interface PartSealer extends Omit<Sealer, 'attributes'> {
  /** For the part's attributes. */
  readonly attributes: { readonly encryption?: PartEncryption }
}

/** The object that a request is about to write. */
export function newObject(
  { bucket, principal, request }: Pick<S3Context, 'bucket' | 'principal' | 'request'>,
  requested: RequestedEncryption | undefined,
): NewObject {
  return { bucket, key: request.key, requested, accountId: principal?.account.accountId }
}

/** Whoever a request comes from, with the key that came along. */
export function readerOf(
  { principal }: Pick<S3Context, 'principal'>,
  customerKey: CustomerKey | undefined,
): Reader {
  return { customerKey, accountId: principal?.account.accountId }
}

/** Hexadecimal digits, as many as an MD5 has. */
const ETAG_LENGTH = 32
const ETAG_LABEL = 'mallee etag 1\0'

const asItIs = {
  attributes: {},
  seal: (body: Body) => body,
  etag: (md5Hex: string) => md5Hex,
} as const

export class Encryption {
  readonly #options: EncryptionOptions
  readonly #keys: ObjectKeys

  constructor(options: EncryptionOptions) {
    this.#options = options
    this.#keys = new ObjectKeys({ ...options, dataKeys: new DataKeys(options) })
  }

  /** For buckets that say nothing; `undefined`: their objects stay as they are. */
  get serverDefault(): BucketEncryption | undefined {
    const { defaultMode } = this.#options
    return defaultMode === 'off'
      ? undefined
      : { default: { mode: defaultMode }, usesBucketKey: false }
  }

  /** The same storage, in which encrypted objects look like their plaintext. */
  storage(storage: Storage): Storage {
    return createEncryptedStorage(storage, (encryption, key) => this.#keys.open(encryption, key))
  }

  /** Throws S3Error and KmsError, before any of the body is read. */
  async forObject(object: NewObject): Promise<Sealer> {
    const made = await this.#newKeys(object)
    return made === undefined ? asItIs : this.#sealer(made.encryption, made.layers)
  }

  /** For the attributes of an upload, whose parts are sealed by `forPart`. */
  async forUpload(object: NewObject): Promise<ObjectEncryption | undefined> {
    return (await this.#newKeys(object))?.encryption
  }

  #sealer(encryption: ObjectEncryption, layers: LayerKeys): Sealer {
    return {
      attributes: { encryption },
      seal: body => sealBody(layers, body),
      etag: md5Hex => sealedEtag(encryption, layers, md5Hex),
    }
  }

  async #newKeys(object: NewObject): Promise<NewKeys | undefined> {
    const { encryption } = readBucketAttributes(object.bucket.attributes)
    const requested = object.requested ?? this.#defaultOf(object.bucket)
    if (requested === undefined) return undefined
    switch (requested.mode) {
      case 'AES256':
        return this.#keys.forServer()
      case 'customer':
        if (encryption?.blocksCustomerKeys) throw new S3Error('AccessDenied')
        return this.#keys.forCustomer(requested.customerKey)
      case 'aws:kms':
      case 'aws:kms:dsse':
        return this.#keys.forKms(requested.mode, await this.#kmsSealing(object, requested))
    }
  }

  #defaultOf({ attributes }: BucketRecord): RequestedEncryption | undefined {
    const { encryption } = readBucketAttributes(attributes)
    const byDefault = encryption ?? this.serverDefault
    if (byDefault === undefined) return undefined
    const { mode, keyReference } = byDefault.default
    if (mode === 'AES256') return { mode }
    return { mode, keyReference, context: {}, usesBucketKey: byDefault.usesBucketKey }
  }

  /** What was not said is the bucket's, which counts only where it is of the same mode. */
  async #kmsSealing(
    { bucket, key, accountId }: NewObject,
    requested: RequestedEncryption & { readonly mode: 'aws:kms' | 'aws:kms:dsse' },
  ): Promise<KmsSealing> {
    if (accountId === undefined) throw needsSignature()
    const { encryption } = readBucketAttributes(bucket.attributes)
    const byDefault = encryption?.default.mode === requested.mode ? encryption : undefined
    const reference = requested.keyReference ?? byDefault?.default.keyReference ?? S3_ALIAS
    const wantsBucketKey = requested.usesBucketKey ?? byDefault?.usesBucketKey ?? false
    // As on AWS: two layers share no keys with other objects.
    const usesBucketKey = wantsBucketKey && requested.mode === 'aws:kms'
    return {
      key: await this.#options.kms.usableKey(reference, accountId),
      context: kmsContext(requested.context, { bucketName: bucket.name, key, usesBucketKey }),
      usesBucketKey,
    }
  }

  /** Throws where a part says otherwise than its upload did. */
  async forPart(
    upload: ObjectEncryption | undefined,
    customerKey: CustomerKey | undefined,
    accountId: string | undefined,
  ): Promise<PartSealer> {
    this.checkUploadKey(upload, customerKey)
    if (upload === undefined) return asItIs
    this.checkUse(upload, accountId)
    const layers = await this.#keys.open(upload, customerKey)
    const encryption = this.#keys.newPart(layers.length)
    return {
      attributes: { encryption },
      seal: body => sealBody(partKeys(layers, encryption), body),
      etag: md5Hex => sealedEtag(upload, layers, md5Hex),
    }
  }

  /** That the customer's key is there and right where the upload has one, and only there. */
  checkUploadKey(upload: ObjectEncryption | undefined, customerKey: CustomerKey | undefined): void {
    const message = this.#uploadKeyProblem(upload, customerKey)
    if (message !== undefined) throw new S3Error('InvalidRequest', {}, { message })
  }

  #uploadKeyProblem(
    upload: ObjectEncryption | undefined,
    customerKey: CustomerKey | undefined,
  ): string | undefined {
    if (upload?.mode !== 'customer') {
      if (customerKey === undefined) return undefined
      return (
        'The multipart upload initiate did not request encryption. Please resend the request ' +
        'without sending encryption parameters.'
      )
    }
    if (customerKey === undefined) {
      return (
        'The multipart upload initiate requested encryption. Subsequent part requests must include ' +
        'the appropriate encryption parameters.'
      )
    }
    if (this.#keys.isRightKey(upload, customerKey)) return undefined
    return 'The provided encryption parameters did not match the ones used originally.'
  }

  /**
   * Whether the reader may have the plaintext, and the keys for it: after that reads of the object
   * cannot fail for want of a key. Every read by a client goes through here.
   */
  async unlock(object: OpenObject, reader: Reader): Promise<void> {
    const { customerKey, accountId } = reader
    const encryption = object instanceof EncryptedObject ? object.encryption : undefined
    refuseNeedlessKey(encryption, customerKey)
    if (!(object instanceof EncryptedObject)) return
    this.checkUse(object.encryption, accountId)
    await object.unlock(customerKey)
  }

  /**
   * For HEAD and the like, which read no byte: a customer's key has to be right; a KMS key matters
   * only to who wants to know the checksum.
   */
  async checkLook(record: ObjectRecord, reader: Reader, wantsChecksum: boolean): Promise<void> {
    const { encryption } = readAttributes(record.attributes)
    refuseNeedlessKey(encryption, reader.customerKey)
    if (encryption?.mode === 'customer') await this.#keys.open(encryption, reader.customerKey)
    if (encryption !== undefined && wantsChecksum) this.checkUse(encryption, reader.accountId)
  }

  /** By another KMS key, which has to be the bucket owner's. No byte of the object changes. */
  async sealForKms(
    encryption: ObjectEncryption,
    to: {
      readonly bucket: BucketRecord
      readonly key: string
      readonly kmsKeyArn: string
      readonly usesBucketKey: boolean
    },
  ): Promise<ObjectEncryption> {
    const { bucket, key, usesBucketKey } = to
    this.checkUse(encryption, bucket.ownerId)
    const { 'aws:s3:arn': _, ...own } = encryption.context ?? {}
    return this.#keys.sealAgain(encryption, {
      key: await this.#options.kms.usableKey(to.kmsKeyArn, bucket.ownerId),
      context: kmsContext(own, { bucketName: bucket.name, key, usesBucketKey }),
      usesBucketKey,
    })
  }

  /** Sealed by the current versions of the same keys; `undefined` where it is already. */
  refreshKeys(encryption: ObjectEncryption): Promise<ObjectEncryption | undefined> {
    return this.#keys.refresh(encryption)
  }

  renewDataKeys(): void {
    this.#keys.renewDataKeys()
  }

  /** Of SSE-S3. What older versions sealed stays readable. */
  rotateServerKey(): Promise<void> {
    return this.#keys.rotateServerKey()
  }

  /** A KMS key serves its own account alone. */
  checkUse({ kmsKeyArn }: ObjectEncryption, accountId: string | undefined): void {
    if (kmsKeyArn === undefined || accountOfKey(kmsKeyArn) === accountId) return
    if (accountId === undefined) throw needsSignature()
    throw new KmsError('access-denied', `the key ${kmsKeyArn} belongs to another account`)
  }
}

function refuseNeedlessKey(
  encryption: ObjectEncryption | undefined,
  customerKey: CustomerKey | undefined,
): void {
  if (customerKey === undefined || encryption?.mode === 'customer') return
  throw new S3Error(
    'InvalidRequest',
    {},
    { message: 'The encryption parameters are not applicable to this object.' },
  )
}

export interface Reader {
  readonly customerKey: CustomerKey | undefined
  /** `undefined`: nobody signed. */
  readonly accountId: string | undefined
}

/** S3 binds the key of an object to its name; a bucket key to the bucket's. */
function kmsContext(
  context: Readonly<Record<string, string>>,
  at: { readonly bucketName: string; readonly key: string; readonly usesBucketKey: boolean },
): Readonly<Record<string, string>> {
  const bucketArn = `arn:aws:s3:::${at.bucketName}`
  return { ...context, 'aws:s3:arn': at.usesBucketKey ? bucketArn : `${bucketArn}/${at.key}` }
}

function needsSignature(): S3Error {
  return new S3Error(
    'InvalidArgument',
    {},
    {
      message:
        'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature ' +
        'Version 4.',
    },
  )
}

/**
 * The plaintext's MD5 where whoever may see the one may have the other; else a keyed hash of it, which
 * tells nothing, and is the same for a part that is sent again.
 */
function sealedEtag({ mode }: ObjectEncryption, layers: LayerKeys, md5Hex: string): string {
  if (mode === 'AES256') return md5Hex
  const hmac = createHmac('sha256', layers[0] ?? '')
    .update(ETAG_LABEL)
    .update(md5Hex)
  return hmac.digest('hex').slice(0, ETAG_LENGTH)
}

function sealBody(layers: LayerKeys, body: Body): Body {
  return body instanceof Uint8Array ? sealBytes(layers, body) : sealStream(layers, body)
}
