/**
 * Pieces of DuckDB's SQL with what is known of their types, and the conversions between them. A field
 * of CSV or JSON is `dynamic`: text that becomes what it is compared or computed with, and NULL where
 * it cannot.
 */
export type SqlType = 'boolean' | 'dynamic' | 'null' | 'number' | 'text' | 'timestamp'

export interface TypedSql {
  readonly type: SqlType
  /** Of a dynamic one: as VARCHAR. */
  readonly sql: string
  /** The same as JSON, where it comes from JSON or holds others. */
  readonly json?: string
}

/** A string literal. It holds nothing that is not quoted, whatever the text. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function asText({ sql, type }: TypedSql): string {
  switch (type) {
    case 'text':
    case 'dynamic':
      return sql
    case 'timestamp':
      return timestampText(sql)
    default:
      return `CAST(${sql} AS VARCHAR)`
  }
}

export function asNumber({ sql, type }: TypedSql): string {
  return type === 'number' ? sql : `TRY_CAST(${sql} AS DOUBLE)`
}

export function asBoolean({ sql, type }: TypedSql): string {
  return type === 'boolean' ? sql : `TRY_CAST(${sql} AS BOOLEAN)`
}

export function asTimestamp({ sql, type }: TypedSql): string {
  return type === 'timestamp' ? sql : timestampOf(sql, 'TRY_CAST')
}

/**
 * S3 Select's timestamps may end after the year, the month or the day, with a T. They are kept in UTC:
 * by way of the type that heeds offsets.
 */
export function timestampOf(text: string, cast: 'CAST' | 'TRY_CAST'): string {
  return (
    `make_timestamp(epoch_us(${cast}(CASE ` +
    `WHEN regexp_full_match(${text}, '\\d{4}T') THEN ${text}[:4] || '-01-01' ` +
    `WHEN regexp_full_match(${text}, '\\d{4}-\\d{2}T') THEN ${text}[:7] || '-01' ` +
    `WHEN regexp_full_match(${text}, '\\d{4}-\\d{2}-\\d{2}T') THEN ${text}[:10] ` +
    `ELSE ${text} END AS TIMESTAMPTZ)))`
  )
}

export function timestampText(sql: string): string {
  return `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%gZ')`
}

type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

/** As the one whose type is known better; two fields as numbers where both are. */
export function compare(operator: Comparison, left: TypedSql, right: TypedSql): string {
  const types = [left.type, right.type]
  const as = (convert: (typed: TypedSql) => string) =>
    `(${convert(left)} ${operator} ${convert(right)})`
  if (types.includes('number')) return as(asNumber)
  if (types.includes('timestamp')) return as(asTimestamp)
  if (types.includes('boolean')) return as(asBoolean)
  if (left.type !== 'dynamic' || right.type !== 'dynamic') return as(asText)
  const areNumbers = `${asNumber(left)} IS NOT NULL AND ${asNumber(right)} IS NOT NULL`
  return `(CASE WHEN ${areNumbers} THEN ${as(asNumber)} ELSE ${as(asText)} END)`
}

/** One type for what may come out of several branches. */
export function unify(branches: readonly TypedSql[]): {
  readonly type: SqlType
  readonly convert: (typed: TypedSql) => string
} {
  const types = new Set(branches.map(({ type }) => type).filter(type => type !== 'null'))
  const [type] = types
  if (types.size !== 1 || type === undefined) return { type: 'text', convert: asText }
  switch (type) {
    case 'number':
      return { type, convert: asNumber }
    case 'boolean':
      return { type, convert: asBoolean }
    case 'timestamp':
      return { type, convert: asTimestamp }
    default:
      return { type, convert: asText }
  }
}
