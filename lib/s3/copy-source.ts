/**
 * The header x-amz-copy-source: `[/]bucket/key[?versionId=id]`, percent-encoded UTF-8. The query is
 * split off before decoding, so that an encoded question mark stays a part of the key; authorisation
 * and copying both use the one parsed value.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#API_CopyObject_RequestSyntax
 */
import { isBucketName } from './bucket-name.ts'
import { invalidArgument } from './errors.ts'
import { checkKey } from './target.ts'
import { checkVersionId } from './version-id.ts'

export interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

const HEADER = 'x-amz-copy-source'
const VERSION_QUERY = '?versionId='

export function parseCopySource(header: string): CopySource {
  const queryAt = header.lastIndexOf(VERSION_QUERY)
  const rawPath = queryAt < 0 ? header : header.slice(0, queryAt)
  const path = decode(rawPath.startsWith('/') ? rawPath.slice(1) : rawPath, header)
  const slashAt = path.indexOf('/')
  const bucket = path.slice(0, Math.max(0, slashAt))
  const key = path.slice(slashAt + 1)
  if (!isBucketName(bucket)) {
    throw invalidArgument(
      HEADER,
      header,
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    )
  }
  if (key === '') throw invalidArgument(HEADER, header, 'Invalid copy source object key')
  checkKey(key)
  if (queryAt < 0) return { bucket, key }
  const versionId = decode(header.slice(queryAt + VERSION_QUERY.length), header)
  return { bucket, key, versionId: checkVersionId(versionId) }
}

/** As in a form, `+` is a space: clients that mean a plus sign send %2B. */
function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw invalidArgument(HEADER, header, 'Invalid copy source encoding.')
  }
}
