/** What a query is to do, as data: it goes to the process that runs it as JSON. */
import type { Query } from './sql-ast.ts'

export interface CsvInput {
  readonly kind: 'csv'
  readonly header: 'IGNORE' | 'NONE' | 'USE'
  /** One character; absent: no line is a comment. */
  readonly comments?: string
  readonly quote: string
  readonly quoteEscape: string
  /** One or two characters. */
  readonly recordDelimiter: string
  readonly fieldDelimiter: string
}

export type InputFormat =
  | CsvInput
  | { readonly kind: 'json'; readonly type: 'DOCUMENT' | 'LINES' }
  | { readonly kind: 'parquet' }

export type Compression = 'BZIP2' | 'GZIP' | 'NONE'

export type OutputFormat =
  | {
      readonly kind: 'csv'
      readonly quoteFields: 'ALWAYS' | 'ASNEEDED'
      readonly quote: string
      readonly quoteEscape: string
      readonly recordDelimiter: string
      readonly fieldDelimiter: string
    }
  | { readonly kind: 'json'; readonly recordDelimiter: string }

/** As asked: what it means follows from the object's size. */
export interface ScanRange {
  readonly start?: number
  readonly end?: number
}

/** Records that begin within these bytes of the object. The input begins at `from`. */
export interface Scan {
  readonly from: number
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

export interface SelectRequest {
  readonly query: Query
  readonly input: InputFormat
  readonly compression: Compression
  readonly output: OutputFormat
  readonly scanRange?: ScanRange
  readonly wantsProgress: boolean
}

export interface Plan extends Omit<SelectRequest, 'scanRange' | 'wantsProgress'> {
  readonly scan?: Scan
  /** An ISO timestamp. */
  readonly now: string
}
