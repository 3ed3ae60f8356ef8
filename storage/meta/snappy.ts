/**
 * Decodes a raw Snappy block (github.com/google/snappy, format_description.txt): the length of the
 * decoded bytes as a varint, then literals and copies of what was decoded before. LevelDB writes
 * blocks of its tables so.
 */

const LENGTH_BITS_MAX = 32

/** `undefined`: it is not whole, or would be more than `sizeBytesMax`. */
export function decodeSnappy(bytes: Buffer, sizeBytesMax: number): Buffer | undefined {
  const length = readLength(bytes)
  if (!length || length.value > sizeBytesMax) return undefined
  const output = Buffer.alloc(length.value)
  let written = 0
  for (let at = length.end; at < bytes.length; ) {
    const element = readElement(bytes, at)
    if (!element || element.end > bytes.length) return undefined
    const { sizeBytes, offset, end } = element
    if (sizeBytes > output.length - written) return undefined
    if (offset === undefined) bytes.copy(output, written, end - sizeBytes, end)
    else if (offset === 0 || offset > written) return undefined
    else repeat(output, { from: written - offset, to: written, sizeBytes })
    written += sizeBytes
    at = end
  }
  return written === output.length ? output : undefined
}

/** A literal, or a copy of what is `offset` bytes before. */
interface Element {
  readonly sizeBytes: number
  readonly offset?: number
  /** Where the next one begins. */
  readonly end: number
}

function readElement(bytes: Buffer, at: number): Element | undefined {
  const tag = bytes[at] ?? 0
  const type = tag & 3
  if (type === 0) return readLiteral(bytes, at)
  // One byte of the offset, two or four follow the tag.
  const end = at + (type === 1 ? 2 : type === 2 ? 3 : 5)
  if (end > bytes.length) return undefined
  if (type === 1) {
    const offset = ((tag >> 5) << 8) | bytes.readUInt8(at + 1)
    return { sizeBytes: ((tag >> 2) & 7) + 4, offset, end }
  }
  const offset = type === 2 ? bytes.readUInt16LE(at + 1) : bytes.readUInt32LE(at + 1)
  return { sizeBytes: (tag >> 2) + 1, offset, end }
}

/** Up to 60 bytes have their length in the tag, more have it in the one to four bytes after it. */
function readLiteral(bytes: Buffer, at: number): Element | undefined {
  const short = ((bytes[at] ?? 0) >> 2) + 1
  const lengthBytes = Math.max(0, short - 60)
  const start = at + 1 + lengthBytes
  if (start > bytes.length) return undefined
  const sizeBytes = lengthBytes === 0 ? short : bytes.readUIntLE(at + 1, lengthBytes) + 1
  return { sizeBytes, end: start + sizeBytes }
}

/** What is copied may reach into the copy itself: so a run of equal bytes is written. */
function repeat(output: Buffer, copy: { from: number; to: number; sizeBytes: number }): void {
  const { from, to, sizeBytes } = copy
  if (from + sizeBytes <= to) output.copyWithin(to, from, from + sizeBytes)
  else for (let at = 0; at < sizeBytes; at++) output[to + at] = output[from + at] ?? 0
}

function readLength(bytes: Buffer): { value: number; end: number } | undefined {
  let value = 0
  for (let at = 0; at * 7 < LENGTH_BITS_MAX && at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * 2 ** (at * 7)
    if (byte < 0x80) return { value, end: at + 1 }
  }
  return undefined
}
