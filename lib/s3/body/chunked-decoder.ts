/**
 * aws-chunked: the framing in which AWS's clients send bodies whose length or checksum they do not
 * know beforehand.
 *
 *     400;chunk-signature=<64 hex> CRLF      size in hex; the signature only in the signed forms
 *     <400 hex bytes of the body>  CRLF
 *     0;chunk-signature=<64 hex>   CRLF
 *     x-amz-checksum-crc32c:sOO8/Q== CRLF    trailers, only in the forms that have them
 *     x-amz-trailer-signature:<64 hex> CRLF  only in the signed form with trailers
 *     CRLF
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 *
 * Bytes go in as they arrive and the body's slices come out at once, none of them copied or held.
 * A chunk is therefore handed out before its signature could be checked; the signature is checked at
 * its end, and only when `finish` returns is the body what was signed.
 */
import { createHash, type Hash, hash } from 'node:crypto'
import type { SignatureChain } from '../../auth/authenticate.ts'
import { equalInConstantTime, HmacSha256, sha256Hex } from '../../auth/hmac.ts'
import { emptySha256 } from '../../auth/payload.ts'
import { S3Error } from '../errors.ts'

export interface ChunkedOptions {
  /** `x-amz-decoded-content-length`: exactly so many bytes must come out. */
  readonly sizeBytes: number
  /** Absent: chunks are not signed. */
  readonly chain?: SignatureChain
  /** Names that `x-amz-trailer` declares, lower case; undefined: the form has no trailers. */
  readonly trailerNames: readonly string[] | undefined
}

const headerBytesMax = 256
const trailerBytesMax = 4096
const signedChunkBytesMin = 8192
const signatureExtension = ';chunk-signature='
const lineFeed = 0x0a

type State = 'chunk-header' | 'data' | 'data-end' | 'trailer' | 'done'

export class ChunkedDecoder {
  readonly #sizeBytes: number
  readonly #trailerNames: readonly string[] | undefined
  readonly #signer: ChunkSigner | undefined
  readonly #trailers = new Map<string, string>()
  #state: State = 'chunk-header'
  /** The part of a line that has come so far. */
  #line = ''
  #trailerBytes = 0
  #chunkCount = 0
  #chunkBytes = 0
  #chunkLeftBytes = 0
  #decodedBytes = 0

  constructor({ sizeBytes, chain, trailerNames }: ChunkedOptions) {
    this.#sizeBytes = sizeBytes
    this.#trailerNames = trailerNames
    this.#signer = chain && new ChunkSigner(chain)
  }

  /** Trailers by lower-case name, complete after `finish`. */
  get trailers(): ReadonlyMap<string, string> {
    return this.#trailers
  }

