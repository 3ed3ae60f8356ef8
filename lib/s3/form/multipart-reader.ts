/**
 * A multipart body (RFC 2046 section 5.1, RFC 7578) read part by part as it arrives:
 *
 *     --boundary CRLF headers CRLF CRLF content CRLF --boundary … CRLF --boundary-- CRLF
 *
 * Parts up to a bound are held whole, the last one passes through: a part's content can be as long
 * as it likes without more than one piece of it, and a few bytes that may begin a delimiter, being
 * here at a time. Every byte is looked at a bounded number of times, however the pieces are cut.
 */
import { S3Error } from '../errors.ts'

const CRLF = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')
const DASHES = Buffer.from('--')
/** Of white space that RFC 2046 allows after a boundary. */
const PADDING_BYTES_MAX = 256

export interface MultipartReaderOptions {
  readonly boundary: string
  /** Of all parts but the one that passes through, their headers and what stands before them. */
  readonly heldBytesMax: number
  /** What is thrown beyond that. */
  readonly tooLong: () => S3Error
  /** Called before each wait for more of what is held; may throw to end it. */
  readonly beforeWait: () => void
}

export class MultipartReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  readonly #delimiter: Buffer
  readonly #options: MultipartReaderOptions
  /** Received and not yet taken. The first line has a delimiter without the line break before it. */
  #held: Buffer = CRLF
  #heldBytes = CRLF.length
  #takenBytes = -CRLF.length
  #isEnd = false

  constructor(pieces: AsyncIterable<Uint8Array>, options: MultipartReaderOptions) {
    this.#pieces = pieces[Symbol.asyncIterator]()
    this.#delimiter = Buffer.from(`\r\n--${options.boundary}`, 'latin1')
    this.#options = options
  }

  /** Of the body, taken so far. */
  get takenBytes(): number {
    return Math.max(this.#takenBytes, 0)
  }

  /** Up to the first part, whose headers come next; false where there is none. */
  async start(): Promise<boolean> {
    await this.#takeUntil(this.#delimiter)
    return this.#isPartNext()
  }

  /** The lines of the next part's headers. */
  async headers(): Promise<Buffer[]> {
    // They begin with the line break of the delimiter's line, so that a part can do without any.
    const bytes = await this.#takeUntil(HEADERS_END)
    const lines: Buffer[] = []
    let start = CRLF.length
    while (start < bytes.length) {
      const end = bytes.indexOf(CRLF, start)
      lines.push(bytes.subarray(start, end < 0 ? bytes.length : end))
      start = end < 0 ? bytes.length : end + CRLF.length
    }
    return lines
  }

  /** The whole content of a part, and whether another one follows. */
  async content(): Promise<{ bytes: Buffer; isLast: boolean }> {
    const bytes = await this.#takeUntil(this.#delimiter)
    return { bytes, isLast: !(await this.#isPartNext()) }
  }

  /** The content of a part as it arrives. What comes after it is read away. */
  async *passThrough(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* this.#upToDelimiter()
      await this.#isPartNext()
      while ((await this.#next()) !== undefined) {
        // Parts after this one mean nothing, but a body that is cut off within them is not whole.
      }
    } finally {
      await this.close()
    }
  }

  async *#upToDelimiter(): AsyncGenerator<Uint8Array, void> {
    let piece = this.#held.subarray(0, this.#heldBytes)
    while (true) {
      const at = piece.indexOf(this.#delimiter)
      if (at >= 0) {
        if (at > 0) yield piece.subarray(0, at)
        this.#hold(piece.subarray(at + this.#delimiter.length))
        return
      }
      const keptBytes = delimiterStart(piece, this.#delimiter)
      const end = piece.length - keptBytes
      if (end > 0) yield piece.subarray(0, end)
      const next = await this.#next()
      if (next === undefined) throw malformed()
      piece = keptBytes === 0 ? asBuffer(next) : Buffer.concat([piece.subarray(end), next])
    }
  }

  /** Ends the reading before the end of the body. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  /** After a delimiter: the end of the line, or the two dashes that say that no part follows. */
  async #isPartNext(): Promise<boolean> {
    while (this.#heldBytes < DASHES.length) {
      if (!(await this.#more())) throw malformed()
    }
    if (this.#held.subarray(0, DASHES.length).equals(DASHES)) return false
    const padding = await this.#takeUntil(CRLF, PADDING_BYTES_MAX)
    if (padding.some(byte => byte !== 0x20 && byte !== 0x09)) throw malformed()
    this.#hold(Buffer.concat([CRLF, this.#held.subarray(0, this.#heldBytes)]))
    this.#takenBytes -= CRLF.length
    return true
  }

  /** What comes before `mark`, which is taken as well. */
  async #takeUntil(mark: Buffer, bytesMax = Number.POSITIVE_INFINITY): Promise<Buffer> {
    let from = 0
    while (true) {
      const at = this.#held.subarray(0, this.#heldBytes).indexOf(mark, from)
      if (at >= 0) {
        if (at > bytesMax) throw malformed()
        const bytes = Buffer.from(this.#held.subarray(0, at))
        const end = at + mark.length
        this.#takenBytes += end
        this.#checkTaken(0)
        this.#hold(this.#held.subarray(end, this.#heldBytes))
        return bytes
      }
      if (this.#heldBytes > bytesMax + mark.length) throw malformed()
      this.#checkTaken(this.#heldBytes - mark.length)
      from = Math.max(0, this.#heldBytes - mark.length + 1)
      if (!(await this.#more())) throw malformed()
    }
  }

  #checkTaken(moreBytes: number): void {
    if (this.#takenBytes + moreBytes > this.#options.heldBytesMax) throw this.#options.tooLong()
  }

  #hold(bytes: Buffer): void {
    this.#held = bytes
    this.#heldBytes = bytes.length
  }

  /** Another piece behind those held, in a buffer that grows by doubling. */
  async #more(): Promise<boolean> {
    this.#options.beforeWait()
    const piece = await this.#next()
    if (piece === undefined) return false
    const sizeBytes = this.#heldBytes + piece.length
    if (this.#heldBytes === 0) {
      this.#hold(asBuffer(piece))
      return true
    }
    // A buffer that is full may be a piece of somebody else's; one with room is always ours.
    if (this.#held.length < sizeBytes) {
      const grown = Buffer.allocUnsafe(Math.max(sizeBytes * 2, 1024))
      grown.set(this.#held.subarray(0, this.#heldBytes))
      this.#held = grown
    }
    this.#held.set(piece, this.#heldBytes)
    this.#heldBytes = sizeBytes
    return true
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#isEnd) return undefined
    const { done, value } = await this.#pieces.next()
    if (!done) return value
    this.#isEnd = true
    return undefined
  }
}

/** How many bytes at the end of a piece may be the beginning of a delimiter. */
function delimiterStart(piece: Buffer, delimiter: Buffer): number {
  const first = delimiter[0] ?? 0
  let at = piece.indexOf(first, Math.max(0, piece.length - delimiter.length + 1))
  while (at >= 0) {
    const sizeBytes = piece.length - at
    if (piece.compare(delimiter, 0, sizeBytes, at) === 0) return sizeBytes
    at = piece.indexOf(first, at + 1)
  }
  return 0
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

function malformed(): S3Error {
  return new S3Error('MalformedPOSTRequest')
}
