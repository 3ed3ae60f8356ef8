/**
 * CSV in any of the dialects that S3 Select knows, a piece at a time. DuckDB reads the usual ones by
 * itself and faster; this reads first records, and dialects that DuckDB does not know.
 */
import type { CsvInput } from './plan.ts'
import { SelectError } from './select-error.ts'

export const RECORD_LENGTH_MAX = 1024 * 1024

export class CsvReader {
  readonly #dialect: CsvInput
  #rest = ''
  /** Characters of the text that whole records took so far. */
  takenLength = 0

  constructor(dialect: CsvInput) {
    this.#dialect = dialect
  }

  /** The records that are whole with this text; `isEnd`: what is left is the last one. */
  *read(text: string, isEnd: boolean): Generator<readonly string[], void> {
    this.#rest += text
    let at = 0
    while (at < this.#rest.length) {
      const record = this.#readRecord(at, isEnd)
      if (record === undefined) break
      this.takenLength += record.end - at
      at = record.end
      if (record.fields !== undefined) yield record.fields
    }
    this.#rest = this.#rest.slice(at)
    if (this.#rest.length > RECORD_LENGTH_MAX) throw overMaxRecordSize()
  }

  /** `fields` is absent for a comment; nothing at all where the record is not whole yet. */
  #readRecord(
    start: number,
    isEnd: boolean,
  ): { readonly end: number; readonly fields?: readonly string[] } | undefined {
    const { comments, recordDelimiter } = this.#dialect
    if (comments !== undefined && this.#rest.startsWith(comments, start)) {
      const delimiter = this.#rest.indexOf(recordDelimiter, start)
      if (delimiter >= 0) return { end: delimiter + recordDelimiter.length }
      return isEnd ? { end: this.#rest.length } : undefined
    }
    const fields: string[] = []
    let at = start
    for (;;) {
      const field = this.#readField(at, isEnd)
      if (field === undefined) return undefined
      fields.push(field.text)
      at = field.end
      if (field.isLast) return { end: at, fields }
    }
  }

  #readField(start: number, isEnd: boolean) {
    return this.#rest.startsWith(this.#dialect.quote, start)
      ? this.#readQuoted(start, isEnd)
      : this.#readPlain(start, '', isEnd)
  }

  /** Up to the next delimiter; `before` is what a quoted beginning of the field held. */
  #readPlain(start: number, before: string, isEnd: boolean) {
    const { fieldDelimiter, recordDelimiter } = this.#dialect
    let at = start
    for (; at < this.#rest.length; at++) {
      const isLast = this.#rest.startsWith(recordDelimiter, at)
      if (!isLast && !this.#rest.startsWith(fieldDelimiter, at)) continue
      const delimiter = isLast ? recordDelimiter : fieldDelimiter
      return { text: before + this.#rest.slice(start, at), end: at + delimiter.length, isLast }
    }
    return isEnd ? { text: before + this.#rest.slice(start), end: at, isLast: true } : undefined
  }

  #readQuoted(start: number, isEnd: boolean) {
    const { quote, quoteEscape } = this.#dialect
    let text = ''
    for (let at = start + 1; at < this.#rest.length; ) {
      const character = this.#rest[at] ?? ''
      const next = this.#rest[at + 1]
      if (next === undefined && !isEnd) return undefined
      if (
        character === quoteEscape &&
        (next === quote || (next === quoteEscape && next !== quote))
      ) {
        text += next
        at += 2
      } else if (character === quote) {
        return this.#readPlain(at + 1, text, isEnd)
      } else {
        text += character
        at += 1
      }
    }
    if (!isEnd) return undefined
    throw new SelectError('CSVParsingError', 'A quoted field has no end.')
  }
}

export function overMaxRecordSize(): SelectError {
  return new SelectError('OverMaxRecordSize', 'A record is longer than 1 MiB.')
}

/** In the one dialect that DuckDB is told of. */
export function canonicalRecord(fields: readonly string[]): string {
  return `${fields.map(field => `"${field.replaceAll('"', '""')}"`).join(',')}\n`
}
