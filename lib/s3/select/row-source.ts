/** What the rows of a query have, and which piece of SQL a path into one of them is. */
import { SelectError } from './select-error.ts'
import type { PathStep, Query } from './sql-ast.ts'
import { quoted, type SqlType, type TypedSql } from './typed-sql.ts'

export interface Column {
  /** In the header, or in the file's schema; absent: only its place. */
  readonly name?: string
  /** An identifier, quoted as it needs to be. */
  readonly sql: string
  readonly type: SqlType | 'nested'
}

export type RowSource =
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }
  /** One column `r` with a JSON value. */
  | { readonly kind: 'json' }

/** A name of the table itself may stand before a path. */
export function withoutTable(
  steps: readonly PathStep[],
  { alias }: Pick<Query, 'alias'>,
): readonly PathStep[] {
  const [first, ...rest] = steps
  if (first === undefined || !('name' in first)) return steps
  const name = first.name.toLowerCase()
  return name === alias?.toLowerCase() || (name === 's3object' && rest.length > 0) ? rest : steps
}

export function resolvePath(source: RowSource, steps: readonly PathStep[]): TypedSql {
  if (source.kind === 'json') return jsonPath('r', steps)
  const [first, ...rest] = steps
  if (first === undefined || !('name' in first)) {
    throw new SelectError('InvalidColumnIndex', 'The query names no column.')
  }
  const column = findColumn(source.columns, first)
  if (column.type === 'nested') return jsonPath(`to_json(${column.sql})`, rest)
  if (rest.length > 0) {
    throw new SelectError('InvalidColumnIndex', `Column ${first.name} has nothing within it.`)
  }
  return { sql: column.sql, type: column.type }
}

function findColumn(
  columns: readonly Column[],
  { name, isQuoted }: { readonly name: string; readonly isQuoted: boolean },
): Column {
  const found =
    columns.find(column => column.name === name) ??
    (isQuoted
      ? undefined
      : columns.find(column => column.name?.toLowerCase() === name.toLowerCase())) ??
    columns[columnPlace(name) - 1]
  if (found !== undefined) return found
  if (columns.some(column => column.name !== undefined)) {
    throw new SelectError('MissingHeaders', `There is no column ${name.slice(0, 100)}.`)
  }
  throw new SelectError('InvalidColumnIndex', `There is no column ${name.slice(0, 100)}.`)
}

/** `_1` is the first column; 0 for what is no such name. */
export function columnPlace(name: string): number {
  return /^_[1-9]\d{0,5}$/.test(name) ? Number(name.slice(1)) : 0
}

/** What is not there is NULL. */
export function jsonPath(value: string, steps: readonly PathStep[]): TypedSql {
  if (steps.length === 0) return { type: 'dynamic', sql: jsonText(value), json: value }
  if (steps.some(step => 'every' in step)) {
    const json = `to_json(json_extract(${value}, ${quoted(dollarPath(steps))}))`
    return { type: 'dynamic', sql: jsonText(json), json }
  }
  const pointer = quoted(steps.map(pointerStep).join(''))
  return {
    type: 'dynamic',
    sql: `json_extract_string(${value}, ${pointer})`,
    json: `json_extract(${value}, ${pointer})`,
  }
}

const jsonText = (json: string) => `json_extract_string(${json}, '$')`

/** RFC 6901, which can quote every name. */
function pointerStep(step: PathStep): string {
  if ('name' in step) return `/${step.name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return 'index' in step ? `/${step.index}` : '/*'
}

/** The paths with wildcards cannot. */
export function dollarPath(steps: readonly PathStep[]): string {
  const parts = steps.map(step => {
    if ('index' in step) return `[${step.index}]`
    if ('every' in step) return '[*]'
    if (/["\\]/.test(step.name)) {
      throw new SelectError('ParseInvalidPathComponent', 'A path with [*] has a quote in a name.')
    }
    return `."${step.name}"`
  })
  return `$${parts.join('')}`
}
