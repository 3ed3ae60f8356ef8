/** Encrypted objects for tests: every mode by its name, with what a write and a read of it send. */
import { hash } from 'node:crypto'
import type { S3Server } from './s3-server.ts'

export const SSE = 'x-amz-server-side-encryption'

type Headers = Readonly<Record<string, string>>

export interface Mode {
  readonly name: string
  readonly write: Headers
  readonly read: Headers
  readonly copySource: Headers
}

/** The three headers of a customer's key. */
export function customerHeaders(key: Uint8Array, prefix: string = SSE): Record<string, string> {
  return {
    [`${prefix}-customer-algorithm`]: 'AES256',
    [`${prefix}-customer-key`]: Buffer.from(key).toString('base64'),
    [`${prefix}-customer-key-md5`]: hash('md5', key, 'base64'),
  }
}

export const CUSTOMER_KEY: Uint8Array = Buffer.alloc(32, 'customer')

/** Each mode once; those of KMS under a key that is made here. */
export async function encryptionModes(s3: S3Server): Promise<readonly Mode[]> {
  const key = await s3.keys.kms.createKey({ accountId: s3.owner.accountId })
  const kms = (mode: string, others: Headers = {}): Headers => ({
    [SSE]: mode,
    [`${SSE}-aws-kms-key-id`]: key.arn,
    ...others,
  })
  const none = { read: {}, copySource: {} }
  return [
    { name: 'none', write: {}, ...none },
    { name: 'SSE-S3', write: { [SSE]: 'AES256' }, ...none },
    { name: 'SSE-KMS', write: kms('aws:kms'), ...none },
    {
      name: 'SSE-KMS with a bucket key',
      write: kms('aws:kms', { [`${SSE}-bucket-key-enabled`]: 'true' }),
      ...none,
    },
    { name: 'DSSE-KMS', write: kms('aws:kms:dsse'), ...none },
    {
      name: 'SSE-C',
      write: customerHeaders(CUSTOMER_KEY),
      read: customerHeaders(CUSTOMER_KEY),
      copySource: customerHeaders(CUSTOMER_KEY, 'x-amz-copy-source-server-side-encryption'),
    },
  ]
}
