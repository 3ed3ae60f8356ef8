/** Why directories cannot be opened as disks. */

export type DirectoryErrorCode =
  | 'directory-foreign'
  | 'directory-in-use'
  | 'directory-missing'
  | 'disk-elsewhere'
  | 'disk-twice'
  | 'disk-unknown'
  | 'disks-missing'
  | 'disks-undecided'
  | 'format-unknown'
  | 'record-missing'

/** The message is for the person who started the server. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError'
  readonly code: DirectoryErrorCode

  constructor(code: DirectoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
