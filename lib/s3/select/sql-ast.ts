/**
 * A query of S3 Select, as parsed: plain data, which goes to another process as JSON.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference.html
 */

/** A name, an index, or `*` for every element. */
export type PathStep =
  | { readonly name: string; readonly isQuoted: boolean }
  | { readonly index: number }
  | { readonly every: true }

export type BinaryOperator =
  | ('=' | '<>' | '<' | '<=' | '>' | '>=')
  | ('and' | 'or')
  | ('+' | '-' | '*' | '/' | '%' | '||')

export type CastType = 'boolean' | 'integer' | 'float' | 'decimal' | 'string' | 'timestamp'

export const dateParts = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
export type DatePart = (typeof dateParts)[number]
export type ExtractedPart = DatePart | 'timezone_hour' | 'timezone_minute'

export const aggregateNames = ['avg', 'count', 'max', 'min', 'sum'] as const
export type AggregateName = (typeof aggregateNames)[number]

export type FunctionName =
  | ('coalesce' | 'nullif')
  | ('char_length' | 'lower' | 'upper')
  | ('to_string' | 'to_timestamp' | 'utcnow')

export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** As written: digits, a point, an exponent. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'timestamp'; readonly text: string }
  | { readonly kind: 'path'; readonly steps: readonly PathStep[] }
  | { readonly kind: 'negation' | 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'between'
      readonly operand: Expression
      readonly low: Expression
      readonly high: Expression
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] }
  | {
      readonly kind: 'like'
      readonly operand: Expression
      readonly pattern: Expression
      readonly escape?: Expression
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly what: 'null' | 'missing' }
  | {
      readonly kind: 'case'
      readonly operand?: Expression
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[]
      readonly otherwise?: Expression
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: CastType }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly list: readonly Expression[] }
  | {
      readonly kind: 'date'
      readonly name: 'date_add' | 'date_diff'
      readonly part: DatePart
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'extract'; readonly part: ExtractedPart; readonly operand: Expression }
  | {
      readonly kind: 'substring'
      readonly operand: Expression
      readonly start: Expression
      readonly length?: Expression
    }
  | {
      readonly kind: 'trim'
      readonly side: 'both' | 'leading' | 'trailing'
      readonly characters?: Expression
      readonly operand: Expression
    }
  | {
      readonly kind: 'aggregate'
      readonly name: AggregateName
      /** Absent: `COUNT(*)`. */
      readonly operand?: Expression
    }

export interface Projection {
  readonly expression: Expression
  readonly alias?: string
}

export interface Query {
  /** Absent: `*`. */
  readonly projections?: readonly Projection[]
  /** What follows `S3Object` in FROM. */
  readonly from: readonly PathStep[]
  readonly alias?: string
  readonly where?: Expression
  readonly limit?: number
}
