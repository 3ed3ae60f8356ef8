/**
 * Reads HTTP/1.1 answers (RFC 9112) from a socket at little cost: bodies are counted and handed on,
 * not kept. It knows content-length, chunked and no body; an answer that lasts until the connection
 * closes is refused, since no S3 server on a kept connection sends one.
 */
export interface Answer {
  readonly status: number
  /** Status line and header lines, as sent. */
  readonly head: string
  readonly bodyBytes: number
  readonly keepsAlive: boolean
}

const headBytesMax = 64 * 1024
const lineBytesMax = 1024

type State = 'head' | 'sized' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer'

export class ResponseReader {
  readonly #onBody: (bytes: Buffer) => void
  readonly #onAnswer: (answer: Answer) => void
  #state: State = 'head'
  #text = ''
  #head = ''
  #status = 0
  #remaining = 0
  #bodyBytes = 0
  #expectsBody = true

  constructor(callbacks: { onBody: (bytes: Buffer) => void; onAnswer: (answer: Answer) => void }) {
    this.#onBody = callbacks.onBody
    this.#onAnswer = callbacks.onAnswer
  }

  /** To be told before each request: an answer to HEAD has no body, whatever its headers say. */
  expect(options: { isHead: boolean }): void {
    this.#expectsBody = !options.isHead
  }

  /** `bytes` may be overwritten after the call. */
  feed(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'sized' || this.#state === 'chunk-data') at = this.#takeBody(bytes, at)
      else if (this.#state === 'head') at = this.#takeHead(bytes, at)
      else at = this.#takeLine(bytes, at)
    }
  }

  #takeHead(bytes: Buffer, start: number): number {
    const inOneRead = this.#text === '' ? bytes.indexOf('\r\n\r\n', start, 'latin1') : -1
    if (inOneRead >= 0) {
      this.#head = bytes.toString('latin1', start, inOneRead)
      this.#beginBody()
      return inOneRead + 4
    }
    const before = this.#text.length
    this.#text += bytes.toString('latin1', start)
    // The end may be split over two reads: look again at the last three characters.
    const end = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3))
    if (end < 0) {
      if (this.#text.length > headBytesMax) throw new Error('The answer has too long a head')
      return bytes.length
    }
    this.#head = this.#text.slice(0, end)
    this.#text = ''
    this.#beginBody()
    return start + end + 4 - before
  }

  #beginBody(): void {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(this.#head)?.[1]
    if (status === undefined) throw new Error('The answer has no HTTP/1.1 status line')
    this.#status = Number(status)
    if (this.#status < 200) return
    if (!this.#expectsBody || this.#status === 204 || this.#status === 304) {
      this.#finish()
      return
    }
    if (/\r\ntransfer-encoding: *chunked/i.test(this.#head)) {
      this.#state = 'chunk-size'
      return
    }
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head)?.[1]
    if (length === undefined) throw new Error('The answer does not say how long it is')
    this.#remaining = Number(length)
    this.#state = 'sized'
    if (this.#remaining === 0) this.#finish()
  }

  #takeBody(bytes: Buffer, start: number): number {
    const end = Math.min(bytes.length, start + this.#remaining)
    this.#remaining -= end - start
    this.#bodyBytes += end - start
    this.#onBody(bytes.subarray(start, end))
    if (this.#remaining === 0) {
      if (this.#state === 'sized') this.#finish()
      else this.#state = 'chunk-end'
    }
    return end
  }

  #takeLine(bytes: Buffer, start: number): number {
    const newline = bytes.indexOf(10, start)
    const end = newline < 0 ? bytes.length : newline + 1
    this.#text += bytes.toString('latin1', start, end)
    if (this.#text.length > lineBytesMax) throw new Error('The answer has too long a chunk line')
    if (newline < 0) return end
    const line = this.#text.trimEnd()
    this.#text = ''
    if (this.#state === 'chunk-size') this.#beginChunk(line)
    else if (this.#state === 'chunk-end') this.#state = 'chunk-size'
    else if (line === '') this.#finish()
    return end
  }

  #beginChunk(line: string): void {
    const size = /^[0-9a-f]{1,8}/i.exec(line)?.[0]
    if (size === undefined) throw new Error('The answer has a malformed chunk size')
    this.#remaining = Number.parseInt(size, 16)
    this.#state = this.#remaining === 0 ? 'trailer' : 'chunk-data'
  }

  #finish(): void {
    const answer = {
      status: this.#status,
      head: this.#head,
      bodyBytes: this.#bodyBytes,
      keepsAlive: !/\r\nconnection: *close/i.test(this.#head),
    }
    this.#state = 'head'
    this.#bodyBytes = 0
    this.#onAnswer(answer)
  }
}
