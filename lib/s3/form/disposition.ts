/** `Content-Disposition: form-data; name="key"; filename="a.txt"`: which field a part is. */
import { S3Error } from '../errors.ts'

export interface PartName {
  /** As written: names of fields are compared in lower case. */
  readonly name: string
  /** Without folders; `undefined` where the part names no file. */
  readonly fileName: string | undefined
}

const LINE = /^content-disposition[ \t]*:[ \t]*form-data[ \t]*(;.*)$/i
/** One after the other, so that the time is in proportion to the length. */
const PARAMETER = /[ \t]*;[ \t]*([!-:<>-~]+)=(?:"((?:[^"\\]|\\.)*)"|([^"; \t]*))[ \t]*/y

/** The lines of a part's headers; throws MalformedPOSTRequest where they name no field. */
export function readPartName(lines: readonly string[]): PartName {
  const [, text = ''] = lines.map(line => LINE.exec(line)).find(found => found !== null) ?? []
  const parameters = readParameters(text)
  const name = parameters.get('name')
  if (name === undefined) throw new S3Error('MalformedPOSTRequest')
  const extended = parameters.get('filename*')
  const fileName = extended === undefined ? parameters.get('filename') : decodeExtended(extended)
  return { name, fileName: fileName === undefined ? undefined : withoutFolders(fileName) }
}

function readParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>()
  // A copy, since it keeps its place in the text.
  const pattern = new RegExp(PARAMETER)
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text)
    if (found === null) throw new S3Error('MalformedPOSTRequest')
    const [, name = '', quoted, plain = ''] = found
    // A quote is all that is escaped: a lone backslash separates the folders of a Windows path.
    const value = quoted?.replaceAll('\\"', '"') ?? plain
    const key = name.toLowerCase()
    if (parameters.has(key)) throw new S3Error('MalformedPOSTRequest')
    parameters.set(key, value)
  }
  return parameters
}

/** RFC 8187: `UTF-8''na%C3%AFve.txt`, as some clients write names that are not ASCII. */
function decodeExtended(value: string): string {
  const [, encoded] = /^utf-8'[^']*'(.*)$/i.exec(value) ?? []
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded)
  } catch {
    // Falls to the refusal: what is no UTF-8 names nothing.
  }
  throw new S3Error('MalformedPOSTRequest')
}

/** Some browsers send the whole path. */
function withoutFolders(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
