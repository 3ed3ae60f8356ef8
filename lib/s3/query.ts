/** The query of a request as the operations read it. */
import { invalidArgument, S3Error } from './errors.ts'

const NONE: ReadonlyMap<string, string> = new Map()
const PARAMETERS_MAX = 256

/** Of a presigned URL: they are the signature's, not the operation's. */
const SIGNATURE_PARAMETERS: ReadonlySet<string> = new Set([
  'AWSAccessKeyId',
  'Expires',
  'Signature',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
])

/** First value of each name; throws InvalidURI where the encoding is broken. */
export function parseQuery(rawQuery: string): ReadonlyMap<string, string> {
  if (rawQuery === '') return NONE
  const query = new Map<string, string>()
  let start = 0
  for (let count = 0; start <= rawQuery.length; count++) {
    if (count === PARAMETERS_MAX) throw new S3Error('InvalidURI')
    const end = indexOrEnd(rawQuery, '&', start)
    const equals = indexOrEnd(rawQuery, '=', start)
    const name = decodeForm(rawQuery.slice(start, Math.min(equals, end)))
    if (name !== '' && !query.has(name) && !SIGNATURE_PARAMETERS.has(name)) {
      query.set(name, equals < end ? decodeForm(rawQuery.slice(equals + 1, end)) : '')
    }
    start = end + 1
  }
  return query
}

function indexOrEnd(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from)
  return index < 0 ? text.length : index
}

const NEEDS_DECODING = /[%+\u0080-\u00ff]/

function decodeForm(raw: string): string {
  if (!NEEDS_DECODING.test(raw)) return raw
  try {
    const spaced = raw.replaceAll('+', ' ')
    // Raw bytes, which Node reads as Latin-1, are as good as encoded ones.
    const bytes = Buffer.from(spaced, 'latin1')
    return decodeURIComponent(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new S3Error('InvalidURI', {}, { cause })
  }
}

const INTEGER = /^[+-]?\d{1,19}$/
const INTEGER_MAX = 2_147_483_647

/**
 * `max-keys`, whose errors have words of their own. More than `most` is the same as `most`.
 * Absent or empty: `most`.
 */
export function parseMaxKeys(query: ReadonlyMap<string, string>, most: number): number {
  const text = query.get('max-keys')
  if (text === undefined || text === '') return most
  const value = Number(text)
  if (!INTEGER.test(text) || Math.abs(value) > INTEGER_MAX) {
    const message = 'Provided max-keys not an integer or within integer range'
    throw invalidArgument('max-keys', text, message)
  }
  if (value < 0) throw invalidArgument('maxKeys', text, 'max-keys cannot be negative')
  return Math.min(value, most)
}

/** Any other count or marker: `max-parts`, `max-uploads`, `part-number-marker`. */
export function parseCount(query: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = query.get(name)
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!INTEGER.test(text) || Math.abs(value) > INTEGER_MAX) {
    throw invalidArgument(name, text, `Provided ${name} not an integer or within integer range`)
  }
  if (value < 0) {
    const message = `Argument ${name} must be an integer between 0 and ${INTEGER_MAX}`
    throw invalidArgument(name, text, message)
  }
  return value
}
