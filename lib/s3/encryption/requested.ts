/**
 * What the headers of a write ask for, and the customer's keys that come with reads, parts and the
 * sources of copies. The words of the refusals are AWS's.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
 *
 * Differs from S3: keys of customers are also taken over plain HTTP, which AWS refuses: whether the
 * way to the server is protected is the affair of whoever runs it, who may end TLS before it.
 */
import { hash } from 'node:crypto'
import { invalidArgument, S3Error } from '../errors.ts'
import { SSE } from './object-encryption.ts'

export interface CustomerKey {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Base64, as it came and as answers repeat it. */
  readonly md5: string
}

export type RequestedEncryption =
  | { readonly mode: 'AES256' }
  | {
      readonly mode: 'aws:kms' | 'aws:kms:dsse'
      readonly keyReference: string | undefined
      readonly context: Readonly<Record<string, string>>
      readonly usesBucketKey: boolean | undefined
    }
  | { readonly mode: 'customer'; readonly customerKey: CustomerKey }

type Headers = Readonly<Record<string, string>>

const KEY_BYTES = 32
const CONTEXT_CHARACTERS_MAX = 8192
const COPY_SOURCE = 'x-amz-copy-source-server-side-encryption'

/** Of PutObject, PostObject, CopyObject and CreateMultipartUpload. `undefined`: the bucket decides. */
export function parseRequestedEncryption(headers: Headers): RequestedEncryption | undefined {
  const mode = headers[SSE]
  const customerKey = parseCustomerKey(headers)
  if (customerKey !== undefined) {
    if (mode === undefined) return { mode: 'customer', customerKey }
    throw invalidArgument(
      SSE,
      mode,
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
    )
  }
  if (mode === undefined) {
    refuseKmsHeaders(headers)
    const usesBucketKey = parseBucketKey(headers)
    if (usesBucketKey === undefined) return undefined
    throw kmsHeaderAlone(`${SSE}-bucket-key-enabled`, String(usesBucketKey))
  }
  switch (mode) {
    case 'AES256':
      refuseKmsHeaders(headers)
      return { mode }
    case 'aws:kms':
    case 'aws:kms:dsse':
      return {
        mode,
        keyReference: headers[`${SSE}-aws-kms-key-id`],
        context: parseContext(headers[`${SSE}-context`]),
        usesBucketKey: parseBucketKey(headers),
      }
    default:
      throw invalidArgument(SSE, mode, 'The encryption method specified is not supported')
  }
}

/** What answers repeat of the customer's key. */
export function customerKeyMd5(requested: RequestedEncryption | undefined): string | undefined {
  return requested?.mode === 'customer' ? requested.customerKey.md5 : undefined
}

/** The three headers of SSE-C; `undefined` if none is there. Throws unless they are right together. */
export function parseCustomerKey(headers: Headers): CustomerKey | undefined {
  return parseKey(headers, SSE)
}

/** Of the source of a copy. */
export function parseCopySourceKey(headers: Headers): CustomerKey | undefined {
  return parseKey(headers, COPY_SOURCE)
}

/** Of GetObject, HeadObject and GetObjectAttributes, which say nothing else about encryption. */
export function parseReadKey(headers: Headers): CustomerKey | undefined {
  const mode = headers[SSE]
  if (mode !== undefined) {
    throw invalidArgument(SSE, mode, `${SSE} header is not supported for this operation.`)
  }
  return parseCustomerKey(headers)
}

function parseKey(headers: Headers, prefix: string): CustomerKey | undefined {
  const algorithmName = `${prefix}-customer-algorithm`
  const keyName = `${prefix}-customer-key`
  const md5Name = `${prefix}-customer-key-md5`
  const { [algorithmName]: algorithm, [keyName]: base64, [md5Name]: md5 } = headers
  if (algorithm === undefined && base64 === undefined && md5 === undefined) return undefined
  const mustProvide = (name: string, what: string) =>
    invalidArgument(
      name,
      'null',
      `Requests specifying Server Side Encryption with Customer provided keys must provide ${what}.`,
    )
  if (algorithm === undefined) throw mustProvide(algorithmName, 'a valid encryption algorithm')
  if (algorithm !== 'AES256') {
    throw new S3Error('InvalidEncryptionAlgorithmError', {
      ArgumentName: algorithmName,
      ArgumentValue: algorithm,
    })
  }
  if (base64 === undefined) throw mustProvide(keyName, 'an appropriate secret key')
  if (md5 === undefined) {
    throw mustProvide(md5Name, 'the client calculated MD5 of the secret key')
  }
  const key = Buffer.from(base64, 'base64')
  // The key itself is in no message: errors end up in logs.
  if (key.length !== KEY_BYTES) {
    throw invalidArgument(keyName, '', 'The secret key was invalid for the specified algorithm.')
  }
  if (hash('md5', key, 'base64') !== md5) {
    throw invalidArgument(
      md5Name,
      md5,
      'The calculated MD5 hash of the key did not match the hash that was provided.',
    )
  }
  return { key, md5 }
}

function refuseKmsHeaders(headers: Headers): void {
  for (const name of [`${SSE}-aws-kms-key-id`, `${SSE}-context`]) {
    const value = headers[name]
    if (value !== undefined) throw kmsHeaderAlone(name, value)
  }
}

function kmsHeaderAlone(name: string, value: string): S3Error {
  return invalidArgument(
    name,
    value,
    `Server Side Encryption with AWS KMS managed key requires HTTP header ${SSE} : aws:kms`,
  )
}

function parseBucketKey(headers: Headers): boolean | undefined {
  const name = `${SSE}-bucket-key-enabled`
  const value = headers[name]
  switch (value?.toLowerCase()) {
    case undefined:
      return undefined
    case 'true':
      return true
    case 'false':
      return false
    default:
      throw invalidArgument(name, value ?? '', 'Value must be true or false.')
  }
}

/** Base64 of a JSON object of strings. */
function parseContext(header: string | undefined): Readonly<Record<string, string>> {
  if (header === undefined) return {}
  const context = decodeContext(header)
  if (context !== undefined) return context
  throw invalidArgument(
    `${SSE}-context`,
    header.slice(0, 64),
    `The header '${SSE}-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map`,
  )
}

function decodeContext(header: string): Readonly<Record<string, string>> | undefined {
  if (header.length > CONTEXT_CHARACTERS_MAX) return undefined
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(header, 'base64').toString())
  } catch {
    return undefined // Not JSON: refused like JSON of another shape.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const context: Record<string, string> = Object.create(null)
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') return undefined
    context[name] = text
  }
  return context
}
