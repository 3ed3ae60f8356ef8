/**
 * Reads a query of S3 Select. Everything that it takes is in its own tree, and nothing of the client's
 * text goes anywhere else.
 */
import { SelectError } from './select-error.ts'
import type { PathStep, Projection, Query } from './sql-ast.ts'
import { Cursor } from './sql-cursor.ts'
import { parseExpression, parsePathSteps } from './sql-expressions.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html */
const QUERY_BYTES_MAX = 256 * 1024
const PROJECTIONS_MAX = 1000

/** Throws SelectError. */
export function parseQuery(text: string): Query {
  if (Buffer.byteLength(text) > QUERY_BYTES_MAX) {
    throw new SelectError('ExpressionTooLong', 'The SQL expression is too long.')
  }
  const cursor = new Cursor(text)
  cursor.expectWord('select')
  const projections = parseProjections(cursor)
  if (!cursor.isWord('from')) {
    cursor.fail('ParseSelectMissingFrom', 'a query needs FROM after its SELECT list')
  }
  cursor.next()
  const from = parseFrom(cursor)
  const alias = parseAlias(cursor, ['where', 'limit'])
  const where = cursor.takeWord('where') === undefined ? undefined : parseExpression(cursor)
  const limit = cursor.takeWord('limit') === undefined ? undefined : parseLimit(cursor)
  cursor.takeSymbol(';')
  if (cursor.token.kind !== 'end') cursor.fail('ParseUnexpectedToken', 'nothing more belongs here')
  return {
    from,
    ...(projections !== undefined && { projections }),
    ...(alias !== undefined && { alias }),
    ...(where !== undefined && { where }),
    ...(limit !== undefined && { limit }),
  }
}

/** `undefined` for `*`. */
function parseProjections(cursor: Cursor): readonly Projection[] | undefined {
  if (cursor.takeSymbol('*') !== undefined) return undefined
  if (cursor.token.kind === 'word' && isAliasStar(cursor)) return undefined
  const projections: Projection[] = []
  do {
    const expression = parseExpression(cursor)
    const alias = parseAlias(cursor, ['from'])
    projections.push({ expression, ...(alias !== undefined && { alias }) })
    if (projections.length > PROJECTIONS_MAX) {
      cursor.fail('ParseUnsupportedSyntax', 'the list is too long')
    }
  } while (cursor.takeSymbol(',') !== undefined)
  return projections
}

/** `s.*` means `*`, which is all that there is to select from. */
function isAliasStar(cursor: Cursor): boolean {
  return cursor.takeSequence(['word', '.', '*'])
}

function parseAlias(cursor: Cursor, reserved: readonly string[]): string | undefined {
  const isExplicit = cursor.takeWord('as') !== undefined
  const { kind } = cursor.token
  if (kind === 'name' || (kind === 'word' && !cursor.isWord(...reserved))) return cursor.next().text
  if (isExplicit) cursor.fail('ParseUnexpectedToken', 'a name belongs after AS')
  return undefined
}

function parseFrom(cursor: Cursor): readonly PathStep[] {
  if (cursor.takeWord('s3object') === undefined) {
    cursor.fail('ParseUnexpectedToken', 'queries are FROM S3Object')
  }
  return parsePathSteps(cursor)
}

function parseLimit(cursor: Cursor): number {
  const { kind, text } = cursor.token
  if (kind !== 'number' || !/^\d{1,15}$/.test(text)) {
    cursor.fail('ParseExpectedNumber', 'LIMIT takes a whole number')
  }
  cursor.next()
  return Number(text)
}
