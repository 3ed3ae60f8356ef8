/**
 * A parsed query as SQL for DuckDB. Every word of it is ours: of the client's there are numbers, which
 * have the form of numbers, and text within quotes.
 */
import { dollarPath, jsonPath, type RowSource, resolvePath, withoutTable } from './row-source.ts'
import { SelectError } from './select-error.ts'
import type { Expression, PathStep, Projection, Query } from './sql-ast.ts'
import { translateCall, translateDate, translateSubstring, translateTrim } from './sql-calls.ts'
import {
  asBoolean,
  asNumber,
  asText,
  asTimestamp,
  compare,
  quoted,
  type TypedSql,
  timestampOf,
  unify,
} from './typed-sql.ts'

/** What one column of the answer is. */
export interface OutputColumn {
  readonly name: string
  /** `json` comes as JSON text, all others as text; `row` is a whole JSON value. */
  readonly kind: 'boolean' | 'json' | 'number' | 'row' | 'text'
}

export interface TranslatedQuery {
  readonly sql: string
  readonly columns: readonly OutputColumn[]
  /** `*`: fields that a record does not have are left out. */
  readonly isWhole: boolean
}

export interface TranslationContext {
  readonly source: RowSource
  readonly query: Query
  /** An ISO timestamp. */
  readonly now: string
}

