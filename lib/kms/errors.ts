/** What the key management refuses. The code is the contract; the protocols have their own words. */
export type KmsErrorCode =
  | 'access-denied'
  | 'alias-exists'
  | 'ciphertext-invalid'
  | 'key-disabled'
  | 'key-missing'
  | 'key-pending-deletion'
  | 'name-invalid'
  | 'store-failed'

export class KmsError extends Error {
  override readonly name = 'KmsError'
  readonly code: KmsErrorCode

  constructor(code: KmsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
