/**
 * RFC 2047's encoded words, in which S3 carries text beyond ASCII in the headers of user metadata:
 *
 *     =?UTF-8?Q?Caf=C3=A9?=    =?UTF-8?B?5pel5pys?=
 *
 * Words in a request are decoded, and a byte outside of them that is not ASCII is one of ISO 8859-1;
 * in an answer whatever is not ASCII becomes words of UTF-8, in Q where most of it is ASCII.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 * https://www.rfc-editor.org/rfc/rfc2047
 */

const WORD = /=\?([^?\s]{1,40})\?([BQ])\?([^?\s]*)\?=/gi
/** White space between two words belongs to neither. */
const BETWEEN_WORDS = /\?=[ \t]+(?==\?[^?\s]{1,40}\?[BQ]\?[^?\s]*\?=)/gi
/** What a header can hold as it is; white space at its ends would be lost. */
const PLAIN = /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/

/** Words have at most 75 characters: that leaves 63 beside `=?UTF-8?Q??=`. */
const WORD_LENGTH_MAX = 63

/** The text that a header's value means; Node gives a character for each byte. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value
  return value.replace(BETWEEN_WORDS, '?=').replace(WORD, decodeWord)
}

/** What cannot be decoded stands for itself. */
function decodeWord(word: string, charset: string, encoding: string, content: string): string {
  const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : decodeQ(content)
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return word
  }
}

function decodeQ(content: string): Buffer {
  const text = content
    .replaceAll('_', ' ')
    .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(text, 'latin1')
}

/** As a header's value, in ASCII alone. */
export function encodeWords(text: string): string {
  if (PLAIN.test(text)) return text
  const characters = [...text]
  const asciiCount = characters.filter(character => /[\t\x20-\x7e]/.test(character)).length
  const encoding = asciiCount * 2 > characters.length ? 'Q' : 'B'
  const words: string[] = []
  let content = ''
  let bytes = 0
  for (const character of characters) {
    const encoded = encoding === 'Q' ? encodeQ(character) : character
    const addedBytes = encoding === 'Q' ? encoded.length : Buffer.byteLength(character)
    if (encodedLength(encoding, bytes + addedBytes) > WORD_LENGTH_MAX) {
      words.push(content)
      content = ''
      bytes = 0
    }
    content += encoded
    bytes += addedBytes
  }
  return [...words, content].map(word => encodeWord(encoding, word)).join(' ')
}

function encodedLength(encoding: 'B' | 'Q', bytes: number): number {
  return encoding === 'Q' ? bytes : Math.ceil(bytes / 3) * 4
}

function encodeWord(encoding: 'B' | 'Q', content: string): string {
  const encoded = encoding === 'Q' ? content : Buffer.from(content).toString('base64')
  return `=?UTF-8?${encoding}?${encoded}?=`
}

function encodeQ(character: string): string {
  if (character === ' ') return '_'
  if (/[!-~]/.test(character) && !/[=_?]/.test(character)) return character
  const hex = Buffer.from(character).toString('hex').toUpperCase()
  return hex.replace(/../g, '=$&')
}
