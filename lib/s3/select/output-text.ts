/** Rows as the client wants them written. */
import type { OutputColumn } from './duckdb-sql.ts'
import type { OutputFormat } from './plan.ts'

type Row = readonly (string | null)[]

/** Writes one row, its delimiter included. */
export type RowWriter = (row: Row) => string

export function createRowWriter(
  format: OutputFormat,
  columns: readonly OutputColumn[],
  { isWhole }: { readonly isWhole: boolean },
): RowWriter {
  return format.kind === 'csv' ? csvWriter(format, columns, isWhole) : jsonWriter(format, columns)
}

function csvWriter(
  format: Extract<OutputFormat, { kind: 'csv' }>,
  columns: readonly OutputColumn[],
  isWhole: boolean,
): RowWriter {
  const { fieldDelimiter, recordDelimiter } = format
  const write = fieldWriter(format)
  if (columns[0]?.kind === 'row') {
    return ([value = null]) => rowFields(value).map(write).join(fieldDelimiter) + recordDelimiter
  }
  const kinds = columns.map(({ kind }) => kind)
  return row => {
    // A record that is short stays short.
    const count = isWhole ? row.findLastIndex(value => value !== null) + 1 : row.length
    let text = ''
    for (let index = 0; index < count; index++) {
      if (index > 0) text += fieldDelimiter
      text += write(fieldText(row[index] ?? null, kinds[index] ?? 'text'))
    }
    return text + recordDelimiter
  }
}

function fieldText(value: string | null, kind: OutputColumn['kind']): string {
  if (value === null) return ''
  if (kind === 'number') return numberText(value)
  if (kind !== 'json') return value
  const parsed: unknown = JSON.parse(value)
  return typeof parsed === 'string' ? parsed : parsed === null ? '' : value
}

/** Of a JSON object its values, of anything else itself. */
function rowFields(value: string | null): readonly string[] {
  const parsed: unknown = value === null ? null : JSON.parse(value)
  const values = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [parsed]
  return values.map(item => (typeof item === 'string' ? item : jsonOf(item)))
}

function jsonOf(value: unknown): string {
  return value === null ? '' : JSON.stringify(value)
}

function fieldWriter({
  quoteFields,
  quote,
  quoteEscape,
  fieldDelimiter,
  recordDelimiter,
}: Extract<OutputFormat, { kind: 'csv' }>): (field: string) => string {
  // One pattern for all of them: this runs for every field of the answer.
  const texts = [quote, fieldDelimiter, recordDelimiter, '\n', '\r'].map(text =>
    text.replace(/\W/g, '\\$&'),
  )
  const special = new RegExp(texts.join('|'))
  return field => {
    if (quoteFields === 'ASNEEDED' && !special.test(field)) return field
    const escaped =
      quoteEscape === quote ? field : field.replaceAll(quoteEscape, quoteEscape + quoteEscape)
    return quote + escaped.replaceAll(quote, quoteEscape + quote) + quote
  }
}

function jsonWriter(
  { recordDelimiter }: Extract<OutputFormat, { kind: 'json' }>,
  columns: readonly OutputColumn[],
): RowWriter {
  if (columns[0]?.kind === 'row') return ([value]) => (value ?? 'null') + recordDelimiter
  const names = columns.map(({ name }) => JSON.stringify(name))
  return row => {
    const members = columns.flatMap(({ kind }, index) => {
      const value = row[index] ?? null
      // What a record does not have, its answer does not have.
      return value === null ? [] : [`${names[index]}:${jsonText(value, kind)}`]
    })
    return `{${members.join(',')}}${recordDelimiter}`
  }
}

function jsonText(value: string, kind: OutputColumn['kind']): string {
  switch (kind) {
    case 'number':
      return Number.isFinite(Number(value)) ? numberText(value) : JSON.stringify(value)
    case 'boolean':
    case 'json':
    case 'row':
      return value
    case 'text':
      return JSON.stringify(value)
  }
}

/** DuckDB writes whole DOUBLEs with a zero after the point. */
function numberText(value: string): string {
  return value.endsWith('.0') ? value.slice(0, -2) : value
}
