/** The functions of S3 Select and their own grammars: CAST(… AS …), EXTRACT(… FROM …) and others. */
import {
  type CastType,
  type DatePart,
  dateParts,
  type Expression,
  type ExtractedPart,
  type FunctionName,
} from './sql-ast.ts'
import type { Cursor } from './sql-cursor.ts'

type Parse = (cursor: Cursor) => Expression

/** How many arguments the plain ones take. */
const plain: Readonly<Record<FunctionName, { readonly min: number; readonly max: number }>> = {
  char_length: { min: 1, max: 1 },
  coalesce: { min: 1, max: 100 },
  lower: { min: 1, max: 1 },
  nullif: { min: 2, max: 2 },
  to_string: { min: 2, max: 2 },
  to_timestamp: { min: 1, max: 1 },
  upper: { min: 1, max: 1 },
  utcnow: { min: 0, max: 0 },
}

const special = ['case', 'cast', 'date_add', 'date_diff', 'extract', 'substring', 'trim'] as const
type SpecialName = (typeof special)[number]

const synonyms: Readonly<Record<string, FunctionName>> = { character_length: 'char_length' }

export function isFunction(name: string): boolean {
  return name in plain || name in synonyms || special.some(known => known === name)
}

/** After the function's name. */
export function parseFunction(cursor: Cursor, name: string, parse: Parse): Expression {
  const grammar = special.find(known => known === name)
  if (grammar === 'case') return cursor.nested(() => parseCase(cursor, parse))
  cursor.expectSymbol('(')
  const expression =
    grammar === undefined ? parsePlain(cursor, name, parse) : specials[grammar](cursor, parse)
  cursor.expectSymbol(')')
  return expression
}

function parsePlain(cursor: Cursor, word: string, parse: Parse): Expression {
  // `isFunction` has let it through.
  const name = synonyms[word] ?? (word as FunctionName)
  const { min, max } = plain[name]
  const list: Expression[] = []
  if (!cursor.isSymbol(')')) {
    do list.push(parse(cursor))
    while (list.length <= max && cursor.takeSymbol(',') !== undefined)
  }
  if (list.length < min || list.length > max) {
    cursor.fail('EvaluatorInvalidArguments', `${name.toUpperCase()} takes other arguments`)
  }
  return { kind: 'call', name, list }
}

const specials: Readonly<
  Record<Exclude<SpecialName, 'case'>, (cursor: Cursor, parse: Parse) => Expression>
> = {
  cast(cursor, parse) {
    const operand = parse(cursor)
    cursor.expectWord('as')
    return { kind: 'cast', operand, type: parseType(cursor) }
  },
  date_add: (cursor, parse) => parseDate(cursor, 'date_add', parse),
  date_diff: (cursor, parse) => parseDate(cursor, 'date_diff', parse),
  extract(cursor, parse) {
    const part = parsePart(cursor) ?? cursor.takeWord('timezone_hour', 'timezone_minute')
    if (part === undefined) cursor.fail('ParseExpectedDatePart', 'a part of a date belongs here')
    cursor.expectWord('from')
    // Both lists hold nothing else.
    return { kind: 'extract', part: part as ExtractedPart, operand: parse(cursor) }
  },
  substring(cursor, parse) {
    const operand = parse(cursor)
    if (cursor.takeWord('from') === undefined) cursor.expectSymbol(',')
    const start = parse(cursor)
    const hasLength = cursor.takeWord('for') ?? cursor.takeSymbol(',')
    if (hasLength === undefined) return { kind: 'substring', operand, start }
    return { kind: 'substring', operand, start, length: parse(cursor) }
  },
  trim(cursor, parse) {
    const word = cursor.takeWord('leading', 'trailing', 'both')
    const side = word === 'leading' || word === 'trailing' ? word : 'both'
    if (cursor.takeWord('from') !== undefined) return { kind: 'trim', side, operand: parse(cursor) }
    const first = parse(cursor)
    if (cursor.takeWord('from') === undefined) return { kind: 'trim', side, operand: first }
    return { kind: 'trim', side, characters: first, operand: parse(cursor) }
  },
}

function parseDate(cursor: Cursor, name: 'date_add' | 'date_diff', parse: Parse): Expression {
  const part = parsePart(cursor)
  if (part === undefined) cursor.fail('ParseExpectedDatePart', 'a part of a date belongs here')
  cursor.expectSymbol(',')
  const left = parse(cursor)
  cursor.expectSymbol(',')
  return { kind: 'date', name, part, left, right: parse(cursor) }
}

function parsePart(cursor: Cursor): DatePart | undefined {
  const word = cursor.takeWord(...dateParts)
  return dateParts.find(part => part === word)
}

const types: Readonly<Record<string, CastType>> = {
  bool: 'boolean',
  boolean: 'boolean',
  int: 'integer',
  integer: 'integer',
  float: 'float',
  decimal: 'decimal',
  numeric: 'decimal',
  string: 'string',
  char: 'string',
  varchar: 'string',
  timestamp: 'timestamp',
}

function parseType(cursor: Cursor): CastType {
  const word = cursor.takeWord(...Object.keys(types))
  const type = word === undefined ? undefined : types[word]
  if (type === undefined) cursor.fail('ParseExpectedTypeName', 'the name of a type belongs here')
  // Precision and scale may be said, and change nothing.
  if (cursor.takeSymbol('(') !== undefined) {
    while (cursor.token.kind === 'number' || cursor.isSymbol(',')) cursor.next()
    cursor.expectSymbol(')')
  }
  return type
}

/** CASE WHEN … THEN … ELSE … END, or CASE x WHEN … */
function parseCase(cursor: Cursor, parse: Parse): Expression {
  const operand = cursor.isWord('when') ? undefined : parse(cursor)
  const branches: { when: Expression; result: Expression }[] = []
  while (cursor.takeWord('when') !== undefined) {
    const when = parse(cursor)
    cursor.expectWord('then')
    branches.push({ when, result: parse(cursor) })
  }
  if (branches.length === 0) cursor.fail('ParseExpectedKeyword', 'expected WHEN')
  const otherwise = cursor.takeWord('else') === undefined ? undefined : parse(cursor)
  cursor.expectWord('end')
  return {
    kind: 'case',
    branches,
    ...(operand !== undefined && { operand }),
    ...(otherwise !== undefined && { otherwise }),
  }
}
