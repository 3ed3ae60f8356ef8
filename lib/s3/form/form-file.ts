/** The file of a form as the request's body: counted, hashed and verified as it passes. */
import assert from 'node:assert/strict'
import type { SizeRange } from '../../auth/post-policy.ts'
import { Collector } from '../body/collector.ts'
import { declaredAlgorithm, readDeclaration } from '../body/declaration.ts'
import { type BodyDigests, planHashes, startHashes, verifiedDigests } from '../body/hashing.ts'
import type { ChecksumAlgorithm, Checksums } from '../checksums/checksum.ts'
import { S3Error } from '../errors.ts'
import type { ReadOptions, RequestBody } from '../request-body.ts'

export interface FormFileOptions {
  /** Up to the end of the form: only the end is the word that all of it came. */
  readonly content: AsyncIterable<Uint8Array>
  /** The form's, as headers: Content-MD5 and checksums among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly checksums: Checksums
  readonly sizeRange: SizeRange
  /** What is left of the request's length, its ending included. */
  readonly sizeBytesMax: number
}

const UNSIGNED = { kind: 'unsigned' } as const

export class FormFile implements RequestBody {
  /** A form says nothing of it. */
  readonly sizeBytes = undefined
  readonly sizeBytesMax: number
  readonly #options: FormFileOptions
  #isRead = false
  #isFinished = false
  #digests: BodyDigests | undefined

  constructor(options: FormFileOptions) {
    this.#options = options
    this.sizeBytesMax = options.sizeBytesMax
  }

  get declaredAlgorithm(): ChecksumAlgorithm | undefined {
    return declaredAlgorithm(this.#options.headers)
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  get digests(): BodyDigests {
    assert(this.#digests, 'digests are known once the file was read to its end')
    return this.#digests
  }

  async *stream({ checksum = 'CRC64NVME' }: ReadOptions = {}): AsyncGenerator<Uint8Array, void> {
    assert(!this.#isRead, 'a file can be read once')
    this.#isRead = true
    const { content, headers, checksums, sizeRange } = this.#options
    const declaration = readDeclaration(headers, UNSIGNED)
    const plan = planHashes(declaration, UNSIGNED, { md5: true, checksum })
    const hashes = startHashes(plan, checksums)
    let readBytes = 0
    for await (const piece of content) {
      readBytes += piece.length
      if (readBytes > sizeRange.maxBytes) throw tooLarge(readBytes, sizeRange)
      hashes.update(piece)
      yield piece
    }
    this.#isFinished = true
    if (readBytes < sizeRange.minBytes) throw tooSmall(readBytes, sizeRange)
    this.#digests = verifiedDigests(plan, declaration, hashes.end(), new Map())
  }

  async bytes(maxBytes: number, options?: ReadOptions): Promise<Uint8Array> {
    const collector = new Collector(maxBytes)
    for await (const piece of this.stream(options)) collector.add(piece)
    return collector.bytes()
  }
}

function tooLarge(sizeBytes: number, { maxBytes }: SizeRange): S3Error {
  return new S3Error('EntityTooLarge', {
    ProposedSize: String(sizeBytes),
    MaxSizeAllowed: String(maxBytes),
  })
}

function tooSmall(sizeBytes: number, { minBytes }: SizeRange): S3Error {
  return new S3Error('EntityTooSmall', {
    ProposedSize: String(sizeBytes),
    MinSizeAllowed: String(minBytes),
  })
}
