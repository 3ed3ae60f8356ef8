/** The object as a relation that DuckDB can select from, and the work of feeding it. */
import { createWriteStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { RECORD_LENGTH_MAX } from './csv-reader.ts'
import { quotedIdentifier } from './identifiers.ts'
import { isNative, openCsv, openJson } from './input.ts'
import type { CsvInput, Plan } from './plan.ts'
import { type Column, columnPlace, type RowSource } from './row-source.ts'
import { SelectError } from './select-error.ts'
import type { Query } from './sql-ast.ts'
import { quoted } from './typed-sql.ts'

type Pieces = AsyncIterable<Uint8Array>

export interface Table {
  readonly source: RowSource
  /** SQL. */
  readonly table: string
  /** To be called once the query is about to run: a pipe is written while it is read. */
  feed(): Promise<void>
}

const COLUMNS_MAX = 10_000
/** Of a file that has to be on a disk as a whole, since it is read from its end. */
const PARQUET_BYTES_MAX = 8 * 1024 ** 3

export async function openTable(
  connection: DuckDBConnection,
  pieces: Pieces,
  { plan, path }: { readonly plan: Plan; readonly path: string },
): Promise<Table> {
  const { input } = plan
  switch (input.kind) {
    case 'csv':
      return openCsvTable(pieces, { ...plan, input }, path)
    case 'json':
      return {
        source: { kind: 'json' },
        table: `(SELECT r FROM ${lines(path)} WHERE trim(r, ' \t\r') <> '')`,
        feed: () => pipeline(Readable.from(openJson(pieces, input)), createWriteStream(path)),
      }
    case 'parquet':
      return openParquetTable(connection, pieces, path)
  }
}

/** No text of a client has it, so that a field is NULL only where a record has none. */
const NO_TEXT = '\u0001'
/** Nothing but a line's end ends a line. */
const NO_DELIMITER = '\u001f'

function lines(path: string): string {
  return readCsv(path, ['r'], { delim: NO_DELIMITER, quote: '', escape: '' })
}

function readCsv(
  path: string,
  columns: readonly string[],
  texts: Readonly<Record<string, string>>,
): string {
  const types = columns.map(name => `${quoted(name)}: 'VARCHAR'`).join(', ')
  const options = Object.entries(texts).map(([name, text]) => `${name} = ${quoted(text)}`)
  return (
    `read_csv(${quoted(path)}, auto_detect = false, header = false, parallel = false, ` +
    `null_padding = true, strict_mode = false, max_line_size = ${RECORD_LENGTH_MAX}, ` +
    `nullstr = ${quoted(NO_TEXT)}, ${options.join(', ')}, columns = {${types}})`
  )
}

async function openCsvTable(
  pieces: Pieces,
  plan: Plan & { readonly input: CsvInput },
  path: string,
): Promise<Table> {
  const { input, query, scan } = plan
  const isStart = scan === undefined || scan.start === 0
  const { names, fieldCount, records } = await openCsv(pieces, input, isStart)
  const count = Math.max(fieldCount, placesIn(query), 1)
  if (count > COLUMNS_MAX) {
    throw new SelectError('OverMaxColumn', `A record has at most ${COLUMNS_MAX} columns.`)
  }
  const columns = Array.from({ length: count }, (_, index): Column => {
    const name = names?.[index]
    return { sql: `c${index + 1}`, type: 'dynamic', ...(name !== undefined && { name }) }
  })
  return {
    source: { kind: 'columns', columns },
    table: readCsv(
      path,
      columns.map(({ sql }) => sql),
      dialectOptions(input),
    ),
    feed: () => pipeline(Readable.from(records), createWriteStream(path)),
  }
}

function dialectOptions(input: CsvInput): Readonly<Record<string, string>> {
  if (!isNative(input)) return { delim: ',', quote: '"', escape: '"' }
  const { fieldDelimiter, quote, quoteEscape, comments } = input
  return {
    delim: fieldDelimiter,
    quote,
    escape: quoteEscape,
    ...(comments !== undefined && { comment: comments }),
  }
}

/** The last place that a query names, which records may have though the first one has not. */
function placesIn(query: Query): number {
  const names = JSON.stringify(query).matchAll(/"name":"(_\d{1,6})"/g)
  return Math.max(0, ...[...names].map(([, name = '']) => columnPlace(name)))
}

async function openParquetTable(
  connection: DuckDBConnection,
  pieces: Pieces,
  path: string,
): Promise<Table> {
  await pipeline(Readable.from(pieces), bounded(PARQUET_BYTES_MAX), createWriteStream(path))
  const table = `read_parquet(${quoted(path)})`
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`)
  const columns = described.getRows().map(([name, type]): Column => {
    return {
      name: String(name),
      sql: quotedIdentifier(String(name)),
      type: columnType(String(type)),
    }
  })
  return { source: { kind: 'columns', columns }, table, feed: async () => {} }
}

function columnType(type: string): Column['type'] {
  if (/[[(]/.test(type) && !type.startsWith('DECIMAL')) return 'nested'
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type)) return 'number'
  if (type === 'BOOLEAN') return 'boolean'
  return /^(DATE|TIMESTAMP.*)$/.test(type) ? 'timestamp' : 'text'
}

function bounded(bytesMax: number): Transform {
  let takenBytes = 0
  return new Transform({
    transform(piece: Uint8Array, _, done) {
      takenBytes += piece.length
      if (takenBytes <= bytesMax) return done(null, piece)
      const message = 'A Parquet object of more than 8 GiB cannot be queried.'
      done(new SelectError('OverMaxParquetBlockSize', message))
    },
  })
}
