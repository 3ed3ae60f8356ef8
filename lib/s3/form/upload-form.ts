/**
 * What a form says before its file: fields by name, and the key that follows from them. All of it is
 * bounded, since nobody knows yet who sent it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
import { invalidArgument, S3Error } from '../errors.ts'
import { readPartName } from './disposition.ts'
import type { MultipartReader } from './multipart-reader.ts'

export interface UploadForm {
  /** By lower-case names; `${filename}` replaced. */
  readonly fields: ReadonlyMap<string, string>
  readonly key: string
}

/** Of the names and values of all fields before the file, as on AWS. */
export const FIELDS_BYTES_MAX = 20 * 1024
export const FIELD_COUNT_MAX = 256
/** The same with the headers of the parts and all that separates them. */
export const HELD_BYTES_MAX = 64 * 1024

const FILE = 'file'
const FILE_NAME = '$\u007bfilename}'

/** Reads up to the content of the file, which comes next. Throws S3Error. */
export async function readUploadForm(reader: MultipartReader): Promise<UploadForm> {
  const fields = new Map<string, string>()
  let fieldsBytes = 0
  let isLast = !(await reader.start())
  while (!isLast) {
    const lines = await reader.headers()
    const { name, fileName = '' } = readPartName(lines.map(decodeUtf8))
    const field = name.toLowerCase()
    if (field === FILE) return expandForm(fields, fileName)
    const content = await reader.content()
    isLast = content.isLast
    fieldsBytes += Buffer.byteLength(name) + content.bytes.length
    if (fieldsBytes > FIELDS_BYTES_MAX || fields.size === FIELD_COUNT_MAX) throw fieldsTooLong()
    // One of them would satisfy the policy, and the other would be used.
    if (fields.has(field)) throw invalidArgument(name, '', 'A form can have each field only once.')
    fields.set(field, decodeUtf8(content.bytes))
  }
  throw invalidArgument(FILE, '0', 'POST requires exactly one file upload per request.')
}

export function fieldsTooLong(): S3Error {
  return new S3Error('MaxPostPreDataLengthExceededError')
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new S3Error('MalformedPOSTRequest', {}, { cause })
  }
}

/** Before conditions are checked: they are about what the form becomes. */
function expandForm(fields: ReadonlyMap<string, string>, fileName: string): UploadForm {
  const expanded = new Map<string, string>()
  for (const [name, value] of fields) expanded.set(name, expand(value, fileName))
  const key = expanded.get('key')
  if (key === undefined || key === '') {
    throw invalidArgument(
      'key',
      '',
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order " +
        'of the fields.',
    )
  }
  return { fields: expanded, key }
}

function expand(value: string, fileName: string): string {
  const around = value.split(FILE_NAME)
  // A long name repeated a thousand times would be out of all proportion to what was sent.
  if (value.length + (around.length - 1) * fileName.length > FIELDS_BYTES_MAX) throw fieldsTooLong()
  return around.join(fileName)
}
