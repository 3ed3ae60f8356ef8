/** Expressions of S3 Select, by falling precedence: OR, AND, NOT, comparisons, sums, products. */
import {
  type AggregateName,
  aggregateNames,
  type BinaryOperator,
  type Expression,
  type PathStep,
} from './sql-ast.ts'
import type { Cursor } from './sql-cursor.ts'
import { isFunction, parseFunction } from './sql-functions.ts'

const LIST_MAX = 10_000
const PATH_STEPS_MAX = 100

export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseChain(cursor, ['or'], parseConjunction))
}

function parseConjunction(cursor: Cursor): Expression {
  return parseChain(cursor, ['and'], parseNegated)
}

/** Left-associative words or symbols of one precedence. */
function parseChain(
  cursor: Cursor,
  operators: readonly BinaryOperator[],
  parseOperand: (cursor: Cursor) => Expression,
): Expression {
  let left = parseOperand(cursor)
  for (let count = 0; ; count++) {
    const taken = cursor.takeWord(...operators) ?? cursor.takeSymbol(...operators)
    const operator = operators.find(known => known === taken)
    if (operator === undefined) return left
    // Each one is a level of the tree, and of the text that is made from it.
    if (count === LIST_MAX / 10) cursor.fail('ParseUnsupportedSyntax', 'the expression is too long')
    left = { kind: 'binary', operator, left, right: parseOperand(cursor) }
  }
}

function parseNegated(cursor: Cursor): Expression {
  if (cursor.takeWord('not') === undefined) return parseComparison(cursor)
  return { kind: 'not', operand: cursor.nested(() => parseNegated(cursor)) }
}

const comparisons: Readonly<Record<string, BinaryOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

function parseComparison(cursor: Cursor): Expression {
  const left = parseSum(cursor)
  const symbol = cursor.takeSymbol(...Object.keys(comparisons))
  const operator = symbol === undefined ? undefined : comparisons[symbol]
  if (operator !== undefined) return { kind: 'binary', operator, left, right: parseSum(cursor) }
  if (cursor.takeWord('is') !== undefined) return parseIs(cursor, left)
  const isNegated = cursor.isWord('not')
  if (isNegated) cursor.next()
  const predicate = parsePredicate(cursor, left)
  if (predicate === undefined) {
    if (isNegated) cursor.fail('ParseUnexpectedToken', 'NOT stands before BETWEEN, IN and LIKE')
    return left
  }
  return isNegated ? { kind: 'not', operand: predicate } : predicate
}

function parseIs(cursor: Cursor, operand: Expression): Expression {
  const isNegated = cursor.takeWord('not') !== undefined
  const word = cursor.takeWord('null', 'missing')
  if (word === undefined) cursor.fail('ParseExpectedKeyword', 'IS takes NULL or MISSING')
  const test: Expression = { kind: 'is', operand, what: word === 'null' ? 'null' : 'missing' }
  return isNegated ? { kind: 'not', operand: test } : test
}

function parsePredicate(cursor: Cursor, operand: Expression): Expression | undefined {
  switch (cursor.takeWord('between', 'in', 'like')) {
    case 'between': {
      const low = parseSum(cursor)
      cursor.expectWord('and')
      return { kind: 'between', operand, low, high: parseSum(cursor) }
    }
    case 'in':
      cursor.expectSymbol('(')
      return { kind: 'in', operand, list: parseList(cursor) }
    case 'like': {
      const pattern = parseSum(cursor)
      if (cursor.takeWord('escape') === undefined) return { kind: 'like', operand, pattern }
      return { kind: 'like', operand, pattern, escape: parseSum(cursor) }
    }
    default:
      return undefined
  }
}

/** After its opening parenthesis. */
export function parseList(cursor: Cursor): readonly Expression[] {
  const list: Expression[] = []
  if (cursor.takeSymbol(')') !== undefined) return list
  do {
    if (list.length === LIST_MAX) cursor.fail('ParseUnsupportedSyntax', 'the list is too long')
    list.push(parseExpression(cursor))
  } while (cursor.takeSymbol(',') !== undefined)
  cursor.expectSymbol(')')
  return list
}

function parseSum(cursor: Cursor): Expression {
  return parseChain(cursor, ['+', '-', '||'], parseProduct)
}

function parseProduct(cursor: Cursor): Expression {
  return parseChain(cursor, ['*', '/', '%'], parseSigned)
}

