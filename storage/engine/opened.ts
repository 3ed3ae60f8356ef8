/** Objects open for reading: nothing, one blob, or the parts of a manifest. */
import type { BlobReader, Blobs } from '../blobs/blobs.ts'
import type { Attributes, ByteRange, ObjectPart, ObjectRecord, OpenObject } from '../storage.ts'
import { SMALL_BODY_BYTES_MAX, StorageError } from '../storage.ts'

/** One part in a manifest. */
export interface ManifestPart {
  readonly partNumber: number
  readonly sizeBytes: number
  readonly attributes: Attributes
  /** Absent when the part is empty. */
  readonly blob?: string
}

/** A manifest that is not there has no parts. */
export function parseManifest(text: string | undefined): readonly ManifestPart[] {
  // Written by uploads.ts and append.ts.
  return text === undefined ? [] : (JSON.parse(text) as readonly ManifestPart[])
}

/** Where an open object's bytes come from. */
export interface Source extends Disposable {
  read(range: ByteRange): AsyncIterable<Uint8Array>
  /** The same in one piece. */
  bytes(range: ByteRange): Promise<Uint8Array>
  readonly parts: readonly ObjectPart[]
}

export function openObject(record: ObjectRecord, source: Source): OpenObject {
  return {
    record,
    read: range => {
      const checked = checkRange(record, range)
      return checked ? source.read(checked) : nothing()
    },
    bytes: async range => {
      const checked = checkRange(record, range)
      if (!checked) return new Uint8Array(0)
      if (checked.end - checked.start >= SMALL_BODY_BYTES_MAX) {
        throw new RangeError('the range is too large for one piece')
      }
      return source.bytes(checked)
    },
    parts: async () => source.parts,
    [Symbol.asyncDispose]: async () => source[Symbol.dispose](),
  }
}

export function openBlob(record: ObjectRecord, reader: BlobReader): OpenObject {
  if (reader.sizeBytes !== record.sizeBytes) {
    reader[Symbol.dispose]()
    throw new StorageError('data-corrupt', `the blob of ${record.key} has another size`)
  }
  return openObject(record, {
    read: range => reader.read(range),
    bytes: range => reader.bytes(range),
    parts: [],
    [Symbol.dispose]: () => reader[Symbol.dispose](),
  })
}

export function openEmpty(record: ObjectRecord): OpenObject {
  const bytes = async () => new Uint8Array(0)
  return openObject(record, { read: nothing, bytes, parts: [], [Symbol.dispose]: () => {} })
}

/** Reads parts one after another; each is open only while it is read. */
export function partsSource(options: {
  blobs: Blobs
  parts: readonly ManifestPart[]
  /** Reads the manifest again: a fragment may have moved since. */
  reread: () => Promise<readonly ManifestPart[]>
  lease: Disposable
}): Source {
  const { blobs, parts, reread, lease } = options
  async function openPart(index: number): Promise<BlobReader> {
    const blob = parts[index]?.blob
    const reader = blob === undefined ? undefined : await blobs.open(blob)
    if (reader) return reader
    const moved = (await reread())[index]?.blob
    const again = moved === undefined ? undefined : await blobs.open(moved)
    if (!again) throw new StorageError('data-corrupt', `the blob of part ${index + 1} is missing`)
    return again
  }
  return {
    parts: parts.map(({ partNumber, sizeBytes, attributes }) => ({
      partNumber,
      sizeBytes,
      attributes,
    })),
    read: range => readParts(parts, range, openPart),
    bytes: range => inOnePiece(readParts(parts, range, openPart)),
    [Symbol.dispose]: () => lease[Symbol.dispose](),
  }
}

async function* readParts(
  parts: readonly ManifestPart[],
  { start, end }: ByteRange,
  openPart: (index: number) => Promise<BlobReader>,
): AsyncGenerator<Uint8Array> {
  let offset = 0
  for (const [index, { sizeBytes }] of parts.entries()) {
    const first = Math.max(start - offset, 0)
    const last = Math.min(end - offset, sizeBytes - 1)
    offset += sizeBytes
    if (first > last) continue
    using reader = await openPart(index)
    yield* reader.read({ start: first, end: last })
  }
}

/** `undefined` for the whole of an empty object. */
function checkRange({ sizeBytes }: ObjectRecord, range?: ByteRange): ByteRange | undefined {
  if (!range) return sizeBytes === 0 ? undefined : { start: 0, end: sizeBytes - 1 }
  const { start, end } = range
  if (!(start >= 0 && start <= end && end < sizeBytes)) {
    throw new RangeError(`bytes ${start}-${end} are not within ${sizeBytes}`)
  }
  return range
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function inOnePiece(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(chunks))
}
