/**
 * The fields of a form that mean what headers mean to PutObject, as such headers: from there on both
 * uploads go the same way.
 */
import { parseXml, xmlChild } from '../../http/xml.ts'
import { decodeWords, encodeWords } from '../encoded-words.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { METADATA_PREFIX } from '../object-attributes.ts'
import { readTags } from '../tag-document.ts'

type Headers = Readonly<Record<string, string>>

const HEADER_FIELDS: ReadonlySet<string> = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-md5',
  'content-type',
  'expires',
])

/** Of the request around the form: what says who sends it from where, and to whom. */
const KEPT_HEADERS: readonly string[] = [
  'host',
  'origin',
  'referer',
  'user-agent',
  'x-amz-expected-bucket-owner',
]

/** RFC 9110 sections 5.1 and 5.5: what can go out again as a header. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Throws InvalidArgument for what can be no header, and MalformedXML and InvalidTag for tags. */
export function formHeaders(fields: ReadonlyMap<string, string>, received: Headers): Headers {
  const headers: Record<string, string> = {}
  for (const [name, value] of fields) {
    if (HEADER_FIELDS.has(name) || name.startsWith('x-amz-')) {
      headers[checkName(name)] = headerValue(name, value)
    }
  }
  const acl = fields.get('acl')
  if (acl !== undefined) headers['x-amz-acl'] = headerValue('acl', acl)
  const tagging = fields.get('tagging')
  if (tagging !== undefined) headers['x-amz-tagging'] = taggingHeader(tagging)
  for (const name of KEPT_HEADERS) {
    const value = received[name]
    if (value !== undefined) headers[name] = value
  }
  return headers
}

function checkName(name: string): string {
  if (HEADER_NAME.test(name)) return name
  throw invalidArgument(name, '', 'The name of this field can not be that of a header.')
}

/** Metadata in encoded words; all else with a character for each byte of its UTF-8, as Node has it. */
function headerValue(name: string, value: string): string {
  if (name.startsWith(METADATA_PREFIX)) return encodeWords(decodeWords(value.trim()))
  const bytes = Buffer.from(value.trim(), 'utf8').toString('latin1')
  if (HEADER_VALUE.test(bytes)) return bytes
  throw invalidArgument(name, value, 'The value of this field can not be that of a header.')
}

/** A form has its tags as XML, a header as a query. */
function taggingHeader(document: string): string {
  const tagging = parseXml(document)
  const set = xmlChild(tagging, 'TagSet')
  if (tagging.name !== 'Tagging' || set === undefined) throw new S3Error('MalformedXML')
  return readTags(set)
    .map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&')
}