function parseSigned(cursor: Cursor): Expression {
  if (cursor.takeSymbol('+') !== undefined) return cursor.nested(() => parseSigned(cursor))
  if (cursor.takeSymbol('-') === undefined) return parseOperand(cursor)
  return { kind: 'negation', operand: cursor.nested(() => parseSigned(cursor)) }
}

function parseOperand(cursor: Cursor): Expression {
  const { kind, text } = cursor.token
  switch (kind) {
    case 'number':
      cursor.next()
      return { kind, text }
    case 'string':
      cursor.next()
      return { kind, value: text }
    case 'timestamp':
      cursor.next()
      return { kind, text }
    case 'symbol':
      return parseParenthesised(cursor)
    case 'name':
      return parsePath(cursor)
    case 'word':
      return parseWord(cursor)
    case 'end':
      return cursor.fail('ParseExpectedExpression', 'an expression belongs here')
  }
}

function parseParenthesised(cursor: Cursor): Expression {
  if (cursor.takeSymbol('(') === undefined) {
    cursor.fail('ParseExpectedExpression', 'an expression belongs here')
  }
  const expression = parseExpression(cursor)
  cursor.expectSymbol(')')
  return expression
}

/** They begin or end something, so that a column of that name stands in double quotes. */
const reserved = ['select', 'from', 'where', 'limit', 'and', 'or', 'not', 'as', 'is', 'in', 'like']

function parseWord(cursor: Cursor): Expression {
  if (cursor.isWord(...reserved)) {
    cursor.fail('ParseExpectedExpression', 'an expression belongs here')
  }
  if (cursor.isBefore('(') || cursor.isWord('case')) return parseCall(cursor)
  switch (cursor.takeWord('true', 'false', 'null', 'missing')) {
    case 'true':
      return { kind: 'boolean', value: true }
    case 'false':
      return { kind: 'boolean', value: false }
    case 'null':
    case 'missing':
      return { kind: 'null' }
    default:
      return parsePath(cursor)
  }
}

function parseCall(cursor: Cursor): Expression {
  const name = cursor.token.text.toLowerCase()
  const aggregate = aggregateNames.find(known => known === name)
  if (aggregate !== undefined) {
    cursor.next()
    return parseAggregate(cursor, aggregate)
  }
  if (!isFunction(name)) cursor.fail('UnsupportedFunction', 'there is no such function')
  cursor.next()
  return parseFunction(cursor, name, parseExpression)
}

function parseAggregate(cursor: Cursor, name: AggregateName): Expression {
  cursor.expectSymbol('(')
  if (name === 'count' && cursor.takeSymbol('*') !== undefined) {
    cursor.expectSymbol(')')
    return { kind: 'aggregate', name }
  }
  const operand = parseExpression(cursor)
  cursor.expectSymbol(')')
  return { kind: 'aggregate', name, operand }
}

function parsePath(cursor: Cursor): Expression {
  const { kind, text } = cursor.next()
  const first: PathStep = { name: text, isQuoted: kind === 'name' }
  return { kind: 'path', steps: [first, ...parsePathSteps(cursor)] }
}

/** `.name`, `."name"`, `[3]`, `['name']` and `[*]`, any number of them. */
export function parsePathSteps(cursor: Cursor): readonly PathStep[] {
  const steps: PathStep[] = []
  for (;;) {
    if (cursor.takeSymbol('.') !== undefined) steps.push(parseNameStep(cursor))
    else if (cursor.takeSymbol('[') !== undefined) steps.push(parseBracketStep(cursor))
    else return steps
    if (steps.length > PATH_STEPS_MAX) cursor.fail('ParseUnsupportedSyntax', 'the path is too long')
  }
}

function parseNameStep(cursor: Cursor): PathStep {
  const { kind, text } = cursor.token
  if (kind !== 'word' && kind !== 'name') {
    cursor.fail('ParseInvalidPathComponent', 'a name belongs after the point')
  }
  cursor.next()
  return { name: text, isQuoted: kind === 'name' }
}

function parseBracketStep(cursor: Cursor): PathStep {
  const step = parseBracketed(cursor)
  cursor.expectSymbol(']')
  return step
}

function parseBracketed(cursor: Cursor): PathStep {
  if (cursor.takeSymbol('*') !== undefined) return { every: true }
  const { kind, text } = cursor.token
  if (kind === 'string') {
    cursor.next()
    return { name: text, isQuoted: true }
  }
  if (kind !== 'number' || !/^\d{1,9}$/.test(text)) {
    cursor.fail('ParseInvalidPathComponent', 'an index, a name or * belongs in brackets')
  }
  cursor.next()
  return { index: Number(text) }
}
