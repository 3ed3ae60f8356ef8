/**
 * An encrypted object open for reading: to whoever reads it, it is its plaintext, with the plaintext's
 * sizes. A range reads and opens the chunks that hold it and no others.
 */
import {
  type ByteRange,
  type ObjectPart,
  type ObjectRecord,
  type OpenObject,
  SMALL_BODY_BYTES_MAX,
  StorageError,
} from '../../../storage/storage.ts'
import {
  type LayerKeys,
  openBytes,
  openRange,
  plainBytes,
  SealError,
  sealedRange,
} from './chunks.ts'
import { type ObjectEncryption, partEncryptionOf } from './object-encryption.ts'
import { partKeys } from './object-keys.ts'
import type { CustomerKey } from './requested.ts'

export type OpenKeys = (
  encryption: ObjectEncryption,
  customerKey: CustomerKey | undefined,
) => Promise<LayerKeys>

/** A sealed body within the object: the whole of it, or one of its parts. */
interface Segment {
  readonly keys: LayerKeys
  readonly plainStart: number
  readonly plainBytes: number
  readonly sealedStart: number
}

export class EncryptedObject implements OpenObject {
  /** As its readers see it. */
  readonly record: ObjectRecord
  readonly encryption: ObjectEncryption
  readonly #sealed: OpenObject
  readonly #openKeys: OpenKeys
  #segments: Promise<readonly Segment[]> | undefined

  constructor(
    sealed: OpenObject,
    options: {
      readonly record: ObjectRecord
      readonly encryption: ObjectEncryption
      readonly openKeys: OpenKeys
    },
  ) {
    this.#sealed = sealed
    this.record = options.record
    this.encryption = options.encryption
    this.#openKeys = options.openKeys
  }

  /**
   * Finds the keys, so that a read cannot fail for want of them. Without a call the first read does,
   * which SSE-C refuses. Throws S3Error and KmsError.
   */
  async unlock(customerKey: CustomerKey | undefined): Promise<void> {
    const segments = this.#findSegments(customerKey)
    this.#segments = segments
    await segments
  }

  async #findSegments(customerKey: CustomerKey | undefined): Promise<readonly Segment[]> {
    const { record } = this
    const keys = await this.#openKeys(this.encryption, customerKey)
    if (record.partCount === undefined) {
      return [{ keys, plainStart: 0, plainBytes: record.sizeBytes, sealedStart: 0 }]
    }
    const segments: Segment[] = []
    let plainStart = 0
    let sealedStart = 0
    for (const part of await this.#sealed.parts()) {
      const encryption = partEncryptionOf(part.attributes)
      if (encryption === undefined) throw corrupt(this.record)
      const size = plainBytes(part.sizeBytes, keys.length)
      segments.push({
        keys: partKeys(keys, encryption),
        plainStart,
        plainBytes: size,
        sealedStart,
      })
      plainStart += size
      sealedStart += part.sizeBytes
    }
    return segments
  }

  async *read(range?: ByteRange): AsyncGenerator<Uint8Array> {
    const { start, end } = this.#checkRange(range)
    this.#segments ??= this.#findSegments(undefined)
    for (const segment of await this.#segments) {
      const first = Math.max(0, start - segment.plainStart)
      const last = Math.min(segment.plainBytes - 1, end - segment.plainStart)
      if (first <= last) yield* this.#readSegment(segment, { start: first, end: last })
    }
  }

  /** Positions are the segment's own. */
  async *#readSegment(segment: Segment, range: ByteRange): AsyncGenerator<Uint8Array> {
    const { keys, sealedStart } = segment
    const size = { plainBytes: segment.plainBytes, layers: keys.length }
    const sealed = sealedRange(range, size)
    const bytes = this.#sealed.read({
      start: sealedStart + sealed.start,
      end: sealedStart + sealed.end,
    })
    try {
      yield* openRange(keys, bytes, { range, plainBytes: segment.plainBytes })
    } catch (cause) {
      throw cause instanceof SealError ? corrupt(this.record, cause) : cause
    }
  }

  /** Most reads are of small objects: no stream is made for them. `undefined`: it takes one. */
  async #segmentBytes(segment: Segment, range: ByteRange): Promise<Uint8Array | undefined> {
    const { keys, sealedStart } = segment
    const sealed = sealedRange(range, { plainBytes: segment.plainBytes, layers: keys.length })
    if (sealed.end - sealed.start >= SMALL_BODY_BYTES_MAX) return undefined
    const bytes = await this.#sealed.bytes({
      start: sealedStart + sealed.start,
      end: sealedStart + sealed.end,
    })
    try {
      return openBytes(keys, bytes, { range, plainBytes: segment.plainBytes })
    } catch (cause) {
      throw cause instanceof SealError ? corrupt(this.record, cause) : cause
    }
  }

  async bytes(range?: ByteRange): Promise<Uint8Array> {
    const { start, end } = this.#checkRange(range)
    if (end - start >= SMALL_BODY_BYTES_MAX) {
      throw new RangeError('the range is too large for one piece')
    }
    if (end < start) return new Uint8Array(0)
    this.#segments ??= this.#findSegments(undefined)
    const segments = await this.#segments
    const segment = segments.find(({ plainStart, plainBytes }) => start < plainStart + plainBytes)
    const isWithin = segment && end < segment.plainStart + segment.plainBytes
    if (isWithin) {
      const bytes = await this.#segmentBytes(segment, {
        start: start - segment.plainStart,
        end: end - segment.plainStart,
      })
      if (bytes !== undefined) return bytes
    }
    const pieces = await Array.fromAsync(this.read({ start, end }))
    const [only] = pieces
    return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces)
  }

  /** The end before the start for the whole of an empty object. */
  #checkRange(range: ByteRange | undefined): ByteRange {
    const { sizeBytes } = this.record
    if (range === undefined) return { start: 0, end: sizeBytes - 1 }
    const { start, end } = range
    if (start >= 0 && start <= end && end < sizeBytes) return range
    if (start === 0 && end === -1 && sizeBytes === 0) return range
    throw new RangeError(`bytes ${start}-${end} are not within ${sizeBytes}`)
  }

  async parts(): Promise<readonly ObjectPart[]> {
    const layers = this.encryption.keys.length
    const parts = await this.#sealed.parts()
    return parts.map(part => ({ ...part, sizeBytes: plainBytes(part.sizeBytes, layers) }))
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#sealed[Symbol.asyncDispose]()
  }
}

function corrupt({ key }: ObjectRecord, cause?: unknown): StorageError {
  return new StorageError(
    'data-corrupt',
    `the encrypted bytes of ${key} are not what was written`,
    {
      cause,
    },
  )
}
