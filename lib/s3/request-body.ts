/**
 * The body of an S3 request, decoded (aws-chunked framing removed) and verified as it passes:
 * signatures of chunks and trailers, x-amz-content-sha256, Content-MD5, declared checksums, length.
 * Every failure is thrown before the last byte is handed out as the end of the body.
 */
import assert from 'node:assert/strict'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Payload } from '../auth/authenticate.ts'
import type { BufferMemory } from '../http/buffer-memory.ts'
import { ChunkedDecoder } from './body/chunked-decoder.ts'
import { Collector } from './body/collector.ts'
import {
  type BodyDeclaration,
  declaredAlgorithm,
  declaredSize,
  readDeclaration,
} from './body/declaration.ts'
import {
  type BodyDigests,
  hashWhole,
  planHashes,
  startHashes,
  verifiedDigests,
} from './body/hashing.ts'
import { readPieces, readWhole } from './body/raw-body.ts'
import type { ChecksumAlgorithm, Checksums } from './checksums/checksum.ts'
import { S3Error } from './errors.ts'

export type { BodyDigests } from './body/hashing.ts'
export type { ChecksumAlgorithm } from './checksums/checksum.ts'

export interface RequestBody {
  /** Decoded length as declared; undefined only where S3 does not ask for one. */
  readonly sizeBytes: number | undefined
  /** The most that it can have, where something else is declared: the length of the form around it. */
  readonly sizeBytesMax?: number
  /** Of the checksum that the client sends in a header or trailer. Throws S3Error. */
  readonly declaredAlgorithm: ChecksumAlgorithm | undefined
  /** True when nothing of it is left on the connection; else that must be closed. */
  readonly isFinished: boolean
  /**
   * Can be read once. Wants a declared length: S3Error `MissingContentLength` without. What it
   * yields is not yet verified; only its end is the word that all of it was good.
   */
  stream(options?: ReadOptions): AsyncIterable<Uint8Array>
  /** The whole body when it has at most `maxBytes`; else S3Error `MaxMessageLengthExceeded`. */
  bytes(maxBytes: number, options?: ReadOptions): Promise<Uint8Array>
  /** Results for the caller once the body was read: MD5 for the ETag and the checksum to store. */
  readonly digests: BodyDigests
}

export interface ReadOptions {
  /** Computed where the client declares no checksum, in place of the body's default. */
  readonly checksum?: ChecksumAlgorithm
}

export interface RequestBodyOptions {
  /** Called at the first read of a body that is not empty, and never before. */
  open(): IncomingMessage
  readonly headers: IncomingHttpHeaders
  readonly payload: Payload
  readonly checksums: Checksums
  /** Counts what is streamed. */
  readonly buffers?: BufferMemory | undefined
  readonly md5: boolean
  /** Computed where the client declares none: CRC64NVME unless said otherwise. */
  readonly defaultChecksum?: ChecksumAlgorithm | 'none'
  /** How long a client may send nothing before it gets `RequestTimeout`. */
  readonly idleTimeoutMs?: number
}

const idleTimeoutMsDefault = 20_000

/** Throws S3Error for a length that is no number; all else waits until the body is read. */
export function createRequestBody(options: RequestBodyOptions): RequestBody {
  return new HttpRequestBody(options)
}

class HttpRequestBody implements RequestBody {
  readonly sizeBytes: number | undefined
  readonly #options: RequestBodyOptions
  readonly #idleTimeoutMs: number
  #isRead = false
  #isFinished: boolean
  #digests: BodyDigests | undefined

  constructor(options: RequestBodyOptions) {
    const { headers, payload, idleTimeoutMs = idleTimeoutMsDefault } = options
    this.#options = options
    this.#idleTimeoutMs = idleTimeoutMs
    this.sizeBytes = declaredSize(headers, payload)
    const wireLength = headers['content-length']
    this.#isFinished =
      headers['transfer-encoding'] === undefined &&
      (wireLength === undefined || Number(wireLength) === 0)
  }

