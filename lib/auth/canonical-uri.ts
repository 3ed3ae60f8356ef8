/**
 * The path and the query as SigV4 signs them: percent-encoded once more from their decoded bytes,
 * so that client and server agree however the client had spelled them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

const upperHex = '0123456789ABCDEF'
const percent = 0x25
const plus = 0x2b
const slash = 0x2f

/** RFC 3986's unreserved characters: the only ones that SigV4 leaves as they are. */
function isUnreserved(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x7e
  )
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** The byte that `%XY` at `index` stands for, or -1. */
function escapedByte(text: string, index: number): number {
  if (index + 2 >= text.length) return -1
  const high = hexDigit(text.charCodeAt(index + 1))
  const low = hexDigit(text.charCodeAt(index + 2))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function encodeByte(byte: number): string {
  return `%${upperHex.charAt((byte >> 4) & 15)}${upperHex.charAt(byte & 15)}`
}

/**
 * Decodes and encodes again, byte by byte (`text` holds one byte per character, as Node gives
 * request lines). A stray `%` stands for itself. Linear, whatever the client sends.
 */
function reencode(text: string, options: { isQuery: boolean; keepsEscapes?: true }): string {
  let result = ''
  let copiedTo = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isUnreserved(code) || (code === slash && !options.isQuery)) continue
    result += text.slice(copiedTo, i)
    let byte = code & 0xff
    if (code === percent && !options.keepsEscapes) {
      const escaped = escapedByte(text, i)
      if (escaped >= 0) {
        byte = escaped
        i += 2
      }
    } else if (code === plus && options.isQuery) {
      byte = 0x20
    }
    copiedTo = i + 1
    const isPlain = isUnreserved(byte) || (byte === slash && !options.isQuery)
    result += isPlain ? String.fromCharCode(byte) : encodeByte(byte)
  }
  return copiedTo === 0 ? text : result + text.slice(copiedTo)
}

/** S3's rule: encoded once but for slashes, even those that came escaped; nothing normalised. */
export function canonicalS3Path(rawPath: string): string {
  return rawPath === '' ? '/' : reencode(rawPath, { isQuery: false })
}

/** Every other service's rule: dots and empty segments removed, then encoded a second time. */
export function canonicalServicePath(rawPath: string): string {
  if (rawPath === '' || rawPath === '/') return '/'
  const kept: string[] = []
  for (const segment of rawPath.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const path = kept.length > 0 ? `/${kept.join('/')}` : ''
  const end = path === '' || rawPath.endsWith('/') ? '/' : ''
  return reencode(path + end, { isQuery: false, keepsEscapes: true })
}

/** A query parameter, name and value encoded as SigV4 wants them. */
export interface QueryParameter {
  readonly name: string
  readonly value: string
}

/** In the order of the query; a parameter without `=` has an empty value. */
export function queryParameters(rawQuery: string): readonly QueryParameter[] {
  if (rawQuery === '') return []
  const parameters: QueryParameter[] = []
  for (const part of rawQuery.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    const value = equals < 0 ? '' : part.slice(equals + 1)
    parameters.push({
      name: reencode(name, { isQuery: true }),
      value: reencode(value, { isQuery: true }),
    })
  }
  return parameters
}

/** Sorted by encoded name, then value, without the signature itself. */
export function canonicalQuery(parameters: readonly QueryParameter[]): string {
  if (parameters.length === 0) return ''
  return parameters
    .filter(({ name }) => name !== 'X-Amz-Signature')
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&')
}

/** Encoded text is ASCII, so the order of its characters is that of its bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The text that an encoded name or value stands for; bytes that are not UTF-8 become U+FFFD. */
export function decodeParameter(encoded: string): string {
  if (!encoded.includes('%')) return encoded
  const bytes = Buffer.alloc(encoded.length)
  let size = 0
  for (let i = 0; i < encoded.length; i++) {
    const escaped = encoded.charCodeAt(i) === percent ? escapedByte(encoded, i) : -1
    bytes[size++] = escaped >= 0 ? escaped : encoded.charCodeAt(i)
    if (escaped >= 0) i += 2
  }
  return bytes.toString('utf8', 0, size)
}
