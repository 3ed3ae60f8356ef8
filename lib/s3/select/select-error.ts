/** A refusal in S3 Select's own codes; before the first record it is the request's, then an event. */
import type { selectErrorRows } from './error-rows.ts'

export type SelectErrorCode = keyof typeof selectErrorRows | 'InternalError'

export class SelectError extends Error {
  override readonly name = 'SelectError'
  readonly code: SelectErrorCode

  constructor(code: SelectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
