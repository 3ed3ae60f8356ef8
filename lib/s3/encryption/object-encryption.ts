/**
 * What is kept with an object, an upload or a part about how its bytes are encrypted. The keys of
 * bodies are kept with them, each sealed by a key that is elsewhere; none stands here in the clear.
 */
import type { Attributes } from '../../../storage/storage.ts'

/** `customer` is SSE-C; the others are the values of x-amz-server-side-encryption. */
export type EncryptionMode = 'AES256' | 'aws:kms' | 'aws:kms:dsse' | 'customer'

/** The key of one layer, and what opens it. All text is base64 or the key store's own. */
export type SealedKey =
  /** A secret box under the customer's key. */
  | { readonly by: 'customer'; readonly box: string }
  /** Encrypted by the KMS key itself. */
  | { readonly by: 'kms'; readonly wrapped: string }
  /** A secret box under a data key that others share, which the KMS key or the server's encrypted. */
  | { readonly by: 'bucket' | 'server'; readonly wrapped: string; readonly box: string }

export type ObjectEncryption = {
  readonly mode: EncryptionMode
  /** One for each layer, innermost first: two for aws:kms:dsse. */
  readonly keys: readonly SealedKey[]
  /** Of the two KMS modes. */
  readonly kmsKeyArn?: string
  /** Of the two KMS modes: what the KMS key's ciphertext is bound to, `aws:s3:arn` included. */
  readonly context?: { readonly [name: string]: string }
}

/** The parts of an upload have keys of their own, derived from the upload's with this salt (base64). */
export type PartEncryption = {
  readonly salt: string
  readonly layers: number
}

/** Of an object or an upload: written through this module's types alone. */
export function encryptionOf(attributes: Attributes): ObjectEncryption | undefined {
  return attributes.encryption as ObjectEncryption | undefined
}

export function partEncryptionOf(attributes: Attributes): PartEncryption | undefined {
  return attributes.encryption as PartEncryption | undefined
}

export function usesBucketKey({ keys }: ObjectEncryption): boolean {
  return keys.some(({ by }) => by === 'bucket')
}

/** Of a KMS key's ARN. */
export function accountOfKey(arn: string): string {
  return arn.split(':')[4] ?? ''
}

export const SSE = 'x-amz-server-side-encryption'

/** What S3 answers about an object: of SSE-C nothing but what the request itself said. */
export function encryptionHeaders(
  encryption: ObjectEncryption | undefined,
  customerKeyMd5?: string,
): Readonly<Record<string, string>> {
  if (encryption === undefined) return NO_HEADERS
  if (encryption.mode === 'customer') {
    return {
      [`${SSE}-customer-algorithm`]: 'AES256',
      ...(customerKeyMd5 !== undefined && { [`${SSE}-customer-key-md5`]: customerKeyMd5 }),
    }
  }
  return {
    [SSE]: encryption.mode,
    ...(encryption.kmsKeyArn !== undefined && {
      [`${SSE}-aws-kms-key-id`]: encryption.kmsKeyArn,
    }),
    ...(usesBucketKey(encryption) && { [`${SSE}-bucket-key-enabled`]: 'true' }),
  }
}

/** Of the answer to a write, which gives back the pairs of the client's own context as well. */
export function writtenEncryptionHeaders(
  encryption: ObjectEncryption | undefined,
  customerKeyMd5?: string,
): Readonly<Record<string, string>> {
  const headers = encryptionHeaders(encryption, customerKeyMd5)
  const { 'aws:s3:arn': _, ...own } = encryption?.context ?? {}
  if (Object.keys(own).length === 0) return headers
  return { ...headers, [`${SSE}-context`]: Buffer.from(JSON.stringify(own)).toString('base64') }
}

const NO_HEADERS: Readonly<Record<string, string>> = {}