  /** The slices of the body in these bytes; views of them, not copies. Throws S3Error. */
  push(bytes: Uint8Array): Uint8Array[] {
    const slices: Uint8Array[] = []
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const slice = bytes.subarray(at, at + this.#chunkLeftBytes)
        slices.push(slice)
        this.#addData(slice)
        at += slice.length
      } else {
        at = this.#readLine(bytes, at)
      }
    }
    return slices
  }

  /** To be called at the end of the input; throws unless all of it was there and as declared. */
  finish(): void {
    if (this.#state !== 'done') throw incompleteBody()
  }

  #addData(slice: Uint8Array): void {
    this.#chunkLeftBytes -= slice.length
    const isEnd = this.#chunkLeftBytes === 0
    this.#signer?.addData(slice, isEnd)
    if (isEnd) this.#state = 'data-end'
  }

  /** Takes bytes up to a line's end and the line, once whole; returns where it stopped. */
  #readLine(bytes: Uint8Array, at: number): number {
    const bytesMax = this.#state === 'trailer' ? trailerBytesMax : headerBytesMax
    const window = bytes.subarray(at, at + bytesMax)
    const end = window.indexOf(lineFeed)
    const taken = end < 0 ? window.length : end + 1
    this.#line += Buffer.from(window.buffer, window.byteOffset, taken).toString('latin1')
    if (this.#line.length > bytesMax) throw this.#malformed()
    if (end >= 0) {
      if (!this.#line.endsWith('\r\n')) throw this.#malformed()
      const line = this.#line.slice(0, -2)
      this.#line = ''
      this.#takeLine(line)
    }
    return at + taken
  }

  #takeLine(line: string): void {
    switch (this.#state) {
      case 'chunk-header':
        this.#takeChunkHeader(line)
        break
      case 'data-end':
        if (line !== '') throw incompleteBody()
        this.#state = 'chunk-header'
        break
      case 'trailer':
        if (line === '') this.#takeEnd()
        else this.#takeTrailer(line)
        break
      case 'data':
      case 'done':
        // Bytes after the end: the declared lengths cannot be right.
        throw incompleteBody()
    }
  }

  #takeChunkHeader(line: string): void {
    const semicolon = line.indexOf(';')
    const size = parseHex(semicolon < 0 ? line : line.slice(0, semicolon))
    if (size === undefined || this.#decodedBytes + size > this.#sizeBytes) throw incompleteBody()
    const isLast = size === 0
    if (this.#signer) {
      if (semicolon < 0 || !line.startsWith(signatureExtension, semicolon)) throw incompleteBody()
      this.#checkPreviousSize(isLast)
      this.#signer.startChunk(line.slice(semicolon + signatureExtension.length), isLast)
    }
    if (isLast && this.#decodedBytes !== this.#sizeBytes) throw incompleteBody()
    this.#chunkCount++
    this.#chunkBytes = size
    this.#chunkLeftBytes = size
    this.#decodedBytes += size
    this.#state = isLast ? 'trailer' : 'data'
  }

  /** Only the last chunk with data may be small; that it was not the last is known only now. */
  #checkPreviousSize(isLast: boolean): void {
    if (isLast || this.#chunkCount === 0 || this.#chunkBytes >= signedChunkBytesMin) return
    throw new S3Error('InvalidChunkSizeError', {
      Chunk: String(this.#chunkCount),
      BadChunkSize: String(this.#chunkBytes),
    })
  }

  #takeTrailer(line: string): void {
    this.#trailerBytes += line.length
    const colon = line.indexOf(':')
    if (colon < 1 || this.#trailerBytes > trailerBytesMax) throw this.#malformed()
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'x-amz-trailer-signature' && this.#signer) {
      this.#signer.takeTrailerSignature(value)
      return
    }
    const isDeclared = this.#trailerNames?.includes(name) === true
    if (!isDeclared || this.#trailers.has(name)) throw this.#malformed()
    this.#trailers.set(name, value)
  }

  #takeEnd(): void {
    if (this.#trailerNames) {
      if (this.#trailers.size !== this.#trailerNames.length) throw malformedTrailer()
      this.#signer?.checkTrailers(this.#trailers)
    }
    this.#state = 'done'
  }

  #malformed(): S3Error {
    const isTrailer = this.#state === 'trailer' && this.#trailerNames !== undefined
    return isTrailer ? malformedTrailer() : incompleteBody()
  }
}

/** Checks the chain of signatures: each covers the one before it and the chunk's hash. */
class ChunkSigner {
  readonly #hmac: HmacSha256
  readonly #dated: string
  #previous: string
  #stated = ''
  #hash: Hash | undefined
  #trailerSignature: string | undefined

  constructor({ signingKey, seedSignature, timestamp, scope }: SignatureChain) {
    this.#hmac = new HmacSha256(signingKey)
    this.#dated = `${timestamp}\n${scope}`
    this.#previous = seedSignature
  }

  startChunk(signature: string, isEmpty: boolean): void {
    this.#stated = signature
    if (isEmpty) this.#checkChunk(emptySha256)
  }

  addData(slice: Uint8Array, isEnd: boolean): void {
    if (isEnd && !this.#hash) {
      // The whole chunk came at once.
      this.#checkChunk(hash('sha256', slice, 'hex'))
      return
    }
    this.#hash ??= createHash('sha256')
    this.#hash.update(slice)
    if (!isEnd) return
    const dataSha256 = this.#hash.digest('hex')
    this.#hash = undefined
    this.#checkChunk(dataSha256)
  }

  #checkChunk(dataSha256: string): void {
    const head = `AWS4-HMAC-SHA256-PAYLOAD\n${this.#dated}\n${this.#previous}`
    this.#check(this.#stated, `${head}\n${emptySha256}\n${dataSha256}`)
  }

  takeTrailerSignature(signature: string): void {
    if (this.#trailerSignature !== undefined) throw malformedTrailer()
    this.#trailerSignature = signature
  }

  checkTrailers(trailers: ReadonlyMap<string, string>): void {
    if (this.#trailerSignature === undefined) throw malformedTrailer()
    let lines = ''
    for (const [name, value] of trailers) lines += `${name}:${value}\n`
    const head = `AWS4-HMAC-SHA256-TRAILER\n${this.#dated}\n${this.#previous}`
    this.#check(this.#trailerSignature, `${head}\n${sha256Hex(lines)}`)
  }

  #check(stated: string, stringToSign: string): void {
    const expected = this.#hmac.hex(stringToSign)
    if (!equalInConstantTime(stated, expected)) {
      throw new S3Error('SignatureDoesNotMatch', {
        StringToSign: stringToSign,
        SignatureProvided: stated,
      })
    }
    this.#previous = expected
  }
}

/** Up to 12 digits: 256 TiB, beyond any object and exact as a number. */
function parseHex(text: string): number | undefined {
  if (text === '' || text.length > 12) return undefined
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const letter = code | 0x20
    const isDigit = code >= 0x30 && code <= 0x39
    if (!isDigit && !(letter >= 0x61 && letter <= 0x66)) return undefined
  }
  return Number.parseInt(text, 16)
}

function incompleteBody(): S3Error {
  return new S3Error('IncompleteBody')
}

function malformedTrailer(): S3Error {
  return new S3Error('MalformedTrailerError')
}
