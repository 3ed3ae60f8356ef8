/** Operations that use a key: encrypt, decrypt, data keys. */
import { randomBytes } from 'node:crypto'
import type { KeyRecord } from '../key-record.ts'
import { SECRET_BYTES_MAX } from '../master-keys.ts'
import { KmsApiError } from './errors.ts'
import {
  bytes,
  type Fields,
  invalid,
  optionalNumber,
  optionalText,
  stringMap,
  text,
} from './input.ts'
import type { KmsOperation, KmsRequest } from './operation.ts'

const ALGORITHM = 'SYMMETRIC_DEFAULT'
const CIPHERTEXT_BYTES_MAX = 6144
const DATA_KEY_BYTES_MAX = 1024

/** `CiphertextBlob`: which key it is under, then what the store made of it. */
function packBlob({ accountId, keyId }: KeyRecord, ciphertext: string): string {
  return Buffer.from(`1 ${accountId} ${keyId} ${ciphertext}`).toString('base64')
}

function unpackBlob(blob: Buffer): { readonly owner: string; keyId: string; ciphertext: string } {
  const [version, owner, keyId, ciphertext, ...more] = blob.toString('latin1').split(' ')
  const isWhole = version === '1' && owner && keyId && ciphertext && more.length === 0
  if (isWhole) return { owner, keyId, ciphertext }
  throw new KmsApiError('InvalidCiphertextException', 'The ciphertext is not one of this service.')
}

function usableKey({ kms, accountId, fields }: KmsRequest): Promise<KeyRecord> {
  checkAlgorithm(fields)
  return kms.usableKey(text(fields, 'KeyId'), accountId)
}

function checkAlgorithm(fields: Fields): void {
  const algorithm = optionalText(fields, 'EncryptionAlgorithm') ?? ALGORITHM
  if (algorithm !== ALGORITHM) {
    throw new KmsApiError('InvalidKeyUsageException', `Keys here are for ${ALGORITHM} alone.`)
  }
}

async function encrypt(request: KmsRequest): Promise<object> {
  const { kms, fields } = request
  const plain = bytes(fields, 'Plaintext', SECRET_BYTES_MAX)
  const key = await usableKey(request)
  const ciphertext = await kms.encrypt(key, plain, stringMap(fields, 'EncryptionContext'))
  return {
    CiphertextBlob: packBlob(key, ciphertext),
    KeyId: key.arn,
    EncryptionAlgorithm: ALGORITHM,
  }
}

async function decrypt(request: KmsRequest): Promise<object> {
  const { kms, accountId, fields } = request
  checkAlgorithm(fields)
  const { owner, keyId, ciphertext } = unpackBlob(
    bytes(fields, 'CiphertextBlob', CIPHERTEXT_BYTES_MAX),
  )
  // Another account's ciphertext is not told from none at all.
  if (owner !== accountId) {
    throw new KmsApiError(
      'AccessDeniedException',
      'The ciphertext refers to a key that does not exist or is not yours.',
    )
  }
  const key = await kms.usableKey(keyId, accountId)
  const named = optionalText(fields, 'KeyId')
  if (named !== undefined && (await kms.findKey(named, accountId)).keyId !== keyId) {
    throw new KmsApiError('IncorrectKeyException', 'The ciphertext is under another key.')
  }
  const plain = await kms.decrypt(key, ciphertext, stringMap(fields, 'EncryptionContext'))
  return {
    Plaintext: Buffer.from(plain).toString('base64'),
    KeyId: key.arn,
    EncryptionAlgorithm: ALGORITHM,
  }
}

function dataKeyBytes(fields: Fields): number {
  const spec = optionalText(fields, 'KeySpec')
  const count = optionalNumber(fields, 'NumberOfBytes', [1, DATA_KEY_BYTES_MAX])
  if ((spec === undefined) === (count === undefined)) {
    throw invalid('Please specify either number of bytes or key spec.')
  }
  if (count !== undefined) return count
  if (spec === 'AES_256') return 32
  if (spec === 'AES_128') return 16
  throw invalid('KeySpec must be AES_256 or AES_128')
}

async function generateDataKey(request: KmsRequest): Promise<object> {
  const { kms, fields } = request
  const plain = randomBytes(dataKeyBytes(fields))
  const key = await usableKey(request)
  const ciphertext = await kms.encrypt(key, plain, stringMap(fields, 'EncryptionContext'))
  return {
    CiphertextBlob: packBlob(key, ciphertext),
    Plaintext: plain.toString('base64'),
    KeyId: key.arn,
  }
}

async function generateDataKeyWithoutPlaintext(request: KmsRequest): Promise<object> {
  const { Plaintext: _, ...others } = { Plaintext: undefined, ...(await generateDataKey(request)) }
  return others
}

export const cryptography: Readonly<Record<string, KmsOperation>> = {
  Decrypt: decrypt,
  Encrypt: encrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
}