/** `table` is the SQL of a relation with the source's columns. Throws SelectError. */
export function translateQuery(
  query: Query,
  {
    source,
    table,
    now,
  }: { readonly source: RowSource; readonly table: string; readonly now: string },
): TranslatedQuery {
  const context: TranslationContext = { source, query, now }
  const from = translateFrom(query.from, source, table)
  const outputs =
    query.projections === undefined
      ? wholeRow(source)
      : query.projections.map((projection, index) => output(projection, index, context))
  checkAggregates(query)
  const list = outputs.map(({ sql }, index) => `${sql} AS o${index}`).join(', ')
  const where =
    query.where === undefined ? '' : ` WHERE ${asBoolean(translate(query.where, context))}`
  const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`
  return {
    sql: `SELECT ${list} FROM ${from}${where}${limit}`,
    columns: outputs.map(({ name, kind }) => ({ name, kind })),
    isWhole: query.projections === undefined,
  }
}

/** The records themselves are `[*]`; what follows leads into each of them. */
function translateFrom(from: readonly PathStep[], source: RowSource, table: string): string {
  const [first, ...others] = from
  const steps = first !== undefined && 'every' in first ? others : from
  if (steps.length === 0) return table
  if (source.kind !== 'json') {
    throw new SelectError('ParseInvalidPathComponent', 'Only JSON has a path in FROM.')
  }
  if (!steps.some(step => 'every' in step)) {
    return `(SELECT ${jsonPath('r', steps).json} AS r FROM ${table})`
  }
  return `(SELECT unnest(json_extract(r, ${quoted(dollarPath(steps))})) AS r FROM ${table})`
}

type Output = OutputColumn & { readonly sql: string }

function wholeRow(source: RowSource): readonly Output[] {
  if (source.kind === 'json') return [{ name: '_1', kind: 'row', sql: 'json(r)' }]
  return source.columns.map(({ name, sql, type }, index) => {
    const column: TypedSql = type === 'nested' ? jsonPath(`to_json(${sql})`, []) : { sql, type }
    return outputOf(name ?? `_${index + 1}`, column)
  })
}

function output(
  { expression, alias }: Projection,
  index: number,
  context: TranslationContext,
): Output {
  return outputOf(alias ?? pathName(expression) ?? `_${index + 1}`, translate(expression, context))
}

function outputOf(name: string, typed: TypedSql): Output {
  if (typed.json !== undefined) return { name, kind: 'json', sql: `CAST(${typed.json} AS VARCHAR)` }
  const kind = typed.type === 'number' || typed.type === 'boolean' ? typed.type : 'text'
  return { name, kind, sql: asText(typed) }
}

function pathName(expression: Expression): string | undefined {
  if (expression.kind !== 'path') return undefined
  const last = expression.steps.at(-1)
  return last !== undefined && 'name' in last ? last.name : undefined
}

/** Either every value is one of all rows, or every value is one of each. */
function checkAggregates({ projections = [], where }: Query): void {
  const count = projections.filter(({ expression }) => hasAggregate(expression)).length
  const isMixed =
    count > 0 && projections.some(({ expression }) => hasPathOutsideAggregates(expression))
  if (isMixed || (where !== undefined && hasAggregate(where))) {
    throw new SelectError('ParseUnsupportedSyntax', 'Aggregates stand alone in the SELECT list.')
  }
}

function hasAggregate(expression: Expression): boolean {
  return expression.kind === 'aggregate' || children(expression).some(hasAggregate)
}

function hasPathOutsideAggregates(expression: Expression): boolean {
  if (expression.kind === 'path') return true
  return expression.kind !== 'aggregate' && children(expression).some(hasPathOutsideAggregates)
}

function children(expression: Expression): readonly Expression[] {
  return Object.values<unknown>(expression).flatMap(value => {
    if (isExpression(value)) return [value]
    if (!Array.isArray(value)) return []
    return value.flatMap(item => {
      if (isExpression(item)) return [item]
      return typeof item === 'object' && item !== null
        ? Object.values<unknown>(item).filter(isExpression)
        : []
    })
  })
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value
}

export function translate(expression: Expression, context: TranslationContext): TypedSql {
  const inner = (operand: Expression) => translate(operand, context)
  const boolean = (sql: string): TypedSql => ({ type: 'boolean', sql })
  switch (expression.kind) {
    case 'null':
      return { type: 'null', sql: 'NULL' }
    case 'boolean':
      return boolean(expression.value ? 'TRUE' : 'FALSE')
    case 'number':
      return { type: 'number', sql: numberLiteral(expression.text) }
    case 'string':
      return { type: 'text', sql: quoted(expression.value) }
    case 'timestamp':
      return { type: 'timestamp', sql: timestampOf(quoted(expression.text), 'CAST') }
    case 'path':
      return resolvePath(context.source, withoutTable(expression.steps, context.query))
    case 'negation':
      return { type: 'number', sql: `(-${asNumber(inner(expression.operand))})` }
    case 'not':
      return boolean(`(NOT ${asBoolean(inner(expression.operand))})`)
    case 'binary':
      return translateBinary(expression, inner)
    case 'between': {
      const operand = inner(expression.operand)
      const low = compare('>=', operand, inner(expression.low))
      return boolean(`(${low} AND ${compare('<=', operand, inner(expression.high))})`)
    }
    case 'in':
      return boolean(translateIn(expression, inner))
    case 'like':
      return boolean(translateLike(expression, inner))
    case 'is':
      return boolean(`(${inner(expression.operand).sql} IS NULL)`)
    case 'case':
      return translateCase(expression, inner)
    case 'cast':
      return translateCast(expression, inner)
    case 'call':
      return translateCall(expression, inner, context.now)
    case 'date':
      return translateDate(expression, inner)
    case 'extract':
      return translateExtract(expression, inner)
    case 'substring':
      return translateSubstring(expression, inner)
    case 'trim':
      return translateTrim(expression, inner)
    case 'aggregate':
      return translateAggregate(expression, inner)
  }
}

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>
type Inner = (operand: Expression) => TypedSql

/** Beyond what a DECIMAL holds, a DOUBLE. */
function numberLiteral(text: string): string {
  return text.length > 18 || /e/i.test(text) ? `CAST(${quoted(text)} AS DOUBLE)` : text
}

function translateBinary({ operator, left, right }: Of<'binary'>, inner: Inner): TypedSql {
  const one = inner(left)
  const other = inner(right)
  switch (operator) {
    case 'and':
    case 'or':
      return {
        type: 'boolean',
        sql: `(${asBoolean(one)} ${operator.toUpperCase()} ${asBoolean(other)})`,
      }
    case '||':
      return { type: 'text', sql: `(${asText(one)} || ${asText(other)})` }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return { type: 'number', sql: `(${asNumber(one)} ${operator} ${asNumber(other)})` }
    default:
      return { type: 'boolean', sql: compare(operator, one, other) }
  }
}

function translateIn({ operand, list }: Of<'in'>, inner: Inner): string {
  const searched = inner(operand)
  const found = list.map(item => compare('=', searched, inner(item)))
  return found.length === 0 ? 'FALSE' : `(${found.join(' OR ')})`
}

function translateLike(like: Of<'like'>, inner: Inner): string {
  const { escape: escaping } = like
  const test = `${asText(inner(like.operand))} LIKE ${asText(inner(like.pattern))}`
  if (escaping === undefined) return `(${test})`
  if (escaping.kind !== 'string' || escaping.value.length !== 1) {
    throw new SelectError('EvaluatorInvalidArguments', 'ESCAPE takes one character.')
  }
  return `(${test} ESCAPE ${quoted(escaping.value)})`
}

function translateCase({ operand, branches, otherwise }: Of<'case'>, inner: Inner): TypedSql {
  const searched = operand && inner(operand)
  const results = branches.map(({ result }) => inner(result))
  const last = otherwise && inner(otherwise)
  const { type, convert } = unify(last ? [...results, last] : results)
  const whens = branches.map(({ when }, index) => {
    const condition = searched ? compare('=', searched, inner(when)) : asBoolean(inner(when))
    const result = results[index]
    return `WHEN ${condition} THEN ${result ? convert(result) : 'NULL'}`
  })
  const end = last ? ` ELSE ${convert(last)}` : ''
  return { type, sql: `(CASE ${whens.join(' ')}${end} END)` }
}

/** Unlike the conversions that happen by themselves, this one fails where it is impossible. */
function translateCast({ operand, type }: Of<'cast'>, inner: Inner): TypedSql {
  const from = inner(operand)
  switch (type) {
    case 'boolean':
      return { type: 'boolean', sql: `CAST(${from.sql} AS BOOLEAN)` }
    case 'integer':
      return { type: 'number', sql: `CAST(${from.sql} AS BIGINT)` }
    case 'float':
    case 'decimal':
      return { type: 'number', sql: `CAST(${from.sql} AS DOUBLE)` }
    case 'string':
      return { type: 'text', sql: asText(from) }
    case 'timestamp':
      if (from.type === 'timestamp') return from
      return { type: 'timestamp', sql: timestampOf(asText(from), 'CAST') }
  }
}

function translateExtract({ part, operand }: Of<'extract'>, inner: Inner): TypedSql {
  // All timestamps are kept in UTC.
  if (part === 'timezone_hour' || part === 'timezone_minute') return { type: 'number', sql: '0' }
  const timestamp = asTimestamp(inner(operand))
  return { type: 'number', sql: `date_part(${quoted(part)}, ${timestamp})` }
}

function translateAggregate({ name, operand }: Of<'aggregate'>, inner: Inner): TypedSql {
  if (operand === undefined) return { type: 'number', sql: 'count(*)' }
  if (hasAggregate(operand)) {
    throw new SelectError('ParseUnsupportedSyntax', 'An aggregate cannot hold another one.')
  }
  const typed = inner(operand)
  if (name === 'count') return { type: 'number', sql: `count(${typed.sql})` }
  if ((name === 'min' || name === 'max') && (typed.type === 'text' || typed.type === 'timestamp')) {
    return { type: typed.type, sql: `${name}(${typed.sql})` }
  }
  return { type: 'number', sql: `${name}(${asNumber(typed)})` }
}
