/**
 * DuckDB, locked up: it may read one file, and nothing else of this machine or any other. What it
 * cannot keep within its memory it does not keep, and no query can change that.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { SelectError, type SelectErrorCode } from './select-error.ts'
import { quoted } from './typed-sql.ts'

const MEMORY = '512MB'
const THREADS = '2'

export async function openDuckdb(file: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: THREADS,
    memory_limit: MEMORY,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    temp_directory: '',
    preserve_insertion_order: 'true',
  })
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`).catch(() => {
    // Without the extension of time zones there is none but UTC.
  })
  await connection.run(`SET allowed_paths = [${quoted(file)}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
  return connection
}

/** What DuckDB's messages mean to a client; there is nothing better than their words to tell by. */
const meanings: readonly (readonly [pattern: RegExp, code: SelectErrorCode, message: string])[] = [
  [/^Conversion Error/, 'CastFailed', 'A value could not be converted to the type of a CAST.'],
  [
    /Malformed JSON|JSON/,
    'JSONParsingError',
    'The object is not JSON, or a value in it is damaged.',
  ],
  [/[Pp]arquet|Snappy|thrift/i, 'ParquetParsingError', 'The object is not a whole Parquet file.'],
  [/[Mm]aximum line size/, 'OverMaxRecordSize', 'A record is longer than 1 MiB.'],
  [/UTF-?8|unicode/i, 'InvalidTextEncoding', 'The object is not UTF-8.'],
  [/CSV Error/, 'CSVParsingError', 'A record of the object is not CSV of this form.'],
  [/^Out of Memory/, 'Busy', 'The query needs more memory than it may have.'],
  [/^(Out of Range|Overflow)/, 'EvaluatorInvalidArguments', 'A value is out of range.'],
  [
    /^Binder Error/,
    'InvalidDataType',
    'The query uses a value in a way that its type does not allow.',
  ],
  [/^Invalid Input/, 'EvaluatorInvalidArguments', 'A function got a value that it cannot take.'],
]

export function fromDuckdb(cause: unknown): SelectError {
  if (cause instanceof SelectError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const [, code = 'InternalError', message = 'The query failed.'] =
    meanings.find(([pattern]) => pattern.test(text)) ?? []
  return new SelectError(code, message, { cause })
}
