/**
 * Tags of objects and buckets: what S3 allows in them, and the header that sets them with a write.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
import { invalidArgument, S3Error } from './errors.ts'

export type Tag = { readonly key: string; readonly value: string }
/** In the order in which they were given. */
export type Tags = readonly Tag[]

export const OBJECT_TAGS_MAX = 10
export const BUCKET_TAGS_MAX = 50
/** In UTF-16 units, as AWS counts. */
const KEY_LENGTH_MAX = 128
const VALUE_LENGTH_MAX = 256
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * Throws what S3 answers to a set of tags that it does not take.
 *
 * Differs from S3: too many are InvalidTag here as well, where AWS says BadRequest; the public
 * conformance suite expects it.
 */
export function checkTags(tags: Tags, countMax: number): void {
  if (tags.length > countMax) {
    throw new S3Error('InvalidTag', {}, { message: `Tags cannot be greater than ${countMax}` })
  }
  const keys = new Set<string>()
  for (const { key, value } of tags) {
    if (key.length === 0 || key.length > KEY_LENGTH_MAX || !ALLOWED.test(key)) {
      throw invalidTag(key, 'The TagKey you have provided is invalid')
    }
    if (value.length > VALUE_LENGTH_MAX || !ALLOWED.test(value)) {
      throw invalidTag(key, 'The TagValue you have provided is invalid')
    }
    if (key.startsWith('aws:')) {
      throw invalidTag(key, 'System tags cannot be added/updated by requester')
    }
    if (keys.has(key)) throw invalidTag(key, 'Cannot provide multiple Tags with the same key')
    keys.add(key)
  }
}

function invalidTag(key: string, message: string): S3Error {
  return new S3Error('InvalidTag', { TagKey: key }, { message })
}

const TAGGING_HEADER = 'x-amz-tagging'

/** `k=v&k2=v2`, percent-encoded as in a form. `undefined`: no tags. */
export function parseTaggingHeader(header: string): Tags | undefined {
  if (header === '') return undefined
  const tags: Tag[] = []
  for (const pair of header.split('&')) {
    const equalsAt = pair.indexOf('=')
    const key = decode(equalsAt < 0 ? pair : pair.slice(0, equalsAt), header)
    const value = equalsAt < 0 ? '' : decode(pair.slice(equalsAt + 1), header)
    tags.push({ key, value })
  }
  checkTags(tags, OBJECT_TAGS_MAX)
  return tags
}

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw invalidArgument(
      TAGGING_HEADER,
      header.slice(0, 256),
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query " +
        'parameters without tag name duplicates.',
    )
  }
}
