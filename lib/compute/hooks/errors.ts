/** Every way in which hooks are refused to whoever manages them. */
export type HookErrorCode =
  | 'hook-missing'
  | 'hook-name-taken'
  | 'hooks-exhausted'
  | 'invocation-missing'
  | 'object-missing'
  | 'bucket-missing'
  | 'settings-invalid'

/** The message is for whoever asked. */
export class HookError extends Error {
  override readonly name = 'HookError'
  readonly code: HookErrorCode

  constructor(code: HookErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
