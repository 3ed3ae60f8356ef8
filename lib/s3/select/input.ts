/**
 * The bytes of an object on their way into DuckDB: decompressed, cut to the scan range, and in a form
 * that DuckDB reads as it comes. Nothing is held but the piece at hand and one record.
 */

import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { decodeBzip2 } from './bzip2.ts'
import { CsvReader, canonicalRecord, RECORD_LENGTH_MAX } from './csv-reader.ts'
import { JsonSplitter } from './json-splitter.ts'
import type { Compression, CsvInput, InputFormat, Plan } from './plan.ts'
import { cutRecords } from './scan-range.ts'
import { SelectError } from './select-error.ts'

type Pieces = AsyncIterable<Uint8Array>

/** Counts what leaves decompression. */
export interface Counter {
  processedBytes: number
}

export async function* openInput(source: Pieces, plan: Plan, counter: Counter): Pieces {
  for await (const piece of plainPieces(source, plan)) {
    counter.processedBytes += piece.length
    yield piece
  }
}

function plainPieces(source: Pieces, { compression, scan, input }: Plan): Pieces {
  const pieces = decompress(source, compression)
  if (scan === undefined) return pieces
  const delimiter = input.kind === 'csv' ? input.recordDelimiter : '\n'
  return cutRecords(pieces, scan, Buffer.from(delimiter))
}

function decompress(source: Pieces, compression: Compression): Pieces {
  switch (compression) {
    case 'NONE':
      return source
    case 'GZIP':
      return gunzip(source)
    case 'BZIP2':
      return decodeBzip2(source)
  }
}

async function* gunzip(source: Pieces): Pieces {
  try {
    yield* Readable.from(source).compose(createGunzip())
  } catch (cause) {
    if (cause instanceof SelectError) throw cause
    const isCut = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR'
    const code = isCut ? 'TruncatedInput' : 'InvalidCompressionFormat'
    throw new SelectError(code, 'The object is not whole GZIP data.', { cause })
  }
}

export interface CsvStart {
  /** Of the header, where it is used. */
  readonly names: readonly string[] | undefined
  /** Of the first record. */
  readonly fieldCount: number
  /** All records but the header, in the form that `csvOptions` says. */
  readonly records: Pieces
}

/** Reads as far as the first record goes. */
export async function openCsv(
  pieces: Pieces,
  dialect: CsvInput,
  isStart: boolean,
): Promise<CsvStart> {
  const iterator = pieces[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let headBytes = 0
  let first: readonly string[] = []
  let takenBytes = 0
  for (let isEnd = false; !isEnd; ) {
    const { done, value } = await iterator.next()
    isEnd = done === true
    if (value) {
      head.push(value)
      headBytes += value.length
    }
    const found = firstRecord(withoutMark(Buffer.concat(head)), dialect, isEnd)
    if (found) {
      first = found.fields
      takenBytes = found.takenBytes
      break
    }
    if (headBytes > RECORD_LENGTH_MAX) {
      throw new SelectError('OverMaxRecordSize', 'The first record is longer than 1 MiB.')
    }
  }
  const bytes = withoutMark(Buffer.concat(head))
  const hasHeader = dialect.header !== 'NONE' && isStart
  const rest = resumed(hasHeader ? bytes.subarray(takenBytes) : bytes, iterator)
  return {
    names: dialect.header === 'USE' ? first : undefined,
    fieldCount: first.length,
    records: isNative(dialect) ? rest : canonicalRecords(rest, dialect),
  }
}

/** A byte order mark is none of the first name. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? bytes.subarray(3) : bytes
}

function firstRecord(bytes: Buffer, dialect: CsvInput, isEnd: boolean) {
  // As Latin-1 each byte is a character, so that places in the text are places in the bytes.
  const reader = new CsvReader(dialect)
  for (const fields of reader.read(bytes.toString('latin1'), isEnd)) {
    const decoded = fields.map(field => Buffer.from(field, 'latin1').toString('utf8'))
    return { fields: decoded, takenBytes: reader.takenLength }
  }
  return undefined
}

async function* resumed(start: Uint8Array, iterator: AsyncIterator<Uint8Array>): Pieces {
  if (start.length > 0) yield start
  for (;;) {
    const { done, value } = await iterator.next()
    if (done) return
    yield value
  }
}

/** Whether DuckDB knows the dialect. */
export function isNative({
  recordDelimiter,
  fieldDelimiter,
  quote,
  quoteEscape,
}: CsvInput): boolean {
  const isPlain = (text: string) => /^[\t\x20-\x7e]$/.test(text)
  const isLine = recordDelimiter === '\n' || recordDelimiter === '\r\n'
  return isLine && isPlain(fieldDelimiter) && isPlain(quote) && isPlain(quoteEscape)
}

async function* canonicalRecords(pieces: Pieces, dialect: CsvInput): Pieces {
  const reader = new CsvReader(dialect)
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const written = (text: string, isEnd: boolean) =>
    Buffer.from([...reader.read(text, isEnd)].map(canonicalRecord).join(''))
  try {
    for await (const piece of pieces) yield written(decoder.decode(piece, { stream: true }), false)
    yield written(decoder.decode(), true)
  } catch (cause) {
    if (cause instanceof SelectError) throw cause
    throw new SelectError('InvalidTextEncoding', 'The object is not UTF-8.', { cause })
  }
}

/** One JSON value a line. */
export async function* openJson(
  pieces: Pieces,
  { type }: Extract<InputFormat, { kind: 'json' }>,
): Pieces {
  if (type === 'LINES') {
    yield* pieces
    return
  }
  const splitter = new JsonSplitter()
  for await (const piece of pieces) yield splitter.split(piece)
}