  get declaredAlgorithm(): ChecksumAlgorithm | undefined {
    return declaredAlgorithm(this.#options.headers)
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  get digests(): BodyDigests {
    assert(this.#digests, 'digests are known once the body was read to its end')
    return this.#digests
  }

  async *stream(options?: ReadOptions): AsyncGenerator<Uint8Array, void> {
    const { sizeBytes } = this
    if (sizeBytes === undefined) throw new S3Error('MissingContentLength')
    const { declaration, plan, decoder } = this.#start(options)
    const { buffers, checksums } = this.#options
    const hashes = startHashes(plan, checksums)
    let readBytes = 0
    if (!this.#isFinished) {
      for await (const piece of readPieces(this.#options.open(), this.#idleTimeoutMs)) {
        buffers?.note(piece.length)
        for (const slice of decoder ? fewSlices(decoder.push(piece)) : [piece]) {
          readBytes += slice.length
          hashes.update(slice)
          yield slice
        }
      }
      this.#isFinished = true
    }
    this.#checkLength(decoder, readBytes)
    this.#digests = verifiedDigests(plan, declaration, hashes.end(), trailersOf(decoder))
  }

  async bytes(maxBytes: number, options?: ReadOptions): Promise<Uint8Array> {
    if ((this.sizeBytes ?? 0) > maxBytes) throw new S3Error('MaxMessageLengthExceeded')
    const { declaration, plan, decoder } = this.#start(options)
    const collector = new Collector(maxBytes)
    if (!this.#isFinished) {
      await readWhole(this.#options.open(), this.#idleTimeoutMs, piece => {
        for (const slice of decoder?.push(piece) ?? [piece]) collector.add(slice)
      })
      this.#isFinished = true
    }
    const bytes = collector.bytes()
    this.#checkLength(decoder, bytes.length)
    const hashes = hashWhole(plan, this.#options.checksums, bytes)
    this.#digests = verifiedDigests(plan, declaration, hashes, trailersOf(decoder))
    return bytes
  }

  /** Everything that can be refused before a byte is read. */
  #start(options: ReadOptions = {}) {
    assert(!this.#isRead, 'a body can be read once')
    this.#isRead = true
    const { headers, payload, md5, defaultChecksum = 'CRC64NVME' } = this.#options
    const declaration = readDeclaration(headers, payload)
    const plan = planHashes(declaration, payload, {
      md5,
      checksum: options.checksum ?? defaultChecksum,
    })
    return { declaration, plan, decoder: this.#decoder(declaration) }
  }

  #decoder({ trailerNames }: BodyDeclaration): ChunkedDecoder | undefined {
    const { payload } = this.#options
    if (payload.kind !== 'chunked-signed' && payload.kind !== 'chunked-unsigned') return undefined
    const { sizeBytes } = this
    // Framed bodies always need it: the frames' sum is checked against it.
    if (sizeBytes === undefined) throw new S3Error('MissingContentLength')
    if (payload.kind === 'chunked-unsigned') return new ChunkedDecoder({ sizeBytes, trailerNames })
    return new ChunkedDecoder({ sizeBytes, trailerNames, chain: payload.chain })
  }

  #checkLength(decoder: ChunkedDecoder | undefined, readBytes: number): void {
    decoder?.finish()
    const { sizeBytes } = this
    if (sizeBytes !== undefined && sizeBytes !== readBytes) throw new S3Error('IncompleteBody')
  }
}

/** A piece full of tiny chunks is handed on as one, so that each chunk costs little more than its bytes. */
function fewSlices(slices: readonly Uint8Array[]): readonly Uint8Array[] {
  return slices.length <= 8 ? slices : [Buffer.concat(slices)]
}

function trailersOf(decoder: ChunkedDecoder | undefined): ReadonlyMap<string, string> {
  return decoder?.trailers ?? new Map()
}
