/**
 * Which bucket and key a request is about, in path style (`/bucket/key`) and in virtual-host style
 * (`bucket.domain/key`). A key is decoded once and never normalised: `..`, `//` and a leading `/`
 * are characters like any other, and no key ever becomes a path on a disk.
 */
import { hostBucket as findHostBucket } from '../auth/host-bucket.ts'
import { isBucketName } from './bucket-name.ts'
import { S3Error } from './errors.ts'
import type { Target } from './operation.ts'

export interface RequestTarget {
  readonly target: Target
  /** Empty where the target has none. */
  readonly bucketName: string
  readonly key: string
  /** `/bucket/key`, decoded. */
  readonly resource: string
  /** The bucket as the Host header names it. */
  readonly hostBucket: string | undefined
}

const KEY_BYTES_MAX = 1024
const SERVICE: RequestTarget = {
  target: 'service',
  bucketName: '',
  key: '',
  resource: '/',
  hostBucket: undefined,
}

/** Throws BadRequest, InvalidURI, InvalidBucketName and KeyTooLongError. */
export function parseTarget(
  rawPath: string,
  host: string | undefined,
  domains: readonly string[],
): RequestTarget {
  if (host === undefined || host === '') {
    throw new S3Error('BadRequest', {}, { message: 'The request has no Host header' })
  }
  const hostBucket = findHostBucket(host, domains)
  let bucketName: string
  let rawKey: string
  if (hostBucket === undefined) {
    const slash = rawPath.indexOf('/', 1)
    bucketName = decodePath(slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash))
    rawKey = slash < 0 ? '' : rawPath.slice(slash + 1)
    if (bucketName === '') {
      if (rawKey === '') return SERVICE
      throw new S3Error('InvalidBucketName', { BucketName: '' })
    }
  } else {
    bucketName = hostBucket
    rawKey = rawPath.slice(1)
  }
  if (!isBucketName(bucketName)) throw new S3Error('InvalidBucketName', { BucketName: bucketName })
  if (rawKey === '') {
    return { target: 'bucket', bucketName, key: '', resource: `/${bucketName}`, hostBucket }
  }
  return objectTarget({ bucketName, key: decodePath(rawKey), hostBucket })
}

/** Throws InvalidURI and KeyTooLongError. */
export function objectTarget(
  named: Pick<RequestTarget, 'bucketName' | 'hostBucket' | 'key'>,
): RequestTarget {
  const { bucketName, key } = named
  checkKey(key)
  return { ...named, target: 'object', resource: `/${bucketName}/${key}` }
}

// What HTTP sends unencoded; anything above would be raw bytes that Node reads as Latin-1.
const PLAIN = /^[!-$&-~]*$/
const ASCII = /^[!-~]*$/

/** A plus sign stays one: only queries are forms. */
export function decodePath(raw: string): string {
  if (PLAIN.test(raw)) return raw
  try {
    return decodeURIComponent(ASCII.test(raw) ? raw : decodeRawBytes(raw))
  } catch (cause) {
    throw new S3Error('InvalidURI', { URI: raw.slice(0, KEY_BYTES_MAX) }, { cause })
  }
}

function decodeRawBytes(latin1: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'))
}

/** Throws KeyTooLongError, and InvalidURI for a key that climbs out of its bucket. */
export function checkKey(key: string): void {
  // Three bytes are the most that one UTF-16 unit takes, so that most keys need no counting.
  if (key.length * 3 > KEY_BYTES_MAX) {
    const bytes = Buffer.byteLength(key)
    if (bytes > KEY_BYTES_MAX) {
      throw new S3Error('KeyTooLongError', {
        Size: String(bytes),
        MaxSizeAllowed: String(KEY_BYTES_MAX),
      })
    }
  }
  if (key.includes('..') && climbsOut(key)) throw new S3Error('InvalidURI', { URI: key })
}

/**
 * AWS refuses keys in which, from left to right, `..` ever outnumbers the names before it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
function climbsOut(key: string): boolean {
  let depth = 0
  for (const segment of key.split('/')) {
    if (segment === '..') depth -= 1
    else if (segment !== '' && segment !== '.') depth += 1
    if (depth < 0) return true
  }
  return false
}
