/**
 * Headers as signatures see them. Node's `headers` object drops or joins repeated headers in ways
 * that signers do not, so a request with repeated headers is read from its raw list.
 */
import type { AuthRequest } from './contract.ts'

/** Looks a header up by its lower-case name; a missing one is the empty string. */
export type HeaderReader = (name: string) => string

/** SigV4 signs several spaces in a value as one; SigV2 signs them as they are. */
export function headerReader(
  request: Pick<AuthRequest, 'headers' | 'rawHeaders'>,
  signed: (value: string) => string = collapsed,
): HeaderReader {
  const { headers, rawHeaders } = request
  let names = 0
  for (const _ in headers) names++
  if (names * 2 === rawHeaders.length) {
    return name => {
      const value = headers[name]
      return value === undefined ? '' : signed(typeof value === 'string' ? value : value.join(','))
    }
  }
  const joined = new Map<string, string>()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    const value = signed(rawHeaders[i + 1] ?? '')
    const earlier = joined.get(name)
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return name => joined.get(name) ?? ''
}

function collapsed(value: string): string {
  const text = trimmed(value)
  return text.includes('  ') ? text.replaceAll(/ {2,}/g, ' ') : text
}

/**
 * Without spaces at its ends. Not String.trim: that takes the byte A0 for a space, which is the
 * second half of a UTF-8 `à`.
 */
export function trimmed(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) start++
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** One `name:value` line for each of `names`. */
export function canonicalHeaders(names: readonly string[], read: HeaderReader): string {
  let lines = ''
  for (const name of names) lines += `${name}:${read(name)}\n`
  return lines
}

/**
 * Headers that S3 obeys and the signature does not cover. Refused: whoever sees a signed request
 * could otherwise add `x-amz-acl: public-read` to it.
 */
export function unsignedAmzHeaders(
  headers: AuthRequest['headers'],
  signedNames: readonly string[],
): readonly string[] {
  const unsigned: string[] = []
  for (const name in headers) {
    if (name.startsWith('x-amz-') && !signedNames.includes(name)) unsigned.push(name)
  }
  return unsigned
}
