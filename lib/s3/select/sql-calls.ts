/** The functions of S3 Select in DuckDB's words. */
import { SelectError } from './select-error.ts'
import type { Expression } from './sql-ast.ts'
import { strftimeFormat } from './timestamp-format.ts'
import {
  asNumber,
  asText,
  asTimestamp,
  compare,
  quoted,
  type TypedSql,
  timestampOf,
  unify,
} from './typed-sql.ts'

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>
type Inner = (operand: Expression) => TypedSql

/** The parser has counted the arguments. */
export function translateCall({ name, list }: Of<'call'>, inner: Inner, now: string): TypedSql {
  const [first = { kind: 'null' }, second = { kind: 'null' }] = list
  switch (name) {
    case 'coalesce': {
      const values = list.map(inner)
      const { type, convert } = unify(values)
      return { type, sql: `coalesce(${values.map(convert).join(', ')})` }
    }
    case 'nullif': {
      const value = inner(first)
      const isEqual = compare('=', value, inner(second))
      return { ...value, sql: `(CASE WHEN ${isEqual} THEN NULL ELSE ${value.sql} END)` }
    }
    case 'char_length':
      return { type: 'number', sql: `length(${asText(inner(first))})` }
    case 'lower':
    case 'upper':
      return { type: 'text', sql: `${name}(${asText(inner(first))})` }
    case 'to_string':
      if (second.kind !== 'string') {
        throw new SelectError('EvaluatorInvalidArguments', 'The format of a time is a string.')
      }
      return {
        type: 'text',
        sql: `strftime(${asTimestamp(inner(first))}, ${quoted(strftimeFormat(second.value))})`,
      }
    case 'to_timestamp':
      return { type: 'timestamp', sql: timestampOf(asText(inner(first)), 'CAST') }
    case 'utcnow':
      return { type: 'timestamp', sql: timestampOf(quoted(now), 'CAST') }
  }
}

export function translateDate({ name, part, left, right }: Of<'date'>, inner: Inner): TypedSql {
  if (name === 'date_diff') {
    // Whole units that lie between the two, not the boundaries that are crossed.
    const [from, to] = [asTimestamp(inner(left)), asTimestamp(inner(right))]
    return { type: 'number', sql: `date_sub(${quoted(part)}, ${from}, ${to})` }
  }
  const count = `CAST(${asNumber(inner(left))} AS INTEGER)`
  return { type: 'timestamp', sql: `(${asTimestamp(inner(right))} + to_${part}s(${count}))` }
}

/** A start before the text takes its share of the length, as in SQL-92. */
export function translateSubstring(
  { operand, start, length }: Of<'substring'>,
  inner: Inner,
): TypedSql {
  const text = asText(inner(operand))
  const from = `CAST(${asNumber(inner(start))} AS BIGINT)`
  const first = `greatest(${from}, 1)`
  if (length === undefined) return { type: 'text', sql: `substr(${text}, ${first})` }
  const end = `${from} + CAST(${asNumber(inner(length))} AS BIGINT)`
  return { type: 'text', sql: `substr(${text}, ${first}, greatest(${end} - ${first}, 0))` }
}

const trimFunctions = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' } as const

export function translateTrim({ side, characters, operand }: Of<'trim'>, inner: Inner): TypedSql {
  const removed = characters === undefined ? "' '" : asText(inner(characters))
  return { type: 'text', sql: `${trimFunctions[side]}(${asText(inner(operand))}, ${removed})` }
}
